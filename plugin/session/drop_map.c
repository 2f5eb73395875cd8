/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/drop_map.h"

#include <math.h>

#include "channels/network_loads.h"
#include "session/prediction.h"
#include "session/supply.h"
#include "raster/node_raster.h"

static const char DOING[] = "making a map of drops";

static double pixels_of(double length_um, double pitch_um) {
    return fmax(1.0, ceil(length_um / pitch_um - 1e-9));
}

static ird_status check_size(double rows, double columns, ird_error *err) {
    if (rows <= 30000 && columns <= 30000) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_RASTER_SIZE,
                    "a map of %.0f x %.0f pixels is larger than 30000 x 30000; take a "
                    "larger pitch or a smaller region",
                    rows, columns);
}

/* Rows and columns; a pitch that does not divide the window makes the window larger. */
static ird_status lay_out(const ird_drop_map_request *request, ird_rect_um *window,
                          size_t *rows, size_t *columns, ird_error *err) {
    double r = (double)(request->size > 0 ? request->size : IRD_SIZE_DEFAULT), c = r;
    if (request->pitch_um > 0) {
        c = pixels_of(window->x1_um - window->x0_um, request->pitch_um);
        r = pixels_of(window->y1_um - window->y0_um, request->pitch_um);
        window->x1_um = window->x0_um + c * request->pitch_um;
        window->y1_um = window->y0_um + r * request->pitch_um;
    }
    IRD_TRY(check_size(r, c, err));
    *rows = (size_t)r;
    *columns = (size_t)c;
    return IRD_OK;
}

static ird_rect_um window_of(const ird_session *session,
                             const ird_drop_map_request *request) {
    const ird_rect die = session->design.die;
    double um = 1.0 / (double)session->design.units;
    if (request->window.x0_um < request->window.x1_um) {
        return request->window;
    }
    return (ird_rect_um){(double)die.x0_dbu * um, (double)die.y0_dbu * um,
                         (double)die.x1_dbu * um, (double)die.y1_dbu * um};
}

/* The worst node of each pixel that has one, interpolated where there is none. */
static ird_status draw_nodes(const ird_net_grid *solved, int32_t layer, ird_map *map,
                             ird_error *err) {
    const ird_node_window window =
        ird_node_window_of(map->window, map->rows, map->columns);
    const ird_solution *solution = &solved->solution;
    ird_node_raster *raster = NULL;
    ird_wires wires = {0};
    IRD_TRY(
        ird_wires_collect(&wires, &solved->grid.network, solution->drop_v, layer, err));
    ird_status status =
        ird_node_raster_create(&raster, &solved->grid.network, solution->drop_v, layer,
                               &wires, &window, false, err);
    if (status == IRD_OK) {
        ird_node_raster_draw(raster, solution->drop_v, solution->worst_drop_v,
                             map->values);
    }
    ird_node_raster_free(raster);
    ird_wires_free(&wires);
    return status;
}

static ird_status draw_solution(const ird_session *session, const ird_net_grid *solved,
                                const ird_drop_map_request *request, ird_map *map,
                                ird_error *err) {
    ird_rect_um window = window_of(session, request);
    size_t rows = 0, columns = 0;
    int32_t layer = ird_node_map_layer(&solved->grid.network);
    ird_status status = lay_out(request, &window, &rows, &columns, err);
    if (status == IRD_OK) {
        status = ird_map_create(map, rows, columns, window, IRD_UNIT_VOLT, err);
    }
    return status == IRD_OK ? draw_nodes(solved, layer, map, err) : status;
}

/* Sampled as the contest has it. The map has no window: its rows are x. */
static ird_status draw_iccad23(const ird_net_grid *solved,
                               const ird_drop_map_request *request, ird_map *map,
                               ird_error *err) {
    const ird_network *network = &solved->grid.network;
    double pitch_um = request->pitch_um > 0 ? request->pitch_um : 1.0;
    map->unit = IRD_UNIT_VOLT;
    return ird_node_map_iccad23(network, solved->solution.drop_v,
                                ird_node_map_layer(network), pitch_um, &map->values,
                                &map->rows, &map->columns, err);
}

/* A relative prediction at other pixels: interpolated. */
static ird_status draw_relative(const ird_map *from, ird_map *map) {
    const ird_rect_um *w = &map->window;
    for (size_t i = 0; i < ird_map_count(map); i++) {
        map->values[i] = ird_map_at(
            from, ird_node_map_middle(w->x0_um, w->x1_um, i % map->columns, map->columns),
            ird_node_map_middle(w->y0_um, w->y1_um, i / map->columns, map->rows));
    }
    return IRD_OK;
}

/* A window whose pixels have their middles at multiples of the pitch from 0 on, the last
 * ones within the die. */
static ird_status lay_out_iccad23(const ird_session *session, double pitch_um,
                                  ird_rect_um *window, size_t *rows, size_t *columns,
                                  ird_error *err) {
    const ird_rect_um die = window_of(session, &(ird_drop_map_request){0});
    double c = floor(die.x1_um / pitch_um + 1e-9) + 1;
    double r = floor(die.y1_um / pitch_um + 1e-9) + 1;
    IRD_TRY(check_size(r, c, err));
    *rows = (size_t)r;
    *columns = (size_t)c;
    *window = (ird_rect_um){-pitch_um / 2, -pitch_um / 2, (c - 0.5) * pitch_um,
                            (r - 0.5) * pitch_um};
    return IRD_OK;
}

/* Rows become x; such a map has no window. */
static ird_status transpose(ird_map *map, ird_error *err) {
    ird_map turned = {0};
    IRD_TRY(ird_map_create(&turned, map->columns, map->rows, (ird_rect_um){0}, map->unit,
                           err));
    for (size_t i = 0; i < ird_map_count(map); i++) {
        turned.values[i % map->columns * map->rows + i / map->columns] = map->values[i];
    }
    ird_map_free(map);
    *map = turned;
    return IRD_OK;
}

/* The prediction at other pixels: a relative one interpolated, one in volts predicted
 * anew in tiles. */
static ird_status draw_prediction(ird_session *session,
                                  const ird_drop_map_request *request, ird_result *result,
                                  const ird_monitor *monitor, ird_error *err) {
    static const ird_request as_before = {0};
    ird_rect_um window = window_of(session, request);
    size_t rows = 0, columns = 0;
    ird_result *from = NULL;
    IRD_TRY(ird_session_predict(session, &as_before, monitor, &from, err));
    if (request->as_iccad23) {
        double pitch_um = request->pitch_um > 0 ? request->pitch_um : 1.0;
        IRD_TRY(lay_out_iccad23(session, pitch_um, &window, &rows, &columns, err));
    } else {
        IRD_TRY(lay_out(request, &window, &rows, &columns, err));
    }
    result->supply_v = from->supply_v;
    result->net = from->net;
    IRD_TRY(ird_map_create(&result->map, rows, columns, window, from->map.unit, err));
    if (from->facts.is_calibrated) {
        const ird_tiled_request tiled = {.net = from->net,
                                         .supply_v = from->supply_v,
                                         .average_v = from->facts.average_v,
                                         .takes_moved = from->takes_moved,
                                         .is_sampled = request->as_iccad23};
        IRD_TRY(
            ird_map_create(&result->bound, rows, columns, window, IRD_UNIT_VOLT, err));
        IRD_TRY(ird_session_predict_tiled(session, &tiled, &result->map, &result->bound,
                                          monitor, err));
    } else {
        IRD_TRY(draw_relative(&from->map, &result->map));
    }
    IRD_TRY(ird_session_describe_redrawn(session, from, result, err));
    if (request->as_iccad23) {
        IRD_TRY(transpose(&result->map, err));
    }
    return request->as_iccad23 && from->facts.is_calibrated
               ? transpose(&result->bound, err)
               : IRD_OK;
}

ird_status ird_session_make_drop_map(ird_session *session, const ird_net_grid *solved,
                                     const ird_drop_map_request *request,
                                     const ird_monitor *monitor, ird_result **result,
                                     ird_error *err) {
    ird_status status;
    ird_result *made = ird_result_create();
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (request->of_prediction) {
        status = draw_prediction(session, request, made, monitor, err);
    } else {
        made->supply_origin = solved->supply_origin;
        made->supply_v = solved->supply_v;
        made->net = solved->net;
        made->key = solved->answer;
        status = request->as_iccad23
                     ? draw_iccad23(solved, request, &made->map, err)
                     : draw_solution(session, solved, request, &made->map, err);
    }
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    made->generation = ird_session_generation(session);
    made->window = session->window;
    *result = made;
    return IRD_OK;
}

static void free_map(void *value) {
    ird_result_drop(value);
}

static size_t map_bytes(const void *value) {
    return ird_map_count(&((const ird_result *)value)->map) * sizeof(double);
}

static const ird_stage map_stage = {"map of a solution", free_map, map_bytes};

typedef struct drawing {
    ird_session *session;
    const ird_net_grid *solved;
    const ird_monitor *monitor;
} drawing;

static ird_status make_map(void *context, void **value, ird_error *err) {
    static const ird_drop_map_request by_default = {0};
    const drawing *d = context;
    ird_result *made = NULL;
    IRD_TRY(ird_session_make_drop_map(d->session, d->solved, &by_default, d->monitor,
                                      &made, err));
    *value = made;
    return IRD_OK;
}

ird_status ird_session_net_map(ird_session *session, const ird_net_grid *solved,
                               const ird_monitor *monitor, ird_result **result,
                               ird_error *err) {
    drawing d = {session, solved, monitor};
    ird_cell *cell = NULL;
    ird_key key = ird_key_of(&map_stage);
    ird_key_add(&key, &solved->answer);
    IRD_TRY(ird_store_need(&session->store, &map_stage,
                           ird_session_net_name(session, solved->net), key, make_map, &d,
                           &cell, err));
    *result = cell->value;
    return IRD_OK;
}

ird_status ird_session_solve_map(ird_session *session, const ird_monitor *monitor,
                                 ird_result **result, ird_error *err) {
    const ird_net_grid *solved = NULL;
    IRD_TRY(ird_session_last_solution(session, monitor, &solved, err));
    return ird_session_net_map(session, solved, monitor, result, err);
}

const ird_net_grid *ird_session_solution_of(ird_session *session,
                                            const ird_result *result) {
    return result->map.unit == IRD_UNIT_VOLT && ird_session_is_current(session, result)
               ? ird_session_find_solution(session, result->net, &result->key)
               : NULL;
}
