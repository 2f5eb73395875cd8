/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/solution.h"

#include <math.h>
#include <string.h>

#include "session/clock.h"
#include "session/supply.h"

static const char DOING[] = "solving a power grid";

static bool same_options(const ird_solve_options *a, const ird_solve_options *b) {
    return a->method == b->method && a->memory_limit_bytes == b->memory_limit_bytes &&
           !(a->merge_ohm < b->merge_ohm) && !(a->merge_ohm > b->merge_ohm) &&
           !(a->pin_link_ohm < b->pin_link_ohm) && !(a->pin_link_ohm > b->pin_link_ohm) &&
           a->threads == b->threads;
}

ird_status ird_session_need_factor(ird_net_grid *grid, const ird_solve_options *options,
                                   const ird_monitor *monitor, ird_error *err) {
    ird_factor *made = NULL;
    if (grid->factor != NULL && same_options(&grid->solve_options, options)) {
        grid->factor_is_reused = true;
        return IRD_OK;
    }
    IRD_TRY(ird_factor_create(&made, &grid->grid.network, options, monitor, err));
    ird_factor_free(grid->factor);
    grid->factor = made;
    grid->solve_options = *options;
    grid->factor_is_reused = false;
    return IRD_OK;
}

ird_status ird_session_solve(ird_session *session, int32_t net,
                             const ird_solve_options *options, ird_reuse reuse,
                             const ird_monitor *monitor, ird_net_grid **solved,
                             ird_error *err) {
    ird_net_grid *grid = NULL;
    ird_solution solution = {0};
    double begin_s = ird_session_clock_s();
    if (reuse == IRD_REUSE_NONE) {
        ird_session_forget_grid(session, net);
    }
    bool takes_moved = reuse == IRD_REUSE_SOLUTION || reuse == IRD_REUSE_PLACEMENT;
    IRD_TRY(takes_moved
                ? ird_session_need_moved(session, net, reuse == IRD_REUSE_PLACEMENT,
                                         monitor, &grid, err)
                : ird_session_need_grid(session, net, monitor, &grid, err));
    if (!grid->is_solved || reuse != IRD_REUSE_SOLUTION) {
        IRD_TRY(ird_session_need_factor(grid, options, monitor, err));
        IRD_TRY(ird_solve(&solution, grid->factor, NULL, 0, err));
        ird_net_grid_unsolve(grid);
        grid->solution = solution;
        grid->is_solved = true;
        grid->seconds = ird_session_clock_s() - begin_s;
    }
    session->last_solved = net;
    *solved = grid;
    return IRD_OK;
}

void ird_pin_drops_free(ird_pin_drops *drops) {
    if (drops != NULL) {
        ird_free(drops->items.items);
        ird_names_free(&drops->own_names);
        *drops = (ird_pin_drops){0};
    }
}

const char *ird_pin_drop_name(const ird_pin_drops *drops, size_t pin) {
    const ird_names *names = drops->names != NULL ? drops->names : &drops->own_names;
    return ird_names_get(names, drops->items.items[pin].name);
}

/* Of a moved cell: at the point of the wire where its current enters. */
static double terminal_drop_v(const ird_net_grid *solved, const ird_grid_terminal *t) {
    const double *drop_v = solved->solution.drop_v;
    if (t->node < 0 || t->far_node < 0) {
        return t->node >= 0 ? drop_v[t->node] : (double)NAN;
    }
    return (1 - t->far_share) * drop_v[t->node] + t->far_share * drop_v[t->far_node] +
           t->between_ohm * t->ampere;
}

/* What the solution says about the node. */
static void set_drop(const ird_net_grid *solved, ird_pin_drop *pin, int32_t node) {
    const ird_network *network = &solved->grid.network;
    pin->node = node;
    pin->drop_v = node >= 0 ? solved->solution.drop_v[node] : (double)NAN;
    pin->voltage_v = node >= 0 ? ird_solution_voltage_v(&solved->solution, network, node)
                               : (double)NAN;
}

static ird_status list_terminals(const ird_session *session, const ird_net_grid *solved,
                                 ird_pin_drops *drops, ird_error *err) {
    const ird_grid *grid = &solved->grid;
    double units = (double)session->design.units;
    ird_status status = ird_vec_reserve(&drops->items, grid->terminals.count, DOING, err);
    for (size_t i = 0; i < grid->terminals.count && status == IRD_OK; i++) {
        const ird_grid_terminal *t = &grid->terminals.items[i];
        ird_pin_drop pin = {
            .name = t->component,
            .terminal = ird_names_get(&session->tech.pin_names, t->pin),
            .layer =
                t->layer >= 0 ? ird_names_get(&session->tech.layer_names, t->layer) : "",
            .at = {(double)t->at.x_dbu / units, (double)t->at.y_dbu / units},
            .ampere = t->ampere,
        };
        set_drop(solved, &pin, t->node);
        if (t->far_node >= 0) {
            double near_v = pin.drop_v;
            pin.drop_v = terminal_drop_v(solved, t);
            pin.voltage_v += (grid->network.is_ground ? 1 : -1) * (pin.drop_v - near_v);
        }
        drops->items.items[drops->items.count++] = pin;
    }
    drops->names = &session->design.component_names;
    return status;
}

/* The name of a load: its instance, or its node where the file names none. */
static ird_status name_load(const ird_network *network, const ird_load *load,
                            ird_text *text, ird_pin_drops *drops, int32_t *name,
                            ird_error *err) {
    const char *known = NULL;
    if (load->instance >= 0) {
        known = ird_names_get(&network->instance_names, load->instance);
    } else {
        size_t size = ird_network_node_name(network, load->node, NULL, 0);
        ird_text_truncate(text, 0);
        ird_status status = ird_vec_reserve(&text->bytes, size + 1, DOING, err);
        if (status != IRD_OK) {
            return status;
        }
        ird_network_node_name(network, load->node, text->bytes.items, size + 1);
        known = text->bytes.items;
    }
    return ird_names_add(&drops->own_names, known, strlen(known), name, NULL, err);
}

static ird_status list_loads(const ird_net_grid *solved, ird_pin_drops *drops,
                             ird_error *err) {
    const ird_network *network = &solved->grid.network;
    ird_text text = {0};
    double units = (double)network->units;
    ird_status status = ird_vec_reserve(&drops->items, network->loads.count, DOING, err);
    for (size_t i = 0; i < network->loads.count && status == IRD_OK; i++) {
        const ird_load *load = &network->loads.items[i];
        const ird_node *node = &network->nodes.items[load->node];
        ird_pin_drop pin = {
            .terminal = load->terminal >= 0
                            ? ird_names_get(&network->terminal_names, load->terminal)
                            : "",
            .layer =
                node->layer >= 0 ? ird_names_get(&network->layer_names, node->layer) : "",
            .at = {(double)node->x_dbu / units, (double)node->y_dbu / units},
            .ampere = network->is_ground ? -load->ampere : load->ampere,
        };
        status = name_load(network, load, &text, drops, &pin.name, err);
        set_drop(solved, &pin, load->node);
        drops->items.items[drops->items.count++] = pin;
    }
    ird_text_free(&text);
    return status;
}

static void summarise(ird_pin_drops *drops) {
    double sum_v = 0;
    size_t connected = 0;
    drops->worst = SIZE_MAX;
    for (size_t i = 0; i < drops->items.count; i++) {
        double drop_v = drops->items.items[i].drop_v;
        if (isnan(drop_v)) {
            continue;
        }
        sum_v += drop_v;
        connected++;
        if (drops->worst == SIZE_MAX ||
            drop_v > drops->items.items[drops->worst].drop_v) {
            drops->worst = i;
        }
    }
    drops->unconnected = drops->items.count - connected;
    drops->average_v = connected > 0 ? sum_v / (double)connected : 0;
}

ird_status ird_session_pin_drops(const ird_session *session, const ird_net_grid *solved,
                                 ird_pin_drops *drops, ird_error *err) {
    ird_pin_drops made = {0};
    ird_status status = session->is_spice ? list_loads(solved, &made, err)
                                          : list_terminals(session, solved, &made, err);
    if (status != IRD_OK) {
        ird_pin_drops_free(&made);
        return status;
    }
    summarise(&made);
    *drops = made;
    return IRD_OK;
}

ird_drop_figures ird_drop_figures_of(const ird_net_grid *solved,
                                     const ird_pin_drops *pins) {
    const ird_solution *solution = &solved->solution;
    bool has_pins = pins->worst != SIZE_MAX;
    double worst_v = solution->worst_drop_v;
    double average_v = solution->average_drop_v;
    double sign = solved->grid.network.is_ground ? 1 : -1;
    bool is_known = solved->supply_v > 0;
    return (ird_drop_figures){
        .worst_drop_v = worst_v,
        .average_drop_v = average_v,
        .pin_worst_drop_v =
            has_pins ? pins->items.items[pins->worst].drop_v : (double)NAN,
        .pin_average_drop_v = has_pins ? pins->average_v : (double)NAN,
        .worst_voltage_v = solution->supply_v + sign * worst_v,
        .average_voltage_v = solution->supply_v + sign * average_v,
        .percent = is_known ? 100 * worst_v / solved->supply_v : (double)NAN,
        .total_power_w =
            is_known ? solution->total_current_a * solved->supply_v : (double)NAN,
    };
}

/* The worst drop of each component on the net into worst_v; NAN where it has none. */
static void worst_drops(const ird_net_grid *solved, double *worst_v, size_t count) {
    for (size_t i = 0; i < count; i++) {
        worst_v[i] = (double)NAN;
    }
    for (size_t i = 0; i < solved->grid.terminals.count; i++) {
        const ird_grid_terminal *t = &solved->grid.terminals.items[i];
        double drop_v = terminal_drop_v(solved, t);
        double *worst = &worst_v[t->component];
        *worst = isnan(*worst) || drop_v > *worst ? drop_v : *worst;
    }
}

static double swing_between_v(const ird_net_grid *power, const ird_net_grid *ground) {
    return power->supply_v - ground->grid.options.source_v;
}

ird_status ird_session_left_v(const ird_session *session, const ird_net_grid *power,
                              const ird_net_grid *ground, double *left_v,
                              ird_error *err) {
    size_t count = session->design.components.count;
    double *ground_v = ird_alloc(count, sizeof *ground_v);
    if (ground_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    worst_drops(power, left_v, count);
    worst_drops(ground, ground_v, count);
    double swing_v = swing_between_v(power, ground);
    for (size_t i = 0; i < count; i++) {
        left_v[i] = swing_v - left_v[i] - ground_v[i];
    }
    ird_free(ground_v);
    return IRD_OK;
}

ird_status ird_session_effective_supply(const ird_session *session,
                                        const ird_net_grid *power,
                                        const ird_net_grid *ground,
                                        ird_effective_supply *effective, ird_error *err) {
    size_t count = session->design.components.count;
    double sum_v = 0;
    double *left_v = ird_alloc(count, sizeof *left_v);
    if (left_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_session_left_v(session, power, ground, left_v, err);
    if (status != IRD_OK) {
        goto done;
    }
    *effective = (ird_effective_supply){.worst_component = -1,
                                        .swing_v = swing_between_v(power, ground)};
    for (size_t i = 0; i < count; i++) {
        if (isnan(left_v[i])) {
            continue;
        }
        sum_v += left_v[i];
        if (effective->instances++ == 0 || left_v[i] < effective->worst_v) {
            effective->worst_v = left_v[i];
            effective->worst_component = (int32_t)i;
        }
    }
    if (effective->instances > 0) {
        effective->average_v = sum_v / (double)effective->instances;
    }
done:
    ird_free(left_v);
    return status;
}
