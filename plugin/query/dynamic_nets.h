/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time that somebody asked for, and which of them were last: what -of dynamic
 * means.
 */
#ifndef IRD_QUERY_DYNAMIC_NETS_H
#define IRD_QUERY_DYNAMIC_NETS_H

#include "timed/net_dynamic.h"

/* By default: on the network that the session has chosen, one scenario, no nets yet. */
ird_time_wish ird_session_time_wish(const ird_session *session);

/* Name its nets where it has none, and put a power net before its ground net. */
ird_status ird_session_settle_time(ird_session *session, ird_time_wish *wish,
                                   ird_error *err);

/* Drops in time as wished; without nets those of the default net. They are the last ones
 * until an input changes. Good until ird_session_end_command. Raises what
 * ird_session_need_dynamic raises. */
ird_status ird_session_solve_dynamic(ird_session *session, const ird_time_wish *wish,
                                     const ird_monitor *monitor,
                                     const ird_net_dynamic **dynamic, ird_error *err);

/* The wish of the last ones; by default where there are none. */
ird_time_wish ird_session_last_time_wish(const ird_session *session);

/* Whether there are last ones. */
bool ird_session_has_dynamic(const ird_session *session);

/* The last ones, which were asked for by default where there are none. */
ird_status ird_session_last_dynamic(ird_session *session, const ird_monitor *monitor,
                                    const ird_net_dynamic **dynamic, ird_error *err);

/* Of a net that drops in time were found for: what is left of the supply for each
 * component of the design, NAN for those on one net alone (free with ird_free; NULL where
 * the net was solved alone), and when its worst drop is. */
ird_status ird_session_dynamic_left(const ird_session *session, const ird_net_grid *net,
                                    double **left_v, double *worst_at_s, ird_error *err);

/* Write the circuit of the last ones, or of those by default, as SPICE. */
ird_status ird_session_write_moments(ird_session *session, const char *path,
                                     const ird_monitor *monitor, ird_error *err);

#endif
