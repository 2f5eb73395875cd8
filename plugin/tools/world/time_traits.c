/* SPDX-License-Identifier: BSD-3-Clause */
#include "world/time_traits.h"

#include <stdlib.h>

static const char DOING[] = "drawing a floorplan in time";

#define TRAIT_STREAM UINT64_C(0x747261697473)

void ird_time_traits_free(ird_time_traits *traits) {
    if (traits != NULL) {
        ird_free(traits->items);
        ird_free(traits->idle_a);
        *traits = (ird_time_traits){0};
    }
}

/* Depths of logic that a world has: how deep, and where each module begins. */
typedef struct depths {
    double deepest; /* stages */
    double module[IRD_FLOORPLAN_MODULES];
    double toggles, leakage; /* a cycle; part of the power */
    double width_sigma, flop_clock;
} depths;

static void draw_clock(ird_time_traits *t, depths *d, const ird_world *world,
                       ird_random *random) {
    /* Half a pitch of the densest metal over the feature size, as in real ones: 70 nm at
     * 45, 170 at 130, 18 at 7. */
    double half_um = 1.3e-3 * world->facts.feature_nm + 0.009;
    t->stage_s = IRD_STAGE_S_PER_UM * half_um * ird_draw_lognormal(random, 0.3);
    d->deepest = ird_random_uniform(random, 5, 14);
    t->period_s = t->stage_s * (d->deepest + ird_random_uniform(random, 3, 6));
    for (size_t i = 0; i < IRD_FLOORPLAN_MODULES; i++) {
        d->module[i] = ird_random_uniform(random, 0, 0.6 * d->deepest);
    }
    d->toggles = ird_draw_log(random, 0.03, 0.4);
    d->leakage = ird_draw_log(random, 0.01, 0.3);
    d->width_sigma = ird_random_uniform(random, 0.1, 0.4);
    d->flop_clock = ird_random_uniform(random, 0.4, 0.95);
}

static void draw_habits(ird_time_traits *t, ird_random *random) {
    t->cycle_sigma = ird_random_uniform(random, 0.05, 0.5);
    t->module_sigma = ird_random_uniform(random, 0.05, 0.8);
    t->idle_chance =
        ird_draw_chance(random, 0.6) ? ird_random_uniform(random, 0, 0.5) : 0;
    t->idle_cycles = (size_t)ird_draw_whole(random, 1, 4);
    t->burst_chance = ird_draw_chance(random, 0.5) ? ird_draw_log(random, 0.01, 0.1) : 0;
}

/* Toggles a cycle at mean activity; of a clock cell two edges, of a register two edges of
 * its clock and an output (time_events.c). */
static double draw_one(ird_time_trait *trait, const ird_time_traits *t, const depths *d,
                       ird_random *random) {
    double width = ird_draw_lognormal(random, d->width_sigma);
    double at = ird_random_uniform(random, 0, 1), wide = 1;
    double chance = d->toggles * ird_draw_lognormal(random, 0.8);
    double depth =
        d->module[trait->module % IRD_FLOORPLAN_MODULES] + at * at * (d->deepest - 1) + 1;
    depth = depth > d->deepest ? d->deepest - ird_random_uniform(random, 0, 1) : depth;
    trait->chance = 1;
    switch (trait->kind) {
    case IRD_WORLD_CLOCK:
        trait->arrival_s = t->stage_s * (2 * at - 1.5);
        break;
    case IRD_WORLD_FLOP:
        trait->arrival_s = t->stage_s * (0.8 + 0.5 * at);
        break;
    case IRD_WORLD_BLOCK:
        trait->arrival_s = t->stage_s * (1 + 2 * at);
        trait->chance = (float)ird_random_uniform(random, 0.2, 1);
        wide = 3;
        break;
    default:
        trait->arrival_s = t->stage_s * (2 + depth);
        trait->chance = (float)ird_draw_clamped(chance, 0.005, 0.9);
        trait->again = (float)(0.3 * depth / d->deepest);
    }
    trait->width_s =
        (float)fmax(IRD_WIDTH_STAGES * t->stage_s * width * wide, IRD_WIDTH_LEAST_S);
    return trait->kind == IRD_WORLD_CLOCK ? 2
           : trait->kind == IRD_WORLD_FLOP
               ? 1 / d->flop_clock /* two edges have that part of the charge */
               : (double)trait->chance * (1 + (double)trait->again);
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static ird_status find_narrow(ird_time_traits *t, ird_error *err) {
    double *widths = ird_alloc(t->count, sizeof *widths);
    size_t count = 0;
    if (widths == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < t->count; i++) {
        if (t->items[i].charge_c > 0) {
            widths[count++] = (double)t->items[i].width_s;
        }
    }
    qsort(widths, count, sizeof *widths, compare);
    t->pulse_s = count > 0 ? widths[count / 10] : t->stage_s;
    ird_free(widths);
    return IRD_OK;
}

ird_status ird_time_traits_draw(ird_time_traits *traits, const ird_world *world,
                                const ird_power *power, uint64_t vector, ird_error *err) {
    ird_random base = ird_random_stream(world->seed ^ TRAIT_STREAM, world->index);
    ird_random random = ird_random_stream(base.key, vector);
    ird_time_traits made = {.count = power->count, .key = ird_random_bits(&random)};
    depths d;
    made.items = ird_alloc_zero(made.count, sizeof *made.items);
    made.idle_a = ird_alloc_zero(made.count, sizeof *made.idle_a);
    ird_status status =
        made.items != NULL && made.idle_a != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    draw_clock(&made, &d, world, &random);
    draw_habits(&made, &random);
    for (size_t i = 0; status == IRD_OK && i < made.count; i++) {
        ird_time_trait *trait = &made.items[i];
        double ampere = power->instance_w[i] / world->supply_v;
        trait->kind = world->kinds[world->design.components.items[i].macro];
        trait->module = world->modules[i];
        double toggles = draw_one(trait, &made, &d, &random);
        made.idle_a[i] = ampere * d.leakage;
        trait->charge_c = ampere * (1 - d.leakage) * made.period_s / toggles;
    }
    if (status == IRD_OK) {
        status = find_narrow(&made, err);
    }
    if (status != IRD_OK) {
        ird_time_traits_free(&made);
        return status;
    }
    *traits = made;
    return IRD_OK;
}
