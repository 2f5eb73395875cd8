/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Predictions from the maps alone, for windows and pitches that such a model has not
 * seen. It sees the whole die in 64 x 64 pixels, for its unit of current is the mean of
 * the die and its measure of length the pixel. Its answer w = drop / (I R u), u being the
 * relative response to a uniform current, is smooth where the drop is not; any other map
 * is I R u w with u drawn in its own pixels and w between the middles of those of the
 * die.
 */
#ifndef IRD_PREDICT_PREDICT_WHOLE_H
#define IRD_PREDICT_PREDICT_WHOLE_H

#include "base/geometry.h"
#include "predict/predict.h"
#include "raster/node_raster.h"

enum { IRD_WHOLE_SIDE = IRD_TILE };

typedef struct ird_whole {
    ird_rect_um die;
    double *ratio;         /* w, [IRD_WHOLE_SIDE][IRD_WHOLE_SIDE]; owned */
    double factor, common; /* of the bound */
} ird_whole;               /* all zero is an empty one */

/* inputs are those of the die in IRD_WHOLE_SIDE pixels a side, predictor has the target
 * DROP. Errors of ird_predict. */
ird_status ird_whole_make(ird_whole *whole, const ird_predictor *predictor,
                          const ird_predict_inputs *inputs, ird_rect_um die,
                          ird_error *err);
void ird_whole_free(ird_whole *whole); /* leaves an empty one */

/* Drops in V, and unless bound is NULL how far they may be off, of a window whose
 * strength is power_grid: window->rows * window->columns each. */
void ird_whole_draw(const ird_whole *whole, const ird_node_window *window,
                    const double *power_grid, double mean_v, double *drop, double *bound);

#endif
