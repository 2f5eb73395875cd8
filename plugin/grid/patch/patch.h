/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What wires and vias more do to the drawn network of a net, without extracting all of
 * it.
 *
 * The metal around what is new is cut out and extracted by itself, without it and with
 * it; what differs between these two is what becomes of the whole network. That is exact
 * where the part without it is what the whole network has there, and this is looked at:
 * all resistors at each node that the difference touches must be the same in both, or the
 * windows grow. Where they never agree, or what is new may move sources, the patch says
 * why and the net has to be extracted whole. (Between nodes that are sources nothing is
 * looked at: no current depends on it.)
 */
#ifndef IRD_PATCH_PATCH_H
#define IRD_PATCH_PATCH_H

#include "extract/extract.h"

/* What an extracted grid was made of, by place: made once, for as many patches as are
 * wanted. */
typedef struct ird_patch_book ird_patch_book;

/* grid: of the design and rc, as extracted (or with other loads); all must outlive the
 * book. sources: its options, the type resolved. */
ird_status ird_patch_book_make(ird_patch_book **book, const ird_grid *grid,
                               const ird_design *design, const ird_technology *tech,
                               const ird_layer_rc *rc, ird_error *err);

void ird_patch_book_free(ird_patch_book *book); /* NULL is fine */

/* Wires and vias that a net gets; vias count in the list of `design` below. */
typedef struct ird_patch_metal {
    const ird_wire *wires;
    size_t wire_count;
    const ird_via_at *vias;
    size_t via_count;
} ird_patch_metal;

typedef struct ird_patch_resistor {
    int32_t a, b; /* nodes of the grid's network, then new ones */
    double ohm;
    int32_t section; /* as in ird_network */
} ird_patch_resistor;

typedef struct ird_patch {
    const char *why; /* what keeps it from being exact; NULL: it is */
    IRD_VEC(ird_node) nodes;
    IRD_VEC(ird_patch_resistor) added;
    IRD_VEC(size_t) removed;  /* resistors of the grid's network */
    IRD_VEC(int32_t) sources; /* nodes that become some */
    IRD_VEC(int32_t) merged;  /* nodes that are one with another now, tied by 0 ohm */
    size_t windows;           /* that were cut out */
} ird_patch;                  /* all zero is an empty one */

void ird_patch_free(ird_patch *patch); /* leaves an empty one */

/* design: the one that has the vias of metal among its design_vias. */
ird_status ird_patch_make(ird_patch *patch, ird_patch_book *book,
                          const ird_design *design, const ird_patch_metal *metal,
                          ird_error *err);

#endif
