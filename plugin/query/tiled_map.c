/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/tiled_map.h"

#include "predict/predict_tiled.h"
#include "mapped/net_coarse.h"
#include "mapped/net_raster.h"
#include "mapped/net_sheet.h"

static ird_status rasterize_band(void *context, const ird_raster_options *options,
                                 ird_raster *raster, ird_error *err) {
    return ird_session_rasterize_cells(context, options, NULL, raster, err);
}

ird_status ird_session_predict_tiled(ird_session *session,
                                     const ird_tiled_request *request, ird_map *map,
                                     ird_map *bound, const ird_monitor *monitor,
                                     ird_error *err) {
    ird_predictor predictor;
    ird_net_scene scene;
    const ird_coarse_drops *drops = NULL;
    IRD_TRY(ird_session_need_model(session, err));
    IRD_TRY(ird_predictor_open(&predictor, session->model, err));
    IRD_TRY(ird_session_need_scene(session, request->net, request->wish, monitor, &scene,
                                   err));
    IRD_TRY(ird_session_need_drops(session, &scene, &drops, err));
    IRD_TRY(ird_session_use_sheet(session, &scene, &predictor, NULL, err));
    ird_net_coarse *coarse = scene.coarse->value;
    const ird_tiled_scene tiled = {.predictor = &predictor,
                                   .network = ird_net_scene_network(&scene),
                                   .coarse = coarse->coarse,
                                   .wires = &coarse->wires,
                                   .drops = &drops->drops,
                                   .loads = ird_loads_of(&scene.grid->grid.network),
                                   .mean_v = ird_net_scene_mean_v(&scene),
                                   .least_v = ird_net_scene_least_bound_v(&scene),
                                   .average_v = request->average_v,
                                   .die = ird_design_die_um(&session->design),
                                   .net = request->net,
                                   .supply_v = request->supply_v,
                                   .is_sampled = request->is_sampled,
                                   .shift_rows = request->shift_rows,
                                   .shift_columns = request->shift_columns,
                                   .rasterize = rasterize_band,
                                   .context = session};
    return ird_predict_tiled(&tiled, map, bound, monitor, err);
}
