/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/corner.h"

#include <math.h>

void ird_corner_net_free(ird_corner_net *net) {
    if (net != NULL) {
        ird_solution_free(&net->solution);
        *net = (ird_corner_net){0};
    }
}

static bool has_one_voltage(const ird_network *network) {
    bool is_one = true;
    for (size_t i = 1; i < network->sources.count; i++) {
        double volt = network->sources.items[i].volt;
        is_one = is_one && !(volt < network->sources.items[0].volt) &&
                 !(volt > network->sources.items[0].volt);
    }
    return is_one;
}

ird_status ird_corner_sources(ird_solution *sources, const ird_solved *solved,
                              ird_error *err) {
    const ird_load none = {0}; /* not NULL, which stands for the network's own */
    return has_one_voltage(&solved->grid->network)
               ? IRD_OK
               : ird_solve(sources, solved->factor, &none, 0, err);
}

/* Worst and average of the drops that are known, as ird_solve has them. */
static void sum_up(ird_solution *made) {
    double sum_v = 0;
    size_t reached = 0;
    made->worst_node = -1;
    made->worst_drop_v = 0;
    for (size_t i = 0; i < made->node_count; i++) {
        double drop_v = made->drop_v[i];
        if (isnan(drop_v)) {
            continue;
        }
        sum_v += drop_v;
        if (reached++ == 0 || drop_v > made->worst_drop_v) {
            made->worst_drop_v = drop_v;
            made->worst_node = (int32_t)i;
        }
    }
    made->average_drop_v = reached > 0 ? sum_v / (double)reached : 0;
}

ird_status ird_corner_net_make(ird_corner_net *net, const ird_solved *solved,
                               const ird_solution *sources, const ird_corner *corner,
                               ird_error *err) {
    const ird_solution *whole = solved->solution;
    double load_scale = corner->power * corner->resistance / corner->supply;
    double *drop_v = ird_alloc(whole->node_count, sizeof *drop_v);
    if (drop_v == NULL) {
        return ird_fail_memory(err, "scaling a corner");
    }
    for (size_t i = 0; i < whole->node_count; i++) {
        double of_sources_v = sources->drop_v != NULL ? sources->drop_v[i] : 0;
        drop_v[i] = corner->supply * of_sources_v +
                    load_scale * (whole->drop_v[i] - of_sources_v);
    }
    ird_corner_net_free(net);
    net->solution = (ird_solution){
        .node_count = whole->node_count,
        .drop_v = drop_v,
        .supply_v = whole->supply_v * corner->supply,
        .total_current_a = whole->total_current_a * corner->power / corner->supply,
        .unconnected_a = whole->unconnected_a * corner->power / corner->supply,
        .residual = whole->residual,
        .kirchhoff = whole->kirchhoff,
    };
    sum_up(&net->solution);
    net->solved = *solved;
    net->solved.solution = &net->solution;
    net->solved.supply_v *= corner->supply;
    net->solved.source_v *= corner->supply;
    net->solved.own_scale *= load_scale;
    return IRD_OK;
}
