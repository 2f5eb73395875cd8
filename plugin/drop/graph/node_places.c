/* SPDX-License-Identifier: BSD-3-Clause */
#include "graph/node_places.h"

#include <string.h>

#include "base/alloc.h"

static const char *const doing = "finding places in a power grid";

ird_status ird_places_make(ird_places *places, size_t n, ird_error *err) {
    ird_places made = {.n = n};
    made.x = ird_alloc_zero(n, sizeof *made.x);
    made.y = ird_alloc_zero(n, sizeof *made.y);
    made.is_known = ird_alloc_zero(n, sizeof *made.is_known);
    if (made.x == NULL || made.y == NULL || made.is_known == NULL) {
        ird_places_free(&made);
        return ird_fail_memory(err, doing);
    }
    *places = made;
    return IRD_OK;
}

void ird_places_free(ird_places *places) {
    if (places != NULL) {
        ird_free(places->x);
        ird_free(places->y);
        ird_free(places->is_known);
        memset(places, 0, sizeof *places);
    }
}

/* ---- from neighbours --------------------------------------------------------------- */

/* The middle of the neighbours that had places a step earlier; at least one did. */
static void take_middle(ird_places *places, const ird_graph *graph, const int32_t *step,
                        int32_t node) {
    double x = 0, y = 0, count = 0;
    for (size_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
        int32_t other = graph->neighbour[e];
        if (step[other] >= 0 && step[other] < step[node]) {
            x += (double)places->x[other];
            y += (double)places->y[other];
            count++;
        }
    }
    places->x[node] = (float)(x / count);
    places->y[node] = (float)(y / count);
    places->is_known[node] = true;
}

/* Nodes next to known ones, then those next to them, and so on. queue and step, which is
 * -1 all over, have n values; step stays so for those that this does not reach. */
static void spread(ird_places *places, const ird_graph *graph, int32_t *queue,
                   int32_t *step) {
    size_t count = 0;
    for (size_t i = 0; i < graph->n; i++) {
        if (places->is_known[i]) {
            step[i] = 0;
            queue[count++] = (int32_t)i;
        }
    }
    for (size_t at = 0; at < count; at++) {
        int32_t node = queue[at];
        if (step[node] > 0) {
            take_middle(places, graph, step, node);
        }
        for (size_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
            int32_t other = graph->neighbour[e];
            if (step[other] < 0) {
                step[other] = step[node] + 1;
                queue[count++] = other;
            }
        }
    }
    places->known = count;
}

/* ---- from edges apart -------------------------------------------------------------- */

typedef struct walker {
    const ird_graph *graph;
    int32_t *queue;    /* nodes of the component, by distance from where the last walk
                          began */
    size_t count;      /* how many */
    int32_t *edges[4]; /* per node: edges from a, b, c, e; -1 before the walk */
} walker;

/* Edges from `from` to each node of its component into edges. */
static void walk(walker *w, int32_t from, int32_t *edges) {
    const ird_graph *graph = w->graph;
    for (size_t i = 0; i < w->count; i++) {
        edges[w->queue[i]] = -1;
    }
    w->queue[0] = from;
    w->count = 1;
    edges[from] = 0;
    for (size_t at = 0; at < w->count; at++) {
        int32_t node = w->queue[at];
        for (size_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
            int32_t other = graph->neighbour[e];
            if (edges[other] < 0) {
                edges[other] = edges[node] + 1;
                w->queue[w->count++] = other;
            }
        }
    }
}

/* The last of the nodes half way between a and b, which is the farthest of them from
 * where the last walk began. */
static int32_t last_half_way(const walker *w) {
    for (size_t i = w->count; i-- > 0;) {
        int32_t node = w->queue[i];
        int32_t lead = w->edges[0][node] - w->edges[1][node];
        if (lead >= -1 && lead <= 1) {
            return node;
        }
    }
    return w->queue[0]; /* a single node */
}

/* Places for the component of a node, to the right of *right, which moves on. */
static void invent(ird_places *places, walker *w, int32_t node, float *right) {
    w->count = 0;
    walk(w, node, w->edges[0]);
    int32_t a = w->queue[w->count - 1];
    walk(w, a, w->edges[0]);
    int32_t b = w->queue[w->count - 1];
    walk(w, b, w->edges[1]);
    walk(w, last_half_way(w), w->edges[2]);
    int32_t c = last_half_way(w);
    walk(w, c, w->edges[2]);
    walk(w, last_half_way(w), w->edges[3]);
    float low = 0, high = 0;
    for (size_t i = 0; i < w->count; i++) {
        int32_t at = w->queue[i];
        float u = (float)(w->edges[0][at] - w->edges[1][at]);
        float v = (float)(w->edges[2][at] - w->edges[3][at]);
        places->x[at] = (u - v) / 2;
        places->y[at] = (u + v) / 2;
        places->is_known[at] = true;
        low = places->x[at] < low ? places->x[at] : low;
        high = places->x[at] > high ? places->x[at] : high;
    }
    for (size_t i = 0; i < w->count; i++) {
        places->x[w->queue[i]] += *right - low;
    }
    *right += high - low + 1;
    places->known += w->count;
}

ird_status ird_places_complete(ird_places *places, const ird_graph *graph,
                               ird_error *err) {
    if (places->known == places->n) {
        return IRD_OK;
    }
    size_t n = graph->n;
    walker w = {.graph = graph, .queue = ird_alloc(n, sizeof *w.queue)};
    int32_t *edges = ird_alloc(n, 4 * sizeof *edges);
    ird_status status = IRD_OK;
    if (w.queue == NULL || edges == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    memset(edges, 0xff, 4 * n * sizeof *edges);
    for (size_t i = 0; i < 4; i++) {
        w.edges[i] = edges + i * n;
    }
    spread(places, graph, w.queue, w.edges[0]);
    float right = 0;
    for (size_t i = 0; i < n; i++) {
        right = places->is_known[i] && places->x[i] >= right ? places->x[i] + 1 : right;
    }
    for (size_t i = 0; i < n && places->known < n; i++) {
        if (!places->is_known[i]) {
            invent(places, &w, (int32_t)i, &right);
        }
    }
done:
    ird_free(w.queue);
    ird_free(edges);
    return status;
}
