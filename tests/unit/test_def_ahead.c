/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Sections long enough to be read ahead by threads: what the design holds is known from
 * how the text is written, and so are the lines of notes and errors.
 */
#include "read_text.h"

#include <stdarg.h>

enum { CELLS = 60000, NETS = 50000, NONE = -1 };

static ird_technology tech;

typedef struct text {
    IRD_VEC(char) chars;
    long lines;
} text;

__attribute__((format(printf, 2, 3))) static void put(text *t, const char *format, ...) {
    char line[512];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    CHECK(ird_vec_reserve(&t->chars, (size_t)size, "testing", NULL) == IRD_OK);
    memcpy(t->chars.items + t->chars.count, line, (size_t)size);
    t->chars.count += (size_t)size;
    for (int i = 0; i < size; i++) {
        t->lines += line[i] == '\n';
    }
}

/* What stands before cell `at` (NONE: nothing), or in its place; its line. */
typedef struct oddity {
    int at;
    const char *words;
    long line;
} oddity;

static void put_odd(text *t, oddity *odd, int i) {
    if (odd != NULL && odd->at == i) {
        odd->line = t->lines + 1;
        put(t, "%s", odd->words);
    }
}

/* Names long enough that it is more than 4 MB; every third entry goes over lines, some
 * have comments and quotes with a `;` and a line that looks like an entry inside. */
static void put_cell(text *t, int i) {
    put(t, "- a_rather_long_path/of_a_block/of_another_block/u%d inv", i);
    if (i % 3 == 0) {
        put(t, "\n  + SOURCE TIMING # - no entry ;\n");
    }
    if (i % 4 == 1) {
        put(t, " + PROPERTY why \"said so ;\n- u0 inv ;\n- u1 inv ;\n- u2 inv ;\n\"");
    }
    put(t, " + %s ( %d %d ) %s ;\n", i % 10 == 9 ? "FIXED" : "PLACED", 10 * i, i % 77,
        i % 2 == 0 ? "N" : "FS");
}

static void put_design(text *t, oddity *cell, oddity *net) {
    put(t,
        "VERSION 5.8 ;\nDESIGN long ;\nUNITS DISTANCE MICRONS 2000 ;\n"
        "DIEAREA ( 0 0 ) ( 1000000 50000 ) ;\nCOMPONENTS %d ;\n",
        CELLS);
    for (int i = 0; i < CELLS; i++) {
        put_odd(t, cell, i);
        put_cell(t, i);
    }
    put(t,
        "END COMPONENTS\nSPECIALNETS 1 ;\n- VDD ( * vdd ) + USE POWER ;\n"
        "END SPECIALNETS\nNETS %d ;\n",
        NETS);
    for (int i = 0; i < NETS; i++) {
        put_odd(t, net, i);
        put(t,
            "- a_net_of_some_block/n%d ( a_rather_long_path/u%d A ) ( a_pin Z )\n"
            "  + ROUTED metal1 ( 0 0 ) ( %d * ) ;\n",
            i, i, i);
    }
    put(t, "END NETS\nEND DESIGN\n");
}

static ird_status read_long(ird_design *design, oddity *cell, oddity *net,
                            ird_error *err) {
    text t = {0};
    put_design(&t, cell, net);
    CHECK(t.chars.count > 8 << 20);
    ird_input input = text_input(t.chars.items, t.chars.count);
    ird_status status = ird_def_read_input(design, &tech, &input, NULL, err);
    ird_free(t.chars.items);
    return status;
}

static void check_cells(const ird_design *d) {
    char name[80];
    CHECK(d->components.count == CELLS && ird_names_count(&d->component_names) == CELLS);
    for (int i = 0; i < CELLS && d->components.count == CELLS; i++) {
        const ird_component *c = &d->components.items[i];
        snprintf(name, sizeof name, "a_rather_long_path/of_a_block/of_another_block/u%d",
                 i);
        CHECK(find_name(&d->component_names, name) == i);
        CHECK(c->at.x_dbu == 10 * i && c->at.y_dbu == i % 77);
        CHECK(c->placement == (i % 10 == 9 ? IRD_FIXED : IRD_PLACED));
        CHECK(c->orient == (i % 2 == 0 ? IRD_ORIENT_N : IRD_ORIENT_FS));
    }
    CHECK(d->net_count == NETS);
}

static void test_all_is_well(void) {
    ird_design design = {0};
    ird_error err = {0};
    CHECK_OK(read_long(&design, NULL, NULL, &err), &err);
    check_cells(&design);
    CHECK(design.notes.items.count == 0 && design.special_nets.count == 1);
    ird_design_free(&design);
}

/* An attribute that nobody knows: told once, with the line of the first, and counted. */
static void test_notes(void) {
    oddity odd = {.at = 31234, .words = "# an odd one follows ;\n"};
    ird_design design = {0};
    ird_error err = {0};
    CHECK_OK(read_long(&design, &odd, NULL, &err), &err);
    check_cells(&design);
    ird_design_free(&design);
    oddity told = {.at = 0, .words = ""};
    text t = {0};
    put(&t, "DESIGN odd ;\nUNITS DISTANCE MICRONS 2000 ;\nCOMPONENTS 100001 ;\n");
    for (int i = 0; i < 100000; i++) {
        told.line = i == 50000 ? t.lines + 1 : told.line;
        put(&t, "- a_rather_long_path/of_a_block/u%d inv %s+ PLACED ( 0 %d ) N ;\n", i,
            i >= 50000 ? "+ ODDITY 1 " : "", i);
    }
    put(&t, "END COMPONENTS\nEND DESIGN\n");
    ird_input input = text_input(t.chars.items, t.chars.count);
    CHECK_OK(ird_def_read_input(&design, &tech, &input, NULL, &err), &err);
    CHECK(design.components.count == 100000 && design.notes.items.count == 2);
    const ird_note *note = design.notes.items.items;
    CHECK(note[0].id == IRD_DEF_UNKNOWN_WORD && note[0].count == 50000);
    CHECK(note[0].line == told.line && note[1].id == IRD_DEF_COUNT);
    CHECK(note[1].line == t.lines - 1);
    ird_design_free(&design);
    ird_free(t.chars.items);
}

static void check_error(oddity *cell, oddity *net, ird_status expected) {
    const oddity *odd = cell != NULL ? cell : net;
    ird_design design = {0};
    ird_error err = {0};
    CHECK(read_long(&design, cell, net, &err) == expected);
    if (!CHECK(err.line == odd->line)) {
        fprintf(stderr, "    line %ld, not %ld: %s\n", err.line, odd->line, err.text);
    }
    CHECK(design.components.count == 0);
}

static void test_errors(void) {
    static const char twice[] =
        "- a_rather_long_path/of_a_block/of_another_block/u3 inv ;\n";
    oddity unknown = {.at = 20000, .words = "- new nand ;\n"};
    oddity first = {.at = 0, .words = "- new nand ;\n"};
    oddity last = {.at = CELLS - 1, .words = "- new inv + PLACED ( 0 x ) N ;\n"};
    oddity again = {.at = 45678, .words = twice};
    oddity stray = {.at = 30000, .words = "+ new inv ;\n"};
    check_error(&unknown, NULL, IRD_DEF_UNKNOWN_MACRO);
    check_error(&first, NULL, IRD_DEF_UNKNOWN_MACRO);
    check_error(&last, NULL, IRD_DEF_SYNTAX);
    check_error(&again, NULL, IRD_DEF_DUPLICATE);
    check_error(&stray, NULL, IRD_DEF_SYNTAX);
    oddity net = {.at = 30000, .words = "n ( a b ) ;\n"};
    check_error(NULL, &net, IRD_DEF_SYNTAX);
}

/* Supply pins of a special net that NETS lists far behind. */
static void test_supply_net(void) {
    oddity odd = {.at = 40000,
                  .words = "- VDD ( a_rather_long_path/of_a_block/of_another_block/u5 "
                           "vdd ) ;\n"};
    ird_design design = {0};
    ird_error err = {0};
    CHECK_OK(read_long(&design, NULL, &odd, &err), &err);
    CHECK(design.net_count == NETS + 1);
    CHECK(design.special_nets.items[0].connection_count == 2);
    ird_design_free(&design);
}

/* Cut short in a piece that a thread has read. */
static void test_cut_short(void) {
    text t = {0};
    ird_design design = {0};
    ird_error err = {0};
    put_design(&t, NULL, NULL);
    ird_input input = text_input(t.chars.items, (size_t)5 << 20);
    CHECK(ird_def_read_input(&design, &tech, &input, NULL, &err) == IRD_DEF_TRUNCATED);
    ird_free(t.chars.items);
}

int main(void) {
    ird_error err = {0};
    char path[1024];
    snprintf(path, sizeof path, "%s/data/small.lef", IRD_TESTS_DIR);
    CHECK_OK(ird_lef_read(&tech, path, NULL, &err), &err);
    RUN(test_all_is_well);
    RUN(test_notes);
    RUN(test_errors);
    RUN(test_supply_net);
    RUN(test_cut_short);
    ird_technology_free(&tech);
    return check_summary("def read ahead");
}
