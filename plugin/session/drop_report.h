/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The exact drops of a net as text, with the labels of PDNSim's IR report.
 */
#ifndef IRD_SESSION_DROP_REPORT_H
#define IRD_SESSION_DROP_REPORT_H

#include "base/text.h"
#include "session/drop_figures.h"
#include "session/net_solution.h"
#include "session/uniform_drop.h"

typedef struct ird_drop_report {
    const ird_session *session;
    const ird_power *power;
    const ird_net_grid *solved;
    const ird_pin_summary *pins;
    const ird_layer_share *shares; /* may be NULL */
    size_t share_count;
    const ird_effective_supply *effective; /* may be NULL */
} ird_drop_report;

/* Four significant digits, drops in mV and % of the supply. NO_MEMORY leaves what was
 * written so far. */
ird_status ird_report_drop(ird_text *out, const ird_drop_report *report, ird_error *err);

/* The drop by a current that is drawn evenly. */
ird_status ird_report_uniform(ird_text *out, const ird_session *session,
                              const ird_uniform_drop *drop, ird_error *err);

/* What a reader of the drops has to know, a sentence a line, without a full stop; nothing
 * for a SPICE network: voltages that differ, switches that are no sources, diagonal
 * wires, cells moved since. */
ird_status ird_drop_warnings(ird_text *out, const ird_session *session,
                             const ird_net_grid *solved, ird_error *err);

/* The resistance of each layer and its origin; the missing ones named and counted. */
ird_status ird_report_layer_rc(ird_text *out, const ird_technology *tech,
                               const ird_layer_rc *rc, ird_error *err);

#endif
