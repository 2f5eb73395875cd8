/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/predict_map.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

ird_predict_inputs ird_predict_inputs_of(const ird_raster *raster) {
    return (ird_predict_inputs){
        .rows = raster->power_grid.rows,
        .columns = raster->power_grid.columns,
        .power_grid = raster->power_grid.values,
        .cell_density = raster->cell_density.values,
        .switching = raster->switching.values,
    };
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

static ird_status tell_outside(const ird_predictor *predictor,
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

ird_status ird_predict_volts(const ird_predictor *predictor,
                             const ird_predict_inputs *inputs, ird_map *map,
                             ird_map *bound, char **outside, double *network_s,
                             ird_error *err) {
    double begin_s = ird_clock_s();
    IRD_TRY(ird_predict(predictor, inputs, map->values, bound->values, err));
    *network_s = ird_clock_s() - begin_s;
    return tell_outside(predictor, inputs, outside, err);
}

void ird_prediction_summarise(ird_prediction_facts *facts, const ird_map *map,
                              const ird_map *bound) {
    size_t worst = 0, count = ird_map_count(map);
    facts->worst_v = ird_map_max(map, &worst);
    facts->average_v = ird_map_sum(map) / (double)count;
    const ird_rect_um box =
        ird_map_pixel_box(map, worst / map->columns, worst % map->columns);
    facts->worst_at =
        (ird_point_um){(box.x0_um + box.x1_um) / 2, (box.y0_um + box.y1_um) / 2};
    facts->worst_bound_v = bound->values[worst];
    facts->average_bound_v = ird_map_sum(bound) / (double)count;
}

static double share_within_bound(const ird_map *map, const ird_map *bound,
                                 const ird_map *exact) {
    size_t within = 0, count = ird_map_count(exact);
    for (size_t i = 0; i < count; i++) {
        within += fabs(map->values[i] - exact->values[i]) <= bound->values[i];
    }
    return (double)within / (double)count;
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
