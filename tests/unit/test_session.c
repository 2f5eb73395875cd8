/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the session promises when it fails: it is as it was, and nothing leaks. Every
 * allocation of every step fails in turn, and an interruption stops each of them.
 */
#include "check.h"

#include "failing_alloc.h"
#include "query/explained.h"
#include "query/explained_prediction.h"
#include "query/live_design.h"
#include "report/explain_report.h"
#include "session/sources_setting.h"
#include "query/drop_map.h"
#include "query/answers.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "query/requests.h"
#include "query/solved_nets.h"
#include "session/rc_setting.h"
#include "session/spice.h"
#include "session/supply.h"

static const char lef_path[] = IRD_TESTS_DIR "/tcl/data/small.lef";
static const char def_path[] = IRD_TESTS_DIR "/tcl/data/small.def";
static const char report_path[] = "session_power.csv";
static const char places_path[] = "session_sources.loc";
static const char plan_path[] = "session_plan.xml";
static const char spice_path[] = "session_grid.sp";

enum { MAX_CALLS = 100000 };

static ird_status read_lef(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    const char *const paths[] = {lef_path, lef_path};
    return ird_session_read_lef(s, paths, 2, monitor, err);
}

static ird_status read_def(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    return ird_session_read_def(s, def_path, monitor, err);
}

static ird_status read_power(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    return ird_session_read_power(s, report_path, NULL, monitor, err);
}

static ird_status read_live(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    const char *const lefs[] = {lef_path};
    const ird_live_voltage voltages[] = {{"VDD", 0.9, true}, {"other", 2.5, false}};
    const ird_live_files files = {.lefs = lefs,
                                  .lef_count = 1,
                                  .def = def_path,
                                  .power = report_path,
                                  .voltages = voltages,
                                  .voltage_count = 2};
    return ird_session_read_live(s, &files, monitor, err);
}

static ird_status set_supply(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    (void)monitor;
    return ird_session_set_supply(s, "VDDL", 4, 1.1, err);
}

static ird_status use_model(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    (void)monitor;
    return ird_session_use_model(s, "paper", err);
}

static ird_status rasterize(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    const ird_request request = {.has_size = true, .size = 16};
    ird_result *raster = NULL;
    return ird_session_rasterize(s, &request, monitor, &raster, err);
}

static ird_status predict(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    const ird_request request = {
        .has_size = true, .size = 32, .net_name = "VSS", .net_name_size = 3};
    ird_result *prediction = NULL;
    return ird_session_predict(s, &request, monitor, &prediction, err);
}

static ird_status set_layer_rc(ird_session *s, const ird_monitor *monitor,
                               ird_error *err) {
    (void)monitor;
    return ird_session_set_layer_rc(s, "metal1", false, 1e-3, 1e3, err);
}

static ird_status set_sources(ird_session *s, const ird_monitor *monitor,
                              ird_error *err) {
    ird_source_options options = ird_source_defaults;
    (void)monitor;
    options.type = IRD_SOURCE_FILE;
    return ird_session_set_sources(s, "VSS", &options, places_path, err);
}

/* Solve a net and look at it in every way. */
static ird_status solve(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    static const ird_drop_map_request contest = {.as_iccad23 = true, .pitch_um = 1};
    const ird_solve_wish wish = ird_session_solve_wish(s);
    const ird_net_grid *grid = NULL;
    ird_pin_drops pins = {0};
    ird_result *map = NULL, *turned = NULL;
    IRD_TRY(ird_session_solve(s, 0, &wish, monitor, &grid, NULL, err));
    const ird_solved solved_net = ird_session_solved(s, grid, NULL);
    ird_status status = ird_pin_drops_make(&pins, &solved_net, err);
    ird_pin_drops_free(&pins);
    if (status == IRD_OK) {
        status = ird_session_solve_map(s, monitor, &map, err);
    }
    if (status == IRD_OK) {
        status = ird_session_make_drop_map(s, grid, &contest, monitor, &turned, err);
    }
    ird_result_drop(turned);
    return status;
}

/* One stripe of a net on metal2. */
/* And what is predicted there. */
static ird_status explain_prediction(ird_session *s, const ird_monitor *monitor,
                                     ird_error *err) {
    static const ird_explain_place_wish place = {.kind = IRD_PLACE_WORST};
    const ird_request request = {0};
    ird_explained_prediction explained = {0};
    ird_status status =
        ird_session_explain_prediction(&explained, s, &request, &place, monitor, err);
    ird_explained_prediction_free(&explained);
    return status;
}

/* Explain the worst place of a net, as text, too. */
static ird_status explain(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    static const ird_explain_options options = {.most = 5, .lacks = 5};
    static const ird_explain_place_wish place = {.kind = IRD_PLACE_WORST};
    const ird_solve_wish wish = ird_session_solve_wish(s);
    const ird_net_grid *grid = NULL;
    ird_explanation explanation = {0};
    ird_text text = {0};
    IRD_TRY(ird_session_solve(s, 0, &wish, monitor, &grid, NULL, err));
    const ird_solved solved_net = ird_session_solved(s, grid, NULL);
    ird_status status = ird_session_explain(&explanation, s, grid, &solved_net, &place,
                                            &options, monitor, err);
    if (status == IRD_OK) {
        status = ird_report_explanation(&text, &explanation, &solved_net, 5, err);
    }
    ird_text_free(&text);
    ird_explanation_free(&explanation);
    return status;
}

static ird_status plan_stripe(ird_session *s, const char *net, double x_um,
                              const ird_monitor *monitor, ird_error *err) {
    const ird_plan_line line = {.kind = IRD_PLAN_STRIPES,
                                .net = (char *)net,
                                .use = IRD_USE_GROUND,
                                .layer = (char *)"metal2",
                                .width_um = 0.4,
                                .has_offset = true,
                                .offset_um = {x_um, x_um}};
    ird_plan more = {0};
    ird_status status = ird_plan_add(&more, &line, err);
    if (status == IRD_OK) {
        status = ird_session_add_plan(s, &more, monitor, err);
    }
    ird_plan_free(&more);
    return status;
}

static ird_status add_plan(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    return plan_stripe(s, "VSSX", 5, monitor, err);
}

static ird_status read_plan(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    return ird_session_read_plan(s, plan_path, true, monitor, err);
}

static ird_status clear_plan(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    return ird_session_clear_plan(s, "VSS", monitor, err);
}

static ird_status read_spice(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    ird_spice_info info;
    return ird_session_read_spice(s, spice_path, 0, &info, monitor, err);
}

/* The channels of a network. */
static ird_status rasterize_spice(ird_session *s, const ird_monitor *monitor,
                                  ird_error *err) {
    const ird_request request = {.has_size = true, .size = 8};
    if (!s->is_spice) {
        IRD_TRY(read_spice(s, monitor, err));
    }
    ird_result *raster = NULL;
    return ird_session_rasterize(s, &request, monitor, &raster, err);
}

typedef struct step {
    const char *name;
    ird_status (*run)(ird_session *s, const ird_monitor *monitor, ird_error *err);
} step;

static const step steps[] = {
    {"read_lef", read_lef},
    {"read_def", read_def},
    {"read_power", read_power},
    {"set_supply", set_supply},
    {"use_model", use_model},
    {"rasterize", rasterize},
    {"predict", predict},
    {"set_layer_rc", set_layer_rc},
    {"set_sources", set_sources},
    {"solve", solve},
    {"read_spice", read_spice},
    {"read_live", read_live},
    {"add_plan", add_plan},
    {"read_plan", read_plan},
    {"clear_plan", clear_plan},
    {"explain", explain},
    {"explain_prediction", explain_prediction},
};

/* Steps that may have finished a part when they fail. */
static const step long_steps[] = {
    {"rasterize_spice", rasterize_spice},
};

/* A session in which each step changes something: read, planned, set, predicted, one
 * handle. */
static void start(ird_session *s) {
    ird_error err = {0};
    const ird_request request = {0};
    *s = (ird_session){0};
    failing_alloc_arm(0);
    CHECK(read_lef(s, NULL, &err) == IRD_OK);
    CHECK(read_def(s, NULL, &err) == IRD_OK);
    CHECK(plan_stripe(s, "VSS", 3, NULL, &err) == IRD_OK);
    CHECK(ird_session_set_supply(s, "VDD", 3, 1.1, &err) == IRD_OK);
    CHECK(ird_session_read_power(s, report_path, NULL, NULL, &err) == IRD_OK);
    ird_result *prediction = NULL;
    CHECK(ird_session_predict(s, &request, NULL, &prediction, &err) == IRD_OK);
    CHECK(ird_map_table_reserve(&s->maps, 1, &err) == IRD_OK);
    ird_map_table_name(&s->maps, prediction, IRD_MAP_PREDICT);
}

/* What a user sees of a session. Pointers stand for results, which never change. */
typedef struct view {
    size_t files, macros, components, supplies, entries, generation, size;
    size_t nets, lines, planned;
    bool is_planned;
    const void *wires, *design, *model, *report, *power_path;
    ird_power_origin origin;
} view;

static view look(const ird_session *s) {
    view v;
    memset(&v, 0, sizeof v); /* padding too: views are compared as bytes */
    v.files = s->tech.files;
    v.macros = s->tech.macros.count;
    v.components = s->design.components.count;
    v.supplies = s->supplies.items.count;
    v.entries = s->maps.entries.count;
    v.generation = ird_session_generation(s);
    v.size = s->chosen.last.size;
    v.nets = s->design.special_nets.count;
    v.lines = s->plan.lines.count;
    v.planned = s->layout.wires;
    v.is_planned = s->layout.is_on;
    v.wires = s->design.wires.items;
    v.design = s->design.components.items;
    v.model = s->model;
    v.report = s->report;
    v.power_path = s->power_setting.path;
    v.origin = s->power_setting.origin;
    return v;
}

static void sweep(const step *tried, bool is_whole) {
    long live = failing_alloc_live();
    ird_status status = IRD_NO_MEMORY;
    size_t n = 0;
    while (status != IRD_OK && n < MAX_CALLS) {
        ird_session s;
        ird_error err = {0};
        start(&s);
        view before = look(&s);
        failing_alloc_arm(++n);
        status = tried->run(&s, NULL, &err);
        failing_alloc_arm(0);
        if (status != IRD_OK) {
            view after = look(&s);
            CHECK(status == IRD_NO_MEMORY && err.status == IRD_NO_MEMORY);
            CHECK(!is_whole || memcmp(&before, &after, sizeof before) == 0);
        }
        CHECK(s.is_spice || predict(&s, NULL, &err) == IRD_OK); /* it still works */
        ird_session_free(&s);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(status == IRD_OK);
    printf("    %s: %zu allocations failed\n", tried->name, n - 1);
}

static void test_every_allocation_fails(void) {
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        sweep(&steps[i], true);
    }
    for (size_t i = 0; i < sizeof long_steps / sizeof *long_steps; i++) {
        sweep(&long_steps[i], false);
    }
}

static bool stop_at_once(void *context, const char *stage, double fraction) {
    (void)stage;
    (void)fraction;
    ++*(size_t *)context;
    return false;
}

static void test_an_interruption_changes_nothing(void) {
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        size_t calls = 0;
        const ird_monitor monitor = {.tick = stop_at_once, .context = &calls};
        ird_session s;
        ird_error err = {0};
        start(&s);
        view before = look(&s);
        ird_status status = steps[i].run(&s, &monitor, &err);
        view after = look(&s);
        CHECK(calls > 0 ? status == IRD_INTERRUPTED : status == IRD_OK);
        if (calls > 0) {
            CHECK(memcmp(&before, &after, sizeof before) == 0);
        }
        ird_session_free(&s);
    }
}

/* A handle keeps its map when the inputs change and when the session forgets it. */
static void test_results_live_as_long_as_they_are_used(void) {
    long live = failing_alloc_live();
    ird_session s;
    ird_error err = {0};
    start(&s);
    ird_result *kept = ird_result_use(s.maps.entries.items[0].result), *next = NULL;
    double sum = ird_map_sum(&kept->map);
    CHECK(ird_session_set_power(&s, 1.0, &err) == IRD_OK);
    CHECK(ird_session_predict(&s, &(ird_request){0}, NULL, &next, &err) == IRD_OK);
    CHECK(next != kept && !ird_session_is_current(&s, kept));
    CHECK(s.maps.entries.items[0].result == kept);
    ird_session_free(&s);
    CHECK_NEAR(ird_map_sum(&kept->map), sum, 0.0);
    ird_result_drop(kept);
    CHECK(failing_alloc_live() == live);
}

static void write_text(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

int main(void) {
    FILE *report = fopen(report_path, "w");
    if (report == NULL) {
        perror(report_path);
        return 1;
    }
    fputs("instance,power_w\nu1,0.001\nu2,0.002\nghost,1\n", report);
    fclose(report);
    write_text(places_path, "8,10,2,0\n");
    write_text(plan_path, "<irdrop-plan version='1'><net name='VSS'>"
                          "<rails/><stripes layer='metal2' width='1' pitch='9'/>"
                          "</net></irdrop-plan>");
    write_text(spice_path,
               "* two rails\nV0 n1_m1_0_0 0 1.1\nR0 n1_m1_0_0 n1_m1_4000_0 1\n"
               "R1 n1_m1_4000_0 n1_m1_4000_4000 1\n"
               "I0 n1_m1_4000_4000 0 1m\n.end\n");
    RUN(test_every_allocation_fails);
    RUN(test_an_interruption_changes_nothing);
    RUN(test_results_live_as_long_as_they_are_used);
    remove(report_path);
    remove(places_path);
    remove(plan_path);
    remove(spice_path);
    return check_summary("session");
}
