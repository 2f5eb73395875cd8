/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Gradients of the embedded models by their inputs, against central differences of the
 * network itself in double. At the kink of an activation or a maximum a difference says
 * something else the smaller its step is: those are counted and left out.
 */
#include "check.h"

#include "model/surrogate.h"

enum { SIDE = 64, PIXELS = SIDE * SIDE, MAX_CHANNELS = 8, TRIED = 60 };

static double random_number(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* Smooth hills, as channels are. */
static void make_channels(float *channels, size_t count, uint64_t *state) {
    for (size_t c = 0; c < count; c++) {
        double x = SIDE * random_number(state), y = SIDE * random_number(state);
        for (size_t i = 0; i < PIXELS; i++) {
            double dx = (double)(i % SIDE) - x, dy = (double)(i / SIDE) - y;
            channels[c * PIXELS + i] =
                (float)(0.2 + 0.5 * exp(-(dx * dx + dy * dy) / 400) +
                        0.1 * random_number(state));
        }
    }
}

static double value_with(ird_surrogate *s, float *channels, size_t at, double step,
                         size_t pixel, double *unused, double *moved_by) {
    float before = channels[at];
    double value = 0;
    channels[at] = (float)((double)before + step);
    *moved_by = (double)channels[at] - (double)before;
    CHECK(ird_surrogate_gradient(s, channels, SIDE, SIDE, pixel, unused, &value, NULL) ==
          IRD_OK);
    channels[at] = before;
    return value;
}

static double slope_at(ird_surrogate *s, float *channels, size_t at, double step,
                       size_t pixel, double *unused) {
    double up, down;
    double above = value_with(s, channels, at, step, pixel, unused, &up);
    double below = value_with(s, channels, at, -step, pixel, unused, &down);
    return (above - below) / (up - down);
}

/* Pixels around the one that is looked at, where it hangs on most. */
static size_t near(size_t pixel, size_t count, uint64_t *state) {
    size_t row = pixel / SIDE + (size_t)(9 * random_number(state)) - 4;
    size_t column = pixel % SIDE + (size_t)(9 * random_number(state)) - 4;
    return (size_t)((double)count * random_number(state)) * PIXELS + row * SIDE + column;
}

static void check_model(const char *name) {
    static float channels[MAX_CHANNELS * PIXELS];
    static double gradient[MAX_CHANNELS * PIXELS], unused[MAX_CHANNELS * PIXELS];
    static float output[PIXELS];
    ird_surrogate *s = NULL;
    ird_error err = {0};
    uint64_t state = 4;
    size_t pixel = 30 * SIDE + 33, kinks = 0, checked = 0;
    double worst = 0, value = 0, most = 0;
    CHECK(ird_surrogate_embedded(&s, name, &err) == IRD_OK);
    size_t count = ird_surrogate_get_info(s).channel_count;
    make_channels(channels, count, &state);
    CHECK(ird_surrogate_gradient(s, channels, SIDE, SIDE, pixel, gradient, &value,
                                 &err) == IRD_OK);
    CHECK(ird_surrogate_run(s, channels, SIDE, SIDE, output, &err) == IRD_OK);
    if (strcmp(name, "paper") != 0) { /* which scales its output */
        CHECK_NEAR(value, (double)output[pixel], 1e-4 * (1 + fabs(value)));
    }
    for (size_t i = 0; i < count * PIXELS; i++) {
        most = fmax(most, fabs(gradient[i]));
    }
    for (size_t k = 0; k < TRIED; k++) {
        size_t at = near(pixel, count, &state);
        double fine = slope_at(s, channels, at, 1e-5, pixel, unused);
        double coarse = slope_at(s, channels, at, 4e-5, pixel, unused);
        if (fabs(fine - coarse) > 1e-6 * most) {
            kinks++;
            continue;
        }
        checked++;
        worst = fmax(worst, fabs(gradient[at] - fine) / most);
    }
    printf("%s: %zu of %d checked, %zu at kinks, worst %.1e of the largest\n", name,
           checked, TRIED, kinks, worst);
    CHECK(most > 0 && checked > TRIED / 2);
    CHECK(worst < 1e-5);
    ird_surrogate_free(s);
}

static void test_embedded_models(void) {
    check_model("paper");
    check_model("pdn3");
    check_model("pdn");
}

static void test_refused(void) {
    ird_surrogate *s = NULL;
    ird_error err = {0};
    static float channels[3 * 25];
    static double gradient[3 * 25];
    CHECK(ird_surrogate_embedded(&s, "paper", &err) == IRD_OK);
    CHECK(ird_surrogate_gradient(s, channels, 5, 5, 0, gradient, NULL, &err) ==
          IRD_MODEL_INPUT);
    ird_surrogate_free(s);
}

int main(void) {
    RUN(test_embedded_models);
    RUN(test_refused);
    return check_summary("gradient");
}
