/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Factors and exact drops of the session's nets.
 */
#ifndef IRD_SESSION_NET_SOLUTION_H
#define IRD_SESSION_NET_SOLUTION_H

#include "session/net_grid.h"

typedef struct ird_net_factor {
    ird_factor *factor;
    ird_key network;
    ird_cell *root; /* the grid whose network it is of */
} ird_net_factor;

/* The factor of the network of a grid by these options. A cell of an ird_net_factor;
 * *was_there (may be NULL) tells whether it was. Errors of ird_factor_create. */
ird_status ird_session_need_factor(ird_session *session, ird_cell *grid,
                                   const ird_solve_options *options,
                                   const ird_monitor *monitor, ird_cell **factor,
                                   bool *was_there, ird_error *err);

/* Whether the factor is there. */
bool ird_session_has_factor(const ird_session *session, ird_cell *grid,
                            const ird_solve_options *options);

/* Any factor of that network of the net, or NULL. */
const ird_factor *ird_session_find_factor(const ird_session *session, const char *net,
                                          const ird_key *network);

/* By default, on the network that the session has chosen. */
ird_solve_wish ird_session_solve_wish(const ird_session *session);

/* The exact drops of the net under the present power. A cell of an ird_net_grid. */
ird_status ird_session_need_solution(ird_session *session, int32_t net,
                                     const ird_solve_wish *wish,
                                     const ird_monitor *monitor, ird_cell **solution,
                                     ird_error *err);

/* The same; *factor_was_there tells whether the factor was. */
ird_status ird_session_need_solution_by(ird_session *session, int32_t net,
                                        const ird_solve_wish *wish,
                                        const ird_monitor *monitor, ird_cell **solution,
                                        bool *factor_was_there, ird_error *err);

/* The solution of a net by the key of its cell, or NULL. */
const ird_net_grid *ird_session_find_solution(const ird_session *session, int32_t net,
                                              const ird_key *key);

/* Let go of all that is known of a net, so that it is made again. */
void ird_session_forget_net(ird_session *session, int32_t net);

#endif
