/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What ranks cycles: scores of all cycles of a case, and the processor time that they
 * took, without what is made once for a net.
 */
#ifndef IRD_EVALUATE_RATED_CYCLES_H
#define IRD_EVALUATE_RATED_CYCLES_H

#include "cycles/score.h"
#include "evaluate/timed_case.h"

/* One of cycles/score.h. score has one a cycle. */
ird_status ird_score_by_kind(const ird_timed_case *timed, ird_scorer_kind kind,
                             double *score, double *seconds, ird_error *err);

/* Slices without a network (slices/slices.h): the worst coarse static drop of their mean
 * currents, and the worst exact step. */
ird_status ird_score_by_slices(const ird_timed_case *timed, bool is_step, double *score,
                               double *seconds, ird_error *err);

/* A network of irdrop-train -kind cycle, slice or step. Raises MODEL_OPTION for another
 * one. */
ird_status ird_score_by_network(const ird_timed_case *timed, const char *model,
                                double *score, double *seconds, ird_error *err);

#endif
