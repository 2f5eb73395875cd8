/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which of many random scenarios are worth an exact solution: each is scored by the worst
 * of its cycles (cycles/score.h), and chosen are the best of them, most of those around
 * the quantile that is asked for, and others spread over the rest.
 */
#ifndef IRD_TIMED_SCENARIO_CHOICE_H
#define IRD_TIMED_SCENARIO_CHOICE_H

#include "timed/cycle_scores.h"

/* Of wish's scenarios: scores of all, in V, and the numbers of `count` of them that are
 * chosen, rising. Raises what ird_cycle_source_open and ird_scorer_create raise. */
ird_status ird_scenarios_choose(ird_session *session, const ird_time_wish *wish,
                                const ird_monitor *monitor, double *scores,
                                size_t *chosen, size_t count, ird_error *err);

#endif
