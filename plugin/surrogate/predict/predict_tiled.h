/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A calibrated prediction at any size and pitch: windows of 64 x 64 pixels on top of the
 * coarse drops of the whole die, on all cores. Memory beside the maps is that of 64 rows.
 * From the maps alone: by one window, the die (predict_whole.h).
 */
#ifndef IRD_PREDICT_PREDICT_TILED_H
#define IRD_PREDICT_PREDICT_TILED_H

#include "base/monitor.h"
#include "channels/rasterize.h"
#include "predict/predict_whole.h"

/* What it is made from. */
typedef struct ird_tiled_scene {
    const ird_predictor *predictor; /* in volts */
    const ird_network *network;
    ird_coarse *coarse;
    ird_wires *wires; /* scratch, like the coarse network */
    const ird_drops *drops;
    ird_drawing_loads loads; /* of the drops */
    double mean_v;           /* currents that are connected times the mean response */
    double least_v;          /* that every bound has at least */
    double average_v; /* drop of the die, which bounds grow with; unused without bound */
    ird_rect_um die;  /* which a model of the maps alone sees whole */
    int32_t net;
    double supply_v;
    bool is_sampled; /* values at the middles of pixels, not the worst node in each */
    size_t shift_rows, shift_columns; /* of the tiles, for tests */
    ird_rasterize_part rasterize;
    void *context;
} ird_tiled_scene;

/* Fill in a map in V, of any size and window. bound: a map like it of how far each pixel
 * may be off, or NULL. */
ird_status ird_predict_tiled(const ird_tiled_scene *scene, ird_map *map, ird_map *bound,
                             const ird_monitor *monitor, ird_error *err);

#endif
