/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Solving G x = rhs for a graph, by whichever engine suits it (kind.h): prepared once,
 * solved for as many right-hand sides as there are.
 * Internal to engine/, ranks/, static/, dynamic/, cycles/, change/ and psolve/.
 */
#ifndef IRD_ENGINE_ENGINE_H
#define IRD_ENGINE_ENGINE_H

#include "base/monitor.h"
#include "engine/options.h"
#include "graph/graph.h"
#include "graph/lanes.h"
#include "graph/node_places.h"

/* What an unknown takes beside the engine: what a residual is computed from, and vectors;
 * and what more while it is solved for. They come when the engine has given back what it
 * needs on the way. */
enum { IRD_ENGINE_BESIDE_BYTES = 64, IRD_ENGINE_SOLVE_BYTES = 64 };

/* What factoring and solving take, known once a system is analysed. Seconds are those of
 * the reference (base/cost.h), those of factoring with ordering. */
typedef struct ird_engine_cost {
    ird_solve_method method;
    size_t peak_bytes, kept_bytes, solve_bytes; /* on the way, then, and to solve */
    size_t analysed_bytes;                      /* of them, what analysing holds */
    double entries, flops;                      /* of a factor; 0 where there is none */
    double factor_s, solve_s;
    bool is_counted;       /* bytes are exact; else from above */
    size_t declined_bytes; /* a factor would have taken so much, and was not made: there
                              is less; 0: none was declined */
    ird_ranks_need ranks;  /* beside all of it */
} ird_engine_cost;

typedef struct ird_engine_info {
    ird_solve_method method; /* what was used, never AUTO */
    const char *engine;      /* "fronts", "cholmod", "multigrid", "sampled", "petsc";
                                "none" without unknowns */
    bool is_rough;           /* a solution has seven digits only; it never fails */
    const char *ordering;    /* "minimum degree", "nested dissection" or "none" */
    double nonzeros;         /* of the factor; 0 where there is none */
    size_t memory_bytes;     /* of the factor or the grids */
    double order_s, factor_s;
    size_t ranks;               /* processes that share the network; 0: none */
    const char *preconditioner; /* theirs; NULL: none */
    double rank_bytes;          /* the most memory that one of them took so far ... */
    double rank_cpu_s;          /* ... and the most processor seconds */
    ird_engine_cost cost;       /* as it was expected */
} ird_engine_info;

typedef struct ird_engine {
    const struct ird_engine_kind *kind; /* NULL where there is nothing to solve */
    void *state;                        /* the kind's own */
    ird_engine_info info;
} ird_engine; /* all zero is an empty one */

/* Threads that a large system may use: those wished for, or as many as the process may
 * run on, up to 16. */
size_t ird_engine_threads(const ird_engine_options *options);

/* Choose and prepare. The graph is taken over and empty afterwards; places, as far as
 * known, are completed where need be. order has a value a node: the node that is at that
 * place in the vectors to solve. (Only what CHOLMOD factors has another order than
 * before: bringing vectors there is much of a small solve, but in large ones nodes that
 * are near to one another in the network should be so in memory.) Raises SOLVE_TOO_LARGE
 * and SOLVE_SINGULAR; the engine is empty then. */
ird_status ird_engine_prepare(ird_engine *engine, ird_graph *graph, ird_places *places,
                              const ird_engine_options *options,
                              const ird_monitor *monitor, int32_t *order, ird_error *err);

/* What ird_engine_prepare would take; the graph stays as it is. */
ird_status ird_engine_expect(const ird_graph *graph, ird_places *places,
                             const ird_engine_options *options,
                             const ird_monitor *monitor, ird_engine_cost *cost,
                             ird_error *err);

/* The same for a system of n nodes that is not there yet, as power grids have them. */
void ird_engine_guess(ird_engine_cost *cost, double n, const ird_engine_options *options,
                      size_t room_bytes);

/* What an engine may take of so much room (SIZE_MAX: not known), where so much is needed
 * beside it. */
size_t ird_engine_limit(const ird_engine_options *options, size_t room_bytes,
                        size_t beside_bytes);

/* rhs and x have n values in that order and may be the same. *iterations grows by those
 * made. */
ird_status ird_engine_solve(ird_engine *engine, const double *rhs, double *x,
                            size_t *iterations, ird_error *err);

/* Whether it can solve for several right-hand sides at once, and how many lanes of room,
 * aligned, that takes; x has n lanes in that order. Threads may call it at once, with
 * rooms of their own. */
bool ird_engine_has_lanes(const ird_engine *engine);
size_t ird_engine_lanes_room(const ird_engine *engine);
void ird_engine_solve_lanes(const ird_engine *engine, ird_lanes *x, ird_lanes *room);

void ird_engine_free(ird_engine *engine); /* leaves an empty one */

#endif
