/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A folder of samples on disk, a safetensors file a floorplan: DIR/KIND_N.safetensors.
 * Every twentieth floorplan, with all of its samples, is kept for validation.
 */
#ifndef IRD_MODEL_DATA_SAMPLE_FOLDER_H
#define IRD_MODEL_DATA_SAMPLE_FOLDER_H

#include "base/alloc.h"
#include "base/input.h"
#include "model/train/source.h"

/* tensors: little-endian floats, perhaps not aligned, as whoever opens the file says. */
typedef struct ird_sample_file {
    char *path;
    ird_input input;
    size_t samples;
    const char *tensors[3];
} ird_sample_file;

typedef struct ird_sample_folder {
    IRD_VEC(ird_sample_file) files; /* by path */
} ird_sample_folder;                /* all zero is an empty one */

/* The paths of all files whose names begin with prefix, "grid" for example; made_by
 * ("pdn") is the kind that irdrop-synth makes them by. Raises FILE_OPEN, and MODEL_DATA
 * where there are fewer than twenty. */
ird_status ird_sample_folder_list(ird_sample_folder *folder, const char *directory,
                                  const char *prefix, const char *made_by,
                                  ird_error *err);
void ird_sample_folder_free(ird_sample_folder *folder); /* leaves an empty one */

/* The floorplans of a set, and the one with that number in it. */
size_t ird_sample_folder_count(const ird_sample_folder *folder, ird_sample_set set);
const ird_sample_file *ird_sample_folder_file(const ird_sample_folder *folder,
                                              ird_sample_set set, size_t at);

#endif
