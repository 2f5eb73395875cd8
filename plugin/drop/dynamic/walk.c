/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/walk.h"

#include <math.h>
#include <string.h>

#include "dynamic/moments_kept.h"

static const char *const doing = "solving a power grid in time";

enum {
    FAR = 4,         /* the larger step in those asked for ... */
    WORTH_IT = 16,   /* ... taken for so many of them at least */
    TICK_STEPS = 16, /* steps between two calls of the monitor */
    CYCLE_STEPS = 64,
    SPLIT = 4 /* steps in place of one in which a drop bends much */
};

/* Where the drops change by less than this part of the worst in a step, a larger one will
 * do; a node that goes up and down by more of it rings. */
#define CALM 1e-3
#define RING 5e-3

/* A drop bends much where it changes by so much of the worst more, or less, than in the
 * step before. The trapezoidal rule misses up to 0.135 of what a bend at the beginning of
 * a step is worth (one node with a time constant of half a step; by hand), and that comes
 * again with the other sign in the next steps. */
#define BEND 0.08

void ird_walk_free(ird_walk *walk) {
    ird_stepper_free(&walk->near);
    ird_stepper_free(&walk->far);
    ird_stepper_free(&walk->split);
    ird_currents_free(&walk->currents);
    ird_record_free(&walk->record);
    ird_free(walk->now.items);
    ird_free(walk->next.items);
    ird_free(walk->half.items);
    ird_free(walk->charge_c);
    ird_free(walk->fed_a);
    ird_free(walk->coil_a);
    ird_free(walk->decap_v);
    ird_free(walk->cycle_v);
    for (size_t i = 0; walk->windows != NULL && i <= walk->most; i++) {
        ird_circuit_state_free(&walk->windows[i].state);
    }
    ird_free(walk->windows);
    memset(walk, 0, sizeof *walk);
}

static ird_status make_vectors(ird_walk *w, ird_error *err) {
    size_t groups = w->near.slots - w->near.unknowns;
    w->charge_c = ird_alloc_zero(groups, sizeof *w->charge_c);
    w->fed_a = ird_alloc_zero(groups, sizeof *w->fed_a);
    const ird_transient *t = w->circuit->transient;
    w->coil_a = ird_alloc(t->inductors.count, sizeof *w->coil_a);
    w->decap_v = ird_alloc_zero(t->capacitors.count, sizeof *w->decap_v);
    if (w->charge_c == NULL || w->fed_a == NULL || w->coil_a == NULL ||
        w->decap_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    if (w->wish->cycle_s > 0) {
        w->cycle_count = (size_t)ceil(w->wish->stop_s / w->wish->cycle_s - 1e-6);
        w->cycle_v = ird_alloc_zero(w->cycle_count, sizeof *w->cycle_v);
        if (w->cycle_v == NULL) {
            return ird_fail_memory(err, doing);
        }
    }
    if (w->most == 0) {
        return IRD_OK;
    }
    w->windows = ird_alloc_zero(w->most + 1, sizeof *w->windows);
    if (w->windows == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i <= w->most; i++) {
        IRD_TRY(ird_circuit_state_make(&w->windows[i].state, w->circuit, err));
    }
    return IRD_OK;
}

ird_status ird_walk_begin(ird_walk *walk, const ird_dynamic_wish *wish,
                          ird_circuit *circuit, double step_s, size_t most,
                          const ird_monitor *monitor, ird_error *err) {
    *walk = (ird_walk){.wish = wish,
                       .circuit = circuit,
                       .monitor = monitor,
                       .step_s = step_s,
                       .most = most,
                       .is_static = ird_circuit_is_static(circuit)};
    IRD_TRY(ird_stepper_make(&walk->near, circuit, step_s, &wish->solve, monitor, err));
    walk->near.ring_v = RING * fmax(wish->known_v, 0);
    IRD_TRY(make_vectors(walk, err));
    IRD_TRY(ird_currents_make(&walk->currents, circuit->transient, walk->near.slot_of,
                              walk->near.slots, walk->is_static, err));
    return ird_record_make(&walk->record, wish, circuit, &walk->near, err);
}

static double worst_of(const ird_walk *w) {
    return w->near.ring_v / RING;
}

#define SLACK 1e-3 /* of a step: times that are that near are the same */

/* The worst so far of the cycle that holds a time; NULL where no cycles are asked for. */
static double *cycle_at(const ird_walk *w, double at_s) {
    if (w->cycle_count == 0) {
        return NULL;
    }
    double cycle = floor(at_s / w->wish->cycle_s);
    return &w->cycle_v[(size_t)fmin(fmax(cycle, 0), (double)(w->cycle_count - 1))];
}

/* Where a stretch ends that begins at the time: with a cycle where there are. */
static double stretch_end(const ird_walk *w) {
    double cycle_s = w->wish->cycle_s;
    if (!(cycle_s > 0)) {
        return w->at_s + CYCLE_STEPS * w->step_s;
    }
    return (floor((w->at_s + SLACK * w->step_s) / cycle_s) + 1) * cycle_s;
}

/* ---- windows ------------------------------------------------------------------------
 */

static void open_window(ird_walk *w, const ird_stepper *s) {
    ird_window *now = &w->windows[w->kept];
    ird_stepper_get(s, &now->state, w->circuit);
    now->state.at_s = w->at_s;
    now->end_s = stretch_end(w);
    now->worst_v = -INFINITY;
    const double *cycle_v = cycle_at(w, w->at_s + SLACK * w->step_s);
    now->begin_v = cycle_v != NULL ? *cycle_v : 0;
}

/* Keep the present one if it is among the worst: then another one gives its place. */
static void close_window(ird_walk *w) {
    ird_window *now = &w->windows[w->kept];
    now->end_s = w->at_s;
    if (w->kept < w->most) {
        w->kept++;
        return;
    }
    size_t least = 0;
    for (size_t i = 1; i < w->kept; i++) {
        least = w->windows[i].worst_v < w->windows[least].worst_v ? i : least;
    }
    if (now->worst_v > w->windows[least].worst_v) {
        ird_window swap = *now;
        *now = w->windows[least];
        w->windows[least] = swap;
    }
}

static void keep_window(ird_walk *w, const ird_stepper *s) {
    ird_window *now = &w->windows[w->kept];
    now->worst_v = fmax(now->worst_v, w->record.step_worst_v);
    if (w->at_s >= now->end_s - SLACK * w->step_s) {
        close_window(w);
        open_window(w, s);
    }
}

/* ---- steps --------------------------------------------------------------------------
 */

ird_status ird_walk_set(ird_walk *walk, const ird_circuit_state *state, ird_error *err) {
    ird_walk *w = walk;
    const ird_instants time = {state->at_s, state->at_s, state->at_s + w->step_s};
    w->at_s = state->at_s;
    w->is_damped = true;
    ird_stepper_set(&w->near, state, w->circuit);
    ird_currents_rewind(&w->currents);
    IRD_TRY(ird_currents_at(&w->currents, &time, &w->now, err));
    ird_stepper_fed(&w->near, w->currents.idle_a, &w->now, w->fed_a);
    if (w->most > 0) {
        open_window(w, &w->near);
    }
    w->last_s = 0;
    w->record.cycle_v = (double)INFINITY;
    return ird_record_step(&w->record, &w->near, &(ird_arrival_at){.at_s = w->at_s},
                           &w->currents, &w->now, err);
}

/* Part of what is drawn right at the sources. */
static void add_direct(ird_walk *w, const ird_stepper *s, const ird_draws *draws,
                       double part_s) {
    for (size_t i = 0; i < draws->count; i++) {
        const ird_draw *draw = &draws->items[i];
        if ((size_t)draw->place >= s->unknowns) {
            w->charge_c[(size_t)draw->place - s->unknowns] += part_s * draw->ampere;
        }
    }
}

/* What sources gave during a step that ended with those currents. */
static void add_charge(ird_walk *w, const ird_stepper *s, const ird_draws *end) {
    size_t n = s->unknowns, groups = s->slots - n - 1;
    const double *idle_a = w->currents.idle_a;
    if (!w->is_static) {
        for (size_t g = 0; g < groups; g++) {
            w->charge_c[g] += s->step_s * (s->into_a[g] + idle_a[n + g]);
        }
        add_direct(w, s, &w->now, 0.5 * s->step_s);
        add_direct(w, s, end, 0.5 * s->step_s);
        return;
    }
    for (size_t g = 0; g < groups; g++) {
        w->charge_c[g] += 0.5 * s->step_s * w->fed_a[g];
    }
    ird_stepper_fed(s, idle_a, end, w->fed_a);
    for (size_t g = 0; g < groups; g++) {
        w->charge_c[g] += 0.5 * s->step_s * w->fed_a[g];
    }
}

/* Where a cycle ends in a step, or what is looked at; a top lies up to half a step before
 * the step that shows it. */
static void cut_arrival(const ird_walk *w, ird_arrival_at *to) {
    double slack_s = SLACK * to->step_s, until_s = w->wish->until_s;
    double from_s = to->at_s - (to->is_smooth ? 1.5 : 1) * to->step_s;
    to->is_end = until_s > 0 && to->at_s > until_s + slack_s;
    to->is_cut = to->is_end;
    to->cut_s = until_s;
    if (w->cycle_count > 0 && !to->is_end) {
        to->cut_s = floor((to->at_s - slack_s) / w->wish->cycle_s) * w->wish->cycle_s;
        to->is_cut = to->cut_s > fmax(from_s, 0) + slack_s;
    }
}

/* What a step has added to the cycles that it lies in. */
static void keep_cycles(ird_walk *w, const ird_arrival_at *to) {
    double slack_s = SLACK * to->step_s;
    double *cycle_v = cycle_at(w, to->at_s - slack_s);
    if (cycle_v == NULL) {
        return;
    }
    if (!to->is_end) {
        *cycle_v = fmax(*cycle_v, w->record.step_top_v);
    }
    if (to->is_cut) {
        cycle_v = cycle_at(w, to->cut_s - slack_s);
        *cycle_v = fmax(*cycle_v, w->record.cut_top_v);
    }
}

/* A step that the stepper has made, and nobody has looked at yet. */
typedef struct trial {
    double end_s;
    ird_step_kind kind;
    bool is_abrupt;
    const ird_draws *end; /* what is drawn in its second half */
} trial;

/* A step, after which another of next_s comes. */
static ird_status try_step(ird_walk *w, ird_stepper *s, double next_s, trial *t,
                           ird_error *err) {
    double end_s = w->at_s + s->step_s;
    const ird_instants time = {w->at_s, end_s, end_s + next_s};
    IRD_TRY(ird_currents_at(&w->currents, &time, &w->next, err));
    bool is_abrupt = w->currents.jumps.count > 0 && !w->is_static;
    bool is_damped = w->is_damped || is_abrupt || s->rings;
    *t = (trial){.end_s = end_s, .is_abrupt = is_abrupt, .end = &w->next};
    if (is_abrupt) {
        IRD_TRY(ird_currents_add_jumps(&w->currents, &w->now, &w->next, &w->half, err));
        t->end = &w->half;
    }
    t->kind = w->is_static ? IRD_STEP_STATIC
              : is_damped  ? IRD_STEP_DAMPED
                           : IRD_STEP_TRAPEZOID;
    return ird_stepper_step(s, t->kind, w->currents.idle_a, &w->now, t->end, err);
}

static ird_status keep_step(ird_walk *w, ird_stepper *s, const trial *t, ird_error *err) {
    ird_step_kind kind = t->kind;
    double end_s = t->end_s;
    w->damped_steps += kind == IRD_STEP_DAMPED ? 1 : 0;
    w->is_damped = t->is_abrupt;
    w->at_s = end_s;
    w->missed_a = fmax(w->missed_a, s->missed_a);
    w->moved_a = fmax(w->moved_a, s->moved_a);
    w->residual = fmax(w->residual, s->residual);
    add_charge(w, s, t->end);
    bool is_smooth = kind == IRD_STEP_TRAPEZOID && w->last_s == s->step_s;
    w->last_s = kind == IRD_STEP_TRAPEZOID ? s->step_s : 0;
    ird_arrival_at to = {.at_s = end_s, .step_s = s->step_s, .is_smooth = is_smooth};
    cut_arrival(w, &to);
    const double *cycle_v = cycle_at(w, end_s - SLACK * s->step_s);
    w->record.cycle_v = cycle_v != NULL ? *cycle_v : (double)INFINITY;
    IRD_TRY(ird_record_step(&w->record, s, &to, &w->currents, &w->next, err));
    keep_cycles(w, &to);
    ird_draws swap = w->now;
    w->now = w->next;
    w->next = swap;
    s->ring_v = fmax(s->ring_v, RING * w->record.step_worst_v);
    if (w->most > 0) {
        keep_window(w, s);
    }
    return IRD_OK;
}

static ird_status take_step(ird_walk *w, ird_stepper *s, double next_s, ird_error *err) {
    trial t;
    IRD_TRY(try_step(w, s, next_s, &t, err));
    return keep_step(w, s, &t, err);
}

/* The stepper of another step size, unless there is one; *is_other: its unknowns have
 * other numbers. */
static ird_status need_stepper(ird_walk *w, ird_stepper *stepper, double step_s,
                               bool *is_other, ird_error *err) {
    if (stepper->factor != NULL) {
        return IRD_OK;
    }
    IRD_TRY(
        ird_stepper_make(stepper, w->circuit, step_s, &w->wish->solve, w->monitor, err));
    size_t nodes = w->circuit->whole.nodes.count;
    *is_other =
        stepper->slots != w->near.slots ||
        memcmp(stepper->slot_of, w->near.slot_of, nodes * sizeof *stepper->slot_of) != 0;
    return IRD_OK;
}

/* How many larger steps there is room for. */
static size_t count_far(const ird_walk *w, double to_s) {
    if (w->wish->keeps_step || w->is_static || w->is_damped || w->has_no_far ||
        w->stays_split || w->near.rings || w->near.change_v > CALM * worst_of(w)) {
        return 0;
    }
    double until_s = ird_currents_quiet_until(&w->currents, w->at_s);
    double steps = floor((fmin(until_s, to_s) - w->at_s) / (FAR * w->step_s));
    return steps >= WORTH_IT ? (size_t)steps : 0;
}

static ird_status walk_far(ird_walk *w, size_t count, double to_s, ird_error *err) {
    ird_stepper_hand_over(&w->near, &w->far);
    w->is_damped = true;
    for (size_t i = 0; i < count; i++) {
        double next_s = i + 1 < count ? w->far.step_s : w->step_s;
        IRD_TRY(take_step(w, &w->far, next_s, err));
        w->quiet_steps++;
        if (w->quiet_steps % TICK_STEPS == 0) {
            IRD_TRY(ird_monitor_tick(w->monitor, doing, w->at_s / to_s, err));
        }
    }
    ird_stepper_hand_over(&w->far, &w->near);
    return IRD_OK;
}

/* The last step, by that stepper, as if the next one had been known to be split: what
 * evens out a whole step would be drawn too early. The smaller stepper stands there. */
static ird_status make_ready(ird_walk *w, ird_stepper *last, ird_error *err) {
    IRD_TRY(ird_stepper_amend(last, &w->now, &w->split, err));
    ird_currents_drop_ahead(&w->now);
    return ird_record_amend(&w->record, &w->split, w->at_s, &w->currents, &w->now, err);
}

/* A step as several, from where the smaller stepper stands. */
static ird_status walk_split(ird_walk *w, ird_error *err) {
    double bend_v = 0;
    for (int i = 0; i < SPLIT; i++) {
        w->is_ready = SPLIT * bend_v > BEND * worst_of(w);
        double next_s = i + 1 < SPLIT || w->is_ready ? w->split.step_s : w->step_s;
        IRD_TRY(take_step(w, &w->split, next_s, err));
        bend_v = fmax(bend_v, w->split.bend_v);
    }
    ird_stepper_hand_over(&w->split, &w->near);
    w->split_steps++;
    w->stays_split = SPLIT * bend_v > BEND * worst_of(w);
    return IRD_OK;
}

static void keep_memories(ird_walk *w) {
    const ird_transient *t = w->circuit->transient;
    memcpy(w->coil_a, w->near.coil_a, t->inductors.count * sizeof *w->coil_a);
    if (w->near.decaps.count > 0) { /* others remember nothing but their ends */
        memcpy(w->decap_v, w->near.decap_v, t->capacitors.count * sizeof *w->decap_v);
    }
}

/* One step, or several in its place where that is too coarse. */
static ird_status walk_near(ird_walk *w, ird_error *err) {
    w->steps++;
    if (w->stays_split) {
        if (!w->is_ready && w->last_s == w->split.step_s) {
            IRD_TRY(make_ready(w, &w->split, err));
        }
        return walk_split(w, err);
    }
    trial t;
    if (w->splits) {
        keep_memories(w);
    }
    IRD_TRY(try_step(w, &w->near, w->step_s, &t, err));
    bool bends = w->splits && t.kind == IRD_STEP_TRAPEZOID && !w->has_no_split &&
                 w->near.bend_v > BEND * worst_of(w);
    if (bends) {
        IRD_TRY(need_stepper(w, &w->split, w->step_s / SPLIT, &w->has_no_split, err));
    }
    if (!bends || w->has_no_split) {
        return keep_step(w, &w->near, &t, err);
    }
    bool by_split = w->split.count > 0 && w->last_s == w->split.step_s;
    ird_stepper_undo(&w->near, w->coil_a, w->decap_v, &w->split);
    if (w->last_s > 0) {
        IRD_TRY(make_ready(w, by_split ? &w->split : &w->near, err));
    }
    return walk_split(w, err);
}

ird_status ird_walk_to(ird_walk *walk, double to_s, ird_error *err) {
    ird_walk *w = walk;
    while (w->at_s < to_s - 1e-6 * w->step_s) {
        size_t far = count_far(w, to_s);
        if (far > 0) {
            IRD_TRY(need_stepper(w, &w->far, FAR * w->step_s, &w->has_no_far, err));
        }
        if (far > 0 && !w->has_no_far) {
            IRD_TRY(walk_far(w, far, to_s, err));
            continue;
        }
        IRD_TRY(walk_near(w, err));
        if (w->steps % TICK_STEPS == 0) {
            IRD_TRY(ird_monitor_tick(w->monitor, doing, w->at_s / to_s, err));
        }
    }
    if (w->most > 0 && w->windows[w->kept].worst_v > -(double)INFINITY) {
        close_window(w);
    }
    IRD_TRY(ird_moments_end(w->record.moments, w->record.moment_part, err));
    return ird_frames_end(&w->record.frames, err);
}
