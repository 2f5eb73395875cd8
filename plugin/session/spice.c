/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "session/activity.h"
#include "session/grid.h"

static const char DOING[] = "reading SPICE";

/* The part of path behind the last slash. */
static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* Extent of the nodes; a box of one um where they have no coordinates. */
static ird_rect die_of(const ird_network *network) {
    ird_extent extent;
    if (!ird_network_extent(network, &extent)) {
        return (ird_rect){0, 0, network->units, network->units};
    }
    /* A box without width has no pixels. */
    int64_t x1 = extent.x1_dbu > extent.x0_dbu ? extent.x1_dbu : extent.x0_dbu + 1;
    int64_t y1 = extent.y1_dbu > extent.y0_dbu ? extent.y1_dbu : extent.y0_dbu + 1;
    return (ird_rect){extent.x0_dbu, extent.y0_dbu, x1, y1};
}

/* A design without cells around the network: its die and its one net. */
static ird_status make_design(ird_design *design, const ird_network *network,
                              const char *path, ird_error *err) {
    const char *file = file_name(path);
    const char *net = network->net != NULL ? network->net
                      : network->is_ground ? "GROUND"
                                           : "POWER";
    int32_t id;
    design->units = network->units;
    design->die = die_of(network);
    design->core = design->die;
    design->name = ird_copy_string(file, strlen(file));
    if (design->name == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_vec_reserve(&design->special_nets, 1, DOING, err);
    if (status == IRD_OK) {
        status =
            ird_names_add(&design->special_net_names, net, strlen(net), &id, NULL, err);
    }
    if (status == IRD_OK) {
        design->special_nets.items[design->special_nets.count++] = (ird_special_net){
            .use = network->is_ground ? IRD_USE_GROUND : IRD_USE_POWER,
            .voltage_v = ird_network_supply_v(network),
        };
    }
    return status;
}

/* Power of a network: its current at its supply. A ground net does not say what supply
 * its cells have: their power is then 0. */
static ird_status make_power(ird_power *power, const ird_network *network,
                             const char *path, ird_error *err) {
    double supply_v = network->is_ground ? 0 : ird_network_supply_v(network);
    power->origin = IRD_POWER_REPORT;
    power->total_w =
        isfinite(supply_v) ? ird_network_total_current_a(network) * supply_v : 0;
    power->file = ird_copy_string(path, strlen(path));
    power->instance_w = ird_alloc_zero(1, sizeof *power->instance_w);
    return power->file != NULL && power->instance_w != NULL ? IRD_OK
                                                            : ird_fail_memory(err, DOING);
}

/* Swap what was read for what is there. */
static void take(ird_session *session, ird_design *design, ird_power *power,
                 ird_net_grid *grid) {
    ird_session_outdate(session);
    session->is_spice = false; /* so that its grid goes, too */
    ird_session_drop_grids(session);
    ird_session_drop_activity(session);
    ird_design_free(&session->design);
    ird_power_free(&session->power);
    session->design = *design;
    session->power = *power;
    session->has_design = true;
    session->has_power = true;
    session->has_last = false;
    session->is_spice = true;
    session->grids.items[session->grids.count++] = grid;
    *design = (ird_design){0};
    *power = (ird_power){0};
}

ird_status ird_session_read_spice(ird_session *session, const char *path, int64_t units,
                                  ird_spice_info *info, const ird_monitor *monitor,
                                  ird_error *err) {
    ird_design design = {0};
    ird_power power = {0};
    ird_status status = ird_vec_reserve(&session->grids, 1, DOING, err);
    ird_net_grid *grid = ird_alloc_zero(1, sizeof *grid);
    if (grid == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (status == IRD_OK) {
        status = ird_spice_read(&grid->grid.network, info, path, units, monitor, err);
    }
    if (status == IRD_OK) {
        status = make_design(&design, &grid->grid.network, path, err);
    }
    if (status == IRD_OK) {
        status = make_power(&power, &grid->grid.network, path, err);
    }
    if (status == IRD_OK) {
        const ird_network *network = &grid->grid.network;
        grid->grid.options.is_ground = network->is_ground;
        grid->supply_origin = IRD_SUPPLY_DEF;
        grid->supply_v = ird_network_supply_v(network);
        grid->has_loads = true;
        take(session, &design, &power, grid);
        grid = NULL;
    }
    ird_net_grid_free(grid);
    ird_power_free(&power);
    ird_design_free(&design);
    return status;
}
