/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power switches of the design, and the nets that they join (drop/chain).
 */
#ifndef IRD_SESSION_SWITCH_SETTING_H
#define IRD_SESSION_SWITCH_SETTING_H

#include "chain/chain.h"
#include "session/session.h"

/* From now on macros that match the pattern (* and ?) are switches of that resistance;
 * infinite: they are none. The last pattern that matches counts. Raises SOURCE_OPTION. */
ird_status ird_session_set_switch(ird_session *session, const char *pattern, double ohm,
                                  ird_error *err);

/* The switches of the design. A cell whose value is an ird_switches. */
ird_status ird_session_need_switches(ird_session *session, ird_cell **switches,
                                     ird_error *err);

/* What flows through them in the solution of all nets that are joined with this one. */
typedef struct ird_net_chain {
    ird_cell *switches; /* held */
    ird_switch_flow *flows;
    ird_chain_info info;
} ird_net_chain;

/* A cell whose value is an ird_net_chain; NULL where no switch is on the net. */
ird_status ird_session_need_chain(ird_session *session, int32_t net, ird_grid_wish wish,
                                  const ird_monitor *monitor, ird_cell **chain,
                                  ird_error *err);

#endif
