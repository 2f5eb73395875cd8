/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/quantity.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

enum { DIGITS = 4, MOST_DIGITS = 12, MOST_DECIMALS = 12 };

static const double NOISE = 1e-12;
static const double LEAST = 1e-18; /* of any unit */

/* With so many significant digits. */
static const char *write_digits(char buffer[IRD_QUANTITY_SIZE], double value,
                                int digits) {
    double size = fabs(value);
    if (size < NOISE) {
        return snprintf(buffer, IRD_QUANTITY_SIZE, "0"), buffer;
    }
    if (!(size >= 1e-9 && size < 1e15)) {
        ird_number_write(buffer, IRD_QUANTITY_SIZE, digits, value);
        return buffer;
    }
    int decimals = digits - 1 - (int)floor(log10(size));
    /* 9.9996 is 10.00: one digit fewer where rounding carries into the next. */
    decimals -= nearbyint(size * pow(10, decimals)) >= pow(10, digits) ? 1 : 0;
    decimals = decimals < 0 ? 0 : decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals;
    ird_number_write_fixed(buffer, IRD_QUANTITY_SIZE, decimals, value);
    return buffer;
}

const char *ird_quantity_digits(char buffer[IRD_QUANTITY_SIZE], double value) {
    return write_digits(buffer, value, DIGITS);
}

const char *ird_quantity_apart(char buffer[IRD_QUANTITY_SIZE], double value,
                               double other) {
    char text[IRD_QUANTITY_SIZE];
    for (int digits = DIGITS; digits <= MOST_DIGITS; digits++) {
        write_digits(buffer, value, digits);
        if (strcmp(buffer, write_digits(text, other, digits)) != 0) {
            return buffer;
        }
    }
    return write_digits(buffer, value, DIGITS);
}

const char *ird_plural(size_t count) {
    return count == 1 ? "" : "s";
}

const char *ird_form(size_t count, const char *one, const char *many) {
    return count == 1 ? one : many;
}

const char *ird_quantity_write(char buffer[IRD_QUANTITY_SIZE], double value,
                               const char *unit) {
    static const struct {
        double factor;
        const char *name;
    } prefixes[] = {{1e-12, "p"}, {1e-9, "n"}, {1e-6, "u"}, {1e-3, "m"},
                    {1, ""},      {1e3, "k"},  {1e6, "M"},  {1e9, "G"}};
    enum { COUNT = sizeof prefixes / sizeof *prefixes, NO_PREFIX = 4 };
    static const double carries = 0.99995; /* from here on it rounds to the next one */
    value = fabs(value) < LEAST ? 0 : value;
    size_t i = 0;
    while (i + 1 < COUNT && fabs(value) >= carries * prefixes[i + 1].factor) {
        i++;
    }
    i = value == 0 ? NO_PREFIX : i;
    char number[IRD_QUANTITY_SIZE];
    ird_quantity_digits(number, value / prefixes[i].factor);
    snprintf(buffer, IRD_QUANTITY_SIZE, "%.24s %s%.12s", number, prefixes[i].name, unit);
    return buffer;
}
