/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A prediction in volts as text: what, how far off, by what, and how long it took.
 */
#ifndef IRD_SESSION_PREDICTION_REPORT_H
#define IRD_SESSION_PREDICTION_REPORT_H

#include "base/text.h"
#include "session/session.h"

/* Of the session's prediction, which is there and in volts. NO_MEMORY leaves what was
 * written so far. */
ird_status ird_report_prediction(ird_text *out, const ird_session *session,
                                 const ird_result *prediction, ird_error *err);

#endif
