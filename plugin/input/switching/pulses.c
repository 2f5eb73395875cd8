/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "switching/pulse_plan.h"

static const char DOING[] = "placing currents in time";

/* --- draws ---------------------------------------------------------------------------
 */

/* Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014), the finisher
 * of SplitMix64. */
static uint64_t mix(uint64_t x) {
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* Of seed and cycle, from which the draws of its instances follow. */
static uint64_t begin_draws(uint64_t seed, size_t cycle) {
    return mix(mix(seed) ^ cycle);
}

/* From 0 to below 1, of those, of an instance and what it is for. */
static double draw(uint64_t begun, size_t component, uint64_t use) {
    uint64_t x = mix(mix(begun ^ component) ^ use);
    return (double)(x >> 11) * 0x1p-53;
}

/* --- pulses --------------------------------------------------------------------------
 */

/* Where the pulses of a cycle go. */
typedef struct placing {
    const ird_switching_plan *plan;
    const ird_cycle_time *time;
    uint64_t draws; /* of the cycle, begun */
    ird_events *events;
} placing;

static ird_status add_event(const placing *p, size_t i, double at_s, double charge_c,
                            ird_error *err) {
    const ird_switching_cell *c = &p->plan->cells[i];
    double start_s = at_s - (double)c->width_s / 2;
    if (!(charge_c > 0)) {
        return IRD_OK;
    }
    start_s = start_s > p->time->least_s ? start_s : p->time->least_s;
    IRD_TRY(ird_vec_reserve(p->events, 1, DOING, err));
    ird_event *event = &p->events->items[p->events->count++];
    event->start_s = start_s;
    event->charge_c = charge_c;
    event->width_s = c->width_s;
    event->component = (int32_t)i;
    return IRD_OK;
}

/* A place in the window of an edge; of the other edge where it has none. */
static double place(const ird_switching_cell *c, int edge, double part) {
    const ird_edge *on = &c->edges[edge];
    on = isnan(on->begin_s) ? &c->edges[1 - edge] : on;
    return on->begin_s + part * (on->end_s - on->begin_s);
}

/* How often an instance switches in the cycle. */
static size_t count_toggles(const placing *p, size_t i) {
    const ird_switching_cell *c = &p->plan->cells[i];
    double whole = floor(c->toggles);
    double rest = c->toggles - whole;
    if (p->plan->is_worst) {
        return (size_t)ceil(c->toggles);
    }
    return (size_t)whole + (draw(p->draws, i, 0) < rest);
}

/* In the worst case: as near to the instant of most charge as the window allows, and
 * further toggles behind it. */
static double place_together(const placing *p, const ird_switching_cell *c,
                             size_t toggle) {
    double best_s = (double)NAN;
    double wanted_s = p->plan->about.together_s + (double)toggle * (double)c->width_s;
    for (int edge = 0; edge < 2; edge++) {
        const ird_edge *on = &c->edges[edge];
        double at_s = fmin(fmax(wanted_s, on->begin_s), on->end_s);
        bool is_nearer = isnan(best_s) || fabs(at_s - wanted_s) < fabs(best_s - wanted_s);
        best_s = !isnan(on->begin_s) && is_nearer ? at_s : best_s;
    }
    return best_s;
}

enum { USES = 3 /* of draws for each toggle */, EDGE_USE = UINT16_MAX };

/* Toggles of a cell come one behind the other: each in its part of the window. */
static ird_status switch_cell(const placing *p, size_t i, ird_error *err) {
    const ird_switching_cell *c = &p->plan->cells[i];
    size_t count = count_toggles(p, i);
    for (size_t k = 0; k < count; k++) {
        uint64_t use = 1 + USES * (uint64_t)k;
        double part = draw(p->draws, i, use);
        int edge = c->is_clock ? (int)(k % 2) : draw(p->draws, i, use + 1) < 0.5;
        part = c->is_clock ? part : ((double)k + part) / (double)count;
        double at_s = p->plan->is_worst && !c->is_clock ? place_together(p, c, k)
                                                        : place(c, edge, part);
        IRD_TRY(add_event(p, i, p->time->begin_s + at_s, c->charge_c, err));
    }
    return IRD_OK;
}

/* What a register draws at both edges of its clock. */
static ird_status clock_cell(const placing *p, size_t i, ird_error *err) {
    const ird_switching_cell *c = &p->plan->cells[i];
    double begin_s = p->time->begin_s;
    double part = draw(p->draws, i, EDGE_USE);
    double at_s = p->plan->is_worst ? place_together(p, c, 0) : place(c, 0, part);
    IRD_TRY(add_event(p, i, begin_s + at_s, c->edge_c, err));
    return add_event(p, i, begin_s + at_s + p->plan->about.period_s / 2, c->edge_c, err);
}

/* The pulses of a cycle from first on keep the mean: what was drawn is scaled. */
static void keep_mean(const placing *p, size_t first) {
    double drawn_c = 0;
    for (size_t i = first; i < p->events->count; i++) {
        drawn_c += p->events->items[i].charge_c;
    }
    if (!(drawn_c > 0)) {
        return;
    }
    double scale = p->plan->random_c / drawn_c;
    scale = fmin(fmax(scale, 1 / IRD_SCALE_MOST), IRD_SCALE_MOST);
    for (size_t i = first; i < p->events->count; i++) {
        p->events->items[i].charge_c *= scale;
    }
}

ird_status ird_switching_draw(const ird_switching_plan *plan, const ird_cycle_time *time,
                              ird_events *events, ird_error *err) {
    uint64_t draws = begin_draws(plan->seed + time->more, time->cycle);
    const placing p = {plan, time, draws, events};
    for (size_t k = 0; k < plan->first_random; k++) {
        size_t i = plan->drawn[k];
        if (plan->cells[i].edge_c > 0) {
            IRD_TRY(clock_cell(&p, i, err));
        }
        if (ird_switching_is_drawn(&plan->cells[i]) &&
            !ird_switching_is_random(&plan->cells[i])) {
            IRD_TRY(switch_cell(&p, i, err));
        }
    }
    size_t first = events->count;
    for (size_t k = plan->first_random; k < plan->drawn_count; k++) {
        IRD_TRY(switch_cell(&p, plan->drawn[k], err));
    }
    if (!plan->is_worst) {
        keep_mean(&p, first);
    }
    return IRD_OK;
}

/* --- a simulation --------------------------------------------------------------------
 */

/* A run without delays has all its toggles at the edges of the clock: a few instants a
 * cycle. */
#define MOST_INSTANTS 2.5

void ird_delays_add(ird_delays *delays, const ird_toggle *toggles, size_t count) {
    double instants = 0;
    for (size_t i = 0; i < count; i++) {
        instants += i == 0 || toggles[i].at_s > toggles[i - 1].at_s;
    }
    delays->toggles += (double)count;
    delays->instants += (double)count * instants;
}

bool ird_delays_are_there(const ird_delays *delays) {
    return delays->instants > MOST_INSTANTS * delays->toggles;
}

/* Which half of a cycle a toggle belongs to may hang on the last bits of its time where
 * it is that far before the end of one, in halves: where no clock has edges. */
static const double EDGE_SHARE = 0.2718;

/* How far behind its clock's edge an instance toggles, where the run has no delays. A
 * falling clock has an edge of its own. */
static double delay_of(const ird_switching_plan *plan, const ird_toggle *toggle,
                       double origin_s) {
    const ird_switching_cell *c = &plan->cells[toggle->component];
    double half_s = plan->about.period_s / 2;
    double halves = (origin_s + toggle->at_s) / half_s;
    size_t half = (size_t)(int64_t)floor(halves + EDGE_SHARE);
    double part = draw(begin_draws(plan->seed, half), (size_t)toggle->component, 0);
    if (isnan(c->edges[0].begin_s) && isnan(c->edges[1].begin_s)) {
        return 0;
    }
    double delay_s = place(c, c->is_clock ? 0 : part < 0.5, part);
    return c->is_clock ? fmod(delay_s, half_s) : delay_s;
}

ird_status ird_switching_take(const ird_switching_plan *plan, const ird_cycle_time *time,
                              const ird_run_part *part, ird_events *events,
                              ird_error *err) {
    const placing p = {plan, time, 0, events}; /* nothing is drawn of the cycle */
    for (size_t i = 0; i < part->count; i++) {
        const ird_toggle *toggle = &part->toggles[i];
        const ird_switching_cell *c = &plan->cells[toggle->component];
        if (c->when == IRD_WHEN_TOGGLE) {
            double delay_s =
                part->has_delays ? 0 : delay_of(plan, toggle, part->origin_s);
            IRD_TRY(add_event(&p, (size_t)toggle->component, toggle->at_s + delay_s,
                              c->charge_c, err));
        }
    }
    return IRD_OK;
}
