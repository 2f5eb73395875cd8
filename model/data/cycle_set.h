/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A data set of cycles on disk, as irdrop-synth -kind cycle writes it: a safetensors file
 * a floorplan, DIR/cycles_N.safetensors, with "grid" [2][64][64], "maps"
 * [cycles][14][64][64] and "figures" [cycles][5], in the order of the names below. Every
 * twentieth floorplan, with all of its cycles, is kept for validation.
 *
 * Maps are in units of scale_v, a voltage that is known before the network runs
 * (plugin/tools/slices/slices.h says what they are); drop, drop1, ... are labels: the
 * worst exact drop of the cycle, and from the beginning of each slice to half a slice
 * behind its end.
 */
#ifndef IRD_MODEL_DATA_CYCLE_SET_H
#define IRD_MODEL_DATA_CYCLE_SET_H

#include "model/data/cycle_input.h"
#include "model/train/source.h"

typedef struct ird_cycles ird_cycles;

/* Map all files. Raises FILE_OPEN, MODEL_DATA for a file that is none of these or a
 * folder with fewer than twenty, and MODEL_OPTION for an unknown channel. */
ird_status ird_cycles_open(ird_cycles **cycles, const char *directory,
                           const ird_net_spec *spec, ird_cycle_form form, ird_error *err);
void ird_cycles_free(ird_cycles *cycles); /* NULL is fine */

size_t ird_cycles_floorplans(const ird_cycles *cycles, ird_sample_set set);
const ird_sample_source *ird_cycles_source(const ird_cycles *cycles);

#endif
