/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Hotspots of a drop map: regions of pixels above a threshold that touch by a side or a
 * corner, worst first.
 */
#ifndef IRD_HOTSPOTS_HOTSPOTS_H
#define IRD_HOTSPOTS_HOTSPOTS_H

#include "channels/rasterize.h"

/* Why a region is hot. To first order the drop is current times resistance, so that two
 * factors make a region worse than the window: current per pixel over its mean, and mean
 * grid strength over that of the region (weaker = larger). Their logarithms add up to
 * that of the drop; the larger one is the cause, and both are where the smaller is at
 * least half of the larger. Means are taken over the pixels of the window with cells. A
 * region that is above the window in neither (its neighbours make it hot) has the cause
 * whose factor is nearer to doing so, "both" within the same margin. */
typedef enum ird_cause {
    IRD_CAUSE_WEAK_GRID,
    IRD_CAUSE_HIGH_CURRENT,
    IRD_CAUSE_BOTH
} ird_cause;

const char *ird_cause_name(ird_cause cause); /* "weak_grid", "high_current", "both" */

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
    size_t instances; /* cells that overlap a pixel of the region */
    double current_a; /* drawn in the region */
    ird_cause cause;
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
