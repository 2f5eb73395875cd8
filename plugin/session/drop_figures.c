/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/drop_figures.h"

#include <math.h>

static const char DOING[] = "pairing power and ground";

ird_drop_figures ird_drop_figures_of(const ird_net_grid *solved,
                                     const ird_pin_summary *pins) {
    const ird_solution *solution = &solved->solution;
    double worst_v = solution->worst_drop_v;
    double average_v = solution->average_drop_v;
    double sign = solved->grid.network.is_ground ? 1 : -1;
    bool is_known = solved->supply_v > 0;
    return (ird_drop_figures){
        .worst_drop_v = worst_v,
        .average_drop_v = average_v,
        .pin_worst_drop_v = pins->worst_v,
        .pin_average_drop_v = pins->average_v,
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
        double drop_v = ird_terminal_drop_v(solved, t);
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
