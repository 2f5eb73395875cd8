/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/spice.h"

#include <math.h>

#include "extract/netlist_design.h"
#include "extract/shared_grid.h"
#include "session/power_setting.h"
#include "raster/node_map.h"

static const char DOING[] = "reading SPICE";

/* --- the nets' grids ------------------------------------------------------------------
 */

/* What read_spice has read. */
typedef struct read_spice {
    ird_network_list nets;
    ird_transient transient;
    ird_design design;
    ird_cell *power;
    IRD_VEC(ird_cell *) grids;
} read_spice;

static void free_read(read_spice *read) {
    for (size_t i = 0; i < read->grids.count; i++) {
        ird_cell_drop(read->grids.items[i]);
    }
    ird_free(read->grids.items);
    ird_cell_drop(read->power);
    ird_design_free(&read->design);
    ird_network_list_free(&read->nets);
    ird_transient_free(&read->transient);
}

/* A network of the session that differs from the one read in its loads alone, which are
 * on the same layers, so that its factor and coarse network serve both; or NULL. */
static ird_cell *find_same(const ird_session *session, const ird_network *network) {
    for (size_t i = 0; i < session->spice.count; i++) {
        ird_cell *root = ird_net_grid_root(session->spice.items[i]);
        const ird_network *there = &((const ird_net_grid *)root->value)->grid.network;
        if (ird_network_same_grid(there, network) && ird_node_map_alike(there, network)) {
            return root;
        }
    }
    return NULL;
}

/* Takes the network, whose cells have that supply. */
static ird_status add_grid(ird_session *session, read_spice *read, size_t net,
                           double supply_v, ird_error *err) {
    ird_network *network = &read->nets.items.items[net];
    ird_cell *root = find_same(session, network), *cell = NULL;
    ird_net_grid *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->net = (int32_t)net;
    made->supply_origin = IRD_SUPPLY_NETLIST;
    made->supply_v = supply_v;
    made->feed_v = (double)NAN;
    if (root != NULL) {
        const ird_net_grid *there = root->value;
        made->root = ird_cell_use(root);
        made->network = there->network;
        ird_shared_grid_take_loads(&made->grid, &there->grid, network);
    } else {
        made->grid.options.is_ground = network->is_ground;
        made->grid.network = *network;
        *network = (ird_network){0};
    }
    const char *name = ird_names_get(&read->design.special_net_names, (int32_t)net);
    IRD_TRY(ird_session_keep_grid(session, name, made, &cell, err));
    read->grids.items[read->grids.count++] = cell;
    return IRD_OK;
}

/* Supplies of cells look at all networks, so they are found before one is taken. */
static ird_status add_grids(ird_session *session, read_spice *read, ird_error *err) {
    size_t count = read->nets.items.count;
    IRD_TRY(ird_vec_reserve(&read->grids, count, DOING, err));
    double *supply_v = ird_alloc(count, sizeof *supply_v);
    if (supply_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        supply_v[i] = ird_netlist_cell_supply_v(&read->nets, i);
    }
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        status = add_grid(session, read, i, supply_v[i], err);
    }
    ird_free(supply_v);
    return status;
}

/* --- the session's -------------------------------------------------------------------
 */

void ird_session_forget_spice(ird_session *session) {
    for (size_t i = 0; i < session->spice.count; i++) {
        ird_cell_drop(session->spice.items[i]);
    }
    session->spice.count = 0;
    session->is_spice = false;
    ird_transient_free(&session->transient);
}

const ird_net_grid *ird_session_spice_grid(const ird_session *session, int32_t net) {
    return session->spice.items[net]->value;
}

/* Swap what was read for what is there; room for the grids has been reserved. */
static void take(ird_session *session, read_spice *read) {
    ird_session_forget_spice(session);
    ird_design_free(&session->design);
    ird_plan_layout_free(&session->layout); /* the plan waits for the next DEF */
    ird_cell_drop(session->report);
    session->design = read->design;
    session->report = read->power;
    session->has_design = true;
    ird_session_forget_choices(session);
    session->is_spice = true;
    for (size_t i = 0; i < read->grids.count; i++) {
        session->spice.items[session->spice.count++] = read->grids.items[i];
    }
    session->transient = read->transient;
    read->transient = (ird_transient){0};
    read->grids.count = 0;
    read->power = NULL;
    read->design = (ird_design){0};
    ird_session_touch(session, IRD_STAMP_DESIGN);
}

static ird_status fill(ird_session *session, read_spice *read, ird_network *network,
                       const char *path, ird_error *err) {
    ird_power power = {0};
    ird_rect die = ird_netlist_die(network);
    IRD_TRY(ird_notes_move(&read->design.notes, &network->notes, err));
    IRD_TRY(ird_network_split(network, &read->transient, &read->nets, err));
    IRD_TRY(ird_netlist_design_make(&read->design, &read->nets, die, path, err));
    ird_status status = ird_netlist_power_make(&power, &read->nets, path, err);
    if (status == IRD_OK) {
        status = ird_session_keep_report(session, &power, &read->power, err);
    }
    ird_power_free(&power);
    IRD_TRY(status);
    IRD_TRY(add_grids(session, read, err));
    return ird_vec_reserve(&session->spice, read->grids.count, DOING, err);
}

ird_status ird_session_read_spice(ird_session *session, const char *path, int64_t units,
                                  ird_spice_info *info, const ird_monitor *monitor,
                                  ird_error *err) {
    ird_network network = {0};
    read_spice read = {0};
    IRD_TRY(ird_spice_read(&network, &read.transient, info, path, units, monitor, err));
    ird_status status = fill(session, &read, &network, path, err);
    if (status == IRD_OK) {
        take(session, &read);
    }
    free_read(&read);
    ird_network_free(&network);
    return status;
}

/* --- writing --------------------------------------------------------------------------
 */

static const char *instance_name(const void *context, int32_t instance) {
    return ird_names_get(&((const ird_session *)context)->design.component_names,
                         instance);
}

static const char *terminal_name(const void *context, int32_t terminal) {
    return ird_names_get(&((const ird_session *)context)->tech.pin_names, terminal);
}

ird_status ird_session_write_spice(ird_session *session, int32_t net, const char *path,
                                   const ird_monitor *monitor, ird_error *err) {
    const ird_grid_wish wish = ird_session_grid_wish(session);
    const ird_spice_naming naming = {instance_name, terminal_name, session,
                                     ird_session_network_phrase(session, wish.kind)};
    ird_cell *loaded = NULL;
    IRD_TRY(ird_session_need_loaded(session, net, wish, monitor, &loaded, err));
    return ird_spice_write(&((const ird_net_grid *)loaded->value)->grid.network,
                           session->is_spice ? NULL : &naming, path, err);
}
