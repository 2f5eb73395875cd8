/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Switching activity: read_activity.
 */
#include "command/note_values.h"
#include "binding/nouns.h"
#include "session/activity_setting.h"
#include "session/power_setting.h"

typedef struct activity_options {
    ird_count_option format;
    Tcl_Obj *scope;
    ird_number_option window_ns;
    Tcl_Obj *def;
    bool clear;
} activity_options;

/* In the order of ird_activity_format. */
static const char *const format_names[] = {"auto", "saif", "vcd", NULL};

static void put_windows(Tcl_Obj *info, const ird_activity *activity) {
    Tcl_Obj *shares = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < activity->window_count; i++) {
        Tcl_ListObjAppendElement(NULL, shares,
                                 Tcl_NewDoubleObj(activity->window_share[i]));
    }
    ird_tcl_put_number(info, "window_ns", activity->window_s * 1e9);
    ird_tcl_put_size(info, "window", activity->window);
    ird_tcl_put_number(info, "window_start_ns",
                       (double)activity->window * activity->window_s * 1e9);
    ird_tcl_put(info, "window_currents", shares);
}

static Tcl_Obj *describe_activity(const ird_activity *activity, const ird_power *power) {
    double share = ird_activity_matched_share(activity);
    Tcl_Obj *info = Tcl_NewDictObj();
    ird_tcl_put_text(info, "format", format_names[activity->format]);
    ird_tcl_put_text(info, "scope", activity->scope);
    ird_tcl_put_number(info, "duration_ns", activity->duration_s * 1e9);
    ird_tcl_put_size(info, "driven_nets", activity->driven_nets);
    ird_tcl_put_size(info, "matched_nets", activity->matched_nets);
    ird_tcl_put_number(info, "matched_share", share);
    ird_tcl_put_text(info, "warning",
                     share < IRD_ACTIVITY_LOW
                         ? "few of the nets that instances drive are in the file; is the "
                           "scope that of the design, and the run one of its netlist?"
                         : "");
    ird_tcl_put_number(info, "total_w", power->total_w);
    ird_tcl_put(info, "notes", ird_tcl_note_list(&activity->notes));
    if (activity->window_count > 0) {
        put_windows(info, activity);
    }
    return info;
}

/* The command's one file, or -clear: not both, not neither. */
static int fail_file(ird_context *context) {
    ird_error err;
    ird_fail(&err, IRD_OPTIONS_CLASH,
             "read_activity takes either a file or -clear; give one of them");
    return ird_tcl_fail(context, &err);
}

static int fail_window(ird_context *context) {
    ird_error err;
    ird_fail(&err, IRD_ACTIVITY_WINDOW, "a time window must be longer than 0 ns");
    return ird_tcl_fail(context, &err);
}

static int read_activity(ird_context *context, const ird_call *call, Tcl_DString *scope,
                         Tcl_DString *file, Tcl_DString *def) {
    const activity_options *options = call->options;
    ird_activity_setting setting = {
        .format = (ird_activity_format)options->format.value,
        .window_s = options->window_ns.value * 1e-9,
    };
    if (ird_tcl_path(context, call->arguments[0], file) != TCL_OK ||
        (options->def != NULL && ird_tcl_path(context, options->def, def) != TCL_OK)) {
        return TCL_ERROR;
    }
    setting.path = Tcl_DStringValue(file);
    setting.def_path = options->def != NULL ? Tcl_DStringValue(def) : NULL;
    if (options->scope != NULL) {
        Tcl_DStringFree(scope);
        ird_tcl_native(options->scope, scope);
        setting.scope = Tcl_DStringValue(scope);
    }
    ird_error err;
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    ird_cell *active = NULL, *power = NULL;
    if (ird_session_read_activity(session, &setting, monitor, &err) != IRD_OK ||
        ird_session_need_activity(session, monitor, &active, &err) != IRD_OK ||
        ird_session_need_power(session, monitor, &power, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    Tcl_SetObjResult(
        context->interp,
        describe_activity(&((const ird_active *)active->value)->activity, power->value));
    return TCL_OK;
}

static int run_read_activity(ird_context *context, const ird_call *call) {
    const activity_options *options = call->options;
    if (options->clear == (call->argument_count > 0)) {
        return fail_file(context);
    }
    if (options->clear) {
        ird_session_forget_activity(&context->session);
        return TCL_OK;
    }
    if (options->window_ns.given && !(options->window_ns.value > 0)) {
        return fail_window(context);
    }
    Tcl_DString scope;
    Tcl_DString file;
    Tcl_DString def;
    Tcl_DStringInit(&scope);
    Tcl_DStringInit(&file);
    Tcl_DStringInit(&def);
    int code = read_activity(context, call, &scope, &file, &def);
    Tcl_DStringFree(&scope);
    Tcl_DStringFree(&file);
    Tcl_DStringFree(&def);
    return code;
}

static const ird_option activity_table[] = {
    {"-format", IRD_OPTION_CHOICE, offsetof(activity_options, format), false, "FORMAT",
     "saif, vcd, or auto: by the content, as when not given.", format_names},
    {"-scope", IRD_OPTION_TEXT, offsetof(activity_options, scope), false, "SCOPE",
     "The scope of the file that is the design, as in tb/dut; when not given the one "
     "that "
     "has most of its nets.",
     NULL},
    {"-window", IRD_OPTION_NUMBER, offsetof(activity_options, window_ns), false, "NS",
     "Cut the run of a VCD into time windows of this many ns and take the one with the "
     "largest current; the whole run when not given.",
     NULL},
    {"-def", IRD_OPTION_TEXT, offsetof(activity_options, def), false, "FILE",
     "The DEF whose NETS tell which instance drives each net; when not given the one "
     "last "
     "read.",
     NULL},
    {"-clear", IRD_OPTION_FLAG, offsetof(activity_options, clear), false, NULL,
     "Let power follow no activity any more.", NULL},
    {0},
};

const ird_command ird_activity_commands[] = {
    {"read_activity", run_read_activity, "?FILE?", 0, 1, activity_table,
     sizeof(activity_options),
     "Scale the power of each instance by its switching activity in a simulation, a SAIF "
     "or VCD file: the mean toggle rate of the nets that it drives, over the mean of the "
     "design. Power set by set_power is then spread by cell area x activity, that of a "
     "power report scaled as a whole; the total stays, but for a time window, which "
     "draws "
     "what it draws. Instances that drive none of the nets in the file are taken at the "
     "mean.",
     "A dict: format, scope, duration_ns, driven_nets (that an instance drives), "
     "matched_nets (of them in the file), matched_share, warning (empty when enough "
     "match), total_w, notes (what there is to tell, as in design_info); with -window "
     "also window_ns, window (the one with the largest "
     "current, counted from 0), window_start_ns, window_currents (of each, over the mean "
     "of the run)."},
    {0},
};
