/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Timing windows as CSV and TWF, good and bad.
 */
#include "check.h"
#include "fixture.h"

#include "timing/timing.h"

static char folder[64];

static const char *file_of(const char *text) {
    static char path[128];
    snprintf(path, sizeof path, "%s/timing", folder);
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(text, 1, strlen(text), file) == strlen(text));
    CHECK(file != NULL && fclose(file) == 0);
    return path;
}

typedef struct bench {
    fixture f;
    ird_netlist netlist;
    ird_timing timing;
    ird_error err;
} bench;

/* u1, core/u2\[3\] and u3 with a pin Z out and A in; nets n1 of u1, n2 of core/u2, in of
 * nobody. */
static void create(bench *b) {
    *b = (bench){0};
    fixture_create(&b->f, 1000, 50, 50);
    ird_technology *tech = &b->f.tech;
    int32_t nand = fixture_macro(&b->f, "NAND", 2, 1, IRD_MACRO_CORE, true);
    ird_macro *macro = &tech->macros.items[nand];
    static const char *const names[] = {"A", "Z"};
    macro->first_pin = tech->macro_pins.count;
    macro->pin_count = 2;
    for (size_t i = 0; i < 2; i++) {
        ird_macro_pin pin = {.direction = i == 0 ? IRD_PIN_INPUT : IRD_PIN_OUTPUT};
        CHECK(ird_names_add(&tech->pin_names, names[i], 1, &pin.name, NULL, NULL) ==
              IRD_OK);
        CHECK(ird_vec_reserve(&tech->macro_pins, 1, "testing", NULL) == IRD_OK);
        tech->macro_pins.items[tech->macro_pins.count++] = pin;
    }
    fixture_cell(&b->f, "u1", nand, IRD_ORIENT_N, 0, 0);
    fixture_cell(&b->f, "core/u2\\[3\\]", nand, IRD_ORIENT_N, 4, 0);
    fixture_cell(&b->f, "u3", nand, IRD_ORIENT_N, 8, 0);
    CHECK(ird_netlist_add(&b->netlist, "n1", 2, 0, NULL) == IRD_OK);
    CHECK(ird_netlist_add(&b->netlist, "core/n2[0]", 10, 1, NULL) == IRD_OK);
    CHECK(ird_netlist_add(&b->netlist, "in", 2, IRD_NO_DRIVER, NULL) == IRD_OK);
}

static ird_status read_timing(bench *b, const char *text) {
    b->err = (ird_error){0};
    return ird_timing_read(&b->timing, &b->f.design, &b->f.tech, &b->netlist,
                           file_of(text), NULL, &b->err);
}

/* The edges of an instance together. */
typedef struct both {
    double begin_s, end_s, slew_s;
    bool is_clock;
} both;

static both join(const bench *b, size_t i) {
    const ird_arrival *a = &b->timing.arrivals[i];
    return (both){fmin(a->rise.begin_s, a->fall.begin_s),
                  fmax(a->rise.end_s, a->fall.end_s),
                  fmax(a->rise.slew_s, a->fall.slew_s), a->is_clock};
}

static void drop(bench *b) {
    ird_timing_free(&b->timing);
    ird_netlist_free(&b->netlist);
    fixture_free(&b->f);
}

/* Windows of an instance add up, whatever the order of columns; what is not known is
 * told. */
static void test_csv(void) {
    bench b;
    create(&b);
    CHECK(read_timing(&b, "# by hand\nslew_ps,instance,begin_ns,slack,end_ns\r\n"
                          "20,u1,0.1,1,0.3\n30,\"u1\",0.25,,0.4\n,core/u2[3],1,,1\n"
                          "10,u3,,,\n1,u9,1,,2\n1,u8,1,,2\n") == IRD_OK);
    const both a[] = {join(&b, 0), join(&b, 1), join(&b, 2)};
    CHECK_NEAR(a[0].begin_s, 0.1e-9, 1e-22);
    CHECK_NEAR(a[0].end_s, 0.4e-9, 1e-22);
    CHECK_NEAR(a[0].slew_s, 30e-12, 1e-24);
    CHECK(a[1].begin_s == 1e-9 && a[1].end_s == 1e-9 && isnan(a[1].slew_s));
    CHECK(isnan(a[2].begin_s) && isnan(a[2].end_s) && !a[2].is_clock);
    CHECK_NEAR(a[2].slew_s, 10e-12, 1e-24);
    CHECK(b.timing.format == IRD_TIMING_CSV && b.timing.count == 3);
    CHECK(b.timing.rows == 6 && b.timing.windows == 2 && b.timing.slews == 2);
    CHECK(b.timing.constant == 1 && b.timing.unknown == 2);
    CHECK_NEAR(b.timing.first_s, 0.1e-9, 1e-22);
    CHECK_NEAR(b.timing.last_s, 1e-9, 1e-22);
    CHECK(b.timing.notes.items.count == 1 && b.timing.notes.items.items[0].count == 2 &&
          b.timing.notes.items.items[0].line == 7);
    drop(&b);
}

/* Each edge with columns of its own; inputs are passed over. */
static void test_csv_edges(void) {
    bench b;
    create(&b);
    CHECK(read_timing(&b, "instance,pin,rise_min_ns,rise_max_ns,fall_min_ns,fall_max_ns,"
                          "rise_slew_ns,fall_slew_ns\n"
                          "u1,Z,0.65,0.73,0.55,0.66,0.35,0.13\n"
                          "u1,A,0.1,0.2,0.1,0.2,0.3,0.9\nu3,Z,,,1,2,,0.5\n") == IRD_OK);
    const both a[] = {join(&b, 0), join(&b, 1), join(&b, 2)};
    CHECK_NEAR(a[0].begin_s, 0.55e-9, 1e-22);
    CHECK_NEAR(a[0].end_s, 0.73e-9, 1e-22);
    CHECK_NEAR(a[0].slew_s, 0.35e-9, 1e-22);
    CHECK_NEAR(a[2].begin_s, 1e-9, 1e-22);
    CHECK_NEAR(a[2].slew_s, 0.5e-9, 1e-22);
    CHECK_NEAR(b.timing.arrivals[0].rise.begin_s, 0.65e-9, 1e-22);
    CHECK_NEAR(b.timing.arrivals[0].fall.slew_s, 0.13e-9, 1e-22);
    CHECK(isnan(b.timing.arrivals[2].rise.begin_s));
    CHECK(b.timing.inputs == 1 && b.timing.rows == 2);
    drop(&b);
}

static const char TWF[] =
    "(TIMING_WINDOWS\n"
    "(HEADER (VERSION \"x (1)\") (DELIMITERS \"/[]\") (TIME_SCALE 1.0E-12) (NEW (A) B))\n"
    "(WAVEFORM \"slow\" 2000 (POSEDGE 0.0) (NEGEDGE 1000))\n"
    "(WAVEFORM \"clk\" 1000 (POSEDGE 0.0) (NEGEDGE 500))\n"
    "(CAUSED_BY \"clk\" RISE\n"
    "(NET \"n1\" 100:200 10 * 0.5 150:320 12:14 * * D)\n"
    "(NET \"core/n2\\[0\\]\" * * * * 400 20 1.5 0.2 C)\n"
    "(NET \"in\" 1:2 3 * * 1:2 3 * *)\n"
    "(NET \"ghost\" 1:2 3 * * 1:2 3 * *)\n"
    ")\n"
    "(CAUSED_BY NULL\n"
    "(PIN \"u3/Z\" -5:5 3:4 * * * * * *)\n"
    "(PIN \"u3/A\" 900:999 3:4 * * * * * *)\n"
    "(PIN \"port\" 900:999 3:4 * * * * * *)\n"
    "(PIN CONSTANT \"u1/Z\")\n"
    "))\n";

static void test_twf(void) {
    bench b;
    create(&b);
    CHECK(read_timing(&b, TWF) == IRD_OK);
    const both a[] = {join(&b, 0), join(&b, 1), join(&b, 2)};
    CHECK_NEAR(a[0].begin_s, 100e-12, 1e-22);
    CHECK_NEAR(a[0].end_s, 320e-12, 1e-22);
    CHECK_NEAR(a[0].slew_s, 14e-12, 1e-22);
    CHECK_NEAR(a[1].begin_s, 400e-12, 1e-22);
    CHECK_NEAR(a[1].end_s, 400e-12, 1e-22);
    CHECK(!a[0].is_clock && a[1].is_clock);
    CHECK_NEAR(a[2].begin_s, -5e-12, 1e-22);
    CHECK_NEAR(a[2].end_s, 5e-12, 1e-22);
    CHECK(b.timing.format == IRD_TIMING_TWF && b.timing.windows == 3);
    CHECK(b.timing.inputs == 3 && b.timing.unknown == 1 && b.timing.constant == 1);
    CHECK_NEAR(b.timing.period_s, 1e-9, 1e-22);
    drop(&b);
}

/* Without a header times are in ns. */
static void test_twf_plain(void) {
    bench b;
    create(&b);
    CHECK(
        read_timing(
            &b, "(TIMING_WINDOWS (CAUSED_BY NULL (NET \"n1\" 1:1 1:1 * * 1:2 1 * *)))") ==
        IRD_OK);
    CHECK_NEAR(b.timing.arrivals[0].fall.end_s, 2e-9, 1e-22);
    CHECK_NEAR(b.timing.arrivals[0].rise.end_s, 1e-9, 1e-22);
    CHECK(b.timing.period_s == 0);
    drop(&b);
}

static void test_bad(void) {
    static const struct {
        const char *text;
        ird_status status;
        long line;
    } bad[] = {
        {"", IRD_TIMING_FORMAT, 0},
        {"instance,begin,end\n", IRD_TIMING_FORMAT, 1},
        {"instance,begin_ns\n", IRD_TIMING_FORMAT, 1},
        {"instance,begin_ns,end_ns,end_ns\n", IRD_TIMING_FORMAT, 1},
        {"instance,begin_ns,end_ns,fall_min_ns\n", IRD_TIMING_FORMAT, 1},
        {"instance,slew_ns\n", IRD_TIMING_FORMAT, 1},
        {"instance,begin_ns,end_ns\nu1\n", IRD_TIMING_SYNTAX, 2},
        {"instance,begin_ns,end_ns\nu1,1,2,3\n", IRD_TIMING_SYNTAX, 2},
        {"instance,begin_ns,end_ns\n,1,2\n", IRD_TIMING_SYNTAX, 2},
        {"instance,begin_ns,end_ns\nu1,1,x\n", IRD_TIMING_VALUE, 2},
        {"instance,begin_ns,end_ns\nu1,1,inf\n", IRD_TIMING_VALUE, 2},
        {"instance,begin_ns,end_ns\nu1,2,1\n", IRD_TIMING_VALUE, 2},
        {"instance,begin_ns,end_ns\nu1,2,\n", IRD_TIMING_VALUE, 2},
        {"instance,begin_ns,end_ns,slew_ns\nu1,1,2,-1\n", IRD_TIMING_VALUE, 2},
        {"instance,begin_ns,end_ns\nu9,1,2\n", IRD_TIMING_NO_MATCH, 0},
        {"(HEADER)", IRD_TIMING_FORMAT, 1},
        {"(TIMING_WINDOWS", IRD_TIMING_SYNTAX, 1},
        {"(TIMING_WINDOWS\n(CAUSED_BY NULL\n", IRD_TIMING_SYNTAX, 3},
        {"(TIMING_WINDOWS\n(HEADER (TIME_SCALE x)))", IRD_TIMING_VALUE, 2},
        {"(TIMING_WINDOWS\n(HEADER (TIME_SCALE 0)))", IRD_TIMING_VALUE, 2},
        {"(TIMING_WINDOWS\n(WAVEFORM \"c\" *))", IRD_TIMING_VALUE, 2},
        {"(TIMING_WINDOWS\n(NET \"n1\" 1:2))", IRD_TIMING_VALUE, 2},
        {"(TIMING_WINDOWS\n(NET \"n1\" 2:1 1 * * 1 1 * *))", IRD_TIMING_VALUE, 2},
        {"(TIMING_WINDOWS\n(NET \"n1\" 1:2 -1 * * 1 -1 * *))", IRD_TIMING_VALUE, 2},
        {"(TIMING_WINDOWS\n(NET \"n1\n\" 1 1 * * 1 1 * *))", IRD_TIMING_SYNTAX, 2},
        {"(TIMING_WINDOWS\n(NET (a)))", IRD_TIMING_SYNTAX, 2},
        {"(TIMING_WINDOWS\n(UNKNOWN (a (b) c))\n)", IRD_TIMING_NO_MATCH, 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        bench b;
        create(&b);
        CHECK(read_timing(&b, TWF) == IRD_OK);
        ird_status status = read_timing(&b, bad[i].text);
        if (!CHECK(status == bad[i].status && b.err.line == bad[i].line)) {
            fprintf(stderr, "    %zu: %d at %ld: %s\n", i, (int)status, b.err.line,
                    b.err.text);
        }
        CHECK(b.timing.windows == 3); /* as it was */
        drop(&b);
    }
}

/* Cut anywhere it is an error or whole. */
static void test_cut(void) {
    bench b;
    create(&b);
    static char part[sizeof TWF];
    size_t whole = 0;
    for (size_t size = 0; size < sizeof TWF - 1; size++) {
        memcpy(part, TWF, size);
        part[size] = '\0';
        whole += read_timing(&b, part) == IRD_OK;
    }
    CHECK(whole == 1); /* but for the last line end */
    drop(&b);
}

int main(void) {
    snprintf(folder, sizeof folder, "timing_XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    RUN(test_csv);
    RUN(test_csv_edges);
    RUN(test_twf);
    RUN(test_twf_plain);
    RUN(test_bad);
    RUN(test_cut);
    char path[128];
    snprintf(path, sizeof path, "%s/timing", folder);
    unlink(path);
    rmdir(folder);
    return check_summary("timing");
}
