/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Quantities in a table: the words of -of, thresholds, and a toy quantity that nothing
 * but this file knows. It is worst where it is least, its threshold is absolute and it
 * has no share of a supply; hotspots, gate, metrics and reports take it from its row. So
 * a quantity more is a row, a maker of its values, and nothing else.
 */
#include "check.h"

#include "answer/make_answer.h"
#include "gate/gate.h"
#include "report/formats.h"
#include "report/metrics.h"

/* The row. */
static const ird_quantity toys[] = {
    {
        .name = "headroom",
        .label = "Headroom",
        .title = "Electromigration headroom",
        .text = "headroom",
        .suffix = "_a",
        .unit = IRD_UNIT_AMPERE,
        .people_unit = "mA",
        .per_unit = 1e3,
        .least_is_worst = true,
        .threshold_kind = IRD_THRESHOLD_ABSOLUTE,
        .threshold = 2e-3,
        .limits = " hotspots hot-area relative-drop ",
    },
    {0},
};

/* The maker: 4 x 4 pixels of 2 um with 5 mA each, but 1 mA at (3 3) um. */
typedef struct toy {
    ird_map map;
    ird_answer answer;
    ird_answer_parts parts;
    ird_answers answers;
} toy;

static void make_toy(toy *t) {
    memset(t, 0, sizeof *t);
    CHECK(ird_map_create(&t->map, 4, 4, (ird_rect_um){0, 0, 8, 8}, toys->unit, NULL) ==
          IRD_OK);
    for (size_t i = 0; i < 16; i++) {
        t->map.values[i] = i == 5 ? 1e-3 : 5e-3;
    }
    t->answer = ird_answer_of_map(toys, IRD_WAY_SOLVED, "VDD", &t->map, 1);
    CHECK(ird_answer_find_hotspots(&t->answer, &t->parts, NULL) == IRD_OK);
    t->answer.hotspots = &t->parts.hotspots;
    t->answers = (ird_answers){"toy", &t->answer, 1};
}

static void free_toy(toy *t) {
    ird_answer_parts_free(&t->parts);
    ird_map_free(&t->map);
}

static void check_word(const ird_quantity *table, const char *word, const char *name,
                       ird_way want) {
    const ird_quantity *quantity = NULL;
    ird_way way;
    bool is_known = ird_quantity_parse(table, word, &quantity, &way);
    CHECK(is_known == (name != NULL));
    CHECK(!is_known || name == NULL ||
          (strcmp(quantity->name, name) == 0 && way == want));
}

static void test_words(void) {
    check_word(ird_quantities, "predict", "drop", IRD_WAY_PREDICTED);
    check_word(ird_quantities, "solve", "drop", IRD_WAY_SOLVED);
    check_word(ird_quantities, "drop:predict", "drop", IRD_WAY_PREDICTED);
    check_word(ird_quantities, "drop:solve", "drop", IRD_WAY_SOLVED);
    check_word(ird_quantities, "drop", "drop", IRD_WAY_SOLVED);
    check_word(ird_quantities, "drop:read", NULL, IRD_WAY_READ);
    check_word(ird_quantities, "read", NULL, IRD_WAY_READ);
    check_word(ird_quantities, "drop:", NULL, IRD_WAY_READ);
    check_word(ird_quantities, "dro", NULL, IRD_WAY_READ);
    check_word(ird_quantities, "solve:predict", NULL, IRD_WAY_READ);
    check_word(ird_quantities, "headroom", NULL, IRD_WAY_READ);
    check_word(toys, "headroom:predict", "headroom", IRD_WAY_PREDICTED);
    check_word(toys, "solve", "headroom", IRD_WAY_SOLVED);
    CHECK_TEXT(ird_way_name((ird_way)99), "unknown");
}

static void test_thresholds(void) {
    double values[] = {0.01, (double)NAN, 0.04, 0.02};
    ird_map map = {2, 2, values, {0, 0, 1, 1}, IRD_UNIT_VOLT, NULL, NULL, 0, "", ""};
    CHECK_NEAR(ird_quantity_threshold(ird_quantities, &map, 1.2), 0.06, 1e-12);
    CHECK_NEAR(ird_quantity_threshold(ird_quantities, &map, 0), 0.7 * 0.04, 1e-12);
    CHECK_NEAR(ird_quantity_threshold(toys, &map, 1.2), 0.7 * 0.01, 1e-12);
    map.unit = IRD_UNIT_AMPERE;
    CHECK_NEAR(ird_quantity_threshold(toys, &map, 1.2), 2e-3, 1e-12);
    map.unit = IRD_UNIT_NORMALISED;
    CHECK_NEAR(ird_quantity_threshold(toys, &map, 1.2), 0.7, 1e-12);
}

static void test_limits_and_text(void) {
    char text[IRD_QUANTITY_VALUE_SIZE];
    CHECK(ird_quantity_has_limit(ird_quantities, "drop"));
    CHECK(ird_quantity_has_limit(toys, "relative-drop"));
    CHECK(!ird_quantity_has_limit(toys, "drop") && !ird_quantity_has_limit(toys, "hot"));
    CHECK_TEXT(ird_quantity_text(text, ird_quantities, 0.05, 1, " "), "50.00 mV 5.000 %");
    CHECK_TEXT(ird_quantity_text(text, ird_quantities, 0.05, 0, " "), "50.00 mV");
    CHECK_TEXT(ird_quantity_text(text, toys, 1e-3, 1, " "), "1.000 mA");
}

static void test_toy_hotspots(void) {
    toy t;
    make_toy(&t);
    const ird_hotspot_list *list = &t.parts.hotspots;
    CHECK_NEAR(t.answer.threshold, 2e-3, 1e-15);
    CHECK_NEAR(ird_answer_worst(&t.answer), 1e-3, 1e-15);
    CHECK_NEAR(ird_answer_average(&t.answer), (15 * 5e-3 + 1e-3) / 16, 1e-12);
    if (CHECK(list->count == 1)) {
        CHECK_NEAR(list->items[0].peak, 1e-3, 1e-15);
        CHECK_NEAR(list->items[0].mean, 1e-3, 1e-15);
        CHECK_NEAR(list->items[0].peak_at.x_um, 3, 1e-12);
    }
    free_toy(&t);
}

/* One hotspot is over the limit of none; a limit in V is not for this quantity. */
static void test_toy_gate(void) {
    toy t;
    ird_rules rules = {0};
    ird_gate_result result = {0};
    make_toy(&t);
    CHECK(ird_rules_add(&rules, IRD_LIMIT_HOTSPOTS, "0", NULL) == IRD_OK);
    CHECK(ird_rules_add(&rules, IRD_LIMIT_DROP, "5%", NULL) == IRD_OK);
    CHECK(ird_gate_judge(&result, &rules, &t.answers, "2026-11-22", NULL) == IRD_OK);
    if (CHECK(result.checks.count == 2)) {
        CHECK(result.checks.items[0].verdict == IRD_VERDICT_VIOLATED);
        CHECK(result.checks.items[1].verdict == IRD_VERDICT_UNJUDGED);
        CHECK(result.places.count == 1 &&
              strstr(result.places.items[0].message, "hotspot of peak 1.000 mA") != NULL);
    }
    ird_gate_result_free(&result);
    ird_rules_free(&rules);
    free_toy(&t);
}

static double metric_of(const ird_metric_list *list, const char *name) {
    for (size_t i = 0; i < list->items.count; i++) {
        if (strcmp(list->items.items[i].name, name) == 0) {
            return list->items.items[i].value;
        }
    }
    return (double)NAN;
}

static void test_toy_metrics(void) {
    toy t;
    ird_metric_list list = {0};
    make_toy(&t);
    const ird_report_input input = {"1.0", &t.answers, NULL, NULL, NULL, NULL};
    CHECK(ird_metric_list_build(&list, &input, NULL) == IRD_OK);
    CHECK_NEAR(metric_of(&list, "design_powergrid__headroom__worst__net:VDD__corner:"
                                "default"),
               1e-3, 1e-15);
    CHECK(isnan(metric_of(&list, "design_powergrid__headroom_percent__worst")));
    CHECK(isnan(metric_of(&list, "design_powergrid__voltage__worst__net:VDD__corner:"
                                 "default")));
    CHECK_NEAR(metric_of(&list, "design_powergrid__hotspot__count"), 1, 0);
    ird_metric_list_free(&list);
    free_toy(&t);
}

static void check_format(const toy *t, ird_report_format format,
                         const char *const *parts) {
    const ird_report_input input = {"1.0", &t->answers, NULL, NULL, NULL, NULL};
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    CHECK(stream != NULL && ird_report_print(stream, format, &input, NULL) == IRD_OK);
    CHECK(stream != NULL && fclose(stream) == 0);
    for (; *parts != NULL; parts++) {
        if (!CHECK(strstr(text, *parts) != NULL)) {
            fprintf(stderr, "    not there: %s\n    in: %s\n", *parts, text);
        }
    }
    free(text);
}

static void test_toy_reports(void) {
    static const char *const text[] = {"Unit        headroom in mA\n",
                                       "Hotspots    1 below 2.000 mA\n", NULL};
    static const char *const page[] = {
        "\"title\":\"Electromigration headroom\"", "\"label\":\"Headroom\"",
        "\"least_is_worst\":true", "\"threshold\":0.002", NULL};
    static const char *const json[] = {"\"worst_headroom_a\": 0.001", "\"unit\": \"A\"",
                                       NULL};
    static const char *const lyrdb[] = {"<description>Electromigration headroom</",
                                        "1.000 mA", NULL};
    static const char *const heatmap[] = {"value (A)", NULL};
    toy t;
    make_toy(&t);
    check_format(&t, IRD_REPORT_TEXT, text);
    check_format(&t, IRD_REPORT_PAGE, page);
    check_format(&t, IRD_REPORT_JSON, json);
    check_format(&t, IRD_REPORT_LYRDB, lyrdb);
    check_format(&t, IRD_REPORT_HEATMAP, heatmap);
    free_toy(&t);
}

int main(void) {
    RUN(test_words);
    RUN(test_thresholds);
    RUN(test_limits_and_text);
    RUN(test_toy_hotspots);
    RUN(test_toy_gate);
    RUN(test_toy_metrics);
    RUN(test_toy_reports);
    return check_summary("quantities");
}
