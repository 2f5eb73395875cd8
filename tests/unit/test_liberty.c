/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Liberty: a small file whose values are to be read off, bad ones, and the two libraries
 * of the shared data with values read off by eye.
 */
#include "check.h"

#include "liberty/liberty.h"

static char folder[64];

static const char *file_of(const char *text, size_t size) {
    static char path[128];
    snprintf(path, sizeof path, "%s/lib", folder);
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(text, 1, size, file) == size);
    CHECK(file != NULL && fclose(file) == 0);
    return path;
}

static const char SMALL[] =
    "/* a { remark \" */\nlibrary (\"small\") {\n"
    "  time_unit : \"1ns\"; leakage_power_unit : \"10pW\";\n"
    "  pulling_resistance_unit : \"1kohm\" ;\n"
    "  capacitive_load_unit (2, ff);\n  nom_voltage : 0.9\n"
    "  default_output_pin_cap : 0.5;\n"
    "  define(thing, cell, string);\n"
    "  lu_table_template (t) { variable_1 : input_net_transition; \\\n"
    "    index_1 (\"0, 1, 2\"); }\n"
    "  cell (INV) { area : 1.5; cell_leakage_power : 3;\n"
    "    leakage_power () { when : \"A\"; value : 7; }\n"
    "    pin (A) { direction : input; capacitance : 1.25;\n"
    "      timing () { related_pin : \"A }\"; values (\"1, 2\", \\\n\"3, 4\"); } }\n"
    "    pin (Y) { function : \"(!A)\"; direction : output; } }\n"
    "  cell (\"FF\") { ff (IQ, IQN) { clocked_on : \"CK\"; next_state : \"D\"; }\n"
    "    clock_gating_integrated_cell : \"latch_posedge\";\n"
    "    leakage_power () { value : 4; } leakage_power () { value : \"6\"; }\n"
    "    pin (CK, D) { direction : \"input\"; clock : true; capacitance : 2; }\n"
    "    bus (Q) { bus_type : b4; direction : output; capacitance : 3;\n"
    "      pin (Q[0]) { capacitance : 9; } } }\n"
    "  cell (CAP) { is_decap_cell : true; area : 4; }\n"
    "  cell (FILL) { is_filler_cell : true; }\n"
    "  cell (INV) { area : 9; pin (A) { capacitance : 9; } }\n"
    "}\n";

static void test_small(void) {
    ird_liberty lib = {0};
    ird_error err = {0};
    CHECK(ird_liberty_read(&lib, file_of(SMALL, sizeof SMALL - 1), NULL, &err) == IRD_OK);
    CHECK(lib.cells.count == 4 && lib.repeated == 1 && lib.files == 1);
    CHECK(lib.nominal_v == 0.9 && lib.pulling_ohm == 1000);
    const ird_liberty_cell *inv = ird_liberty_find(&lib, "INV");
    CHECK(inv != NULL && inv->area_um2 == 1.5 && inv->pin_count == 2);
    CHECK_NEAR(inv->leakage_w, 30e-12, 1e-24);
    CHECK(!inv->is_sequential && !inv->is_decap && !inv->is_filler);
    const ird_liberty_pin *a = ird_liberty_find_pin(&lib, inv, "A");
    const ird_liberty_pin *y = ird_liberty_find_pin(&lib, inv, "Y");
    CHECK_NEAR(a->farad, 2.5e-15, 1e-28);
    CHECK_NEAR(y->farad, 1e-15, 1e-28);
    CHECK(a->direction == IRD_LIBERTY_INPUT && y->direction == IRD_LIBERTY_OUTPUT);
    const ird_liberty_cell *ff = ird_liberty_find(&lib, "FF");
    CHECK(ff->is_clock_gate && !inv->is_clock_gate);
    CHECK(ff->is_sequential && isnan(ff->area_um2) && ff->pin_count == 3);
    CHECK_NEAR(ff->leakage_w, 50e-12, 1e-24);
    CHECK(ird_liberty_find_pin(&lib, ff, "CK")->is_clock);
    CHECK_NEAR(ird_liberty_find_pin(&lib, ff, "Q[2]")->farad, 6e-15, 1e-28);
    CHECK(ird_liberty_find_pin(&lib, ff, "Z") == NULL);
    CHECK(ird_liberty_find(&lib, "CAP")->is_decap);
    CHECK(ird_liberty_find(&lib, "FILL")->is_filler);
    CHECK(ird_liberty_find(&lib, "NONE") == NULL);
    ird_liberty_free(&lib);
}

/* What is not said is 20 to 80 %, derated by 1; a file that says nothing, or what cannot
 * be, changes nothing. */
static void test_slew(void) {
    static const struct {
        const char *text;
        double part;
    } cases[] = {
        {"library (a) { cell (x) { } }", 0},
        {"library (a) { slew_derate_from_library : 0.5; cell (x) { } }", 1.2},
        {"library (a) { cell (x) { } }", 1.2},
        {"library (a) { slew_lower_threshold_pct_rise : 10; "
         "slew_lower_threshold_pct_fall : 30; slew_upper_threshold_pct_rise : 90; "
         "slew_upper_threshold_pct_fall : 70; cell (x) { } }",
         0.6},
        {"library (a) { slew_lower_threshold_pct_rise : 80; cell (x) { } }", 0.6},
        {"library (a) { slew_lower_threshold_pct_rise : 30.0; "
         "slew_lower_threshold_pct_fall : 30.0; slew_upper_threshold_pct_rise : 70; "
         "slew_upper_threshold_pct_fall : 70; slew_derate_from_library : 1.0; "
         "cell (x) { } }",
         0.4}};
    ird_liberty lib = {0};
    ird_error err = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ird_liberty_mark mark = ird_liberty_get_mark(&lib);
        double before = lib.slew_part;
        const char *file = file_of(cases[i].text, strlen(cases[i].text));
        CHECK(ird_liberty_read(&lib, file, NULL, &err) == IRD_OK);
        CHECK_NEAR(lib.slew_part, cases[i].part, 1e-12);
        ird_liberty_rewind(&lib, &mark);
        CHECK(lib.slew_part == before);
        CHECK(ird_liberty_read(&lib, file, NULL, &err) == IRD_OK);
    }
    ird_liberty_free(&lib);
}

static void test_head(void) {
    ird_liberty_head head = {0, 0};
    ird_error err = {0};
    static const char cut[] = "library (x) { pulling_resistance_unit : \"100ohm\"; "
                              "cell (a) { pin (";
    CHECK(ird_liberty_read_head(&head, file_of(cut, sizeof cut - 1), &err) == IRD_OK);
    CHECK(head.pulling_ohm == 100 && isnan(head.nominal_v));
}

static void test_bad(void) {
    static const struct {
        const char *text;
        ird_status status;
        long line;
    } bad[] = {
        {"", IRD_LIBERTY_SYNTAX, 1},
        {"cell (x) {}", IRD_LIBERTY_SYNTAX, 1},
        {"library (x) {\n", IRD_LIBERTY_TRUNCATED, 2},
        {"library (x) {\n/* remark", IRD_LIBERTY_TRUNCATED, 2},
        {"library (x) {\na : \"text", IRD_LIBERTY_TRUNCATED, 2},
        {"library (x) {\ncell (a) {\npin (b) {", IRD_LIBERTY_TRUNCATED, 3},
        {"library (x) {\nword }", IRD_LIBERTY_SYNTAX, 2},
        {"library (x) {\n( }", IRD_LIBERTY_SYNTAX, 2},
        {"library (x) {\nname ( { ) }", IRD_LIBERTY_SYNTAX, 2},
        {"library (x) {\nleakage_power_unit : \"1parsec\"; }", IRD_LIBERTY_VALUE, 2},
        {"library (x) {\ncapacitive_load_unit (1); }", IRD_LIBERTY_VALUE, 2},
        {"library (x) {\ncapacitive_load_unit (0, pf); }", IRD_LIBERTY_VALUE, 2},
        {"library (x) {\ncell (a) { area : big; } }", IRD_LIBERTY_VALUE, 2},
        {"library (x) {\ncell (a) {\npin (b) { capacitance : -1; } } }",
         IRD_LIBERTY_VALUE, 3},
    };
    ird_liberty lib = {0};
    ird_error err = {0};
    CHECK(ird_liberty_read(&lib, file_of(SMALL, sizeof SMALL - 1), NULL, &err) == IRD_OK);
    size_t pins = lib.pins.count;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *path = file_of(bad[i].text, strlen(bad[i].text));
        err = (ird_error){0};
        ird_status status = ird_liberty_read(&lib, path, NULL, &err);
        if (!CHECK(status == bad[i].status && err.line == bad[i].line)) {
            fprintf(stderr, "    %zu: %d at %ld: %s\n", i, (int)status, err.line,
                    err.text);
        }
        CHECK(lib.cells.count == 4 && lib.pins.count == pins && lib.nominal_v == 0.9);
    }
    ird_liberty_free(&lib);
}

/* Cut anywhere it is an error, and nothing stays of it. */
static void test_cut(void) {
    for (size_t size = 0; size + 3 < sizeof SMALL; size++) {
        ird_liberty lib = {0};
        CHECK(ird_liberty_read(&lib, file_of(SMALL, size), NULL, NULL) != IRD_OK);
        CHECK(lib.cells.count == 0 && ird_names_count(&lib.pin_names) == 0);
        ird_liberty_free(&lib);
    }
}

static void test_shared(void) {
    char path[256];
    ird_liberty lib = {0};
    ird_error err = {0};
    shared_path(path, sizeof path, "nangate45/nangate45_typ.lib.gz");
    CHECK(ird_liberty_read(&lib, path, NULL, &err) == IRD_OK);
    CHECK(lib.cells.count == 134 && lib.nominal_v == 1.1 && lib.pulling_ohm == 1000);
    CHECK_NEAR(lib.slew_part, 0.4, 1e-12); /* 30 to 70 % */
    const ird_liberty_cell *inv = ird_liberty_find(&lib, "INV_X1");
    CHECK(inv != NULL && inv->area_um2 == 0.532);
    CHECK_NEAR(inv->leakage_w, 14.353185e-9, 1e-20);
    CHECK_NEAR(ird_liberty_find_pin(&lib, inv, "A")->farad, 1.70023e-15, 1e-27);
    const ird_liberty_cell *dff = ird_liberty_find(&lib, "DFF_X1");
    CHECK(dff != NULL && dff->is_sequential);
    CHECK_NEAR(ird_liberty_find_pin(&lib, dff, "D")->farad, 1.14029e-15, 1e-27);
    CHECK(ird_liberty_find_pin(&lib, dff, "CK")->is_clock);
    shared_path(path, sizeof path, "sky130hd/sky130hd_tt.lib.gz");
    CHECK(ird_liberty_read(&lib, path, NULL, &err) == IRD_OK);
    CHECK(lib.files == 2 && ird_liberty_find(&lib, "sky130_fd_sc_hd__decap_12") != NULL);
    ird_liberty_free(&lib);
}

int main(void) {
    snprintf(folder, sizeof folder, "liberty_XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    RUN(test_small);
    RUN(test_slew);
    RUN(test_head);
    RUN(test_bad);
    RUN(test_cut);
    char path[128];
    snprintf(path, sizeof path, "%s/lib", folder);
    unlink(path);
    rmdir(folder);
    RUN(test_shared);
    return check_summary("liberty");
}
