/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The worst cycles of a run as text and as CSV.
 */
#ifndef IRD_REPORT_RANKING_REPORT_H
#define IRD_REPORT_RANKING_REPORT_H

#include "base/text.h"
#include "base/writer.h"
#include "cycles/chance.h"

/* A cycle that was solved exactly. */
typedef struct ird_ranking_row {
    size_t cycle;
    double begin_s; /* of the cycle, in the time of the VCD; NAN: there is none */
    double drop_v, predicted_v;
    double at_s;                       /* of the drop, from the beginning of the cycle */
    const char *net, *node, *instance; /* "" where it is none */
    bool is_sample;
} ird_ranking_row;

typedef struct ird_ranking_report {
    const char *const *nets;
    size_t net_count;
    double supply_v; /* of the net with the worst drop */
    const char *run; /* the VCD; NULL: cycles are drawn */
    bool has_delays;
    size_t cycles;
    double period_s, rest_s; /* what is behind the last whole cycle */
    const ird_ranking_row *rows;
    size_t count, top, samples;
    double missed;                       /* the chance of a worse one among the others */
    double bound_v, bound_chance;        /* that no cycle is above it; INFINITY: none */
    const ird_score_quantile *quantiles; /* q50, q90 and q99 */
    const char *scored_by, *again_by;
    size_t scored_walked; /* by scored_by; fewer than all: the others by heat alone */
    size_t scored_again, scored_finely; /* by again_by, and of these in finer steps */
    double solved_near; /* of each the times when it drops by more than that part of its
                           worst; 0: all of it */
    double step_s, warm_s;
    bool warm_is_short;
    double read_s, score_s, exact_s, all_s;
    size_t passes; /* over the VCD */
} ird_ranking_report;

/* most: rows at most. NO_MEMORY leaves what was written so far. */
ird_status ird_report_ranking(ird_text *out, const ird_ranking_report *report,
                              size_t most, ird_error *err);

/* All rows, a line each below a line of names. */
ird_status ird_ranking_csv(ird_text *out, const ird_ranking_report *report,
                           ird_error *err);

#endif
