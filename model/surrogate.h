/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The door of this room: a trained network that turns channels into a map. What the
 * plugin core needs of model/ and all that it may include.
 */
#ifndef IRD_MODEL_SURROGATE_H
#define IRD_MODEL_SURROGATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct ird_surrogate ird_surrogate;

/* The embedded model of that name ("pdn", "pdn3", "paper"). Raises MODEL_UNKNOWN and the
 * errors of ird_surrogate_load. */
ird_status ird_surrogate_embedded(ird_surrogate **surrogate, const char *name,
                                  ird_error *err);

/* A model from a safetensors file (native path). Embedded and loaded weights go through
 * the same loader: MODEL_FORMAT for a damaged file, MODEL_SHAPE for a tensor that does
 * not fit the architecture, MODEL_VALUE for a NaN or infinity. */
ird_status ird_surrogate_load(ird_surrogate **surrogate, const char *path,
                              ird_error *err);

void ird_surrogate_free(ird_surrogate *surrogate); /* NULL is fine */

/* channels: `channel_count` maps of rows x columns, one after another, row-major, row 0
 * at the lowest y; output: rows x columns. Sizes that the network cannot take (see
 * ird_surrogate_info) are refused with MODEL_INPUT. Not safe for concurrent calls on one
 * surrogate: the workspace belongs to it. */
ird_status ird_surrogate_run(ird_surrogate *surrogate, const float *channels, size_t rows,
                             size_t columns, float *output, ird_error *err);

/* The same for `batch` samples, channels and outputs one after another, on so many
 * threads (at least 1). */
ird_status ird_surrogate_run_batch(ird_surrogate *surrogate, const float *channels,
                                   size_t rows, size_t columns, size_t batch,
                                   size_t threads, float *output, ird_error *err);

/* How the output of one pixel changes with every channel of every pixel, by a backward
 * pass in double precision: gradient has as many numbers as channels. Of a network that
 * scales its output to [0, 1] the pixel before that is meant, for the largest one is
 * always 1. *value (may be NULL) is that output. */
ird_status ird_surrogate_gradient(ird_surrogate *surrogate, const float *channels,
                                  size_t rows, size_t columns, size_t pixel,
                                  double *gradient, double *value, ird_error *err);

typedef struct ird_surrogate_info {
    const char *name;         /* "paper" */
    const char *origin;       /* "embedded" or the path of the file */
    const char *architecture; /* JSON text, as in the file */
    const char *kernels;      /* "portable", "avx2" or "avx512", see IRDROP_KERNELS */
    const char *const *channel_names; /* in the order of the inputs */
    size_t channel_count;
    size_t parameters;      /* trainable numbers */
    uint64_t multiply_adds; /* of one 64x64 inference */
    size_t size_multiple;   /* rows and columns must be multiples of this */
    size_t metadata_count;  /* name and value pairs of the file's metadata */
    const char *const *metadata_names, *const *metadata_values;
} ird_surrogate_info;

/* A metadata value by name, NULL where there is none; and the others. Pointers live as
 * long as the surrogate. */
const char *ird_surrogate_metadata(const ird_surrogate *surrogate, const char *name);
ird_surrogate_info ird_surrogate_get_info(const ird_surrogate *surrogate);

#endif
