/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Training samples of networks that rank cycles, from random floorplans in time
 * (time_world.h): maps of slices (slices/slices.h), labels by the exact solver in time on
 * the network as drawn with its package, trapezoidal with steps of an eighth of a pulse
 * and at most 5 ps (dynamic/dynamic.h).
 *
 * A floorplan gives the cycles 1 to N of one run; cycle 0 goes before them and is not
 * kept. The files are those of model/data/cycle_set.h.
 */
#ifndef IRD_WORLD_CYCLE_SAMPLES_H
#define IRD_WORLD_CYCLE_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "model/data/cycle_input.h"

/* Floorplans with more components are passed over: what a label costs grows by it. */
enum { IRD_CYCLE_CELLS = 3000 };

typedef struct ird_cycle_samples {
    size_t cycles;
    float *grid;     /* [IRD_CYCLE_GRID_MAPS][64][64]; owned */
    float *maps;     /* [cycles][IRD_CYCLE_MAPS][64][64]; owned */
    float *figures;  /* [cycles][IRD_CYCLE_FIGURES]; owned */
} ird_cycle_samples; /* all zero is an empty one */

/* Leaves samples empty where the floorplan is passed over, or where nothing that is fed
 * draws. */
ird_status ird_cycle_samples_make(ird_cycle_samples *samples, uint64_t seed,
                                  uint64_t index, size_t cycles, ird_error *err);
void ird_cycle_samples_free(ird_cycle_samples *samples); /* leaves an empty one */

/* As DIR/cycles_INDEX.safetensors; left alone where it is there. An empty one is a file
 * cycles_INDEX.none. Raises FILE_WRITE. */
ird_status ird_cycle_samples_write(const char *directory, uint64_t seed, uint64_t index,
                                   size_t cycles, ird_error *err);

#endif
