/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers as text, whatever the locale of the program around us: a host that calls
 * setlocale changes what strtod and printf take for the decimal point.
 */
#ifndef IRD_BASE_NUMBER_H
#define IRD_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* The number that text[0, size) spells, all of it: optional sign, digits with at most one
 * point, optional exponent; or nan, inf, infinity in any case and with any sign. False,
 * and *value as it was, for anything else. The text need not be ended by NUL. A decimal
 * written with 17 significant digits comes back as the double that it was written from.
 */
bool ird_number_parse(const char *text, size_t size, double *value);

/* value with `digits` significant digits (printf's %g) and a point, into buffer;
 * the length without the NUL. 32 bytes hold any double with up to 17 digits. */
size_t ird_number_write(char *buffer, size_t size, int digits, double value);

/* The same with `decimals` digits behind the point (printf's %f). */
size_t ird_number_write_fixed(char *buffer, size_t size, int decimals, double value);

enum { IRD_NUMBER_SIZE = 48 };

/* A length in um without exponent, by the fewest decimals that give it back within a ten
 * thousandth of a nm, nine at most; returns buffer. */
const char *ird_number_um(char buffer[IRD_NUMBER_SIZE], double um);

#endif
