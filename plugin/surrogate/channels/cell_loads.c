/* SPDX-License-Identifier: BSD-3-Clause */
#include "channels/cell_loads.h"

#include <string.h>

ird_status ird_cell_loads_create(ird_cell_loads *loads, const ird_design *design,
                                 const ird_technology *tech, const ird_power *power,
                                 int32_t net, double supply_v, ird_error *err) {
    ird_cell_loads made = {design, tech, power, supply_v, NULL, false};
    made.connections = ird_alloc(design->components.count, sizeof *made.connections);
    if (made.connections == NULL) {
        return ird_fail_memory(err, "collecting the loads of a net");
    }
    ird_status status = ird_special_net_components(design, tech, net, made.connections,
                                                   &made.connections_assumed, err);
    if (status != IRD_OK) {
        ird_cell_loads_free(&made);
        return status;
    }
    *loads = made;
    return IRD_OK;
}

void ird_cell_loads_free(ird_cell_loads *loads) {
    if (loads != NULL) {
        ird_free(loads->connections);
        memset(loads, 0, sizeof *loads);
    }
}

ird_cell_load ird_cell_loads_get(const ird_cell_loads *loads, size_t component) {
    const ird_component *c = &loads->design->components.items[component];
    const ird_macro *macro = &loads->tech->macros.items[c->macro];
    double power_w = loads->power->instance_w[component];
    ird_cell_load load = {IRD_CELL_LOAD_DRAWS, {0, 0, 0, 0}, power_w / loads->supply_v};
    if (c->placement == IRD_UNPLACED) {
        load.kind = IRD_CELL_LOAD_UNPLACED;
        return load;
    }
    load.box = ird_component_box(loads->design, loads->tech, component);
    if (power_w == 0 && ird_macro_is_physical_only(macro)) {
        load.kind = IRD_CELL_LOAD_PHYSICAL;
    } else if (load.box.x0_dbu >= load.box.x1_dbu || load.box.y0_dbu >= load.box.y1_dbu) {
        load.kind = IRD_CELL_LOAD_SIZELESS;
    } else if (loads->connections[component] == 0) {
        load.kind = IRD_CELL_LOAD_UNCONNECTED;
    }
    return load;
}
