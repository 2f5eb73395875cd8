/* SPDX-License-Identifier: BSD-3-Clause
 *
 * CHOLMOD on a graph: sparse Cholesky with a minimum degree ordering, simplicial or
 * supernodal as CHOLMOD finds better. Internal to solve/ and coarse/.
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

/* The node that is eliminated first, second, ...: n values. */
const int32_t *ird_direct_order(const ird_direct *direct);

/* x has n values, those of the right-hand side before and of the solution after. */
ird_status ird_direct_solve(ird_direct *direct, double *x, ird_error *err);

/* The same with x in the order of elimination, which saves bringing it there. */
ird_status ird_direct_solve_ordered(ird_direct *direct, double *x, ird_error *err);

double ird_direct_nonzeros(const ird_direct *direct);

void ird_direct_free(ird_direct *direct); /* NULL is fine */

#endif
