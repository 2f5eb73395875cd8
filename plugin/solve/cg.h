/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Preconditioned conjugate gradients on a graph. Internal to solve/.
 */
#ifndef IRD_SOLVE_CG_H
#define IRD_SOLVE_CG_H

#include "base/monitor.h"
#include "solve/graph.h"

/* z = an approximate solution of G z = r, symmetric and positive definite in r. */
typedef struct ird_preconditioner {
    void (*apply)(void *context, const double *r, double *z);
    void *context;
} ird_preconditioner;

typedef struct ird_cg_limits {
    double tolerance; /* of the residual, relative to the right-hand side, 2-norms */
    size_t iterations;
} ird_cg_limits;

/* x = G^-1 b as far as the limits go, starting from zero; b and x may be the same. What
 * was reached is not judged here. *iterations grows by those made. */
ird_status ird_cg(const ird_graph *graph, const ird_preconditioner *preconditioner,
                  const ird_cg_limits *limits, const double *b, double *x,
                  size_t *iterations, ird_error *err);

#endif
