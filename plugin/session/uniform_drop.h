/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The drop of a net when its current is drawn evenly over the core: what can be said of a
 * power grid before cells are placed.
 *
 * Cells draw from rails, so that the current is spread evenly along the metal of the
 * layer nearest to the cells that has wires in the core. Between two nodes at a and b of
 * the network, L apart, with i the current per length and r the resistance per length,
 * the drop at x is
 *
 *     d(x) = d_a + (d_b - d_a) x / L + r i x (L - x) / 2,
 *
 * whose current into the two ends is half of i L each and that of the slope: loads of i L
 * / 2 at the nodes give the exact d_a and d_b. From the last node to the end of a rail, e
 * away, it rises by r i e^2 / 2. The worst place is looked for along all of the metal.
 */
#ifndef IRD_SESSION_UNIFORM_DROP_H
#define IRD_SESSION_UNIFORM_DROP_H

#include "session/net_grid.h"

typedef struct ird_uniform_drop {
    const ird_net_grid *grid;            /* good until ird_session_end_command */
    const ird_factor *factor;            /* of its network; as long */
    ird_solution solution;               /* of the nodes */
    ird_power_origin origin;             /* of the power */
    int32_t layer;                       /* whose metal the current is drawn from */
    double metal_um;                     /* its length in the core */
    double total_a;                      /* drawn in all: by unconnected metal, too */
    double unconnected_a;                /* of it, where no source reaches */
    double worst_drop_v, average_drop_v; /* along the metal that a source reaches */
    ird_point_um worst_at;
} ird_uniform_drop; /* all zero is an empty one */

void ird_uniform_drop_free(ird_uniform_drop *drop); /* leaves an empty one */

/* The current is that of total_w, or, where that is NAN, of all instances on the net by
 * the present power, placed or not. Leaves the last solution as it is. Raises
 * GRID_NO_METAL where the net has no wire in the core, and what need_grid and solve
 * raise. */
ird_status ird_session_solve_uniform(ird_session *session, int32_t net, double total_w,
                                     const ird_monitor *monitor, ird_uniform_drop *drop,
                                     ird_error *err);

#endif
