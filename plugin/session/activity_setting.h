/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Switching activity of the session's design, read when it is asked for and again when
 * design or power have changed.
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

/* The design or the power has changed: the activity must be read again, and is when
 * somebody needs it. */
void ird_session_drop_activity(ird_session *session);

/* Make sure that session->power, which is there, is scaled by the activity, if there is
 * one. */
ird_status ird_session_need_activity(ird_session *session, const ird_monitor *monitor,
                                     ird_error *err);

/* What another time window has put aside, until it is sure to stay. */
typedef struct ird_window_change {
    bool is_made;
    size_t window;
    double *rate_hz, *instance_w;
    double total_w;
} ird_window_change;

/* Let the power be that of another time window. Without windows that is an error where
 * is_wanted is set, else nothing changes. Raises ACTIVITY_WINDOW. */
ird_status ird_session_change_window(ird_session *session, size_t window, bool is_wanted,
                                     ird_window_change *change,
                                     const ird_monitor *monitor, ird_error *err);
void ird_session_undo_window(ird_session *session, ird_window_change *change);
void ird_window_change_free(ird_window_change *change);

#endif
