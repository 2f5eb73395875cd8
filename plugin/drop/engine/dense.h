/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Dense kernels of a front, column by column. Small ones are plain loops, for the call of
 * a library costs more than the work; large ones are OpenBLAS.
 * Internal to engine/, static/, dynamic/ and change/.
 */
#ifndef IRD_ENGINE_DENSE_H
#define IRD_ENGINE_DENSE_H

#include <stdbool.h>
#include <stddef.h>

#include "graph/lanes.h"

/* The first `columns` columns of a symmetric matrix of `rows` rows, lower part, become
 * those of its Cholesky factor. False where it is not positive definite. */
bool ird_dense_panel(double *panel, size_t rows, size_t columns);

/* update -= L21 L21', lower part: update is size x size, L21 the last `size` rows of the
 * panel. */
void ird_dense_update(double *update, size_t size, const double *panel, size_t rows,
                      size_t columns);

/* A factored panel in the form that the solves below read, in double or in single
 * precision: ird_dense_packed(rows, columns) values. */
size_t ird_dense_packed(size_t rows, size_t columns);
void ird_dense_pack(const double *panel, size_t rows, size_t columns, double *packed);
void ird_dense_pack_single(const double *panel, size_t rows, size_t columns,
                           float *packed);

/* Triangular solves with one packed panel, of which backward takes the end. work has
 * `rows` values, the first `columns` those of the panel's own nodes. Forward leaves in
 * the rest what is to be added to the other nodes (it starts as zero); backward takes
 * their values from there. */
void ird_dense_forward(const double *packed, size_t rows, size_t columns, double *work);
void ird_dense_backward(const double *end, size_t rows, size_t columns, double *work);
void ird_dense_forward_single(const float *packed, size_t rows, size_t columns,
                              double *work);
void ird_dense_backward_single(const float *end, size_t rows, size_t columns,
                               double *work);

/* The same for several right-hand sides. */
void ird_dense_forward_lanes(const float *packed, size_t rows, size_t columns,
                             ird_lanes *work);
void ird_dense_backward_lanes(const float *end, size_t rows, size_t columns,
                              ird_lanes *work);

/* The largest absolute value; NAN if any is. */
double ird_dense_largest(const double *values, size_t count);

/* Number of threads that the library uses now, and setting it. */
int ird_dense_threads(void);
void ird_dense_set_threads(int threads);

#endif
