/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power spread by area, and power reports in their three forms, good and bad.
 */
#include "check.h"
#include "fixture.h"

#include "base/error.h"
#include "power/power.h"

static char folder[64];

static const char *file_of(const char *text, size_t size) {
    static char path[128];
    snprintf(path, sizeof path, "%s/report", folder);
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(text, 1, size, file) == size);
    CHECK(file != NULL && fclose(file) == 0);
    return path;
}

/* Two NANDs of 2 um2, a filler of 1 um2 and a RAM of 100 um2. */
static void create_design(fixture *f) {
    fixture_create(f, 1000, 50, 50);
    int32_t nand = fixture_macro(f, "NAND", 2, 1, IRD_MACRO_CORE, true);
    int32_t fill = fixture_macro(f, "FILL", 1, 1, IRD_MACRO_CORE, false);
    int32_t ram = fixture_macro(f, "RAM", 10, 10, IRD_MACRO_BLOCK, true);
    fixture_cell(f, "u1", nand, IRD_ORIENT_N, 0, 0);
    fixture_cell(f, "core/u2\\[3\\]", nand, IRD_ORIENT_N, 4, 0);
    fixture_cell(f, "FILL_1", fill, IRD_ORIENT_N, 8, 0);
    fixture_cell(f, "ram[0]", ram, IRD_ORIENT_N, 10, 10);
}

/* --- spread --------------------------------------------------------------------------
 */

static void test_spread(void) {
    fixture f;
    ird_power power = {0};
    create_design(&f);
    f.design.components.items[1].placement = IRD_UNPLACED;
    CHECK(ird_power_spread(&power, &f.design, &f.tech, 5.2, IRD_POWER_TOTAL, NULL) ==
          IRD_OK);
    CHECK(power.count == 4 && power.origin == IRD_POWER_TOTAL);
    CHECK_NEAR(power.instance_w[0], 0.1, 1e-15);
    CHECK_NEAR(power.instance_w[1], 0.1, 1e-15);
    CHECK_NEAR(power.instance_w[2], 0, 0);
    CHECK_NEAR(power.instance_w[3], 5, 1e-14);
    CHECK_NEAR(power.total_w, 5.2, 0);
    ird_power_free(&power);
    fixture_free(&f);
}

static void test_spread_fillers_only(void) {
    fixture f;
    ird_power power = {0};
    fixture_create(&f, 1000, 50, 50);
    CHECK(ird_power_spread(&power, &f.design, &f.tech, 1, IRD_POWER_ASSUMED, NULL) ==
          IRD_OK);
    CHECK(power.count == 0 && power.total_w == 0);
    ird_power_free(&power);
    int32_t fill = fixture_macro(&f, "FILL", 1, 1, IRD_MACRO_CORE, false);
    fixture_cell(&f, "a", fill, IRD_ORIENT_N, 0, 0);
    fixture_cell(&f, "b", fill, IRD_ORIENT_N, 1, 0);
    CHECK(ird_power_spread(&power, &f.design, &f.tech, 1, IRD_POWER_ASSUMED, NULL) ==
          IRD_OK);
    CHECK_NEAR(power.instance_w[0], 0.5, 0);
    CHECK_NEAR(power.instance_w[1], 0.5, 0);
    ird_power_free(&power);
    fixture_free(&f);
}

/* The second word of CLASS of the macro made last. */
static void set_detail(fixture *f, const char *word) {
    CHECK(ird_names_add(&f->tech.keyword_names, word, strlen(word),
                        &f->tech.macros.items[f->tech.macros.count - 1].class_detail,
                        NULL, NULL) == IRD_OK);
}

/* What CLASS says draws nothing draws nothing, though it has signal pins: the NAND takes
 * it all. */
static void test_spread_by_class(void) {
    static const struct {
        ird_macro_class class_;
        const char *detail;
        ird_idle why;
    } cases[] = {
        {IRD_MACRO_PAD, "POWER", IRD_IDLE_PAD},
        {IRD_MACRO_PAD, NULL, IRD_IDLE_PAD},
        {IRD_MACRO_COVER, "BUMP", IRD_IDLE_BUMP},
        {IRD_MACRO_COVER, NULL, IRD_IDLE_COVER},
        {IRD_MACRO_ENDCAP, "PRE", IRD_IDLE_ENDCAP},
        {IRD_MACRO_CORE, "SPACER", IRD_IDLE_SPACER},
        {IRD_MACRO_CORE, "WELLTAP", IRD_IDLE_TAP},
        {IRD_MACRO_CORE, "welltap", IRD_IDLE_TAP},
        {IRD_MACRO_CORE, "ANTENNACELL", IRD_IDLE_ANTENNA},
        {IRD_MACRO_CORE, "TIEHIGH", IRD_IDLE_TIE},
        {IRD_MACRO_CORE, "TIELOW", IRD_IDLE_TIE},
        {IRD_MACRO_CORE, "FEEDTHRU", IRD_IDLE_FEEDTHROUGH},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture f;
        ird_power power = {0};
        fixture_create(&f, 1000, 50, 50);
        int32_t nand = fixture_macro(&f, "NAND", 2, 1, IRD_MACRO_CORE, true);
        int32_t odd = fixture_macro(&f, "ODD", 30, 1, cases[i].class_, true);
        if (cases[i].detail != NULL) {
            set_detail(&f, cases[i].detail);
        }
        fixture_cell(&f, "u1", nand, IRD_ORIENT_N, 0, 0);
        fixture_cell(&f, "odd1", odd, IRD_ORIENT_N, 4, 0);
        fixture_cell(&f, "odd2", odd, IRD_ORIENT_N, 4, 0);
        CHECK(ird_power_spread(&power, &f.design, &f.tech, 1, IRD_POWER_TOTAL, NULL) ==
              IRD_OK);
        CHECK_NEAR(power.instance_w[0], 1, 0);
        CHECK(power.instance_w[1] == 0 && power.instance_w[2] == 0);
        CHECK(power.idle[cases[i].why] == 2 && power.idle[IRD_IDLE_NOT] == 1);
        CHECK(power.total_w == 1 && power.set_w == 1);
        ird_power_free(&power);
        fixture_free(&f);
    }
}

/* Pads alone: nothing is drawn of what was set. */
static void test_spread_pads_only(void) {
    fixture f;
    ird_power power = {0};
    fixture_create(&f, 1000, 50, 50);
    int32_t pad = fixture_macro(&f, "PAD", 2, 1, IRD_MACRO_PAD, true);
    fixture_cell(&f, "p", pad, IRD_ORIENT_N, 0, 0);
    CHECK(ird_power_spread(&power, &f.design, &f.tech, 1, IRD_POWER_TOTAL, NULL) ==
          IRD_OK);
    CHECK(power.total_w == 0 && power.set_w == 1 && power.idle[IRD_IDLE_PAD] == 1 &&
          power.idle[IRD_IDLE_NOT] == 0);
    ird_power_free(&power);
    fixture_free(&f);
}

static void test_spread_refused(void) {
    static const double totals_w[] = {-1, (double)NAN, (double)INFINITY};
    fixture f;
    ird_power power = {.count = 99};
    create_design(&f);
    for (size_t i = 0; i < 3; i++) {
        CHECK(ird_power_spread(&power, &f.design, &f.tech, totals_w[i], IRD_POWER_TOTAL,
                               NULL) == IRD_POWER_AMOUNT);
    }
    CHECK(power.count == 99 && power.instance_w == NULL);
    fixture_free(&f);
}

/* --- good reports --------------------------------------------------------------------
 */

static ird_power read_good(const char *text) {
    fixture f;
    ird_power power = {0};
    ird_error err = {0};
    create_design(&f);
    const char *path = file_of(text, strlen(text));
    if (!CHECK(ird_power_read(&power, &f.design, path, NULL, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
        exit(1);
    }
    CHECK(power.origin == IRD_POWER_REPORT && power.count == 4);
    CHECK_TEXT(power.file, path);
    fixture_free(&f);
    return power;
}

static void check_watts(const ird_power *power, double u1, double u2, double fill,
                        double ram) {
    CHECK_NEAR(power->instance_w[0], u1, 0);
    CHECK_NEAR(power->instance_w[1], u2, 0);
    CHECK_NEAR(power->instance_w[2], fill, 0);
    CHECK_NEAR(power->instance_w[3], ram, 0);
    CHECK_NEAR(power->total_w, u1 + u2 + fill + ram, 1e-15);
}

static void test_text(void) {
    ird_power power =
        read_good("OpenSTA 2.6.0\n\n"
                  "    Internal   Switching     Leakage       Total\n"
                  "       Power       Power       Power       Power (Watts)\n"
                  "--------------------------------------------\n"
                  "    1.0e-03     2.0e-03     3.0e-03     6.0e-03 u1\n"
                  "    1.0e-03     2.0e-03     3.0e-03         nan core/u2[3]\r\n"
                  "   -1.0e-03     0           0          -1.0e-03 FILL_1\n"
                  "    1 1 1 3.5 ram\\[0\\]\n"
                  "    1 1 1 3 other/u7\n"
                  "    1 1 1 3 u8\n"
                  "\n");
    check_watts(&power, 6e-3, 0, 0, 3.5);
    CHECK(power.leakage_w != NULL);
    CHECK_NEAR(power.leakage_w[0], 3e-3, 1e-18);
    CHECK_NEAR(power.leakage_w[2], 0, 0);
    CHECK_NEAR(power.leakage_w[3], 1, 1e-15);
    CHECK(power.not_a_number == 1 && power.negative == 1 && power.unknown_instances == 2);
    CHECK(power.missing_instances == 0);
    CHECK_TEXT(power.unknown_example, "other/u7");
    ird_power_free(&power);
}

#define HEADINGS "  Internal  Switching    Leakage      Total\n"
#define RULE "--------------------------------------------\n"
#define GROUPS                                                                           \
    "Group " HEADINGS "   Power   Power   Power   Power (Watts)\n" RULE                  \
    "Sequential  5.1e-06  0.0e+00  8.4e-12  5.1e-06  90.7%\n" RULE                       \
    "Total       5.1e-06  0.0e+00  8.4e-12  5.1e-06 100.0%\n"                            \
    "             100.0%     0.0%     0.0%\n"

/* A table for each instance, headers without a unit or with another, the table of groups
 * in front. */
static void test_text_of_several_tables(void) {
    static const char *const texts[] = {
        HEADINGS "  Power  Power  Power  Power (Watts)\n" RULE "1 2 3 4e-3 u1\n" HEADINGS
                 "  Power  Power  Power  Power (Watts)\n" RULE "1 2 3 5e-3 ram[0]\n",
        HEADINGS "  Power  Power  Power  Power\n" RULE
                 "1 2 3 4e-3 u1\n1 2 3 5e-3 ram[0]\n",
        HEADINGS "  Power  Power  Power  Power (mW)\n" RULE
                 "1 2 3 4 u1\n1 2 3 5 ram[0]\n",
        GROUPS "\n" HEADINGS "  Power  Power  Power  Power\n" RULE
               "1 2 3 4e-3 u1\n1 2 3 5e-3 ram[0]\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ird_power power = read_good(texts[i]);
        check_watts(&power, 4e-3, 0, 0, 5e-3);
        CHECK(power.unknown_instances == 0 && power.notes.items.count == 0);
        ird_power_free(&power);
    }
}

static void test_notes(void) {
    ird_power power = read_good("instance,power_w\nu1,-1\nram[0],nan\nnobody,1\nu1,0\n"
                                "core/u2[3],-2\n");
    static const struct {
        ird_status id;
        size_t count;
        long line;
    } want[] = {{IRD_POWER_NEGATIVE, 2, 2},
                {IRD_POWER_NAN, 1, 3},
                {IRD_POWER_UNKNOWN, 1, 4},
                {IRD_POWER_AGAIN, 1, 5}};
    CHECK(power.notes.items.count == 4);
    for (size_t i = 0; i < power.notes.items.count; i++) {
        const ird_note *note = &power.notes.items.items[i];
        CHECK(note->id == want[i].id && note->count == want[i].count &&
              note->line == want[i].line);
    }
    CHECK(strstr(power.notes.items.items[2].text, "nobody") != NULL);
    ird_power_free(&power);
}

/* A comma alone on its line, nan bare, backslashes that JSON does not know. */
static void test_json(void) {
    ird_power power = read_good("[\n"
                                "{\n  \"name\": \"u1\",\n  \"internal\": 1.0e-03,\n"
                                "  \"switching\": 2.0e-03,\n  \"leakage\": nan,\n"
                                "  \"total\": 6.0e-03\n}\n,\n"
                                "{\"name\": \"core/u2\\[3\\]\", \"total\": -nan}\n,\n"
                                "{\"total\": 2, \"name\": \"ram\\u005b0]\", \"x\": "
                                "{\"y\": \"}\"}}\n]\n");
    check_watts(&power, 6e-3, 0, 0, 2);
    CHECK(power.not_a_number == 1 && power.missing_instances == 1);
    ird_power_free(&power);
    power = read_good("[{\"name\":\"u1\",\"total\":nan},{\"name\":\"core/u2\\\\[3\\\\]\","
                      "\"total\":0.25}]");
    check_watts(&power, 0, 0.25, 0, 0);
    CHECK(power.not_a_number == 1 && power.missing_instances == 2);
    ird_power_free(&power);
}

static void test_csv(void) {
    ird_power power = read_good("instance,power_w\r\nu1,1.5e-3\r\n\r\n"
                                "\"core/u2\\[3\\]\", 2\nu1,1.5e-3\na,b,3\n");
    check_watts(&power, 1.5e-3, 2, 0, 0);
    CHECK(power.repeated == 1 && power.unknown_instances == 1);
    CHECK(power.missing_instances == 2);
    CHECK_TEXT(power.unknown_example, "a,b");
    ird_power_free(&power);
}

/* As spreadsheets write it: a byte order mark, and the header may be missing. */
static void test_csv_of_spreadsheets(void) {
    static const char *const texts[] = {
        "\xef\xbb\xbfinstance,power_w\r\nu1,1.5e-3\r\n",
        "\xef\xbb\xbfu1,1.5e-3\n",
        "\nu1, 1.5e-3\nram[0],nan\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ird_power power = read_good(texts[i]);
        check_watts(&power, 1.5e-3, 0, 0, 0);
        ird_power_free(&power);
    }
}

/* Two components that differ in their backslashes alone: what has none matches none. */
static void test_ambiguous_name(void) {
    fixture f;
    ird_power power = {0};
    create_design(&f);
    fixture_cell(&f, "a\\.b", 0, IRD_ORIENT_N, 0, 0);
    fixture_cell(&f, "\\a.b", 0, IRD_ORIENT_N, 0, 0);
    static const char text[] = "instance,power_w\na.b,1\na\\.b,2\nu1,3\n";
    CHECK(ird_power_read(&power, &f.design, file_of(text, sizeof text - 1), NULL, NULL) ==
          IRD_OK);
    CHECK(power.unknown_instances == 1 && power.count == 6);
    CHECK_NEAR(power.instance_w[4], 2, 0);
    CHECK_NEAR(power.instance_w[5], 0, 0);
    ird_power_free(&power);
    fixture_free(&f);
}

/* --- bad reports ---------------------------------------------------------------------
 */

#define TEXT_HEAD                                                                        \
    "Internal Switching Leakage Total\nPower Power Power Power (Watts)\n-----------\n"

typedef struct bad_report {
    const char *text;
    ird_status status;
    long line;
    const char *detail;
} bad_report;

static const bad_report bad_reports[] = {
    {"", IRD_POWER_FORMAT, 0, ""},
    {"VERSION 5.8 ;\n", IRD_POWER_FORMAT, 0, ""},
    {"u1;1.0\n", IRD_POWER_FORMAT, 0, ""},
    {"{\"name\":\"u1\",\"total\":1}", IRD_POWER_FORMAT, 0, ""},
    {"a b c (Watts)\n", IRD_POWER_SYNTAX, 1, ""},
    {"a b c (Watts)\n1 2 3 4 u1\n", IRD_POWER_SYNTAX, 2, ""},
    {TEXT_HEAD, IRD_POWER_NO_MATCH, 0, ""},
    {GROUPS, IRD_POWER_FORMAT, 0, ""},
    {HEADINGS "Power Power Power Power (furlongs)\n" RULE, IRD_POWER_SYNTAX, 2,
     "(furlongs)"},
    {TEXT_HEAD "x 2 3 4 u1\n", IRD_POWER_VALUE, 4, "x"},
    {TEXT_HEAD "1 x 3 4 u1\n", IRD_POWER_VALUE, 4, "x"},
    {TEXT_HEAD "1 2 x 4 u1\n", IRD_POWER_VALUE, 4, "x"},
    {TEXT_HEAD "1 2 3 x u1\n", IRD_POWER_VALUE, 4, "x"},
    {TEXT_HEAD "1 2 3 inf u1\n", IRD_POWER_VALUE, 4, "u1"},
    {TEXT_HEAD "1 2 3 1e999 u1\n", IRD_POWER_VALUE, 4, "u1"},
    {TEXT_HEAD "1 2 3 4\n", IRD_POWER_SYNTAX, 4, ""},
    {TEXT_HEAD "1 2 3\n", IRD_POWER_VALUE, 4, ""},
    {TEXT_HEAD "1 2 3 4 u1\n1 2 3 5 u1\n", IRD_POWER_REPEATED, 5, "u1"},
    {TEXT_HEAD "1 2 3 4 nobody\n", IRD_POWER_NO_MATCH, 0, ""},
    {"instance,power_w\nu1\n", IRD_POWER_SYNTAX, 2, ""},
    {"instance,power_w\n,1\n", IRD_POWER_SYNTAX, 2, ""},
    {"instance,power_w\nu1,1\nu1,\n", IRD_POWER_VALUE, 3, ""},
    {"instance,power_w\nu1,1,5x\n", IRD_POWER_VALUE, 2, "5x"},
    {"instance,power_w\n", IRD_POWER_NO_MATCH, 0, ""},
    {"[", IRD_POWER_SYNTAX, 1, ""},
    {"[]", IRD_POWER_NO_MATCH, 0, ""},
    {"[{\"name\":\"u1\",\"total\":1}", IRD_POWER_SYNTAX, 1, ""},
    {"[{\"name\":\"u1\",\"total\":1},]", IRD_POWER_SYNTAX, 1, ""},
    {"[{\"name\":\"u1\",\"total\":1}\n{\"name\":\"u2\",\"total\":1}]", IRD_POWER_SYNTAX,
     2, ""},
    {"[{\"name\":\"u1\",\"total\":1}\n] 5", IRD_POWER_SYNTAX, 2, ""},
    {"[{\"name\":\"u1\",\n\"total\":1", IRD_POWER_SYNTAX, 2, ""},
    {"[{\"name\":\"u1\",\n\"total\"", IRD_POWER_SYNTAX, 2, ""},
    {"[{\"name\":\"u1", IRD_POWER_SYNTAX, 1, ""},
    {"[{\"name\":\"u1\\", IRD_POWER_SYNTAX, 1, ""},
    {"[{\"total\":1}]", IRD_POWER_SYNTAX, 1, ""},
    {"[{\"name\":5,\"total\":1}]", IRD_POWER_SYNTAX, 1, ""},
    {"[{\"name\":\"u1\"}]", IRD_POWER_VALUE, 1, "u1"},
    {"[{\"name\":\"u1\",\"total\":\"1\"}]", IRD_POWER_VALUE, 1, "u1"},
    {"[{\"name\":\"u1\",\"total\":1e999}]", IRD_POWER_VALUE, 1, "u1"},
    {"[{\"name\":\"u1\",\"total\":1 2}]", IRD_POWER_SYNTAX, 1, ""},
    {"[7]", IRD_POWER_SYNTAX, 1, ""},
};

static void test_bad_reports(void) {
    fixture f;
    create_design(&f);
    for (size_t i = 0; i < sizeof bad_reports / sizeof *bad_reports; i++) {
        const bad_report *bad = &bad_reports[i];
        ird_power power = {.count = 99};
        ird_error err = {0};
        const char *path = file_of(bad->text, strlen(bad->text));
        ird_status status = ird_power_read(&power, &f.design, path, NULL, &err);
        if (!CHECK(status == bad->status && err.line == bad->line &&
                   strcmp(err.detail, bad->detail) == 0)) {
            fprintf(stderr, "    report %zu: status %d line %ld detail \"%s\": %s\n", i,
                    (int)status, err.line, err.detail, err.text);
        }
        CHECK(power.count == 99 && power.instance_w == NULL);
        CHECK(err.file[0] != '\0' && strchr(err.text, '\n') == NULL);
    }
    fixture_free(&f);
}

/* A name of a megabyte is no problem, and is quoted in part. */
static void test_long_name(void) {
    enum { SIZE = 1 << 20 };
    static const char head[] = "instance,power_w\nu1,1\n";
    fixture f;
    ird_power power = {0};
    create_design(&f);
    char *text = malloc(SIZE + sizeof head + 8);
    strcpy(text, head);
    memset(text + sizeof head - 1, 'x', SIZE);
    strcpy(text + sizeof head - 1 + SIZE, ",1\n");
    CHECK(ird_power_read(&power, &f.design, file_of(text, strlen(text)), NULL, NULL) ==
          IRD_OK);
    CHECK(power.unknown_instances == 1 && strlen(power.unknown_example) == SIZE);
    ird_power_free(&power);
    strcpy(text + sizeof head - 1 + SIZE, ",oops\n");
    CHECK(ird_power_read(&power, &f.design, file_of(text, strlen(text)), NULL, NULL) ==
          IRD_POWER_VALUE);
    free(text);
    fixture_free(&f);
}

static bool refuse(void *context, const char *stage, double fraction) {
    CHECK_TEXT(stage, "reading a power report");
    CHECK(fraction >= 0 && fraction <= 1);
    ++*(int *)context;
    return false;
}

static void test_interrupt(void) {
    fixture f;
    int calls = 0;
    ird_monitor monitor = {.tick = refuse, .context = &calls};
    ird_power power = {0};
    create_design(&f);
    static const char text[] = "instance,power_w\nu1,1\n";
    CHECK(ird_power_read(&power, &f.design, file_of(text, sizeof text - 1), &monitor,
                         NULL) == IRD_INTERRUPTED);
    CHECK(calls == 1 && power.instance_w == NULL);
    CHECK(ird_power_read(&power, &f.design, folder, NULL, NULL) == IRD_FILE_NOT_REGULAR);
    fixture_free(&f);
}

int main(void) {
    snprintf(folder, sizeof folder, "power_XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    RUN(test_spread);
    RUN(test_spread_fillers_only);
    RUN(test_spread_by_class);
    RUN(test_spread_pads_only);
    RUN(test_spread_refused);
    RUN(test_text);
    RUN(test_text_of_several_tables);
    RUN(test_notes);
    RUN(test_json);
    RUN(test_csv);
    RUN(test_csv_of_spreadsheets);
    RUN(test_ambiguous_name);
    RUN(test_bad_reports);
    RUN(test_long_name);
    RUN(test_interrupt);
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    CHECK(system(command) == 0);
    return check_summary("power");
}
