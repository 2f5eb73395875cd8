/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a factor is expected to take, against what it then allocates; and who refuses.
 */
#include "static/solve.h"

#include <stdint.h>

#include "counting_alloc.h"
#include "base/room_once.h"
#include "mesh.h"

static ird_solve_options options_of(ird_solve_method method, size_t threads) {
    ird_solve_options options = ird_solve_defaults;
    options.engine.method = method;
    options.engine.threads = threads;
    return options;
}

/* Ten nodes, each joined to each other and to a source: column k of the factor has
 * 10 - k rows, whichever way it is cut: 1 + 4 + ... + 100 = 385 products and sums, and 55
 * entries (packed ones a few more). */
static void test_by_hand(void) {
    ird_network n = {.units = 1000};
    ird_factor_cost cost;
    ird_error err;
    int32_t layer = mesh_layer(&n, "m"), node[11];
    for (int i = 0; i < 11; i++) {
        node[i] = mesh_node(&n, layer, i % 4, i / 4);
        for (int k = 0; k < i; k++) {
            mesh_wire(&n, node[i], node[k], 1 + i + k);
        }
    }
    mesh_source(&n, node[0], 1);
    ird_solve_options options = options_of(IRD_SOLVE_SINGLE, 1);
    mesh_need(ird_factor_expect(&cost, &n, &options, NULL, &err), &err);
    CHECK(cost.nodes == 11 && cost.unknowns == 10 && cost.core == 10);
    CHECK_NEAR(cost.flops, 385, 0);
    CHECK(cost.entries >= 55 && cost.entries < 80);
    CHECK(cost.is_counted && cost.method == IRD_SOLVE_SINGLE);
    ird_network_free(&n);
}

/* Within 15 % above and 5 % below of what is allocated. A factor by several threads has
 * more on the way. */
static void test_bytes(ird_solve_method method, size_t threads, int side, double above) {
    ird_network n;
    ird_factor_cost cost;
    ird_error err;
    ird_factor *factor = NULL;
    mesh_make(&n, side, 4, 5);
    ird_solve_options options = options_of(method, threads);
    mesh_need(ird_factor_expect(&cost, &n, &options, NULL, &err), &err);
    size_t before = counting_alloc_now();
    counting_alloc_begin();
    mesh_need(ird_factor_create(&factor, &n, &options, NULL, &err), &err);
    ird_solution solution = {0};
    double kept = (double)(counting_alloc_now() - before);
    mesh_need(ird_solve(&solution, factor, NULL, 0, &err), &err);
    double peak = (double)counting_alloc_peak();
    printf("    %s, %zu threads: peak %.0f expected %.0f, kept %.0f expected %.0f\n",
           ird_solve_method_name(cost.method), threads, peak, (double)cost.peak_bytes,
           kept, (double)cost.kept_bytes);
    CHECK(cost.method == method);
    CHECK((double)cost.peak_bytes > 0.95 * peak);
    CHECK((double)cost.peak_bytes < above * peak);
    CHECK((double)cost.kept_bytes > 0.9 * kept);
    CHECK((double)cost.kept_bytes < above * kept);
    ird_solution_free(&solution);
    ird_factor_free(factor);
    ird_network_free(&n);
}

static void test_methods(void) {
    test_bytes(IRD_SOLVE_DIRECT, 1, 250, 1.2);
    test_bytes(IRD_SOLVE_SINGLE, 1, 250, 1.2);
    test_bytes(IRD_SOLVE_DIRECT, 4, 250, 1.2);
    test_bytes(IRD_SOLVE_MULTIGRID, 1, 250, 1.2);
}

/* The dense factor of a graph alone, to a hundredth. */
static void test_exact(void) {
    enum { SIDE = 120 };
    ird_network n;
    ird_factor_cost cost;
    ird_error err;
    mesh_make(&n, SIDE, 4, 9);
    ird_solve_options options = options_of(IRD_SOLVE_DIRECT, 1);
    mesh_need(ird_factor_expect(&cost, &n, &options, NULL, &err), &err);
    ird_factor *factor = NULL;
    mesh_need(ird_factor_create(&factor, &n, &options, NULL, &err), &err);
    ird_factor_info info = ird_factor_get_info(factor);
    CHECK_NEAR(cost.entries, info.factor_nonzeros, 0);
    CHECK(cost.core == info.core && cost.unknowns == info.unknowns);
    ird_factor_free(factor);
    ird_network_free(&n);
}

/* ---- a monitor that knows how much there is ---------------------------------------- */

typedef struct watch {
    size_t room;
    double expected_s, took_s, peak, nodes;
    int asked;
} watch;

static ird_status refuse(void *context, const ird_cost *cost, ird_error *err) {
    watch *w = context;
    w->asked++;
    w->peak = cost->peak_bytes;
    w->nodes = cost->nodes;
    w->expected_s = cost->reference_s;
    return cost->peak_bytes > (double)w->room
               ? ird_fail(err, IRD_SOLVE_TOO_LARGE, "no; %s",
                          cost->instead != NULL ? cost->instead : "nothing else")
               : IRD_OK;
}

static void took(void *context, const ird_cost *cost, double seconds) {
    watch *w = context;
    CHECK(cost->kind == IRD_COST_FACTOR);
    w->took_s = seconds;
}

static size_t room(void *context) {
    return ((watch *)context)->room;
}

/* 23 MB in double precision beside the graph, 14 in single. */
static void test_chosen_by_room(void) {
    static const struct {
        size_t room;
        ird_solve_method want;
    } cases[] = {{100u << 20, IRD_SOLVE_DIRECT},
                 {18u << 20, IRD_SOLVE_SINGLE},
                 {2u << 20, IRD_SOLVE_MULTIGRID}};
    ird_network n;
    mesh_make(&n, 280, 4, 3);
    for (size_t i = 0; i < 3; i++) {
        watch w = {.room = cases[i].room};
        const ird_monitor monitor = {.room = room, .context = &w, .took = took};
        ird_solve_options options = options_of(IRD_SOLVE_AUTO, 1);
        ird_factor *factor = NULL;
        ird_error err;
        mesh_need(ird_factor_create(&factor, &n, &options, &monitor, &err), &err);
        ird_factor_info info = ird_factor_get_info(factor);
        CHECK_TEXT(ird_solve_method_name(info.method),
                   ird_solve_method_name(cases[i].want));
        CHECK((info.declined_bytes > cases[i].room) == (i == 2));
        CHECK(w.took_s > 0);
        ird_factor_free(factor);
    }
    ird_network_free(&n);
}

/* What is refused has not been allocated, and says what can be done. */
static void test_refused(void) {
    ird_network n;
    mesh_make(&n, 280, 4, 3);
    watch w = {.room = 5u << 20};
    const ird_monitor monitor = {
        .expect = refuse, .room = room, .context = &w, .took = took};
    ird_solve_options options = options_of(IRD_SOLVE_DIRECT, 1);
    ird_factor *factor = NULL;
    ird_error err;
    size_t before = counting_alloc_now();
    counting_alloc_begin();
    CHECK(ird_factor_create(&factor, &n, &options, &monitor, &err) ==
          IRD_SOLVE_TOO_LARGE);
    CHECK(strstr(err.text, "-method auto") != NULL);
    CHECK(factor == NULL && w.asked == 1 && w.took_s == 0);
    CHECK(counting_alloc_now() == before);
    CHECK((double)counting_alloc_peak() < w.peak);
    CHECK_NEAR(w.nodes, 280 * 280, 100);
    ird_network_free(&n);
}

typedef struct asking {
    int room, ticks;
    double took_s;
} asking;

static size_t count_room(void *context) {
    return (size_t)(100 + ((asking *)context)->room++);
}

static bool count_tick(void *context, const char *stage, double fraction) {
    (void)stage;
    (void)fraction;
    return ++((asking *)context)->ticks < 2;
}

static void add_took(void *context, const ird_cost *cost, double seconds) {
    (void)cost;
    ((asking *)context)->took_s += seconds;
}

/* Room is looked for once; all else is asked and told each time. */
static void test_room_once(void) {
    asking a = {0};
    ird_error err;
    const ird_cost cost = {0};
    const ird_monitor monitor = {
        .tick = count_tick, .room = count_room, .took = add_took, .context = &a};
    ird_room_once once;
    ird_room_once_begin(&once, &monitor);
    CHECK(ird_monitor_room(&once.monitor) == 100 &&
          ird_monitor_room(&once.monitor) == 100);
    CHECK(a.room == 1);
    CHECK(ird_monitor_tick(&once.monitor, "testing", 0, &err) == IRD_OK);
    CHECK(ird_monitor_tick(&once.monitor, "testing", 0, &err) == IRD_INTERRUPTED);
    CHECK(ird_monitor_expect(&once.monitor, &cost, &err) == IRD_OK);
    ird_monitor_took(&once.monitor, &cost, 2);
    CHECK(a.ticks == 2 && a.took_s == 2);
    ird_room_once_begin(&once, NULL);
    CHECK(ird_monitor_room(&once.monitor) == SIZE_MAX);
    CHECK(ird_monitor_tick(&once.monitor, "testing", 0, &err) == IRD_OK);
}

int main(void) {
    RUN(test_by_hand);
    RUN(test_methods);
    RUN(test_exact);
    RUN(test_chosen_by_room);
    RUN(test_refused);
    RUN(test_room_once);
    return check_summary("factor_cost");
}
