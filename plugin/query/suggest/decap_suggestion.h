/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fillers to swap for decaps until the worst drop in time stays below a target.
 */
#ifndef IRD_SUGGEST_DECAP_SUGGESTION_H
#define IRD_SUGGEST_DECAP_SUGGESTION_H

#include "timed/decap_search.h"

/* As drops in time were asked for last, or by default. The target is in V, or a part of
 * the supply. The plan points into the session and is good until its design changes. It
 * changes nothing. Raises what ird_session_search_decaps raises, and OPTION_VALUE where
 * the target is not above 0 or not below the supply. */
ird_status ird_session_suggest_decaps(ird_session *session, double target, bool is_part,
                                      const ird_decap_cells *cells,
                                      const ird_monitor *monitor, ird_decap_plan *plan,
                                      ird_error *err);

/* The DEF of the design with the swaps in it, byte for byte else. */
ird_status ird_session_write_decap_def(const ird_session *session,
                                       const ird_decap_plan *plan, const char *path,
                                       const ird_monitor *monitor, ird_error *err);

#endif
