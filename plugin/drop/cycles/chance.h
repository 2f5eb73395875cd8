/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What scores say of cycles that nobody solved: the chance that one of them is worse than
 * the worst that was found, and quantiles of all.
 *
 * Cycles are scored by stages, each dearer and nearer to the exact drop than the one
 * before, and each for fewer cycles: the best of the stage before and some of the others,
 * drawn at random; at last some are solved. So each stage is judged by the next one,
 * by many cycles, and the last one by exact drops. Of the cycles with a score x of a
 * stage and something better y (exact, or what a later stage makes of it), both
 * logarithms, y - x is averaged over those whose x are nearest: that is what a score
 * stands for, and what is left are the residuals of that stage. (That cycles are chosen
 * by x does not bias what is learned of y over x.)
 *
 * How far above its estimate an unsolved cycle may lie is told by the residuals of its
 * stage, of those cycles alone that could come near the worst: as often as they say,
 * and beyond the worst tenth of them, n of them, by an exponential tail of their mean
 * excess m (peaks over a threshold: Davison, Smith 1990, with shape 0). That m is known
 * by n values alone makes it (1 + u / (n m))^-n, which is heavier the fewer they are.
 * Residuals are widened by what later stages, and averages, are unsure of. Assumed is
 * that tails are no heavier than exponential; those of scores of real designs are
 * lighter. The chance of a miss is at most the sum of those of all unsolved cycles, and 1
 * where fewer than IRD_CHANCE_LEAST cycles tell of a stage. (Of n draws alone, whatever
 * the distribution, would follow only that with 95 % no more than 3/n of the others are
 * worse.)
 */
#ifndef IRD_CYCLES_CHANCE_H
#define IRD_CYCLES_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
    IRD_CHANCE_LEAST = 5,  /* cycles that tell of a stage */
    IRD_CHANCE_STAGES = 4, /* the dearest one is the last */
};

typedef struct ird_scored_cycle {
    double score[IRD_CHANCE_STAGES]; /* of any unit; NAN: there is none */
    double exact_v;                  /* NAN: not solved */
} ird_scored_cycle;

extern const ird_scored_cycle ird_unscored_cycle; /* without anything */

/* What is known of a stage. */
typedef struct ird_score_stage {
    size_t samples;
    double *x, *lift;   /* of each, by rising x: logarithm, and what it is below y */
    double *near, *all; /* residuals, rising */
    size_t near_count, width; /* width: samples that an average is of */
    double spread;            /* standard deviation of a residual of near */
    double tail_from, tail;   /* where the tail begins, and its mean excess */
    size_t tail_count;
} ird_score_stage;

typedef struct ird_score_law {
    size_t count;
    double *log_v;  /* of each cycle: what it is, or may be; NAN: nothing is known */
    uint8_t *stage; /* of each: that its estimate is of; IRD_CHANCE_STAGES: solved */
    ird_score_stage stages[IRD_CHANCE_STAGES];
    double most[IRD_CHANCE_STAGES]; /* the largest score of each */
    double found_v;                 /* the worst exact one; 0: none was solved */
    bool is_known;                  /* of each something is known */
} ird_score_law;                    /* all zero is an empty one */

void ird_score_law_free(ird_score_law *law); /* leaves an empty one */
ird_status ird_score_law_make(ird_score_law *law, const ird_scored_cycle *cycles,
                              size_t count, ird_error *err);

/* What a cycle has exactly, or its score stands for; NAN where nothing is known. */
double ird_score_law_drop_v(const ird_score_law *law, size_t cycle);

/* What the scores of a cycle stand for, whether it is solved or not. */
double ird_score_law_predict_v(const ird_score_law *law, const ird_scored_cycle *cycle);

/* The chance that a cycle is above a drop; 0 or 1 of a solved one, 1 where nothing is
 * known. */
double ird_score_law_above(const ird_score_law *law, size_t cycle, double drop_v);

/* The chance that a cycle worse than the worst solved one was missed, 0 to 1. */
double ird_score_law_missed(const ird_score_law *law);

/* The drop that no cycle is above but for that chance (> 0): the least for which the
 * chances of all unsolved ones are no more in all, and no less than the worst that was
 * found. INFINITY where nothing is known of some. */
double ird_score_law_bound_v(const ird_score_law *law, double chance);

typedef struct ird_score_quantile {
    double drop_v;
    double spread_v; /* standard error: of so many draws, and of what scores stand for */
} ird_score_quantile;

/* The drops that each of count parts q of the cycles (0 < q < 1) stays below, the cycles
 * being draws of all that there are. NAN where nothing is known of any. */
ird_status ird_score_law_quantiles(const ird_score_law *law, const double *q,
                                   size_t count, ird_score_quantile *quantiles,
                                   ird_error *err);

#endif
