/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The coarse solution against the exact one where the two must agree, against a second
 * computation in numpy where they differ, and its laws: linear in currents, in proportion
 * to resistances, alike for power and ground.
 */
#include "check.h"
#include "mesh.h"
#include "python.h"

#include "coarse/coarse.h"

static const char *script; /* coarse_model.py */

/* A network with its factor and its coarse network. */
typedef struct scene {
    ird_network network;
    ird_factor *factor;
    ird_coarse *coarse;
    size_t nodes;
    double *drop_v, *change_v;
} scene;

static void close_scene(scene *s) {
    ird_coarse_free(s->coarse);
    ird_factor_free(s->factor);
    ird_network_free(&s->network);
    ird_free(s->drop_v);
    ird_free(s->change_v);
}

static void open_with(scene *s, const ird_coarse_options *options) {
    ird_error err = {0};
    s->nodes = s->network.nodes.count;
    mesh_need(ird_factor_create(&s->factor, &s->network, &ird_solve_defaults, NULL, &err),
              &err);
    mesh_need(ird_coarse_create(&s->coarse, s->factor, options, NULL, &err), &err);
    s->drop_v = ird_alloc(s->nodes, sizeof(double));
    s->change_v = ird_alloc(s->nodes, sizeof(double));
}

static void open_scene(scene *s, size_t cells, size_t sweeps, bool is_calibrated) {
    const ird_coarse_options options = {cells, sweeps, is_calibrated, 1, 0};
    open_with(s, &options);
}

static void solve(scene *s, const ird_load *loads, size_t count) {
    ird_error err = {0};
    mesh_need(ird_coarse_solve(s->coarse, loads, count, s->drop_v, s->change_v, &err),
              &err);
}

/* Largest difference over the largest of b; nodes that are NAN in both agree. */
static double difference(const double *a, const double *b, size_t count) {
    double worst = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(a[i]) != isnan(b[i])) {
            return INFINITY;
        }
        worst = fmax(worst, fabs(a[i] - b[i])); /* fmax leaves NAN out */
        most = fmax(most, fabs(b[i]));
    }
    return worst / most;
}

static double error_of(scene *s, const ird_load *loads, size_t count) {
    ird_solution exact = mesh_solve(&s->network, loads, count);
    solve(s, loads, count);
    double error = difference(s->drop_v, exact.drop_v, s->nodes);
    ird_solution_free(&exact);
    return error;
}

/* ---- where it is exact ---- */

/* 1.1 V, 1 ohm, 10 mA, 2 ohm, 20 mA: 30 mV, and 40 mV more. All of it is a chain. */
static void test_chain_by_hand(void) {
    scene s = {.network = {.units = 1000}};
    int32_t layer = mesh_layer(&s.network, "m1");
    for (int i = 0; i < 3; i++) {
        mesh_node(&s.network, layer, 2.0 * i, 0);
    }
    mesh_wire(&s.network, 0, 1, 1);
    mesh_wire(&s.network, 1, 2, 2);
    mesh_load(&s.network, 1, 0.01);
    mesh_load(&s.network, 2, 0.02);
    mesh_source(&s.network, 0, 1.1);
    open_scene(&s, 64, 2, true);
    CHECK(ird_coarse_get_info(s.coarse).core == 0);
    solve(&s, NULL, 0);
    CHECK_NEAR(s.drop_v[0], 0, 0);
    CHECK_NEAR(s.drop_v[1], 0.03, 1e-16);
    CHECK_NEAR(s.drop_v[2], 0.07, 1e-16);
    CHECK_NEAR(s.change_v[0], 0, 0);
    CHECK_NEAR(s.change_v[2], 0, 1e-16);
    /* Uniform: 2 um of wire at the first and last node, 4 um less at the middle one: a
     * quarter, a half and a quarter of 1 A. Responses 0, 0.75 and 0.75 + 0.5 ohm; their
     * mean by those weights is 0.375 + 0.3125. */
    const double *response = ird_coarse_response(s.coarse);
    CHECK_NEAR(response[0], 0, 0);
    CHECK_NEAR(response[1], 0.75, 1e-15);
    CHECK_NEAR(response[2], 1.25, 1e-15);
    CHECK_NEAR(ird_coarse_get_info(s.coarse).r_char_ohm, 0.6875, 1e-15);
    close_scene(&s);
}

/* Two rails with rungs reduce to nothing by chains alone. */
static void test_ladder(void) {
    scene s = {.network = {.units = 1000}};
    uint64_t seed = 11;
    int32_t layer = mesh_layer(&s.network, "m1");
    for (int32_t i = 0; i < 40; i++) {
        mesh_node(&s.network, layer, i / 2, i % 2);
        mesh_load(&s.network, i, mesh_random(&seed));
        if (i % 2 == 1) {
            mesh_wire(&s.network, i - 1, i, 0.1 + mesh_random(&seed));
        }
        if (i >= 2) {
            mesh_wire(&s.network, i - 2, i, 0.1 + mesh_random(&seed));
        }
    }
    mesh_source(&s.network, 0, 1.1);
    open_scene(&s, 1, 0, false);
    CHECK(ird_coarse_get_info(s.coarse).unknowns == 0);
    CHECK(error_of(&s, NULL, 0) < 1e-9);
    close_scene(&s);
}

/* With a cell for each node P is one, and nothing is lost but the floor of 1e-9 of the
 * diagonal that keeps the cells' matrix definite: it weakens the answer by at most
 * 1e-9 |S^-1 D|, which is some tens for such a mesh. One cell in place of 64 is far off.
 */
static void test_mesh_with_a_cell_a_node(void) {
    for (uint64_t seed = 1; seed < 4; seed++) {
        scene s = {0};
        mesh_make(&s.network, 6, 2, seed);
        open_scene(&s, 64, 0, false);
        /* 36 less four corners, two sources, and the two at the edge beside a source. */
        CHECK(ird_coarse_get_info(s.coarse).unknowns == 28);
        CHECK(error_of(&s, NULL, 0) < 1e-7);
        close_scene(&s);
        mesh_make(&s.network, 6, 2, seed);
        open_scene(&s, 64, 1, true); /* calibration and a sweep take the floor out */
        CHECK(error_of(&s, NULL, 0) < 1e-9);
        close_scene(&s);
        mesh_make(&s.network, 6, 2, seed);
        open_scene(&s, 1, 0, false);
        CHECK(error_of(&s, NULL, 0) > 0.05);
        close_scene(&s);
    }
}

/* The current that it was calibrated with, on far too few cells. */
static void test_uniform_current_is_exact(void) {
    ird_error err = {0};
    for (int is_calibrated = 0; is_calibrated < 2; is_calibrated++) {
        scene s = {0};
        ird_uniform_loads uniform = {0};
        mesh_make_rails(&s.network, 60, 40, 5);
        open_scene(&s, 4, 2, is_calibrated == 1);
        mesh_need(ird_uniform_loads_make(&uniform, &s.network, &err), &err);
        double error = error_of(&s, uniform.loads.items, uniform.loads.count);
        CHECK(is_calibrated ? error < 1e-9 : error > 1e-3);
        ird_solution exact =
            mesh_solve(&s.network, uniform.loads.items, uniform.loads.count);
        double response =
            difference(ird_coarse_response(s.coarse), exact.drop_v, s.nodes);
        CHECK(is_calibrated ? response < 1e-12 : response == error);
        ird_solution_free(&exact);
        ird_uniform_loads_free(&uniform);
        close_scene(&s);
    }
}

/* Calibrated by the exact drops of its own loads it gives them again, and twice those for
 * twice the loads. */
static void test_calibrated_by_own_loads(void) {
    scene s = {0};
    ird_error err = {0};
    mesh_make_rails(&s.network, 60, 40, 6);
    open_scene(&s, 4, 2, true);
    double before = error_of(&s, NULL, 0);
    ird_solution exact = mesh_solve(&s.network, NULL, 0);
    mesh_need(ird_coarse_calibrate(s.coarse, NULL, 0, exact.drop_v, &err), &err);
    double after = error_of(&s, NULL, 0);
    printf("own loads: error %.2g, calibrated by them %.2g\n", before, after);
    CHECK(before > 1e-3);
    CHECK(after < 1e-9);
    double worst = 0;
    for (size_t i = 0; i < s.nodes; i++) {
        worst = fmax(worst, fabs(s.change_v[i]));
    }
    CHECK(worst < 1e-9 * exact.worst_drop_v);
    for (size_t i = 0; i < s.network.loads.count; i++) {
        s.network.loads.items[i].ampere *= 2;
    }
    CHECK(error_of(&s, NULL, 0) < 1e-9);
    ird_solution_free(&exact);
    close_scene(&s);
}

/* ---- laws ---- */

static void test_linear_in_loads(void) {
    scene s = {0};
    mesh_make_rails(&s.network, 40, 30, 7);
    open_scene(&s, 6, 2, true);
    size_t count = s.network.loads.count;
    ird_load *loads = ird_alloc(2 * count, sizeof *loads), *others = loads + count;
    double *first = ird_alloc(2 * s.nodes, sizeof *first), *change = first + s.nodes;
    static const double factors[] = {2, 0.25, 3, 1e-7};
    solve(&s, NULL, 0);
    memcpy(first, s.drop_v, s.nodes * sizeof *first);
    memcpy(change, s.change_v, s.nodes * sizeof *change);
    for (int k = 0; k < 4; k++) {
        double f = factors[k], off = 0, most = 0;
        size_t unequal = 0;
        memcpy(loads, s.network.loads.items, count * sizeof *loads);
        for (size_t i = 0; i < count; i++) {
            loads[i].ampere *= f;
        }
        solve(&s, loads, count);
        for (size_t i = 0; i < s.nodes; i++) {
            unequal += s.drop_v[i] != f * first[i] || s.change_v[i] != f * change[i];
            off = fmax(off, fabs(s.drop_v[i] - f * first[i]));
            off = fmax(off, fabs(s.change_v[i] - f * change[i]));
            most = fmax(most, s.drop_v[i]);
        }
        CHECK(k >= 2 || unequal == 0);
        CHECK(off < 1e-12 * most);
    }
    /* The sum of two patterns: the first half of the loads, and the others. */
    memcpy(loads, s.network.loads.items, count * sizeof *loads);
    solve(&s, loads, count / 2);
    memcpy(change, s.drop_v, s.nodes * sizeof *change);
    memcpy(others, loads + count / 2, (count - count / 2) * sizeof *others);
    solve(&s, others, count - count / 2);
    for (size_t i = 0; i < s.nodes; i++) {
        change[i] += s.drop_v[i];
    }
    CHECK(difference(change, first, s.nodes) < 1e-12);
    ird_free(loads);
    ird_free(first);
    close_scene(&s);
}

static void test_in_proportion_to_resistances(void) {
    scene s = {0}, times = {0};
    mesh_make_rails(&s.network, 40, 30, 8);
    mesh_make_rails(&times.network, 40, 30, 8);
    for (size_t i = 0; i < times.network.resistors.count; i++) {
        times.network.resistors.items[i].ohm *= 7.3;
    }
    open_scene(&s, 6, 2, true);
    open_scene(&times, 6, 2, true);
    solve(&s, NULL, 0);
    solve(&times, NULL, 0);
    for (size_t i = 0; i < s.nodes; i++) {
        s.drop_v[i] *= 7.3;
        s.change_v[i] *= 7.3;
    }
    CHECK(difference(times.drop_v, s.drop_v, s.nodes) < 1e-12);
    CHECK(difference(times.change_v, s.change_v, s.nodes) < 1e-10);
    CHECK_NEAR(ird_coarse_get_info(times.coarse).r_char_ohm,
               7.3 * ird_coarse_get_info(s.coarse).r_char_ohm,
               1e-12 * ird_coarse_get_info(times.coarse).r_char_ohm);
    close_scene(&s);
    close_scene(&times);
}

static void test_ground_mirrors_power(void) {
    scene power = {0}, ground = {0};
    mesh_make_rails(&power.network, 40, 30, 9);
    mesh_make_rails(&ground.network, 40, 30, 9);
    ground.network.is_ground = true;
    for (size_t i = 0; i < ground.network.loads.count; i++) {
        ground.network.loads.items[i].ampere *= -1;
    }
    for (size_t i = 0; i < ground.network.sources.count; i++) {
        ground.network.sources.items[i].volt = 0;
    }
    open_scene(&power, 6, 2, true);
    open_scene(&ground, 6, 2, true);
    solve(&power, NULL, 0);
    solve(&ground, NULL, 0);
    CHECK(difference(power.drop_v, ground.drop_v, power.nodes) == 0);
    CHECK(difference(power.change_v, ground.change_v, power.nodes) == 0);
    CHECK(difference(ird_coarse_response(power.coarse),
                     ird_coarse_response(ground.coarse), power.nodes) == 0);
    ird_solution exact = mesh_solve(&ground.network, NULL, 0);
    CHECK(exact.worst_drop_v > 0);
    CHECK(difference(ground.drop_v, exact.drop_v, ground.nodes) < 0.2);
    ird_solution_free(&exact);
    close_scene(&power);
    close_scene(&ground);
}

/* ---- more rounds ---- */

/* Where cells are far coarser than the grid two rounds leave much. As many as it takes
 * leave little, and what they say may be left covers that. */
static void test_rounds_until_it_is_right(void) {
    double error[2], told[2], widening[2];
    for (int more = 0; more < 2; more++) {
        scene s = {0};
        const ird_coarse_options options = {3, 1, true, 2, more == 1 ? 60 : 0};
        mesh_make_rails(&s.network, 60, 50, 21);
        open_with(&s, &options);
        error[more] = error_of(&s, NULL, 0);
        widening[more] = ird_coarse_widening(s.coarse);
        double most = 0, worst = 0;
        for (size_t i = 0; i < s.nodes; i++) {
            most = fmax(most, fabs(s.change_v[i]));
            worst = fmax(worst, s.drop_v[i]);
        }
        told[more] = most * widening[more] / worst;
        close_scene(&s);
    }
    printf(
        "error of 2 rounds %.2g, told %.2g, widened %.3g; of up to 60 %.2g, told %.2g, "
        "widened %.3g\n",
        error[0], told[0], widening[0], error[1], told[1], widening[1]);
    CHECK(error[0] > 1e-3);
    CHECK(error[1] < 0.1 * error[0] && error[1] < 2e-3);
    CHECK(widening[0] > 1 && widening[1] >= 1);
    CHECK(told[0] > 0.3 * error[0] && told[1] > 0.3 * error[1]);
}

/* ---- odd grids ---- */

/* Two nodes that no source reaches, with a load: not known, and of no effect on others.
 */
static void test_islands(void) {
    scene s = {0}, without = {0};
    mesh_make_rails(&s.network, 40, 30, 10);
    mesh_make_rails(&without.network, 40, 30, 10);
    int32_t a = mesh_node(&s.network, 0, 50, 3), b = mesh_node(&s.network, 0, 52, 3);
    mesh_node(&without.network, 0, 50, 3); /* the same extent */
    mesh_node(&without.network, 0, 52, 3);
    mesh_wire(&s.network, a, b, 1);
    mesh_load(&s.network, a, 1e-3);
    open_scene(&s, 6, 2, false);
    open_scene(&without, 6, 2, false);
    solve(&s, NULL, 0);
    solve(&without, NULL, 0);
    CHECK(isnan(s.drop_v[a]) && isnan(s.change_v[b]));
    CHECK(isnan(ird_coarse_response(s.coarse)[a]));
    size_t others = (size_t)a;
    CHECK(memcmp(s.drop_v, without.drop_v, others * sizeof(double)) == 0);
    CHECK(memcmp(s.change_v, without.change_v, others * sizeof(double)) == 0);
    close_scene(&s);
    close_scene(&without);
}

/* 50 mV less at one of the sources: part of every drop, not of the response. */
static void test_unequal_sources(void) {
    scene s = {0}, equal = {0};
    mesh_make(&s.network, 6, 3, 12);
    mesh_make(&equal.network, 6, 3, 12);
    s.network.sources.items[1].volt = 1.05;
    open_scene(&s, 64, 1, true);
    open_scene(&equal, 64, 1, true);
    CHECK(error_of(&s, NULL, 0) < 1e-8);
    solve(&s, NULL, 0);
    CHECK_NEAR(s.drop_v[s.network.sources.items[1].node], 0.05, 1e-15);
    CHECK_NEAR(s.change_v[s.network.sources.items[1].node], 0, 0);
    CHECK(memcmp(ird_coarse_response(s.coarse), ird_coarse_response(equal.coarse),
                 s.nodes * sizeof(double)) == 0);
    close_scene(&s);
    close_scene(&equal);
}

/* A node with no more than two neighbours balances its current to the last digits,
 * however coarse the rest is. */
static void test_chains_are_filled_exactly(void) {
    scene s = {0};
    mesh_make_rails(&s.network, 60, 40, 13);
    int32_t end = mesh_node(&s.network, 0, 60, 7); /* a dead end beside the mesh */
    mesh_wire(&s.network, 7 * 60 + 59, end, 3);
    mesh_load(&s.network, end, 2e-5);
    open_scene(&s, 3, 1, true);
    solve(&s, NULL, 0);
    double *balance_a = ird_alloc_zero(s.nodes, sizeof *balance_a), through_a = 0;
    size_t *neighbours = ird_alloc_zero(s.nodes, sizeof *neighbours), chained = 0;
    for (size_t i = 0; i < s.network.loads.count; i++) {
        balance_a[s.network.loads.items[i].node] += s.network.loads.items[i].ampere;
    }
    for (size_t i = 0; i < s.network.resistors.count; i++) {
        const ird_resistor *r = &s.network.resistors.items[i];
        double ampere = (s.drop_v[r->a] - s.drop_v[r->b]) / r->ohm;
        balance_a[r->a] -= ampere;
        balance_a[r->b] += ampere;
        neighbours[r->a]++;
        neighbours[r->b]++;
        through_a = fmax(through_a, fabs(ampere));
    }
    for (size_t i = 0; i < s.network.sources.count; i++) {
        neighbours[s.network.sources.items[i].node] = 9;
    }
    double in_chains = 0, in_core = 0;
    for (size_t i = 0; i < s.nodes; i++) {
        chained += neighbours[i] <= 2;
        double *worst = neighbours[i] <= 2 ? &in_chains : &in_core;
        *worst = neighbours[i] < 9 ? fmax(*worst, fabs(balance_a[i])) : *worst;
    }
    CHECK(chained > 2000);
    CHECK(in_chains < 1e-12 * through_a);
    CHECK(in_core > 1e-4 * through_a); /* else this would show nothing */
    ird_free(balance_a);
    ird_free(neighbours);
    close_scene(&s);
}

static double correlation(const double *a, const double *b, size_t count) {
    double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, n = (double)count;
    for (size_t i = 0; i < count; i++) {
        sa += a[i];
        sb += b[i];
    }
    for (size_t i = 0; i < count; i++) {
        double x = a[i] - sa / n, y = b[i] - sb / n;
        saa += x * x;
        sbb += y * y;
        sab += x * y;
    }
    return sab / sqrt(saa * sbb);
}

/* What one more round would add tells most of what is missing. */
static void test_change_tells_the_error(void) {
    for (uint64_t seed = 20; seed < 23; seed++) {
        scene s = {0};
        mesh_make(&s.network, 40, 4, seed);
        open_scene(&s, 8, IRD_COARSE_SWEEPS, true);
        ird_solution exact = mesh_solve(&s.network, NULL, 0);
        solve(&s, NULL, 0);
        for (size_t i = 0; i < s.nodes; i++) {
            exact.drop_v[i] -= s.drop_v[i];
        }
        double r = correlation(s.change_v, exact.drop_v, s.nodes);
        printf("change against error: correlation %.3f\n", r);
        CHECK(r > 0.9);
        ird_solution_free(&exact);
        close_scene(&s);
    }
}

static void test_errors(void) {
    scene s = {0};
    ird_error err = {0};
    ird_coarse *coarse = NULL;
    mesh_make(&s.network, 5, 1, 3);
    int32_t named;
    mesh_need(ird_network_add_named_node(&s.network, "x", 1, &named, &err), &err);
    mesh_wire(&s.network, named, 6, 1);
    open_scene(&s, 4, 1, true); /* a dead end needs no place */
    ird_coarse_options options = ird_coarse_defaults;
    options.cells = 0;
    CHECK(ird_coarse_create(&coarse, s.factor, &options, NULL, &err) ==
          IRD_COARSE_CELLS_RANGE);
    options.cells = 4097;
    CHECK(ird_coarse_create(&coarse, s.factor, &options, NULL, &err) ==
          IRD_COARSE_CELLS_RANGE);
    CHECK(strstr(err.text, "4097") != NULL);
    close_scene(&s);
    mesh_make(&s.network, 5, 1, 3);
    mesh_need(ird_network_add_named_node(&s.network, "x", 1, &named, &err), &err);
    for (int32_t i = 5; i < 9; i++) { /* part of the core: four neighbours */
        mesh_wire(&s.network, named, i, 1);
    }
    mesh_need(ird_factor_create(&s.factor, &s.network, &ird_solve_defaults, NULL, &err),
              &err);
    CHECK(ird_coarse_create(&coarse, s.factor, &ird_coarse_defaults, NULL, &err) ==
          IRD_COARSE_PLACE);
    CHECK(coarse == NULL);
    s.drop_v = s.change_v = NULL;
    s.coarse = NULL;
    close_scene(&s);
}

/* ---- the uniform current ---- */

/* Wires of 2 and 6 um make 1, 4 and 3 um around the three nodes; a pin of an instance and
 * a wire to another layer make none. */
static void test_uniform_current_by_hand(void) {
    ird_network n = {.units = 1000};
    ird_uniform_loads uniform = {0};
    ird_error err = {0};
    int32_t m1 = mesh_layer(&n, "m1"), m2 = mesh_layer(&n, "m2"), pin;
    for (int i = 0; i < 3; i++) {
        mesh_node(&n, m1, i == 2 ? 8 : 2 * i, 0);
        mesh_load(&n, i, 1e-3); /* m1 feeds the cells */
    }
    int32_t above = mesh_node(&n, m2, 50, 0);
    mesh_need(ird_network_add_node(&n, IRD_NODE_ITERM, m1, 0, 9000, &pin, &err), &err);
    mesh_wire(&n, 0, 1, 5);
    mesh_wire(&n, 1, 2, 1);
    mesh_wire(&n, 2, above, 1);
    mesh_wire(&n, 2, pin, 1);
    mesh_need(ird_uniform_loads_make(&uniform, &n, &err), &err);
    static const double share_a[] = {1 / 8.0, 4 / 8.0, 3 / 8.0};
    if (CHECK(uniform.loads.count == 3)) {
        for (int i = 0; i < 3; i++) {
            CHECK(uniform.loads.items[i].node == i);
            CHECK_NEAR(uniform.loads.items[i].ampere, share_a[i], 1e-15);
        }
    }
    ird_uniform_loads_free(&uniform);
    n.is_ground = true;
    mesh_need(ird_uniform_loads_make(&uniform, &n, &err), &err);
    CHECK_NEAR(uniform.loads.items[1].ampere, -0.5, 1e-15);
    ird_uniform_loads_free(&uniform);
    n.resistors.count = 0; /* without wires all nodes of the layer alike, pins too */
    mesh_need(ird_uniform_loads_make(&uniform, &n, &err), &err);
    if (CHECK(uniform.loads.count == 4)) {
        CHECK_NEAR(uniform.loads.items[3].ampere, -0.25, 1e-15);
    }
    ird_uniform_loads_free(&uniform);
    ird_network_free(&n);
}

static void test_uniform_current_is_one_ampere(void) {
    ird_network n = {0};
    ird_uniform_loads uniform = {0};
    ird_error err = {0};
    mesh_make_rails(&n, 33, 21, 4);
    mesh_need(ird_uniform_loads_make(&uniform, &n, &err), &err);
    double sum_a = 0, off = 0;
    CHECK(uniform.loads.count == 33 * 21);
    for (size_t i = 0; i < uniform.loads.count; i++) {
        bool is_end = i % 33 == 0 || i % 33 == 32;
        double want_a = (is_end ? 0.5 : 1.0) / (32 * 21);
        off = fmax(off, fabs(uniform.loads.items[i].ampere - want_a));
        sum_a += uniform.loads.items[i].ampere;
    }
    CHECK_NEAR(sum_a, 1, 1e-12);
    CHECK(off < 1e-15);
    ird_uniform_loads_free(&uniform);
    ird_network_free(&n);
}

/* ---- a second computation ---- */

static void write_network(const ird_network *n, size_t cells, size_t sweeps) {
    FILE *f = fopen("coarse_network.txt", "w");
    fprintf(f, "cells %zu\nsweeps %zu\n", cells, sweeps);
    for (size_t i = 0; i < n->nodes.count; i++) {
        const ird_node *node = &n->nodes.items[i];
        fprintf(f, "node %d %lld %lld\n", node->layer, (long long)node->x_dbu,
                (long long)node->y_dbu);
    }
    for (size_t i = 0; i < n->resistors.count; i++) {
        const ird_resistor *r = &n->resistors.items[i];
        fprintf(f, "resistor %d %d %.17g\n", r->a, r->b, r->ohm);
    }
    for (size_t i = 0; i < n->loads.count; i++) {
        fprintf(f, "load %d %.17g\n", n->loads.items[i].node, n->loads.items[i].ampere);
    }
    for (size_t i = 0; i < n->sources.count; i++) {
        fprintf(f, "source %d %.17g\n", n->sources.items[i].node,
                n->sources.items[i].volt);
    }
    fclose(f);
}

static void write_answer(const scene *s, const char *name) {
    FILE *f = fopen(name, "w");
    for (size_t i = 0; i < s->nodes; i++) {
        fprintf(f, "%.17g %.17g\n", s->drop_v[i], s->change_v[i]);
    }
    fclose(f);
}

/* numpy with dense matrices, from the formulas of coarse.h alone. */
static void compare(const char *python, scene *s, size_t cells, size_t sweeps) {
    char command[1200];
    write_network(&s->network, cells, sweeps);
    for (int is_calibrated = 0; is_calibrated < 2; is_calibrated++) {
        open_scene(s, cells, sweeps, is_calibrated == 1);
        solve(s, NULL, 0);
        write_answer(s, is_calibrated ? "coarse_calibrated.txt" : "coarse_plain.txt");
        ird_network keep = s->network;
        s->network = (ird_network){0};
        close_scene(s);
        *s = (scene){.network = keep};
    }
    snprintf(command, sizeof command,
             "%s '%s' coarse_network.txt coarse_plain.txt coarse_calibrated.txt", python,
             script);
    CHECK(system(command) == 0);
    close_scene(s);
}

static void test_against_numpy(void) {
    const char *python =
        python_with("numpy", "the coarse solution has no second computation");
    if (python == NULL) {
        return;
    }
    scene s = {0};
    mesh_make(&s.network, 9, 3, 40);
    s.network.sources.items[0].volt = 1.07;
    compare(python, &s, 4, 0);
    mesh_make(&s.network, 9, 3, 41);
    compare(python, &s, 3, 2);
    mesh_make_rails(&s.network, 30, 14, 42);
    compare(python, &s, 5, 1);
}

int main(int argc, char **argv) {
    script = argc > 1 ? argv[1] : "coarse_model.py";
    RUN(test_chain_by_hand);
    RUN(test_ladder);
    RUN(test_mesh_with_a_cell_a_node);
    RUN(test_uniform_current_is_exact);
    RUN(test_calibrated_by_own_loads);
    RUN(test_linear_in_loads);
    RUN(test_in_proportion_to_resistances);
    RUN(test_ground_mirrors_power);
    RUN(test_rounds_until_it_is_right);
    RUN(test_islands);
    RUN(test_unequal_sources);
    RUN(test_chains_are_filled_exactly);
    RUN(test_change_tells_the_error);
    RUN(test_errors);
    RUN(test_uniform_current_by_hand);
    RUN(test_uniform_current_is_one_ampere);
    RUN(test_against_numpy);
    return check_summary("coarse");
}
