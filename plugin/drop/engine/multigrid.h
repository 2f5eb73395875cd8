/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Algebraic multigrid by aggregation, as a preconditioner. Nodes are paired along their
 * strongest edges, the pairs once more, and each group of about four becomes one node of
 * the next graph: conductances between groups add up, and so do leaks, so that every
 * level is a network again. Levels are smoothed by Gauss-Seidel sweeps, forwards before
 * and backwards after the coarse correction; the correction is improved by at most two
 * steps of conjugate gradients on its level (the K-cycle of Notay, Numer. Math. 2010),
 * which keeps the iterations independent of the size; the smallest graph is factored.
 * Internal to engine/.
 */
#ifndef IRD_ENGINE_MULTIGRID_H
#define IRD_ENGINE_MULTIGRID_H

#include "graph/graph.h"

typedef struct ird_multigrid ird_multigrid;

/* graph must outlive the multigrid and stay as it is. */
ird_status ird_multigrid_create(ird_multigrid **multigrid, const ird_graph *graph,
                                ird_error *err);

/* z = an approximation of G^-1 r. The context of an ird_operator (cg.h). */
void ird_multigrid_apply(void *multigrid, const double *r, double *z);

/* Bytes that the multigrid of such a graph takes at the most, and while it is made. */
size_t ird_multigrid_most_bytes(const ird_graph *graph, size_t *peak);

size_t ird_multigrid_bytes(const ird_multigrid *multigrid);

void ird_multigrid_free(ird_multigrid *multigrid); /* NULL is fine */

#endif
