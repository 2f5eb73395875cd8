/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Hot cells to move apart until the worst drop of a net would stay below a target. A
 * region around the worst place is stretched about its middle: its hot cells, which draw
 * more for their area than the mean of the design, take that many times the area, and
 * their currents enter the grid at the pins that are nearest then. That is solved
 * exactly, on the factor that is there; how far it comes true is up to placement.
 */
#ifndef IRD_SUGGEST_SPREAD_SUGGESTION_H
#define IRD_SUGGEST_SPREAD_SUGGESTION_H

#include "report/spread_report.h"
#include "session/session.h"

typedef struct ird_spread_wish {
    int32_t net;
    double target; /* in V, or a part of the supply */
    bool is_part;
    double most_used; /* how full the larger region may be, 0 to 1 */
    size_t steps;     /* at most so many regions */
} ird_spread_wish;

/* plan points into the session. Changes nothing. Raises SPREAD_CELLS where no placed cell
 * that may move draws from the net, OPTION_VALUE where the target cannot be, and what
 * solving raises. */
ird_status ird_session_suggest_spread(ird_session *session, const ird_spread_wish *wish,
                                      const ird_monitor *monitor, ird_spread_plan *plan,
                                      ird_error *err);

#endif
