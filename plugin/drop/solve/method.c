/* SPDX-License-Identifier: BSD-3-Clause */
#include "solve/method.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "solve/cg.h"
#include "solve/dense.h"

/* Dissection and its dense fronts are for graphs that fill: meshes from DISSECT_FROM
 * nodes on (2.5 times as fast as CHOLMOD at 1e4 and 1e5), and anything large. Graphs with
 * fewer edges a node, such as the grid of aes with its pins, hardly fill under minimum
 * degree; small dense fronts then only add zeros. */
enum { DISSECT_FROM = 2000, DISSECT_ALWAYS_FROM = 200000 };
#define DISSECT_EDGES 1.8 /* a node */

/* Above this many bytes, and unless the user set a limit of his own, single precision
 * with refinement is preferred. On a mesh of 1e7 nodes it took 21 s and 4.0 GB to the
 * first drops and 0.85 s for other loads, double precision 23 s, 5.7 GB and 0.53 s. */
#define LARGE_FACTOR ((size_t)2 << 30)

double ird_method_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static size_t memory_limit(const ird_solve_options *options) {
    if (options->memory_limit_bytes > 0) {
        return options->memory_limit_bytes;
    }
    long pages = sysconf(_SC_PHYS_PAGES);
    long page = sysconf(_SC_PAGE_SIZE);
    return pages > 0 && page > 0 ? (size_t)pages / 2 * (size_t)page : SIZE_MAX;
}

/* Whether a dissected graph, whose factor in double precision takes so many bytes, is
 * factored in single precision. */
static bool wants_single(const ird_method *method, const ird_solve_options *options,
                         size_t bytes) {
    if (method->fronts == NULL || options->method != IRD_SOLVE_AUTO) {
        return method->fronts != NULL && options->method == IRD_SOLVE_SINGLE;
    }
    bool is_large = options->memory_limit_bytes == 0 && bytes > LARGE_FACTOR;
    size_t limit = memory_limit(options);
    return (is_large || bytes > limit) && ird_fronts_bytes(method->fronts, true) <= limit;
}

static ird_status prepare_fronts(ird_method *method, const ird_monitor *monitor,
                                 ird_factor_info *info, ird_error *err) {
    double begin_s = ird_method_seconds();
    bool is_single = method->kind == IRD_SOLVE_SINGLE;
    ird_status status =
        ird_fronts_factor(method->fronts, &method->graph, is_single, monitor, err);
    info->factor_s = ird_method_seconds() - begin_s;
    info->ordering = "nested dissection";
    info->memory_bytes = ird_fronts_bytes(method->fronts, is_single);
    info->factor_nonzeros = ird_fronts_entries(method->fronts);
    ird_graph_free(&method->graph);
    return status;
}

/* More entries than this times n log2 n are the sign of a graph that no places suit (a
 * square mesh has 1.6 of them); those that a netlist gives are not doubted. */
#define FILL_LIMIT 4.0

/* Cut and analyse; method->fronts stays NULL where places are of no use. */
static ird_status dissect(ird_method *method, ird_places *places, ird_error *err) {
    ird_dissection dissection;
    bool is_good, is_given = places->known == places->n;
    double n = (double)method->graph.n;
    ird_status status = ird_places_complete(places, &method->graph, err);
    if (status == IRD_OK) {
        status =
            ird_dissect(&dissection, &method->graph, places->x, places->y, &is_good, err);
    }
    if (status == IRD_OK && is_good) {
        status = ird_fronts_analyse(&method->fronts, &dissection, &method->graph, err);
    }
    if (status == IRD_OK && method->fronts != NULL && !is_given &&
        ird_fronts_entries(method->fronts) > FILL_LIMIT * n * log2(n)) {
        ird_fronts_free(method->fronts);
        method->fronts = NULL;
    }
    return status;
}

static ird_status prepare_multigrid(ird_method *method, ird_factor_info *info,
                                    ird_error *err) {
    ird_fronts_free(method->fronts);
    method->fronts = NULL;
    ird_direct_free(method->direct);
    method->direct = NULL;
    method->kind = IRD_SOLVE_MULTIGRID;
    double begin_s = ird_method_seconds();
    ird_status status = ird_multigrid_create(&method->multigrid, &method->graph, err);
    info->factor_s = ird_method_seconds() - begin_s;
    info->ordering = "none";
    if (status == IRD_OK) {
        info->memory_bytes = ird_multigrid_bytes(method->multigrid);
    }
    return status;
}

/* method->direct is analysed. */
static ird_status prepare_direct(ird_method *method, size_t bytes, int32_t *order,
                                 ird_factor_info *info, ird_error *err) {
    memcpy(order, ird_direct_order(method->direct), method->graph.n * sizeof *order);
    ird_graph_free(&method->graph);
    double begin_s = ird_method_seconds();
    ird_status status = ird_direct_factor(method->direct, err);
    info->factor_s = ird_method_seconds() - begin_s;
    info->ordering = "minimum degree";
    info->memory_bytes = bytes;
    info->factor_nonzeros = ird_direct_nonzeros(method->direct);
    return status;
}

static bool wants_dissection(const ird_graph *graph, const ird_solve_options *options) {
    double edges = (double)graph->start[graph->n] / 2;
    if (options->by_degree) {
        return false;
    }
    return options->method == IRD_SOLVE_SINGLE || graph->n >= DISSECT_ALWAYS_FROM ||
           (graph->n >= DISSECT_FROM && edges >= DISSECT_EDGES * (double)graph->n);
}

/* Order and analyse: by places where it pays, else by minimum degree. *bytes is what the
 * factor will take. A graph that is too large for either, in memory or in indices, has
 * *bytes at SIZE_MAX. */
static ird_status analyse(ird_method *method, ird_places *places,
                          const ird_solve_options *options, size_t *bytes,
                          ird_error *err) {
    if (wants_dissection(&method->graph, options)) {
        ird_status status = dissect(method, places, err);
        if (status != IRD_OK || method->fronts != NULL) {
            *bytes = status == IRD_OK ? ird_fronts_bytes(method->fronts, false) : 0;
            return status;
        }
    }
    ird_status status = ird_direct_analyse(&method->direct, &method->graph, bytes, err);
    if (status == IRD_SOLVE_TOO_LARGE && options->method == IRD_SOLVE_AUTO) {
        *bytes = SIZE_MAX;
        return IRD_OK;
    }
    return status;
}

static ird_status prepare(ird_method *method, ird_places *places,
                          const ird_solve_options *options, const ird_monitor *monitor,
                          int32_t *order, ird_factor_info *info, ird_error *err) {
    if (options->method == IRD_SOLVE_MULTIGRID) {
        return prepare_multigrid(method, info, err);
    }
    size_t bytes = 0;
    double begin_s = ird_method_seconds();
    ird_status status = analyse(method, places, options, &bytes, err);
    info->order_s = ird_method_seconds() - begin_s;
    if (status != IRD_OK) {
        return status;
    }
    if (wants_single(method, options, bytes)) {
        method->kind = IRD_SOLVE_SINGLE;
        return prepare_fronts(method, monitor, info, err);
    }
    size_t limit = options->method == IRD_SOLVE_AUTO ? memory_limit(options) : SIZE_MAX;
    if (bytes > limit || (method->fronts == NULL && method->direct == NULL)) {
        return prepare_multigrid(method, info, err);
    }
    return method->fronts != NULL ? prepare_fronts(method, monitor, info, err)
                                  : prepare_direct(method, bytes, order, info, err);
}

ird_status ird_method_prepare(ird_method *method, ird_graph *graph, ird_places *places,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, int32_t *order,
                              ird_factor_info *info, ird_error *err) {
    memset(method, 0, sizeof *method);
    method->graph = *graph;
    method->n = graph->n;
    memset(graph, 0, sizeof *graph);
    method->kind = IRD_SOLVE_DIRECT;
    for (size_t i = 0; i < method->graph.n; i++) {
        order[i] = (int32_t)i;
    }
    info->ordering = "none";
    ird_status status = IRD_OK;
    if (method->graph.n > 0) {
        int threads_before = ird_dense_threads();
        ird_dense_set_threads((int)options->threads);
        status = prepare(method, places, options, monitor, order, info, err);
        ird_dense_set_threads(threads_before);
    }
    info->method = method->kind;
    if (status != IRD_OK) {
        ird_method_free(method);
    }
    return status;
}

static void multiply(void *graph, const double *x, double *out) {
    ird_graph_multiply(graph, x, out);
}

ird_status ird_method_solve(ird_method *method, const double *rhs, double *x,
                            size_t *iterations, ird_error *err) {
    if (method->fronts != NULL) {
        ird_fronts_solve(method->fronts, rhs, x);
        return IRD_OK;
    }
    if (rhs != x) {
        memcpy(x, rhs, method->n * sizeof *x);
    }
    if (method->direct != NULL) {
        return ird_direct_solve_ordered(method->direct, x, err);
    }
    if (method->multigrid != NULL) {
        ird_operator matrix = {multiply, &method->graph};
        ird_operator preconditioner = {ird_multigrid_apply, method->multigrid};
        return ird_cg(&matrix, &preconditioner, method->graph.n, x, iterations, err);
    }
    return IRD_OK;
}

void ird_method_free(ird_method *method) {
    if (method != NULL) {
        ird_direct_free(method->direct);
        ird_fronts_free(method->fronts);
        ird_multigrid_free(method->multigrid);
        ird_graph_free(&method->graph);
        memset(method, 0, sizeof *method);
    }
}
