/* SPDX-License-Identifier: BSD-3-Clause */
#include "mapped/prediction.h"

#include <math.h>
#include <string.h>

#include "channels/network_loads.h"
#include "predict/predict_map.h"
#include "raster/cover.h"
#include "mapped/net_coarse.h"
#include "mapped/net_raster.h"
#include "mapped/net_sheet.h"
#include "session/net_solution.h"
#include "session/supply.h"

static const char DOING[] = "predicting";

static void summarise(ird_result *result, const ird_net_scene *scene,
                      const ird_coarse_drops *drops, double mean_v, const double *base) {
    ird_prediction_facts *f = &result->facts;
    f->is_calibrated = true;
    ird_prediction_summarise(f, &result->map, &result->bound);
    for (size_t i = 0; i < ird_map_count(&result->map); i++) {
        f->base_worst_v = fmax(f->base_worst_v, base[i] * drops->drops.scale_v);
    }
    f->mean_ohm = ird_coarse_get_info(scene->net->coarse).r_char_ohm;
    f->total_a = f->mean_ohm > 0 ? mean_v / f->mean_ohm : 0;
    f->is_exactly_calibrated = scene->net->is_exact;
    f->is_uncalibrated = !scene->net->is_exact && !scene->net->is_calibrated;
    f->is_grid_kept = scene->is_kept;
    f->grid_s = scene->is_kept ? 0 : scene->net->build_s;
    f->coarse_s = drops->solve_s;
    f->exact_s = ird_coarse_get_info(scene->net->coarse).exact_s;
}

static ird_status rasterize(void *context, const ird_raster_options *options,
                            ird_raster *raster, ird_error *err) {
    return ird_session_rasterize_cells(context, options, NULL, raster, err);
}

/* What a model of the maps alone rests on. */
static void tell_sheet(ird_prediction_facts *f, const ird_predictor *predictor,
                       const ird_net_sheet *sheet) {
    f->is_constant = predictor->takes_sheet && sheet == NULL;
    if (sheet != NULL) {
        f->solutions = sheet->solutions;
        f->grid_s += f->is_grid_kept ? 0 : sheet->build_s;
    }
}

static ird_status predict_volts(ird_session *session, ird_predictor *predictor,
                                const ird_result *under, ird_result *result,
                                const ird_monitor *monitor, ird_error *err) {
    const ird_raster *raster = &under->raster;
    const ird_raster_options *o = &raster->options;
    const ird_node_window window = ird_node_window_of(o->window, o->size, o->size);
    ird_net_scene scene;
    const ird_coarse_drops *drops = NULL;
    const ird_net_sheet *sheet = NULL;
    ird_view *view = NULL;
    const size_t n = o->size;
    IRD_TRY(ird_map_create(&result->map, n, n, o->window, IRD_UNIT_VOLT, err));
    IRD_TRY(ird_map_create(&result->bound, n, n, o->window, IRD_UNIT_VOLT, err));
    IRD_TRY(ird_session_need_scene(session, o->net, under->wish, monitor, &scene, err));
    IRD_TRY(ird_session_need_drops(session, &scene, &drops, err));
    IRD_TRY(ird_session_need_view(session, &scene, &window, &view, err));
    IRD_TRY(ird_session_use_sheet(session, &scene, predictor, &sheet, err));
    double *base = NULL;
    ird_predict_inputs inputs = ird_predict_inputs_of(raster);
    IRD_TRY(ird_predict_inputs_draw(&inputs, &base, view, &drops->drops,
                                    ird_loads_of(&scene.grid->grid.network), err));
    inputs.mean_v = ird_net_scene_mean_v(&scene);
    inputs.least_v = ird_net_scene_least_bound_v(&scene);
    ird_net_coarse *coarse = scene.coarse->value;
    const ird_whole_scene whole = {ird_net_scene_network(&scene),
                                   coarse->coarse,
                                   &coarse->wires,
                                   ird_design_die_um(&session->design),
                                   rasterize,
                                   session,
                                   o};
    ird_status status =
        ird_predict_volts(predictor, &inputs, &whole, &result->map, &result->bound,
                          &result->outside, &result->facts.network_s, err);
    const ird_cover cover = {ird_net_scene_network(&scene), drops->drops.drop_v,
                             ird_loads_of(&scene.grid->grid.network)};
    if (status == IRD_OK) {
        status = ird_cover_whole_map(&cover, raster->current_a.values, &result->map,
                                     &result->bound, err);
    }
    if (status == IRD_OK) {
        scene.is_kept = under->grid_was_kept;
        summarise(result, &scene, drops, inputs.mean_v, base);
        tell_sheet(&result->facts, predictor, sheet);
        result->net = o->net;
        result->supply_v = o->supply_v;
    }
    ird_free(base);
    return status;
}

/* ---- predictions as cells ---- */

static void free_prediction(void *value) {
    ird_result_drop(value);
}

static size_t prediction_bytes(const void *value) {
    return ird_map_count(&((const ird_result *)value)->map) * 2 * sizeof(double);
}

static const ird_stage prediction_stage = {"prediction", free_prediction,
                                           prediction_bytes};

typedef struct predicting {
    ird_session *session;
    ird_result *raster;
    ird_key key;
    const ird_monitor *monitor;
} predicting;

static ird_status fill_prediction(const predicting *p, ird_result *made, ird_error *err) {
    ird_predictor predictor;
    ird_session *session = p->session;
    IRD_TRY(ird_predictor_open(&predictor, session->model, err));
    IRD_TRY(predictor.target == IRD_PREDICTS_RELATIVE
                ? ird_predict_relative(&predictor, &p->raster->raster, &made->map, err)
                : predict_volts(session, &predictor, p->raster, made, p->monitor, err));
    ird_map_rest_on(&made->map, p->raster->raster.power_grid.network);
    made->base = ird_result_use(p->raster);
    made->generation = p->raster->generation;
    made->window = p->raster->window;
    made->wish = p->raster->wish;
    made->key = p->key;
    return ird_result_name_model(made, session->model, err);
}

static ird_status make_prediction(void *context, void **value, ird_error *err) {
    ird_result *made = ird_result_create();
    ird_status status =
        made != NULL ? fill_prediction(context, made, err) : ird_fail_memory(err, DOING);
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

/* The solution that predictions on the network of the net are calibrated by. */
static void key_calibrations(const ird_session *session, ird_key *key) {
    for (size_t i = 0; i < session->calibrations.count; i++) {
        ird_key_add(key, &session->calibrations.items[i].solution->key);
    }
}

ird_status ird_session_need_prediction(ird_session *session, ird_result *raster,
                                       const ird_monitor *monitor,
                                       ird_result **prediction, ird_error *err) {
    predicting p = {.session = session, .raster = raster, .monitor = monitor};
    ird_cell *cell = NULL;
    IRD_TRY(ird_session_need_model(session, err));
    p.key = ird_key_of(&prediction_stage);
    ird_key_add(&p.key, &raster->key);
    ird_session_key_input(session, &p.key, IRD_STAMP_MODEL);
    key_calibrations(session, &p.key);
    IRD_TRY(ird_store_need(&session->store, &prediction_stage,
                           ird_session_net_name(session, raster->raster.options.net),
                           p.key, make_prediction, &p, &cell, err));
    *prediction = cell->value;
    return IRD_OK;
}

/* ---- against the exact solution ---- */

static void free_facts(void *value) {
    ird_free(value);
}

static size_t facts_bytes(const void *value) {
    (void)value;
    return sizeof(ird_prediction_facts);
}

static const ird_stage verification_stage = {"verification", free_facts, facts_bytes};

ird_status ird_prediction_need_volts(const ird_result *prediction, ird_error *err) {
    if (prediction->facts.is_calibrated) {
        return IRD_OK;
    }
    return ird_fail(
        err, IRD_PREDICT_RELATIVE,
        "the model in use carries no volts, so that its prediction cannot be "
        "held against the exact solution; run load_model -embedded pdn first");
}

typedef struct verifying {
    ird_session *session;
    const ird_result *prediction;
    const ird_monitor *monitor;
} verifying;

/* The same network and currents as the prediction's, solved exactly. */
static ird_status need_exact(ird_session *session, const ird_result *prediction,
                             const ird_monitor *monitor, ird_cell **solution,
                             ird_error *err) {
    ird_solve_wish wish = ird_session_solve_wish(session);
    wish.grid = prediction->wish;
    return ird_session_need_solution(session, prediction->net, &wish, monitor, solution,
                                     err);
}

/* Exact drops in the pixels of the prediction, whose cells are those of its raster. */
static ird_status draw_exact(const verifying *v, ird_map *exact, ird_error *err) {
    const ird_result *prediction = v->prediction;
    const ird_map *map = &prediction->map;
    const ird_node_window window =
        ird_node_window_of(map->window, map->rows, map->columns);
    ird_net_scene scene;
    ird_view *view = NULL;
    ird_cell *cell = NULL;
    IRD_TRY(need_exact(v->session, prediction, v->monitor, &cell, err));
    const ird_net_grid *solved = cell->value;
    IRD_TRY(ird_session_need_scene(v->session, prediction->net, prediction->wish,
                                   v->monitor, &scene, err));
    IRD_TRY(ird_session_need_view(v->session, &scene, &window, &view, err));
    const ird_cover cover = {ird_net_scene_network(&scene), solved->solution.drop_v,
                             ird_loads_of(&solved->grid.network)};
    IRD_TRY(ird_map_create(exact, map->rows, map->columns, map->window, map->unit, err));
    ird_view_draw_v(view, cover.drop_v, cover.loads, solved->solution.worst_drop_v,
                    exact->values);
    return ird_cover_whole_map(&cover, prediction->base->raster.current_a.values, exact,
                               NULL, err);
}

static ird_status make_verification(void *context, void **value, ird_error *err) {
    const verifying *v = context;
    const ird_result *prediction = v->prediction;
    ird_map exact = {0};
    ird_prediction_facts *made = ird_alloc(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    *made = prediction->facts;
    ird_status status = draw_exact(v, &exact, err);
    if (status == IRD_OK) {
        status = ird_prediction_verify(made, &prediction->map, &prediction->bound, &exact,
                                       err);
    }
    if (status == IRD_OK) {
        *value = made;
    } else {
        ird_free(made);
    }
    ird_map_free(&exact);
    return status;
}

/* A prediction knows its cell's key, hence that of its verification. */
static ird_key verification_key(const ird_result *prediction) {
    ird_key key = ird_key_of(&verification_stage);
    ird_key_add(&key, &prediction->key);
    return key;
}

ird_status ird_session_verify(ird_session *session, const ird_result *prediction,
                              const ird_monitor *monitor, ird_error *err) {
    verifying v = {session, prediction, monitor};
    ird_cell *cell = NULL;
    IRD_TRY(ird_prediction_need_volts(prediction, err));
    return ird_store_need(&session->store, &verification_stage,
                          ird_session_net_name(session, prediction->net),
                          verification_key(prediction), make_verification, &v, &cell,
                          err);
}

ird_prediction_facts ird_session_facts_of(const ird_session *session,
                                          const ird_result *prediction) {
    const ird_cell *cell = NULL;
    if (prediction->facts.is_calibrated) {
        cell = ird_store_find(&session->store, &verification_stage,
                              ird_session_net_name(session, prediction->net),
                              verification_key(prediction));
    }
    return cell != NULL ? *(const ird_prediction_facts *)cell->value : prediction->facts;
}

ird_status ird_session_calibrate_prediction(ird_session *session,
                                            const ird_result *prediction,
                                            const ird_monitor *monitor,
                                            ird_result **calibrated, ird_error *err) {
    ird_cell *solution = NULL;
    ird_result *made = NULL;
    IRD_TRY(ird_prediction_need_volts(prediction, err));
    IRD_TRY(need_exact(session, prediction, monitor, &solution, err));
    ird_cell *former = ird_session_calibration(session, solution);
    former = former != NULL ? ird_cell_use(former) : NULL;
    ird_status status = ird_session_calibrate(session, solution, err);
    if (status == IRD_OK) {
        status =
            ird_session_need_prediction(session, prediction->base, monitor, &made, err);
    }
    if (status == IRD_OK) {
        status = ird_session_verify(session, made, monitor, err);
    }
    if (status == IRD_OK) {
        *calibrated = made;
    } else {
        ird_session_uncalibrate(session, solution, former);
    }
    ird_cell_drop(former);
    return status;
}
