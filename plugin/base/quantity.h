/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers for people: four significant digits, zeros at the end kept, and a unit.
 */
#ifndef IRD_BASE_QUANTITY_H
#define IRD_BASE_QUANTITY_H

enum { IRD_QUANTITY_SIZE = 48 };

/* 0.05040, 1.100, 123.5, 12346. */
const char *ird_quantity_digits(char buffer[IRD_QUANTITY_SIZE], double value);

/* With the SI prefix, p to G, that leaves 1 to 3 digits before the point, and the unit:
 * 0.000123456 with "A" is "123.5 uA". */
const char *ird_quantity_write(char buffer[IRD_QUANTITY_SIZE], double value,
                               const char *unit);

#endif
