/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A trained network: its description, its parameters and what its file says of it. One
 * loader serves embedded bytes and files.
 *
 * Metadata of a weight file: format ("irdrop 1"), name, architecture (the description's
 * JSON), and freely: command, seed, training data, measured errors.
 */
#ifndef IRD_MODEL_NET_WEIGHTS_H
#define IRD_MODEL_NET_WEIGHTS_H

#include "model/net/tensor_plan.h"
#include "model/net/tensor_file.h"

#define IRD_WEIGHTS_FORMAT "irdrop 1"

typedef struct ird_weights {
    ird_net_spec spec;
    float *arena; /* owned, in the order of the plan's parameters, aligned to 64 bytes */
    size_t arena_size;
    ird_metadata_pair *metadata; /* owned, and so are its texts */
    size_t metadata_count;
} ird_weights; /* all zero is an empty one */

/* From size bytes of a safetensors file; origin names it in messages. Raises MODEL_FORMAT
 * (damaged file or description), MODEL_SHAPE (tensors that are not those of the
 * description), MODEL_VALUE (a NaN or an infinity). */
ird_status ird_weights_parse(ird_weights *weights, const char *origin, const void *data,
                             size_t size, ird_error *err);

/* The same from a file, with the errors of ird_input_open. */
ird_status ird_weights_load(ird_weights *weights, const char *path, ird_error *err);

void ird_weights_free(ird_weights *weights);

/* The metadata value of that name, or NULL. */
const char *ird_weights_metadata(const ird_weights *weights, const char *name);

/* Write a weight file: arena in the order of plan, with format and architecture added to
 * the metadata. Raises FILE_WRITE. */
ird_status ird_weights_write(const char *path, const ird_plan *plan, const float *arena,
                             const ird_metadata_pair *metadata, size_t metadata_count,
                             ird_error *err);

#endif
