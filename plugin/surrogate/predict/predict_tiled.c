/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/predict_tiled.h"

#include <unistd.h>

#include "channels/network_loads.h"

static const char DOING[] = "predicting in tiles";

/* A prediction in progress. */
typedef struct tiled {
    const ird_tiled_scene *scene;
    const ird_map *map, *bound; /* bound may be NULL */
    ird_tiling tiling;
    double *base, *change; /* of a band, one block */
    ird_whole whole;       /* of a model of the maps alone */
} tiled;

static size_t core_count(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 1 ? (size_t)cores : 1;
}

/* The part of the map's window that these rows are. */
static ird_rect_um band_window(const ird_map *map, size_t first_row, size_t rows) {
    double pitch_um = ird_map_pitch_y_um(map);
    double low = map->window.y0_um + (double)first_row * pitch_um;
    return (ird_rect_um){map->window.x0_um, low, map->window.x1_um,
                         low + (double)rows * pitch_um};
}

/* ---- from the maps alone ---- */

/* Rows of the map that no other band draws. */
static ird_status draw_whole(tiled *t, size_t first_row, size_t rows, ird_error *err) {
    const ird_tiled_scene *s = t->scene;
    const ird_rect_um part = band_window(t->map, first_row, rows);
    const ird_node_window window = ird_node_window_of(part, rows, t->map->columns);
    size_t at = first_row * t->map->columns;
    ird_view *view = NULL;
    ird_status status = ird_view_create(&view, s->network, s->coarse, s->wires, &window,
                                        s->is_sampled, err);
    if (status == IRD_OK) {
        ird_whole_draw(&t->whole, &window, ird_view_power_grid(view), s->mean_v,
                       t->map->values + at,
                       t->bound != NULL ? t->bound->values + at : NULL);
    }
    ird_view_free(view);
    return status;
}

static ird_status predict_whole(tiled *t, const ird_monitor *monitor, ird_error *err) {
    const ird_tiled_scene *s = t->scene;
    const ird_raster_options options = {.net = s->net, .supply_v = s->supply_v};
    const ird_whole_scene scene = {s->network,   s->coarse,  s->wires, s->die,
                                   s->rasterize, s->context, &options};
    ird_status status = ird_whole_of(&t->whole, s->predictor, &scene, NULL, err);
    for (size_t row = 0; row < t->map->rows && status == IRD_OK; row += IRD_TILE) {
        size_t left = t->map->rows - row, rows = left < IRD_TILE ? left : IRD_TILE;
        status = draw_whole(t, row, rows, err);
        if (status == IRD_OK) {
            status = ird_monitor_tick(monitor, DOING,
                                      (double)(row + rows) / (double)t->map->rows, err);
        }
    }
    ird_whole_free(&t->whole);
    return status;
}

/* ---- in tiles ---- */

/* The inputs of a band and its prediction. */
static ird_status run_band(tiled *t, size_t band, ird_error *err) {
    const ird_tiled_scene *s = t->scene;
    size_t first_row, rows;
    ird_tiling_rows(&t->tiling, band, &first_row, &rows);
    const ird_rect_um part = band_window(t->map, first_row, rows);
    const ird_node_window window = ird_node_window_of(part, rows, t->map->columns);
    const ird_raster_options options = {.size = rows,
                                        .columns = t->map->columns,
                                        .window = part,
                                        .net = s->net,
                                        .supply_v = s->supply_v};
    ird_view *view = NULL;
    ird_raster raster = {0};
    ird_status status = s->rasterize(s->context, &options, &raster, err);
    if (status == IRD_OK) {
        status = ird_view_create(&view, s->network, s->coarse, s->wires, &window,
                                 s->is_sampled, err);
    }
    if (status == IRD_OK) {
        ird_view_draw(view, s->drops, s->loads, t->base, t->change);
        const ird_predict_inputs inputs = {
            .rows = rows,
            .columns = t->map->columns,
            .power_grid = ird_view_power_grid(view),
            .cell_density = raster.cell_density.values,
            .switching = raster.switching.values,
            .base = t->base,
            .change = t->change,
            .scale_v = s->drops->scale_v,
            .mean_v = s->mean_v,
            .widening = s->drops->widening,
            .least_v = s->least_v,
        };
        status = ird_predict_band(s->predictor, &t->tiling, band, &inputs, t->map->values,
                                  t->bound != NULL ? t->bound->values : NULL, err);
    }
    ird_view_free(view);
    ird_raster_free(&raster);
    return status;
}

static void finish(const tiled *t) {
    ird_tiling_finish(&t->tiling, t->map->values,
                      t->bound != NULL ? t->bound->values : NULL);
    double common_v =
        ird_predict_common_bound_v(t->scene->predictor, t->scene->average_v);
    for (size_t i = 0; t->bound != NULL && i < ird_map_count(t->bound); i++) {
        t->bound->values[i] += common_v;
    }
}

ird_status ird_predict_tiled(const ird_tiled_scene *scene, ird_map *map, ird_map *bound,
                             const ird_monitor *monitor, ird_error *err) {
    tiled t = {.scene = scene,
               .map = map,
               .bound = bound,
               .tiling = {map->rows, map->columns, core_count(), scene->shift_rows,
                          scene->shift_columns}};
    if (scene->predictor->target == IRD_PREDICTS_DROP) {
        return predict_whole(&t, monitor, err);
    }
    t.base = ird_alloc((size_t)IRD_TILE * map->columns, 2 * sizeof *t.base);
    if (t.base == NULL) {
        return ird_fail_memory(err, DOING);
    }
    t.change = t.base + (size_t)IRD_TILE * map->columns;
    size_t bands = ird_tiling_bands(&t.tiling);
    ird_status status = IRD_OK;
    for (size_t i = 0; i < bands && status == IRD_OK; i++) {
        status = run_band(&t, i, err);
        if (status == IRD_OK) {
            status =
                ird_monitor_tick(monitor, DOING, (double)(i + 1) / (double)bands, err);
        }
    }
    if (status == IRD_OK) {
        finish(&t);
    }
    ird_free(t.base);
    return status;
}
