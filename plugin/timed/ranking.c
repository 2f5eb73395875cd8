/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/room_once.h"

static const char DOING[] = "ranking cycles";

/* What of a cycle is solved: where a walk drops by more than that part of its worst.
 * Walks are within a few percent of the exact drops. */
#define NEAR_WORST 0.8
/* A cycle is worse than that part of its best score, which is within a few percent. */
#define SURELY 0.7
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
    ird_room_once once;
    ird_cycle_source source;
    ird_ranking *made;
    ird_score_stages stages;
    bool *is_exact; /* of each cycle: it is to be solved */
} making;

/* --- which are worth it --------------------------------------------------------------
 */

/* Those that are drawn, and the best ones of the others. */
static void choose(making *m) {
    size_t count = m->stages.drawn + m->made->top;
    for (size_t i = 0; i < count; i++) {
        m->is_exact[m->stages.order[i]] = true;
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

/* Where each of the chosen ones may be worst. */
static ird_status find_spans(making *m, ird_chosen_cycle *chosen, size_t count,
                             ird_error *err) {
    ird_ranking *made = m->made;
    double period_s = m->source.period_s, memory_s = made->warmth.memory_s;
    const ird_cycle_scoring by = {.kind = IRD_SCORER_STEPS,
                                  .finer = 1,
                                  .pulse_s = made->steps.pulse_s,
                                  .memory_s = memory_s,
                                  .near = NEAR_WORST,
                                  .apart_s = memory_s,
                                  .scorer = &m->stages.steps,
                                  .solve = m->wish->in_time.solve};
    if (memory_s > WORTH_IT * period_s) {
        return IRD_OK;
    }
    made->solved_near = NEAR_WORST;
    size_t *cycles = ird_alloc(count, sizeof *cycles);
    ird_cycle_score *scores = ird_alloc(count, sizeof *scores);
    double *each = ird_alloc(made->cycles, sizeof *each);
    ird_status status = cycles != NULL && scores != NULL && each != NULL
                            ? IRD_OK
                            : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        cycles[i] = chosen[i].cycle;
    }
    if (status == IRD_OK) {
        status = ird_cycle_scores_find(&m->source, &by, cycles, count, each, scores,
                                       m->monitor, err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        chosen[i].span_count = scores[i].span_count;
        memcpy(chosen[i].spans, scores[i].spans, sizeof scores[i].spans);
    }
    ird_free(cycles);
    ird_free(scores);
    ird_free(each);
    return status;
}

static int compare_numbers(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* One is solved all along, which tells what all cycles would take: that whose first score
 * is in the middle of all. */
static ird_status choose_whole(making *m, ird_chosen_cycle *chosen, size_t count,
                               ird_error *err) {
    const ird_scored_cycle *scored = m->stages.scored;
    size_t cycles = m->made->cycles, best = 0;
    size_t first = isnan(scored[0].score[0]) ? (size_t)IRD_STAGE_SLICES : 0;
    double *sorted = ird_alloc(cycles, sizeof *sorted), least = (double)INFINITY;
    if (sorted == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < cycles; i++) {
        sorted[i] = scored[i].score[first];
    }
    qsort(sorted, cycles, sizeof *sorted, compare_numbers);
    for (size_t i = 0; i < count; i++) {
        double off = fabs(scored[chosen[i].cycle].score[first] - sorted[cycles / 2]);
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
    IRD_TRY(find_spans(m, chosen, count, err));
    IRD_TRY(choose_whole(m, chosen, count, err));
    double known_v = 0;
    for (size_t i = 0; i < count; i++) {
        const ird_scored_cycle *scored = &m->stages.scored[chosen[i].cycle];
        known_v = fmax(known_v, ird_latest_score(scored));
        chosen[i].floor_v = isnan(scored->score[IRD_STAGE_FINE])
                                ? 0
                                : fmax(SURELY * scored->score[IRD_STAGE_FINE], 0);
    }
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
        m->stages.scored[made->rows[i].exact.cycle].exact_v = made->rows[i].exact.worst_v;
    }
    IRD_TRY(ird_score_law_make(&law, m->stages.scored, made->cycles, err));
    for (size_t i = 0; i < made->cycles; i++) {
        double drop_v = ird_score_law_predict_v(&law, &m->stages.scored[i]);
        made->predicted_v[i] =
            isnan(drop_v) ? ird_latest_score(&m->stages.scored[i]) : drop_v;
    }
    for (size_t i = 0; i < made->count; i++) {
        made->rows[i].predicted_v = made->predicted_v[made->rows[i].exact.cycle];
    }
    bool is_bounded = made->samples > 0 || made->count == made->cycles;
    made->missed = is_bounded ? ird_score_law_missed(&law) : 1;
    made->bound_v =
        is_bounded ? ird_score_law_bound_v(&law, IRD_RANKING_DOUBT) : (double)INFINITY;
    ird_status status =
        ird_score_law_quantiles(&law, parts, IRD_QUANTILES, made->quantiles, err);
    ird_score_law_free(&law);
    return status;
}

static void mark_samples(making *m) {
    for (size_t i = 0; i < m->made->count; i++) {
        ird_ranked_cycle *row = &m->made->rows[i];
        for (size_t k = 0; k < m->stages.drawn; k++) {
            row->is_sample = row->is_sample || m->stages.order[k] == row->exact.cycle;
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
    m->is_exact = ird_alloc_zero(cycles, sizeof *m->is_exact);
    return made->predicted_v != NULL && made->rows != NULL && m->is_exact != NULL
               ? IRD_OK
               : ird_fail_memory(err, DOING);
}

/* A dozen factors are made, in no time where nets are small. */
static void look_for_room(making *m) {
    enum { FEW = 100000 };
    const ird_net_transient *net = m->source.net;
    size_t nodes = 0;
    for (size_t i = 0; i < net->net_count; i++) {
        nodes += net->networks[i]->nodes.count;
    }
    if (nodes < FEW) {
        ird_room_once_begin(&m->once, m->monitor);
        m->monitor = &m->once.monitor;
    }
}

static ird_status rank(making *m, ird_error *err) {
    ird_ranking *made = m->made;
    IRD_TRY(ird_cycle_source_open(&m->source, m->session, &m->wish->in_time,
                                  m->wish->cycles, IRD_TOGGLE_WORDS_KEPT, m->monitor,
                                  err));
    IRD_TRY(make_room(m, err));
    look_for_room(m);
    made->transient = ird_cell_use(m->source.transient);
    made->period_s = m->source.period_s;
    made->rest_s = m->source.rest_s;
    made->is_drawn = m->source.active == NULL;
    made->has_delays = ird_delays_are_there(&m->source.delays);
    double begin_s = ird_clock_s();
    const ird_solve_options *solve = &m->wish->in_time.solve;
    IRD_TRY(
        ird_cycle_source_need_statics(&m->source, m->session, solve, m->monitor, err));
    IRD_TRY(ird_cycle_steps_find(&m->source, &m->wish->in_time, &made->steps, m->monitor,
                                 err));
    IRD_TRY(ird_warmth_find(&made->warmth, &m->source, made->steps.step_s, solve,
                            m->monitor, err));
    const ird_stages_wish wish = {made->steps.pulse_s, made->warmth.memory_s, made->top,
                                  made->samples,       m->wish->sample_seed,  *solve};
    IRD_TRY(ird_score_stages_make(&m->stages, &m->source, &wish, m->monitor, err));
    made->scored_by = IRD_SCORER_SLICES;
    made->again_by = IRD_SCORER_STEPS;
    made->scored_walked = m->stages.reached[IRD_STAGE_SLICES];
    made->scored_again = m->stages.reached[IRD_STAGE_STEPS];
    made->scored_finely = m->stages.reached[IRD_STAGE_FINE];
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
    ird_score_stages_free(&m->stages);
    ird_free(m->is_exact);
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
