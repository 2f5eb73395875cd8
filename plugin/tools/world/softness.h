/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How far a current spreads on a grid, seen by its three maps. A sheet of one conductance
 * for each direction, which a uniform current heats as much as the grid
 * (model/layers/solve_typed.inc), is stiffer than a real grid: most of the heat of that
 * is in vias and between pixels, where no map shows it. Half or less of it in the
 * differences of pixels is what the contest's grids (ICCAD 2023, problem C) and aes have,
 * but one in ten of random floorplans.
 */
#ifndef IRD_WORLD_SOFTNESS_H
#define IRD_WORLD_SOFTNESS_H

#include <stdbool.h>

#include "model/data/grids.h"

/* Whether a sheet of the part of that conductance that real grids have is nearer to the
 * drops of so many samples than that itself: maps as samples.h has them. Raises
 * NO_MEMORY. */
ird_status ird_grid_is_soft(bool *is_soft, const float *maps, const float *scale,
                            size_t samples, ird_error *err);

#endif
