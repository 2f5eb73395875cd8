/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/corner.h"

#include <math.h>

static const char DOING[] = "scaling a corner";

void ird_corner_net_free(ird_corner_net *net) {
    if (net != NULL) {
        ird_solution_free(&net->solution);
        ird_free(net->power.instance_w);
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

/* The power of each instance, and their sum; that of a network that came with its
 * currents there is none. */
static ird_status scale_power(ird_corner_net *net, const ird_power *set, double factor,
                              ird_error *err) {
    if (set == NULL) {
        return IRD_OK;
    }
    double *instance_w = ird_alloc(set->count, sizeof *instance_w);
    if (instance_w == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < set->count; i++) {
        instance_w[i] = factor * set->instance_w[i];
    }
    net->power = *set;
    net->power.instance_w = instance_w;
    net->power.leakage_w = NULL;
    net->power.total_w *= factor;
    net->power.set_w *= factor;
    net->solved.power = &net->power;
    return IRD_OK;
}

ird_status ird_corner_net_make(ird_corner_net *net, const ird_solved *solved,
                               const ird_solution *sources, const ird_corner *corner,
                               ird_error *err) {
    const ird_solution *whole = solved->solution;
    double load_scale = corner->power * corner->resistance / corner->supply;
    double *drop_v = ird_alloc(whole->node_count, sizeof *drop_v);
    if (drop_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < whole->node_count; i++) {
        double of_sources_v = sources->drop_v != NULL ? sources->drop_v[i] : 0;
        drop_v[i] = corner->supply * of_sources_v +
                    load_scale * (whole->drop_v[i] - of_sources_v);
    }
    ird_corner_net_free(net);
    net->solution = (ird_solution){
        .node_count = whole->node_count,
        .source_count = whole->source_count,
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
    net->solved.feed_v *= corner->supply;
    net->solved.set_v *= corner->supply;
    net->solved.own_scale *= load_scale;
    net->solved.current_scale *= corner->power / corner->supply;
    net->factors = *corner;
    net->solved.factors = &net->factors;
    net->solved.corner = corner->name;
    return scale_power(net, solved->power, corner->power, err);
}
