/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/synth/gaussian.h"

#include <math.h>
#include <string.h>

/* Farthest tap on each side, as scipy rounds it. */
static size_t radius_of(double sigma) {
    return (size_t)(4 * sigma + 0.5);
}

size_t ird_gaussian_scratch(size_t size) {
    size_t radius = radius_of((double)size);
    return size * size + 2 * radius + 1 + size + 2 * radius;
}

/* Where position at, which may lie outside 0..size, is found after reflection. */
static size_t reflected(ptrdiff_t at, size_t size) {
    ptrdiff_t period = 2 * (ptrdiff_t)size;
    ptrdiff_t folded = (at % period + period) % period;
    return (size_t)(folded < (ptrdiff_t)size ? folded : period - 1 - folded);
}

/* Across each row: out = taps * in. */
static void filter_rows(double *out, const double *in, size_t size, const double *taps,
                        size_t radius, double *line) {
    for (size_t y = 0; y < size; y++) {
        for (size_t i = 0; i < size + 2 * radius; i++) {
            line[i] = in[y * size + reflected((ptrdiff_t)i - (ptrdiff_t)radius, size)];
        }
        double *to = out + y * size;
        memset(to, 0, size * sizeof *to);
        for (size_t k = 0; k <= 2 * radius; k++) {
            for (size_t x = 0; x < size; x++) {
                to[x] += taps[k] * line[x + k];
            }
        }
    }
}

static void filter_columns(double *out, const double *in, size_t size, const double *taps,
                           size_t radius) {
    for (size_t y = 0; y < size; y++) {
        double *to = out + y * size;
        memset(to, 0, size * sizeof *to);
        for (size_t k = 0; k <= 2 * radius; k++) {
            size_t from = reflected((ptrdiff_t)(y + k) - (ptrdiff_t)radius, size);
            for (size_t x = 0; x < size; x++) {
                to[x] += taps[k] * in[from * size + x];
            }
        }
    }
}

void ird_gaussian(double *values, size_t size, double sigma, double *scratch) {
    size_t radius = radius_of(sigma);
    double *between = scratch, *taps = scratch + size * size;
    double *line = taps + 2 * radius + 1;
    double sum = 0;
    for (size_t k = 0; k <= 2 * radius; k++) {
        double distance = (double)k - (double)radius;
        taps[k] = exp(-0.5 * distance * distance / (sigma * sigma));
        sum += taps[k];
    }
    for (size_t k = 0; k <= 2 * radius; k++) {
        taps[k] /= sum;
    }
    filter_columns(between, values, size, taps, radius);
    filter_rows(values, between, size, taps, radius, line);
}
