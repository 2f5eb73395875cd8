/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A whole input file in memory: mapped, or inflated when it starts with the gzip magic.
 */
#ifndef IRD_BASE_INPUT_H
#define IRD_BASE_INPUT_H

#include <stddef.h>

#include "base/error.h"

typedef struct ird_input {
    const char *data; /* size bytes, not ended by NUL; never NULL after opening */
    size_t size;
    const char *path; /* as given to ird_input_open, for messages */
    void *map;        /* the mapping, or NULL where data was allocated */
    size_t map_size;
    char *buffer; /* what was allocated, or NULL */
} ird_input;

/* Open path (native encoding, which must outlive the input). Directories, devices and
 * FIFOs are refused. Raises FILE_OPEN, FILE_NOT_REGULAR, FILE_READ, FILE_GZIP. */
ird_status ird_input_open(ird_input *input, const char *path, ird_error *err);

/* What lies between the two places of data will hardly be read again: its memory goes
 * back to the system, and would be filled from the file once more. */
void ird_input_pass(const ird_input *input, const char *from, const char *to);

void ird_input_close(ird_input *input); /* an all-zero input is fine */

#endif
