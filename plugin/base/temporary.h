/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef IRD_BASE_TEMPORARY_H
#define IRD_BASE_TEMPORARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* The path of a new folder, which nobody else can read, in that of TMPDIR where it is
 * absolute, else in /tmp: name with six letters behind. FILE_WRITE with what it is for:
 * "cannot make a folder for ...". */
ird_status ird_temporary_folder(ird_text *path, const char *name, const char *what,
                                ird_error *err);

/* A new file there to write and read, whose name is gone already: it goes when it is
 * closed. FILE_WRITE likewise: "cannot make a file for ...". */
ird_status ird_temporary_file(int *file, const char *name, const char *what,
                              ird_error *err);

/* Add bytes at its end; read those from an offset on. FILE_WRITE and FILE_READ with what
 * they are: "cannot keep ...", "cannot read ... again". */
ird_status ird_temporary_add(int file, const void *bytes, size_t size, const char *what,
                             ird_error *err);
ird_status ird_temporary_get(int file, uint64_t from, void *bytes, size_t size,
                             const char *what, ird_error *err);

/* Bytes that are free where it lies; 0 where nobody knows. */
uint64_t ird_temporary_free_bytes(int file);

#endif
