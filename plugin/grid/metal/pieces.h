/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Merged metal told apart: legs, in which current runs straight along u, and the rest. A
 * slab is a leg when it is long enough for the disturbance at its ends to die out: the
 * potential of a strip that is w wide levels within 0.75 w to one per cent. That much of
 * an end where other metal joins belongs to the rest. Contacts that disturb the current
 * of a leg by themselves, much narrower than it and close together, cut it.
 *
 * The rest falls into regions, one for all pieces that touch. Between a region and a leg
 * is a port, an edge across the leg at one potential.
 */
#ifndef IRD_METAL_PIECES_H
#define IRD_METAL_PIECES_H

#include "metal/metal.h"
#include "metal/wiring.h"

/* Where a via, an instance pin or a source touches the metal. */
typedef struct ird_contact {
    ird_uv_box box;
    uint32_t slab;
    uint32_t raw; /* its node */
    float ohm;    /* in series with it: what it disturbs less than that is let be */
    bool is_pin;  /* draws its current all along its length, not at its edges */
    bool spans_u, spans_v; /* reaches from side to side of the metal along u, v */
    bool is_area;          /* counts wherever its box has metal, not only at its middle */
} ird_contact;

/* A place where a leg ends and a region begins, or a contact within a region. */
typedef struct ird_region_port {
    ird_uv_box box;
    uint32_t raw;
} ird_region_port;

typedef struct ird_region {
    IRD_VEC(ird_uv_box) boxes; /* do not overlap */
    IRD_VEC(ird_region_port) edges;
    IRD_VEC(ird_contact) contacts;
} ird_region;

void ird_region_free(ird_region *region);

typedef struct ird_field {
    const ird_metal *metal;
    const ird_contact *contacts; /* those of slab i are starts[i] .. starts[i + 1] */
    const uint32_t *starts;
    const ird_region_port *edges; /* ports that are there already */
    size_t edge_count;
    int32_t layer;
    double sheet_ohm;
    bool is_turned; /* u of the field is v of the layer */
    ird_wiring *wiring;
    ird_status (*visit)(void *context, ird_region *region, ird_error *err);
    void *context;
} ird_field;

/* The resistors of the legs into wiring; a visit for each region that has more than one
 * port or contact. */
ird_status ird_field_wire(const ird_field *field, ird_error *err);

#endif
