/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "base/alloc.h"
#include "coarse/cells.h"

static const char *const doing = "making the coarse network";

/* Part of the diagonal that is added to the leak: two cells whose only nodes lie at the
 * border between them have almost the same rows in P, and the difference of the two then
 * almost no conductance. */
#define FLOOR 1e-9

/* Conductances by pairs of cells a < b, in a hash table with open addressing. */
typedef struct pairs {
    uint64_t *keys; /* a << 32 | b, plus 1; 0: free */
    double *siemens;
    size_t count, mask;
} pairs;

static void pairs_free(pairs *p) {
    ird_free(p->keys);
    ird_free(p->siemens);
}

static ird_status pairs_open(pairs *p, size_t slots, ird_error *err) {
    *p = (pairs){.mask = slots - 1};
    p->keys = ird_alloc_zero(slots, sizeof *p->keys);
    p->siemens = ird_alloc(slots, sizeof *p->siemens);
    if (p->keys == NULL || p->siemens == NULL) {
        pairs_free(p);
        return ird_fail_memory(err, doing);
    }
    return IRD_OK;
}

static size_t pairs_slot(const pairs *p, uint64_t key) {
    size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & p->mask;
    while (p->keys[at] != 0 && p->keys[at] != key) {
        at = (at + 1) & p->mask;
    }
    return at;
}

static ird_status pairs_grow(pairs *p, ird_error *err) {
    pairs larger;
    ird_status status = pairs_open(&larger, 2 * (p->mask + 1), err);
    if (status != IRD_OK) {
        return status;
    }
    for (size_t i = 0; i <= p->mask; i++) {
        if (p->keys[i] != 0) {
            size_t at = pairs_slot(&larger, p->keys[i]);
            larger.keys[at] = p->keys[i];
            larger.siemens[at] = p->siemens[i];
        }
    }
    larger.count = p->count;
    pairs_free(p);
    *p = larger;
    return IRD_OK;
}

static ird_status pairs_add(pairs *p, int32_t a, int32_t b, double siemens,
                            ird_error *err) {
    uint64_t low = (uint64_t)(a < b ? a : b), high = (uint64_t)(a < b ? b : a);
    uint64_t key = (low << 32 | high) + 1;
    size_t at = pairs_slot(p, key);
    if (p->keys[at] == 0) {
        if (2 * (p->count + 1) > p->mask) {
            ird_status status = pairs_grow(p, err);
            if (status != IRD_OK) {
                return status;
            }
            at = pairs_slot(p, key);
        }
        p->keys[at] = key;
        p->siemens[at] = 0;
        p->count++;
    }
    p->siemens[at] += siemens;
    return IRD_OK;
}

/* A row over cells: of P, or the difference of two. */
typedef struct row {
    int32_t cell[2 * IRD_CORNERS];
    double weight[2 * IRD_CORNERS];
    size_t count;
} row;

static void row_add(row *r, const ird_corners *corners, double factor) {
    for (int k = 0; k < IRD_CORNERS && corners->cell[k] >= 0; k++) {
        size_t at = 0;
        while (at < r->count && r->cell[at] != corners->cell[k]) {
            at++;
        }
        if (at == r->count) {
            r->cell[at] = corners->cell[k];
            r->weight[at] = 0;
            r->count++;
        }
        r->weight[at] += factor * corners->weight[k];
    }
}

/* An element of energy siemens (sum of weight x)^2 / 2 has the matrix siemens w w'. */
static ird_status add_element(pairs *p, const row *r, double siemens, ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t a = 0; a < r->count && status == IRD_OK; a++) {
        for (size_t b = a + 1; b < r->count && status == IRD_OK; b++) {
            status = pairs_add(p, r->cell[a], r->cell[b],
                               -siemens * r->weight[a] * r->weight[b], err);
        }
    }
    return status;
}

/* Every edge of the core, and every leak; a row's weights sum to 1, or to 0 for an edge,
 * so that the leaks alone make the sums of rows. */
static ird_status add_elements(const ird_cells *cells, const ird_graph *core, pairs *p,
                               double *leak, ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t i = 0; i < core->n && status == IRD_OK; i++) {
        row own = {.count = 0};
        row_add(&own, &cells->corners[i], 1);
        if (core->leak[i] > 0) {
            status = add_element(p, &own, core->leak[i], err);
            for (size_t k = 0; k < own.count; k++) {
                leak[own.cell[k]] += core->leak[i] * own.weight[k];
            }
        }
        for (size_t e = core->start[i]; e < core->start[i + 1] && status == IRD_OK; e++) {
            if ((size_t)core->neighbour[e] > i) {
                row edge = own;
                row_add(&edge, &cells->corners[core->neighbour[e]], -1);
                status = add_element(p, &edge, core->siemens[e], err);
            }
        }
    }
    return status;
}

/* The pairs as a graph: both directions of each edge. */
static ird_status fill_graph(const pairs *p, ird_graph *graph, ird_error *err) {
    size_t n = graph->n;
    graph->start = ird_alloc_zero(n + 2, sizeof *graph->start);
    graph->neighbour = ird_alloc(2 * p->count, sizeof *graph->neighbour);
    graph->siemens = ird_alloc(2 * p->count, sizeof *graph->siemens);
    if (graph->start == NULL || graph->neighbour == NULL || graph->siemens == NULL) {
        return ird_fail_memory(err, doing);
    }
    /* Counted two rows ahead: filling row i moves start[i + 1] from its begin to its end.
     */
    for (size_t i = 0; i <= p->mask; i++) {
        if (p->keys[i] != 0) {
            graph->start[((p->keys[i] - 1) >> 32) + 2]++;
            graph->start[((p->keys[i] - 1) & UINT32_MAX) + 2]++;
        }
    }
    for (size_t i = 2; i < n + 2; i++) {
        graph->start[i] += graph->start[i - 1];
    }
    for (size_t i = 0; i <= p->mask; i++) {
        if (p->keys[i] != 0) {
            int32_t ends[2] = {(int32_t)((p->keys[i] - 1) >> 32),
                               (int32_t)((p->keys[i] - 1) & UINT32_MAX)};
            for (int end = 0; end < 2; end++) {
                size_t at = graph->start[ends[end] + 1]++;
                graph->neighbour[at] = ends[1 - end];
                graph->siemens[at] = p->siemens[i];
            }
        }
    }
    return IRD_OK;
}

/* See FLOOR. */
static void raise_leaks(ird_graph *graph) {
    for (size_t i = 0; i < graph->n; i++) {
        double diagonal = graph->leak[i];
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            diagonal += graph->siemens[e];
        }
        graph->leak[i] += FLOOR * diagonal;
    }
}

ird_status ird_cells_graph(const ird_cells *cells, const ird_graph *core,
                           ird_graph *coarse, ird_error *err) {
    ird_graph made = {.n = cells->count};
    pairs p;
    ird_status status = pairs_open(&p, 1024, err);
    if (status != IRD_OK) {
        return status;
    }
    made.leak = ird_alloc_zero(made.n, sizeof *made.leak);
    status = made.leak != NULL ? add_elements(cells, core, &p, made.leak, err)
                               : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        status = fill_graph(&p, &made, err);
    }
    pairs_free(&p);
    if (status != IRD_OK) {
        ird_graph_free(&made);
        return status;
    }
    raise_leaks(&made);
    *coarse = made;
    return IRD_OK;
}
