/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A grid with other currents or other cells on the network of one that stays as it is.
 * The two share all memory but islands, currents and loads with their names, and perhaps
 * terminals, so that they have one factor, and the first must outlive the second.
 */
#ifndef IRD_EXTRACT_SHARED_GRID_H
#define IRD_EXTRACT_SHARED_GRID_H

#include "extract/extract.h"

/* As grid, without loads: for ird_grid_set_power, ird_grid_move. Terminals are borrowed
 * or copied; a grid that others hold on to but for its network must not lend its own. */
ird_status ird_shared_grid_make(ird_grid *shared, const ird_grid *grid,
                                bool borrows_terminals, ird_error *err);

/* As grid, which is the network of a netlist alone, with the loads of another netlist and
 * what they are called. The two have the same grid (ird_network_same_grid); the other one
 * is empty afterwards. */
void ird_shared_grid_take_loads(ird_grid *shared, const ird_grid *grid,
                                ird_network *netlist);

/* Loads of 0 A at the pins of a grid without currents: what looks at where loads are, for
 * their layer or their islands, then says the same whatever instances draw. */
ird_status ird_grid_mark_loads(ird_grid *grid, const ird_design *design,
                               const ird_technology *tech, ird_error *err);

void ird_shared_grid_free(ird_grid *shared); /* leaves an empty one */

#endif
