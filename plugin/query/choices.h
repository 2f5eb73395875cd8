/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What was looked at (ird_choices), around each command.
 */
#ifndef IRD_QUERY_CHOICES_H
#define IRD_QUERY_CHOICES_H

#include "session/session.h"

/* What was made for a command may go at its end, and one that has failed leaves what was
 * looked at before it. */
ird_status ird_session_begin_command(ird_session *session, ird_error *err);
void ird_session_end_command(ird_session *session, bool has_failed);

#endif
