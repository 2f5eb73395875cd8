/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The exact drops of a net as text, with the labels of PDNSim's IR report.
 */
#ifndef IRD_REPORT_DROP_REPORT_H
#define IRD_REPORT_DROP_REPORT_H

#include "adjoint/adjoint.h"
#include "answer/effective.h"
#include "answer/pin_drops.h"
#include "base/text.h"
#include "base/writer.h"
#include "even/even_drop.h"

typedef struct ird_drop_report {
    const ird_solved *solved;
    const ird_pin_summary *pins;
    const ird_layer_share *shares; /* may be NULL */
    size_t share_count;
    const ird_effective_supply *effective; /* may be NULL */
} ird_drop_report;

/* Four significant digits, drops in mV and % of the supply. NO_MEMORY leaves what was
 * written so far. */
ird_status ird_report_drop(ird_text *out, const ird_drop_report *report, ird_error *err);

/* The drop by a current that is drawn evenly; the solution of net is not looked at.
 * origin: of the power. */
ird_status ird_report_uniform(ird_text *out, const ird_solved *net,
                              const ird_uniform_drop *drop, ird_power_origin origin,
                              ird_error *err);

/* The line of what was set, drawn and left out: "Current : 9 mA of 9 mA drawn". */
void ird_put_basis(ird_writer *w, const ird_solved *solved);

/* What a reader of the drops has to know, a sentence a line, without a full stop:
 * voltages that differ, switches that are no sources, diagonal wires, cells moved since.
 */
ird_status ird_drop_warnings(ird_text *out, const ird_solved *solved, ird_error *err);

#endif
