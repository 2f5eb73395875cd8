/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The nodes of a network by the wires that they lie on, so that the drop (or any other
 * value) at a place of a wire can be told: between two nodes as the line between them.
 */
#ifndef IRD_GAIN_NET_LINES_H
#define IRD_GAIN_NET_LINES_H

#include "base/geometry.h"
#include "network/network.h"

/* A straight wire of the net. */
typedef struct ird_net_line {
    ird_rect box;
    int32_t layer; /* of the network */
    bool runs_x, is_rail;
    size_t first, count; /* in nodes, in order along it */
} ird_net_line;

typedef struct ird_net_lines {
    IRD_VEC(ird_net_line) items; /* by layer, then across */
    IRD_VEC(int32_t) nodes;
    size_t *first_of_layer; /* one a layer and the end */
    size_t layers;
} ird_net_lines; /* all zero is an empty one */

void ird_net_lines_free(ird_net_lines *lines); /* leaves an empty one */

/* The wires, without those that came before in the list with the same box; their layers
 * are those of the network (below `layers`). is_fed (may be NULL): one a node of the
 * network; others are left out. */
ird_status ird_net_lines_make(ird_net_lines *lines, const ird_network *network,
                              const ird_net_line *wires, size_t count, size_t layers,
                              const bool *is_fed, ird_error *err);

/* Where a place of a line lies between two of its nodes: a + t (b - a). false for a line
 * without nodes. */
typedef struct ird_net_place {
    int32_t a, b; /* equal beyond the outermost nodes */
    double t;
} ird_net_place;
bool ird_net_lines_find(const ird_net_lines *lines, const ird_network *network,
                        const ird_net_line *line, int64_t along_dbu,
                        ird_net_place *place);

static inline double ird_net_value(const double *values, ird_net_place place) {
    return values[place.a] + place.t * (values[place.b] - values[place.a]);
}

#endif
