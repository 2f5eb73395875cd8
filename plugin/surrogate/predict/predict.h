/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From the maps of a window to its drops: the network, what its output means, how far it
 * may be off, and whether it has seen the like.
 *
 * Three kinds of models, told by "target" in their weights' metadata:
 *   none        relative: the output is the map, in [0,1] (the paper model)
 *   correction  drop = (base + output x gain) x scale_v
 *   drop        drop = output x I_total x R_char
 */
#ifndef IRD_PREDICT_PREDICT_H
#define IRD_PREDICT_PREDICT_H

#include <stdbool.h>

#include "base/text.h"
#include "model/pdn/fitted_sheet.h"
#include "model/pdn/inputs.h"
#include "model/surrogate.h"

typedef enum ird_predict_target {
    IRD_PREDICTS_RELATIVE,
    IRD_PREDICTS_CORRECTION,
    IRD_PREDICTS_DROP
} ird_predict_target;

enum { IRD_PREDICT_CHANNELS = 8, IRD_TILE = 64 };

/* What a channel was over the training samples. */
typedef struct ird_channel_range {
    double least_mean, largest_mean, least_top, largest_top;
} ird_channel_range;

typedef struct ird_predictor {
    ird_surrogate *surrogate; /* borrowed */
    ird_predict_target target;
    double bound_factors[IRD_PDN_PARTS], bound_floor; /* see model/train/fit.h */
    bool has_range;
    ird_channel_range range[IRD_PREDICT_CHANNELS];
    double least_worst, largest_worst; /* of scale_v over mean_v; both 0: not known */
    bool takes_sheet;        /* embedded, of target DROP: has learned nothing itself */
    ird_fitted_sheet *sheet; /* borrowed; NULL: the network answers */
} ird_predictor;

/* Read what the metadata say. Raises MODEL_FORMAT where they are damaged. */
ird_status ird_predictor_open(ird_predictor *predictor, ird_surrogate *surrogate,
                              ird_error *err);

/* From now on maps of the sheet's size are answered by it, which is fitted to their grid,
 * with its bound, in the place of the network; of no training there is a range. */
void ird_predictor_use_sheet(ird_predictor *predictor, ird_fitted_sheet *sheet);

/* Maps of rows x columns; base and change may be NULL where the target is not
 * CORRECTION. local and distance are for models that are compared with those of this
 * project: NULL but where these are measured. */
typedef struct ird_predict_inputs {
    size_t rows, columns;
    const double *power_grid, *cell_density, *switching, *base, *change;
    const double *local, *distance;
    double scale_v;  /* of base */
    double mean_v;   /* I_total x R_char */
    double widening; /* of bounds (ird_coarse_widening); 0 is as 1 */
    double least_v;  /* that every bound has at least */
} ird_predict_inputs;

/* drop in V (relative for such a model) and, unless bound is NULL, how far it may be off:
 * rows * columns each. At least 90 % of pixels are meant to be within the bound. The maps
 * are one sample, whose sides must suit the network (MODEL_INPUT). Raises SESSION_CHANNEL
 * for a channel that is not there. */
ird_status ird_predict(const ird_predictor *predictor, const ird_predict_inputs *inputs,
                       double *drop, double *bound, ird_error *err);

/* How the answer at a pixel hangs on the channels of all pixels: derivatives in the unit
 * of the answer (V; of a relative model that of its output before that is scaled), by
 * back propagation through the network. What physics makes of its output is held:
 * scale_v, mean_v and the gain of the pixel. */
typedef struct ird_prediction_gradient {
    size_t channel_count, rows, columns, pixel;
    const char *const *names; /* of the channels; the surrogate's */
    double *values;           /* a map of rows x columns for each; owned */
    double *channels;         /* the inputs as the network saw them, likewise; owned */
    double answer;            /* at the pixel */
} ird_prediction_gradient;    /* all zero is an empty one */

void ird_prediction_gradient_free(ird_prediction_gradient *gradient);

/* Errors of ird_predict. */
ird_status ird_predict_gradient(const ird_predictor *predictor,
                                const ird_predict_inputs *inputs, size_t pixel,
                                ird_prediction_gradient *gradient, ird_error *err);

/* The same for maps of any size, in tiles of 64 x 64 that overlap by 16 pixels and are
 * blended there. A band is a row of tiles: only its rows of the inputs are needed at a
 * time, so that memory stays bounded however large the map is.
 *
 *     for (size_t i = 0; i < ird_tiling_bands(&tiling); i++) {
 *         ird_tiling_rows(&tiling, i, &first_row, &row_count);
 *         ... inputs of these rows
 *         ird_predict_band(&predictor, &tiling, i, &inputs, drop, bound, err);
 *     }
 *     ird_tiling_finish(&tiling, drop, bound);
 */
typedef struct ird_tiling {
    size_t rows, columns;             /* of the whole map */
    size_t threads;                   /* at least 1 */
    size_t shift_rows, shift_columns; /* of the tiles, 0 to 47 */
} ird_tiling;

size_t ird_tiling_bands(const ird_tiling *tiling);
void ird_tiling_rows(const ird_tiling *tiling, size_t band, size_t *first_row,
                     size_t *row_count);

/* drop and bound (or NULL) are the whole map's, zero before the first band. */
ird_status ird_predict_band(const ird_predictor *predictor, const ird_tiling *tiling,
                            size_t band, const ird_predict_inputs *inputs, double *drop,
                            double *bound, ird_error *err);
void ird_tiling_finish(const ird_tiling *tiling, double *drop, double *bound);

/* What the bound of every pixel has in common, in V, for a map of this mean: ird_predict
 * adds it, tiles do not know their map's mean. */
double ird_predict_common_bound_v(const ird_predictor *predictor, double mean_v);

/* What of the inputs lies outside what the model was trained on, as text: "" where
 * nothing does, else like "switching (largest 1.2, seen up to 1), ...". */
ird_status ird_predict_outside(const ird_predictor *predictor,
                               const ird_predict_inputs *inputs, ird_text *outside,
                               ird_error *err);

#endif
