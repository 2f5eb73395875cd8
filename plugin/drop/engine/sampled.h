/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An approximate Cholesky factor by sampling, as a preconditioner. Eliminating a node of
 * weights w_1 <= ... <= w_d to its neighbours, S their sum, would join each pair of them
 * by w_i w_j / S. Instead each neighbour i but the last is joined to one j > i, drawn
 * with probability w_j / (w_{i+1} + ... + w_d), by w_i (w_{i+1} + ... + w_d) / S: the
 * same in the mean, and no more edges than before (Kyng and Sachdeva, FOCS 2016; in the
 * form of Chen, Liang and Biros, SIAM J. Sci. Comput. 2021). The leaks are edges to a
 * last node. Draws follow from the graph alone: the same bits every time. Internal to
 * engine/.
 */
#ifndef IRD_ENGINE_SAMPLED_H
#define IRD_ENGINE_SAMPLED_H

#include "graph/graph.h"

typedef struct ird_sampled ird_sampled;

/* Nodes are eliminated in the order of the graph, which is not needed afterwards: a
 * nested dissection takes the fewest steps and keeps neighbours near. */
ird_status ird_sampled_create(ird_sampled **sampled, const ird_graph *graph,
                              ird_error *err);

/* The same graph with its nodes in another order: order[i] is the one that becomes i. */
ird_status ird_sampled_reorder(ird_graph *reordered, const ird_graph *graph,
                               const int32_t *order, ird_error *err);

/* z = an approximation of G^-1 r. The context of an ird_operator (cg.h). */
void ird_sampled_apply(void *sampled, const double *r, double *z);

/* Bytes that it takes with its graph, as grids of two layers have them (4.0 to 4.6
 * entries a node in the order of a dissection; meshes 5.4); and while it is made, the
 * graph not among them. */
size_t ird_sampled_most_bytes(const ird_graph *graph, size_t *peak);

size_t ird_sampled_bytes(const ird_sampled *sampled);
size_t ird_sampled_entries(const ird_sampled *sampled);

void ird_sampled_free(ird_sampled *sampled); /* NULL is fine */

#endif
