/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every format on the scene of gate_scene.h, read back by strangers: Python's json, csv
 * and XML parser (tests/gate/read_formats.py), and xmllint with the schemas beside it.
 */
#include "check.h"
#include "gate_scene.h"
#include "python.h"

#include <locale.h>

#include "network/spice.h"
#include "base/exact.h"
#include "report/formats.h"

/* Quotes of every kind, markup, a separator, a backslash and a letter of UTF-8. */
static const char awkward[] = "a\"b'<&>,\\[1]\xc3\xa9";

static const char rules_text[] =
    "<irdrop-rules version='1'><limits><drop max='5%'/><hotspots max='2' "
    "above='90mV'/></limits>"
    "<limits net='VSS'><drop max='5%'/></limits>"
    "<waiver instance='ram0' reason='r' owner='o' expires='2027-01-01'/>"
    "<waiver net='VDD' reason='r' owner='o' expires='2020-01-01'/></irdrop-rules>";

typedef struct setting {
    gate_scene scene;
    ird_rules rules;
    ird_gate_result result;
    ird_answer_pin instance;
    ird_network network;
    ird_factor *factor;
    ird_solution solution;
    ird_report_segments segments;
    ird_report_input input;
} setting;

/* 1 mA through 0.5 ohm and the link to a pin, along 2 um of m1. */
static const char netlist[] = "R0 Node_m1_0_0 Node_m1_4000_0 0.5\n"
                              "R1 Node_m1_4000_0 ITermNode_m1_4000_0 0.001\n"
                              "I0 ITermNode_m1_4000_0 0 1m\nV0 Node_m1_0_0 0 1\n";

static void solve(setting *s) {
    CHECK(ird_spice_parse(&s->network, NULL, NULL, netlist, sizeof netlist - 1, "x.sp",
                          2000, NULL, NULL) == IRD_OK);
    CHECK(ird_factor_create(&s->factor, &s->network, &ird_solve_defaults, NULL, NULL) ==
          IRD_OK);
    CHECK(ird_solve(&s->solution, s->factor, NULL, 0, NULL) == IRD_OK);
    s->segments = (ird_report_segments){&s->network, &s->solution, s->factor};
}

static void begin(setting *s, const char *name) {
    static const char path[] = "test_formats_rules.xml";
    memset(s, 0, sizeof *s);
    gate_scene_create(&s->scene, name, IRD_UNIT_VOLT);
    FILE *file = fopen(path, "w");
    CHECK(file != NULL && fputs(rules_text, file) >= 0 && fclose(file) == 0);
    CHECK(ird_rules_read(&s->rules, path, NULL) == IRD_OK);
    remove(path);
    CHECK(ird_gate_judge(&s->result, &s->rules, &s->scene.answers, "2026-11-22", NULL) ==
          IRD_OK);
    s->instance = (ird_answer_pin){name, "VDD", "m1", {3, 3}, 0.94, 0.001};
    s->scene.net.pins = &s->instance;
    s->scene.net.pin_count = 1;
    s->scene.net.bound = 0.0005;
    s->scene.net.outside = "base <1>";
    s->input = (ird_report_input){
        "0.1.0", &s->scene.answers, &s->result, &s->segments, NULL, NULL};
    solve(s);
}

static void end(setting *s) {
    ird_solution_free(&s->solution);
    ird_factor_free(s->factor);
    ird_network_free(&s->network);
    ird_gate_result_free(&s->result);
    ird_rules_free(&s->rules);
    gate_scene_free(&s->scene);
}

static void write_all(const setting *s) {
    for (size_t i = 0; ird_report_format_names[i] != NULL; i++) {
        char path[64];
        ird_error err = {0};
        snprintf(path, sizeof path, "r.%s", ird_report_format_names[i]);
        if (!CHECK(ird_report_write(path, (ird_report_format)i, &s->input, &err) ==
                   IRD_OK)) {
            fprintf(stderr, "    %s: %s\n", path, err.text);
        }
    }
}

static void remove_all(void) {
    for (size_t i = 0; ird_report_format_names[i] != NULL; i++) {
        char path[64];
        snprintf(path, sizeof path, "r.%s", ird_report_format_names[i]);
        CHECK(remove(path) == 0);
    }
}

static void check_schema(const char *folder, const char *name) {
    char line[1024];
    if (system("command -v xmllint >/dev/null") != 0) {
        printf("SKIPPED: no xmllint: %s is not held against its schema\n", name);
        return;
    }
    snprintf(line, sizeof line, "xmllint --noout --relaxng '%s/%s.rng' r.%s 2>r.err",
             folder, name, name);
    if (!CHECK(system(line) == 0)) {
        CHECK(system("cat r.err >&2") == 0);
    }
    remove("r.err");
}

static const char *folder;

static void check_klayout(void) {
    char line[1024];
    if (system("command -v klayout >/dev/null") != 0) {
        printf("SKIPPED: no klayout: its reader does not see r.lyrdb\n");
        return;
    }
    snprintf(line, sizeof line,
             "KLAYOUT_HOME=. QT_QPA_PLATFORM=offscreen klayout -zz -r "
             "'%s/read_lyrdb.py' 2>&1 | grep 'KLayout has read it'",
             folder);
    CHECK(system(line) == 0);
}

static void test_strangers(void) {
    setting s;
    begin(&s, awkward);
    write_all(&s);
    const char *python = python_with("json, csv", "formats are not read back");
    if (python != NULL) {
        char line[1024];
        snprintf(line, sizeof line,
                 "%s '%s/read_formats.py' . 'a\"b'\\''<&>,\\[1]\xc3\xa9'", python,
                 folder);
        CHECK(system(line) == 0);
    }
    check_schema(folder, "junit");
    check_schema(folder, "lyrdb");
    check_klayout();
    remove_all();
    end(&s);
}

/* Names in Latin-1 and with control characters, as a DEF may have them, do not break
 * UTF-8 formats. */
static void test_bytes(void) {
    setting s;
    begin(&s, "caf\xe9\x01\xed\xa0\x80");
    write_all(&s);
    check_schema(folder, "junit");
    check_schema(folder, "lyrdb");
    const char *python = python_with("json", "JSON is not read back");
    if (python != NULL) {
        CHECK(python_runs(python, "import json; text = json.load(open('r.json', "
                                  "encoding='utf-8'))['gate']['places'][0]['instances'];"
                                  "assert text == ['caf' + chr(0xfffd) * 5], text"));
    }
    remove_all();
    end(&s);
}

static char *print(const setting *s, ird_report_format format) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    CHECK(stream != NULL && ird_report_print(stream, format, &s->input, NULL) == IRD_OK);
    CHECK(stream != NULL && fclose(stream) == 0);
    return text;
}

/* A host's decimal comma is nowhere. */
static void test_locale(void) {
    setting s;
    begin(&s, "core/u1");
    char *plain[IRD_REPORT_FORMATS];
    for (size_t i = 0; i < IRD_REPORT_FORMATS; i++) {
        plain[i] = print(&s, (ird_report_format)i);
    }
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) {
        printf("SKIPPED: no locale with a decimal comma\n");
    }
    for (size_t i = 0; i < IRD_REPORT_FORMATS; i++) {
        char *text = print(&s, (ird_report_format)i);
        CHECK_TEXT(text, plain[i]);
        free(text);
        free(plain[i]);
    }
    setlocale(LC_ALL, "C");
    end(&s);
}

/* Segments alone, without the link to the pin. */
static void test_em(void) {
    setting s;
    double ampere = 0;
    begin(&s, "core/u1");
    char *text = print(&s, IRD_REPORT_EM);
    const char *line = strchr(text, '\n') + 1;
    CHECK(sscanf(line, "m1,0.0000,0.0000,m1,2.0000,0.0000,%lf\n", &ampere) == 1);
    CHECK_NEAR(ampere, 1e-3, 1e-12);
    CHECK(strchr(line, '\n')[1] == '\0');
    free(text);
    end(&s);
}

static void test_text(void) {
    setting s;
    begin(&s, "core/u1");
    char *text = print(&s, IRD_REPORT_TEXT);
    static const char *const parts[] = {
        "Prediction  worst 60.00 mV, may be off by 0.5000 mV\n",
        "Note        inputs outside the training range: base <1>; the bound may not "
        "hold\n",
        "Hotspots    2 above 50.00 mV 5.000 %\n",
        "Gate        violated on 2026-11-22: of 3 checks 1 pass, 1 violated, 1 not "
        "judged\n",
        "\n  violated  Net VDD, corner default, predicted: worst drop 60.00 mV (6.000 "
        "%), at most "
        "5%, "
        "1 waived.\n",
        "\n    violation Net VDD, corner default, predicted: drop 60.00 mV (6.000 %) at "
        "(3.00 3.00) "
        "um "
        "in (2.00 2.00) to (4.00 4.00), core/u1; limit drop 5% of "
        "test_formats_rules.xml:1"
        ".\n",
        "\n    waived    Net VDD",
        "\n  unjudged  Net VSS, corner *: the limit drop 5% could not be judged: no net",
        "\n  expired   Waiver of line 1, by o (r), expired on 2020-01-01 and would waive "
        "2 "
        "places; renew or delete it.\n"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!CHECK(strstr(text, parts[i]) != NULL)) {
            fprintf(stderr, "    not there: %s\n    in: %s\n", parts[i], text);
        }
    }
    free(text);
    end(&s);
}

static void check_format(const char *path, ird_report_format want) {
    ird_report_format format = IRD_REPORT_VOLTAGES;
    CHECK(ird_report_format_of(path, &format, NULL) == IRD_OK && format == want);
}

static void test_extensions(void) {
    ird_report_format format;
    ird_error err;
    check_format("a.txt", IRD_REPORT_TEXT);
    check_format("x.y/a.b.rpt", IRD_REPORT_TEXT);
    check_format("a.json", IRD_REPORT_JSON);
    check_format("a.csv", IRD_REPORT_CSV);
    check_format("a.lyrdb", IRD_REPORT_LYRDB);
    check_format("a.drc", IRD_REPORT_DRC);
    check_format("a.xml", IRD_REPORT_JUNIT);
    check_format("a.html", IRD_REPORT_HTML);
    check_format("a.htm", IRD_REPORT_HTML);
    CHECK(ird_report_format_of("a.json/x", &format, &err) == IRD_REPORT_FORMAT);
    CHECK(ird_report_format_of("a.pdf", &format, &err) == IRD_REPORT_FORMAT);
    CHECK_TEXT(err.detail, ".pdf");
    CHECK(strstr(err.text, "end it with .txt, .rpt, .json, .csv, .lyrdb, .drc, .xml, "
                           ".html or .htm, or give -format") != NULL);
    CHECK(ird_report_format_of("a", &format, &err) == IRD_REPORT_FORMAT);
    CHECK(ird_report_format_of("a.", &format, &err) == IRD_REPORT_FORMAT);
}

static void test_needs(void) {
    setting s;
    ird_error err;
    begin(&s, "core/u1");
    s.input.gate = NULL;
    s.scene.net.pins = NULL;
    s.scene.net.map = NULL;
    s.scene.net.hotspots = NULL;
    CHECK(ird_report_write("r.x", IRD_REPORT_JUNIT, &s.input, &err) == IRD_REPORT_NEEDS);
    CHECK(ird_report_write("r.x", IRD_REPORT_VOLTAGES, &s.input, &err) ==
          IRD_REPORT_NEEDS);
    CHECK(ird_report_write("r.x", IRD_REPORT_HEATMAP, &s.input, &err) ==
          IRD_REPORT_NEEDS);
    s.input.segments = NULL;
    CHECK(ird_report_write("r.x", IRD_REPORT_EM, &s.input, &err) == IRD_REPORT_NEEDS);
    CHECK(ird_report_is_of_solution(IRD_REPORT_EM) &&
          ird_report_is_of_solution(IRD_REPORT_VOLTAGES) &&
          !ird_report_is_of_solution(IRD_REPORT_JUNIT));
    CHECK(access("r.x", F_OK) != 0);
    CHECK(ird_report_write("no/such/folder.txt", IRD_REPORT_TEXT, &s.input, &err) ==
          IRD_FILE_WRITE);
    end(&s);
}

static void test_exact(void) {
    char text[IRD_EXACT_SIZE];
    CHECK_TEXT(ird_exact_number(text, 0.1), "0.1");
    CHECK_TEXT(ird_exact_number(text, 0.1 + 0.2), "0.30000000000000004");
    CHECK_TEXT(ird_exact_number(text, -2), "-2");
}

int main(int argc, char **argv) {
    folder = argc > 1 ? argv[1] : "tests/gate";
    RUN(test_strangers);
    RUN(test_bytes);
    RUN(test_locale);
    RUN(test_em);
    RUN(test_text);
    RUN(test_extensions);
    RUN(test_needs);
    RUN(test_exact);
    return check_summary("formats");
}
