/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power switches: cells that hand the current of a switched net on to the net that feeds
 * it. Which there are, which way they feed, and what they make of the grids of the nets
 * that they join (../../drop/chain solves those together).
 *
 *   switches  Components whose macro may be one (power/idle.h), or is said to be, with
 *             two pins of one use on different special nets.
 *   way       Nets with sources of their own come first, then what they feed, and so on.
 *             Switches between nets that are equally far from sources hand nothing on.
 *             Where nothing has a source, that net comes first which has fewest pins of
 *             other cells.
 */
#ifndef IRD_EXTRACT_SWITCHES_H
#define IRD_EXTRACT_SWITCHES_H

#include "extract/extract.h"

/* Taken for a switch without a resistance, for the nets to stay two. */
#define IRD_SWITCH_LEAST_OHM 1e-5

typedef struct ird_switch {
    int32_t component;
    int32_t feed_net, feed_pin; /* special net, and pin name of the technology */
    int32_t net, pin;           /* of the switched side */
    double ohm;                 /* >= IRD_SWITCH_LEAST_OHM */
    bool is_assumed;            /* nothing said it: the least */
} ird_switch;

typedef struct ird_switches {
    IRD_VEC(ird_switch) items; /* by component, each once */
    int32_t *depth; /* one a special net: switches before it, at least; -1: no switch is
                       on it */
    size_t net_count;
} ird_switches; /* all zero is an empty one */

void ird_switches_free(ird_switches *switches); /* leaves an empty one */

/* What the session knows; each may be NULL. */
typedef struct ird_switch_settings {
    const double *macro_ohm; /* one a macro: the resistance of a switch; NAN where it is
                                not said, infinite where the macro is no switch */
    const bool *has_source;  /* one a special net: the user has placed sources */
} ird_switch_settings;

ird_status ird_switches_find(ird_switches *switches, const ird_design *design,
                             const ird_technology *tech,
                             const ird_switch_settings *settings, ird_error *err);

/* Whether switches feed the net, and whether it feeds others. */
bool ird_switches_feed(const ird_switches *switches, int32_t net);
bool ird_switches_drain(const ird_switches *switches, int32_t net);

/* The nets that the net is joined with by switches, itself included: is_joined has one a
 * special net. How many; 1 where no switch is on it. */
size_t ird_switches_joined(const ird_switches *switches, int32_t net, bool *is_joined);

/* What a switch carries in the solution of all nets together. */
typedef struct ird_switch_flow {
    bool is_connected;  /* both of its pins have metal that a source reaches */
    double ampere;      /* from the feeding net into the other; < 0: back */
    double feed_drop_v; /* from the ideal supply, on the side that feeds */
    double drop_v;      /* and on the other */
} ird_switch_flow;

/* The pin of a switch among the terminals of the grid: one with a node, or -1. */
int32_t ird_grid_find_terminal(const ird_grid *grid, int32_t component, int32_t pin);

/* On the grid of a net that switches feed, extracted with them as sources: put between
 * each source and its voltage the resistance of the switch and, before it, one on which
 * its current drops as much as it does on the way to the switch. Once a grid, which may
 * have no currents yet. */
ird_status ird_grid_feed(ird_grid *grid, const ird_switches *switches,
                         const ird_switch_flow *flows, ird_error *err);

/* Add what switches carry to the terminals, islands, loads and draws of a grid: out of a
 * net that feeds others, and back out of one that is fed, which no resistance stands for.
 * The solution of the net alone is then that of all nets together.
 * ird_grid_set_power takes it back. */
ird_status ird_grid_carry(ird_grid *grid, const ird_switches *switches,
                          const ird_switch_flow *flows, ird_error *err);

#endif
