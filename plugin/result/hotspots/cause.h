/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Why a place is worse than the design's median, in two parts that add up. A drop is the
 * response of the grid to an even current at the place, times how much more than that the
 * cells draw where it counts; both are held against the median over the pixels that draw
 * current:
 *     drop / median drop = (response / median response) x (current factor)
 * The strength of the grid is 1 / response but for its scale (channels/rasterize.h), so
 * that nothing needs to be solved for it. In logarithms the two factors add up, which
 * gives the percentages; a factor below 1 counts as 0 %, the other then as 100 %.
 */
#ifndef IRD_HOTSPOTS_CAUSE_H
#define IRD_HOTSPOTS_CAUSE_H

#include "channels/rasterize.h"

/* The larger part. */
typedef enum ird_cause { IRD_CAUSE_WEAK_GRID, IRD_CAUSE_HIGH_CURRENT } ird_cause;

const char *ird_cause_name(ird_cause cause); /* "weak_grid", "high_current" */

typedef struct ird_cause_parts {
    double drop_factor, grid_factor, current_factor; /* over the median; NAN: not known */
    double grid_percent, current_percent; /* 0 to 100, together 100; NAN: not known, or
                                             the place is no worse than the median */
} ird_cause_parts;

/* "63 % grid, 37 % current", or "" where the parts are not known. */
enum { IRD_CAUSE_SIZE = 48 };
const char *ird_cause_write(char buffer[IRD_CAUSE_SIZE], const ird_cause_parts *parts);

/* Medians over the pixels with current; 0 where there are none. */
typedef struct ird_cause_median {
    double drop, strength;
    double supply; /* that values are what is left of; 0: values are drops */
} ird_cause_median;

/* map has the size of raster. is_below: its values are what is left of the supply of the
 * raster. */
ird_status ird_cause_median_make(ird_cause_median *median, const ird_map *map,
                                 const ird_raster *raster, bool is_below, ird_error *err);

/* For a place with that value of the map and that strength of the grid. */
ird_cause_parts ird_cause_parts_of(const ird_cause_median *median, double value,
                                   double strength);

#endif
