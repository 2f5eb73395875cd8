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

/* number with the suffix applied; letters that are none are a unit. Small factors are
 * given by their inverse, which is an exact double, so that 10n is the double 1e-8. */
static double scaled(double number, const char *text, size_t size) {
    static const struct {
        const char *name;
        size_t size;
        double times, over;
    } suffixes[] = {{"meg", 3, 1e6, 1}, {"mil", 3, 25.4, 1e6}, {"t", 1, 1e12, 1},
                    {"g", 1, 1e9, 1},   {"k", 1, 1e3, 1},      {"m", 1, 1, 1e3},
                    {"u", 1, 1, 1e6},   {"n", 1, 1, 1e9},      {"p", 1, 1, 1e12},
                    {"f", 1, 1, 1e15}};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (size >= suffixes[i].size &&
            strncasecmp(text, suffixes[i].name, suffixes[i].size) == 0) {
            return number * suffixes[i].times / suffixes[i].over;
        }
    }
    return number;
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
    number = scaled(number, text + plain, size - plain);
    if (!isfinite(number)) {
        return false;
    }
    *value = number;
    return true;
}
