/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The engine of conjugate gradients, preconditioned by multigrid or by a sampled factor.
 */
#include <string.h>

#include "base/alloc.h"
#include "engine/cg.h"
#include "engine/kind.h"
#include "engine/multigrid.h"
#include "engine/sampled.h"
#include "graph/dissect.h"

/* Where wires of two layers cross, groups along the wires are joined to all of the other
 * layer, so that coarser levels have about as many edges as the finest: a sampled factor
 * is faster. */
enum { SAMPLED_FROM = 20000 };

typedef struct state {
    size_t n;
    bool is_sampled;
    ird_multigrid *multigrid; /* or */
    ird_sampled *sampled;
    ird_graph graph; /* that it is of, in its order */
    const char *ordering;
} state;

static void free_state(void *context) {
    state *s = context;
    if (s != NULL) {
        ird_multigrid_free(s->multigrid);
        ird_sampled_free(s->sampled);
        ird_graph_free(&s->graph);
        ird_free(s);
    }
}

static bool prefers_sampled(const ird_graph *graph) {
    return graph->n >= SAMPLED_FROM && !ird_engine_is_mesh(graph);
}

static ird_status analyse(void **made, ird_system *system, ird_error *err) {
    state *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, "solving a power grid");
    }
    s->n = system->graph.n;
    s->is_sampled = prefers_sampled(&system->graph);
    s->ordering = "none";
    *made = s;
    return IRD_OK;
}

/* Seconds of the reference: a node in making levels or a factor, and in a step, of which
 * there are about so many; another thread takes so much of those of multigrid. */
static const double NODE_S = 0.5e-6, SAMPLED_S = 1.0e-6, STEP_S = 34e-9, SHARED = 0.6;
enum { STEPS = 36 };

static ird_status cost(const void *context, const ird_system *system,
                       ird_engine_cost *cost, ird_error *err) {
    (void)context; /* asked of systems that others take, too */
    (void)err;
    double n = (double)system->graph.n;
    bool is_sampled = prefers_sampled(&system->graph);
    cost->method = IRD_SOLVE_MULTIGRID; /* vectors are within IRD_ENGINE_SOLVE_BYTES */
    if (is_sampled) {
        cost->kept_bytes = ird_sampled_most_bytes(&system->graph, &cost->peak_bytes);
    } else {
        cost->kept_bytes = ird_multigrid_most_bytes(&system->graph, &cost->peak_bytes);
    }
    bool is_shared = !is_sampled && system->graph.n >= IRD_MULTIGRID_SHARED;
    double threads = 1 + (is_shared ? SHARED * (double)(system->threads - 1) : 0);
    cost->factor_s = (is_sampled ? SAMPLED_S : NODE_S) * n / threads;
    cost->solve_s = STEP_S * STEPS * n / threads;
    return IRD_OK;
}

/* In the order of a dissection, where places give one; else as nodes lie. */
static ird_status order_nodes(state *s, ird_system *system, int32_t *order,
                              ird_error *err) {
    ird_dissection dissection = {0};
    ird_places *places = system->places;
    bool is_good = false;
    IRD_TRY(ird_places_complete(places, &system->graph, err));
    IRD_TRY(ird_dissect(&dissection, &system->graph, places->x, places->y,
                        system->threads, &is_good, err));
    if (is_good) {
        memcpy(order, dissection.order, s->n * sizeof *order);
        s->ordering = "nested dissection";
    }
    ird_dissection_free(&dissection);
    return IRD_OK;
}

static ird_status factor(void *context, ird_system *system, int32_t *order,
                         ird_error *err) {
    state *s = context;
    if (!s->is_sampled) {
        return ird_multigrid_create(&s->multigrid, &system->graph, order, system->threads,
                                    err);
    }
    IRD_TRY(order_nodes(s, system, order, err));
    IRD_TRY(ird_monitor_tick(system->monitor, "factoring a power grid", 0.4, err));
    IRD_TRY(ird_sampled_reorder(&s->graph, &system->graph, order, err));
    ird_graph_free(&system->graph);
    return ird_sampled_create(&s->sampled, &s->graph, err);
}

static void multiply(void *graph, const double *x, double *out) {
    ird_graph_multiply(graph, x, out);
}

static ird_status solve(void *context, const double *rhs, double *x, size_t *iterations,
                        ird_error *err) {
    state *s = context;
    if (rhs != x) {
        memcpy(x, rhs, s->n * sizeof *x);
    }
    if (!s->is_sampled) {
        return ird_multigrid_solve(s->multigrid, x, iterations, err);
    }
    ird_operator matrix = {multiply, &s->graph};
    ird_operator preconditioner = {ird_sampled_apply, s->sampled};
    return ird_cg(&matrix, &preconditioner, s->n, x, iterations, err);
}

static void tell(const void *context, ird_engine_info *info) {
    const state *s = context;
    info->method = IRD_SOLVE_MULTIGRID;
    info->engine = s->is_sampled ? "sampled" : "multigrid";
    info->ordering = s->ordering;
    info->memory_bytes = s->is_sampled
                             ? ird_sampled_bytes(s->sampled) + ird_graph_bytes(&s->graph)
                             : ird_multigrid_bytes(s->multigrid);
}

const ird_engine_kind ird_engine_multigrid = {
    .name = "multigrid",
    .methods = IRD_SERVES(IRD_SOLVE_AUTO) | IRD_SERVES(IRD_SOLVE_MULTIGRID),
    .analyse = analyse,
    .cost = cost,
    .factor = factor,
    .solve = solve,
    .tell = tell,
    .free = free_state,
};
