/* SPDX-License-Identifier: BSD-3-Clause
 *
 * safetensors files: eight bytes of header size (little-endian), a JSON header that names
 * each tensor's type, shape and place, and the numbers. Only F32 is read and written.
 * Format: https://github.com/huggingface/safetensors#format
 */
#ifndef IRD_MODEL_NET_TENSOR_FILE_H
#define IRD_MODEL_NET_TENSOR_FILE_H

#include <stddef.h>

#include "base/error.h"

#define IRD_TENSOR_MAX_RANK 4

typedef struct ird_named_tensor {
    const char *name;
    size_t rank;
    size_t shape[IRD_TENSOR_MAX_RANK];
    size_t count;      /* product of the shape */
    const void *bytes; /* count floats, little-endian, perhaps not aligned */
} ird_named_tensor;

typedef struct ird_metadata_pair {
    const char *name, *value;
} ird_metadata_pair;

typedef struct ird_tensor_file {
    ird_named_tensor *tensors;
    size_t tensor_count;
    ird_metadata_pair *metadata;
    size_t metadata_count;
    void *document; /* the parsed header, which owns all names */
} ird_tensor_file;  /* all zero is an empty one */

/* Read the file of size bytes at data, which must outlive it; origin names it in
 * messages. A file that is cut anywhere, or has bytes left over, is MODEL_FORMAT. */
ird_status ird_tensor_file_parse(ird_tensor_file *file, const char *origin,
                                 const void *data, size_t size, ird_error *err);
void ird_tensor_file_free(ird_tensor_file *file);

/* The tensor, or the metadata value, of that name; NULL where there is none. */
const ird_named_tensor *ird_tensor_file_find(const ird_tensor_file *file,
                                             const char *name);
const char *ird_tensor_file_metadata(const ird_tensor_file *file, const char *name);

/* Write tensors and metadata, in their order. Raises FILE_WRITE. */
ird_status ird_tensor_file_write(const char *path, const ird_named_tensor *tensors,
                                 size_t tensor_count, const ird_metadata_pair *metadata,
                                 size_t metadata_count, ird_error *err);

#endif
