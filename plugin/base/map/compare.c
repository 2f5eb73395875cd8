/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/compare.h"

#include <math.h>
#include <stdbool.h>

static bool is_in_both(const ird_map *a, const ird_map *b, size_t i) {
    return !ird_map_is_empty(a, i) && !ird_map_is_empty(b, i);
}

/* Mean of a over the pixels that both have. */
static double mean_of(const ird_map *a, const ird_map *b) {
    if (a->is_empty == NULL && b->is_empty == NULL) {
        return ird_map_mean(a);
    }
    double sum = 0, count = 0;
    for (size_t i = 0; i < ird_map_count(a); i++) {
        sum += is_in_both(a, b, i) ? a->values[i] : 0;
        count += is_in_both(a, b, i) ? 1 : 0;
    }
    return sum / count;
}

static double correlation(const ird_map *a, const ird_map *b) {
    size_t count = ird_map_count(a);
    double mean_a = mean_of(a, b);
    double mean_b = mean_of(b, a);
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_in_both(a, b, i)) {
            continue;
        }
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
        bool counts = is_in_both(a, b, i);
        bool in_a = counts && a->values[i] > limit;
        bool in_b = counts && b->values[i] > limit;
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
    bool is_known = a->unit != IRD_UNIT_UNKNOWN && b->unit != IRD_UNIT_UNKNOWN;
    if (is_known && a->unit != b->unit) {
        const char *unit[] = {ird_unit_name(a->unit), ird_unit_name(b->unit)};
        return ird_fail(err, IRD_COMPARE_UNITS,
                        "a map in %s cannot be compared with one in %s; make both of one "
                        "unit",
                        *unit[0] != '\0' ? unit[0] : "shares",
                        *unit[1] != '\0' ? unit[1] : "shares");
    }
    ird_comparison c = {0};
    double squares = 0, pixels = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_in_both(a, b, i)) {
            continue;
        }
        pixels++;
        double error = fabs(a->values[i] - b->values[i]);
        c.mae += error;
        squares += error * error;
        c.max_error = fmax(c.max_error, error);
    }
    double max_b = ird_map_max(b, NULL);
    double range = b->unit == IRD_UNIT_NORMALISED ? 1 : max_b - ird_map_min(b, NULL);
    c.mae /= pixels; /* NAN where there is none */
    c.rmse = sqrt(squares / pixels);
    c.psnr_db = c.rmse > 0 ? 20 * log10(range / c.rmse) : (double)INFINITY;
    c.cc = correlation(a, b);
    c.f1_90 = f1_above(a, b, 0.9 * max_b);
    *comparison = c;
    return IRD_OK;
}
