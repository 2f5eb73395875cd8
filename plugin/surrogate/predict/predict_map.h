/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A prediction of one window as a map, and what is said of it.
 */
#ifndef IRD_PREDICT_PREDICT_MAP_H
#define IRD_PREDICT_PREDICT_MAP_H

#include "channels/rasterize.h"
#include "predict/predict.h"
#include "predict/predict_whole.h"
#include "predict/prediction_facts.h"

/* The channels of a raster; what depends on the coarse drops is not set. They are the
 * raster's. */
ird_predict_inputs ird_predict_inputs_of(const ird_raster *raster);

/* And what depends on the coarse drops, as a view shows them; mean_v and least_v are not
 * set. *maps holds base and change: to be freed with ird_free behind the inputs. */
ird_status ird_predict_inputs_draw(ird_predict_inputs *inputs, double **maps,
                                   ird_view *view, const ird_drops *drops,
                                   ird_drawing_loads loads, ird_error *err);

/* By a model of target RELATIVE: a new map in [0,1], zero where nothing is drawn. */
ird_status ird_predict_relative(const ird_predictor *predictor, const ird_raster *raster,
                                ird_map *map, ird_error *err);

/* ird_predict_outside as a string of its own, NULL where nothing is outside. */
ird_status ird_predict_tell_outside(const ird_predictor *predictor,
                                    const ird_predict_inputs *inputs, char **outside,
                                    ird_error *err);

/* By a model in volts, into a map and its bound of the size of the inputs. *outside, to
 * be freed with ird_free, is what ird_predict_outside says; NULL where it says nothing.
 * *network_s is what the network took. whole is of the raster of the inputs: a model of
 * the maps alone is asked of the die where that is another window or size. */
ird_status ird_predict_volts(const ird_predictor *predictor,
                             const ird_predict_inputs *inputs,
                             const ird_whole_scene *whole, ird_map *map, ird_map *bound,
                             char **outside, double *network_s, ird_error *err);

/* The drops of the map and how far they may be off. */
void ird_prediction_summarise(ird_prediction_facts *facts, const ird_map *map,
                              const ird_map *bound);

/* Hold it against the exact drops of the same pixels. */
ird_status ird_prediction_verify(ird_prediction_facts *facts, const ird_map *map,
                                 const ird_map *bound, const ird_map *exact,
                                 ird_error *err);

#endif
