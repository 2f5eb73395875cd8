/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The fewest fillers that must become decaps for the worst drop in time to stay below a
 * target. What each would gain is known by the adjoint in time (dynamic/influence.h); the
 * best are taken in batches, each of which is solved again, for gains interact and other
 * places become the worst; of the last batch no more are kept than are needed.
 */
#ifndef IRD_TIMED_DECAP_SEARCH_H
#define IRD_TIMED_DECAP_SEARCH_H

#include "report/decap_report.h"
#include "timed/decap_candidates.h"
#include "timed/net_dynamic.h"

typedef struct ird_decap_wish {
    double target_v; /* > 0: of the worst drop of the nets, in any scenario */
    ird_decap_cells cells;
} ird_decap_wish;

/* plan: its nets and supply are for the caller to fill in. Where the target cannot be met
 * the swaps are those that come nearly as far as all candidates. Raises what
 * ird_decap_candidates_find and ird_session_need_dynamic raise. */
ird_status ird_session_search_decaps(ird_session *session, const ird_time_wish *in_time,
                                     const ird_decap_wish *wish,
                                     const ird_monitor *monitor, ird_decap_plan *plan,
                                     ird_error *err);

#endif
