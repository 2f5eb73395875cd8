/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Internal to query: answers while they are gathered, one net after the other.
 */
#ifndef IRD_QUERY_GATHERING_H
#define IRD_QUERY_GATHERING_H

#include "query/answers.h"

typedef struct ird_gathering {
    ird_session *session;
    const ird_power *power;
    const bool *is_looked_at; /* nets of the design whose solutions close the loop with
                                 that of another */
    const ird_monitor *monitor;
    ird_way way;                   /* SOLVED: nothing else will do */
    const ird_hotspot_list *found; /* of the map, or NULL */
    const ird_corners *corners;    /* of solutions, behind each net; or NULL */
    bool is_in_time;               /* answers of the last drops in time are among them */
    ird_session_answers made;
} ird_gathering;

/* The solved nets that close the loop with this one; free *partners with ird_free. */
ird_status ird_gathering_partners(const ird_gathering *g, const ird_net_grid *grid,
                                  ird_solved **partners, size_t *count, ird_error *err);

ird_drawn ird_gathering_drawn(const ird_gathering *g, const ird_result *base);

/* The map of a solved net that is asked for (request may be NULL); drop it. */
ird_status ird_gathering_draw(const ird_gathering *g, const ird_net_grid *solved,
                              const ird_request *request, ird_result **result,
                              ird_error *err);

/* An answer with its part, which is owned from then on; status: of filling it in. */
ird_status ird_gathering_keep(ird_session_answers *answers, const ird_answer *answer,
                              ird_session_net *part, ird_status status, ird_error *err);

/* Begin by these members, session and monitor at least; end whatever came of it: on
 * success *answers has what was made. */
ird_status ird_gathering_begin(ird_gathering *g, ird_error *err);
ird_status ird_gathering_end(ird_gathering *g, ird_status status,
                             ird_session_answers *answers, ird_error *err);

/* Add the answer of a map; that of a net solved now, on the map that is asked for
 * (request: NULL for the die), with its corners; those of the last drops in time. */
ird_status ird_gathering_add_map(ird_gathering *g, const ird_map_entry *entry,
                                 const char *name, ird_error *err);
ird_status ird_gathering_add_solved(ird_gathering *g, int32_t net,
                                    const ird_request *request, ird_error *err);
ird_status ird_gathering_add_dynamic(ird_gathering *g, ird_error *err);

/* Answers of a solved net in each corner that was asked for. */
ird_status ird_gathering_add_corners(ird_gathering *g, const ird_net_grid *solved,
                                     const ird_request *request, ird_error *err);

#endif
