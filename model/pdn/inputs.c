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

/* sum[i] = sum of the squares over the pixels around in the row of i. */
static void sum_rows(const double *change, size_t rows, size_t columns, double *sum) {
    for (size_t row = 0; row < rows; row++) {
        const double *from = change + row * columns;
        for (size_t column = 0; column < columns; column++) {
            double total = 0;
            for (size_t x = low(column); x < high(column, columns); x++) {
                total += from[x] * from[x];
            }
            sum[row * columns + column] = total;
        }
    }
}

/* Mean square over the pixels around, from the sums of rows. */
static double mean_square(const double *sum, size_t rows, size_t columns, size_t row,
                          size_t column) {
    double total = 0;
    for (size_t y = low(row); y < high(row, rows); y++) {
        total += sum[y * columns + column];
    }
    size_t count = (high(row, rows) - low(row)) * (high(column, columns) - low(column));
    return total / (double)count;
}

double ird_pdn_spread(double gain) {
    return fmin(fmax((log10(gain + 1e-6) + 6) / 6, 0), 1);
}

size_t ird_pdn_part(double spread) {
    size_t part = (size_t)(spread * IRD_PDN_PARTS);
    return part < IRD_PDN_PARTS ? part : IRD_PDN_PARTS - 1;
}

void ird_pdn_inputs(const double *change, size_t rows, size_t columns, double *gain,
                    double *relative, double *spread) {
    sum_rows(change, rows, columns, relative);
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column++) {
            size_t i = row * columns + column;
            gain[i] = sqrt(mean_square(relative, rows, columns, row, column));
        }
    }
    for (size_t i = 0; i < rows * columns; i++) {
        double ratio = gain[i] > 0 ? change[i] / gain[i] : 0;
        relative[i] = fmin(fmax(ratio, -LARGEST), LARGEST);
        spread[i] = ird_pdn_spread(gain[i]);
    }
}
