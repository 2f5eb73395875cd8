/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Channels of a design that is a network alone, without cells: where current is drawn the
 * pixel counts as full.
 */
#ifndef IRD_MAPS_NETWORK_LOADS_H
#define IRD_MAPS_NETWORK_LOADS_H

#include "maps/rasterize.h"
#include "network/network.h"

/* Like ird_rasterize_cells, from loads[0, count) of the network's nodes. Each load counts
 * as a cell; those of nodes without a place, or outside, count as outside. */
ird_status ird_rasterize_loads(ird_raster *raster, const ird_network *network,
                               const ird_load *loads, size_t count,
                               const ird_raster_options *options, ird_error *err);

#endif
