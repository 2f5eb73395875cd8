/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Where the nodes of a graph are, for dissecting it. A netlist need not say: then nodes
 * take the middle of their neighbours, and where there is nothing to go by, places follow
 * from how many edges nodes are apart. With a and b two nodes as far apart as can be, and
 * c and e those farthest apart of the nodes half way between them,
 *     u = edges from a - edges from b,    v = edges from c - edges from e
 * are the diagonals of a square mesh, whatever its nodes are called.
 * Internal to graph/, engine/, ranks/, static/, change/ and psolve/.
 */
#ifndef IRD_GRAPH_NODE_PLACES_H
#define IRD_GRAPH_NODE_PLACES_H

#include <stdbool.h>

#include "graph/graph.h"

typedef struct ird_places {
    size_t n;
    float *x, *y;
    bool *is_known;
    size_t known;
} ird_places; /* all zero is an empty one */

ird_status ird_places_make(ird_places *places, size_t n, ird_error *err); /* none known */

void ird_places_free(ird_places *places); /* leaves an empty one */

/* Places for the nodes of graph, of which there are n, that have none. */
ird_status ird_places_complete(ird_places *places, const ird_graph *graph,
                               ird_error *err);

#endif
