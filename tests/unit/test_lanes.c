/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Several right-hand sides at once against each of them alone.
 */
#include "check.h"

#include "base/alloc.h"
#include "mesh.h"
#include "static/factor.h"

static ird_error err;

/* Each lane another right-hand side, of which one is zero. */
static double value_at(size_t i, size_t lane) {
    return lane == 3 ? 0 : (double)((i * 7 + lane * 13) % 31) * 1e-3 - 0.01;
}

/* By the factor of the core of a network. */
static void compare(const ird_network *net) {
    ird_solve_options options = ird_solve_defaults;
    ird_factor *single = NULL;
    options.engine.method = IRD_SOLVE_SINGLE;
    options.engine.threads = 1;
    CHECK(ird_factor_create(&single, net, &options, NULL, &err) == IRD_OK);
    CHECK(ird_engine_has_lanes(&single->engine));
    size_t n = single->reduction.core, none = 0;
    ird_lanes *x = ird_alloc_aligned(n, sizeof *x);
    ird_lanes *room =
        ird_alloc_aligned(ird_engine_lanes_room(&single->engine), sizeof *room);
    double *alone = ird_alloc(n, sizeof *alone);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < IRD_LANES; k++) {
            x[i][k] = (float)value_at(i, k);
        }
    }
    ird_engine_solve_lanes(&single->engine, x, room);
    for (size_t k = 0; k < IRD_LANES; k++) {
        double most = 0, off = 0;
        for (size_t i = 0; i < n; i++) {
            alone[i] = value_at(i, k);
        }
        CHECK(ird_engine_solve(&single->engine, alone, alone, &none, &err) == IRD_OK);
        for (size_t i = 0; i < n; i++) {
            most = fmax(most, fabs(alone[i]));
            off = fmax(off, fabs(alone[i] - (double)x[i][k]));
        }
        CHECK(k == 3 ? most == 0 && off == 0 : most > 0 && off < 2e-5 * most);
    }
    ird_free_aligned(x);
    ird_free_aligned(room);
    ird_free(alone);
    ird_factor_free(single);
}

static void test_mesh(int side) {
    ird_network net = {0};
    net.units = 1000;
    int32_t layer = mesh_layer(&net, "m1");
    for (int i = 0; i < side * side; i++) {
        mesh_node(&net, layer, i % side, i / side);
    }
    for (int32_t i = 0; i < side * side; i++) {
        CHECK(i % side + 1 == side ||
              ird_network_add_resistor(&net, i, i + 1, 1, &err) == IRD_OK);
        CHECK(i / side + 1 == side ||
              ird_network_add_resistor(&net, i, i + side, 1.5, &err) == IRD_OK);
    }
    CHECK(ird_network_add_source(&net, 0, 1, &err) == IRD_OK);
    CHECK(ird_network_add_source(&net, side * side / 2 + side / 2, 1, &err) == IRD_OK);
    compare(&net);
    ird_network_free(&net);
}

/* Rails side by side, each node joined to the one across: nearly each has three
 * neighbours, and stars are taken out first. */
static void test_stars(void) {
    enum { RAIL = 400, PAIRS = 8 };
    ird_network net = {0};
    net.units = 1000;
    int32_t layer = mesh_layer(&net, "m1");
    for (int32_t p = 0; p < PAIRS; p++) {
        for (int32_t i = 0; i < 2 * RAIL; i++) {
            mesh_node(&net, layer, 10 * (i / 2), 40 * p + i % 2);
            int32_t at = p * 2 * RAIL + i;
            CHECK(i < 2 || ird_network_add_resistor(&net, at - 2, at, 1, &err) == IRD_OK);
            CHECK(i % 2 == 0 ||
                  ird_network_add_resistor(&net, at - 1, at, 5, &err) == IRD_OK);
            CHECK(i % 80 != 0 || p == 0 ||
                  ird_network_add_resistor(&net, at - 2 * RAIL, at, 2, &err) == IRD_OK);
        }
    }
    CHECK(ird_network_add_source(&net, 5, 1, &err) == IRD_OK);
    compare(&net);
    ird_network_free(&net);
}

int main(void) {
    test_mesh(47);
    test_mesh(230); /* shared by subtrees with borders */
    test_stars();
    return check_summary("lanes");
}
