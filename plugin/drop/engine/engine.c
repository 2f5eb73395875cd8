/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/engine.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/workers.h"
#include "engine/dense.h"
#include "engine/kind.h"

/* In the order in which they are asked. The last takes the least memory: what the first
 * that suits the system cannot hold goes there. */
static const ird_engine_kind *const kinds[] = {
    &ird_engine_fronts,
    &ird_engine_cholmod,
    &ird_engine_ranks,
    &ird_engine_multigrid,
};

enum { KINDS = sizeof kinds / sizeof *kinds };

const char *ird_solve_method_name(ird_solve_method method) {
    static const char *const names[] = {"auto", "direct", "single", "multigrid", "petsc"};
    _Static_assert(sizeof names / sizeof *names == IRD_SOLVE_METHODS, "a name each");
    return names[method];
}

/* What AUTO may take: who names a method gets it, or hears that it cannot be. */
static size_t memory_limit(const ird_engine_options *options) {
    if (options->memory_limit_bytes > 0) {
        return options->memory_limit_bytes;
    }
    long pages = sysconf(_SC_PHYS_PAGES);
    long page = sysconf(_SC_PAGE_SIZE);
    return pages > 0 && page > 0 ? (size_t)pages / 2 * (size_t)page : SIZE_MAX;
}

size_t ird_engine_threads(const ird_engine_options *options) {
    return ird_workers_wanted(options->threads);
}

/* By which engines choose: half of the machine, or what is there where that is less. */
size_t ird_engine_limit(const ird_engine_options *options, size_t room_bytes,
                        size_t beside_bytes) {
    size_t room = room_bytes == SIZE_MAX      ? room_bytes
                  : room_bytes > beside_bytes ? room_bytes - beside_bytes
                                              : 0;
    size_t limit = options->method == IRD_SOLVE_AUTO ? memory_limit(options) : SIZE_MAX;
    return room < limit ? room : limit;
}

/* On meshes from so many nodes on multigrid gives the first drops sooner than a factor
 * (docs/benchmarks.md), and takes less memory. It does not on wires that cross, nor for
 * who solves again and again. */
enum { ITERATE_FROM = 6000000 };

bool ird_engine_is_mesh(const ird_graph *graph) {
    static const double LEAST_EDGES = 1.75; /* a node */
    return (double)graph->start[graph->n] / 2 > LEAST_EDGES * (double)graph->n;
}

static bool wants_to_iterate(const ird_system *system) {
    const ird_engine_options *options = system->options;
    return options->method == IRD_SOLVE_AUTO && options->memory_limit_bytes == 0 &&
           options->prefers_single == 0 && system->graph.n >= ITERATE_FROM &&
           ird_engine_is_mesh(&system->graph);
}

/* Ask one after the other; the last one always takes the system. Only AUTO is bound by
 * the limit. */
static ird_status choose(ird_engine *engine, ird_system *system, ird_error *err) {
    bool fits = !wants_to_iterate(system);
    bool is_bound = system->options->method == IRD_SOLVE_AUTO;
    for (size_t i = 0; i < KINDS && engine->state == NULL; i++) {
        const ird_engine_kind *kind = kinds[i];
        bool is_last = i + 1 == KINDS;
        bool serves = (kind->methods & IRD_SERVES(system->options->method)) != 0;
        if (!serves || (!fits && !is_last)) {
            continue;
        }
        ird_status status = kind->analyse(&engine->state, system, err);
        if (status != IRD_OK) {
            return status;
        }
        engine->kind = kind;
        if (engine->state != NULL && !is_last && is_bound &&
            kind->bytes(engine->state) > system->limit_bytes) {
            engine->info.cost.declined_bytes = kind->bytes(engine->state);
            kind->free(engine->state);
            engine->state = NULL;
            fits = false;
        }
    }
    return IRD_OK;
}

/* What an unknown has taken before, beside the graph: how it came to be. */
enum { BEFORE_BYTES = 24 };

/* What is held of a graph until its factor is made. */
static size_t graph_bytes(const ird_graph *graph) {
    return graph->n * (2 * sizeof(double) + BEFORE_BYTES) +
           graph->start[graph->n] * (sizeof(double) + sizeof(int32_t));
}

/* The graph until the factor is there, and what comes then. */
static void add_beside(ird_engine_cost *cost, const ird_graph *graph) {
    size_t after = cost->kept_bytes + cost->solve_bytes +
                   graph->n * (IRD_ENGINE_BESIDE_BYTES + IRD_ENGINE_SOLVE_BYTES);
    cost->peak_bytes += graph_bytes(graph);
    cost->peak_bytes = cost->peak_bytes > after ? cost->peak_bytes : after;
}

/* Choose, and say what that will take, the graph with it. */
static ird_status analyse(ird_engine *engine, ird_system *system, ird_error *err) {
    IRD_TRY(choose(engine, system, err));
    ird_engine_cost *cost = &engine->info.cost;
    size_t declined = cost->declined_bytes;
    *cost = (ird_engine_cost){.declined_bytes = declined};
    IRD_TRY(engine->kind->cost(engine->state, system, cost, err));
    add_beside(cost, &system->graph);
    return IRD_OK;
}

/* Of small networks multigrid takes more than a factor. */
static const char *instead_of(const ird_engine_cost *cost, const ird_system *system) {
    ird_engine_cost grids = {0};
    ird_error none;
    if (cost->method == IRD_SOLVE_DIRECT) {
        return "-method auto takes what fits: a factor in single precision, or multigrid";
    }
    if (cost->method != IRD_SOLVE_SINGLE ||
        ird_engine_multigrid.cost(NULL, system, &grids, &none) != IRD_OK) {
        return NULL;
    }
    add_beside(&grids, &system->graph);
    return grids.peak_bytes < cost->peak_bytes ? "-method multigrid takes less" : NULL;
}

/* The graph is there already, and is analysed: what is told is what comes on top. */
static ird_status expect(const ird_engine *engine, const ird_system *system,
                         ird_error *err) {
    const ird_engine_cost *c = &engine->info.cost;
    size_t there = graph_bytes(&system->graph) + c->analysed_bytes;
    size_t more = c->peak_bytes > there ? c->peak_bytes - there : 0;
    const ird_cost cost = {.kind = IRD_COST_FACTOR,
                           .doing = "factoring a power grid",
                           .instead = instead_of(c, system),
                           .nodes = (double)system->graph.n,
                           .peak_bytes = (double)more,
                           .kept_bytes = (double)c->kept_bytes,
                           .reference_s = c->factor_s,
                           .ranks = c->ranks,
                           .is_counted = c->is_counted};
    return ird_monitor_expect(system->monitor, &cost, err);
}

static ird_status prepare(ird_engine *engine, ird_system *system, int32_t *order,
                          ird_error *err) {
    double begin_s = ird_clock_s();
    ird_status status = analyse(engine, system, err);
    double chosen_s = ird_clock_s();
    if (status == IRD_OK) {
        status = expect(engine, system, err);
    }
    if (status == IRD_OK) {
        status = engine->kind->factor(engine->state, system, order, err);
    }
    if (status == IRD_OK) {
        engine->info.engine = engine->kind->name;
        engine->kind->tell(engine->state, &engine->info);
        engine->info.order_s = chosen_s - begin_s;
        engine->info.factor_s = ird_clock_s() - chosen_s;
    }
    return status;
}

/* The graph is there; what comes when it is gone is less than what waits on the way. */
static ird_system system_of(const ird_graph *graph, ird_places *places,
                            const ird_engine_options *options,
                            const ird_monitor *monitor) {
    return (ird_system){*graph,
                        places,
                        options,
                        ird_engine_limit(options, ird_monitor_room(monitor), 0),
                        ird_engine_threads(options),
                        monitor};
}

ird_status ird_engine_prepare(ird_engine *engine, ird_graph *graph, ird_places *places,
                              const ird_engine_options *options,
                              const ird_monitor *monitor, int32_t *order,
                              ird_error *err) {
    ird_engine made = {
        .info = {.method = IRD_SOLVE_DIRECT, .engine = "none", .ordering = "none"}};
    ird_system system = system_of(graph, places, options, monitor);
    memset(graph, 0, sizeof *graph);
    for (size_t i = 0; i < system.graph.n; i++) {
        order[i] = (int32_t)i;
    }
    ird_status status = IRD_OK;
    if (system.graph.n > 0) {
        int threads_before = ird_dense_threads();
        ird_dense_set_threads(1); /* its sums would depend on how many there are */
        status = prepare(&made, &system, order, err);
        ird_dense_set_threads(threads_before);
    }
    ird_graph_free(&system.graph);
    if (status != IRD_OK) {
        ird_engine_free(&made);
    }
    *engine = made;
    return status;
}

ird_status ird_engine_expect(const ird_graph *graph, ird_places *places,
                             const ird_engine_options *options,
                             const ird_monitor *monitor, ird_engine_cost *cost,
                             ird_error *err) {
    ird_engine engine = {0};
    ird_system system = system_of(graph, places, options, monitor);
    ird_status status = IRD_OK;
    if (graph->n > 0) {
        status = analyse(&engine, &system, err);
    }
    if (status == IRD_OK) {
        *cost = engine.info.cost;
    }
    ird_engine_free(&engine);
    return status;
}

ird_status ird_engine_solve(ird_engine *engine, const double *rhs, double *x,
                            size_t *iterations, ird_error *err) {
    if (engine->kind == NULL) {
        return IRD_OK;
    }
    ird_status status = engine->kind->solve(engine->state, rhs, x, iterations, err);
    engine->kind->tell(engine->state, &engine->info);
    return status;
}

bool ird_engine_has_lanes(const ird_engine *engine) {
    return engine->kind == NULL || ird_engine_lanes_room(engine) > 0;
}

size_t ird_engine_lanes_room(const ird_engine *engine) {
    return engine->kind != NULL && engine->kind->lanes_room != NULL
               ? engine->kind->lanes_room(engine->state)
               : 0;
}

void ird_engine_solve_lanes(const ird_engine *engine, ird_lanes *x, ird_lanes *room) {
    if (engine->kind != NULL) {
        engine->kind->solve_lanes(engine->state, x, room);
    }
}

void ird_engine_free(ird_engine *engine) {
    if (engine != NULL) {
        if (engine->kind != NULL) {
            engine->kind->free(engine->state);
        }
        memset(engine, 0, sizeof *engine);
    }
}
