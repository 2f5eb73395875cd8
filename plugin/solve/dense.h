/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Dense kernels of a front, column by column. Small ones are plain loops, for the call of
 * a library costs more than the work; large ones are OpenBLAS. Internal to solve/.
 */
#ifndef IRD_SOLVE_DENSE_H
#define IRD_SOLVE_DENSE_H

#include <stdbool.h>
#include <stddef.h>

/* The first `columns` columns of a symmetric matrix of `rows` rows, lower part, become
 * those of its Cholesky factor. False where it is not positive definite. */
bool ird_dense_panel(double *panel, size_t rows, size_t columns);

/* update -= L21 L21', lower part: update is size x size, L21 the last `size` rows of the
 * panel. */
void ird_dense_update(double *update, size_t size, const double *panel, size_t rows,
                      size_t columns);

/* Make a factored panel ready for the solves below: the triangles on its diagonal, of a
 * few columns each, are replaced by their inverses, so that nothing is divided there. */
void ird_dense_finish(double *panel, size_t rows, size_t columns);

/* Triangular solves with one finished panel. work has `rows` values, the first `columns` those of
 * the panel's own nodes. Forward leaves in the rest what is to be added to the other
 * nodes (it starts as zero); backward takes their values from there. */
void ird_dense_forward(const double *panel, size_t rows, size_t columns, double *work);
void ird_dense_backward(const double *panel, size_t rows, size_t columns, double *work);
void ird_dense_forward_single(const float *panel, size_t rows, size_t columns,
                              double *work);
void ird_dense_backward_single(const float *panel, size_t rows, size_t columns,
                               double *work);

/* Number of threads that the library uses now, and setting it. */
int ird_dense_threads(void);
void ird_dense_set_threads(int threads);

#endif
