/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Trials on a SPICE network, whose steps are between nodes: each net by the factor that
 * the session has of it.
 */
#include <string.h>

#include "extract/netlist_design.h"
#include "trial/trial_parts.h"
#include "session/power_setting.h"
#include "session/spice.h"

static const char DOING[] = "trying a change";

static void forget_answer(ird_trial_net *net) {
    ird_changed_free(net->changed);
    net->changed = NULL;
    ird_cell_drop(net->before);
    net->before = NULL;
    ird_solution_free(&net->after.solution);
    net->is_solved = false;
}

void ird_trial_spice_close(ird_trial *trial) {
    for (size_t i = 0; i < trial->nets.count; i++) {
        ird_trial_net *net = &trial->nets.items[i];
        forget_answer(net);
        ird_change_free(&net->change);
        ird_free(net->more.items);
        ird_free(net->loads.items);
    }
    trial->nets.count = 0;
}

/* ---- steps --------------------------------------------------------------------------
 */

static const ird_network *network_of(const ird_trial *trial, size_t net) {
    return &ird_session_spice_grid(trial->session, (int32_t)net)->grid.network;
}

/* The net and the node of that name. */
static ird_status find_node(const ird_trial *trial, const char *name, size_t *net,
                            int32_t *node, ird_error *err) {
    for (size_t i = 0; i < trial->nets.count; i++) {
        IRD_TRY(ird_network_find_node(network_of(trial, i), name, node, err));
        if (*node >= 0) {
            *net = i;
            return IRD_OK;
        }
    }
    ird_fail(err, IRD_NETWORK_NODE, "no node \"%.200s\" is in the SPICE network", name);
    ird_error_detail(err, name, strlen(name));
    return IRD_NETWORK_NODE;
}

ird_status ird_trial_net_of_node(ird_trial *trial, const char *node, const char **net,
                                 ird_error *err) {
    const ird_session *session = trial->session;
    int32_t found = -1;
    *net = NULL;
    for (size_t i = 0; i < session->spice.count && session->is_spice; i++) {
        IRD_TRY(ird_network_find_node(network_of(trial, i), node, &found, err));
        if (found >= 0) {
            *net = ird_names_get(&session->design.special_net_names, (int32_t)i);
            return IRD_OK;
        }
    }
    return IRD_OK; /* the step says what is wrong */
}

/* All resistors between two nodes go, those of steps before, too. */
static ird_status cut(ird_trial_net *net, const ird_trial_step *step, int32_t a,
                      int32_t b, ird_error *err) {
    size_t count = net->change.network->resistors.count + net->change.resistors.count;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const ird_resistor *r = ird_change_get_resistor(&net->change, i);
        if ((r->a == a && r->b == b) || (r->a == b && r->b == a)) {
            IRD_TRY(ird_change_remove_resistor(&net->change, i, err));
            found++;
        }
    }
    return found > 0 ? IRD_OK
                     : ird_fail(err, IRD_TRIAL_STEP,
                                "no resistor lies between nodes %.100s and %.100s",
                                step->name, step->other);
}

static ird_status do_step(ird_trial *trial, const ird_trial_step *step, ird_error *err) {
    size_t of = 0, of_other = 0;
    int32_t a = -1, b = -1;
    IRD_TRY(find_node(trial, step->name, &of, &a, err));
    ird_trial_net *net = &trial->nets.items[of];
    if (step->other != NULL) {
        IRD_TRY(find_node(trial, step->other, &of_other, &b, err));
        if (of != of_other) {
            return ird_fail(err, IRD_TRIAL_STEP,
                            "nodes %.100s and %.100s are of two nets, which a resistor "
                            "would short",
                            step->name, step->other);
        }
    }
    switch (step->kind) {
    case IRD_TRIAL_RESISTOR:
        return ird_change_add_resistor(&net->change, a, b, step->value, 0, err);
    case IRD_TRIAL_CUT:
        return cut(net, step, a, b, err);
    case IRD_TRIAL_FEED:
        return ird_change_add_source(&net->change, a, step->value, err);
    default:
        break;
    }
    bool is_ground = net->change.network->is_ground;
    IRD_TRY(ird_vec_reserve(&net->more, 1, DOING, err));
    net->more.items[net->more.count++] =
        (ird_load){a, -1, -1, is_ground ? -step->value : step->value};
    return IRD_OK;
}

/* The loads of the net, with those of the steps. */
static ird_status gather_loads(ird_trial_net *net, ird_error *err) {
    const ird_network *network = net->change.network;
    size_t count = network->loads.count;
    if (net->more.count == 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&net->loads, count + net->more.count, DOING, err));
    if (count > 0) {
        memcpy(net->loads.items, network->loads.items, count * sizeof(ird_load));
    }
    memcpy(net->loads.items + count, net->more.items, net->more.count * sizeof(ird_load));
    net->loads.count = count + net->more.count;
    return IRD_OK;
}

ird_status ird_trial_spice_make(ird_trial *trial, ird_error *err) {
    size_t count = trial->session->spice.count;
    IRD_TRY(ird_vec_reserve(&trial->nets, count, DOING, err));
    for (size_t i = 0; i < count; i++) {
        trial->nets.items[trial->nets.count++] =
            (ird_trial_net){.change = {.network = network_of(trial, i)}};
    }
    for (size_t i = 0; i < trial->steps.count; i++) {
        IRD_TRY(do_step(trial, &trial->steps.items[i], err));
    }
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(gather_loads(&trial->nets.items[i], err));
    }
    return IRD_OK;
}

/* ---- answers ------------------------------------------------------------------------
 */

static bool is_changed(const ird_trial_net *net) {
    const ird_change *c = &net->change;
    return c->resistors.count + c->removed.count + c->sources.count +
               c->removed_sources.count + net->more.count >
           0;
}

/* The factor is of the root's network, which has these nodes, resistors and sources. */
static ird_status solve(ird_trial_net *net, ird_cell *before, ird_error *err) {
    const ird_net_grid *from = before->value;
    const ird_network *network = &from->grid.network;
    if (net->is_solved && net->before == before) {
        return IRD_OK;
    }
    forget_answer(net);
    net->before = ird_cell_use(before);
    net->after = *from;
    net->after.solution = (ird_solution){0};
    if (net->loads.count > 0) {
        net->after.grid.network.loads.items = net->loads.items;
        net->after.grid.network.loads.count = net->loads.count;
    }
    const ird_load *loads = net->after.grid.network.loads.items;
    static const ird_load none;
    IRD_TRY(ird_changed_create(&net->changed, from->factor, &net->change, NULL, err));
    IRD_TRY(ird_changed_solve(
        &net->after.solution, net->changed, loads != NULL ? loads : &none,
        net->loads.count > 0 ? net->loads.count : network->loads.count, &from->solution,
        err));
    /* Another cell, where maps are kept by it. */
    ird_key_number(&net->after.answer, net->change.resistors.count);
    net->is_solved = true;
    return IRD_OK;
}

ird_status ird_trial_spice_look(ird_trial *trial, int32_t number, ird_cell *before,
                                ird_trial_view *view, ird_error *err) {
    ird_trial_net *net = &trial->nets.items[number];
    view->after = view->before;
    view->after_grid = view->before_grid;
    view->method = IRD_TRIAL_SAME;
    if (!is_changed(net)) {
        return IRD_OK;
    }
    IRD_TRY(solve(net, before, err));
    const ird_changed_info info = ird_changed_get_info(net->changed);
    view->after = ird_session_solved(&trial->scratch.session, &net->after, NULL);
    view->after_grid = &net->after;
    view->method = info.method == IRD_CHANGE_LOADS   ? IRD_TRIAL_CURRENTS
                   : info.method == IRD_CHANGE_FRESH ? IRD_TRIAL_FRESH
                                                     : IRD_TRIAL_UPDATED;
    view->why = info.why;
    view->steps_made = net->after.solution.iterations;
    view->new_nodes = info.new_nodes;
    view->new_resistors = net->change.resistors.count;
    view->gone_resistors = net->change.removed.count;
    return IRD_OK;
}

/* ---- keeping ------------------------------------------------------------------------
 */

/* A grid of the changed network, with one user. */
static ird_status make_grid(ird_trial *trial, size_t number, ird_cell **cell,
                            ird_error *err) {
    ird_session *session = trial->session;
    const ird_trial_net *net = &trial->nets.items[number];
    const ird_net_grid *from = ird_session_spice_grid(session, (int32_t)number);
    const char *name = ird_names_get(&session->design.special_net_names, (int32_t)number);
    ird_net_grid *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->net = from->net;
    made->supply_origin = from->supply_origin;
    made->supply_v = from->supply_v;
    made->feed_v = from->feed_v;
    made->grid.options = from->grid.options;
    const ird_load *loads = net->loads.count > 0 ? net->loads.items : NULL;
    ird_status status =
        ird_change_apply(&net->change, loads, net->loads.count, &made->grid.network, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    return ird_session_keep_grid(session, name, made, cell, err);
}

/* The currents at their supplies, of the networks as they become. */
static ird_status make_power(ird_trial *trial, ird_cell *const *grids, ird_cell **power,
                             ird_error *err) {
    ird_network_list list = {0}; /* borrows all */
    ird_power made = {0};
    ird_status status = ird_vec_reserve(&list.items, trial->nets.count, DOING, err);
    for (size_t i = 0; i < trial->nets.count && status == IRD_OK; i++) {
        const ird_cell *cell =
            grids[i] != NULL ? grids[i] : trial->session->spice.items[i];
        list.items.items[list.items.count++] =
            ((const ird_net_grid *)cell->value)->grid.network;
    }
    if (status == IRD_OK) {
        status = ird_netlist_power_make(&made, &list, trial->session->design.name, err);
    }
    if (status == IRD_OK) {
        status = ird_session_keep_report(trial->session, &made, power, err);
    }
    ird_power_free(&made);
    ird_free(list.items.items);
    return status;
}

ird_status ird_trial_spice_keep(ird_trial *trial, ird_error *err) {
    ird_session *session = trial->session;
    ird_cell *power = NULL;
    ird_cell **grids = ird_alloc_zero(trial->nets.count, sizeof(ird_cell *));
    ird_status status = grids != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < trial->nets.count && status == IRD_OK; i++) {
        if (is_changed(&trial->nets.items[i])) {
            status = make_grid(trial, i, &grids[i], err);
        }
    }
    if (status == IRD_OK) {
        status = make_power(trial, grids, &power, err);
    }
    for (size_t i = 0; grids != NULL && i < trial->nets.count; i++) {
        if (status == IRD_OK && grids[i] != NULL) {
            ird_cell *old = session->spice.items[i];
            session->spice.items[i] = grids[i];
            grids[i] = old;
        }
        ird_cell_drop(grids[i]);
    }
    ird_free(grids);
    if (status == IRD_OK) {
        ird_cell_drop(session->report);
        session->report = power;
        ird_session_touch(session, IRD_STAMP_DESIGN);
    }
    return status;
}
