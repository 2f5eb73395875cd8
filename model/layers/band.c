/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/layers/band.h"

#include <math.h>

#include "base/many_targets.h"

static size_t reach(size_t j, size_t n, size_t width) {
    return n - 1 - j < width ? n - 1 - j : width;
}

/* to -= factor * from */
static inline void take(double *restrict to, const double *restrict from, double factor,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        to[i] -= factor * from[i];
    }
}

/* Most entries left of the band's edge are 0 until they are filled. */
IRD_MANY_TARGETS
void ird_band_factor(double *a, size_t n, size_t width) {
    size_t step = width + 1;
    for (size_t j = 0; j < n; j++) {
        double *column = a + j * step;
        size_t below = reach(j, n, width);
        double inverse = 1 / sqrt(column[0]);
        column[0] = inverse;
        for (size_t k = 1; k <= below; k++) {
            column[k] *= inverse;
        }
        for (size_t k = 1; k <= below; k++) {
            if (column[k] != 0) {
                take(column + k * step, column + k, column[k], below - k + 1);
            }
        }
    }
}

IRD_MANY_TARGETS
void ird_band_solve(const double *factor, double *x, size_t n, size_t width) {
    size_t step = width + 1;
    for (size_t j = 0; j < n; j++) {
        const double *column = factor + j * step;
        x[j] *= column[0];
        take(x + j + 1, column + 1, x[j], reach(j, n, width));
    }
    for (size_t j = n; j-- > 0;) {
        const double *column = factor + j * step;
        size_t below = reach(j, n, width);
        double sum[4] = {x[j], 0, 0, 0};
        size_t k = 1;
        for (; k + 3 <= below; k += 4) {
            for (size_t l = 0; l < 4; l++) {
                sum[l] -= column[k + l] * x[j + k + l];
            }
        }
        for (; k <= below; k++) {
            sum[0] -= column[k] * x[j + k];
        }
        x[j] = (sum[0] + sum[1] + (sum[2] + sum[3])) * column[0];
    }
}
