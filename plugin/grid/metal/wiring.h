/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The resistors of the metal of a net before they become a network. Ends are raw nodes:
 * those that vias, pins and sources make, below raw_count, and behind them those that
 * extraction adds on its own.
 */
#ifndef IRD_METAL_WIRING_H
#define IRD_METAL_WIRING_H

#include "design/design.h"

typedef struct ird_wiring_wire {
    uint32_t a, b; /* raw nodes */
    double ohm;
    int64_t width_dbu; /* 0 in a sheet, which has none */
} ird_wiring_wire;

/* A node that no via, pin or source stands for. */
typedef struct ird_extra_node {
    ird_point at;  /* in the axes of its layer, x for u */
    int32_t layer; /* -1: not needed after all */
    int32_t node;  /* of the network; -1 not yet */
} ird_extra_node;

typedef struct ird_wiring {
    size_t raw_count;
    uint32_t *parent; /* raw nodes at one place are one set */
    float *less_ohm;  /* per raw node, or NULL: of the via there, see pieces.c */
    IRD_VEC(ird_extra_node) extra; /* raw nodes from raw_count on */
    IRD_VEC(ird_wiring_wire) wires;
} ird_wiring;

void ird_wiring_free(ird_wiring *wiring);

ird_status ird_wiring_add(ird_wiring *wiring, uint32_t a, uint32_t b, double ohm,
                          int64_t width_dbu, ird_error *err);

ird_status ird_wiring_add_node(ird_wiring *wiring, int32_t layer, int64_t u_dbu,
                               int64_t v_dbu, uint32_t *raw, ird_error *err);

/* The width of two wires in series, of which one may be 0: of a sheet nothing is known.
 */
int64_t ird_wiring_narrower(int64_t a_dbu, int64_t b_dbu);

/* Extra nodes from first_node on, with wires from first_wire on alone, that only stand
 * between two wires, or at the end of one, go; the two become one, as wide as the
 * narrower. */
ird_status ird_wiring_simplify(ird_wiring *wiring, size_t first_node, size_t first_wire,
                               ird_error *err);

/* What wires of 0 ohm connect becomes one: they go, and parent holds for extra nodes,
 * too.
 */
ird_status ird_wiring_join(ird_wiring *wiring, ird_error *err);

/* Take the extra nodes from first_node on that are not needed out of the list; wires from
 * first_wire on alone have any of them. */
void ird_wiring_compact(ird_wiring *wiring, size_t first_node, size_t first_wire);

/* Add nodes [first_node, first_node + nodes) and wires of another wiring of the same raw
 * nodes. */
ird_status ird_wiring_append(ird_wiring *wiring, const ird_wiring *from,
                             size_t first_node, size_t nodes, size_t first_wire,
                             size_t wires, ird_error *err);

#endif
