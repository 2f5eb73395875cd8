/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/sampled.h"

#include <string.h>

#include "base/alloc.h"
#include "base/short_sort.h"

static const char *const doing = "sampling a factor of a power grid";

/* An edge that is not eliminated yet, on the list of the end that is eliminated first. */
typedef struct waiting_edge {
    double siemens;
    int32_t other, next; /* position in the order; -1 ends the list */
} waiting_edge;

typedef struct neighbour {
    double siemens;
    int32_t other;
} neighbour;

/* Columns of the factor: those of L have 1 on the diagonal. The last node, of leaks, has
 * none. */
struct ird_sampled {
    size_t n;
    size_t *start; /* n + 1 */
    IRD_VEC(int32_t) rows;
    IRD_VEC(float) values; /* of L, negated */
    double *inverse;       /* 1 / diagonal */
};

typedef struct sampler {
    ird_sampled *made;
    IRD_VEC(waiting_edge) edges;
    int32_t free_edge; /* a list, too */
    int32_t *first;    /* per position */
    int32_t *place;    /* per position: in list, for summing; -1 */
    IRD_VEC(neighbour) list;
    IRD_VEC(double) behind; /* sums of weights from each on */
    uint64_t state;
} sampler;

void ird_sampled_free(ird_sampled *sampled) {
    if (sampled != NULL) {
        ird_free(sampled->start);
        ird_free(sampled->rows.items);
        ird_free(sampled->values.items);
        ird_free(sampled->inverse);
        ird_free(sampled);
    }
}

size_t ird_sampled_entries(const ird_sampled *sampled) {
    return sampled->start[sampled->n];
}

size_t ird_sampled_bytes(const ird_sampled *s) {
    return s->rows.capacity * (sizeof(int32_t) + sizeof(float)) +
           s->n * (sizeof(size_t) + sizeof(double));
}

/* Entries of a node, and what there is room for while they are made. */
static const double MOST_ENTRIES = 4.7, MOST_ROOM = 7;

size_t ird_sampled_most_bytes(const ird_graph *graph, size_t *peak) {
    double n = (double)graph->n, edges = (double)graph->start[graph->n] / 2;
    double node = sizeof(size_t) + sizeof(double);
    double entry = sizeof(int32_t) + sizeof(float);
    double waiting = (edges + n / 8) * sizeof(waiting_edge) + 2 * n * sizeof(int32_t);
    *peak = (size_t)(n * (node + MOST_ROOM * entry) + waiting);
    return (size_t)(n * (node + MOST_ENTRIES * entry)) + ird_graph_bytes(graph);
}

/* In [0, 1): splitmix64. */
static double draw(sampler *s) {
    uint64_t z = (s->state += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static ird_status add_edge(sampler *s, int32_t a, int32_t b, double siemens,
                           ird_error *err) {
    int32_t low = a < b ? a : b, high = a < b ? b : a, at = s->free_edge;
    if (at >= 0) {
        s->free_edge = s->edges.items[at].next;
    } else {
        IRD_TRY(ird_vec_reserve(&s->edges, 1, doing, err));
        at = (int32_t)s->edges.count++;
    }
    s->edges.items[at] = (waiting_edge){siemens, high, s->first[low]};
    s->first[low] = at;
    return IRD_OK;
}

/* ---- elimination --------------------------------------------------------------------
 */

/* The edges of a node, those to one other as one, and back with their room. */
static ird_status gather(sampler *s, int32_t node, ird_error *err) {
    int32_t last = -1;
    s->list.count = 0;
    for (int32_t e = s->first[node]; e >= 0; e = s->edges.items[e].next) {
        const waiting_edge *edge = &s->edges.items[e];
        int32_t at = s->place[edge->other];
        if (at >= 0) {
            s->list.items[at].siemens += edge->siemens;
        } else {
            IRD_TRY(ird_vec_reserve(&s->list, 1, doing, err));
            s->place[edge->other] = (int32_t)s->list.count;
            s->list.items[s->list.count++] = (neighbour){edge->siemens, edge->other};
        }
        last = e;
    }
    if (last >= 0) {
        s->edges.items[last].next = s->free_edge;
        s->free_edge = s->first[node];
    }
    for (size_t i = 0; i < s->list.count; i++) {
        s->place[s->list.items[i].other] = -1;
    }
    return IRD_OK;
}

static bool is_before(const neighbour *a, const neighbour *b) {
    return a->siemens < b->siemens || (a->siemens == b->siemens && a->other < b->other);
}

static int compare(const void *a, const void *b) {
    return is_before(a, b) ? -1 : is_before(b, a) ? 1 : 0;
}

static void sort(neighbour *list, size_t count) {
    IRD_SHORT_SORT(neighbour, list, count, compare);
}

/* The first from `from` on whose part of what is behind holds the draw. */
static size_t choose(const sampler *s, size_t from, double at) {
    size_t low = from, high = s->list.count - 1;
    while (low < high) { /* behind falls */
        size_t middle = low + (high - low) / 2;
        if (s->behind.items[middle + 1] <= at) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* One edge for each neighbour but the last. */
static ird_status sample(sampler *s, ird_error *err) {
    size_t count = s->list.count;
    IRD_TRY(ird_vec_reserve(&s->behind, count + 1, doing, err));
    double *behind = s->behind.items;
    behind[count] = 0;
    for (size_t i = count; i-- > 0;) {
        behind[i] = behind[i + 1] + s->list.items[i].siemens;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        size_t j = choose(s, i + 1, draw(s) * behind[i + 1]);
        double siemens = s->list.items[i].siemens * behind[i + 1] / behind[0];
        IRD_TRY(
            add_edge(s, s->list.items[i].other, s->list.items[j].other, siemens, err));
    }
    return IRD_OK;
}

static ird_status eliminate(sampler *s, int32_t node, ird_error *err) {
    ird_sampled *made = s->made;
    IRD_TRY(gather(s, node, err));
    sort(s->list.items, s->list.count);
    IRD_TRY(ird_vec_reserve(&made->rows, s->list.count, doing, err));
    IRD_TRY(ird_vec_reserve(&made->values, s->list.count, doing, err));
    double sum = 0;
    for (size_t i = 0; i < s->list.count; i++) {
        sum += s->list.items[i].siemens;
    }
    made->inverse[node] = sum > 0 ? 1 / sum : 0;
    for (size_t i = 0; i < s->list.count; i++) {
        if ((size_t)s->list.items[i].other < made->n) {
            made->rows.items[made->rows.count++] = s->list.items[i].other;
            made->values.items[made->values.count++] =
                (float)(s->list.items[i].siemens / sum);
        }
    }
    made->start[node + 1] = made->rows.count;
    return s->list.count > 1 ? sample(s, err) : IRD_OK;
}

static ird_status add_all(sampler *s, const ird_graph *graph, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&s->edges, graph->start[graph->n] / 2 + graph->n / 8, doing,
                            err));
    for (size_t i = 0; i < graph->n; i++) {
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            if ((size_t)graph->neighbour[e] > i) {
                IRD_TRY(
                    add_edge(s, (int32_t)i, graph->neighbour[e], graph->siemens[e], err));
            }
        }
        if (graph->leak[i] > 0) {
            IRD_TRY(add_edge(s, (int32_t)i, (int32_t)graph->n, graph->leak[i], err));
        }
    }
    return IRD_OK;
}

/* Give back the room behind the last entry. */
static ird_status shrink(ird_sampled *made, ird_error *err) {
    size_t count = made->rows.count;
    int32_t *rows = ird_realloc(made->rows.items, count, sizeof *rows);
    made->rows.items = rows != NULL ? rows : made->rows.items;
    float *values = ird_realloc(made->values.items, count, sizeof *values);
    made->values.items = values != NULL ? values : made->values.items;
    made->rows.capacity = made->values.capacity = count;
    return rows != NULL && values != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

static ird_status run(sampler *s, const ird_graph *graph, ird_error *err) {
    size_t n = graph->n;
    s->first = ird_alloc(n + 1, sizeof *s->first);
    s->place = ird_alloc(n + 1, sizeof *s->place);
    if (s->first == NULL || s->place == NULL) {
        return ird_fail_memory(err, doing);
    }
    memset(s->first, 0xff, (n + 1) * sizeof *s->first);
    memset(s->place, 0xff, (n + 1) * sizeof *s->place);
    IRD_TRY(add_all(s, graph, err));
    for (size_t i = 0; i < n; i++) {
        IRD_TRY(eliminate(s, (int32_t)i, err));
    }
    return shrink(s->made, err);
}

ird_status ird_sampled_create(ird_sampled **sampled, const ird_graph *graph,
                              ird_error *err) {
    size_t n = graph->n;
    ird_sampled *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->n = n;
    made->start = ird_alloc_zero(n + 1, sizeof *made->start);
    made->inverse = ird_alloc(n, sizeof *made->inverse);
    sampler s = {.made = made, .free_edge = -1, .state = 1};
    ird_status status = made->start != NULL && made->inverse != NULL
                            ? run(&s, graph, err)
                            : ird_fail_memory(err, doing);
    ird_free(s.edges.items);
    ird_free(s.first);
    ird_free(s.place);
    ird_free(s.list.items);
    ird_free(s.behind.items);
    if (status != IRD_OK) {
        ird_sampled_free(made);
        return status;
    }
    *sampled = made;
    return IRD_OK;
}

/* Two passes: how many edges each node has, then these. */
ird_status ird_sampled_reorder(ird_graph *reordered, const ird_graph *graph,
                               const int32_t *order, ird_error *err) {
    size_t n = graph->n, edges = graph->start[n];
    int32_t *position = ird_alloc(n, sizeof *position);
    ird_graph made = {.n = n};
    made.start = ird_alloc_zero(n + 1, sizeof *made.start);
    made.leak = ird_alloc(n, sizeof *made.leak);
    made.neighbour = ird_alloc(edges, sizeof *made.neighbour);
    made.siemens = ird_alloc(edges, sizeof *made.siemens);
    if (position == NULL || made.start == NULL || made.leak == NULL ||
        made.neighbour == NULL || made.siemens == NULL) {
        ird_free(position);
        ird_graph_free(&made);
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < n; i++) {
        position[order[i]] = (int32_t)i;
    }
    for (size_t i = 0, at = 0; i < n; i++) {
        size_t node = (size_t)order[i];
        for (size_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
            made.neighbour[at] = position[graph->neighbour[e]];
            made.siemens[at++] = graph->siemens[e];
        }
        made.leak[i] = graph->leak[node];
        made.start[i + 1] = at;
    }
    ird_free(position);
    *reordered = made;
    return IRD_OK;
}

/* ---- solving ------------------------------------------------------------------------
 */

void ird_sampled_apply(void *sampled, const double *r, double *z) {
    const ird_sampled *s = sampled;
    const int32_t *rows = s->rows.items;
    const float *values = s->values.items;
    memcpy(z, r, s->n * sizeof *z);
    for (size_t i = 0; i < s->n; i++) {
        double value = z[i];
        for (size_t e = s->start[i]; e < s->start[i + 1]; e++) {
            z[rows[e]] += (double)values[e] * value;
        }
        z[i] = value * s->inverse[i];
    }
    for (size_t i = s->n; i-- > 0;) {
        double value = z[i];
        for (size_t e = s->start[i]; e < s->start[i + 1]; e++) {
            value += (double)values[e] * z[rows[e]];
        }
        z[i] = value;
    }
}
