/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Seconds of a clock that only goes forward, for the run times in results.
 */
#ifndef IRD_BASE_CLOCK_H
#define IRD_BASE_CLOCK_H

#include <time.h>

static inline double ird_clock_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
