/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a session knows of its nets, as the gate and the report formats want it.
 */
#ifndef IRD_SESSION_SESSION_FACTS_H
#define IRD_SESSION_SESSION_FACTS_H

#include "gate/facts.h"
#include "gate/rules.h"
#include "session/net_solution.h"
#include "session/pin_drops.h"
#include "session/results.h"

/* A net's facts and what they point to. */
typedef struct ird_session_net {
    ird_result *result; /* a user's share in what the map is of */
    ird_result *base;   /* and in what lies under it, or NULL */
    ird_hotspot_list hotspots;
    IRD_VEC(const char *) unconnected;
    ird_pin_drops pins; /* of a solution */
    IRD_VEC(ird_gate_instance) instances;
    IRD_VEC(ird_gate_supply) supplies;
} ird_session_net;

typedef struct ird_session_facts {
    ird_gate_facts facts; /* points into what follows, and into the session's design */
    IRD_VEC(ird_gate_net) nets;
    IRD_VEC(ird_session_net) parts; /* of each net */
} ird_session_facts;                /* all zero is an empty one */

void ird_session_facts_free(ird_session_facts *facts); /* leaves an empty one */

/* Facts of the prediction for request. Where it names no net: of every power and ground
 * net that a limit of rules (may be NULL) names without * and ?, and of the default net
 * where there is none. The facts are good until the session changes; after an error it
 * is as it was. */
ird_status ird_session_facts_predict(ird_session_facts *facts, ird_session *session,
                                     const ird_request *request, const ird_rules *rules,
                                     const ird_monitor *monitor, ird_error *err);

/* Facts of the exact solutions: of every net that has one, the last one first, and of
 * every power and ground net that a limit of rules (may be NULL) names without * and ?,
 * solved now where it is not; of the default net where there is none. What was solved
 * stays so, but for an error, and the session goes on looking at the net that it did. */
ird_status ird_session_facts_solve(ird_session_facts *facts, ird_session *session,
                                   const ird_rules *rules, const ird_monitor *monitor,
                                   ird_error *err);

/* Facts of a map that is there already. With the map of a solution come what it says
 * about nodes and instances, as long as the session keeps it. net names the map where
 * nothing is known of what lies under it. */
ird_status ird_session_facts_map(ird_session_facts *facts, ird_session *session,
                                 const ird_map_entry *entry, const char *net,
                                 const ird_monitor *monitor, ird_error *err);

#endif
