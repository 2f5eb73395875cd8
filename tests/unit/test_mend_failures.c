/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of what would mend a design fails in turn: fillers that become decaps,
 * with the files that say so, derates, hot cells moved apart. One error, nothing is lost,
 * and the session answers as before. The folder of the tests' data is the first argument.
 */
#include "check.h"
#include "failing_alloc.h"

#include <stdlib.h>
#include <unistd.h>

#include "query/choices.h"
#include "suggest/decap_suggestion.h"
#include "query/derates.h"
#include "query/dynamic_nets.h"
#include "suggest/spread_suggestion.h"
#include "session/power_setting.h"
#include "session/session.h"
#include "session/supply.h"
#include "timed/time_setting.h"

enum { MOST_CALLS = 50000, DENSE = 300 };

static ird_session session;
static char folder[] = "mend-XXXXXX";
static int32_t vdd;
static double target_v;

static void must(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

static const char *path_of(const char *name) {
    static char path[4][128];
    static int at;
    char *to = path[at++ % 4];
    snprintf(to, sizeof path[0], "%s/%s", folder, name);
    return to;
}

static void write_file(const char *name, const char *text) {
    FILE *file = fopen(path_of(name), "w");
    CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* A file of the data with one text in place of another. */
static void copy_file(const char *data, const char *name, const char *from,
                      const char *to) {
    char path[4096], text[20000], made[20000];
    snprintf(path, sizeof path, "%s/%s", data, name);
    FILE *file = fopen(path, "r");
    CHECK(file != NULL);
    size_t size = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    text[size] = '\0';
    CHECK(file != NULL && fclose(file) == 0);
    const char *at = strstr(text, from);
    if (CHECK(at != NULL)) {
        snprintf(made, sizeof made, "%.*s%s%s", (int)(at - text), text, to,
                 at + strlen(from));
        write_file(name, made);
    }
}

static ird_status suggest_decaps(ird_error *err) {
    ird_decap_plan plan = {0};
    ird_text text = {0};
    const ird_decap_cells all = {0};
    ird_status status =
        ird_session_suggest_decaps(&session, target_v, false, &all, NULL, &plan, err);
    if (status == IRD_OK) {
        CHECK(plan.swaps.count > 0 && plan.fillers == 3);
        status = ird_report_decaps(&text, &plan, 10, err);
    }
    if (status == IRD_OK) {
        status = ird_write_decap_tcl(&text, &plan, err);
    }
    if (status == IRD_OK) {
        status =
            ird_session_write_decap_def(&session, &plan, path_of("out.def"), NULL, err);
    }
    if (status == IRD_OK) {
        status = ird_write_decap_lyrdb(path_of("out.lyrdb"), &plan, err);
    }
    ird_text_free(&text);
    ird_decap_plan_free(&plan);
    return status;
}

static ird_status make_derates(bool of_dynamic, ird_error *err) {
    ird_derates derates = {0};
    ird_text text = {0};
    const ird_derate_wish wish = {.of_dynamic = of_dynamic,
                                  .alpha = (double)NAN,
                                  .vth_v = (double)NAN,
                                  .libraries = {path_of("low.lib"), path_of("high.lib")}};
    ird_status status = ird_session_make_derates(&session, &wish, NULL, &derates, err);
    if (status == IRD_OK) {
        status = ird_write_derates(&text, &derates, true, true, err);
    }
    if (status == IRD_OK) {
        status = ird_report_derates(&text, &derates, err);
    }
    ird_text_free(&text);
    ird_derates_free(&derates);
    return status;
}

static ird_status derates_static(ird_error *err) {
    return make_derates(false, err);
}

static ird_status derates_in_time(ird_error *err) {
    return make_derates(true, err);
}

static ird_status suggest_spread(ird_error *err) {
    ird_spread_plan plan = {0};
    ird_text text = {0};
    const ird_spread_wish wish = {
        .net = vdd, .target = 1e-6, .most_used = 0.95, .steps = 2};
    ird_status status = ird_session_suggest_spread(&session, &wish, NULL, &plan, err);
    if (status == IRD_OK) {
        status = ird_report_spread(&text, &plan, err);
    }
    if (status == IRD_OK) {
        status = ird_write_spread_tcl(&text, &plan, true, true, err);
    }
    ird_text_free(&text);
    ird_spread_plan_free(&plan);
    return status;
}

static size_t step_of(size_t n) {
    return n < DENSE ? 1 : n / 20;
}

static void sweep(const char *what, ird_status (*ask)(ird_error *err)) {
    size_t failed = 0;
    for (size_t n = 1; n < MOST_CALLS; n += step_of(n)) {
        ird_error err = {0};
        must(ird_session_begin_command(&session, &err), &err);
        failing_alloc_arm(n);
        ird_status status = ask(&err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        ird_session_end_command(&session, status != IRD_OK);
        if (!CHECK(status == IRD_OK || status == IRD_NO_MEMORY ||
                   status == IRD_REPORT_XML)) {
            fprintf(stderr, "    %s\n", err.text);
        }
        failed += status != IRD_OK;
        if (!fired) {
            printf("%s: %zu of those among %zu allocations failed it\n", what, failed,
                   n - 1);
            CHECK(n > 5 && status == IRD_OK);
            return;
        }
    }
    CHECK(false); /* the sweep has no end */
}

static void write_inputs(const char *data) {
    copy_file(data, "small.lef", "MACRO RAM",
              "MACRO DCAP\n"
              "  CLASS CORE SPACER ;\n"
              "  ORIGIN 0 0 ;\n"
              "  SIZE 1 BY 2 ;\n"
              "  SITE core ;\n"
              "  PIN VDD\n"
              "    DIRECTION INOUT ;\n"
              "    USE POWER ;\n"
              "    PORT\n"
              "      LAYER metal1 ;\n"
              "        RECT 0 1.8 1 2.2 ;\n"
              "    END\n"
              "  END VDD\n"
              "  PIN VSS\n"
              "    DIRECTION INOUT ;\n"
              "    USE GROUND ;\n"
              "    PORT\n"
              "      LAYER metal1 ;\n"
              "        RECT 0 -0.2 1 0.2 ;\n"
              "    END\n"
              "  END VSS\n"
              "END DCAP\n"
              "MACRO RAM");
    copy_file(data, "small.def", "COMPONENTS 6 ;",
              "COMPONENTS 8 ;\n- f2 FILL + PLACED ( 7000 0 ) N ;\n"
              "- f3 FILL + PLACED ( 15000 2000 ) FS ;");
    write_file("windows.csv",
               "instance,begin_ns,end_ns\nu1,0.1,0.2\nu2,0.3,0.5\nu3,0,1\n");
    write_file("low.lib",
               "library (l) { nom_voltage : 0.9; cell (INV) { pin (Y) { timing "
               "() { cell_rise (s) { values (\"2\"); } } } } }\n");
    write_file("high.lib", "library (h) { nom_voltage : 1.2; cell (INV) { pin (Y) { "
                           "timing () { cell_rise (s) { values (\"1\"); } } } } }\n");
}

static void begin(const char *data) {
    ird_error err = {0};
    CHECK(mkdtemp(folder) != NULL);
    write_inputs(data);
    const char *const lefs[] = {path_of("small.lef")};
    must(ird_session_read_lef(&session, lefs, 1, NULL, &err), &err);
    must(ird_session_read_def(&session, path_of("small.def"), NULL, &err), &err);
    must(ird_session_set_power(&session, 25e-3, &err), &err);
    must(ird_session_set_supply(&session, "VDD", 3, 1.1, &err), &err);
    must(ird_session_set_clock(&session, 1e-9, NULL, 0, &err), &err);
    must(ird_session_read_timing(&session, path_of("windows.csv"), NULL, &err), &err);
    const ird_package package = {.ohm = 2};
    must(ird_session_set_package(&session, "VDD", &package, &err), &err);
    must(ird_session_set_decap(&session, "DCAP", 50e-15, 0, &err), &err);
    must(ird_session_find_net(&session, "VDD", 3, &vdd, &err), &err);
    ird_time_wish wish = ird_session_time_wish(&session);
    const ird_net_dynamic *dynamic = NULL;
    wish.net_count = 2;
    wish.nets[0] = vdd;
    must(ird_session_find_net(&session, "VSS", 3, &wish.nets[1], &err), &err);
    wish.switching.cycles = 1;
    wish.solve.engine.threads = 1; /* what counts allocations does not share */
    must(ird_session_solve_dynamic(&session, &wish, NULL, &dynamic, &err), &err);
    target_v = 0.9999 * dynamic->result.worst_drop_v;
}

int main(int argc, char **argv) {
    begin(argc > 1 ? argv[1] : ".");
    sweep("decaps", suggest_decaps);
    sweep("derates", derates_static);
    sweep("derates in time", derates_in_time);
    sweep("spread", suggest_spread);
    ird_session_free(&session);
    const char *names[] = {"small.lef", "small.def", "low.lib",    "high.lib",
                           "out.def",   "out.lyrdb", "windows.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        unlink(path_of(names[i]));
    }
    CHECK(rmdir(folder) == 0);
    CHECK(failing_alloc_live() == 0);
    return check_summary("mend failures");
}
