/* SPDX-License-Identifier: BSD-3-Clause
 *
 * CHOLMOD on a graph: sparse Cholesky with a minimum degree ordering, simplicial or
 * supernodal as CHOLMOD finds better. Internal to engine/ and coarse/.
 */
#ifndef IRD_ENGINE_CHOLMOD_H
#define IRD_ENGINE_CHOLMOD_H

#include "graph/dissect.h"

typedef struct ird_cholmod ird_cholmod;

/* Analyse; *memory_bytes is what the numbers of the factor will take. Raises
 * SOLVE_TOO_LARGE where 31-bit indices do not do. */
ird_status ird_cholmod_analyse(ird_cholmod **direct, const ird_graph *graph,
                               size_t *memory_bytes, ird_error *err);

/* The order of minimum degree as a tree of parts for fronts.h: its supernodes, some of
 * them with a few zeros for being taken together. */
ird_status ird_cholmod_dissect(ird_dissection *dissection, const ird_graph *graph,
                               ird_error *err);

/* Raises SOLVE_SINGULAR. */
ird_status ird_cholmod_factor(ird_cholmod *direct, ird_error *err);

/* The node that is eliminated first, second, ...: n values. */
const int32_t *ird_cholmod_order(const ird_cholmod *direct);

/* x has n values, those of the right-hand side before and of the solution after. */
ird_status ird_cholmod_solve(ird_cholmod *direct, double *x, ird_error *err);

/* The same with x in the order of elimination, which saves bringing it there. */
ird_status ird_cholmod_solve_ordered(ird_cholmod *direct, double *x, ird_error *err);

double ird_cholmod_nonzeros(const ird_cholmod *direct);
double ird_cholmod_flops(const ird_cholmod *direct); /* that factoring takes */

void ird_cholmod_free(ird_cholmod *direct); /* NULL is fine */

#endif
