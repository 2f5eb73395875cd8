/* SPDX-License-Identifier: BSD-3-Clause
 *
 * All cycles of a source scored by stages (cycles/chance.h): each dearer than the one
 * before, and for as many of the best by that one as are needed, with some others drawn
 * at random, by which that one is judged. So many are needed that the chance that one of
 * the others is worst by the next stage is small, as far as a stage may go.
 */
#ifndef IRD_TIMED_SCORE_STAGES_H
#define IRD_TIMED_SCORE_STAGES_H

#include "cycles/chance.h"
#include "timed/cycle_scores.h"

typedef struct ird_stages_wish {
    double pulse_s, memory_s; /* as of ird_cycle_scoring */
    size_t top;               /* so many are wanted by the last stage */
    size_t samples;           /* so many are drawn at random, and come to all stages */
    uint64_t seed;
    ird_solve_options solve;
} ird_stages_wish;

/* The stages by their numbers. */
enum {
    IRD_STAGE_HEAT,   /* the heat of the first walk (cycles/score.h) */
    IRD_STAGE_SLICES, /* IRD_SCORER_SLICES */
    IRD_STAGE_STEPS,  /* IRD_SCORER_STEPS */
    IRD_STAGE_FINE    /* likewise in steps of a half */
};

typedef struct ird_score_stages {
    size_t cycles;
    ird_scored_cycle *scored; /* each cycle; none is solved */
    /* Cycles, and how many of them have come to each stage: first those that are drawn,
     * then the others, those that came to the last stage first, the highest score first,
     * then those that came to the one before, ... */
    size_t *order;
    size_t drawn, reached[IRD_CHANCE_STAGES];
    ird_scorer *steps; /* of the stage STEPS, for who walks again */
} ird_score_stages;    /* all zero is an empty one */

void ird_score_stages_free(ird_score_stages *stages);
ird_status ird_score_stages_make(ird_score_stages *stages, ird_cycle_source *source,
                                 const ird_stages_wish *wish, const ird_monitor *monitor,
                                 ird_error *err);

/* The score of the latest stage that a cycle has come to. */
double ird_latest_score(const ird_scored_cycle *cycle);

#endif
