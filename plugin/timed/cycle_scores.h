/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Scores of the cycles of a source, many side by side.
 */
#ifndef IRD_TIMED_CYCLE_SCORES_H
#define IRD_TIMED_CYCLE_SCORES_H

#include "cycles/score.h"
#include "timed/cycle_source.h"
#include "timed/net_dynamic.h"

typedef struct ird_cycle_scoring {
    ird_scorer_kind kind;
    double pulse_s;       /* how long a narrow pulse is; INFINITY: there are none */
    double finer;         /* > 0: the usual steps are that much smaller */
    double near, apart_s; /* > 0: as of ird_scorer_want_spans */
    double memory_s;      /* as of ird_scorer_wish */
    bool is_heat;         /* ird_scorer_heat in place of ird_scorer_run */
    ird_scorer **scorer;  /* NULL: one is made; else that which is there, or is made and
                             left there for the caller, who frees it */
    ird_solve_options solve;
} ird_cycle_scoring;

/* Those of rising cycles (NULL: all) into scores, which has one for each of the source;
 * all that is known of them, in the order of cycles, into whole (may be NULL). */
ird_status ird_cycle_scores_find(ird_cycle_source *source,
                                 const ird_cycle_scoring *scoring, const size_t *cycles,
                                 size_t count, double *scores, ird_cycle_score *whole,
                                 const ird_monitor *monitor, ird_error *err);

/* The steps that a wish comes to, by the pulses of some cycles, spread over the run. */
ird_status ird_cycle_steps_find(ird_cycle_source *source, const ird_time_wish *wish,
                                ird_time_steps *steps, const ird_monitor *monitor,
                                ird_error *err);

#endif
