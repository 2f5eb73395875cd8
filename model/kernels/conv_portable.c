/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "model/kernels/tiles.h"

/* A block is four vectors of 4 floats, which the compiler maps to what the processor has.
 * Two pixels are 8 sums; more would spill where there are 16 registers and no fused
 * multiply-add. `pixels` is a constant in every caller. */
typedef float quad __attribute__((vector_size(16)));
enum { MOST_PIXELS = 2, QUADS = 4, WIDTH = IRD_LANES / QUADS };

#define TILE static inline __attribute__((always_inline))

TILE quad load(const float *from) {
    quad value;
    memcpy(&value, from, sizeof value);
    return value;
}

TILE void add_products(quad sum[][QUADS], const ird_conv_call *call, ird_conv_place at,
                       int pixels) {
    const float *weights = at.weights;
    for (size_t first = 0; first < call->channels; first += IRD_LANES) {
        size_t count = call->channels - first;
        count = count < IRD_LANES ? count : IRD_LANES;
        const float *input = at.input + first / IRD_LANES * call->input_block;
        for (size_t ky = 0; ky < call->kernel_rows; ky++) {
            for (size_t kx = 0; kx < call->kernel_columns; kx++) {
                const float *tap = input + ky * call->input_row + kx * IRD_LANES;
                for (size_t c = 0; c < count; c++) {
                    IRD_UNROLL
                    for (int q = 0; q < QUADS; q++) {
                        quad w = load(weights + q * WIDTH);
                        IRD_UNROLL
                        for (int p = 0; p < pixels; p++) {
                            sum[p][q] += w * tap[(size_t)p * IRD_LANES + c];
                        }
                    }
                    weights += IRD_LANES;
                }
            }
        }
    }
}

TILE float finish(float sum, float slope, const float *factor) {
    float bent = sum * slope;
    float y = sum > bent ? sum : bent;
    return factor != NULL ? y * *factor : y;
}

TILE void compute(const ird_conv_call *call, ird_conv_place at, int pixels) {
    quad sum[MOST_PIXELS][QUADS];
    size_t step = call->output_step * IRD_LANES;
    IRD_UNROLL
    for (int p = 0; p < pixels; p++) {
        const float *from = at.bias != NULL ? at.bias : at.output + (size_t)p * step;
        IRD_UNROLL
        for (int q = 0; q < QUADS; q++) {
            sum[p][q] = load(from + q * WIDTH);
        }
    }
    add_products(sum, call, at, pixels);
    for (int p = 0; p < pixels; p++) {
        float lanes[IRD_LANES];
        memcpy(lanes, sum[p], sizeof lanes);
        for (size_t lane = 0; lane < IRD_LANES; lane++) {
            size_t to = (size_t)p * step + lane;
            const float *factor = at.factor != NULL ? at.factor + to : NULL;
            at.output[to] = finish(lanes[lane], call->slope, factor);
        }
    }
}

static void tile_1(const ird_conv_call *call, ird_conv_place place) {
    compute(call, place, 1);
}

static void tile_2(const ird_conv_call *call, ird_conv_place place) {
    compute(call, place, 2);
}

const ird_conv_tiles ird_conv_tiles_portable = {
    .blocks = 1,
    .pixels = MOST_PIXELS,
    .tile = {{tile_1, tile_2}},
};
