/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/answer.h"

#include "answer/pin_drops.h"

#include <math.h>
#include <string.h>

bool ird_answers_is_new_net(const ird_answers *answers, size_t at) {
    size_t i = 0;
    while (strcmp(answers->items[i].net, answers->items[at].net) != 0) {
        i++;
    }
    return i == at;
}

bool ird_answer_has_corner(const ird_answer *answer) {
    return answer->corner != NULL && strcmp(answer->corner, "default") != 0;
}

double ird_answer_map_worst(const ird_answer *answer) {
    const ird_map *map = answer->map;
    double worst = NAN;
    for (size_t i = 0; map != NULL && i < ird_map_count(map); i++) {
        if (!ird_map_is_empty(map, i)) {
            worst = ird_quantity_worse(answer->quantity, worst, map->values[i]);
        }
    }
    return worst;
}

double ird_answer_map_mean(const ird_answer *answer) {
    long double sum = 0;
    size_t count = 0;
    for (size_t i = 0; answer->map != NULL && i < ird_map_count(answer->map); i++) {
        if (!isnan(answer->map->values[i]) && !ird_map_is_empty(answer->map, i)) {
            sum += (long double)answer->map->values[i];
            count++;
        }
    }
    return count > 0 ? (double)(sum / (long double)count) : (double)NAN;
}

static bool has_unit(const ird_answer *answer) {
    return answer->map != NULL && answer->map->unit == answer->quantity->unit;
}

double ird_answer_worst(const ird_answer *answer) {
    return ird_quantity_worse(answer->quantity, answer->worst,
                              has_unit(answer) ? ird_answer_map_worst(answer)
                                               : (double)NAN);
}

double ird_answer_average(const ird_answer *answer) {
    return isnan(answer->average) && has_unit(answer) ? ird_answer_map_mean(answer)
                                                      : answer->average;
}

/* Higher is worse. */
static double rank_of(const ird_answer *answer, const ird_answer_pin *pin) {
    return answer->is_ground ? pin->voltage_v : -pin->voltage_v;
}

double ird_answer_source_v(const ird_answer *answer) {
    if (answer->source_v != 0) {
        return answer->source_v;
    }
    return answer->network != NULL ? ird_network_supply_v(answer->network) : (double)NAN;
}

const ird_answer_pin *ird_answer_worst_pin(const ird_answer *answer) {
    size_t count = answer->pins != NULL ? answer->pin_count : 0;
    const ird_answer_pin *worst = NULL;
    for (size_t i = 0; i < count; i++) {
        const ird_answer_pin *pin = &answer->pins[i];
        if (!isnan(pin->voltage_v) &&
            (worst == NULL || rank_of(answer, pin) > rank_of(answer, worst))) {
            worst = pin;
        }
    }
    double source_v = ird_answer_source_v(answer);
    double supply_v = isnan(source_v) ? 0 : source_v;
    for (size_t i = 0; worst != NULL && !(worst->ampere > 0) && i < count; i++) {
        const ird_answer_pin *pin = &answer->pins[i];
        double drop_v = fabs(supply_v - worst->voltage_v);
        if (pin->ampere > 0 &&
            rank_of(answer, pin) >= rank_of(answer, worst) - IRD_DROPS_ALIKE * drop_v) {
            return pin;
        }
    }
    return worst;
}
