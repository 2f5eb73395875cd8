/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Convolution of blocked images, bias and activation fused, by direct kernels.
 *
 * A blocked image holds its channels in blocks of 16, one block after another. A block
 * has rows of pixels and a pixel is 16 floats, one a channel; channels beyond the last
 * are there and are never read as inputs. Around the rows stands a frame of zero pixels,
 * as wide as the kernels that read the image reach, so that no tap needs a test:
 *
 *     [block][frame + rows + frame][frame + columns + frame][16]
 *
 * The kernels keep a tile of output pixels x 16 or 32 output channels in registers and
 * add, tap by tap and input channel by input channel, weight vector x input value. An
 * input value is broadcast, so few input channels cost only what they are.
 */
#ifndef IRD_KERNELS_CONV_H
#define IRD_KERNELS_CONV_H

#include <stddef.h>

#include "model/kernels/path.h"

enum { IRD_LANES = 16 };

static inline size_t ird_blocks(size_t channels) {
    return (channels + IRD_LANES - 1) / IRD_LANES;
}

/* Strides in floats. `pixels` is pixel (0, 0) of block 0, inside the frame. */
typedef struct ird_blocked {
    float *pixels;
    size_t row;
    size_t block;
} ird_blocked;

/* One convolution with stride 1:
 *     y = act(start + sum of weights x input), times factor where there is one
 * with act(t) = max(t, slope * t): slope 1 is none, 0 is ReLU, between them leaky. */
typedef struct ird_conv_call {
    const float *input; /* what the first tap reads for output pixel (0, 0), block 0 */
    size_t input_row, input_block;
    size_t channels; /* of the input */
    size_t kernel_rows, kernel_columns;
    const float *weights; /* from ird_conv_pack */
    const float *bias;    /* 16 for each output block; NULL: start at what output holds */
    float *output;        /* pixel (0, 0) of block 0 */
    size_t output_row, output_block;
    size_t output_step; /* pixels from one output to the next in a row; 1, or 2 where the
                           call fills one of the four parities of an upsampled image */
    size_t rows, columns, blocks; /* of the output */
    float slope;                  /* 0 to 1 */
    const float *factor;          /* NULL, or an image with the strides of the output */
} ird_conv_call;

/* Floats that the packed weights take. */
size_t ird_conv_packed_size(size_t outputs, size_t channels, size_t taps);

/* OIHW weights as the kernels of that path read them. The inputs may be a range of the
 * channels of the source: `stride` floats lie between two output channels. `packed` has
 * ird_conv_packed_size floats, aligned to 64 bytes. */
void ird_conv_pack(ird_path path, float *packed, const float *weights, size_t stride,
                   size_t outputs, size_t channels, size_t taps);

void ird_conv_run(ird_path path, const ird_conv_call *call);

#endif
