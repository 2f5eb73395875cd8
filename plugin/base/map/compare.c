/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/compare.h"

#include <math.h>
#include <stdbool.h>

static double correlation(const ird_map *a, const ird_map *b) {
    size_t count = ird_map_count(a);
    double mean_a = ird_map_sum(a) / (double)count;
    double mean_b = ird_map_sum(b) / (double)count;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (size_t i = 0; i < count; i++) {
        double da = a->values[i] - mean_a;
        double db = b->values[i] - mean_b;
        aa += da * da;
        bb += db * db;
        ab += da * db;
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa) / sqrt(bb) : (double)NAN;
}

/* F1 = 2 TP / (2 TP + FP + FN); 1 where neither map has a pixel above the limit. */
static double f1_above(const ird_map *a, const ird_map *b, double limit) {
    size_t hits = 0;
    size_t misses = 0;
    for (size_t i = 0; i < ird_map_count(a); i++) {
        bool in_a = a->values[i] > limit;
        bool in_b = b->values[i] > limit;
        hits += in_a && in_b;
        misses += in_a != in_b;
    }
    size_t all = 2 * hits + misses;
    return all > 0 ? 2 * (double)hits / (double)all : 1;
}

ird_status ird_map_compare(ird_comparison *comparison, const ird_map *a, const ird_map *b,
                           ird_error *err) {
    size_t count = ird_map_count(b);
    if (a->rows != b->rows || a->columns != b->columns || count == 0) {
        return ird_fail(
            err, IRD_COMPARE_SHAPE,
            "a map of %zu x %zu cannot be compared with one of %zu x %zu; make "
            "both of the same size",
            a->rows, a->columns, b->rows, b->columns);
    }
    ird_comparison c = {0};
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        double error = fabs(a->values[i] - b->values[i]);
        c.mae += error;
        squares += error * error;
        c.max_error = fmax(c.max_error, error);
    }
    double max_b = ird_map_max(b, NULL);
    double range = b->unit == IRD_UNIT_NORMALISED ? 1 : max_b - ird_map_min(b, NULL);
    c.mae /= (double)count;
    c.rmse = sqrt(squares / (double)count);
    c.psnr_db = c.rmse > 0 ? 20 * log10(range / c.rmse) : (double)INFINITY;
    c.cc = correlation(a, b);
    c.f1_90 = f1_above(a, b, 0.9 * max_b);
    *comparison = c;
    return IRD_OK;
}
