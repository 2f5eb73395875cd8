/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps of drops in the two ways that they are drawn: over a window, each pixel with its
 * worst node; and as the ICCAD 2023 contest has them, sampled at multiples of the pitch
 * from 0 on, with rows along x.
 */
#ifndef IRD_RASTER_DROP_LAYOUT_H
#define IRD_RASTER_DROP_LAYOUT_H

#include "base/map/map.h"
#include "raster/node_map.h"

/* Pixels and what they cover. */
typedef struct ird_drop_layout {
    ird_rect_um window;
    size_t rows, columns;
} ird_drop_layout;

/* size pixels along each side of the window; with a pitch above 0 as many as it takes,
 * and where it does not divide the window that becomes larger. Raises RASTER_SIZE. */
ird_status ird_drop_layout_make(ird_drop_layout *layout, ird_rect_um window, size_t size,
                                double pitch_um, ird_error *err);

/* A window whose pixels have their middles at multiples of the pitch from 0 on, the last
 * ones within the die. Raises RASTER_SIZE. */
ird_status ird_drop_layout_iccad23(ird_drop_layout *layout, ird_rect_um die,
                                   double pitch_um, ird_error *err);

/* A new map of such pixels with the worst drop of these loads in each, whatever
 * layer they are on; without one, of the nodes of the layer that feeds most cells;
 * between nodes it is interpolated, up to most_v. drop_v: one a node, NAN where no source
 * reaches. Raises NETWORK_LAYER. */
ird_status ird_drop_layout_draw(const ird_drop_layout *layout, const ird_network *network,
                                const double *drop_v, ird_drawing_loads loads,
                                double most_v, ird_map *map, ird_error *err);

/* The map of the contest, which has no window: its rows are x. */
ird_status ird_drop_layout_draw_iccad23(const ird_network *network, const double *drop_v,
                                        double pitch_um, ird_map *map, ird_error *err);

/* Another map at the pixels of this one, interpolated. */
void ird_map_resample(const ird_map *from, ird_map *map);

/* Rows become columns; such a map has no window. */
ird_status ird_map_transpose(ird_map *map, ird_error *err);

#endif
