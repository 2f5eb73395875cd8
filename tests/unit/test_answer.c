/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is made of solved nets: corners, effective supplies and what an answer rests on.
 * Every value by hand, from networks of three nodes.
 */
#include "check.h"

#include "answer/basis.h"
#include "answer/corner.h"
#include "answer/effective.h"
#include "answer/pin_drops.h"
#include "network/spice.h"

/* A network from text, solved. */
typedef struct net {
    ird_grid grid;
    ird_factor *factor;
    ird_solution solution;
    ird_design design;
    ird_solved solved;
} net;

static void begin(net *n, const char *text, double supply_v) {
    memset(n, 0, sizeof *n);
    ird_network *network = &n->grid.network;
    CHECK(ird_spice_parse(network, NULL, NULL, text, strlen(text), "x.sp", 1000, NULL,
                          NULL) == IRD_OK);
    CHECK(ird_factor_create(&n->factor, network, &ird_solve_defaults, NULL, NULL) ==
          IRD_OK);
    CHECK(ird_solve(&n->solution, n->factor, NULL, 0, NULL) == IRD_OK);
    n->solved = (ird_solved){.net = "VDD",
                             .grid = &n->grid,
                             .solution = &n->solution,
                             .factor = n->factor,
                             .design = &n->design,
                             .supply_v = supply_v,
                             .set_v = (double)NAN,
                             .network_file = "the text",
                             .current_scale = 1,
                             .own_scale = 1};
}

static void end(net *n) {
    ird_solution_free(&n->solution);
    ird_factor_free(n->factor);
    ird_grid_free(&n->grid);
}

static void in_corner(ird_corner_net *made, const net *n, double power, double resistance,
                      double supply) {
    const ird_corner corner = {"slow", power, resistance, supply};
    ird_solution sources = {0};
    CHECK(ird_corner_sources(&sources, &n->solved, NULL) == IRD_OK);
    CHECK(ird_corner_net_make(made, &n->solved, &sources, &corner, NULL) == IRD_OK);
    ird_solution_free(&sources);
}

static void check_corner(const net *n, double power, double resistance, double supply,
                         double worst_v, double average_v) {
    ird_corner_net made = {0};
    in_corner(&made, n, power, resistance, supply);
    CHECK_NEAR(made.solution.worst_drop_v, worst_v, 1e-9);
    CHECK_NEAR(made.solution.average_drop_v, average_v, 1e-9);
    CHECK_NEAR(made.solution.supply_v, n->solution.supply_v * supply, 1e-12);
    CHECK_NEAR(made.solution.total_current_a,
               n->solution.total_current_a * power / supply, 1e-12);
    CHECK_NEAR(made.solved.supply_v, n->solved.supply_v * supply, 1e-12);
    ird_corner_net_free(&made);
}

/* 0.1 A in the middle of two resistors of 1 ohm. With sources of 1.1 and 1.0 V the middle
 * is at 1.05 V without the load, which takes 0.1 A x 0.5 ohm = 0.05 V more: drops of 0,
 * 0.1 and 0.1 V. Twice the power: 0.05 + 0.1 = 0.15 V in the middle, and still 0.1 V at
 * the lower source, which the power does not move. */
static void test_corner_of_unequal_sources(void) {
    net n;
    begin(&n, "V1 a 0 1.1\nV2 c 0 1.0\nR1 a b 1\nR2 b c 1\nI1 b 0 0.1\n", 1.1);
    CHECK_NEAR(n.solution.worst_drop_v, 0.1, 1e-9);
    check_corner(&n, 1, 1, 1, 0.1, 0.2 / 3);
    check_corner(&n, 2, 1, 1, 0.15, 0.25 / 3);
    check_corner(&n, 1, 2, 1, 0.15, 0.25 / 3);
    check_corner(&n, 0.5, 1, 1, 0.1, 0.175 / 3); /* the source is the worst place */
    check_corner(&n, 1, 1, 2, 0.2, (0.2 + 0.1 + 0.025) / 3);
    end(&n);
}

/* The same against the solver: a network with those values, solved. */
static void test_corner_solved_anew(void) {
    net n, anew;
    begin(&n, "V1 a 0 1.1\nV2 c 0 1.0\nR1 a b 1\nR2 b c 3\nI1 b 0 0.1\n", 1.1);
    /* power 1.5, resistance 1.2, supply 0.9: currents x 1.5 / 0.9 */
    begin(&anew,
          "V1 a 0 0.99\nV2 c 0 0.9\nR1 a b 1.2\nR2 b c 3.6\nI1 b 0 0.166666666667\n",
          0.99);
    check_corner(&n, 1.5, 1.2, 0.9, anew.solution.worst_drop_v,
                 anew.solution.average_drop_v);
    end(&n);
    end(&anew);
}

static void test_corner_of_one_voltage(void) {
    net n;
    ird_solution sources = {0};
    begin(&n, "V1 a 0 1\nR1 a b 1\nR2 b c 1\nI1 c 0 0.1\n", 1);
    CHECK(ird_corner_sources(&sources, &n.solved, NULL) == IRD_OK);
    CHECK(sources.drop_v == NULL);
    check_corner(&n, 1.2, 1.1, 0.8, 0.2 * 1.2 * 1.1 / 0.8, 0.1 * 1.2 * 1.1 / 0.8);
    end(&n);
}

/* Terminals of components 0 (node b) and 1 (node c), and 2, which has no metal. */
static void put_terminals(net *n, double ampere) {
    static const int32_t nodes[] = {1, 2, -1};
    CHECK(ird_vec_reserve(&n->grid.terminals, 3, "testing", NULL) == IRD_OK);
    n->grid.amperes = ird_alloc(3, sizeof *n->grid.amperes);
    CHECK(n->grid.amperes != NULL);
    for (int32_t i = 0; i < 3; i++) {
        n->grid.terminals.items[n->grid.terminals.count++] = (ird_grid_terminal){
            .component = i, .layer = nodes[i] >= 0 ? 0 : -1, .node = nodes[i]};
        n->grid.amperes[i] = nodes[i] >= 0 ? ampere : 0;
    }
    n->design.components.count = 3;
    n->solved.network_file = NULL;
}

/* Drops of 0.02 and 0.03 V under 1 V, of 0.01 and 0.05 V over ground. */
static void test_effective(void) {
    net power, ground;
    ird_effective_supply pairs[2];
    size_t partner[2];
    double left_v[3];
    begin(&power, "V1 a 0 1\nR1 a b 1\nR2 b c 1\nI1 b 0 0.01\nI2 c 0 0.01\n", 1);
    begin(&ground, "V1 a 0 0\nR1 a b 0.25\nR2 b c 2\nI1 0 b 0.02\nI2 0 c 0.02\n", 1);
    put_terminals(&power, 0.01);
    put_terminals(&ground, 0.02);
    CHECK(ground.grid.network.is_ground);
    CHECK(ird_left_v(&power.solved, &ground.solved, left_v, NULL) == IRD_OK);
    CHECK_NEAR(left_v[0], 1 - 0.02 - 0.01, 1e-9);
    CHECK_NEAR(left_v[1], 1 - 0.03 - 0.05, 1e-9);
    CHECK(isnan(left_v[2]));
    const ird_solved nets[] = {ground.solved, power.solved};
    CHECK(ird_effective_pairs(nets, 2, pairs, partner, NULL) == IRD_OK);
    for (int i = 0; i < 2; i++) {
        CHECK(partner[i] == (size_t)(1 - i) && pairs[i].instances == 2);
        CHECK_NEAR(pairs[i].worst_v, 0.92, 1e-9);
        CHECK_NEAR(pairs[i].average_v, 0.945, 1e-9);
        CHECK_NEAR(pairs[i].swing_v, 1, 1e-12);
        CHECK(pairs[i].worst_component == 1);
    }
    CHECK(ird_effective_pairs(nets, 1, pairs, partner, NULL) == IRD_OK);
    CHECK(partner[0] == SIZE_MAX && pairs[0].instances == 0);
    end(&power);
    end(&ground);
}

/* Of a moved pin its own current adds to the drop between two nodes, and a corner scales
 * that, too: half of 0.02 and 0.03 V, and 0.1 ohm x 0.01 A. */
static void test_moved_pin(void) {
    net n;
    begin(&n, "V1 a 0 1\nR1 a b 1\nR2 b c 1\nI1 b 0 0.01\nI2 c 0 0.01\n", 1);
    put_terminals(&n, 0.01);
    n.grid.terminals.items[0].landing = 1;
    CHECK(ird_vec_reserve(&n.grid.landings, 1, "testing", NULL) == IRD_OK);
    n.grid.landings.items[n.grid.landings.count++] = (ird_grid_landing){2, 0.5, 0.1};
    CHECK_NEAR(ird_terminal_drop_v(&n.solved, 0), 0.026, 1e-9);
    ird_corner_net made = {0};
    in_corner(&made, &n, 2, 1, 1);
    CHECK_NEAR(ird_terminal_drop_v(&made.solved, 0), 0.052, 1e-9);
    ird_corner_net_free(&made);
    end(&n);
}

/* d and e hang on nothing: 3 mA of 6 mA are on an island, 2 mA have no place, 4 mA no
 * metal. */
static void test_basis(void) {
    net n;
    begin(&n, "V1 a 0 1\nR1 a b 1\nR2 d e 1\nI1 b 0 3m\nI2 d 0 3m\n", 1);
    ird_basis basis;
    CHECK(ird_basis_of_solved(&basis, &n.solved, NULL) == IRD_OK);
    CHECK(basis.is_known && basis.cells == 2);
    CHECK(basis.left[IRD_LEFT_ISLAND] == 1 && ird_basis_left(&basis) == 1);
    CHECK_NEAR(basis.set_a, 6e-3, 1e-12);
    CHECK_NEAR(ird_basis_left_a(&basis), 3e-3, 1e-12);
    put_terminals(&n, 3e-3); /* node 2 is d */
    n.grid.unloaded_a = 4e-3;
    n.grid.unplaced_instances = 5;
    n.grid.unplaced_a = 2e-3;
    CHECK(ird_basis_of_solved(&basis, &n.solved, NULL) == IRD_OK);
    CHECK(basis.cells == 8 && ird_basis_left(&basis) == 7);
    CHECK(basis.left[IRD_LEFT_ISLAND] == 1 && basis.left[IRD_LEFT_UNCONNECTED] == 1 &&
          basis.left[IRD_LEFT_UNPLACED] == 5);
    CHECK_NEAR(basis.left_a[IRD_LEFT_ISLAND], 3e-3, 1e-12);
    CHECK_NEAR(basis.left_a[IRD_LEFT_UNCONNECTED], 4e-3, 1e-12);
    CHECK_NEAR(basis.left_a[IRD_LEFT_UNPLACED], 2e-3, 1e-12);
    CHECK_NEAR(basis.drawn_a, 3e-3, 1e-12);
    CHECK_NEAR(basis.set_a, 12e-3, 1e-12);
    CHECK_TEXT(ird_left_out_name(IRD_LEFT_ISLAND), "on islands");
    CHECK_TEXT(ird_left_out_name((ird_left_out)99), "unknown");
    end(&n);
}

int main(void) {
    RUN(test_corner_of_unequal_sources);
    RUN(test_corner_solved_anew);
    RUN(test_corner_of_one_voltage);
    RUN(test_effective);
    RUN(test_moved_pin);
    RUN(test_basis);
    return check_summary("answers");
}
