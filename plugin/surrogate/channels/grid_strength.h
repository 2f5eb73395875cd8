/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The power_grid channel: how strongly the metal of a net feeds each pixel.
 *
 * Strength is (least + median) / (drop + median), with the drop u of each pixel of the
 * map when every pixel of the net's metal draws the same current and the current of each
 * takes the least resistive path from a source alone. The plain ratio least / drop would
 * hang on the one pixel right under a pad: 6e-4 was its median on examples/demo45, where
 * the paper's data has 0.75, and the model, which adds 0.1, then hardly saw the grid. To
 * that is added the drop over a quarter of the pixel's own rail, the mean way to its
 * middle. The drop grows where stripes are sparse or narrow (more pixels share one),
 * where vias are missing, and far from sources. Current does not split over parallel
 * paths: this ranks pixels, it does not solve the grid.
 */
#ifndef IRD_CHANNELS_GRID_STRENGTH_H
#define IRD_CHANNELS_GRID_STRENGTH_H

#include "design/design.h"
#include "base/map/map.h"

typedef enum ird_source_origin {
    IRD_SOURCES_PINS,      /* DEF pins of the net */
    IRD_SOURCES_TOP_LAYER, /* assumed: the ends of the wires on its top layer */
    IRD_SOURCES_NONE,      /* the net has no metal at all */
    IRD_SOURCES_NETWORK,   /* those of a SPICE file */
    IRD_SOURCES_PADS,      /* and further kinds of extract/sources.h */
    IRD_SOURCES_BUMPS,
    IRD_SOURCES_STRAPS,
    IRD_SOURCES_FULL,
    IRD_SOURCES_FILE,
    IRD_SOURCES_SWITCHES,
    IRD_SOURCES_PLANNED,
    IRD_SOURCES_COUNT
} ird_source_origin;

typedef struct ird_grid_strength_info {
    ird_source_origin source_origin;
    size_t source_count;     /* pin shapes or wire ends */
    size_t layers_assumed;   /* layers of the net without a sheet resistance */
    size_t vias_assumed;     /* its vias without a resistance per cut */
    size_t pixels_floating;  /* rails there that no source reaches: weakest of all */
    bool resistance_assumed; /* no layer of the net has one: metal width alone counts */
} ird_grid_strength_info;

/* Fill in the values of map over its window, in (0,1] with 1 its strongest pixel; all 1
 * where the net has none (IRD_SOURCES_NONE). At most 256 x 256 different values: finer
 * maps repeat them. */
ird_status ird_grid_strength(ird_map *map, ird_grid_strength_info *info,
                             const ird_design *design, const ird_technology *tech,
                             int32_t net, ird_error *err);

#endif
