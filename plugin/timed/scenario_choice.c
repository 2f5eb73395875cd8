/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/scenario_choice.h"

#include <math.h>
#include <stdlib.h>

static const char DOING[] = "choosing scenarios";

typedef struct scored {
    double score;
    size_t number;
} scored;

static int compare_scored(const void *a, const void *b) {
    const scored *x = a, *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

static int compare_numbers(const void *a, const void *b) {
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Every so many-th of [from, end) in the order, each once: as many as there is room for.
 */
static void take_some(const scored *order, bool *is_taken, size_t from, size_t end,
                      size_t wanted, size_t *chosen, size_t *count) {
    for (size_t k = 0; k < wanted && end > from; k++) {
        size_t at =
            from + (size_t)(((double)k + 0.5) * (double)(end - from) / (double)wanted);
        while (at < end && is_taken[at]) {
            at++;
        }
        if (at < end) {
            is_taken[at] = true;
            chosen[(*count)++] = order[at].number;
        }
    }
}

/* A quarter are the worst, half lie from the worst twentieth to the worst quarter, which
 * holds q90, and the rest anywhere. */
static ird_status choose(const double *scores, size_t all, size_t *chosen, size_t wanted,
                         ird_error *err) {
    scored *order = ird_alloc(all, sizeof *order);
    bool *is_taken = ird_alloc_zero(all, sizeof *is_taken);
    if (order == NULL || is_taken == NULL) {
        ird_free(order);
        ird_free(is_taken);
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < all; i++) {
        order[i] = (scored){scores[i], i};
    }
    qsort(order, all, sizeof *order, compare_scored);
    size_t count = 0, worst = (wanted + 3) / 4;
    take_some(order, is_taken, 0, worst, worst, chosen, &count);
    take_some(order, is_taken, all / 20, all / 4, wanted / 2, chosen, &count);
    take_some(order, is_taken, 0, all, wanted - count, chosen, &count);
    for (size_t i = 0; i < all && count < wanted; i++) {
        if (!is_taken[i]) {
            is_taken[i] = true;
            chosen[count++] = order[i].number;
        }
    }
    qsort(chosen, wanted, sizeof *chosen, compare_numbers);
    ird_free(order);
    ird_free(is_taken);
    return IRD_OK;
}

/* Of each the worst of its cycles. */
static ird_status score_all(ird_cycle_source *source, const ird_time_wish *wish,
                            const ird_monitor *monitor, double *scores, ird_error *err) {
    ird_time_steps steps;
    IRD_TRY(ird_cycle_steps_find(source, wish, &steps, monitor, err));
    const ird_cycle_scoring by = {
        .kind = IRD_SCORER_STEPS, .pulse_s = steps.pulse_s, .solve = wish->solve};
    double *each = ird_alloc(source->cycles, sizeof *each);
    if (each == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_cycle_scores_find(source, &by, NULL, source->cycles, each,
                                              NULL, monitor, err);
    for (size_t i = 0; i < wish->scenarios && status == IRD_OK; i++) {
        const double *own = each + i * source->per_scenario;
        scores[i] = own[0];
        for (size_t k = 1; k < source->per_scenario; k++) {
            scores[i] = fmax(scores[i], own[k]);
        }
    }
    ird_free(each);
    return status;
}

ird_status ird_scenarios_choose(ird_session *session, const ird_time_wish *wish,
                                const ird_monitor *monitor, double *scores,
                                size_t *chosen, size_t count, ird_error *err) {
    ird_cycle_source source = {0};
    size_t cycles = wish->switching.cycles;
    IRD_TRY(ird_cycle_source_open(&source, session, wish, cycles * wish->scenarios, 0,
                                  monitor, err));
    source.per_scenario = cycles;
    ird_status status = score_all(&source, wish, monitor, scores, err);
    if (status == IRD_OK) {
        status = choose(scores, wish->scenarios, chosen, count, err);
    }
    ird_cycle_source_free(&source);
    return status;
}
