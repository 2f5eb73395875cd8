/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cycles ranked by their worst drop, as somebody asked for, and the last ranking.
 */
#ifndef IRD_QUERY_RANKED_CYCLES_H
#define IRD_QUERY_RANKED_CYCLES_H

#include "activity/active.h"
#include "query/dynamic_nets.h"
#include "report/ranking_report.h"
#include "timed/ranking.h"

/* By default: the default net, all cycles, no activity but that of the session. */
ird_ranking_wish ird_session_ranking_wish(const ird_session *session);

/* The ranking as wished; without nets of the default net. clock (or NULL) is a net of the
 * VCD at whose first rise, not before from_s, cycle 0 begins, and whose period must be
 * that of the session (CYCLES_CLOCK). Where activity is not NULL that
 * is read first, as by ird_session_read_activity, and stays where all goes well; else the
 * session is as it was. It is the last one until an input changes. Good until
 * ird_session_end_command. Raises what ird_session_need_ranking and
 * ird_session_read_activity raise. */
ird_status ird_session_rank(ird_session *session, const ird_ranking_wish *wish,
                            const ird_activity_setting *activity, const char *clock,
                            const ird_monitor *monitor, const ird_ranking **ranking,
                            ird_error *err);

/* The wish of the last one; by default where there is none. */
ird_ranking_wish ird_session_last_ranking_wish(const ird_session *session);

/* What a report points into. */
typedef struct ird_ranking_view {
    ird_ranking_row *rows;
    ird_text *names;
    const char *nets[IRD_TRANSIENT_PAIR];
    ird_ranking_report report;
} ird_ranking_view; /* all zero is an empty one */

/* Good until ird_session_end_command; free it whatever the result. */
ird_status ird_ranking_view_make(ird_ranking_view *view, ird_session *session,
                                 const ird_ranking *ranking, ird_error *err);
void ird_ranking_view_free(ird_ranking_view *view);

#endif
