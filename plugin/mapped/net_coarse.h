/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The coarse network of a net of the session, its drops, and the window that they are
 * drawn in. Each follows from the one before; new currents leave the network and the
 * window, another window leaves the network and the drops.
 */
#ifndef IRD_MAPPED_NET_COARSE_H
#define IRD_MAPPED_NET_COARSE_H

#include "predict/view.h"
#include "session/net_grid.h"

/* From so many nodes on a grid whose factor does not fit into memory is not calibrated:
 * an exact solution without one would take longer than all the rest. */
enum { IRD_COARSE_LARGE = 3000000 };

/* From so many nodes on links of pins are merged. */
enum { IRD_COARSE_LINKED = 50000 };

/* The coarse network of a grid. */
typedef struct ird_net_coarse {
    ird_cell *factor; /* that of an exact solution, or with the links of pins merged */
    ird_coarse *coarse;
    ird_wires wires;
    bool is_calibrated; /* by a uniform current */
    bool is_exact;      /* calibrated by an exact solution of the user's own loads */
    double build_s;     /* of factor and coarse network */
} ird_net_coarse;

/* The drops of the present loads. */
typedef struct ird_coarse_drops {
    ird_cell *coarse;
    ird_drops drops;
    double solve_s;
} ird_coarse_drops;

/* What predictions of a net are made from. Good until ird_session_end_command. */
typedef struct ird_net_scene {
    ird_cell *loaded; /* of an ird_net_grid */
    ird_cell *coarse; /* of an ird_net_coarse */
    bool is_kept;     /* the coarse network was there */
    const ird_net_grid *grid;
    const ird_net_coarse *net;
} ird_net_scene;

/* The net's grid as wished, and its
 * coarse network, calibrated by the solution that was set for that network, if any.
 * Errors of ird_session_need_loaded, ird_factor_create and ird_coarse_create. */
ird_status ird_session_need_scene(ird_session *session, int32_t net, ird_grid_wish wish,
                                  const ird_monitor *monitor, ird_net_scene *scene,
                                  ird_error *err);

/* Of such a scene: the drops of its loads, and the view of a window. */
ird_status ird_session_need_drops(ird_session *session, const ird_net_scene *scene,
                                  const ird_coarse_drops **drops, ird_error *err);
ird_status ird_session_need_view(ird_session *session, const ird_net_scene *scene,
                                 const ird_node_window *window, ird_view **view,
                                 ird_error *err);

/* The network without currents, for views. */
const ird_network *ird_net_scene_network(const ird_net_scene *scene);

/* Currents that are connected times the mean response: the scale of the three-channel
 * form, in V. */
double ird_net_scene_mean_v(const ird_net_scene *scene);

/* The same of other loads on that network. */
double ird_net_scene_mean_of_v(const ird_net_scene *scene, ird_drawing_loads loads);

/* What every bound of such a prediction has at least, in V: above 0 where anything is
 * drawn. */
double ird_net_scene_least_bound_v(const ird_net_scene *scene);

/* From now on coarse networks of this network are calibrated by that solution in the
 * place of the uniform current. */
ird_status ird_session_calibrate(ird_session *session, ird_cell *solution,
                                 ird_error *err);

/* The solution whose place that one would take there; NULL: none. And to put it back,
 * or none, where a command fails that has set the other. */
ird_cell *ird_session_calibration(const ird_session *session, const ird_cell *solution);
void ird_session_uncalibrate(ird_session *session, ird_cell *solution, ird_cell *former);

#endif
