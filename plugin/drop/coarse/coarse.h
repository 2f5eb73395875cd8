/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Coarse physics: the drops of a power grid from a network of n x n cells a layer, for a
 * fraction of what the exact solution takes once the loads change.
 *
 * The core of the factor (what is left when chains and dead ends are eliminated, exactly:
 * see graph/reduce.h) has conductances S and currents j. Its drops are sought among those
 * that are interpolated from the middles of cells, each layer being a plane of its own:
 *     z = P x,    P' S P x = P' j      (Galerkin: of all such z the least energy)
 * P is bilinear over the cells that have a core node of that layer. A network so bound is
 * stiffer than the true one, so z comes out too small; a uniform current over the layer
 * that feeds the cells, solved exactly once for the grid, tells by how much at each node:
 *     z_i := z_i u_i / (P x_u)_i.
 * Gauss-Seidel sweeps over the core then put right what is local. Further rounds do the
 * same for what is left of the currents, each as far along its correction as takes the
 * energy of the error lowest. Chains are filled in exactly from their ends, so that what
 * a single cell drops along its rail is not smoothed away.
 *
 * The grid part depends on the network alone and is kept while loads change; a solution
 * costs passes over the nodes and back-substitutions over the cells. Twice the currents,
 * or twice the resistances, are twice the drops.
 */
#ifndef IRD_COARSE_COARSE_H
#define IRD_COARSE_COARSE_H

#include "static/solve.h"

enum {
    IRD_COARSE_CELLS = 64,
    IRD_COARSE_SWEEPS = 2,
    IRD_COARSE_ROUNDS = 2,
    IRD_COARSE_MOST_ROUNDS = 12
};

/* A grid of up to so many nodes goes on for four times as many: they are cheap. */
enum { IRD_COARSE_SMALL = 500000, IRD_COARSE_SMALL_ROUNDS = 4 * IRD_COARSE_MOST_ROUNDS };

typedef struct ird_coarse_options {
    size_t cells;       /* along each side of the extent of the nodes, 1 to 4096 */
    size_t sweeps;      /* forwards and backwards, after the coarse solution */
    bool is_calibrated; /* by the uniform current; costs one exact solve */
    size_t rounds;      /* of coarse solution and sweep; the first has `sweeps` of them,
                           each other one corrects by what is left. 0 is as 1 */
    size_t most_rounds; /* so many at most, until one takes less than 1e-7 of the energy;
                           up to `rounds`: no more than these */
} ird_coarse_options;

/* 64 cells, IRD_COARSE_SWEEPS, calibrated, two rounds. */
extern const ird_coarse_options ird_coarse_defaults;

/* How to make the factor: resistors of at most 1 milliohm at a pin are merged. They tie
 * pins to rails (PDNSim and extraction write 1 milliohm), are a thousand times stiffer
 * than anything that matters, and would leave one node of the core at each pin. It moves
 * drops by 5 uV of 9.9 mV on aes, and makes its core 4,284 nodes in place of 64,185. */
extern const ird_solve_options ird_coarse_solve_options;

typedef struct ird_coarse_info {
    size_t core;       /* nodes of the core */
    size_t unknowns;   /* cells of all layers that have any of them */
    double nonzeros;   /* of the coarse factor */
    double r_char_ohm; /* mean exact response to a uniform current of 1 A in all */
    double exact_s; /* what the exact solution for that current took; 0: there is none */
    double build_s; /* all of it */
} ird_coarse_info;

typedef struct ird_coarse ird_coarse;

/* Keeps the factor, which must outlive it. Raises COARSE_PLACE where a node of the core
 * has no coordinates, and COARSE_CELLS. */
ird_status ird_coarse_create(ird_coarse **coarse, ird_factor *factor,
                             const ird_coarse_options *options,
                             const ird_monitor *monitor, ird_error *err);

void ird_coarse_free(ird_coarse *coarse); /* NULL is fine */

ird_coarse_info ird_coarse_get_info(const ird_coarse *coarse);

/* Drops for these loads, or the network's own where loads is NULL: drop_v has one a node,
 * NAN where no source reaches. Where change_v is not NULL it takes what one more round
 * (coarse correction and sweep) would add to each node, which tells most of the error.
 * Not safe for concurrent calls on one coarse or its factor. */
ird_status ird_coarse_solve(ird_coarse *coarse, const ird_load *loads, size_t count,
                            double *drop_v, double *change_v, ird_error *err);

/* How much more than change_v of the last solution its drops may be off, at least 1:
 * where rounds take a share q of the energy that the round before took, all that would
 * follow take as much again as 1 / (1 - sqrt q) says. */
double ird_coarse_widening(const ird_coarse *coarse);

/* Take the exact drops of such loads (one a node, as of ird_solution) in the place of the
 * uniform current's for calibration: what follows is right where currents are like those.
 */
ird_status ird_coarse_calibrate(ird_coarse *coarse, const ird_load *loads, size_t count,
                                const double *exact_v, ird_error *err);

/* One a node: the exact drop where a uniform current of 1 A in all is drawn from what
 * feeds the cells, in ohm; NAN where no source reaches. Without calibration
 * the coarse drop. Lives as long as the coarse. */
const double *ird_coarse_response(const ird_coarse *coarse);

/* The uniform current: 1 A in all (negative for a ground net) over the nodes of the layer
 * that feeds most cells, in proportion to the length of wire around each, and over the
 * nodes of other layers that loads are tied to (macros), each as much as the mean node of
 * the first. */
typedef struct ird_uniform_loads {
    IRD_VEC(ird_load) loads;
} ird_uniform_loads;

ird_status ird_uniform_loads_make(ird_uniform_loads *uniform, const ird_network *network,
                                  ird_error *err);
void ird_uniform_loads_free(ird_uniform_loads *uniform);

#endif
