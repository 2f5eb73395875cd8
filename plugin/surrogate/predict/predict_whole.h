/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Predictions from the maps alone, for windows and pitches that such a model has not
 * seen. It sees the whole die in 64 x 64 pixels, for its unit of current is the mean of
 * the die and its measure of length the pixel. Its answer w = drop / (I R u), u being the
 * relative response to a uniform current, is smoother than the drop; any other map
 * is I R u w with u drawn in its own pixels and w between the middles of those of the
 * die. What a single hot pixel has for itself is then told lower, by up to a tenth.
 */
#ifndef IRD_PREDICT_PREDICT_WHOLE_H
#define IRD_PREDICT_PREDICT_WHOLE_H

#include "channels/rasterize.h"
#include "predict/predict.h"
#include "predict/view.h"

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
/* The maps of cells over a window, for options of net and supply_v. */
typedef ird_status (*ird_rasterize_part)(void *context, const ird_raster_options *options,
                                         ird_raster *raster, ird_error *err);

/* What the inputs of the die are drawn from. */
typedef struct ird_whole_scene {
    const ird_network *network;
    ird_coarse *coarse;
    ird_wires *wires; /* scratch, like the coarse network */
    ird_rect_um die;
    ird_rasterize_part rasterize;
    void *context;
    const ird_raster_options *options; /* net and supply_v */
} ird_whole_scene;

/* Whether these options are of the die in IRD_WHOLE_SIDE pixels a side. */
bool ird_whole_is_all(const ird_whole_scene *scene);

/* The same, of inputs drawn anew; outside: as of ird_predict_tell_outside, or NULL. */
ird_status ird_whole_of(ird_whole *whole, const ird_predictor *predictor,
                        const ird_whole_scene *scene, char **outside, ird_error *err);
void ird_whole_free(ird_whole *whole); /* leaves an empty one */

/* Drops in V, and unless bound is NULL how far they may be off, of a window whose
 * strength is power_grid: window->rows * window->columns each. */
void ird_whole_draw(const ird_whole *whole, const ird_node_window *window,
                    const double *power_grid, double mean_v, double *drop, double *bound);

#endif
