/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The power grid of a net. Three results, of which each shows what the one before has and
 * points to it, so that all three are an ird_net_grid:
 *
 *   grid      the network, without currents: extracted, or a network that is there with
 *             the cells of a newer DEF on it, or that of a SPICE file
 *   loaded    with the currents of the present power
 *   solution  with factor and drops (net_solution.h)
 */
#ifndef IRD_SESSION_NET_GRID_H
#define IRD_SESSION_NET_GRID_H

#include "patch/move.h"
#include "session/session.h"
#include "session/switch_setting.h"
#include "static/solve.h"

typedef struct ird_net_grid {
    int32_t net;   /* special net of the design */
    ird_grid grid; /* of a design from SPICE: the network alone */
    ird_supply_origin supply_origin;
    double supply_v;    /* of its cells */
    double feed_v;      /* of the net that feeds it through switches; NAN: none does */
    double extract_s;   /* what reading, extracting or moving took */
    ird_move move;      /* of cells since the network was extracted */
    ird_key network;    /* of nodes, resistors and sources: equal keys, one factor */
    ird_key answer;     /* of the solution's cell */
    ird_factor *factor; /* NULL but in a solution */
    ird_solution solution;
    ird_solve_wish wish; /* of a solution: how it was asked for */
    /* What this one was made from and holds. */
    ird_cell *root;     /* the grid whose network it shares, or NULL */
    ird_cell *parts[2]; /* of a solution: loaded grid and factor */
    ird_key settings;   /* of an extracted grid: what beside the design it follows from */
    ird_grid_key key;   /* and what of the design */
} ird_net_grid;

/* Whether cells stand elsewhere than when the network was extracted. */
bool ird_net_grid_is_moved(const ird_net_grid *grid);

/* The kind that the running command or else the session has chosen, extracted where the
 * cells are. */
ird_grid_wish ird_session_grid_wish(const ird_session *session);

#define IRD_NETWORK_SPICE "spice"
#define IRD_NETWORK_OF_SPICE "that of the SPICE file"

/* "drawn", "pdnsim" or, of a design that is one, "spice"; and for people. */
const char *ird_session_network_name(const ird_session *session, ird_network_kind kind);
const char *ird_session_network_phrase(const ird_session *session, ird_network_kind kind);

/* The grid of the net, extracted now where it is not there, with the currents of the
 * present power. A cell whose value is an ird_net_grid. */
ird_status ird_session_need_loaded(ird_session *session, int32_t net, ird_grid_wish wish,
                                   const ird_monitor *monitor, ird_cell **loaded,
                                   ird_error *err);

/* The grid of the net as need_loaded would take it, where it is there already, without
 * currents; else NULL. */
ird_status ird_session_find_grid(ird_session *session, int32_t net, ird_grid_wish wish,
                                 ird_cell **grid, ird_error *err);

/* Extract the grid of the net, with currents (power may be NULL) but without what its
 * switches carry. */
ird_status ird_session_extract(ird_session *session, int32_t net, ird_grid_wish wish,
                               const ird_switches *switches, const ird_power *power,
                               const ird_monitor *monitor, ird_grid *grid,
                               ird_error *err);

/* A grid that was read, as a cell with one user; takes the value, also on error. Without
 * a root its network is a new one. */
ird_status ird_session_keep_grid(ird_session *session, const char *net,
                                 ird_net_grid *grid, ird_cell **cell, ird_error *err);

/* The grid whose network this one has: itself or its root. A cell of an ird_net_grid. */
ird_cell *ird_net_grid_root(ird_cell *grid);

#endif
