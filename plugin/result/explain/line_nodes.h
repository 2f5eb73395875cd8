/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Nodes of a network along wires: what drop and response are at a point of a wire,
 * between the nodes on both sides of it. Internal to explain/.
 */
#ifndef IRD_EXPLAIN_LINE_NODES_H
#define IRD_EXPLAIN_LINE_NODES_H

#include "explain/parts.h"

typedef struct ird_line_nodes {
    const ird_explain_view *view;
    int32_t *by_y, *by_x; /* by layer, then along */
    size_t count;
} ird_line_nodes; /* all zero is an empty one */

void ird_line_nodes_free(ird_line_nodes *nodes);

/* Of the nodes with places in the box that a source reaches. */
ird_status ird_line_nodes_make(ird_line_nodes *nodes, const ird_explain_view *view,
                               ird_rect box, ird_error *err);

/* A point of a wire. */
typedef struct ird_wire_point {
    int32_t node; /* the nearer one; -1: there is none */
    double drop_v, response_ohm;
} ird_wire_point;

/* Which nodes of the wire count: on both sides of the point, before it or behind it. */
typedef enum ird_line_side {
    IRD_LINE_BOTH,
    IRD_LINE_BEFORE,
    IRD_LINE_BEHIND
} ird_line_side;

/* At `at` along a wire of the layer, of which metal lies between low and high across; at
 * is x where is_upright is false. Looks no farther than reach to each side. */
ird_wire_point ird_line_nodes_at(const ird_line_nodes *nodes, int32_t layer,
                                 bool is_upright, int64_t low_dbu, int64_t high_dbu,
                                 int64_t at_dbu, int64_t reach_dbu, ird_line_side which);

#endif
