/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The session with more lines in its plan, beside the session: what a fresh extraction
 * and solution of that gives, while nothing of the session changes.
 */
#ifndef IRD_SUGGEST_TRIED_PLAN_H
#define IRD_SUGGEST_TRIED_PLAN_H

#include "plan/layout.h"
#include "session/net_solution.h"

typedef struct ird_tried_plan {
    ird_session session; /* shares all but design, plan, layout and store */
    bool is_made;
    ird_plan plan;
    ird_plan_layout layout;
    const ird_net_grid *solved; /* lives as long as the trial */
    double seconds;
} ird_tried_plan; /* all zero is an empty one */

void ird_tried_plan_free(ird_tried_plan *tried); /* leaves an empty one */

/* Solve the net of that name with the lines of `more` behind those of the session's plan.
 * The session must stay as it is as long as the trial. Raises what laying the plan and
 * solving raise. */
ird_status ird_tried_plan_make(ird_tried_plan *tried, const ird_session *session,
                               const char *net, const ird_plan *more,
                               const ird_solve_wish *wish, const ird_monitor *monitor,
                               ird_error *err);

#endif
