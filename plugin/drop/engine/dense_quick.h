/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Panels of a factor that is solved with over and over for changes that are small, such
 * as those of a step in time: all of it in single precision. Such a factor is often in
 * the cache, where the panels of dense.h wait for one result after another; and they turn
 * each entry into a double. What these panels solve has seven digits less what single
 * precision rounds in each of a dozen fronts, one above the other. Internal to engine/.
 */
#ifndef IRD_ENGINE_DENSE_QUICK_H
#define IRD_ENGINE_DENSE_QUICK_H

#include <stddef.h>

/* A factored panel (dense.h) in the form that the solves below read:
 * ird_quick_packed(rows, columns) values. */
size_t ird_quick_packed(size_t rows, size_t columns);
void ird_quick_pack(const double *panel, size_t rows, size_t columns, float *packed);

enum { IRD_QUICK_QUAD = 4, IRD_QUICK_BLOCK = 8 };

/* Both ways through one packed panel, of which backward takes the end. work has `rows`
 * values, the first `columns` those of the panel's own nodes, and room for IRD_QUICK_QUAD
 * - 1 more, which are finite, and of no account. Forward leaves in the rest what is to be
 * added to the other nodes, and the first IRD_QUICK_BLOCK own values as they are: their
 * part of the triangle is backward's. Backward takes the values of the other nodes from
 * the rest. */
void ird_quick_forward(const float *packed, size_t rows, size_t columns, float *work);
void ird_quick_backward(const float *end, size_t rows, size_t columns, float *work);

#endif
