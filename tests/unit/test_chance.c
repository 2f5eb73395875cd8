/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What scores say of unsolved cycles: Student's t by its tables, fits by hand, and the
 * printed chance of a miss against how often cycles are missed in thousands of draws.
 */
#include "check.h"

#include "cycles/chance.h"

enum { CYCLES = 1000, TOP = 10, RANDOM = 20, TRIALS = 1000, QUANTILE_TRIALS = 100 };

static uint64_t seed = 1;

static double uniform(void) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void) {
    return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* Of printed tables: 5 %, 1 % and 0.1 % above; and by symmetry. */
static void test_student(void) {
    CHECK_NEAR(ird_student_above(6.313752, 1), 0.05, 1e-7);
    CHECK_NEAR(ird_student_above(2.919986, 2), 0.05, 1e-7);
    CHECK_NEAR(ird_student_above(4.540703, 3), 0.01, 1e-7);
    CHECK_NEAR(ird_student_above(7.173182, 4), 0.001, 1e-8);
    CHECK_NEAR(ird_student_above(2.015048, 5), 0.05, 1e-7);
    CHECK_NEAR(ird_student_above(5.207626, 6), 0.001, 1e-8);
    CHECK_NEAR(ird_student_above(-1.943180, 6), 0.95, 1e-7);
    CHECK_NEAR(ird_student_above(0, 6), 0.5, 1e-15);
}

/* Five points about y = x with residuals 1, -2, 0, 2, -1 hundredths, which leave slope
 * and mean as they are: spread = sqrt(10 / 3) hundredths, three degrees. */
static void test_fit(void) {
    static const double off[] = {0.01, -0.02, 0, 0.02, -0.01};
    ird_scored_cycle cycles[7];
    for (int i = 0; i < 5; i++) {
        double x = 0.1 * (i - 2);
        cycles[i] = (ird_scored_cycle){exp(x), 0.001 * exp(x + off[i]), 0};
    }
    cycles[5] = (ird_scored_cycle){1, (double)NAN, 0};
    cycles[6] = (ird_scored_cycle){1, (double)NAN, 1};
    ird_score_fits fits = ird_score_fits_make(cycles, 6);
    const ird_score_fit *fit = &fits.stages[0];
    double slope = 1 + (0.01 * -0.2 + -0.02 * -0.1 + 0.02 * 0.1 + -0.01 * 0.2) / 0.1;
    CHECK_NEAR(fit->b, slope, 1e-12);
    CHECK_NEAR(fit->a, log(0.001), 1e-12);
    CHECK_NEAR(fit->spread, 0.01 * sqrt(10.0 / 3), 1e-12);
    CHECK(fit->samples == 5 && fit->freedom == 3);
    CHECK_NEAR(fits.found_v, 0.001 * exp(0.19), 1e-15);
    CHECK_NEAR(ird_score_fits_drop_v(&fits, &cycles[5]), 0.001, 1e-12);
    double t = 0.19 / (0.01 * sqrt(10.0 / 3) * sqrt(1.2));
    CHECK_NEAR(ird_score_fits_missed(&fits, cycles, 6), ird_student_above(t, 3), 1e-12);
    /* Nothing is known of another stage. */
    fits = ird_score_fits_make(cycles, 7);
    CHECK(ird_score_fits_missed(&fits, cycles, 7) == 1);
    CHECK(isnan(ird_score_fits_drop_v(&fits, &cycles[6])));
    CHECK(isnan(ird_score_fits_quantile(&fits, cycles, 7, 0.9).drop_v));
}

/* All solved: quantiles are those of the values. */
static void test_solved(void) {
    ird_scored_cycle cycles[CYCLES];
    for (int i = 0; i < CYCLES; i++) {
        cycles[i] = (ird_scored_cycle){1 + i % 7, 0.01 + 1e-5 * ((i * 37) % CYCLES), 0};
    }
    ird_score_fits fits = ird_score_fits_make(cycles, CYCLES);
    CHECK(ird_score_fits_missed(&fits, cycles, CYCLES) == 0);
    ird_score_quantile q = ird_score_fits_quantile(&fits, cycles, CYCLES, 0.9);
    CHECK_NEAR(q.drop_v, 0.019, 2e-5);
    CHECK_NEAR(q.spread_v, 0.01 * sqrt(0.09 / CYCLES), 2e-5);
}

/* ---- draws --------------------------------------------------------------------------
 */

typedef double residual_draw(void);

static double light(void) {
    return 0.03 * normal();
}

/* Double exponential: a kurtosis of 6, where 3 is normal and scores of real designs had
 * 2.6 to 4.5. */
static double heavy(void) {
    return 0.02 * log(uniform()) * (uniform() < 0.5 ? 1 : -1);
}

/* Upwards alone: skewness 1.4, kurtosis 6. */
static double skewed(void) {
    return -0.02 * (log(uniform()) + log(uniform()));
}

static int by_score(const void *a, const void *b) {
    double x = ((const ird_scored_cycle *)a)->predicted;
    double y = ((const ird_scored_cycle *)b)->predicted;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Cycles by falling score with the exact drop of all; those beyond the first TOP and
 * RANDOM others are then hidden. */
static void draw(ird_scored_cycle *cycles, double *exact_v, residual_draw *residual,
                 double width) {
    for (int i = 0; i < CYCLES; i++) {
        cycles[i] = (ird_scored_cycle){exp(width * normal()), (double)NAN, 0};
    }
    qsort(cycles, CYCLES, sizeof *cycles, by_score);
    for (int i = 0; i < CYCLES; i++) {
        exact_v[i] = 0.01 * exp(0.8 * log(cycles[i].predicted) + residual());
        cycles[i].exact_v = i < TOP ? exact_v[i] : (double)NAN;
    }
    for (int i = 0; i < RANDOM; i++) {
        int at = TOP + (int)(uniform() * (CYCLES - TOP));
        cycles[at].exact_v = exact_v[at];
    }
}

/* How often one was missed where the printed chance is in some range: never more often
 * than printed, give or take two deviations of that many draws. */
static void check_chance(residual_draw *residual, double width) {
    static const double edges[] = {0, 0.02, 0.1, 0.3, 1.01};
    static ird_scored_cycle cycles[CYCLES];
    static double exact_v[CYCLES];
    double said[4] = {0}, missed[4] = {0}, all[4] = {0};
    for (int trial = 0; trial < TRIALS; trial++) {
        draw(cycles, exact_v, residual, width);
        ird_score_fits fits = ird_score_fits_make(cycles, CYCLES);
        double chance = ird_score_fits_missed(&fits, cycles, CYCLES);
        int bin = 0;
        while (chance >= edges[bin + 1]) {
            bin++;
        }
        all[bin]++;
        said[bin] += chance;
        for (int i = 0; i < CYCLES; i++) {
            if (exact_v[i] > fits.found_v) {
                missed[bin]++;
                break;
            }
        }
    }
    for (int bin = 0; bin < 4; bin++) {
        double n = fmax(all[bin], 1), p = fmin(said[bin] / n, 1);
        double most = p + 2 * sqrt(p * (1 - p) / n) + 1 / n;
        printf("printed %.2f to %.2f: %4.0f of %d, on average %.3f, missed %.3f\n",
               edges[bin], edges[bin + 1], all[bin], TRIALS, p, missed[bin] / n);
        CHECK(missed[bin] / n <= most);
    }
}

static void test_chance(void) {
    check_chance(light, 0.1);
    check_chance(light, 0.2);
    check_chance(heavy, 0.1);
    check_chance(heavy, 0.2);
    check_chance(skewed, 0.1);
    check_chance(skewed, 0.2);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The quantile of many more draws lies within twice the spread in nine of ten trials. */
static void test_quantile(void) {
    enum { MANY = 100000 };
    static ird_scored_cycle cycles[CYCLES];
    static double exact_v[CYCLES], many_v[MANY];
    for (int i = 0; i < MANY; i++) {
        many_v[i] = 0.01 * exp(0.8 * 0.15 * normal() + light());
    }
    qsort(many_v, MANY, sizeof *many_v, by_value);
    static const double qs[] = {0.5, 0.9, 0.99};
    for (int k = 0; k < 3; k++) {
        double truth_v = many_v[(int)(qs[k] * MANY)];
        int within = 0, near = 0;
        for (int trial = 0; trial < QUANTILE_TRIALS; trial++) {
            draw(cycles, exact_v, light, 0.15);
            ird_score_fits fits = ird_score_fits_make(cycles, CYCLES);
            ird_score_quantile q = ird_score_fits_quantile(&fits, cycles, CYCLES, qs[k]);
            within += fabs(q.drop_v - truth_v) < 2 * q.spread_v ? 1 : 0;
            near += fabs(q.drop_v - truth_v) < 0.05 * truth_v ? 1 : 0;
        }
        printf("q%g: within twice the spread %d of %d, within 5 %% %d\n", 100 * qs[k],
               within, QUANTILE_TRIALS, near);
        CHECK(within > QUANTILE_TRIALS * 9 / 10 && near > QUANTILE_TRIALS * 9 / 10);
    }
}

int main(void) {
    RUN(test_student);
    RUN(test_fit);
    RUN(test_solved);
    RUN(test_chance);
    RUN(test_quantile);
    return check_summary("chance");
}
