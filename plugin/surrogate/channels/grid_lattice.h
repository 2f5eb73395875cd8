/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The metal of a net collapsed onto a lattice of pixels, every layer a plane of its own:
 * conductances between neighbouring pixels of a plane and between planes in a pixel.
 */
#ifndef IRD_CHANNELS_GRID_LATTICE_H
#define IRD_CHANNELS_GRID_LATTICE_H

#include "design/design.h"
#include "base/map/map.h"

/* Node = (plane * rows + row) * columns + column; planes lowest layer first. */
typedef struct ird_lattice {
    size_t planes, rows, columns;
    double x0_dbu, y0_dbu, pitch_x_dbu, pitch_y_dbu;
    size_t map_column, map_row;       /* where the first pixel of the map lies ... */
    double map_step;                  /* ... and how many of its pixels each one covers */
    int32_t *plane_of_layer;          /* -1 for layers without metal of the net; owned */
    size_t rail_plane;                /* the lowest with wires */
    size_t top_plane;                 /* the highest with wires */
    double *right_s, *up_s, *above_s; /* in siemens, for each node; owned, one block */
    double rail_sheet_ohm;
    size_t layers_assumed, vias_assumed;
    bool resistance_assumed;
    bool has_wires;
} ird_lattice; /* all zero is an empty one */

/* The lattice covers the window of map and the net's metal on the die; its pixels are
 * those of the map, or squares of several where there would be more than 256 a side. */
ird_status ird_lattice_create(ird_lattice *lattice, const ird_map *map,
                              const ird_design *design, const ird_technology *tech,
                              int32_t net, ird_error *err);
void ird_lattice_free(ird_lattice *lattice);

size_t ird_lattice_column(const ird_lattice *lattice, int64_t x_dbu);
size_t ird_lattice_row(const ird_lattice *lattice, int64_t y_dbu);
static inline size_t ird_lattice_node(const ird_lattice *lattice, size_t plane,
                                      size_t row, size_t column) {
    return (plane * lattice->rows + row) * lattice->columns + column;
}

/* Conductance to the six neighbours of a node: right, left, up, down, above, below. */
typedef struct ird_lattice_links {
    size_t node[6];
    double siemens[6]; /* 0 where there is no metal or no neighbour */
} ird_lattice_links;

ird_lattice_links ird_lattice_links_of(const ird_lattice *lattice, size_t node);

#endif
