/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A design around the networks of a netlist, which has none: a die, nets and power, but
 * no cells. With it a netlist is a source of grids like LEF and DEF.
 */
#ifndef IRD_EXTRACT_NETLIST_DESIGN_H
#define IRD_EXTRACT_NETLIST_DESIGN_H

#include "design/design.h"
#include "network/split.h"
#include "power/power.h"

/* Extent of the nodes; a box of one um where they have no coordinates. */
ird_rect ird_netlist_die(const ird_network *network);

/* Die, core and a special net for each network; named like the file of path. What was
 * made stays on failure. */
ird_status ird_netlist_design_make(ird_design *design, const ird_network_list *nets,
                                   ird_rect die, const char *path, ird_error *err);

/* Currents at their supplies. Ground nets, whose current is that of the power nets again,
 * add nothing; alone they do not say what supply their cells have. What was made stays on
 * failure. */
ird_status ird_netlist_power_make(ird_power *power, const ird_network_list *nets,
                                  const char *path, ird_error *err);

/* What cells on the net have: its own voltage, and for the ground net that of the power
 * net beside it if there is one alone. */
double ird_netlist_cell_supply_v(const ird_network_list *nets, size_t net);

#endif
