/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What scores say of unsolved cycles: estimates and tails by hand, and the printed chance
 * of a miss against how often cycles are missed in thousands of draws.
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

/* A cycle with one score, of the first stage. */
static ird_scored_cycle one_score(double score, double exact_v) {
    ird_scored_cycle made = ird_unscored_cycle;
    made.score[0] = score;
    made.exact_v = exact_v;
    return made;
}

static void make(ird_score_law *law, const ird_scored_cycle *cycles, size_t count) {
    ird_error err;
    CHECK(ird_score_law_make(law, cycles, count, &err) == IRD_OK);
}

static ird_score_quantile quantile(const ird_score_law *law, double q) {
    ird_error err;
    ird_score_quantile made;
    CHECK(ird_score_law_quantiles(law, &q, 1, &made, &err) == IRD_OK);
    return made;
}

/* Five of y = x / 1000 with residuals 1, -2, 0, 2, -1 hundredths: the average is of all
 * five, and a residual counts sqrt(5 / 4) times, for it is in the average. As spread
 * that, and sqrt(6 / 5) for the error of the average: of all squares the mean is 2e-4. */
static void test_fit(void) {
    static const double off[] = {0.01, -0.02, 0, 0.02, -0.01};
    ird_scored_cycle cycles[7];
    ird_score_law law = {0};
    for (int i = 0; i < 5; i++) {
        double x = 0.1 * (i - 2);
        cycles[i] = one_score(exp(x), 0.001 * exp(x + off[i]));
    }
    cycles[5] = one_score(1, (double)NAN);
    cycles[6] = ird_unscored_cycle;
    cycles[6].score[1] = 1;
    make(&law, cycles, 6);
    CHECK(law.stages[0].samples == 5 && law.stages[0].width == 5);
    CHECK_NEAR(law.stages[0].spread, sqrt(2e-4 * 5 / 4 * 6 / 5), 1e-12);
    CHECK_NEAR(law.found_v, 0.001 * exp(0.19), 1e-15);
    CHECK_NEAR(ird_score_law_drop_v(&law, 5), 0.001, 1e-12);
    CHECK_NEAR(ird_score_law_drop_v(&law, 0), 0.001 * exp(-0.19), 1e-12);
    CHECK_NEAR(ird_score_law_predict_v(&law, &cycles[4]), 0.001 * exp(0.2), 1e-12);
    /* All but the least are the tail, by hand: in units of a hundredth times the two
     * roots it begins at -2, and its excess is (1 + 2 + 3 + 4) / 4 = 2.5 of four. */
    double unit = 0.01 * sqrt(5.0 / 4 * 6 / 5);
    double chance = 4.5 / 5 * pow(1 + (0.19 / unit + 2) / (4 * 2.5), -4);
    CHECK_NEAR(ird_score_law_above(&law, 5, law.found_v), chance, 1e-12);
    CHECK(ird_score_law_missed(&law) == 0.1); /* of five solved ones no less follows */
    /* And the drop that it is above by a chance of 5 %: in those units u behind -2 with
     * 4.5 / 5 (1 + u / 10)^-4 = 1 / 20. */
    double bound_v = 0.001 * exp(unit * (10 * (pow(18, 0.25) - 1) - 2));
    CHECK(bound_v < law.found_v && ird_score_law_bound_v(&law, 0.05) == law.found_v);
    bound_v = 0.001 * exp(unit * (10 * (pow(0.9 / 1e-4, 0.25) - 1) - 2));
    CHECK_NEAR(ird_score_law_bound_v(&law, 1e-4) / bound_v, 1, 1e-4);
    CHECK(ird_score_law_above(&law, 0, 0.0005) == 1);
    CHECK(ird_score_law_above(&law, 4, 0.002) == 0);
    ird_score_law_free(&law);
    /* Nothing is known of another stage. */
    make(&law, cycles, 7);
    CHECK(ird_score_law_missed(&law) == 1 && isinf(ird_score_law_bound_v(&law, 0.5)));
    CHECK(isnan(ird_score_law_drop_v(&law, 6)));
    CHECK(isnan(ird_score_law_predict_v(&law, &cycles[6])));
    CHECK(isnan(quantile(&law, 0.9).drop_v));
    ird_score_law_free(&law);
}

/* A stage is judged by the next one: of ten cycles that are half of what the second stage
 * says, which is half of what they are exactly, the eleventh is four times its score. */
static void test_stages(void) {
    ird_scored_cycle cycles[16];
    ird_score_law law = {0};
    for (int i = 0; i < 16; i++) {
        double score = 1 + 0.1 * i;
        cycles[i] = one_score(score, 4 * score);
        cycles[i].score[1] = 2 * score;
    }
    for (int i = 5; i < 15; i++) {
        cycles[i].exact_v = (double)NAN;
    }
    cycles[7].score[1] = (double)NAN;
    make(&law, cycles, 16);
    CHECK(law.stages[1].samples == 6 && law.stages[0].samples == 15);
    CHECK_NEAR(ird_score_law_drop_v(&law, 6), 4 * 1.6, 1e-12);
    CHECK_NEAR(ird_score_law_drop_v(&law, 7), 4 * 1.7, 1e-12);
    CHECK(ird_score_law_missed(&law) == 0.5 / 6);
    ird_score_law_free(&law);
}

/* All solved: quantiles are those of the values. */
static void test_solved(void) {
    ird_scored_cycle cycles[CYCLES];
    ird_score_law law = {0};
    for (int i = 0; i < CYCLES; i++) {
        cycles[i] = one_score(1 + i % 7, 0.01 + 1e-5 * ((i * 37) % CYCLES));
    }
    make(&law, cycles, CYCLES);
    CHECK(ird_score_law_missed(&law) == 0);
    ird_score_quantile q = quantile(&law, 0.9);
    CHECK_NEAR(q.drop_v, 0.019, 2e-5);
    CHECK_NEAR(q.spread_v, 0.01 * sqrt(0.09 / CYCLES), 2e-5);
    ird_score_law_free(&law);
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
    double x = ((const ird_scored_cycle *)a)->score[0];
    double y = ((const ird_scored_cycle *)b)->score[0];
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Cycles by falling score with the exact drop of all; those beyond the first TOP and
 * RANDOM others are then hidden. */
static void draw(ird_scored_cycle *cycles, double *exact_v, residual_draw *residual,
                 double width) {
    for (int i = 0; i < CYCLES; i++) {
        cycles[i] = one_score(exp(width * normal()), (double)NAN);
    }
    qsort(cycles, CYCLES, sizeof *cycles, by_score);
    for (int i = 0; i < CYCLES; i++) {
        exact_v[i] = 0.01 * exp(0.8 * log(cycles[i].score[0]) + residual());
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
    static const double edges[] = {0, 0.1, 0.3, 1.01};
    enum { BINS = 3 };
    static ird_scored_cycle cycles[CYCLES];
    static double exact_v[CYCLES];
    double said[BINS] = {0}, missed[BINS] = {0}, all[BINS] = {0};
    for (int trial = 0; trial < TRIALS; trial++) {
        draw(cycles, exact_v, residual, width);
        ird_score_law law = {0};
        make(&law, cycles, CYCLES);
        double chance = ird_score_law_missed(&law), found_v = law.found_v;
        ird_score_law_free(&law);
        int bin = 0;
        while (chance >= edges[bin + 1]) {
            bin++;
        }
        all[bin]++;
        said[bin] += chance;
        for (int i = 0; i < CYCLES; i++) {
            if (exact_v[i] > found_v) {
                missed[bin]++;
                break;
            }
        }
    }
    for (int bin = 0; bin < BINS; bin++) {
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
            ird_score_law law = {0};
            make(&law, cycles, CYCLES);
            ird_score_quantile q = quantile(&law, qs[k]);
            ird_score_law_free(&law);
            within += fabs(q.drop_v - truth_v) < 2 * q.spread_v ? 1 : 0;
            near += fabs(q.drop_v - truth_v) < 0.05 * truth_v ? 1 : 0;
        }
        printf("q%g: within twice the spread %d of %d, within 5 %% %d\n", 100 * qs[k],
               within, QUANTILE_TRIALS, near);
        CHECK(within > QUANTILE_TRIALS * 9 / 10 && near > QUANTILE_TRIALS * 9 / 10);
    }
}

int main(void) {
    RUN(test_fit);
    RUN(test_stages);
    RUN(test_solved);
    RUN(test_chance);
    RUN(test_quantile);
    return check_summary("chance");
}
