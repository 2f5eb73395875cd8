/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Draws that floorplans are made of. Internal to world/.
 */
#ifndef IRD_WORLD_DRAW_H
#define IRD_WORLD_DRAW_H

#include <stdbool.h>

#include "model/synth/random.h"

/* exp of a uniform one: as likely between 1 and 2 as between 10 and 20. */
static inline double ird_draw_log(ird_random *random, double low, double high) {
    return exp(ird_random_uniform(random, log(low), log(high)));
}

static inline bool ird_draw_chance(ird_random *random, double probability) {
    return ird_random_uniform(random, 0, 1) < probability;
}

/* A whole number, both ends included. */
static inline int64_t ird_draw_whole(ird_random *random, int64_t low, int64_t high) {
    return low + (int64_t)ird_random_below(random, (size_t)(high - low + 1));
}

/* Median 1, deviation of the logarithm sigma; cut at three of them. */
static inline double ird_draw_lognormal(ird_random *random, double sigma) {
    double normal = ird_random_normal(random);
    normal = normal < -3 ? -3 : normal > 3 ? 3 : normal;
    return exp(sigma * normal);
}

static inline double ird_draw_clamped(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

#endif
