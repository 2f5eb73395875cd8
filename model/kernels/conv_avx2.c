/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/kernels/tiles.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* A block is two registers of 8. Six pixels are 12 sums; with two weights and one input
 * value they fill 15 of the 16 registers. `pixels` is a constant in every caller. */
enum { MOST_PIXELS = 6, HALF = IRD_LANES / 2 };

#define TILE static inline __attribute__((always_inline, target("avx2,fma")))

TILE void add_products(__m256 sum[][2], const ird_conv_call *call, ird_conv_place at,
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
                    __m256 low = _mm256_load_ps(weights);
                    __m256 high = _mm256_load_ps(weights + HALF);
                    IRD_UNROLL
                    for (int p = 0; p < pixels; p++) {
                        __m256 x = _mm256_broadcast_ss(tap + (size_t)p * IRD_LANES + c);
                        sum[p][0] = _mm256_fmadd_ps(low, x, sum[p][0]);
                        sum[p][1] = _mm256_fmadd_ps(high, x, sum[p][1]);
                    }
                    weights += IRD_LANES;
                }
            }
        }
    }
}

TILE void compute(const ird_conv_call *call, ird_conv_place at, int pixels) {
    __m256 sum[MOST_PIXELS][2];
    size_t step = call->output_step * IRD_LANES;
    IRD_UNROLL
    for (int p = 0; p < pixels; p++) {
        const float *from = at.bias != NULL ? at.bias : at.output + (size_t)p * step;
        sum[p][0] = _mm256_loadu_ps(from);
        sum[p][1] = _mm256_loadu_ps(from + HALF);
    }
    add_products(sum, call, at, pixels);
    __m256 slope = _mm256_set1_ps(call->slope);
    IRD_UNROLL
    for (int p = 0; p < pixels; p++) {
        for (size_t half = 0; half < 2; half++) {
            size_t to = (size_t)p * step + half * HALF;
            __m256 y = _mm256_max_ps(sum[p][half], _mm256_mul_ps(sum[p][half], slope));
            if (at.factor != NULL) {
                y = _mm256_mul_ps(y, _mm256_load_ps(at.factor + to));
            }
            _mm256_store_ps(at.output + to, y);
        }
    }
}

#define DEFINE(pixels)                                                                   \
    __attribute__((target("avx2,fma"))) static void tile_##pixels(                       \
        const ird_conv_call *call, ird_conv_place place) {                               \
        compute(call, place, pixels);                                                    \
    }

DEFINE(1)
DEFINE(2)
DEFINE(3)
DEFINE(4)
DEFINE(5)
DEFINE(6)

const ird_conv_tiles ird_conv_tiles_avx2 = {
    .blocks = 1,
    .pixels = MOST_PIXELS,
    .tile = {{tile_1, tile_2, tile_3, tile_4, tile_5, tile_6}},
};
#endif
