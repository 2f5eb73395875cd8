/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Predictions of a session in tiles: tilings against one another on real designs, memory
 * beside the map, and every allocation of tiles, -verify and -calibrate failing in turn.
 */
#include "check.h"
#include "failing_alloc.h"

#include "channels/network_loads.h"
#include "query/drop_map.h"
#include "mapped/net_coarse.h"
#include "session/power_setting.h"
#include "mapped/prediction.h"
#include "query/requests.h"
#include "query/solved_nets.h"
#include "query/tiled_map.h"
#include "session/supply.h"

static const char lef_path[] = IRD_TESTS_DIR "/tcl/data/small.lef";
static const char def_path[] = IRD_TESTS_DIR "/tcl/data/small.def";

enum { MAX_CALLS = 5000 };

static void need(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err->text);
        exit(1);
    }
}

/* Read, with power, and predicted. */
static ird_result *start(ird_session *s, const char *lef, const char *def, double power_w,
                         const char *net) {
    ird_error err = {0};
    const ird_request request = {.net_name = net, .net_name_size = strlen(net)};
    ird_result *prediction = NULL;
    *s = (ird_session){0};
    failing_alloc_arm(0);
    need(ird_session_read_lef(s, &lef, 1, NULL, &err), &err);
    need(ird_session_read_def(s, def, NULL, &err), &err);
    need(ird_session_set_supply(s, "VDD", 3, 1.1, &err), &err);
    need(ird_session_set_power(s, power_w, &err), &err);
    need(ird_session_predict(s, &request, NULL, &prediction, &err), &err);
    return prediction;
}

/* The last prediction, which is there. */
static ird_result *last(ird_session *s) {
    static const ird_request as_before = {0};
    ird_result *prediction = NULL;
    ird_error err = {0};
    need(ird_session_predict(s, &as_before, NULL, &prediction, &err), &err);
    return prediction;
}

static ird_status tile(ird_session *s, ird_rect_um window, size_t rows, size_t columns,
                       size_t shift, const ird_monitor *monitor, ird_map *map,
                       ird_error *err) {
    const ird_result *prediction = last(s);
    const ird_tiled_request request = {.net = prediction->net,
                                       .supply_v = prediction->supply_v,
                                       .shift_rows = shift,
                                       .shift_columns = shift};
    IRD_TRY(ird_map_create(map, rows, columns, window, IRD_UNIT_VOLT, err));
    return ird_session_predict_tiled(s, &request, map, NULL, monitor, err);
}

/* Bands, rasters, views and batches hold 64 rows: nothing that is allocated beside a long
 * map is as large as it. */
static void test_memory(void) {
    ird_session s;
    ird_error err = {0};
    ird_map map = {0}, again = {0};
    const ird_rect_um strip = {0, 0, 4, 32};
    const size_t rows = 2100, columns = 224, bytes = rows * columns * sizeof(double);
    start(&s, lef_path, def_path, 0.025, "VDD");
    failing_alloc_limit(bytes);
    ird_status status = tile(&s, strip, rows, columns, 0, NULL, &map, &err);
    failing_alloc_limit(0);
    need(status, &err);
    failing_alloc_limit(bytes - 1); /* the limit is one: the map itself is refused */
    CHECK(tile(&s, strip, rows, columns, 0, NULL, &again, &err) == IRD_NO_MEMORY);
    failing_alloc_limit(0);
    CHECK(ird_map_max(&map, NULL) > 0);
    ird_map_free(&map);
    ird_session_free(&s);
}

/* ---- allocations ---- */

static ird_status run_tiled(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    ird_map map = {0};
    ird_status status = tile(s, (ird_rect_um){0, 0, 20, 6}, 70, 9, 3, monitor, &map, err);
    ird_map_free(&map);
    return status;
}

/* The prediction that the steps are about. */
static ird_result *tried_prediction;

static ird_status run_verify(ird_session *s, const ird_monitor *monitor, ird_error *err) {
    return ird_session_verify(s, tried_prediction, monitor, err);
}

static ird_status run_calibrate(ird_session *s, const ird_monitor *monitor,
                                ird_error *err) {
    ird_result *calibrated = NULL;
    return ird_session_calibrate_prediction(s, tried_prediction, monitor, &calibrated,
                                            err);
}

/* Makes a sheet, by many solutions that are all alike. */
static ird_status run_maps_alone(ird_session *s, const ird_monitor *monitor,
                                 ird_error *err) {
    static const ird_request as_before = {0};
    ird_result *made = NULL;
    IRD_TRY(ird_session_use_model(s, "pdn3", err));
    return ird_session_predict(s, &as_before, monitor, &made, err);
}

typedef struct step {
    const char *name;
    ird_status (*run)(ird_session *s, const ird_monitor *monitor, ird_error *err);
    size_t stride; /* of the allocations that are tried, behind the first hundred */
} step;

static const step steps[] = {{"predict_tiled", run_tiled, 1},
                             {"verify", run_verify, 1},
                             {"calibrate", run_calibrate, 1}};
static const step maps_alone = {"maps_alone", run_maps_alone, 23};

static void sweep(const step *tried) {
    long live = failing_alloc_live();
    ird_status status = IRD_NO_MEMORY;
    size_t n = 0;
    while (status != IRD_OK && n < MAX_CALLS) {
        ird_session s;
        ird_error err = {0};
        tried_prediction = start(&s, lef_path, def_path, 0.025, "VDD");
        double worst_v = tried_prediction->facts.worst_v;
        n += n < 100 ? 1 : tried->stride;
        failing_alloc_arm(n);
        status = tried->run(&s, NULL, &err);
        failing_alloc_arm(0);
        if (status != IRD_OK) {
            CHECK(status == IRD_NO_MEMORY && err.status == IRD_NO_MEMORY);
            CHECK(tried_prediction->facts.worst_v == worst_v);
            CHECK(!ird_session_facts_of(&s, tried_prediction).is_verified);
        }
        CHECK(tried->run(&s, NULL, &err) == IRD_OK); /* it still works */
        ird_session_free(&s);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(status == IRD_OK);
    CHECK(n > 10);
    printf("    %s: %zu allocations failed\n", tried->name, n - 1);
}

static void test_every_allocation_fails(void) {
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        sweep(&steps[i]);
    }
    sweep(&maps_alone);
}

static bool stop_at_once(void *context, const char *stage, double fraction) {
    (void)stage;
    (void)fraction;
    ++*(size_t *)context;
    return false;
}

/* Verifying asks nobody: the factor of the exact solution is that of the prediction. */
static void test_interruptions(void) {
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].run == run_verify) {
            continue;
        }
        size_t calls = 0;
        const ird_monitor monitor = {.tick = stop_at_once, .context = &calls};
        ird_session s;
        ird_error err = {0};
        const ird_result *before = start(&s, lef_path, def_path, 0.025, "VDD");
        tried_prediction = (ird_result *)before;
        CHECK(steps[i].run(&s, &monitor, &err) == IRD_INTERRUPTED);
        CHECK(calls == 1);
        CHECK(last(&s) == before && !ird_session_facts_of(&s, before).is_verified);
        CHECK(!before->facts.is_exactly_calibrated);
        ird_session_free(&s);
    }
}

/* ---- what a verification tells ---- */

/* Every pixel of the exact map against the prediction and its bound. */
static void test_share_within_bound(void) {
    ird_session s;
    ird_error err = {0};
    const ird_net_grid *grid = NULL;
    const ird_drop_map_request solved = {0};
    ird_result *made = NULL;
    ird_map exact = {0};
    const ird_result *p = start(&s, lef_path, def_path, 0.025, "VDD");
    const ird_solve_wish wish = ird_session_solve_wish(&s);
    need(ird_session_solve(&s, p->net, &wish, NULL, &grid, NULL, &err), &err);
    need(ird_session_make_drop_map(&s, grid, &solved, NULL, &made, &err), &err);
    need(ird_map_copy(&exact, &made->map, &err), &err);
    ird_result_drop(made);
    /* As it is, within; half of the pixels off by 10 % with a bound of 6 %, half. */
    need(ird_session_verify(&s, p, NULL, &err), &err);
    CHECK_NEAR(ird_session_facts_of(&s, p).within_bound, 1, 0);
    ird_result other = *p;
    other.map = (ird_map){0};
    other.bound = (ird_map){0};
    other.key.word[0]++; /* another prediction */
    need(ird_map_copy(&other.map, &p->map, &err), &err);
    need(ird_map_copy(&other.bound, &p->bound, &err), &err);
    size_t count = 0, hits = 0;
    for (size_t i = 0; i < ird_map_count(&exact); i++) {
        if (ird_map_is_empty(&p->map, i)) {
            continue;
        }
        if (count++ % 2 == 1) {
            other.map.values[i] = 1.1 * exact.values[i] + 1e-6;
            other.bound.values[i] = 0.06 * exact.values[i];
        }
        hits += fabs(other.map.values[i] - exact.values[i]) <= other.bound.values[i];
    }
    CHECK(count > 100 && count < ird_map_count(&exact) && hits == (count + 1) / 2);
    need(ird_session_verify(&s, &other, NULL, &err), &err);
    CHECK_NEAR(ird_session_facts_of(&s, &other).within_bound,
               (double)hits / (double)count, 0);
    ird_map_free(&other.map);
    ird_map_free(&other.bound);
    ird_map_free(&exact);
    ird_session_free(&s);
}

/* ---- bounds of tiles ---- */

/* Pixels of the finer map against the exact drops in the same ones, and what the map says
 * of its own worst. */
static void check_bounds(const char *lef, const char *def, double power_w,
                         const char *net, double pitch_um) {
    const ird_drop_map_request finer = {.of_prediction = true, .pitch_um = pitch_um},
                               solved = {.pitch_um = pitch_um};
    ird_session s;
    ird_error err = {0};
    const ird_net_grid *grid = NULL;
    ird_result *made = NULL, *exact = NULL;
    const ird_result *from = start(&s, lef, def, power_w, net);
    const ird_solve_wish wish = ird_session_solve_wish(&s);
    need(ird_session_make_drop_map(&s, NULL, &finer, NULL, &made, &err), &err);
    need(ird_session_solve(&s, from->net, &wish, NULL, &grid, NULL, &err), &err);
    need(ird_session_make_drop_map(&s, grid, &solved, NULL, &exact, &err), &err);
    size_t pixels = ird_map_count(&made->map), worst = 0, within = 0, count = 0,
           other = 0;
    CHECK(ird_map_count(&exact->map) == pixels && ird_map_count(&made->bound) == pixels);
    for (size_t i = 0; i < pixels; i++) {
        double off_v = fabs(made->map.values[i] - exact->map.values[i]);
        bool is_empty = ird_map_is_empty(&made->map, i);
        other += is_empty != ird_map_is_empty(&exact->map, i);
        within += !is_empty && off_v <= made->bound.values[i];
        count += !is_empty;
    }
    CHECK(other == 0 && count > 0);
    double worst_v = ird_map_max(&made->map, &worst);
    double bound_v = made->bound.values[worst];
    printf("    %s at %g um: %.2f %% of %zu pixels within; worst %.4g mV, off by %.3g, "
           "bound %.3g\n",
           net, pitch_um, 100 * (double)within / (double)count, count, 1e3 * worst_v,
           1e3 * fabs(worst_v - exact->map.values[worst]), 1e3 * bound_v);
    CHECK((double)within >= 0.9 * (double)count);
    CHECK(bound_v > 0 && bound_v < 0.25 * worst_v);
    CHECK_NEAR(made->facts.worst_v, worst_v, 0);
    CHECK_NEAR(made->facts.worst_bound_v, bound_v, 0);
    CHECK(!made->facts.is_verified && made->facts.is_calibrated);
    CHECK_TEXT(made->model, "pdn");
    ird_result_drop(made);
    ird_result_drop(exact);
    ird_session_free(&s);
}

static void test_bounds(void) {
    check_bounds(lef_path, def_path, 0.025, "VDD", 0.2);
    check_bounds(lef_path, def_path, 0.025, "VDD", 1);
}

static void test_bounds_of_real_designs(void) {
    char lef[1024], gcd[1024], aes[1024];
    shared_path(lef, sizeof lef, "nangate45/Nangate45.lef");
    shared_path(gcd, sizeof gcd, "nangate45/gcd.def");
    shared_path(aes, sizeof aes, "nangate45/aes_bterms.def");
    check_bounds(lef, gcd, 1e-3, "VDD", 0.5);
    check_bounds(lef, gcd, 1e-3, "VSS", 1);
    check_bounds(lef, aes, 0.03, "VDD", 1);
    check_bounds(lef, aes, 0.03, "VDD", 4);
}

/* ---- tilings of real designs ---- */

/* In the middle of the die, this part of its sides. */
static void compare_tilings(const char *lef, const char *def, double power_w,
                            const char *net, double pitch_um, double part) {
    ird_session s;
    ird_error err = {0};
    ird_map map = {0}, moved = {0};
    ird_rect_um w = start(&s, lef, def, power_w, net)->map.window;
    double off = 0.5 * (1 - part);
    w = (ird_rect_um){floor(w.x0_um + off * (w.x1_um - w.x0_um)),
                      floor(w.y0_um + off * (w.y1_um - w.y0_um)),
                      w.x1_um - off * (w.x1_um - w.x0_um),
                      w.y1_um - off * (w.y1_um - w.y0_um)};
    size_t rows = (size_t)((w.y1_um - w.y0_um) / pitch_um);
    size_t columns = (size_t)((w.x1_um - w.x0_um) / pitch_um);
    w.x1_um = w.x0_um + pitch_um * (double)columns;
    w.y1_um = w.y0_um + pitch_um * (double)rows;
    need(tile(&s, w, rows, columns, 0, NULL, &map, &err), &err);
    need(tile(&s, w, rows, columns, 24, NULL, &moved, &err), &err);
    double most = ird_map_max(&map, NULL), worst = 0;
    for (size_t i = 0; i < ird_map_count(&map); i++) {
        worst = fmax(worst, fabs(map.values[i] - moved.values[i]));
    }
    printf("%s at %g um, %zu x %zu: tilings differ by %.3f %% of the worst drop\n", net,
           pitch_um, rows, columns, 100 * worst / most);
    CHECK(worst > 0 && worst < 0.005 * most);
    ird_map_free(&map);
    ird_map_free(&moved);
    ird_session_free(&s);
}

static void test_tilings_of_real_designs(void) {
    char lef[1024], gcd[1024], aes[1024];
    shared_path(lef, sizeof lef, "nangate45/Nangate45.lef");
    shared_path(gcd, sizeof gcd, "nangate45/gcd.def");
    shared_path(aes, sizeof aes, "nangate45/aes_bterms.def");
    compare_tilings(lef, gcd, 1e-3, "VDD", 0.5, 1);
    compare_tilings(lef, gcd, 1e-3, "VSS", 0.7, 1);
    compare_tilings(lef, aes, 0.03, "VDD", 1, 0.33);
}

int main(void) {
    RUN(test_memory);
    RUN(test_every_allocation_fails);
    RUN(test_interruptions);
    RUN(test_share_within_bound);
    RUN(test_bounds);
    RUN(test_bounds_of_real_designs);
    RUN(test_tilings_of_real_designs);
    return check_summary("tiled");
}
