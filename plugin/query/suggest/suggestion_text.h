/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A suggestion in words.
 */
#ifndef IRD_SUGGEST_SUGGESTION_TEXT_H
#define IRD_SUGGEST_SUGGESTION_TEXT_H

#include "suggest/suggestion.h"

/* All of it as a table. */
ird_status ird_report_suggestion(ird_text *out, const ird_suggestion *suggestion,
                                 const ird_technology *tech, ird_error *err);

/* One step (from 0) in a few words: "stripe on metal4 0.48 um wide, x 238.3 um, y 222 to
 * 262 um". */
ird_status ird_report_mend(ird_text *out, const ird_suggestion *suggestion, size_t step,
                           const ird_technology *tech, ird_error *err);

/* In one sentence without its stop: "2 stripes on metal4 (0.05 % of the core's area)
 * bring it to 8.1 mV". */
ird_status ird_report_suggestion_short(ird_text *out, const ird_suggestion *suggestion,
                                       const ird_technology *tech, ird_error *err);

/* What brings a net to a drop, behind what text has: "Net VDD fails by 4.864 mV; ...
 * would bring the worst drop to ... mV." and a newline; nothing where it drops no more.
 * Raises what ird_session_suggest raises, but for a drop that no metal reaches, which is
 * told. */
ird_status ird_session_mend_sentence(ird_session *session, const char *net,
                                     double target_v, const ird_monitor *monitor,
                                     ird_text *text, ird_error *err);

/* The Tcl command that plans a line. */
ird_status ird_report_plan_command(ird_text *out, const ird_plan_line *line,
                                   ird_error *err);

#endif
