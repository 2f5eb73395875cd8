/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a set of instructions offers to ird_conv_run: functions that compute one tile.
 * Private to this folder.
 */
#ifndef IRD_KERNELS_TILES_H
#define IRD_KERNELS_TILES_H

#include "model/kernels/conv.h"

/* Before a loop over the pixels or registers of a tile, whose count is a constant: it
 * must unroll for the sums to live in registers. */
#if defined(__clang__)
#define IRD_UNROLL _Pragma("clang loop unroll(full)")
#else
#define IRD_UNROLL _Pragma("GCC unroll 16")
#endif

/* Where one tile reads and writes. */
typedef struct ird_conv_place {
    const float *input;
    const float *weights;
    const float *bias;   /* NULL as in the call */
    const float *factor; /* NULL as in the call */
    float *output;
} ird_conv_place;

typedef void ird_conv_tile(const ird_conv_call *call, ird_conv_place place);

enum { IRD_TILE_BLOCKS = 2, IRD_TILE_PIXELS = 14 };

typedef struct ird_conv_tiles {
    size_t blocks; /* most output blocks in a tile; weights are packed in such groups */
    size_t pixels; /* most pixels in a tile */
    ird_conv_tile *tile[IRD_TILE_BLOCKS][IRD_TILE_PIXELS]; /* [blocks - 1][pixels - 1] */
} ird_conv_tiles;

extern const ird_conv_tiles ird_conv_tiles_portable;
#if defined(__x86_64__)
extern const ird_conv_tiles ird_conv_tiles_avx2;
extern const ird_conv_tiles ird_conv_tiles_avx512;
#endif

#endif
