/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/value.h"

#include <string.h>

#include "base/lines.h"
#include "base/number.h"

static const char digits[] = "0123456789";

static ird_slice trimmed(const char *text) {
    return ird_slice_trimmed((ird_slice){text, strlen(text)});
}

static size_t count_digits(ird_slice text) {
    size_t count = 0;
    while (count < text.size && memchr(digits, text.data[count], 10) != NULL) {
        count++;
    }
    return count;
}

/* Without a sign; all of the slice. */
static bool parse_unsigned(ird_slice text, double *value) {
    size_t whole = count_digits(text);
    ird_slice rest = {text.data + whole, text.size - whole};
    if (whole == 0) {
        return false;
    }
    if (rest.size > 0) {
        ird_slice fraction = {rest.data + 1, rest.size - 1};
        if (rest.data[0] != '.' || fraction.size == 0 ||
            count_digits(fraction) != fraction.size) {
            return false;
        }
    }
    return ird_number_parse(text.data, text.size, value);
}

bool ird_value_decimal(const char *text, double *value) {
    ird_slice slice = trimmed(text);
    bool negative = slice.size > 0 && slice.data[0] == '-';
    slice.data += negative;
    slice.size -= negative;
    if (!parse_unsigned(slice, value)) {
        return false;
    }
    *value = negative ? -*value : *value;
    return true;
}

bool ird_value_count(const char *text, size_t *count) {
    ird_slice slice = trimmed(text);
    double value;
    if (slice.size > 9 || count_digits(slice) != slice.size ||
        !parse_unsigned(slice, &value)) {
        return false;
    }
    *count = (size_t)value;
    return true;
}

bool ird_value_level(const char *text, bool relative, ird_level *level) {
    static const struct {
        const char *suffix;
        ird_level_unit unit;
        double divisor;
    } units[] = {{"%", IRD_LEVEL_PERCENT, 1},
                 {"mV", IRD_LEVEL_VOLT, 1000},
                 {"V", IRD_LEVEL_VOLT, 1},
                 {"", IRD_LEVEL_RELATIVE, 1}};
    ird_slice slice = trimmed(text);
    size_t i = 0;
    while (!ird_slice_ends(slice, units[i].suffix)) {
        i++;
    }
    slice.size -= strlen(units[i].suffix);
    double value;
    if ((units[i].unit == IRD_LEVEL_RELATIVE && !relative) ||
        !parse_unsigned(slice, &value)) {
        return false;
    }
    *level = (ird_level){true, units[i].unit, value / units[i].divisor};
    return true;
}

bool ird_value_share(const char *text, double *share) {
    ird_slice slice = trimmed(text);
    bool percent = ird_slice_ends(slice, "%");
    slice.size -= percent;
    double value;
    if (!parse_unsigned(slice, &value) || value > (percent ? 100 : 1)) {
        return false;
    }
    *share = percent ? value / 100 : value;
    return true;
}

bool ird_value_flag(const char *text, bool *flag) {
    ird_slice slice = trimmed(text);
    bool yes = ird_slice_is(slice, "true");
    if (!yes && !ird_slice_is(slice, "false")) {
        return false;
    }
    *flag = yes;
    return true;
}

/* The number in count digits at text. */
static int read_digits(const char *text, int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool ird_value_is_date(const char *text) {
    static const char form[] = "0000-00-00";
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != strlen(form)) {
        return false;
    }
    for (size_t i = 0; i < strlen(form); i++) {
        bool fits = form[i] == '-' ? text[i] == '-' : strchr(digits, text[i]) != NULL;
        if (!fits) {
            return false;
        }
    }
    int year = read_digits(text, 4);
    int month = read_digits(text + 5, 2);
    int day = read_digits(text + 8, 2);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (month == 2 && leap);
}

bool ird_value_kind(const char *text, ird_limit_kind *kind) {
    for (int i = 0; i < IRD_LIMIT_KINDS; i++) {
        if (strcmp(text, ird_limit_kind_name((ird_limit_kind)i)) == 0) {
            *kind = (ird_limit_kind)i;
            return true;
        }
    }
    return false;
}
