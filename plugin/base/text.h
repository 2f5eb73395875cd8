/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A growing string that reports are written into, so that the core never prints.
 */
#ifndef IRD_BASE_TEXT_H
#define IRD_BASE_TEXT_H

#include <stdarg.h>

#include "base/alloc.h"

typedef struct ird_text {
    IRD_VEC(char)
    bytes;  /* ended by a NUL that count leaves out, once anything is added */
} ird_text; /* all zero is an empty one */

void ird_text_free(ird_text *text); /* leaves an empty one */

/* Add to the end; NO_MEMORY with the text as it was. Numbers with a point go through
 * ird_number_write first, for printf writes the point of the locale. */
ird_status ird_text_add(ird_text *text, const char *bytes, size_t size, ird_error *err);
ird_status ird_text_printf(ird_text *text, ird_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
ird_status ird_text_vprintf(ird_text *text, ird_error *err, const char *format,
                            va_list args) __attribute__((format(printf, 3, 0)));

/* Forget what stands behind the first `size` bytes. */
void ird_text_truncate(ird_text *text, size_t size);

/* The text as a C string; "" when empty. Good until the next add. */
const char *ird_text_get(const ird_text *text);

#endif
