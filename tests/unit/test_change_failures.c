/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of a change in turn fails: one clear error, nothing leaked, and the
 * factor solves as before.
 */
#include "check.h"

#include "change/change.h"
#include "failing_alloc.h"
#include "failing_cholmod.h"
#include "mesh.h"

enum { SIDE = 12, MAX_CALLS = 5000 };

static ird_status add_stripe(ird_change *change, ird_error *err) {
    int32_t last = -1, made = -1;
    for (int i = 0; i < SIDE; i++) {
        const ird_node node = {.x_dbu = 500, .y_dbu = 1000 * i, .name = -1};
        IRD_TRY(ird_change_add_node(change, &node, &made, err));
        if (last >= 0) {
            IRD_TRY(ird_change_add_resistor(change, last, made, 0.1, 0, err));
        }
        if (i % 3 == 0) {
            IRD_TRY(ird_change_add_resistor(change, made, i * SIDE, 0.2, 0, err));
        }
        last = made;
    }
    return IRD_OK;
}

/* With a source, a tie of no resistance and a corner cut off; or where a factor of its
 * own is needed. */
static ird_status solve_changed(const ird_network *network, ird_factor *factor,
                                const ird_solution *before, bool is_fresh,
                                ird_error *err) {
    ird_change change = {.network = network};
    ird_solution after = {0};
    ird_changed *changed = NULL;
    double response[SIDE * SIDE + SIDE];
    const int32_t at = 5;
    const double weight = 1;
    ird_status status = add_stripe(&change, err);
    if (status == IRD_OK) {
        status = ird_change_add_source(&change, 40, 1.1, err);
    }
    if (status == IRD_OK) {
        status = ird_change_add_resistor(&change, 50, 70, 0, 0, err);
    }
    if (status == IRD_OK) { /* those of node 0 */
        status = ird_change_remove_resistor(&change, 0, err);
    }
    if (status == IRD_OK && is_fresh) {
        status = ird_change_add_resistor(&change, SIDE * SIDE, 7, 1, 0, err);
    }
    if (status == IRD_OK) {
        status = ird_changed_create(&changed, factor, &change, NULL, err);
    }
    if (status == IRD_OK) {
        CHECK((ird_changed_get_info(changed).method == IRD_CHANGE_FRESH) == is_fresh);
        status = ird_changed_solve(&after, changed, NULL, 0, before, err);
    }
    if (status == IRD_OK && !is_fresh) {
        status = ird_changed_response(response, changed, &at, &weight, 1, err);
    }
    ird_changed_free(changed);
    ird_solution_free(&after);
    ird_change_free(&change);
    return status;
}

static void test_failures(bool is_fresh) {
    long live =
        failing_alloc_live(); /* a factor keeps room between solves, or lets it go */
    ird_network network;
    ird_error err = {0};
    ird_factor *factor = NULL;
    ird_solution before = {0};
    mesh_make(&network, SIDE, 2, 3);
    if (is_fresh) { /* an island, which the change ties to the grid */
        int32_t a = mesh_node(&network, 0, 50, 50);
        mesh_wire(&network, a, mesh_node(&network, 0, 51, 50), 1);
    }
    mesh_need(ird_factor_create(&factor, &network, &ird_solve_defaults, NULL, &err),
              &err);
    mesh_need(ird_solve(&before, factor, NULL, 0, &err), &err);
    bool is_done = false;
    for (size_t n = 1; n < MAX_CALLS && !is_done; n++) {
        ird_error failed = {0};
        failing_alloc_arm(n);
        ird_status status = solve_changed(&network, factor, &before, is_fresh, &failed);
        is_done = !failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (is_done ? IRD_OK : IRD_NO_MEMORY) && status == failed.status);
    }
    CHECK(is_done);
    ird_solution again = {0};
    mesh_need(ird_solve(&again, factor, NULL, 0, &err), &err);
    CHECK_NEAR(again.worst_drop_v, before.worst_drop_v, 0);
    ird_solution_free(&again);
    ird_solution_free(&before);
    ird_factor_free(factor);
    ird_network_free(&network);
    CHECK(failing_alloc_live() == live);
}

int main(void) {
    failing_cholmod_install();
    test_failures(false);
    test_failures(true);
    return check_summary("change_failures");
}
