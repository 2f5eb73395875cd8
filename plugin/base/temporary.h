/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef IRD_BASE_TEMPORARY_H
#define IRD_BASE_TEMPORARY_H

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

#endif
