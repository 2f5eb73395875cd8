/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A data set of power grids on disk, as irdrop-synth -kind pdn writes it: a safetensors
 * file a floorplan, DIR/grid_N.safetensors, with "maps" [samples][9][64][64] in the order
 * of ird_grid_map_names and "scale" [samples]. Every twentieth floorplan is kept for
 * validation.
 */
#ifndef IRD_MODEL_DATA_GRIDS_H
#define IRD_MODEL_DATA_GRIDS_H

#include "model/net/spec.h"
#include "model/train/source.h"

enum { IRD_GRID_MAPS = 9, IRD_GRID_SIDE = 64 };

extern const char *const ird_grid_map_names[IRD_GRID_MAPS];

/* What a network learns, in units of the scale of base (the worst coarse drop):
 *   CORRECTION  label - base; its output is multiplied by the gain (pdn/inputs.h)
 *   DROP        label, as multiples of I R: the three-channel form, which knows no base
 */
typedef enum ird_grid_target { IRD_TARGET_CORRECTION, IRD_TARGET_DROP } ird_grid_target;

const char *ird_grid_target_name(ird_grid_target target); /* "correction", "drop" */

typedef struct ird_grids ird_grids;

/* Map all files. label: "worst" or "mean". The network's channels are maps by name, and
 * "change" and "spread" as of pdn/inputs.h. Raises FILE_OPEN, MODEL_DATA for a file that
 * is none of these or a folder without any, and MODEL_OPTION for an unknown channel or
 * label. */
ird_status ird_grids_open(ird_grids **grids, const char *directory,
                          const ird_net_spec *spec, const char *label,
                          ird_grid_target target, ird_error *err);
void ird_grids_free(ird_grids *grids); /* NULL is fine */

/* Draw so many training samples one after another from one floorplan; 1 unless set. The
 * source's identity says so. Raises NO_MEMORY. */
ird_status ird_grids_set_siblings(ird_grids *grids, size_t siblings, ird_error *err);

size_t ird_grids_count(const ird_grids *grids, ird_sample_set set); /* samples */
const ird_sample_source *ird_grids_source(const ird_grids *grids);

/* Sample `index` of the set by number, not drawn at random, with base beside it
 * ([64][64], NULL: not wanted). scratch as of the source. */
void ird_grids_read(const ird_grids *grids, void *scratch, ird_sample_set set,
                    size_t index, ird_sample *sample, double *base);

#endif
