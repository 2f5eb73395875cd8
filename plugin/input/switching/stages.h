/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How far each instance is behind the clock's edge, counted in stages, from the
 * connectivity alone: for when nothing else says when it switches.
 *
 *   clock cells  what drives the clock pins of registers, through buffers, inverters and
 *                gates: their distance from the root of the clock
 *   registers    two behind the clock cell that drives them: from clock to output they
 * take about two stages (2.0 of sky130's, 2.4 of Nangate45's, by their Liberty) logic one
 * more than the latest of what drives it, and at the earliest one more than the earliest;
 * 1 behind inputs of the design
 *
 * A register is a cell that Liberty says has an ff or latch; without Liberty one with a
 * clock pin. A gate of a clock is one by Liberty (clock_gating_integrated_cell), else a
 * cell with a clock pin and an output of a name such as GCLK. A clock pin is what Liberty
 * says is one, else a pin of USE CLOCK in LEF, else an input of a name that libraries
 * give to it (CK, CLK, CP, GATE and the like).
 */
#ifndef IRD_SWITCHING_STAGES_H
#define IRD_SWITCHING_STAGES_H

#include "design/design.h"
#include "design/netlist.h"
#include "liberty/liberty.h"

typedef enum ird_role {
    IRD_ROLE_NONE, /* it drives no net */
    IRD_ROLE_LOGIC,
    IRD_ROLE_REGISTER,
    IRD_ROLE_CLOCK
} ird_role;

enum { IRD_ROLES = IRD_ROLE_CLOCK + 1 };

typedef struct ird_stages {
    uint8_t *roles;    /* an ird_role for each component; owned */
    int32_t *levels;   /* from 1; 0 for those that drive no net; owned */
    int32_t *earliest; /* likewise, <= levels; owned */
    size_t count;
    int32_t deepest;
    size_t of_role[IRD_ROLES];
    size_t in_loops; /* logic that drives itself */
} ird_stages;        /* all zero is an empty one */

void ird_stages_free(ird_stages *stages); /* leaves an empty one */

/* The netlist must have its sinks. liberty may be NULL, and clock_net too: the net where
 * the clock begins, which tells gates of the clock from the logic that enables them.
 * Raises CLOCK_NET where the netlist has no such net. */
ird_status ird_stages_find(ird_stages *stages, const ird_design *design,
                           const ird_technology *tech, const ird_liberty *liberty,
                           const ird_netlist *netlist, const char *clock_net,
                           ird_error *err);

#endif
