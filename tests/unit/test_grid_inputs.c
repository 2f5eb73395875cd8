/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Layer resistances and source files: where values come from, and bad inputs.
 */
#include "grid_text.h"

static void read_lef(ird_technology *tech) {
    ird_error err = {0};
    ird_input input = {.data = GRID_LEF, .size = strlen(GRID_LEF), .path = "grid.lef"};
    grid_text_stop(ird_lef_read_input(tech, &input, NULL, &err), &err);
}

static void check_value(const ird_technology *tech, const ird_layer_rc *rc,
                        const char *layer, double ohm, ird_rc_origin origin) {
    int32_t id = ird_names_find(&tech->layer_names, layer, strlen(layer));
    if (CHECK(id >= 0)) {
        CHECK_NEAR(rc->values.items[id].ohm, ohm, 1e-12);
        CHECK_TEXT(ird_rc_origin_name(rc->values.items[id].origin),
                   ird_rc_origin_name(origin));
    }
}

/* Nangate45's own setRC line for metal1 of 0.07 um: 5.43e-3 kohm/um is 0.3801 ohm/sq. */
static void test_set_layer_rc(void) {
    ird_technology tech = {0};
    ird_layer_rc rc = {0};
    ird_rc_settings settings = {0};
    ird_error err = {0};
    read_lef(&tech);
    tech.layers.items[0].width_um = 0.07;
    CHECK(ird_rc_set_layer(&settings, &tech, "m1", 1, 1000, &err) == IRD_OK);
    CHECK(ird_rc_set_layer(&settings, &tech, "m1", 5.43e-3, 1000, &err) == IRD_OK);
    CHECK(ird_rc_set_via(&settings, &tech, "v2", 3.37e-3, 1000, &err) == IRD_OK);
    CHECK(settings.items.count == 2);
    CHECK(ird_layer_rc_build(&rc, &tech, &settings, &err) == IRD_OK);
    check_value(&tech, &rc, "m1", 0.3801, IRD_RC_SET);
    check_value(&tech, &rc, "v1", 2, IRD_RC_LEF);
    check_value(&tech, &rc, "v2", 3.37, IRD_RC_SET);
    check_value(&tech, &rc, "m3", 0.02, IRD_RC_LEF);
    ird_layer_rc_free(&rc);
    ird_rc_settings_free(&settings);
    ird_technology_free(&tech);
}

/* Without a value: that of the layer below, else above, of the same kind; zero is none.
 */
static void test_missing_resistances(void) {
    ird_technology tech = {0};
    ird_layer_rc rc = {0};
    ird_error err = {0};
    read_lef(&tech);
    tech.layers.items[0].sheet_ohm = 0;
    tech.layers.items[1].cut_ohm = (double)NAN;
    tech.layers.items[3].cut_ohm = 0;
    tech.layers.items[4].sheet_ohm = (double)NAN;
    CHECK(ird_layer_rc_build(&rc, &tech, NULL, &err) == IRD_OK);
    check_value(&tech, &rc, "m1", 0.05, IRD_RC_ASSUMED);
    check_value(&tech, &rc, "m2", 0.05, IRD_RC_LEF);
    check_value(&tech, &rc, "m3", 0.05, IRD_RC_ASSUMED);
    check_value(&tech, &rc, "v1", IRD_ASSUMED_CUT_OHM, IRD_RC_ASSUMED);
    check_value(&tech, &rc, "v2", IRD_ASSUMED_CUT_OHM, IRD_RC_ASSUMED);
    CHECK(rc.values.items[0].assumed_from == 2 && rc.values.items[1].assumed_from == -1);
    ird_layer_rc_free(&rc);
    ird_technology_free(&tech);
}

static void test_bad_resistances(void) {
    ird_technology tech = {0};
    ird_rc_settings settings = {0};
    ird_error err = {0};
    read_lef(&tech);
    CHECK(ird_rc_set_layer(&settings, &tech, "m9", 1, 1, &err) == IRD_RC_LAYER);
    CHECK_TEXT(err.detail, "m9");
    CHECK(ird_rc_set_layer(&settings, &tech, "v1", 1, 1, &err) == IRD_RC_LAYER);
    CHECK(ird_rc_set_via(&settings, &tech, "m1", 1, 1, &err) == IRD_RC_LAYER);
    CHECK(ird_rc_set_via(&settings, &tech, "v1", 0, 1, &err) == IRD_RC_VALUE);
    CHECK(ird_rc_set_layer(&settings, &tech, "m1", -1, 1, &err) == IRD_RC_VALUE);
    CHECK(ird_rc_set_layer(&settings, &tech, "m1", (double)NAN, 1, &err) == IRD_RC_VALUE);
    tech.layers.items[0].width_um = (double)NAN;
    CHECK(ird_rc_set_layer(&settings, &tech, "m1", 1, 1, &err) == IRD_RC_WIDTH);
    CHECK(settings.items.count == 0);
    ird_technology_free(&tech);
}

static ird_status read_places(ird_source_places *places, const char *text,
                              ird_error *err) {
    ird_technology tech = {0};
    read_lef(&tech);
    ird_input input = {.data = text, .size = strlen(text), .path = "sources.loc"};
    ird_status status = ird_source_places_read_input(places, &input, &tech, err);
    ird_technology_free(&tech);
    return status;
}

static void test_source_files(void) {
    ird_source_places places = {0};
    ird_error err = {0};
    CHECK(read_places(&places, "# bumps\n\n 50, 51.5,20 ,1.1\r\n1e1,2,0,1.1", &err) ==
          IRD_OK);
    CHECK(places.items.count == 2);
    CHECK_NEAR(places.volt, 1.1, 0);
    CHECK_NEAR(places.items.items[0].x_um, 50, 0);
    CHECK_NEAR(places.items.items[0].y_um, 51.5, 0);
    CHECK_NEAR(places.items.items[0].size_um, 20, 0);
    CHECK(places.items.items[0].layer == -1);
    CHECK_NEAR(places.items.items[1].x_um, 10, 0);
    CHECK(read_places(&places,
                      "*vsrc_name x y layer_name\n* a 1 2 m3\nb\t3.5 -4 m2\n*c 5 6 m1\n",
                      &err) == IRD_OK);
    CHECK(places.items.count == 3 && isnan(places.volt));
    CHECK(places.items.items[0].layer == 4 && places.items.items[1].layer == 2);
    CHECK_NEAR(places.items.items[1].y_um, -4, 0);
    CHECK_NEAR(places.items.items[2].x_um, 5, 0);
    ird_source_places_free(&places);
}

static void test_bad_source_files(void) {
    static const struct {
        const char *text;
        ird_status status;
        long line;
    } cases[] = {
        {"1,2,3,1.1\n1,2,3\n", IRD_SOURCE_SYNTAX, 2},
        {"1,2,3,1.1,5\n", IRD_SOURCE_SYNTAX, 1},
        {"1,2,3,1.1,\n", IRD_SOURCE_SYNTAX, 1},
        {"1,2,x,1.1\n", IRD_SOURCE_SYNTAX, 1},
        {"1,2,-3,1.1\n", IRD_SOURCE_SYNTAX, 1},
        {"1,2,3,inf\n", IRD_SOURCE_SYNTAX, 1},
        {"1e300,2,3,1\n", IRD_SOURCE_SYNTAX, 1},
        {"\n# a\n1,2,3,1.1\n1,2,3,1.2\n", IRD_SOURCE_VOLTAGE, 4},
        {"a 1 2 m9\n", IRD_SOURCE_LAYER, 1},
        {"a 1 2 v1\n", IRD_SOURCE_LAYER, 1},
        {"a 1 2\n", IRD_SOURCE_SYNTAX, 1},
        {"a 1 b m1\n", IRD_SOURCE_SYNTAX, 1},
        {"", IRD_SOURCE_EMPTY, 0},
        {"# nothing\n* name X Y LAYER\n*\n", IRD_SOURCE_EMPTY, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ird_source_places places = {.volt = 7};
        ird_error err = {0};
        CHECK(read_places(&places, cases[i].text, &err) == cases[i].status);
        CHECK(err.line == cases[i].line && err.text[0] != '\0');
        CHECK_TEXT(err.file, "sources.loc");
        CHECK(places.items.count == 0 && places.volt == 7);
    }
    ird_source_places places = {0};
    ird_technology tech = {0};
    ird_error err = {0};
    CHECK(ird_source_places_read(&places, "no/such/file", &tech, &err) == IRD_FILE_OPEN);
}

/* Nothing that a pitch or a die may be makes a program run for ever. */
static void test_too_many_sources(void) {
    grid_text g = {0};
    ird_error err = {0};
    grid_text_read(&g, "", "",
                   "+ ROUTED m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n");
    g.options.sources.type = IRD_SOURCE_BUMPS;
    g.options.sources.bump_pitch_x_um = 1e-3;
    g.options.sources.bump_pitch_y_um = 1e-3;
    CHECK(ird_extract(&g.grid, &g.design, &g.tech, &g.rc, NULL, &g.options, NULL, &err) ==
          IRD_SOURCE_OPTION);
    g.options.sources = ird_source_defaults;
    g.options.sources.type = IRD_SOURCE_STRAPS;
    g.options.sources.strap_pitch_tracks = 1e-9;
    CHECK(ird_extract(&g.grid, &g.design, &g.tech, &g.rc, NULL, &g.options, NULL, &err) ==
          IRD_SOURCE_OPTION);
    g.options.sources = ird_source_defaults;
    g.design.wires.items[0].box.y1_dbu = INT64_C(1) << 50;
    CHECK(ird_extract(&g.grid, &g.design, &g.tech, &g.rc, NULL, &g.options, NULL, &err) ==
          IRD_GRID_TOO_LARGE);
    grid_text_free(&g);
}

int main(void) {
    RUN(test_set_layer_rc);
    RUN(test_missing_resistances);
    RUN(test_bad_resistances);
    RUN(test_source_files);
    RUN(test_bad_source_files);
    RUN(test_too_many_sources);
    return check_summary("grid_inputs");
}
