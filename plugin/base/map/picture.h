/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps as a PNG picture: viridis, row 0 at the bottom, to the right of each map a bar
 * with the colours from its lowest to its highest value. The scale is 0 to 1 for
 * normalised maps, 0 to the maximum where no value is negative and the unit is known, and
 * minimum to maximum otherwise. Values that are no number are grey. What the (first) map
 * rests on is the Comment of a file.
 */
#ifndef IRD_BASE_MAP_PICTURE_H
#define IRD_BASE_MAP_PICTURE_H

#include "base/text.h"
#include "base/map/map.h"

/* One map, each of its pixels a square of whole picture pixels, so many that the longer
 * side has at least 512. Raises MAP_PICTURE (empty, or too large for a PNG) and
 * FILE_WRITE. */
ird_status ird_map_write_png(const ird_map *map, const char *path, ird_error *err);

/* Several maps side by side, left to right, each with its own scale of colours. */
ird_status ird_map_write_panel(const ird_map *const *maps, size_t count, const char *path,
                               ird_error *err);

/* Put what the map rests on as a Comment into a PNG that is there as bytes; nothing where
 * it rests on nothing. */
ird_status ird_map_comment_png(ird_text *png, const ird_map *map, ird_error *err);

#endif
