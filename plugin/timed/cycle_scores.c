/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/cycle_scores.h"

#include <math.h>

static const char DOING[] = "scoring cycles";

/* All that is scored. */
typedef struct scoring {
    ird_cycle_source *source;
    const ird_monitor *monitor;
    const size_t *cycles;
    size_t count;
    double *all_scores;
    ird_cycle_score *whole; /* NULL: nobody wants it */
    ird_scorer *scorer;
    bool is_heat, is_shared; /* shared: threads make pulses, too */
    double before_s;
    struct batch *batches; /* one a thread that makes pulses */
    size_t batch_count;
} scoring;

/* Cycles that are scored together. */
typedef struct batch {
    const scoring *all;
    size_t worker, done; /* done: of all cycles that are wanted */
    size_t waiting, most;
    ird_pulses *pulses, *before; /* of each */
    ird_cycle_pulses *list, *list_before;
    ird_cycle_score *scores;
} batch;

static void free_batch(batch *b) {
    for (size_t i = 0; i < b->most; i++) {
        if (b->pulses != NULL) {
            ird_free(b->pulses[i].items);
        }
        if (b->before != NULL) {
            ird_free(b->before[i].items);
        }
    }
    ird_free(b->pulses);
    ird_free(b->before);
    ird_free(b->list);
    ird_free(b->list_before);
    ird_free(b->scores);
}

static ird_status make_batch(batch *b, const scoring *s, size_t worker, size_t most,
                             ird_error *err) {
    *b = (batch){.all = s,
                 .worker = worker,
                 .most = most,
                 .pulses = ird_alloc_zero(most, sizeof *b->pulses),
                 .before = ird_alloc_zero(most, sizeof *b->before),
                 .list = ird_alloc(most, sizeof *b->list),
                 .list_before = ird_alloc(most, sizeof *b->list_before),
                 .scores = ird_alloc(most, sizeof *b->scores)};
    return b->pulses != NULL && b->before != NULL && b->list != NULL &&
                   b->list_before != NULL && b->scores != NULL
               ? IRD_OK
               : ird_fail_memory(err, DOING);
}

static ird_status score_waiting(batch *b, ird_error *err) {
    const scoring *s = b->all;
    for (size_t i = 0; i < b->waiting; i++) {
        b->list[i] = (ird_cycle_pulses){b->pulses[i].items, b->pulses[i].count};
        b->list_before[i] = (ird_cycle_pulses){b->before[i].items, b->before[i].count};
    }
    if (s->is_shared) {
        IRD_TRY(ird_scorer_run_one(s->scorer, b->worker, s->is_heat, b->list_before,
                                   b->list, b->waiting, b->scores, err));
    } else {
        IRD_TRY((s->is_heat ? ird_scorer_heat : ird_scorer_run)(
            s->scorer, b->list_before, b->list, b->waiting, b->scores, err));
    }
    for (size_t i = 0; i < b->waiting; i++) {
        s->all_scores[s->cycles[b->done + i]] = b->scores[i].worst_v;
        if (s->whole != NULL) {
            s->whole[b->done + i] = b->scores[i];
        }
        b->pulses[i].count = b->before[i].count = 0;
    }
    b->done += b->waiting;
    b->waiting = 0;
    return IRD_OK;
}

/* A cycle with what the next one draws before it begins; what the one before it draws in
 * its own time is given apart, of the time that counts. */
static ird_status wait_for_score(void *context, const ird_cycle_view *view,
                                 ird_error *err) {
    batch *b = context;
    double period_s = b->all->source->period_s;
    ird_cycle_view own = *view, before = *view;
    if (view->parts[0]->cycle < view->cycle) {
        before.cycle = view->parts[0]->cycle;
        before.count = 1;
        IRD_TRY(ird_cycle_view_pulses(&before, period_s, period_s - b->all->before_s,
                                      (double)INFINITY, &b->before[b->waiting], err));
        own.parts++;
        own.count--;
    }
    IRD_TRY(ird_cycle_view_pulses(&own, period_s, -(double)INFINITY, period_s,
                                  &b->pulses[b->waiting], err));
    b->waiting++;
    return b->waiting == b->most ? score_waiting(b, err) : IRD_OK;
}

/* Some of the cycles that are wanted, by one of the threads. */
static ird_status score_piece(void *context, size_t worker, size_t first, size_t count,
                              ird_error *err) {
    const scoring *s = context;
    batch *b = &s->batches[worker];
    b->done = first;
    b->waiting = 0;
    IRD_TRY(ird_cycle_source_look(s->source, s->cycles + first, count, 1, wait_for_score,
                                  b, s->is_shared ? NULL : s->monitor, err));
    return b->waiting > 0 ? score_waiting(b, err) : IRD_OK;
}

static ird_status need_scorer(scoring *s, const ird_cycle_scoring *by,
                              const ird_monitor *monitor, ird_error *err) {
    const ird_net_transient *net = s->source->net;
    const ird_scorer_wish wish = {.kind = by->kind,
                                  .period_s = s->source->period_s,
                                  .pulse_s = isinf(by->pulse_s) ? 0 : by->pulse_s,
                                  .finer = by->finer,
                                  .memory_s = by->memory_s,
                                  .statics = ird_net_statics_get(&s->source->statics),
                                  .solve = by->solve};
    const ird_dynamic_input input = {net->networks, net->net_count, net->timed};
    s->scorer = by->scorer != NULL ? *by->scorer : NULL;
    if (s->scorer == NULL) {
        IRD_TRY(ird_scorer_create(&s->scorer, &input, &wish, monitor, err));
    }
    if (by->scorer != NULL) {
        *by->scorer = s->scorer;
    }
    return by->near > 0 ? ird_scorer_want_spans(s->scorer, by->near, by->apart_s, err)
                        : IRD_OK;
}

/* Where the run is read anew, one thread makes all pulses and hands several batches a
 * thread over; else each thread makes those that it scores. */
static ird_status make_batches(scoring *s, ird_error *err) {
    enum { BATCHES = 4 /* a thread */ };
    size_t workers = ird_scorer_workers(s->scorer);
    size_t at_once = ird_scorer_at_once(s->scorer);
    s->is_shared = s->source->active == NULL || s->source->is_kept;
    s->before_s = ird_scorer_before_s(s->scorer);
    s->batches = ird_alloc_zero(workers, sizeof *s->batches);
    s->batch_count = s->is_shared ? workers : 1;
    if (s->batches == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < s->batch_count; i++) {
        IRD_TRY(make_batch(&s->batches[i], s, i,
                           s->is_shared ? at_once : BATCHES * workers * at_once, err));
    }
    return IRD_OK;
}

/* The cycle before and the one behind each piece are made twice: heat, which is little
 * more than that, is found in large ones. */
static size_t piece_of(const scoring *s) {
    enum { HEAT = 2 /* batches of it */ };
    size_t piece = ird_scorer_piece(s->scorer, s->count);
    return s->is_shared ? (s->is_heat ? HEAT * piece : piece) : s->count;
}

static ird_status list_all(size_t **cycles, size_t count, ird_error *err) {
    *cycles = ird_alloc(count, sizeof **cycles);
    if (*cycles == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        (*cycles)[i] = i;
    }
    return IRD_OK;
}

ird_status ird_cycle_scores_find(ird_cycle_source *source, const ird_cycle_scoring *by,
                                 const size_t *cycles, size_t count, double *scores,
                                 ird_cycle_score *whole, const ird_monitor *monitor,
                                 ird_error *err) {
    size_t *all = NULL;
    scoring s = {.source = source,
                 .monitor = monitor,
                 .cycles = cycles,
                 .count = cycles != NULL ? count : source->cycles,
                 .all_scores = scores,
                 .whole = whole,
                 .is_heat = by->is_heat};
    ird_status status = need_scorer(&s, by, monitor, err);
    if (status == IRD_OK && cycles == NULL) {
        status = list_all(&all, s.count, err);
        s.cycles = all;
    }
    if (status == IRD_OK) {
        status = make_batches(&s, err);
    }
    if (status == IRD_OK) {
        status = ird_scorer_share(s.scorer, s.count, piece_of(&s), score_piece, &s, err);
    }
    for (size_t i = 0; s.batches != NULL && i < s.batch_count; i++) {
        free_batch(&s.batches[i]);
    }
    ird_free(s.batches);
    ird_free(all);
    if (by->scorer == NULL) {
        ird_scorer_free(s.scorer);
    }
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
