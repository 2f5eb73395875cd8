/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Vias made to fit a crossing. Internal to plan/.
 */
#ifndef IRD_PLAN_VIAS_H
#define IRD_PLAN_VIAS_H

#include "plan/laying.h"

/* Which way the wire on a metal of the via goes on: not at all for the metal inside a
 * stack and for a square on two wires that run along each other. */
typedef enum ird_via_metal {
    IRD_VIA_PATCH,
    IRD_VIA_RUNS_X,
    IRD_VIA_RUNS_Y
} ird_via_metal;

/* A via that is wanted: from a routing layer to the next one above. */
typedef struct ird_via_wish {
    int32_t bottom, top;
    int64_t width_dbu, height_dbu; /* of the crossing */
    ird_via_metal metal[2];        /* bottom, top */
} ird_via_wish;

/* A way to make vias between two layers, in database units. Step 0: one cut alone. */
typedef struct ird_via_recipe {
    int32_t bottom, cut, top;
    bool is_assumed;
    int64_t cut_dbu[2], step_dbu[2]; /* x, y */
    int64_t enclosure_dbu[2][2];     /* [bottom, top][x, y] */
    int32_t rule;                    /* 1 + its index in via_rules; 0: by none */
    double cut_ohm;                  /* RESISTANCE of the rule or via, per cut; or 0 */
} ird_via_recipe;

/* A via that was made. */
typedef struct ird_made_via {
    ird_via_wish wish;
    int32_t via;        /* index as in ird_via_at */
    int32_t cut, count; /* layer and number of cuts */
    bool is_assumed, is_narrow;
} ird_made_via;

typedef struct ird_via_kitchen {
    ird_laying *laying;
    IRD_VEC(ird_via_recipe) recipes;
    IRD_VEC(ird_made_via) made;
} ird_via_kitchen;

void ird_via_kitchen_free(ird_via_kitchen *kitchen);

/* The routing layer above; -1 above the top one. */
int32_t ird_via_next_layer(const ird_technology *tech, int32_t layer);

/* The cut layer of vias from a routing layer to the next one. Raises PLAN_CUT. */
ird_status ird_via_cut_layer(ird_via_kitchen *kitchen, int32_t bottom, int32_t top,
                             int32_t *cut);

/* The via for a wish: one that is there already or a new one in the parts of the layout.
 * Good until the next call. */
ird_status ird_via_make(ird_via_kitchen *kitchen, const ird_via_wish *wish,
                        const ird_made_via **via);

#endif
