/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Metal of one layer in which current turns or spreads, as a mesh: finite volumes on a
 * grid of lines through the edges of metal and contacts, finer near them (current crowds
 * at corners and contacts) and coarser in between. The conductance of two neighbouring
 * cells is the width of the metal between them over the distance of their middles; edges
 * that no line follows (45 degrees, in steps) count by the part of a cell that they
 * leave. A cell with a gap through it is two. Everything here is for 1 ohm per square.
 * Internal to metal/.
 */
#ifndef IRD_METAL_SHEET_H
#define IRD_METAL_SHEET_H

#include "metal/metal.h"

/* A port is a part of the metal that has one potential: a contact, or, with no extent
 * along one axis, an edge where a straight leg goes on. Or it is spread: its current
 * enters evenly over its box, and its potential is the mean there. */
typedef struct ird_sheet_port {
    ird_uv_box box;
    uint32_t group; /* ports of one group are joined */
    bool is_spread;
} ird_sheet_port;

typedef struct ird_sheet {
    const ird_uv_box *boxes; /* do not overlap */
    const ird_sheet_port *ports;
    size_t box_count, port_count;
} ird_sheet;

/* The part of a spread port that a node has. */
typedef struct ird_sheet_share {
    uint32_t port, node;
    double part; /* those of a port add up to 1 */
} ird_sheet_share;

/* Between two nodes: ports first, then cells. */
typedef struct ird_sheet_link {
    uint32_t a, b;
    double siemens;
} ird_sheet_link;

typedef struct ird_sheet_cell {
    int64_t u_dbu, v_dbu; /* its middle */
} ird_sheet_cell;

typedef struct ird_sheet_mesh {
    IRD_VEC(ird_sheet_cell) cells;
    IRD_VEC(ird_sheet_link) links;
    IRD_VEC(ird_sheet_share) shares;
    bool *is_spread; /* per port */
    size_t port_count;
    uint32_t *joined; /* per port: the first of those that overlap it, perhaps itself */
    size_t band;      /* the largest difference between two linked cells */
} ird_sheet_mesh;     /* all zero is an empty one */

void ird_sheet_mesh_free(ird_sheet_mesh *mesh); /* leaves an empty one */

ird_status ird_sheet_mesh_make(ird_sheet_mesh *mesh, const ird_sheet *sheet,
                               ird_error *err);

/* Eliminate the cells: siemens[p * port_count + q] is what connects ports p and q then.
 * Time is cells x band^2. *is_possible is false where several spread ports ask for a
 * resistance below 0 or have no other port; a single one has more resistance of its own
 * then, as if its current entered in the middle, up to raise_max times. */
ird_status ird_sheet_mesh_reduce(const ird_sheet_mesh *mesh, double raise_max,
                                 double *siemens, bool *is_possible, ird_error *err);

#endif
