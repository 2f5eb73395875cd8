/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Exact elimination of nodes with at most two neighbours: dead ends, and chains, of which
 * the rails of a power grid consist. An eliminated node leaves no more edges than it had,
 * so the rest is smaller in every way. In conductances, for a node v with neighbours a, b
 * and d = leak_v + g_a + g_b:
 *     leak_a += leak_v g_a / d, leak_b += leak_v g_b / d, g_ab += g_a g_b / d,
 *     rhs_a += rhs_v g_a / d, ..., and backwards x_v = (rhs_v + g_a x_a + g_b x_b) / d.
 *
 * Chains are eliminated in rounds, of which each takes no two nodes side by side: about
 * every other node of a chain at a time. So what one step gives is not what the next one
 * waits for. Once nodes are numbered in the order of elimination (static/factor.h), those
 * of a round and their neighbours are read one after another.
 * Internal to graph/, static/, cycles/ and change/.
 */
#ifndef IRD_GRAPH_REDUCE_H
#define IRD_GRAPH_REDUCE_H

#include "base/alloc.h"
#include "graph/graph.h"

/* One eliminated node; a, b are -1 where there is none. */
typedef struct ird_elimination {
    int32_t a, b;
    double share_a, share_b; /* g_a / d, g_b / d */
    double ohm;              /* 1 / d */
} ird_elimination;

typedef struct ird_reduction {
    IRD_VEC(ird_elimination) steps; /* in the order of elimination */
    size_t core;                    /* nodes that are left */
    int32_t *order; /* the eliminated nodes, then those of the core in their old order;
                       NULL where none was eliminated, and once renumbered */
} ird_reduction;    /* all zero is an empty one */

void ird_reduction_free(ird_reduction *reduction);

/* Replace graph by its core. On failure the graph is lost (and empty). */
ird_status ird_reduce(ird_reduction *reduction, ird_graph *graph, ird_error *err);

/* The node that a node of the core was, before renumbering. */
static inline size_t ird_reduction_node(const ird_reduction *reduction, size_t core) {
    return reduction->order != NULL
               ? (size_t)reduction->order[reduction->steps.count + core]
               : core;
}

/* From here on the nodes have other numbers, number[old] = new: the eliminated ones in
 * their order, then the core. What follows needs that. */
void ird_reduction_renumber(ird_reduction *reduction, const int32_t *number);

/* x is a right-hand side, over eliminated nodes and core; it becomes the right-hand side
 * of the core behind what backward needs. */
void ird_reduction_forward(const ird_reduction *reduction, double *x);

/* x has in its core the solution, and before that what forward left: solve the rest. */
void ird_reduction_backward(const ird_reduction *reduction, double *x);

/* The same, and y from its core with a right-hand side of zero, in one pass. */
void ird_reduction_backward_two(const ird_reduction *reduction, double *x, double *y);

#endif
