/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The maps that a model sees, of a window of the session's design.
 */
#ifndef IRD_MAPPED_NET_RASTER_H
#define IRD_MAPPED_NET_RASTER_H

#include "session/session.h"

typedef struct ird_raster_wish {
    ird_raster_options options;
    ird_supply_origin supply_origin; /* of the supply in options */
    ird_window_choice window;        /* of the activity */
    ird_grid_wish grid;
} ird_raster_wish;

/* The raster. Where the grid cannot be solved its strength is by the least resistive
 * path. Good until ird_session_end_command. Raises ACTIVITY_WINDOW where the activity has
 * no such window. */
ird_status ird_session_need_raster(ird_session *session, const ird_raster_wish *wish,
                                   const ird_monitor *monitor, ird_result **raster,
                                   ird_error *err);

/* The part of it that is not the power grid, of the present power: see
 * ird_rasterize_cells, or ird_rasterize_loads for a SPICE network. */
ird_status ird_session_rasterize_cells(ird_session *session,
                                       const ird_raster_options *options,
                                       const ird_monitor *monitor, ird_raster *raster,
                                       ird_error *err);

/* Whether that is wrong with a grid that cannot be solved, and still leaves something to
 * rasterize: no metal, no source, no place. */
bool ird_session_is_unsolvable(ird_status status);

#endif
