/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/solved.h"

#include <math.h>

ird_drop_figures ird_drop_figures_of(const ird_solved *solved) {
    const ird_solution *solution = solved->solution;
    double worst_v = solution->worst_drop_v;
    double average_v = solution->average_drop_v;
    double sign = solved->grid->network.is_ground ? 1 : -1;
    bool is_known = solved->supply_v > 0;
    return (ird_drop_figures){
        .worst_drop_v = worst_v,
        .average_drop_v = average_v,
        .worst_voltage_v = solution->supply_v + sign * worst_v,
        .average_voltage_v = solution->supply_v + sign * average_v,
        .percent = is_known ? 100 * worst_v / solved->supply_v : (double)NAN,
        .total_power_w =
            is_known ? solution->total_current_a * solved->supply_v : (double)NAN,
    };
}

bool ird_solved_is_moved(const ird_solved *solved) {
    return solved->move.moved > 0 || solved->move.vacant > 0;
}

const char *ird_solved_layer_name(const ird_solved *solved, int32_t layer) {
    return layer >= 0 ? ird_names_get(&solved->grid->network.layer_names, layer) : NULL;
}
