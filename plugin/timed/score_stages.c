/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/score_stages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char DOING[] = "scoring cycles by stages";

typedef struct stage {
    ird_scorer_kind kind;
    bool is_heat;
    double finer;
    double part;   /* of all cycles the best so many, ... */
    size_t times;  /* ... and no fewer than so many times those wanted, ... */
    size_t least;  /* ... and than these; as many more as are needed, ... */
    double most;   /* ... up to so many of all, */
    size_t random; /* and so many others */
} stage;

static const stage table[IRD_CHANCE_STAGES] = {
    [IRD_STAGE_HEAT] = {.kind = IRD_SCORER_SLICES, .is_heat = true},
    [IRD_STAGE_SLICES] = {IRD_SCORER_SLICES, false, 1, 0.05, 4, 80, 1, 60},
    [IRD_STAGE_STEPS] = {IRD_SCORER_STEPS, false, 1, 0.03, 3, 60, 0.15, 40},
    [IRD_STAGE_FINE] = {IRD_SCORER_STEPS, false, 2, 0.015, 2, 30, 0.05, 12},
};

enum { BEST_PART = 5 /* most of what is drawn of the others is of their best fifth */ };

/* The chance that a cycle is worst that a stage leaves out; as worst counts what comes so
 * near. */
#define LEFT_OUT 0.01
#define WORST 0.995

void ird_score_stages_free(ird_score_stages *stages) {
    ird_free(stages->scored);
    ird_free(stages->order);
    ird_scorer_free(stages->steps);
    *stages = (ird_score_stages){0};
}

double ird_latest_score(const ird_scored_cycle *cycle) {
    size_t k = IRD_CHANCE_STAGES - 1;
    while (k > 0 && isnan(cycle->score[k])) {
        k--;
    }
    return cycle->score[k];
}

/* --- the order -----------------------------------------------------------------------
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

/* Sort those that stand at [from, end) by their scores of a stage. */
static ird_status sort_order(ird_score_stages *s, size_t from, size_t end, size_t k,
                             ird_error *err) {
    scored *list = ird_alloc(end - from, sizeof *list);
    if (list == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = from; i < end; i++) {
        list[i - from] = (scored){s->scored[s->order[i]].score[k], s->order[i]};
    }
    qsort(list, end - from, sizeof *list, compare_scored);
    for (size_t i = from; i < end; i++) {
        s->order[i] = list[i - from].cycle;
    }
    ird_free(list);
    return IRD_OK;
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

static void draw_some(ird_score_stages *s, size_t from, size_t end, size_t count,
                      uint64_t seed) {
    for (size_t i = from; i < from + count; i++) {
        uint64_t draw = mix(mix(seed) ^ i);
        size_t at = i + (size_t)(draw % (end - i));
        size_t swap = s->order[i];
        s->order[i] = s->order[at];
        s->order[at] = swap;
    }
}

/* Bring so many of those that stand at [from, end) to its beginning, drawn at random,
 * most of them from the best part; returns how many there are. */
static size_t draw_best(ird_score_stages *stages, size_t from, size_t end, size_t count,
                        uint64_t seed) {
    size_t all = end - from, best = all / BEST_PART;
    count = count < all ? count : all;
    size_t of_best = count - count / 3 < best ? count - count / 3 : best;
    draw_some(stages, from, from + best, of_best, seed);
    draw_some(stages, from + of_best, end, count - of_best, seed);
    return count;
}

/* --- a stage -------------------------------------------------------------------------
 */

typedef struct making {
    ird_score_stages *s;
    ird_cycle_source *source;
    const ird_stages_wish *wish;
    const ird_monitor *monitor;
    double *score;      /* scratch: one a cycle */
    ird_scorer *scorer; /* of the kind and step of the stage; NULL: there is none yet */
} making;

static void drop_scorer(making *m) {
    ird_scorer_free(m->scorer);
    m->scorer = NULL;
}

/* Of those that stand at [from, end) the scores of a stage. */
static ird_status score(making *m, size_t k, size_t from, size_t end, ird_error *err) {
    const ird_cycle_scoring by = {.kind = table[k].kind,
                                  .finer = table[k].finer,
                                  .is_heat = table[k].is_heat,
                                  .pulse_s = m->wish->pulse_s,
                                  .memory_s = m->wish->memory_s,
                                  .scorer = &m->scorer,
                                  .solve = m->wish->solve};
    size_t *cycles = m->s->order + from, count = end - from;
    qsort(cycles, count, sizeof *cycles, compare_cycles);
    IRD_TRY(ird_cycle_scores_find(m->source, &by, cycles, count, m->score, NULL,
                                  m->monitor, err));
    for (size_t i = 0; i < count; i++) {
        m->s->scored[cycles[i]].score[k] = m->score[cycles[i]];
    }
    return IRD_OK;
}

/* How a stage goes on from the one before: as in a law whose exact drops are its own. */
static ird_status learn(const making *m, size_t k, size_t before, ird_score_law *law,
                        ird_error *err) {
    ird_scored_cycle *cycles = ird_alloc(before, sizeof *cycles);
    if (cycles == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < before; i++) {
        const ird_scored_cycle *from = &m->s->scored[m->s->order[i]];
        cycles[i] = ird_unscored_cycle;
        cycles[i].score[0] = from->score[k - 1];
        cycles[i].exact_v = from->score[k];
    }
    ird_status status = ird_score_law_make(law, cycles, before, err);
    ird_free(cycles);
    return status;
}

/* How many of those that stand behind count, the best first, are needed besides. */
static size_t count_needed(const ird_score_law *law, size_t count, size_t before,
                           size_t most) {
    double left = 0;
    size_t end = before;
    while (end > count) {
        left += ird_score_law_above(law, end - 1, WORST * law->found_v);
        if (left > LEFT_OUT) {
            break;
        }
        end--;
    }
    return end < most ? end : (most > count ? most : count);
}

/* All that came to the stage before in one pass, where each takes a while. */
static size_t first_count(const making *m, const stage *s, size_t before) {
    double part = ceil(s->part * (double)m->s->cycles);
    double least = fmax((double)s->least, (double)(s->times * m->wish->top));
    double count = fmax(part, least) + (double)m->s->drawn;
    return (size_t)fmin(count, (double)before);
}

static size_t most_count(const making *m, const stage *s, size_t before) {
    return (size_t)fmin(ceil(s->most * (double)m->s->cycles), (double)before);
}

static ird_status add_needed(making *m, size_t k, size_t *count, size_t before,
                             ird_error *err) {
    ird_score_law law = {0};
    IRD_TRY(sort_order(m->s, *count, before, k - 1, err));
    IRD_TRY(learn(m, k, before, &law, err));
    size_t needed = count_needed(&law, *count, before, most_count(m, &table[k], before));
    ird_score_law_free(&law);
    if (needed > *count) {
        IRD_TRY(score(m, k, *count, needed, err));
        *count = needed;
    }
    return IRD_OK;
}

/* Once more for those that are worth it. Where the run is read again each time there is
 * one pass, for as many as may be needed. */
static ird_status score_again(making *m, size_t k, ird_error *err) {
    const stage *s = &table[k];
    size_t before = m->s->reached[k - 1], count = first_count(m, s, before);
    bool reads = m->source->active != NULL && !m->source->is_kept;
    if (reads) {
        size_t most = most_count(m, s, before);
        count = most > count ? most : count;
    }
    count += draw_best(m->s, count, before, s->random, m->wish->seed);
    IRD_TRY(score(m, k, 0, count, err));
    if (!reads) {
        IRD_TRY(add_needed(m, k, &count, before, err));
    }
    m->s->reached[k] = count;
    return sort_order(m->s, m->s->drawn, count, k, err);
}

/* --- all of them ---------------------------------------------------------------------
 */

static ird_status make_room(making *m, ird_error *err) {
    ird_score_stages *s = m->s;
    s->cycles = m->source->cycles;
    s->scored = ird_alloc(s->cycles, sizeof *s->scored);
    s->order = ird_alloc(s->cycles, sizeof *s->order);
    m->score = ird_alloc(s->cycles, sizeof *m->score);
    if (s->scored == NULL || s->order == NULL || m->score == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < s->cycles; i++) {
        s->order[i] = i;
        s->scored[i] = ird_unscored_cycle;
    }
    return IRD_OK;
}

/* By the first stage, of all cycles, those are drawn that come to all. */
static ird_status draw_samples(making *m, size_t k, ird_error *err) {
    size_t all = m->s->cycles;
    m->s->reached[k] = all;
    IRD_TRY(sort_order(m->s, 0, all, k, err));
    m->s->drawn = draw_best(m->s, 0, all, m->wish->samples, m->wish->seed);
    return sort_order(m->s, m->s->drawn, all, k, err);
}

/* Heat says something where it is there, and saves something where it is less work. */
static ird_status score_heat(making *m, ird_error *err) {
    size_t all = m->s->cycles;
    double most = 0;
    bool reads = m->source->active != NULL && !m->source->is_kept;
    if (!reads) {
        IRD_TRY(score(m, IRD_STAGE_HEAT, 0, all, err));
    }
    for (size_t i = 0; i < all && !reads; i++) {
        most = fmax(most, m->s->scored[i].score[IRD_STAGE_HEAT]);
    }
    if (most > 0) {
        IRD_TRY(draw_samples(m, IRD_STAGE_HEAT, err));
        return score_again(m, IRD_STAGE_SLICES, err);
    }
    for (size_t i = 0; i < all; i++) {
        m->s->scored[i].score[IRD_STAGE_HEAT] = (double)NAN;
    }
    IRD_TRY(score(m, IRD_STAGE_SLICES, 0, all, err));
    return draw_samples(m, IRD_STAGE_SLICES, err);
}

static ird_status score_all(making *m, ird_error *err) {
    IRD_TRY(make_room(m, err));
    IRD_TRY(score_heat(m, err));
    drop_scorer(m);
    IRD_TRY(score_again(m, IRD_STAGE_STEPS, err));
    m->s->steps = m->scorer;
    m->scorer = NULL;
    return score_again(m, IRD_STAGE_FINE, err);
}

ird_status ird_score_stages_make(ird_score_stages *stages, ird_cycle_source *source,
                                 const ird_stages_wish *wish, const ird_monitor *monitor,
                                 ird_error *err) {
    ird_score_stages made = {0};
    making m = {.s = &made, .source = source, .wish = wish, .monitor = monitor};
    ird_status status = score_all(&m, err);
    drop_scorer(&m);
    ird_free(m.score);
    if (status != IRD_OK) {
        ird_score_stages_free(&made);
        return status;
    }
    *stages = made;
    return IRD_OK;
}
