/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <strings.h>

#include "base/number.h"
#include "network/spice.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Length of the plain number at the front. An e counts only with digits behind it. */
static size_t plain_length(const char *text, size_t size) {
    size_t at = size > 0 && (*text == '-' || *text == '+') ? 1 : 0;
    while (at < size && (is_digit(text[at]) || text[at] == '.')) {
        at++;
    }
    if (at < size && (text[at] == 'e' || text[at] == 'E')) {
        size_t digits = at + 1;
        digits += digits < size && (text[digits] == '-' || text[digits] == '+') ? 1 : 0;
        if (digits < size && is_digit(text[digits])) {
            for (at = digits; at < size && is_digit(text[at]); at++) {
            }
        }
    }
    return at;
}

/* The factor of the suffix; 1 where the letters are a unit alone. */
static double suffix_factor(const char *text, size_t size) {
    static const struct {
        const char *name;
        size_t size;
        double factor;
    } suffixes[] = {{"meg", 3, 1e6}, {"mil", 3, 25.4e-6}, {"t", 1, 1e12}, {"g", 1, 1e9},
                    {"k", 1, 1e3},   {"m", 1, 1e-3},      {"u", 1, 1e-6}, {"n", 1, 1e-9},
                    {"p", 1, 1e-12}, {"f", 1, 1e-15}};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (size >= suffixes[i].size &&
            strncasecmp(text, suffixes[i].name, suffixes[i].size) == 0) {
            return suffixes[i].factor;
        }
    }
    return 1;
}

bool ird_spice_number(const char *text, size_t size, double *value) {
    size_t plain = plain_length(text, size);
    double number;
    if (!ird_number_parse(text, plain, &number)) {
        return false;
    }
    for (size_t i = plain; i < size; i++) {
        if (!is_letter(text[i])) {
            return false;
        }
    }
    if (plain < size) {
        double factor = suffix_factor(text + plain, size - plain);
        /* Dividing by an exact power of ten rounds once; 1e-9 itself is not exact. */
        number =
            factor < 1 && factor != 25.4e-6 ? number / (1 / factor) : number * factor;
    }
    if (!isfinite(number)) {
        return false;
    }
    *value = number;
    return true;
}
