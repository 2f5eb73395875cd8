/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The kernels against sums in double written out here, on every path that the processor
 * has: odd channel counts, every tile width, all the ways to start and finish.
 */
#include <stdint.h>

#include "check.h"
#include "model/kernels/conv.h"
#include "model/kernels/winograd.h"

#include "base/alloc.h"

enum { FRAME = 1, MOST_SIDE = 32 };

typedef struct image {
    size_t channels, rows, columns;
    float *memory;
    ird_blocked at;
} image;

typedef struct problem {
    size_t in, out, kernel, rows, columns, step;
    float slope;
    bool accumulate, factor, winograd;
} problem;

static uint32_t next_state(uint32_t *state) {
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

static float next_number(uint32_t *state) {
    return (float)next_state(state) / (float)(1 << 23) - 1.0F;
}

static size_t next_size(uint32_t *state, size_t most) {
    return 1 + next_state(state) % most;
}

static size_t image_size(const image *im) {
    return ird_blocks(im->channels) * im->at.block;
}

static image make_image(size_t channels, size_t rows, size_t columns) {
    image im = {.channels = channels, .rows = rows, .columns = columns};
    im.at.row = (columns + columns % 2 + 2 * FRAME) * IRD_LANES;
    im.at.block = (rows + rows % 2 + 2 * FRAME) * im.at.row;
    im.memory = ird_alloc_aligned(image_size(&im), sizeof(float));
    memset(im.memory, 0, image_size(&im) * sizeof(float));
    im.at.pixels = im.memory + FRAME * im.at.row + FRAME * IRD_LANES;
    return im;
}

static float *pixel(const image *im, size_t c, size_t y, size_t x) {
    return im->at.pixels + c / IRD_LANES * im->at.block + y * im->at.row + x * IRD_LANES +
           c % IRD_LANES;
}

static void fill(const image *im, uint32_t *state) {
    for (size_t c = 0; c < im->channels; c++) {
        for (size_t y = 0; y < im->rows; y++) {
            for (size_t x = 0; x < im->columns; x++) {
                *pixel(im, c, y, x) = next_number(state);
            }
        }
    }
}

/* The value at tap (0, 0) of pixel (y, x) may lie in the frame, which is zero. */
static double input_at(const image *im, size_t c, size_t y, size_t x, size_t kernel) {
    ptrdiff_t shift = kernel == 3 ? -1 : 0;
    return (double)*(pixel(im, c, y, x) + shift * (ptrdiff_t)(im->at.row + IRD_LANES));
}

static double expected(const problem *p, const image *in, const float *weights,
                       double start, size_t o, size_t y, size_t x) {
    double sum = start;
    for (size_t c = 0; c < p->in; c++) {
        for (size_t ky = 0; ky < p->kernel; ky++) {
            for (size_t kx = 0; kx < p->kernel; kx++) {
                size_t w = ((o * p->in + c) * p->kernel + ky) * p->kernel + kx;
                sum += (double)weights[w] * input_at(in, c, y + ky, x + kx, p->kernel);
            }
        }
    }
    return fmax(sum, (double)p->slope * sum);
}

/* The largest error over all outputs; the frame and the pixels between steps, too. */
static double largest_error(const problem *p, const image *in, const image *before,
                            const image *factor, const image *after, const float *weights,
                            const float *bias) {
    double worst = 0;
    for (size_t o = 0; o < p->out; o++) {
        for (size_t y = 0; y < p->rows; y++) {
            for (size_t x = 0; x < p->columns * p->step; x++) {
                double want = (double)*pixel(before, o, y, x);
                if (x % p->step == 0) {
                    double start = p->accumulate ? want : (double)bias[o];
                    want = expected(p, in, weights, start, o, y, x / p->step);
                    want *= p->factor ? (double)*pixel(factor, o, y, x) : 1;
                }
                worst = fmax(worst, fabs((double)*pixel(after, o, y, x) - want));
            }
        }
    }
    return worst;
}

/* Everything outside the rectangle of pixels is as it was: zero. */
static bool frame_is_zero(const image *im) {
    for (size_t block = 0; block < ird_blocks(im->channels); block++) {
        const float *start = im->memory + block * im->at.block;
        for (size_t i = 0; i < im->at.block; i++) {
            size_t y = i / im->at.row;
            size_t x = i % im->at.row / IRD_LANES;
            bool inside = y >= FRAME && y < im->rows + FRAME && x >= FRAME &&
                          x < im->columns + FRAME;
            if (!inside && start[i] != 0) {
                return false;
            }
        }
    }
    return true;
}

static void run(ird_path path, const problem *p, const image *in, const image *factor,
                const image *out, const float *packed, const float *bias) {
    size_t shift = p->kernel == 3 ? in->at.row + IRD_LANES : 0;
    ird_conv_call call = {
        .input = in->at.pixels - shift,
        .input_row = in->at.row,
        .input_block = in->at.block,
        .channels = p->in,
        .kernel_rows = p->kernel,
        .kernel_columns = p->kernel,
        .weights = packed,
        .bias = p->accumulate ? NULL : bias,
        .output = out->at.pixels,
        .output_row = out->at.row,
        .output_block = out->at.block,
        .output_step = p->step,
        .rows = p->rows,
        .columns = p->columns,
        .blocks = ird_blocks(p->out),
        .slope = p->slope,
        .factor = p->factor ? factor->at.pixels : NULL,
    };
    if (p->winograd) {
        size_t size = ird_winograd_scratch_size(&call);
        float *scratch = ird_alloc_aligned(size, sizeof(float));
        memset(scratch, 0xff, size * sizeof(float)); /* NaN */
        ird_winograd_run(path, &call, scratch);
        ird_free_aligned(scratch);
    } else {
        ird_conv_run(path, &call);
    }
}

static void pack(ird_path path, const problem *p, float *packed, const float *weights) {
    size_t taps = p->kernel * p->kernel;
    if (p->winograd) {
        float *scratch = ird_alloc(p->out * p->in, sizeof(float));
        ird_winograd_pack(path, packed, weights, p->in * taps, p->out, p->in, scratch);
        ird_free(scratch);
    } else {
        ird_conv_pack(path, packed, weights, p->in * taps, p->out, p->in, taps);
    }
}

static void check_problem(ird_path path, const problem *p, uint32_t *state) {
    image in = make_image(p->in, p->rows, p->columns);
    image before = make_image(p->out, p->rows, p->columns * p->step);
    image factor = make_image(p->out, p->rows, p->columns * p->step);
    image after = make_image(p->out, p->rows, p->columns * p->step);
    size_t taps = p->kernel * p->kernel;
    size_t padded = ird_blocks(p->out) * IRD_LANES;
    float *weights = ird_alloc(p->out * p->in * taps, sizeof(float));
    float *bias = ird_alloc_zero(padded, sizeof(float));
    size_t packed_size = p->winograd ? ird_winograd_packed_size(p->out, p->in)
                                     : ird_conv_packed_size(p->out, p->in, taps);
    float *packed = ird_alloc_aligned(packed_size, sizeof(float));
    for (size_t i = 0; i < p->out * p->in * taps; i++) {
        weights[i] = next_number(state);
    }
    for (size_t i = 0; i < p->out; i++) {
        bias[i] = next_number(state);
    }
    fill(&in, state);
    fill(&before, state);
    fill(&factor, state);
    memcpy(after.memory, before.memory, image_size(&after) * sizeof(float));
    pack(path, p, packed, weights);
    run(path, p, &in, &factor, &after, packed, bias);
    /* Terms are of size 1, so sums of their root; each rounds some times by 6e-8 of that,
     * four times as much where sums are filtered. What was seen is a quarter of this at
     * most; a term left out is 1e4 times of it. */
    double scale = 4 * (sqrt((double)(p->in * taps)) + 1);
    double error = largest_error(p, &in, &before, &factor, &after, weights, bias);
    bool good = CHECK(error < 1e-6 * scale);
    good &= CHECK(frame_is_zero(&after));
    if (!good) {
        fprintf(stderr,
                "    %s: %zu -> %zu, kernel %zu, %zu x %zu, step %zu%s, "
                "error %g\n",
                ird_path_name(path), p->in, p->out, p->kernel, p->rows, p->columns,
                p->step, p->winograd ? ", winograd" : "", error);
    }
    ird_free(weights);
    ird_free(bias);
    ird_free_aligned(packed);
    ird_free_aligned(in.memory);
    ird_free_aligned(before.memory);
    ird_free_aligned(factor.memory);
    ird_free_aligned(after.memory);
}

/* Each width of output, so that each tile of each path has its turn. */
static void check_every_width(ird_path path) {
    uint32_t state = 7;
    for (size_t columns = 1; columns <= MOST_SIDE; columns++) {
        problem p = {5, 40, 3, 2, columns, 1, 0, false, false, false};
        check_problem(path, &p, &state);
        p.winograd = true;
        check_problem(path, &p, &state);
    }
}

static void check_random(ird_path path) {
    uint32_t state = 11;
    for (int i = 0; i < 60; i++) {
        problem p = {
            .in = next_size(&state, 80),
            .out = next_size(&state, 70),
            .kernel = next_size(&state, 3),
            .rows = next_size(&state, 6),
            .columns = next_size(&state, MOST_SIDE),
            .step = next_size(&state, 2),
            .slope = (float)(next_size(&state, 3) - 1) / 2.0F,
            .accumulate = next_size(&state, 2) == 1,
            .factor = next_size(&state, 2) == 1,
        };
        check_problem(path, &p, &state);
        p.winograd = true;
        p.kernel = 3;
        p.step = 1;
        check_problem(path, &p, &state);
    }
}

/* More transformed tiles than fit the cache: worked on in several parts. */
static void check_many_tiles(ird_path path) {
    uint32_t state = 5;
    problem p = {80, 70, 3, 33, 31, 1, 0, false, false, true};
    check_problem(path, &p, &state);
}

static void test_paths(void) {
    for (int path = 0; path < IRD_PATH_COUNT; path++) {
        if (!ird_path_supported((ird_path)path)) {
            printf("SKIPPED: this processor has no %s\n", ird_path_name((ird_path)path));
            continue;
        }
        printf("path %s\n", ird_path_name((ird_path)path));
        check_every_width((ird_path)path);
        check_random((ird_path)path);
        check_many_tiles((ird_path)path);
    }
}

/* A row of ones, weights 1 2 3 from left to right, by hand: the left neighbour of the
 * first pixel and the right one of the last are in the frame. */
static void test_by_hand(void) {
    image in = make_image(1, 1, 3);
    image out = make_image(1, 1, 3);
    for (size_t x = 0; x < 3; x++) {
        *pixel(&in, 0, 0, x) = 1;
    }
    const float weights[9] = {9, 9, 9, 1, 2, 3, 9, 9, 9};
    const float bias[IRD_LANES] = {0.5F};
    problem p = {1, 1, 3, 1, 3, 1, 0, false, false, false};
    float *packed = ird_alloc_aligned(ird_conv_packed_size(1, 1, 9), sizeof(float));
    ird_conv_pack(IRD_PATH_PORTABLE, packed, weights, 9, 1, 1, 9);
    run(IRD_PATH_PORTABLE, &p, &in, NULL, &out, packed, bias);
    CHECK(*pixel(&out, 0, 0, 0) == 5.5F);
    CHECK(*pixel(&out, 0, 0, 1) == 6.5F);
    CHECK(*pixel(&out, 0, 0, 2) == 3.5F);
    ird_free_aligned(packed);
    ird_free_aligned(in.memory);
    ird_free_aligned(out.memory);
}

/* The environment forces a path; one that is not here is an error in words. */
static void test_choice(void) {
    ird_path path = IRD_PATH_COUNT;
    ird_error err = {0};
    unsetenv("IRDROP_KERNELS");
    CHECK(ird_path_choose(&path, &err) == IRD_OK && path == ird_path_best());
    setenv("IRDROP_KERNELS", "", 1);
    CHECK(ird_path_choose(&path, &err) == IRD_OK && path == ird_path_best());
    for (int i = 0; i < IRD_PATH_COUNT; i++) {
        setenv("IRDROP_KERNELS", ird_path_name((ird_path)i), 1);
        path = IRD_PATH_COUNT;
        if (ird_path_supported((ird_path)i)) {
            CHECK(ird_path_choose(&path, &err) == IRD_OK && path == (ird_path)i);
        } else {
            CHECK(ird_path_choose(&path, &err) == IRD_MODEL_KERNELS);
            CHECK(path == IRD_PATH_COUNT);
            CHECK(strstr(err.text, "processor or build lacks") != NULL);
            CHECK_TEXT(err.detail, ird_path_name((ird_path)i));
        }
    }
    setenv("IRDROP_KERNELS", "sse", 1);
    CHECK(ird_path_choose(&path, &err) == IRD_MODEL_KERNELS);
    CHECK(strstr(err.text, "portable, avx2 or avx512") != NULL);
    unsetenv("IRDROP_KERNELS");
}

static void test_names(void) {
    CHECK_TEXT(ird_path_name(IRD_PATH_AVX512), "avx512");
    CHECK_TEXT(ird_path_name(IRD_PATH_COUNT), "unknown");
    CHECK(ird_path_supported(ird_path_best()));
    CHECK(!ird_path_supported(IRD_PATH_COUNT));
}

int main(void) {
    RUN(test_by_hand);
    RUN(test_paths);
    RUN(test_names);
    RUN(test_choice);
    return check_summary("kernels");
}
