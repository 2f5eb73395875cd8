/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Hotspots of a drop map: regions of pixels above a threshold that touch by a side or a
 * corner, worst first.
 */
#ifndef IRD_HOTSPOTS_HOTSPOTS_H
#define IRD_HOTSPOTS_HOTSPOTS_H

#include "hotspots/cause.h"

typedef struct ird_hotspot_instance {
    int32_t component;
    double current_a; /* the part of its current drawn inside the region */
} ird_hotspot_instance;

typedef struct ird_hotspot {
    size_t rank;          /* 1 = highest peak */
    ird_rect_um box;      /* of its pixels */
    ird_point_um peak_at; /* place of the pixel with the peak (ird_map_place) */
    double peak, mean;    /* in the unit of the map */
    size_t pixels;
    size_t instances;          /* cells that overlap a pixel of the region */
    double current_a;          /* drawn in the region */
    ird_cause cause;           /* the larger of the two parts */
    ird_cause_parts parts;     /* of its peak, against the median of the map */
    double grid_strength;      /* mean of power_grid over the region */
    double grid_ratio;         /* that over its mean in the window */
    double current_ratio;      /* current per pixel over its mean in the window */
    size_t top_count;          /* at most options.top_instances */
    ird_hotspot_instance *top; /* by current, largest first; owned by the list */
} ird_hotspot;

typedef struct ird_hotspot_options {
    double threshold; /* a value of the map: pixels above it are hot */
    size_t max_count; /* 0: all of them */
    size_t top_instances;
    bool is_part;  /* a NaN lies outside of what is looked at, and is never hot */
    bool is_below; /* values below the threshold are hot, the least first */
} ird_hotspot_options;

typedef struct ird_hotspot_list {
    ird_hotspot *items;
    size_t count;
    size_t found; /* before max_count cut the list */
} ird_hotspot_list;

/* The parts of the cause, or its name where they are not known, for people. */
const char *ird_hotspot_cause(char buffer[IRD_CAUSE_SIZE], const ird_hotspot *hotspot);

void ird_hotspot_list_free(ird_hotspot_list *list);

/* drop has the size and window of raster. raster may be NULL (a map read from a file):
 * then instances, current and cause are zero, and the rest may be NULL too. Instances
 * with no current in the region are counted but not listed. Equal peaks are ranked by
 * size, then from the lower left. Raises HOTSPOT_SHAPE, for a pixel that is not finite,
 * too (but see is_part), and HOTSPOT_THRESHOLD. */
ird_status ird_hotspots_find(ird_hotspot_list *list, const ird_map *drop,
                             const ird_raster *raster, const ird_design *design,
                             const ird_technology *tech, const ird_power *power,
                             const ird_hotspot_options *options, ird_error *err);

#endif
