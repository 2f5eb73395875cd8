/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The gaussian filter of scipy.ndimage with its defaults: cut at 4 sigma, normalised to
 * sum 1, border reflected with the edge pixel repeated (c b a | a b c), also where the
 * filter is longer than the map.
 */
#ifndef IRD_MODEL_SYNTH_GAUSSIAN_H
#define IRD_MODEL_SYNTH_GAUSSIAN_H

#include <stddef.h>

/* Numbers of scratch that ird_gaussian needs for a side of size. */
size_t ird_gaussian_scratch(size_t size);

/* Filter size x size values in place; sigma at most size. */
void ird_gaussian(double *values, size_t size, double sigma, double *scratch);

#endif
