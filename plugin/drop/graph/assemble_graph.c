/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "base/alloc.h"
#include "graph/topology.h"

bool ird_topology_companion(const ird_topology *topology, const ird_companion *companion,
                            int32_t *a, int32_t *b) {
    *a = topology->unknown_of[companion->a];
    *b = companion->b >= 0 ? topology->unknown_of[companion->b] : INT32_MIN;
    if (*a < 0) {
        int32_t swap = *a;
        *a = *b;
        *b = swap;
    }
    return *a >= 0 && *b != *a && *b != IRD_FLOATING;
}

/* What the edges are made of. */
typedef struct parts {
    const ird_topology *topology;
    const ird_network *network;
    const ird_companion *companions;
    size_t count;
} parts;

/* How many edges each unknown has, into start[unknown + 1]. */
static void count_edges(const parts *p, size_t *start) {
    const ird_topology *topology = p->topology;
    for (size_t i = 0; i < p->network->resistors.count; i++) {
        const ird_resistor *r = &p->network->resistors.items[i];
        int32_t a = topology->unknown_of[r->a];
        int32_t b = topology->unknown_of[r->b];
        if (a >= 0 && b >= 0 && a != b) {
            start[a + 1]++;
            start[b + 1]++;
        }
    }
    for (size_t i = 0; i < p->count; i++) {
        int32_t a, b;
        if (ird_topology_companion(topology, &p->companions[i], &a, &b) && b >= 0) {
            start[a + 1]++;
            start[b + 1]++;
        }
    }
    for (size_t i = 0; i < topology->unknowns; i++) {
        start[i + 1] += start[i];
    }
}

static void place_edge(ird_graph *graph, int32_t a, int32_t b, double siemens) {
    size_t at_a = graph->start[a]++;
    size_t at_b = graph->start[b]++;
    graph->neighbour[at_a] = b;
    graph->siemens[at_a] = siemens;
    graph->neighbour[at_b] = a;
    graph->siemens[at_b] = siemens;
}

/* Put the edges into their rows. Afterwards start[i] is where row i ends, which is where
 * row i + 1 began. */
static void place_edges(const parts *p, ird_graph *graph) {
    const ird_topology *topology = p->topology;
    for (size_t i = 0; i < p->network->resistors.count; i++) {
        const ird_resistor *r = &p->network->resistors.items[i];
        int32_t a = topology->unknown_of[r->a];
        int32_t b = topology->unknown_of[r->b];
        if ((a < 0 && b < 0) || a == b) {
            continue;
        }
        double siemens = 1 / r->ohm;
        if (a >= 0 && b >= 0) {
            place_edge(graph, a, b, siemens);
        } else {
            graph->leak[a >= 0 ? a : b] += siemens;
        }
    }
    for (size_t i = 0; i < p->count; i++) {
        int32_t a, b;
        if (!ird_topology_companion(topology, &p->companions[i], &a, &b)) {
            continue;
        }
        if (b >= 0) {
            place_edge(graph, a, b, p->companions[i].siemens);
        } else {
            graph->leak[a] += p->companions[i].siemens;
        }
    }
    memmove(graph->start + 1, graph->start, graph->n * sizeof *graph->start);
    graph->start[0] = 0;
}

ird_status ird_topology_graph(const ird_topology *topology, const ird_network *network,
                              const ird_companion *companions, size_t count,
                              ird_graph *graph, size_t *parallel, ird_error *err) {
    const parts p = {topology, network, companions, count};
    size_t n = topology->unknowns;
    ird_graph made = {.n = n};
    made.start = ird_alloc_zero(n + 1, sizeof *made.start);
    made.leak = ird_alloc_zero(n, sizeof *made.leak);
    if (made.start == NULL || made.leak == NULL) {
        goto failed;
    }
    count_edges(&p, made.start);
    made.neighbour = ird_alloc(made.start[n], sizeof *made.neighbour);
    made.siemens = ird_alloc(made.start[n], sizeof *made.siemens);
    if (made.neighbour == NULL || made.siemens == NULL) {
        goto failed;
    }
    place_edges(&p, &made);
    ird_status status = ird_graph_sum_parallel(&made, parallel, err);
    if (status != IRD_OK) {
        ird_graph_free(&made);
        return status;
    }
    *graph = made;
    return IRD_OK;
failed:
    ird_graph_free(&made);
    return ird_fail_memory(err, "assembling the equations of a power grid");
}
