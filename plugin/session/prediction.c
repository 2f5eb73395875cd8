/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/prediction.h"

#include <math.h>
#include <string.h>

#include "channels/network_loads.h"
#include "predict/predict.h"
#include "session/clock.h"
#include "session/net_coarse.h"
#include "session/results.h"
#include "session/net_solution.h"

static const char DOING[] = "predicting";

/* The name and origin of the model, for it may be replaced before the result goes. */
static ird_status name_model(const ird_surrogate *model, ird_result *result,
                             ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(model);
    result->model = ird_copy_string(info.name, strlen(info.name));
    result->model_origin = ird_copy_string(info.origin, strlen(info.origin));
    return result->model != NULL && result->model_origin != NULL
               ? IRD_OK
               : ird_fail_memory(err, DOING);
}

static ird_predict_inputs inputs_of(const ird_raster *raster) {
    return (ird_predict_inputs){
        .rows = raster->power_grid.rows,
        .columns = raster->power_grid.columns,
        .power_grid = raster->power_grid.values,
        .cell_density = raster->cell_density.values,
        .switching = raster->switching.values,
    };
}

/* ---- relative ---- */

static ird_status predict_relative(const ird_predictor *predictor,
                                   const ird_raster *raster, ird_map *map,
                                   ird_error *err) {
    const ird_raster_options *o = &raster->options;
    const ird_predict_inputs inputs = inputs_of(raster);
    IRD_TRY(ird_map_create(map, o->size, o->size, o->window, IRD_UNIT_NORMALISED, err));
    /* No current, no drop: the model would scale its noise up to 1. */
    return raster->current_total_a > 0
               ? ird_predict(predictor, &inputs, map->values, NULL, err)
               : IRD_OK;
}

/* ---- calibrated ---- */

static ird_status tell_outside(const ird_predictor *predictor,
                               const ird_predict_inputs *inputs, ird_result *result,
                               ird_error *err) {
    ird_text text = {0};
    ird_status status = ird_predict_outside(predictor, inputs, &text, err);
    if (status == IRD_OK && text.bytes.count > 0) {
        result->outside = ird_copy_string(ird_text_get(&text), text.bytes.count);
        status = result->outside != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    }
    ird_text_free(&text);
    return status;
}

/* The drops of the map and how far they may be off. */
static void summarise_map(ird_result *result) {
    ird_prediction_facts *f = &result->facts;
    const ird_map *map = &result->map;
    size_t worst = 0, count = ird_map_count(map);
    f->worst_v = ird_map_max(map, &worst);
    f->average_v = ird_map_sum(map) / (double)count;
    const ird_rect_um box =
        ird_map_pixel_box(map, worst / map->columns, worst % map->columns);
    f->worst_at =
        (ird_point_um){(box.x0_um + box.x1_um) / 2, (box.y0_um + box.y1_um) / 2};
    f->worst_bound_v = result->bound.values[worst];
    f->average_bound_v = ird_map_sum(&result->bound) / (double)count;
}

static void summarise(ird_result *result, ird_net_grid *grid, double mean_v,
                      const double *base, double scale_v) {
    ird_prediction_facts *f = &result->facts;
    f->is_calibrated = true;
    summarise_map(result);
    for (size_t i = 0; i < ird_map_count(&result->map); i++) {
        f->base_worst_v = fmax(f->base_worst_v, base[i] * scale_v);
    }
    f->mean_ohm = ird_coarse_get_info(grid->coarse->coarse).r_char_ohm;
    f->total_a = f->mean_ohm > 0 ? mean_v / f->mean_ohm : 0;
    f->is_exactly_calibrated = grid->coarse->is_exact;
    f->is_uncalibrated = !grid->coarse->is_exact && !grid->coarse->is_calibrated;
    f->is_grid_kept = grid->coarse->is_kept;
    f->grid_s = grid->coarse->is_kept ? 0 : grid->coarse->build_s;
    f->coarse_s = grid->coarse->solve_s;
    grid->coarse->is_kept = true;
}

/* Run the network on a view whose base and change are drawn. */
static ird_status run_network(const ird_predictor *predictor,
                              const ird_predict_inputs *inputs, ird_result *result,
                              ird_error *err) {
    double begin_s = ird_session_clock_s();
    IRD_TRY(
        ird_predict(predictor, inputs, result->map.values, result->bound.values, err));
    result->facts.network_s = ird_session_clock_s() - begin_s;
    return tell_outside(predictor, inputs, result, err);
}

static ird_status predict_volts(ird_session *session, const ird_predictor *predictor,
                                const ird_raster *raster, ird_result *result,
                                const ird_monitor *monitor, ird_error *err) {
    const ird_raster_options *o = &raster->options;
    const ird_node_window window = ird_node_window_of(o->window, o->size, o->size);
    ird_net_grid *grid = NULL;
    IRD_TRY(
        ird_map_create(&result->map, o->size, o->size, o->window, IRD_UNIT_VOLT, err));
    IRD_TRY(
        ird_map_create(&result->bound, o->size, o->size, o->window, IRD_UNIT_VOLT, err));
    IRD_TRY(ird_session_need_coarse(session, o->net, monitor, &grid, err));
    IRD_TRY(ird_session_need_drops(grid, err));
    IRD_TRY(ird_session_need_view(grid, &window, err));
    double *base = ird_alloc(ird_map_count(&result->map), 2 * sizeof *base);
    if (base == NULL) {
        return ird_fail_memory(err, DOING);
    }
    double *change = base + ird_map_count(&result->map);
    const ird_drops *drops = &grid->coarse->drops;
    ird_view_draw(grid->coarse->view, drops, base, change);
    ird_predict_inputs inputs = inputs_of(raster);
    inputs.base = base;
    inputs.change = change;
    inputs.scale_v = drops->scale_v;
    inputs.mean_v = ird_session_mean_v(grid);
    ird_status status = run_network(predictor, &inputs, result, err);
    if (status == IRD_OK) {
        summarise(result, grid, inputs.mean_v, base, drops->scale_v);
        result->net = o->net;
        result->supply_v = o->supply_v;
    }
    ird_free(base);
    return status;
}

ird_status ird_session_make_prediction(ird_session *session, ird_result *raster,
                                       const ird_monitor *monitor,
                                       ird_result **prediction, ird_error *err) {
    ird_predictor predictor;
    IRD_TRY(ird_session_need_model(session, err));
    IRD_TRY(ird_predictor_open(&predictor, session->model, err));
    ird_result *made = ird_result_create();
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        predictor.target == IRD_PREDICTS_RELATIVE
            ? predict_relative(&predictor, &raster->raster, &made->map, err)
            : predict_volts(session, &predictor, &raster->raster, made, monitor, err);
    if (status == IRD_OK) {
        status = name_model(session->model, made, err);
    }
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    made->base = ird_result_use(raster);
    made->generation = session->generation;
    *prediction = made;
    return IRD_OK;
}

ird_status ird_session_describe_redrawn(const ird_session *session, ird_result *redrawn,
                                        ird_error *err) {
    const ird_result *from = session->prediction;
    IRD_TRY(name_model(session->model, redrawn, err));
    if (from->outside != NULL) {
        redrawn->outside = ird_copy_string(from->outside, strlen(from->outside));
        if (redrawn->outside == NULL) {
            return ird_fail_memory(err, DOING);
        }
    }
    if (from->facts.is_calibrated) {
        redrawn->facts = from->facts;
        redrawn->facts.is_verified = false;
        summarise_map(redrawn);
    }
    return IRD_OK;
}

/* ---- against the exact solution ---- */

ird_status ird_session_need_volts(const ird_session *session, ird_error *err) {
    if (session->prediction != NULL && session->prediction->facts.is_calibrated) {
        return IRD_OK;
    }
    return ird_fail(
        err, IRD_PREDICT_RELATIVE,
        "the model in use carries no volts, so that its prediction cannot be "
        "held against the exact solution; run load_model -embedded pdn first");
}

/* Exact drops in the pixels of the prediction. The grid's view may be of another window
 * by now, for a map of the solution has its own. */
static ird_status draw_exact(ird_session *session, const ird_result *prediction,
                             const ird_monitor *monitor, ird_map *exact, ird_error *err) {
    const ird_map *map = &prediction->map;
    const ird_node_window window =
        ird_node_window_of(map->window, map->rows, map->columns);
    int32_t last = session->last_solved;
    ird_net_grid *solved = NULL;
    IRD_TRY(ird_session_solve(session, prediction->net, &ird_solve_defaults,
                              IRD_REUSE_SOLUTION, monitor, &solved, err));
    session->last_solved = last >= 0 ? last : session->last_solved;
    /* Where cells had been moved, solving has extracted the grid anew. */
    IRD_TRY(ird_session_need_coarse(session, prediction->net, monitor, &solved, err));
    IRD_TRY(ird_session_need_view(solved, &window, err));
    IRD_TRY(ird_map_copy(exact, map, err));
    ird_view_draw_v(solved->coarse->view, solved->solution.drop_v,
                    solved->solution.worst_drop_v, exact->values);
    return IRD_OK;
}

static void compare_bounds(const ird_result *prediction, const ird_map *exact,
                           ird_prediction_facts *facts) {
    size_t within = 0, count = ird_map_count(exact);
    for (size_t i = 0; i < count; i++) {
        double error = fabs(prediction->map.values[i] - exact->values[i]);
        within += error <= prediction->bound.values[i];
    }
    facts->within_bound = (double)within / (double)count;
}

ird_status ird_session_verify(ird_session *session, const ird_monitor *monitor,
                              ird_error *err) {
    IRD_TRY(ird_session_need_volts(session, err));
    ird_result *prediction = session->prediction;
    ird_map exact = {0};
    ird_prediction_facts facts = prediction->facts;
    ird_status status = draw_exact(session, prediction, monitor, &exact, err);
    if (status == IRD_OK) {
        status = ird_map_compare(&facts.verified, &prediction->map, &exact, err);
    }
    if (status == IRD_OK) {
        facts.is_verified = true;
        facts.verified_worst_v = ird_map_max(&exact, NULL);
        compare_bounds(prediction, &exact, &facts);
        prediction->facts = facts;
    }
    ird_map_free(&exact);
    return status;
}

ird_status ird_session_calibrate_prediction(ird_session *session,
                                            const ird_monitor *monitor, ird_error *err) {
    ird_result *prediction = NULL;
    ird_net_grid *grid = NULL;
    IRD_TRY(ird_session_need_volts(session, err));
    int32_t net = session->prediction->net;
    IRD_TRY(ird_session_solve(session, net, &ird_solve_defaults, IRD_REUSE_SOLUTION,
                              monitor, &grid, err));
    IRD_TRY(ird_session_need_coarse(session, net, monitor, &grid, err));
    IRD_TRY(ird_session_calibrate(grid, err));
    IRD_TRY(ird_session_make_prediction(session, session->prediction->base, monitor,
                                        &prediction, err));
    ird_result_drop(session->prediction);
    session->prediction = prediction;
    return ird_session_verify(session, monitor, err);
}
