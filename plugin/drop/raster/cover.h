/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What of a map of drops stands for something. A pixel in which there is neither a load,
 * nor metal of the net, nor a cell that it feeds, is empty: no hotspot reaches into it.
 * One with metal of other layers alone has the worst drop of that. And where in each
 * pixel its drop is: at the worst load, at the worst node, or in its middle.
 */
#ifndef IRD_RASTER_COVER_H
#define IRD_RASTER_COVER_H

#include "base/map/map.h"
#include "raster/node_map.h"

/* What the drops are of. */
typedef struct ird_cover {
    const ird_network *network;
    const double *drop_v; /* one a node; NAN where no source reaches */
    ird_drawing_loads loads;
} ird_cover;

/* A larger map knows no places (they are two numbers a pixel). */
enum { IRD_COVER_PLACES = 1 << 22 };

/* Room for the marks of a map: for places where it is not too large. */
ird_status ird_cover_open(ird_map *map, ird_error *err);

/* Rows [first_row, first_row + rows) of the map. current has a value a pixel of
 * theirs, above 0 where cells of the net stand; NULL: none are known but as loads. */
ird_status ird_cover_apply(const ird_cover *cover, ird_map *map, size_t first_row,
                           size_t rows, const double *current, ird_error *err);

/* When all rows are done: a pixel without a load or node, whose value stands for cells
 * between two rails, is never the worst of the map. */
void ird_cover_close(ird_map *map);

/* A map like it, or NULL, loses the pixels that it has lost. */
void ird_cover_bound(const ird_map *map, ird_map *bound);

/* All of that for a map whose pixels' currents are at hand. */
ird_status ird_cover_whole_map(const ird_cover *cover, const double *current,
                               ird_map *map, ird_map *bound, ird_error *err);

#endif
