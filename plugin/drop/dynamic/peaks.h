/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Peaks between steps, and the largest of many values. Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_PEAKS_H
#define IRD_DYNAMIC_PEAKS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The top of a parabola through three values at even steps of which the middle one,
 * middle_v, is the highest: it rose by rise_v to it, and by next_v < 0 from there. It is
 * above it by an eighth of the larger of both at most. */
typedef struct ird_top {
    double above_v; /* middle_v */
    double behind;  /* it, in steps */
} ird_top;

static inline ird_top ird_top_of(double rise_v, double next_v) {
    double slope_v = 0.5 * (rise_v + next_v), bend_v = rise_v - next_v;
    return (ird_top){0.5 * slope_v * slope_v / bend_v, slope_v / bend_v};
}

/* The largest value as a whole number that sorts as it does, for such are compared many
 * at a time; > 0 where it is. */
int64_t ird_largest_rank(const double *values, size_t count);

static inline double ird_value_of_rank(int64_t rank) {
    double value;
    rank = rank < 0 ? rank ^ INT64_MAX : rank;
    memcpy(&value, &rank, sizeof value);
    return value;
}

#endif
