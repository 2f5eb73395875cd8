/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which nets were solved, how, and which of them last: what "the solution" means.
 */
#ifndef IRD_QUERY_SOLVED_NETS_H
#define IRD_QUERY_SOLVED_NETS_H

#include "session/net_solution.h"

/* What a solve took of what was there. */
typedef struct ird_solve_run {
    bool factor_is_reused;
    double seconds; /* of the whole, extraction and factor included where they were not
                       there */
} ird_solve_run;

/* The exact drops of a net that somebody asked for: it counts as solved in that way until
 * an input changes, and is the one that was solved last. Good until
 * ird_session_end_command. run may be NULL. */
ird_status ird_session_solve(ird_session *session, int32_t net,
                             const ird_solve_wish *wish, const ird_monitor *monitor,
                             const ird_net_grid **solved, ird_solve_run *run,
                             ird_error *err);

/* The same in the way that it was solved before, by default if it was not. */
ird_status ird_session_solve_as_before(ird_session *session, int32_t net,
                                       const ird_monitor *monitor,
                                       const ird_net_grid **solved, ird_error *err);

/* The same for a look: which net was solved last, and which are, stays as it is. */
ird_status ird_session_look_at_solution(ird_session *session, int32_t net,
                                        const ird_monitor *monitor,
                                        const ird_net_grid **solved, ird_error *err);

/* The way that the net was solved in, if an input has not changed since; else the
 * default; on the network that the session has chosen, whatever it was solved on. */
ird_solve_wish ird_session_wish_of(const ird_session *session, int32_t net);

bool ird_session_is_solved(const ird_session *session, int32_t net);

/* The net that was solved last, if an input has not changed since; else -1. */
int32_t ird_session_last_solved(const ird_session *session);

/* That net as it was solved, or else the default net, which was asked for then. */
ird_status ird_session_last_solution(ird_session *session, const ird_monitor *monitor,
                                     const ird_net_grid **solved, ird_error *err);

#endif
