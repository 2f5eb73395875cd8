/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <strings.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Words that printf writes for what is no number; their sign carries nothing for us. */
static bool parse_word(const char *text, size_t size, double *value) {
    if (size == 3 && strncasecmp(text, "nan", 3) == 0) {
        *value = NAN;
        return true;
    }
    if ((size == 3 && strncasecmp(text, "inf", 3) == 0) ||
        (size == 8 && strncasecmp(text, "infinity", 8) == 0)) {
        *value = INFINITY;
        return true;
    }
    return false;
}

/* The digits as an integer times a power of ten. */
typedef struct decimal {
    uint64_t digits;
    int64_t exponent;
} decimal;

enum { EXPONENT_LIMIT = 100000 };

/* Digits beyond what 64 bits hold only move the exponent: they are below a thousandth of
 * the last bit of a double. */
static const char *skip_digits(decimal *number, const char *at, const char *end,
                               int64_t behind_point) {
    for (; at < end && is_digit(*at); at++) {
        number->exponent += 1 - behind_point;
    }
    return at;
}

static const char *add_digits(decimal *number, const char *at, const char *end,
                              int64_t behind_point) {
    const char *first = at;
    uint64_t digits = number->digits;
    for (; at < end && is_digit(*at) && digits <= (UINT64_MAX - 9) / 10; at++) {
        digits = digits * 10 + (uint64_t)(*at - '0');
    }
    number->digits = digits;
    number->exponent -= behind_point * (at - first);
    return at < end && is_digit(*at) ? skip_digits(number, at, end, behind_point) : at;
}

/* The end of the digits, or NULL where there are none. */
static const char *parse_digits(decimal *number, const char *at, const char *end) {
    const char *first = at;
    at = add_digits(number, at, end, 0);
    bool any = at > first;
    if (at < end && *at == '.') {
        first = ++at;
        at = add_digits(number, at, end, 1);
        any = any || at > first;
    }
    return any ? at : NULL;
}

static const char *parse_exponent(decimal *number, const char *at, const char *end) {
    if (at == end || (*at != 'e' && *at != 'E')) {
        return at;
    }
    at++;
    bool negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+') ? 1 : 0;
    if (at == end) {
        return NULL;
    }
    int64_t exponent = 0;
    for (; at < end && is_digit(*at); at++) {
        exponent = exponent < EXPONENT_LIMIT ? exponent * 10 + (*at - '0') : exponent;
    }
    number->exponent += negative ? -exponent : exponent;
    return at;
}

/* Such a number and powers of ten up to 10^22 are doubles themselves, so that dividing
 * one by the other rounds once. */
#define EXACT_DIGITS (UINT64_C(1) << 53)
static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* 10^27 is the largest power of ten that the 64-bit significand of a long double holds
 * exactly, so that common numbers are rounded once before the cast. */
static double scale(decimal number) {
    static const int step = 27;
    static const long double ten_to_step = 1e27L;
    static const long double powers[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,
                                         1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
                                         1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L,
                                         1e21L, 1e22L, 1e23L, 1e24L, 1e25L, 1e26L};
    if (number.digits <= EXACT_DIGITS && number.exponent <= 0 &&
        number.exponent > -(int64_t)(sizeof exact / sizeof *exact)) {
        return (double)number.digits / exact[-number.exponent];
    }
    long double value = (long double)number.digits;
    int64_t exponent = number.exponent;
    for (; exponent >= step && value != 0 && isfinite(value); exponent -= step) {
        value *= ten_to_step;
    }
    for (; exponent <= -step && value != 0; exponent += step) {
        value /= ten_to_step;
    }
    if (value == 0 || !isfinite(value)) {
        return (double)value;
    }
    return (double)(exponent < 0 ? value / powers[-exponent] : value * powers[exponent]);
}

bool ird_number_parse(const char *text, size_t size, double *value) {
    const char *end = text + size;
    bool negative = size > 0 && *text == '-';
    const char *at = text + (size > 0 && (*text == '-' || *text == '+') ? 1 : 0);
    double magnitude;
    bool is_word = at < end && !is_digit(*at) && *at != '.';
    if (!is_word || !parse_word(at, (size_t)(end - at), &magnitude)) {
        decimal number = {0, 0};
        at = parse_digits(&number, at, end);
        at = at != NULL ? parse_exponent(&number, at, end) : NULL;
        if (at != end) {
            return false;
        }
        magnitude = scale(number);
    }
    *value = negative ? -magnitude : magnitude;
    return true;
}

/* A locale's decimal point may be any bytes: what is no part of a number becomes '.'. */
static size_t set_point(char *text) {
    size_t out = 0;
    for (const char *at = text; *at != '\0'; at++) {
        bool is_part = is_digit(*at) || *at == '-' || *at == '+' ||
                       (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        if (is_part) {
            text[out++] = *at;
        } else if (out == 0 || text[out - 1] != '.') {
            text[out++] = '.';
        }
    }
    text[out] = '\0';
    return out;
}

size_t ird_number_write(char *buffer, size_t size, int digits, double value) {
    snprintf(buffer, size, "%.*g", digits, value);
    return set_point(buffer);
}

size_t ird_number_write_fixed(char *buffer, size_t size, int decimals, double value) {
    snprintf(buffer, size, "%.*f", decimals, value);
    return set_point(buffer);
}

const char *ird_number_um(char buffer[IRD_NUMBER_SIZE], double um) {
    for (int decimals = 0; decimals <= 9; decimals++) {
        double back;
        size_t size = ird_number_write_fixed(buffer, IRD_NUMBER_SIZE, decimals, um);
        if (ird_number_parse(buffer, size, &back) && fabs(back - um) < 1e-10) {
            break;
        }
    }
    return buffer;
}
