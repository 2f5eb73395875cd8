/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Conjugate gradients, preconditioned by algebraic multigrid by aggregation. Each group
 * of about four nodes (groups.h) becomes one node of the next graph, so that every level
 * is a network again. Levels are smoothed by Gauss-Seidel sweeps (levels.h), forwards
 * before and backwards after the coarse correction; the correction is improved by at most
 * two steps of conjugate gradients on its level (the K-cycle of Notay, Numer. Math.
 * 2010), which keeps the iterations independent of the size; the smallest graph is
 * factored.
 *
 * The preconditioner and the directions are in single precision, the solution and its
 * residual in double; the residual is computed anew from time to time. Internal to
 * engine/.
 */
#ifndef IRD_ENGINE_MULTIGRID_H
#define IRD_ENGINE_MULTIGRID_H

#include "base/workers.h"
#include "graph/graph.h"

enum { IRD_MULTIGRID_SHARED = 100000 }; /* nodes from which on threads share it */

typedef struct ird_multigrid ird_multigrid;

/* What is made of graph, which is spent: empty afterwards. order[i] is the node that is
 * at i in the vectors to solve. It has the same bits for any number of threads. */
ird_status ird_multigrid_create(ird_multigrid **multigrid, ird_graph *graph,
                                int32_t *order, size_t threads, ird_error *err);

/* x (in that order) is the right-hand side and becomes the solution: as far as a residual
 * of 1e-12 of it, by 2-norms, or 500 iterations. What was reached is not judged here.
 * *iterations grows by those made. */
ird_status ird_multigrid_solve(ird_multigrid *multigrid, double *x, size_t *iterations,
                               ird_error *err);

/* Bytes that the multigrid of such a graph takes, and while it is made, the graph not
 * among them. */
size_t ird_multigrid_most_bytes(const ird_graph *graph, size_t *peak);

size_t ird_multigrid_bytes(const ird_multigrid *multigrid);

void ird_multigrid_free(ird_multigrid *multigrid); /* NULL is fine */

#endif
