/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/explained_prediction.h"

#include <math.h>
#include <string.h>

#include "channels/network_loads.h"
#include "predict/predict_map.h"
#include "predict/predict_whole.h"
#include "mapped/net_coarse.h"
#include "mapped/net_raster.h"
#include "mapped/net_sheet.h"
#include "session/net_solution.h"
#include "session/supply.h"

static const char DOING[] = "explaining a prediction";

static void free_hung(ird_hung_map *map) {
    ird_map_free(&map->predicted);
    ird_map_free(&map->exact);
}

void ird_explained_prediction_free(ird_explained_prediction *explained) {
    ird_prediction_gradient_free(&explained->gradient);
    free_hung(&explained->currents);
    free_hung(&explained->metal);
    *explained = (ird_explained_prediction){0};
}

/* ---- pixels ------------------------------------------------------------------------ */

/* The pixel of a point, or SIZE_MAX beside the map. */
static size_t pixel_at(const ird_map *map, ird_point_um at) {
    const ird_rect_um *w = &map->window;
    double x = (at.x_um - w->x0_um) / (w->x1_um - w->x0_um);
    double y = (at.y_um - w->y0_um) / (w->y1_um - w->y0_um);
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
        return SIZE_MAX;
    }
    size_t column = (size_t)fmin(x * (double)map->columns, (double)map->columns - 1);
    size_t row = (size_t)fmin(y * (double)map->rows, (double)map->rows - 1);
    return row * map->columns + column;
}

static ird_point_um middle_of(const ird_map *map, size_t pixel) {
    ird_rect_um box = ird_map_pixel_box(map, pixel / map->columns, pixel % map->columns);
    return (ird_point_um){(box.x0_um + box.x1_um) / 2, (box.y0_um + box.y1_um) / 2};
}

static size_t pixel_of_node(const ird_map *map, const ird_network *network,
                            int32_t node) {
    const ird_node *at = &network->nodes.items[node];
    double units = network->units > 0 ? (double)network->units : 1;
    return at->kind == IRD_NODE_NAMED
               ? SIZE_MAX
               : pixel_at(map, (ird_point_um){(double)at->x_dbu / units,
                                              (double)at->y_dbu / units});
}

/* The place of the load that is next to the point; the point where no loads are known. */
static ird_status nearest_load(const ird_explained_prediction *out, ird_session *session,
                               const ird_monitor *monitor, ird_point_um *at,
                               ird_error *err) {
    const ird_result *under = out->prediction->base;
    const ird_point_um from = *at;
    double least_um = INFINITY;
    ird_cell *loaded = NULL;
    ird_error other;
    ird_status status = ird_session_need_loaded(session, under->raster.options.net,
                                                under->wish, monitor, &loaded, &other);
    if (status == IRD_NO_MEMORY || status == IRD_INTERRUPTED) {
        *err = other;
        return status;
    }
    const ird_network *network =
        status == IRD_OK ? &((const ird_net_grid *)loaded->value)->grid.network : NULL;
    for (size_t i = 0; network != NULL && i < network->loads.count; i++) {
        const ird_node *node = &network->nodes.items[network->loads.items[i].node];
        double units = network->units > 0 ? (double)network->units : 1;
        ird_point_um place = {(double)node->x_dbu / units, (double)node->y_dbu / units};
        double far_um = hypot(place.x_um - from.x_um, place.y_um - from.y_um);
        if (node->kind != IRD_NODE_NAMED && far_um < least_um &&
            pixel_at(&out->prediction->map, place) != SIZE_MAX) {
            least_um = far_um;
            *at = place;
        }
    }
    return IRD_OK;
}

static ird_status choose_pixel(ird_explained_prediction *out, ird_session *session,
                               const ird_explain_place_wish *place,
                               const ird_monitor *monitor, ird_error *err) {
    const ird_map *map = &out->prediction->map;
    out->pixel = SIZE_MAX;
    for (size_t i = 0; place->kind == IRD_PLACE_WORST && i < ird_map_count(map); i++) {
        if (!ird_map_is_empty(map, i) &&
            (out->pixel == SIZE_MAX || map->values[i] > map->values[out->pixel])) {
            out->pixel = i;
        }
    }
    if (place->kind == IRD_PLACE_POINT && pixel_at(map, place->at) != SIZE_MAX) {
        ird_point_um at = place->at;
        IRD_TRY(nearest_load(out, session, monitor, &at, err));
        out->pixel = pixel_at(map, at);
    }
    if (out->pixel == SIZE_MAX) {
        return ird_fail(err, IRD_EXPLAIN_PLACE,
                        "the prediction has nothing there: its map covers (%g, %g) - "
                        "(%g, %g) um",
                        map->window.x0_um, map->window.y0_um, map->window.x1_um,
                        map->window.y1_um);
    }
    out->at = middle_of(map, out->pixel);
    out->drop = map->values[out->pixel];
    return IRD_OK;
}

/* The load of the pixel that drops most; -1 without one. */
static int32_t worst_load(const ird_map *map, size_t pixel, const ird_network *network,
                          const double *drop_v) {
    int32_t worst = -1;
    for (size_t i = 0; i < network->loads.count; i++) {
        int32_t node = network->loads.items[i].node;
        if (pixel_of_node(map, network, node) == pixel && !isnan(drop_v[node]) &&
            (worst < 0 || drop_v[node] > drop_v[worst])) {
            worst = node;
        }
    }
    return worst;
}

/* What loads and resistors add to a drop, by drops and the response to a current at the
 * place, put into the pixels of their places. Either map may be NULL. */
static void put_shares(const ird_network *network, const double *drop_v,
                       const double *response_ohm, ird_map *currents, ird_map *metal) {
    double sign = network->is_ground ? -1 : 1;
    for (size_t i = 0; i < network->loads.count; i++) {
        const ird_load *load = &network->loads.items[i];
        size_t pixel = pixel_of_node(currents, network, load->node);
        double add_v = sign * load->ampere * response_ohm[load->node];
        if (pixel != SIZE_MAX && !isnan(add_v)) {
            currents->values[pixel] += add_v;
        }
    }
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        size_t pixel = pixel_of_node(metal, network, r->a);
        double add_v = (drop_v[r->a] - drop_v[r->b]) *
                       (response_ohm[r->a] - response_ohm[r->b]) / r->ohm;
        if (pixel != SIZE_MAX && isfinite(add_v)) {
            metal->values[pixel] += add_v;
        }
    }
}

/* ---- predicted --------------------------------------------------------------------- */

/* The response of the coarse solution to a current at the worst load of the pixel. */
static ird_status add_coarse(ird_explained_prediction *out, ird_session *session,
                             const ird_monitor *monitor, ird_error *err) {
    const ird_result *under = out->prediction->base;
    ird_net_scene scene;
    const ird_coarse_drops *drops = NULL;
    IRD_TRY(ird_session_need_scene(session, under->raster.options.net, under->wish,
                                   monitor, &scene, err));
    IRD_TRY(ird_session_need_drops(session, &scene, &drops, err));
    const ird_network *network = &scene.grid->grid.network;
    int32_t node =
        worst_load(&out->prediction->map, out->pixel, network, drops->drops.drop_v);
    if (node < 0) {
        return IRD_OK;
    }
    const ird_load one = {.node = node,
                          .instance = -1,
                          .terminal = -1,
                          .ampere = network->is_ground ? -1 : 1};
    double *response = ird_alloc(network->nodes.count, sizeof *response);
    if (response == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_coarse_solve(scene.net->coarse, &one, 1, response, NULL, err);
    if (status == IRD_OK) {
        put_shares(network, drops->drops.drop_v, response, &out->currents.predicted,
                   &out->metal.predicted);
    }
    ird_free(response);
    return status;
}

/* Value times derivative of a channel, with that sign; a map of such a channel the model
 * need not have. */
static void add_channel(const ird_explained_prediction *out, const char *name,
                        double sign, ird_map *map) {
    const ird_prediction_gradient *g = &out->gradient;
    size_t pixels = g->rows * g->columns;
    for (size_t c = 0; c < g->channel_count; c++) {
        for (size_t i = 0; strcmp(g->names[c], name) == 0 && i < pixels; i++) {
            map->values[i] +=
                sign * g->values[c * pixels + i] * g->channels[c * pixels + i];
        }
    }
}

/* Each pixel's part of the current in all makes that part of such a drop. */
static void add_scale(ird_explained_prediction *out) {
    const ird_map *current = &out->prediction->base->raster.current_a;
    double sum_a = ird_map_sum(current);
    for (size_t i = 0; sum_a > 0 && i < ird_map_count(current); i++) {
        out->currents.predicted.values[i] +=
            out->gradient.answer * current->values[i] / sum_a;
    }
}

/* A model of the maps alone sees the die in so many pixels. */
static ird_status need_whole(const ird_session *session, const ird_result *under,
                             ird_error *err) {
    const ird_whole_scene scene = {.die = ird_design_die_um(&session->design),
                                   .options = &under->raster.options};
    return ird_whole_is_all(&scene)
               ? IRD_OK
               : ird_fail(err, IRD_MODEL_INPUT,
                          "the model sees the whole die in %d x %d pixels; rasterize "
                          "it so, or load the model pdn",
                          IRD_WHOLE_SIDE, IRD_WHOLE_SIDE);
}

/* The gradient of the prediction at the pixel, by the model in use; what the coarse drops
 * say is drawn again. */
static ird_status find_gradient(ird_explained_prediction *out, ird_session *session,
                                const ird_monitor *monitor, ird_predict_target *target,
                                ird_error *err) {
    const ird_result *under = out->prediction->base;
    const ird_map *map = &out->prediction->map;
    const ird_node_window window =
        ird_node_window_of(map->window, map->rows, map->columns);
    ird_predictor predictor;
    ird_predict_inputs inputs = ird_predict_inputs_of(&under->raster);
    double *maps = NULL;
    IRD_TRY(ird_session_need_model(session, err));
    IRD_TRY(ird_predictor_open(&predictor, session->model, err));
    *target = predictor.target;
    if (predictor.target == IRD_PREDICTS_DROP) {
        IRD_TRY(need_whole(session, under, err));
    }
    if (predictor.target != IRD_PREDICTS_RELATIVE) {
        ird_net_scene scene;
        const ird_coarse_drops *drops = NULL;
        ird_view *view = NULL;
        IRD_TRY(ird_session_need_scene(session, under->raster.options.net, under->wish,
                                       monitor, &scene, err));
        IRD_TRY(ird_session_need_drops(session, &scene, &drops, err));
        IRD_TRY(ird_session_need_view(session, &scene, &window, &view, err));
        IRD_TRY(ird_session_use_sheet(session, &scene, &predictor, NULL, err));
        IRD_TRY(ird_predict_inputs_draw(&inputs, &maps, view, &drops->drops,
                                        ird_loads_of(&scene.grid->grid.network), err));
        inputs.mean_v = ird_net_scene_mean_v(&scene);
    }
    ird_status status =
        ird_predict_gradient(&predictor, &inputs, out->pixel, &out->gradient, err);
    ird_free(maps);
    return status;
}

static ird_status predict_shares(ird_explained_prediction *out, ird_session *session,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_predict_target target;
    const ird_map *map = &out->prediction->map;
    ird_unit unit = map->unit == IRD_UNIT_VOLT ? IRD_UNIT_VOLT : IRD_UNIT_UNKNOWN;
    IRD_TRY(find_gradient(out, session, monitor, &target, err));
    out->is_volt = target != IRD_PREDICTS_RELATIVE;
    IRD_TRY(ird_map_create(&out->currents.predicted, map->rows, map->columns, map->window,
                           unit, err));
    IRD_TRY(ird_map_create(&out->metal.predicted, map->rows, map->columns, map->window,
                           unit, err));
    if (target == IRD_PREDICTS_CORRECTION) {
        IRD_TRY(add_coarse(out, session, monitor, err));
    } else if (target == IRD_PREDICTS_DROP) {
        add_scale(out);
    }
    add_channel(out, "switching", 1, &out->currents.predicted);
    /* A model of the maps alone reads the grid by its differences: no pixel's metal
     * stands for itself there. */
    if (target != IRD_PREDICTS_DROP) {
        add_channel(out, "power_grid", -1, &out->metal.predicted);
    }
    return IRD_OK;
}

/* ---- exact ------------------------------------------------------------------------- */

static ird_status exact_shares(ird_explained_prediction *out, const ird_net_grid *solved,
                               ird_error *err) {
    const ird_map *map = &out->prediction->map;
    const ird_network *network = &solved->grid.network;
    ird_adjoint adjoint = {0};
    int32_t node = worst_load(map, out->pixel, network, solved->solution.drop_v);
    if (node < 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_map_create(&out->currents.exact, map->rows, map->columns, map->window,
                           IRD_UNIT_VOLT, err));
    IRD_TRY(ird_map_create(&out->metal.exact, map->rows, map->columns, map->window,
                           IRD_UNIT_VOLT, err));
    IRD_TRY(ird_adjoint_at(&adjoint, solved->factor, node, err));
    put_shares(network, solved->solution.drop_v, adjoint.response_ohm,
               &out->currents.exact, &out->metal.exact);
    ird_adjoint_free(&adjoint);
    out->has_exact = true;
    out->exact_drop_v = solved->solution.drop_v[node];
    return IRD_OK;
}

/* Of a grid that can be solved. */
static ird_status need_exact(ird_explained_prediction *out, ird_session *session,
                             const ird_monitor *monitor, ird_error *err) {
    ird_solve_wish wish = ird_session_solve_wish(session);
    ird_cell *cell = NULL;
    ird_error other;
    wish.grid = out->prediction->base->wish;
    ird_status status =
        ird_session_need_solution(session, out->prediction->base->raster.options.net,
                                  &wish, monitor, &cell, &other);
    if (status == IRD_NO_MEMORY || status == IRD_INTERRUPTED) {
        *err = other;
        return status;
    }
    return status == IRD_OK ? exact_shares(out, cell->value, err) : IRD_OK;
}

/* ---- side by side ------------------------------------------------------------------ */

static double correlation_of(const double *a, const double *b, size_t count) {
    double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < count; i++) {
        mean_a += a[i] / (double)count;
        mean_b += b[i] / (double)count;
    }
    for (size_t i = 0; i < count; i++) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : (double)NAN;
}

/* Pixels with the largest values above 0, in order. */
static size_t find_top(const ird_map *map, size_t *top, size_t limit) {
    size_t count = 0;
    for (size_t i = 0; i < ird_map_count(map); i++) {
        double value = map->values[i];
        if (!(value > 0) || (count == limit && map->values[top[count - 1]] >= value)) {
            continue;
        }
        size_t at = count == limit ? count - 1 : count++;
        for (; at > 0 && map->values[top[at - 1]] < value; at--) {
            top[at] = top[at - 1];
        }
        top[at] = i;
    }
    return count;
}

static void compare(ird_hung_map *map, bool has_exact) {
    enum { LIMIT = sizeof map->top / sizeof *map->top };
    size_t top[LIMIT], exact[LIMIT], exact_count = 0;
    map->correlation = (double)NAN;
    map->top_count = find_top(&map->predicted, top, LIMIT);
    if (has_exact) {
        map->correlation = correlation_of(map->predicted.values, map->exact.values,
                                          ird_map_count(&map->exact));
        exact_count = find_top(&map->exact, exact, LIMIT);
    }
    for (size_t i = 0; i < map->top_count; i++) {
        map->top[i] = (ird_hung_pixel){
            middle_of(&map->predicted, top[i]), map->predicted.values[top[i]],
            has_exact ? map->exact.values[top[i]] : (double)NAN};
        for (size_t k = 0; k < exact_count; k++) {
            map->shared += exact[k] == top[i];
        }
    }
}

ird_status ird_session_explain_prediction(ird_explained_prediction *explained,
                                          ird_session *session,
                                          const ird_request *request,
                                          const ird_explain_place_wish *place,
                                          const ird_monitor *monitor, ird_error *err) {
    IRD_TRY(ird_session_look(session, request, monitor, &explained->prediction, err));
    explained->net =
        ird_session_net_name(session, explained->prediction->base->raster.options.net);
    IRD_TRY(choose_pixel(explained, session, place, monitor, err));
    IRD_TRY(predict_shares(explained, session, monitor, err));
    IRD_TRY(ird_monitor_tick(monitor, DOING, 0.5, err));
    IRD_TRY(need_exact(explained, session, monitor, err));
    compare(&explained->currents, explained->has_exact);
    compare(&explained->metal, explained->has_exact);
    return IRD_OK;
}
