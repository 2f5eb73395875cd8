/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What scores say of cycles that nobody solved: the chance that one of them is worse than
 * the worst that was found, and quantiles of all.
 *
 * Of the cycles that were solved (the best by score, and some of the others, drawn at
 * random) the logarithm of the exact worst drop is fitted by a straight line over that of
 * the score, by least squares: y = a + b x, with n of them and a residual spread
 * s^2 = sum of squares / (n - 2). What an unsolved cycle may have is Student's t about
 * that line,
 *     (y - a - b x) / (s sqrt(1 + 1/n + (x - mean)^2 / Sxx)),
 * with n - 2 degrees of freedom, but no more than IRD_CHANCE_FREEDOM: residuals have
 * heavier tails than a normal distribution, which a few samples do not show. (Selection
 * by score does not bias a fit over the score.) The chance of a miss is at most the sum
 * of those of all unsolved cycles.
 *
 * Where cycles were scored by several stages, each stage has its own fit and needs
 * samples of its own.
 */
#ifndef IRD_CYCLES_CHANCE_H
#define IRD_CYCLES_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    IRD_CHANCE_FREEDOM = 5,
    IRD_CHANCE_LEAST = 5,  /* samples that a fit needs */
    IRD_CHANCE_STAGES = 4, /* 0 to 3 */
};

typedef struct ird_scored_cycle {
    double predicted; /* a score, of any unit */
    double exact_v;   /* NAN: not solved */
    uint8_t stage;    /* that its score is of */
} ird_scored_cycle;

/* How the exact drops of a stage follow from its scores. */
typedef struct ird_score_fit {
    size_t samples;
    double a, b, spread; /* of logarithms; spread: of one residual */
    double mean, width;  /* mean x and Sxx of the samples */
    double least;        /* scores below count as it */
    unsigned freedom;    /* 0: too few samples, nothing is known */
} ird_score_fit;

typedef struct ird_score_fits {
    ird_score_fit stages[IRD_CHANCE_STAGES];
    double found_v; /* the worst exact one; 0: none was solved */
} ird_score_fits;

ird_score_fits ird_score_fits_make(const ird_scored_cycle *cycles, size_t count);

/* The drop that a score stands for: the middle of what it may be; NAN where nothing is
 * known. */
double ird_score_fits_drop_v(const ird_score_fits *fits, const ird_scored_cycle *cycle);

/* The chance that an unsolved cycle is above a drop; of a solved one 0 or 1, and 1 where
 * nothing is known of its stage. */
double ird_score_fits_above(const ird_score_fits *fits, const ird_scored_cycle *cycle,
                            double drop_v);

/* The chance that a cycle worse than the worst solved one was missed, 0 to 1. */
double ird_score_fits_missed(const ird_score_fits *fits, const ird_scored_cycle *cycles,
                             size_t count);

typedef struct ird_score_quantile {
    double drop_v;
    double spread_v; /* standard error: of so many draws, and of the fit */
} ird_score_quantile;

/* The drop that a part q of cycles (0 < q < 1) stays below, the cycles being draws of all
 * that there are. NAN where nothing is known of the stage of any. */
ird_score_quantile ird_score_fits_quantile(const ird_score_fits *fits,
                                           const ird_scored_cycle *cycles, size_t count,
                                           double q);

/* The chance that Student's t of so many degrees of freedom, at least 1, is above t. */
double ird_student_above(double t, unsigned freedom);

#endif
