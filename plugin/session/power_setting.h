/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power of the session's instances: what the user said, spread or read, and scaled by the
 * activity.
 */
#ifndef IRD_SESSION_POWER_SETTING_H
#define IRD_SESSION_POWER_SETTING_H

#include "session/session.h"

/* From now on the design draws total_w, spread by cell area. Needs no design yet. Raises
 * POWER_AMOUNT when it is negative. */
ird_status ird_session_set_power(ird_session *session, double total_w, ird_error *err);

/* From now on each instance draws what the report says. name: what reports call the file,
 * which is not read again for another design then; NULL: by its path, and it is. */
ird_status ird_session_read_power(ird_session *session, const char *path,
                                  const char *name, const ird_monitor *monitor,
                                  ird_error *err);

/* Forget what was said about power: 1 W is assumed again. */
void ird_session_clear_power(ird_session *session);

/* Power by the design and the setting. A cell whose value is an ird_power. */
ird_status ird_session_need_base_power(ird_session *session, ird_cell **power,
                                       ird_error *err);

/* The same, scaled by the activity in its window where there is one. Raises what
 * ird_session_read_activity raises where that must be read again. */
ird_status ird_session_need_power(ird_session *session, const ird_monitor *monitor,
                                  ird_cell **power, ird_error *err);

/* The same in another window. Raises ACTIVITY_WINDOW where one is given that the activity
 * does not have. */
ird_status ird_session_need_power_in(ird_session *session, ird_window_choice window,
                                     const ird_monitor *monitor, ird_cell **power,
                                     ird_error *err);

/* --- for who puts another design into a session --- */

/* A power that was read or given with a design, as a cell with one user. Takes power. */
ird_status ird_session_keep_report(ird_session *session, ird_power *power,
                                   ird_cell **report, ird_error *err);

#endif
