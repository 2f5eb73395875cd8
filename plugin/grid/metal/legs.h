/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The slabs of merged metal as pieces: legs, in which current runs straight along u, and
 * what lies between them (pieces.h). Internal to metal/.
 */
#ifndef IRD_METAL_LEGS_H
#define IRD_METAL_LEGS_H

#include "metal/pieces.h"

#define IRD_NO_RAW UINT32_MAX

typedef struct ird_piece {
    ird_uv_box box;
    int64_t low_dbu, high_dbu; /* of a leg: its straight part along u */
    uint32_t raw[2];           /* of a leg: its ports; IRD_NO_RAW at a free end */
    bool is_leg;
    bool is_bare; /* a leg without a contact */
    bool is_idle; /* such a one that no current leaves, for it ends free, or in metal that
                     has nothing else to it */
    bool
        is_inner; /* a short bare leg with both ends in one region, which has all of it */
} ird_piece;

/* Two pieces touch at u. */
typedef struct ird_touch {
    uint32_t before, after;
} ird_touch;

/* A node along a leg. */
typedef struct ird_stop {
    double place;
    uint32_t raw;
} ird_stop;

typedef struct ird_legs {
    const ird_field *field;
    IRD_VEC(ird_piece) items; /* by slab, along it */
    uint32_t *first_piece;    /* per slab, and one more */
    IRD_VEC(ird_touch) touches;
    IRD_VEC(ird_stop) stops, zones; /* scratch: of one slab; zones are what cuts it */
    uint8_t *joined;                /* scratch: what is at the ends of each slab */
} ird_legs;                         /* all zero is an empty one */

void ird_legs_free(ird_legs *legs);

/* Into an empty one; the field has to outlive it. */
ird_status ird_legs_make(ird_legs *legs, const ird_field *field, ird_error *err);

/* By place, then by node; for qsort. */
int ird_stop_compare(const void *a, const void *b);
int ird_contact_compare(const void *a, const void *b);

/* The current of a row of cuts enters all along it. Seen from its middle that is less by
 * a sixth of its length: the mean of r x - r x^2 / 2 L over the length L is r L / 3, and
 * not r L / 2. Up to the width of the leg a via counts as a point, as cells do, and from
 * two widths on for all of its length. */
void ird_spread_via(const ird_field *field, const ird_contact *contact, double width);

/* Between what lies at one place the current does not go along the leg. */
void ird_forget_spread(ird_wiring *wiring, uint32_t a, uint32_t b);

/* Whether an edge of a turned field, along u, is at the side of the box. */
bool ird_touches_edge(const ird_uv_box *box, const ird_uv_box *edge);

static inline double ird_uv_length(const ird_uv_box *box) {
    return (double)(box->u1_dbu - box->u0_dbu);
}

static inline double ird_uv_width(const ird_uv_box *box) {
    return (double)(box->v1_dbu - box->v0_dbu);
}

static inline double ird_contact_middle(const ird_contact *contact) {
    return (double)contact->box.u0_dbu / 2 + (double)contact->box.u1_dbu / 2;
}

#endif
