/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/netlist_design.h"

#include <math.h>
#include <string.h>

static const char DOING[] = "making a design of a netlist";

/* The part of path behind the last slash. */
static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

ird_rect ird_netlist_die(const ird_network *network) {
    ird_extent extent;
    if (!ird_network_extent(network, &extent)) {
        return (ird_rect){0, 0, network->units, network->units};
    }
    /* A box without width has no pixels. */
    int64_t x1 = extent.x1_dbu > extent.x0_dbu ? extent.x1_dbu : extent.x0_dbu + 1;
    int64_t y1 = extent.y1_dbu > extent.y0_dbu ? extent.y1_dbu : extent.y0_dbu + 1;
    return (ird_rect){extent.x0_dbu, extent.y0_dbu, x1, y1};
}

static ird_status add_net(ird_design *design, const ird_network *network,
                          ird_error *err) {
    const char *net = network->net != NULL ? network->net
                      : network->is_ground ? "GROUND"
                                           : "POWER";
    int32_t id;
    IRD_TRY(ird_vec_reserve(&design->special_nets, 1, DOING, err));
    IRD_TRY(ird_names_add(&design->special_net_names, net, strlen(net), &id, NULL, err));
    design->special_nets.items[design->special_nets.count++] = (ird_special_net){
        .use = network->is_ground ? IRD_USE_GROUND : IRD_USE_POWER,
        .voltage_v = ird_network_supply_v(network),
    };
    return IRD_OK;
}

ird_status ird_netlist_design_make(ird_design *design, const ird_network_list *nets,
                                   ird_rect die, const char *path, ird_error *err) {
    const char *file = file_name(path);
    design->units = nets->items.items[0].units;
    design->die = die;
    design->core = die;
    design->name = ird_copy_string(file, strlen(file));
    if (design->name == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < nets->items.count; i++) {
        IRD_TRY(add_net(design, &nets->items.items[i], err));
    }
    return IRD_OK;
}

ird_status ird_netlist_power_make(ird_power *power, const ird_network_list *nets,
                                  const char *path, ird_error *err) {
    power->origin = IRD_POWER_REPORT;
    for (size_t i = 0; i < nets->items.count; i++) {
        const ird_network *network = &nets->items.items[i];
        double supply_v = network->is_ground ? 0 : ird_network_supply_v(network);
        if (isfinite(supply_v)) {
            power->total_w += ird_network_total_current_a(network) * supply_v;
        }
    }
    power->file = ird_copy_string(path, strlen(path));
    power->instance_w = ird_alloc_zero(1, sizeof *power->instance_w);
    return power->file != NULL && power->instance_w != NULL ? IRD_OK
                                                            : ird_fail_memory(err, DOING);
}

double ird_netlist_cell_supply_v(const ird_network_list *nets, size_t net) {
    const ird_network *items = nets->items.items;
    bool has_pair = nets->items.count == 2 && items[net].is_ground;
    return ird_network_supply_v(&items[has_pair ? 1 - net : net]);
}
