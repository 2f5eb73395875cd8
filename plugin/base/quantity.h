/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers for people: four significant digits, zeros at the end kept, and a unit.
 */
#ifndef IRD_BASE_QUANTITY_H
#define IRD_BASE_QUANTITY_H

#include <stddef.h>

enum { IRD_QUANTITY_SIZE = 48 };

/* 0.05040, 1.100, 123.5, 12346. Below 1e-12 of the unit that it stands in, what is left
 * of numbers is rounding: 0. */
const char *ird_quantity_digits(char buffer[IRD_QUANTITY_SIZE], double value);

/* The same with as many digits more as two numbers need to look different; equal to 12
 * digits they look the same. For a worst and an average voltage of one net: 1.0999,
 * 1.0998. */
const char *ird_quantity_apart(char buffer[IRD_QUANTITY_SIZE], double value,
                               double other);

/* With the SI prefix, p to G, that leaves 1 to 3 digits before the point, and the unit:
 * 0.000123456 with "A" is "123.5 uA". Below 1e-18 it is 0. */
const char *ird_quantity_write(char buffer[IRD_QUANTITY_SIZE], double value,
                               const char *unit);

/* "" for one, "s" for none and several: "1 finding", "2 findings". */
const char *ird_plural(size_t count);

/* The form for one, or that for none and several: "is" or "are". */
const char *ird_form(size_t count, const char *one, const char *many);

#endif
