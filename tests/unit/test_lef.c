/* SPDX-License-Identifier: BSD-3-Clause
 *
 * tests/data/small.lef, its numbers worked out by hand.
 */
#include "read_text.h"

static void check_um(ird_rect_um got, double x0, double y0, double x1, double y1,
                     int line) {
    double worst = fmax(fmax(fabs(got.x0_um - x0), fabs(got.y0_um - y0)),
                        fmax(fabs(got.x1_um - x1), fabs(got.y1_um - y1)));
    if (!check_that(worst < 1e-12, "the box is the expected one", __FILE__, line)) {
        fprintf(stderr, "    got %g %g %g %g\n", got.x0_um, got.y0_um, got.x1_um,
                got.y1_um);
    }
}
#define CHECK_UM(got, x0, y0, x1, y1) check_um((got), (x0), (y0), (x1), (y1), __LINE__)

static void read_small(ird_technology *tech) {
    ird_error err = {0};
    CHECK_OK(ird_lef_read(tech, IRD_TESTS_DIR "/data/small.lef", NULL, &err), &err);
}

static void test_layers(void) {
    ird_technology tech = {0};
    read_small(&tech);
    CHECK(tech.lef_units == 1000 && tech.files == 1 && tech.unended == 0);
    CHECK(tech.layers.count == 6 && ird_names_count(&tech.layer_names) == 6);
    CHECK_TEXT(ird_names_get(&tech.layer_names, 2), "m1"); /* the order of the file */
    const ird_layer *l = tech.layers.items;
    CHECK(l[0].is_backside && !l[1].is_backside && !l[2].is_backside);
    CHECK(l[1].kind == IRD_LAYER_MASTERSLICE && isnan(l[1].width_um));
    CHECK(l[2].kind == IRD_LAYER_ROUTING && l[2].direction == IRD_DIRECTION_HORIZONTAL);
    CHECK(l[2].pitch_x_um == 0.2 && l[2].pitch_y_um == 0.2 && l[2].width_um == 0.1);
    CHECK(l[2].spacing_um == 0.12 && l[2].sheet_ohm == 0.38 && isnan(l[2].cut_ohm));
    CHECK(l[2].thickness_um == 0.15 && l[2].height_um == 0.4);
    CHECK(l[3].kind == IRD_LAYER_CUT && l[3].cut_ohm == 5.5 && isnan(l[3].sheet_ohm));
    CHECK(l[4].pitch_x_um == 0.2 && l[4].pitch_y_um == 0.3 && l[4].spacing_um == 0.14);
    CHECK(l[4].direction == IRD_DIRECTION_VERTICAL && l[4].sheet_ohm == 0.25);
    CHECK(l[5].kind == IRD_LAYER_OVERLAP);
    CHECK(l[2].area_pf_um2 == 1e-4 && l[2].edge_pf_um == 3e-5);
    CHECK(isnan(l[4].area_pf_um2) && isnan(l[4].edge_pf_um));
    CHECK(tech.sites.count == 1 && tech.sites.items[0].width_um == 0.5 &&
          tech.sites.items[0].height_um == 2);
    ird_technology_free(&tech);
}

static void test_vias(void) {
    ird_technology tech = {0};
    read_small(&tech);
    CHECK(tech.vias.count == 3);
    const ird_via *fix = &tech.vias.items[find_name(&tech.via_names, "fix")];
    const ird_shape_um *s = &tech.via_shapes.items[fix->first_shape];
    CHECK(fix->is_default && fix->resistance_ohm == 7 && fix->shape_count == 4);
    CHECK(fix->bottom == 2 && fix->cut == 3 && fix->top == 4 && fix->cut_count == 1);
    CHECK_UM(s[1].box, -0.05, -0.05, 0.05, 0.05);
    CHECK_UM(s[2].box, -0.1, -0.1, 0.1, 0);
    CHECK_UM(s[3].box, -0.1, 0, 0, 0.1);

    /* 2 rows of 3 cuts of 0.1, 0.1 apart, are 0.5 x 0.3 around (0.5, 0). */
    const ird_via *arr = &tech.vias.items[find_name(&tech.via_names, "arr")];
    s = &tech.via_shapes.items[arr->first_shape];
    CHECK(!arr->is_default && isnan(arr->resistance_ohm));
    CHECK(arr->shape_count == 8 && arr->cut_count == 6);
    CHECK(s[0].layer == 2 && s[1].layer == 3 && s[7].layer == 4);
    CHECK_UM(s[0].box, 0.2, -0.15, 0.8, 0.15);
    CHECK_UM(s[1].box, 0.25, -0.15, 0.35, -0.05);
    CHECK_UM(s[6].box, 0.65, 0.05, 0.75, 0.15);
    CHECK_UM(s[7].box, 0.35, -0.2, 0.85, 0.2);

    const ird_via *fat = &tech.vias.items[find_name(&tech.via_names, "fat")];
    CHECK(fat->cut_count == 2 && fat->bottom == 2 && fat->top == 4);
    ird_technology_free(&tech);
}

/* OpenROAD's write_lef puts the rule's values as DEF does: + before, no ; behind. */
static void test_via_of_a_rule_as_openroad_writes_it(void) {
    ird_technology tech = {0};
    ird_error err = {0};
    read_small(&tech);
    CHECK_OK(read_lef_text(&tech,
                           "VIA gen\n\n    TOPOFSTACKONLY\n    VIARULE rule \n"
                           " + CUTSIZE 0.1 0.1\n + LAYERS m1 v1 m2\n"
                           " + CUTSPACING 0.1 0.1\n + ENCLOSURE 0.05 0 0.05 0.1\n"
                           " + ROWCOL 2 3\n + ORIGIN 0.5 0\n + OFFSET 0 0 0.1 0\n"
                           " + PATTERNNAME 1_A_1_E\nEND gen\n"
                           "VIA last + CUTSIZE 1 1 END last\nEND LIBRARY\n",
                           &err),
             &err);
    CHECK(tech.vias.count == 5);
    const ird_via *gen = &tech.vias.items[find_name(&tech.via_names, "gen")];
    const ird_shape_um *s = &tech.via_shapes.items[gen->first_shape];
    CHECK(gen->bottom == 2 && gen->cut == 3 && gen->top == 4 && gen->cut_count == 5);
    CHECK(gen->shape_count == 7);
    CHECK_UM(s[0].box, 0.2, -0.15, 0.8, 0.15);
    CHECK_UM(s[1].box, 0.25, -0.15, 0.35, -0.05); /* the row 101 */
    CHECK_UM(s[2].box, 0.65, -0.15, 0.75, -0.05);
    CHECK_UM(s[3].box, 0.25, 0.05, 0.35, 0.15); /* the row 111 */
    CHECK_UM(s[6].box, 0.3, -0.25, 0.9, 0.25);
    ird_technology_free(&tech);
}

static void test_via_rules(void) {
    ird_technology tech = {0};
    read_small(&tech);
    CHECK(tech.via_rules.count == 2);
    const ird_via_rule *r =
        &tech.via_rules.items[find_name(&tech.via_rule_names, "rule")];
    CHECK(r->is_generate && r->metal[0] == 2 && r->metal[1] == 4 && r->cut == 3);
    CHECK(r->enclosure_um[0][0] == 0.05 && r->enclosure_um[0][1] == 0.01);
    CHECK(r->enclosure_um[1][0] == 0.06 && r->enclosure_um[1][1] == 0.02);
    CHECK(r->cut_spacing_um[0] == 0.2 && r->cut_spacing_um[1] == 0.22 && r->cut_ohm == 5);
    CHECK_UM(r->cut_box, -0.05, -0.05, 0.05, 0.05);
    r = &tech.via_rules.items[find_name(&tech.via_rule_names, "turn")];
    CHECK(!r->is_generate && r->metal[0] == 2 && r->metal[1] == 4 && r->cut == -1);
    CHECK(r->enclosure_um[0][0] == 0.03 && r->enclosure_um[0][1] == 0.04);
    ird_technology_free(&tech);
}

static void test_macros(void) {
    ird_technology tech = {0};
    read_small(&tech);
    CHECK(tech.macros.count == 3 && tech.repeated == 1);
    const ird_macro *inv = &tech.macros.items[find_name(&tech.macro_names, "inv")];
    CHECK(inv->class_ == IRD_MACRO_CORE && inv->class_detail == -1);
    CHECK(inv->width_um == 1 && inv->height_um == 2 && inv->origin.x_um == 0.25);
    CHECK(inv->pin_count == 4 && inv->has_signal_pin);
    CHECK(!ird_macro_is_physical_only(inv));
    const ird_macro_pin *pin = &tech.macro_pins.items[inv->first_pin];
    CHECK(pin[0].shape_count == 0 && pin[1].direction == IRD_PIN_OUTPUT);
    CHECK(pin[2].use == IRD_USE_POWER && pin[2].direction == IRD_PIN_INOUT);
    CHECK(pin[3].use == IRD_USE_GROUND);
    CHECK_TEXT(ird_names_get(&tech.pin_names, pin[3].name), "vss");

    const ird_macro *fill = &tech.macros.items[find_name(&tech.macro_names, "fill")];
    CHECK(ird_macro_is_physical_only(fill));
    CHECK_TEXT(ird_names_get(&tech.keyword_names, fill->class_detail), "SPACER");
    CHECK(fill->site == -1); /* it says none */
    CHECK_TEXT(ird_names_get(&tech.keyword_names, inv->site), "unit");
    const ird_macro *ram = &tech.macros.items[find_name(&tech.macro_names, "ram")];
    CHECK(ram->class_ == IRD_MACRO_BLOCK && !ird_macro_is_physical_only(ram));
    CHECK(find_name(&tech.pin_names, "another") == -1); /* of the repeated inv */
    ird_technology_free(&tech);
}

/* All shapes of inv are moved by its ORIGIN (0.25, 1). */
static void test_ports(void) {
    ird_technology tech = {0};
    read_small(&tech);
    const ird_macro *inv = &tech.macros.items[find_name(&tech.macro_names, "inv")];
    const ird_macro_pin *vdd = &tech.macro_pins.items[inv->first_pin + 2];
    const ird_shape_um *s = &tech.pin_shapes.items[vdd->first_shape];
    CHECK(vdd->shape_count == 11);
    CHECK_UM(s[0].box, 0, 1.9, 1, 2);
    CHECK_UM(s[1].box, 0.2, 0.95, 0.3, 1.55); /* PATH: half of 0.1 at all sides */
    CHECK_UM(s[2].box, 0.25, 1.4, 0.45, 1.6); /* one point, WIDTH 0.2 */
    CHECK_UM(s[3].box, 0.25, 1, 0.35, 1.1);   /* 2 by 2 steps of 0.2, 0.3 */
    CHECK_UM(s[4].box, 0.45, 1, 0.55, 1.1);
    CHECK_UM(s[6].box, 0.45, 1.3, 0.55, 1.4);
    CHECK(s[6].layer == 4 && s[7].layer == 2 && s[8].layer == 3);
    CHECK_UM(s[7].box, 0.68, 1.45, 0.82, 1.55); /* via fix at (0.5, 0.5) */
    const ird_macro_pin *vss = vdd + 1;
    CHECK(vss->shape_count == 1);
    CHECK_UM(tech.pin_shapes.items[vss->first_shape].box, 0, 0, 1, 0.1);
    ird_technology_free(&tech);
}

static void test_files_add_up_and_the_first_definition_stays(void) {
    ird_technology tech = {0};
    ird_error err = {0};
    read_small(&tech);
    CHECK_OK(read_lef_text(&tech,
                           "LAYER m1 TYPE CUT ; END m1\n"
                           "LAYER m9 TYPE routing ; END m9\n"
                           "VIA fix LAYER m1 ; RECT 0 0 1 1 ; END fix\n"
                           "MACRO more CLASS RING ; SIZE 3 BY 4 ; END more\n"
                           "END LIBRARY\n"
                           "anything",
                           &err),
             &err);
    CHECK(tech.files == 2 && tech.repeated == 3 && tech.layers.count == 7);
    CHECK(tech.layers.items[2].kind == IRD_LAYER_ROUTING && tech.lef_units == 1000);
    CHECK(tech.vias.count == 3 && tech.via_shapes.count == 16);
    CHECK(tech.macros.count == 4 && tech.macros.items[3].height_um == 4);
    ird_technology_free(&tech);
}

static void test_end_library_may_be_missing_behind_a_definition(void) {
    ird_technology tech = {0};
    ird_error err = {0};
    CHECK_OK(read_lef_text(&tech, "VERSION 5.6 ;\nMACRO a SIZE 1 BY 1 ; END a\n", &err),
             &err);
    CHECK(tech.unended == 1 && tech.macros.count == 1);
    ird_technology_free(&tech);
}

/* Rules by which metal can be added: read as the LEF reference has them. */
static void test_rules(void) {
    static const char lef[] =
        "MANUFACTURINGGRID 0.005 ;\n"
        "LAYER a\n TYPE ROUTING ;\n WIDTH 0.1 ;\n MINWIDTH 0.08 ;\n MAXWIDTH 12 ;\n"
        " OFFSET 0.1 0.2 ;\n SPACING 0.12 ;\n SPACING 0.3 RANGE 1.5 100 ;\n"
        " SPACING 0.2 ENDOFLINE 0.1 WITHIN 0.05 ;\n"
        " AREA 0.07 ;\n MINIMUMCUT 2 WIDTH 1.4 FROMBELOW ;\n MINIMUMCUT 4 WIDTH 3 ;\n"
        " PROPERTY LEF58_WIDTHTABLE \"WIDTHTABLE 0.1 0.3 0.9 ; WIDTHTABLE 0.2 0.4 "
        "WRONGDIRECTION ;\" ;\nEND a\n"
        "LAYER b\n TYPE ROUTING ;\n OFFSET 0.7 ;\n"
        " SPACINGTABLE PARALLELRUNLENGTH 0 0.5\n  WIDTH 0 0.1 0.15\n"
        "  WIDTH 0.4 0.1 0.25 ;\nEND b\n"
        "LAYER c\n TYPE ROUTING ;\n"
        " SPACINGTABLE TWOWIDTHS WIDTH 0 0.1 0.2 WIDTH 0.3 PRL 0.4 0.2 0.6 ;\nEND c\n"
        "END LIBRARY\n";
    ird_technology tech = {0};
    ird_error err = {0};
    CHECK_OK(read_lef_text(&tech, lef, &err), &err);
    const ird_layer *l = tech.layers.items;
    CHECK(tech.grid_um == 0.005 && tech.notes.items.count == 0);
    CHECK(l[0].min_width_um == 0.08 && l[0].max_width_um == 12);
    CHECK(l[0].min_area_um2 == 0.07 && isnan(l[1].min_area_um2));
    CHECK(l[0].offset_x_um == 0.1 && l[0].offset_y_um == 0.2);
    CHECK(l[1].offset_x_um == 0.7 && l[1].offset_y_um == 0.7 && isnan(l[1].max_width_um));
    CHECK(l[0].spacing_um == 0.12 && l[1].spacing_um == 0.1 && l[2].spacing_um == 0.1);
    CHECK(l[0].spacing_count == 2 && l[1].spacing_count == 4 && l[2].spacing_count == 4);
    const ird_spacing_rule *s = tech.spacings.items;
    CHECK(s[0].width_um == 0 && s[0].spacing_um == 0.12);
    CHECK(s[1].width_um < 1.5 && s[1].width_um > 1.4999 && s[1].spacing_um == 0.3);
    CHECK(s[5].width_um == 0.4 && s[5].run_um == 0.5 && s[5].spacing_um == 0.25);
    CHECK(s[9].width_um == 0.3 && s[9].run_um == 0 && s[9].spacing_um == 0.6);
    CHECK(l[0].width_count == 3 && tech.widths_um.items[l[0].first_width + 2] == 0.9);
    CHECK(l[0].min_cut_count == 2 && l[1].min_cut_count == 0);
    const ird_min_cut_rule *m = tech.min_cuts.items;
    CHECK(m[0].cuts == 2 && m[0].width_um == 1.4 && m[0].from_below && !m[0].from_above);
    CHECK(m[1].cuts == 4 && m[1].width_um == 3 && m[1].from_below && m[1].from_above);
    ird_technology_free(&tech);
}

/* What is in the way: OBS and signal pins, moved by ORIGIN; layers and vias that nobody
 * defines are in the way of nothing. */
static void test_obs(void) {
    static const char lef[] =
        "LAYER a\n TYPE ROUTING ;\n WIDTH 0.1 ;\nEND a\n"
        "MACRO m\n SIZE 4 BY 4 ;\n ORIGIN 1 0 ;\n"
        " PIN s\n  PORT\n   LAYER a ;\n   RECT 0 0 1 1 ;\n  END\n END s\n"
        " PIN p\n  USE POWER ;\n  PORT\n   LAYER a ;\n   RECT 0 3 1 4 ;\n  END\n END p\n"
        " OBS\n  LAYER a SPACING 0.1 ;\n   RECT 1 1 2 3 ;\n"
        "   RECT ITERATE 0 0 0.1 0.1 DO 2 BY 1 STEP 1 0 ;\n  LAYER nowhere ;\n"
        "   RECT 0 0 1 1 ;\n   VIA 0 0 nothing ;\n END\nEND m\n"
        "MACRO m\n OBS\n  LAYER a ;\n   RECT 0 0 9 9 ;\n END\nEND m\n"
        "END LIBRARY\n";
    ird_technology tech = {0};
    ird_error err = {0};
    CHECK_OK(read_lef_text(&tech, lef, &err), &err);
    CHECK(tech.macros.count == 1 && tech.repeated == 1 && tech.notes.items.count == 0);
    const ird_macro *m = &tech.macros.items[0];
    CHECK(m->first_obs == 0 && m->obs_count == 4 && tech.obs_shapes.count == 4);
    CHECK(tech.pin_shapes.count == 1);
    CHECK_UM(tech.obs_shapes.items[0].box, 1, 0, 2, 1);
    CHECK_UM(tech.obs_shapes.items[1].box, 2, 1, 3, 3);
    CHECK_UM(tech.obs_shapes.items[3].box, 2, 0, 2.1, 0.1);
    ird_technology_free(&tech);
}

int main(void) {
    RUN(test_rules);
    RUN(test_obs);
    RUN(test_layers);
    RUN(test_vias);
    RUN(test_via_of_a_rule_as_openroad_writes_it);
    RUN(test_via_rules);
    RUN(test_macros);
    RUN(test_ports);
    RUN(test_files_add_up_and_the_first_definition_stays);
    RUN(test_end_library_may_be_missing_behind_a_definition);
    return check_summary("lef");
}
