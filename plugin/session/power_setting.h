/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power of the session's instances: what the user said, spread or read when needed.
 */
#ifndef IRD_SESSION_POWER_SETTING_H
#define IRD_SESSION_POWER_SETTING_H

#include "session/session.h"

/* From now on the design draws total_w, spread by cell area. Needs no design yet. Raises
 * POWER_AMOUNT when it is negative. */
ird_status ird_session_set_power(ird_session *session, double total_w, ird_error *err);

/* From now on each instance draws what the report says. */
ird_status ird_session_read_power(ird_session *session, const char *path,
                                  const ird_monitor *monitor, ird_error *err);

/* Make sure that session->power belongs to the design and the setting; it may be scaled
 * by an activity that has changed since. */
ird_status ird_session_need_base_power(ird_session *session, ird_error *err);

/* Make sure that session->power belongs to the design, the setting and the activity.
 * Raises what ird_session_read_activity raises where that must be read again. */
ird_status ird_session_need_power(ird_session *session, const ird_monitor *monitor,
                                  ird_error *err);

#endif
