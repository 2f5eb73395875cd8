/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/net_transient.h"

#include <math.h>

#include "session/net_grid.h"
#include "session/power_setting.h"
#include "session/supply.h"
#include "timed/time_setting.h"

static const char DOING[] = "making a grid in time";
static const double PI = 3.14159265358979323846;

static void free_transient(void *value) {
    ird_net_transient *made = value;
    for (size_t i = 0; i < made->net_count; i++) {
        if (made->has_package[i]) {
            ird_network_branch_free(&made->branches[i]);
        }
        ird_cell_drop(made->grids[i]);
    }
    ird_cell_drop(made->switching); /* NULL is passed over */
    ird_cell_drop(made->cells);
    ird_transient_free(&made->transient);
    ird_charge_drains_free(&made->drains);
    ird_free(made);
}

static size_t transient_bytes(const void *value) {
    const ird_net_transient *made = value;
    const ird_transient *t = &made->transient;
    return t->capacitors.count * sizeof *t->capacitors.items +
           t->drains.count * sizeof *t->drains.items +
           t->pulses.count * sizeof *t->pulses.items +
           ird_charge_drains_bytes(&made->drains);
}

static const ird_stage transient_stage = {"transient", free_transient, transient_bytes};

/* What one is made of. */
typedef struct making {
    ird_session *session;
    const int32_t *nets;
    size_t count;
    ird_cell *grids[IRD_TRANSIENT_MOST];
    ird_cell *switching, *cells, *power;
} making;

static const ird_grid *grid_of(const making *m, size_t at) {
    return &((const ird_net_grid *)m->grids[at]->value)->grid;
}

static ird_charge_grids grids_of(const making *m) {
    return (ird_charge_grids){grid_of(m, 0), m->count > 1 ? grid_of(m, 1) : NULL};
}

/* Two nets are a power and a ground net. */
static ird_status check_nets(const ird_session *session, const int32_t *nets,
                             size_t count, ird_error *err) {
    if (count == 1) {
        return IRD_OK;
    }
    bool is_ground[2];
    for (size_t i = 0; i < 2; i++) {
        is_ground[i] = session->design.special_nets.items[nets[i]].use == IRD_USE_GROUND;
    }
    return !is_ground[0] && is_ground[1]
               ? IRD_OK
               : ird_fail(err, IRD_TRANSIENT_NETS,
                          "%.200s and %.200s are not a power net and its ground net; "
                          "give the two in that order, or one net alone",
                          ird_session_net_name(session, nets[0]),
                          ird_session_net_name(session, nets[1]));
}

static ird_status need_grids(making *m, const ird_monitor *monitor, ird_error *err) {
    ird_grid_wish wish = ird_session_grid_wish(m->session);
    wish.takes_moved = false;
    for (size_t i = 0; i < m->count; i++) {
        IRD_TRY(ird_session_need_loaded(m->session, m->nets[i], wish, monitor,
                                        &m->grids[i], err));
    }
    return IRD_OK;
}

/* Networks with their packages. Nodes of a package come behind those of the net. */
static ird_status take_networks(const making *m, ird_net_transient *made,
                                ird_error *err) {
    int32_t first_node = 0, first_resistor = 0;
    made->net_count = m->count;
    for (size_t i = 0; i < m->count; i++) {
        const char *name = ird_session_net_name(m->session, m->nets[i]);
        const ird_package *package = ird_packages_find(&m->session->packages, name);
        made->nets[i] = m->nets[i];
        made->grids[i] = ird_cell_use(m->grids[i]);
        made->networks[i] = &grid_of(m, i)->network;
        if (package != NULL) {
            IRD_TRY(ird_network_branch(&made->branches[i], made->networks[i], err));
            made->has_package[i] = true;
            made->networks[i] = &made->branches[i];
            IRD_TRY(ird_charge_add_package(&made->transient, &made->branches[i],
                                           first_node, first_resistor, package, err));
        }
        first_node += (int32_t)made->networks[i]->nodes.count;
        first_resistor += (int32_t)made->networks[i]->resistors.count;
    }
    return IRD_OK;
}

static ird_status add_capacitance(const making *m, const ird_charge_grids *grids,
                                  int32_t second_node, ird_transient *transient,
                                  ird_charge_left *left, size_t *unsaid, ird_error *err) {
    const ird_technology *tech = &m->session->tech;
    IRD_TRY(
        ird_charge_add_cells(transient, grids, second_node, m->cells->value, left, err));
    IRD_TRY(ird_charge_add_wires(transient, grids->first, 0, tech, unsaid, err));
    return grids->second == NULL ? IRD_OK
                                 : ird_charge_add_wires(transient, grids->second,
                                                        second_node, tech, unsaid, err);
}

static ird_status fill(const making *m, ird_net_transient *made, ird_error *err) {
    const ird_charge_grids grids = grids_of(m);
    const ird_net_switching *switching = m->switching->value;
    IRD_TRY(take_networks(m, made, err));
    int32_t second_node = (int32_t)made->networks[0]->nodes.count;
    made->switching = ird_cell_use(m->switching);
    made->cells = ird_cell_use(m->cells);
    IRD_TRY(add_capacitance(m, &grids, second_node, &made->transient, &made->left,
                            &made->unsaid_layers, err));
    IRD_TRY(ird_charge_add_drains(&made->transient, &made->drains, &grids, second_node,
                                  &switching->switching, m->power->value, err));
    IRD_TRY(ird_charge_add_pulses(&made->drains, switching->switching.events.items,
                                  switching->switching.events.count,
                                  &made->transient.pulses, &made->left, err));
    ird_transient_capacitance(&made->transient, made->farad);
    made->timed = &made->transient;
    return IRD_OK;
}

/* The networks of a SPICE file with its own capacitors and currents, which are the
 * session's: they go when another file comes, whose grids have other keys. */
static void take_netlist(const making *m, ird_net_transient *made) {
    made->net_count = m->count;
    for (size_t i = 0; i < m->count; i++) {
        made->nets[i] = m->nets[i];
        made->grids[i] = ird_cell_use(m->grids[i]);
        made->networks[i] = &grid_of(m, i)->network;
    }
    made->timed = &m->session->transient;
    ird_transient_capacitance(made->timed, made->farad);
}

static ird_status make_transient(void *context, void **value, ird_error *err) {
    const making *m = context;
    ird_net_transient *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = IRD_OK;
    if (m->session->is_spice) {
        take_netlist(m, made);
    } else {
        status = fill(m, made, err);
    }
    if (status != IRD_OK) {
        free_transient(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

ird_status ird_session_need_transient(ird_session *session, const int32_t *nets,
                                      size_t count, const ird_switching_wish *wish,
                                      const ird_monitor *monitor, ird_cell **transient,
                                      ird_error *err) {
    making m = {.session = session, .nets = nets, .count = count};
    if (!session->is_spice) {
        IRD_TRY(ird_session_need_layout(session, "currents in time", err));
        IRD_TRY(check_nets(session, nets, count, err));
        IRD_TRY(ird_session_need_switching(session, nets[0], wish, monitor, &m.switching,
                                           err));
        IRD_TRY(ird_session_need_power(session, monitor, &m.power, err));
        IRD_TRY(ird_session_need_capacitance(session, monitor, &m.cells, err));
    }
    IRD_TRY(need_grids(&m, monitor, err));
    ird_key key = ird_key_of(&transient_stage);
    ird_session_key_input(session, &key, IRD_STAMP_PACKAGE);
    ird_key_number(&key, count);
    for (size_t i = 0; i < count; i++) {
        ird_key_add(&key, &m.grids[i]->key);
    }
    if (m.switching != NULL) {
        ird_key_add(&key, &m.switching->key);
        ird_key_add(&key, &m.cells->key);
    }
    return ird_store_need(&session->store, &transient_stage,
                          ird_session_net_name(session, nets[0]), key, make_transient, &m,
                          transient, err);
}

double ird_net_transient_period_s(const ird_net_transient *net) {
    return net->switching != NULL
               ? ((const ird_net_switching *)net->switching->value)->switching.period_s
               : 0;
}

double ird_net_transient_stop_s(const ird_net_transient *net) {
    if (net->switching == NULL) {
        return net->timed->stop_s;
    }
    const ird_net_switching *switching = net->switching->value;
    return switching->switching.period_s * (double)switching->switching.cycles;
}

/* Its number, counted from the first one, is among count. */
static bool is_among(int32_t number, int32_t first, size_t count) {
    return number >= first && (size_t)(number - first) < count;
}

static double ring_of(const ird_transient *t, const ird_network *net, int32_t first_node,
                      int32_t first_resistor) {
    double per_henry = 0, farad = 0;
    for (size_t i = 0; i < t->inductors.count; i++) {
        const ird_inductor *coil = &t->inductors.items[i];
        bool is_here = is_among(coil->resistor, first_resistor, net->resistors.count);
        per_henry += is_here && coil->henry > 0 ? 1 / coil->henry : 0;
    }
    for (size_t i = 0; i < t->capacitors.count && per_henry > 0; i++) {
        const ird_capacitor *cap = &t->capacitors.items[i];
        bool is_here = is_among(cap->a, first_node, net->nodes.count) ||
                       is_among(cap->b, first_node, net->nodes.count);
        farad += is_here ? cap->farad : 0;
    }
    return farad > 0 ? 2 * PI * sqrt(farad / per_henry) : (double)INFINITY;
}

double ird_net_transient_ring_s(const ird_net_transient *net) {
    double least_s = INFINITY;
    int32_t node = 0, resistor = 0;
    for (size_t i = 0; i < net->net_count; i++) {
        const ird_network *n = net->networks[i];
        least_s = fmin(least_s, ring_of(net->timed, n, node, resistor));
        node += (int32_t)n->nodes.count;
        resistor += (int32_t)n->resistors.count;
    }
    return least_s;
}

ird_status ird_session_net_capacitance(ird_session *session, const int32_t *nets,
                                       size_t count, const ird_monitor *monitor,
                                       ird_net_capacitance *found, ird_error *err) {
    making m = {.session = session, .nets = nets, .count = count};
    ird_net_capacitance made = {0};
    ird_transient transient = {0};
    IRD_TRY(ird_session_need_layout(session, "capacitance", err));
    IRD_TRY(check_nets(session, nets, count, err));
    IRD_TRY(ird_session_need_capacitance(session, monitor, &m.cells, err));
    IRD_TRY(need_grids(&m, monitor, err));
    const ird_charge_grids grids = grids_of(&m);
    ird_status status =
        add_capacitance(&m, &grids, (int32_t)grids.first->network.nodes.count, &transient,
                        &made.left, &made.unsaid_layers, err);
    if (status == IRD_OK) {
        ird_transient_capacitance(&transient, made.farad);
        made.cells = m.cells->value;
        *found = made;
    }
    ird_transient_free(&transient);
    return status;
}
