/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Nested dissection: each node in one part, no edge between the two sides of a separator,
 * and the same parts for any number of threads.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#include "failing_alloc.h"

#include "graph/dissect.h"

enum { SIDE = 260, NODES = SIDE * SIDE, MAX_CALLS = 400 };

static ird_error err;

/* A square mesh whose edges all conduct 1 S. */
typedef struct mesh {
    ird_graph graph;
    float x[NODES], y[NODES];
} mesh;

static void add_edge(ird_graph *g, size_t i, int32_t other) {
    g->neighbour[g->start[i + 1]] = other;
    g->siemens[g->start[i + 1]++] = 1;
}

static mesh *make_mesh(void) {
    mesh *m = calloc(1, sizeof *m);
    ird_graph *g = &m->graph;
    g->n = NODES;
    g->start = calloc(NODES + 1, sizeof *g->start);
    g->neighbour = malloc(4 * (size_t)NODES * sizeof *g->neighbour);
    g->siemens = malloc(4 * (size_t)NODES * sizeof *g->siemens);
    g->leak = calloc(NODES, sizeof *g->leak);
    for (int32_t i = 0; i < NODES; i++) {
        int32_t column = i % SIDE, row = i / SIDE;
        m->x[i] = (float)column;
        m->y[i] = 2 * (float)row;
        g->start[i + 1] = g->start[i];
        if (row > 0) {
            add_edge(g, (size_t)i, i - SIDE);
        }
        if (column > 0) {
            add_edge(g, (size_t)i, i - 1);
        }
        if (column + 1 < SIDE) {
            add_edge(g, (size_t)i, i + 1);
        }
        if (row + 1 < SIDE) {
            add_edge(g, (size_t)i, i + SIDE);
        }
    }
    return m;
}

static void free_mesh(mesh *m) {
    free(m->graph.start);
    free(m->graph.neighbour);
    free(m->graph.siemens);
    free(m->graph.leak);
    free(m);
}

static ird_dissection cut(const mesh *m, size_t threads) {
    ird_dissection made;
    bool is_good = false;
    CHECK(ird_dissect(&made, &m->graph, m->x, m->y, threads, &is_good, &err) == IRD_OK);
    CHECK(is_good);
    return made;
}

/* Nodes of a part and of all below it are mark afterwards. */
static void mark(const ird_dissection *d, int32_t part, int32_t with, int32_t *marks) {
    const ird_part *p = &d->parts.items[part];
    for (int32_t i = p->first; i < p->first + p->count; i++) {
        marks[d->order[i]] = with;
    }
    for (int k = 0; k < 2; k++) {
        int32_t below = k == 0 ? p->left : p->right;
        CHECK(below < part);
        if (below >= 0) {
            mark(d, below, with, marks);
        }
    }
}

/* Down to parts of some depth, which is below those that threads share. */
static void check_apart(const mesh *m, const ird_dissection *d, int32_t part,
                        int32_t *marks) {
    const ird_part *p = &d->parts.items[part];
    if (p->left < 0 || p->depth > 5) {
        return;
    }
    memset(marks, 0, NODES * sizeof *marks);
    mark(d, p->left, 1, marks);
    mark(d, p->right, 2, marks);
    size_t across = 0, sides[3] = {0};
    for (size_t i = 0; i < NODES; i++) {
        sides[marks[i]]++;
        for (size_t e = m->graph.start[i]; e < m->graph.start[i + 1]; e++) {
            across += marks[i] * marks[m->graph.neighbour[e]] == 2 ? 1 : 0;
        }
    }
    CHECK(across == 0);
    CHECK(sides[1] > 0 && sides[2] > 0 && sides[1] < 2 * sides[2] + SIDE);
    CHECK(p->count <= 2 * SIDE);
    check_apart(m, d, p->left, marks);
    check_apart(m, d, p->right, marks);
}

static void test_parts(void) {
    mesh *m = make_mesh();
    int32_t *marks = malloc(NODES * sizeof *marks);
    ird_dissection one = cut(m, 1);
    int32_t root = (int32_t)one.parts.count - 1;
    memset(marks, 0, NODES * sizeof *marks);
    mark(&one, root, 1, marks);
    size_t met = 0;
    for (size_t i = 0; i < NODES; i++) {
        met += (size_t)marks[i];
    }
    CHECK(met == NODES && one.parts.items[root].depth == 0);
    check_apart(m, &one, root, marks);
    for (size_t threads = 2; threads <= 7; threads += threads == 2 ? 1 : 4) {
        ird_dissection other = cut(m, threads);
        CHECK(other.parts.count == one.parts.count);
        CHECK(memcmp(other.order, one.order, NODES * sizeof *one.order) == 0);
        CHECK(memcmp(other.parts.items, one.parts.items,
                     one.parts.count * sizeof *one.parts.items) == 0);
        ird_dissection_free(&other);
    }
    ird_dissection_free(&one);
    free(marks);
    free_mesh(m);
}

/* All nodes of the high half at one place: one of the parts that threads share is no
 * good.
 */
static void test_no_good(void) {
    mesh *m = make_mesh();
    for (size_t i = NODES / 2; i < NODES; i++) {
        m->x[i] = m->y[i] = 1000;
    }
    for (size_t threads = 1; threads <= 2; threads++) {
        ird_dissection made;
        bool is_good = true;
        CHECK(ird_dissect(&made, &m->graph, m->x, m->y, threads, &is_good, &err) ==
              IRD_OK);
        CHECK(!is_good && made.order == NULL && made.parts.items == NULL);
    }
    free_mesh(m);
}

static void test_failures(void) {
    mesh *m = make_mesh();
    bool is_done = false;
    for (size_t n = 1; n < MAX_CALLS && !is_done; n++) {
        ird_dissection made;
        bool is_good = false;
        long live = failing_alloc_live();
        failing_alloc_arm(n);
        ird_status status = ird_dissect(&made, &m->graph, m->x, m->y, 1, &is_good, &err);
        is_done = !failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (is_done ? IRD_OK : IRD_NO_MEMORY));
        ird_dissection_free(&made);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(is_done);
    free_mesh(m);
}

int main(void) {
    RUN(test_parts);
    RUN(test_no_good);
    RUN(test_failures);
    return check_summary("dissect");
}
