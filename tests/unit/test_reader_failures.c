/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the readers promise when they fail: one clear error, everything as it was, no
 * leak. Every allocation in turn fails; the files end at every byte.
 */
#include "read_text.h"

#include "failing_alloc.h"

enum { MAX_CALLS = 100000 };

static ird_technology tech; /* small.lef */
static ird_input lef_text, def_text;

static const char earlier_lef[] = "LAYER m1 TYPE CUT ; END m1\n"
                                  "MACRO old SIZE 1 BY 1 ;\n"
                                  "  PIN p USE POWER ; END p\n"
                                  "END old END LIBRARY\n";
static const char earlier_def[] = "DESIGN earlier ; UNITS DISTANCE MICRONS 500 ;\n"
                                  "COMPONENTS 1 ; - a inv ; END COMPONENTS END DESIGN\n";

static bool same_mark(const ird_technology_mark *a, const ird_technology_mark *b) {
    return a->layers == b->layers && a->vias == b->vias &&
           a->via_shapes == b->via_shapes && a->via_rules == b->via_rules &&
           a->macros == b->macros && a->sites == b->sites &&
           a->macro_pins == b->macro_pins && a->pin_shapes == b->pin_shapes &&
           a->pin_names == b->pin_names && a->keyword_names == b->keyword_names &&
           a->lef_units == b->lef_units && a->files == b->files &&
           a->repeated == b->repeated && a->unended == b->unended;
}

/* The technology holds what earlier_lef says and nothing else. */
static bool is_earlier_technology(const ird_technology *t,
                                  const ird_technology_mark *mark) {
    ird_technology_mark now = ird_technology_get_mark(t);
    return same_mark(&now, mark) && t->layers.items[0].kind == IRD_LAYER_CUT &&
           find_name(&t->layer_names, "m1") == 0 &&
           find_name(&t->layer_names, "m2") == -1 &&
           find_name(&t->macro_names, "inv") == -1 &&
           find_name(&t->pin_names, "p") == 0 &&
           ird_names_count(&t->layer_names) == t->layers.count &&
           ird_names_count(&t->via_names) == t->vias.count &&
           ird_names_count(&t->macro_names) == t->macros.count;
}

static bool is_earlier_design(const ird_design *d) {
    return d->name != NULL && strcmp(d->name, "earlier") == 0 && d->units == 500 &&
           d->components.count == 1 && d->special_nets.count == 0;
}

static void read_earlier_lef(ird_technology *t) {
    ird_error err = {0};
    failing_alloc_arm(0);
    CHECK_OK(read_lef_text(t, earlier_lef, &err), &err);
}

static void read_earlier_def(ird_design *d) {
    ird_error err = {0};
    failing_alloc_arm(0);
    CHECK_OK(read_def_text(d, &tech, earlier_def, &err), &err);
}

static void test_every_allocation_of_the_lef_reader_fails(void) {
    long live = failing_alloc_live();
    size_t n = 0;
    ird_status status = IRD_NO_MEMORY;
    while (status != IRD_OK && n < MAX_CALLS) {
        ird_technology t = {0};
        ird_error err = {0};
        read_earlier_lef(&t);
        ird_technology_mark mark = ird_technology_get_mark(&t);
        failing_alloc_arm(++n);
        status = ird_lef_read(&t, IRD_TESTS_DIR "/data/small.lef", NULL, &err);
        if (status != IRD_OK) {
            CHECK(status == IRD_NO_MEMORY && err.status == IRD_NO_MEMORY);
            CHECK(failing_alloc_fired() && is_earlier_technology(&t, &mark));
        } else {
            CHECK(!failing_alloc_fired() && t.macros.count == 4);
        }
        ird_technology_free(&t);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(status == IRD_OK && n > 30); /* each kind of array grows at least once */
}

static void test_every_allocation_of_the_def_reader_fails(void) {
    long live = failing_alloc_live();
    size_t n = 0;
    ird_status status = IRD_NO_MEMORY;
    while (status != IRD_OK && n < MAX_CALLS) {
        ird_design d = {0};
        ird_error err = {0};
        read_earlier_def(&d);
        failing_alloc_arm(++n);
        status = ird_def_read(&d, &tech, IRD_TESTS_DIR "/data/small.def", NULL, &err);
        if (status != IRD_OK) {
            CHECK(status == IRD_NO_MEMORY && err.status == IRD_NO_MEMORY);
            CHECK(failing_alloc_fired() && is_earlier_design(&d));
        } else {
            CHECK(!failing_alloc_fired() && d.components.count == 10);
        }
        ird_design_free(&d);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(status == IRD_OK && n > 30);
}

static void test_every_allocation_of_net_components_fails(void) {
    ird_design d = {0};
    ird_error err = {0};
    failing_alloc_arm(0);
    CHECK_OK(ird_def_read(&d, &tech, IRD_TESTS_DIR "/data/small.def", NULL, &err), &err);
    long live = failing_alloc_live();
    size_t n = 0;
    ird_status status = IRD_NO_MEMORY;
    while (status != IRD_OK && n < MAX_CALLS) {
        int32_t counts[10];
        bool assumed;
        failing_alloc_arm(++n);
        status = ird_special_net_components(&d, &tech, 0, counts, &assumed, &err);
        CHECK(status == IRD_OK || status == IRD_NO_MEMORY);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(n == 4); /* three arrays */
    failing_alloc_arm(0);
    ird_design_free(&d);
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A LEF without END LIBRARY is complete behind any block: the lines that begin with `END
 * name`, but for UNITS, which belong to the header; ENDEXT; and an END that may leave out
 * its name. */
static bool ends_a_definition(const char *text, size_t size) {
    size_t line = size;
    while (line > 0 && text[line - 1] != '\n') {
        line--;
    }
    static const char *const blocks[] = {"UNITS", NULL};
    static const char rule[] = "END wide\n";
    char last[64] = "";
    if (size - line == 3 && strncmp(text + line, rule, strlen(rule)) == 0) {
        return true;
    }
    if (size - line == 6 && strncmp(text + line, "ENDEXT", 6) == 0) {
        return true;
    }
    if (size - line >= sizeof last || size - line <= 4 ||
        strncmp(text + line, "END ", 4) != 0) {
        return false;
    }
    memcpy(last, text + line + 4, size - line - 4);
    for (size_t i = 0; blocks[i] != NULL; i++) {
        if (strcmp(last, blocks[i]) == 0) {
            return false;
        }
    }
    /* The name must be whole: what follows it in the file is the end of the line. */
    return text[size] == '\n';
}

/* The text without white space and whole comment lines at its end. */
static size_t trimmed(const char *text, size_t size) {
    for (;;) {
        while (size > 0 && is_space(text[size - 1])) {
            size--;
        }
        size_t line = size;
        while (line > 0 && text[line - 1] != '\n') {
            line--;
        }
        if (size == 0 || text[line] != '#') {
            return size;
        }
        size = line;
    }
}

static void test_a_lef_cut_at_any_byte(void) {
    ird_technology t = {0};
    read_earlier_lef(&t);
    ird_technology_mark mark = ird_technology_get_mark(&t);
    long live = failing_alloc_live();
    size_t whole = trimmed(lef_text.data, lef_text.size);
    size_t accepted = 0;
    for (size_t size = 0; size < lef_text.size; size++) {
        char *copy = malloc(size + 1); /* so that a sanitizer sees a read beyond it */
        memcpy(copy, lef_text.data, size);
        ird_input input = {.data = copy, .size = size, .path = "cut"};
        ird_error err = {0};
        ird_status status = ird_lef_read_input(&t, &input, NULL, &err);
        size_t end = trimmed(lef_text.data, size);
        bool complete = end >= whole || ends_a_definition(lef_text.data, end);
        if (!CHECK((status == IRD_OK) == complete)) {
            fprintf(stderr, "    cut at byte %zu: %ld: %s\n", size, err.line, err.text);
        }
        if (status == IRD_OK) {
            accepted++;
            ird_technology_rewind(&t, &mark);
        } else {
            CHECK(err.status == status && err.line > 0 && err.text[0] != '\0');
            CHECK_TEXT(err.file, "cut");
        }
        CHECK(is_earlier_technology(&t, &mark));
        free(copy);
    }
    CHECK(accepted > 0 && accepted < 80);
    ird_technology_free(&t);
    CHECK(failing_alloc_live() < live);
}

static void test_a_def_cut_at_any_byte(void) {
    ird_design d = {0};
    read_earlier_def(&d);
    long live = failing_alloc_live();
    size_t whole = trimmed(def_text.data, def_text.size);
    for (size_t size = 0; size < def_text.size; size++) {
        char *copy = malloc(size + 1);
        memcpy(copy, def_text.data, size);
        ird_input input = {.data = copy, .size = size, .path = "cut"};
        ird_error err = {0};
        ird_status status = ird_def_read_input(&d, &tech, &input, NULL, &err);
        if (size >= whole) {
            CHECK_OK(status, &err);
            read_earlier_def(&d);
        } else {
            if (!CHECK(status != IRD_OK)) {
                fprintf(stderr, "    cut at byte %zu\n", size);
            }
            CHECK(err.status == status && err.line > 0 && err.text[0] != '\0');
            CHECK_TEXT(err.file, "cut");
            CHECK(failing_alloc_live() == live);
        }
        CHECK(is_earlier_design(&d));
        free(copy);
    }
    ird_design_free(&d);
}

int main(void) {
    ird_error err = {0};
    CHECK_OK(ird_input_open(&lef_text, IRD_TESTS_DIR "/data/small.lef", &err), &err);
    CHECK_OK(ird_input_open(&def_text, IRD_TESTS_DIR "/data/small.def", &err), &err);
    CHECK_OK(ird_lef_read_input(&tech, &lef_text, NULL, &err), &err);
    if (check_failures == 0) {
        RUN(test_every_allocation_of_the_lef_reader_fails);
        RUN(test_every_allocation_of_the_def_reader_fails);
        RUN(test_every_allocation_of_net_components_fails);
        RUN(test_a_lef_cut_at_any_byte);
        RUN(test_a_def_cut_at_any_byte);
    }
    failing_alloc_arm(0);
    ird_input_close(&lef_text);
    ird_input_close(&def_text);
    ird_technology_free(&tech);
    CHECK(failing_alloc_live() == 0);
    return check_summary("reader_failures");
}
