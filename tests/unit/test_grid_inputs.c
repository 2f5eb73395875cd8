/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Layer resistances and where they come from; sources beyond any number.
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
    tech.layers.items[0].sheet_ohm = 0.1;
    ird_layer_rc nearest = {0};
    CHECK(ird_layer_rc_build(&nearest, &tech, NULL, &err) == IRD_OK);
    check_value(&tech, &nearest, "m3", 0.05, IRD_RC_ASSUMED); /* m2, not m1 */
    ird_layer_rc_free(&nearest);
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
    RUN(test_too_many_sources);
    return check_summary("grid_inputs");
}
