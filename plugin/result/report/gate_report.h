/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The gate's findings as text: verdict, checks, what is waived, what waivers are worth.
 */
#ifndef IRD_REPORT_GATE_REPORT_H
#define IRD_REPORT_GATE_REPORT_H

#include "base/text.h"
#include "gate/gate.h"

/* NO_MEMORY leaves out as it was. */
ird_status ird_report_gate(ird_text *out, const ird_gate_result *gate, ird_error *err);

/* A sentence about a waiver that expired or matched nothing, added to out; nothing is
 * added for one in use. *id is GATE_EXPIRED, GATE_UNMATCHED or IRD_OK. */
ird_status ird_report_waiver(ird_text *out, const ird_gate_result *gate, size_t waiver,
                             ird_status *id, ird_error *err);

/* What was judged: how the answer was found, and what was set, drawn and left out. */
ird_status ird_report_judged(ird_text *out, const ird_answer *net, ird_error *err);

/* Whether no check before this one is of its net; false without a net. */
bool ird_report_is_first(const ird_gate_result *gate, size_t check);

#endif
