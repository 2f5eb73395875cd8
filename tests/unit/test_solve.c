/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include "network/network.h"
#include "static/balance.h"
#include "engine/dense.h"
#include "adjoint/adjoint.h"
#include "static/solve.h"

/* A network of one layer with nodes at (0, i). */
static ird_network nodes_only(int count) {
    ird_network network = {.units = 1000};
    ird_error err = {0};
    int32_t layer, node;
    CHECK(ird_network_add_layer(&network, "m1", 2, &layer, &err) == IRD_OK);
    for (int i = 0; i < count; i++) {
        CHECK(ird_network_add_node(&network, IRD_NODE_GRID, layer, 0, i, &node, &err) ==
              IRD_OK);
    }
    return network;
}

static void wire(ird_network *network, int32_t a, int32_t b, double ohm) {
    CHECK(ird_network_add_resistor(network, a, b, ohm, NULL) == IRD_OK);
}

static void draw(ird_network *network, int32_t node, double ampere) {
    CHECK(ird_network_add_load(network, node, ampere, -1, -1, NULL) == IRD_OK);
}

static void feed(ird_network *network, int32_t node, double volt) {
    CHECK(ird_network_add_source(network, node, volt, NULL) == IRD_OK);
}

static ird_factor *factor_of(const ird_network *network, ird_solve_method method) {
    ird_error err = {0};
    ird_factor *factor = NULL;
    ird_solve_options options = ird_solve_defaults;
    options.engine.method = method;
    if (!CHECK(ird_factor_create(&factor, network, &options, NULL, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
        exit(1);
    }
    return factor;
}

static ird_solution solved(ird_factor *factor) {
    ird_error err = {0};
    ird_solution solution = {0};
    if (!CHECK(ird_solve(&solution, factor, NULL, 0, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
        exit(1);
    }
    CHECK(solution.residual <= 1e-10);
    CHECK(solution.kirchhoff <= 1e-9);
    return solution;
}

/* 1 V -- 2 ohm -- a -- 3 ohm -- b, 10 mA at a, 20 mA at b: 30 mA through the 2 ohm drop
 * 60 mV, 20 mA through the 3 ohm another 60 mV. */
static void test_series_by_hand(void) {
    ird_network n = nodes_only(3);
    feed(&n, 0, 1.0);
    wire(&n, 0, 1, 2);
    wire(&n, 1, 2, 3);
    draw(&n, 1, 0.01);
    draw(&n, 2, 0.02);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_solution s = solved(factor);
    CHECK_NEAR(s.drop_v[0], 0, 1e-15);
    CHECK_NEAR(s.drop_v[1], 0.06, 1e-15);
    CHECK_NEAR(s.drop_v[2], 0.12, 1e-15);
    CHECK_NEAR(ird_solution_voltage_v(&s, &n, 2), 0.88, 1e-15);
    CHECK_NEAR(s.source_a[0], 0.03, 1e-15);
    CHECK_NEAR(ird_solution_current_a(&s, factor, 0), 0.03, 1e-15);
    CHECK_NEAR(ird_solution_current_a(&s, factor, 1), 0.02, 1e-15);
    CHECK(s.worst_node == 2);
    CHECK_NEAR(s.average_drop_v, 0.06, 1e-15);
    CHECK_NEAR(s.total_current_a, 0.03, 1e-15);
    ird_solution_free(&s);
    ird_factor_free(factor);
    ird_network_free(&n);
}

/* 1 A drawn at the bottom (node 3), source at the top (0): R01 = 1, R02 = 2, R13 = 2,
 * R23 = 4, bridge R12 = 5. 1/2 = 2/4 is balanced: (1 + 2) || (2 + 4) = 2 ohm. */
static void test_wheatstone_bridge(void) {
    ird_network n = nodes_only(4);
    feed(&n, 0, 1.0);
    wire(&n, 0, 1, 1);
    wire(&n, 0, 2, 2);
    wire(&n, 1, 3, 2);
    wire(&n, 2, 3, 4);
    wire(&n, 1, 2, 5);
    draw(&n, 3, 1);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_solution s = solved(factor);
    CHECK_NEAR(s.drop_v[3], 2, 1e-14);
    CHECK_NEAR(ird_solution_current_a(&s, factor, 4), 0, 1e-15);
    CHECK_NEAR(ird_solution_current_a(&s, factor, 0), 2.0 / 3, 1e-14);
    ird_solution_free(&s);
    ird_factor_free(factor);

    /* Unbalanced: R23 = 1. With the three equations multiplied by 10, 10 and 2:
     *   17 d1 -  2 d2 -  5 d3 = 0
     *   -2 d1 + 17 d2 - 10 d3 = 0
     *     -d1 -  2 d2 +  3 d3 = 2
     * The first two give d2 = 12/7 d1 and d3 = 19/7 d1, the third 26/7 d1 = 2. */
    n.resistors.items[3].ohm = 1;
    factor = factor_of(&n, IRD_SOLVE_AUTO);
    s = solved(factor);
    CHECK_NEAR(s.drop_v[1], 7.0 / 13, 1e-14);
    CHECK_NEAR(s.drop_v[2], 12.0 / 13, 1e-14);
    CHECK_NEAR(s.drop_v[3], 19.0 / 13, 1e-14);
    ird_solution_free(&s);
    ird_factor_free(factor);
    ird_network_free(&n);
}

static void test_parallel_and_loops(void) {
    ird_network n = nodes_only(2);
    feed(&n, 0, 1.0);
    wire(&n, 0, 1, 6);
    wire(&n, 1, 0, 3);
    wire(&n, 1, 1, 1); /* carries nothing */
    draw(&n, 1, 0.5);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_solution s = solved(factor);
    CHECK_NEAR(s.drop_v[1], 1.0, 1e-15); /* 2 ohm x 0.5 A */
    CHECK_NEAR(ird_solution_current_a(&s, factor, 2), 0, 0);
    ird_solution_free(&s);
    ird_factor_free(factor);
    ird_network_free(&n);
}

/* A ground net: cells push 10 mA into node 1, which rises by 20 mV over the source. */
static void test_ground_net(void) {
    ird_network n = nodes_only(2);
    n.is_ground = true;
    feed(&n, 0, 0.0);
    wire(&n, 0, 1, 2);
    draw(&n, 1, -0.01);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_solution s = solved(factor);
    CHECK_NEAR(s.drop_v[1], 0.02, 1e-16);
    CHECK_NEAR(ird_solution_voltage_v(&s, &n, 1), 0.02, 1e-16);
    CHECK_NEAR(s.source_a[0], 0.01, 1e-16);
    CHECK_NEAR(ird_solution_current_a(&s, factor, 0), -0.01, 1e-16);
    ird_solution_free(&s);
    ird_factor_free(factor);
    ird_network_free(&n);
}

/* Sources of 1.0 and 0.9 V at the ends of 1 + 1 ohm, nothing drawn: 50 mA flow from one
 * to the other; a third resistor right between the sources carries 100 mA. */
static void test_unequal_sources(void) {
    ird_network n = nodes_only(3);
    feed(&n, 0, 1.0);
    feed(&n, 2, 0.9);
    wire(&n, 0, 1, 1);
    wire(&n, 1, 2, 1);
    wire(&n, 0, 2, 1);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_solution s = solved(factor);
    CHECK_NEAR(ird_solution_voltage_v(&s, &n, 1), 0.95, 1e-15);
    CHECK_NEAR(s.source_a[0], 0.15, 1e-15);
    CHECK_NEAR(s.source_a[1], -0.15, 1e-15);
    ird_solution_free(&s);
    ird_factor_free(factor);
    ird_network_free(&n);
}

/* Source - 0 ohm - source - 1 milliohm - grid - 1 milliohm - pin that draws 2 A. The
 * sources fall together and share their current; with pin links of 1 milliohm the pin
 * falls together with the grid, without them it is 2 mV lower. */
static void test_merging(void) {
    ird_network n = nodes_only(3);
    int32_t pin, layer = 0;
    CHECK(ird_network_add_node(&n, IRD_NODE_ITERM, layer, 5, 5, &pin, NULL) == IRD_OK);
    feed(&n, 0, 1.0);
    feed(&n, 1, 1.0);
    wire(&n, 0, 1, 0);
    wire(&n, 1, 2, 1e-3);
    wire(&n, 2, pin, 1e-3);
    draw(&n, pin, 2);
    draw(&n, 0, 1);
    for (int linked = 0; linked < 2; linked++) {
        ird_solve_options options = ird_solve_defaults;
        options.merging.pin_link_ohm = linked ? 1e-3 : 0;
        ird_factor *factor = NULL;
        CHECK(ird_factor_create(&factor, &n, &options, NULL, NULL) == IRD_OK);
        ird_factor_info info = ird_factor_get_info(factor);
        CHECK(info.merged == (linked ? 2 : 1) && info.pin_links == (linked ? 1 : 0));
        ird_solution s = solved(factor);
        CHECK_NEAR(s.drop_v[2], 2e-3, 1e-15);
        CHECK_NEAR(s.drop_v[pin], linked ? 2e-3 : 4e-3, 1e-15);
        CHECK_NEAR(s.source_a[0], 1.5, 1e-14);
        CHECK_NEAR(s.source_a[1], 1.5, 1e-14);
        CHECK(isnan(ird_solution_current_a(&s, factor, 0)));
        CHECK(isnan(ird_solution_current_a(&s, factor, 2)) == linked);
        ird_solution_free(&s);
        ird_factor_free(factor);
    }
    ird_network_free(&n);
}

static void test_islands_are_left_out(void) {
    ird_network n = nodes_only(7);
    feed(&n, 0, 1.0);
    wire(&n, 0, 1, 1);
    wire(&n, 3, 4, 1);
    wire(&n, 4, 5, 1);
    draw(&n, 1, 0.25);
    draw(&n, 5, 0.5);
    draw(&n, 6, 0.125);
    n.nodes.items[4].x_dbu = -40;
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_factor_info info = ird_factor_get_info(factor);
    CHECK(info.floating == 5 && info.island_count == 3);
    CHECK(info.islands[0].nodes == 3 && info.islands[0].loads == 1);
    CHECK(info.islands[0].first_node == 3);
    CHECK(info.islands[0].box.x0_dbu == -40 && info.islands[0].box.x1_dbu == 0);
    CHECK(info.islands[0].box.y0_dbu == 3 && info.islands[0].box.y1_dbu == 5);
    CHECK(info.islands[1].nodes == 1 && info.islands[1].first_node == 2);
    CHECK(info.islands[2].loads == 1 && info.islands[2].first_node == 6);
    ird_solution s = solved(factor);
    CHECK_NEAR(s.drop_v[1], 0.25, 1e-16);
    CHECK(isnan(s.drop_v[4]) && isnan(s.drop_v[6]));
    CHECK(s.unconnected_count == 2 && s.unconnected[0] == 1 && s.unconnected[1] == 2);
    CHECK_NEAR(s.unconnected_a, 0.625, 0);
    CHECK_NEAR(s.total_current_a, 0.25, 0);
    ird_solution_free(&s);
    ird_factor_free(factor);
    ird_network_free(&n);
}

/* The island may come first in the network, and the source stand last. */
static void test_island_before_the_grid(void) {
    ird_network n = nodes_only(4);
    wire(&n, 0, 1, 1);
    wire(&n, 2, 3, 2);
    draw(&n, 0, 1);
    draw(&n, 2, 0.5);
    feed(&n, 3, 5);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    CHECK(ird_factor_get_info(factor).floating == 2);
    ird_solution s = solved(factor);
    CHECK_NEAR(s.drop_v[2], 1, 1e-15);
    CHECK(isnan(s.drop_v[0]) && s.unconnected_count == 1);
    ird_solution_free(&s);
    ird_factor_free(factor);
    ird_network_free(&n);
}

static void test_sources_that_cannot_be(void) {
    ird_error err = {0};
    ird_factor *factor = NULL;
    ird_network n = nodes_only(2);
    wire(&n, 0, 1, 0);
    CHECK(ird_factor_create(&factor, &n, &ird_solve_defaults, NULL, &err) ==
          IRD_SOLVE_NO_SOURCE);
    feed(&n, 0, 1.0);
    feed(&n, 1, 1.1);
    CHECK(ird_factor_create(&factor, &n, &ird_solve_defaults, NULL, &err) ==
          IRD_SOLVE_SOURCES);
    CHECK_TEXT(err.text, "node Node_m1_0_1 has sources of 1 V and of 1.1 V; keep one of "
                         "them");
    CHECK(factor == NULL);
    CHECK(ird_network_add_resistor(&n, 0, 2, 1, &err) == IRD_NETWORK_NODE);
    CHECK(ird_network_add_resistor(&n, 0, 1, -1, &err) == IRD_NETWORK_VALUE);
    CHECK(ird_network_add_load(&n, -1, 1, -1, -1, &err) == IRD_NETWORK_NODE);
    CHECK(ird_network_add_load(&n, 0, (double)INFINITY, -1, -1, &err) ==
          IRD_NETWORK_VALUE);
    CHECK(ird_network_add_source(&n, 0, (double)NAN, &err) == IRD_NETWORK_VALUE);
    ird_network_free(&n);
}

/* ---- random networks against a dense solution -------------------------------------- */

static uint64_t random_state;

static double uniform(void) {
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (double)(random_state >> 11) * 0x1p-53;
}

static int below(int limit) {
    return (int)(uniform() * limit);
}

/* Gaussian elimination with pivoting on the whole system, sources as rows d = 0: nothing
 * in common with what is tested. */
static void dense_solve(const ird_network *n, double *d) {
    size_t count = n->nodes.count;
    double *a = calloc(count * (count + 1), sizeof *a);
    size_t width = count + 1;
    for (size_t i = 0; i < n->resistors.count; i++) {
        const ird_resistor *r = &n->resistors.items[i];
        size_t p = (size_t)r->a, q = (size_t)r->b;
        a[p * width + p] += 1 / r->ohm;
        a[q * width + q] += 1 / r->ohm;
        a[p * width + q] -= 1 / r->ohm;
        a[q * width + p] -= 1 / r->ohm;
    }
    for (size_t i = 0; i < n->loads.count; i++) {
        a[(size_t)n->loads.items[i].node * width + count] += n->loads.items[i].ampere;
    }
    for (size_t i = 0; i < n->sources.count; i++) {
        size_t p = (size_t)n->sources.items[i].node;
        memset(a + p * width, 0, width * sizeof *a);
        a[p * width + p] = 1;
        a[p * width + count] = 1.0 - n->sources.items[i].volt;
    }
    for (size_t k = 0; k < count; k++) {
        size_t pivot = k;
        for (size_t i = k + 1; i < count; i++) {
            pivot = fabs(a[i * width + k]) > fabs(a[pivot * width + k]) ? i : pivot;
        }
        for (size_t j = 0; j < width; j++) {
            double swap = a[k * width + j];
            a[k * width + j] = a[pivot * width + j];
            a[pivot * width + j] = swap;
        }
        for (size_t i = 0; i < count; i++) {
            double factor = a[i * width + k] / a[k * width + k];
            for (size_t j = k; i != k && factor != 0 && j < width; j++) {
                a[i * width + j] -= factor * a[k * width + j];
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        d[i] = a[i * width + count] / a[i * width + i];
    }
    free(a);
}

/* A connected tangle: a tree (with long chains), extra edges, hubs, parallel edges. */
static ird_network tangle(int count, int extra) {
    ird_network n = nodes_only(count);
    feed(&n, 0, 1.0);
    for (int i = 1; i < count; i++) {
        int to = uniform() < 0.6 ? i - 1 : below(i);
        wire(&n, i, to, 0.1 + 10 * uniform());
    }
    for (int i = 0; i < extra; i++) {
        int a = uniform() < 0.2 ? 0 : below(count);
        int b = uniform() < 0.3 ? 1 % count : below(count);
        wire(&n, a, b, 0.1 + 10 * uniform());
    }
    for (int i = 0; i < count; i++) {
        draw(&n, below(count), 1e-3 * uniform());
    }
    if (count > 6) {
        feed(&n, 5, 0.97);
    }
    return n;
}

static void test_random_networks_against_dense(void) {
    static const ird_solve_method methods[] = {IRD_SOLVE_AUTO, IRD_SOLVE_SINGLE,
                                               IRD_SOLVE_MULTIGRID};
    double d[120];
    random_state = 1;
    for (int trial = 0; trial < 300; trial++) {
        int count = 2 + below(110);
        ird_network n = tangle(count, below(2 * count));
        dense_solve(&n, d);
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
            ird_factor *factor = factor_of(&n, methods[m]);
            ird_solution s = solved(factor);
            double worst = 0;
            for (int i = 0; i < count; i++) {
                worst = fmax(worst, fabs(s.drop_v[i] - d[i]));
            }
            CHECK_NEAR(worst, 0, 1e-12); /* drops are below 1 V, conditions below 1e4 */
            ird_solution_free(&s);
            ird_factor_free(factor);
        }
        ird_network_free(&n);
    }
}

/* k x k mesh with random conductances and a source in the middle. */
static ird_network mesh(int k) {
    ird_network n = {.units = 1000};
    int32_t layer, node;
    CHECK(ird_network_add_layer(&n, "m1", 2, &layer, NULL) == IRD_OK);
    for (int i = 0; i < k * k; i++) {
        CHECK(ird_network_add_node(&n, IRD_NODE_GRID, layer, 100 * (i % k), 100 * (i / k),
                                   &node, NULL) == IRD_OK);
        draw(&n, node, 1e-6 * uniform());
    }
    for (int i = 0; i < k * k; i++) {
        if (i % k + 1 < k) {
            wire(&n, i, i + 1, 1 / (0.1 + uniform()));
        }
        if (i / k + 1 < k) {
            wire(&n, i, i + k, 1 / (0.1 + uniform()));
        }
    }
    feed(&n, k * (k / 2) + k / 2, 1.0);
    return n;
}

/* Source - 2 ohm - a - 4 ohm - b, and 1 ohm from a to b beside that; a resistor from b to
 * itself carries nothing. At drops of 1 and 3 V: 1/2 A to the source and -2/4 - 2/1 A to
 * b leave a, so that 2 A are left over; 2.5 A leave b. */
static void test_balance_by_hand(void) {
    ird_network n = nodes_only(3);
    feed(&n, 0, 1.0);
    wire(&n, 1, 0, 2);
    wire(&n, 1, 2, 4);
    wire(&n, 2, 1, 1);
    wire(&n, 2, 2, 5);
    ird_topology topology;
    ird_balance balance;
    CHECK(ird_topology_build(&topology, &n, &ird_solve_defaults.merging, NULL) == IRD_OK);
    CHECK(ird_balance_build(&balance, &topology, &n, NULL) == IRD_OK);
    CHECK(topology.unknown_of[1] == 0 && topology.unknown_of[2] == 1);
    const double drop_v[] = {1, 3}, load_a[] = {0.25, -0.5};
    double left_a[2], image_a[2];
    ird_imbalance most = ird_balance_residual(&balance, load_a, drop_v, left_a);
    CHECK_NEAR(left_a[0], 0.25 + 2, 1e-15);
    CHECK_NEAR(left_a[1], -0.5 - 2.5, 1e-15);
    CHECK(most.most_a == 3 && most.most_v == 3 && most.load_a == 0.5);
    ird_balance_multiply(&balance, drop_v, image_a);
    CHECK_NEAR(image_a[0], -2, 1e-15);
    CHECK_NEAR(image_a[1], 2.5, 1e-15);
    const double bad_v[] = {1, (double)NAN};
    most = ird_balance_residual(&balance, load_a, bad_v, left_a);
    CHECK(isnan(most.most_a) && isnan(most.most_v));
    ird_balance_free(&balance);
    ird_topology_free(&topology);
    ird_network_free(&n);
}

/* Loads add up: the drops of the sum of two sets of loads are the sum of their drops; and
 * twice the loads give twice the drops. */
static void test_one_factor_serves_all_loads(void) {
    random_state = 7;
    ird_network n = mesh(40);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_solution whole = solved(factor);
    size_t half = n.loads.count / 2;
    ird_solution first = {0}, second = {0};
    CHECK(ird_solve(&first, factor, n.loads.items, half, NULL) == IRD_OK);
    CHECK(ird_solve(&second, factor, n.loads.items + half, n.loads.count - half, NULL) ==
          IRD_OK);
    double worst = 0;
    for (size_t i = 0; i < n.nodes.count; i++) {
        worst = fmax(worst, fabs(first.drop_v[i] + second.drop_v[i] - whole.drop_v[i]));
    }
    CHECK(whole.worst_drop_v > 1e-4);
    CHECK_NEAR(worst, 0, 1e-12 * whole.worst_drop_v);
    ird_solution none = {0};
    CHECK(ird_solve(&none, factor, n.loads.items, 0, NULL) == IRD_OK);
    CHECK(none.worst_drop_v == 0 && none.total_current_a == 0);
    ird_solution_free(&whole);
    ird_solution_free(&first);
    ird_solution_free(&second);
    ird_solution_free(&none);
    ird_factor_free(factor);
    ird_network_free(&n);
}

/* Drops by pair of layers, m1 and m2. */
static void share_out(ird_factor *factor, const ird_solution *s, int32_t node,
                      double by_layer[2][2]) {
    ird_layer_share *shares = NULL;
    size_t count = 0;
    memset(by_layer, 0, 4 * sizeof(double));
    CHECK(ird_factor_layer_shares(factor, s, node, &shares, &count, NULL) == IRD_OK);
    CHECK(count == 3);
    for (size_t i = 0; i < count; i++) {
        by_layer[shares[i].layer_a][shares[i].layer_b] = shares[i].drop_v;
        CHECK(i == 0 || shares[i].drop_v <= shares[i - 1].drop_v);
    }
    ird_free(shares);
}

/* Two layers: source - 1 ohm on m1 - 2 ohm via - 3 ohm on m2, 0.1 A at the end and 0.2 A
 * before the via: the m1 wire carries 0.3 A, the rest 0.1 A. */
static void test_resistance_and_layers(void) {
    ird_network n = nodes_only(2);
    int32_t m2, low, end;
    CHECK(ird_network_add_layer(&n, "m2", 2, &m2, NULL) == IRD_OK);
    CHECK(ird_network_add_node(&n, IRD_NODE_GRID, m2, 0, 1, &low, NULL) == IRD_OK);
    CHECK(ird_network_add_node(&n, IRD_NODE_GRID, m2, 9, 1, &end, NULL) == IRD_OK);
    feed(&n, 0, 1.0);
    wire(&n, 0, 1, 1);
    wire(&n, low, 1, 2);
    wire(&n, low, end, 3);
    draw(&n, 1, 0.2);
    draw(&n, end, 0.1);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_solution s = solved(factor);
    int32_t nodes[] = {0, 1, low, end};
    double ohm[4];
    CHECK(ird_factor_resistance(factor, nodes, 4, ohm, NULL) == IRD_OK);
    CHECK_NEAR(ohm[0], 0, 0);
    CHECK_NEAR(ohm[1], 1, 1e-15);
    CHECK_NEAR(ohm[2], 3, 1e-14);
    CHECK_NEAR(ohm[3], 6, 1e-14);
    CHECK(s.worst_node == end);
    CHECK_NEAR(s.worst_drop_v, 0.8, 1e-15);
    double by_layer[2][2]; /* 0.3, 0.3 and 0.2 V; the sum is the drop of 0.8 V */
    share_out(factor, &s, end, by_layer);
    CHECK_NEAR(by_layer[0][0], 0.3, 1e-15);
    CHECK_NEAR(by_layer[0][1], 0.2, 1e-15);
    CHECK_NEAR(by_layer[1][1], 0.3, 1e-15);
    share_out(factor, &s, 1, by_layer); /* another node, then other loads */
    CHECK_NEAR(by_layer[0][0], 0.3, 1e-15);
    CHECK_NEAR(by_layer[0][1], 0, 1e-15);
    CHECK_NEAR(by_layer[1][1], 0, 1e-15);
    ird_load one = {.node = end, .instance = -1, .terminal = -1, .ampere = 1};
    ird_solution alone = {0};
    CHECK(ird_solve(&alone, factor, &one, 1, NULL) == IRD_OK);
    share_out(factor, &alone, 1, by_layer);
    CHECK_NEAR(by_layer[0][0], 1, 1e-14);
    share_out(factor, &alone, end, by_layer);
    CHECK_NEAR(by_layer[0][0], 1, 1e-14);
    CHECK_NEAR(by_layer[0][1], 2, 1e-14);
    CHECK_NEAR(by_layer[1][1], 3, 1e-14);
    ird_solution_free(&alone);
    int32_t none = 4;
    CHECK(ird_factor_resistance(factor, &none, 1, ohm, NULL) == IRD_NETWORK_NODE);
    ird_solution_free(&s);
    ird_factor_free(factor);
    ird_network_free(&n);
}

static void forget_places(ird_network *n, size_t every) {
    for (size_t i = 0; i < n->nodes.count; i += every) {
        n->nodes.items[i].kind = IRD_NODE_NAMED;
    }
}

/* Large enough for the dissection, and with wires that jump right across the mesh.
 * Dissection, the same in single precision with conjugate gradients, multigrid, and
 * minimum degree must agree. The last is taken where nodes have no coordinates, for with
 * such wires no places can be found that suit. */
static void test_methods_agree(void) {
    random_state = 11;
    ird_network n = mesh(280);
    for (size_t i = 0; i < n.resistors.count; i++) {
        ird_resistor *r = &n.resistors.items[i];
        r->a = uniform() < 0.02 ? below(280 * 280) : r->a;
    }
    ird_factor *cut = factor_of(&n, IRD_SOLVE_DIRECT);
    CHECK_TEXT(ird_factor_get_info(cut).ordering, "nested dissection");
    ird_factor *single = factor_of(&n, IRD_SOLVE_SINGLE);
    CHECK(ird_factor_get_info(single).method == IRD_SOLVE_SINGLE);
    ird_solution a = solved(cut);
    ird_solution b = solved(single);
    CHECK(b.iterations > 0);
    ird_factor *grids = factor_of(&n, IRD_SOLVE_MULTIGRID);
    ird_solution d = solved(grids);
    CHECK(d.iterations > 5 && d.iterations < 100);
    forget_places(&n, 1);
    ird_factor *degree = factor_of(&n, IRD_SOLVE_DIRECT);
    CHECK_TEXT(ird_factor_get_info(degree).ordering, "minimum degree");
    ird_solution c = solved(degree);
    double worst = 0;
    for (size_t i = 0; i < n.nodes.count; i++) {
        if (!isnan(a.drop_v[i])) {
            worst = fmax(worst, fabs(a.drop_v[i] - b.drop_v[i]));
            worst = fmax(worst, fabs(a.drop_v[i] - c.drop_v[i]));
            worst = fmax(worst, fabs(a.drop_v[i] - d.drop_v[i]));
        }
    }
    CHECK(a.worst_drop_v > 1e-3);
    CHECK_NEAR(worst, 0, 1e-9 * a.worst_drop_v);
    ird_solution_free(&a);
    ird_solution_free(&b);
    ird_solution_free(&c);
    ird_solution_free(&d);
    ird_factor_free(cut);
    ird_factor_free(grids);
    ird_factor_free(single);
    ird_factor_free(degree);
    ird_network_free(&n);
}

/* Add a second mesh that touches the first nowhere, with a source of its own. */
static void add_island(ird_network *n, int32_t k) {
    int32_t first = (int32_t)n->nodes.count, node;
    for (int32_t i = 0; i < k * k; i++) {
        CHECK(ird_network_add_node(n, IRD_NODE_GRID, 0, 100 * (i % k), 100 * (i / k),
                                   &node, NULL) == IRD_OK);
        draw(n, node, 1e-6);
        if (i % k > 0) {
            wire(n, node, node - 1, 3);
        }
        if (i / k > 0) {
            wire(n, node, node - k, 3);
        }
    }
    feed(n, first + k / 2, 1.0);
}

/* Places that are made up dissect a mesh as well as its own, also where it falls into
 * parts (measured: 0.86 of the entries); those from neighbours nearly so (1.01, and 1.19
 * where half of the nodes have none). */
static void test_places_that_no_one_gave(void) {
    static const size_t every[] = {7, 2, 1};
    random_state = 29;
    ird_network n = mesh(150);
    add_island(&n, 60);
    ird_factor *given = factor_of(&n, IRD_SOLVE_DIRECT);
    ird_factor_info want = ird_factor_get_info(given);
    CHECK_TEXT(want.ordering, "nested dissection");
    ird_solution a = solved(given);
    for (size_t k = 0; k < sizeof every / sizeof *every; k++) {
        forget_places(&n, every[k]);
        ird_factor *found = factor_of(&n, IRD_SOLVE_DIRECT);
        ird_factor_info got = ird_factor_get_info(found);
        CHECK_TEXT(got.ordering, "nested dissection");
        CHECK(got.factor_nonzeros < 1.25 * want.factor_nonzeros);
        ird_solution b = solved(found);
        CHECK_NEAR(b.worst_drop_v, a.worst_drop_v, 1e-12 * a.worst_drop_v);
        CHECK(b.worst_node == a.worst_node);
        ird_solution_free(&b);
        ird_factor_free(found);
    }
    ird_solve_options options = ird_solve_defaults;
    options.engine.ordering = IRD_ORDER_BY_DEGREE;
    ird_factor *degree = NULL;
    CHECK(ird_factor_create(&degree, &n, &options, NULL, NULL) == IRD_OK);
    CHECK_TEXT(ird_factor_get_info(degree).ordering, "minimum degree");
    ird_factor_free(degree);
    ird_solution_free(&a);
    ird_factor_free(given);
    ird_network_free(&n);
}

/* 78,400 nodes take about 25 MB factored, half in single precision; a smaller limit
 * leaves multigrid. */
static void test_memory_limit_chooses(void) {
    static const struct {
        size_t limit_bytes;
        ird_solve_method want;
    } cases[] = {{100u << 20, IRD_SOLVE_DIRECT},
                 {18u << 20, IRD_SOLVE_SINGLE},
                 {1u << 20, IRD_SOLVE_MULTIGRID}};
    random_state = 3;
    ird_network n = mesh(280);
    for (size_t i = 0; i < 3; i++) {
        ird_solve_options options = ird_solve_defaults;
        options.engine.memory_limit_bytes = cases[i].limit_bytes;
        ird_factor *factor = NULL;
        CHECK(ird_factor_create(&factor, &n, &options, NULL, NULL) == IRD_OK);
        ird_factor_info info = ird_factor_get_info(factor);
        CHECK_TEXT(ird_solve_method_name(info.method),
                   ird_solve_method_name(cases[i].want));
        CHECK(info.memory_bytes <= cases[i].limit_bytes || i == 2);
        ird_factor_free(factor);
    }
    ird_network_free(&n);
}

/* Column by column, as it stands in textbooks. */
static void plain_solves(const double *panel, int rows, int columns, double *forward,
                         double *backward) {
    for (int j = 0; j < columns; j++) {
        forward[j] /= panel[j * rows + j];
        for (int i = j + 1; i < rows; i++) {
            forward[i] -= panel[j * rows + i] * forward[j];
        }
    }
    for (int j = columns; j-- > 0;) {
        for (int i = j + 1; i < rows; i++) {
            backward[j] -= panel[j * rows + i] * backward[i];
        }
        backward[j] /= panel[j * rows + j];
    }
}

/* The lower triangle of the panel, and what makes the triangle of each group of up to
 * four columns full, four rows of each: 3, 5, 6 and 6 values for one to four columns. */
static size_t packed_size(size_t rows, size_t columns) {
    static const size_t more[] = {0, 3, 5, 6};
    size_t lower = rows * columns - columns * (columns - 1) / 2;
    return lower + columns / 4 * 6 + more[columns % 4];
}

/* Panels of every small shape, packed in double and in single precision. */
static void test_packed_panels(void) {
    enum { MOST = 14 };
    double panel[MOST * MOST], packed[MOST * MOST];
    float single[MOST * MOST];
    random_state = 5;
    for (int rows = 1; rows <= MOST; rows++) {
        for (int columns = 1; columns <= rows; columns++) {
            double want[2][MOST], got[2][MOST], rough[2][MOST];
            double worst = 0, worst_rough = 0;
            size_t r = (size_t)rows, c = (size_t)columns;
            for (int i = 0; i < rows * columns; i++) {
                panel[i] = i % (rows + 1) == 0 ? 1 + uniform() : uniform() - 0.5;
            }
            for (int i = 0; i < rows; i++) {
                want[0][i] = got[0][i] = rough[0][i] = uniform();
                want[1][i] = got[1][i] = rough[1][i] = uniform();
            }
            plain_solves(panel, rows, columns, want[0], want[1]);
            CHECK(ird_dense_packed(r, c) == packed_size(r, c));
            ird_dense_pack(panel, r, c, packed);
            ird_dense_pack_single(panel, r, c, single);
            ird_dense_forward(packed, r, c, got[0]);
            ird_dense_backward(packed + ird_dense_packed(r, c), r, c, got[1]);
            ird_dense_forward_single(single, r, c, rough[0]);
            ird_dense_backward_single(single + ird_dense_packed(r, c), r, c, rough[1]);
            for (int i = 0; i < 2 * rows; i++) {
                int k = i / rows, at = i % rows;
                worst = fmax(worst, fabs(got[k][at] - want[k][at]));
                worst_rough = fmax(worst_rough, fabs(rough[k][at] - want[k][at]));
            }
            CHECK_NEAR(worst, 0, 1e-13);
            CHECK_NEAR(worst_rough, 0, 1e-5);
        }
    }
}

/* Ohms over fourteen decades: single precision still gets there in a few rounds; and with
 * conjugate gradients, which find the resistance at a node. */
static void test_single_on_a_bad_network(void) {
    random_state = 23;
    ird_network n = mesh(60);
    for (size_t i = 0; i < n.resistors.count; i++) {
        n.resistors.items[i].ohm = pow(10, 14 * uniform() - 7);
    }
    ird_factor *exact = factor_of(&n, IRD_SOLVE_DIRECT);
    ird_factor *single = factor_of(&n, IRD_SOLVE_SINGLE);
    ird_solution a = solved(exact);
    ird_solution b = solved(single);
    CHECK(b.iterations > 0 && b.residual <= 1e-10 && b.kirchhoff <= 1e-9);
    for (size_t i = 0; i < n.nodes.count; i++) {
        CHECK_NEAR(b.drop_v[i], a.drop_v[i], 1e-9 * a.worst_drop_v);
    }
    double ohm[2];
    CHECK(ird_factor_resistance(exact, &a.worst_node, 1, &ohm[0], NULL) == IRD_OK);
    CHECK(ird_factor_resistance(single, &a.worst_node, 1, &ohm[1], NULL) == IRD_OK);
    CHECK_NEAR(ohm[1], ohm[0], 1e-9 * ohm[0]);
    ird_solution_free(&a);
    ird_solution_free(&b);
    ird_factor_free(exact);
    ird_factor_free(single);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_series_by_hand);
    RUN(test_wheatstone_bridge);
    RUN(test_parallel_and_loops);
    RUN(test_ground_net);
    RUN(test_unequal_sources);
    RUN(test_merging);
    RUN(test_islands_are_left_out);
    RUN(test_island_before_the_grid);
    RUN(test_sources_that_cannot_be);
    RUN(test_resistance_and_layers);
    RUN(test_balance_by_hand);
    RUN(test_random_networks_against_dense);
    RUN(test_packed_panels);
    RUN(test_methods_agree);
    RUN(test_places_that_no_one_gave);
    RUN(test_single_on_a_bad_network);
    RUN(test_memory_limit_chooses);
    RUN(test_one_factor_serves_all_loads);
    return check_summary("solve");
}
