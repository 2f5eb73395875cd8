/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Channels of a design that is a network alone, without cells: where current is drawn the
 * pixel counts as full.
 */
#ifndef IRD_CHANNELS_NETWORK_LOADS_H
#define IRD_CHANNELS_NETWORK_LOADS_H

#include "channels/rasterize.h"
#include "network/network.h"
#include "raster/node_map.h"

/* A window of maps as one of nodes. */
static inline ird_node_window ird_node_window_of(ird_rect_um window, size_t rows,
                                                 size_t columns) {
    return (ird_node_window){window.x0_um, window.y0_um, window.x1_um,
                             window.y1_um, rows,         columns};
}

/* Like ird_rasterize_cells, from loads[0, count) of the network's nodes. Each load counts
 * as a cell; those of nodes without a place, or outside, count as outside. */
ird_status ird_rasterize_loads(ird_raster *raster, const ird_network *network,
                               const ird_load *loads, size_t count,
                               const ird_raster_options *options, ird_error *err);

#endif
