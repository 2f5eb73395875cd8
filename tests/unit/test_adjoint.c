/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Adjoints by hand, and against what a factor of the changed network says: every element
 * of a network that has all that is odd (layers, merged links, an island, a dead end,
 * sources of two voltages), and elements of aes drawn by lot.
 */
#include "check.h"

#include "adjoint/adjoint.h"
#include "extract/extract.h"
#include "mesh.h"
#include "network/spice.h"
#include "readers/readers.h"

/* Relative change of a conductance. A difference quotient is off by as much of itself. */
#define STEP 1e-7
#define AGREE 1e-6

typedef struct solved {
    ird_network network;
    ird_factor *factor;
    ird_solution solution;
    ird_adjoint adjoint;
} solved;

static ird_factor *factor_of(const ird_network *network) {
    ird_factor *factor = NULL;
    ird_error err = {0};
    mesh_need(ird_factor_create(&factor, network, &ird_solve_defaults, NULL, &err), &err);
    return factor;
}

static void solve(solved *s) {
    ird_error err = {0};
    s->factor = factor_of(&s->network);
    mesh_need(ird_solve(&s->solution, s->factor, NULL, 0, &err), &err);
}

static void close_solved(solved *s) {
    ird_adjoint_free(&s->adjoint);
    ird_solution_free(&s->solution);
    ird_factor_free(s->factor);
    ird_network_free(&s->network);
}

/* Source 1 V -- 1 ohm -- a (0.2 A) -- 2 ohm -- b (0.1 A) -- 3 ohm -- source of 0.9 V.
 * From b both ways to a source are 3 ohm: 1 A at b makes 1.5 V there and 0.5 V at a, half
 * of it from each source. So d_b = 0.2 x 0.5 + 0.1 x 1.5 + 0.5 x 0.1 = 0.3 V; and as the
 * currents at a balance, d_a + (d_a - d_b) / 2 = 0.2, d_a = 7/30 V. */
static void test_by_hand(void) {
    solved s = {.network = {.units = 1000}};
    int32_t m1 = mesh_layer(&s.network, "m1"), node[4];
    for (int i = 0; i < 4; i++) {
        node[i] = mesh_node(&s.network, m1, i, 0);
    }
    mesh_wire(&s.network, node[0], node[1], 1);
    mesh_wire(&s.network, node[1], node[2], 2);
    mesh_wire(&s.network, node[2], node[3], 3);
    mesh_load(&s.network, node[1], 0.2);
    mesh_load(&s.network, node[2], 0.1);
    mesh_source(&s.network, node[0], 1);
    mesh_source(&s.network, node[3], 0.9);
    solve(&s);
    double a_v = s.solution.drop_v[node[1]], b_v = s.solution.drop_v[node[2]];
    CHECK_NEAR(a_v, 7.0 / 30, 1e-15);
    CHECK_NEAR(b_v, 0.3, 1e-15);
    CHECK(ird_adjoint_at(&s.adjoint, s.factor, node[2], NULL) == IRD_OK);
    const ird_adjoint *u = &s.adjoint;
    CHECK_NEAR(u->response_ohm[node[0]], 0, 0);
    CHECK_NEAR(u->response_ohm[node[1]], 0.5, 1e-15);
    CHECK_NEAR(u->response_ohm[node[2]], 1.5, 1e-15);
    CHECK_NEAR(u->weight_of_source[0], 0.5, 1e-15);
    CHECK_NEAR(u->weight_of_source[1], 0.5, 1e-15);
    CHECK_NEAR(ird_adjoint_rest_v(u, &s.solution), 0.05, 1e-15);
    double loads_v = 0, shares_v = 0;
    for (size_t i = 0; i < s.network.loads.count; i++) {
        loads_v += ird_adjoint_load_share_v(u, &s.network.loads.items[i]);
    }
    for (size_t i = 0; i < s.network.resistors.count; i++) {
        shares_v += ird_adjoint_share_v(u, &s.solution, i);
    }
    CHECK_NEAR(loads_v, 0.2 * 0.5 + 0.1 * 1.5, 1e-15);
    CHECK_NEAR(loads_v + 0.05, b_v, 1e-15);
    CHECK_NEAR(shares_v, loads_v, 1e-15);
    /* 1/30 A in the 2 ohm, of which the response has 0.5 A */
    CHECK_NEAR(ird_adjoint_share_v(u, &s.solution, 1), 2 * 0.5 / 30, 1e-15);
    CHECK_NEAR(ird_adjoint_derivative_v_per_ohm(u, &s.solution, 1), 0.5 / 30, 1e-15);
    /* A wire of 1 ohm from the first source to b: 0.3 V x 1.5 ohm a siemens at first, and
     * with 1.5 ohm between them 0.45 / 2.5 V less in truth. */
    double gain = ird_adjoint_gain_v_per_s(u, &s.solution, node[0], node[2]), ohm = 0;
    CHECK_NEAR(gain, 0.45, 1e-15);
    CHECK(ird_factor_resistance_between(s.factor, node[0], node[2], &ohm, NULL) ==
          IRD_OK);
    CHECK_NEAR(ohm, 1.5, 1e-15);
    CHECK_NEAR(ird_adjoint_change_v(gain, 1, ohm), -0.18, 1e-15);
    mesh_wire(&s.network, node[0], node[2], 1);
    ird_solution after = mesh_solve(&s.network, NULL, 0);
    CHECK_NEAR(after.drop_v[node[2]], b_v - 0.18, 1e-15);
    ird_solution_free(&after);
    close_solved(&s);
}

static void test_refused(void) {
    solved s = {0};
    ird_error err = {0};
    mesh_make(&s.network, 5, 2, 1);
    int32_t lone = mesh_node(&s.network, 0, 9, 9),
            other = mesh_node(&s.network, 0, 9, 10);
    mesh_wire(&s.network, lone, other, 1);
    mesh_load(&s.network, lone, 1e-3);
    solve(&s);
    CHECK(ird_adjoint_at(&s.adjoint, s.factor, 0, &err) == IRD_OK);
    const double before = s.adjoint.response_ohm[7];
    CHECK(ird_adjoint_at(&s.adjoint, s.factor, lone, &err) == IRD_NETWORK_NODE);
    CHECK(ird_adjoint_at(&s.adjoint, s.factor, -1, &err) == IRD_NETWORK_NODE);
    CHECK(ird_adjoint_at(&s.adjoint, s.factor, 27, &err) == IRD_NETWORK_NODE);
    const ird_weight odd = {0, NAN};
    CHECK(ird_adjoint_solve(&s.adjoint, s.factor, &odd, 1, &err) == IRD_NETWORK_VALUE);
    CHECK_NEAR(s.adjoint.response_ohm[7], before, 0);
    CHECK(isnan(s.adjoint.response_ohm[lone]));
    CHECK(isnan(ird_adjoint_gain_v_per_s(&s.adjoint, &s.solution, 0, lone)));
    size_t last = s.network.resistors.count - 1;
    CHECK(ird_adjoint_share_v(&s.adjoint, &s.solution, last) == 0);
    CHECK(isnan(ird_adjoint_derivative_v_per_ohm(&s.adjoint, &s.solution, last)));
    double ohm = 0;
    CHECK(ird_factor_resistance_between(s.factor, 0, lone, &ohm, NULL) == IRD_OK);
    CHECK(isnan(ohm));
    CHECK(ird_factor_resistance_between(s.factor, 0, 99, &ohm, NULL) == IRD_NETWORK_NODE);
    close_solved(&s);
}

/* ---- differences --------------------------------------------------------------------
 */

/* Change of the objective with the resistor's conductance (1 + step) of itself, from a
 * new factor. The difference of the drops solves G' delta = (j - G' d), which differs
 * from 0 at the two ends alone, with all sources at the supply: no digits cancel, however
 * little the element matters. */
static double change_v(solved *s, size_t resistor, double step) {
    ird_network *n = &s->network;
    ird_resistor *r = &n->resistors.items[resistor];
    const double ohm = r->ohm, supply_v = ird_network_supply_v(n);
    double ampere = step / ohm * (s->solution.drop_v[r->a] - s->solution.drop_v[r->b]);
    ampere = n->is_ground ? -ampere : ampere;
    ird_load pair[2] = {{.node = r->a, .ampere = -ampere},
                        {.node = r->b, .ampere = ampere}};
    double *volt = malloc((n->sources.count + 1) * sizeof *volt);
    for (size_t i = 0; i < n->sources.count; i++) {
        volt[i] = n->sources.items[i].volt;
        n->sources.items[i].volt = supply_v;
    }
    r->ohm = ohm / (1 + step);
    ird_solution change = mesh_solve(n, pair, 2);
    double sum_v = ird_adjoint_objective_v(&s->adjoint, &change);
    ird_solution_free(&change);
    r->ohm = ohm;
    for (size_t i = 0; i < n->sources.count; i++) {
        n->sources.items[i].volt = volt[i];
    }
    free(volt);
    return sum_v;
}

/* The objective itself, solved anew. */
static double objective_with_v(solved *s, size_t resistor, double factor) {
    ird_resistor *r = &s->network.resistors.items[resistor];
    const double ohm = r->ohm;
    r->ohm *= factor;
    ird_solution solution = mesh_solve(&s->network, NULL, 0);
    r->ohm = ohm;
    double sum_v = ird_adjoint_objective_v(&s->adjoint, &solution);
    ird_solution_free(&solution);
    return sum_v;
}

/* Shares of resistors, loads and layers against the objective, to 1e-9 of it. */
static void check_sums(solved *s) {
    const ird_adjoint *u = &s->adjoint;
    double want_v = ird_adjoint_objective_v(u, &s->solution);
    double rest_v = ird_adjoint_rest_v(u, &s->solution);
    double shares_v = rest_v, loads_v = rest_v, layers_v = rest_v;
    for (size_t i = 0; i < s->network.resistors.count; i++) {
        shares_v += ird_adjoint_share_v(u, &s->solution, i);
    }
    for (size_t i = 0; i < s->network.loads.count; i++) {
        loads_v += ird_adjoint_load_share_v(u, &s->network.loads.items[i]);
    }
    ird_layer_share *layers = NULL;
    size_t count = 0;
    CHECK(ird_adjoint_layer_shares(u, s->factor, &s->solution, &layers, &count, NULL) ==
          IRD_OK);
    for (size_t i = 0; i < count; i++) {
        layers_v += layers[i].drop_v;
    }
    ird_free(layers);
    CHECK(want_v > 0);
    CHECK_NEAR(shares_v, want_v, 1e-9 * want_v);
    CHECK_NEAR(loads_v, want_v, 1e-9 * want_v);
    CHECK_NEAR(layers_v, want_v, 1e-9 * want_v);
}

static double worst_error;
static size_t above_rounding;

/* To AGREE of itself, and to what rounding leaves of differences of nearly equal drops.
 */
static void check_element(solved *s, size_t resistor) {
    const ird_resistor *r = &s->network.resistors.items[resistor];
    const double *d = s->solution.drop_v, *u = s->adjoint.response_ohm;
    double gain = ird_adjoint_gain_v_per_s(&s->adjoint, &s->solution, r->a, r->b);
    double want = -change_v(s, resistor, STEP) * r->ohm / STEP;
    double rounding =
        1e-14 * (fabs(d[r->a] - d[r->b]) * u[r->a] + fabs(u[r->a] - u[r->b]) * d[r->a]);
    rounding += 1e-30 * d[r->a] * u[r->a];
    CHECK_NEAR(gain, want, AGREE * fabs(want) + rounding);
    if (rounding < 1e-7 * fabs(want)) {
        worst_error = fmax(worst_error, fabs(gain / want - 1));
        above_rounding++;
    }
    double per_ohm =
        ird_adjoint_derivative_v_per_ohm(&s->adjoint, &s->solution, resistor);
    CHECK_NEAR(per_ohm * r->ohm * r->ohm, gain, 1e-15 * fabs(gain));
}

/* The derivative against plain central differences of the objective, for what matters. */
static void check_plainly(solved *s, size_t resistor) {
    double share_v = ird_adjoint_share_v(&s->adjoint, &s->solution, resistor);
    double up_v = objective_with_v(s, resistor, 1 + 1e-4);
    double down_v = objective_with_v(s, resistor, 1 - 1e-4);
    CHECK_NEAR((up_v - down_v) / 2e-4, share_v, 1e-6 * fabs(share_v));
}

/* Rails under stripes with what else a network can have. */
static void make_odd(solved *s, bool is_ground) {
    *s = (solved){0};
    ird_network *n = &s->network;
    mesh_make_rails(n, 20, 12, 5);
    int32_t side = mesh_node(n, 0, 30, 3), tip = mesh_node(n, 0, 31, 3);
    mesh_wire(n, 19, side, 0); /* one node with it */
    mesh_wire(n, side, tip, 2);
    mesh_load(n, tip, 5e-5);
    int32_t lone = mesh_node(n, 0, 40, 0), other = mesh_node(n, 0, 41, 0);
    mesh_wire(n, lone, other, 3);
    mesh_load(n, other, 1e-4);
    mesh_wire(n, 3, 4, 2.5); /* beside another */
    mesh_source(n, 7 * 20 + 9, 1.0999);
    for (size_t i = 0; is_ground && i < n->sources.count; i++) {
        n->sources.items[i].volt = 1.1 - n->sources.items[i].volt;
    }
    for (size_t i = 0; is_ground && i < n->loads.count; i++) {
        n->loads.items[i].ampere *= -1;
    }
    n->is_ground = is_ground;
    solve(s);
}

static void test_all_elements(bool is_ground) {
    solved s;
    make_odd(&s, is_ground);
    CHECK(ird_adjoint_at(&s.adjoint, s.factor, s.solution.worst_node, NULL) == IRD_OK);
    check_sums(&s);
    double most_v = ird_adjoint_objective_v(&s.adjoint, &s.solution);
    size_t checked = 0, plainly = 0;
    for (size_t i = 0; i < s.network.resistors.count; i++) {
        if (!isnan(ird_adjoint_derivative_v_per_ohm(&s.adjoint, &s.solution, i))) {
            check_element(&s, i);
            checked++;
            if (fabs(ird_adjoint_share_v(&s.adjoint, &s.solution, i)) > 1e-4 * most_v) {
                check_plainly(&s, i);
                plainly++;
            }
        }
    }
    CHECK(checked == s.network.resistors.count - 2);
    CHECK(plainly > 20);
    ird_weight some[3] = {{4, 0.5}, {77, 2}, {4, 0.25}};
    CHECK(ird_adjoint_solve(&s.adjoint, s.factor, some, 3, NULL) == IRD_OK);
    check_sums(&s);
    for (size_t i = 0; i < s.network.resistors.count; i += 7) {
        if (!isnan(ird_adjoint_derivative_v_per_ohm(&s.adjoint, &s.solution, i))) {
            check_element(&s, i);
        }
    }
    close_solved(&s);
}

static void test_power_net(void) {
    test_all_elements(false);
}

static void test_ground_net(void) {
    test_all_elements(true);
}

/* A finite change of a conductance: predicted from the adjoint and one resistance. */
static void test_finite_change(void) {
    solved s;
    make_odd(&s, false);
    CHECK(ird_adjoint_at(&s.adjoint, s.factor, s.solution.worst_node, NULL) == IRD_OK);
    double before_v = ird_adjoint_objective_v(&s.adjoint, &s.solution);
    for (int32_t k = 0; k < 40; k++) {
        int32_t a = 5 * k, b = (17 * k + 3) % 240;
        double gain = ird_adjoint_gain_v_per_s(&s.adjoint, &s.solution, a, b), ohm = 0;
        CHECK(ird_factor_resistance_between(s.factor, a, b, &ohm, NULL) == IRD_OK);
        mesh_wire(&s.network, a, b, 0.2);
        ird_solution after = mesh_solve(&s.network, NULL, 0);
        double after_v = ird_adjoint_objective_v(&s.adjoint, &after);
        CHECK_NEAR(before_v + ird_adjoint_change_v(gain, 5, ohm), after_v,
                   1e-12 * before_v);
        ird_solution_free(&after);
        s.network.resistors.count--;
    }
    close_solved(&s);
}

/* ---- aes ----------------------------------------------------------------------------
 */

static void check_some(solved *s, const char *name, size_t elements) {
    uint64_t state = 15;
    worst_error = 0;
    above_rounding = 0;
    for (size_t k = 0; k < elements;) {
        size_t i = (size_t)(mesh_random(&state) * (double)s->network.resistors.count);
        if (!isnan(ird_adjoint_derivative_v_per_ohm(&s->adjoint, &s->solution, i))) {
            check_element(s, i);
            k++;
        }
    }
    printf("%s: %zu elements of %zu, gradients of the %zu above rounding within %.2g\n",
           name, elements, s->network.resistors.count, above_rounding, worst_error);
    CHECK(above_rounding > elements / 2);
}

static void test_aes(void) {
    char path[1024];
    ird_error err = {0};
    solved s = {0};
    shared_path(path, sizeof path, "nangate45/golden/aes_vdd.sp.gz");
    mesh_need(ird_spice_read(&s.network, NULL, NULL, path, 2000, NULL, &err), &err);
    solve(&s);
    CHECK(ird_adjoint_at(&s.adjoint, s.factor, s.solution.worst_node, NULL) == IRD_OK);
    check_sums(&s);
    const char *wanted = getenv("IRDROP_ELEMENTS");
    check_some(&s, "aes", wanted != NULL ? strtoul(wanted, NULL, 10) : 100);
    close_solved(&s);
}

int main(void) {
    RUN(test_by_hand);
    RUN(test_refused);
    RUN(test_power_net);
    RUN(test_ground_net);
    RUN(test_finite_change);
    RUN(test_aes);
    return check_summary("adjoint");
}
