/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The coarse network of a net of the session, its drops, and the window that they are
 * drawn in. Each follows from the one before; new currents leave the network and the
 * window, another window leaves the network and the drops.
 */
#ifndef IRD_SESSION_NET_COARSE_H
#define IRD_SESSION_NET_COARSE_H

#include "predict/view.h"
#include "session/session.h"

/* From so many nodes on a grid whose factor does not fit into memory is not calibrated:
 * an exact solution without one would take longer than all the rest. */
enum { IRD_COARSE_LARGE = 3000000 };

struct ird_net_coarse {
    ird_factor *factor; /* with pin links merged */
    ird_coarse *coarse;
    ird_wires wires;
    bool is_calibrated; /* by a uniform current */
    bool is_exact;      /* calibrated by an exact solution of the user's own loads */
    bool has_drops;
    ird_drops drops; /* of the present loads */
    ird_view *view;  /* of the last window, or NULL */
    double build_s;  /* of factor and coarse network */
    double solve_s;  /* of the drops */
    bool is_kept;    /* something was predicted with it before */
};

void ird_net_coarse_free(ird_net_coarse *coarse); /* NULL is fine */

/* The net's grid with its coarse network, made now where it is not there; cells that a
 * newer DEF moves are moved on the grid that is there. Errors of ird_session_need_moved,
 * ird_factor_create and ird_coarse_create. */
ird_status ird_session_need_coarse(ird_session *session, int32_t net,
                                   const ird_monitor *monitor, ird_net_grid **grid,
                                   ird_error *err);

/* Of such a grid: the drops of its present loads, and the view of a window. */
ird_status ird_session_need_drops(ird_net_grid *grid, ird_error *err);
ird_status ird_session_need_view(ird_net_grid *grid, const ird_node_window *window,
                                 ird_error *err);

/* Currents that are connected times the mean response: the scale of the three-channel
 * form, in V. */
double ird_session_mean_v(const ird_net_grid *grid);

/* From now on the coarse network is calibrated by the solution of the grid, which is
 * there, in the place of the uniform current. */
ird_status ird_session_calibrate(ird_net_grid *grid, ird_error *err);

#endif
