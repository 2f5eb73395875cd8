/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "session/results.h"
#include "session/solution.h"
#include "solve/node_map.h"

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

static double middle(double low, double high, size_t index, size_t count) {
    return low + (high - low) * ((double)index + 0.5) / (double)count;
}

/* Interpolated drops at the middles of the pixels. */
static ird_status sample(const ird_net_grid *solved, int32_t layer, ird_map *map,
                         ird_error *err) {
    const ird_rect_um *w = &map->window;
    double *x_um = ird_alloc(map->columns + map->rows, sizeof *x_um);
    if (x_um == NULL) {
        return ird_fail_memory(err, DOING);
    }
    double *y_um = x_um + map->columns;
    for (size_t i = 0; i < map->columns; i++) {
        x_um[i] = middle(w->x0_um, w->x1_um, i, map->columns);
    }
    for (size_t i = 0; i < map->rows; i++) {
        y_um[i] = middle(w->y0_um, w->y1_um, i, map->rows);
    }
    ird_status status =
        ird_node_map_sample(&solved->grid.network, solved->solution.drop_v, layer, x_um,
                            map->columns, y_um, map->rows, map->values, err);
    ird_free(x_um);
    return status;
}

/* The worst node of each pixel that has one, in the place of its interpolated value. A
 * spline may swing below 0 beside the sources, or between two bad rails above the worst
 * node of the net, which no drop does. */
static ird_status put_worst(const ird_net_grid *solved, int32_t layer, ird_map *map,
                            ird_error *err) {
    size_t count = ird_map_count(map);
    const ird_node_window window = {map->window.x0_um, map->window.y0_um,
                                    map->window.x1_um, map->window.y1_um,
                                    map->rows,         map->columns};
    double *worst = ird_alloc(count, sizeof *worst);
    if (worst == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_node_map_pixels(
        &solved->grid.network, solved->solution.drop_v, layer, &window, worst, NULL, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        double swung = fmin(fmax(0.0, map->values[i]), solved->solution.worst_drop_v);
        map->values[i] = isnan(worst[i]) ? swung : worst[i];
    }
    ird_free(worst);
    return status;
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
    if (status == IRD_OK) {
        status = sample(solved, layer, map, err);
    }
    return status == IRD_OK ? put_worst(solved, layer, map, err) : status;
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

/* The prediction at other pixels. */
static ird_status draw_prediction(ird_session *session,
                                  const ird_drop_map_request *request, ird_map *map,
                                  const ird_monitor *monitor, ird_error *err) {
    static const ird_request as_before = {0};
    ird_rect_um window = window_of(session, request);
    size_t rows = 0, columns = 0;
    ird_status status = ird_session_predict(session, &as_before, monitor, err);
    if (status == IRD_OK) {
        status = lay_out(request, &window, &rows, &columns, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    const ird_map *from = &session->prediction->map;
    status = ird_map_create(map, rows, columns, window, from->unit, err);
    for (size_t i = 0; i < rows * columns && status == IRD_OK; i++) {
        map->values[i] =
            ird_map_at(from, middle(window.x0_um, window.x1_um, i % columns, columns),
                       middle(window.y0_um, window.y1_um, i / columns, rows));
    }
    return status;
}

/* The same sampled at multiples of the pitch within the die, turned. */
static ird_status turn_prediction(ird_session *session,
                                  const ird_drop_map_request *request, ird_map *map,
                                  const ird_monitor *monitor, ird_error *err) {
    static const ird_request as_before = {0};
    const ird_rect_um window = window_of(session, &(ird_drop_map_request){0});
    double pitch_um = request->pitch_um > 0 ? request->pitch_um : 1.0;
    double rows = floor(window.x1_um / pitch_um + 1e-9) + 1;
    double columns = floor(window.y1_um / pitch_um + 1e-9) + 1;
    IRD_TRY(ird_session_predict(session, &as_before, monitor, err));
    IRD_TRY(check_size(rows, columns, err));
    const ird_map *from = &session->prediction->map;
    IRD_TRY(ird_map_create(map, (size_t)rows, (size_t)columns, (ird_rect_um){0},
                           from->unit, err));
    for (size_t i = 0; i < ird_map_count(map); i++) {
        map->values[i] = ird_map_at(from, (double)(i / map->columns) * pitch_um,
                                    (double)(i % map->columns) * pitch_um);
    }
    return IRD_OK;
}

ird_status ird_session_make_drop_map(ird_session *session, ird_net_grid *solved,
                                     const ird_drop_map_request *request,
                                     const ird_monitor *monitor, ird_result **result,
                                     ird_error *err) {
    ird_status status;
    ird_result *made = ird_result_create();
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (request->of_prediction) {
        status = request->as_iccad23
                     ? turn_prediction(session, request, &made->map, monitor, err)
                     : draw_prediction(session, request, &made->map, monitor, err);
    } else {
        made->supply_origin = solved->supply_origin;
        made->supply_v = solved->supply_v;
        made->net = solved->net;
        status = request->as_iccad23
                     ? draw_iccad23(solved, request, &made->map, err)
                     : draw_solution(session, solved, request, &made->map, err);
    }
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    made->generation = session->generation;
    *result = made;
    return IRD_OK;
}

/* The net that was solved last, while its grid is there; else the default one. */
static ird_status net_to_show(const ird_session *session, int32_t *net, ird_error *err) {
    for (size_t i = 0; i < session->grids.count; i++) {
        const ird_net_grid *grid = session->grids.items[i];
        if (grid->is_solved && grid->net == session->last_solved) {
            *net = grid->net;
            return IRD_OK;
        }
    }
    return ird_session_choose_net(session, NULL, "a map of drops", net, err);
}

ird_status ird_session_need_solution(ird_session *session, const ird_monitor *monitor,
                                     ird_net_grid **solved, ird_error *err) {
    int32_t net;
    ird_status status = net_to_show(session, &net, err);
    return status == IRD_OK ? ird_session_solve(session, net, &ird_solve_defaults,
                                                IRD_REUSE_SOLUTION, monitor, solved, err)
                            : status;
}

ird_status ird_session_net_map(ird_session *session, ird_net_grid *solved,
                               const ird_monitor *monitor, ird_result **result,
                               ird_error *err) {
    static const ird_drop_map_request by_default = {0};
    if (solved->map == NULL) {
        IRD_TRY(ird_session_make_drop_map(session, solved, &by_default, monitor,
                                          &solved->map, err));
    }
    *result = solved->map;
    return IRD_OK;
}

ird_status ird_session_solve_map(ird_session *session, const ird_monitor *monitor,
                                 ird_result **result, ird_error *err) {
    ird_net_grid *solved;
    IRD_TRY(ird_session_need_solution(session, monitor, &solved, err));
    return ird_session_net_map(session, solved, monitor, result, err);
}
