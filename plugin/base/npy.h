/* SPDX-License-Identifier: BSD-3-Clause
 *
 * NumPy's .npy files with two dimensions: versions 1.0 to 3.0, <f4 and <f8, C and Fortran
 * order (format: numpy.lib.format). What else such a file may hold is refused.
 */
#ifndef IRD_BASE_NPY_H
#define IRD_BASE_NPY_H

#include <stddef.h>

#include "base/error.h"
#include "base/lines.h"

/* Read the file at path into rows * columns values, row-major; free them with ird_free.
 * Raises MAP_NPY_FORMAT (not such a file, or a damaged header), MAP_NPY_TYPE (other
 * number type or byte order), MAP_NPY_SHAPE (not two dimensions, or an empty one),
 * MAP_NPY_TRUNCATED (fewer or more bytes than the shape says) and those of
 * ird_input_open. */
ird_status ird_npy_read(const char *path, size_t *rows, size_t *columns, double **values,
                        ird_error *err);

/* The same for size bytes in memory; path names them in messages. */
ird_status ird_npy_parse(const char *path, const char *data, size_t size, size_t *rows,
                         size_t *columns, double **values, ird_error *err);

/* Write rows x columns values, row-major, as version 1.0, <f8. A comment, up to 1200
 * bytes, stands behind the dict of the header, as Python has comments: NumPy, which
 * evaluates the header, leaves it out. NULL is none. Raises FILE_WRITE. */
ird_status ird_npy_write(const char *path, size_t rows, size_t columns,
                         const double *values, const char *comment, ird_error *err);

/* The comment of such a file in memory, without "# " and blanks around; an empty slice
 * where it has none, or is no such file. */
ird_slice ird_npy_comment(const char *data, size_t size);

#endif
