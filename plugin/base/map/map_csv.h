/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps as CSV: one line a row, row 0 first, 17 significant digits, so that a map comes
 * back as it was. The network that a map rests on stands in a line before them, behind
 * "# ", and of drops in time what was assumed in another; where it rests on none there is
 * no such line.
 */
#ifndef IRD_BASE_MAP_MAP_CSV_H
#define IRD_BASE_MAP_MAP_CSV_H

#include "base/map/map.h"

ird_status ird_map_write_csv(const ird_map *map, const char *path, ird_error *err);

/* Blank lines, lines that begin with # and blanks around numbers are skipped. Raises
 * MAP_CSV (no number), MAP_CSV_SHAPE (empty, or lines of different length) and those of
 * ird_input_open. */
ird_status ird_map_read_csv(ird_map *map, const char *path, ird_error *err);

#endif
