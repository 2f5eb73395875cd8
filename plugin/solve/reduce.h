/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Exact elimination of nodes with at most two neighbours: dead ends, and chains, of which
 * the rails of a power grid consist. An eliminated node leaves no more edges than it had,
 * so the rest is smaller in every way. In conductances, for a node v with neighbours a, b
 * and d = leak_v + g_a + g_b:
 *     leak_a += leak_v g_a / d, leak_b += leak_v g_b / d, g_ab += g_a g_b / d,
 *     rhs_a += rhs_v g_a / d, ..., and backwards x_v = (rhs_v + g_a x_a + g_b x_b) / d.
 * Internal to solve/.
 */
#ifndef IRD_SOLVE_REDUCE_H
#define IRD_SOLVE_REDUCE_H

#include "base/alloc.h"
#include "solve/graph.h"

/* One eliminated node; a, b are -1 where there is none. */
typedef struct ird_elimination {
    int32_t node, a, b;
    double share_a, share_b; /* g_a / d, g_b / d */
    double ohm;              /* 1 / d */
} ird_elimination;

typedef struct ird_reduction {
    IRD_VEC(ird_elimination) steps; /* in the order of elimination */
    size_t n;                       /* nodes of the graph before */
    int32_t *node_of; /* per node of the core: the node it was; NULL where all are left */
    size_t core;      /* nodes that are left */
} ird_reduction;      /* all zero is an empty one */

void ird_reduction_free(ird_reduction *reduction);

/* Replace graph by its core. On failure the graph is lost (and empty). */
ird_status ird_reduce(ird_reduction *reduction, ird_graph *graph, ird_error *err);

/* The node that a node of the core was. */
static inline size_t ird_reduction_node(const ird_reduction *reduction, size_t core) {
    return reduction->node_of != NULL ? (size_t)reduction->node_of[core] : core;
}

/* rhs (n values) becomes the right-hand side for the core, gathered into core_rhs. */
void ird_reduction_forward(const ird_reduction *reduction, double *rhs, double *core_rhs);

/* The solution of the core spread over all nodes: x has n values; rhs is what forward
 * left. x and rhs may be the same. */
void ird_reduction_backward(const ird_reduction *reduction, const double *rhs,
                            const double *core_x, double *x);

/* The same, and y from core_y with a right-hand side of zero, in one pass. */
void ird_reduction_backward_two(const ird_reduction *reduction, const double *rhs,
                                const double *core_x, double *x, const double *core_y,
                                double *y);

#endif
