/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/chosen_cycles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char DOING[] = "solving chosen cycles";

/* --- how long the nets remember ------------------------------------------------------
 */

enum {
    PIECES = 64, /* of a stretch of time that is looked at, each a step or so */
    LONGER = 8,  /* the next one */
    RINGS = 2,   /* of a package, at least */
    A_RING = 64  /* steps of far stretches */
};

/* The average current stops at time 0: the last of so many pieces of the time in which
 * the worst drop is above what is always there by more than a part of what it was; -1
 * where that is none. */
static ird_status let_go(const ird_cycle_source *source, const ird_solve_options *options,
                         double length_s, double step_s, const ird_monitor *monitor,
                         int *last, ird_error *err) {
    const ird_net_transient *net = source->net;
    const ird_dynamic_input input = {net->networks, net->net_count, net->timed};
    const ird_warm_up before = {-step_s, step_s};
    const ird_dynamic_wish wish = {.step_s = step_s,
                                   .stop_s = length_s,
                                   .cycle_s = length_s / PIECES,
                                   .keeps_step = true,
                                   .warm_ups = &before,
                                   .warm_count = 1,
                                   .settled_a = net->drains.mean_a.items,
                                   .statics = ird_net_statics_get(&source->statics),
                                   .solve = *options};
    ird_dynamic d = {0};
    double rest_v = 0;
    ird_status status = ird_dynamic_rest(&rest_v, &input, &wish, monitor, err);
    if (status == IRD_OK) {
        status = ird_dynamic_solve(&d, &input, &wish, monitor, err);
    }
    if (status == IRD_OK) {
        double limit_v = rest_v + IRD_WARM_PART * fabs(d.worst_static_v - rest_v);
        *last = -1;
        for (size_t i = 0; i < d.cycle_count; i++) {
            *last = d.cycle_v[i] > limit_v ? (int)i : *last;
        }
    }
    ird_dynamic_free(&d);
    return status;
}

/* Looked for in longer and longer stretches of time. */
static ird_status find_memory(ird_warmth *w, const ird_cycle_source *source,
                              double step_s, double ring_s,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, ird_error *err) {
    double most_s = IRD_WARM_CYCLES_MOST * source->period_s;
    double rings_s = isinf(ring_s) ? 0 : RINGS * ring_s; /* one goes below first */
    double length_s = fmin(fmax(PIECES * step_s, rings_s), most_s);
    for (;;) {
        int last = 0;
        double piece_s = length_s / PIECES;
        double fine_s = fmax(fmin(piece_s, ring_s / (A_RING / 2)), step_s);
        IRD_TRY(let_go(source, options, length_s, fine_s, monitor, &last, err));
        w->memory_s = (last + 1) * piece_s;
        if (last < PIECES * 3 / 4) {
            return IRD_OK;
        }
        if (length_s >= most_s) {
            w->is_short = true;
            w->memory_s = length_s;
            return IRD_OK;
        }
        length_s = fmin(LONGER * length_s, most_s);
    }
}

/* So many steps that they are no less. */
static double whole_steps(double length_s, double step_s) {
    return ceil(length_s / step_s - 1e-6) * step_s;
}

/* Rough far away, finer as it comes near; the last stretch has the steps of the cycle.
 * All are of whole steps. */
static void plan_stretches(ird_warmth *w, double period_s, double step_s, double ring_s) {
    enum { COARSER = 8, FINE = 24 };
    double coarse_s =
        floor(fmax(fmin(COARSER * step_s, ring_s / A_RING), step_s) / step_s);
    coarse_s *= step_s;
    double fine_s = FINE * step_s;
    double all_s = fmax(w->memory_s, COARSER * step_s);
    w->count = 0;
    if (all_s > 2 * fine_s && coarse_s > 1.5 * step_s) {
        all_s = fine_s + whole_steps(all_s - fine_s, coarse_s);
        w->stretches[w->count++] = (ird_warm_up){-all_s, coarse_s};
        w->stretches[w->count++] = (ird_warm_up){-fine_s, step_s};
    } else {
        all_s = whole_steps(all_s, step_s);
        w->stretches[w->count++] = (ird_warm_up){-all_s, step_s};
    }
    w->back = (size_t)ceil(all_s / period_s);
}

ird_status ird_warmth_find(ird_warmth *warmth, const ird_cycle_source *source,
                           double step_s, const ird_solve_options *options,
                           const ird_monitor *monitor, ird_error *err) {
    ird_warmth made = {0};
    double ring_s = ird_net_transient_ring_s(source->net);
    IRD_TRY(find_memory(&made, source, step_s, ring_s, options, monitor, err));
    plan_stretches(&made, source->period_s, step_s, ring_s);
    *warmth = made;
    return IRD_OK;
}

/* --- solving -------------------------------------------------------------------------
 */

/* A span of a cycle, by the time of the cycle. */
typedef struct span_of {
    size_t chosen; /* the number of its cycle */
    ird_time_span time;
    bool is_whole;
} span_of;

typedef struct solving {
    ird_cycle_source *source;
    const ird_chosen_wish *wish;
    ird_chosen_cycle *chosen;
    const ird_monitor *monitor;
    size_t next;          /* of chosen: not collected yet */
    size_t waiting, most; /* spans that are collected */
    span_of *spans;       /* of each that waits */
    ird_pulses *pulses;   /* likewise */
    ird_warmth *warmths;  /* likewise */
    ird_transient *transients;
    ird_dynamic_input *inputs;
    ird_dynamic_wish *wishes;
    ird_dynamic *results;
    IRD_VEC(double) step_s; /* that a step took, of each solution */
    double whole_steps;     /* of cycles that were solved all along, ... */
    size_t whole;           /* ... and how many those are */
} solving;

static void free_solving(solving *s) {
    for (size_t i = 0; i < s->most; i++) {
        if (s->pulses != NULL) {
            ird_free(s->pulses[i].items);
        }
    }
    ird_free(s->spans);
    ird_free(s->step_s.items);
    ird_free(s->pulses);
    ird_free(s->warmths);
    ird_free(s->transients);
    ird_free(s->inputs);
    ird_free(s->wishes);
    ird_free(s->results);
}

/* So many at a time that their results take no more than this. */
static size_t choose_most(const ird_net_transient *net, const ird_solve_options *options,
                          size_t count) {
    static const double ROOM = 256e6;
    enum { VALUES = 4 /* of each node */ };
    double nodes = 1, threads = (double)ird_dynamic_at_once(options);
    for (size_t i = 0; i < net->net_count; i++) {
        nodes += (double)net->networks[i]->nodes.count;
    }
    double most = fmax(ROOM / (nodes * VALUES * sizeof(double)), threads);
    return most < (double)count ? (size_t)most : count;
}

static ird_status make_solving(solving *s, size_t count, ird_error *err) {
    s->most = choose_most(s->source->net, &s->wish->solve, count);
    s->spans = ird_alloc_zero(s->most, sizeof *s->spans);
    s->pulses = ird_alloc_zero(s->most, sizeof *s->pulses);
    s->warmths = ird_alloc_zero(s->most, sizeof *s->warmths);
    s->transients = ird_alloc_zero(s->most, sizeof *s->transients);
    s->inputs = ird_alloc_zero(s->most, sizeof *s->inputs);
    s->wishes = ird_alloc_zero(s->most, sizeof *s->wishes);
    s->results = ird_alloc_zero(s->most, sizeof *s->results);
    IRD_TRY(ird_vec_reserve(&s->step_s, 2 * count, DOING, err)); /* some once more */
    return s->spans != NULL && s->pulses != NULL && s->warmths != NULL &&
                   s->transients != NULL && s->inputs != NULL && s->wishes != NULL &&
                   s->results != NULL
               ? IRD_OK
               : ird_fail_memory(err, DOING);
}

/* A run begins at rest with its first cycle: nothing was before. */
static void cut_warmth(ird_warmth *w, double begin_s) {
    size_t first = 0;
    while (first < w->count &&
           (first + 1 < w->count ? w->stretches[first + 1].from_s : 0) <= begin_s) {
        first++;
    }
    w->count -= first;
    memmove(w->stretches, w->stretches + first, w->count * sizeof *w->stretches);
    if (w->count > 0) {
        w->stretches[0].from_s = fmax(w->stretches[0].from_s, begin_s);
    }
}

/* A top shows so many steps behind it, at most; and so much further the currents of steps
 * are looked at. */
#define TOP_STEPS 0.5
enum { STEPS_AHEAD = 3 };

/* The circuit with the pulses of one span, which begins at time 0; all else is shared. */
static void prepare(solving *s, size_t at) {
    const ird_net_transient *net = s->source->net;
    const span_of *span = &s->spans[at];
    size_t cycle = s->chosen[span->chosen].cycle;
    ird_warmth *warmth = &s->warmths[at];
    double begin_s = -(double)cycle * s->source->period_s - span->time.from_s;
    double length_s = span->time.to_s - span->time.from_s;
    double step_s = s->wish->steps.step_s;
    *warmth = *s->wish->warmth;
    bool is_cut = warmth->stretches[0].from_s <= begin_s;
    cut_warmth(warmth, begin_s);
    s->transients[at] = *net->timed;
    s->transients[at].pulses = s->pulses[at];
    s->inputs[at] =
        (ird_dynamic_input){net->networks, net->net_count, &s->transients[at]};
    s->wishes[at] = (ird_dynamic_wish){.step_s = step_s,
                                       .until_s = length_s,
                                       .stop_s = length_s + TOP_STEPS * step_s,
                                       .floor_v = s->chosen[span->chosen].floor_v,
                                       .known_v = s->wish->known_v,
                                       .splits = s->wish->steps.splits,
                                       .solve = s->wish->solve};
    s->wishes[at].warm_ups = warmth->stretches;
    s->wishes[at].warm_count = warmth->count;
    s->wishes[at].settled_a = is_cut ? NULL : net->drains.mean_a.items;
    s->wishes[at].statics = ird_net_statics_get(&s->source->statics);
}

/* Of a cycle the worst of its spans. */
static void take_result(solving *s, size_t at) {
    const ird_dynamic *d = &s->results[at];
    const span_of *span = &s->spans[at];
    ird_chosen_cycle *chosen = &s->chosen[span->chosen];
    const ird_dynamic_wish *wish = &s->wishes[at];
    if (isnan(chosen->worst_v) || d->worst_drop_v > chosen->worst_v) {
        chosen->worst_v = d->worst_drop_v;
        chosen->at_s = span->time.from_s + d->worst_at_s;
        chosen->node = d->worst_node;
    }
    double steps = (double)(d->steps + d->quiet_steps), all_steps = steps;
    for (size_t i = 0; i < wish->warm_count; i++) {
        double to_s = i + 1 < wish->warm_count ? wish->warm_ups[i + 1].from_s : 0;
        all_steps += (to_s - wish->warm_ups[i].from_s) / wish->warm_ups[i].step_s;
    }
    s->step_s.items[s->step_s.count++] = d->seconds / fmax(all_steps, 1);
    s->whole_steps += span->is_whole ? steps : 0;
    s->whole += span->is_whole ? 1 : 0;
}

static int compare_numbers(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Seconds of a cycle by the middle of what a step took: some of them made factors. */
static double cycle_seconds(solving *s) {
    qsort(s->step_s.items, s->step_s.count, sizeof *s->step_s.items, compare_numbers);
    return s->whole > 0
               ? s->step_s.items[s->step_s.count / 2] * s->whole_steps / (double)s->whole
               : (double)NAN;
}

static ird_status solve_waiting(solving *s, ird_error *err) {
    if (s->waiting == 0) {
        return IRD_OK;
    }
    ird_status status = ird_dynamic_solve_all(s->results, s->inputs, s->wishes,
                                              s->waiting, s->monitor, err);
    for (size_t i = 0; i < s->waiting && status == IRD_OK; i++) {
        take_result(s, i);
    }
    for (size_t i = 0; i < s->waiting; i++) {
        ird_dynamic_free(&s->results[i]);
        s->pulses[i].count = 0;
    }
    s->waiting = 0;
    return status;
}

static ird_status collect_span(solving *s, const ird_cycle_view *view, size_t chosen,
                               const ird_time_span *time, bool is_whole, ird_error *err) {
    double from_s = time->from_s + s->wish->warmth->stretches[0].from_s;
    double to_s = time->to_s + STEPS_AHEAD * s->wish->steps.step_s;
    ird_pulses *pulses = &s->pulses[s->waiting];
    IRD_TRY(ird_cycle_view_pulses(view, s->source->period_s, from_s, to_s, pulses, err));
    for (size_t i = 0; i < pulses->count; i++) {
        pulses->items[i].start_s -= time->from_s;
    }
    s->spans[s->waiting] = (span_of){chosen, *time, is_whole};
    prepare(s, s->waiting);
    s->waiting++;
    return s->waiting == s->most ? solve_waiting(s, err) : IRD_OK;
}

enum { LEAST_STEPS = 4 /* of a span */ };

/* From where a step of the run begins that would be solved all along: so drops are those
 * of that run. The first one ends behind the beginning of the cycle. */
static double step_at(const solving *s, size_t cycle, double at_s) {
    double begin_s = (double)cycle * s->source->period_s, step_s = s->wish->steps.step_s;
    return floor((begin_s + at_s) / step_s + 1e-3) * step_s - begin_s;
}

static ird_status collect(void *context, const ird_cycle_view *view, ird_error *err) {
    solving *s = context;
    ird_chosen_cycle *chosen = &s->chosen[s->next];
    size_t number = s->next++, cycle = chosen->cycle;
    double begin_s = step_at(s, cycle, 0);
    const ird_time_span all = {begin_s, s->source->period_s};
    chosen->worst_v = chosen->at_s = (double)NAN;
    chosen->node = -1;
    if (chosen->span_count == 0) {
        return collect_span(s, view, number, &all, true, err);
    }
    for (size_t i = 0; i < chosen->span_count; i++) {
        ird_time_span span = chosen->spans[i];
        span.from_s = fmin(span.from_s, span.to_s - LEAST_STEPS * s->wish->steps.step_s);
        span.from_s = step_at(s, cycle, fmax(span.from_s, 0));
        IRD_TRY(collect_span(s, view, number, &span, false, err));
    }
    return IRD_OK;
}

static size_t count_spans(const ird_chosen_cycle *chosen, size_t count) {
    size_t spans = 0;
    for (size_t i = 0; i < count; i++) {
        spans += chosen[i].span_count > 0 ? chosen[i].span_count : 1;
    }
    return spans;
}

/* By floors where there are. */
static ird_status solve_once(solving *s, size_t count, ird_error *err) {
    size_t *wanted = ird_alloc(count, sizeof *wanted);
    if (wanted == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        wanted[i] = s->chosen[i].cycle;
    }
    s->next = 0;
    ird_status status = ird_cycle_source_look(
        s->source, wanted, count, s->wish->warmth->back, collect, s, s->monitor, err);
    ird_free(wanted);
    return status == IRD_OK ? solve_waiting(s, err) : status;
}

/* Without them those that are no worse than theirs. */
static ird_status solve_others(solving *s, size_t count, ird_error *err) {
    ird_chosen_cycle *all = s->chosen, *others = ird_alloc(count, sizeof *others);
    size_t left = 0;
    if (others == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        if (all[i].floor_v > 0 && !(all[i].worst_v > all[i].floor_v)) {
            all[i].floor_v = 0;
            others[left++] = all[i];
        }
    }
    s->chosen = others;
    ird_status status = left > 0 ? solve_once(s, left, err) : IRD_OK;
    for (size_t i = count; i-- > 0 && status == IRD_OK && left > 0;) {
        if (all[i].cycle == others[left - 1].cycle) {
            all[i] = others[--left];
        }
    }
    s->chosen = all;
    ird_free(others);
    return status;
}

ird_status ird_chosen_cycles_solve(ird_cycle_source *source, const ird_chosen_wish *wish,
                                   ird_chosen_cycle *chosen, size_t count,
                                   double *cycle_s, const ird_monitor *monitor,
                                   ird_error *err) {
    if (count == 0) {
        return IRD_OK;
    }
    solving s = {.source = source, .wish = wish, .chosen = chosen, .monitor = monitor};
    ird_status status = make_solving(&s, count_spans(chosen, count), err);
    if (status == IRD_OK) {
        status = solve_once(&s, count, err);
    }
    if (status == IRD_OK) {
        status = solve_others(&s, count, err);
    }
    if (status == IRD_OK && cycle_s != NULL) {
        *cycle_s = cycle_seconds(&s);
    }
    free_solving(&s);
    return status;
}
