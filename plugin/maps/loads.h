/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What each component of a design is to the maps of one net: whether it counts, its box
 * and the current that it draws from the net.
 */
#ifndef IRD_MAPS_LOADS_H
#define IRD_MAPS_LOADS_H

#include "design/design.h"
#include "power/power.h"

typedef enum ird_load_kind {
    IRD_LOAD_CELL,        /* area and current */
    IRD_LOAD_UNCONNECTED, /* area; the net does not feed it */
    IRD_LOAD_PHYSICAL,    /* nothing: filler, tap or decap without power */
    IRD_LOAD_UNPLACED,    /* its current is drawn nobody knows where */
    IRD_LOAD_SIZELESS     /* a macro without area cannot be split by area */
} ird_load_kind;

typedef struct ird_loads {
    const ird_design *design;
    const ird_technology *tech;
    const ird_power *power;
    double supply_v;
    int32_t *connections; /* for each component; owned */
    bool connections_assumed;
} ird_loads;

/* Keeps the pointers. Errors of ird_special_net_components. */
ird_status ird_loads_create(ird_loads *loads, const ird_design *design,
                            const ird_technology *tech, const ird_power *power,
                            int32_t net, double supply_v, ird_error *err);
void ird_loads_free(ird_loads *loads);

typedef struct ird_load {
    ird_load_kind kind;
    ird_rect box;     /* of placed ones */
    double current_a; /* P / V, drawn or not */
} ird_load;

ird_load ird_loads_get(const ird_loads *loads, size_t component);

#endif
