/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/kernels/winograd.h"

#include <string.h>

#include "model/kernels/tiles.h"

enum { POSITIONS = 16 }; /* of a transformed tile */

/* Some rows of tiles, worked on together. Transformed tiles of a position are an image of
 * one row, so that a 1x1 convolution multiplies them. */
typedef struct winograd_chunk {
    size_t first_row; /* of the output */
    size_t columns;   /* tiles in a row */
    size_t tiles;
    float *inputs, *outputs;                /* transformed */
    float *zeros;                           /* what the products start at */
    size_t input_position, output_position; /* floats from a position to the next */
} winograd_chunk;

#define TYPED(name) name##_portable
#define TARGET
#define WIDTH 4
#include "model/kernels/winograd_tiles.inc"
#undef TYPED
#undef TARGET
#undef WIDTH

#if defined(__x86_64__)
#define TYPED(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH 8
#include "model/kernels/winograd_tiles.inc"
#undef TYPED
#undef TARGET
#undef WIDTH

#define TYPED(name) name##_avx512
#define TARGET __attribute__((target("avx512f")))
#define WIDTH 16
#include "model/kernels/winograd_tiles.inc"
#undef TYPED
#undef TARGET
#undef WIDTH
#endif

/* ---- weights ---- */

/* Transformations cost the same whatever the channels on the other side: they need 16 of
 * both to be repaid, and 32 in small images, where tiles reach over the edge. Weights are
 * 16 / 9 as many, which costs where few pixels use them and no cache holds them. */
bool ird_winograd_pays(size_t outputs, size_t channels, size_t rows, size_t columns) {
    enum { FEW_PIXELS = 16, SOME_PIXELS = 64, MANY_PIXELS = 256, CACHED = 512 * 512 };
    size_t pixels = rows * columns;
    return outputs >= IRD_LANES && channels >= IRD_LANES && pixels >= FEW_PIXELS &&
           (channels >= 2 * IRD_LANES || pixels >= MANY_PIXELS) &&
           (outputs * channels <= CACHED || pixels >= SOME_PIXELS);
}

size_t ird_winograd_packed_size(size_t outputs, size_t channels) {
    return POSITIONS * ird_conv_packed_size(outputs, channels, 1);
}

/* Value (i, j) of G g G', with the rows 1 0 0, 1/2 1/2 1/2, 1/2 -1/2 1/2, 0 0 1 of G. */
static float transformed(const float *kernel, size_t i, size_t j) {
    static const double g[4][3] = {
        {1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
    double sum = 0;
    for (size_t y = 0; y < 3; y++) {
        for (size_t x = 0; x < 3; x++) {
            sum += g[i][y] * g[j][x] * (double)kernel[3 * y + x];
        }
    }
    return (float)sum;
}

void ird_winograd_pack(ird_path path, float *packed, const float *weights, size_t stride,
                       size_t outputs, size_t channels, float *scratch) {
    for (size_t position = 0; position < POSITIONS; position++) {
        for (size_t o = 0; o < outputs; o++) {
            for (size_t c = 0; c < channels; c++) {
                scratch[o * channels + c] =
                    transformed(weights + o * stride + c * 9, position / 4, position % 4);
            }
        }
        ird_conv_pack(path, packed, scratch, channels, outputs, channels, 1);
        packed += ird_conv_packed_size(outputs, channels, 1);
    }
}

/* ---- running ---- */

/* Transformed tiles worked on together: what fits half of a second-level cache of 2 MiB,
 * but enough to fill the widest tile of the kernels twice. */
enum { CHUNK_FLOATS = 1 << 18, LEAST_TILES = 2 * IRD_TILE_PIXELS };

/* A position more than fills its tiles, so that positions do not fall on the same sets of
 * the first-level cache. */
enum { PAD = 4 * IRD_LANES };

static winograd_chunk plan_chunk(const ird_conv_call *call, size_t *tile_rows) {
    size_t blocks = ird_blocks(call->channels) + call->blocks;
    size_t most = CHUNK_FLOATS / (POSITIONS * IRD_LANES * blocks);
    size_t columns = (call->columns + 1) / 2, rows = (call->rows + 1) / 2;
    most = most > LEAST_TILES ? most : LEAST_TILES;
    *tile_rows = most / columns > 0 ? most / columns : 1;
    *tile_rows = *tile_rows < rows ? *tile_rows : rows;
    size_t tiles = *tile_rows * columns;
    return (winograd_chunk){
        .columns = columns,
        .tiles = tiles,
        .input_position = tiles * ird_blocks(call->channels) * IRD_LANES + PAD,
        .output_position = tiles * call->blocks * IRD_LANES + PAD,
    };
}

size_t ird_winograd_scratch_size(const ird_conv_call *call) {
    size_t rows;
    winograd_chunk chunk = plan_chunk(call, &rows);
    return POSITIONS * (chunk.input_position + chunk.output_position) +
           call->blocks * IRD_LANES;
}

static void transform_inputs(ird_path path, const ird_conv_call *call,
                             const winograd_chunk *chunk) {
    switch (path) {
#if defined(__x86_64__)
    case IRD_PATH_AVX2:
        transform_inputs_avx2(call, chunk);
        break;
    case IRD_PATH_AVX512:
        transform_inputs_avx512(call, chunk);
        break;
#endif
    default:
        transform_inputs_portable(call, chunk);
        break;
    }
}

static void transform_outputs(ird_path path, const ird_conv_call *call,
                              const winograd_chunk *chunk) {
    switch (path) {
#if defined(__x86_64__)
    case IRD_PATH_AVX2:
        transform_outputs_avx2(call, chunk);
        break;
    case IRD_PATH_AVX512:
        transform_outputs_avx512(call, chunk);
        break;
#endif
    default:
        transform_outputs_portable(call, chunk);
        break;
    }
}

/* The sums over input channels, position by position. */
static void multiply(ird_path path, const ird_conv_call *call,
                     const winograd_chunk *chunk) {
    size_t weights = call->blocks * IRD_LANES * call->channels;
    size_t row = chunk->tiles * IRD_LANES;
    for (size_t position = 0; position < POSITIONS; position++) {
        ird_conv_call product = {
            .input = chunk->inputs + position * chunk->input_position,
            .input_row = row,
            .input_block = row,
            .channels = call->channels,
            .kernel_rows = 1,
            .kernel_columns = 1,
            .weights = call->weights + position * weights,
            .bias = chunk->zeros,
            .output = chunk->outputs + position * chunk->output_position,
            .output_row = row,
            .output_block = row,
            .output_step = 1,
            .rows = 1,
            .columns = chunk->tiles,
            .blocks = call->blocks,
            .slope = 1,
        };
        ird_conv_run(path, &product);
    }
}

void ird_winograd_run(ird_path path, const ird_conv_call *call, float *scratch) {
    size_t tile_rows, rows = (call->rows + 1) / 2;
    winograd_chunk chunk = plan_chunk(call, &tile_rows);
    chunk.inputs = scratch;
    chunk.outputs = chunk.inputs + POSITIONS * chunk.input_position;
    chunk.zeros = chunk.outputs + POSITIONS * chunk.output_position;
    memset(chunk.zeros, 0, call->blocks * IRD_LANES * sizeof *chunk.zeros);
    for (size_t first = 0; first < rows; first += tile_rows) {
        size_t count = rows - first < tile_rows ? rows - first : tile_rows;
        chunk.first_row = 2 * first;
        chunk.tiles = count * chunk.columns;
        transform_inputs(path, call, &chunk);
        multiply(path, call, &chunk);
        transform_outputs(path, call, &chunk);
    }
}
