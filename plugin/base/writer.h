/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Printing many lines into a text without asking after each: after the first failure the
 * rest does nothing, and status tells it at the end.
 */
#ifndef IRD_BASE_WRITER_H
#define IRD_BASE_WRITER_H

#include "base/text.h"

typedef struct ird_writer {
    ird_text *out;
    ird_status status;
    ird_error *err;
} ird_writer;

void ird_write(ird_writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
