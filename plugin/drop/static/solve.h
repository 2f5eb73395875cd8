/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The exact static solution of a power-grid network.
 *
 * In words of drops d = supply - v the currents at every node balance:
 *     sum over resistors at i of (d_i - d_j) / R_ij = load_i,
 * with d known at the sources. Sources are eliminated, so that the matrix is symmetric
 * positive definite. Links of almost no resistance are merged first, nodes that no source
 * reaches are left out and counted, and nodes with one or two neighbours are eliminated
 * exactly before the rest is factored (rails are long chains of them).
 *
 *     ird_factor *factor = NULL;
 *     ird_factor_create(&factor, &network, &ird_solve_defaults, NULL, err);
 *     ird_solution solution = {0};
 *     ird_solve(&solution, factor, NULL, 0, err);     the loads of the network
 *     ird_solve(&other, factor, loads, count, err);   other loads, the same factor
 */
#ifndef IRD_STATIC_SOLVE_H
#define IRD_STATIC_SOLVE_H

#include "base/monitor.h"
#include "engine/options.h"
#include "graph/nodes.h"
#include "network/network.h"

typedef struct ird_solve_options {
    ird_merging merging;
    ird_engine_options engine;
} ird_solve_options; /* without padding, see solve_options.c */

/* 1 micro-ohm and no pin links; AUTO, half the memory, all cores. */
extern const ird_solve_options ird_solve_defaults;

/* Whether factors made by these are the same, and a number that then is equal, too: what
 * is kept for some options is found again by both. Computed from every field. */
bool ird_solve_options_equal(const ird_solve_options *a, const ird_solve_options *b);
uint64_t ird_solve_options_key(const ird_solve_options *options);

typedef struct ird_factor_info {
    size_t nodes, resistors, sources; /* of the network */
    size_t merged;                    /* nodes that fell together with another */
    size_t pin_links;                 /* resistors merged because they tie a pin */
    size_t parallel;                  /* resistors summed into another */
    size_t unknowns;                  /* after merging, without sources and islands */
    size_t core;                      /* unknowns that were left to factor */
    size_t floating;                  /* nodes in islands */
    size_t island_count;
    const ird_island *islands; /* by size, largest first; the factor owns them */
    ird_solve_method method;   /* what was used */
    const char *engine;     /* "fronts", "multigrid", ... (engine/engine.h) or "none" */
    const char *ordering;   /* "minimum degree", "nested dissection" or "none" */
    double factor_nonzeros; /* 0 for MULTIGRID */
    size_t memory_bytes;    /* of the factor or the grids, without the network */
    double build_s, order_s, factor_s;
    size_t ranks;               /* processes that share the network; 0: none */
    const char *preconditioner; /* theirs; NULL: none */
    double rank_bytes;          /* the most memory that one of them took so far ... */
    double rank_cpu_s;          /* ... and the most processor seconds */
    size_t declined_bytes; /* AUTO: what a factor would have taken that had no room */
} ird_factor_info;

/* What making a factor, and solving by it, will take. Seconds are of the reference
 * (base/cost.h). */
typedef struct ird_factor_cost {
    size_t nodes, unknowns, core; /* as in ird_factor_info */
    ird_solve_method method;
    bool is_counted;               /* bytes are exact; else from above */
    size_t peak_bytes, kept_bytes; /* on top of the network, all taken together ... */
    size_t factor_bytes;           /* ... and of the kept ones those of the engine */
    double entries, flops;         /* of the factor; 0 for MULTIGRID */
    double factor_s, solve_s;      /* with all that comes before; for one set of loads */
    size_t declined_bytes;
    ird_ranks_need ranks; /* beside all of it */
} ird_factor_cost;

typedef struct ird_factor ird_factor;

/* Prepare network for solving. The factor keeps a pointer to it: the network must outlive
 * the factor and its nodes, resistors and sources stay as they are; loads may change.
 * Raises SOLVE_NO_SOURCE (nothing has a voltage), SOLVE_SOURCES (two sources of
 * different voltage on one node), SOLVE_TOO_LARGE (needs more memory than allowed). */
ird_status ird_factor_create(ird_factor **factor, const ird_network *network,
                             const ird_solve_options *options, const ird_monitor *monitor,
                             ird_error *err);

/* By the same steps without the numbers: a tenth to a quarter of the time that the factor
 * takes. Raises the same. */
ird_status ird_factor_expect(ird_factor_cost *cost, const ird_network *network,
                             const ird_solve_options *options, const ird_monitor *monitor,
                             ird_error *err);

/* The same where the network is not there yet, for that many nodes of which so many
 * (core) will be left to factor, as power grids have them: entries within a factor of 2,
 * most often. room_bytes is what AUTO may take; SIZE_MAX: half of the machine. */
void ird_factor_guess(ird_factor_cost *cost, double nodes, double resistors, double core,
                      const ird_solve_options *options, size_t room_bytes);

void ird_factor_free(ird_factor *factor); /* NULL is fine */

/* Pointers inside live as long as the factor. */
ird_factor_info ird_factor_get_info(const ird_factor *factor);

/* Whether a source reaches the node. */
bool ird_factor_reaches(const ird_factor *factor, int32_t node);

typedef struct ird_solution {
    size_t node_count, source_count;
    double *drop_v;   /* one a node, NAN where no source reaches. >= 0 up to rounding */
    double *source_a; /* one a source, positive when it feeds (power) or takes (ground).
                         What several sources on one node give is shared equally */
    double supply_v;  /* drops are counted from here */
    int32_t worst_node;
    double worst_drop_v, average_drop_v; /* over the nodes that a source reaches */
    double total_current_a;              /* of the loads that a source reaches */
    size_t unconnected_count;            /* loads that none reaches ... */
    size_t *unconnected;                 /* ... their indices */
    double unconnected_a;
    double residual;   /* max |G d - j| / (max |G| row sum x max |d| + max |j|) */
    double kirchhoff;  /* |source current - load current| / sum of |load current| */
    size_t iterations; /* of conjugate gradients or refinement */
    double seconds;
} ird_solution; /* all zero is an empty one */

void ird_solution_free(ird_solution *solution); /* leaves an empty one */

/* Solve for loads[0, count), or for the network's own where loads is NULL. Residual and
 * Kirchhoff's balance are always computed; SOLVE_INACCURATE when they miss 1e-10 and
 * 1e-9 after refinement. Not safe for concurrent calls on one factor. */
ird_status ird_solve(ird_solution *solution, ird_factor *factor, const ird_load *loads,
                     size_t count, ird_error *err);

/* For a factor whose parts stay in a folder (ird_ranks.folder): the currents that they
 * are to be solved for, beside them. Raises FILE_WRITE. */
ird_status ird_factor_write_currents(ird_factor *factor, const ird_load *loads,
                                     size_t count, ird_error *err);

double ird_solution_voltage_v(const ird_solution *solution, const ird_network *network,
                              int32_t node);

/* Current of a resistor from a to b in A; NAN where it was merged or is on an island. */
double ird_solution_current_a(const ird_solution *solution, const ird_factor *factor,
                              size_t resistor);

#endif
