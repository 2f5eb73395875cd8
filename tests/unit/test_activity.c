/* SPDX-License-Identifier: BSD-3-Clause
 *
 * SAIF and VCD readers, the nets of a DEF, and power by activity, on runs whose toggles
 * are counted by hand. The folder of the Tcl tests' data is the first argument.
 */
#include "check.h"

#include <zlib.h>

#include "activity/activity.h"
#include "activity/toggles.h"
#include "base/output.h"
#include "base/stream.h"
#include "readers/readers.h"

static char folder[] = "irdrop-activity-XXXXXX";
static char file_path[128];
static const char *data;

static const char *write_bytes(const char *name, const char *text, size_t size) {
    snprintf(file_path, sizeof file_path, "%s/%s", folder, name);
    FILE *file = fopen(file_path, "w");
    CHECK(file != NULL && fwrite(text, 1, size, file) == size);
    CHECK(file != NULL && fclose(file) == 0);
    return file_path;
}

static const char *write_text(const char *name, const char *text) {
    return write_bytes(name, text, strlen(text));
}

static const char *data_path(const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", data, name);
    return path;
}

/* Nets n0, n1, ... each driven by the component of its number. */
static ird_netlist small_netlist(const char *const *names) {
    ird_netlist netlist = {0};
    for (int32_t i = 0; names[i] != NULL; i++) {
        CHECK(ird_netlist_add(&netlist, names[i], strlen(names[i]), i, NULL) == IRD_OK);
    }
    return netlist;
}

static ird_status read_text(ird_activity *activity, const ird_netlist *netlist,
                            const char *text, const ird_activity_options *options,
                            ird_error *err) {
    static const double power_w[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    return ird_activity_read(activity, netlist, power_w, netlist->drivers.count,
                             write_text("run", text), options, NULL, err);
}

/* --- nets of a DEF -------------------------------------------------------------------
 */

static void test_canonical_names(void) {
    static const struct {
        const char *name, *canonical;
        char divider, open, close;
    } cases[] = {
        {"u1/n", "u1/n", '/', '[', ']'},     {"u1.n<3>", "u1/n[3]", '.', '<', '>'},
        {"u1\\/n", "u1/n", '/', '[', ']'},   {"u1\\.n", "u1.n", '.', '[', ']'},
        {"a\\[0\\]", "a[0]", '/', '[', ']'}, {"a\\<0\\>", "a<0>", '/', '<', '>'},
        {"\\\\a", "\\a", '/', '[', ']'},     {"a\\", "a", '/', '[', ']'},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char made[32];
        size_t size =
            ird_netlist_canonical(made, cases[i].name, strlen(cases[i].name),
                                  cases[i].divider, cases[i].open, cases[i].close);
        made[size] = '\0';
        CHECK_TEXT(made, cases[i].canonical);
    }
}

static void test_names_of_two_nets(void) {
    ird_netlist netlist = {0};
    CHECK(ird_netlist_add(&netlist, "a", 1, 4, NULL) == IRD_OK);
    CHECK(ird_netlist_add(&netlist, "a", 1, 5, NULL) == IRD_OK);
    CHECK(netlist.driven == 0 && netlist.ambiguous == 1);
    CHECK(netlist.drivers.items[0] == IRD_NO_DRIVER);
    ird_netlist_free(&netlist);
}

static int32_t driver_of(const ird_netlist *netlist, const char *name) {
    int32_t net = ird_names_find(&netlist->names, name, strlen(name));
    return CHECK(net >= 0) ? netlist->drivers.items[net] : -2;
}

/* As the NETS of the file have them: no pins of the design, no outputs. */
static void check_sinks(const ird_netlist *nets, const ird_technology *tech,
                        const ird_design *design) {
    static const struct {
        const char *net, *component, *pin;
    } wanted[] = {{"clk", "u1/state_reg\\[0\\]", "D"},
                  {"u1/n1", "g2", "A"},
                  {"u1/state[0]", "g2", "A"},
                  {"bus[1]", "g3", "A"}};
    CHECK(nets->sinks.count == 4);
    for (size_t i = 0; i < nets->sinks.count && i < 4; i++) {
        const ird_netlist_sink *sink = &nets->sinks.items[i];
        CHECK_TEXT(ird_names_get(&nets->names, sink->net), wanted[i].net);
        CHECK_TEXT(ird_names_get(&design->component_names, sink->component),
                   wanted[i].component);
        CHECK_TEXT(ird_names_get(&tech->pin_names, sink->pin), wanted[i].pin);
    }
}

static void test_nets_of_def(void) {
    ird_technology tech = {0};
    ird_design design = {0};
    ird_netlist nets = {0};
    ird_error err = {0};
    CHECK(ird_lef_read(&tech, data_path("small.lef"), NULL, &err) == IRD_OK);
    CHECK(ird_lef_read(&tech, data_path("activity.lef"), NULL, &err) == IRD_OK);
    CHECK(ird_def_read(&design, &tech, data_path("activity.def"), NULL, &err) == IRD_OK);
    CHECK(ird_def_read_nets(&nets, &design, &tech, data_path("activity.def"), NULL,
                            &err) == IRD_OK);
    CHECK(nets.drivers.count == 6 && nets.driven == 5 && nets.ambiguous == 0);
    CHECK(driver_of(&nets, "clk") == IRD_NO_DRIVER);
    CHECK(driver_of(&nets, "u1/n1") == 0);
    CHECK(driver_of(&nets, "u1/state[0]") == 1);
    CHECK(driver_of(&nets, "bus[1]") == 1);
    CHECK(driver_of(&nets, "bus[0]") == 2);
    CHECK(driver_of(&nets, "hidden") == 3);
    CHECK(nets.sinks.count == 0);
    CHECK(ird_def_read_connections(&nets, &design, &tech, data_path("activity.def"), NULL,
                                   &err) == IRD_OK);
    CHECK(nets.drivers.count == 6 && nets.driven == 5);
    check_sinks(&nets, &tech, &design);
    const char *other =
        write_text("other.def", "VERSION 5.8 ;\nDIVIDERCHAR \".\" ;\n"
                                "BUSBITCHARS \"<>\" ;\nDESIGN d ;\nNETS 2 ;\n"
                                "- a.b<1> ( g2 A ) ( PIN x ) ( g2 Y ) + USE SIGNAL ;\n"
                                "- c ( g2 A ) ;\n- two ( g2 Y ) ( g3 Y ) ;\n"
                                "- mixed ( g3 IO ) ( g2 Y ) ;\n"
                                "- both ( g3 IO ) ( g2 IO ) ( g2 VDD ) ;\n"
                                "END NETS\nEND DESIGN\n");
    CHECK(ird_def_read_nets(&nets, &design, &tech, other, NULL, &err) == IRD_OK);
    CHECK(nets.drivers.count == 5 && nets.driven == 4);
    CHECK(driver_of(&nets, "a/b[1]") == 2);
    CHECK(driver_of(&nets, "two") == 2);
    CHECK(driver_of(&nets, "mixed") == 2);
    CHECK(driver_of(&nets, "both") == 3);
    other = write_text("other.def", "DESIGN d ;\nNETS 1 ;\n- a ( nobody A ) ;\n"
                                    "END NETS\nEND DESIGN\n");
    CHECK(ird_def_read_nets(&nets, &design, &tech, other, NULL, &err) ==
          IRD_ACTIVITY_NETS);
    CHECK(err.line == 3);
    CHECK_TEXT(err.detail, "nobody");
    CHECK(nets.drivers.count == 5); /* as before */
    ird_netlist_free(&nets);
    ird_design_free(&design);
    ird_technology_free(&tech);
}

/* --- the run of tests/tcl/data -------------------------------------------------------
 */

static const char *const run_nets[] = {"clk",    "u1/n1",  "u1/state[0]", "bus[1]",
                                       "bus[0]", "hidden", NULL};

/* Toggles in 100 ns, counted by hand in activity.vcd. */
static void check_run(const ird_activity *activity) {
    static const double toggles[] = {10, 3, 2, 4, 1};
    CHECK_NEAR(activity->duration_s, 1e-7, 1e-20);
    CHECK(activity->driven_nets == 6 && activity->matched_nets == 5);
    CHECK_TEXT(activity->scope, "tb/dut");
    for (size_t i = 0; i < sizeof toggles / sizeof *toggles; i++) {
        CHECK_NEAR(activity->rate_hz[i], toggles[i] * 1e7, 1e-3);
    }
    CHECK(isnan(activity->rate_hz[5]));
}

/* Blocks so small that every word is cut somewhere give the same. */
static void test_both_formats(void) {
    static const char *const files[] = {"activity.vcd", "activity.saif"};
    ird_netlist netlist = small_netlist(run_nets);
    for (size_t f = 0; f < 2; f++) {
        for (size_t block = 0; block < 64; block += block == 0 ? 22 : 1) {
            ird_activity_options options = {.block = block};
            ird_activity activity = {0};
            ird_error err = {0};
            ird_status status = ird_activity_read(
                &activity, &netlist, NULL, 6, data_path(files[f]), &options, NULL, &err);
            if (CHECK(status == IRD_OK)) {
                CHECK(activity.format == (f == 0 ? IRD_ACTIVITY_VCD : IRD_ACTIVITY_SAIF));
                check_run(&activity);
            } else {
                fprintf(stderr, "block %zu: %s\n", block, err.text);
            }
            ird_activity_free(&activity);
        }
    }
    ird_netlist_free(&netlist);
}

static size_t read_whole(const char *path, char *buffer, size_t size) {
    FILE *file = fopen(path, "r");
    size_t got = file != NULL ? fread(buffer, 1, size, file) : 0;
    CHECK(file != NULL && fclose(file) == 0 && got > 0 && got < size);
    return got;
}

static void test_gzip(void) {
    char text[8192];
    ird_netlist netlist = small_netlist(run_nets);
    ird_activity activity = {0};
    ird_activity_options options = {0};
    ird_error err = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/run.gz", folder);
    size_t size = read_whole(data_path("activity.vcd"), text, sizeof text);
    gzFile packed = gzopen(path, "wb");
    CHECK(gzwrite(packed, text, (unsigned)size) == (int)size);
    CHECK(gzclose(packed) == Z_OK);
    for (size_t block = 0; block < 64; block += block == 0 ? 30 : 1) {
        options.block = block;
        CHECK(ird_activity_read(&activity, &netlist, NULL, 6, path, &options, NULL,
                                &err) == IRD_OK);
        check_run(&activity);
    }
    size_t packed_size = read_whole(path, text, sizeof text);
    CHECK(ird_activity_read(&activity, &netlist, NULL, 6,
                            write_bytes("cut.gz", text, packed_size - 9), &options, NULL,
                            &err) == IRD_FILE_GZIP);
    check_run(&activity); /* as before */
    ird_activity_free(&activity);
    ird_netlist_free(&netlist);
}

/* Every beginning of a good file is read or refused; none is read beyond its end. */
static void test_cuts(void) {
    static const char *const files[] = {"activity.vcd", "activity.saif"};
    ird_netlist netlist = small_netlist(run_nets);
    char text[8192];
    for (size_t f = 0; f < 2; f++) {
        size_t whole = read_whole(data_path(files[f]), text, sizeof text);
        size_t refused = 0;
        for (size_t size = 0; size + 3 < whole; size++) {
            ird_activity activity = {0};
            ird_activity_options options = {0};
            ird_error err = {0};
            ird_status status =
                ird_activity_read(&activity, &netlist, NULL, 6,
                                  write_bytes("cut", text, size), &options, NULL, &err);
            refused += status != IRD_OK;
            CHECK((status == IRD_OK) == (activity.rate_hz != NULL));
            CHECK(status == IRD_OK || err.text[0] != '\0');
            ird_activity_free(&activity);
        }
        /* A SAIF file has an end; a VCD may end anywhere behind its second time. */
        CHECK(f == 0 ? refused > whole / 3 : refused == whole - 3);
    }
    ird_netlist_free(&netlist);
}

/* --- VCD -----------------------------------------------------------------------------
 */

#define HEAD "$timescale 10 ps $end $scope module d $end "
#define VALUES " $upscope $end $enddefinitions $end "

static void check_rates(const char *text, const char *const *nets, const double *toggles,
                        double ticks) {
    ird_netlist netlist = small_netlist(nets);
    ird_activity activity = {0};
    ird_activity_options options = {0};
    ird_error err = {0};
    if (!CHECK(read_text(&activity, &netlist, text, &options, &err) == IRD_OK)) {
        fprintf(stderr, "%s: %s\n", text, err.text);
    } else {
        for (size_t i = 0; nets[i] != NULL; i++) {
            double hz = toggles[i] / (ticks * 1e-11);
            CHECK_NEAR(activity.rate_hz[i], hz, 1e-9 * hz);
        }
    }
    ird_activity_free(&activity);
    ird_netlist_free(&netlist);
}

/* a[4] is the left of a [4:5]; 00 11 01 11 toggles it three times, the right once. */
static void test_ascending_range(void) {
    static const char *const nets[] = {"a[4]", "a[5]", NULL};
    check_rates(HEAD "$var wire 2 ! a [4:5] $end" VALUES
                     "#5 b00 ! #6 b11 ! #7 b1 ! #8 b11 ! #15",
                nets, (const double[]){3, 1}, 10);
}

static void test_glued_and_split_ranges(void) {
    static const char *const nets[] = {"g[1]", "g[0]", "s[3]", "one",
                                       "i[1]", "m[7]", "e[2]", NULL};
    static const double toggles[] = {2, 3, 1, 1, 1, 1, 2}; /* g: 01 00 11 10 00 */
    check_rates(HEAD "$var reg 2 \" g[1:0] $end $var wire 1 # s [3] $end "
                     "$var wire 1 $ one [0:0] $end $var integer 32 % i $end "
                     "$var wire 1 & m[7] $end $var wire 1 ' \\e[2] $end" VALUES
                     "#5 b01 \" 0# 0$ b0 % 0& 0' #6 b00 \" 1' #7 b11 \" 1# 1$ b10 % 1& "
                     "#8 B10 \" 0' #9 b0 \" #15",
                nets, toggles, 10);
}

static void test_codes(void) {
    static const char *const nets[] = {"a", "b", "c", NULL};
    static const double toggles[] = {1, 2, 3};
    static const char *const codes[][3] = {
        {"!", "\"", "~"},            /* a table of one character */
        {"!!", "\"!", "!\""},        /* two, either end */
        {"!!!!x", "!!!!y", "!!!!z"}, /* the last counts least */
        {"x!!!!", "y!!!!", "z!!!!"}, /* the first */
        {"~~~~~", "!~!~!", "a"},     /* too sparse for a table */
        {"a_name_of_its_own", "another", "c"},
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        const char *a = codes[i][0];
        const char *b = codes[i][1];
        const char *c = codes[i][2];
        char text[512];
        snprintf(
            text, sizeof text,
            HEAD
            "$var wire 1 %s a $end $var wire 1 %s b $end $var wire 1 %s c $end" VALUES
            "#0 0%s 0%s 0%s #1 1%s 1%s 1%s #2 0%s 0%s #3 1%s #4",
            a, b, c, a, b, c, a, b, c, b, c, c);
        check_rates(text, nets, toggles, 4);
    }
}

/* One code for two nets, one net in two scopes, a scope opened twice. */
static void test_aliases(void) {
    static const char *const nets[] = {"a", "b", "u/c", NULL};
    static const double toggles[] = {2, 2, 1};
    check_rates("$timescale 10ps $end $scope module t $end $var wire 1 ! a $end $upscope "
                "$end $scope module t $end $scope module d $end $var wire 1 ! a $end "
                "$var wire 1 ! b $end $scope module u $end $var wire 1 # c $end $upscope "
                "$end $upscope $end $upscope $end $enddefinitions $end "
                "#0 0! 0# #1 1! #2 0! 1# #4",
                nets, toggles, 4);
}

static void test_scopes(void) {
    static const char *const nets[] = {"a", NULL};
    static const struct {
        const char *scope, *found;
        double toggles;
    } cases[] = {{NULL, "t/d", 1},
                 {"t/e", "t/e", 2},
                 {"t.e", "t/e", 2},
                 {"/t/d", "t/d", 1},
                 {"t/d", "t/d", 1}};
    ird_netlist netlist = small_netlist(nets);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ird_activity activity = {0};
        ird_activity_options options = {.scope = cases[i].scope};
        ird_error err = {0};
        CHECK(read_text(&activity, &netlist,
                        "$timescale 1s $end $scope module t $end $scope module d $end "
                        "$var wire 1 ! a $end $upscope $end $scope module e $end "
                        "$var wire 1 # a $end" VALUES "#0 0! 0# #1 1! 1# #2 0#",
                        &options, &err) == IRD_OK);
        CHECK_TEXT(activity.scope, cases[i].found);
        CHECK_NEAR(activity.rate_hz[0], cases[i].toggles / 2, 1e-12);
        ird_activity_free(&activity);
    }
    ird_netlist_free(&netlist);
}

/* 0 1 0 1 in [0, 4), then 0 at 4, 1 at 9: windows of 4 ticks hold 3, 1 and 1 toggles. */
static void test_windows(void) {
    static const char *const nets[] = {"a", NULL};
    static const char text[] = "$timescale 1ns $end $var wire 1 ! a $end $enddefinitions "
                               "$end #0 0! #1 1! #2 0! #3 1! #4 0! #9 1! #10";
    static const double shares[] = {3 / 4.0 / 0.5, 1 / 4.0 / 0.5, 1 / 4.0 / 0.5};
    ird_netlist netlist = small_netlist(nets);
    ird_activity activity = {0};
    ird_activity_options options = {.window_s = 4e-9};
    ird_error err = {0};
    CHECK(read_text(&activity, &netlist, text, &options, &err) == IRD_OK);
    CHECK(activity.window_count == 3 && activity.window == 0);
    CHECK_NEAR(activity.mean_hz, 0.5e9, 1e-3);
    CHECK_NEAR(activity.rate_hz[0], 0.75e9, 1e-3);
    for (size_t i = 0; i < 3; i++) {
        double *rate_hz = NULL;
        CHECK_NEAR(activity.window_share[i], shares[i], 1e-12);
        CHECK(ird_activity_read_window(&activity, &netlist, i, 0, NULL, &rate_hz, &err) ==
              IRD_OK);
        CHECK_NEAR(rate_hz[0], shares[i] * 0.5e9, 1e-3);
        ird_free(rate_hz);
    }
    double *none = NULL;
    CHECK(ird_activity_read_window(&activity, &netlist, 3, 0, NULL, &none, &err) ==
          IRD_ACTIVITY_WINDOW);
    CHECK(none == NULL);
    ird_activity_free(&activity);
    ird_netlist_free(&netlist);
}

/* --- power ---------------------------------------------------------------------------
 */

/* Toggles of [2, 6) ns, of the instances that drive the nets; the value at 2 ns itself is
 * one, that at 6 ns is none. */
static void test_toggles(void) {
    static const char *const names[] = {"a", "b", NULL};
    ird_netlist netlist = small_netlist(names);
    ird_activity activity = {0};
    ird_toggles toggles = {0};
    ird_error err = {0};
    static const char text[] =
        "$timescale 1ns $end $scope module t $end $var wire 1 ! a $end\n"
        "$var wire 1 # b $end $var wire 1 % clock $end $upscope $end\n"
        "$enddefinitions $end\n#10 0! 1# 0%\n#11 1!\n#12 0! 1%\n#13 x#\n#15 0# 1!\n"
        "#16 0!\n#20 1#\n";
    ird_activity_options options = {0};
    CHECK(read_text(&activity, &netlist, text, &options, &err) == IRD_OK);
    CHECK(ird_activity_read_toggles(&activity, &netlist, 2e-9, 6e-9, 0, NULL, &toggles,
                                    &err) == IRD_OK);
    CHECK(toggles.items.count == 3);
    const ird_toggle *t = toggles.items.items;
    CHECK(t[0].component == 0 && t[1].component == 1 && t[2].component == 0);
    CHECK_NEAR(t[0].at_s, 0, 1e-20);
    CHECK_NEAR(t[1].at_s, 3e-9, 1e-20);
    CHECK_NEAR(t[2].at_s, 3e-9, 1e-20);
    CHECK(ird_activity_read_toggles(&activity, &netlist, 2e-9, 11e-9, 0, NULL, &toggles,
                                    &err) == IRD_ACTIVITY_WINDOW);
    activity.format = IRD_ACTIVITY_SAIF;
    CHECK(ird_activity_read_toggles(&activity, &netlist, 2e-9, 6e-9, 0, NULL, &toggles,
                                    &err) == IRD_ACTIVITY_FORMAT);
    CHECK(toggles.items.count == 3);
    ird_free(toggles.items.items);
    ird_activity_free(&activity);
    ird_netlist_free(&netlist);
}

/* What was handed over: a line a cycle. */
typedef struct told_cycles {
    char text[200];
    size_t count, fails_at;
} told_cycles;

static ird_status tell_cycle(void *context, const ird_cycle_toggles *cycle,
                             ird_error *err) {
    told_cycles *told = context;
    size_t at = strlen(told->text);
    at += (size_t)snprintf(told->text + at, sizeof told->text - at, "%zu:", cycle->cycle);
    for (size_t i = 0; i < cycle->toggles->items.count; i++) {
        const ird_toggle *t = &cycle->toggles->items.items[i];
        at += (size_t)snprintf(told->text + at, sizeof told->text - at, " %c%g",
                               'a' + t->component, rint(t->at_s * 1e12) / 1e3);
    }
    snprintf(told->text + at, sizeof told->text - at, "; ");
    return ++told->count == told->fails_at ? ird_fail(err, IRD_INTERRUPTED, "enough")
                                           : IRD_OK;
}

/* a toggles at 1, 2, 5 and 6 ns, b at 5 and at 10, from the first time on. */
static void test_toggles_by_cycle(void) {
    static const char *const names[] = {"a", "b", NULL};
    static const size_t few[] = {1, 3};
    static const struct {
        double from_s, period_s;
        size_t cycles, fails_at;
        const size_t *wanted;
        const char *told;
        size_t block;
    } cases[] = {
        {0, 2e-9, 5, 0, NULL, "0: a1; 1: a0; 2: b1 a1; 3: a0; 4:; ", 0},
        {0, 2e-9, 5, 0, NULL, "0: a1; 1: a0; 2: b1 a1; 3: a0; 4:; ", 16},
        {0, 2e-9, 5, 0, few, "1: a0; 3: a0; ", 0},
        {1e-9, 3e-9, 3, 0, NULL, "0: a0 a1; 1: b1 a1 a2; 2:; ", 0},
        {2e-9, 4e-9, 2, 0, few, "1: a0; ", 0},
        /* shorter than a tick: their ends, at 0.4, 0.8, 1.2 and 1.6, are 0, 1, 1, 2 */
        {0, 0.4e-9, 4, 0, NULL, "0:; 1:; 2:; 3: a-0.2; ", 0},
        {0, 2e-9, 5, 2, NULL, "0: a1; 1: a0; ", 0},
    };
    ird_netlist netlist = small_netlist(names);
    ird_activity activity = {0};
    ird_error err = {0};
    static const char text[] =
        "$timescale 1ns $end $scope module t $end $var wire 1 ! a $end\n"
        "$var wire 1 # b $end $var wire 1 % clock $end $upscope $end\n"
        "$enddefinitions $end\n#10 0! 1# 0%\n#11 1!\n#12 0! 1%\n#13 x#\n#15 0# 1!\n"
        "#16 0!\n#20 1#\n";
    ird_activity_options options = {0};
    CHECK(read_text(&activity, &netlist, text, &options, &err) == IRD_OK);
    CHECK_NEAR(activity.first_s, 10e-9, 1e-20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        told_cycles told = {.fails_at = cases[i].fails_at};
        const ird_cycle_wish wish = {
            .from_s = cases[i].from_s,
            .period_s = cases[i].period_s,
            .cycles = cases[i].cycles,
            .wanted = cases[i].wanted,
            .wanted_count = cases[i].wanted != NULL ? sizeof few / sizeof *few : 0,
            .take = tell_cycle,
            .context = &told};
        ird_status status = ird_activity_read_cycles(&activity, &netlist, &wish,
                                                     cases[i].block, NULL, &err);
        CHECK(status == (cases[i].fails_at > 0 ? IRD_INTERRUPTED : IRD_OK));
        if (!CHECK(strcmp(told.text, cases[i].told) == 0)) {
            printf("case %zu: %s\n", i, told.text);
        }
    }
    ird_activity_free(&activity);
    ird_netlist_free(&netlist);
}

/* The clock, which no instance drives, rises at 3, 7 and 11 ns behind the first time; x
 * between low and low is no edge. */
static void test_clock(void) {
    static const char *const names[] = {"a", "b", NULL};
    ird_netlist netlist = small_netlist(names);
    ird_activity activity = {0};
    ird_clock_edges edges = {0};
    ird_error err = {0};
    static const char text[] =
        "$timescale 1ns $end $scope module t $end $var wire 1 ! a $end\n"
        "$var wire 1 # b $end $var wire 1 % clock $end $upscope $end\n"
        "$enddefinitions $end\n#10 0! 0# 0%\n#11 x%\n#12 0%\n#13 1%\n#15 0% 1#\n#17 1%\n"
        "#19 0%\n#21 1%\n#23 0% 1!\n#24 0!\n";
    ird_activity_options options = {0};
    CHECK(ird_netlist_add(&netlist, "clock", 5, IRD_NO_DRIVER, &err) == IRD_OK);
    CHECK(read_text(&activity, &netlist, text, &options, &err) == IRD_OK);
    CHECK(ird_activity_read_clock(&activity, &netlist, "clock", 0, NULL, &edges, &err) ==
          IRD_OK);
    CHECK_NEAR(edges.first_s, 3e-9, 1e-18);
    CHECK_NEAR(edges.period_s, 4e-9, 1e-18);
    CHECK(ird_activity_read_clock(&activity, &netlist, "clock", 4e-9, NULL, &edges,
                                  &err) == IRD_OK);
    CHECK_NEAR(edges.first_s, 7e-9, 1e-18);
    CHECK(ird_activity_read_clock(&activity, &netlist, "clock", 8e-9, NULL, &edges,
                                  &err) == IRD_CYCLES_CLOCK);
    CHECK(ird_activity_read_clock(&activity, &netlist, "clock", 20e-9, NULL, &edges,
                                  &err) == IRD_CYCLES_CLOCK);
    CHECK(ird_activity_read_clock(&activity, &netlist, "b", 0, NULL, &edges, &err) ==
          IRD_CYCLES_CLOCK);
    CHECK(ird_activity_read_clock(&activity, &netlist, "none", 0, NULL, &edges, &err) ==
          IRD_CYCLES_CLOCK);
    CHECK_NEAR(edges.first_s, 7e-9, 1e-18);
    ird_activity_free(&activity);
    ird_netlist_free(&netlist);
}

/* Powers 1, 2 and 4 W at 3, 1 and no known toggles a second: the mean is 5/3. */
static void test_power(void) {
    double rates[] = {3, 1, (double)NAN};
    char file[] = "run";
    ird_activity activity = {.rate_hz = rates, .count = 3, .file = file};
    double base_w[] = {1, 2, 4};
    const ird_power base = {
        .count = 3, .instance_w = base_w, .total_w = 7, .origin = IRD_POWER_TOTAL};
    ird_power power = {0};
    ird_error err = {0};
    for (int again = 0; again < 2; again++) { /* the second time from the start again */
        ird_scaled_power_free(&power);
        CHECK(ird_activity_apply(&activity, NULL, &base, &power, &err) == IRD_OK);
        CHECK_NEAR(power.instance_w[0], 1.8, 1e-12);
        CHECK_NEAR(power.instance_w[1], 1.2, 1e-12);
        CHECK_NEAR(power.instance_w[2], 4, 1e-12);
        CHECK_NEAR(power.total_w, 7, 1e-12);
        CHECK(power.origin == IRD_POWER_ACTIVITY && power.base_origin == IRD_POWER_TOTAL);
    }
    rates[0] = rates[1] = 0;
    CHECK(ird_activity_apply(&activity, NULL, &base, &power, &err) ==
          IRD_ACTIVITY_SILENT);
    CHECK_NEAR(power.instance_w[0], 1.8, 1e-12);
    CHECK_NEAR(base.instance_w[1], 2, 0);
    CHECK_NEAR(base.total_w, 7, 1e-12);
    CHECK(base.origin == IRD_POWER_TOTAL);
    ird_scaled_power_free(&power);
}

/* --- bad input -----------------------------------------------------------------------
 */

static const struct {
    const char *text;
    ird_status status;
    long line;
    const char *part;
} bad[] = {
    {"", IRD_ACTIVITY_FORMAT, 0, "neither"},
    {"hello", IRD_ACTIVITY_FORMAT, 0, "hello"},
    {"(LIBRARY)", IRD_SAIF_SYNTAX, 1, "SAIFILE"},
    {"(SAIFILE\n(TIMESCALE 1 parsec))", IRD_ACTIVITY_TIMESCALE, 2, "1parsec"},
    {"(SAIFILE (TIMESCALE 1 ns)\n(DURATION -4))", IRD_ACTIVITY_TIME, 2, "-4"},
    {"(SAIFILE (TIMESCALE 1 ns)\n(INSTANCE d (NET (a (TC 1)))))", IRD_ACTIVITY_TIME, 2,
     "missing"},
    {"(SAIFILE (TIMESCALE 1 ns) (DURATION 0))", IRD_ACTIVITY_TIME, 1, "0"},
    {"(SAIFILE (TIMESCALE 1 ns) (DURATION 4)\n(INSTANCE d (NET\n(a (TC many)))))",
     IRD_SAIF_SYNTAX, 3, "many"},
    {"(SAIFILE (TIMESCALE 1 ns) (DURATION 4)\n(INSTANCE d (NET\n(a (T0 -1)))))",
     IRD_ACTIVITY_TIME, 3, "-1"},
    {"(SAIFILE (TIMESCALE 1 ns) (DURATION 4)\n(INSTANCE d (NET\n(a (TC 1))))",
     IRD_SAIF_TRUNCATED, 3, "cut short"},
    {"(SAIFILE /* a\nremark", IRD_SAIF_TRUNCATED, 2, "comment"},
    {"(SAIFILE (DATE \"today", IRD_SAIF_TRUNCATED, 1, "string"},
    {"(SAIFILE (TIMESCALE 1 ns) (DURATION 4)\n(INSTANCE d (NET (b (TC 1)))))",
     IRD_ACTIVITY_NO_MATCH, 0, "d/b"},
    {"(SAIFILE (TIMESCALE 1 ns) (DURATION 4) (NET a))", IRD_SAIF_SYNTAX, 1, "( or )"},
    {"$timescale 3 weeks $end", IRD_ACTIVITY_TIMESCALE, 1, "3weeks"},
    {"$timescale 1ns $end\nwire", IRD_VCD_SYNTAX, 2, "wire"},
    {"$timescale 1ns $end\n$upscope $end", IRD_VCD_SYNTAX, 2, "$upscope"},
    {"$timescale 1ns $end\n$var wire -1 ! a $end", IRD_VCD_SYNTAX, 2, "width"},
    {"$timescale 1ns $end\n$var wire 1 ! $end", IRD_VCD_SYNTAX, 2, "name"},
    {"$timescale 1ns $end\n$scope module $end", IRD_VCD_TRUNCATED, 2, "cut short"},
    {"$timescale 1ns $end\n$scope module $end $upscope $end\n$upscope $end",
     IRD_VCD_SYNTAX, 3, "$upscope"},
    {"$timescale 1ns $end\n$var wire 1 ! a", IRD_VCD_TRUNCATED, 2, "cut short"},
    {HEAD "$var wire 1 ! b $end" VALUES "#0 #1", IRD_ACTIVITY_NO_MATCH, 0, "d/b"},
    {HEAD "$var wire 1 ! a $end" VALUES "#5\n0!\n#4", IRD_ACTIVITY_TIME, 3, "backwards"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\n#-4", IRD_ACTIVITY_TIME, 2, "#-4"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\n#", IRD_ACTIVITY_TIME, 2, "missing"},
    {HEAD "$var wire 1 ! a $end" VALUES "#9999999999999999999", IRD_ACTIVITY_TIME, 1,
     "late"},
    {HEAD "$var wire 1 ! a $end" VALUES "#7\n1!", IRD_ACTIVITY_TIME, 2, "no time passes"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\n1?", IRD_VCD_CODE, 2, "?"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\n0! 1", IRD_VCD_SYNTAX, 2, "code"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\nb1", IRD_VCD_SYNTAX, 2, "code"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\nb !", IRD_VCD_SYNTAX, 2, "code"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\nb10 !", IRD_VCD_SYNTAX, 2, "more bits"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\nb7 !", IRD_VCD_SYNTAX, 2, "no value"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\n?!", IRD_VCD_SYNTAX, 2, "no value change"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\n$var", IRD_VCD_SYNTAX, 2, "$var"},
    {HEAD "$var wire 1 ! a $end" VALUES "#0\n$comment 1!", IRD_VCD_TRUNCATED, 2, "$end"},
};

static void test_bad_input(void) {
    static const char *const nets[] = {"a", NULL};
    ird_netlist netlist = small_netlist(nets);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ird_activity activity = {0};
        ird_activity_options options = {0};
        ird_error err = {0};
        ird_status status = read_text(&activity, &netlist, bad[i].text, &options, &err);
        if (!CHECK(status == bad[i].status) || !CHECK(err.line == bad[i].line) ||
            !CHECK(strstr(err.text, bad[i].part) != NULL)) {
            fprintf(stderr, "    %s\n    %d, line %ld: %s\n", bad[i].text, (int)status,
                    err.line, err.text);
        }
        CHECK(activity.rate_hz == NULL);
        CHECK_TEXT(err.file, file_path);
    }
    ird_netlist_free(&netlist);
}

/* Without a time scale 1 ns is taken, and told: one toggle in 2 ns, and in 4. */
static void test_no_time_scale(void) {
    static const char *const nets[] = {"a", NULL};
    static const struct {
        const char *text;
        double rate_hz;
        long line;
    } cases[] = {
        {"$scope module d $end $var wire 1 ! a $end\n$upscope $end $enddefinitions $end\n"
         "#0 0! #1 1! #2",
         0.5e9, 2},
        {"(SAIFILE\n(DURATION 4)\n(INSTANCE d (NET (a (TC 1)))))\n", 0.25e9, 3},
    };
    ird_netlist netlist = small_netlist(nets);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ird_activity activity = {0};
        ird_activity_options options = {0};
        ird_error err = {0};
        CHECK(read_text(&activity, &netlist, cases[i].text, &options, &err) == IRD_OK);
        CHECK_NEAR(activity.rate_hz[0], cases[i].rate_hz, 1);
        CHECK(activity.notes.items.count == 1);
        CHECK(activity.notes.items.items[0].id == IRD_ACTIVITY_NO_TIMESCALE);
        CHECK(activity.notes.items.items[0].line == cases[i].line);
        ird_activity_free(&activity);
    }
    ird_netlist_free(&netlist);
}

/* A scope without a name is as if it were not there; a blank may stand before a code, and
 * the end of a block between them. */
static void test_empty_scopes_and_blanks(void) {
    static const char *const nets[] = {"a", "u/b", NULL};
    static const double toggles[] = {2, 1};
    static const char text[] =
        "$timescale 10ps $end $scope module  $end $scope module d $end $scope $end "
        "$var wire 1 ! a $end $upscope $end $scope module u $end $var wire 1 # b $end "
        "$upscope $end $upscope $end $upscope $end $enddefinitions $end "
        "#0 0 ! 0\t# #1 1  ! #2 0! 1 # #4";
    check_rates(text, nets, toggles, 4);
    ird_netlist netlist = small_netlist(nets);
    for (size_t block = 16; block < 64; block++) {
        ird_activity activity = {0};
        ird_activity_options options = {.block = block};
        ird_error err = {0};
        if (CHECK(read_text(&activity, &netlist, text, &options, &err) == IRD_OK)) {
            CHECK_NEAR(activity.rate_hz[0], 2 / 4e-11, 1);
            CHECK_TEXT(activity.scope, "d");
        }
        ird_activity_free(&activity);
    }
    ird_netlist_free(&netlist);
}

/* The scope is found although no bit 0 of a vector is a net. */
static void test_scope_by_other_bits(void) {
    static const char *const nets[] = {"s[3]", NULL};
    check_rates(HEAD "$var wire 4 ! s [3:0] $end" VALUES "#0 b1010 ! #2 b0101 ! #4", nets,
                (const double[]){1}, 4);
}

static void test_bad_options(void) {
    static const char *const nets[] = {"a", NULL};
    static const char vcd[] = HEAD "$var wire 1 ! a $end" VALUES "#0 0! #100000000 1!";
    static const char saif[] = "(SAIFILE (TIMESCALE 1 ns) (DURATION 4))";
    static const struct {
        const char *text;
        ird_activity_options options;
        ird_status status;
        const char *part;
    } cases[] = {
        {vcd, {.scope = "e"}, IRD_ACTIVITY_SCOPE, "there are d"},
        {saif, {.scope = "e"}, IRD_ACTIVITY_SCOPE, "there are none"},
        {saif, {.window_s = 1}, IRD_ACTIVITY_WINDOW, "SAIF"},
        {vcd, {.window_s = 4e-12}, IRD_ACTIVITY_WINDOW, "tick"},
        {vcd, {.window_s = 1e-11}, IRD_ACTIVITY_WINDOW, "more than"},
        {vcd, {.format = IRD_ACTIVITY_SAIF}, IRD_SAIF_SYNTAX, "( at the start"},
        {saif, {.format = IRD_ACTIVITY_VCD}, IRD_VCD_SYNTAX, "declaration"},
        {vcd, {.block = 4}, IRD_FILE_WORD, "4 bytes"},
    };
    ird_netlist netlist = small_netlist(nets);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ird_activity activity = {0};
        ird_error err = {0};
        ird_status status =
            read_text(&activity, &netlist, cases[i].text, &cases[i].options, &err);
        if (!CHECK(status == cases[i].status) ||
            !CHECK(strstr(err.text, cases[i].part) != NULL)) {
            fprintf(stderr, "    case %zu: %d %s\n", i, (int)status, err.text);
        }
        CHECK(activity.rate_hz == NULL);
    }
    ird_netlist none = {0};
    ird_activity activity = {0};
    ird_activity_options options = {0};
    CHECK(read_text(&activity, &none, vcd, &options, NULL) == IRD_ACTIVITY_NETS);
    ird_netlist_free(&netlist);
}

int main(int argc, char **argv) {
    data = argc > 1 ? argv[1] : ".";
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    RUN(test_canonical_names);
    RUN(test_names_of_two_nets);
    RUN(test_nets_of_def);
    RUN(test_both_formats);
    RUN(test_gzip);
    RUN(test_cuts);
    RUN(test_ascending_range);
    RUN(test_glued_and_split_ranges);
    RUN(test_codes);
    RUN(test_aliases);
    RUN(test_scopes);
    RUN(test_windows);
    RUN(test_toggles);
    RUN(test_toggles_by_cycle);
    RUN(test_clock);
    RUN(test_power);
    RUN(test_no_time_scale);
    RUN(test_empty_scopes_and_blanks);
    RUN(test_scope_by_other_bits);
    RUN(test_bad_input);
    RUN(test_bad_options);
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    CHECK(system(command) == 0);
    return check_summary("activity");
}
