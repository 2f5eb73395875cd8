/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Exact elimination of nodes with at most three neighbours, each star of three edges for
 * a triangle. Where two nets are joined by capacitors at every cell, nearly each node of
 * their rails has three: one on either side and one across. What is eliminated has no two
 * nodes side by side, about half of such a graph in one round; the rest has as many edges
 * as before, twice as many a node, and is what dense fronts are good at.
 *
 * In conductances as in reduce.h: for a node v with neighbours a, b, c and d = leak_v +
 * g_a + g_b + g_c,
 *     leak_a += leak_v g_a / d, g_ab += g_a g_b / d, ...
 * Internal to graph/ and engine/.
 */
#ifndef IRD_GRAPH_STARS_H
#define IRD_GRAPH_STARS_H

#include "base/alloc.h"
#include "graph/graph.h"
#include "graph/lanes.h"

enum { IRD_STAR_ENDS = 3 };

/* An eliminated node; a neighbour that there is not is the node itself, its share 0. */
typedef struct ird_star {
    int32_t end[IRD_STAR_ENDS];
    double share[IRD_STAR_ENDS]; /* g_a / d, ... */
    double ohm;                  /* 1 / d */
} ird_star;

typedef struct ird_stars {
    IRD_VEC(ird_star) items; /* in the order of elimination; nodes count by `order` */
    ird_graph rest;
    int32_t *order; /* the node eliminated first, second, ..., then those of the rest */
} ird_stars;        /* all zero is an empty one */

void ird_stars_free(ird_stars *stars); /* leaves an empty one */

/* *stars stays empty where too few nodes could be eliminated to pay. */
ird_status ird_stars_make(ird_stars *stars, const ird_graph *graph, ird_error *err);

/* x is a right-hand side in that order, and becomes that of the rest behind what backward
 * needs; backward then needs the solution there. */
void ird_stars_forward(const ird_stars *stars, double *x);
void ird_stars_backward(const ird_stars *stars, double *x);

/* The same for several right-hand sides. */
void ird_stars_forward_lanes(const ird_stars *stars, ird_lanes *x);
void ird_stars_backward_lanes(const ird_stars *stars, ird_lanes *x);

#endif
