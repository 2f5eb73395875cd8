/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The three channels of a network that has no cells and no metal: one from SPICE.
 *
 *   current_a     of the loads, by the pixels of their nodes
 *   cell_density  1 in pixels with loads, 0 elsewhere, for nothing tells how much of the
 *                 pixel is cells
 *   switching     current over its largest value: density x switching is proportional to
 *                 the current, as it is for cells
 *   power_grid    (least + median) / (drop + median), as grid_strength.h has it, of the
 *                 exact drops when every pixel with nodes on the layer of the loads draws
 *                 the same current, shared by these nodes
 */
#ifndef IRD_SESSION_NETWORK_RASTER_H
#define IRD_SESSION_NETWORK_RASTER_H

#include "session/net_grid.h"

/* Raises RASTER_SIZE, NETWORK_LAYER where no node has coordinates, and what solving
 * raises. */
ird_status ird_network_rasterize(ird_raster *raster, ird_net_grid *grid,
                                 const ird_raster_options *options,
                                 const ird_monitor *monitor, ird_error *err);

#endif
