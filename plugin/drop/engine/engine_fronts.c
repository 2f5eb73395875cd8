/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The engine of dense fronts on a nested dissection, in double or in single precision.
 */
#include <math.h>

#include "base/alloc.h"
#include "engine/fronts.h"
#include "engine/kind.h"

/* Dissection and its dense fronts are for graphs that fill: meshes from DISSECT_FROM
 * nodes on (2.5 times as fast as CHOLMOD at 1e4 and 1e5), and anything large. Graphs with
 * fewer edges a node, such as the grid of aes with its pins, hardly fill under minimum
 * degree; small dense fronts then only add zeros. */
enum { DISSECT_FROM = 2000, DISSECT_ALWAYS_FROM = 200000 };
#define DISSECT_EDGES 1.8 /* a node */

/* More entries than this times n log2 n are the sign of a graph that no places suit (a
 * square mesh has 1.6 of them); those that a netlist gives are not doubted. */
#define FILL_LIMIT 4.0

/* Above this many bytes, and unless the user set a limit of his own, single precision
 * with refinement is preferred. On a mesh of 1e7 nodes it took 21 s and 4.0 GB to the
 * first drops and 0.85 s for other loads, double precision 23 s, 5.7 GB and 0.53 s. */
#define LARGE_FACTOR ((size_t)2 << 30)

typedef struct state {
    ird_fronts *fronts;
    bool is_single;
} state;

static bool wants_dissection(const ird_graph *graph, const ird_engine_options *options) {
    double edges = (double)graph->start[graph->n] / 2;
    if (options->ordering == IRD_ORDER_BY_DEGREE) {
        return false;
    }
    return options->method == IRD_SOLVE_SINGLE || graph->n >= DISSECT_ALWAYS_FROM ||
           (graph->n >= DISSECT_FROM && edges >= DISSECT_EDGES * (double)graph->n);
}

/* Cut and analyse; *fronts stays NULL where places are of no use. */
static ird_status dissect(ird_fronts **fronts, const ird_graph *graph, ird_places *places,
                          ird_error *err) {
    ird_dissection dissection;
    bool is_good = false, is_given = places->known == places->n;
    double n = (double)graph->n;
    ird_status status = ird_places_complete(places, graph, err);
    if (status == IRD_OK) {
        status = ird_dissect(&dissection, graph, places->x, places->y, &is_good, err);
    }
    if (status == IRD_OK && is_good) {
        status = ird_fronts_analyse(fronts, &dissection, graph, err);
    }
    if (status == IRD_OK && *fronts != NULL && !is_given &&
        ird_fronts_entries(*fronts) > FILL_LIMIT * n * log2(n)) {
        ird_fronts_free(*fronts);
        *fronts = NULL;
    }
    return status;
}

static bool wants_single(const ird_fronts *fronts, const ird_system *system) {
    const ird_engine_options *options = system->options;
    size_t bytes = ird_fronts_bytes(fronts, false);
    if (options->method != IRD_SOLVE_AUTO) {
        return options->method == IRD_SOLVE_SINGLE;
    }
    bool is_large = options->memory_limit_bytes == 0 && bytes > LARGE_FACTOR;
    return (is_large || bytes > system->limit_bytes) &&
           ird_fronts_bytes(fronts, true) <= system->limit_bytes;
}

static void free_state(void *context) {
    state *s = context;
    if (s != NULL) {
        ird_fronts_free(s->fronts);
        ird_free(s);
    }
}

static ird_status analyse(void **made, ird_system *system, ird_error *err) {
    if (!wants_dissection(&system->graph, system->options)) {
        return IRD_OK;
    }
    state *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, "ordering a power grid");
    }
    ird_status status = dissect(&s->fronts, &system->graph, system->places, err);
    if (status != IRD_OK || s->fronts == NULL) {
        free_state(s);
        return status;
    }
    s->is_single = wants_single(s->fronts, system);
    *made = s;
    return IRD_OK;
}

static size_t bytes(const void *context) {
    const state *s = context;
    return ird_fronts_bytes(s->fronts, s->is_single);
}

static ird_status factor(void *context, ird_system *system, int32_t *order,
                         ird_error *err) {
    state *s = context;
    (void)order;
    const ird_fronts_wish wish = {s->is_single, system->threads, system->limit_bytes};
    return ird_fronts_factor(s->fronts, &system->graph, &wish, system->monitor, err);
}

static ird_status solve(void *context, const double *rhs, double *x, size_t *iterations,
                        ird_error *err) {
    state *s = context;
    (void)iterations;
    (void)err;
    ird_fronts_solve(s->fronts, rhs, x);
    return IRD_OK;
}

static void tell(const void *context, ird_engine_info *info) {
    const state *s = context;
    info->method = s->is_single ? IRD_SOLVE_SINGLE : IRD_SOLVE_DIRECT;
    info->is_rough = s->is_single;
    info->ordering = "nested dissection";
    info->nonzeros = ird_fronts_entries(s->fronts);
    info->memory_bytes = ird_fronts_bytes(s->fronts, s->is_single);
}

const ird_engine_kind ird_engine_fronts = {
    .name = "fronts",
    .methods = IRD_SERVES(IRD_SOLVE_AUTO) | IRD_SERVES(IRD_SOLVE_DIRECT) |
               IRD_SERVES(IRD_SOLVE_SINGLE),
    .analyse = analyse,
    .bytes = bytes,
    .factor = factor,
    .solve = solve,
    .tell = tell,
    .free = free_state,
};
