/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers and names for files that programs read.
 */
#ifndef IRD_BASE_EXACT_H
#define IRD_BASE_EXACT_H

#include "base/error.h"

enum { IRD_EXACT_SIZE = 32 };

/* The shortest decimal that reads back as value: 0.1 rather than 0.10000000000000001. */
const char *ird_exact_number(char buffer[IRD_EXACT_SIZE], double value);

/* A copy of text as UTF-8 that XML and JSON can hold: bytes and characters that they
 * cannot (Latin-1 letters, control characters) become U+FFFD. Free with ird_free. */
ird_status ird_exact_name(char **copy, const char *text, ird_error *err);

#endif
