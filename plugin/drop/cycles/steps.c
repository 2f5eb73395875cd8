/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Scores by a walk through the cycle in large steps, several cycles side by side.
 */
#include <math.h>
#include <string.h>

#include "cycles/kind.h"
#include "cycles/lane_circuit.h"

static const char *const doing = "scoring cycles in large steps";

enum {
    STEPS_ASSUMED = 25, /* pulses that fit into a cycle, where nobody says how long */
    STEPS_MOST = 1 << 16,
    STEPS_A_PULSE = 4,
    WARM_PART = 4 /* of the cycle before, where nothing rings */
};

#define ALL_LANES ((1U << IRD_LANES) - 1)
#define SLICES_A_PULSE 1.4

/* What is left of a cycle's drops counts for nothing below this part of the worst. */
#define QUIET 0.02

/* Of one thread: what is drawn in each step. */
typedef struct walker {
    ird_lane_state state;
    size_t *first; /* one a step, and two more */
    uint8_t *busy; /* one a step: the lanes that draw, a bit each */
    IRD_VEC(ird_lane_draw) draws;
} walker;

typedef struct state {
    ird_lane_circuit circuit;
    double period_s, per_step; /* steps a second */
    double idle_v;             /* the worst drop without any pulse */
    size_t steps, warm;        /* of the cycle, and before it */
    walker *walkers;
    size_t workers;
} state;

static void free_state(void *context) {
    state *s = context;
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; s->walkers != NULL && i < s->workers; i++) {
        ird_lane_state_free(&s->walkers[i].state);
        ird_free(s->walkers[i].first);
        ird_free(s->walkers[i].busy);
        ird_free(s->walkers[i].draws.items);
    }
    ird_free(s->walkers);
    ird_lane_circuit_free(&s->circuit);
    ird_free(s);
}

static ird_status make_walkers(state *s, ird_error *err) {
    s->walkers = ird_alloc_zero(s->workers, sizeof *s->walkers);
    if (s->walkers == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < s->workers; i++) {
        walker *w = &s->walkers[i];
        IRD_TRY(ird_lane_state_make(&w->state, &s->circuit, err));
        w->first = ird_alloc(s->warm + s->steps + 2, sizeof *w->first);
        w->busy = ird_alloc(s->warm + s->steps, sizeof *w->busy);
        if (w->first == NULL || w->busy == NULL) {
            return ird_fail_memory(err, doing);
        }
    }
    return IRD_OK;
}

/* Steps of the cycle: as wished for, else so many a pulse. */
static size_t count_steps(const ird_scorer_wish *wish, double a_pulse) {
    double step_s = wish->slice_s > 0   ? wish->slice_s
                    : wish->pulse_s > 0 ? wish->pulse_s / a_pulse
                                        : wish->period_s / (STEPS_ASSUMED * a_pulse);
    return (size_t)fmin(fmax(round(wish->period_s / step_s), 1), STEPS_MOST);
}

static ird_status create(void **made, const ird_dynamic_input *input,
                         const ird_scorer_wish *wish, double a_pulse, size_t workers,
                         const ird_monitor *monitor, ird_error *err) {
    state *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->workers = workers;
    s->period_s = wish->period_s;
    s->steps = count_steps(wish, a_pulse);
    s->per_step = (double)s->steps / s->period_s;
    ird_status status = ird_lane_circuit_make(
        &s->circuit, input, s->period_s / (double)s->steps, &wish->solve, monitor, err);
    if (status == IRD_OK) {
        s->warm = s->circuit.coils.count > 0 ? s->steps : s->steps / WARM_PART + 1;
        s->warm = s->warm < s->steps ? s->warm : s->steps;
        s->idle_v = ird_lane_circuit_idle_v(&s->circuit);
        status = make_walkers(s, err);
    }
    if (status != IRD_OK) {
        free_state(s);
        return status;
    }
    *made = s;
    return IRD_OK;
}

static ird_status create_slices(void **made, const ird_dynamic_input *input,
                                const ird_scorer_wish *wish, size_t workers,
                                const ird_monitor *monitor, ird_error *err) {
    return create(made, input, wish, SLICES_A_PULSE, workers, monitor, err);
}

static ird_status create_steps(void **made, const ird_dynamic_input *input,
                               const ird_scorer_wish *wish, size_t workers,
                               const ird_monitor *monitor, ird_error *err) {
    return create(made, input, wish, STEPS_A_PULSE, workers, monitor, err);
}

/* ---- what is drawn ------------------------------------------------------------------
 */

/* A pulse in steps: where it begins, counted from the first step before the cycle, how
 * long it is, and the charge over a step. */
typedef struct ramp {
    float begin, width, ampere;
    size_t first, last; /* the steps that it draws in */
} ramp;

/* False where it draws in none. */
static inline bool place_pulse(const state *s, const ird_pulse *p, double later_s,
                               ramp *made) {
    double begin = (p->start_s + later_s) * s->per_step + (double)s->warm;
    double width = (double)p->width_s * s->per_step, end = begin + width;
    if (!(end > 0) || !(begin < (double)(s->warm + s->steps))) {
        return false;
    }
    made->first = begin > 0 ? (size_t)begin : 0;
    made->last = (size_t)end < s->warm + s->steps ? (size_t)end : s->warm + s->steps - 1;
    made->begin = (float)begin;
    made->width = (float)width;
    made->ampere = (float)(p->charge_c * s->per_step);
    return true;
}

/* Of a triangle of 1 in all over [0, 1]: the part before x, and its height there. */
static inline float part_before(float x) {
    float left = 1 - x;
    return x <= 0 ? 0 : x < 0.5F ? 2 * x * x : x < 1 ? 1 - 2 * left * left : 1;
}

static inline float height_at(float x) {
    return x <= 0 || x >= 1 ? 0 : x < 0.5F ? 4 * x : 4 * (1 - x);
}

static inline void add_draw(const state *s, walker *w, size_t step, int32_t at,
                            size_t lane, float ampere) {
    if (at >= 0) {
        w->draws.items[w->first[step + 1]++] = (ird_lane_draw){
            at * IRD_LANES + (int32_t)lane, ampere * s->circuit.per_held[at]};
    }
}

/* Once to count, once to fill. What is drawn in a step is half its mean, which keeps the
 * charge, and half what flows at its end, whose drop it is. */
static void deal_pulse(const state *s, walker *w, const ird_pulse *pulse, double later_s,
                       size_t lane, bool fills) {
    ramp r;
    if (!place_pulse(s, pulse, later_s, &r)) {
        return;
    }
    int32_t from = s->circuit.from[pulse->drain], to = s->circuit.to[pulse->drain];
    if (!fills) {
        for (size_t k = r.first; k <= r.last; k++) {
            w->busy[k] |= (uint8_t)(1U << lane);
            w->first[k + 2] += (from >= 0 ? 1U : 0U) + (to >= 0 ? 1U : 0U);
        }
        return;
    }
    float per_width = 1 / r.width;
    float before = part_before(((float)r.first - r.begin) * per_width);
    for (size_t k = r.first; k <= r.last; k++) {
        float x = ((float)(k + 1) - r.begin) * per_width;
        float until = part_before(x);
        float ampere = 0.5F * r.ampere * (until - before + height_at(x) * per_width);
        before = until;
        add_draw(s, w, k, from, lane, ampere);
        add_draw(s, w, k, to, lane, -ampere);
    }
}

static void deal_all(const state *s, walker *w, const ird_scorer_batch *batch,
                     bool fills) {
    for (size_t i = 0; i < batch->count; i++) {
        for (size_t k = 0; batch->before != NULL && k < batch->before[i].count; k++) {
            deal_pulse(s, w, &batch->before[i].pulses[k], -s->period_s, i, fills);
        }
        for (size_t k = 0; k < batch->cycles[i].count; k++) {
            deal_pulse(s, w, &batch->cycles[i].pulses[k], 0, i, fills);
        }
    }
}

/* first[k] up to first[k + 1] become the draws of step k. */
static ird_status deal(const state *s, walker *w, const ird_scorer_batch *batch,
                       ird_error *err) {
    size_t steps = s->warm + s->steps;
    memset(w->first, 0, (steps + 2) * sizeof *w->first);
    memset(w->busy, 0, steps * sizeof *w->busy);
    deal_all(s, w, batch, false);
    for (size_t k = 0; k <= steps; k++) {
        w->first[k + 1] += w->first[k];
    }
    w->draws.count = 0;
    IRD_TRY(ird_vec_reserve(&w->draws, w->first[steps + 1], doing, err));
    deal_all(s, w, batch, true);
    return IRD_OK;
}

/* ---- the walk -----------------------------------------------------------------------
 */

static void keep_worst(const state *s, const ird_lane_worst *worst, double at_s,
                       const ird_scorer_batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        ird_cycle_score *score = &batch->scores[i];
        if ((double)worst->volt[i] > score->worst_v) {
            *score = (ird_cycle_score){(double)worst->volt[i], at_s,
                                       s->circuit.node_of[worst->at[i]]};
        }
    }
}

/* The lanes that may go on from nothing: nothing is drawn there, and what is left of the
 * pulses before is little. None where something rings. */
static unsigned find_over(const state *s, const ird_lane_worst *worst, unsigned busy,
                          const ird_scorer_batch *batch) {
    unsigned over = 0;
    for (size_t i = 0; i < batch->count && s->circuit.coils.count == 0; i++) {
        double left_v = (double)worst->volt[i] - s->idle_v;
        bool is_little = left_v < QUIET * (batch->scores[i].worst_v - s->idle_v);
        over |= is_little ? 1U << i : 0;
    }
    return over & ~busy;
}

static ird_status run(void *context, size_t worker, const ird_scorer_batch *batch,
                      ird_error *err) {
    const state *s = context;
    walker *w = &s->walkers[worker];
    ird_lane_worst worst;
    unsigned empty = ALL_LANES; /* lanes whose state is nothing */
    IRD_TRY(deal(s, w, batch, err));
    ird_lane_state_clear(&w->state, &s->circuit);
    for (size_t i = 0; i < batch->count; i++) {
        batch->scores[i] = (ird_cycle_score){s->idle_v, (double)NAN, -1};
    }
    for (size_t k = 0; k < s->warm + s->steps; k++) {
        size_t count = w->first[k + 1] - w->first[k];
        empty &= ~(unsigned)w->busy[k];
        if (empty == ALL_LANES) {
            continue;
        }
        ird_lane_step(&s->circuit, &w->state, w->draws.items + w->first[k], count,
                      &worst);
        if (k >= s->warm) {
            keep_worst(s, &worst, (double)(k + 1 - s->warm) * s->circuit.step_s, batch);
        }
        unsigned over = find_over(s, &worst, w->busy[k], batch) & ~empty;
        if (over != 0) {
            ird_lane_state_empty(&w->state, &s->circuit, over);
            empty |= over;
        }
    }
    return IRD_OK;
}

const ird_scorer_method ird_scorer_slices = {
    .name = "slices",
    .is_volt = true,
    .at_once = IRD_LANES,
    .create = create_slices,
    .run = run,
    .free = free_state,
};

const ird_scorer_method ird_scorer_steps = {
    .name = "steps",
    .is_volt = true,
    .at_once = IRD_LANES,
    .create = create_steps,
    .run = run,
    .free = free_state,
};
