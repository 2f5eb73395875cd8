/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What switches in each cycle. A cycle depends on the traits and its number alone.
 */
#include <math.h>
#include <stdlib.h>

#include "world/time_traits.h"

static const char DOING[] = "drawing cycles";

/* How active each module is; the last is what belongs to none. */
typedef struct activity {
    double module[IRD_FLOORPLAN_MODULES];
} activity;

static void draw_activity(activity *a, const ird_time_traits *t, size_t cycle) {
    ird_random random = ird_random_stream(t->key, cycle);
    double all = ird_draw_lognormal(&random, t->cycle_sigma);
    for (size_t i = 0; i < IRD_FLOORPLAN_MODULES; i++) {
        ird_random rest = ird_random_stream(~t->key + i, cycle / t->idle_cycles);
        a->module[i] = all * ird_draw_lognormal(&random, t->module_sigma);
        a->module[i] *= ird_draw_chance(&random, t->burst_chance) ? 4 : 1;
        a->module[i] *= ird_draw_chance(&rest, t->idle_chance) ? 0 : 1;
    }
}

static ird_status add(ird_switching *switching, const ird_time_trait *trait,
                      size_t component, double middle_s, double part, ird_error *err) {
    double charge_c = trait->charge_c * part;
    if (!(charge_c > 0)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&switching->events, 1, DOING, err));
    switching->events.items[switching->events.count++] =
        (ird_event){middle_s - 0.5 * (double)trait->width_s, charge_c, trait->width_s,
                    (int32_t)component};
    return IRD_OK;
}

static ird_status draw_logic(ird_switching *switching, const ird_time_traits *t, size_t i,
                             double edge_s, double active, ird_random *random,
                             ird_error *err) {
    const ird_time_trait *trait = &t->items[i];
    double late_s = t->stage_s * ird_random_uniform(random, -0.25, 0.25);
    double at_s = edge_s + trait->arrival_s + late_s;
    bool is_again = ird_draw_chance(random, (double)trait->again);
    if (!ird_draw_chance(random, fmin((double)trait->chance * active, 1))) {
        return IRD_OK;
    }
    IRD_TRY(add(switching, trait, i, at_s, 1, err));
    return is_again ? add(switching, trait, i, at_s + (double)trait->width_s, 1, err)
                    : IRD_OK;
}

static ird_status draw_cell(ird_switching *switching, const ird_time_traits *t, size_t i,
                            double edge_s, double active, ird_random *random,
                            ird_error *err) {
    const ird_time_trait *trait = &t->items[i];
    double at_s = edge_s + trait->arrival_s;
    switch (trait->kind) {
    case IRD_WORLD_TAP:
        return IRD_OK;
    case IRD_WORLD_CLOCK:
        IRD_TRY(add(switching, trait, i, at_s, 1, err));
        return add(switching, trait, i, at_s + t->period_s / 2, 1, err);
    case IRD_WORLD_FLOP: /* gated where its module is idle */
        if (!(active > 0)) {
            return IRD_OK;
        }
        IRD_TRY(add(switching, trait, i, at_s, 0.5, err));
        IRD_TRY(add(switching, trait, i, at_s + t->period_s / 2, 0.5, err));
        return ird_draw_chance(random, fmin(0.2 * active, 1))
                   ? add(switching, trait, i, at_s + t->stage_s, 1, err)
                   : IRD_OK;
    default:
        return draw_logic(switching, t, i, edge_s, active, random, err);
    }
}

ird_status ird_time_events(ird_switching *switching, const ird_time_traits *traits,
                           size_t cycles, ird_error *err) {
    for (size_t cycle = 0; cycle < cycles; cycle++) {
        ird_random random = ird_random_stream(traits->key ^ UINT64_MAX, cycle);
        double edge_s = traits->period_s * (double)cycle;
        activity a;
        draw_activity(&a, traits, cycle);
        for (size_t i = 0; i < traits->count; i++) {
            uint8_t module = traits->items[i].module;
            double active =
                module < IRD_FLOORPLAN_MODULES ? a.module[module] : a.module[0];
            IRD_TRY(draw_cell(switching, traits, i, edge_s, active, &random, err));
        }
    }
    return IRD_OK;
}
