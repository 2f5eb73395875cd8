/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Stars taken out of a graph, and fronts on an order by degree, against right-hand sides
 * that were made from their solution, with the graph's own multiplication.
 */
#include "check.h"

#include "failing_alloc.h"
#include "failing_cholmod.h"

#include "engine/cholmod.h"
#include "engine/dense_quick.h"
#include "engine/fronts.h"
#include "graph/stars.h"

static ird_error err;
static uint64_t random_state;

static double uniform(void) {
    random_state = random_state * 6364136223846793005U + 1442695040888963407U;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

/* Edges in both directions, of which the first few do. */
typedef struct edge {
    int32_t a, b;
} edge;

static ird_graph graph_of(size_t n, const edge *edges, size_t count) {
    ird_graph g = {.n = n};
    g.start = calloc(n + 1, sizeof *g.start);
    g.neighbour = malloc(2 * count * sizeof *g.neighbour + 1);
    g.siemens = malloc(2 * count * sizeof *g.siemens + 1);
    g.leak = calloc(n, sizeof *g.leak);
    for (size_t i = 0; i < count; i++) {
        g.start[edges[i].a + 1]++;
        g.start[edges[i].b + 1]++;
    }
    for (size_t i = 0; i < n; i++) {
        g.start[i + 1] += g.start[i];
    }
    size_t *at = malloc((n + 1) * sizeof *at);
    memcpy(at, g.start, (n + 1) * sizeof *at);
    for (size_t i = 0; i < count; i++) {
        double siemens = 0.1 + uniform();
        g.neighbour[at[edges[i].a]] = edges[i].b;
        g.siemens[at[edges[i].a]++] = siemens;
        g.neighbour[at[edges[i].b]] = edges[i].a;
        g.siemens[at[edges[i].b]++] = siemens;
    }
    free(at);
    return g;
}

static void free_graph(ird_graph *g) {
    free(g->start);
    free(g->neighbour);
    free(g->siemens);
    free(g->leak);
}

/* Rails of `length` nodes side by side, each node joined to one of the rail above or
 * below in turn: as power and ground rails are by cells. Sources at the ends of rails. */
static ird_graph rails(int32_t count, int32_t length) {
    edge *edges = malloc((size_t)count * (size_t)length * 2 * sizeof *edges);
    size_t made = 0;
    for (int32_t r = 0; r < count; r++) {
        for (int32_t i = 0; i < length; i++) {
            int32_t at = r * length + i;
            if (i + 1 < length) {
                edges[made++] = (edge){at, at + 1};
            }
            if (r + 1 < count && (i + r) % 2 == 0) {
                edges[made++] = (edge){at, at + length};
            }
        }
    }
    ird_graph g = graph_of((size_t)(count * length), edges, made);
    for (int32_t r = 0; r < count; r++) {
        g.leak[r * length] = 0.5 + uniform();
    }
    free(edges);
    return g;
}

/* Solutions and what they give. */
static void make_sides(const ird_graph *g, double *want, double *rhs) {
    for (size_t i = 0; i < g->n; i++) {
        want[i] = uniform() - 0.3;
    }
    ird_graph_multiply(g, want, rhs);
}

static double largest_error(const double *got, const double *want, size_t n) {
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, fabs(got[i] - want[i]));
    }
    return most;
}

/* Solve by fronts on an order by degree, for which no places are needed. */
static ird_status solve_fronts(const ird_graph *g, size_t threads, ird_fronts_form form,
                               double *x, size_t *parts, ird_error *error) {
    ird_dissection dissection;
    ird_fronts *fronts = NULL;
    ird_status status = ird_cholmod_dissect(&dissection, g, error);
    if (status == IRD_OK) {
        *parts = dissection.parts.count;
        status = ird_fronts_analyse(&fronts, &dissection, g, error);
    }
    const ird_fronts_wish wish = {form, threads, SIZE_MAX};
    if (status == IRD_OK) {
        status = ird_fronts_factor(fronts, g, &wish, NULL, error);
    }
    if (status == IRD_OK) {
        ird_fronts_solve(fronts, x, x);
    }
    ird_fronts_free(fronts);
    return status;
}

/* A star of 1, 2 and 3 S with a leak of 1 S at its middle, whose ends have four
 * neighbours each: in its place a triangle of 2/7, 3/7, 6/7 S, and leaks of a, b, c / 7.
 * The ends hang at three hubs that are joined to all of them and to one another, one by
 * two edges. */
static void test_by_hand(void) {
    const edge edges[] = {{0, 1}, {0, 2}, {0, 3}, {1, 4}, {2, 4}, {3, 4}, {1, 5}, {2, 5},
                          {3, 5}, {1, 6}, {2, 6}, {3, 6}, {4, 5}, {5, 6}, {4, 6}, {4, 1}};
    size_t count = sizeof edges / sizeof *edges;
    ird_graph g = graph_of(7, edges, count);
    for (size_t e = 0; e < g.start[7]; e++) {
        g.siemens[e] = 1;
    }
    for (size_t e = g.start[0]; e < g.start[1]; e++) {
        int32_t end = g.neighbour[e];
        g.siemens[e] = end;
        for (size_t back = g.start[end]; back < g.start[end + 1]; back++) {
            g.siemens[back] = g.neighbour[back] == 0 ? end : 1;
        }
    }
    g.leak[0] = 1;
    ird_stars stars = {0};
    CHECK(ird_stars_make(&stars, &g, &err) == IRD_OK);
    if (CHECK(stars.items.count == 1)) {
        CHECK(stars.order[0] == 0 && stars.rest.n == 6);
        for (int k = 0; k < 3; k++) {
            const ird_graph *r = &stars.rest;
            CHECK_NEAR(stars.items.items[0].share[k],
                       (double)stars.order[stars.items.items[0].end[k]] / 7, 1e-15);
            CHECK_NEAR(r->leak[k], (k + 1) / 7.0, 1e-15);
            for (size_t e = r->start[k]; e < r->start[k + 1]; e++) {
                int32_t other = r->neighbour[e];
                double parallel = k == 0 && other == 3 ? 2 : 1;
                double want = other < 3 ? (k + 1) * (other + 1) / 7.0 : parallel;
                CHECK_NEAR(r->siemens[e], want, 1e-15);
            }
        }
    }
    ird_stars_free(&stars);
    free_graph(&g);
}

/* Half of the nodes of rails are stars, and the rest has as many edges as before. */
static void test_rails(void) {
    random_state = 5;
    ird_graph g = rails(30, 41);
    size_t n = g.n, parts;
    double *want = malloc(n * sizeof *want), *rhs = malloc(n * sizeof *rhs);
    double *x = malloc(n * sizeof *x), *back = malloc(n * sizeof *back);
    make_sides(&g, want, rhs);
    ird_stars stars = {0};
    CHECK(ird_stars_make(&stars, &g, &err) == IRD_OK);
    size_t count = stars.items.count;
    CHECK(count > n * 2 / 5 && count + stars.rest.n == n);
    CHECK(stars.rest.start[stars.rest.n] <= g.start[n]);
    for (size_t i = 0; i < n; i++) {
        x[i] = rhs[stars.order[i]];
    }
    ird_stars_forward(&stars, x);
    CHECK(solve_fronts(&stars.rest, 1, IRD_FRONTS_DOUBLE, x + count, &parts, &err) ==
          IRD_OK);
    ird_stars_backward(&stars, x);
    for (size_t i = 0; i < n; i++) {
        back[stars.order[i]] = x[i];
    }
    CHECK_NEAR(largest_error(back, want, n), 0, 1e-10);
    ird_stars_free(&stars);
    free(want);
    free(rhs);
    free(x);
    free(back);
    free_graph(&g);
}

/* Where everything falls to stars, something is left. */
static void test_nothing_left(void) {
    const edge edges[] = {{0, 1}};
    ird_graph g = graph_of(4, edges, 1);
    for (int i = 0; i < 4; i++) {
        g.leak[i] = i + 1;
    }
    ird_stars stars = {0};
    CHECK(ird_stars_make(&stars, &g, &err) == IRD_OK);
    CHECK(stars.items.count == 0 || stars.rest.n > 0);
    ird_stars_free(&stars);
    free_graph(&g);
}

/* A hub with many arms, nodes on their own, and two pieces of rails: parts with one part
 * below, with many, and roots of their own. In single precision to seven digits. */
static void test_trees(void) {
    enum { ARMS = 40, ALONE = 5, MORE = 300 };
    random_state = 9;
    ird_graph rail = rails(12, MORE / 12);
    size_t n = 1 + 3 * ARMS + ALONE + 2 * MORE, made = 0;
    edge *edges = malloc(8 * n * sizeof *edges);
    for (int32_t i = 0; i < 3 * ARMS; i++) {
        edges[made++] = (edge){i % 3 == 0 ? 0 : i, i + 1};
    }
    for (int32_t k = 0; k < 2; k++) {
        int32_t first = 1 + 3 * ARMS + ALONE + k * MORE;
        for (int32_t i = 0; i < MORE; i++) {
            for (size_t e = rail.start[i]; e < rail.start[i + 1]; e++) {
                if (rail.neighbour[e] > i) {
                    edges[made++] = (edge){first + i, first + rail.neighbour[e]};
                }
            }
        }
    }
    ird_graph g = graph_of(n, edges, made);
    for (size_t i = 0; i < n; i++) {
        g.leak[i] = 0.01;
    }
    double *want = malloc(n * sizeof *want), *rhs = malloc(n * sizeof *rhs);
    double *x = malloc(n * sizeof *x);
    size_t parts = 0;
    make_sides(&g, want, rhs);
    for (int form = 0; form < IRD_FRONTS_FORMS; form++) {
        memcpy(x, rhs, n * sizeof *x);
        CHECK(solve_fronts(&g, 1, (ird_fronts_form)form, x, &parts, &err) == IRD_OK);
        CHECK(parts > 1 && parts <= 2 * n);
        CHECK_NEAR(largest_error(x, want, n), 0,
                   form == IRD_FRONTS_DOUBLE ? 1e-11 : 1e-4);
    }
    free(edges);
    free(want);
    free(rhs);
    free(x);
    free_graph(&rail);
    free_graph(&g);
}

/* Column by column, as it stands in textbooks: forwards, then backwards from what the
 * rows below are told to be. */
static void plain_ways(const double *panel, size_t rows, size_t columns, double *way,
                       const double *told) {
    for (size_t j = 0; j < columns; j++) {
        way[j] /= panel[j * rows + j];
        for (size_t i = j + 1; i < rows; i++) {
            way[i] -= panel[j * rows + i] * way[j];
        }
    }
    for (size_t j = columns; j-- > 0;) {
        for (size_t i = j + 1; i < rows; i++) {
            way[j] -= panel[j * rows + i] * (i < columns ? way[i] : told[i]);
        }
        way[j] /= panel[j * rows + j];
    }
}

/* Quick panels of one block of columns and of several, with all that rows and columns may
 * leave of vectors: what forward leaves below, and what backward makes of the own ones.
 */
static void test_quick_panels(void) {
    enum { MOST = 40, OWN = 35, ROOM = MOST + IRD_QUICK_QUAD };
    static double panel[MOST * OWN];
    static float packed[2 * ROOM * ROOM];
    random_state = 5;
    for (size_t rows = 1; rows <= MOST; rows++) {
        for (size_t columns = 1; columns <= rows && columns <= OWN; columns++) {
            double want[MOST] = {0}, told[MOST], worst = 0;
            float work[ROOM] = {0};
            for (size_t i = 0; i < rows * columns; i++) {
                panel[i] = i % (rows + 1) == 0 ? 1 + uniform() : 0.2 * uniform() - 0.1;
            }
            for (size_t i = 0; i < rows; i++) {
                told[i] = uniform();
                work[i] = i < columns ? (float)uniform() : 7;
                want[i] = i < columns ? (double)work[i] : 0;
            }
            plain_ways(panel, rows, columns, want, told);
            size_t count = ird_quick_packed(rows, columns);
            CHECK(count >= rows * columns - columns * (columns - 1) / 2 &&
                  count < sizeof packed / sizeof *packed);
            packed[count] = 5;
            ird_quick_pack(panel, rows, columns, packed);
            CHECK(packed[count] == 5);
            ird_quick_forward(packed, rows, columns, work);
            for (size_t i = columns; i < rows; i++) {
                worst = fmax(worst, fabs((double)work[i] - want[i]));
                work[i] = (float)told[i];
            }
            ird_quick_backward(packed + count, rows, columns, work);
            for (size_t i = 0; i < columns; i++) {
                worst = fmax(worst, fabs((double)work[i] - want[i]));
            }
            CHECK_NEAR(worst, 0, 1e-5);
        }
    }
}

/* Large enough to be cut for threads. */
static void test_threads(void) {
    random_state = 13;
    ird_graph g = rails(200, IRD_FRONTS_SHARED / 200 + 10);
    size_t n = g.n, parts;
    double *want = malloc(n * sizeof *want), *one = malloc(n * sizeof *one);
    double *three = malloc(n * sizeof *three), *rhs = malloc(n * sizeof *rhs);
    make_sides(&g, want, one);
    memcpy(rhs, one, n * sizeof *one);
    for (int form = 0; form < IRD_FRONTS_FORMS; form++) {
        ird_fronts_form wanted = (ird_fronts_form)form;
        memcpy(one, rhs, n * sizeof *one);
        memcpy(three, rhs, n * sizeof *one);
        CHECK(solve_fronts(&g, 1, wanted, one, &parts, &err) == IRD_OK);
        CHECK(solve_fronts(&g, 3, wanted, three, &parts, &err) == IRD_OK);
        CHECK_NEAR(largest_error(one, want, n), 0,
                   form == IRD_FRONTS_DOUBLE ? 1e-9 : 1e-3);
        CHECK(memcmp(one, three, n * sizeof *one) == 0);
    }
    free(rhs);
    free(want);
    free(one);
    free(three);
    free_graph(&g);
}

/* Each allocation fails in turn: an error and nothing leaked, or, where CHOLMOD does
 * without, the same solution. */
static void test_failures(void) {
    enum { MOST = 2000 };
    random_state = 3;
    ird_graph g = rails(20, 20);
    double *want = malloc(g.n * sizeof *want), *x = malloc(g.n * sizeof *x);
    long live = failing_alloc_live();
    size_t failed = 0, parts;
    bool fired = true;
    for (size_t n = 1; fired && n < MOST; n++) {
        ird_stars stars = {0};
        failing_alloc_arm(n);
        ird_status status = ird_stars_make(&stars, &g, &err);
        size_t left = stars.rest.n;
        for (size_t i = 0; i < left; i++) {
            want[i] = uniform();
        }
        if (status == IRD_OK) {
            ird_graph_multiply(&stars.rest, want, x);
            status = solve_fronts(&stars.rest, 1, IRD_FRONTS_DOUBLE, x, &parts, &err);
        }
        fired = failing_alloc_fired();
        failing_alloc_arm(0);
        ird_stars_free(&stars);
        CHECK(failing_alloc_live() == live);
        CHECK(status == IRD_OK || (fired && status == IRD_NO_MEMORY));
        CHECK(status != IRD_OK || largest_error(x, want, left) < 1e-10);
        failed += status != IRD_OK ? 1 : 0;
    }
    CHECK(failed > 20 && !fired);
    free(want);
    free(x);
    free_graph(&g);
}

int main(void) {
    failing_cholmod_install();
    RUN(test_by_hand);
    RUN(test_rails);
    RUN(test_nothing_left);
    RUN(test_trees);
    RUN(test_quick_panels);
    RUN(test_threads);
    RUN(test_failures);
    return check_summary("stars");
}
