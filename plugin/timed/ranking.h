/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The worst cycles of a long run, without solving all of them. Each is scored by
 * ird_scorer (cycles/score.h), the best of them again by a dearer one, and the best of
 * those are solved exactly; so are some of the others, drawn at random, from which the
 * chance follows that one was missed. Every drop that is given as such is exact.
 */
#ifndef IRD_TIMED_RANKING_H
#define IRD_TIMED_RANKING_H

#include "timed/chosen_cycles.h"
#include "timed/score_stages.h"

#define IRD_RANKING_TOP 20
#define IRD_RANKING_SAMPLES 12
#define IRD_RANKING_DOUBT 0.05

typedef struct ird_ranked_cycle {
    ird_chosen_cycle exact;
    double predicted_v;
    double file_s; /* of a VCD: when it begins, in the time of the file */
    bool is_sample;
} ird_ranked_cycle;

typedef struct ird_ranking {
    ird_cell *transient; /* in use: of the nets that nodes count through */
    size_t cycles;
    double period_s, rest_s;
    bool is_drawn, has_delays;
    double *predicted_v; /* of each cycle: what its score stands for */
    double bound_v; /* no cycle is above that, but for a chance of IRD_RANKING_DOUBT */
    double missed;  /* the chance that a cycle not solved is worse than the worst here */
    ird_score_quantile quantiles[IRD_QUANTILES];
    ird_ranked_cycle *rows; /* the exact ones, the worst first */
    size_t count, top, samples;
    ird_scorer_kind scored_by, again_by;
    size_t scored_walked;               /* by scored_by; the others by their heat alone */
    size_t scored_again, scored_finely; /* by again_by; and that in steps of a half */
    double solved_near; /* cycles are solved where they drop by more than that part of
                           their worst by a walk; 0: all along */
    ird_time_steps steps;
    ird_warmth warmth;
    double read_s, score_s, exact_s;
    double all_s; /* about what all cycles would have taken exactly */
    size_t passes;
} ird_ranking;

/* A cell of an ird_ranking. The nets of the wish are settled. Raises what
 * ird_cycle_source_open, ird_scorer_create and ird_dynamic_solve raise. */
ird_status ird_session_need_ranking(ird_session *session, const ird_ranking_wish *wish,
                                    const ird_monitor *monitor, ird_cell **ranking,
                                    ird_error *err);

#endif
