/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/view.h"

#include <math.h>
#include <string.h>

static const char *const doing = "predicting";

struct ird_view {
    ird_node_window window;
    ird_node_raster *raster;
    ird_wires *wires;
    double *power_grid;
    double *moved; /* scratch: drops after the change, one a node */
    size_t nodes;
};

void ird_view_free(ird_view *view) {
    if (view != NULL) {
        ird_node_raster_free(view->raster);
        ird_free(view->power_grid);
        ird_free(view->moved);
        ird_free(view);
    }
}

const ird_node_window *ird_view_window(const ird_view *view) {
    return &view->window;
}

const double *ird_view_power_grid(const ird_view *view) {
    return view->power_grid;
}

ird_status ird_view_wires(ird_wires *wires, const ird_network *network,
                          const ird_coarse *coarse, ird_error *err) {
    return ird_wires_collect(wires, network, ird_coarse_response(coarse),
                             ird_node_map_layer(network), err);
}

static void draw(ird_view *view, const double *drop_v, ird_drawing_loads loads,
                 double most_v, double *values) {
    ird_wires_set(view->wires, drop_v);
    ird_node_raster_draw(view->raster, drop_v, loads, most_v, values);
}

/* Responses on the layer that feeds most cells, and of what is fed on another. */
static ird_status draw_power_grid(ird_view *view, const ird_network *network,
                                  const ird_coarse *coarse, ird_error *err) {
    const double *response = ird_coarse_response(coarse);
    double mean_ohm = ird_coarse_get_info(coarse).r_char_ohm;
    const ird_drawing_loads none = {0};
    ird_load_list others = {0};
    IRD_TRY(ird_node_map_others(&others, network, err));
    draw(view, response, none, INFINITY, view->power_grid);
    ird_node_raster_raise(view->raster, response,
                          (ird_drawing_loads){others.items, others.count},
                          view->power_grid);
    ird_free(others.items);
    for (size_t i = 0; i < view->window.rows * view->window.columns; i++) {
        double sum_ohm = view->power_grid[i] + mean_ohm;
        view->power_grid[i] = sum_ohm > 0 ? mean_ohm / sum_ohm : 1;
    }
    return IRD_OK;
}

ird_status ird_view_create(ird_view **view, const ird_network *network,
                           const ird_coarse *coarse, ird_wires *wires,
                           const ird_node_window *window, bool is_sampled,
                           ird_error *err) {
    size_t pixels = window->rows * window->columns;
    ird_view *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->window = *window;
    made->wires = wires;
    made->nodes = network->nodes.count;
    made->power_grid = ird_alloc(pixels, sizeof *made->power_grid);
    made->moved = ird_alloc(made->nodes, sizeof *made->moved);
    ird_status status =
        made->power_grid != NULL && made->moved != NULL
            ? ird_node_raster_create(&made->raster, network, ird_coarse_response(coarse),
                                     ird_node_map_layer(network), wires, window,
                                     is_sampled, err)
            : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        status = draw_power_grid(made, network, coarse, err);
    }
    if (status != IRD_OK) {
        ird_view_free(made);
        return status;
    }
    *view = made;
    return IRD_OK;
}

void ird_view_distance(const ird_network *network, double diagonal_um,
                       const ird_node_window *window, double *values) {
    double um = 1 / (double)network->units;
    for (size_t i = 0; i < window->rows * window->columns; i++) {
        size_t row = i / window->columns, column = i % window->columns;
        double x =
            ird_node_map_middle(window->x0_um, window->x1_um, column, window->columns);
        double y = ird_node_map_middle(window->y0_um, window->y1_um, row, window->rows);
        double nearest = diagonal_um;
        for (size_t k = 0; k < network->sources.count; k++) {
            const ird_node *node = &network->nodes.items[network->sources.items[k].node];
            nearest = fmin(nearest, hypot((double)node->x_dbu * um - x,
                                          (double)node->y_dbu * um - y));
        }
        values[i] = 1 - nearest / diagonal_um;
    }
}

void ird_drops_free(ird_drops *drops) {
    if (drops != NULL) {
        ird_free(drops->drop_v);
        ird_free(drops->change_v);
        memset(drops, 0, sizeof *drops);
    }
}

static double worst_of(const ird_wires *wires, ird_drawing_loads loads,
                       const double *drop_v) {
    double worst = 0;
    for (size_t i = 0; i < loads.count; i++) {
        double there_v = drop_v[loads.items[i].node]; /* NAN is not above anything */
        worst = there_v > worst ? there_v : worst;
    }
    for (size_t i = 0; i < wires->points.count; i++) {
        double there_v = drop_v[wires->nodes[i]];
        worst = there_v > worst ? there_v : worst;
    }
    return worst;
}

ird_status ird_drops_solve(ird_drops *drops, ird_coarse *coarse,
                           const ird_network *network, const ird_wires *wires,
                           const ird_load *loads, size_t count, ird_error *err) {
    size_t nodes = network->nodes.count;
    if (drops->drop_v == NULL) {
        drops->drop_v = ird_alloc(nodes, sizeof *drops->drop_v);
    }
    if (drops->change_v == NULL) {
        drops->change_v = ird_alloc(nodes, sizeof *drops->change_v);
    }
    if (drops->drop_v == NULL || drops->change_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_status status =
        ird_coarse_solve(coarse, loads, count, drops->drop_v, drops->change_v, err);
    if (status == IRD_OK) {
        drops->widening = ird_coarse_widening(coarse);
        const ird_drawing_loads drawn = {loads, count};
        drops->scale_v =
            worst_of(wires, loads != NULL ? drawn : ird_loads_of(network), drops->drop_v);
    }
    return status;
}

void ird_view_draw_v(ird_view *view, const double *drop_v, ird_drawing_loads loads,
                     double most_v, double *worst_v) {
    draw(view, drop_v, loads, most_v, worst_v);
}

void ird_view_draw(ird_view *view, const ird_drops *drops, ird_drawing_loads loads,
                   double *base, double *change) {
    size_t pixels = view->window.rows * view->window.columns;
    if (!(drops->scale_v > 0)) {
        memset(base, 0, pixels * sizeof *base);
        memset(change, 0, pixels * sizeof *change);
        return;
    }
    for (size_t i = 0; i < view->nodes; i++) {
        view->moved[i] = drops->drop_v[i] + drops->change_v[i];
    }
    draw(view, drops->drop_v, loads, drops->scale_v, base);
    draw(view, view->moved, loads, INFINITY, change);
    for (size_t i = 0; i < pixels; i++) {
        base[i] = base[i] > 0 ? base[i] : 0; /* rounds may overshoot beside sources */
        change[i] = (change[i] - base[i]) / drops->scale_v;
        base[i] /= drops->scale_v;
    }
}
