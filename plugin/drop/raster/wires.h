/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The nodes of a layer sorted into parallel wires, for interpolation.
 */
#ifndef IRD_RASTER_WIRES_H
#define IRD_RASTER_WIRES_H

#include <stdbool.h>

#include "network/network.h"

typedef struct ird_wire_point {
    double across_um, along_um; /* which wire, and where on it */
    int32_t node;               /* the first that lies here */
} ird_wire_point;

typedef struct ird_wire_node {
    size_t point;
    int32_t node;
} ird_wire_node;

typedef struct ird_wires {
    bool is_vertical;               /* wires run along y: across is x */
    IRD_VEC(ird_wire_point) points; /* by wire, then along it */
    int32_t *nodes;                 /* per point: as there, for passes over drops */
    double *drops_v;                /* per point: of the last ird_wires_set */
    IRD_VEC(size_t) first;          /* per wire, and one more: its points */
    IRD_VEC(ird_wire_node) more;    /* further nodes of points, by point */
    double low_um, high_um;         /* of all points along the wires */
    double spacing_um; /* usual distance between wires: half of the way across lies in
                          such gaps or smaller ones; 0: one wire */
} ird_wires;           /* all zero is an empty one */

void ird_wires_free(ird_wires *wires);

/* Wires run along the axis on which fewer of them do. Pins of instances, which stand
 * beside their rail, are left out where the layer has other nodes, and so are nodes
 * without a drop (NAN). The drops are set. */
ird_status ird_wires_collect(ird_wires *wires, const ird_network *network,
                             const double *drop_v, int32_t layer, ird_error *err);

/* Other drops, one a node of the network, on the same wires: each point takes the mean of
 * the nodes that lie there. */
void ird_wires_set(ird_wires *wires, const double *drop_v);

/* A place on a wire: part of the way from its point `point` to the next; 0 at a point and
 * beyond the ends. */
typedef struct ird_wire_place {
    size_t point;
    double part;
} ird_wire_place;

/* *is_covered tells whether the place lies between the ends of the wire. */
ird_wire_place ird_wires_find(const ird_wires *wires, size_t wire, double along_um,
                              bool *is_covered);

/* Drop at a place of a wire: linear between its points, constant beyond them. */
static inline double ird_wires_drop_v(const ird_wires *wires, ird_wire_place place) {
    const double *at = &wires->drops_v[place.point];
    return place.part > 0 ? at[0] + place.part * (at[1] - at[0]) : at[0];
}

#endif
