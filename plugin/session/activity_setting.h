/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Switching activity of the session's design.
 */
#ifndef IRD_SESSION_ACTIVITY_SETTING_H
#define IRD_SESSION_ACTIVITY_SETTING_H

#include "session/session.h"

/* From now on power follows the activity of a file, read now. Paths and scope of setting
 * are copied. Raises what ird_activity_read and ird_def_read_nets raise. */
ird_status ird_session_read_activity(ird_session *session,
                                     const ird_activity_setting *setting,
                                     const ird_monitor *monitor, ird_error *err);

/* From now on power follows no activity. */
void ird_session_forget_activity(ird_session *session);

/* The activity by the setting, which has a path; read now where the design, or with time
 * windows the power, has changed. A cell whose value is an ird_active. */
ird_status ird_session_need_activity(ird_session *session, const ird_monitor *monitor,
                                     ird_cell **active, ird_error *err);

/* ACTIVITY_WINDOW: there is no such window; activity is NULL where there is none. */
ird_status ird_session_fail_window(const ird_activity *activity, size_t window,
                                   ird_error *err);

#endif
