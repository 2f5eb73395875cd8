/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/pdn/inputs.h"

#include <math.h>

enum { REACH = 2 }; /* pixels to each side */
#define LARGEST 5.0

static size_t low(size_t at) {
    return at > REACH ? at - REACH : 0;
}

static size_t high(size_t at, size_t count) {
    return at + REACH < count ? at + REACH + 1 : count;
}

/* Mean square of change over the pixels around. */
static double mean_square(const double *change, size_t rows, size_t columns, size_t row,
                          size_t column) {
    double sum = 0;
    size_t count = 0;
    for (size_t y = low(row); y < high(row, rows); y++) {
        for (size_t x = low(column); x < high(column, columns); x++) {
            sum += change[y * columns + x] * change[y * columns + x];
            count++;
        }
    }
    return sum / (double)count;
}

void ird_pdn_inputs(const double *change, size_t rows, size_t columns, double *gain,
                    double *relative, double *spread) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column++) {
            size_t i = row * columns + column;
            gain[i] = sqrt(mean_square(change, rows, columns, row, column));
            double ratio = gain[i] > 0 ? change[i] / gain[i] : 0;
            relative[i] = fmin(fmax(ratio, -LARGEST), LARGEST);
            spread[i] = fmin(fmax((log10(gain[i] + 1e-6) + 6) / 6, 0), 1);
        }
    }
}
