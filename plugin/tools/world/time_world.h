/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A random floorplan in time: what its cells hold, its package, and what is drawn in each
 * cycle of a clock. The events of a cycle go the way of a user's design: they become the
 * pulses of drains by charge/, and the exact solver takes them (dynamic/).
 *
 *   clock     clock cells draw at both edges, a little before them by their depth in the
 *             tree; registers behind them, in blocks that are not idle
 *   logic     a cell switches at its depth, which its module shares in part, with a
 *             chance that the activity of its module in this cycle moves; deep ones may
 *             switch twice
 *   activity  of a cycle, and of each module in it; modules are idle for some cycles at a
 *             time; now and then a burst in which nearly all of a module switches
 *   charge    by the power pattern of the world (ird_world_power), which has the hot
 *             cells, hot rows and blobs
 *   held      by gates, wires and decaps, over the range of real libraries from 7 to
 *             130 nm (capacitance/capacitance.h), most of a macro's inside of it
 */
#ifndef IRD_WORLD_TIME_WORLD_H
#define IRD_WORLD_TIME_WORLD_H

#include "charge/charge.h"
#include "charge/package.h"
#include "world/world.h"

typedef struct ird_world_time {
    ird_network branch;         /* the grid's network behind its package */
    const ird_network *network; /* what is solved: that, or the grid's own */
    ird_transient transient;    /* of that network; pulses rise by their start */
    double period_s, stage_s;   /* of the clock, and a delay of a stage of logic */
    double pulse_s;             /* a tenth of the cells' pulses are narrower */
    double step_s;              /* to solve with: an eighth of that, 1 to 5 ps */
    size_t cycles;
    double held_f; /* all capacitance of cells */
} ird_world_time;  /* all zero is an empty one */

void ird_world_time_free(ird_world_time *time); /* leaves an empty one */

/* So many cycles of the world, whose grid has the loads of this power, both drawn as
 * vector number `vector`; the grid must outlive it. The same whoever makes it, and a
 * cycle the same however many are made. time must be an empty one, and is when this
 * fails. Raises NO_MEMORY. */
ird_status ird_world_time_make(ird_world_time *time, const ird_world *world,
                               const ird_grid *grid, const ird_power *power,
                               uint64_t vector, size_t cycles, ird_error *err);

#endif
