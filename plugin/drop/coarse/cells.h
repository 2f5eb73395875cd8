/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Interpolation between the middles of cells and the nodes of a core, and the coarse
 * network that follows from it. Internal to coarse/.
 */
#ifndef IRD_COARSE_CELLS_H
#define IRD_COARSE_CELLS_H

#include "static/factor.h"
#include "graph/graph.h"

enum { IRD_CORNERS = 4 };

/* Row i of P: up to four cells and their weights, which sum to 1. */
typedef struct ird_corners {
    int32_t cell[IRD_CORNERS]; /* -1: none; those come last */
    double weight[IRD_CORNERS];
} ird_corners;

typedef struct ird_cells {
    size_t core, count;   /* rows and columns of P */
    ird_corners *corners; /* one a node of the core */
} ird_cells;              /* all zero is an empty one */

void ird_cells_free(ird_cells *cells); /* leaves an empty one */

/* size x size cells a layer over the extent of the nodes, for a core of these unknowns.
 * Raises COARSE_PLACE. */
ird_status ird_cells_make(ird_cells *cells, const ird_factor *factor,
                          const int32_t *unknown, size_t core, size_t size,
                          ird_error *err);

/* coarse = P' core P as a graph, whose conductances may be negative here. */
ird_status ird_cells_graph(const ird_cells *cells, const ird_graph *core,
                           ird_graph *coarse, ird_error *err);

/* x (cells) = P' y (core), and z (core) = P x. */
void ird_cells_gather(const ird_cells *cells, const double *y, double *x);
void ird_cells_spread(const ird_cells *cells, const double *x, double *z);

#endif
