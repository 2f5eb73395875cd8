/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation in turn fails, those of CHOLMOD included, from the factor through the
 * coarse network to drawn maps: one clear error, nothing leaked.
 */
#include "check.h"
#include "failing_alloc.h"
#include "failing_cholmod.h"
#include "mesh.h"

#include "predict/view.h"

enum { MAX_CALLS = 5000, SIDE = 16 };

/* Rails with an island and sources of two voltages. */
static void make_network(ird_network *n) {
    mesh_make_rails(n, 30, 12, 3);
    n->sources.items[1].volt = 1.08;
    int32_t a = mesh_node(n, 0, 40, 3), b = mesh_node(n, 0, 42, 3);
    mesh_wire(n, a, b, 1);
    mesh_load(n, a, 1e-3);
}

static ird_status run(const ird_network *network, double *sum_v, ird_error *err) {
    static const ird_node_window window = {-1, 0, 31, 13, SIDE, SIDE};
    double base[SIDE * SIDE], change[SIDE * SIDE];
    ird_factor *factor = NULL;
    ird_coarse *coarse = NULL;
    ird_solution solution = {0};
    ird_drops drops = {0};
    ird_wires wires = {0};
    ird_view *view = NULL;
    const ird_coarse_options options = {6, 2, true, 2, 4};
    ird_status status =
        ird_factor_create(&factor, network, &ird_coarse_solve_options, NULL, err);
    if (status == IRD_OK) {
        status = ird_coarse_create(&coarse, factor, &options, NULL, err);
    }
    if (status == IRD_OK) {
        status = ird_solve(&solution, factor, NULL, 0, err);
    }
    if (status == IRD_OK) {
        status = ird_coarse_calibrate(coarse, NULL, 0, solution.drop_v, err);
    }
    if (status == IRD_OK) {
        status = ird_view_wires(&wires, network, coarse, err);
    }
    if (status == IRD_OK) {
        status = ird_view_create(&view, network, coarse, &wires, &window, false, err);
    }
    if (status == IRD_OK) {
        status = ird_drops_solve(&drops, coarse, network, &wires, NULL, 0, err);
    }
    if (status == IRD_OK) {
        ird_view_draw(view, &drops, ird_loads_of(network), base, change);
        *sum_v = 0;
        for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
            *sum_v += drops.scale_v * (base[i] + change[i]);
        }
    }
    ird_view_free(view);
    ird_wires_free(&wires);
    ird_drops_free(&drops);
    ird_solution_free(&solution);
    ird_coarse_free(coarse);
    ird_factor_free(factor);
    return status;
}

int main(void) {
    failing_cholmod_install();
    ird_network network = {0};
    ird_error err = {0};
    double want = 0;
    make_network(&network);
    mesh_need(run(&network, &want, &err), &err);
    CHECK(want > 0);
    long live = failing_alloc_live();
    size_t n = 1;
    for (; n < MAX_CALLS; n++) {
        double got = -1;
        ird_error failure = {0};
        failing_alloc_arm(n);
        ird_status status = run(&network, &got, &failure);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        if (!CHECK(failing_alloc_live() == live)) {
            fprintf(stderr, "    call %zu: %ld too many\n", n,
                    failing_alloc_live() - live);
            live = failing_alloc_live();
        }
        if (status == IRD_OK) { /* CHOLMOD does with less where it can */
            CHECK_NEAR(got, want, 1e-9 * want);
        } else {
            CHECK(status == IRD_NO_MEMORY && failure.status == IRD_NO_MEMORY);
        }
        if (!fired) {
            break;
        }
    }
    printf("%zu allocations failed in turn\n", n - 1);
    CHECK(n > 80 && n < MAX_CALLS);
    ird_network_free(&network);
    return check_summary("coarse_failures");
}
