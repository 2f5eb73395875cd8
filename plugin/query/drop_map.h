/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops as maps, at any pitch.
 */
#ifndef IRD_QUERY_DROP_MAP_H
#define IRD_QUERY_DROP_MAP_H

#include "query/dynamic_nets.h"
#include "query/solved_nets.h"
#include "query/requests.h"

/* What a map of drops is asked for. */
typedef struct ird_drop_map_request {
    bool of_prediction; /* else of the solution */
    bool as_iccad23;    /* rows are x, sampled at multiples of the pitch from 0 on */
    size_t size;        /* pixels along each side; 0: by pitch */
    double pitch_um;    /* 0: IRD_SIZE_DEFAULT pixels along each side; 1 um as_iccad23 */
    ird_rect_um window; /* all zero: the die */
} ird_drop_map_request;

/* Drops of a solution as a map in volts: each pixel has the worst load in it, between
 * loads what metal and cells have (raster/cover.h); where there is nothing it is empty.
 * solved is not looked at for a map of the prediction, whose pixels are interpolated. A
 * result with one user, for a handle. Raises RASTER_SIZE, RASTER_WINDOW,
 * NETWORK_LAYER. */
ird_status ird_session_make_drop_map(ird_session *session, const ird_net_grid *solved,
                                     const ird_drop_map_request *request,
                                     const ird_monitor *monitor, ird_result **result,
                                     ird_error *err);

/* The map of a solved net at 64 x 64 pixels over the die. Good until
 * ird_session_end_command. */
ird_status ird_session_net_map(ird_session *session, const ird_net_grid *solved,
                               const ird_monitor *monitor, ird_result **result,
                               ird_error *err);

/* That of the last solution. */
ird_status ird_session_solve_map(ird_session *session, const ird_monitor *monitor,
                                 ird_result **result, ird_error *err);

/* That of the last drops in time, of the net of that name (NULL: the first one). */
ird_status ird_session_dynamic_map(ird_session *session, const char *net,
                                   const ird_monitor *monitor, ird_result **result,
                                   ird_error *err);

/* The drops in time of a net (NULL: the first one) as if it had been solved. Raises
 * DYNAMIC_NET. Good until ird_session_end_command. */
ird_status ird_session_dynamic_net(ird_session *session, const char *net,
                                   const ird_monitor *monitor, const ird_net_grid **shown,
                                   ird_error *err);

/* A map of the drops of a net (its number among those that were solved) at one time;
 * worst_v is the worst of it. */
typedef ird_status ird_frame_sink(void *context, size_t net, size_t index, double at_s,
                                  double worst_v, const ird_map *map, ird_error *err);

/* What is filmed. */
typedef struct ird_film_wish {
    const char *net;   /* NULL: the first one */
    bool has_all_nets; /* each of them instead */
    ird_drop_map_request request;
    const double *times_s; /* rising */
    size_t count;
    ird_frame_sink *sink;
    void *context;
    const int32_t *probes; /* nodes, numbered through the nets, whose course is wanted */
    size_t probe_count;
} ird_film_wish;

/* Maps of the last drops in time at some times: they are solved once more, but for
 * what was kept of the last question. Where finer
 * steps were taken a map may come twice. courses: of the probes, to be freed
 * with ird_dynamic_course_free; NULL: not wanted. */
ird_status ird_session_film(ird_session *session, const ird_film_wish *wish,
                            ird_dynamic_course *courses, const ird_monitor *monitor,
                            ird_error *err);

/* The solution, or the drops in time, that such a map shows; a solution that the session
 * has let go of is made again. NULL for maps of other inputs than the present ones, and
 * for those of none. */
ird_status ird_session_solution_of(ird_session *session, const ird_result *result,
                                   const ird_monitor *monitor,
                                   const ird_net_grid **solved, ird_error *err);

#endif
