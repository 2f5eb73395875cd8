/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The least resistive path from any source to each node of a lattice.
 */
#ifndef IRD_MAPS_LEAST_PATH_H
#define IRD_MAPS_LEAST_PATH_H

#include "maps/grid_lattice.h"

/* path_ohm has a number for each node: 0 at the sources and infinity elsewhere going in,
 * the sum of the resistances along the best path coming out; infinity where there is
 * none. Dijkstra's algorithm (Numerische Mathematik 1, 1959) with a binary heap. */
ird_status ird_least_path(const ird_lattice *lattice, double *path_ohm, ird_error *err);

#endif
