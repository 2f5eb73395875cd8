/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The engine of CHOLMOD: sparse Cholesky by minimum degree.
 */
#include <string.h>

#include "base/alloc.h"
#include "engine/cholmod.h"
#include "engine/kind.h"

typedef struct state {
    ird_cholmod *cholmod;
    size_t n, bytes;
} state;

static void free_state(void *context) {
    state *s = context;
    if (s != NULL) {
        ird_cholmod_free(s->cholmod);
        ird_free(s);
    }
}

static ird_status analyse(void **made, ird_system *system, ird_error *err) {
    state *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, "factoring a power grid");
    }
    s->n = system->graph.n;
    ird_status status = ird_cholmod_analyse(&s->cholmod, &system->graph, &s->bytes, err);
    if (status != IRD_OK) {
        free_state(s);
        bool goes_on =
            status == IRD_SOLVE_TOO_LARGE && system->options->method == IRD_SOLVE_AUTO;
        return goes_on ? IRD_OK : status;
    }
    *made = s;
    return IRD_OK;
}

static size_t bytes(const void *context) {
    const state *s = context;
    return s->bytes;
}

/* Seconds of the reference; flops are at the most those of full columns. */
static const double FLOP_S = 0.5e-9, ENTRY_S = 20e-9, NODE_S = 0.6e-6, READ_S = 2e-9;

static ird_status cost(const void *context, const ird_system *system,
                       ird_engine_cost *cost, ird_error *err) {
    const state *s = context;
    double nodes = (double)s->n;
    (void)system;
    (void)err;
    cost->method = IRD_SOLVE_DIRECT;
    cost->entries = ird_cholmod_nonzeros(s->cholmod);
    cost->flops = ird_cholmod_flops(s->cholmod);
    cost->kept_bytes = s->bytes;
    cost->peak_bytes = s->bytes + s->bytes / 4; /* and a front that is being made */
    cost->factor_s = FLOP_S * cost->flops + ENTRY_S * cost->entries + NODE_S * nodes;
    cost->solve_s = READ_S * cost->entries;
    return IRD_OK;
}

static ird_status factor(void *context, ird_system *system, int32_t *order,
                         ird_error *err) {
    state *s = context;
    memcpy(order, ird_cholmod_order(s->cholmod), s->n * sizeof *order);
    ird_graph_free(&system->graph); /* CHOLMOD has a matrix of its own */
    return ird_cholmod_factor(s->cholmod, err);
}

static ird_status solve(void *context, const double *rhs, double *x, size_t *iterations,
                        ird_error *err) {
    state *s = context;
    (void)iterations;
    if (rhs != x) {
        memcpy(x, rhs, s->n * sizeof *x);
    }
    return ird_cholmod_solve_ordered(s->cholmod, x, err);
}

static void tell(const void *context, ird_engine_info *info) {
    const state *s = context;
    info->method = IRD_SOLVE_DIRECT;
    info->ordering = "minimum degree";
    info->nonzeros = ird_cholmod_nonzeros(s->cholmod);
    info->memory_bytes = s->bytes;
}

const ird_engine_kind ird_engine_cholmod = {
    .name = "cholmod",
    .methods = IRD_SERVES(IRD_SOLVE_AUTO) | IRD_SERVES(IRD_SOLVE_DIRECT) |
               IRD_SERVES(IRD_SOLVE_SINGLE), /* where no places suit the fronts */
    .analyse = analyse,
    .bytes = bytes,
    .cost = cost,
    .factor = factor,
    .solve = solve,
    .tell = tell,
    .free = free_state,
};
