/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps as files, by extension: .npy (float64, 2-D, row 0 lowest y), .csv (one line a row,
 * row 0 first), .png (viridis with row 0 at the bottom; written only). Each names the
 * network that the map rests on, where there is one, and of drops in time what was
 * assumed: .npy in a comment of its header, .csv in first lines that begin with #, .png
 * as its Comment (tEXt).
 */
#ifndef IRD_BASE_MAP_MAP_FILE_H
#define IRD_BASE_MAP_MAP_FILE_H

#include "base/map/map.h"

/* Raises MAP_FORMAT for an extension that is none of the three, and FILE_WRITE. */
ird_status ird_map_write(const ird_map *map, const char *path, ird_error *err);

/* Window all zero and unit UNKNOWN: files carry values and the network only. Reads
 * .npy 1.0 to 3.0, <f4 and <f8, C and Fortran order, two dimensions, and .csv. */
ird_status ird_map_read(ird_map *map, const char *path, ird_error *err);

#endif
