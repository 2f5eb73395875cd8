/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Training samples of the calibrated model, from random floorplans: maps made by the code
 * that predicts, labels by the exact solver on the full network.
 *
 * A floorplan gives IRD_SAMPLES samples: IRD_WHOLE current patterns over the whole die,
 * and IRD_CLOSE windows of 0.1 to 0.7 times its side. Its coarse network has 64, 32 or 16
 * cells a side, so that the model also sees what a coarse cell with many stripes of a
 * large die hides; one in four is not calibrated. Maps are
 * [IRD_SAMPLES][IRD_GRID_MAPS][64][64], in this order:
 *
 *   power_grid, cell_density, switching, base, change      as view.h has them; 4 in 10
 *                floorplans have density and switching as a network without cells gives
 *                them (maps/network_loads.h)
 *   local        strength by the least resistive path (maps/grid_strength.h)
 *   distance     1 - distance to the nearest source over the diagonal of the die
 *   worst, mean  labels: the worst and the mean node of the pixel, of the exact drops,
 *                over the scale of base
 *
 * For the maps alone, IRD_SAMPLES_PDN3, a floorplan gives IRD_ALONE_SAMPLES patterns over
 * the whole die. Three of four floorplans are ordinary ones, regular and fed in many
 * places, with resistances as flows have them, and soft as real grids are (softness.h):
 * of its own row of floorplans the first such one. The others are as above, with rails of
 * up to 100 times their resistance in three of four. Nothing is solved coarsely: base and
 * change are 0, power_grid is by the exact uniform response, the scale is the worst drop.
 *
 * scale[IRD_SAMPLES]: that scale over I R, I being the current of the net and R the mean
 * response to a uniform one, so that label x scale x I x R is in V; 0 where nothing is
 * drawn.
 */
#ifndef IRD_WORLD_SAMPLES_H
#define IRD_WORLD_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "model/data/grids.h"

enum {
    IRD_WHOLE = 6,
    IRD_CLOSE = 3,
    IRD_SAMPLES = IRD_WHOLE + IRD_CLOSE,
    IRD_ALONE_SAMPLES = 12
};

typedef enum ird_samples_kind { IRD_SAMPLES_PDN, IRD_SAMPLES_PDN3 } ird_samples_kind;

typedef struct ird_samples {
    size_t count;
    float *maps;  /* [count][IRD_GRID_MAPS][64][64]; owned */
    float *scale; /* [count]; owned */
} ird_samples;    /* all zero is an empty one */

ird_status ird_samples_make(ird_samples *samples, ird_samples_kind kind, uint64_t seed,
                            uint64_t index, ird_error *err);
void ird_samples_free(ird_samples *samples); /* leaves an empty one */

/* The samples of a floorplan as one safetensors file, DIR/grid_INDEX.safetensors, with
 * the tensors "maps" and "scale"; left alone where it is there. A floorplan whose cells
 * no source feeds has none. Raises FILE_WRITE. */
ird_status ird_samples_write(const char *directory, ird_samples_kind kind, uint64_t seed,
                             uint64_t index, ird_error *err);

#endif
