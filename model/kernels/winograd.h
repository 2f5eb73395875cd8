/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Convolution by a 3x3 kernel with 16 products for 4 outputs in place of 36: the minimal
 * filtering algorithm F(2x2, 3x3) of Winograd, in the form of A. Lavin and S. Gray, "Fast
 * Algorithms for Convolutional Neural Networks" (2015), equation 8:
 *     Y = A' [ (G g G') . (B' d B) ] A
 * d is a 4x4 tile of the input, one tile every 2 pixels; g a kernel; Y 2x2 outputs; the
 * products are summed over the input channels between the two transformations, which
 * makes them 16 matrix products, done by the direct kernels as 1x1 convolutions. Rounding
 * is of the same size as that of the direct sum, for the transformations hold only 1 and
 * 1/2.
 */
#ifndef IRD_KERNELS_WINOGRAD_H
#define IRD_KERNELS_WINOGRAD_H

#include <stdbool.h>

#include "model/kernels/conv.h"

/* Is this the faster way for such an image? From measurements, see docs/benchmarks.md.
 */
bool ird_winograd_pays(size_t outputs, size_t channels, size_t rows, size_t columns);

/* Floats that the packed weights take. */
size_t ird_winograd_packed_size(size_t outputs, size_t channels);

/* As ird_conv_pack with 9 taps; scratch holds outputs x channels floats. */
void ird_winograd_pack(ird_path path, float *packed, const float *weights, size_t stride,
                       size_t outputs, size_t channels, float *scratch);

/* Floats that ird_winograd_run needs, aligned to 64 bytes; weights, pointers and strides
 * of the call are not looked at. */
size_t ird_winograd_scratch_size(const ird_conv_call *call);

/* As ird_conv_run, for a 3x3 kernel and output_step 1. Where rows or columns are odd, the
 * frame of the input must be one pixel wider at the bottom or on the right (its values do
 * not matter). */
void ird_winograd_run(ird_path path, const ird_conv_call *call, float *scratch);

#endif
