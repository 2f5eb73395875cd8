/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/predict_whole.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "channels/network_loads.h"
#include "predict/predict_map.h"

static const char DOING[] = "predicting";

enum { SIDE = IRD_WHOLE_SIDE, PIXELS = SIDE * SIDE };

/* u of a strength R / (u + R), in units of R. */
static double response(double strength) {
    return strength > 0 ? fmax(0, 1 / strength - 1) : 0;
}

void ird_whole_free(ird_whole *whole) {
    ird_free(whole->ratio);
    memset(whole, 0, sizeof *whole);
}

ird_status ird_whole_make(ird_whole *whole, const ird_predictor *predictor,
                          const ird_predict_inputs *inputs, ird_rect_um die,
                          ird_error *err) {
    ird_predict_inputs relative = *inputs;
    double mean = 0, *ratio = ird_alloc(PIXELS, sizeof *ratio);
    if (ratio == NULL) {
        return ird_fail_memory(err, DOING);
    }
    relative.mean_v = 1;
    ird_status status = ird_predict(predictor, &relative, ratio, NULL, err);
    if (status != IRD_OK) {
        ird_free(ratio);
        return status;
    }
    for (size_t i = 0; i < PIXELS; i++) {
        double u = response(inputs->power_grid[i]);
        mean += ratio[i] / PIXELS;
        ratio[i] = u > 0 ? ratio[i] / u : 1; /* where a source is nothing drops */
    }
    *whole = (ird_whole){die, ratio, predictor->bound_factors[0],
                         ird_predict_common_bound_v(predictor, mean)};
    return IRD_OK;
}

bool ird_whole_is_all(const ird_whole_scene *scene) {
    const ird_raster_options *o = scene->options;
    return o->size == SIDE && ird_raster_columns(o) == SIDE &&
           memcmp(&o->window, &scene->die, sizeof scene->die) == 0;
}

ird_status ird_whole_of(ird_whole *whole, const ird_predictor *predictor,
                        const ird_whole_scene *s, char **outside, ird_error *err) {
    const ird_node_window window = ird_node_window_of(s->die, SIDE, SIDE);
    const ird_raster_options options = {.size = SIDE,
                                        .window = s->die,
                                        .net = s->options->net,
                                        .supply_v = s->options->supply_v};
    ird_predict_inputs inputs = {.rows = SIDE, .columns = SIDE};
    ird_view *view = NULL;
    ird_raster raster = {0};
    ird_status status = s->rasterize(s->context, &options, &raster, err);
    if (status == IRD_OK) {
        status =
            ird_view_create(&view, s->network, s->coarse, s->wires, &window, false, err);
    }
    if (status == IRD_OK) {
        inputs.power_grid = ird_view_power_grid(view);
        inputs.cell_density = raster.cell_density.values;
        inputs.switching = raster.switching.values;
        status = ird_whole_make(whole, predictor, &inputs, s->die, err);
    }
    if (status == IRD_OK && outside != NULL) {
        status = ird_predict_tell_outside(predictor, &inputs, outside, err);
    }
    ird_view_free(view);
    ird_raster_free(&raster);
    return status;
}

/* Between the middles of pixels, at most up to those at the edge. */
static double between(double at, double low, double high, size_t *first) {
    double place = (at - low) / (high - low) * SIDE - 0.5;
    place = fmin(fmax(place, 0), SIDE - 1);
    *first = (size_t)fmin(floor(place), SIDE - 2);
    return place - (double)*first;
}

static double ratio_at(const ird_whole *whole, double x_um, double y_um) {
    size_t column, row;
    double x = between(x_um, whole->die.x0_um, whole->die.x1_um, &column);
    double y = between(y_um, whole->die.y0_um, whole->die.y1_um, &row);
    const double *low = whole->ratio + row * SIDE + column, *high = low + SIDE;
    return (1 - y) * ((1 - x) * low[0] + x * low[1]) +
           y * ((1 - x) * high[0] + x * high[1]);
}

void ird_whole_draw(const ird_whole *whole, const ird_node_window *window,
                    const double *power_grid, double mean_v, double *drop,
                    double *bound) {
    for (size_t i = 0; i < window->rows * window->columns; i++) {
        double x_um = ird_node_map_middle(window->x0_um, window->x1_um,
                                          i % window->columns, window->columns);
        double y_um = ird_node_map_middle(window->y0_um, window->y1_um,
                                          i / window->columns, window->rows);
        double answer = response(power_grid[i]) * fmax(0, ratio_at(whole, x_um, y_um));
        drop[i] = answer * mean_v;
        if (bound != NULL) {
            bound[i] = (whole->factor * answer + whole->common) * mean_v;
        }
    }
}
