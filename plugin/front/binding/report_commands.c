/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Results as files: write_report.
 */
#include <string.h>

#include "binding/nouns.h"
#include "binding/report_request.h"
#include "query/estimate.h"
#include "query/explained.h"
#include "query/page_extras.h"
#include "query/solved_nets.h"

typedef struct report_options {
    ird_count_option format;
    Tcl_Obj *against;
    ird_gate_options gate;
    ird_request_options raster;
} report_options;

int ird_tcl_estimate_report(ird_context *context, const void *data,
                            ird_estimate *estimate) {
    const report_options *options = data;
    return ird_tcl_gate_estimate(context, &options->gate, &options->raster, estimate);
}

/* Voltages and currents are those of the exact solution, so that they stand for -of
 * solve: solve the net that -net names, or keep the last solution. */
static int need_solution(ird_context *context, ird_request_options *raster,
                         ird_report_segments *segments) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    const ird_net_grid *grid = NULL;
    ird_error err;
    int32_t net;
    ird_status status;
    if (raster->net != NULL) {
        if (ird_tcl_choose_net(context, raster->net, "write_report", &net) != TCL_OK) {
            return TCL_ERROR;
        }
        status = ird_session_solve_as_before(session, net, monitor, &grid, &err);
        raster->net = NULL;
    } else {
        status = ird_session_last_solution(session, monitor, &grid, &err);
    }
    if (status != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    *segments = (ird_report_segments){&grid->grid.network, &grid->solution, grid->factor};
    return TCL_OK;
}

/* What a page shows besides. */
static int make_page(ird_context *context, const ird_tcl_gate *made, Tcl_Obj *against,
                     ird_session_page *page) {
    Tcl_DString path;
    ird_error err;
    int code = TCL_OK;
    Tcl_DStringInit(&path);
    if (against != NULL) {
        code = ird_tcl_path(context, against, &path);
    }
    if (code == TCL_OK &&
        ird_session_page_make(page, &context->session, &made->answers.answers,
                              against != NULL ? Tcl_DStringValue(&path) : NULL,
                              &context->progress.monitor, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    return code;
}

/* Why it drops at the hotspots of what was solved. */
static int explain(ird_context *context, const ird_answers *answers,
                   const ird_session_page *page, ird_explained_places *explained) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    ird_error err;
    ird_status status = ird_session_explain_answers(explained, session, answers->items,
                                                    answers->count, monitor, &err);
    if (status == IRD_OK) {
        status = ird_session_explain_answers(explained, session, page->extras.answers,
                                             page->extras.answer_count, monitor, &err);
    }
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

int ird_tcl_report_write(ird_context *context, const ird_gate_options *gate_options,
                         const ird_request_options *raster_options,
                         ird_report_format format, Tcl_Obj *against, const char *path) {
    ird_gate_options gate = *gate_options;
    ird_request_options raster = *raster_options;
    ird_tcl_gate made = {0};
    ird_session_page page = {0};
    ird_report_segments segments = {0};
    ird_explained_places explained = {0};
    ird_error err;
    Tcl_Obj *solve = Tcl_NewStringObj("solve", -1);
    Tcl_IncrRefCount(solve);
    int code = TCL_OK;
    gate.prefers_solution = ird_report_is_page(format);
    bool is_of_solve = gate.of == NULL || (format == IRD_REPORT_EM &&
                                           strcmp(Tcl_GetString(gate.of), "solve") == 0);
    if (ird_report_is_of_solution(format) && is_of_solve) {
        code = need_solution(context, &raster, &segments);
        gate.of = solve;
    }
    if (code == TCL_OK) {
        code = ird_tcl_gate_make(context, &gate, &raster, false, &made);
    }
    if (code == TCL_OK && ird_report_is_page(format)) {
        code = make_page(context, &made, against, &page);
    } else if (code == TCL_OK && against != NULL) {
        code = ird_tcl_fail_clash(context, "-against is for pages; leave it out, or "
                                           "write an .html file");
    }
    if (code == TCL_OK && ird_report_is_explained(format)) {
        code = explain(context, &made.answers.answers, &page, &explained);
    }
    if (code == TCL_OK) {
        const ird_report_input input = {
            .version = IRD_VERSION,
            .answers = &made.answers.answers,
            .gate = made.judged ? &made.result : NULL,
            .segments = segments.network != NULL ? &segments : NULL,
            .page = ird_report_is_page(format) ? &page.extras : NULL,
            .explained = &explained,
        };
        if (ird_report_write(path, format, &input, &err) != IRD_OK) {
            code = ird_tcl_fail(context, &err);
        }
    }
    ird_explained_places_free(&explained);
    ird_session_page_free(&page);
    ird_tcl_gate_free(&made);
    Tcl_DecrRefCount(solve);
    return code;
}

static int run_write_report(ird_context *context, const ird_call *call) {
    const report_options *options = call->options;
    ird_report_format format = (ird_report_format)options->format.value;
    ird_error err;
    Tcl_DString path;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK && !options->format.given &&
        ird_report_format_of(Tcl_DStringValue(&path), &format, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        code = ird_tcl_report_write(context, &options->gate, &options->raster, format,
                                    options->against, Tcl_DStringValue(&path));
    }
    Tcl_DStringFree(&path);
    return code;
}

static const ird_option report_table[] = {
    {"-format", IRD_OPTION_CHOICE, offsetof(report_options, format), false, "FORMAT",
#define IRD_FORMAT(id, name, extensions, about, needs, lacks)                            \
#name ": " about extensions "; "
#include "report/formats.def"
#undef IRD_FORMAT
     "not given: what the extension of FILE says.", ird_report_format_names},
    {"-against", IRD_OPTION_TEXT, offsetof(report_options, against), false, "FILE",
     "For a page: a report of an earlier run, .json or .html, to hold this one against. "
     "A "
     "page has its maps, too, so that the difference can be seen. When not given, there "
     "is none.",
     NULL},
    IRD_GATE_ROWS(report_options),
    IRD_REQUEST_ROWS(report_options),
    {0},
};

const ird_command ird_report_commands[] = {
    {"write_report", run_write_report, "FILE", 1, 1, report_table, sizeof(report_options),
     "Write the hotspots, and with limits what check finds, to a file that other "
     "programs "
     "open. What a waiver covers carries the tag waived. What is not given is as for "
     "check.",
     ""},
    {0},
};
