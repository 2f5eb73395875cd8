/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Samples of the paper's task: three channels and the label
 *
 *     minmax(gaussian(switching * cell_density / (power_grid + 0.1), sigma))
 *
 * with sigma 3 pixels of 64, the gaussian cut at 4 sigma and reflected at the border.
 * The label is a closed form of the inputs; a network trained on it carries no volts.
 *
 * Four samples in five are of the paper's kind: power_grid is one minus a sum of round
 * gaussian blobs, cell_density such a sum, switching is white noise smoothed like the
 * label, each scaled to exactly [0,1]. Counts, widths and heights of the blobs spread
 * wider than in the paper's data. The fifth looks like what a placed design gives:
 * rectangles of constant density, switching that is zero outside them and rough inside,
 * a grid of bands. Whatever is given in pixels is of 64 and scales with the size.
 */
#ifndef IRD_MODEL_SYNTH_PAPER_H
#define IRD_MODEL_SYNTH_PAPER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define IRD_PAPER_CHANNELS 3

/* Room for one sample being made; one a thread. */
typedef struct ird_paper_scratch {
    size_t size;
    double *numbers;
} ird_paper_scratch;

ird_status ird_paper_scratch_create(ird_paper_scratch *scratch, size_t size,
                                    ird_error *err);
void ird_paper_scratch_free(ird_paper_scratch *scratch); /* zeroed is fine */

/* Sample (seed, index): channels [3][size][size] in the order power_grid, cell_density,
 * switching, and label [size][size]. */
void ird_paper_sample(ird_paper_scratch *scratch, uint64_t seed, uint64_t index,
                      double *channels, double *label);

/* The label of channels [3][size][size]. */
void ird_paper_label(ird_paper_scratch *scratch, const double *channels, double *label);

#endif
