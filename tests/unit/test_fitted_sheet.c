/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Sheets fitted to a grid: of a sheet that is solved here, by relaxation, its constants
 * are found again; a uniform current answers u whatever was fitted; derivatives are those
 * of the answer; and memory that runs out.
 */
#include "check.h"
#include "failing_alloc.h"

#include <stdbool.h>

#include "model/pdn/fitted_sheet.h"
#include "model/synth/random.h"

enum { SIDE = 16, PIXELS = SIDE * SIDE, EXAMPLES = 8, ALL = EXAMPLES + 1 };

/* A grid, currents on it, and what they drop. */
typedef struct truth {
    double u[PIXELS], power_grid[PIXELS];
    double currents[ALL * PIXELS], drops[ALL * PIXELS];
} truth;

static truth t; /* too large for a stack */
static const ird_sheet_examples examples = {t.currents, t.drops, EXAMPLES, 0, NULL};

/* Sources on the left, so that u rises to the right, with waves. */
static void draw_grid(void) {
    for (size_t i = 0; i < PIXELS; i++) {
        double x = (double)(i % SIDE) / SIDE, y = (double)(i / SIDE) / SIDE;
        t.u[i] = 0.4 + x + 0.2 * sin(9 * x) * cos(5 * y) + 0.3 * y * y;
        t.power_grid[i] = 1 / (1 + t.u[i]);
    }
}

static void draw_currents(uint64_t seed) {
    for (size_t e = 0; e < ALL; e++) {
        ird_random random = ird_random_stream(seed, e);
        double *currents = t.currents + e * PIXELS, mean = 0;
        for (size_t i = 0; i < PIXELS; i++) {
            currents[i] = exp(1.2 * ird_random_normal(&random));
            mean += currents[i] / PIXELS;
        }
        for (size_t i = 0; i < PIXELS; i++) {
            currents[i] /= mean;
        }
    }
}

/* The conductance that half of sum(u) heats in the differences of u along a direction. */
static double conductance(size_t ahead) {
    double heat = 0, energy = 1e-6;
    for (size_t i = 0; i < PIXELS; i++) {
        heat += t.u[i] / 2;
        if (ahead == 1 ? (i + 1) % SIDE != 0 : i + SIDE < PIXELS) {
            energy += (t.u[i + ahead] - t.u[i]) * (t.u[i + ahead] - t.u[i]);
        }
    }
    return heat / energy;
}

/* w of  u w - div(s u^2 grad w) = u i, by relaxation; part is that of the conductance. */
static void relax(double *w, const double *currents, double part) {
    double s[2] = {part * conductance(1), part * conductance(SIDE)};
    for (size_t i = 0; i < PIXELS; i++) {
        w[i] = 1;
    }
    for (size_t round = 0; round < 4000; round++) {
        for (size_t i = 0; i < PIXELS; i++) {
            const bool there[] = {i % SIDE > 0, i % SIDE < SIDE - 1, i >= SIDE,
                                  i + SIDE < PIXELS};
            const size_t at[] = {i - 1, i + 1, i - SIDE, i + SIDE};
            double sum = t.u[i] * currents[i], weight = t.u[i] + 1e-3;
            for (size_t k = 0; k < 4; k++) {
                double g =
                    there[k] ? s[k / 2] * (t.u[i] + 1e-3) * (t.u[at[k]] + 1e-3) : 0;
                sum += g > 0 ? g * w[at[k]] : 0;
                weight += g;
            }
            w[i] = sum / weight;
        }
    }
}

/* A fifth of the conductance, and a share of each current that stays where it is: more of
 * it from left to right. */
static void solve_truth(double least, double most) {
    for (size_t e = 0; e < ALL; e++) {
        const double *currents = t.currents + e * PIXELS;
        double w[PIXELS];
        relax(w, currents, 0.2);
        for (size_t i = 0; i < PIXELS; i++) {
            double own = least + (most - least) * (double)(i % SIDE) / (SIDE - 1);
            t.drops[e * PIXELS + i] = t.u[i] * (w[i] + own * (currents[i] - w[i]));
        }
    }
}

static double largest(const double *values) {
    double most = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        most = fmax(most, values[i]);
    }
    return most;
}

static ird_fitted_sheet *fit_to(const ird_sheet_examples *given) {
    ird_fitted_sheet *sheet = NULL;
    ird_error err = {0};
    CHECK(ird_fitted_sheet_create(&sheet, t.power_grid, SIDE, given, &err) == IRD_OK);
    CHECK(ird_fitted_sheet_side(sheet) == SIDE);
    return sheet;
}

static ird_fitted_sheet *fit(void) {
    return fit_to(&examples);
}

/* The mean and the largest error for currents that it was not fitted to, over the largest
 * drop. */
static void measure(ird_fitted_sheet *sheet, double *mean, double *worst) {
    const double *want = t.drops + (size_t)EXAMPLES * PIXELS;
    double got[PIXELS];
    ird_fitted_sheet_run(sheet, got, t.currents + (size_t)EXAMPLES * PIXELS);
    *mean = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        *mean += fabs(got[i] - want[i]) / PIXELS / largest(want);
    }
    *worst = fabs(largest(got) / largest(want) - 1);
}

/* One constant all over is found; floats and ridges leave 1e-3. */
static void test_constant_is_found(void) {
    double mean, worst;
    draw_grid();
    draw_currents(1);
    solve_truth(0.1, 0.1);
    ird_fitted_sheet *sheet = fit();
    measure(sheet, &mean, &worst);
    CHECK(mean < 1e-3);
    CHECK(worst < 3e-3);
    ird_sheet_bound bound = ird_fitted_sheet_bound(sheet);
    CHECK(bound.part == 0.05 && bound.floor == 0.05); /* the least that is told */
    ird_fitted_sheet_free(sheet);
}

/* One that changes over the die is followed: the bound says how far, and holds. */
static void test_field_is_followed(void) {
    double mean, worst;
    draw_grid();
    draw_currents(2);
    solve_truth(0, 0.5);
    ird_fitted_sheet *sheet = fit();
    measure(sheet, &mean, &worst);
    CHECK(mean < 0.02);
    CHECK(worst < 0.1);
    ird_sheet_bound bound = ird_fitted_sheet_bound(sheet);
    CHECK(bound.part + bound.floor > 1e-3 && bound.part < 0.8 && bound.floor < 0.4);
    CHECK(worst <= bound.part + bound.floor);
    ird_fitted_sheet_free(sheet);
}

/* Examples that stand apart leave the answer as it is and make the bound larger: these
 * drop twice as much as that grid lets them. */
static void test_apart(void) {
    static double currents[2 * ALL * PIXELS], drops[2 * ALL * PIXELS];
    const ird_sheet_examples more = {currents, drops, EXAMPLES, EXAMPLES, NULL};
    double first[PIXELS], second[PIXELS];
    ird_fitted_sheet *with = NULL;
    ird_error err = {0};
    draw_grid();
    draw_currents(2);
    solve_truth(0.1, 0.1);
    for (size_t i = 0; i < (size_t)EXAMPLES * PIXELS; i++) {
        currents[i] = currents[i + (size_t)EXAMPLES * PIXELS] = t.currents[i];
        drops[i] = t.drops[i];
        drops[i + (size_t)EXAMPLES * PIXELS] = 2 * t.drops[i];
    }
    ird_fitted_sheet *without = fit();
    CHECK(ird_fitted_sheet_create(&with, t.power_grid, SIDE, &more, &err) == IRD_OK);
    ird_fitted_sheet_run(without, first, t.currents);
    ird_fitted_sheet_run(with, second, t.currents);
    CHECK(memcmp(first, second, sizeof first) == 0);
    CHECK(ird_fitted_sheet_bound(without).part < 0.1);
    CHECK_NEAR(ird_fitted_sheet_bound(with).part, 1.5, 0.1); /* half of it is margin */
    ird_fitted_sheet_free(with);
    ird_fitted_sheet_free(without);
}

/* Examples of another grid altogether: shares are odd, and a uniform current still drops
 * u, but for the 1e-3 that is added to it. */
static void test_uniform(void) {
    double uniform[PIXELS], got[PIXELS], lift = 0;
    draw_grid();
    draw_currents(3);
    solve_truth(0.9, 0);
    for (size_t i = 0; i < PIXELS; i++) {
        t.drops[i] *= 3;
        uniform[i] = 1;
    }
    ird_fitted_sheet *sheet = fit();
    ird_fitted_sheet_run(sheet, got, uniform);
    for (size_t i = 0; i < PIXELS; i++) {
        lift = fmax(lift, got[i] / t.u[i]);
    }
    CHECK(lift < 1.31); /* of the largest drop alone, 0.3 at most */
    for (size_t i = 0; i < PIXELS; i++) {
        double part = t.u[i] / largest(t.u);
        double lifted = t.u[i] * (1 + (largest(got) / largest(t.u) - 1) * pow(part, 4));
        CHECK_NEAR(got[i], lifted, 0.01 * t.u[i]);
    }
    ird_fitted_sheet_free(sheet);
}

/* What the left half draws is felt in the right one alone, as much all over: a wire that
 * brings it there, which no sheet has. */
static void add_wire(double *drops, const double *currents) {
    double sum = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        sum += i % SIDE < SIDE / 2 ? currents[i] / PIXELS : 0;
    }
    for (size_t i = 0; i < PIXELS; i++) {
        drops[i] += i % SIDE < SIDE / 2 ? 0 : 2 * sum;
    }
}

enum { HATS = 4 };
static double sizes[PIXELS], hat_drops[HATS * HATS * PIXELS];
static const ird_far_drops far = {HATS, sizes, hat_drops};
static const ird_sheet_examples with_far = {t.currents, t.drops, EXAMPLES, 0, &far};

/* A grid with that wire, and what drops under each hat. */
static void solve_wired(uint64_t seed) {
    draw_grid();
    draw_currents(seed);
    solve_truth(0.1, 0.1);
    for (size_t e = 0; e < ALL; e++) {
        add_wire(t.drops + e * PIXELS, t.currents + e * PIXELS);
    }
    for (size_t i = 0; i < PIXELS; i++) {
        sizes[i] = 1 + (double)(i % 3) / 2;
    }
    for (size_t k = 0; k < (size_t)HATS * HATS; k++) {
        double currents[PIXELS], w[PIXELS], *drops = hat_drops + k * PIXELS;
        for (size_t i = 0; i < PIXELS; i++) {
            currents[i] = sizes[i] * ird_hat(SIDE, HATS, k / HATS, i / SIDE) *
                          ird_hat(SIDE, HATS, k % HATS, i % SIDE);
        }
        relax(w, currents, 0.2);
        for (size_t i = 0; i < PIXELS; i++) {
            drops[i] = t.u[i] * (w[i] + 0.1 * (currents[i] - w[i]));
        }
        add_wire(drops, currents);
    }
}

static void test_far_part(void) {
    double mean, worst, far_mean, far_worst, got[PIXELS];
    solve_wired(7);
    ird_fitted_sheet *without = fit(), *with = fit_to(&with_far);
    measure(without, &mean, &worst);
    measure(with, &far_mean, &far_worst);
    CHECK(far_mean < 0.01 && far_mean < mean / 3);
    CHECK(far_worst < 0.05);
    ird_fitted_sheet_run(with, got, sizes); /* all hats at once, but for the lift */
    for (size_t i = 0; i < PIXELS; i++) {
        double all = 0;
        for (size_t k = 0; k < (size_t)HATS * HATS; k++) {
            all += hat_drops[k * PIXELS + i];
        }
        CHECK_NEAR(got[i], all, 0.03 * all);
    }
    ird_fitted_sheet_free(with);
    ird_fitted_sheet_free(without);
}

/* Derivatives of a pixel that is not the largest: nothing moves the lift but the pixel's
 * own part of the largest, by which the answer to 1e-4 more changes little. */
static void check_adjoint(ird_fitted_sheet *sheet) {
    double currents[PIXELS], got[PIXELS], gradient[PIXELS], sum = 0;
    const size_t pixel = 5 * SIDE + 3, moved[] = {5 * SIDE + 3, 5 * SIDE + 4, 0, 77};
    memcpy(currents, t.currents + (size_t)EXAMPLES * PIXELS, sizeof currents);
    ird_fitted_sheet_run(sheet, got, currents);
    double before = got[pixel];
    ird_fitted_sheet_adjoint(sheet, gradient, currents, pixel);
    for (size_t i = 0; i < PIXELS; i++) {
        sum += gradient[i] * currents[i];
    }
    CHECK_NEAR(sum, before,
               1e-6 * before); /* linear: the whole is the sum of its parts; floats */
    CHECK(before < 0.5 * largest(got));
    for (size_t k = 0; k < sizeof moved / sizeof *moved; k++) {
        currents[moved[k]] += 1e-4;
        ird_fitted_sheet_run(sheet, got, currents);
        currents[moved[k]] -= 1e-4;
        CHECK_NEAR((got[pixel] - before) / 1e-4, gradient[moved[k]],
                   0.02 * fabs(gradient[pixel]));
    }
    ird_fitted_sheet_free(sheet);
}

static void test_adjoint(void) {
    draw_grid();
    draw_currents(4);
    solve_truth(0.1, 0.3);
    check_adjoint(fit());
    solve_wired(4);
    check_adjoint(fit_to(&with_far));
}

/* Nothing drawn in any example, and a grid without any drop: no number is not one. */
static void test_nothing(void) {
    double got[PIXELS];
    draw_grid();
    draw_currents(5);
    memset(t.drops, 0, sizeof t.drops);
    for (size_t pass = 0; pass < 2; pass++) {
        ird_fitted_sheet *sheet = fit();
        ird_fitted_sheet_run(sheet, got, t.currents);
        for (size_t i = 0; i < PIXELS; i++) {
            CHECK(isfinite(got[i]) && got[i] >= 0);
        }
        CHECK(isfinite(ird_fitted_sheet_bound(sheet).part));
        ird_fitted_sheet_free(sheet);
        for (size_t i = 0; i < PIXELS; i++) {
            t.power_grid[i] = 1; /* u = 0 */
        }
    }
}

static void test_memory(void) {
    ird_error err = {0};
    solve_wired(6);
    long before = failing_alloc_live();
    for (size_t n = 1;; n++) {
        ird_fitted_sheet *sheet = NULL;
        failing_alloc_arm(n);
        ird_status status =
            ird_fitted_sheet_create(&sheet, t.power_grid, SIDE, &with_far, &err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (fired ? IRD_NO_MEMORY : IRD_OK));
        CHECK((sheet == NULL) == fired);
        ird_fitted_sheet_free(sheet);
        CHECK(failing_alloc_live() == before);
        if (!fired) {
            CHECK(n > 8);
            break;
        }
    }
}

int main(void) {
    RUN(test_constant_is_found);
    RUN(test_field_is_followed);
    RUN(test_apart);
    RUN(test_uniform);
    RUN(test_far_part);
    RUN(test_adjoint);
    RUN(test_nothing);
    RUN(test_memory);
    return check_summary("fitted_sheet");
}
