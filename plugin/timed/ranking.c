/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static const char DOING[] = "ranking cycles";

/* By what cycles are scored: all of them, and then by each stage the best ones of the one
 * before, and some others at random, by which that stage is judged. */
typedef struct stage {
    ird_scorer_kind kind;
    double finer;
    double part;  /* of all, ... */
    size_t times; /* ... and no fewer than so many times those solved exactly, ... */
    size_t least; /* ... and than these */
    size_t random;
} stage;

static const stage stages[IRD_CHANCE_STAGES] = {
    {IRD_SCORER_SLICES, 1, 1, 0, 0, 0},
    {IRD_SCORER_STEPS, 1, 0.1, 3, 200, 40},
    {IRD_SCORER_STEPS, 2, 0.04, 3, 60, 12},
};

enum { BEST_PART = 5 /* most of what is drawn of the others is of their best fifth */ };

/* What of a cycle is solved: where a walk through all of it drops by more than that part
 * of its worst. Walks are within a few percent of the exact drops. */
#define NEAR_WORST 0.8
/* No less is left out than that part of a cycle. */
#define WORTH_IT 0.5

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
    ird_scored_cycle *scored; /* each cycle */
    double *score;            /* of each cycle, by the stage that is made */
    size_t *order; /* cycles, those of the latest stage first, the highest ... */
    size_t reached[IRD_CHANCE_STAGES]; /* ... and how many have come to each stage */
    bool *is_exact;                    /* of each cycle: it is to be solved */
} making;

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

static int compare_numbers(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int compare_cycles(const void *a, const void *b) {
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
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
    }
}

/* Likewise, most of them from the best part; returns how many there are. */
static size_t draw_best(making *m, size_t from, size_t end, size_t count) {
    size_t all = end - from, best = all / BEST_PART;
    count = count < all ? count : all;
    size_t of_best = count - count / 3 < best ? count - count / 3 : best;
    draw_some(m, from, from + best, of_best);
    draw_some(m, from + of_best, end, count - of_best);
    return count;
}

static ird_status score(making *m, size_t k, const size_t *cycles, size_t count,
                        ird_error *err) {
    const ird_cycle_scoring by = {.kind = stages[k].kind,
                                  .finer = stages[k].finer,
                                  .pulse_s = m->made->steps.pulse_s,
                                  .solve = m->wish->in_time.solve};
    IRD_TRY(ird_cycle_scores_find(&m->source, &by, cycles, count, m->score, NULL,
                                  m->monitor, err));
    for (size_t i = 0; i < count; i++) {
        size_t cycle = cycles != NULL ? cycles[i] : i;
        m->scored[cycle].score[k] = m->score[cycle];
    }
    m->reached[k] = count;
    return sort_order(m, count, err);
}

/* Once more for those that are worth it. */
static ird_status score_again(making *m, size_t k, ird_error *err) {
    const stage *s = &stages[k];
    size_t before = m->reached[k - 1];
    double part = ceil(s->part * (double)m->made->cycles);
    double wanted = fmax(fmax(part, (double)s->least), (double)(s->times * m->made->top));
    size_t count = wanted < (double)before ? (size_t)wanted : before;
    count += draw_best(m, count, before, s->random);
    qsort(m->order, count, sizeof *m->order, compare_cycles);
    return score(m, k, m->order, count, err);
}

/* The best ones, and of the others some at random, of each stage: a sixth of those that
 * came to the last one, a third of those that came to the one before, ... */
static void choose(making *m) {
    const ird_ranking *made = m->made;
    size_t from = made->top, left = made->samples;
    for (size_t k = IRD_CHANCE_STAGES; k-- > 0;) {
        size_t end = m->reached[k] > from ? m->reached[k] : from;
        size_t others = made->cycles - end;
        size_t wanted = left / (2 * k + 1 + (k == 2 ? 1 : 0));
        wanted = left - wanted > others ? left - others : wanted;
        wanted = draw_best(m, from, end, wanted);
        for (size_t i = from; i < from + wanted; i++) {
            m->is_exact[m->order[i]] = true;
        }
        left -= wanted;
        from = end;
    }
    for (size_t i = 0; i < made->top; i++) {
        m->is_exact[m->order[i]] = true;
    }
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

static double latest_score(const ird_scored_cycle *cycle) {
    size_t k = IRD_CHANCE_STAGES - 1;
    while (k > 0 && isnan(cycle->score[k])) {
        k--;
    }
    return cycle->score[k];
}

/* Where each of the chosen ones may be worst. */
static ird_status find_spans(making *m, ird_chosen_cycle *chosen, size_t count,
                             ird_error *err) {
    ird_ranking *made = m->made;
    double period_s = m->source.period_s, memory_s = made->warmth.memory_s;
    const ird_cycle_scoring by = {.kind = IRD_SCORER_STEPS,
                                  .pulse_s = made->steps.pulse_s,
                                  .is_whole = true,
                                  .near = NEAR_WORST,
                                  .apart_s = memory_s,
                                  .solve = m->wish->in_time.solve};
    if (memory_s > WORTH_IT * period_s) {
        return IRD_OK;
    }
    made->solved_near = NEAR_WORST;
    size_t *cycles = ird_alloc(count, sizeof *cycles);
    ird_cycle_score *scores = ird_alloc(count, sizeof *scores);
    ird_status status =
        cycles != NULL && scores != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        cycles[i] = chosen[i].cycle;
    }
    if (status == IRD_OK) {
        status = ird_cycle_scores_find(&m->source, &by, cycles, count, m->score, scores,
                                       m->monitor, err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        chosen[i].span_count = scores[i].span_count;
        memcpy(chosen[i].spans, scores[i].spans, sizeof scores[i].spans);
    }
    ird_free(cycles);
    ird_free(scores);
    return status;
}

/* One is solved all along, which tells what all cycles would take: that whose score is in
 * the middle of all. */
static ird_status choose_whole(making *m, ird_chosen_cycle *chosen, size_t count,
                               ird_error *err) {
    size_t cycles = m->made->cycles, best = 0;
    double *sorted = ird_alloc(cycles, sizeof *sorted), least = INFINITY;
    if (sorted == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < cycles; i++) {
        sorted[i] = m->scored[i].score[0];
    }
    qsort(sorted, cycles, sizeof *sorted, compare_numbers);
    for (size_t i = 0; i < count; i++) {
        double off = fabs(m->scored[chosen[i].cycle].score[0] - sorted[cycles / 2]);
        best = off < least ? i : best;
        least = fmin(off, least);
    }
    chosen[best].span_count = 0;
    ird_free(sorted);
    return IRD_OK;
}

static ird_status solve_chosen(making *m, ird_chosen_cycle *chosen, size_t count,
                               double *cycle_s, ird_error *err) {
    ird_ranking *made = m->made;
    const ird_solve_options *solve = &m->wish->in_time.solve;
    IRD_TRY(ird_warmth_find(&made->warmth, &m->source, made->steps.step_s, solve,
                            m->monitor, err));
    IRD_TRY(find_spans(m, chosen, count, err));
    IRD_TRY(choose_whole(m, chosen, count, err));
    double known_v = latest_score(&m->scored[m->order[0]]);
    const ird_chosen_wish wish = {made->steps, *solve, &made->warmth, known_v};
    return ird_chosen_cycles_solve(&m->source, &wish, chosen, count, cycle_s, m->monitor,
                                   err);
}

static ird_status solve_exactly(making *m, ird_error *err) {
    ird_ranking *made = m->made;
    double begin_s = ird_clock_s(), cycle_s = 0;
    size_t count = 0;
    ird_chosen_cycle *chosen = ird_alloc_zero(made->count, sizeof *chosen);
    if (chosen == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < made->cycles; i++) {
        if (m->is_exact[i]) {
            chosen[count++] = (ird_chosen_cycle){.cycle = i};
        }
    }
    ird_status status = solve_chosen(m, chosen, count, &cycle_s, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        made->rows[i] = (ird_ranked_cycle){
            .exact = chosen[i],
            .file_s = ird_cycle_source_file_s(&m->source, chosen[i].cycle)};
    }
    ird_free(chosen);
    made->exact_s = ird_clock_s() - begin_s;
    made->all_s = cycle_s * (double)made->cycles /
                  (double)ird_dynamic_at_once(&m->wish->in_time.solve);
    return status;
}

/* What the scores say, by the exact ones. */
static ird_status learn(making *m, ird_error *err) {
    static const double parts[] = IRD_QUANTILE_PARTS;
    ird_ranking *made = m->made;
    ird_score_law law = {0};
    for (size_t i = 0; i < made->count; i++) {
        m->scored[made->rows[i].exact.cycle].exact_v = made->rows[i].exact.worst_v;
    }
    IRD_TRY(ird_score_law_make(&law, m->scored, made->cycles, err));
    for (size_t i = 0; i < made->cycles; i++) {
        double drop_v = ird_score_law_predict_v(&law, &m->scored[i]);
        made->predicted_v[i] = isnan(drop_v) ? latest_score(&m->scored[i]) : drop_v;
    }
    for (size_t i = 0; i < made->count; i++) {
        made->rows[i].predicted_v = made->predicted_v[made->rows[i].exact.cycle];
    }
    bool is_bounded = made->samples > 0 || made->count == made->cycles;
    made->missed = is_bounded ? ird_score_law_missed(&law) : 1;
    for (int i = 0; i < IRD_QUANTILES; i++) {
        made->quantiles[i] = ird_score_law_quantile(&law, parts[i]);
    }
    ird_score_law_free(&law);
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
    m->scored = ird_alloc(cycles, sizeof *m->scored);
    if (made->predicted_v == NULL || made->rows == NULL || m->score == NULL ||
        m->order == NULL || m->is_exact == NULL || m->scored == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < cycles; i++) {
        m->order[i] = i;
        m->scored[i] =
            (ird_scored_cycle){{(double)NAN, (double)NAN, (double)NAN}, (double)NAN};
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
    double begin_s = ird_clock_s();
    IRD_TRY(ird_cycle_steps_find(&m->source, &m->wish->in_time, &made->steps, m->monitor,
                                 err));
    IRD_TRY(score(m, 0, NULL, made->cycles, err));
    for (size_t k = 1; k < IRD_CHANCE_STAGES; k++) {
        IRD_TRY(score_again(m, k, err));
    }
    made->scored_by = stages[0].kind;
    made->again_by = stages[1].kind;
    made->scored_again = m->reached[1];
    made->scored_finely = m->reached[2];
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
    ird_free(m->scored);
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
