/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power grids: layer resistances, sources, SPICE files, what is wrong with a grid.
 */
#include <math.h>
#include <string.h>

#include "command/note_values.h"
#include "command/like.h"
#include "binding/nouns.h"
#include "report/grid_report.h"
#include "report/rc_report.h"
#include "query/checked_grid.h"
#include "query/dynamic_nets.h"
#include "session/net_grid.h"
#include "session/sources_setting.h"
#include "session/rc_setting.h"
#include "session/spice.h"
#include "session/supply.h"

typedef struct rc_options {
    Tcl_Obj *layer;
    Tcl_Obj *via;
    ird_number_option resistance;
    ird_number_option capacitance;
    Tcl_Obj *corner;
    ird_count_option units;
} rc_options;

static const char *const rc_units[] = {"kohm", "ohm", NULL};
static const double rc_unit_ohm[] = {1e3, 1.0};

static double unit_of(const ird_count_option *units) {
    return units->given ? rc_unit_ohm[units->value] : IRD_RC_UNIT_UNSAID;
}

static int run_set_layer_rc(ird_context *context, const ird_call *call) {
    const rc_options *options = call->options;
    ird_error err;
    if ((options->layer == NULL) == (options->via == NULL)) {
        ird_fail(&err, IRD_OPTIONS_CLASH,
                 "set_layer_rc needs one of -layer and -via; give the name of a routing "
                 "layer or of a cut layer");
        return ird_tcl_fail(context, &err);
    }
    if (!options->resistance.given) {
        if (options->capacitance.given) {
            return TCL_OK; /* of no consequence for a static drop */
        }
        ird_fail(&err, IRD_OPTION_MISSING,
                 "option -resistance is missing; give it, for example -resistance "
                 "5.4e-3");
        ird_error_detail(&err, "-resistance", strlen("-resistance"));
        return ird_tcl_fail(context, &err);
    }
    bool is_via = options->via != NULL;
    Tcl_DString name;
    ird_tcl_native(is_via ? options->via : options->layer, &name);
    ird_status status = ird_session_set_layer_rc(
        &context->session, Tcl_DStringValue(&name), is_via, options->resistance.value,
        unit_of(&options->units), &err);
    Tcl_DStringFree(&name);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

typedef struct source_rc_options {
    ird_count_option units;
    Tcl_Obj *liberty;
} source_rc_options;

/* "1000ohm": the pulling_resistance_unit of a Liberty file. */
static Tcl_Obj *liberty_unit(ird_context *context, Tcl_Obj *file) {
    ird_liberty_head head = {0};
    Tcl_DString path;
    ird_error err;
    Tcl_Obj *unit = NULL;
    if (ird_tcl_path(context, file, &path) != TCL_OK) {
        Tcl_DStringFree(&path);
        return NULL;
    }
    ird_status status = ird_liberty_read_head(&head, Tcl_DStringValue(&path), &err);
    if (status == IRD_OK && isnan(head.pulling_ohm)) {
        status = ird_fail_at(&err, IRD_LIBERTY_VALUE, Tcl_DStringValue(&path), 0,
                             "this Liberty has no pulling_resistance_unit before its "
                             "first cell; give -units ohm or -units kohm");
    }
    if (status == IRD_OK) {
        unit = Tcl_NewDoubleObj(head.pulling_ohm);
        Tcl_AppendToObj(unit, "ohm", -1);
    } else {
        ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    return unit;
}

/* The script in a namespace of its own, its numbers in this unit. */
static int source_script(ird_context *context, Tcl_Obj *script, Tcl_Obj *unit) {
    enum { WORDS = 3 };
    Tcl_Obj *words[WORDS] = {Tcl_NewStringObj("::irdrop::internal::source_rc", -1),
                             script, unit};
    for (size_t i = 0; i < WORDS; i++) {
        Tcl_IncrRefCount(words[i]);
    }
    context->busy = false; /* for the commands of the script */
    int code = Tcl_EvalObjv(context->interp, WORDS, words, TCL_EVAL_GLOBAL);
    for (size_t i = 0; i < WORDS; i++) {
        Tcl_DecrRefCount(words[i]);
    }
    return code;
}

/* Run a script as a user of OpenROAD wrote it: its layer resistances come to us and what
 * else such files hold is passed over. Nothing has changed when the script fails. */
static int run_source_rc(ird_context *context, const ird_call *call) {
    const source_rc_options *options = call->options;
    ird_rc_settings saved = {0};
    ird_error err;
    if (options->units.given && options->liberty != NULL) {
        ird_fail(&err, IRD_OPTIONS_CLASH,
                 "-units and -liberty both say the unit; give one of them");
        return ird_tcl_fail(context, &err);
    }
    Tcl_Obj *unit =
        options->liberty != NULL
            ? liberty_unit(context, options->liberty)
            : Tcl_NewStringObj(options->units.given ? rc_units[options->units.value] : "",
                               -1);
    if (unit == NULL) {
        return TCL_ERROR;
    }
    if (ird_session_save_rc(&context->session, &saved, &err) != IRD_OK) {
        Tcl_IncrRefCount(unit); /* so that it goes */
        Tcl_DecrRefCount(unit);
        return ird_tcl_fail(context, &err);
    }
    int code = source_script(context, call->arguments[0], unit);
    if (code != TCL_OK) {
        ird_session_restore_rc(&context->session, &saved);
    }
    ird_rc_settings_free(&saved);
    return code;
}

static Tcl_Obj *describe_rc(const ird_technology *tech, const ird_layer_rc *rc) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < rc->values.count; i++) {
        const ird_rc_value *value = &rc->values.items[i];
        if (value->origin == IRD_RC_NONE) {
            continue;
        }
        bool is_cut = tech->layers.items[i].kind == IRD_LAYER_CUT;
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_text(dict, "layer", ird_names_get(&tech->layer_names, (int32_t)i));
        ird_tcl_put_text(dict, "kind", is_cut ? "cut" : "routing");
        ird_tcl_put_number(dict, "ohm", value->ohm);
        ird_tcl_put_text(dict, "unit", is_cut ? "ohm/cut" : "ohm/square");
        ird_tcl_put_text(dict, "origin", ird_rc_origin_name(value->origin));
        ird_tcl_put_text(dict, "assumed_from",
                         value->assumed_from >= 0
                             ? ird_names_get(&tech->layer_names, value->assumed_from)
                             : "");
        ird_tcl_put_number(dict, "percent_per_kelvin", 100 * value->per_kelvin);
        ird_tcl_put_number(dict, "temperature_factor", value->factor);
        Tcl_ListObjAppendElement(NULL, list, dict);
    }
    return list;
}

static int run_layer_rc(ird_context *context, const ird_call *call) {
    (void)call;
    ird_layer_rc rc = {0};
    ird_error err;
    if (ird_session_layer_rc(&context->session, &rc, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    Tcl_SetObjResult(context->interp, describe_rc(&context->session.tech, &rc));
    ird_layer_rc_free(&rc);
    return TCL_OK;
}

static int run_report_layer_rc(ird_context *context, const ird_call *call) {
    (void)call;
    ird_layer_rc rc = {0};
    ird_text text = {0};
    ird_error err;
    ird_status status = ird_session_layer_rc(&context->session, &rc, &err);
    if (status == IRD_OK) {
        status = ird_report_rc_table(&text, &context->session.tech, &rc, &err);
    }
    int code = status == IRD_OK ? ird_tcl_print(context, ird_text_get(&text))
                                : ird_tcl_fail(context, &err);
    ird_text_free(&text);
    ird_layer_rc_free(&rc);
    return code;
}

typedef struct source_options {
    Tcl_Obj *net;
    ird_count_option type;
    Tcl_Obj *file;
    ird_count_option format;
    Tcl_Obj *pitch;
    ird_number_option size;
    ird_count_option interval;
    ird_number_option resistance;
} source_options;

static const char *const source_types[] = {"auto",   "pins", "pads",     "bumps",
                                           "straps", "full", "switches", NULL};
static const ird_source_type source_type_of[] = {
    IRD_SOURCE_AUTO,   IRD_SOURCE_PINS, IRD_SOURCE_PADS,    IRD_SOURCE_BUMPS,
    IRD_SOURCE_STRAPS, IRD_SOURCE_FULL, IRD_SOURCE_SWITCHES};
_Static_assert(sizeof source_types / sizeof *source_types ==
                   sizeof source_type_of / sizeof *source_type_of + 1,
               "a type for each word");
static const char *const source_formats[] = {"vsrc", "voltus", NULL};

/* -pitch: one number, or x and y for bumps; in um for bumps, in tracks for straps. */
static int parse_pitch(ird_context *context, Tcl_Obj *pitch, ird_source_options *core) {
    Tcl_Size count;
    Tcl_Obj **words;
    double x, y;
    if (Tcl_ListObjGetElements(NULL, pitch, &count, &words) != TCL_OK || count < 1 ||
        count > 2 || Tcl_GetDoubleFromObj(NULL, words[0], &x) != TCL_OK ||
        Tcl_GetDoubleFromObj(NULL, words[count - 1], &y) != TCL_OK || !isfinite(x) ||
        !isfinite(y)) {
        ird_error err;
        ird_fail(
            &err, IRD_OPTION_VALUE,
            "option -pitch cannot be \"%.100s\"; give a number, or a list of two for "
            "x and y",
            Tcl_GetString(pitch));
        ird_error_detail(&err, "-pitch", strlen("-pitch"));
        return ird_tcl_fail(context, &err);
    }
    core->bump_pitch_x_um = x;
    core->bump_pitch_y_um = y;
    core->strap_pitch_tracks = x;
    return TCL_OK;
}

static int make_sources(ird_context *context, const source_options *options,
                        ird_source_options *core) {
    *core = ird_source_defaults;
    if (options->file != NULL && options->type.given) {
        return ird_tcl_fail_clash(context,
                                  "-type and -file exclude each other; the places of a "
                                  "file are the sources");
    }
    core->type =
        options->file != NULL ? IRD_SOURCE_FILE : source_type_of[options->type.value];
    bool is_generated = core->type == IRD_SOURCE_BUMPS || core->type == IRD_SOURCE_STRAPS;
    if (options->pitch != NULL && !is_generated) {
        return ird_tcl_fail_clash(context,
                                  "-pitch belongs to -type bumps and -type straps");
    }
    if ((options->size.given || options->interval.given) &&
        core->type != IRD_SOURCE_BUMPS) {
        return ird_tcl_fail_clash(context, "-size and -interval belong to -type bumps");
    }
    if (options->size.given) {
        core->bump_size_um = options->size.value;
    }
    if (options->interval.given) {
        core->bump_interval =
            options->interval.value < INT_MAX ? (int)options->interval.value : INT_MAX;
    }
    core->package_ohm = options->resistance.value;
    return options->pitch != NULL ? parse_pitch(context, options->pitch, core) : TCL_OK;
}

static int run_set_sources(ird_context *context, const ird_call *call) {
    const source_options *options = call->options;
    ird_source_options core;
    Tcl_DString net, path;
    ird_error err;
    if (make_sources(context, options, &core) != TCL_OK) {
        return TCL_ERROR;
    }
    Tcl_DStringInit(&path);
    if (options->file != NULL && ird_tcl_path(context, options->file, &path) != TCL_OK) {
        Tcl_DStringFree(&path);
        return TCL_ERROR;
    }
    ird_tcl_native(options->net, &net);
    ird_status status = ird_session_set_sources(
        &context->session, Tcl_DStringValue(&net), &core,
        options->file != NULL ? Tcl_DStringValue(&path) : NULL, &err);
    Tcl_DStringFree(&net);
    Tcl_DStringFree(&path);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

typedef struct net_options {
    Tcl_Obj *net;
    ird_count_option like;
} net_options;

typedef struct spice_options {
    ird_count_option units;
} spice_options;

static Tcl_Obj *list_nets(const ird_session *session) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < session->spice.count; i++) {
        const char *name = ird_session_net_name(session, (int32_t)i);
        Tcl_ListObjAppendElement(NULL, list, Tcl_NewStringObj(name, -1));
    }
    return list;
}

static Tcl_Obj *describe_spice(const ird_session *session, const ird_spice_info *info) {
    const ird_network *first = &ird_session_spice_grid(session, 0)->grid.network;
    Tcl_Obj *dict = Tcl_NewDictObj();
    size_t nodes = 0, resistors = 0, loads = 0, sources = 0;
    for (size_t i = 0; i < session->spice.count; i++) {
        const ird_network *network =
            &ird_session_spice_grid(session, (int32_t)i)->grid.network;
        nodes += network->nodes.count;
        resistors += network->resistors.count;
        loads += network->loads.count;
        sources += network->sources.count;
    }
    ird_tcl_put_text(dict, "net", ird_session_net_name(session, 0));
    ird_tcl_put(dict, "nets", list_nets(session));
    ird_tcl_put_size(dict, "nodes", nodes);
    ird_tcl_put_size(dict, "resistors", resistors);
    ird_tcl_put_size(dict, "loads", loads);
    ird_tcl_put_size(dict, "sources", sources);
    ird_tcl_put_number(dict, "total_current_a", ird_network_total_current_a(first));
    ird_tcl_put_size(dict, "units", (size_t)first->units);
    ird_tcl_put(dict, "units_assumed", Tcl_NewBooleanObj(info->units_assumed));
    ird_tcl_put_size(dict, "shorts", info->shorts);
    ird_tcl_put_size(dict, "capacitors", info->capacitors);
    ird_tcl_put_size(dict, "cards", info->cards);
    ird_tcl_put(dict, "notes", ird_tcl_notes(session));
    return dict;
}

static int run_read_spice(ird_context *context, const ird_call *call) {
    const spice_options *options = call->options;
    ird_spice_info info = {0};
    ird_error err;
    Tcl_DString path;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK &&
        ird_session_read_spice(&context->session, Tcl_DStringValue(&path),
                               (int64_t)options->units.value, &info,
                               &context->progress.monitor, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, describe_spice(&context->session, &info));
    }
    return code;
}

typedef struct write_options {
    Tcl_Obj *net;
    ird_count_option like;
    bool dynamic;
} write_options;

static ird_status write_circuit(ird_context *context, const char *file, ird_error *err) {
    ird_session *session = &context->session;
    return ird_session_write_moments(session, file, &context->progress.monitor, err);
}

static int run_write_spice(ird_context *context, const ird_call *call) {
    const write_options *options = call->options;
    int32_t net = -1;
    ird_error err;
    Tcl_DString path;
    if (options->dynamic && options->net != NULL) {
        return ird_tcl_fail_clash(
            context, "-dynamic writes the nets that solve -dynamic solves; leave "
                     "-net out");
    }
    if (!options->dynamic &&
        ird_tcl_choose_net(context, options->net, "write_spice", &net) != TCL_OK) {
        return TCL_ERROR;
    }
    int code = ird_tcl_path(context, call->arguments[0], &path);
    const char *file = Tcl_DStringValue(&path);
    if (code == TCL_OK) {
        ird_status status =
            options->dynamic ? write_circuit(context, file, &err)
                             : ird_session_write_spice(&context->session, net, file,
                                                       &context->progress.monitor, &err);
        code = status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    return code;
}

/* The findings of a net and what they are about. */
static int check(ird_context *context, Tcl_Obj *name, ird_checked_grid *checked) {
    int32_t net;
    ird_error err;
    if (ird_tcl_choose_net(context, name, "check_grid", &net) != TCL_OK) {
        return TCL_ERROR;
    }
    return ird_checked_grid_make(checked, &context->session, net,
                                 &context->progress.monitor, &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

static const char *layer_name(const ird_session *session, int32_t layer) {
    return layer >= 0 ? ird_names_get(&session->tech.layer_names, layer) : "";
}

static Tcl_Obj *describe_finding(const ird_session *session,
                                 const ird_checked_grid *checked,
                                 const ird_finding *finding, const char *text) {
    double units = (double)session->design.units;
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "kind", ird_finding_kind_name(finding->kind));
    ird_tcl_put_text(dict, "net", ird_session_net_name(session, checked->grid->net));
    ird_tcl_put_text(dict, "layer", layer_name(session, finding->layer));
    ird_tcl_put_text(dict, "layer_b", layer_name(session, finding->layer_b));
    ird_tcl_put_number(dict, "x0", (double)finding->box.x0_dbu / units);
    ird_tcl_put_number(dict, "y0", (double)finding->box.y0_dbu / units);
    ird_tcl_put_number(dict, "x1", (double)finding->box.x1_dbu / units);
    ird_tcl_put_number(dict, "y1", (double)finding->box.y1_dbu / units);
    ird_tcl_put_size(dict, "shapes", finding->shapes);
    ird_tcl_put_size(dict, "instances", finding->instances);
    ird_tcl_put_text(
        dict, "instance",
        finding->component >= 0
            ? ird_names_get(&session->design.component_names, finding->component)
            : "");
    ird_tcl_put_text(dict, "text", text);
    return dict;
}

static int run_check_grid(ird_context *context, const ird_call *call) {
    const net_options *options = call->options;
    const ird_session *session = &context->session;
    ird_checked_grid checked = {0};
    ird_text text = {0};
    ird_error err;
    ird_status status = IRD_OK;
    int code = check(context, options->net, &checked);
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    Tcl_IncrRefCount(list);
    for (size_t i = 0; i < checked.findings.items.count && status == IRD_OK; i++) {
        ird_text_truncate(&text, 0);
        status = ird_checked_grid_text(&checked, session, i, &text, &err);
        Tcl_ListObjAppendElement(NULL, list,
                                 describe_finding(session, &checked,
                                                  &checked.findings.items.items[i],
                                                  ird_text_get(&text)));
    }
    if (status != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    } else if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, list);
    }
    Tcl_DecrRefCount(list);
    ird_text_free(&text);
    ird_checked_grid_free(&checked);
    return code;
}

static int run_report_check_grid(ird_context *context, const ird_call *call) {
    const net_options *options = call->options;
    const ird_session *session = &context->session;
    ird_checked_grid checked = {0};
    ird_text text = {0};
    ird_error err;
    int code = check(context, options->net, &checked);
    if (code == TCL_OK &&
        ird_report_findings(&text, &checked.findings, &checked.grid->grid,
                            &session->design, &session->tech, &checked.rc,
                            &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        code = ird_tcl_print(context, ird_text_get(&text));
    }
    ird_text_free(&text);
    ird_checked_grid_free(&checked);
    return code;
}

static const ird_option rc_table[] = {
    {"-layer", IRD_OPTION_TEXT, offsetof(rc_options, layer), false, "LAYER",
     "A routing layer; its resistance is that of a wire of minimum width for each um. "
     "When not given, -via is needed.",
     NULL},
    {"-via", IRD_OPTION_TEXT, offsetof(rc_options, via), false, "LAYER",
     "A cut layer; its resistance is that of one cut. When not given, -layer is needed.",
     NULL},
    {"-resistance", IRD_OPTION_NUMBER, offsetof(rc_options, resistance), false, "R",
     "The resistance, in -units; it is not given where only -capacitance is.", NULL},
    {"-capacitance", IRD_OPTION_NUMBER, offsetof(rc_options, capacitance), false, "C",
     "Not used, given or not given: a static drop has no capacitances.", NULL},
    {"-corner", IRD_OPTION_TEXT, offsetof(rc_options, corner), false, "CORNER",
     "Not used, given or not given: there is one corner.", NULL},
    {"-units", IRD_OPTION_CHOICE, offsetof(rc_options, units), false, "UNITS",
     "kohm (when not given, unless it contradicts LEF: what OpenROAD's scripts for "
     "Nangate45 and sky130 are in) or ohm.",
     rc_units},
    {0},
};

static const ird_option source_rc_table[] = {
    {"-units", IRD_OPTION_CHOICE, offsetof(source_rc_options, units), false, "UNITS",
     "Of the resistances in the script, kohm or ohm. When not given: that of -liberty, "
     "of "
     "the live session inside OpenROAD or OpenSTA, or of set_units in the script; else "
     "kohm, unless that contradicts LEF.",
     rc_units},
    {"-liberty", IRD_OPTION_TEXT, offsetof(source_rc_options, liberty), false, "FILE",
     "A Liberty file, plain or .gz, whose pulling_resistance_unit they are in; only its "
     "header is read. When not given -units holds.",
     NULL},
    {0},
};

static const ird_option source_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(source_options, net), true, "NET",
     "The net that is fed.", NULL},
    {"-type", IRD_OPTION_CHOICE, offsetof(source_options, type), false, "TYPE",
     "pins: DEF pins of the net; pads: its pads and bumps; bumps, straps: generated as "
     "PDNSim does; full: the whole top layer; switches: pins of power switches, cells "
     "with "
     "a signal pin and another supply pin on another net; auto (when not given): pins, "
     "else pads, else the switches that feed the net (set_switch), else bumps.",
     source_types},
    {"-file", IRD_OPTION_TEXT, offsetof(source_options, file), false, "FILE",
     "Places of the sources: lines x,y,size,voltage or NAME X Y LAYER, in um and V. "
     "When not given -type holds.",
     NULL},
    {"-format", IRD_OPTION_CHOICE, offsetof(source_options, format), false, "FORMAT",
     "Of the file, vsrc or voltus; each line tells which it is, so that both are read "
     "when it is not given.",
     source_formats},
    {"-pitch", IRD_OPTION_TEXT, offsetof(source_options, pitch), false, "PITCH",
     "Of bumps in um (140 when not given; two numbers for x and y), of straps in tracks "
     "(10).",
     NULL},
    {"-size", IRD_OPTION_NUMBER, offsetof(source_options, size), false, "UM",
     "Side of a bump, 70 um when not given.", NULL},
    {"-interval", IRD_OPTION_COUNT, offsetof(source_options, interval), false, "N",
     "One bump of so many is there, 3 when not given.", NULL},
    {"-resistance", IRD_OPTION_NUMBER, offsetof(source_options, resistance), false, "OHM",
     "Of the package, or of a switch that is on, between the ideal supply and each "
     "source; "
     "0 when not given.",
     NULL},
    {0},
};

static const ird_option spice_table[] = {
    {"-units", IRD_OPTION_COUNT, offsetof(spice_options, units), false, "N",
     "Database units per um of the coordinates in node names; 2000 when not given.",
     NULL},
    {0},
};

static const ird_option net_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(net_options, net), false, "NET",
     "The net; the power net that feeds most cells when not given.", NULL},
    IRD_LIKE_ROW(net_options, like),
    {0},
};

static const ird_option write_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(write_options, net), false, "NET",
     "The net; the power net that feeds most cells when not given.", NULL},
    IRD_LIKE_ROW(write_options, like),
    {"-dynamic", IRD_OPTION_FLAG, offsetof(write_options, dynamic), false, NULL,
     "All nets with capacitors, inductors, currents in time and .tran, as solve -dynamic "
     "sees them, for ngspice to check: of a SPICE network its nets, of a design those "
     "that were solved in time last.",
     NULL},
    {0},
};

const ird_command ird_grid_commands[] = {
    {"set_layer_rc", run_set_layer_rc, "", 0, 0, rc_table, sizeof(rc_options),
     "Set the resistance of a layer, as in OpenROAD. It comes before that of the LEF.",
     ""},
    {"source_rc", run_source_rc, "FILE", 1, 1, source_rc_table, sizeof(source_rc_options),
     "Run a script of set_layer_rc commands, such as the setRC.tcl of a platform, in the "
     "unit of the library that it was written for. Its set_wire_rc commands are passed "
     "over. After an error no resistance has changed.",
     ""},
    {"layer_rc", run_layer_rc, "", 0, 0, NULL, 0,
     "The resistance of each layer that extraction uses.",
     "A list of dicts: layer, kind (routing or cut), ohm, unit (ohm/square or ohm/cut), "
     "origin (LEF, set_layer_rc or assumed), assumed_from (the layer that lends its "
     "value)."},
    {"report_layer_rc", run_report_layer_rc, "", 0, 0, NULL, 0,
     "Print the resistance of each layer and where it comes from.", ""},
    {"set_sources", run_set_sources, "", 0, 0, source_table, sizeof(source_options),
     "Say where the supply of a net comes in. Kept by the name of the net.", ""},
    {"read_spice", run_read_spice, "FILE", 1, 1, spice_table, sizeof(spice_options),
     "Read a power grid as a SPICE netlist, plain or .gz, in the place of the present "
     "design: PDNSim's, the ICCAD 2023 contest's or IBM's dialect. Its loads, sources "
     "and voltages are those of the file; C, L, PULSE, PWL and .tran are for solve "
     "-dynamic, while other commands take the DC values. Pieces that no resistor joins "
     "and that are fed "
     "by different voltages are nets of their own: POWER (POWER1, POWER2, ... by falling "
     "voltage) and GROUND. A file that differs from the present one in its loads alone "
     "is "
     "solved with the factor that is there.",
     "A dict: net (the first), nets, nodes, resistors, loads, sources (of all nets), "
     "total_current_a (of the first), units, units_assumed, shorts, capacitors, cards, "
     "notes (as of design_info)."},
    {"write_spice", run_write_spice, "FILE", 1, 1, write_table, sizeof(write_options),
     "Write the extracted network of a net as SPICE, in PDNSim's dialect.", ""},
    {"check_grid", run_check_grid, "", 0, 0, net_table, sizeof(net_options),
     "Look for what is wrong with the grid of a net: metal that no source reaches, rails "
     "without straps, crossings without vias, missing resistances, unconnected "
     "instances.",
     "A list of dicts: kind (island, floating_shape, rail_without_strap, missing_via, "
     "missing_resistance, repeated_via, switched_net, unconnected_instance), net, layer, "
     "layer_b, x0 "
     "y0 "
     "x1 y1 (um), shapes, instances, instance, text."},
    {"report_check_grid", run_report_check_grid, "", 0, 0, net_table, sizeof(net_options),
     "Print what check_grid finds.", ""},
    {0},
};
