/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What commands would take: phases of work that are not done yet, before any of it is.
 * Where a network is there its factor is analysed, else counts of the design stand for
 * it.
 */
#ifndef IRD_QUERY_ESTIMATE_H
#define IRD_QUERY_ESTIMATE_H

#include "base/pace.h"
#include "session/session.h"

typedef struct ird_estimated_phase {
    const char *name; /* "extract", "factor", "solve", "try", "time", "score" */
    int32_t net;      /* -1: of all nets together */
    bool is_there;    /* it is done already, and costs nothing */
    ird_cost cost;
} ird_estimated_phase;

typedef struct ird_estimate {
    IRD_VEC(ird_estimated_phase) phases; /* in their order */
    double nodes;                        /* of all networks */
    /* All phases one after the other, each with what those before it keep. */
    double peak_bytes, kept_bytes;
    ird_solve_method method; /* of the last net */
    double declined_bytes;   /* where AUTO takes something else than a factor */
    ird_ranks_need ranks;    /* beside all that: of all nets */
} ird_estimate;              /* all zero is an empty one */

void ird_estimate_free(ird_estimate *estimate); /* leaves an empty one */

/* What solving nets as wished would take. */
ird_status ird_session_estimate_static(ird_estimate *estimate, ird_session *session,
                                       const int32_t *nets, size_t count,
                                       const ird_solve_wish *wish,
                                       const ird_monitor *monitor, ird_error *err);

/* The same of a net, and of predicting it: the scene of the coarse solution, the drops
 * and the view of their map. */
ird_status ird_session_estimate_maps(ird_estimate *estimate, ird_session *session,
                                     int32_t net, const ird_solve_wish *wish,
                                     const ird_monitor *monitor, ird_error *err);

/* The same of a net, and of trying a change of its metal once: extracted and solved anew
 * beside what there is. */
ird_status ird_session_estimate_trial(ird_estimate *estimate, ird_session *session,
                                      int32_t net, const ird_solve_wish *wish,
                                      const ird_monitor *monitor, ird_error *err);

/* The same in time, or (cycles > 0) of so many cycles of which `exact` are solved. */
typedef struct ird_time_estimate {
    double step_s, stop_s; /* of one solution; step_s 0: as pulses of cells are */
    size_t solutions;      /* of so many */
    size_t scored_cycles;  /* cycles that are scored beside */
} ird_time_estimate;
ird_status ird_session_estimate_time(ird_estimate *estimate, ird_session *session,
                                     const int32_t *nets, size_t count,
                                     const ird_solve_wish *wish,
                                     const ird_time_estimate *in_time,
                                     const ird_monitor *monitor, ird_error *err);

/* What processes would take to share a network of which so many nodes are to factor; and
 * this one beside them. hosts as in ird_ranks. */
ird_ranks_need ird_estimate_ranks(double nodes, size_t count, const char *hosts,
                                  double *own_bytes);

/* Seconds of all phases, by that pace. */
ird_span ird_estimate_span(const ird_estimate *estimate, const ird_pace *pace);

#endif
