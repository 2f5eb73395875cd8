/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/cycle_scores.h"

#include <math.h>
#include <string.h>

static const char DOING[] = "scoring cycles";

/* Cycles that are scored together. */
typedef struct scoring {
    ird_cycle_source *source;
    const ird_monitor *monitor;
    double *all_scores;
    ird_cycle_score *whole; /* NULL: nobody wants it */
    ird_scorer *scorer;
    ird_scorer **kept; /* whose scorer it is; NULL: that of here */
    bool is_heat;
    size_t waiting, most, done, all;
    size_t *cycles;
    ird_pulses *pulses, *before; /* of each */
    ird_cycle_pulses *list, *list_before;
    ird_cycle_score *scores;
} scoring;

static void free_scoring(scoring *s) {
    for (size_t i = 0; i < s->most; i++) {
        if (s->pulses != NULL) {
            ird_free(s->pulses[i].items);
        }
        if (s->before != NULL) {
            ird_free(s->before[i].items);
        }
    }
    ird_free(s->cycles);
    ird_free(s->pulses);
    ird_free(s->before);
    ird_free(s->list);
    ird_free(s->list_before);
    ird_free(s->scores);
    if (s->kept == NULL) {
        ird_scorer_free(s->scorer);
    }
}

static ird_status make_scoring(scoring *s, const ird_cycle_scoring *by, ird_error *err) {
    enum { BATCHES = 4 /* a thread */ };
    const ird_net_transient *net = s->source->net;
    const ird_scorer_wish wish = {.kind = by->kind,
                                  .period_s = s->source->period_s,
                                  .pulse_s = isinf(by->pulse_s) ? 0 : by->pulse_s,
                                  .finer = by->finer,
                                  .is_whole = by->is_whole,
                                  .memory_s = by->memory_s,
                                  .near = by->near,
                                  .apart_s = by->apart_s,
                                  .solve = by->solve};
    const ird_dynamic_input input = {net->networks, net->net_count, net->timed};
    s->kept = by->scorer;
    s->is_heat = by->is_heat;
    s->scorer = s->kept != NULL ? *s->kept : NULL;
    if (s->scorer == NULL) {
        IRD_TRY(ird_scorer_create(&s->scorer, &input, &wish, s->monitor, err));
    }
    if (s->kept != NULL) {
        *s->kept = s->scorer;
    }
    size_t most =
        BATCHES * ird_scorer_at_once(s->scorer) * ird_dynamic_at_once(&by->solve);
    s->cycles = ird_alloc(most, sizeof *s->cycles);
    s->pulses = ird_alloc_zero(most, sizeof *s->pulses);
    s->before = ird_alloc_zero(most, sizeof *s->before);
    s->list = ird_alloc(most, sizeof *s->list);
    s->list_before = ird_alloc(most, sizeof *s->list_before);
    s->scores = ird_alloc(most, sizeof *s->scores);
    if (s->cycles == NULL || s->pulses == NULL || s->before == NULL || s->list == NULL ||
        s->list_before == NULL || s->scores == NULL) {
        return ird_fail_memory(err, DOING);
    }
    s->most = most;
    return IRD_OK;
}

static ird_status score_waiting(scoring *s, ird_error *err) {
    for (size_t i = 0; i < s->waiting; i++) {
        s->list[i] = (ird_cycle_pulses){s->pulses[i].items, s->pulses[i].count};
        s->list_before[i] = (ird_cycle_pulses){s->before[i].items, s->before[i].count};
    }
    IRD_TRY((s->is_heat ? ird_scorer_heat : ird_scorer_run)(
        s->scorer, s->list_before, s->list, s->waiting, s->scores, err));
    for (size_t i = 0; i < s->waiting; i++) {
        s->all_scores[s->cycles[i]] = s->scores[i].worst_v;
        if (s->whole != NULL) {
            s->whole[s->done + i] = s->scores[i];
        }
        s->pulses[i].count = s->before[i].count = 0;
    }
    s->done += s->waiting;
    s->waiting = 0;
    return ird_monitor_tick(s->monitor, DOING, (double)s->done / (double)s->all, err);
}

/* A cycle with what the next one draws before it begins; what the one before it draws in
 * its own time is given apart. */
static ird_status wait_for_score(void *context, const ird_cycle_view *view,
                                 ird_error *err) {
    scoring *s = context;
    double period_s = s->source->period_s;
    ird_cycle_view own = *view;
    bool has_before = view->parts[0]->cycle < view->cycle;
    if (has_before) {
        const ird_pulses *before = &view->parts[0]->pulses;
        ird_pulses *to = &s->before[s->waiting];
        IRD_TRY(ird_vec_reserve(to, before->count, DOING, err));
        if (before->count > 0) {
            memcpy(to->items, before->items, before->count * sizeof *to->items);
        }
        to->count = before->count;
        own.parts++;
        own.count--;
    }
    IRD_TRY(ird_cycle_view_pulses(&own, period_s, -(double)INFINITY, period_s,
                                  &s->pulses[s->waiting], err));
    s->cycles[s->waiting++] = view->cycle;
    return s->waiting == s->most ? score_waiting(s, err) : IRD_OK;
}

ird_status ird_cycle_scores_find(ird_cycle_source *source,
                                 const ird_cycle_scoring *scoring_by,
                                 const size_t *cycles, size_t count, double *scores,
                                 ird_cycle_score *whole, const ird_monitor *monitor,
                                 ird_error *err) {
    scoring s = {.source = source,
                 .monitor = monitor,
                 .all_scores = scores,
                 .whole = whole,
                 .all = count};
    ird_status status = make_scoring(&s, scoring_by, err);
    if (status == IRD_OK) {
        status = ird_cycle_source_look(source, cycles, count, 1, wait_for_score, &s,
                                       monitor, err);
    }
    if (status == IRD_OK && s.waiting > 0) {
        status = score_waiting(&s, err);
    }
    free_scoring(&s);
    return status;
}

/* --- steps ---------------------------------------------------------------------------
 */

/* The widths of the pulses say what steps are good: those of cycles that are spread over
 * the run. */
typedef struct looking {
    double period_s;
    ird_pulses pulses;
} looking;

static ird_status take_widths(void *context, const ird_cycle_view *view, ird_error *err) {
    looking *l = context;
    return ird_cycle_view_pulses(view, l->period_s, 0, l->period_s, &l->pulses, err);
}

ird_status ird_cycle_steps_find(ird_cycle_source *source, const ird_time_wish *wish,
                                ird_time_steps *steps, const ird_monitor *monitor,
                                ird_error *err) {
    enum { LOOKED_AT = 32 };
    size_t cycles[LOOKED_AT], count = 0, all = source->cycles;
    for (size_t i = 0; i < LOOKED_AT && i < all; i++) {
        cycles[count++] = all <= LOOKED_AT ? i : i * (all / LOOKED_AT);
    }
    looking l = {.period_s = source->period_s};
    ird_status status =
        ird_cycle_source_look(source, cycles, count, 0, take_widths, &l, monitor, err);
    if (status == IRD_OK) {
        ird_transient sample = *source->net->timed;
        ird_net_transient net = *source->net;
        sample.pulses = l.pulses;
        net.timed = &sample;
        status = ird_time_wish_steps(wish, &net, steps, err);
    }
    ird_free(l.pulses.items);
    return status;
}
