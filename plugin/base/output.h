/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An output file that appears whole or not at all: written beside its place under a
 * temporary name, renamed on commit, removed on discard.
 */
#ifndef IRD_BASE_OUTPUT_H
#define IRD_BASE_OUTPUT_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

typedef struct ird_output {
    FILE *stream;    /* write here with stdio; errors are found on commit */
    char *path;      /* where it will stand */
    char *temporary; /* where it stands now; NULL for a device such as /dev/stdout */
} ird_output;

/* All raise FILE_WRITE. After a failure nothing is left to close. */
ird_status ird_output_open(ird_output *output, const char *path, ird_error *err);

/* Flush and rename; on failure the old file is as it was and the temporary is gone. */
ird_status ird_output_commit(ird_output *output, ird_error *err);

/* Give up; an all-zero or committed output is fine, so `done:` can always call it. */
void ird_output_discard(ird_output *output);

/* A whole file of these bytes. */
ird_status ird_output_write(const char *path, const char *bytes, size_t size,
                            ird_error *err);

#endif
