/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "session/results.h"
#include "session/solution.h"
#include "solve/node_map.h"

static const char DOING[] = "making a map of drops";

static double pixels_of(double length_um, double pitch_um) {
    return fmax(1.0, ceil(length_um / pitch_um - 1e-9));
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
    if (!(r <= 30000 && c <= 30000)) {
        return ird_fail(err, IRD_RASTER_SIZE,
                        "a map of %.0f x %.0f pixels is larger than 30000 x 30000; take "
                        "a larger pitch or a smaller region",
                        r, c);
    }
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
 * spline may swing a little below 0 beside the sources, which no drop does. */
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
        map->values[i] = isnan(worst[i]) ? fmax(0.0, map->values[i]) : worst[i];
    }
    ird_free(worst);
    return status;
}

ird_status ird_session_drop_map(const ird_session *session, const ird_net_grid *solved,
                                const ird_drop_map_request *request, ird_map *map,
                                ird_error *err) {
    const ird_rect die = session->design.die;
    double um = 1.0 / (double)session->design.units;
    ird_rect_um window = request->window;
    ird_map made = {0};
    size_t rows = 0, columns = 0;
    if (!(window.x0_um < window.x1_um)) {
        window = (ird_rect_um){(double)die.x0_dbu * um, (double)die.y0_dbu * um,
                               (double)die.x1_dbu * um, (double)die.y1_dbu * um};
    }
    int32_t layer = ird_node_map_layer(&solved->grid.network);
    ird_status status = lay_out(request, &window, &rows, &columns, err);
    if (status == IRD_OK) {
        status = ird_map_create(&made, rows, columns, window, IRD_UNIT_VOLT, err);
    }
    if (status == IRD_OK) {
        status = sample(solved, layer, &made, err);
    }
    if (status == IRD_OK) {
        status = put_worst(solved, layer, &made, err);
    }
    if (status != IRD_OK) {
        ird_map_free(&made);
        return status;
    }
    *map = made;
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
    return status == IRD_OK ? ird_session_solve(session, net, &ird_solve_defaults, false,
                                                monitor, solved, err)
                            : status;
}

ird_status ird_session_add_drop_map(ird_session *session, ird_net_grid *solved,
                                    const ird_drop_map_request *request,
                                    ird_result **result, ird_error *err) {
    ird_result *made = ird_result_create();
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->generation = session->generation;
    made->supply_origin = solved->supply_origin;
    made->supply_v = solved->supply_v;
    ird_status status = ird_session_drop_map(session, solved, request, &made->map, err);
    if (status != IRD_OK) {
        ird_result_drop(made);
        return status;
    }
    *result = made;
    return IRD_OK;
}

ird_status ird_session_solve_map(ird_session *session, const ird_monitor *monitor,
                                 ird_result **result, ird_error *err) {
    static const ird_drop_map_request by_default = {0};
    ird_net_grid *solved;
    ird_status status = ird_session_need_solution(session, monitor, &solved, err);
    if (status == IRD_OK && solved->map == NULL) {
        status =
            ird_session_add_drop_map(session, solved, &by_default, &solved->map, err);
    }
    if (status == IRD_OK) {
        *result = solved->map;
    }
    return status;
}
