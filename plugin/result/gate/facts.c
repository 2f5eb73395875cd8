/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/facts.h"

#include <math.h>

double ird_gate_map_worst(const ird_gate_net *net) {
    double worst = NAN;
    for (size_t i = 0; net->map != NULL && i < ird_map_count(net->map); i++) {
        worst = fmax(worst, net->map->values[i]); /* the other one where one is NAN */
    }
    return worst;
}

double ird_gate_map_mean(const ird_gate_net *net) {
    long double sum = 0;
    size_t count = 0;
    for (size_t i = 0; net->map != NULL && i < ird_map_count(net->map); i++) {
        if (!isnan(net->map->values[i])) {
            sum += (long double)net->map->values[i];
            count++;
        }
    }
    return count > 0 ? (double)(sum / (long double)count) : (double)NAN;
}

static bool has_volts(const ird_gate_net *net) {
    return net->map != NULL && net->map->unit == IRD_UNIT_VOLT;
}

double ird_gate_worst_drop_v(const ird_gate_net *net) {
    return fmax(net->worst_drop_v,
                has_volts(net) ? ird_gate_map_worst(net) : (double)NAN);
}

double ird_gate_average_drop_v(const ird_gate_net *net) {
    if (isnan(net->average_drop_v) && has_volts(net)) {
        return ird_gate_map_mean(net);
    }
    return net->average_drop_v;
}
