/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A walk over the lines of a text in memory, and pieces of it without copying.
 */
#ifndef IRD_BASE_LINES_H
#define IRD_BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Part of a text that is not ended by NUL. */
typedef struct ird_slice {
    const char *data;
    size_t size;
} ird_slice;

typedef struct ird_lines {
    ird_slice rest;
    long number; /* of the line last taken, from 1 */
} ird_lines;

/* Take the next line, without its end (LF or CR LF). False at the end of the text. */
bool ird_lines_next(ird_lines *lines, ird_slice *line);

/* Without blanks at both ends: space, tab, CR and LF, vertical tab, form feed. */
ird_slice ird_slice_trimmed(ird_slice slice);

/* Cut off and return what stands before the first separator; all of it without one. */
ird_slice ird_slice_cut(ird_slice *rest, char separator);

/* Cut off and return the first word, leaving the rest without leading blanks. */
ird_slice ird_slice_word(ird_slice *rest);

bool ird_slice_is(ird_slice slice, const char *text);
bool ird_slice_ends(ird_slice slice, const char *text);

/* At most as many bytes as a message should quote, for "%.*s". */
int ird_slice_quoted(ird_slice slice);

#endif
