/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Writing a report, for the commands that do so.
 */
#ifndef IRD_BINDING_REPORT_REQUEST_H
#define IRD_BINDING_REPORT_REQUEST_H

#include "binding/gate_request.h"
#include "report/formats.h"

/* Make the facts that the options ask for, judge them where there are limits, and write
 * the file. against: what a page is held against, or NULL. */
int ird_tcl_report_write(ird_context *context, const ird_gate_options *gate_options,
                         const ird_request_options *raster_options,
                         ird_report_format format, Tcl_Obj *against, const char *path);

#endif
