/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The sampled factor: exact where nothing is drawn, a good preconditioner where it is,
 * the same every time, and whole or not at all when memory runs out.
 */
#include "engine/sampled.h"

#include <stdint.h>

#include "check.h"
#include "engine/cg.h"
#include "base/alloc.h"
#include "failing_alloc.h"

/* Edges given once; freed by ird_graph_free. */
typedef struct edge {
    int32_t a, b;
    double siemens;
} edge;

static ird_graph graph_of(size_t n, const edge *edges, size_t count, const double *leak) {
    ird_graph g = {.n = n};
    g.start = ird_alloc_zero(n + 1, sizeof *g.start);
    g.leak = ird_alloc_zero(n, sizeof *g.leak);
    g.neighbour = ird_alloc(2 * count, sizeof *g.neighbour);
    g.siemens = ird_alloc(2 * count, sizeof *g.siemens);
    memcpy(g.leak, leak, n * sizeof *leak);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t e = 0; e < count; e++) {
            bool is_a = (size_t)edges[e].a == i;
            if (is_a || (size_t)edges[e].b == i) {
                g.neighbour[at] = is_a ? edges[e].b : edges[e].a;
                g.siemens[at++] = edges[e].siemens;
            }
        }
        g.start[i + 1] = at;
    }
    return g;
}

/* side x side, lying in rows, of wires and vias of 50 ohm in turn; a leak at a corner. */
static ird_graph mesh(size_t side) {
    size_t n = side * side, count = 0;
    edge *edges = ird_alloc(2 * n, sizeof *edges);
    double *leak = ird_alloc_zero(n, sizeof *leak);
    for (size_t i = 0; i < n; i++) {
        if (i % side + 1 < side) {
            edges[count++] =
                (edge){(int32_t)i, (int32_t)i + 1, 1.0 / (1 + (double)(i % 7))};
        }
        if (i + side < n) {
            edges[count++] = (edge){(int32_t)i, (int32_t)(i + side), 1.0 / 50};
        }
    }
    leak[0] = 1;
    ird_graph g = graph_of(n, edges, count, leak);
    ird_free(edges);
    ird_free(leak);
    return g;
}

/* A star with one leak at its end: each node has one edge to those behind it, so nothing
 * is drawn. Chain 0 - 1 - 2 - ground of 2, 4 and 1 S, 1 A into node 0:
 * 1 V over the last, 0.25 over the middle and 0.5 over the first. */
static void test_chain(void) {
    static const edge edges[] = {{0, 1, 2}, {1, 2, 4}};
    static const double leak[] = {0, 0, 1};
    ird_graph g = graph_of(3, edges, 2, leak);
    ird_sampled *s = NULL;
    ird_error err;
    double r[] = {1, 0, 0}, z[3];
    CHECK(ird_sampled_create(&s, &g, &err) == IRD_OK);
    ird_sampled_apply(s, r, z);
    CHECK_NEAR(z[2], 1, 1e-6);
    CHECK_NEAR(z[1], 1.25, 1e-6);
    CHECK_NEAR(z[0], 1.75, 1e-6);
    CHECK(ird_sampled_entries(s) == 2);
    ird_sampled_free(s);
    ird_graph_free(&g);
}

static void multiply(void *graph, const double *x, double *out) {
    ird_graph_multiply(graph, x, out);
}

/* Steps of conjugate gradients; the solution is held against G x = b itself. */
static size_t solve(ird_graph *g, ird_sampled *s, double *worst) {
    size_t n = g->n, steps = 0;
    double *x = ird_alloc(n, sizeof *x), *y = ird_alloc(n, sizeof *y);
    for (size_t i = 0; i < n; i++) {
        x[i] = 1 + (double)(i % 5);
    }
    const ird_operator matrix = {multiply, g}, preconditioner = {ird_sampled_apply, s};
    CHECK(ird_cg(&matrix, &preconditioner, n, x, &steps, NULL) == IRD_OK);
    ird_graph_multiply(g, x, y);
    *worst = 0;
    for (size_t i = 0; i < n; i++) {
        *worst = fmax(*worst, fabs(y[i] - 1 - (double)(i % 5)));
    }
    ird_free(x);
    ird_free(y);
    return steps;
}

/* 3600 nodes: without it conjugate gradients take hundreds of steps. An edge is
 * handed on log n times in the mean at the most: so many entries. */
static void test_mesh(void) {
    ird_graph g = mesh(60);
    ird_sampled *s = NULL, *again = NULL;
    ird_error err;
    double worst;
    CHECK(ird_sampled_create(&s, &g, &err) == IRD_OK);
    CHECK(ird_sampled_create(&again, &g, &err) == IRD_OK);
    size_t steps = solve(&g, s, &worst);
    CHECK(steps > 5 && steps < 70);
    CHECK(worst < 1e-7);
    CHECK((double)ird_sampled_entries(s) <
          (double)(g.start[g.n] / 2) * log2((double)g.n));
    CHECK(ird_sampled_entries(s) == ird_sampled_entries(again));
    double *r = ird_alloc(g.n, sizeof *r), *a = ird_alloc(g.n, sizeof *a);
    double *b = ird_alloc(g.n, sizeof *b);
    for (size_t i = 0; i < g.n; i++) {
        r[i] = (double)(i % 11) - 5;
    }
    ird_sampled_apply(s, r, a);
    ird_sampled_apply(again, r, b);
    CHECK(memcmp(a, b, g.n * sizeof *a) == 0); /* the same bits */
    ird_free(r);
    ird_free(a);
    ird_free(b);
    ird_sampled_free(s);
    ird_sampled_free(again);
    ird_graph_free(&g);
}

/* Backwards and back again is the same graph. */
static void test_reorder(void) {
    enum { SIDE = 9, N = SIDE * SIDE };
    ird_graph g = mesh(SIDE), turned = {0};
    ird_error err;
    int32_t order[N];
    double x[N], y[N], u[N], v[N];
    for (int i = 0; i < N; i++) {
        order[i] = N - 1 - i;
        x[i] = (i * 7) % 13;
        u[N - 1 - i] = x[i];
    }
    CHECK(ird_sampled_reorder(&turned, &g, order, &err) == IRD_OK);
    ird_graph_multiply(&g, x, y);
    ird_graph_multiply(&turned, u, v);
    for (int i = 0; i < N; i++) {
        CHECK_NEAR(v[N - 1 - i], y[i], 1e-12);
    }
    ird_graph_free(&turned);
    ird_graph_free(&g);
}

static void test_memory(void) {
    ird_graph g = mesh(12);
    ird_error err;
    long live = failing_alloc_live();
    bool goes_on = true;
    size_t n = 1;
    for (; goes_on && n < 1000; n++) {
        ird_sampled *s = NULL;
        failing_alloc_arm(n);
        ird_status status = ird_sampled_create(&s, &g, &err);
        goes_on = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (goes_on ? IRD_NO_MEMORY : IRD_OK));
        CHECK((s == NULL) == goes_on);
        ird_sampled_free(s);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(n > 8 && n < 1000);
    ird_graph_free(&g);
}

int main(void) {
    RUN(test_chain);
    RUN(test_mesh);
    RUN(test_reorder);
    RUN(test_memory);
    return check_summary("sampled");
}
