/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Preconditioned conjugate gradients. Internal to engine/ and static/.
 */
#ifndef IRD_ENGINE_CG_H
#define IRD_ENGINE_CG_H

#include <stddef.h>

#include "base/error.h"

/* out = G x, or out = an approximate solution of G out = x; symmetric and positive
 * definite. x and out differ. */
typedef struct ird_operator {
    void (*apply)(void *context, const double *x, double *out);
    void *context;
} ird_operator;

/* x (n values) is the right-hand side and becomes the solution: as far as a residual of
 * 1e-12 of it, by 2-norms, or 500 iterations. What was reached is not judged here.
 * *iterations grows by those made. */
ird_status ird_cg(const ird_operator *matrix, const ird_operator *preconditioner,
                  size_t n, double *x, size_t *iterations, ird_error *err);

#endif
