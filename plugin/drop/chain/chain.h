/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Nets that feed each other through power switches, solved together: one network of all
 * with a resistor for each switch. It is symmetric positive definite like that of one
 * net, so that the answer is exact, whatever flows through which switch.
 *
 *     ird_switches_find(&switches, ...);
 *     ird_extract(grids[net], ...);                  each net of ird_switches_joined
 *     ird_chain_solve(flows, grids, count, &switches, &ird_solve_defaults, ...);
 *     ird_grid_feed(grids[net], &switches, flows, err);     each that switches feed
 *     ird_grid_carry(grids[net], &switches, flows, err);    each
 *
 * After that each grid alone has the solution that it has among all, and is solved,
 * mapped and predicted like any other.
 */
#ifndef IRD_CHAIN_CHAIN_H
#define IRD_CHAIN_CHAIN_H

#include "extract/switches.h"
#include "static/solve.h"

typedef struct ird_chain_info {
    size_t nodes, connected;    /* of all networks; switches that are connected */
    double residual, kirchhoff; /* as of ird_solution */
} ird_chain_info;

/* grids: one a special net; NULL where it takes no part. As ird_extract and
 * ird_grid_set_power leave them, without what switches carry. flows: one a switch;
 * without a grid on either side it is not connected. Drops are counted from the supply of
 * the net that each chain begins with. Raises what ird_factor_create and
 * ird_solve raise. */
ird_status ird_chain_solve(ird_switch_flow *flows, ird_chain_info *info,
                           ird_grid *const *grids, size_t net_count,
                           const ird_switches *switches, const ird_solve_options *options,
                           const ird_monitor *monitor, ird_error *err);

#endif
