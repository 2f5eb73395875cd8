/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What an engine is: a file that defines one ird_engine_kind, and its row in the table of
 * engine.c. Its state is made by analyse and lives until free; factor and solve follow
 * in that order. An engine that solves elsewhere, on other cores or machines, needs
 * nothing more: solve may fail. Internal to engine/ and ranks/.
 */
#ifndef IRD_ENGINE_KIND_H
#define IRD_ENGINE_KIND_H

#include "engine/engine.h"

/* The equations, and what is wanted of their solution. */
typedef struct ird_system {
    ird_graph
        graph; /* at least one node; factor may take it over, leaving an empty one */
    ird_places *places;
    const ird_engine_options *options;
    size_t limit_bytes; /* what an engine may take; SIZE_MAX where the user chose one */
    size_t threads; /* that it may use, 1 or more; with the same bits for any number */
    const ird_monitor *monitor;
} ird_system;

/* A bit of ird_engine_kind.methods. */
#define IRD_SERVES(method) (1U << (method))

typedef struct ird_engine_kind {
    const char *name; /* as results tell it */
    unsigned methods; /* those it serves */
    /* Order and analyse. *state stays NULL where this engine is not for that system: the
     * next one is asked. */
    ird_status (*analyse)(void **state, ird_system *system, ird_error *err);
    /* What factoring will take at the least, asked of all but the last. */
    size_t (*bytes)(const void *state);
    /* What it will take, and solving; zeroed before. */
    ird_status (*cost)(const void *state, const ird_system *system, ird_engine_cost *cost,
                       ird_error *err);
    /* The numbers; order as in ird_engine_prepare, one after the other when called. */
    ird_status (*factor)(void *state, ird_system *system, int32_t *order, ird_error *err);
    ird_status (*solve)(void *state, const double *rhs, double *x, size_t *iterations,
                        ird_error *err);
    /* For several right-hand sides at once, by threads with rooms of their own: how many
     * lanes of room that takes (0: this factor cannot), and the solution, in the order of
     * solve; NULL: never. */
    size_t (*lanes_room)(const void *state);
    void (*solve_lanes)(const void *state, ird_lanes *x, ird_lanes *room);
    /* Once factored, and again after each solve; seconds are measured by who calls. */
    void (*tell)(const void *state, ird_engine_info *info);
    void (*free)(void *state); /* NULL is fine */
} ird_engine_kind;

/* A mesh, with two edges a node, and not wires of two layers that cross, where most nodes
 * have two neighbours along and one across: one edge and a half. */
bool ird_engine_is_mesh(const ird_graph *graph);

/* What an engine of RANKS takes for a system with so many ends of edges. */
void ird_ranks_cost(ird_engine_cost *cost, const struct ird_ranks *ranks, double nodes,
                    double ends, size_t threads);

extern const ird_engine_kind ird_engine_fronts, ird_engine_cholmod, ird_engine_ranks,
    ird_engine_multigrid;

#endif
