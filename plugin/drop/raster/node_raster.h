/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops of nodes as a map in which each pixel has the worst load in it, whatever layer
 * that is on; where it has none, the worst node of one layer, and where it has none of
 * these, either, what is interpolated between the wires of that layer (node_map.h).
 * Prepared once for a network and a window, drawn for as many solutions as there are.
 */
#ifndef IRD_RASTER_NODE_RASTER_H
#define IRD_RASTER_NODE_RASTER_H

#include "raster/node_map.h"
#include "raster/wires.h"

typedef struct ird_node_raster ird_node_raster;

/* For the nodes of the layer whose drop_v is not NAN; wires are those of the same. They
 * and the network must outlive the raster. is_sampled: no worst load or node, every pixel
 * is interpolated at its middle. */
ird_status ird_node_raster_create(ird_node_raster **raster, const ird_network *network,
                                  const double *drop_v, int32_t layer,
                                  const ird_wires *wires, const ird_node_window *window,
                                  bool is_sampled, ird_error *err);

void ird_node_raster_free(ird_node_raster *raster); /* NULL is fine */

/* values[row * columns + column] from drop_v, one a node, which the wires have been set
 * to (ird_wires_set). A spline may swing above or below the two wires that a pixel lies
 * between, which no drop does: interpolated values are kept within theirs (not where
 * is_sampled is set) and within 0 and worst_v. Loads of a drop that is NAN do not count.
 * Wires farther than the 16 next ones that reach a run of such pixels are not looked at:
 * what they would change is below 1e-9 of their bend. */
void ird_node_raster_draw(ird_node_raster *raster, const double *drop_v,
                          ird_drawing_loads loads, double worst_v, double *values);

/* Raise pixels to the worst of these loads where that is above what they have. */
void ird_node_raster_raise(const ird_node_raster *raster, const double *drop_v,
                           ird_drawing_loads loads, double *values);

#endif
