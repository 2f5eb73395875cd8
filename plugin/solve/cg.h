/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Preconditioned conjugate gradients. Internal to solve/.
 */
#ifndef IRD_SOLVE_CG_H
#define IRD_SOLVE_CG_H

#include <stddef.h>

#include "base/error.h"

/* out = G x, or out = an approximate solution of G out = x; symmetric and positive
 * definite. x and out differ. */
typedef struct ird_operator {
    void (*apply)(void *context, const double *x, double *out);
    void *context;
} ird_operator;

typedef struct ird_cg_limits {
    double tolerance; /* of the residual, relative to the right-hand side, 2-norms */
    size_t iterations;
} ird_cg_limits;

extern const ird_cg_limits ird_cg_defaults; /* 1e-12, 500 */

/* x (n values) is the right-hand side and becomes the solution as far as the limits go.
 * What was reached is not judged here. *iterations grows by those made. */
ird_status ird_cg(const ird_operator *matrix, const ird_operator *preconditioner,
                  size_t n, const ird_cg_limits *limits, double *x, size_t *iterations,
                  ird_error *err);

#endif
