/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Each layer alone: values by hand, and its derivatives, by inputs and by parameters,
 * against central differences in double. */
#include "check.h"

#include "model/layers/layers.h"

#define MAX 512

/* Numbers in [-1, 1] that depend on the seed alone. */
static double random_number(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(int64_t)(*state >> 11) / 4503599627370496.0 - 1;
}

/* A layer as a function of one array: x holds inputs and parameters one after another. */
typedef struct layer {
    const char *name;
    size_t inputs, outputs;
    void (*forward)(double *y, const double *x);
    /* dx += ... ; y is what forward made of x. */
    void (*backward)(double *dx, double *dy, const double *x, const double *y);
} layer;

/* ---- the layers in this form; images are [2][4][4] unless said otherwise ---- */

static const ird_tensor image = {.channels = 2, .rows = 4, .columns = 4};

/* x: image [2][4][4], weight [3][2][3][3], bias [3]; y: [3][4][4] */
static const ird_conv_shape wide = {2, 3, 3, 4, 4};
enum { WIDE_WEIGHT = 32, WIDE_BIAS = 32 + 54, WIDE_ALL = 32 + 57 };

static void conv_plain(double *y, const double *x) {
    ird_conv_plain_f64(y, x, x + WIDE_WEIGHT, x + WIDE_BIAS, wide);
}
static void conv_plain_back(double *dx, double *dy, const double *x, const double *y) {
    (void)y;
    ird_conv_plain_backward_f64(dx, dx + WIDE_WEIGHT, dx + WIDE_BIAS, dy, x,
                                x + WIDE_WEIGHT, wide);
}
static void conv_blas(double *y, const double *x) {
    double scratch[18 * 16];
    ird_conv_blas_f64(y, x, x + WIDE_WEIGHT, x + WIDE_BIAS, wide, scratch);
}
static void conv_blas_back(double *dx, double *dy, const double *x, const double *y) {
    double scratch[18 * 16];
    (void)y;
    ird_conv_blas_backward_f64(dx, dx + WIDE_WEIGHT, dx + WIDE_BIAS, dy, x,
                               x + WIDE_WEIGHT, wide, scratch);
}

/* x: image, weight [3][2][1][1], bias [3] */
static const ird_conv_shape point = {2, 3, 1, 4, 4};

static void point_blas(double *y, const double *x) {
    ird_conv_blas_f64(y, x, x + 32, x + 38, point, NULL);
}
static void point_blas_back(double *dx, double *dy, const double *x, const double *y) {
    (void)y;
    ird_conv_blas_backward_f64(dx, dx + 32, dx + 38, dy, x, x + 32, point, NULL);
}
static void point_plain(double *y, const double *x) {
    ird_conv_plain_f64(y, x, x + 32, x + 38, point);
}
static void point_plain_back(double *dx, double *dy, const double *x, const double *y) {
    (void)y;
    ird_conv_plain_backward_f64(dx, dx + 32, dx + 38, dy, x, x + 32, point);
}

static void activate(double *y, const double *x) {
    memcpy(y, x, 32 * sizeof *y);
    ird_activate_f64(y, 32, 0.1);
}
static void activate_back(double *dx, double *dy, const double *x, const double *y) {
    (void)x;
    ird_activate_backward_f64(dy, y, 32, 0.1);
    for (size_t i = 0; i < 32; i++) {
        dx[i] += dy[i];
    }
}

static void multiply(double *y, const double *x) {
    ird_multiply_f64(y, x, x + 16, 16);
}
static void multiply_back(double *dx, double *dy, const double *x, const double *y) {
    (void)y;
    ird_multiply_backward_f64(dx, dx + 16, dy, x, x + 16, 16);
}

static void pool_max(double *y, const double *x) {
    ird_pool_f64(y, x, &image, IRD_POOL_MAX);
}
static void pool_max_back(double *dx, double *dy, const double *x, const double *y) {
    (void)y;
    ird_pool_backward_f64(dx, dy, x, &image, IRD_POOL_MAX);
}
static void pool_average(double *y, const double *x) {
    ird_pool_f64(y, x, &image, IRD_POOL_AVERAGE);
}
static void pool_average_back(double *dx, double *dy, const double *x, const double *y) {
    (void)y;
    ird_pool_backward_f64(dx, dy, x, &image, IRD_POOL_AVERAGE);
}

static void upsample(double *y, const double *x) {
    ird_upsample_f64(y, x, &image);
}
static void upsample_back(double *dx, double *dy, const double *x, const double *y) {
    (void)x;
    (void)y;
    ird_upsample_backward_f64(dx, dy, &image);
}

/* [8][2][2] to [2][4][4] */
static const ird_tensor deep = {.channels = 8, .rows = 2, .columns = 2};

static void to_space(double *y, const double *x) {
    ird_to_space_f64(y, x, &deep, 2);
}
static void to_space_back(double *dx, double *dy, const double *x, const double *y) {
    (void)x;
    (void)y;
    ird_to_space_backward_f64(dx, dy, &deep, 2);
}

static void to_depth(double *y, const double *x) {
    ird_to_depth_f64(y, x, &image, 2);
}
static void to_depth_back(double *dx, double *dy, const double *x, const double *y) {
    (void)x;
    (void)y;
    ird_to_depth_backward_f64(dx, dy, &image, 2);
}

static void extend(double *y, const double *x) {
    ird_extend_f64(y, x, &image, 2);
}
static void extend_back(double *dx, double *dy, const double *x, const double *y) {
    (void)x;
    (void)y;
    ird_extend_backward_f64(dx, dy, &image, 2);
}

/* Three channels, all above 1, as shares and a strength are above 0. */
static const ird_tensor three = {.channels = 3, .rows = 4, .columns = 4};

static void derive_kind(double *y, const double *x, ird_derived kind) {
    double above[48];
    for (size_t i = 0; i < 48; i++) {
        above[i] = x[i] + 2.1;
    }
    ird_derive_f64(y, above, &three, kind);
}
static void derive_kind_back(double *dx, const double *dy, const double *x,
                             const double *y, ird_derived kind) {
    double above[48];
    for (size_t i = 0; i < 48; i++) {
        above[i] = x[i] + 2.1;
    }
    ird_derive_backward_f64(dx, dy, above, y, &three, kind);
}
static void derive(double *y, const double *x) {
    derive_kind(y, x, IRD_DERIVED_RATIO);
}
static void derive_back(double *dx, double *dy, const double *x, const double *y) {
    derive_kind_back(dx, dy, x, y, IRD_DERIVED_RATIO);
}
static void derive_scaled(double *y, const double *x) {
    derive_kind(y, x, IRD_DERIVED_RATIO_SCALED);
}
static void derive_scaled_back(double *dx, double *dy, const double *x, const double *y) {
    derive_kind_back(dx, dy, x, y, IRD_DERIVED_RATIO_SCALED);
}

static void crop(double *y, const double *x) {
    ird_crop_f64(y, x, &image, 1);
}
static void crop_back(double *dx, double *dy, const double *x, const double *y) {
    (void)x;
    (void)y;
    ird_crop_backward_f64(dx, dy, &image, 1);
}

/* A strength of 0.3 to 0.7 and shares of 0.4 to 0.8, of x in [-1, 1]; a fourth channel.
 */
static const ird_tensor four_channels = {.channels = 4, .rows = 4, .columns = 4};

static void make_shares(double *shares, const double *x) {
    for (size_t i = 0; i < 64; i++) {
        shares[i] = 0.2 * x[i] + (i < 16 ? 0.5 : 0.6);
    }
}
static void scale_back(double *dx, const double *dshares) {
    for (size_t i = 0; i < 64; i++) {
        dx[i] += 0.2 * dshares[i];
    }
}
static void strengths(double *y, const double *x) {
    double shares[64];
    make_shares(shares, x);
    ird_strengths_f64(y, shares, &four_channels);
}
static void strengths_back(double *dx, double *dy, const double *x, const double *y) {
    double shares[64], dshares[64] = {0};
    (void)y;
    make_shares(shares, x);
    ird_strengths_backward_f64(dshares, dy, shares, &four_channels);
    scale_back(dx, dshares);
}
static void currents(double *y, const double *x) {
    double shares[64];
    make_shares(shares, x);
    ird_currents_f64(y, shares, &four_channels, 1);
}
static void currents_back(double *dx, double *dy, const double *x, const double *y) {
    double shares[64], dshares[64] = {0};
    make_shares(shares, x);
    ird_currents_backward_f64(dshares, dy, shares, y, &four_channels, 1);
    scale_back(dx, dshares);
}

/* x: what is added to [16], a strength [16] */
static void respond(double *y, const double *x) {
    double shares[64] = {0};
    make_shares(shares, x + 16);
    ird_respond_f64(y, x, shares, 16);
}
static void respond_back(double *dx, double *dy, const double *x, const double *y) {
    double shares[64] = {0}, dshares[64] = {0};
    (void)y;
    make_shares(shares, x + 16);
    ird_respond_backward_f64(dx, dshares, dy, x, shares, 16);
    for (size_t i = 0; i < 16; i++) {
        dx[16 + i] += 0.2 * dshares[i];
    }
}

static void sigmoid(double *y, const double *x) {
    ird_sigmoid_f64(y, x, 16);
}
static void sigmoid_back(double *dx, double *dy, const double *x, const double *y) {
    (void)x;
    ird_sigmoid_backward_f64(dx, dy, y, 16);
}

static void minmax(double *y, const double *x) {
    ird_minmax_f64(y, x, 16);
}
static void minmax_back(double *dx, double *dy, const double *x, const double *y) {
    ird_minmax_backward_f64(dx, dy, x, y, 16);
}

static const layer layers[] = {
    {"3x3 convolution, plain", WIDE_ALL, 48, conv_plain, conv_plain_back},
    {"3x3 convolution, BLAS", WIDE_ALL, 48, conv_blas, conv_blas_back},
    {"1x1 convolution, plain", 41, 48, point_plain, point_plain_back},
    {"1x1 convolution, BLAS", 41, 48, point_blas, point_blas_back},
    {"activation", 32, 32, activate, activate_back},
    {"multiply", 32, 16, multiply, multiply_back},
    {"maximum pooling", 32, 8, pool_max, pool_max_back},
    {"average pooling", 32, 8, pool_average, pool_average_back},
    {"upsample", 32, 128, upsample, upsample_back},
    {"depth to space", 32, 32, to_space, to_space_back},
    {"space to depth", 32, 32, to_depth, to_depth_back},
    {"extend", 32, 128, extend, extend_back},
    {"derived ratio", 48, 64, derive, derive_back},
    {"derived ratio, scaled", 48, 64, derive_scaled, derive_scaled_back},
    {"crop", 32, 8, crop, crop_back},
    {"strengths", 64, 112, strengths, strengths_back},
    {"currents", 64, 32, currents, currents_back},
    {"response", 80, 16, respond, respond_back},
    {"sigmoid", 16, 16, sigmoid, sigmoid_back},
    {"min-max", 16, 16, minmax, minmax_back},
};

/* sum of weights * layer(x) with x[i] moved by step */
static double value_of(const layer *l, const double *x, size_t i, double step,
                       const double *weights) {
    double moved[MAX], y[MAX], sum = 0;
    memcpy(moved, x, l->inputs * sizeof *moved);
    moved[i] += step;
    l->forward(y, moved);
    for (size_t k = 0; k < l->outputs; k++) {
        sum += weights[k] * y[k];
    }
    return sum;
}

static void check_layer(const layer *l) {
    double x[MAX], y[MAX], weights[MAX], dy[MAX], dx[MAX];
    uint64_t state = 11;
    for (size_t i = 0; i < MAX; i++) {
        x[i] = random_number(&state);
        weights[i] = dy[i] = random_number(&state);
        dx[i] = 0.5; /* gradients are added to what is there */
    }
    l->forward(y, x);
    l->backward(dx, dy, x, y);
    double worst = 0;
    for (size_t i = 0; i < l->inputs; i++) {
        double up = value_of(l, x, i, 1e-6, weights);
        double slope = (up - value_of(l, x, i, -1e-6, weights)) / 2e-6;
        /* Beside the bend of a logarithm slopes are large and change fast. */
        double error = fabs(dx[i] - 0.5 - slope) / fmax(1, slope * slope);
        worst = error > worst || isnan(error) ? error : worst;
    }
    printf("%-24s worst error %.1e\n", l->name, worst);
    /* Rounding of sums near 1 over steps of 1e-6. */
    CHECK(worst < 1e-8);
}

static void test_derivatives(void) {
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        check_layer(&layers[i]);
    }
}

/* ---- values by hand ---- */

static void check_values(const float *got, const float *want, size_t count) {
    for (size_t i = 0; i < count; i++) {
        CHECK_NEAR((double)got[i], (double)want[i], 1e-6);
    }
}

static void test_convolution_by_hand(void) {
    /* One channel of 2 x 3; kernel 1..9; bias 0.5; zeros around. */
    const float in[] = {1, 2, 3, 4, 5, 6}, bias = 0.5F;
    const float weight[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    const float want[] = {94.5F, 154.5F, 106.5F, 58.5F, 91.5F, 58.5F};
    const ird_conv_shape shape = {1, 1, 3, 2, 3};
    float out[6], scratch[54];
    ird_conv_plain_f32(out, in, weight, &bias, shape);
    check_values(out, want, 6);
    ird_conv_blas_f32(out, in, weight, &bias, shape, scratch);
    check_values(out, want, 6);
}

static void test_shapes_by_hand(void) {
    const ird_tensor row = {.channels = 1, .rows = 2, .columns = 4};
    const float in[] = {1, 2, 3, 4, 5, 6, 7, 8};
    float out[48];
    const float extended[] = {6, 5, 5, 6, 7, 8, 8, 7, 2, 1, 1, 2, 3, 4, 4, 3,
                              2, 1, 1, 2, 3, 4, 4, 3, 6, 5, 5, 6, 7, 8, 8, 7,
                              6, 5, 5, 6, 7, 8, 8, 7, 2, 1, 1, 2, 3, 4, 4, 3};
    ird_extend_f32(out, in, &row, 2);
    check_values(out, extended, 48);
    const float depth[] = {1, 3, 2, 4, 5, 7, 6, 8};
    ird_to_depth_f32(out, in, &row, 2);
    check_values(out, depth, 8);
    const ird_tensor four = {.channels = 4, .rows = 1, .columns = 2};
    ird_to_space_f32(out, depth, &four, 2);
    check_values(out, in, 8);
    const float most[] = {6, 8}, mean[] = {3.5F, 5.5F};
    ird_pool_f32(out, in, &row, IRD_POOL_MAX);
    check_values(out, most, 2);
    ird_pool_f32(out, in, &row, IRD_POOL_AVERAGE);
    check_values(out, mean, 2);
    const float twice[] = {6, 6, 8, 8, 6, 6, 8, 8};
    const ird_tensor two = {.channels = 1, .rows = 1, .columns = 2};
    ird_upsample_f32(out, most, &two);
    check_values(out, twice, 8);
}

static void test_ends_by_hand(void) {
    const ird_tensor two = {.channels = 3, .rows = 1, .columns = 2};
    const float in[] = {0.4F, 0.9F, 0.5F, 1, 1, 0.5F};
    const float ratio[] = {0.4F, 0.9F, 0.5F, 1, 1, 0.5F, 1, 0.5F};
    const float scaled[] = {1, 0.5F}, line[] = {3, 1, 2}, flat[] = {2, 2};
    float out[8];
    ird_derive_f32(out, in, &two, IRD_DERIVED_RATIO);
    check_values(out, ratio, 8);
    ird_derive_f32(out, in, &two, IRD_DERIVED_RATIO_SCALED);
    check_values(out + 6, scaled, 2);
    const float unit[] = {1, 0, 0.5F}, zero[] = {0, 0};
    ird_minmax_f32(out, line, 3);
    check_values(out, unit, 3);
    ird_minmax_f32(out, flat, 2);
    check_values(out, zero, 2);
}

/* Four pixels in a row, u = 0, 1, 1 and 3, so that 4 of 5 units of response rise in one
 * step: sum |grad u|^2 is 1 + 0 + 4. */
static void test_sheet_inputs_by_hand(void) {
    const ird_tensor line = {.channels = 3, .rows = 1, .columns = 4};
    const double in[] = {1, 0.5, 0.5, 0.25, 0.5, 1, 1, 1, 1, 0.5, 0.5, 1};
    double out[24];
    ird_strengths_f64(out, in, &line);
    CHECK_NEAR(out[4], 0.5 * log(0.02), 1e-12);
    CHECK_NEAR(out[7], 0.5 * log(3.02), 1e-12);
    CHECK_NEAR(out[8], 0.25 * log(1.0001) + 1, 1e-12);  /* 1 - 0, at the edge */
    CHECK_NEAR(out[10], 0.25 * log(2.0001) + 1, 1e-12); /* 3 - 1 */
    CHECK_NEAR(out[12], 0.25 * log(1e-4) + 1, 1e-12);   /* none along y */
    CHECK_NEAR(out[17], 0.25 * log(1.0001) + 1, 1e-12); /* 0 + 1 - 2 */
    CHECK_NEAR(out[18], 0.25 * log(2.0001) + 1, 1e-12); /* 1 + 3 - 2 */
    ird_currents_f64(out, in, &line, 1);
    /* Currents of 0.5, 0.5, 0.5 and 1: i = 0.8, 0.8, 0.8, 1.6. */
    const double want[] = {-0.2, -0.2, -0.2, 0.6, 0, -0.2, -0.2, 1.8};
    for (size_t i = 0; i < 8; i++) {
        CHECK_NEAR(out[i], want[i], 1e-12);
    }
}

/* The same four pixels: half of the heat, 2.5, over 5 is a conductance of 0.5, times
 * e^-1.2 and the responses on both sides. A chain of three, eliminated from its ends
 * here. */
static void test_sheet_by_hand(void) {
    enum { N = 4, PLANES = IRD_SHEET_FIELDS + N + 1 };
    const ird_tensor line = {.channels = 3, .rows = 1, .columns = N};
    const double in[] = {1, 0.5, 0.5, 0.25, 0.5, 1, 1, 1, 1, 0.5, 0.5, 1};
    const double u[N] = {0, 1, 1, 3}, i_less[N] = {-0.2, -0.2, -0.2, 0.6};
    const double fields[IRD_SHEET_FIELDS * N] = {0};
    double sheet[PLANES * N], currents[2 * N], out[2 * N], joint[N - 1];
    double diagonal[N], right[N], w[N];
    ird_sheet_f64(sheet, fields, in, &line);
    ird_currents_f64(currents, in, &line, 1);
    ird_sheet_solve_f64(out, sheet, currents, &line);
    for (size_t k = 0; k < N; k++) {
        diagonal[k] = u[k] + 1e-3;
        right[k] = u[k] * i_less[k];
    }
    for (size_t k = 0; k + 1 < N; k++) {
        joint[k] = 0.5 / (1 + 1e-6 / 5) * 0.16 * (u[k] + 1e-3) * (u[k + 1] + 1e-3);
        CHECK_NEAR(sheet[k], joint[k], 1e-5); /* 0.16 is there as a logarithm */
        diagonal[k] += joint[k];
        diagonal[k + 1] += joint[k];
    }
    for (size_t k = 0; k + 1 < N; k++) {
        diagonal[k + 1] -= joint[k] * joint[k] / diagonal[k];
        right[k + 1] += joint[k] * right[k] / diagonal[k];
    }
    for (size_t k = N; k-- > 0;) {
        w[k] = (right[k] + (k + 1 < N ? joint[k] * w[k + 1] : 0)) / diagonal[k];
    }
    for (size_t k = 0; k < N; k++) {
        CHECK_NEAR(out[k], w[k] + 0.02 * (i_less[k] - w[k]), 1e-5);
    }
}

int main(void) {
    RUN(test_sheet_inputs_by_hand);
    RUN(test_sheet_by_hand);
    RUN(test_convolution_by_hand);
    RUN(test_shapes_by_hand);
    RUN(test_ends_by_hand);
    RUN(test_derivatives);
    return check_summary("layers");
}
