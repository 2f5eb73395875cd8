/* SPDX-License-Identifier: BSD-3-Clause */
#include "cycles/dealing.h"

#include <math.h>
#include <string.h>

#include "base/many_targets.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

static const char *const doing = "scoring cycles in large steps";

enum { TOGETHER = 4 /* blocks whose heat is followed side by side */ };

void ird_dealt_free(ird_dealt *dealt) {
    ird_free(dealt->first);
    ird_free(dealt->busy);
    ird_free(dealt->begins);
    ird_free(dealt->step_of);
    ird_free(dealt->cycle_of);
    ird_free(dealt->draws.items);
    ird_free(dealt->counts);
    ird_free(dealt->position);
    ird_free_aligned(dealt->heat);
    ird_free(dealt->is_warm);
    ird_free_aligned(dealt->tops);
    ird_free(dealt->top);
    ird_free(dealt->even[0]);
    ird_free(dealt->even[1]);
    memset(dealt, 0, sizeof *dealt);
}

static size_t all_steps(const ird_deal_plan *plan) {
    return plan->warm + plan->steps;
}

/* Room for a vector that begins at the last step. */
static size_t steps_room(const ird_deal_plan *plan) {
    return all_steps(plan) + IRD_LANES - 1;
}

static size_t count_blocks(const ird_deal_plan *plan) {
    return plan->heat != NULL ? plan->heat->places / IRD_LANES : 0;
}

/* Each cycle goes to the lane with the fewest steps: that with the most has no more than
 * its part of all and one cycle. */
size_t ird_deal_positions(const ird_deal_plan *plan) {
    return (IRD_DEAL_CYCLES / IRD_LANES + 1) * all_steps(plan);
}

ird_status ird_dealt_make(ird_dealt *dealt, const ird_deal_plan *plan, ird_error *err) {
    size_t steps = all_steps(plan), positions = ird_deal_positions(plan);
    ird_dealt made = {
        .first = ird_alloc(positions + 2, sizeof *made.first),
        .busy = ird_alloc(positions, sizeof *made.busy),
        .begins = ird_alloc(positions, sizeof *made.begins),
        .step_of = ird_alloc(positions, IRD_LANES * sizeof *made.step_of),
        .cycle_of = ird_alloc(positions, IRD_LANES * sizeof *made.cycle_of),
        .counts = ird_alloc(steps, IRD_DEAL_CYCLES * sizeof *made.counts),
        .position = ird_alloc(steps, IRD_DEAL_CYCLES * sizeof *made.position),
        .heat = ird_alloc_aligned(count_blocks(plan) * steps, sizeof *made.heat),
        .is_warm = ird_alloc_zero(count_blocks(plan), sizeof *made.is_warm),
        .tops = ird_alloc_aligned(steps, sizeof *made.tops),
        .top = ird_alloc(steps, sizeof *made.top),
        .even = {ird_alloc(steps_room(plan), sizeof(float)),
                 ird_alloc(steps_room(plan), sizeof(float))},
    };
    if (made.first == NULL || made.busy == NULL || made.begins == NULL ||
        made.step_of == NULL || made.cycle_of == NULL || made.counts == NULL ||
        made.position == NULL || made.heat == NULL || made.is_warm == NULL ||
        made.tops == NULL || made.top == NULL || made.even[0] == NULL ||
        made.even[1] == NULL) {
        ird_dealt_free(&made);
        return ird_fail_memory(err, doing);
    }
    memset(made.heat, 0, count_blocks(plan) * steps * sizeof *made.heat);
    *dealt = made;
    return IRD_OK;
}

/* ---- a pulse ------------------------------------------------------------------------
 */

/* A pulse in steps: where it begins, counted from the first step before the cycle, how
 * long it is, and the charge over a step. */
typedef struct ramp {
    float begin, width, per_width, ampere;
    size_t first, last; /* the steps that it draws in */
} ramp;

/* False where it draws in none. */
ALWAYS_INLINE bool place_pulse(const ird_deal_plan *plan, const ird_pulse *p,
                               double later_s, ramp *made) {
    double begin = (p->start_s + later_s) * plan->per_step + (double)plan->warm;
    double width = (double)p->width_s * plan->per_step, end = begin + width;
    size_t steps = all_steps(plan);
    if (!(end > 0) || !(begin < (double)steps)) {
        return false;
    }
    made->first = begin > 0 ? (size_t)begin : 0;
    made->last = end < (double)steps ? (size_t)end : steps - 1;
    made->begin = (float)begin;
    made->width = (float)width;
    made->per_width = 1 / made->width;
    made->ampere = (float)(p->charge_c * plan->per_step);
    return true;
}

typedef int32_t lane_mask __attribute__((vector_size(IRD_LANES * sizeof(int32_t))));

ALWAYS_INLINE void choose(ird_lanes *made, const lane_mask *is_first,
                          const ird_lanes *first, const ird_lanes *second) {
    *made =
        (ird_lanes)(((lane_mask)*first & *is_first) | ((lane_mask)*second & ~*is_first));
}

/* Of a triangle of 1 in all over [0, 1]: the part before x; and how far from the nearer
 * end of it x is, 0 outside. */
ALWAYS_INLINE void part_before(const ird_lanes *x, ird_lanes *part, ird_lanes *end) {
    const ird_lanes zero = {0}, one = zero + 1;
    lane_mask is_above = *x > zero;
    ird_lanes in, left, square;
    choose(&in, &is_above, x, &zero);
    lane_mask is_below = in < one;
    choose(&in, &is_below, &in, &one);
    lane_mask is_rising = in < 0.5F;
    left = one - in;
    choose(end, &is_rising, &in, &left);
    square = 2 * *end * *end;
    left = one - square;
    choose(part, &is_rising, &square, &left);
}

/* What is drawn in IRD_LANES steps from that on: partly their mean, which keeps the
 * charge, and partly what flows at their ends, whose drop it is. */
ALWAYS_INLINE void ampere_from(const ird_deal_plan *plan, const ramp *r, size_t step,
                               ird_lanes *ampere) {
    const ird_lanes counted = {0, 1, 2, 3, 4, 5, 6, 7};
    ird_lanes x = (counted + ((float)step - r->begin)) * r->per_width;
    ird_lanes x_end = (counted + ((float)(step + 1) - r->begin)) * r->per_width;
    ird_lanes before, until, at, at_end;
    part_before(&x, &before, &at);
    part_before(&x_end, &until, &at_end);
    float ends = plan->ends;
    *ampere =
        r->ampere * ((1 - ends) * (until - before) + (ends * 4 * r->per_width) * at_end);
}

/* ---- what is walked -----------------------------------------------------------------
 */

typedef float loose_lanes
    __attribute__((vector_size(IRD_LANES * sizeof(float)), aligned(sizeof(float))));

/* Behind the last step of a pulse nothing is drawn: a vector may go on there. */
ALWAYS_INLINE void heat_pulse(ird_dealt *d, const ird_deal_plan *plan,
                              const ird_pulse *pulse, const ramp *r) {
    const ird_heat *heat = plan->heat;
    for (size_t first = r->first; first <= r->last; first += IRD_LANES) {
        size_t left = r->last - first + 1, count = left < IRD_LANES ? left : IRD_LANES;
        ird_lanes ampere;
        ampere_from(plan, r, first, &ampere);
        for (int side = 0; side < 2; side++) {
            int32_t place = heat->stretch[side][pulse->drain];
            if (place >= 0) {
                size_t block = (size_t)place / IRD_LANES,
                       lane = (size_t)place % IRD_LANES;
                float *heats =
                    (float *)(d->heat + block * all_steps(plan) + first) + lane;
                float *even = d->even[side] + first;
                ird_lanes more = heat->stretch_ohm[side][pulse->drain] * ampere;
                *(loose_lanes *)even += heat->even_ohm[side][pulse->drain] * ampere;
                d->is_warm[block] = 1;
                for (size_t k = 0; k < count; k++) {
                    heats[k * IRD_LANES] += more[k];
                }
            }
        }
    }
}

IRD_MANY_TARGETS
static void heat_pulses(ird_dealt *d, const ird_deal_plan *plan,
                        const ird_cycle_pulses *pulses, double later_s) {
    for (size_t k = 0; k < pulses->count; k++) {
        ramp r;
        if (place_pulse(plan, &pulses->pulses[k], later_s, &r)) {
            heat_pulse(d, plan, &pulses->pulses[k], &r);
        }
    }
}

/* How often something is drawn in each step. */
static void count_pulses(ird_dealt *d, const ird_deal_plan *plan,
                         const ird_cycle_pulses *pulses, double later_s, size_t cycle) {
    const ird_lane_circuit *c = plan->circuit;
    uint32_t *counts = d->counts + cycle * all_steps(plan);
    for (size_t i = 0; i < pulses->count; i++) {
        ramp r;
        if (place_pulse(plan, &pulses->pulses[i], later_s, &r)) {
            int32_t drain = pulses->pulses[i].drain;
            uint32_t each =
                (c->from[drain] >= 0 ? 1U : 0U) + (c->to[drain] >= 0 ? 1U : 0U);
            for (size_t k = r.first; k <= r.last; k++) {
                counts[k] += each;
            }
        }
    }
}

/* The most of each step of so many blocks side by side, which are cleared for the next
 * cycle; that part of a step is left in the next one. */
ALWAYS_INLINE void raise_tops(ird_lanes *tops, ird_lanes *const *rows, size_t count,
                              size_t steps, float left) {
    ird_lanes now[TOGETHER] = {{0}};
    const ird_lanes zero = {0};
    for (size_t k = 0; k < steps; k++) {
        ird_lanes top = tops[k];
        for (size_t i = 0; i < count; i++) {
            now[i] = left * now[i] + rows[i][k];
            lane_mask is_more = now[i] > top;
            choose(&top, &is_more, &now[i], &top);
            rows[i][k] = zero;
        }
        tops[k] = top;
    }
}

/* The most of the places of these blocks in each step, none below 0. */
IRD_MANY_TARGETS
static void find_top(ird_dealt *d, size_t from, size_t end, size_t steps, float left,
                     float *most) {
    ird_lanes *tops = d->tops, *rows[TOGETHER];
    size_t count = 0;
    memset(tops, 0, steps * sizeof *tops);
    for (size_t block = from; block < end; block++) {
        if (d->is_warm[block] != 0) {
            rows[count++] = d->heat + block * steps;
            d->is_warm[block] = 0;
        }
        if (count == TOGETHER) {
            raise_tops(tops, rows, TOGETHER, steps, left);
            count = 0;
        }
    }
    for (size_t i = 0; i < count; i++) {
        raise_tops(tops, rows + i, 1, steps, left);
    }
    for (size_t k = 0; k < steps; k++) {
        float top = 0;
        for (size_t i = 0; i < IRD_LANES; i++) {
            top = tops[k][i] > top ? tops[k][i] : top;
        }
        most[k] = top;
    }
}

/* What all of a net drops is felt in the next steps, too. */
static void add_even(float *top, const float *even, size_t steps, float left) {
    float now = 0;
    for (size_t k = 0; k < steps; k++) {
        now = left * now + even[k];
        top[k] += now;
    }
}

/* Less of a step than that is not felt in the next ones. */
#define FELT 0.05F

/* The most heat of each step, and of all of the cycle. */
static float find_heat(ird_dealt *d, const ird_deal_plan *plan) {
    const ird_heat *heat = plan->heat;
    size_t steps = all_steps(plan), first = heat->first_to / IRD_LANES;
    float most = 0, left = (float)fmin(fmax(heat->fading, 0), 1);
    float felt = left < FELT ? 0 : left;
    find_top(d, 0, first, steps, felt, d->top);
    add_even(d->top, d->even[0], steps, left);
    if (first < count_blocks(plan)) {
        float *other = d->even[0]; /* which is done with */
        find_top(d, first, count_blocks(plan), steps, felt, other);
        add_even(other, d->even[1], steps, left);
        for (size_t k = 0; k < steps; k++) {
            d->top[k] = other[k] > d->top[k] ? other[k] : d->top[k];
        }
    }
    for (size_t k = plan->warm; k < steps; k++) {
        most = d->top[k] > most ? d->top[k] : most;
    }
    return most;
}

float ird_deal_heat(ird_dealt *dealt, const ird_deal_plan *plan,
                    const ird_scorer_batch *batch, size_t cycle) {
    ird_dealt *d = dealt;
    memset(d->even[0], 0, steps_room(plan) * sizeof(float));
    memset(d->even[1], 0, steps_room(plan) * sizeof(float));
    if (batch->before != NULL) {
        heat_pulses(d, plan, &batch->before[cycle], -plan->period_s);
    }
    heat_pulses(d, plan, &batch->cycles[cycle], 0);
    return find_heat(d, plan);
}

/* Positions for the steps of a cycle: those with much heat and those beside them. */
static void place_hot(const ird_dealt *d, const ird_deal_plan *plan, float most,
                      int32_t *position) {
    size_t steps = all_steps(plan), until = 0;
    float least = (float)plan->keeps * most;
    for (size_t k = plan->warm; k < steps; k++) {
        float heat = d->top[k];
        if (heat > 0 && heat >= least) {
            size_t from = k > plan->lead ? k - plan->lead : 0;
            size_t end = k + plan->trail < steps ? k + plan->trail + 1 : steps;
            for (size_t i = from > until ? from : until; i < end; i++) {
                position[i] = 0;
            }
            until = end > until ? end : until;
        }
    }
}

/* The lane that has the least to do. */
static size_t choose_lane(const ird_dealt *d) {
    size_t lane = 0;
    for (size_t i = 1; i < IRD_LANES; i++) {
        lane = d->lengths[i] < d->lengths[lane] ? i : lane;
    }
    return lane;
}

/* Where each step of a cycle is walked, and which step that is. */
static void place_steps(ird_dealt *d, const ird_deal_plan *plan, float most,
                        size_t cycle) {
    size_t steps = all_steps(plan), lane = choose_lane(d), at = d->lengths[lane];
    int32_t *position = d->position + cycle * steps;
    const uint32_t *counts = d->counts + cycle * steps;
    bool jumps = at > 0;
    if (plan->heat != NULL) {
        memset(position, 0xff, steps * sizeof *position);
        place_hot(d, plan, most, position);
    } else {
        memset(position, 0, steps * sizeof *position);
    }
    for (size_t k = 0; k < steps; k++) {
        if (position[k] < 0) {
            jumps = true;
            continue;
        }
        position[k] = (int32_t)at;
        d->step_of[at * IRD_LANES + lane] = (int32_t)k;
        d->cycle_of[at * IRD_LANES + lane] = (uint8_t)cycle;
        d->first[at + 2] += counts[k];
        d->busy[at] |= (uint8_t)(counts[k] > 0 ? 1U << lane : 0);
        d->begins[at] |= (uint8_t)(jumps ? 1U << lane : 0);
        jumps = false;
        at++;
    }
    d->lane_of[cycle] = lane;
    d->lengths[lane] = at;
    d->length = at > d->length ? at : d->length;
}

/* ---- what is drawn ------------------------------------------------------------------
 */

ALWAYS_INLINE void add_draw(ird_dealt *d, const ird_lane_circuit *c, size_t position,
                            int32_t at, size_t lane, float ampere) {
    if (at >= 0) {
        d->draws.items[d->first[position + 1]++] =
            (ird_lane_draw){at * IRD_LANES + (int32_t)lane, ampere * c->per_held[at]};
    }
}

ALWAYS_INLINE void draw_pulse(ird_dealt *d, const ird_deal_plan *plan,
                              const ird_pulse *pulse, const ramp *r, size_t cycle) {
    const ird_lane_circuit *c = plan->circuit;
    const int32_t *position = d->position + cycle * all_steps(plan);
    size_t lane = d->lane_of[cycle];
    int32_t from = c->from[pulse->drain], to = c->to[pulse->drain];
    size_t begin = r->first;
    while (begin <= r->last && position[begin] < 0) {
        begin++;
    }
    for (; begin <= r->last; begin += IRD_LANES) {
        ird_lanes ampere;
        ampere_from(plan, r, begin, &ampere);
        size_t left = r->last - begin + 1, count = left < IRD_LANES ? left : IRD_LANES;
        for (size_t k = 0; k < count; k++) {
            int32_t at = position[begin + k];
            if (at >= 0) {
                add_draw(d, c, (size_t)at, from, lane, ampere[k]);
                add_draw(d, c, (size_t)at, to, lane, -ampere[k]);
            }
        }
    }
}

IRD_MANY_TARGETS
static void draw_pulses(ird_dealt *d, const ird_deal_plan *plan,
                        const ird_cycle_pulses *pulses, double later_s, size_t cycle) {
    for (size_t k = 0; k < pulses->count; k++) {
        ramp r;
        if (place_pulse(plan, &pulses->pulses[k], later_s, &r)) {
            draw_pulse(d, plan, &pulses->pulses[k], &r, cycle);
        }
    }
}

ird_status ird_deal(ird_dealt *dealt, const ird_deal_plan *plan,
                    const ird_scorer_batch *batch, ird_error *err) {
    ird_dealt *d = dealt;
    size_t steps = all_steps(plan), positions = ird_deal_positions(plan);
    d->length = 0;
    d->draws.count = 0;
    memset(d->lengths, 0, sizeof d->lengths);
    memset(d->first, 0, (positions + 2) * sizeof *d->first);
    memset(d->busy, 0, positions * sizeof *d->busy);
    memset(d->begins, 0, positions * sizeof *d->begins);
    memset(d->step_of, 0xff, positions * IRD_LANES * sizeof *d->step_of);
    memset(d->counts, 0, steps * batch->count * sizeof *d->counts);
    for (size_t i = 0; i < batch->count; i++) {
        float most = plan->heat != NULL ? ird_deal_heat(d, plan, batch, i) : 0;
        if (batch->before != NULL) {
            count_pulses(d, plan, &batch->before[i], -plan->period_s, i);
        }
        count_pulses(d, plan, &batch->cycles[i], 0, i);
        place_steps(d, plan, most, i);
    }
    for (size_t k = 0; k < d->length; k++) {
        d->first[k + 2] += d->first[k + 1];
    }
    IRD_TRY(ird_vec_reserve(&d->draws, d->first[d->length + 1], doing, err));
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->before != NULL) {
            draw_pulses(d, plan, &batch->before[i], -plan->period_s, i);
        }
        draw_pulses(d, plan, &batch->cycles[i], 0, i);
    }
    return IRD_OK;
}
