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
    double pulse_s; /* how long a narrow pulse is; INFINITY: there are none */
    ird_solve_options solve;
} ird_cycle_scoring;

/* Those of rising cycles (NULL: all) into scores, which has one for each of the source.
 */
ird_status ird_cycle_scores_find(ird_cycle_source *source,
                                 const ird_cycle_scoring *scoring, const size_t *cycles,
                                 size_t count, double *scores, const ird_monitor *monitor,
                                 ird_error *err);

/* The steps that a wish comes to, by the pulses of some cycles, spread over the run. */
ird_status ird_cycle_steps_find(ird_cycle_source *source, const ird_time_wish *wish,
                                ird_time_steps *steps, const ird_monitor *monitor,
                                ird_error *err);

#endif
