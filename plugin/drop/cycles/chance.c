/* SPDX-License-Identifier: BSD-3-Clause */
#include "cycles/chance.h"

#include <math.h>

/* Scores below this part of the largest count as that much: a cycle without a pulse has a
 * logarithm that is no part of any line. */
#define LEAST_PART 0.02
/* A residual is no smaller than this: exact solutions are not exact to more. */
#define LEAST_SPREAD 1e-3

static const double pi = 3.14159265358979323846;

/* The integral in closed form (Abramowitz and Stegun 26.7.3 and 26.7.4). */
double ird_student_above(double t, unsigned freedom) {
    double angle = atan2(fabs(t), sqrt((double)freedom));
    double cosine = cos(angle), square = cosine * cosine, within;
    bool is_odd = freedom % 2 == 1;
    double term = is_odd ? cosine : 1, sum = freedom > 1 ? term : 0;
    for (unsigned k = is_odd ? 3 : 2; k < freedom; k += 2) {
        term *= square * (double)(k - 1) / (double)k;
        sum += term;
    }
    within = is_odd ? 2 / pi * (angle + sin(angle) * sum) : sin(angle) * sum;
    double above = 0.5 * fmax(1 - within, 0);
    return t >= 0 ? above : 1 - above;
}

/* ---- the fit ------------------------------------------------------------------------
 */

static bool is_solved(const ird_scored_cycle *cycle) {
    return !isnan(cycle->exact_v);
}

static double log_score(const ird_score_fit *fit, double predicted) {
    return log(predicted > fit->least ? predicted : fit->least);
}

static double log_drop(const ird_score_fits *fits, double drop_v) {
    return log(fmax(drop_v, LEAST_PART * fits->found_v));
}

static double largest_score(const ird_scored_cycle *cycles, size_t count, size_t stage) {
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        most = cycles[i].stage == stage ? fmax(most, cycles[i].predicted) : most;
    }
    return most;
}

static void add_means(ird_score_fit *fit, double *y_mean, const ird_score_fits *fits,
                      const ird_scored_cycle *cycles, size_t count, size_t stage) {
    for (size_t i = 0; i < count; i++) {
        if (cycles[i].stage == stage && is_solved(&cycles[i])) {
            fit->samples++;
            fit->mean += log_score(fit, cycles[i].predicted);
            *y_mean += log_drop(fits, cycles[i].exact_v);
        }
    }
    double n = fit->samples > 0 ? (double)fit->samples : 1;
    fit->mean /= n;
    *y_mean /= n;
}

/* A line that falls is none: then the score says nothing, and all have the same drop. */
static ird_score_fit fit_stage(const ird_score_fits *fits, const ird_scored_cycle *cycles,
                               size_t count, size_t stage) {
    double most = largest_score(cycles, count, stage), y_mean = 0, xy = 0, yy = 0;
    ird_score_fit fit = {.least = most > 0 ? LEAST_PART * most : 1};
    add_means(&fit, &y_mean, fits, cycles, count, stage);
    if (fit.samples < IRD_CHANCE_LEAST) {
        return fit;
    }
    for (size_t i = 0; i < count; i++) {
        if (cycles[i].stage == stage && is_solved(&cycles[i])) {
            double x = log_score(&fit, cycles[i].predicted) - fit.mean;
            double y = log_drop(fits, cycles[i].exact_v) - y_mean;
            fit.width += x * x;
            xy += x * y;
            yy += y * y;
        }
    }
    fit.b = fit.width > 0 ? fmax(xy / fit.width, 0) : 0;
    fit.a = y_mean - fit.b * fit.mean;
    double squares = fmax(yy - fit.b * (2 * xy - fit.b * fit.width), 0);
    unsigned freedom = (unsigned)(fit.samples - 2);
    fit.spread = fmax(sqrt(squares / (double)freedom), LEAST_SPREAD);
    fit.freedom = freedom < IRD_CHANCE_FREEDOM ? freedom : IRD_CHANCE_FREEDOM;
    return fit;
}

ird_score_fits ird_score_fits_make(const ird_scored_cycle *cycles, size_t count) {
    ird_score_fits fits = {.found_v = 0};
    for (size_t i = 0; i < count; i++) {
        if (is_solved(&cycles[i])) {
            fits.found_v = fmax(fits.found_v, cycles[i].exact_v);
        }
    }
    for (size_t k = 0; k < IRD_CHANCE_STAGES && fits.found_v > 0; k++) {
        fits.stages[k] = fit_stage(&fits, cycles, count, k);
    }
    return fits;
}

/* ---- what follows from it -----------------------------------------------------------
 */

static const ird_score_fit *fit_of(const ird_score_fits *fits,
                                   const ird_scored_cycle *cycle) {
    const ird_score_fit *fit =
        cycle->stage < IRD_CHANCE_STAGES ? &fits->stages[cycle->stage] : NULL;
    return fit != NULL && fit->freedom > 0 ? fit : NULL;
}

/* The error of the line at x, in residuals. */
static double line_error(const ird_score_fit *fit, double x) {
    double off = x - fit->mean;
    return sqrt(1 / (double)fit->samples + (fit->width > 0 ? off * off / fit->width : 0));
}

double ird_score_fits_drop_v(const ird_score_fits *fits, const ird_scored_cycle *cycle) {
    const ird_score_fit *fit = fit_of(fits, cycle);
    if (is_solved(cycle)) {
        return cycle->exact_v;
    }
    return fit != NULL ? exp(fit->a + fit->b * log_score(fit, cycle->predicted))
                       : (double)NAN;
}

double ird_score_fits_above(const ird_score_fits *fits, const ird_scored_cycle *cycle,
                            double drop_v) {
    if (is_solved(cycle)) {
        return cycle->exact_v > drop_v ? 1 : 0;
    }
    const ird_score_fit *fit = fit_of(fits, cycle);
    if (fit == NULL) {
        return 1;
    }
    double x = log_score(fit, cycle->predicted);
    double spread = fit->spread * hypot(1, line_error(fit, x));
    double beyond = log_drop(fits, drop_v) - fit->a - fit->b * x;
    return ird_student_above(beyond / spread, fit->freedom);
}

double ird_score_fits_missed(const ird_score_fits *fits, const ird_scored_cycle *cycles,
                             size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += is_solved(&cycles[i])
                   ? 0
                   : ird_score_fits_above(fits, &cycles[i], fits->found_v);
    }
    return fmin(sum, 1);
}

/* ---- quantiles ----------------------------------------------------------------------
 */

/* The part of the cycles that is above a drop. */
static double part_above(const ird_score_fits *fits, const ird_scored_cycle *cycles,
                         size_t count, double drop_v) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += ird_score_fits_above(fits, &cycles[i], drop_v);
    }
    return sum / (double)count;
}

/* Where the part above is 1 - q: by halving, in logarithms, for it falls. */
static double find_quantile(const ird_score_fits *fits, const ird_scored_cycle *cycles,
                            size_t count, double q) {
    enum { HALVINGS = 40 };
    double low = log(fits->found_v * LEAST_PART), high = log(fits->found_v) + 2;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if (part_above(fits, cycles, count, exp(middle)) > 1 - q) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return exp(0.5 * (low + high));
}

/* The standard error of the lines where they give that drop, weighted by how many of the
 * cycles of a stage are not solved: as a part of the drop. */
static double fit_error(const ird_score_fits *fits, const ird_scored_cycle *cycles,
                        size_t count, double drop_v) {
    double squares = 0;
    for (size_t k = 0; k < IRD_CHANCE_STAGES; k++) {
        const ird_score_fit *fit = &fits->stages[k];
        size_t unsolved = 0;
        for (size_t i = 0; i < count; i++) {
            unsolved += cycles[i].stage == k && !is_solved(&cycles[i]) ? 1 : 0;
        }
        if (fit->freedom > 0 && unsolved > 0) {
            double x = fit->b > 0 ? (log(drop_v) - fit->a) / fit->b : fit->mean;
            double error = fit->spread * line_error(fit, x);
            error *= (double)unsolved / (double)count;
            squares += error * error;
        }
    }
    return sqrt(squares);
}

ird_score_quantile ird_score_fits_quantile(const ird_score_fits *fits,
                                           const ird_scored_cycle *cycles, size_t count,
                                           double q) {
    for (size_t i = 0; i < count; i++) {
        if (!is_solved(&cycles[i]) && fit_of(fits, &cycles[i]) == NULL) {
            return (ird_score_quantile){(double)NAN, (double)NAN};
        }
    }
    if (count == 0 || !(fits->found_v > 0)) {
        return (ird_score_quantile){(double)NAN, (double)NAN};
    }
    /* Of n draws so many lie below the true quantile, give or take their deviation. */
    double off = sqrt(q * (1 - q) / (double)count), edge = 0.5 / (double)count;
    double drop_v = find_quantile(fits, cycles, count, q);
    double low_v = find_quantile(fits, cycles, count, fmax(q - off, edge));
    double high_v = find_quantile(fits, cycles, count, fmin(q + off, 1 - edge));
    return (ird_score_quantile){
        drop_v,
        hypot(0.5 * (high_v - low_v), drop_v * fit_error(fits, cycles, count, drop_v))};
}
