/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation in turn fails, those of CHOLMOD included: one clear error, nothing
 * leaked, outputs as they were.
 */
#include "check.h"

#include "failing_alloc.h"
#include "failing_cholmod.h"
#include "mesh.h"
#include "network/spice.h"
#include "raster/node_map.h"
#include "adjoint/adjoint.h"
#include "static/solve.h"

enum {
    MAX_CALLS = 20000,
    SIDE = 12,
    DISSECTED = 50, /* side of a mesh that is factored by fronts whatever the precision */
    SHARED = 225    /* of one that two threads share */
};

/* A mesh as SPICE, with an island, sources of two voltages, and a node without
 * coordinates if that is wanted. */
static char *mesh_text(const char *odd_node) {
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    for (int i = 0; i < SIDE * SIDE; i++) {
        int x = i % SIDE, y = i / SIDE;
        if (x + 1 < SIDE) {
            fprintf(f, "R1 n1_m1_%d_%d n1_m1_%d_%d %d\n", x, y, x + 1, y, 1 + i % 7);
        }
        if (y + 1 < SIDE) {
            fprintf(f, "R2 n1_m1_%d_%d n1_m1_%d_%d %d\n", x, y, x, y + 1, 1 + i % 5);
        }
        fprintf(f, "* Sink for u%d/VDD\nI1 n1_m1_%d_%d 0 1u\n", i, x, y);
    }
    fputs("R3 island_5_5 island_6_6 1\nI2 island_5_5 0 1u\n", f);
    fprintf(f, "R4 %s n1_m1_3_3 1\n", odd_node);
    fputs("V1 n1_m1_0_0 0 1.1\nV2 n1_m1_4_5 0 1.0\n", f);
    fclose(f);
    return text;
}

static ird_status run(const char *text, ird_solve_method method, double *drop_v,
                      ird_error *err) {
    ird_network network = {0};
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_layer_share *shares = NULL;
    double *map = NULL;
    size_t count, rows, columns;
    ird_solve_options options = ird_solve_defaults;
    options.engine.method = method;
    ird_status status =
        ird_spice_parse(&network, NULL, NULL, text, strlen(text), "m", 1, NULL, err);
    if (status == IRD_OK) {
        status = ird_factor_create(&factor, &network, &options, NULL, err);
    }
    if (status == IRD_OK) {
        status = ird_solve(&solution, factor, NULL, 0, err);
    }
    if (status == IRD_OK) {
        *drop_v = solution.worst_drop_v;
        status = ird_factor_layer_shares(factor, &solution, solution.worst_node, &shares,
                                         &count, err);
    }
    if (status == IRD_OK) {
        status = ird_node_map_iccad23(&network, solution.drop_v, 0, 0.5, &map, &rows,
                                      &columns, err);
    }
    ird_free(map);
    ird_free(shares);
    ird_solution_free(&solution);
    ird_factor_free(factor);
    ird_network_free(&network);
    return status;
}

static void sweep(const char *text, ird_solve_method method) {
    ird_error err = {0};
    double want = -1;
    CHECK(run(text, method, &want, &err) == IRD_OK);
    CHECK(want > 0);
    long live = failing_alloc_live();
    size_t n = 1;
    for (; n < MAX_CALLS; n++) {
        double got = -1;
        ird_error failure = {0};
        failing_alloc_arm(n);
        ird_status status = run(text, method, &got, &failure);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        if (!CHECK(failing_alloc_live() == live)) {
            fprintf(stderr, "    call %zu: %ld too many\n", n,
                    failing_alloc_live() - live);
            live = failing_alloc_live();
        }
        if (status == IRD_OK) { /* CHOLMOD does with less where it can */
            CHECK_NEAR(got, want, 1e-12);
        } else {
            CHECK(status == IRD_NO_MEMORY && failure.status == IRD_NO_MEMORY);
        }
        if (!fired) {
            break;
        }
    }
    printf("%s: %zu allocations failed in turn\n", ird_solve_method_name(method), n - 1);
    CHECK(n > 40 && n < MAX_CALLS);
}

/* ---- a factor that comes to nothing -------------------------------------------------
 */

typedef struct stopper {
    size_t calls, stop_at; /* 0: never */
} stopper;

static bool tick(void *context, const char *stage, double fraction) {
    (void)stage;
    (void)fraction;
    stopper *s = context;
    return ++s->calls != s->stop_at;
}

static ird_status factor_only(const ird_network *network, ird_solve_method method,
                              stopper *s, ird_error *err) {
    ird_factor *factor = NULL;
    ird_solve_options options = ird_solve_defaults;
    options.engine.method = method;
    options.engine.threads = 2;
    const ird_monitor monitor = {.tick = tick, .context = s};
    ird_status status = ird_factor_create(&factor, network, &options, &monitor, err);
    CHECK((status == IRD_OK) == (factor != NULL));
    ird_factor_free(factor);
    return status;
}

/* Out of memory at each call in turn, and interrupted at each tick: nothing is leaked and
 * nothing freed that is not live. */
static void break_factor(const ird_network *network, ird_solve_method method) {
    stopper all = {0};
    ird_error err = {0};
    CHECK(factor_only(network, method, &all, &err) == IRD_OK);
    long live = failing_alloc_live();
    for (size_t i = 1; i <= all.calls; i++) {
        stopper s = {.stop_at = i};
        CHECK(factor_only(network, method, &s, &err) == IRD_INTERRUPTED);
        CHECK(s.calls == i && failing_alloc_live() == live);
    }
    size_t n = 1;
    for (bool fired = true; fired && n < MAX_CALLS; n += fired ? 1 : 0) {
        stopper s = {0};
        failing_alloc_arm(n);
        ird_status status = factor_only(network, method, &s, &err);
        fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (fired ? IRD_NO_MEMORY : IRD_OK));
        CHECK(failing_alloc_live() == live);
    }
    printf("%s factor: %zu ticks stopped, %zu allocations failed in turn\n",
           ird_solve_method_name(method), all.calls, n - 1);
    CHECK(all.calls > 10 && n > 40 && n < MAX_CALLS);
}

/* Some of that where threads share the work; how often it ticks varies from run to run.
 */
static void break_threads(const ird_network *network) {
    long live = failing_alloc_live();
    ird_error err = {0};
    for (size_t at = 1; at < 30; at += 7) {
        stopper s = {.stop_at = at};
        CHECK(factor_only(network, IRD_SOLVE_DIRECT, &s, &err) == IRD_INTERRUPTED);
        CHECK(s.calls == at && failing_alloc_live() == live);
    }
    bool fired = true;
    for (size_t n = 40; fired; n += 4) {
        stopper s = {0};
        failing_alloc_arm(n);
        ird_status status = factor_only(network, IRD_SOLVE_DIRECT, &s, &err);
        fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == IRD_NO_MEMORY || status == IRD_OK);
        CHECK(failing_alloc_live() == live);
    }
}

/* A conductance that is infinite, since nothing is merged: a pivot is no number, once all
 * memory was had. */
static void break_pivot(int32_t side, ird_solve_method method) {
    ird_network network;
    mesh_make(&network, side, 3, 7);
    network.resistors.items[side].ohm = 1e-310;
    ird_factor *factor = NULL;
    ird_solve_options options = ird_solve_defaults;
    options.engine.method = method;
    options.engine.threads = 2;
    options.merging.ohm = 0;
    ird_error err = {0};
    long live = failing_alloc_live();
    CHECK(ird_factor_create(&factor, &network, &options, NULL, &err) ==
          IRD_SOLVE_SINGULAR);
    CHECK(factor == NULL && failing_alloc_live() == live);
    ird_network_free(&network);
}

int main(void) {
    failing_cholmod_install();
    char *named = mesh_text("named");
    char *placed = mesh_text("n1_m1_3_14");
    sweep(named, IRD_SOLVE_DIRECT);
    sweep(placed, IRD_SOLVE_SINGLE);
    sweep(placed, IRD_SOLVE_MULTIGRID);
    free(named);
    free(placed);
    ird_network mesh;
    mesh_make(&mesh, DISSECTED, 3, 1);
    break_factor(&mesh, IRD_SOLVE_DIRECT);
    break_factor(&mesh, IRD_SOLVE_SINGLE);
    ird_network_free(&mesh);
    break_pivot(DISSECTED, IRD_SOLVE_DIRECT);
    break_pivot(DISSECTED, IRD_SOLVE_SINGLE);
    mesh_make(&mesh, SHARED, 3, 1);
    break_threads(&mesh);
    ird_network_free(&mesh);
    break_pivot(SHARED, IRD_SOLVE_DIRECT);
    return check_summary("solve_failures");
}
