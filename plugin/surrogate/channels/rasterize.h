/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From a design to the three channels of the network.
 *
 *   cell_density  area of the placed cells in a pixel over its area, cut to [0,1].
 *                 Physical-only cells without power do not count, macros do.
 *   switching     current over (cell_density x pixel area), divided by its largest value;
 *                 0 where there are no cells. cell_density x switching is therefore
 *                 proportional to the current drawn in the pixel.
 *   power_grid    strength of the grid seen from the pixel in (0,1], 1 = strongest.
 *
 * An instance gives each pixel the part of its area (and current) that overlaps it, so
 * that sums over area_um2 and current_a are those of the instances inside the window.
 */
#ifndef IRD_CHANNELS_RASTERIZE_H
#define IRD_CHANNELS_RASTERIZE_H

#include "base/monitor.h"
#include "design/design.h"
#include "channels/grid_strength.h"
#include "base/map/map.h"
#include "network/odd_layer.h"
#include "power/power.h"

enum { IRD_RASTER_SIZE_LIMIT = 4096 };

typedef struct ird_raster_options {
    size_t size;        /* pixels along each side, 1 to IRD_RASTER_SIZE_LIMIT */
    ird_rect_um window; /* what the maps cover */
    int32_t net;        /* special net that feeds the cells */
    double supply_v;    /* its nominal voltage, > 0; for a ground net the swing */
    size_t columns;     /* where the map is not square: of each row; else 0 */
} ird_raster_options;

static inline size_t ird_raster_columns(const ird_raster_options *options) {
    return options->columns > 0 ? options->columns : options->size;
}

typedef struct ird_raster {
    ird_raster_options options;
    ird_map cell_density, switching, power_grid; /* the channels */
    ird_map area_um2;                            /* before cutting to [0,1] */
    ird_map current_a;
    ird_source_origin source_origin;
    size_t source_count;
    bool sources_assumed; /* neither the user nor the design says where they are */
    size_t cells_counted; /* placed, wholly or partly in the window */
    size_t cells_outside; /* placed, not in the window at all */
    size_t cells_unplaced;
    size_t cells_physical;    /* fillers, taps, decaps left out */
    size_t cells_unconnected; /* no power pin on the net: area counts, current does not */
    size_t cells_sizeless;    /* macro without area: its current counts as outside */
    size_t pixels_overfull;   /* more cell area than pixel area */
    double area_total_um2;    /* of the counted cells, in the window */
    double current_total_a;   /* of the counted cells, in the window */
    double current_outside_a; /* of cells or parts of cells outside, and unplaced ones */
    double current_unconnected_a; /* P / V of the unconnected ones, wherever they are */
    bool connections_assumed;     /* see ird_special_net_components */
    bool resistance_assumed;      /* no layer of the net has a sheet resistance */
    size_t layers_assumed;        /* layers of the net without one, vias without a */
    size_t vias_assumed;          /* resistance per cut, and pixels with rails that */
    size_t pixels_floating;       /* no source reaches: see ird_grid_strength_info */
    ird_odd_layers odd_layers;    /* of the net */
    size_t sources_outside;       /* of source_count, beside the die */
} ird_raster;                     /* all zero is an empty one */

/* Maps of zeros as options, which are set, ask for; what was made stays on failure. */
ird_status ird_raster_create_maps(ird_raster *raster, ird_error *err);

void ird_raster_free(ird_raster *raster);

/* Raises RASTER_SIZE, RASTER_WINDOW (empty, or beside the die), RASTER_NET,
 * RASTER_SUPPLY, RASTER_POWER (power of another design) and INTERRUPTED. */
ird_status ird_rasterize(ird_raster *raster, const ird_design *design,
                         const ird_technology *tech, const ird_power *power,
                         const ird_raster_options *options, const ird_monitor *monitor,
                         ird_error *err);

/* The same in two steps: without the power grid, whose map is then zero and so is what is
 * told of it; and the power grid of such a raster, by the least resistive path. */
ird_status ird_rasterize_cells(ird_raster *raster, const ird_design *design,
                               const ird_technology *tech, const ird_power *power,
                               const ird_raster_options *options,
                               const ird_monitor *monitor, ird_error *err);
ird_status ird_rasterize_grid(ird_raster *raster, const ird_design *design,
                              const ird_technology *tech, ird_error *err);

#endif
