/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/quantity.h"

#include <math.h>
#include <stdio.h>

#include "base/number.h"

enum { DIGITS = 4, NUMBER_SIZE = 32, MOST_DECIMALS = 12 };

const char *ird_quantity_digits(char buffer[IRD_QUANTITY_SIZE], double value) {
    double size = fabs(value);
    if (size == 0) {
        return snprintf(buffer, IRD_QUANTITY_SIZE, "0"), buffer;
    }
    if (!(size >= 1e-9 && size < 1e15)) {
        ird_number_write(buffer, IRD_QUANTITY_SIZE, DIGITS, value);
        return buffer;
    }
    int decimals = DIGITS - 1 - (int)floor(log10(size));
    /* 9.9996 is 10.00: one digit fewer where rounding carries into the next. */
    decimals -= nearbyint(size * pow(10, decimals)) >= 10000 ? 1 : 0;
    decimals = decimals < 0 ? 0 : decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals;
    ird_number_write_fixed(buffer, IRD_QUANTITY_SIZE, decimals, value);
    return buffer;
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
