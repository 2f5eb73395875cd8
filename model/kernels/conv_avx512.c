/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/kernels/tiles.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* `blocks` and `pixels` are constants in every caller: the loops over them unroll and the
 * sums live in registers, 28 of the 32 in the largest tile. */
#define TILE static inline __attribute__((always_inline, target("avx512f")))

TILE void add_products(__m512 sum[][IRD_TILE_PIXELS], const ird_conv_call *call,
                       ird_conv_place at, int blocks, int pixels) {
    const float *weights = at.weights;
    for (size_t first = 0; first < call->channels; first += IRD_LANES) {
        size_t count = call->channels - first;
        count = count < IRD_LANES ? count : IRD_LANES;
        const float *input = at.input + first / IRD_LANES * call->input_block;
        for (size_t ky = 0; ky < call->kernel_rows; ky++) {
            for (size_t kx = 0; kx < call->kernel_columns; kx++) {
                const float *tap = input + ky * call->input_row + kx * IRD_LANES;
                for (size_t c = 0; c < count; c++) {
                    __m512 w[IRD_TILE_BLOCKS];
                    IRD_UNROLL
                    for (int b = 0; b < blocks; b++) {
                        w[b] = _mm512_load_ps(weights + b * IRD_LANES);
                    }
                    IRD_UNROLL
                    for (int p = 0; p < pixels; p++) {
                        __m512 x = _mm512_set1_ps(tap[(size_t)p * IRD_LANES + c]);
                        IRD_UNROLL
                        for (int b = 0; b < blocks; b++) {
                            sum[b][p] = _mm512_fmadd_ps(w[b], x, sum[b][p]);
                        }
                    }
                    weights += blocks * IRD_LANES;
                }
            }
        }
    }
}

TILE void compute(const ird_conv_call *call, ird_conv_place at, int blocks, int pixels) {
    __m512 sum[IRD_TILE_BLOCKS][IRD_TILE_PIXELS];
    size_t step = call->output_step * IRD_LANES;
    IRD_UNROLL
    for (int b = 0; b < blocks; b++) {
        const float *from = at.output + (size_t)b * call->output_block;
        IRD_UNROLL
        for (int p = 0; p < pixels; p++) {
            sum[b][p] = at.bias != NULL ? _mm512_loadu_ps(at.bias + b * IRD_LANES)
                                        : _mm512_load_ps(from + (size_t)p * step);
        }
    }
    add_products(sum, call, at, blocks, pixels);
    __m512 slope = _mm512_set1_ps(call->slope);
    IRD_UNROLL
    for (int b = 0; b < blocks; b++) {
        size_t block = (size_t)b * call->output_block;
        IRD_UNROLL
        for (int p = 0; p < pixels; p++) {
            size_t to = block + (size_t)p * step;
            __m512 y = _mm512_max_ps(sum[b][p], _mm512_mul_ps(sum[b][p], slope));
            if (at.factor != NULL) {
                y = _mm512_mul_ps(y, _mm512_load_ps(at.factor + to));
            }
            _mm512_store_ps(at.output + to, y);
        }
    }
}

#define DEFINE(blocks, pixels)                                                           \
    __attribute__((target("avx512f"))) static void tile_##blocks##_##pixels(             \
        const ird_conv_call *call, ird_conv_place place) {                               \
        compute(call, place, blocks, pixels);                                            \
    }
#define EACH(apply, blocks)                                                              \
    apply(blocks, 1) apply(blocks, 2) apply(blocks, 3) apply(blocks, 4) apply(blocks, 5) \
        apply(blocks, 6) apply(blocks, 7) apply(blocks, 8) apply(blocks, 9)              \
            apply(blocks, 10) apply(blocks, 11) apply(blocks, 12) apply(blocks, 13)      \
                apply(blocks, 14)
#define NAME(blocks, pixels) tile_##blocks##_##pixels,

EACH(DEFINE, 1)
EACH(DEFINE, 2)

const ird_conv_tiles ird_conv_tiles_avx512 = {
    .blocks = IRD_TILE_BLOCKS,
    .pixels = IRD_TILE_PIXELS,
    .tile = {{EACH(NAME, 1)}, {EACH(NAME, 2)}},
};
#endif
