/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "network/split.h"
#include "session/activity_setting.h"
#include "session/net_coarse.h"
#include "session/grid.h"

static const char DOING[] = "reading SPICE";

typedef struct grid_list {
    IRD_VEC(ird_net_grid *) items;
} grid_list;

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

/* A design without cells around the networks: its die and its nets. */
static ird_status make_design(ird_design *design, const ird_network_list *nets,
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

/* Power of the networks: currents at their supplies. Ground nets, whose current is that
 * of the power nets again, add nothing; alone they do not say what supply their cells
 * have. */
static ird_status make_power(ird_power *power, const ird_network_list *nets,
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

/* What cells on the net have: its own voltage, and for the ground net that of the power
 * net beside it if there is one alone. */
static double cell_supply_v(const ird_network_list *nets, size_t net) {
    const ird_network *items = nets->items.items;
    bool has_pair = nets->items.count == 2 && items[net].is_ground;
    return ird_network_supply_v(&items[has_pair ? 1 - net : net]);
}

/* A grid for each network, which it takes. What is made before an error stays for the
 * caller to free. */
static ird_status make_grids(grid_list *grids, ird_network_list *nets, ird_error *err) {
    for (size_t i = 0; i < nets->items.count; i++) {
        IRD_TRY(ird_vec_reserve(&grids->items, 1, DOING, err));
        ird_net_grid *grid = ird_alloc_zero(1, sizeof *grid);
        if (grid == NULL) {
            return ird_fail_memory(err, DOING);
        }
        grids->items.items[grids->items.count++] = grid;
        grid->net = (int32_t)i;
        grid->grid.options.is_ground = nets->items.items[i].is_ground;
        grid->supply_origin = IRD_SUPPLY_DEF;
        grid->supply_v = cell_supply_v(nets, i);
        grid->has_loads = true;
    }
    for (size_t i = 0; i < nets->items.count; i++) {
        grids->items.items[i]->grid.network = nets->items.items[i];
        nets->items.items[i] = (ird_network){0};
    }
    return IRD_OK;
}

static void grid_list_free(grid_list *grids) {
    for (size_t i = 0; i < grids->items.count; i++) {
        ird_net_grid_free(grids->items.items[i]);
    }
    ird_free(grids->items.items);
}

/* Where a network that was read differs in its loads alone from one that was solved, that
 * one takes the loads and stays, and with it its factor. What is predicted from goes, for
 * it looks at the layers of the loads. */
static void keep_grids(ird_session *session, grid_list *grids) {
    for (size_t i = 0; i < grids->items.count; i++) {
        ird_net_grid *read = grids->items.items[i];
        for (size_t k = 0; k < session->grids.count; k++) {
            ird_net_grid *there = session->grids.items[k];
            if (there->factor == NULL ||
                !ird_network_same_grid(&there->grid.network, &read->grid.network)) {
                continue;
            }
            ird_net_grid_unsolve(there);
            ird_net_coarse_free(there->coarse);
            there->coarse = NULL;
            ird_network_swap_loads(&there->grid.network, &read->grid.network);
            there->net = read->net;
            there->supply_v = read->supply_v;
            session->grids.items[k] = read;
            grids->items.items[i] = there;
            break;
        }
    }
}

/* Swap what was read for what is there. */
static void take(ird_session *session, ird_design *design, ird_power *power,
                 grid_list *grids) {
    ird_session_outdate(session);
    if (session->is_spice) {
        keep_grids(session, grids);
    }
    session->is_spice = false; /* so that its grid goes, too */
    ird_session_drop_grids(session);
    ird_session_drop_activity(session);
    ird_design_free(&session->design);
    ird_plan_layout_free(&session->layout); /* the plan waits for the next DEF */
    ird_power_free(&session->power);
    session->design = *design;
    session->power = *power;
    session->has_design = true;
    session->has_power = true;
    session->has_last = false;
    session->is_spice = true;
    for (size_t i = 0; i < grids->items.count; i++) {
        session->grids.items[session->grids.count++] = grids->items.items[i];
    }
    grids->items.count = 0;
    *design = (ird_design){0};
    *power = (ird_power){0};
}

ird_status ird_session_read_spice(ird_session *session, const char *path, int64_t units,
                                  ird_spice_info *info, const ird_monitor *monitor,
                                  ird_error *err) {
    ird_network network = {0};
    ird_network_list nets = {0};
    grid_list grids = {0};
    ird_design design = {0};
    ird_power power = {0};
    ird_rect die;
    ird_status status = ird_spice_read(&network, info, path, units, monitor, err);
    if (status != IRD_OK) {
        return status;
    }
    die = die_of(&network);
    if ((status = ird_network_split(&network, &nets, err)) == IRD_OK &&
        (status = make_design(&design, &nets, die, path, err)) == IRD_OK &&
        (status = make_power(&power, &nets, path, err)) == IRD_OK &&
        (status = make_grids(&grids, &nets, err)) == IRD_OK &&
        (status = ird_vec_reserve(&session->grids, grids.items.count, DOING, err)) ==
            IRD_OK) {
        take(session, &design, &power, &grids);
    }
    grid_list_free(&grids);
    ird_power_free(&power);
    ird_design_free(&design);
    ird_network_list_free(&nets);
    ird_network_free(&network);
    return status;
}
