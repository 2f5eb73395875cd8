/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/predict_map.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "channels/network_loads.h"

ird_predict_inputs ird_predict_inputs_of(const ird_raster *raster) {
    return (ird_predict_inputs){
        .rows = raster->power_grid.rows,
        .columns = raster->power_grid.columns,
        .power_grid = raster->power_grid.values,
        .cell_density = raster->cell_density.values,
        .switching = raster->switching.values,
    };
}

ird_status ird_predict_inputs_draw(ird_predict_inputs *inputs, double **maps,
                                   ird_view *view, const ird_drops *drops,
                                   ird_drawing_loads loads, ird_error *err) {
    size_t pixels = inputs->rows * inputs->columns;
    double *base = ird_alloc(pixels, 2 * sizeof *base);
    if (base == NULL) {
        return ird_fail_memory(err, "predicting");
    }
    ird_view_draw(view, drops, loads, base, base + pixels);
    inputs->base = base;
    inputs->change = base + pixels;
    inputs->scale_v = drops->scale_v;
    inputs->widening = drops->widening;
    *maps = base;
    return IRD_OK;
}

ird_status ird_predict_relative(const ird_predictor *predictor, const ird_raster *raster,
                                ird_map *map, ird_error *err) {
    const ird_raster_options *o = &raster->options;
    const ird_predict_inputs inputs = ird_predict_inputs_of(raster);
    IRD_TRY(ird_map_create(map, o->size, o->size, o->window, IRD_UNIT_NORMALISED, err));
    /* No current, no drop: the model would scale its noise up to 1. */
    return raster->current_total_a > 0
               ? ird_predict(predictor, &inputs, map->values, NULL, err)
               : IRD_OK;
}

ird_status ird_predict_tell_outside(const ird_predictor *predictor,
                                    const ird_predict_inputs *inputs, char **outside,
                                    ird_error *err) {
    ird_text text = {0};
    ird_status status = ird_predict_outside(predictor, inputs, &text, err);
    if (status == IRD_OK && text.bytes.count > 0) {
        *outside = ird_copy_string(ird_text_get(&text), text.bytes.count);
        status = *outside != NULL ? IRD_OK : ird_fail_memory(err, "predicting");
    }
    ird_text_free(&text);
    return status;
}

static ird_status predict_by_die(const ird_predictor *predictor,
                                 const ird_predict_inputs *inputs,
                                 const ird_whole_scene *scene, ird_map *map,
                                 ird_map *bound, char **outside, ird_error *err) {
    const ird_node_window window =
        ird_node_window_of(map->window, map->rows, map->columns);
    ird_whole whole = {0};
    IRD_TRY(ird_whole_of(&whole, predictor, scene, outside, err));
    ird_whole_draw(&whole, &window, inputs->power_grid, inputs->mean_v, map->values,
                   bound->values);
    ird_whole_free(&whole);
    return IRD_OK;
}

ird_status ird_predict_volts(const ird_predictor *predictor,
                             const ird_predict_inputs *inputs,
                             const ird_whole_scene *whole, ird_map *map, ird_map *bound,
                             char **outside, double *network_s, ird_error *err) {
    double begin_s = ird_clock_s();
    if (predictor->target == IRD_PREDICTS_DROP && !ird_whole_is_all(whole)) {
        ird_status status =
            predict_by_die(predictor, inputs, whole, map, bound, outside, err);
        *network_s = ird_clock_s() - begin_s;
        return status;
    }
    IRD_TRY(ird_predict(predictor, inputs, map->values, bound->values, err));
    *network_s = ird_clock_s() - begin_s;
    return ird_predict_tell_outside(predictor, inputs, outside, err);
}

/* Where the map is not empty. */
static double mean_bound_v(const ird_map *map, const ird_map *bound) {
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < ird_map_count(map); i++) {
        sum += ird_map_is_empty(map, i) ? 0 : bound->values[i];
        count += ird_map_is_empty(map, i) ? 0 : 1;
    }
    return count > 0 ? sum / (double)count : 0;
}

void ird_prediction_summarise(ird_prediction_facts *facts, const ird_map *map,
                              const ird_map *bound) {
    size_t worst = 0;
    facts->worst_v = ird_map_max(map, &worst);
    facts->average_v = ird_map_mean(map);
    facts->worst_at = ird_map_place(map, worst);
    facts->worst_bound_v = bound->values[worst];
    facts->average_bound_v = mean_bound_v(map, bound);
}

static double share_within_bound(const ird_map *map, const ird_map *bound,
                                 const ird_map *exact) {
    size_t within = 0, count = 0;
    for (size_t i = 0; i < ird_map_count(exact); i++) {
        double off_v = fabs(map->values[i] - exact->values[i]);
        bool is_there = !ird_map_is_empty(exact, i);
        within += is_there && off_v <= bound->values[i];
        count += is_there;
    }
    return count > 0 ? (double)within / (double)count : 1;
}

ird_status ird_prediction_verify(ird_prediction_facts *facts, const ird_map *map,
                                 const ird_map *bound, const ird_map *exact,
                                 ird_error *err) {
    IRD_TRY(ird_map_compare(&facts->verified, map, exact, err));
    facts->is_verified = true;
    facts->verified_worst_v = ird_map_max(exact, NULL);
    facts->within_bound = share_within_bound(map, bound, exact);
    return IRD_OK;
}
