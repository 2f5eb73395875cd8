/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Exact drops of the session's nets.
 */
#ifndef IRD_SESSION_NET_SOLUTION_H
#define IRD_SESSION_NET_SOLUTION_H

#include "session/grid.h"
#include "session/pin_drops.h"

/* What a solve may take from before. */
typedef enum ird_reuse {
    IRD_REUSE_SOLUTION,  /* all of it, where nothing has changed since */
    IRD_REUSE_NETWORK,   /* network and factor, where only the power has changed */
    IRD_REUSE_PLACEMENT, /* those also where cells have moved on the same grid, by a DEF
                            read since: close, not the same (extract/move.h) */
    IRD_REUSE_NONE
} ird_reuse;

/* Solve the grid of the net, or return the solution that is there. A factor counts where
 * it was made by the same options. */
ird_status ird_session_solve(ird_session *session, int32_t net,
                             const ird_solve_options *options, ird_reuse reuse,
                             const ird_monitor *monitor, ird_net_grid **solved,
                             ird_error *err);

/* The factor of the grid by these options: the one that is there, or a new one. */
ird_status ird_session_need_factor(ird_net_grid *grid, const ird_solve_options *options,
                                   const ird_monitor *monitor, ird_error *err);

/* The figures of a net, over all its nodes as PDNSim counts them. */
typedef struct ird_drop_figures {
    double worst_drop_v, average_drop_v;
    double pin_worst_drop_v, pin_average_drop_v; /* over the pins; NAN without any */
    double worst_voltage_v, average_voltage_v;
    double percent;       /* worst drop of the supply of the cells; NAN where not known */
    double total_power_w; /* of the connected loads; NAN likewise */
} ird_drop_figures;

ird_drop_figures ird_drop_figures_of(const ird_net_grid *solved,
                                     const ird_pin_summary *pins);

/* Where a power and a ground net are solved, what is left for each instance on both:
 * supply minus both drops, each at its worst pin. */
typedef struct ird_effective_supply {
    size_t instances; /* on both nets and connected to both; 0: nothing else is set */
    double swing_v;   /* supply minus ground without any drop */
    double worst_v, average_v;
    int32_t worst_component;
} ird_effective_supply;

/* left_v[component], one for each of the design; NAN where it is not on both. */
ird_status ird_session_left_v(const ird_session *session, const ird_net_grid *power,
                              const ird_net_grid *ground, double *left_v, ird_error *err);

ird_status ird_session_effective_supply(const ird_session *session,
                                        const ird_net_grid *power,
                                        const ird_net_grid *ground,
                                        ird_effective_supply *effective, ird_error *err);

/* What a map of drops is asked for. */
typedef struct ird_drop_map_request {
    bool of_prediction; /* else of the solution */
    bool as_iccad23;    /* rows are x, sampled at multiples of the pitch from 0 on */
    size_t size;        /* pixels along each side; 0: by pitch */
    double pitch_um;    /* 0: IRD_SIZE_DEFAULT pixels along each side; 1 um as_iccad23 */
    ird_rect_um window; /* all zero: the die */
} ird_drop_map_request;

/* Drops of a solution as a map in volts: each pixel has the worst node in it on the layer
 * that feeds the cells; between nodes it is interpolated. solved is not looked at for a
 * map of the prediction, whose pixels are interpolated. A result with one user, for a
 * handle. Raises RASTER_SIZE, NETWORK_LAYER. */
ird_status ird_session_make_drop_map(ird_session *session, ird_net_grid *solved,
                                     const ird_drop_map_request *request,
                                     const ird_monitor *monitor, ird_result **result,
                                     ird_error *err);

/* The last solution; that of the default net, made now, where there is none. */
ird_status ird_session_need_solution(ird_session *session, const ird_monitor *monitor,
                                     ird_net_grid **solved, ird_error *err);

/* The map of a solved net at 64 x 64 pixels over the die, made now if need be. The
 * session keeps it with the solution. */
ird_status ird_session_net_map(ird_session *session, ird_net_grid *solved,
                               const ird_monitor *monitor, ird_result **result,
                               ird_error *err);

/* That of the last solution. */
ird_status ird_session_solve_map(ird_session *session, const ird_monitor *monitor,
                                 ird_result **result, ird_error *err);

#endif
