/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which values the colours of a map stand for: 0 to 1 for shares, 0 to the largest for
 * volts, amperes and areas, the smallest to the largest where the unit is not known.
 */
#ifndef IRD_BASE_MAP_SCALE_H
#define IRD_BASE_MAP_SCALE_H

#include "base/map/map.h"

typedef struct ird_scale {
    double low, high;
} ird_scale;

ird_scale ird_scale_of(const ird_map *map); /* values that are not finite do not count */

/* Where value stands between low (0) and high (1); 0.5 where these are equal, NaN for
 * NaN. */
double ird_scale_share(const ird_scale *scale, double value);

#endif
