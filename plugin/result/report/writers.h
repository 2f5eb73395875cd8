/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One writer a format. Internal to report/.
 */
#ifndef IRD_REPORT_WRITERS_H
#define IRD_REPORT_WRITERS_H

#include "report/formats.h"
#include "report/report.h"

typedef ird_status ird_report_writer(FILE *stream, const ird_report_input *input,
                                     ird_error *err);

ird_report_writer ird_write_text, ird_write_json, ird_write_csv, ird_write_lyrdb,
    ird_write_markers, ird_write_drc, ird_write_junit, ird_write_heatmap,
    ird_write_metrics, ird_write_voltages, ird_write_em, ird_write_html;

/* What the text for people says of the net's origins. The net has a map. */
ird_report_context ird_report_context_of(const ird_gate_net *net);

#endif
