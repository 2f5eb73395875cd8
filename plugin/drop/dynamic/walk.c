/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/walk.h"

#include <math.h>
#include <string.h>

static const char *const doing = "solving a power grid in time";

enum {
    FAR = 4,         /* the larger step in those asked for ... */
    WORTH_IT = 16,   /* ... taken for so many of them at least */
    TICK_STEPS = 16, /* steps between two calls of the monitor */
    CYCLE_STEPS = 64
};

/* Where the drops change by less than this part of the worst in a step, a larger one will
 * do; a node that goes up and down by more of it rings. */
#define CALM 1e-3
#define RING 5e-3

void ird_walk_free(ird_walk *walk) {
    ird_stepper_free(&walk->near);
    ird_stepper_free(&walk->far);
    ird_currents_free(&walk->currents);
    ird_record_free(&walk->record);
    ird_free(walk->now.items);
    ird_free(walk->next.items);
    ird_free(walk->half.items);
    ird_free(walk->charge_c);
    ird_free(walk->fed_a);
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
    if (w->charge_c == NULL || w->fed_a == NULL) {
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
    IRD_TRY(make_vectors(walk, err));
    IRD_TRY(ird_currents_make(&walk->currents, circuit->transient, walk->near.slot_of,
                              walk->near.slots, walk->is_static, err));
    return ird_record_make(&walk->record, wish, circuit, &walk->near, err);
}

static double cycle_of(const ird_walk *w) {
    return w->wish->cycle_s > 0 ? w->wish->cycle_s : CYCLE_STEPS * w->step_s;
}

/* ---- windows ------------------------------------------------------------------------
 */

static void open_window(ird_walk *w, const ird_stepper *s) {
    ird_window *now = &w->windows[w->kept];
    ird_stepper_get(s, &now->state, w->circuit);
    now->state.at_s = w->at_s;
    now->end_s = w->at_s + cycle_of(w);
    now->worst_v = -INFINITY;
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
    if (w->at_s >= now->end_s - 1e-3 * w->step_s) {
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
    return ird_record_step(&w->record, &w->near, &(ird_arrival_at){w->at_s, 0, false},
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

/* A step belongs to the cycle that holds its middle; what is worse within is kept. */
static void keep_cycle(ird_walk *w, double step_s) {
    if (w->cycle_count > 0) {
        double cycle = floor((w->at_s - 0.5 * step_s) / w->wish->cycle_s);
        size_t at = (size_t)fmin(fmax(cycle, 0), (double)(w->cycle_count - 1));
        w->cycle_v[at] = fmax(w->cycle_v[at], w->record.step_worst_v);
    }
}

/* One step, after which another of next_s comes. */
static ird_status take_step(ird_walk *w, ird_stepper *s, double next_s, ird_error *err) {
    double end_s = w->at_s + s->step_s;
    const ird_instants time = {w->at_s, end_s, end_s + next_s};
    const ird_draws *end = &w->next;
    IRD_TRY(ird_currents_at(&w->currents, &time, &w->next, err));
    bool is_abrupt = w->currents.jumps.count > 0 && !w->is_static;
    bool is_damped = w->is_damped || is_abrupt || s->rings;
    if (is_abrupt) {
        IRD_TRY(ird_currents_add_jumps(&w->currents, &w->now, &w->next, &w->half, err));
        end = &w->half;
    }
    ird_step_kind kind = w->is_static ? IRD_STEP_STATIC
                         : is_damped  ? IRD_STEP_DAMPED
                                      : IRD_STEP_TRAPEZOID;
    IRD_TRY(ird_stepper_step(s, kind, w->currents.idle_a, &w->now, end, err));
    w->damped_steps += kind == IRD_STEP_DAMPED ? 1 : 0;
    w->is_damped = is_abrupt;
    w->at_s = end_s;
    w->missed_a = fmax(w->missed_a, s->missed_a);
    w->moved_a = fmax(w->moved_a, s->moved_a);
    w->residual = fmax(w->residual, s->residual);
    add_charge(w, s, end);
    bool is_smooth = kind == IRD_STEP_TRAPEZOID && w->last_s == s->step_s;
    w->last_s = kind == IRD_STEP_TRAPEZOID ? s->step_s : 0;
    IRD_TRY(ird_record_step(&w->record, s, &(ird_arrival_at){end_s, s->step_s, is_smooth},
                            &w->currents, &w->next, err));
    ird_draws swap = w->now;
    w->now = w->next;
    w->next = swap;
    s->ring_v = fmax(s->ring_v, RING * w->record.step_worst_v);
    keep_cycle(w, s->step_s);
    if (w->most > 0) {
        keep_window(w, s);
    }
    return IRD_OK;
}

/* Values of another stepper with the same numbers. */
static void hand_over(const ird_walk *w, const ird_stepper *from, ird_stepper *to) {
    const ird_transient *t = w->circuit->transient;
    memcpy(to->u_v, from->u_v, from->slots * sizeof *to->u_v);
    memcpy(to->middle_v, from->u_v, from->slots * sizeof *to->middle_v);
    memcpy(to->coil_a, from->coil_a, t->inductors.count * sizeof *to->coil_a);
    memcpy(to->decap_v, from->decap_v, t->capacitors.count * sizeof *to->decap_v);
    memset(to->turns, 0, to->unknowns * sizeof *to->turns);
    to->rings = false;
    to->ring_v = fmax(to->ring_v, from->ring_v);
}

static ird_status need_far(ird_walk *w, ird_error *err) {
    if (w->far.factor != NULL) {
        return IRD_OK;
    }
    IRD_TRY(ird_stepper_make(&w->far, w->circuit, FAR * w->step_s, &w->wish->solve,
                             w->monitor, err));
    size_t nodes = w->circuit->whole.nodes.count;
    w->has_no_far =
        w->far.slots != w->near.slots ||
        memcmp(w->far.slot_of, w->near.slot_of, nodes * sizeof *w->far.slot_of) != 0;
    return IRD_OK;
}

/* How many larger steps there is room for. */
static size_t count_far(const ird_walk *w, double to_s) {
    double worst_v = w->near.ring_v / RING;
    if (w->wish->keeps_step || w->is_static || w->is_damped || w->has_no_far ||
        w->near.rings || w->near.change_v > CALM * worst_v) {
        return 0;
    }
    double until_s = ird_currents_quiet_until(&w->currents, w->at_s);
    double steps = floor((fmin(until_s, to_s) - w->at_s) / (FAR * w->step_s));
    return steps >= WORTH_IT ? (size_t)steps : 0;
}

static ird_status walk_far(ird_walk *w, size_t count, double to_s, ird_error *err) {
    hand_over(w, &w->near, &w->far);
    w->is_damped = true;
    for (size_t i = 0; i < count; i++) {
        double next_s = i + 1 < count ? w->far.step_s : w->step_s;
        IRD_TRY(take_step(w, &w->far, next_s, err));
        w->quiet_steps++;
        if (w->quiet_steps % TICK_STEPS == 0) {
            IRD_TRY(ird_monitor_tick(w->monitor, doing, w->at_s / to_s, err));
        }
    }
    hand_over(w, &w->far, &w->near);
    return IRD_OK;
}

ird_status ird_walk_to(ird_walk *walk, double to_s, ird_error *err) {
    ird_walk *w = walk;
    while (w->at_s < to_s - 1e-6 * w->step_s) {
        size_t far = count_far(w, to_s);
        if (far > 0) {
            IRD_TRY(need_far(w, err));
        }
        if (far > 0 && !w->has_no_far) {
            IRD_TRY(walk_far(w, far, to_s, err));
            continue;
        }
        IRD_TRY(take_step(w, &w->near, w->step_s, err));
        w->steps++;
        if (w->steps % TICK_STEPS == 0) {
            IRD_TRY(ird_monitor_tick(w->monitor, doing, w->at_s / to_s, err));
        }
    }
    if (w->most > 0 && w->windows[w->kept].worst_v > -(double)INFINITY) {
        close_window(w);
    }
    return ird_frames_end(&w->record.frames, err);
}
