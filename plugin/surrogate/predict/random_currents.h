/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Random currents of the kinds that designs have: each place draws in proportion to its
 * size times a log-normal factor, in hot and idle regions of all sizes, and now and then
 * single places draw many times the mean. Speckled ones are the worst that may come: wide
 * factors, many times as much in one place of 20 to 100, and of no size in every other.
 */
#ifndef IRD_PREDICT_RANDOM_CURRENTS_H
#define IRD_PREDICT_RANDOM_CURRENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where something may draw, in parts of the die, and its size; a size of 0 draws nothing.
 */
typedef struct ird_drawing_place {
    double x, y, size;
} ird_drawing_place;

/* Currents number `index` of a seed, which add up to 1 where any place has a size. */
void ird_random_currents(double *currents, const ird_drawing_place *places, size_t count,
                         uint64_t seed, uint64_t index, bool is_speckled);

#endif
