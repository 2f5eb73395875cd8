/* SPDX-License-Identifier: BSD-3-Clause */
#include "graph/graph.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

void ird_graph_free(ird_graph *graph) {
    if (graph != NULL) {
        ird_free(graph->start);
        ird_free(graph->neighbour);
        ird_free(graph->siemens);
        ird_free(graph->leak);
        memset(graph, 0, sizeof *graph);
    }
}

size_t ird_graph_bytes(const ird_graph *graph) {
    return graph->n * (sizeof *graph->start + sizeof *graph->leak) +
           graph->start[graph->n] * (sizeof *graph->neighbour + sizeof *graph->siemens);
}

void ird_graph_multiply(const ird_graph *graph, const double *x, double *out) {
    for (size_t i = 0; i < graph->n; i++) {
        double own = x[i];
        double sum = graph->leak[i] * own;
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            sum += graph->siemens[e] * (own - x[graph->neighbour[e]]);
        }
        out[i] = sum;
    }
}

double ird_graph_norm(const ird_graph *graph) {
    double norm = 0;
    for (size_t i = 0; i < graph->n; i++) {
        double sum = graph->leak[i];
        for (size_t e = graph->start[i]; e < graph->start[i + 1]; e++) {
            sum += 2 * graph->siemens[e];
        }
        norm = fmax(norm, sum);
    }
    return norm;
}

/* seen[j] is where the row has its edge to j, plus one; values of earlier rows are at
 * most the beginning of this one. */
ird_status ird_graph_sum_parallel(ird_graph *graph, size_t *parallel, ird_error *err) {
    size_t *seen = ird_alloc_zero(graph->n, sizeof *seen);
    if (seen == NULL) {
        return ird_fail_memory(err, "assembling the equations of a power grid");
    }
    size_t out = 0;
    size_t begin = 0;
    for (size_t i = 0; i < graph->n; i++) {
        size_t end = graph->start[i + 1];
        size_t row = out;
        for (size_t e = begin; e < end; e++) {
            int32_t j = graph->neighbour[e];
            if (seen[j] > row) {
                graph->siemens[seen[j] - 1] += graph->siemens[e];
            } else {
                graph->neighbour[out] = j;
                graph->siemens[out] = graph->siemens[e];
                seen[j] = ++out;
            }
        }
        begin = end;
        graph->start[i + 1] = out;
    }
    ird_free(seen);
    if (parallel != NULL) {
        *parallel = (begin - out) / 2;
    }
    return IRD_OK;
}

ird_status ird_graph_shrink(ird_graph *graph, ird_error *err) {
    size_t edges = graph->start[graph->n];
    int32_t *neighbour = ird_realloc(graph->neighbour, edges, sizeof *neighbour);
    graph->neighbour = neighbour != NULL ? neighbour : graph->neighbour;
    double *siemens = ird_realloc(graph->siemens, edges, sizeof *siemens);
    graph->siemens = siemens != NULL ? siemens : graph->siemens;
    if (neighbour == NULL || siemens == NULL) {
        return ird_fail_memory(err, "assembling the equations of a power grid");
    }
    return IRD_OK;
}
