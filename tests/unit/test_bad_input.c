/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Each bad input gives the message, line and quoted value of the table below, and leaves
 * the technology or design as it was.
 */
#include "read_text.h"

#include <sys/stat.h>

typedef struct bad_case {
    const char *file; /* in tests/bad */
    ird_status status;
    long line;
    const char *detail; /* NULL: not checked */
    const char *text;   /* part of the message */
} bad_case;

static const bad_case cases[] = {
    {"lef_rect_without_layer.lef", IRD_LEF_SYNTAX, 3, "RECT", "without a LAYER"},
    {"lef_no_layers.lef", IRD_LEF_UNKNOWN_LAYER, 6, "metal_77", "technology LEF"},
    {"lef_bad_cut_class.lef", IRD_LEF_SYNTAX, 4, "wide", "width of a cut"},
    {"lef_unknown_via.lef", IRD_LEF_UNKNOWN_VIA, 4, "via_77", "via_77"},
    {"lef_zero_units.lef", IRD_LEF_UNITS, 3, "0", "MICRONS 0"},
    {"lef_fractional_units.lef", IRD_LEF_SYNTAX, 2, "1000.5", "units per micron"},
    {"lef_large_number.lef", IRD_LEF_RANGE, 2, "1e30", "too large"},
    {"lef_negative_size.lef", IRD_LEF_RANGE, 2, "-1", "negative SIZE"},
    {"lef_no_number.lef", IRD_LEF_SYNTAX, 3, "wide", "length in um"},
    {"lef_wrong_end.lef", IRD_LEF_SYNTAX, 3, "b", "expected END a"},
    {"lef_unknown_statement.lef", IRD_LEF_SYNTAX, 2, "GARBAGE", "GARBAGE"},
    {"lef_unknown_use.lef", IRD_LEF_SYNTAX, 3, "POWERR", "USE"},
    {"lef_unknown_direction.lef", IRD_LEF_SYNTAX, 3, "SIDEWAYS", "direction"},
    {"lef_unknown_class.lef", IRD_LEF_SYNTAX, 2, "CORRE", "CLASS"},
    {"lef_rect_of_three_points.lef", IRD_LEF_SYNTAX, 4, NULL, "RECT"},
    {"lef_open_string.lef", IRD_LEF_TRUNCATED, 3, NULL, "never closed"},
    {"lef_cut_in_macro.lef", IRD_LEF_TRUNCATED, 5, "", "MACRO, which begins at line 2"},
    {"lef_header_only.lef", IRD_LEF_EMPTY, 3, "", "END LIBRARY"},
    {"lef_bad_pattern.lef", IRD_LEF_SYNTAX, 7, "2_XY", "pattern"},
    {"lef_too_many_steps.lef", IRD_LEF_RANGE, 5, NULL, "steps"},
    {"empty.lef", IRD_LEF_EMPTY, 1, "", "empty"},
    {"def_unknown_layer.def", IRD_DEF_UNKNOWN_LAYER, 5, "metal_77", "technology LEF"},
    {"def_unknown_via.def", IRD_DEF_UNKNOWN_VIA, 5, "via_77", "via_77"},
    {"def_unknown_macro.def", IRD_DEF_UNKNOWN_MACRO, 5, "NAND2_X77", "component \"u2\""},
    {"def_unknown_component.def", IRD_DEF_UNKNOWN_COMPONENT, 4, "u_77", "COMPONENTS"},
    {"def_zero_units.def", IRD_DEF_UNITS, 2, "0", "MICRONS 0"},
    {"def_negative_units.def", IRD_DEF_UNITS, 1, "-1000", "MICRONS -1000"},
    {"def_beyond_64_bits.def", IRD_DEF_RANGE, 3, "9223372036854775808", "too large"},
    {"def_far_beyond_64_bits.def", IRD_DEF_RANGE, 4, NULL, "too large"},
    {"def_duplicate_component.def", IRD_DEF_DUPLICATE, 5, "u1", "twice"},
    {"def_pin_on_two_nets.def", IRD_DEF_DUPLICATE, 5, "p", "two nets"},
    {"def_bare_via.def", IRD_DEF_UNKNOWN_LAYER, 8, "v", "metal_77"},
    {"def_stray_plus.def", IRD_DEF_SYNTAX, 5, "(", "special net"},
    {"def_stray_plus_behind_point.def", IRD_DEF_SYNTAX, 6, "(", "special net"},
    {"def_unknown_attribute.def", IRD_DEF_SYNTAX, 6, "GARBAGE", "special net"},
    {"def_unknown_word.def", IRD_DEF_SYNTAX, 5, "GARBAGE", "not expected here"},
    {"def_connection_behind_use.def", IRD_DEF_SYNTAX, 5, "(", "not expected here"},
    {"def_no_end.def", IRD_DEF_TRUNCATED, 6, "", "END DESIGN is missing"},
    {"def_duplicate_net.def", IRD_DEF_DUPLICATE, 5, "p", "twice"},
    {"def_duplicate_via.def", IRD_DEF_DUPLICATE, 5, "v", "twice"},
    {"def_bad_orientation.def", IRD_DEF_SYNTAX, 4, "NE", "orientation"},
    {"def_star_without_point.def", IRD_DEF_SYNTAX, 4, "*", "no point"},
    {"def_via_before_point.def", IRD_DEF_SYNTAX, 5, "fix", "before any point"},
    {"def_unknown_shape.def", IRD_DEF_SYNTAX, 4, "STRIPY", "SHAPE"},
    {"def_unknown_use.def", IRD_DEF_SYNTAX, 4, "POWERR", "USE"},
    {"def_unknown_statement.def", IRD_DEF_SYNTAX, 3, "GARBAGE", "GARBAGE"},
    {"def_wrong_section_end.def", IRD_DEF_SYNTAX, 4, "PINS", "COMPONENTS"},
    {"def_no_entry.def", IRD_DEF_SYNTAX, 4, "u1", "expected \"-\""},
    {"def_cut_in_nets.def", IRD_DEF_TRUNCATED, 6, "", "NETS, which begins at line 3"},
    {"def_cut_before_end.def", IRD_DEF_TRUNCATED, 6, "", "cut short"},
    {"def_via_array_too_large.def", IRD_DEF_RANGE, 5, NULL, "array of vias"},
    {"def_polygon_of_two_points.def", IRD_DEF_SYNTAX, 4, NULL, "three points"},
    {"empty.def", IRD_DEF_TRUNCATED, 1, "", "cut short"},
};

static ird_technology small; /* small.lef, for the DEF files */

static void check_error(const bad_case *c, ird_status status, const ird_error *err,
                        const char *path) {
    bool ok = CHECK(status == c->status) & CHECK(err->status == c->status) &
              CHECK(err->line == c->line) & CHECK_TEXT(err->file, path) &
              CHECK(strstr(err->text, c->text) != NULL) &
              CHECK(strchr(err->text, '\n') == NULL) &
              (c->detail == NULL || CHECK_TEXT(err->detail, c->detail));
    if (!ok) {
        fprintf(stderr, "    %s: status %d, line %ld: %s\n", c->file, (int)err->status,
                err->line, err->text);
    }
}

static ird_status read_bad(const char *path, ird_error *err) {
    if (strstr(path, ".lef") != NULL) {
        ird_technology t = {0};
        ird_status status = ird_lef_read(&t, path, NULL, err);
        CHECK(status == IRD_OK || (t.layers.count == 0 && t.macros.count == 0 &&
                                   ird_names_count(&t.layer_names) == 0));
        ird_technology_free(&t);
        return status;
    }
    ird_design d = {0};
    ird_status status = ird_def_read(&d, &small, path, NULL, err);
    CHECK(status == IRD_OK ||
          (d.name == NULL && d.units == 0 && d.components.count == 0));
    ird_design_free(&d);
    return status;
}

static void test_bad_files(void) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[4096];
        ird_error err = {0};
        snprintf(path, sizeof path, "%s/bad/%s", IRD_TESTS_DIR, cases[i].file);
        ird_status status = read_bad(path, &err);
        check_error(&cases[i], status, &err, path);
    }
}

static void test_no_regular_file(void) {
    static const char *const names[] = {"no_such.lef", "no_such.def"};
    ird_error err = {0};
    for (int i = 0; i < 2; i++) {
        CHECK(read_bad(names[i], &err) == IRD_FILE_OPEN);
        CHECK_TEXT(err.file, names[i]);
    }
    mkdir("bad_folder.lef", 0777);
    mkdir("bad_folder.def", 0777);
    CHECK(read_bad("bad_folder.lef", &err) == IRD_FILE_NOT_REGULAR);
    CHECK(read_bad("bad_folder.def", &err) == IRD_FILE_NOT_REGULAR);
    FILE *file = fopen("bad_unreadable.def", "w");
    fclose(file);
    chmod("bad_unreadable.def", 0);
    if (access("bad_unreadable.def", R_OK) != 0) { /* the superuser may read it */
        CHECK(read_bad("bad_unreadable.def", &err) == IRD_FILE_OPEN);
    }
    remove("bad_unreadable.def");
    remove("bad_folder.lef");
    remove("bad_folder.def");
}

static void write_bytes(const char *path, const char *head, char c, size_t count,
                        const char *tail) {
    FILE *file = fopen(path, "wb");
    fputs(head, file);
    for (size_t i = 0; i < count; i++) {
        fputc(c, file);
    }
    fputs(tail, file);
    fclose(file);
}

enum { TEN_MEGABYTES = 10 * 1000 * 1000 };

static void test_a_token_of_ten_megabytes(void) {
    static const char def_head[] = "UNITS DISTANCE MICRONS 1000 ; COMPONENTS 1 ;\n- ";
    ird_error err = {0};
    /* As a statement, a number or a layer it is refused, quoted in part. */
    write_bytes("bad_token.lef", "VERSION 5.8 ;\n", 'x', TEN_MEGABYTES, " ;\n");
    CHECK(read_bad("bad_token.lef", &err) == IRD_LEF_SYNTAX && err.line == 2);
    CHECK(strlen(err.text) < 200 && strstr(err.text, "xxx...") != NULL);
    write_bytes("bad_token.def", "DIEAREA ( 0 ", '9', TEN_MEGABYTES, " ) ( 1 1 ) ;\n");
    CHECK(read_bad("bad_token.def", &err) == IRD_DEF_RANGE && err.line == 1);
    write_bytes("bad_token.def", def_head, ';', TEN_MEGABYTES, " inv ;\n");
    CHECK(read_bad("bad_token.def", &err) == IRD_DEF_SYNTAX);
    write_bytes("bad_token.def", def_head, '(', TEN_MEGABYTES, " inv ;\n");
    CHECK(read_bad("bad_token.def", &err) == IRD_DEF_UNKNOWN_MACRO);
    /* As a name it is as good as any other. */
    write_bytes("bad_token.def", def_head, 'n', TEN_MEGABYTES,
                " inv ; END COMPONENTS END DESIGN\n");
    CHECK_OK(read_bad("bad_token.def", &err), &err);
    remove("bad_token.lef");
    remove("bad_token.def");
}

static void test_nul_bytes_and_binary_files(void) {
    static const char text[] = "UNITS DISTANCE MICRONS 1000 ;\nCOMPONENTS 1 ;\n"
                               "- a\0b inv ; END COMPONENTS END DESIGN";
    ird_design d = {0};
    ird_technology t = {0};
    ird_error err = {0};
    ird_input input = text_input(text, sizeof text - 1);
    CHECK(ird_def_read_input(&d, &small, &input, NULL, &err) == IRD_DEF_SYNTAX);
    CHECK(err.line == 3 && strstr(err.text, "NUL") != NULL);
    input = text_input("\0\0\0\0", 4);
    CHECK(ird_def_read_input(&d, &small, &input, NULL, &err) == IRD_DEF_SYNTAX);
    CHECK(ird_lef_read_input(&t, &input, NULL, &err) == IRD_LEF_SYNTAX);
    CHECK_TEXT(err.detail, "????");
    input = text_input("\xff\xfe\0V", 4);
    CHECK(ird_lef_read_input(&t, &input, NULL, &err) == IRD_LEF_SYNTAX);
    ird_design_free(&d);
    ird_technology_free(&t);
}

/* A LEF read as DEF and the other way round. */
static void test_the_wrong_reader(void) {
    ird_error err = {0};
    ird_design d = {0};
    ird_technology t = {0};
    CHECK(ird_def_read(&d, &small, IRD_TESTS_DIR "/data/small.lef", NULL, &err) ==
          IRD_DEF_SYNTAX);
    CHECK(ird_lef_read(&t, IRD_TESTS_DIR "/data/small.def", NULL, &err) ==
          IRD_LEF_SYNTAX);
    CHECK_TEXT(err.detail, "DESIGN");
    ird_design_free(&d);
    ird_technology_free(&t);
}

int main(void) {
    ird_error err = {0};
    CHECK_OK(ird_lef_read(&small, IRD_TESTS_DIR "/data/small.lef", NULL, &err), &err);
    RUN(test_bad_files);
    RUN(test_no_regular_file);
    RUN(test_a_token_of_ten_megabytes);
    RUN(test_nul_bytes_and_binary_files);
    RUN(test_the_wrong_reader);
    ird_technology_free(&small);
    return check_summary("bad_input");
}
