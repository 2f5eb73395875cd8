/* SPDX-License-Identifier: BSD-3-Clause
 *
 * CHOLMOD on a graph: sparse Cholesky with a minimum degree ordering, simplicial or
 * supernodal as CHOLMOD finds better. Internal to solve/.
 */
#ifndef IRD_SOLVE_DIRECT_H
#define IRD_SOLVE_DIRECT_H

#include "solve/graph.h"

typedef struct ird_direct ird_direct;

/* Analyse; *memory_bytes is what the numbers of the factor will take. Raises
 * SOLVE_TOO_LARGE where 31-bit indices do not do. */
ird_status ird_direct_analyse(ird_direct **direct, const ird_graph *graph,
                              size_t *memory_bytes, ird_error *err);

/* Raises SOLVE_SINGULAR. */
ird_status ird_direct_factor(ird_direct *direct, ird_error *err);

/* rhs and x have n values and may be the same. */
ird_status ird_direct_solve(ird_direct *direct, const double *rhs, double *x,
                            ird_error *err);

double ird_direct_nonzeros(const ird_direct *direct);

void ird_direct_free(ird_direct *direct); /* NULL is fine */

#endif
