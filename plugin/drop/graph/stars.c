/* SPDX-License-Identifier: BSD-3-Clause */
#include "graph/stars.h"

#include <stdbool.h>
#include <string.h>

#include "base/many_targets.h"

static const char *const doing = "eliminating nodes of a power grid";

/* The first round takes that part of the nodes at least (a mesh has fewer, at its rim),
 * and the next ones this. */
enum { FIRST = 8, NEXT = 16 };

void ird_stars_free(ird_stars *stars) {
    if (stars != NULL) {
        ird_free(stars->items.items);
        ird_graph_free(&stars->rest);
        ird_free(stars->order);
        memset(stars, 0, sizeof *stars);
    }
}

/* Where a node of the present graph goes. */
enum { TAKEN = -1, BESIDE = -2, UNDECIDED = -3 };

typedef struct round_work {
    ird_stars *stars;
    const ird_graph *graph; /* as it is before the round */
    int32_t *to;            /* per node: its number in the next graph, or TAKEN */
    int32_t *name;          /* per node: what it was called at first */
    size_t left;
} round_work;

static size_t degree_of(const ird_graph *graph, size_t node) {
    return graph->start[node + 1] - graph->start[node];
}

/* Choose nodes, no two side by side, in their order: along a rail every other one. */
static size_t choose(round_work *w) {
    const ird_graph *g = w->graph;
    size_t taken = 0;
    for (size_t i = 0; i < g->n; i++) {
        w->to[i] = UNDECIDED;
    }
    for (size_t i = 0; i < g->n; i++) {
        if (w->to[i] != UNDECIDED || degree_of(g, i) > IRD_STAR_ENDS) {
            continue;
        }
        w->to[i] = TAKEN;
        taken++;
        for (size_t e = g->start[i]; e < g->start[i + 1]; e++) {
            w->to[g->neighbour[e]] = BESIDE;
        }
    }
    w->left = 0;
    for (size_t i = 0; i < g->n; i++) {
        w->to[i] = w->to[i] == TAKEN ? TAKEN : (int32_t)w->left++;
    }
    return taken;
}

/* Conductance of a node to all that is around it. */
static double sum_of(const ird_graph *g, size_t node) {
    double sum = g->leak[node];
    for (size_t e = g->start[node]; e < g->start[node + 1]; e++) {
        sum += g->siemens[e];
    }
    return sum;
}

static ird_status note_stars(round_work *w, size_t taken, ird_error *err) {
    const ird_graph *g = w->graph;
    IRD_TRY(ird_vec_reserve(&w->stars->items, taken, doing, err));
    for (size_t i = 0; i < g->n; i++) {
        if (w->to[i] != TAKEN) {
            continue;
        }
        ird_star star = {{w->name[i], w->name[i], w->name[i]}, {0}, 1 / sum_of(g, i)};
        size_t first = g->start[i];
        for (size_t k = 0; k < degree_of(g, i); k++) {
            star.end[k] = w->name[g->neighbour[first + k]];
            star.share[k] = g->siemens[first + k] * star.ohm;
        }
        w->stars->order[w->stars->items.count] = w->name[i];
        w->stars->items.items[w->stars->items.count++] = star;
    }
    return IRD_OK;
}

/* Edges of the row of node in the next graph, some to the same neighbour: counted, or
 * written from `at` on where next is not NULL. */
static size_t put_row(const round_work *w, size_t node, ird_graph *next, size_t at) {
    const ird_graph *g = w->graph;
    size_t begin = at;
    for (size_t e = g->start[node]; e < g->start[node + 1]; e++) {
        size_t other = (size_t)g->neighbour[e];
        if (w->to[other] != TAKEN) {
            if (next != NULL) {
                next->neighbour[at] = w->to[other];
                next->siemens[at] = g->siemens[e];
            }
            at++;
            continue;
        }
        double share = next != NULL ? g->siemens[e] / sum_of(g, other) : 0;
        for (size_t k = g->start[other]; k < g->start[other + 1]; k++) {
            if ((size_t)g->neighbour[k] == node) {
                continue;
            }
            if (next != NULL) {
                next->neighbour[at] = w->to[g->neighbour[k]];
                next->siemens[at] = share * g->siemens[k];
            }
            at++;
        }
        if (next != NULL) {
            next->leak[w->to[node]] += share * g->leak[other];
        }
    }
    return at - begin;
}

static ird_status make_next(const round_work *w, ird_graph *next, ird_error *err) {
    const ird_graph *g = w->graph;
    size_t edges = 0;
    for (size_t i = 0; i < g->n; i++) {
        edges += w->to[i] != TAKEN ? put_row(w, i, NULL, 0) : 0;
    }
    next->n = w->left;
    next->start = ird_alloc(w->left + 1, sizeof *next->start);
    next->neighbour = ird_alloc(edges, sizeof *next->neighbour);
    next->siemens = ird_alloc(edges, sizeof *next->siemens);
    next->leak = ird_alloc(w->left, sizeof *next->leak);
    if (next->start == NULL || next->neighbour == NULL || next->siemens == NULL ||
        next->leak == NULL) {
        return ird_fail_memory(err, doing);
    }
    size_t at = 0, row = 0;
    next->start[0] = 0;
    for (size_t i = 0; i < g->n; i++) {
        if (w->to[i] != TAKEN) {
            next->leak[row] = g->leak[i];
            at += put_row(w, i, next, at);
            next->start[++row] = at;
        }
    }
    return ird_graph_sum_parallel(next, NULL, err);
}

/* One round: what is left becomes the rest. *took becomes false where it would not pay,
 * or would leave nothing.
 */
static ird_status take_round(round_work *w, bool *took, ird_error *err) {
    ird_graph next = {0};
    size_t taken = choose(w);
    size_t parts = w->stars->items.count == 0 ? FIRST : NEXT;
    *took = w->left > 0 && taken > 0 && taken >= w->graph->n / parts;
    if (!*took) {
        return IRD_OK;
    }
    ird_status status = note_stars(w, taken, err);
    if (status == IRD_OK) {
        status = make_next(w, &next, err);
    }
    if (status != IRD_OK) {
        ird_graph_free(&next);
        return status;
    }
    for (size_t i = 0; i < w->graph->n; i++) {
        if (w->to[i] != TAKEN) {
            w->name[w->to[i]] = w->name[i];
        }
    }
    ird_graph_free(&w->stars->rest);
    w->stars->rest = next;
    w->graph = &w->stars->rest;
    return IRD_OK;
}

/* Nodes count as they are eliminated from here on; number is scratch. */
static void renumber(ird_stars *stars, const int32_t *name, size_t n, int32_t *number) {
    size_t count = stars->items.count;
    memcpy(stars->order + count, name, stars->rest.n * sizeof *name);
    for (size_t i = 0; i < n; i++) {
        number[stars->order[i]] = (int32_t)i;
    }
    for (size_t i = 0; i < count; i++) {
        for (int k = 0; k < IRD_STAR_ENDS; k++) {
            int32_t *end = &stars->items.items[i].end[k];
            *end = number[*end];
        }
    }
}

ird_status ird_stars_make(ird_stars *stars, const ird_graph *graph, ird_error *err) {
    ird_stars made = {0};
    round_work w = {.stars = &made, .graph = graph};
    w.to = ird_alloc(graph->n, sizeof *w.to);
    w.name = ird_alloc(graph->n, sizeof *w.name);
    made.order = ird_alloc(graph->n, sizeof *made.order);
    ird_status status = IRD_OK;
    if (w.to == NULL || w.name == NULL || made.order == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    for (size_t i = 0; i < graph->n; i++) {
        w.name[i] = (int32_t)i;
    }
    for (bool took = true; took && status == IRD_OK;) {
        status = take_round(&w, &took, err);
    }
    if (status == IRD_OK && made.items.count > 0) {
        renumber(&made, w.name, graph->n, w.to);
        *stars = made;
        made = (ird_stars){0};
    }
done:
    ird_free(w.to);
    ird_free(w.name);
    ird_stars_free(&made);
    return status;
}

void ird_stars_forward(const ird_stars *stars, double *x) {
    for (size_t i = 0; i < stars->items.count; i++) {
        const ird_star *s = &stars->items.items[i];
        double own = x[i];
        for (int k = 0; k < IRD_STAR_ENDS; k++) {
            x[s->end[k]] += s->share[k] * own;
        }
    }
}

void ird_stars_backward(const ird_stars *stars, double *x) {
    for (size_t i = stars->items.count; i-- > 0;) {
        const ird_star *s = &stars->items.items[i];
        double sum = x[i] * s->ohm;
        for (int k = 0; k < IRD_STAR_ENDS; k++) {
            sum += s->share[k] * x[s->end[k]];
        }
        x[i] = sum;
    }
}

IRD_MANY_TARGETS
void ird_stars_forward_lanes(const ird_stars *stars, ird_lanes *x) {
    for (size_t i = 0; i < stars->items.count; i++) {
        const ird_star *s = &stars->items.items[i];
        ird_lanes own = x[i];
        for (int k = 0; k < IRD_STAR_ENDS; k++) {
            x[s->end[k]] += (float)s->share[k] * own;
        }
    }
}

IRD_MANY_TARGETS
void ird_stars_backward_lanes(const ird_stars *stars, ird_lanes *x) {
    for (size_t i = stars->items.count; i-- > 0;) {
        const ird_star *s = &stars->items.items[i];
        ird_lanes sum = x[i] * (float)s->ohm;
        for (int k = 0; k < IRD_STAR_ENDS; k++) {
            sum += (float)s->share[k] * x[s->end[k]];
        }
        x[i] = sum;
    }
}
