/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Error figures against calculations by hand.
 */
#include "check.h"

#include "base/map/compare.h"

static ird_comparison compared(double *a, double *b, size_t rows, size_t columns,
                               ird_unit unit) {
    ird_map map_a = {rows, columns, a, {0, 0, 1, 1}, unit, NULL, NULL, 0, "", ""};
    ird_map map_b = {rows, columns, b, {0, 0, 1, 1}, unit, NULL, NULL, 0, "", ""};
    ird_comparison c = {0};
    CHECK(ird_map_compare(&c, &map_a, &map_b, NULL) == IRD_OK);
    return c;
}

/* Errors 0, 0, 1, -2 against a reference from 1 to 6. */
static void test_by_hand(void) {
    double a[] = {1, 2, 3, 4};
    double b[] = {1, 2, 2, 6};
    ird_comparison c = compared(a, b, 2, 2, IRD_UNIT_VOLT);
    CHECK_NEAR(c.mae, 0.75, 1e-15);
    CHECK_NEAR(c.rmse, sqrt(1.25), 1e-15);
    CHECK_NEAR(c.psnr_db, 10 * log10(25 / 1.25), 1e-12);
    CHECK_NEAR(c.max_error, 2, 0);
    CHECK_NEAR(c.cc, 7.5 / sqrt(5 * 14.75), 1e-12);
    CHECK_NEAR(c.f1_90, 0, 0); /* limit 5.4: B has one pixel, A none */
}

/* Limit 5.4: both have two pixels, each one that the other lacks. */
static void test_f1(void) {
    double a[] = {6, 5.5, 1, 5.6};
    double b[] = {6, 5.5, 5.5, 0};
    CHECK_NEAR(compared(a, b, 1, 4, IRD_UNIT_VOLT).f1_90, 2.0 / 3, 1e-15);
    CHECK_NEAR(compared(b, b, 1, 4, IRD_UNIT_VOLT).f1_90, 1, 0);
}

static void test_normalised_range(void) {
    double a[] = {0.5, 0.5};
    double b[] = {0.4, 0.6};
    ird_comparison c = compared(a, b, 1, 2, IRD_UNIT_NORMALISED);
    CHECK_NEAR(c.psnr_db, 20, 1e-9);
    CHECK(isnan(c.cc));
}

static void test_equal(void) {
    double a[] = {1, 2, 3};
    ird_comparison c = compared(a, a, 3, 1, IRD_UNIT_VOLT);
    CHECK(c.mae == 0 && c.rmse == 0 && c.max_error == 0 && isinf(c.psnr_db));
    CHECK_NEAR(c.cc, 1, 1e-15);
}

static void test_shapes(void) {
    double values[4] = {0};
    ird_map a = {2, 2, values, {0, 0, 1, 1}, IRD_UNIT_VOLT, NULL, NULL, 0, "", ""};
    ird_map b = {1, 4, values, {0, 0, 1, 1}, IRD_UNIT_VOLT, NULL, NULL, 0, "", ""};
    ird_map empty = {0};
    ird_comparison c = {.mae = 7};
    ird_error err = {0};
    CHECK(ird_map_compare(&c, &a, &b, &err) == IRD_COMPARE_SHAPE && c.mae == 7);
    CHECK(strstr(err.text, "2 x 2") != NULL && strstr(err.text, "1 x 4") != NULL);
    CHECK(ird_map_compare(&c, &empty, &empty, &err) == IRD_COMPARE_SHAPE);
}

int main(void) {
    RUN(test_by_hand);
    RUN(test_f1);
    RUN(test_normalised_range);
    RUN(test_equal);
    RUN(test_shapes);
    return check_summary("compare");
}
