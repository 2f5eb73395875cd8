/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Groups of nodes and the graphs of them; conjugate gradients with a multigrid made of
 * those: solutions known beforehand, the same bits for any number of threads, and whole
 * or not at all when memory runs out.
 */
#include "engine/multigrid.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "check.h"
#include "engine/groups.h"
#include "failing_alloc.h"

static uint64_t state;

/* In [0, 1). */
static double draw(void) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (double)(state >> 11) * 0x1p-53;
}

static double between(size_t a, size_t b) {
    state = (a < b ? a * 1000003 + b : b * 1000003 + a) * 2654435761U;
    draw();
    return 0.1 + draw();
}

/* side x side; every hub-th node of the first row has an edge to every 50th one of all.
 */
static ird_graph mesh(size_t side, size_t hub) {
    size_t n = side * side, at = 0;
    ird_graph g = {.n = n};
    g.start = ird_alloc_zero(n + 1, sizeof *g.start);
    g.leak = ird_alloc_zero(n, sizeof *g.leak);
    g.neighbour = ird_alloc(8 * n, sizeof *g.neighbour);
    g.siemens = ird_alloc(8 * n, sizeof *g.siemens);
    for (size_t i = 0; i < n; i++) {
        const size_t beside[] = {i % side > 0 ? i - 1 : n,
                                 i % side + 1 < side ? i + 1 : n,
                                 i >= side ? i - side : n, i + side < n ? i + side : n};
        for (size_t k = 0; k < 4; k++) {
            if (beside[k] < n) {
                g.neighbour[at] = (int32_t)beside[k];
                g.siemens[at++] = between(i, beside[k]);
            }
        }
        for (size_t j = 50; hub > 0 && i == hub && j < n; j += 50) {
            g.neighbour[at] = (int32_t)j;
            g.siemens[at++] = 0.25;
        }
        if (hub > 0 && i > 0 && i % 50 == 0) {
            g.neighbour[at] = (int32_t)hub;
            g.siemens[at++] = 0.25;
        }
        g.leak[i] = i % 997 == 5 ? 0.5 : 0;
        g.start[i + 1] = at;
    }
    return g;
}

static double energy_of(const ird_graph *g, const double *x) {
    double *y = ird_alloc(g->n, sizeof *y), sum = 0;
    ird_graph_multiply(g, x, y);
    for (size_t i = 0; i < g->n; i++) {
        sum += x[i] * y[i];
    }
    ird_free(y);
    return sum;
}

/* Two stretches. What the graph of groups says of an x is what the fine one says where
 * each node has that of its group. */
static void test_groups(void) {
    ird_graph g = mesh(300, 7), coarse = {0};
    ird_groups groups = {0};
    ird_error err;
    CHECK(ird_groups_make(&groups, &g, NULL, &err) == IRD_OK);
    CHECK(groups.n == g.n && groups.stretches == 2);
    CHECK(groups.count > g.n / 6 && groups.count < g.n / 3);
    int32_t *met = ird_alloc_zero(g.n, sizeof *met);
    for (size_t i = 0; i < groups.count; i++) {
        CHECK(groups.start[i + 1] > groups.start[i] &&
              groups.start[i + 1] - groups.start[i] <= IRD_GROUP_MOST);
        for (int32_t k = groups.start[i]; k < groups.start[i + 1]; k++) {
            met[groups.member[k]]++;
            CHECK(groups.of[groups.member[k]] == (int32_t)i);
            CHECK((groups.member[k] >> 16) == (groups.member[groups.start[i]] >> 16));
        }
    }
    CHECK(ird_groups_collapse(&groups, &g, &coarse, NULL, &err) == IRD_OK);
    double *few = ird_alloc(coarse.n, sizeof *few), *all = ird_alloc(g.n, sizeof *all);
    for (size_t i = 0; i < coarse.n; i++) {
        few[i] = draw();
    }
    for (size_t i = 0; i < g.n; i++) {
        CHECK(met[i] == 1);
        all[i] = few[groups.of[i]];
    }
    CHECK_NEAR(energy_of(&coarse, few) / energy_of(&g, all), 1, 1e-12);
    ird_free(met);
    ird_free(few);
    ird_free(all);
    ird_graph_free(&coarse);
    ird_groups_free(&groups);
    ird_graph_free(&g);
}

/* The largest error of a solution that is known, which lies between 1 and 2; the
 * solution itself to *bits, in the order of the levels. */
static double solve(size_t side, size_t hub, size_t threads, size_t *steps,
                    double **bits) {
    ird_graph g = mesh(side, hub), spent = mesh(side, hub);
    size_t n = g.n;
    double *x = ird_alloc(n, sizeof *x), *b = ird_alloc(n, sizeof *b), worst = 0;
    double *y = ird_alloc(n, sizeof *y);
    int32_t *order = ird_alloc(n, sizeof *order);
    ird_multigrid *m = NULL;
    ird_error err;
    state = 5;
    for (size_t i = 0; i < n; i++) {
        x[i] = 1 + draw();
    }
    ird_graph_multiply(&g, x, b);
    CHECK(ird_multigrid_create(&m, &spent, order, threads, &err) == IRD_OK);
    CHECK(spent.n == 0 && spent.start == NULL);
    for (size_t i = 0; i < n; i++) {
        y[i] = b[order[i]];
    }
    CHECK(ird_multigrid_solve(m, y, steps, &err) == IRD_OK);
    for (size_t i = 0; i < n; i++) {
        worst = fmax(worst, fabs(y[i] - x[order[i]]));
    }
    ird_multigrid_free(m);
    ird_graph_free(&g);
    ird_free(x);
    ird_free(b);
    ird_free(order);
    *bits = y;
    return worst;
}

/* One level, which is factored, and up to five; steps do not grow. 23 and 22 were
 * measured, 26 without what goes from block to block on the way down. */
static void test_solutions(void) {
    static const struct {
        size_t side, hub, most_steps;
    } cases[] = {{20, 0, 2}, {60, 0, 26}, {200, 0, 24}, {200, 3, 24}};
    for (size_t i = 0; i < 4; i++) {
        size_t steps = 0;
        double *bits;
        double worst = solve(cases[i].side, cases[i].hub, 1, &steps, &bits);
        CHECK(worst < 1e-8);
        CHECK(steps > 0 && steps <= cases[i].most_steps);
        ird_free(bits);
    }
}

static void test_threads(void) {
    double *one, *other;
    size_t steps = 0, n = (size_t)330 * 330;
    CHECK(solve(330, 0, 1, &steps, &one) < 1e-8);
    for (size_t threads = 2; threads < 6; threads += 3) {
        size_t again = 0;
        CHECK(solve(330, 0, threads, &again, &other) < 1e-8);
        CHECK(again == steps);
        CHECK(memcmp(one, other, n * sizeof *one) == 0);
        ird_free(other);
    }
    ird_free(one);
}

/* Nothing flows, and loads of any size. */
static void test_scale(void) {
    enum { SIDE = 40, N = SIDE * SIDE };
    static const double scales[] = {0, 1e-30, 1e30};
    double x[N];
    int32_t order[N];
    ird_multigrid *m = NULL;
    ird_error err;
    ird_graph g = mesh(SIDE, 0), spent = mesh(SIDE, 0);
    CHECK(ird_multigrid_create(&m, &spent, order, 1, &err) == IRD_OK);
    for (size_t k = 0; k < 3; k++) {
        size_t steps = 0;
        double sum = 0;
        for (size_t i = 0; i < N; i++) {
            x[i] = scales[k];
        }
        CHECK(ird_multigrid_solve(m, x, &steps, &err) == IRD_OK);
        for (size_t i = 0; i < N; i++) { /* what flows in leaks out */
            sum += x[i] * g.leak[order[i]];
        }
        CHECK(k == 0 ? sum == 0 && steps == 0 : fabs(sum / (scales[k] * N) - 1) < 1e-9);
    }
    ird_multigrid_free(m);
    ird_graph_free(&g);
}

static void test_memory(void) {
    enum { SIDE = 40, N = SIDE * SIDE };
    ird_error err;
    long live = failing_alloc_live();
    bool goes_on = true;
    size_t n = 1;
    for (; goes_on && n < 1000; n++) {
        ird_multigrid *m = NULL;
        ird_graph g = mesh(SIDE, 0);
        int32_t order[N];
        double x[N];
        size_t steps = 0;
        for (size_t i = 0; i < N; i++) {
            x[i] = (double)(i % 3);
        }
        failing_alloc_arm(n);
        ird_status status = ird_multigrid_create(&m, &g, order, 1, &err);
        bool is_made = status == IRD_OK;
        status = is_made ? ird_multigrid_solve(m, x, &steps, &err) : status;
        goes_on = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK((m != NULL) == is_made && g.n == 0);
        CHECK(status == (goes_on ? IRD_NO_MEMORY : IRD_OK));
        ird_multigrid_free(m);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(n > 20 && n < 1000);
}

int main(void) {
    RUN(test_groups);
    RUN(test_solutions);
    RUN(test_threads);
    RUN(test_scale);
    RUN(test_memory);
    return check_summary("multigrid");
}
