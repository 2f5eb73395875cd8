/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a window of the die looks like to the calibrated model: maps without units, so
 * that currents and resistances of any technology look alike. Prepared once for a grid
 * and a window; drawn anew when loads change.
 *
 *   power_grid    strength of the grid, R / (u + R) in (0, 1]: u is the worst response in
 *                 the pixel to a uniform current (coarse.h) and R its mean over the die,
 *                 so that a pixel as good as the mean has 0.5. It does not depend on the
 *                 window.
 *   base          coarse drop of the worst load in the pixel, whatever layer it is on,
 *                 over `scale_v`, the worst of the net
 *   change        what one more round of the coarse solution would add to base
 */
#ifndef IRD_PREDICT_VIEW_H
#define IRD_PREDICT_VIEW_H

#include "coarse/coarse.h"
#include "raster/node_raster.h"

typedef struct ird_view ird_view;

/* The wires of the layer that feeds most cells, for any number of views, which they must
 * outlive. Raises NETWORK_LAYER where no source reaches any node of it. */
ird_status ird_view_wires(ird_wires *wires, const ird_network *network,
                          const ird_coarse *coarse, ird_error *err);

/* is_sampled: values at the middles of pixels in the place of worst nodes. wires are
 * changed by drawing: one view at a time. */
ird_status ird_view_create(ird_view **view, const ird_network *network,
                           const ird_coarse *coarse, ird_wires *wires,
                           const ird_node_window *window, bool is_sampled,
                           ird_error *err);
void ird_view_free(ird_view *view); /* NULL is fine */

const ird_node_window *ird_view_window(const ird_view *view);
const double *ird_view_power_grid(const ird_view *view); /* rows * columns */

/* 1 - distance from the middle of each pixel to the nearest source over diagonal_um, that
 * of the die: a channel that models are compared by. rows * columns values. */
void ird_view_distance(const ird_network *network, double diagonal_um,
                       const ird_node_window *window, double *values);

/* Drops of the nodes of a net for present loads, with what ird_coarse_solve gives. */
typedef struct ird_drops {
    double *drop_v, *change_v; /* one a node; change_v is signed */
    double scale_v;            /* worst drop of the loads and on the wires that feed most
                                  cells; > 0 or 0 where nothing is drawn */
    double widening;           /* ird_coarse_widening */
} ird_drops;                   /* all zero is an empty one */

/* Solve coarsely; room is made where drops is empty. */
ird_status ird_drops_solve(ird_drops *drops, ird_coarse *coarse,
                           const ird_network *network, const ird_wires *wires,
                           const ird_load *loads, size_t count, ird_error *err);
void ird_drops_free(ird_drops *drops); /* leaves an empty one */

/* base and change: rows * columns values each, zero where scale_v is. loads are those of
 * the drops. */
void ird_view_draw(ird_view *view, const ird_drops *drops, ird_drawing_loads loads,
                   double *base, double *change);

/* Any drops, one a node of the network, in V: the worst of these loads in each pixel,
 * without one the worst node, between nodes interpolated and at most most_v. */
void ird_view_draw_v(ird_view *view, const double *drop_v, ird_drawing_loads loads,
                     double most_v, double *worst_v);

#endif
