/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How delays grow as the supply falls: the law by hand, and the tables of two libraries.
 */
#include "check.h"

#include "liberty/delays.h"
#include "timing/delay_law.h"

static char folder[64];
static ird_error err;

static const char *file_of(const char *name, const char *text) {
    static char path[2][128];
    static int at;
    char *to = path[at++ % 2];
    snprintf(to, sizeof path[0], "%s/%s", folder, name);
    FILE *file = fopen(to, "wb");
    CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    return to;
}

/* delay(0.9) / delay(1.0) with alpha 2, vth 0.4: 0.9 / 0.25 over 1 / 0.36 = 1.296. */
static void test_law(void) {
    const ird_delay_law law = {2, 0.4};
    CHECK_NEAR(ird_delay_law_factor(&law, 1, 0.9), 1.296, 1e-12);
    CHECK_NEAR(ird_delay_law_factor(&law, 1, 1), 1, 1e-12);
    CHECK(isinf(ird_delay_law_factor(&law, 1, 0.4)));
    CHECK(isinf(ird_delay_law_factor(&law, 1, 0.1)));
    const ird_delay_law linear = {1, 0};
    CHECK_NEAR(ird_delay_law_factor(&linear, 1.1, 0.7), 1, 1e-12); /* V / V */
}

/* Twice as long at half of the voltage: delay as 1 / V, so 1 / 0.8 at 0.8 V. */
static void test_between(void) {
    CHECK_NEAR(ird_delay_between(2, 1.2, 0.6, 1, 0.8), 1.25, 1e-12);
    CHECK_NEAR(ird_delay_between(2, 1.2, 0.6, 1.2, 0.6), 2, 1e-12);
    CHECK_NEAR(ird_delay_between(1, 1.2, 0.6, 1, 0.8), 1, 1e-12);
    CHECK(isinf(ird_delay_between(2, 1.2, 0.6, 1, 0)));
}

#define CELL(name, rise, axis)                                                           \
    "cell (" name ") { pin (Y) { direction : output; timing () { related_pin : \"A\";"   \
    " cell_rise (t) { index_1 (\"" axis "\"); values (\"" rise "\"); }"                  \
    " cell_fall (scalar) { values (\"2\"); }"                                            \
    " rise_transition (t) { values (\"100, 100\"); }"                                    \
    " rise_constraint (t) { values (\"50, 50\"); } } } }\n"

static void read_delays(ird_liberty_delays *delays, const char *path) {
    if (!CHECK(ird_liberty_read_delays(delays, path, NULL, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
    }
}

/* Ratios 2, 4 and 1 of the entries: their geometric mean is 2. */
static void test_ratio(void) {
    ird_liberty_delays high = {0}, low = {0};
    read_delays(&high, file_of("high.lib", "library (h) { nom_voltage : 1.2;\n" CELL(
                                               "INV", "0.5, 1.5", "0.1, 0.2")
                                               CELL("BUF", "1, 1", "0.1, 0.2")
                                                   CELL("ODD", "1, -1", "1, 2") "}\n"));
    read_delays(&low, file_of("low.lib", "library (l) { operating_conditions (c) {\n"
                                         "process : 1; voltage : 0.9; }\n" CELL(
                                             "INV", "1, 6", "0.1, 0.2")
                                             CELL("BUF", "1, 1", "0.1, 0.3")
                                                 CELL("ODD", "1, 1", "1, 2") "}\n"));
    CHECK_NEAR(high.nominal_v, 1.2, 0);
    CHECK_NEAR(low.nominal_v, 0.9, 0);
    CHECK_NEAR(ird_liberty_delay_ratio(&high, &low, "INV"), 2, 1e-12);
    CHECK_NEAR(ird_liberty_delay_ratio(&low, &high, "INV"), 0.5, 1e-12);
    CHECK(isnan(ird_liberty_delay_ratio(&high, &low, "BUF"))); /* other loads */
    CHECK(isnan(ird_liberty_delay_ratio(&high, &low, "ODD"))); /* a delay below 0 */
    CHECK(isnan(ird_liberty_delay_ratio(&high, &low, "NONE")));
    ird_liberty_delays_free(&high);
    ird_liberty_delays_free(&low);
}

static void test_bad(void) {
    ird_liberty_delays delays = {0};
    CHECK(ird_liberty_read_delays(&delays, file_of("a.lib", "library (x) { }\n"), NULL,
                                  &err) == IRD_LIBERTY_VOLTAGE);
    CHECK(ird_liberty_read_delays(&delays, file_of("b.lib", "cell (x) { }\n"), NULL,
                                  &err) == IRD_LIBERTY_SYNTAX);
    CHECK(ird_liberty_read_delays(
              &delays,
              file_of("c.lib",
                      "library (x) { nom_voltage : 1; cell (A) { pin (Y) { timing () {"),
              NULL, &err) == IRD_LIBERTY_TRUNCATED);
    CHECK(delays.cells.count == 0);
}

/* Nangate45: half pitch of metal1 70 nm. */
static void test_nodes(void) {
    ird_technology tech = {0};
    CHECK_NEAR(ird_delay_law_of(&tech).alpha, 1.3, 0); /* no layer has a pitch */
    const double pitches_um[] = {0.34, 0.14, 0.036}, alphas[] = {1.5, 1.3, 1.2},
                 vths_v[] = {0.45, 0.4, 0.3};
    ird_layer layer = {.kind = IRD_LAYER_ROUTING};
    CHECK(ird_vec_reserve(&tech.layers, 1, "testing", &err) == IRD_OK);
    tech.layers.count = 1;
    for (int i = 0; i < 3; i++) {
        layer.pitch_x_um = layer.pitch_y_um = pitches_um[i];
        tech.layers.items[0] = layer;
        CHECK_NEAR(ird_delay_law_of(&tech).alpha, alphas[i], 0);
        CHECK_NEAR(ird_delay_law_of(&tech).vth_v, vths_v[i], 0);
    }
    ird_technology_free(&tech);
}

int main(void) {
    snprintf(folder, sizeof folder, "delays_XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    RUN(test_law);
    RUN(test_between);
    RUN(test_ratio);
    RUN(test_bad);
    RUN(test_nodes);
    const char *names[] = {"high.lib", "low.lib", "a.lib", "b.lib", "c.lib"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        CHECK(unlink(path) == 0);
    }
    CHECK(rmdir(folder) == 0);
    return check_summary("delays");
}
