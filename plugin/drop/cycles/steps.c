/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Scores by a walk in large steps, several cycles side by side: through all of the cycle,
 * or where it may drop most.
 */
#include <math.h>
#include <string.h>

#include "cycles/dealing.h"

static const char *const doing = "scoring cycles in large steps";

enum {
    PULSES_ASSUMED = 25, /* that fit into a cycle, where nobody says how long they are */
    STEPS_MOST = 1 << 16,
    TRAIL = 1,    /* a drop is at its most a little behind its current */
    WARM_PART = 4 /* of the cycle before, where nothing rings */
};

#define ALL_LANES ((1U << IRD_LANES) - 1)

/* What is left of a cycle's drops counts for nothing below this part of the worst. */
#define QUIET 0.02
#define FADED 0.1

/* A package that remembers for less than that part of a cycle does not ring. */
#define SHORT 0.25

/* Where times near the worst are wanted those are walked that have so much of that heat,
 * for a cycle does not drop exactly by it. */
#define SPANS_KEEP 0.6

/* How a kind walks: steps a pulse, and where it jumps from one hot time to another the
 * part of the most heat that makes a time hot, and the pulses before it. */
typedef struct walk_gait {
    double a_pulse;
    bool jumps;
    double keeps, lead;
    bool or_whole; /* all along, where drops fade more slowly than in twice that */
} walk_gait;

static const walk_gait mean = {0, false, 0, 0, false}; /* one step */
static const walk_gait slices = {4, true, 0.9, 0.4, false};
static const walk_gait steps = {8, true, 0.7, 1, true};
/* Behind a package what was drawn before is felt all along: nothing is left out. */
static const walk_gait ringing_slices = {1.4, false, 0, 0, false};
static const walk_gait ringing_steps = {8, false, 0, 0, false};

typedef struct walker {
    ird_lane_state state;
    ird_dealt dealt;
    float *course; /* the worst drop of each lane at each position; NULL: not wanted */
} walker;

typedef struct state {
    ird_lane_circuit circuit;
    ird_heat heat;
    ird_deal_plan plan;
    double idle_v; /* the worst drop without any pulse */
    bool rings;    /* what was drawn before is felt all along */
    double near, apart_s;
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
        ird_dealt_free(&s->walkers[i].dealt);
        ird_free(s->walkers[i].course);
    }
    ird_free(s->walkers);
    ird_heat_free(&s->heat);
    ird_lane_circuit_free(&s->circuit);
    ird_free(s);
}

static ird_status make_walkers(state *s, ird_error *err) {
    s->walkers = ird_alloc_zero(s->workers, sizeof *s->walkers);
    if (s->walkers == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < s->workers; i++) {
        IRD_TRY(ird_lane_state_make(&s->walkers[i].state, &s->circuit, err));
        IRD_TRY(ird_dealt_make(&s->walkers[i].dealt, &s->plan, err));
    }
    return IRD_OK;
}

static ird_status want_spans(void *context, double near, double apart_s, ird_error *err) {
    state *s = context;
    for (size_t i = 0; i < s->workers; i++) {
        walker *w = &s->walkers[i];
        if (w->course == NULL) {
            w->course =
                ird_alloc(ird_deal_positions(&s->plan), IRD_LANES * sizeof(float));
        }
        if (w->course == NULL) {
            return ird_fail_memory(err, doing);
        }
    }
    s->near = near;
    s->apart_s = apart_s;
    s->plan.keeps = fmin(s->plan.keeps, SPANS_KEEP * near);
    return IRD_OK;
}

/* Whether there is a package that remembers for longer than a part of a cycle. */
static bool rings(const ird_transient *t, const ird_scorer_wish *wish) {
    bool is_short = wish->memory_s > 0 && wish->memory_s < SHORT * wish->period_s;
    for (size_t i = 0; i < t->inductors.count && !is_short; i++) {
        if (t->inductors.items[i].henry > 0) {
            return true;
        }
    }
    return false;
}

/* How long a pulse is taken to be. */
static double pulse_of(const ird_scorer_wish *wish) {
    return wish->pulse_s > 0 ? wish->pulse_s : wish->period_s / PULSES_ASSUMED;
}

static size_t count_steps(const ird_scorer_wish *wish, const walk_gait *gait) {
    if (!(gait->a_pulse > 0)) {
        return 1;
    }
    double step_s = wish->slice_s > 0 ? wish->slice_s : pulse_of(wish) / gait->a_pulse;
    step_s = wish->finer > 0 ? step_s / wish->finer : step_s;
    return (size_t)fmin(fmax(round(wish->period_s / step_s), 1), STEPS_MOST);
}

static void make_plan(state *s, const ird_scorer_wish *wish, const walk_gait *gait) {
    ird_deal_plan *plan = &s->plan;
    plan->circuit = &s->circuit;
    plan->period_s = wish->period_s;
    plan->steps = count_steps(wish, gait);
    plan->per_step = (double)plan->steps / plan->period_s;
    plan->warm = s->rings ? plan->steps : plan->steps / WARM_PART + 1;
    plan->warm = plan->warm < plan->steps ? plan->warm : plan->steps;
    plan->keeps = gait->keeps;
    plan->trail = TRAIL;
    plan->ends = gait->a_pulse > 0 ? 0.5F : 0;
    plan->lead = (size_t)ceil(gait->lead * pulse_of(wish) * plan->per_step);
    plan->heat = gait->jumps && !wish->is_whole ? &s->heat : NULL;
    s->idle_v = ird_lane_circuit_idle_v(&s->circuit);
}

/* What was drawn before a hot time counts while more than that part of it is left. */
static void lead_by_fading(state *s, const walk_gait *gait) {
    ird_deal_plan *plan = &s->plan;
    double left = fmin(fmax(s->heat.fading, 0), 1 - 1e-9);
    double lead = left > 0 ? ceil(log(FADED) / log(left)) : 0;
    if (gait->or_whole && lead > 2 * (double)plan->lead) {
        plan->heat = NULL;
        return;
    }
    size_t needed = lead < (double)plan->warm ? (size_t)lead : plan->warm;
    plan->lead = needed > plan->lead ? needed : plan->lead;
}

static ird_status fill(state *s, const ird_dynamic_input *input,
                       const ird_scorer_wish *wish, const walk_gait *gait,
                       const ird_monitor *monitor, ird_error *err) {
    double step_s = wish->period_s / (double)count_steps(wish, gait);
    IRD_TRY(ird_lane_circuit_make(&s->circuit, input, step_s, wish->statics, &wish->solve,
                                  monitor, err));
    s->rings = rings(input->transient, wish);
    make_plan(s, wish, gait);
    if (s->plan.heat != NULL) {
        IRD_TRY(ird_heat_make(&s->heat, &s->circuit, input, s->plan.warm + s->plan.steps,
                              monitor, err));
        lead_by_fading(s, gait);
        s->plan.heat = s->heat.places > 0 ? s->plan.heat : NULL;
    }
    return make_walkers(s, err);
}

static ird_status create(void **made, const ird_dynamic_input *input,
                         const ird_scorer_wish *wish, const walk_gait *gait,
                         size_t workers, const ird_monitor *monitor, ird_error *err) {
    state *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->workers = workers;
    ird_status status = fill(s, input, wish, gait, monitor, err);
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
    return create(made, input, wish,
                  rings(input->transient, wish) ? &ringing_slices : &slices, workers,
                  monitor, err);
}

static ird_status create_mean(void **made, const ird_dynamic_input *input,
                              const ird_scorer_wish *wish, size_t workers,
                              const ird_monitor *monitor, ird_error *err) {
    return create(made, input, wish, &mean, workers, monitor, err);
}

static ird_status create_steps(void **made, const ird_dynamic_input *input,
                               const ird_scorer_wish *wish, size_t workers,
                               const ird_monitor *monitor, ird_error *err) {
    return create(made, input, wish,
                  rings(input->transient, wish) ? &ringing_steps : &steps, workers,
                  monitor, err);
}

/* ---- the walk -----------------------------------------------------------------------
 */

/* The last two worst drops of a cycle, of steps in a row. */
typedef struct recent {
    double volt[2];
    int32_t step; /* of the last one; -2: none */
    size_t in_row;
} recent;

/* By how much the parabola through three values at even steps is above the middle one,
 * where that is the highest. */
static double above_middle(double before, double middle, double after) {
    double slope = 0.5 * (after - before), bend = 2 * middle - before - after;
    return middle >= before && middle >= after && bend > 0 ? 0.5 * slope * slope / bend
                                                           : 0;
}

static void keep_worst(const state *s, const ird_dealt *d, size_t position,
                       const ird_lane_worst *worst, recent *recents,
                       const ird_scorer_batch *batch) {
    int32_t warm = (int32_t)s->plan.warm;
    for (size_t i = 0; i < IRD_LANES; i++) {
        int32_t step = d->step_of[position * IRD_LANES + i];
        if (step < warm) {
            continue;
        }
        size_t cycle = d->cycle_of[position * IRD_LANES + i];
        ird_cycle_score *score = &batch->scores[cycle];
        recent *r = &recents[cycle];
        double volt = (double)worst->volt[i];
        r->in_row = step == r->step + 1 ? r->in_row + 1 : 1;
        if (r->in_row > 2) {
            double top_v = r->volt[1] + above_middle(r->volt[0], r->volt[1], volt);
            score->worst_v = fmax(score->worst_v, top_v);
        }
        if (volt > score->worst_v) {
            *score =
                (ird_cycle_score){.worst_v = volt,
                                  .at_s = (double)(step + 1 - warm) * s->circuit.step_s,
                                  .node = s->circuit.node_of[worst->at[i]]};
        }
        *r = (recent){{r->volt[1], volt}, step, r->in_row};
    }
}

static void keep_course(walker *w, size_t position, const ird_lane_worst *worst) {
    if (w->course != NULL) {
        memcpy(w->course + position * IRD_LANES, worst->volt, sizeof worst->volt);
    }
}

/* One more step of a span, or of the next one. */
static void add_to_spans(ird_cycle_score *score, double from_s, double to_s,
                         double apart_s) {
    size_t count = score->span_count;
    if (count > 0 &&
        (from_s - score->spans[count - 1].to_s <= apart_s || count == IRD_SCORE_SPANS)) {
        score->spans[count - 1].to_s = to_s;
    } else {
        score->spans[score->span_count++] = (ird_time_span){from_s, to_s};
    }
}

/* A drop is known at the end of a step: from one step before it to one behind. */
static void find_spans(const state *s, const walker *w, const ird_scorer_batch *batch) {
    const ird_dealt *d = &w->dealt;
    int32_t warm = (int32_t)s->plan.warm;
    double step_s = s->circuit.step_s, period_s = s->plan.period_s;
    for (size_t k = 0; k < d->length * IRD_LANES && w->course != NULL; k++) {
        if (d->step_of[k] < warm) {
            continue;
        }
        ird_cycle_score *score = &batch->scores[d->cycle_of[k]];
        if ((double)w->course[k] >= s->near * score->worst_v) {
            double end_s = (double)(d->step_of[k] + 1 - warm) * step_s;
            add_to_spans(score, fmax(end_s - 2 * step_s, 0),
                         fmin(end_s + step_s, period_s), s->apart_s);
        }
    }
}

/* The lanes that may go on from nothing: nothing is drawn there, and what is left of the
 * pulses before is little, or the lane is at its end. None where something rings. */
static unsigned find_over(const state *s, const ird_dealt *d, size_t position,
                          const ird_lane_worst *worst, const ird_scorer_batch *batch) {
    unsigned over = 0;
    for (size_t i = 0; i < IRD_LANES && !s->rings; i++) {
        size_t at = position * IRD_LANES + i;
        bool is_over = d->step_of[at] < 0;
        if (!is_over) {
            double most_v = batch->scores[d->cycle_of[at]].worst_v - s->idle_v;
            is_over = (double)worst->volt[i] - s->idle_v < QUIET * most_v;
        }
        over |= is_over ? 1U << i : 0;
    }
    return over & ~(unsigned)d->busy[position];
}

/* Lanes begin anew, those of them that have anything. */
static void make_empty(const state *s, walker *w, unsigned lanes, unsigned *empty) {
    if ((lanes & ~*empty) != 0) {
        ird_lane_state_empty(&w->state, &s->circuit, lanes & ~*empty);
    }
    *empty |= lanes;
}

static ird_status run(void *context, size_t worker, const ird_scorer_batch *batch,
                      ird_error *err) {
    const state *s = context;
    walker *w = &s->walkers[worker];
    const ird_dealt *d = &w->dealt;
    ird_lane_worst worst, idle;
    recent recents[IRD_DEAL_CYCLES];
    unsigned empty = ALL_LANES; /* lanes whose state is nothing */
    IRD_TRY(ird_deal(&w->dealt, &s->plan, batch, err));
    ird_lane_state_clear(&w->state, &s->circuit);
    for (size_t i = 0; i < IRD_LANES; i++) {
        idle.volt[i] = (float)s->idle_v;
    }
    for (size_t i = 0; i < batch->count; i++) {
        batch->scores[i] =
            (ird_cycle_score){.worst_v = s->idle_v, .at_s = (double)NAN, .node = -1};
        recents[i] = (recent){.step = -2};
    }
    for (size_t k = 0; k < d->length; k++) {
        make_empty(s, w, d->begins[k], &empty);
        empty &= ~(unsigned)d->busy[k];
        if (empty == ALL_LANES) {
            keep_course(w, k, &idle);
            continue;
        }
        ird_lane_step(&s->circuit, &w->state, d->draws.items + d->first[k],
                      d->first[k + 1] - d->first[k], &worst);
        keep_worst(s, d, k, &worst, recents, batch);
        keep_course(w, k, &worst);
        make_empty(s, w, find_over(s, d, k, &worst, batch), &empty);
    }
    find_spans(s, w, batch);
    return IRD_OK;
}

static ird_status find_heat(void *context, size_t worker, const ird_scorer_batch *batch,
                            ird_error *err) {
    const state *s = context;
    (void)err;
    for (size_t i = 0; i < batch->count; i++) {
        batch->scores[i] = (ird_cycle_score){.at_s = (double)NAN, .node = -1};
        if (s->plan.heat != NULL) {
            batch->scores[i].worst_v =
                (double)ird_deal_heat(&s->walkers[worker].dealt, &s->plan, batch, i);
        }
    }
    return IRD_OK;
}

static double before_s(const void *context) {
    const ird_deal_plan *plan = &((const state *)context)->plan;
    return (double)plan->warm / plan->per_step;
}

const ird_scorer_method ird_scorer_mean = {
    .name = "mean",
    .is_volt = true,
    .at_once = IRD_DEAL_CYCLES,
    .create = create_mean,
    .run = run,
    .before_s = before_s,
    .free = free_state,
};

const ird_scorer_method ird_scorer_slices = {
    .name = "slices",
    .is_volt = true,
    .at_once = IRD_DEAL_CYCLES,
    .create = create_slices,
    .run = run,
    .heat = find_heat,
    .want_spans = want_spans,
    .before_s = before_s,
    .free = free_state,
};

const ird_scorer_method ird_scorer_steps = {
    .name = "steps",
    .is_volt = true,
    .at_once = IRD_DEAL_CYCLES,
    .create = create_steps,
    .run = run,
    .heat = find_heat,
    .want_spans = want_spans,
    .before_s = before_s,
    .free = free_state,
};
