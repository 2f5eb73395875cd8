/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/kernels/conv.h"

#include "model/kernels/tiles.h"

static const ird_conv_tiles *tiles_of(ird_path path) {
    switch (path) {
#if defined(__x86_64__)
    case IRD_PATH_AVX2:
        return &ird_conv_tiles_avx2;
    case IRD_PATH_AVX512:
        return &ird_conv_tiles_avx512;
#endif
    default:
        return &ird_conv_tiles_portable;
    }
}

static size_t min_size(size_t a, size_t b) {
    return a < b ? a : b;
}

size_t ird_conv_packed_size(size_t outputs, size_t channels, size_t taps) {
    return ird_blocks(outputs) * IRD_LANES * channels * taps;
}

/* Order of packed weights: group of output blocks, block of input channels, tap, input
 * channel, output channel: the order in which a tile reads them. */
void ird_conv_pack(ird_path path, float *packed, const float *weights, size_t stride,
                   size_t outputs, size_t channels, size_t taps) {
    size_t group = tiles_of(path)->blocks * IRD_LANES;
    size_t padded = ird_blocks(outputs) * IRD_LANES;
    for (size_t first = 0; first < padded; first += group) {
        size_t width = min_size(group, padded - first);
        for (size_t block = 0; block < channels; block += IRD_LANES) {
            size_t end = min_size(block + IRD_LANES, channels);
            for (size_t tap = 0; tap < taps; tap++) {
                for (size_t c = block; c < end; c++) {
                    for (size_t o = first; o < first + width; o++) {
                        *packed++ =
                            o < outputs ? weights[o * stride + c * taps + tap] : 0.0F;
                    }
                }
            }
        }
    }
}

/* Tiles of nearly equal width, so that none is too narrow to keep the units busy. */
static void run_row(const ird_conv_tiles *tiles, const ird_conv_call *call,
                    ird_conv_place place, size_t blocks) {
    size_t left = call->columns;
    for (size_t parts = (left + tiles->pixels - 1) / tiles->pixels; parts > 0; parts--) {
        size_t pixels = (left + parts - 1) / parts;
        tiles->tile[blocks - 1][pixels - 1](call, place);
        size_t written = pixels * call->output_step * IRD_LANES;
        place.input += pixels * IRD_LANES;
        place.output += written;
        place.factor = place.factor != NULL ? place.factor + written : NULL;
        left -= pixels;
    }
}

/* Weight vectors of one tile that stay in the first-level cache together with the pixels:
 * 288 x 2 blocks are 36 KiB. With 9 taps that is 32 input channels, the best of 16, 32,
 * 48, 64 and all for images of 4x4 to 64x64 with 32 to 1024 channels. */
enum { CACHED_VECTORS = 288 };

/* Input channels that are worked on at a time. */
static size_t part_channels(size_t taps) {
    size_t channels = CACHED_VECTORS / taps / IRD_LANES * IRD_LANES;
    return channels > 0 ? channels : IRD_LANES;
}

/* One group of output blocks: part of the input channels at a time, while all pixels
 * pass. Sums of earlier parts wait in the output; bias comes first, activation and factor
 * last. */
static void run_group(const ird_conv_tiles *tiles, const ird_conv_call *call,
                      ird_conv_place start, size_t blocks) {
    size_t taps = call->kernel_rows * call->kernel_columns;
    size_t most = part_channels(taps);
    for (size_t done = 0; done < call->channels; done += most) {
        ird_conv_call part = *call;
        part.channels = min_size(most, call->channels - done);
        bool last = done + part.channels == call->channels;
        part.slope = last ? call->slope : 1;
        for (size_t row = 0; row < call->rows; row++) {
            size_t to = row * call->output_row;
            ird_conv_place place = {
                .input = start.input + done / IRD_LANES * call->input_block +
                         row * call->input_row,
                .weights = start.weights + done * taps * blocks * IRD_LANES,
                .bias = done == 0 ? start.bias : NULL,
                .factor = last && start.factor != NULL ? start.factor + to : NULL,
                .output = start.output + to,
            };
            run_row(tiles, &part, place, blocks);
        }
    }
}

void ird_conv_run(ird_path path, const ird_conv_call *call) {
    const ird_conv_tiles *tiles = tiles_of(path);
    size_t per_lane = call->channels * call->kernel_rows * call->kernel_columns;
    for (size_t first = 0; first < call->blocks; first += tiles->blocks) {
        size_t start = first * call->output_block;
        ird_conv_place place = {
            .input = call->input,
            .weights = call->weights + first * IRD_LANES * per_lane,
            .bias = call->bias != NULL ? call->bias + first * IRD_LANES : NULL,
            .factor = call->factor != NULL ? call->factor + start : NULL,
            .output = call->output + start,
        };
        run_group(tiles, call, place, min_size(tiles->blocks, call->blocks - first));
    }
}
