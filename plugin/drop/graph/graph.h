/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The equations as a weighted graph: row i of the matrix G has
 *     G_ii = leak_i + sum of siemens, G_ij = -siemens of the edge i-j.
 * Both directions of an edge are kept. Working with conductances instead of matrix
 * entries keeps every number positive, so that elimination never subtracts.
 * Internal to graph/, engine/, ranks/, static/, coarse/, change/ and psolve/.
 */
#ifndef IRD_GRAPH_GRAPH_H
#define IRD_GRAPH_GRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct ird_graph {
    size_t n;
    size_t *start;      /* n + 1: edges of i are [start[i], start[i + 1]) */
    int32_t *neighbour; /* one an edge direction */
    double *siemens;    /* the same */
    double *leak;       /* n: conductance to the sources */
} ird_graph;            /* all zero is an empty one */

void ird_graph_free(ird_graph *graph);

/* Sum edges to the same neighbour; how many were summed into another goes to *parallel,
 * which may be NULL. */
ird_status ird_graph_sum_parallel(ird_graph *graph, size_t *parallel, ird_error *err);

/* Give back the room behind the last edge. */
ird_status ird_graph_shrink(ird_graph *graph, ird_error *err);

size_t ird_graph_bytes(const ird_graph *graph);

void ird_graph_multiply(const ird_graph *graph, const double *x, double *out); /* G x */
double ird_graph_norm(const ird_graph *graph); /* largest absolute row sum */

#endif
