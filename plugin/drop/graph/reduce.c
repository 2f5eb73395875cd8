/* SPDX-License-Identifier: BSD-3-Clause */
#include "graph/reduce.h"

#include <stdbool.h>
#include <string.h>

static const char *const doing = "eliminating chains of a power grid";

/* Longest row that is searched for a parallel edge. In longer ones parallel edges stay
 * until the end, so that a hub with many chains does not take quadratic time. */
enum { SEARCH_LIMIT = 32 };

typedef struct node_list {
    IRD_VEC(int32_t) nodes;
} node_list;

/* What elimination works on. Row i has its edges at start[i] .. start[i] + degree[i];
 * twin[e] is the same edge seen from the other end. */
typedef struct worker {
    ird_graph *graph;
    uint32_t *twin;
    int32_t *degree;   /* -1 once eliminated */
    int32_t *round;    /* the last one in which a neighbour was eliminated; from 1 on */
    node_list waiting; /* nodes to look at in the next round */
    ird_reduction *reduction;
} worker;

void ird_reduction_free(ird_reduction *reduction) {
    if (reduction != NULL) {
        ird_free(reduction->steps.items);
        ird_free(reduction->order);
        memset(reduction, 0, sizeof *reduction);
    }
}

/* Sort every row by neighbour: writing the edges out by their far end, in the order of
 * their near end, does it, for the graph is symmetric. cursor is scratch, n + 1. */
static ird_status sort_rows(ird_graph *graph, size_t *cursor, ird_error *err) {
    size_t edges = graph->start[graph->n];
    int32_t *neighbour = ird_alloc(edges, sizeof *neighbour);
    double *siemens = ird_alloc(edges, sizeof *siemens);
    if (neighbour == NULL || siemens == NULL) {
        ird_free(neighbour);
        ird_free(siemens);
        return ird_fail_memory(err, doing);
    }
    memcpy(cursor, graph->start, graph->n * sizeof *cursor);
    for (size_t i = 0; i < graph->n; i++) {
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            size_t at = cursor[graph->neighbour[e]]++;
            neighbour[at] = (int32_t)i;
            siemens[at] = graph->siemens[e];
        }
    }
    ird_free(graph->neighbour);
    ird_free(graph->siemens);
    graph->neighbour = neighbour;
    graph->siemens = siemens;
    return IRD_OK;
}

/* With sorted rows, going through the nodes upwards meets the edges into row j from below
 * in the order in which they stand there. */
static void pair_edges(worker *w, size_t *cursor) {
    const ird_graph *g = w->graph;
    memcpy(cursor, g->start, g->n * sizeof *cursor);
    for (size_t i = 0; i < g->n; i++) {
        for (size_t e = g->start[i]; e < g->start[i + 1]; e++) {
            int32_t j = g->neighbour[e];
            if ((size_t)j > i) {
                size_t back = cursor[j]++;
                w->twin[e] = (uint32_t)back;
                w->twin[back] = (uint32_t)e;
            }
        }
    }
}

/* There is room: a step lets at most two nodes wait, and takes one off. */
static void wait_if_low(worker *w, int32_t node) {
    if (w->degree[node] <= 2) {
        w->waiting.nodes.items[w->waiting.nodes.count++] = node;
    }
}

/* The last edge of the row takes the place of the removed one. */
static void remove_edge(worker *w, int32_t node, size_t edge) {
    ird_graph *g = w->graph;
    size_t last = g->start[node] + (size_t)--w->degree[node];
    if (edge != last) {
        g->neighbour[edge] = g->neighbour[last];
        g->siemens[edge] = g->siemens[last];
        w->twin[edge] = w->twin[last];
        w->twin[w->twin[edge]] = (uint32_t)edge;
    }
}

/* The edge from `from` to `to`, or SIZE_MAX where there is none or the row is long. */
static size_t find_edge(const worker *w, int32_t from, int32_t to) {
    const ird_graph *g = w->graph;
    size_t begin = g->start[from];
    size_t degree = (size_t)w->degree[from];
    for (size_t e = begin; degree <= SEARCH_LIMIT && e < begin + degree; e++) {
        if (g->neighbour[e] == to) {
            return e;
        }
    }
    return SIZE_MAX;
}

/* v between a and b is gone: its two edges become one of siemens, added to the one that
 * is there already if there is one. to_a and to_b stand in the row of v. */
static void join_neighbours(worker *w, size_t to_a, size_t to_b, double siemens) {
    ird_graph *g = w->graph;
    int32_t a = g->neighbour[to_a];
    int32_t b = g->neighbour[to_b];
    size_t at_a = w->twin[to_a];
    size_t at_b = w->twin[to_b];
    size_t parallel =
        w->degree[a] <= w->degree[b] ? find_edge(w, a, b) : find_edge(w, b, a);
    if (parallel != SIZE_MAX) {
        g->siemens[parallel] += siemens;
        g->siemens[w->twin[parallel]] += siemens;
        remove_edge(w, a, at_a);
        remove_edge(w, b, w->twin[to_b]);
        wait_if_low(w, a);
        wait_if_low(w, b);
        return;
    }
    g->neighbour[at_a] = b;
    g->siemens[at_a] = siemens;
    w->twin[at_a] = (uint32_t)at_b;
    g->neighbour[at_b] = a;
    g->siemens[at_b] = siemens;
    w->twin[at_b] = (uint32_t)at_a;
}

/* Take the node out of the graph and note how to come back. There is room in steps. */
static void eliminate(worker *w, int32_t node) {
    ird_graph *g = w->graph;
    int32_t degree = w->degree[node];
    size_t first = g->start[node];
    ird_elimination step = {.a = -1, .b = -1};
    double sum = g->leak[node];
    for (size_t e = first; e < first + (size_t)degree; e++) {
        sum += g->siemens[e];
    }
    step.ohm = 1 / sum;
    if (degree >= 1) {
        step.a = g->neighbour[first];
        step.share_a = g->siemens[first] / sum;
        g->leak[step.a] += step.share_a * g->leak[node];
    }
    if (degree == 2) {
        step.b = g->neighbour[first + 1];
        step.share_b = g->siemens[first + 1] / sum;
        g->leak[step.b] += step.share_b * g->leak[node];
    }
    if (degree == 2 && step.a != step.b) {
        join_neighbours(w, first, first + 1, g->siemens[first] * step.share_b);
    } else {
        for (int32_t k = 0; k < degree; k++) {
            remove_edge(w, step.a, w->twin[first + (size_t)k]);
        }
        if (degree > 0) {
            wait_if_low(w, step.a);
        }
    }
    w->degree[node] = -1;
    w->reduction->order[w->reduction->steps.count] = node;
    w->reduction->steps.items[w->reduction->steps.count++] = step;
}

/* Look at a node: eliminate it, or let it wait where a neighbour went in this round. */
static void visit(worker *w, int32_t node, int32_t round) {
    if (w->degree[node] < 0 || w->degree[node] > 2) {
        return;
    }
    if (w->round[node] == round) {
        w->waiting.nodes.items[w->waiting.nodes.count++] = node;
        return;
    }
    size_t first = w->graph->start[node];
    for (size_t e = first; e < first + (size_t)w->degree[node]; e++) {
        w->round[w->graph->neighbour[e]] = round;
    }
    eliminate(w, node);
}

static ird_status eliminate_all(worker *w, ird_error *err) {
    node_list now = {0};
    ird_status status = ird_vec_reserve(&now.nodes, w->graph->n, doing, err);
    for (size_t i = 0; status == IRD_OK && i < w->graph->n; i++) {
        if (w->degree[i] <= 2) {
            now.nodes.items[now.nodes.count++] = (int32_t)i;
        }
    }
    for (int32_t round = 1; status == IRD_OK && now.nodes.count > 0; round++) {
        w->waiting.nodes.count = 0;
        status = ird_vec_reserve(&w->waiting.nodes, 2 * now.nodes.count, doing, err);
        for (size_t i = 0; status == IRD_OK && i < now.nodes.count; i++) {
            visit(w, now.nodes.items[i], round);
        }
        node_list looked_at = now;
        now = w->waiting;
        w->waiting = looked_at;
    }
    ird_free(now.nodes.items);
    return status;
}

/* Move the rows that are left to the front; core_of (n values) is scratch. */
static void pack(worker *w, int32_t *core_of) {
    ird_graph *g = w->graph;
    int32_t *core_node = w->reduction->order + w->reduction->steps.count;
    size_t core = 0;
    for (size_t i = 0; i < g->n; i++) {
        core_of[i] = w->degree[i] >= 0 ? (int32_t)core++ : -1;
    }
    size_t out = 0;
    for (size_t i = 0; i < g->n; i++) {
        if (core_of[i] < 0) {
            continue;
        }
        size_t row = (size_t)core_of[i];
        size_t first = g->start[i];
        g->start[row] = out;
        g->leak[row] = g->leak[i];
        core_node[row] = (int32_t)i;
        for (size_t e = first; e < first + (size_t)w->degree[i]; e++) {
            g->neighbour[out] = core_of[g->neighbour[e]];
            g->siemens[out++] = g->siemens[e];
        }
    }
    g->start[core] = out;
    g->n = core;
    w->reduction->core = core;
}

static ird_status run(worker *w, size_t *scratch, ird_error *err) {
    ird_graph *graph = w->graph;
    size_t n = graph->n;
    ird_status status = sort_rows(graph, scratch, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&w->reduction->steps, n, doing, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        w->degree[i] = (int32_t)(graph->start[i + 1] - graph->start[i]);
    }
    pair_edges(w, scratch);
    status = eliminate_all(w, err);
    if (status == IRD_OK) {
        pack(w, w->round);
        status = ird_graph_sum_parallel(graph, NULL, err);
    }
    return status;
}

/* Fewer low nodes than this part are left to the factorisation: finding them would cost
 * more than it saves (a mesh has none). */
static bool is_worth_it(const ird_graph *graph) {
    size_t low = 0;
    for (size_t i = 0; i < graph->n; i++) {
        low += graph->start[i + 1] - graph->start[i] <= 2 ? 1 : 0;
    }
    return low > graph->n / 50 && graph->start[graph->n] < UINT32_MAX;
}

ird_status ird_reduce(ird_reduction *reduction, ird_graph *graph, ird_error *err) {
    memset(reduction, 0, sizeof *reduction);
    if (!is_worth_it(graph)) {
        reduction->core = graph->n;
        return IRD_OK;
    }
    size_t n = graph->n;
    size_t edges = graph->start[n];
    worker w = {.graph = graph, .reduction = reduction};
    w.twin = ird_alloc(edges, sizeof *w.twin);
    w.degree = ird_alloc(n, sizeof *w.degree);
    w.round = ird_alloc_zero(n, sizeof *w.round);
    size_t *scratch = ird_alloc(n + 1, sizeof *scratch);
    reduction->order = ird_alloc(n, sizeof *reduction->order);
    ird_status status = IRD_OK;
    if (w.twin == NULL || w.degree == NULL || w.round == NULL || scratch == NULL ||
        reduction->order == NULL) {
        status = ird_fail_memory(err, doing);
    } else {
        status = run(&w, scratch, err);
    }
    ird_free(w.twin);
    ird_free(w.degree);
    ird_free(w.round);
    ird_free(w.waiting.nodes.items);
    ird_free(scratch);
    if (status != IRD_OK) {
        ird_reduction_free(reduction);
        ird_graph_free(graph);
    }
    return status;
}

void ird_reduction_renumber(ird_reduction *reduction, const int32_t *number) {
    for (size_t i = 0; i < reduction->steps.count; i++) {
        ird_elimination *s = &reduction->steps.items[i];
        s->a = s->a >= 0 ? number[s->a] : -1;
        s->b = s->b >= 0 ? number[s->b] : -1;
    }
    ird_free(reduction->order);
    reduction->order = NULL;
}

void ird_reduction_forward(const ird_reduction *reduction, double *x) {
    for (size_t i = 0; i < reduction->steps.count; i++) {
        const ird_elimination *s = &reduction->steps.items[i];
        if (s->a >= 0) {
            x[s->a] += s->share_a * x[i];
        }
        if (s->b >= 0) {
            x[s->b] += s->share_b * x[i];
        }
    }
}

void ird_reduction_backward(const ird_reduction *reduction, double *x) {
    for (size_t i = reduction->steps.count; i-- > 0;) {
        const ird_elimination *s = &reduction->steps.items[i];
        double value = x[i] * s->ohm;
        value += s->a >= 0 ? s->share_a * x[s->a] : 0;
        value += s->b >= 0 ? s->share_b * x[s->b] : 0;
        x[i] = value;
    }
}

void ird_reduction_backward_two(const ird_reduction *reduction, double *x, double *y) {
    for (size_t i = reduction->steps.count; i-- > 0;) {
        const ird_elimination *s = &reduction->steps.items[i];
        double x_i = x[i] * s->ohm, y_i = 0;
        if (s->a >= 0) {
            x_i += s->share_a * x[s->a];
            y_i += s->share_a * y[s->a];
        }
        if (s->b >= 0) {
            x_i += s->share_b * x[s->b];
            y_i += s->share_b * y[s->b];
        }
        x[i] = x_i;
        y[i] = y_i;
    }
}
