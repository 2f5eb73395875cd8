/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The paper's generator: samples by number, and its label against other computations. */
#include "check.h"
#include "python.h"

#include "base/alloc.h"
#include "base/npy.h"
#include "model/data/set.h"
#include "model/synth/gaussian.h"
#include "model/synth/paper.h"
#include "model/synth/random.h"

#define SIDE 64
#define PIXELS (SIDE * SIDE)

static const char *const channel_names[] = {"power_grid", "cell_density", "switching"};

typedef struct sample {
    double channels[3 * PIXELS], label[PIXELS];
} sample;

static void draw(sample *s, uint64_t seed, uint64_t index) {
    ird_paper_scratch scratch = {0};
    ird_error err = {0};
    CHECK(ird_paper_scratch_create(&scratch, SIDE, &err) == IRD_OK);
    ird_paper_sample(&scratch, seed, index, s->channels, s->label);
    ird_paper_scratch_free(&scratch);
}

/* The first outputs of SplitMix64 from state 0, as published with the generator. */
static void test_random_numbers(void) {
    ird_random random = {0, 0};
    CHECK(ird_random_bits(&random) == UINT64_C(0xe220a8397b1dcdaf));
    CHECK(ird_random_bits(&random) == UINT64_C(0x6e789e6aa1b965f4));
    CHECK(ird_random_bits(&random) == UINT64_C(0x06c45d188009454f));
    double sum = 0, square = 0;
    for (int i = 0; i < 100000; i++) {
        double x = ird_random_normal(&random);
        sum += x;
        square += x * x;
    }
    /* Five standard errors. */
    CHECK_NEAR(sum / 100000, 0, 5 / sqrt(100000.0));
    CHECK_NEAR(square / 100000, 1, 5 * sqrt(2 / 100000.0));
}

static void test_a_sample_is_its_number(void) {
    static sample a, b;
    draw(&a, 5, 17);
    draw(&b, 5, 18);
    CHECK(memcmp(&a, &b, sizeof a) != 0);
    draw(&b, 6, 17);
    CHECK(memcmp(&a, &b, sizeof a) != 0);
    draw(&b, 5, 17);
    CHECK(memcmp(&a, &b, sizeof a) == 0);
}

static void test_ranges(void) {
    static sample s;
    for (uint64_t index = 0; index < 60; index++) {
        draw(&s, 1, index);
        double least = 1, most = 0, low = 1, high = 0;
        for (size_t i = 0; i < 3 * PIXELS; i++) {
            least = fmin(least, s.channels[i]);
            most = fmax(most, s.channels[i]);
        }
        for (size_t i = 0; i < PIXELS; i++) {
            low = fmin(low, s.label[i]);
            high = fmax(high, s.label[i]);
        }
        CHECK(least >= 0 && most <= 1 + 1e-12 && isfinite(most));
        CHECK(low == 0 && fabs(high - 1) < 1e-12);
    }
}

/* One pixel of 1 in a corner: reflection at the edge keeps the sum, and by hand the
 * corner itself gets (w0 + w1)^2, w being the taps exp(-d^2 / 2) / sum of sigma 1. */
static void test_gaussian_by_hand(void) {
    double map[25] = {1}, sum = 0, taps = 0;
    double *scratch = ird_alloc(ird_gaussian_scratch(5), sizeof *scratch);
    ird_gaussian(map, 5, 1, scratch);
    for (size_t i = 0; i < 25; i++) {
        sum += map[i];
    }
    for (int d = -4; d <= 4; d++) {
        taps += exp(-0.5 * d * d);
    }
    CHECK_NEAR(sum, 1, 1e-14);
    CHECK_NEAR(map[0], pow((1 + exp(-0.5)) / taps, 2), 1e-14);
    ird_free(scratch);
}

/* scipy's gaussian_filter on samples of both kinds, and a map smaller than the filter. */
static void test_label_against_scipy(void) {
    const char *python =
        python_with("numpy, scipy.ndimage", "the label has no second computation");
    if (python == NULL) {
        return;
    }
    static sample s;
    ird_error err = {0};
    for (size_t index = 0; index < 6; index++) {
        draw(&s, 9, index);
        CHECK(ird_data_set_write("synth_out", channel_names, 3, index, SIDE, SIDE,
                                 s.channels, s.label, &err) == IRD_OK);
    }
    double small[49], *scratch = ird_alloc(ird_gaussian_scratch(7), sizeof *scratch);
    for (size_t i = 0; i < 49; i++) {
        small[i] = s.channels[i];
    }
    CHECK(ird_npy_write("synth_out/small_in.npy", 7, 7, small, NULL, &err) == IRD_OK);
    ird_gaussian(small, 7, 3, scratch);
    CHECK(ird_npy_write("synth_out/small_out.npy", 7, 7, small, NULL, &err) == IRD_OK);
    ird_free(scratch);
    CHECK(python_runs(python,
                      "import numpy as n, scipy.ndimage as d\n"
                      "def get(f, i): return n.load('synth_out/%s/%d.npy' % (f, i))\n"
                      "for i in range(6):\n"
                      "    x = get('input_switching', i) * get('input_cell_density', i)\n"
                      "    x = x / (get('input_power_grid', i) + 0.1)\n"
                      "    y = d.gaussian_filter(x, 3)\n"
                      "    y = (y - y.min()) / (y.max() - y.min())\n"
                      "    assert abs(y - get('labels_ir_drop', i)).max() < 1e-12\n"
                      "a = n.load('synth_out/small_in.npy')\n"
                      "b = n.load('synth_out/small_out.npy')\n"
                      "assert abs(d.gaussian_filter(a, 3) - b).max() < 1e-14\n"));
}

/* The paper's own labels, from the paper's own channels. */
static void test_label_against_the_paper(void) {
    char path[1024];
    ird_data_set set = {0};
    ird_error err = {0};
    static double channels[3 * PIXELS], label[PIXELS];
    ird_paper_scratch scratch = {0};
    shared_path(path, sizeof path, "paper");
    CHECK(ird_data_set_open(&set, path, &err) == IRD_OK);
    CHECK(ird_paper_scratch_create(&scratch, SIDE, &err) == IRD_OK);
    for (size_t at = 0; at < 20; at++) {
        ird_data_sample read = {0};
        CHECK(ird_data_set_read(&set, channel_names, 3, at, &read, &err) == IRD_OK);
        for (size_t i = 0; i < 3 * PIXELS; i++) {
            channels[i] = (double)read.channels[i];
        }
        ird_paper_label(&scratch, channels, label);
        double worst = 0;
        for (size_t i = 0; i < PIXELS; i++) {
            worst = fmax(worst, fabs(label[i] - (double)read.label[i]));
        }
        CHECK(worst < 1e-6); /* the set holds single precision */
        ird_data_sample_free(&read);
    }
    ird_paper_scratch_free(&scratch);
    ird_data_set_free(&set);
}

static void test_bad_sets(void) {
    ird_data_set set = {0};
    ird_data_sample read = {0};
    ird_error err = {0};
    static double map[PIXELS];
    CHECK(ird_data_set_open(&set, "no/such", &err) == IRD_FILE_OPEN);
    CHECK(system("mkdir -p synth_empty/labels_ir_drop") == 0);
    CHECK(ird_data_set_open(&set, "synth_empty", &err) == IRD_MODEL_DATA);
    CHECK(ird_data_set_write("synth_bad", channel_names, 1, 3, 8, 8, map, map, &err) ==
          IRD_OK);
    CHECK(ird_data_set_open(&set, "synth_bad", &err) == IRD_OK);
    CHECK(set.count == 1 && set.numbers[0] == 3);
    CHECK(ird_data_set_read(&set, channel_names, 1, 0, &read, &err) == IRD_OK);
    ird_data_sample_free(&read);
    CHECK(ird_data_set_read(&set, channel_names, 2, 0, &read, &err) == IRD_FILE_OPEN);
    CHECK(ird_npy_write("synth_bad/input_power_grid/3.npy", 4, 8, map, NULL, &err) ==
          IRD_OK);
    CHECK(ird_data_set_read(&set, channel_names, 1, 0, &read, &err) == IRD_MODEL_DATA);
    ird_data_set_free(&set);
}

int main(void) {
    RUN(test_random_numbers);
    RUN(test_a_sample_is_its_number);
    RUN(test_ranges);
    RUN(test_gaussian_by_hand);
    RUN(test_bad_sets);
    RUN(test_label_against_scipy);
    RUN(test_label_against_the_paper);
    return check_summary("synth");
}
