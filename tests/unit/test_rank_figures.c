/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How well scores rank cycles, by hand; and a floorplan with its exact drops, which the
 * exact drops themselves rank without fault.
 */
#include "check.h"

#include "evaluate/rated_cycles.h"
#include "evaluate/rank_figures.h"

static ird_ranking rank(const double *exact, const double *score, size_t count) {
    ird_ranking r;
    ird_error err = {0};
    CHECK(ird_rank(&r, exact, score, count, &err) == IRD_OK);
    return r;
}

/* Ranks 1 2 3 4 5 against 1 3 2 5 4: 1 - 6 (0 + 1 + 1 + 1 + 1) / (5 x 24) = 0.8. */
static void test_by_hand(void) {
    const double exact[] = {10, 8, 6, 4, 2}, score[] = {9, 5, 7, 1, 3};
    ird_ranking r = rank(exact, score, 5);
    CHECK_NEAR(r.spearman, 0.8, 1e-12);
    CHECK(r.place == 1 && r.first == 1 && r.is_found);
    CHECK_NEAR(r.lost, 0, 1e-12);
    CHECK_NEAR(r.off, -0.1, 1e-12);
    const double turned[] = {1, 5, 7, 9, 3};
    r = rank(exact, turned, 5);
    CHECK(r.place == 5 && !r.is_found);
    CHECK_NEAR(r.lost, 0.6, 1e-12);
}

/* Ties have their mean rank: 1.5 1.5 3 against 1 2 3 is 1.5 / sqrt(1.5 x 2); the worst of
 * a tie is the last of it. All alike say nothing. */
static void test_ties(void) {
    const double exact[] = {3, 2, 1}, score[] = {5, 5, 0}, flat[] = {1, 1, 1};
    ird_ranking r = rank(exact, score, 3);
    CHECK_NEAR(r.spearman, 1.5 / sqrt(3), 1e-12);
    CHECK(r.place == 2 && !r.is_found);
    r = rank(exact, flat, 3);
    CHECK(isnan(r.spearman) && r.place == 3);
}

/* One in a hundred is solved, of 300 three. */
static void test_first(void) {
    double exact[300], score[300];
    for (size_t i = 0; i < 300; i++) {
        exact[i] = 300.0 - (double)i;
        score[i] = exact[i];
    }
    score[0] = 298.5; /* third */
    ird_ranking r = rank(exact, score, 300);
    CHECK(r.first == 3 && r.place == 2 && r.is_found);
    score[0] = 296.5;
    r = rank(exact, score, 300);
    CHECK(r.place == 4 && !r.is_found);
    CHECK_NEAR(r.lost, 1.0 / 300, 1e-12);
}

static void test_floorplan(void) {
    enum { SEED = 1, SMALL = 5, LARGE = 0, CYCLES = 6 };
    ird_timed_case timed = {0};
    ird_error err = {0};
    double score[CYCLES], seconds = -1;
    CHECK(ird_timed_case_of_world(&timed, SEED, LARGE, CYCLES, &err) == IRD_OK);
    CHECK(timed.grid == NULL);
    ird_timed_case_free(&timed);
    CHECK(ird_timed_case_of_world(&timed, SEED, SMALL, CYCLES, &err) == IRD_OK);
    CHECK(timed.grid != NULL && timed.exact_s > 0);
    CHECK(timed.first[0] == 0 && timed.first[1] > 0);
    CHECK(timed.pulses[timed.first[2]].start_s >= 2 * timed.period_s);
    CHECK(timed.pulses[timed.first[2] - 1].start_s < 2 * timed.period_s);
    ird_ranking r = rank(timed.exact_v, timed.exact_v, CYCLES);
    CHECK(r.place == 1 && r.spearman > 0.9999);
    for (int is_step = 0; is_step < 2; is_step++) {
        CHECK(ird_score_by_slices(&timed, is_step, score, &seconds, &err) == IRD_OK);
        CHECK(seconds > 0);
        for (size_t i = 0; i < CYCLES; i++) { /* means are below their peaks */
            CHECK(score[i] > 0.1 * timed.exact_v[i] && score[i] < 1.2 * timed.exact_v[i]);
        }
    }
    /* A network of another kind does not rank cycles. */
    CHECK(ird_score_by_network(&timed, "pdn3", score, &seconds, &err) ==
          IRD_MODEL_OPTION);
    ird_timed_case_free(&timed);
    CHECK(timed.pulses == NULL);
}

int main(void) {
    RUN(test_by_hand);
    RUN(test_ties);
    RUN(test_first);
    RUN(test_floorplan);
    return check_summary("rank_figures");
}
