/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Corners of a solved net: what its drops would be with other power, resistances and
 * supply, without solving anew.
 *
 * The network is linear, so that a drop is the sum of two: what the sources make without
 * any load (nothing where all have the same voltage), and what the loads make with all
 * sources at one voltage. With power times p, resistances times r and voltages times s,
 *
 *     drop = s x of the sources + (p r / s) x of the loads,
 *
 * for the first follows the voltages and not the resistances, which divide it in the same
 * way, and the second current times resistance, where currents are P / V.
 */
#ifndef IRD_ANSWER_CORNER_H
#define IRD_ANSWER_CORNER_H

#include "answer/solved.h"
#include "power/power.h"

typedef struct ird_corners {
    const ird_corner *items;
    size_t count;
} ird_corners;

/* A net in a corner. */
typedef struct ird_corner_net {
    ird_solved solved; /* what it was made of, but with this solution, supply, power */
    ird_solution solution; /* drops, worst, average, current and supply; what each source
                              gives is left out */
    ird_power power;       /* instance_w is its own, the rest as it was set */
    ird_corner factors;
} ird_corner_net; /* all zero is an empty one; do not copy */

void ird_corner_net_free(ird_corner_net *net);

/* The drops that the sources alone make; an empty solution where all have one voltage.
 * Free it with ird_solution_free. Raises what ird_solve raises. */
ird_status ird_corner_sources(ird_solution *sources, const ird_solved *solved,
                              ird_error *err);

/* sources: of the same net. The name of the corner is borrowed. */
ird_status ird_corner_net_make(ird_corner_net *net, const ird_solved *solved,
                               const ird_solution *sources, const ird_corner *corner,
                               ird_error *err);

#endif
