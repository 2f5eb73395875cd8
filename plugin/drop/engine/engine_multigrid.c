/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The engine of conjugate gradients, preconditioned by multigrid.
 */
#include <string.h>

#include "base/alloc.h"
#include "engine/cg.h"
#include "engine/kind.h"
#include "engine/multigrid.h"

typedef struct state {
    ird_graph graph; /* the finest grid */
    ird_multigrid *multigrid;
} state;

static void free_state(void *context) {
    state *s = context;
    if (s != NULL) {
        ird_multigrid_free(s->multigrid);
        ird_graph_free(&s->graph);
        ird_free(s);
    }
}

static ird_status analyse(void **made, ird_system *system, ird_error *err) {
    (void)system;
    *made = ird_alloc_zero(1, sizeof(state));
    return *made != NULL ? IRD_OK : ird_fail_memory(err, "solving a power grid");
}

/* Seconds of the reference: a node in making the grids, and in a step, of which there
 * are about so many. */
static const double NODE_S = 0.35e-6, STEP_S = 0.1e-6;
enum { STEPS = 35, VECTORS = 4 };

static ird_status cost(const void *context, const ird_system *system,
                       ird_engine_cost *cost, ird_error *err) {
    (void)context;
    (void)err;
    cost->method = IRD_SOLVE_MULTIGRID;
    cost->kept_bytes = ird_multigrid_most_bytes(&system->graph, &cost->peak_bytes);
    cost->solve_bytes = VECTORS * system->graph.n * sizeof(double);
    cost->factor_s = NODE_S * (double)system->graph.n;
    cost->solve_s = STEP_S * STEPS * (double)system->graph.n;
    return IRD_OK;
}

static ird_status factor(void *context, ird_system *system, int32_t *order,
                         ird_error *err) {
    state *s = context;
    (void)order;
    s->graph = system->graph;
    memset(&system->graph, 0, sizeof system->graph);
    return ird_multigrid_create(&s->multigrid, &s->graph, err);
}

static void multiply(void *graph, const double *x, double *out) {
    ird_graph_multiply(graph, x, out);
}

static ird_status solve(void *context, const double *rhs, double *x, size_t *iterations,
                        ird_error *err) {
    state *s = context;
    if (rhs != x) {
        memcpy(x, rhs, s->graph.n * sizeof *x);
    }
    ird_operator matrix = {multiply, &s->graph};
    ird_operator preconditioner = {ird_multigrid_apply, s->multigrid};
    return ird_cg(&matrix, &preconditioner, s->graph.n, x, iterations, err);
}

static void tell(const void *context, ird_engine_info *info) {
    const state *s = context;
    info->method = IRD_SOLVE_MULTIGRID;
    info->memory_bytes = ird_multigrid_bytes(s->multigrid);
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
