/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What tells factors apart, and which engine each method takes.
 */
#include "check.h"

#include "mesh.h"
#include "static/solve.h"

static bool differs(const ird_solve_options *a, const ird_solve_options *b) {
    bool same = ird_solve_options_equal(a, b);
    CHECK(ird_solve_options_equal(b, a) == same);
    CHECK((ird_solve_options_key(a) == ird_solve_options_key(b)) == same);
    return !same;
}

/* Every byte of the options belongs to a field (the library asserts that they have no
 * padding), so each byte that changes makes other options. */
static void test_each_byte_counts(void) {
    ird_solve_options one = {{1e-6, 1e-3},
                             {IRD_SOLVE_SINGLE, IRD_ORDER_AUTO, 1000, 2, 0, NULL}};
    for (size_t i = 0; i < sizeof one; i++) {
        ird_solve_options other = one;
        unsigned char byte;
        memcpy(&byte, (unsigned char *)&other + i, 1);
        byte ^= 1;
        memcpy((unsigned char *)&other + i, &byte, 1);
        if (!CHECK(differs(&one, &other))) {
            fprintf(stderr, "    byte %zu\n", i);
        }
    }
}

static void test_each_field_counts(void) {
    const ird_solve_options one = ird_solve_defaults;
    ird_solve_options other[8];
    for (size_t i = 0; i < 8; i++) {
        other[i] = one;
    }
    other[0].merging.ohm *= 1 + 1e-15;
    other[1].merging.pin_link_ohm = 1e-300;
    other[2].engine.method = IRD_SOLVE_SINGLE;
    other[3].engine.ordering = IRD_ORDER_BY_DEGREE;
    other[4].engine.memory_limit_bytes = 1;
    other[5].engine.threads++;
    other[6].engine.prefers_single = 1;
    other[7].engine.ranks = (const struct ird_ranks *)(const void *)&one; /* any place */
    for (size_t i = 0; i < 8; i++) {
        CHECK(differs(&one, &other[i]));
        for (size_t k = 0; k < i; k++) {
            CHECK(differs(&other[k], &other[i]));
        }
    }
    ird_solve_options swapped = one, negative = one;
    swapped.merging = (ird_merging){1e-3, 1e-6};
    other[0].merging = (ird_merging){1e-6, 1e-3};
    CHECK(differs(&swapped, &other[0]));
    negative.merging.pin_link_ohm = -0.0; /* as good as 0 */
    CHECK(!differs(&one, &one) && !differs(&one, &negative));
}

static void check_engine(const ird_network *network, ird_solve_options options,
                         const char *engine, const char *ordering) {
    ird_factor *factor = NULL;
    ird_error err = {0};
    mesh_need(ird_factor_create(&factor, network, &options, NULL, &err), &err);
    CHECK_TEXT(ird_factor_get_info(factor).engine, engine);
    CHECK_TEXT(ird_factor_get_info(factor).ordering, ordering);
    ird_factor_free(factor);
}

/* A mesh of 2,500 nodes is dissected, one of 900 only where single precision is wanted;
 * where all nodes are sources nothing is left to solve. */
static void test_engines(void) {
    const ird_solve_options usual = ird_solve_defaults;
    ird_network large, small;
    mesh_make(&large, 50, 2, 1);
    mesh_make(&small, 30, 2, 1);
    ird_solve_options o = usual;
    check_engine(&large, o, "fronts", "nested dissection");
    check_engine(&small, o, "cholmod", "minimum degree");
    o.engine.ordering = IRD_ORDER_BY_DEGREE;
    check_engine(&large, o, "cholmod", "minimum degree");
    o = usual;
    o.engine.method = IRD_SOLVE_SINGLE;
    check_engine(&small, o, "fronts", "nested dissection");
    o.engine.ordering = IRD_ORDER_BY_DEGREE;
    check_engine(&small, o, "cholmod", "minimum degree");
    o = usual;
    o.engine.method = IRD_SOLVE_MULTIGRID;
    check_engine(&small, o, "multigrid", "none");
    o = usual;
    o.engine.memory_limit_bytes = 1;
    check_engine(&large, o, "multigrid", "none");
    check_engine(&small, o, "multigrid", "none");
    for (int32_t i = 0; i < 900; i++) {
        mesh_source(&small, i, 1.1);
    }
    check_engine(&small, usual, "none", "none");
    ird_network_free(&large);
    ird_network_free(&small);
}

static ird_solution solve_with(const ird_network *network, ird_solve_method method,
                               size_t threads, const char *engine) {
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_error err = {0};
    ird_solve_options options = ird_solve_defaults;
    options.engine.method = method;
    options.engine.threads = threads;
    mesh_need(ird_factor_create(&factor, network, &options, NULL, &err), &err);
    CHECK_TEXT(ird_factor_get_info(factor).engine, engine);
    mesh_need(ird_solve(&solution, factor, NULL, 0, &err), &err);
    ird_factor_free(factor);
    return solution;
}

/* 52,900 nodes, which threads share: drops and source currents have the same bits for any
 * number of them. */
static void test_threads_change_nothing(void) {
    static const ird_solve_method methods[] = {IRD_SOLVE_DIRECT, IRD_SOLVE_SINGLE};
    static const size_t threads[] = {2, 3, 8, 0};
    ird_network n;
    mesh_make(&n, 230, 7, 5);
    for (size_t m = 0; m < 2; m++) {
        ird_solution one = solve_with(&n, methods[m], 1, "fronts");
        for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
            ird_solution other = solve_with(&n, methods[m], threads[i], "fronts");
            CHECK(memcmp(one.drop_v, other.drop_v, one.node_count * sizeof(double)) == 0);
            CHECK(memcmp(one.source_a, other.source_a,
                         one.source_count * sizeof(double)) == 0);
            CHECK(other.iterations == one.iterations);
            ird_solution_free(&other);
        }
        ird_solution_free(&one);
    }
    ird_network_free(&n);
}

/* Where wires of two layers cross, a node has three edges: a sampled factor is taken. */
static void test_crossing(void) {
    enum { SIDE = 110 };
    ird_network n = {.units = 1000};
    int32_t rails = mesh_layer(&n, "m1"), stripes = mesh_layer(&n, "m2");
    int32_t before = -1, over[SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
        int x = i % SIDE, y = i / SIDE;
        int32_t at = mesh_node(&n, rails, x, y), up = mesh_node(&n, stripes, x, y);
        mesh_wire(&n, at, up, 50);
        mesh_load(&n, at, 1e-6 * (1 + i % 3));
        if (x > 0) {
            mesh_wire(&n, before, at, 8 + i % 7);
        }
        if (y > 0) {
            mesh_wire(&n, over[x], up, 0.05);
        }
        before = at;
        over[x] = up;
    }
    mesh_source(&n, over[30], 1.1);
    ird_solution want = solve_with(&n, IRD_SOLVE_DIRECT, 1, "fronts");
    ird_solution got = solve_with(&n, IRD_SOLVE_MULTIGRID, 1, "sampled");
    CHECK(got.iterations > 10 && got.iterations < 80);
    for (size_t i = 0; i < want.node_count; i++) {
        CHECK_NEAR(got.drop_v[i], want.drop_v[i], 1e-9 * want.worst_drop_v);
    }
    ird_solution_free(&want);
    ird_solution_free(&got);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_each_byte_counts);
    RUN(test_each_field_counts);
    RUN(test_engines);
    RUN(test_threads_change_nothing);
    RUN(test_crossing);
    return check_summary("solve_options");
}
