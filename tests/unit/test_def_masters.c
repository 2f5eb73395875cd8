/* SPDX-License-Identifier: BSD-3-Clause
 *
 * tests/data/small.def with other macros: each component alone and all together, held
 * against the text with those words changed by hand.
 */
#include "read_text.h"

#include "readers/def_masters.h"

static ird_technology tech;
static ird_design design;
static ird_error err;
static char folder[] = "masters_XXXXXX";

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 100000);
    CHECK(file != NULL && text != NULL && fread(text, 1, 99999, file) > 0);
    CHECK(file != NULL && fclose(file) == 0);
    return text;
}

static const char *own(const char *name) {
    static char path[2][64];
    static int at;
    char *to = path[at++ % 2];
    snprintf(to, sizeof path[0], "%s/%s", folder, name);
    return to;
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* What the DEF has for one of its components, and what then. */
static const struct {
    const char *was, *is;
} texts[] = {
    {"- u_n inv +", "- u_n fill +"},   {"- u_w inv +", "- u_w fill +"},
    {"- u_s inv +", "- u_s fill +"},   {"- u_e inv +", "- u_e fill +"},
    {"- u_fn inv +", "- u_fn fill +"}, {"- u_fw inv +", "- u_fw fill +"},
    {"- u_fs inv\n", "- u_fs fill\n"}, {"- top\\/u[3].x inv +", "- top\\/u[3].x fill +"},
    {"- u_un ram +", "- u_un fill +"}, {"- u_none fill ;", "- u_none inv ;"},
};
enum { COUNT = sizeof texts / sizeof *texts };

static ird_master_swap swap_of(int32_t component) {
    bool is_fill = component == COUNT - 1;
    return (ird_master_swap){component,
                             find_name(&tech.macro_names, is_fill ? "inv" : "fill")};
}

static void change(char *text, size_t i) {
    char *at = strstr(text, texts[i].was), *rest = NULL;
    CHECK(at != NULL);
    if (at != NULL) {
        rest = strdup(at + strlen(texts[i].was));
        CHECK(rest != NULL);
        strcpy(at, texts[i].is);
        strcat(at, rest);
    }
    free(rest);
}

static void check_swaps(const char *from, const ird_master_swap *swaps, size_t count) {
    char *want = read_file(from);
    for (size_t i = 0; i < count; i++) {
        change(want, (size_t)swaps[i].component);
    }
    if (!CHECK(ird_def_swap_masters(from, own("out.def"), &design, &tech, swaps, count,
                                    NULL, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
    }
    char *got = read_file(own("out.def"));
    CHECK_TEXT(got, want);
    free(want);
    free(got);
}

static void test_each(void) {
    ird_master_swap all[COUNT];
    CHECK(design.components.count == COUNT);
    for (int32_t i = 0; i < COUNT; i++) {
        all[i] = swap_of(i);
        check_swaps(IRD_TESTS_DIR "/data/small.def", &all[i], 1);
    }
    check_swaps(IRD_TESTS_DIR "/data/small.def", all, 0);
    check_swaps(IRD_TESTS_DIR "/data/small.def", all, COUNT);
}

/* Words that look like a section do not begin one. */
static void test_odd(void) {
    char *text = read_file(IRD_TESTS_DIR "/data/small.def");
    char *odd = calloc(1, 100000);
    const char *at = strstr(text, "\nUNITS");
    CHECK(at != NULL && odd != NULL);
    if (at != NULL && odd != NULL) {
        snprintf(odd, 99999,
                 "%.*s\n# COMPONENTS 1 ; - u_n inv ;\nHISTORY it's \"COMPONENTS ;\n"
                 "BEGINEXT \"x\" COMPONENTS 1 ; - u_n inv ; END COMPONENTS ENDEXT%s",
                 (int)(at - text), text, at);
        write_file(own("odd.def"), odd);
        const ird_master_swap swap = swap_of(3);
        check_swaps(own("odd.def"), &swap, 1);
        CHECK(unlink(own("odd.def")) == 0);
    }
    free(text);
    free(odd);
}

static void check_changed(const char *text) {
    const ird_master_swap swap = swap_of(0);
    write_file(own("other.def"), text);
    write_file(own("kept.def"), "as it was\n");
    CHECK(ird_def_swap_masters(own("other.def"), own("kept.def"), &design, &tech, &swap,
                               1, NULL, &err) == IRD_DEF_CHANGED);
    char *kept = read_file(own("kept.def"));
    CHECK_TEXT(kept, "as it was\n");
    free(kept);
}

static void test_changed(void) {
    check_changed("VERSION 5.8 ;\nCOMPONENTS 1 ;\n- u_n ram ;\nEND COMPONENTS\n");
    check_changed("VERSION 5.8 ;\nCOMPONENTS 1 ;\n- other inv ;\nEND COMPONENTS\n");
    check_changed("VERSION 5.8 ;\nCOMPONENTS 1 ;\n- u_w inv ;\nEND COMPONENTS\n");
    check_changed("VERSION 5.8 ;\nCOMPONENTS 1 ;\n- u_n inv ");
    check_changed("VERSION 5.8 ;\nCOMPONENTS 1");
    check_changed("VERSION 5.8 ;\nEND DESIGN\n");
    const ird_master_swap swap = swap_of(0);
    CHECK(ird_def_swap_masters(own("none.def"), own("kept.def"), &design, &tech, &swap, 1,
                               NULL, &err) == IRD_FILE_OPEN);
}

int main(void) {
    CHECK(mkdtemp(folder) != NULL);
    CHECK_OK(ird_lef_read(&tech, IRD_TESTS_DIR "/data/small.lef", NULL, &err), &err);
    CHECK_OK(ird_def_read(&design, &tech, IRD_TESTS_DIR "/data/small.def", NULL, &err),
             &err);
    RUN(test_each);
    RUN(test_odd);
    RUN(test_changed);
    const char *names[] = {"out.def", "other.def", "kept.def"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK(unlink(own(names[i])) == 0);
    }
    CHECK(rmdir(folder) == 0);
    ird_design_free(&design);
    ird_technology_free(&tech);
    return check_summary("masters of a DEF");
}
