/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How the core of a factor is solved: which method fits, and solving with it. Internal to
 * solve/.
 */
#ifndef IRD_SOLVE_METHOD_H
#define IRD_SOLVE_METHOD_H

#include "solve/direct.h"
#include "solve/fronts.h"
#include "solve/multigrid.h"
#include "solve/node_places.h"
#include "solve/solve.h"

typedef struct ird_method {
    ird_solve_method kind;
    size_t n;
    ird_direct *direct; /* one of these, or none where there is nothing to solve */
    ird_fronts *fronts;
    ird_multigrid *multigrid;
    ird_graph graph; /* kept where conjugate gradients need it */
} ird_method;        /* all zero is an empty one */

/* Choose and prepare. places, as far as known, are completed where need be. The graph is
 * taken over and empty afterwards. order has a value a node: the node that is at that
 * place in the vectors to solve. (Only what CHOLMOD factors has another order than
 * before: bringing vectors there is much of a small solve, but in large ones nodes that
 * are near to one another in the network should be so in memory.) Fills in the fields of
 * info on method, ordering, memory, time. */
ird_status ird_method_prepare(ird_method *method, ird_graph *graph, ird_places *places,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, int32_t *order,
                              ird_factor_info *info, ird_error *err);

/* rhs and x have n values in that order and may be the same; SINGLE finds seven digits.
 * *iterations grows by those made. */
ird_status ird_method_solve(ird_method *method, const double *rhs, double *x,
                            size_t *iterations, ird_error *err);

void ird_method_free(ird_method *method);

double ird_method_seconds(void); /* of a clock that only goes forward */

#endif
