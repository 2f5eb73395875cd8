/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One convolution, alone: the direct kernels of each path and Winograd's way (3x3 only)
 * against im2col and OpenBLAS, on shapes from the embedded model's to those of networks a
 * hundred times as large. GFLOP/s count two for each multiply-add of the direct sum.
 * OPENBLAS_CORETYPE=Haswell in the environment makes OpenBLAS use AVX2, for a comparison
 * with the same instructions; Nehalem, SSE.
 */
#include <cblas.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "benchmarks/clock.h"
#include "model/kernels/conv.h"
#include "model/kernels/winograd.h"
#include "model/layers/layers.h"

enum { MOST_CALLS = 200 };

typedef struct data {
    float *in, *out, *weights, *bias, *columns; /* as of layers.h */
    float *blocked_in, *blocked_out, *packed, *scratch, *room;
} data;

static float *numbers(size_t count) {
    float *values = ird_alloc_aligned(count, sizeof *values);
    for (size_t i = 0; values != NULL && i < count; i++) {
        values[i] = (float)(i % 13) / 13 - 0.5F;
    }
    return values;
}

static size_t blocked_size(size_t channels, size_t side) {
    return ird_blocks(channels) * IRD_LANES * (side + 3) * (side + 3);
}

/* As a network would make it, in d's images. */
static ird_conv_call call_of(const data *d, ird_conv_shape s) {
    size_t row = (s.columns + 3) * IRD_LANES, block = (s.rows + 3) * row;
    return (ird_conv_call){
        .input = d->blocked_in,
        .input_row = row,
        .input_block = block,
        .channels = s.in,
        .kernel_rows = s.kernel,
        .kernel_columns = s.kernel,
        .weights = d->packed,
        .bias = d->bias,
        .output = d->blocked_out,
        .output_row = row,
        .output_block = block,
        .output_step = 1,
        .rows = s.rows,
        .columns = s.columns,
        .blocks = ird_blocks(s.out),
    };
}

static bool make_data(data *d, ird_conv_shape s) {
    size_t pixels = s.rows * s.columns, taps = s.kernel * s.kernel;
    memset(d, 0, sizeof *d);
    ird_conv_call call = call_of(d, s);
    *d = (data){
        .in = numbers(s.in * pixels),
        .out = numbers(s.out * pixels),
        .weights = numbers(s.out * s.in * taps),
        .bias = numbers(ird_blocks(s.out) * IRD_LANES),
        .columns = numbers(s.in * taps * pixels),
        .blocked_in = numbers(blocked_size(s.in, s.rows)),
        .blocked_out = numbers(blocked_size(s.out, s.rows)),
        .packed = numbers(ird_winograd_packed_size(s.out, s.in)),
        .scratch = numbers(ird_winograd_scratch_size(&call)),
        .room = numbers(s.out * s.in),
    };
    return d->in != NULL && d->out != NULL && d->weights != NULL && d->bias != NULL &&
           d->columns != NULL && d->blocked_in != NULL && d->blocked_out != NULL &&
           d->packed != NULL && d->scratch != NULL && d->room != NULL;
}

static void free_data(data *d) {
    float *const all[] = {d->in,      d->out,        d->weights,     d->bias,
                          d->columns, d->blocked_in, d->blocked_out, d->packed,
                          d->scratch, d->room};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ird_free_aligned(all[i]);
    }
}

static double time_direct(ird_path path, const data *d, ird_conv_shape s, size_t calls) {
    double times[MOST_CALLS];
    ird_conv_call call = call_of(d, s);
    ird_conv_pack(path, d->packed, d->weights, s.in * s.kernel * s.kernel, s.out, s.in,
                  s.kernel * s.kernel);
    for (size_t i = 0; i < calls; i++) {
        double begun = clock_seconds();
        ird_conv_run(path, &call);
        times[i] = clock_seconds() - begun;
    }
    return clock_best(times, calls);
}

static double time_winograd(ird_path path, const data *d, ird_conv_shape s,
                            size_t calls) {
    double times[MOST_CALLS];
    ird_conv_call call = call_of(d, s);
    ird_winograd_pack(path, d->packed, d->weights, s.in * 9, s.out, s.in, d->room);
    for (size_t i = 0; i < calls; i++) {
        double begun = clock_seconds();
        ird_winograd_run(path, &call, d->scratch);
        times[i] = clock_seconds() - begun;
    }
    return clock_best(times, calls);
}

static double time_blas(const data *d, ird_conv_shape s, size_t calls) {
    double times[MOST_CALLS];
    for (size_t i = 0; i < calls; i++) {
        double begun = clock_seconds();
        ird_conv_blas_f32(d->out, d->in, d->weights, d->bias, s, d->columns);
        ird_activate_f32(d->out, s.out * s.rows * s.columns, 0);
        times[i] = clock_seconds() - begun;
    }
    return clock_best(times, calls);
}

static void print_speed(double flops, double seconds) {
    printf(" %9.0f", 1e-9 * flops / seconds);
}

static void print_row(ird_conv_shape s) {
    double flops =
        2.0 * (double)(s.out * s.in * s.kernel * s.kernel) * (double)(s.rows * s.columns);
    size_t calls = flops > 2e8 ? 25 : MOST_CALLS;
    data d;
    if (make_data(&d, s)) {
        printf("%4zu -> %-4zu %zux%zu on %3zu x %-3zu", s.in, s.out, s.kernel, s.kernel,
               s.rows, s.columns);
        for (int path = 0; path < IRD_PATH_COUNT; path++) {
            if (!ird_path_supported((ird_path)path)) {
                printf(" %9s %9s", "-", "-");
                continue;
            }
            print_speed(flops, time_direct((ird_path)path, &d, s, calls));
            if (s.kernel == 3) {
                print_speed(flops, time_winograd((ird_path)path, &d, s, calls));
            } else {
                printf(" %9s", "-");
            }
        }
        print_speed(flops, time_blas(&d, s, calls));
        printf("\n");
    }
    free_data(&d);
}

static void print_heading(void) {
    printf("GFLOP/s at best, one thread, ReLU included\n%-28s", "convolution");
    for (int path = 0; path < IRD_PATH_COUNT; path++) {
        printf(" %9s %9s", ird_path_name((ird_path)path), "Winograd");
    }
    printf(" %9s\n", "OpenBLAS");
}

int main(void) {
    static const ird_conv_shape shapes[] = {
        {64, 32, 3, 18, 18},   {32, 32, 3, 18, 18},   {32, 64, 3, 9, 9},
        {64, 64, 3, 9, 9},     {32, 16, 1, 18, 18},   {16, 16, 3, 18, 18},
        {16, 32, 3, 9, 9},     {24, 24, 3, 18, 18},   {3, 16, 3, 64, 64},
        {8, 8, 3, 64, 64},     {8, 16, 3, 32, 32},    {16, 16, 3, 64, 64},
        {32, 32, 3, 4, 4},     {64, 64, 3, 4, 4},     {64, 64, 3, 64, 64},
        {64, 64, 3, 128, 128}, {128, 128, 3, 32, 32}, {256, 256, 3, 8, 8},
        {256, 256, 3, 16, 16}, {512, 512, 3, 8, 8},   {512, 512, 3, 16, 16},
        {1024, 1024, 3, 4, 4}, {1024, 512, 3, 8, 8},
    };
    openblas_set_num_threads(1);
    print_heading();
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        print_row(shapes[i]);
    }
    return 0;
}
