/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers for people, and the hotspot report whole, against text written by hand.
 */
#include "check.h"
#include "fixture.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/quantity.h"
#include "report/ranking_report.h"
#include "report/report.h"

static void check_digits(double value, const char *want) {
    char text[IRD_QUANTITY_SIZE];
    CHECK_TEXT(ird_quantity_digits(text, value), want);
}

static void check_quantity(double value, const char *want) {
    char text[IRD_QUANTITY_SIZE];
    CHECK_TEXT(ird_quantity_write(text, value, "A"), want);
}

static void test_digits(void) {
    check_digits(0, "0");
    check_digits(1, "1.000");
    check_digits(-9.87654, "-9.877");
    check_digits(0.0504, "0.05040");
    check_digits(12.3456, "12.35");
    check_digits(123.456, "123.5");
    check_digits(1234.5678, "1235");
    check_digits(12345.678, "12346");
    check_digits(9.9996, "10.00");
    check_digits(0.99996, "1.000");
    check_digits(99.996, "100.0");
    check_digits(999.96, "1000");
    check_digits(1e-12, "1e-12");
    check_digits(5.3e-30, "0");
    check_digits(-9e-13, "0");
    check_digits(1.5e300, "1.5e+300");
    check_digits((double)NAN, "nan");
}

static void test_apart(void) {
    static const struct {
        double value, other;
        const char *want;
    } cases[] = {
        {1.09994, 1.09991, "1.09994"}, {1.09991, 1.09994, "1.09991"},
        {1.1, 1.0, "1.100"},           {1.1, 1.1, "1.100"},
        {1.1, 1.1 + 1e-15, "1.100"},   {0.9999996, 1.0000004, "0.9999996"},
        {1e-30, 2e-30, "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[IRD_QUANTITY_SIZE];
        CHECK_TEXT(ird_quantity_apart(text, cases[i].value, cases[i].other),
                   cases[i].want);
    }
    CHECK_TEXT(ird_plural(1), "");
    CHECK_TEXT(ird_plural(0), "s");
    CHECK_TEXT(ird_plural(2), "s");
}

static void test_quantities(void) {
    check_quantity(3e-28, "0 A");
    check_quantity(0, "0 A");
    check_quantity(0.000123456, "123.5 uA");
    check_quantity(0.99996, "1.000 A");
    check_quantity(0.0099999, "10.00 mA");
    check_quantity(-0.0025, "-2.500 mA");
    check_quantity(12345, "12.35 kA");
    check_quantity(2.7e-9, "2.700 nA");
    check_quantity(999.96, "1.000 kA");
    check_quantity(5e12, "5000 GA");
}

/* --- the whole report ----------------------------------------------------------------
 */

/* One cell of 3 x 1 um at (2, 2) on a die of 8 x 8 um, drawing 1 mW at 1.1 V. */
typedef struct scene {
    fixture f;
    ird_power power;
    ird_raster raster;
    ird_map drop;
    ird_hotspot_list list;
    ird_answer context;
} scene;

static void create_scene(scene *s, ird_unit unit, double peak) {
    memset(s, 0, sizeof *s);
    fixture_create(&s->f, 1000, 8, 8);
    int32_t metal = fixture_metal(&s->f, "m1", 0.4);
    int32_t cell = fixture_macro(&s->f, "INV", 3, 1, IRD_MACRO_CORE, true);
    fixture_net(&s->f, "VDD", IRD_USE_POWER);
    fixture_wire(&s->f, metal, 0.2, 0, 4, 8, 4);
    fixture_cell(&s->f, "core/u1", cell, IRD_ORIENT_N, 2, 2);
    CHECK(ird_power_spread(&s->power, &s->f.design, &s->f.tech, 1e-3, IRD_POWER_TOTAL,
                           NULL) == IRD_OK);
    ird_raster_options options = {
        .size = 4, .window = {0, 0, 8, 8}, .net = 0, .supply_v = 1.1};
    CHECK(ird_rasterize(&s->raster, &s->f.design, &s->f.tech, &s->power, &options, NULL,
                        NULL) == IRD_OK);
    CHECK(ird_map_create(&s->drop, 4, 4, options.window, unit, NULL) == IRD_OK);
    s->drop.values[5] = peak;
    ird_hotspot_options hot = {.threshold = peak / 2, .top_instances = 3};
    CHECK(ird_hotspots_find(&s->list, &s->drop, &s->raster, &s->f.design, &s->f.tech,
                            &s->power, &hot, NULL) == IRD_OK);
    s->context = (ird_answer){.quantity = ird_quantities,
                              .design = &s->f.design,
                              .tech = &s->f.tech,
                              .raster = &s->raster,
                              .power = &s->power,
                              .model = "paper",
                              .model_origin = "embedded",
                              .map = &s->drop,
                              .threshold = peak / 2};
}

static void free_scene(scene *s) {
    ird_hotspot_list_free(&s->list);
    ird_map_free(&s->drop);
    ird_raster_free(&s->raster);
    ird_power_free(&s->power);
    fixture_free(&s->f);
}

static void check_report(const scene *s, const char *want) {
    ird_text text = {0};
    CHECK(ird_report_hotspots(&text, &s->context, &s->list, NULL) == IRD_OK);
    CHECK_TEXT(ird_text_get(&text), want);
    ird_text_free(&text);
}

/* Two thirds of the cell lie in the hot pixel: 0.6061 mA of 1 mW / 1.1 V. */
static void test_volts(void) {
    scene s;
    create_scene(&s, IRD_UNIT_VOLT, 0.02);
    check_report(
        &s,
        "Design      fixture\n"
        "Net         VDD, power net, supply 1.100 V\n"
        "Sources     assumed: 2 ends of the wires on its top layer (no pin of the net "
        "touches its metal)\n"
        "Power       1.000 mW for the design, spread by cell area\n"
        "Model       paper, embedded\n"
        "Unit        drop in mV and in % of the supply\n"
        "Window      (0.00 0.00) to (8.00 8.00) um, 4 x 4 pixels of 2.000 um x 2.000 um\n"
        "Hotspots    1 above 10.00 mV 0.9091 %\n"
        "\n"
        "rank                peak                mean        peak x y um                 "
        "  box x0 y0 x1 y1 um  pixels   cells    current  cause\n"
        "   1    20.00 mV 1.818 %    20.00 mV 1.818 %      3.00     3.00      2.00     "
        "2.00     4.00     4.00       1       1   606.1 uA  0 % grid, 100 % current\n"
        "cause: what makes the peak larger than the median of the pixels that draw "
        "current\n"
        "\n"
        "Instances with the largest current in each\n"
        "rank    current  instance\n"
        "   1   606.1 uA  core/u1 (INV)\n");
    free_scene(&s);
}

static void test_relative(void) {
    scene s;
    create_scene(&s, IRD_UNIT_NORMALISED, 1);
    setlocale(LC_ALL, "de_DE.UTF-8"); /* where the build could make it */
    check_report(
        &s,
        "Design      fixture\n"
        "Net         VDD, power net, supply 1.100 V\n"
        "Sources     assumed: 2 ends of the wires on its top layer (no pin of the net "
        "touches its metal)\n"
        "Power       1.000 mW for the design, spread by cell area\n"
        "Model       paper, embedded\n"
        "Unit        relative, 1 = the worst place of the window; it carries no volts\n"
        "Window      (0.00 0.00) to (8.00 8.00) um, 4 x 4 pixels of 2.000 um x 2.000 um\n"
        "Hotspots    1 above 0.5000\n"
        "\n"
        "rank       peak       mean        peak x y um                   box x0 y0 x1 y1 "
        "um  pixels   cells    current  cause\n"
        "   1      1.000      1.000      3.00     3.00      2.00     2.00     4.00     "
        "4.00       1       1   606.1 uA  0 % grid, 100 % current\n"
        "cause: what makes the peak larger than the median of the pixels that draw "
        "current\n"
        "\n"
        "Instances with the largest current in each\n"
        "rank    current  instance\n"
        "   1   606.1 uA  core/u1 (INV)\n");
    setlocale(LC_ALL, "C");
    free_scene(&s);
}

/* How far it may be off, and what the model was not trained on. */
static void test_prediction(void) {
    double values[] = {0.010, 0.05996};
    ird_map map = {1, 2, values, {0, 0, 4, 2}, IRD_UNIT_VOLT, NULL, NULL, 0, "", ""};
    scene s = {.context = {.quantity = ird_quantities,
                           .map = &map,
                           .threshold = 0.06,
                           .model = "pdn",
                           .model_origin = "embedded",
                           .bound = 0.0005}};
    check_report(
        &s,
        "Design      none\n"
        "Model       pdn, embedded\n"
        "Unit        drop in mV\n"
        "Prediction  worst 59.96 mV, may be off by 0.5000 mV\n"
        "Window      (0.00 0.00) to (4.00 2.00) um, 2 x 1 pixels of 2.000 um x 2.000 um\n"
        "Hotspots    0 above 60.00 mV\n"
        "Worst place 59.96 mV at (3.00 1.00) um\n");
    s.context.outside = "switching (largest 1.2, seen up to 1)";
    check_report(
        &s,
        "Design      none\n"
        "Model       pdn, embedded\n"
        "Unit        drop in mV\n"
        "Prediction  worst 59.96 mV, may be off by 0.5000 mV\n"
        "Window      (0.00 0.00) to (4.00 2.00) um, 2 x 1 pixels of 2.000 um x 2.000 um\n"
        "Note        inputs outside the training range: switching (largest 1.2, seen up "
        "to 1); the bound may not hold\n"
        "Hotspots    0 above 60.00 mV\n"
        "Worst place 59.96 mV at (3.00 1.00) um\n");
}

/* A map from a file alone: no design, no supply. */
static void test_map_alone(void) {
    double values[] = {0, 3, 1};
    ird_map map = {1, 3, values, {0, 0, 0, 0}, IRD_UNIT_UNKNOWN, NULL, NULL, 0, "", ""};
    scene s = {.context = {.quantity = ird_quantities, .map = &map, .threshold = 2}};
    ird_hotspot_options hot = {.threshold = 2};
    CHECK(ird_hotspots_find(&s.list, &map, NULL, NULL, NULL, NULL, &hot, NULL) == IRD_OK);
    check_report(&s, "Design      none\n"
                     "Unit        unknown, as in the file\n"
                     "Window      3 x 1 pixels whose place is not known\n"
                     "Hotspots    1 above 2.000\n"
                     "\n"
                     "rank       peak       mean    peak x y pixels               box x0 "
                     "y0 x1 y1 pixels  pixels\n"
                     "   1      3.000      3.000      1.50     0.50      1.00     0.00   "
                     "  2.00     1.00       1\n");
    ird_hotspot_list_free(&s.list);
}

static void test_nothing_hot(void) {
    double values[] = {0, 0};
    ird_map map = {1, 2, values, {0, 0, 4, 2}, IRD_UNIT_VOLT, NULL, NULL, 0, "", ""};
    scene s = {.context = {.quantity = ird_quantities, .map = &map, .threshold = 0.05}};
    check_report(
        &s,
        "Design      none\n"
        "Unit        drop in mV\n"
        "Window      (0.00 0.00) to (4.00 2.00) um, 2 x 1 pixels of 2.000 um x 2.000 um\n"
        "Hotspots    0 above 50.00 mV\n");
}

/* --- ranked cycles -------------------------------------------------------------------
 */

/* The line about a miss, of two cycles of which one was solved, 0.1 V. */
static bool says_of_miss(double missed, double bound_v, const char *want) {
    static const ird_ranking_row row = {
        .cycle = 1, .drop_v = 0.1, .net = "VDD", .node = "n", .instance = ""};
    static const ird_score_quantile none[3] = {{(double)NAN, (double)NAN}};
    const ird_ranking_report report = {.cycles = 2,
                                       .rows = &row,
                                       .count = 1,
                                       .missed = missed,
                                       .bound_v = bound_v,
                                       .bound_chance = 0.95,
                                       .quantiles = none,
                                       .scored_by = "slices"};
    ird_text text = {0};
    ird_error err;
    bool is_there = ird_report_ranking(&text, &report, 1, &err) == IRD_OK &&
                    strstr(ird_text_get(&text), want) != NULL;
    ird_text_free(&text);
    return is_there;
}

/* Where many cycles are near the worst it is told what a worse one would lose. */
static void test_missed(void) {
    const double none_v = (double)INFINITY;
    CHECK(says_of_miss(
        0.01, 0.1,
        "Chance of a miss : at most 1.000 % that a cycle not solved is worse\n"));
    CHECK(says_of_miss(0.2, 0.103,
                       "is worse; with 95.00 % none is above 103.0 mV, 3.000 % more\n"));
    CHECK(says_of_miss(1, 0.102,
                       "Chance of a miss : many come near the worst, and one of them may "
                       "be worse; with 95.00 % none is above 102.0 mV, 2.000 % more\n"));
    CHECK(says_of_miss(1, none_v, "Chance of a miss : not bounded: few were solved\n"));
}

int main(void) {
    RUN(test_digits);
    RUN(test_apart);
    RUN(test_quantities);
    RUN(test_volts);
    RUN(test_relative);
    RUN(test_prediction);
    RUN(test_map_alone);
    RUN(test_nothing_hot);
    RUN(test_missed);
    return check_summary("report");
}
