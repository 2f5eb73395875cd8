/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Calibrated predictions as maps of any size and window.
 */
#ifndef IRD_QUERY_TILED_MAP_H
#define IRD_QUERY_TILED_MAP_H

#include "session/session.h"

/* What a tiled prediction is asked for. */
typedef struct ird_tiled_request {
    int32_t net;
    double supply_v;
    double average_v; /* drop of the die, which bounds grow with; unused without bound */
    ird_grid_wish wish; /* as of the prediction that it is of */
    bool is_sampled;    /* values at the middles of pixels, not the worst node in each */
    size_t shift_rows, shift_columns; /* of the tiles, for tests */
} ird_tiled_request;

/* Fill in a map in V, of any size and window, by the calibrated model in use: windows of
 * 64 x 64 of its pixels on top of the coarse drops of the whole die, on all cores. bound:
 * a map like it of how far each pixel may be off, or NULL. Memory beside these is that of
 * 64 rows. */
ird_status ird_session_predict_tiled(ird_session *session,
                                     const ird_tiled_request *request, ird_map *map,
                                     ird_map *bound, const ird_monitor *monitor,
                                     ird_error *err);

#endif
