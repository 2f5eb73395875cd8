/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What each component of a design is to the maps of one net: whether it counts, its box
 * and the current that it draws from the net.
 */
#ifndef IRD_CHANNELS_CELL_LOADS_H
#define IRD_CHANNELS_CELL_LOADS_H

#include "design/design.h"
#include "power/power.h"

typedef enum ird_cell_load_kind {
    IRD_CELL_LOAD_DRAWS,       /* area and current */
    IRD_CELL_LOAD_UNCONNECTED, /* area; the net does not feed it */
    IRD_CELL_LOAD_PHYSICAL,    /* nothing: filler, tap or decap without power */
    IRD_CELL_LOAD_UNPLACED,    /* its current is drawn nobody knows where */
    IRD_CELL_LOAD_SIZELESS     /* a macro without area cannot be split by area */
} ird_cell_load_kind;

typedef struct ird_cell_loads {
    const ird_design *design;
    const ird_technology *tech;
    const ird_power *power;
    double supply_v;
    int32_t *connections; /* for each component; owned */
    bool connections_assumed;
} ird_cell_loads;

/* Keeps the pointers. Errors of ird_special_net_components. */
ird_status ird_cell_loads_create(ird_cell_loads *loads, const ird_design *design,
                                 const ird_technology *tech, const ird_power *power,
                                 int32_t net, double supply_v, ird_error *err);
void ird_cell_loads_free(ird_cell_loads *loads);

typedef struct ird_cell_load {
    ird_cell_load_kind kind;
    ird_rect box;     /* of placed ones */
    double current_a; /* P / V, drawn or not */
} ird_cell_load;

ird_cell_load ird_cell_loads_get(const ird_cell_loads *loads, size_t component);

#endif
