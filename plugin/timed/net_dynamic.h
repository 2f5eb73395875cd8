/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time of the session's nets: the worst of each node, and when.
 */
#ifndef IRD_TIMED_NET_DYNAMIC_H
#define IRD_TIMED_NET_DYNAMIC_H

#include "dynamic/dynamic.h"
#include "session/net_grid.h"
#include "timed/net_transient.h"
#include "session/time_wish.h"

/* The step where nobody gives one: a tenth of a narrow pulse, within these; and -fast. */
#define IRD_STEP_LEAST_S 5e-12
#define IRD_STEP_MOST_S 10e-12
#define IRD_STEP_FAST_S 20e-12

/* An instance on both nets, and when it draws its first pulse: left of the result has one
 * for each. */
typedef struct ird_net_pair {
    int32_t component;
    double from_s, to_s; /* equal: it has none, and the mean is over all of the time */
} ird_net_pair;

typedef struct ird_net_dynamic {
    ird_cell *transient; /* of an ird_net_transient; of the first scenario */
    ird_dynamic result; /* nodes count through the nets; of several scenarios the worst of
                           each node, all else of the one with the worst drop */
    /* Each net as if it had been solved: drops are the worst in time, currents of sources
     * their means. */
    ird_net_grid nets[IRD_TRANSIENT_MOST];
    size_t net_count;
    double step_s, stop_s;
    IRD_VEC(ird_net_pair) pairs;
    size_t scenarios, worst_scenario;
    double *scenario_v; /* worst drop of each */
} ird_net_dynamic;

/* The step that a wish comes to. */
ird_status ird_time_wish_step(const ird_time_wish *wish, const ird_net_transient *net,
                              double *step_s, ird_error *err);

/* A cell of an ird_net_dynamic. */
ird_status ird_session_need_dynamic(ird_session *session, const ird_time_wish *wish,
                                    const ird_monitor *monitor, ird_cell **dynamic,
                                    ird_error *err);

/* The same again with what is looked at more closely: probes, sources, pairs (dynamic.h).
 * Not kept; free *result with ird_dynamic_free. */
ird_status ird_session_probe_dynamic(ird_session *session, const ird_time_wish *wish,
                                     const ird_dynamic_wish *probes,
                                     const ird_monitor *monitor, ird_dynamic *result,
                                     ird_error *err);

/* Write the circuit that is solved, as SPICE. */
ird_status ird_session_write_time(ird_session *session, const ird_time_wish *wish,
                                  const char *path, const ird_monitor *monitor,
                                  ird_error *err);

/* The result that holds a net under the key of its cell, and which of its nets it is;
 * NULL where there is none. */
const ird_net_dynamic *ird_session_dynamic_of(const ird_session *session, int32_t net,
                                              const ird_key *key, size_t *at);

/* When the worst drop of a net is; NAN without any. */
double ird_net_dynamic_worst_at_s(const ird_net_dynamic *dynamic, size_t net);

#endif
