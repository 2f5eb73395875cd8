/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A symmetric positive definite matrix of a map, every pixel joined to its neighbours, in
 * double: its lower band, column by column, a[(width + 1) j + k] being the entry of row
 * j + k and column j, and its Cholesky factor in the same place. A map of so many columns
 * has that width; entries below the last row are there, and 0.
 */
#ifndef IRD_MODEL_LAYERS_BAND_H
#define IRD_MODEL_LAYERS_BAND_H

#include <stddef.h>

/* Doubles of the band. */
static inline size_t ird_band_size(size_t n, size_t width) {
    return n * (width + 1);
}

/* a := L with L L' = a; the diagonal of L is kept inverted. */
void ird_band_factor(double *a, size_t n, size_t width);

/* x := (L L')^-1 x. */
void ird_band_solve(const double *factor, double *x, size_t n, size_t width);

#endif
