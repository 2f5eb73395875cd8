/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Nested dissection by coordinates. The graph is cut in two by a line, the nodes at the
 * line are the separator, each half is cut again, and the separator is eliminated last.
 *
 * The lines run diagonally, along u = x/sx + y/sy and v = x/sx - y/sy with sx and sy the
 * mean lengths of edges: a diagonal crosses a grid of wires at 1/sqrt(2) as many nodes a
 * length as a straight line does, so the parts have smaller borders. On a 1000 x 1000
 * mesh straight lines gave 50 million entries in the factor, minimum degree 45, METIS 34
 * and this 31, in a twentieth of the time of METIS. Internal to graph/ and engine/.
 */
#ifndef IRD_GRAPH_DISSECT_H
#define IRD_GRAPH_DISSECT_H

#include <stdbool.h>

#include "base/alloc.h"
#include "graph/graph.h"

/* A separator, or a part that is small enough to be taken whole: nodes
 * order[first, first + count), eliminated after those of its parts. Where an order by
 * degree makes the tree (engine/cholmod.h) a part may have one part alone, its left one,
 * or no nodes of its own. */
typedef struct ird_part {
    int32_t first, count;
    int32_t left, right; /* its two parts, -1 for a whole one; both before it */
    int32_t depth;       /* 0: the root */
} ird_part;

typedef struct ird_dissection {
    size_t n;
    int32_t *order;          /* the nodes as they are eliminated */
    IRD_VEC(ird_part) parts; /* in the order of elimination; the last is the root */
} ird_dissection;            /* all zero is an empty one */

void ird_dissection_free(ird_dissection *dissection);

/* x and y have graph->n > 0 values; threads > 0 may share the work, whose result is the
 * same for any number. *is_good becomes false, and dissection is left empty,
 * where the coordinates do not tell nodes apart. */
ird_status ird_dissect(ird_dissection *dissection, const ird_graph *graph, const float *x,
                       const float *y, size_t threads, bool *is_good, ird_error *err);

#endif
