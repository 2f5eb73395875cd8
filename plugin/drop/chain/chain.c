/* SPDX-License-Identifier: BSD-3-Clause */
#include "chain/chain.h"

#include <math.h>
#include <string.h>

static const char DOING[] = "joining nets by their switches";

typedef struct joining {
    ird_grid *const *grids;
    size_t net_count;
    const ird_switches *switches;
    int64_t *first_node; /* of each net in the whole; -1 where it takes no part */
    ird_network whole;
} joining;

static ird_status number_nodes(joining *j, ird_error *err) {
    int64_t count = 0;
    j->first_node = ird_alloc(j->net_count, sizeof *j->first_node);
    if (j->first_node == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < j->net_count; i++) {
        j->first_node[i] = j->grids[i] != NULL ? count : -1;
        count += j->grids[i] != NULL ? (int64_t)j->grids[i]->network.nodes.count : 0;
    }
    if (count > INT32_MAX) {
        return ird_fail(err, IRD_GRID_TOO_LARGE,
                        "the nets that switches join have more than %d nodes", INT32_MAX);
    }
    return IRD_OK;
}

/* Layers of the whole, by those of a network. Free with ird_free. */
static ird_status map_layers(ird_network *whole, const ird_network *network,
                             int32_t **layers, ird_error *err) {
    size_t count = ird_names_count(&network->layer_names);
    int32_t *made = ird_alloc(count, sizeof *made);
    ird_status status = made != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        const char *name = ird_names_get(&network->layer_names, (int32_t)i);
        status = ird_network_add_layer(whole, name, strlen(name), &made[i], err);
    }
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    *layers = made;
    return IRD_OK;
}

/* Nodes, resistors and loads of a net; its sources, counted from its own supply, only
 * where nothing feeds it. */
static ird_status add_net(joining *j, size_t net, ird_error *err) {
    const ird_network *from = &j->grids[net]->network;
    ird_network *whole = &j->whole;
    int32_t first = (int32_t)j->first_node[net];
    double supply_v = ird_network_supply_v(from);
    int32_t *layers = NULL;
    ird_status status = map_layers(whole, from, &layers, err);
    if (status == IRD_OK) {
        status = ird_network_reserve(whole, from->nodes.count, from->resistors.count,
                                     from->loads.count, err);
    }
    for (size_t i = 0; i < from->nodes.count && status == IRD_OK; i++) {
        ird_node node = from->nodes.items[i];
        node.layer = (int16_t)(node.layer >= 0 ? layers[node.layer] : -1);
        whole->nodes.items[whole->nodes.count++] = node;
    }
    ird_free(layers);
    for (size_t i = 0; i < from->resistors.count && status == IRD_OK; i++) {
        const ird_resistor *r = &from->resistors.items[i];
        status = ird_network_add_resistor(whole, r->a + first, r->b + first, r->ohm, err);
    }
    for (size_t i = 0; i < from->loads.count && status == IRD_OK; i++) {
        const ird_load *load = &from->loads.items[i];
        status = ird_network_add_load(whole, load->node + first, load->ampere,
                                      load->instance, load->terminal, err);
    }
    bool is_fed = ird_switches_feed(j->switches, (int32_t)net);
    for (size_t i = 0; i < from->sources.count && !is_fed && status == IRD_OK; i++) {
        const ird_source *source = &from->sources.items[i];
        status = ird_network_add_source(whole, source->node + first,
                                        source->volt - supply_v, err);
    }
    return status;
}

/* The nodes of a switch in the whole; false where it lacks one. */
static bool find_ends(const joining *j, const ird_switch *s, int32_t ends[2]) {
    const int32_t nets[] = {s->feed_net, s->net}, pins[] = {s->feed_pin, s->pin};
    for (int k = 0; k < 2; k++) {
        const ird_grid *grid = j->grids[nets[k]];
        int32_t at =
            grid != NULL ? ird_grid_find_terminal(grid, s->component, pins[k]) : -1;
        if (at < 0) {
            return false;
        }
        ends[k] = (int32_t)j->first_node[nets[k]] + grid->terminals.items[at].node;
    }
    return true;
}

static ird_status join(joining *j, ird_error *err) {
    bool is_first = true;
    IRD_TRY(number_nodes(j, err));
    for (size_t i = 0; i < j->net_count; i++) {
        if (j->grids[i] == NULL) {
            continue;
        }
        const ird_network *network = &j->grids[i]->network;
        if (is_first) {
            j->whole.is_ground = network->is_ground;
            j->whole.units = network->units;
            IRD_TRY(
                ird_network_set_net(&j->whole, network->net, strlen(network->net), err));
            is_first = false;
        }
        IRD_TRY(add_net(j, i, err));
    }
    for (size_t i = 0; i < j->switches->items.count; i++) {
        const ird_switch *s = &j->switches->items.items[i];
        int32_t ends[2];
        if (find_ends(j, s, ends)) {
            IRD_TRY(ird_network_add_resistor(&j->whole, ends[0], ends[1], s->ohm, err));
        }
    }
    return IRD_OK;
}

/* Part of a drop below which a difference of two is rounding. */
static const double NOISE = 1e-12;

/* The drop over a switch by its resistance is what flows into the net behind it. */
static size_t take_flows(ird_switch_flow *flows, const joining *j,
                         const ird_solution *solution) {
    size_t connected = 0;
    for (size_t i = 0; i < j->switches->items.count; i++) {
        const ird_switch *s = &j->switches->items.items[i];
        int32_t ends[2];
        flows[i] = (ird_switch_flow){0};
        if (!find_ends(j, s, ends) || isnan(solution->drop_v[ends[0]])) {
            continue;
        }
        flows[i].is_connected = true;
        flows[i].feed_drop_v = solution->drop_v[ends[0]];
        flows[i].drop_v = solution->drop_v[ends[1]];
        double over_v = flows[i].drop_v - flows[i].feed_drop_v;
        flows[i].ampere =
            fabs(over_v) > NOISE * fabs(flows[i].drop_v) ? over_v / s->ohm : 0;
        connected++;
    }
    return connected;
}

ird_status ird_chain_solve(ird_switch_flow *flows, ird_chain_info *info,
                           ird_grid *const *grids, size_t net_count,
                           const ird_switches *switches, const ird_solve_options *options,
                           const ird_monitor *monitor, ird_error *err) {
    joining j = {.grids = grids, .net_count = net_count, .switches = switches};
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_status status = join(&j, err);
    if (status == IRD_OK) {
        status = ird_factor_create(&factor, &j.whole, options, monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_solve(&solution, factor, NULL, 0, err);
    }
    if (status == IRD_OK) {
        *info = (ird_chain_info){.nodes = solution.node_count,
                                 .connected = take_flows(flows, &j, &solution),
                                 .residual = solution.residual,
                                 .kirchhoff = solution.kirchhoff};
    }
    ird_solution_free(&solution);
    ird_factor_free(factor);
    ird_network_free(&j.whole);
    ird_free(j.first_node);
    return status;
}
