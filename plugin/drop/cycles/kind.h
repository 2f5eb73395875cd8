/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a kind of scorer is: a file that defines one ird_scorer_method, and its row in the
 * table of score.c. Internal to cycles/.
 */
#ifndef IRD_CYCLES_KIND_H
#define IRD_CYCLES_KIND_H

#include "cycles/score.h"

/* Cycles that are scored side by side: at most at_once of the method. */
typedef struct ird_scorer_batch {
    const ird_cycle_pulses *before; /* NULL: not known */
    const ird_cycle_pulses *cycles;
    size_t count;
    ird_cycle_score *scores;
} ird_scorer_batch;

typedef struct ird_scorer_method {
    const char *name;
    bool is_volt;
    size_t at_once;
    /* workers: batches that may run at the same time, each with a number below it. */
    ird_status (*create)(void **state, const ird_dynamic_input *input,
                         const ird_scorer_wish *wish, size_t workers,
                         const ird_monitor *monitor, ird_error *err);
    ird_status (*run)(void *state, size_t worker, const ird_scorer_batch *batch,
                      ird_error *err);
    /* Likewise the heat alone; NULL: the kind has none. */
    ird_status (*heat)(void *state, size_t worker, const ird_scorer_batch *batch,
                       ird_error *err);
    /* As ird_scorer_want_spans; NULL: the kind tells none. */
    ird_status (*want_spans)(void *state, double near, double apart_s, ird_error *err);
    /* Of the cycle before the time that is looked at; NULL: all. */
    double (*before_s)(const void *state);
    void (*free)(void *state); /* NULL is fine */
} ird_scorer_method;

extern const ird_scorer_method ird_scorer_charge, ird_scorer_regions, ird_scorer_mean,
    ird_scorer_slices, ird_scorer_steps;

#endif
