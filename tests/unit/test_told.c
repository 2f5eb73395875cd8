/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Oddities that are read all the same: each file of tests/told gives the note of the
 * table below; what was dropped is gone and the rest is there. And the list of notes
 * itself.
 */
#include "read_text.h"

#include "base/notes.h"

typedef struct told_case {
    const char *file; /* in tests/told */
    ird_status id;
    long line;
    size_t count;
    const char *text; /* part of it */
} told_case;

static const told_case cases[] = {
    {"lef_unknown_layer_in_via.lef", IRD_LEF_UNKNOWN_LAYER, 4, 1, "metal_77"},
    {"lef_unknown_layer_in_via.lef", IRD_LEF_VIA_BARE, 4, 1, "via \"v\""},
    {"lef_unknown_layer_in_power_pin.lef", IRD_LEF_UNKNOWN_LAYER, 6, 1, "metal_77"},
    {"lef_unknown_layer_in_power_pin.lef", IRD_LEF_PIN_BARE, 6, 1, "\"vdd\""},
    {"lef_unknown_layer_in_rule.lef", IRD_LEF_UNKNOWN_LAYER, 3, 1, "metal_77"},
    {"lef_bare_pin.lef", IRD_LEF_UNKNOWN_LAYER, 7, 2, "supply pin"},
    {"lef_bare_pin.lef", IRD_LEF_PIN_BARE, 7, 1, "\"p\""},
    {"lef_defines.lef", IRD_LEF_DEFINE, 2, 2, "&defines"},
    {"lef_properties_last.lef", IRD_LEF_NO_END, 6, 1, "END LIBRARY"},
    {"lef_extension_last.lef", IRD_LEF_NO_END, 8, 1, "END LIBRARY"},
    {"lef_put_together.lef", IRD_LEF_AFTER_END, 7, 1, "VERSION"},
    {"lef_unknown_words.lef", IRD_LEF_UNKNOWN_WORD, 3, 2, "SHINE"},
    {"lef_resistance_table.lef", IRD_LEF_TABLE, 3, 1, "PWL"},
    {"def_unknown_layer_in_pin.def", IRD_DEF_LOST_SHAPE, 5, 1, "metal_77"},
    {"def_bare_pin.def", IRD_DEF_LOST_SHAPE, 5, 1, "metal_77"},
    {"def_bare_pin.def", IRD_DEF_PIN_BARE, 5, 1, "\"vdd\""},
    {"def_blockage.def", IRD_DEF_LOST_SHAPE, 4, 1, "blockage"},
    {"def_unknown_pin.def", IRD_DEF_PIN_MISSING, 4, 1, "pin_77"},
    {"def_unknown_pin_of_macro.def", IRD_DEF_UNKNOWN_PIN, 7, 1, "macro inv"},
    {"def_pin_of_none.def", IRD_DEF_PIN_OF_NONE, 4, 1, "none_77"},
    {"def_no_width.def", IRD_DEF_NO_WIDTH, 5, 1, "( 0 0 ) to ( 900 0 )"},
    {"def_missing_units.def", IRD_DEF_NO_UNITS, 3, 1, "100"},
    {"def_duplicate_pin.def", IRD_DEF_PIN_AGAIN, 5, 1, "\"p\""},
    {"def_counts.def", IRD_DEF_COUNT, 5, 3, "COMPONENTS holds 1 entries"},
    {"def_unknown_attributes.def", IRD_DEF_UNKNOWN_WORD, 4, 2, "SHINE"},
    {"def_put_together.def", IRD_DEF_AFTER_END, 4, 1, "DESIGN"},
};

static ird_technology small; /* small.lef, for the DEF files */

/* The notes that a file gives, taken out of what was read. */
static ird_notes notes_of(const char *path) {
    ird_notes notes = {0};
    ird_error err = {0};
    if (strstr(path, ".lef") != NULL) {
        ird_technology t = {0};
        CHECK_OK(ird_lef_read(&t, path, NULL, &err), &err);
        CHECK(ird_notes_move(&notes, &t.notes, &err) == IRD_OK);
        ird_technology_free(&t);
    } else {
        ird_design d = {0};
        CHECK_OK(ird_def_read(&d, &small, path, NULL, &err), &err);
        CHECK(ird_notes_move(&notes, &d.notes, &err) == IRD_OK);
        ird_design_free(&d);
    }
    return notes;
}

static const ird_note *find_note(const ird_notes *notes, ird_status id) {
    for (size_t i = 0; i < notes->items.count; i++) {
        if (notes->items.items[i].id == id) {
            return &notes->items.items[i];
        }
    }
    return NULL;
}

/* Rows of the table that name the file: as many notes it gives. */
static size_t rows_of(const char *file) {
    size_t count = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        count += strcmp(cases[i].file, file) == 0;
    }
    return count;
}

static void test_files_are_read_and_told(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const told_case *c = &cases[i];
        char path[4096];
        snprintf(path, sizeof path, "%s/told/%s", IRD_TESTS_DIR, c->file);
        ird_notes notes = notes_of(path);
        const ird_note *note = find_note(&notes, c->id);
        bool ok = CHECK(note != NULL) && CHECK(note->line == c->line) &
                                             CHECK(note->count == c->count) &
                                             CHECK_TEXT(note->file, path) &
                                             CHECK(strstr(note->text, c->text) != NULL);
        ok &= CHECK(notes.items.count == rows_of(c->file));
        if (!ok) {
            fprintf(stderr, "    %s: %s, line %ld, count %zu, of %zu notes\n", c->file,
                    note != NULL ? note->text : "no note", note != NULL ? note->line : 0,
                    note != NULL ? note->count : 0, notes.items.count);
        }
        ird_notes_free(&notes);
    }
}

static void test_small_files_have_nothing_to_tell(void) {
    ird_notes notes = notes_of(IRD_TESTS_DIR "/data/small.lef");
    CHECK(notes.items.count == 0);
    ird_notes_free(&notes);
}

/* A pin given three times, with another in between: its ports add up in one place. */
static void test_ports_of_a_pin_add_up(void) {
    static const char text[] =
        "DESIGN d ; UNITS DISTANCE MICRONS 1000 ;\n"
        "PINS 4 ;\n"
        "- a + NET n + USE POWER + LAYER m1 ( 0 0 ) ( 1 1 ) + PLACED ( 10 0 ) N ;\n"
        "- a + NET n + LAYER m1 ( 0 0 ) ( 2 2 ) + PLACED ( 20 0 ) N ;\n"
        "- b + NET b + LAYER m1 ( 0 0 ) ( 3 3 ) + PLACED ( 30 0 ) N ;\n"
        "- a + NET n + LAYER m1 ( 0 0 ) ( 4 4 ) + PLACED ( 40 0 ) N ;\n"
        "END PINS END DESIGN\n";
    ird_design d = {0};
    ird_error err = {0};
    CHECK_OK(read_def_text(&d, &small, text, &err), &err);
    CHECK(d.pins.count == 2 && ird_names_count(&d.pin_names) == 2);
    const ird_pin *a = &d.pins.items[0];
    const ird_shape *shapes = &d.pin_shapes.items[a->first_shape];
    CHECK(a->shape_count == 3 && a->use == IRD_USE_POWER);
    CHECK_RECT(shapes[0].box, 10, 0, 11, 1);
    CHECK_RECT(shapes[1].box, 20, 0, 22, 2);
    CHECK_RECT(shapes[2].box, 40, 0, 44, 4);
    const ird_pin *b = &d.pins.items[1];
    CHECK(b->shape_count == 1);
    CHECK_RECT(d.pin_shapes.items[b->first_shape].box, 30, 0, 33, 3);
    CHECK(ird_notes_total(&d.notes, IRD_DEF_PIN_AGAIN) == 2);
    ird_design_free(&d);
}

/* `+ MASK n +`, as OpenROAD wrote it, is read as `+ MASK n`. */
static void test_the_plus_behind_a_mask(void) {
    static const char text[] =
        "DESIGN d ; UNITS DISTANCE MICRONS 1000 ;\n"
        "SPECIALNETS 1 ;\n"
        "- n + ROUTED m1 100 + SHAPE STRIPE + MASK 2 + ( 0 0 ) ( 10 * )\n"
        "  NEW m1 100 + MASK 1 ( 0 20 ) ( 10 * ) NEW m1 100 ( 0 40 ) MASK 3 ( 10 * )\n"
        "  + MASK 2 + RECT m1 ( 0 0 ) ( 7 3 ) + USE POWER ;\n"
        "END SPECIALNETS END DESIGN\n";
    ird_design d = {0};
    ird_error err = {0};
    CHECK_OK(read_def_text(&d, &small, text, &err), &err);
    CHECK(d.wires.count == 4 && d.special_nets.items[0].use == IRD_USE_POWER);
    CHECK_RECT(d.wires.items[0].box, 0, -50, 10, 50);
    CHECK(d.wires.items[0].shape == IRD_SHAPE_STRIPE);
    CHECK_RECT(d.wires.items[2].box, 0, -10, 10, 90);
    CHECK_RECT(d.wires.items[3].box, 0, 0, 7, 3);
    CHECK(d.notes.items.count == 0);
    ird_design_free(&d);
}

/* A bar of eight cuts beside plain cuts, in LEF and in DEF, either way round. */
static void test_cut_classes(void) {
    static const char lef[] =
        "LAYER a TYPE ROUTING ; END a\n"
        "LAYER v TYPE CUT ;\n"
        "  PROPERTY LEF58_SPACING \"SPACING 1 ;\" LEF58_CUTCLASS \"\n"
        "    CUTCLASS one WIDTH 0.1 ;\n"
        "    CUTCLASS bar WIDTH 0.1 LENGTH 0.8 CUTS 8 ORIENT HORIZONTAL ;\" ;\n"
        "END v\n"
        "LAYER b TYPE ROUTING ; END b\n"
        "VIA x LAYER a ; RECT 0 0 1 1 ; LAYER b ; RECT 0 0 1 1 ;\n"
        "  LAYER v ; RECT 0 0 0.1 0.1 ; RECT 0 0.2 0.8 0.3 ; RECT 0 0.4 0.1 1.2 ;\n"
        "  RECT 0 0 0.2 0.2 ; END x\n"
        "VIARULE r GENERATE LAYER a ; ENCLOSURE 0 0 ; LAYER b ; ENCLOSURE 0 0 ;\n"
        "  LAYER v ; RECT 0 0 0.1 0.8 ; SPACING 1 BY 1 ; RESISTANCE 16 ; END r\n"
        "VIA y VIARULE r ; CUTSIZE 0.8 0.1 ; LAYERS a v b ; CUTSPACING 1 1 ;\n"
        "  ENCLOSURE 0 0 0 0 ; ROWCOL 2 1 ; END y\n"
        "VIA z RESISTANCE 3 ; VIARULE r ; CUTSIZE 0.1 0.1 ; LAYERS a v b ;\n"
        "  CUTSPACING 1 1 ; ENCLOSURE 0 0 0 0 ; END z\n"
        "END LIBRARY\n";
    static const char def[] =
        "DESIGN d ; UNITS DISTANCE MICRONS 2000 ;\n"
        "VIAS 1 ; - w + VIARULE r + CUTSIZE 200 1600 + LAYERS a v b + CUTSPACING 9 9\n"
        "  + ENCLOSURE 0 0 0 0 + ROWCOL 1 2 ; END VIAS END DESIGN\n";
    ird_technology t = {0};
    ird_design d = {0};
    ird_error err = {0};
    CHECK_OK(read_lef_text(&t, lef, &err), &err);
    CHECK(t.notes.items.count == 0 && t.vias.count == 3);
    CHECK(t.vias.items[0].cut_count == 1 + 8 + 8 + 1); /* 0.2 is of no class */
    CHECK(t.vias.items[1].cut_count == 16);
    CHECK_NEAR(t.vias.items[1].resistance_ohm, 1, 1e-12);
    CHECK_NEAR(t.vias.items[2].resistance_ohm, 3, 0); /* its own before its rule's */
    CHECK_OK(read_def_text(&d, &t, def, &err), &err);
    CHECK(d.design_vias.items[0].cut_count == 16);
    CHECK_NEAR(d.design_vias.items[0].resistance_ohm, 1, 1e-12);
    ird_design_free(&d);
    ird_technology_free(&t);
}

static void test_well_pins(void) {
    static const char lef[] =
        "LAYER nw TYPE MASTERSLICE ; END nw LAYER m TYPE ROUTING ; END m\n"
        "MACRO a SIZE 1 BY 1 ;\n"
        " PIN VDD USE POWER ; PORT LAYER m ; RECT 0 0 1 1 ; END END VDD\n"
        " PIN odd USE POWER ; PORT LAYER nw ; RECT 0 0 1 1 ; END END odd\n"
        " PIN both USE GROUND ; PORT LAYER nw ; RECT 0 0 1 1 ; LAYER m ; RECT 0 0 1 1 ;\n"
        " END END both\n"
        " PIN VPB USE POWER ; PORT LAYER other ; RECT 0 0 1 1 ; END END VPB\n"
        " PIN VNW USE GROUND ; END VNW\n"
        " PIN gone USE POWER ; PORT LAYER other ; RECT 0 0 1 1 ; END END gone\n"
        " PIN sig USE SIGNAL ; PORT LAYER nw ; RECT 0 0 1 1 ; END END sig\n"
        "END a END LIBRARY\n";
    static const bool want[] = {false, true, false, true, true, false, false};
    ird_technology t = {0};
    ird_error err = {0};
    CHECK_OK(read_lef_text(&t, lef, &err), &err);
    CHECK(t.macro_pins.count == 7);
    for (size_t i = 0; i < t.macro_pins.count; i++) {
        CHECK(ird_macro_pin_is_well(&t, &t.macro_pins.items[i]) == want[i]);
    }
    ird_technology_free(&t);
}

static void test_the_list(void) {
    ird_notes notes = {0}, more = {0};
    ird_text text = {0};
    ird_error err = {0};
    CHECK(!ird_notes_count(&notes, IRD_DEF_COUNT, "a"));
    CHECK(ird_notes_add(&notes, IRD_DEF_COUNT, "a", 7, &err, "%d of them", 3) == IRD_OK);
    CHECK(ird_notes_add(&notes, IRD_DEF_COUNT, "a", 9, &err, "more") == IRD_OK);
    CHECK(ird_notes_add(&notes, IRD_DEF_COUNT, "b", 0, &err, "other") == IRD_OK);
    CHECK(notes.items.count == 2 && ird_notes_total(&notes, IRD_DEF_COUNT) == 3);
    CHECK(ird_notes_total(&notes, IRD_DEF_NO_UNITS) == 0);
    CHECK(ird_notes_copy(&more, &notes, &err) == IRD_OK && more.items.count == 2);
    CHECK(ird_notes_move(&more, &notes, &err) == IRD_OK && more.items.count == 4);
    CHECK(notes.items.count == 0);
    ird_notes_truncate(&more, 2);
    CHECK(ird_notes_write(&text, &more, &err) == IRD_OK);
    CHECK_TEXT(ird_text_get(&text), "a:7: 3 of them (the first of 2) [IRD-0221]\n"
                                    "b: other [IRD-0221]\n");
    ird_text_free(&text);
    ird_notes_free(&notes);
    ird_notes_free(&more);
}

int main(void) {
    ird_error err = {0};
    CHECK_OK(ird_lef_read(&small, IRD_TESTS_DIR "/data/small.lef", NULL, &err), &err);
    RUN(test_files_are_read_and_told);
    RUN(test_small_files_have_nothing_to_tell);
    RUN(test_ports_of_a_pin_add_up);
    RUN(test_the_plus_behind_a_mask);
    RUN(test_cut_classes);
    RUN(test_well_pins);
    RUN(test_the_list);
    ird_technology_free(&small);
    return check_summary("told");
}
