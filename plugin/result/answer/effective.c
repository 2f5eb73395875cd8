/* SPDX-License-Identifier: BSD-3-Clause */
#include "answer/effective.h"

#include <math.h>

#include "answer/pin_drops.h"

static const char DOING[] = "comparing power with ground";

/* The worst drop of each component on the net into worst_v; NAN where it has none. */
static void worst_drops(const ird_solved *solved, double *worst_v, size_t count) {
    for (size_t i = 0; i < count; i++) {
        worst_v[i] = (double)NAN;
    }
    for (size_t i = 0; i < solved->grid->terminals.count; i++) {
        const ird_grid_terminal *t = &solved->grid->terminals.items[i];
        double drop_v = ird_terminal_drop_v(solved, i);
        double *worst = &worst_v[t->component];
        *worst = isnan(*worst) || drop_v > *worst ? drop_v : *worst;
    }
}

static double swing_between_v(const ird_solved *power, const ird_solved *ground) {
    return power->supply_v - ground->source_v;
}

ird_status ird_left_v(const ird_solved *power, const ird_solved *ground, double *left_v,
                      ird_error *err) {
    size_t count = power->design->components.count;
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

ird_status ird_effective_supply_make(ird_effective_supply *effective,
                                     const ird_solved *power, const ird_solved *ground,
                                     ird_error *err) {
    size_t count = power->design->components.count;
    double sum_v = 0;
    double *left_v = ird_alloc(count, sizeof *left_v);
    if (left_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_left_v(power, ground, left_v, err);
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

ird_status ird_effective_pairs(const ird_solved *nets, size_t count,
                               ird_effective_supply *effective, size_t *partner,
                               ird_error *err) {
    for (size_t i = 0; i < count; i++) {
        bool is_ground = nets[i].grid->network.is_ground;
        effective[i] = (ird_effective_supply){0};
        partner[i] = SIZE_MAX;
        for (size_t k = 0; k < count && effective[i].instances == 0; k++) {
            if (nets[k].grid->network.is_ground == is_ground) {
                continue;
            }
            IRD_TRY(ird_effective_supply_make(&effective[i], &nets[is_ground ? k : i],
                                              &nets[is_ground ? i : k], err));
            partner[i] = effective[i].instances > 0 ? k : SIZE_MAX;
        }
    }
    return IRD_OK;
}
