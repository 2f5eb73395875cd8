/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The resistors of one layer of a net as it is drawn. Along straight legs nodes stand in
 * a chain, R = sheet resistance x distance / width; a leg may run along the preferred
 * direction of the layer or across it. Where metal turns, widens or spreads the current
 * of a contact it is a sheet (sheet.h): small ones are reduced to resistors between what
 * touches them, each shape once however often it is drawn; of large ones the cells become
 * nodes.
 */
#ifndef IRD_METAL_DRAWN_H
#define IRD_METAL_DRAWN_H

#include "metal/pieces.h"

typedef struct ird_drawn_layer {
    const ird_metal *metal;
    const ird_contact *contacts; /* those of slab i are starts[i] .. starts[i + 1] */
    const uint32_t *starts;
    int32_t layer;
    double sheet_ohm;
    bool is_comb; /* the metal is one (comb.h), and no contact is an area */
} ird_drawn_layer;

/* What is kept from one part of a layer to the next: the networks of shapes. */
typedef struct ird_drawer ird_drawer;

/* And what the drawers of one layer share, each of which has a thread. */
typedef struct ird_drawn_shared {
    struct ird_region_store *across, *sheets;
} ird_drawn_shared; /* all zero is none */

ird_status ird_drawn_shared_create(ird_drawn_shared *shared, ird_error *err);
void ird_drawn_shared_free(ird_drawn_shared *shared); /* leaves none */

/* A modest one refuses sheets of which only a few of a layer may be reduced, for which
 * ones these are must not hang on who draws first. It alone may share; shared is NULL or
 * outlives it. */
ird_status ird_drawer_create(ird_drawer **drawer, bool is_modest,
                             const ird_drawn_shared *shared, ird_error *err);
void ird_drawer_free(ird_drawer *drawer); /* NULL is fine */

/* Wires behind those that are there, in a layer or a part of it that touches no other.
 * *is_refused: what was added is good for nothing, and another drawer has to do it. */
ird_status ird_drawn_wire(ird_drawer *drawer, const ird_drawn_layer *layer,
                          ird_wiring *wiring, bool *is_refused, ird_error *err);

#endif
