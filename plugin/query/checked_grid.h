/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A net of the session with what is wrong with its grid.
 */
#ifndef IRD_QUERY_CHECKED_GRID_H
#define IRD_QUERY_CHECKED_GRID_H

#include "check/check_grid.h"
#include "session/net_grid.h"

typedef struct ird_checked_grid {
    const ird_net_grid *grid;
    ird_layer_rc rc;
    ird_findings findings;
} ird_checked_grid; /* all zero is an empty one */

void ird_checked_grid_free(ird_checked_grid *checked); /* leaves an empty one */

/* Extract the net and check it. The grid is good until ird_session_end_command; free
 * *checked whatever the result. */
ird_status ird_checked_grid_make(ird_checked_grid *checked, ird_session *session,
                                 int32_t net, const ird_monitor *monitor, ird_error *err);

/* Sentence of a finding, behind what text has. */
ird_status ird_checked_grid_text(const ird_checked_grid *checked,
                                 const ird_session *session, size_t finding,
                                 ird_text *text, ird_error *err);

#endif
