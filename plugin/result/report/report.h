/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Reports as text, for people. Every number has its unit, four significant digits for
 * what was computed; places in um with two decimals.
 */
#ifndef IRD_REPORT_REPORT_H
#define IRD_REPORT_REPORT_H

#include "base/text.h"
#include "answer/answer.h"

/* Header and table of hotspots of the map of the answer, above its threshold; drops in mV
 * and % of the supply where the map is in volts, as shares of the worst of the window
 * where it is relative. NO_MEMORY leaves out as it was. */
ird_status ird_report_hotspots(ird_text *out, const ird_answer *answer,
                               const ird_hotspot_list *list, ird_error *err);

/* The header alone: design, net, sources, power, model, window, and what was left out,
 * assumed or doubtful. */
ird_status ird_report_header(ird_text *out, const ird_answer *answer, ird_error *err);

#endif
