/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time as reports, dicts and the gate want them.
 */
#ifndef IRD_QUERY_DYNAMIC_VIEW_H
#define IRD_QUERY_DYNAMIC_VIEW_H

#include "query/dynamic_nets.h"
#include "report/dynamic_report.h"

/* What a report points into. */
typedef struct ird_dynamic_view {
    ird_solved nets[IRD_TRANSIENT_MOST];
    ird_pin_summary pins[IRD_TRANSIENT_MOST];
    double worst_at_s[IRD_TRANSIENT_MOST], static_v[IRD_TRANSIENT_MOST];
    ird_dynamic_supply supply;
    ird_dynamic_report report;
} ird_dynamic_view; /* all zero is an empty one */

/* wish: by which they were found. Good until ird_session_end_command; free it whatever
 * the result. */
ird_status ird_dynamic_view_make(ird_dynamic_view *view, ird_session *session,
                                 const ird_net_dynamic *dynamic,
                                 const ird_time_wish *wish, const ird_monitor *monitor,
                                 ird_error *err);
void ird_dynamic_view_free(ird_dynamic_view *view);

/* Add to lines what the last drops in time rest on besides, a sentence a line. */
ird_status ird_session_time_basis(ird_text *lines, ird_session *session,
                                  const ird_monitor *monitor, ird_error *err);

#endif
