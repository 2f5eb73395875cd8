/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers and growing text. The expected doubles are the compiler's own literals.
 */
#include "check.h"

#include <float.h>
#include <locale.h>

#include "base/number.h"
#include "base/text.h"

static double parsed(const char *text) {
    double value = -12345;
    CHECK(ird_number_parse(text, strlen(text), &value));
    return value;
}

static void test_values(void) {
    CHECK(parsed("0") == 0 && parsed("-0.0") == 0 && signbit(parsed("-0.0")));
    CHECK(parsed("42") == 42 && parsed("+42.") == 42 && parsed(".5") == 0.5);
    CHECK(parsed("1.950288890e-07") == 1.950288890e-07);
    CHECK(parsed("-5.43E-03") == -5.43e-03);
    CHECK(parsed("0.1") == 0.1 &&
          parsed("123456789012345678901234") == 123456789012345678901234.0);
    CHECK(parsed("1.7976931348623157e308") == DBL_MAX);
    CHECK(isinf(parsed("1e309")) && isinf(parsed("1e999999999999999999999")));
    CHECK(parsed("1e-999999999999999999999") == 0 && parsed("0e999999") == 0);
    CHECK_NEAR(parsed("2.2250738585072014e-308") / DBL_MIN, 1, 1e-15);
    CHECK(isnan(parsed("nan")) && isnan(parsed("-NaN")) && isnan(parsed("NAN")));
    CHECK(isinf(parsed("inf")) && parsed("-Infinity") < 0);
}

static void test_refused(void) {
    static const char *const bad[] = {"",     "-",   "+",    ".",      "1.2.3", "e5",
                                      "1e",   "1e+", "0x10", "1,5",    " 1",    "1 ",
                                      "1e5x", "--1", "nano", "infinit"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double value = 7;
        CHECK(!ird_number_parse(bad[i], strlen(bad[i]), &value));
        CHECK(value == 7);
    }
    double value = 7;
    CHECK(ird_number_parse("123garbage", 3, &value) && value == 123);
}

/* Every double comes back from 17 digits: a walk over exponents and bit patterns. */
static void test_round_trip(void) {
    double x = 1e-300;
    size_t differ = 0;
    for (int i = 0; i < 200000; i++) {
        char text[40];
        double back = 0;
        size_t size = ird_number_write(text, sizeof text, 17, x);
        differ += !ird_number_parse(text, size, &back) || back != x;
        x = x > 1e300 ? 1.234567e-300 : x * 1.0069973;
    }
    CHECK(differ == 0);
}

/* The build makes the locale where it can; the decimal point there is a comma. */
static void test_locale(void) {
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) {
        printf("SKIPPED: there is no locale with a decimal comma\n");
        return;
    }
    char text[40];
    snprintf(text, sizeof text, "%.1f", 0.5);
    CHECK_TEXT(text, "0,5");
    CHECK(ird_number_write(text, sizeof text, 4, 0.5) == 3);
    CHECK_TEXT(text, "0.5");
    CHECK(ird_number_write_fixed(text, sizeof text, 2, -1234.567) == 8);
    CHECK_TEXT(text, "-1234.57");
    CHECK(parsed("1.5") == 1.5);
    setlocale(LC_ALL, "C");
}

static void test_text(void) {
    ird_text text = {0};
    CHECK_TEXT(ird_text_get(&text), "");
    CHECK(ird_text_add(&text, "ab", 2, NULL) == IRD_OK);
    for (int i = 0; i < 1000; i++) {
        CHECK(ird_text_printf(&text, NULL, "%d,", i % 10) == IRD_OK);
    }
    CHECK(text.bytes.count == 2002 && strlen(ird_text_get(&text)) == 2002);
    CHECK(strncmp(ird_text_get(&text), "ab0,1,2,", 8) == 0);
    ird_text_free(&text);
    ird_text_free(NULL);
}

int main(void) {
    RUN(test_values);
    RUN(test_refused);
    RUN(test_round_trip);
    RUN(test_locale);
    RUN(test_text);
    return check_summary("number");
}
