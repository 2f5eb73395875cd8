/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Results as files: write_report.
 */
#include "binding/gate_request.h"
#include "binding/nouns.h"
#include "report/formats.h"

typedef struct report_options {
    ird_count_option format;
    ird_gate_options gate;
    ird_request_options raster;
} report_options;

static int run_write_report(ird_context *context, const ird_call *call) {
    const report_options *options = call->options;
    ird_tcl_gate made = {0};
    ird_report_format format = (ird_report_format)options->format.value;
    ird_error err;
    Tcl_DString path;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK && !options->format.given &&
        ird_report_format_of(Tcl_DStringValue(&path), &format, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        code = ird_tcl_gate_make(context, &options->gate, &options->raster, false, &made);
    }
    if (code == TCL_OK) {
        const ird_report_input input = {IRD_VERSION, &made.facts.facts,
                                        made.judged ? &made.result : NULL};
        if (ird_report_write(Tcl_DStringValue(&path), format, &input, &err) != IRD_OK) {
            code = ird_tcl_fail(context, &err);
        }
    }
    ird_tcl_gate_free(&made);
    Tcl_DStringFree(&path);
    return code;
}

static const ird_option report_table[] = {
    {"-format", IRD_OPTION_CHOICE, offsetof(report_options, format), false, "FORMAT",
     "text (.txt, .rpt), json, csv, lyrdb (KLayout), markers (OpenROAD), drc "
     "(TritonRoute), junit (.xml), heatmap, metrics or voltages (PDNSim). Not given: "
     "what "
     "the extension of FILE says.",
     ird_report_format_names},
    IRD_GATE_ROWS(report_options),
    IRD_REQUEST_ROWS(report_options),
    {0},
};

const ird_command ird_report_commands[] = {
    {"write_report", run_write_report, "FILE", 1, 1, report_table, sizeof(report_options),
     "Write the hotspots, and with limits what check finds, to a file that other "
     "programs "
     "open. What a waiver covers carries the tag waived.",
     ""},
    {0},
};
