/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static const char DOING[] = "ranking cycles";

/* By what cycles are scored, all of them and then the best. */
static const ird_scorer_kind FIRST = IRD_SCORER_SLICES, AGAIN = IRD_SCORER_STEPS;
#define AGAIN_PART 0.1 /* of all, ... */
enum {
    AGAIN_TIMES = 3,   /* ... and no fewer than so many times those solved exactly, ... */
    AGAIN_LEAST = 200, /* ... and than these */
};
enum { BEST_PART = 5 }; /* of those not scored again, a fifth */

static void free_ranking(void *value) {
    ird_ranking *ranking = value;
    ird_cell_drop(ranking->transient);
    ird_free(ranking->predicted_v);
    ird_free(ranking->rows);
    ird_free(ranking);
}

static size_t ranking_bytes(const void *value) {
    const ird_ranking *ranking = value;
    return ranking->cycles * sizeof *ranking->predicted_v +
           ranking->count * sizeof *ranking->rows;
}

static const ird_stage ranking_stage = {"ranking", free_ranking, ranking_bytes};

typedef struct making {
    ird_session *session;
    const ird_ranking_wish *wish;
    const ird_monitor *monitor;
    ird_cycle_source source;
    ird_ranking *made;
    double *score;  /* of each cycle */
    size_t *order;  /* cycles, those of the highest score first */
    bool *is_exact; /* of each cycle: it is to be solved */
    uint8_t *stage; /* of each cycle: what its score is of, 0 or 1 */
} making;

static ird_status score(making *m, ird_scorer_kind kind, const size_t *cycles,
                        size_t count, ird_error *err) {
    const ird_cycle_scoring by = {kind, m->made->steps.pulse_s, m->wish->in_time.solve};
    return ird_cycle_scores_find(&m->source, &by, cycles, count, m->score, m->monitor,
                                 err);
}

/* --- which are worth it --------------------------------------------------------------
 */

typedef struct scored {
    double score;
    size_t cycle;
} scored;

/* The highest first, of equals the earliest. */
static int compare_scored(const void *a, const void *b) {
    const scored *x = a, *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return (x->cycle > y->cycle) - (x->cycle < y->cycle);
}

/* Sort count cycles of the order, from its beginning on. */
static ird_status sort_order(making *m, size_t count, ird_error *err) {
    scored *list = ird_alloc(count, sizeof *list);
    if (list == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        list[i] = (scored){m->score[m->order[i]], m->order[i]};
    }
    qsort(list, count, sizeof *list, compare_scored);
    for (size_t i = 0; i < count; i++) {
        m->order[i] = list[i].cycle;
    }
    ird_free(list);
    return IRD_OK;
}

static int compare_cycles(const void *a, const void *b) {
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The best ones by a dearer score, which takes the place of the first one. */
static ird_status score_again(making *m, ird_error *err) {
    ird_ranking *made = m->made;
    double part = ceil(AGAIN_PART * (double)made->cycles);
    double wanted = fmax(fmax(part, AGAIN_LEAST), (double)(AGAIN_TIMES * made->top));
    size_t count = wanted < (double)made->cycles ? (size_t)wanted : made->cycles;
    made->again_by = AGAIN;
    if (AGAIN == FIRST) {
        return IRD_OK;
    }
    made->scored_again = count;
    qsort(m->order, count, sizeof *m->order, compare_cycles);
    IRD_TRY(score(m, AGAIN, m->order, count, err));
    for (size_t i = 0; i < count; i++) {
        m->stage[m->order[i]] = 1;
    }
    return sort_order(m, count, err);
}

/* Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014), the finisher
 * of SplitMix64. */
static uint64_t mix(uint64_t x) {
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* Take so many of those that stand at [from, end) in the order to its beginning. */
static void draw_some(making *m, size_t from, size_t end, size_t count) {
    for (size_t i = from; i < from + count; i++) {
        uint64_t draw = mix(mix(m->wish->sample_seed) ^ i);
        size_t at = i + (size_t)(draw % (end - i));
        size_t swap = m->order[i];
        m->order[i] = m->order[at];
        m->order[at] = swap;
        m->is_exact[m->order[i]] = true;
    }
}

/* The best ones, and of the others some at random: a third of them of those that were
 * scored again, for each score is trusted by samples of its own; of the rest most from
 * its best part, where those lie that may have been missed. (That a cycle is chosen by
 * its score does not bias what is learned of the score.) */
static void choose(making *m) {
    const ird_ranking *made = m->made;
    size_t again = made->scored_again > made->top ? made->scored_again : made->top;
    size_t first = made->samples / 3, others = made->cycles - again;
    first = first < again - made->top ? first : again - made->top;
    first = made->samples - first > others ? made->samples - others : first;
    size_t rest = made->samples - first, best = others / BEST_PART;
    size_t of_best = rest - rest / 3 < best ? rest - rest / 3 : best;
    for (size_t i = 0; i < made->top; i++) {
        m->is_exact[m->order[i]] = true;
    }
    draw_some(m, made->top, again, first);
    draw_some(m, again, again + best, of_best);
    draw_some(m, again + of_best, made->cycles, rest - of_best);
}

/* --- the exact ones ------------------------------------------------------------------
 */

static int compare_rows(const void *a, const void *b) {
    const ird_ranked_cycle *x = a, *y = b;
    if (x->exact.worst_v != y->exact.worst_v) {
        return x->exact.worst_v > y->exact.worst_v ? -1 : 1;
    }
    return (x->exact.cycle > y->exact.cycle) - (x->exact.cycle < y->exact.cycle);
}

static ird_status solve_exactly(making *m, ird_error *err) {
    ird_ranking *made = m->made;
    const ird_solve_options *solve = &m->wish->in_time.solve;
    double begin_s = ird_clock_s(), cycle_s = 0;
    size_t count = 0;
    ird_chosen_cycle *chosen = ird_alloc(made->count, sizeof *chosen);
    if (chosen == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < made->cycles; i++) {
        if (m->is_exact[i]) {
            chosen[count++] = (ird_chosen_cycle){.cycle = i};
        }
    }
    ird_status status = ird_warmth_find(&made->warmth, &m->source, made->steps.step_s,
                                        solve, m->monitor, err);
    if (status == IRD_OK) {
        const ird_chosen_wish wish = {made->steps, *solve, &made->warmth};
        status = ird_chosen_cycles_solve(&m->source, &wish, chosen, count, &cycle_s,
                                         m->monitor, err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        made->rows[i] = (ird_ranked_cycle){
            .exact = chosen[i],
            .file_s = ird_cycle_source_file_s(&m->source, chosen[i].cycle)};
    }
    ird_free(chosen);
    made->exact_s = ird_clock_s() - begin_s;
    made->all_s = cycle_s * (double)made->cycles / (double)ird_dynamic_at_once(solve);
    return status;
}

/* What the scores say, by the exact ones. */
static ird_status learn(making *m, ird_error *err) {
    static const double parts[] = IRD_QUANTILE_PARTS;
    ird_ranking *made = m->made;
    ird_scored_cycle *cycles = ird_alloc(made->cycles, sizeof *cycles);
    if (cycles == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < made->cycles; i++) {
        cycles[i] = (ird_scored_cycle){m->score[i], (double)NAN, m->stage[i]};
    }
    for (size_t i = 0; i < made->count; i++) {
        cycles[made->rows[i].exact.cycle].exact_v = made->rows[i].exact.worst_v;
    }
    const ird_score_fits fits = ird_score_fits_make(cycles, made->cycles);
    for (size_t i = 0; i < made->cycles; i++) {
        const ird_scored_cycle unsolved = {m->score[i], (double)NAN, m->stage[i]};
        double drop_v = ird_score_fits_drop_v(&fits, &unsolved);
        made->predicted_v[i] = isnan(drop_v) ? m->score[i] : drop_v;
    }
    for (size_t i = 0; i < made->count; i++) {
        made->rows[i].predicted_v = made->predicted_v[made->rows[i].exact.cycle];
    }
    made->missed = made->count < made->cycles
                       ? ird_score_fits_missed(&fits, cycles, made->cycles)
                       : 0;
    for (int i = 0; i < IRD_QUANTILES; i++) {
        made->quantiles[i] =
            ird_score_fits_quantile(&fits, cycles, made->cycles, parts[i]);
    }
    ird_free(cycles);
    return IRD_OK;
}

/* Those that were drawn at random and not chosen. */
static void mark_samples(making *m) {
    for (size_t i = 0; i < m->made->count; i++) {
        ird_ranked_cycle *row = &m->made->rows[i];
        row->is_sample = true;
        for (size_t k = 0; k < m->made->top && row->is_sample; k++) {
            row->is_sample = m->order[k] != row->exact.cycle;
        }
    }
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status make_room(making *m, ird_error *err) {
    ird_ranking *made = m->made;
    size_t cycles = m->source.cycles;
    made->cycles = cycles;
    made->top = m->wish->top < cycles ? m->wish->top : cycles;
    made->samples =
        m->wish->samples < cycles - made->top ? m->wish->samples : cycles - made->top;
    made->count = made->top + made->samples;
    made->predicted_v = ird_alloc_zero(cycles, sizeof *made->predicted_v);
    made->rows = ird_alloc_zero(made->count, sizeof *made->rows);
    m->score = ird_alloc_zero(cycles, sizeof *m->score);
    m->order = ird_alloc(cycles, sizeof *m->order);
    m->is_exact = ird_alloc_zero(cycles, sizeof *m->is_exact);
    m->stage = ird_alloc_zero(cycles, sizeof *m->stage);
    if (made->predicted_v == NULL || made->rows == NULL || m->score == NULL ||
        m->order == NULL || m->is_exact == NULL || m->stage == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < cycles; i++) {
        m->order[i] = i;
    }
    return IRD_OK;
}

static ird_status rank(making *m, ird_error *err) {
    ird_ranking *made = m->made;
    IRD_TRY(ird_cycle_source_open(&m->source, m->session, &m->wish->in_time,
                                  m->wish->cycles, IRD_TOGGLES_KEPT, m->monitor, err));
    IRD_TRY(make_room(m, err));
    made->transient = ird_cell_use(m->source.transient);
    made->period_s = m->source.period_s;
    made->rest_s = m->source.rest_s;
    made->is_drawn = m->source.active == NULL;
    made->has_delays = ird_delays_are_there(&m->source.delays);
    made->scored_by = FIRST;
    double begin_s = ird_clock_s();
    IRD_TRY(ird_cycle_steps_find(&m->source, &m->wish->in_time, &made->steps, m->monitor,
                                 err));
    IRD_TRY(score(m, FIRST, NULL, made->cycles, err));
    IRD_TRY(sort_order(m, made->cycles, err));
    IRD_TRY(score_again(m, err));
    made->score_s = ird_clock_s() - begin_s;
    choose(m);
    IRD_TRY(solve_exactly(m, err));
    mark_samples(m);
    IRD_TRY(learn(m, err));
    qsort(made->rows, made->count, sizeof *made->rows, compare_rows);
    made->read_s = m->source.read_s;
    made->passes = m->source.passes;
    return IRD_OK;
}

static ird_status make_ranking(void *context, void **value, ird_error *err) {
    making *m = context;
    m->made = ird_alloc_zero(1, sizeof *m->made);
    if (m->made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = rank(m, err);
    ird_cycle_source_free(&m->source);
    ird_free(m->score);
    ird_free(m->order);
    ird_free(m->is_exact);
    ird_free(m->stage);
    if (status != IRD_OK) {
        free_ranking(m->made);
        return status;
    }
    *value = m->made;
    return IRD_OK;
}

ird_status ird_session_need_ranking(ird_session *session, const ird_ranking_wish *wish,
                                    const ird_monitor *monitor, ird_cell **ranking,
                                    ird_error *err) {
    making m = {.session = session, .wish = wish, .monitor = monitor};
    const ird_time_wish *in_time = &wish->in_time;
    ird_switching_wish plan = in_time->switching;
    ird_cell *transient = NULL;
    plan.cycles = 0;
    plan.window = 0;
    IRD_TRY(ird_session_need_transient(session, in_time->nets, in_time->net_count, &plan,
                                       monitor, &transient, err));
    ird_key key = ird_key_of(&ranking_stage);
    ird_key_add(&key, &transient->key);
    ird_key_number(&key, ird_solve_options_key(&in_time->solve));
    ird_key_real(&key, in_time->step_s);
    ird_key_number(&key, in_time->is_fast);
    ird_key_number(&key, plan.is_vectorless);
    ird_key_number(&key, wish->cycles);
    ird_key_number(&key, wish->top);
    ird_key_number(&key, wish->samples);
    ird_key_number(&key, wish->sample_seed);
    return ird_store_need(&session->store, &ranking_stage, transient->net, key,
                          make_ranking, &m, ranking, err);
}
