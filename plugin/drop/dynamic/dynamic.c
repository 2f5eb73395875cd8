/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/dynamic.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "dynamic/course.h"
#include "dynamic/moments_kept.h"
#include "dynamic/walk.h"

static const char *const doing = "solving a power grid in time";

enum { FINER = 8, MOST_STEPS = 100000000 };

void ird_dynamic_course_free(ird_dynamic_course *course) {
    ird_free(course->at_s);
    ird_free(course->drop_v);
    ird_free(course->source_a);
    memset(course, 0, sizeof *course);
}

void ird_dynamic_free(ird_dynamic *dynamic) {
    if (dynamic == NULL) {
        return;
    }
    ird_free(dynamic->drop_v);
    ird_free(dynamic->at_s);
    ird_free(dynamic->static_v);
    ird_free(dynamic->left);
    ird_free(dynamic->fed_c);
    ird_free(dynamic->cycle_v);
    ird_dynamic_course_free(&dynamic->course);
    memset(dynamic, 0, sizeof *dynamic);
}

static ird_status check_warm_ups(const ird_dynamic_wish *wish, ird_error *err) {
    for (size_t i = 0; i < wish->warm_count; i++) {
        const ird_warm_up *warm = &wish->warm_ups[i];
        double to_s = i + 1 < wish->warm_count ? warm[1].from_s : 0;
        if (!(warm->step_s > 0) || !(warm->from_s < to_s) ||
            !((to_s - warm->from_s) / warm->step_s < MOST_STEPS)) {
            return ird_fail(err, IRD_TRANSIENT_STEP,
                            "a warm-up from %g to %g s in steps of %g s cannot be; give "
                            "times below 0, rising, and a step greater than 0",
                            warm->from_s, to_s, warm->step_s);
        }
    }
    return IRD_OK;
}

static ird_status check_wish(const ird_dynamic_wish *wish, size_t nodes, ird_error *err) {
    if (!(wish->step_s > 0) || !isfinite(wish->step_s)) {
        return ird_fail(err, IRD_TRANSIENT_STEP,
                        "a step of %g s cannot be; give one greater than 0",
                        wish->step_s);
    }
    if (!(wish->stop_s > wish->step_s) || !(wish->stop_s / wish->step_s < MOST_STEPS)) {
        return ird_fail(err, IRD_TRANSIENT_STEP,
                        "%g s in steps of %g s cannot be; give an end behind the first "
                        "step and less than %d steps away",
                        wish->stop_s, wish->step_s, MOST_STEPS);
    }
    IRD_TRY(check_warm_ups(wish, err));
    IRD_TRY(ird_course_check(wish, nodes, err));
    for (size_t i = 1; i < wish->frame_count; i++) {
        if (wish->frames_s[i] < wish->frames_s[i - 1]) {
            return ird_fail(err, IRD_TRANSIENT_BACKWARDS,
                            "the time %g s is asked for behind %g s; give times in order",
                            wish->frames_s[i], wish->frames_s[i - 1]);
        }
    }
    for (size_t i = 0; i < wish->pair_count; i++) {
        const ird_dynamic_pair *p = &wish->pairs[i];
        int32_t most = p->power > p->ground ? p->power : p->ground;
        if (most >= 0 && (size_t)most >= nodes) {
            return ird_fail(err, IRD_TRANSIENT_NODE,
                            "what is left of a supply is asked for at node %d; there are "
                            "%zu of them",
                            most, nodes);
        }
    }
    return IRD_OK;
}

/* ---- results ------------------------------------------------------------------------
 */

static ird_status make_result(ird_dynamic *d, const ird_circuit *c,
                              const ird_dynamic_wish *wish, ird_error *err) {
    d->node_count = c->whole.nodes.count;
    d->source_count = c->whole.sources.count;
    d->drop_v = ird_alloc(d->node_count, sizeof *d->drop_v);
    d->at_s = ird_alloc(d->node_count, sizeof *d->at_s);
    d->static_v = ird_alloc(d->node_count, sizeof *d->static_v);
    d->left = ird_alloc(wish->pair_count, sizeof *d->left);
    d->fed_c = ird_alloc(d->source_count, sizeof *d->fed_c);
    return d->drop_v != NULL && d->at_s != NULL && d->static_v != NULL &&
                   d->left != NULL && d->fed_c != NULL
               ? IRD_OK
               : ird_fail_memory(err, doing);
}

static double sign_of(const ird_circuit *c, size_t node) {
    return c->is_ground[ird_circuit_net(c, node)] ? -1 : 1;
}

static void take_static(ird_dynamic *d, const ird_circuit *c,
                        const ird_circuit_state *state) {
    for (size_t i = 0; i < d->node_count; i++) {
        d->static_v[i] = sign_of(c, i) * state->u_v[i] + 0.0; /* no -0 */
        d->worst_static_v = fmax(d->worst_static_v, d->static_v[i]);
    }
}

/* Without a -0 where nothing drops. */
static void take_worst(ird_dynamic *d, const ird_walk *w) {
    const ird_stepper *s = &w->near;
    for (size_t i = 0; i < d->node_count; i++) {
        int32_t slot = s->slot_of[i];
        bool is_unknown = slot >= 0 && (size_t)slot < s->unknowns;
        d->drop_v[i] = slot < 0     ? (double)NAN
                       : is_unknown ? w->record.worst_v[slot]
                                    : sign_of(w->circuit, i) * s->u_v[slot] + 0.0;
        d->at_s[i] = slot < 0 ? (double)NAN : is_unknown ? w->record.at_s[slot] : 0;
    }
}

static void find_worst(ird_dynamic *d) {
    d->worst_node = -1;
    for (size_t i = 0; i < d->node_count; i++) {
        if (!isnan(d->drop_v[i]) &&
            (d->worst_node < 0 || d->drop_v[i] > d->worst_drop_v)) {
            d->worst_node = (int32_t)i;
            d->worst_drop_v = d->drop_v[i];
            d->worst_at_s = d->at_s[i];
        }
    }
}

static void take_left(ird_dynamic *d, const ird_walk *w) {
    for (size_t i = 0; i < w->wish->pair_count; i++) {
        d->left[i] = ird_pairs_left(&w->record.pairs, i);
    }
}

static void take_charge(ird_dynamic *d, const ird_walk *w) {
    const ird_topology *topology = &w->near.factor->topology;
    for (size_t i = 0; i < d->source_count; i++) {
        int32_t group = topology->group_of[i];
        size_t node = (size_t)w->circuit->whole.sources.items[i].node;
        d->fed_c[i] = sign_of(w->circuit, node) * w->charge_c[group] /
                      (double)topology->group_sources[group];
    }
}

static ird_status take_drawn(ird_dynamic *d, const ird_walk *w, double from_s,
                             ird_error *err) {
    const ird_transient *t = w->circuit->transient;
    double *charge_c = ird_alloc(t->drains.count, sizeof *charge_c);
    if (charge_c == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_currents_charge(t, from_s, w->at_s, charge_c);
    for (size_t i = 0; i < t->drains.count; i++) {
        const ird_drain *drain = &t->drains.items[i];
        const int32_t ends[] = {drain->from, drain->to};
        bool is_lost = false;
        for (int k = 0; k < 2; k++) {
            if (ends[k] < 0) {
                continue;
            }
            is_lost = is_lost || w->near.slot_of[ends[k]] < 0;
            size_t net = ird_circuit_net(w->circuit, (size_t)ends[k]);
            if (w->near.slot_of[ends[k]] >= 0 && !w->circuit->is_ground[net]) {
                d->drawn_c += k == 0 ? charge_c[i] : -charge_c[i];
            }
        }
        d->unconnected_count += is_lost ? 1 : 0;
        d->unconnected_a += is_lost ? charge_c[i] / (w->at_s - from_s) : 0;
    }
    ird_free(charge_c);
    return IRD_OK;
}

/* Those whose peak may lie between two steps. */
static size_t count_short(const ird_transient *t, double step_s) {
    size_t count = 0;
    for (size_t i = 0; i < t->pulses.count; i++) {
        count += (double)t->pulses.items[i].width_s < 2 * step_s ? 1 : 0;
    }
    for (size_t i = 0; i < t->waves.count; i++) {
        const ird_wave *wave = &t->waves.items[i];
        double busy_s = wave->rise_s + wave->width_s + wave->fall_s;
        count += wave->low_a != wave->high_a && busy_s < 2 * step_s ? 1 : 0;
    }
    return count;
}

static double kirchhoff_of(const ird_walk *w) {
    return w->moved_a > 0 ? w->missed_a / w->moved_a : 0;
}

static void take_info(ird_dynamic *d, const ird_walk *w) {
    d->steps = w->steps;
    d->quiet_steps = w->quiet_steps;
    d->damped_steps = w->damped_steps;
    d->split_steps = w->split_steps;
    d->kirchhoff = kirchhoff_of(w);
    d->residual = w->residual;
    d->info = ird_factor_get_info(w->near.factor);
    d->info.islands = NULL;
    d->factor_s = d->info.build_s + d->info.order_s + d->info.factor_s;
}

/* ---- the worst windows again --------------------------------------------------------
 */

static void sort_windows(ird_window *windows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        ird_window moved = windows[i];
        size_t at = i;
        for (; at > 0 && windows[at - 1].state.at_s > moved.state.at_s; at--) {
            windows[at] = windows[at - 1];
        }
        windows[at] = moved;
    }
}

/* Take the worst of the fine walk where that of the coarse one lies in its windows, or
 * where it is worse. */
static void merge_worst(ird_dynamic *d, const ird_walk *fine, const ird_window *windows,
                        size_t count) {
    const ird_stepper *s = &fine->near;
    for (size_t i = 0; i < d->node_count; i++) {
        int32_t slot = s->slot_of[i];
        if (slot < 0 || (size_t)slot >= s->unknowns) {
            continue;
        }
        double worst_v = fine->record.worst_v[slot];
        if (worst_v > d->drop_v[i] || ird_windows_hold(d->at_s[i], windows, count)) {
            d->drop_v[i] = worst_v;
            d->at_s[i] = fine->record.at_s[slot];
        }
    }
    for (size_t i = 0; i < count && d->cycle_count > 0; i++) {
        double middle_s = 0.5 * (windows[i].state.at_s + windows[i].end_s);
        size_t cycle = (size_t)(middle_s / fine->wish->cycle_s);
        d->cycle_v[cycle] = fmax(fine->cycle_v[cycle], windows[i].begin_v);
    }
    for (size_t i = 0; i < fine->wish->pair_count; i++) {
        const ird_dynamic_left left = ird_pairs_left(&fine->record.pairs, i);
        if (left.worst_v > d->left[i].worst_v ||
            ird_windows_hold(d->left[i].at_s, windows, count)) {
            d->left[i].worst_v = left.worst_v;
            d->left[i].at_s = left.at_s;
        }
    }
}

static ird_status refine(ird_dynamic *d, ird_walk *fine, ird_circuit *circuit,
                         const ird_dynamic_wish *wish, ird_window *windows, size_t count,
                         const ird_monitor *monitor, ird_error *err) {
    double step_s = wish->step_s / (double)(wish->finer > 0 ? wish->finer : FINER);
    IRD_TRY(ird_walk_begin(fine, wish, circuit, step_s, 0, monitor, err));
    IRD_TRY(ird_moments_begin(wish->moments, 1, &fine->record, err));
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(ird_walk_set(fine, &windows[i].state, err));
        if (fine->record.samples.at_s.count > 0) { /* stands in the coarse one */
            fine->record.samples.at_s.count--;
            fine->record.samples.rows.count -= fine->record.samples.width;
        }
        IRD_TRY(ird_walk_to(fine, windows[i].end_s, err));
    }
    merge_worst(d, fine, windows, count);
    d->fine_steps = fine->steps + fine->quiet_steps;
    d->fine_step_s = step_s;
    d->kirchhoff = fmax(d->kirchhoff, kirchhoff_of(fine));
    d->residual = fmax(d->residual, fine->residual);
    return IRD_OK;
}

/* ---- the whole ----------------------------------------------------------------------
 */

/* Everything that is made on the way. */
typedef struct works {
    ird_circuit *circuit;
    ird_circuit_state start;
    ird_walk coarse, fine;
    ird_window *windows;
    size_t window_count;
    ird_samples samples;
} works;

static void free_works(works *k) {
    ird_walk_free(&k->coarse);
    ird_walk_free(&k->fine);
    for (size_t i = 0; i < k->window_count; i++) {
        ird_circuit_state_free(&k->windows[i].state);
    }
    ird_free(k->windows);
    ird_circuit_state_free(&k->start);
    ird_free(k->samples.at_s.items);
    ird_free(k->samples.rows.items);
}

/* What of the coarse walk is needed once its factors are given back. */
static void keep_of_coarse(works *k) {
    ird_walk *w = &k->coarse;
    k->samples = w->record.samples;
    w->record.samples = (ird_samples){0};
    if (w->windows != NULL) {
        ird_circuit_state_free(&w->windows[w->kept].state); /* the present one */
        for (size_t i = w->kept + 1; i <= w->most; i++) {
            ird_circuit_state_free(&w->windows[i].state);
        }
        k->windows = w->windows;
        k->window_count = w->kept;
        w->windows = NULL;
        sort_windows(k->windows, k->window_count);
    }
    ird_walk_free(w);
}

static ird_status walk_coarse(ird_dynamic *d, works *k, const ird_dynamic_wish *wish,
                              const ird_monitor *monitor, ird_error *err) {
    IRD_TRY(ird_circuit_state_make(&k->start, k->circuit, err));
    double begin_s = wish->warm_count > 0 ? wish->warm_ups[0].from_s : 0;
    const double *settled_a = wish->warm_count > 0 ? wish->settled_a : NULL;
    IRD_TRY(ird_circuit_settle_by(k->circuit, &k->start, begin_s, settled_a, &wish->solve,
                                  monitor, err));
    IRD_TRY(make_result(d, k->circuit, wish, err));
    take_static(d, k->circuit, &k->start);
    IRD_TRY(ird_walk_warm_up(wish, k->circuit, &k->start, monitor, err));
    IRD_TRY(ird_walk_begin(&k->coarse, wish, k->circuit, wish->step_s, wish->refined,
                           monitor, err));
    k->coarse.splits = wish->splits;
    IRD_TRY(ird_moments_begin(wish->moments, 0, &k->coarse.record, err));
    IRD_TRY(ird_walk_set(&k->coarse, &k->start, err));
    if (wish->warm_count > 0) {
        ird_record_forget(&k->coarse.record);
    }
    IRD_TRY(ird_walk_to(&k->coarse, wish->stop_s, err));
    take_worst(d, &k->coarse);
    take_left(d, &k->coarse);
    take_charge(d, &k->coarse);
    take_info(d, &k->coarse);
    IRD_TRY(take_drawn(d, &k->coarse, 0, err));
    d->short_pulses = count_short(k->circuit->transient, wish->step_s);
    find_worst(d);
    d->unrefined_v = d->worst_drop_v;
    d->cycle_v = k->coarse.cycle_v;
    d->cycle_count = k->coarse.cycle_count;
    k->coarse.cycle_v = NULL;
    keep_of_coarse(k);
    return IRD_OK;
}

ird_status ird_dynamic_solve_in(ird_circuit *circuit, ird_dynamic *dynamic,
                                const ird_dynamic_input *input,
                                const ird_dynamic_wish *wish, const ird_monitor *monitor,
                                ird_error *err) {
    double begin_s = ird_clock_s();
    works k = {.circuit = circuit};
    ird_dynamic made = {0};
    ird_status status = ird_circuit_renew(circuit, input, &wish->solve, err);
    circuit->statics = wish->statics;
    if (status == IRD_OK) {
        status = check_wish(wish, circuit->whole.nodes.count, err);
    }
    if (status == IRD_OK) {
        status = walk_coarse(&made, &k, wish, monitor, err);
    }
    if (status == IRD_OK && k.window_count > 0) {
        status = refine(&made, &k.fine, circuit, wish, k.windows, k.window_count, monitor,
                        err);
    }
    if (status == IRD_OK) {
        const ird_course_parts parts = {&k.samples, &k.fine.record.samples, k.windows,
                                        k.window_count};
        status = ird_course_join(&made.course, wish, &parts, err);
    }
    if (status == IRD_OK) {
        status = ird_moments_finish(wish->moments, k.windows, k.window_count, err);
    }
    free_works(&k);
    if (status != IRD_OK) {
        ird_dynamic_free(&made);
        return status;
    }
    find_worst(&made);
    made.seconds = ird_clock_s() - begin_s;
    ird_dynamic_free(dynamic);
    *dynamic = made;
    return IRD_OK;
}

ird_status ird_dynamic_solve(ird_dynamic *dynamic, const ird_dynamic_input *input,
                             const ird_dynamic_wish *wish, const ird_monitor *monitor,
                             ird_error *err) {
    ird_circuit circuit = {.keeps = wish->warm_count > 0}; /* in steps of one size */
    ird_status status =
        ird_dynamic_solve_in(&circuit, dynamic, input, wish, monitor, err);
    ird_circuit_free(&circuit);
    return status;
}

ird_status ird_dynamic_rest(double *worst_v, const ird_dynamic_input *input,
                            const ird_dynamic_wish *wish, const ird_monitor *monitor,
                            ird_error *err) {
    ird_circuit circuit = {0};
    ird_circuit_state state = {0};
    double most_v = 0;
    ird_status status = ird_circuit_renew(&circuit, input, &wish->solve, err);
    circuit.statics = wish->statics;
    if (status == IRD_OK) {
        status = ird_circuit_state_make(&state, &circuit, err);
    }
    if (status == IRD_OK) {
        status = ird_circuit_settle(&circuit, &state, -(double)INFINITY, &wish->solve,
                                    monitor, err);
    }
    for (size_t i = 0; i < circuit.whole.nodes.count && status == IRD_OK; i++) {
        most_v = fmax(most_v, sign_of(&circuit, i) * state.u_v[i]);
    }
    if (status == IRD_OK) {
        *worst_v = most_v;
    }
    ird_circuit_state_free(&state);
    ird_circuit_free(&circuit);
    return status;
}
