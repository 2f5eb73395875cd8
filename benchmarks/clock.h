/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the programs of this folder measure with.
 */
#ifndef IRD_BENCHMARKS_CLOCK_H
#define IRD_BENCHMARKS_CLOCK_H

#include <stdlib.h>
#include <time.h>

static inline double clock_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline int clock_compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts the times. */
static inline double clock_median(double *times, size_t count) {
    qsort(times, count, sizeof *times, clock_compare);
    return times[count / 2];
}

/* What a busy machine disturbs least. */
static inline double clock_best(const double *times, size_t count) {
    double best = times[0];
    for (size_t i = 1; i < count; i++) {
        best = times[i] < best ? times[i] : best;
    }
    return best;
}

#endif
