/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A prediction from three maps alone, without a design under them, as the paper's data
 * are: values in [0,1] in, a relative drop out; and maps of that kind to try it on.
 */
#ifndef IRD_PREDICT_MAPS_ALONE_H
#define IRD_PREDICT_MAPS_ALONE_H

#include <stdint.h>

#include "base/map/map.h"

typedef enum ird_maps_alone {
    IRD_ALONE_POWER_GRID,
    IRD_ALONE_CELL_DENSITY,
    IRD_ALONE_SWITCHING,
    IRD_ALONE_COUNT
} ird_maps_alone;

/* "power_grid", "cell_density", "switching". */
const char *ird_maps_alone_name(ird_maps_alone which);

/* The drop that a model sees in the maps; model: one embedded, by its name, or the path
 * of a weight file. Raises COMPARE_SHAPE where they differ in size, PREDICT_MAPS where a
 * value is not in [0,1], PREDICT_RELATIVE where the model needs more than these maps, and
 * what loading and running a model raises. */
ird_status ird_predict_maps(ird_map *drop, const char *model,
                            const ird_map *const maps[IRD_ALONE_COUNT], ird_error *err);

/* Sample `number` of the paper's task (model/synth/paper.h), whose label is known in
 * closed form: three maps of size x size, and the label. */
ird_status ird_sample_maps(ird_map maps[IRD_ALONE_COUNT], ird_map *label, uint64_t number,
                           size_t size, ird_error *err);

#endif
