/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What drops in time follow from: set_clock, read_timing, read_liberty, set_decap,
 * set_package, capacitance; and set_temperature, which static drops follow from as well.
 */
#include <math.h>
#include <string.h>

#include "command/like.h"
#include "command/note_values.h"
#include "binding/nouns.h"
#include "report/capacitance_report.h"
#include "timed/net_transient.h"
#include "session/supply.h"
#include "session/temperature_setting.h"
#include "timed/time_setting.h"

static const double NANO = 1e-9, PICO = 1e-12, FEMTO = 1e-15;

/* --- clock ---------------------------------------------------------------------------
 */

typedef struct clock_options {
    ird_number_option period_ns;
    Tcl_Obj *net;
    ird_number_option stage_ps;
} clock_options;

static int run_set_clock(ird_context *context, const ird_call *call) {
    const clock_options *options = call->options;
    Tcl_DString net;
    ird_error err;
    Tcl_DStringInit(&net);
    if (options->net != NULL) {
        ird_tcl_native(options->net, &net);
    }
    if (options->stage_ps.given && !(options->stage_ps.value > 0)) {
        Tcl_DStringFree(&net);
        ird_fail(&err, IRD_CLOCK_PERIOD, "the delay of a stage must be above 0 ps");
        return ird_tcl_fail(context, &err);
    }
    ird_status status =
        ird_session_set_clock(&context->session, options->period_ns.value * NANO,
                              options->net != NULL ? Tcl_DStringValue(&net) : NULL,
                              options->stage_ps.value * PICO, &err);
    Tcl_DStringFree(&net);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

/* --- timing --------------------------------------------------------------------------
 */

typedef struct timing_options {
    bool clear;
} timing_options;

static Tcl_Obj *describe_timing(const ird_timing *timing) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "format", ird_timing_format_name(timing->format));
    ird_tcl_put_size(dict, "instances", timing->count);
    ird_tcl_put_size(dict, "windows", timing->windows);
    ird_tcl_put_size(dict, "slews", timing->slews);
    ird_tcl_put_number(dict, "first_ns", timing->first_s / NANO);
    ird_tcl_put_number(dict, "last_ns", timing->last_s / NANO);
    ird_tcl_put_number(dict, "period_ns", timing->period_s / NANO);
    ird_tcl_put_size(dict, "rows", timing->rows);
    ird_tcl_put_size(dict, "constant", timing->constant);
    ird_tcl_put_size(dict, "inputs", timing->inputs);
    ird_tcl_put_size(dict, "unknown", timing->unknown);
    ird_tcl_put(dict, "notes", ird_tcl_note_list(&timing->notes));
    return dict;
}

static int read_timing(ird_context *context, Tcl_Obj *file) {
    Tcl_DString path;
    ird_cell *timing = NULL;
    ird_error err;
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    int code = ird_tcl_path(context, file, &path);
    if (code == TCL_OK &&
        (ird_session_read_timing(session, Tcl_DStringValue(&path), monitor, &err) !=
             IRD_OK ||
         ird_session_need_timing(session, monitor, &timing, &err) != IRD_OK)) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, describe_timing(timing->value));
    }
    return code;
}

static int run_read_timing(ird_context *context, const ird_call *call) {
    const timing_options *options = call->options;
    if (options->clear == (call->argument_count > 0)) {
        return ird_tcl_fail_clash(
            context, "read_timing takes either a file or -clear; give one of them");
    }
    if (options->clear) {
        ird_session_forget_timing(&context->session);
        return TCL_OK;
    }
    return read_timing(context, call->arguments[0]);
}

/* --- libraries -----------------------------------------------------------------------
 */

static int read_liberty(ird_context *context, const ird_call *call, Tcl_DString *natives,
                        const char **paths) {
    size_t count = call->argument_count;
    for (size_t i = 0; i < count; i++) {
        if (ird_tcl_path(context, call->arguments[i], &natives[i]) != TCL_OK) {
            return TCL_ERROR;
        }
        paths[i] = Tcl_DStringValue(&natives[i]);
    }
    ird_error err;
    ird_session *session = &context->session;
    if (ird_session_read_liberty(session, paths, count, &context->progress.monitor,
                                 &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    const ird_liberty *liberty = &session->liberty;
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_size(dict, "files", liberty->files);
    ird_tcl_put_size(dict, "cells", liberty->cells.count);
    ird_tcl_put_size(dict, "repeated", liberty->repeated);
    ird_tcl_put_size(dict, "matched", ird_session_liberty_matches(session));
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

static int run_read_liberty(ird_context *context, const ird_call *call) {
    size_t count = call->argument_count;
    Tcl_DString *natives = (Tcl_DString *)ckalloc(count * sizeof *natives);
    const char **paths = (const char **)ckalloc(count * sizeof *paths);
    for (size_t i = 0; i < count; i++) {
        Tcl_DStringInit(&natives[i]);
    }
    int code = read_liberty(context, call, natives, paths);
    for (size_t i = 0; i < count; i++) {
        Tcl_DStringFree(&natives[i]);
    }
    ckfree((char *)natives);
    ckfree((char *)paths);
    return code;
}

/* --- decoupling ----------------------------------------------------------------------
 */

typedef struct decap_options {
    Tcl_Obj *cell;
    ird_number_option farad_ff;
    ird_number_option ohm;
    Tcl_Obj *file;
} decap_options;

static int run_set_decap(ird_context *context, const ird_call *call) {
    const decap_options *options = call->options;
    Tcl_DString name;
    ird_error err;
    bool is_table = options->file != NULL;
    bool is_cell = options->cell != NULL && options->farad_ff.given;
    bool is_mixed = is_table && (options->cell != NULL || options->farad_ff.given ||
                                 options->ohm.given);
    if (is_table == is_cell || is_mixed) {
        return ird_tcl_fail_clash(context,
                                  "set_decap needs -cell with -capacitance, or -file "
                                  "alone");
    }
    if (is_table) {
        int code = ird_tcl_path(context, options->file, &name);
        if (code == TCL_OK &&
            ird_session_read_decaps(&context->session, Tcl_DStringValue(&name), &err) !=
                IRD_OK) {
            code = ird_tcl_fail(context, &err);
        }
        Tcl_DStringFree(&name);
        return code;
    }
    ird_tcl_native(options->cell, &name);
    ird_status status =
        ird_session_set_decap(&context->session, Tcl_DStringValue(&name),
                              options->farad_ff.value * FEMTO, options->ohm.value, &err);
    Tcl_DStringFree(&name);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

/* --- packages ------------------------------------------------------------------------
 */

typedef struct package_options {
    Tcl_Obj *net;
    ird_number_option ohm;
    ird_number_option henry_ph;
    ird_number_option farad_pf;
    Tcl_Obj *file, *subckt;
    bool total;
    bool none;
} package_options;

static int read_subcircuit(ird_context *context, const package_options *options,
                           ird_subcircuit *circuit) {
    Tcl_DString path, name;
    ird_error err;
    int code = ird_tcl_path(context, options->file, &path);
    Tcl_DStringInit(&name);
    if (code == TCL_OK && options->subckt != NULL) {
        Tcl_DStringFree(&name);
        ird_tcl_native(options->subckt, &name);
    }
    if (code == TCL_OK &&
        ird_subcircuit_read(circuit, Tcl_DStringValue(&path),
                            options->subckt != NULL ? Tcl_DStringValue(&name) : NULL,
                            &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&name);
    Tcl_DStringFree(&path);
    return code;
}

/* Values, a file or -none. */
static bool is_one_form(const package_options *o) {
    bool has_value = o->ohm.given || o->henry_ph.given || o->farad_pf.given;
    return has_value + (o->file != NULL) + o->none == 1 &&
           (o->subckt == NULL || o->file != NULL) && (!o->total || has_value);
}

static int run_set_package(ird_context *context, const ird_call *call) {
    const package_options *options = call->options;
    Tcl_DString net;
    ird_error err;
    if (!is_one_form(options)) {
        return ird_tcl_fail_clash(
            context, "set_package needs -resistance, -inductance or "
                     "-capacitance (with them perhaps -total), or -file alone "
                     "(perhaps with -subckt), or -none alone");
    }
    ird_package package = {.ohm = options->ohm.value,
                           .henry = options->henry_ph.value * PICO,
                           .farad = options->farad_pf.value * PICO,
                           .is_whole = options->total};
    if (options->file != NULL &&
        read_subcircuit(context, options, &package.circuit) != TCL_OK) {
        return TCL_ERROR;
    }
    ird_tcl_native(options->net, &net);
    ird_status status = ird_session_set_package(&context->session, Tcl_DStringValue(&net),
                                                options->none ? NULL : &package, &err);
    ird_subcircuit_free(&package.circuit);
    Tcl_DStringFree(&net);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

/* --- temperature ---------------------------------------------------------------------
 */

typedef struct temperature_options {
    ird_number_option celsius;
    Tcl_Obj *map;
    Tcl_Obj *layer;
    ird_count_option metal;
    ird_number_option percent;
    bool clear;
} temperature_options;

static const char *const metals[] = {"copper", "aluminium", "tungsten", NULL};
static const double metal_per_kelvin[] = {IRD_COPPER_PER_KELVIN, IRD_ALUMINIUM_PER_KELVIN,
                                          IRD_TUNGSTEN_PER_KELVIN};

/* Which of its forms a call is; false where it is none. */
static bool is_whole(const temperature_options *o) {
    bool says_metal = o->metal.given || o->percent.given;
    if (o->clear) {
        return !o->celsius.given && o->map == NULL && o->layer == NULL && !says_metal;
    }
    return (o->celsius.given || o->layer != NULL) && (o->layer != NULL) == says_metal &&
           !(o->metal.given && o->percent.given) && (o->map == NULL || o->celsius.given);
}

static int set_celsius(ird_context *context, const temperature_options *options) {
    Tcl_DString path;
    ird_error err;
    int code = TCL_OK;
    Tcl_DStringInit(&path);
    if (options->map != NULL) {
        code = ird_tcl_path(context, options->map, &path);
    }
    if (code == TCL_OK &&
        ird_session_set_temperature(&context->session, options->celsius.value,
                                    options->map != NULL ? Tcl_DStringValue(&path) : NULL,
                                    &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    return code;
}

static int set_metal(ird_context *context, const temperature_options *options) {
    static const double PERCENT = 0.01;
    Tcl_DString layer;
    ird_error err;
    double per_kelvin = options->metal.given ? metal_per_kelvin[options->metal.value]
                                             : options->percent.value * PERCENT;
    ird_tcl_native(options->layer, &layer);
    ird_status status = ird_session_set_metal(&context->session, Tcl_DStringValue(&layer),
                                              per_kelvin, &err);
    Tcl_DStringFree(&layer);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static int run_set_temperature(ird_context *context, const ird_call *call) {
    const temperature_options *options = call->options;
    if (!is_whole(options) || (options->layer != NULL && options->celsius.given)) {
        return ird_tcl_fail_clash(context,
                                  "set_temperature needs -celsius, perhaps with -map; or "
                                  "-layer with one of -metal and -coefficient; or -clear "
                                  "alone");
    }
    if (options->clear) {
        ird_session_clear_temperature(&context->session);
        return TCL_OK;
    }
    return options->layer != NULL ? set_metal(context, options)
                                  : set_celsius(context, options);
}

/* --- capacitance ---------------------------------------------------------------------
 */

typedef struct capacitance_options {
    Tcl_Obj *nets;
    ird_count_option like;
} capacitance_options;

/* One or two nets of a list; the default one where none is given. */
static int choose_nets(ird_context *context, Tcl_Obj *list, const char *doing,
                       int32_t nets[IRD_TRANSIENT_PAIR], size_t *count) {
    Tcl_Size words = 0;
    Tcl_Obj **items = NULL;
    *count = 1;
    if (list == NULL) {
        return ird_tcl_choose_net(context, NULL, doing, &nets[0]);
    }
    if (Tcl_ListObjGetElements(NULL, list, &words, &items) != TCL_OK || words < 1 ||
        words > IRD_TRANSIENT_PAIR) {
        return ird_tcl_fail_clash(context, "-nets takes one net, or a power net and its "
                                           "ground net as in {VDD VSS}");
    }
    *count = (size_t)words;
    for (size_t i = 0; i < *count; i++) {
        if (ird_tcl_choose_net(context, items[i], doing, &nets[i]) != TCL_OK) {
            return TCL_ERROR;
        }
    }
    return TCL_OK;
}

static int find_capacitance(ird_context *context, const ird_call *call, const char *doing,
                            ird_capacitance_nets *nets, ird_net_capacitance *found) {
    const capacitance_options *options = call->options;
    int32_t ids[IRD_TRANSIENT_PAIR];
    ird_error err;
    if (choose_nets(context, options->nets, doing, ids, &nets->count) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_session_net_capacitance(&context->session, ids, nets->count,
                                    &context->progress.monitor, found, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    for (size_t i = 0; i < nets->count; i++) {
        nets->names[i] = ird_session_net_name(&context->session, ids[i]);
    }
    return TCL_OK;
}

static int run_capacitance(ird_context *context, const ird_call *call) {
    ird_capacitance_nets nets = {0};
    ird_net_capacitance found;
    if (find_capacitance(context, call, "capacitance", &nets, &found) != TCL_OK) {
        return TCL_ERROR;
    }
    static const ird_capacitance_kind kinds[] = {
        IRD_CAPACITANCE_INTRINSIC, IRD_CAPACITANCE_LOAD, IRD_CAPACITANCE_DECAP,
        IRD_CAPACITANCE_GRID};
    Tcl_Obj *dict = Tcl_NewDictObj();
    Tcl_Obj *names = Tcl_NewListObj(0, NULL);
    double sum = 0;
    for (size_t i = 0; i < nets.count; i++) {
        Tcl_ListObjAppendElement(NULL, names, ird_tcl_text(nets.names[i]));
    }
    ird_tcl_put(dict, "nets", names);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char key[32];
        snprintf(key, sizeof key, "%s_pf", ird_capacitance_name(kinds[i]));
        ird_tcl_put_number(dict, key, found.farad[kinds[i]] / PICO);
        sum += found.farad[kinds[i]];
    }
    ird_tcl_put_number(dict, "total_pf", sum / PICO);
    ird_tcl_put_number(dict, "unconnected_pf", found.left.farad / PICO);
    ird_tcl_put_size(dict, "liberty_cells", found.cells->by_liberty);
    ird_tcl_put_size(dict, "area_cells", found.cells->by_area);
    ird_tcl_put_size(dict, "decap_cells", found.cells->decaps);
    ird_tcl_put_size(dict, "decaps_without_value", found.cells->unsaid);
    ird_tcl_put_size(dict, "layers_without_value", found.unsaid_layers);
    ird_tcl_put(dict, "has_nets", Tcl_NewBooleanObj(found.cells->has_nets));
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

static int run_report_capacitance(ird_context *context, const ird_call *call) {
    ird_capacitance_nets nets = {0};
    ird_net_capacitance found;
    ird_text text = {0};
    ird_error err;
    int code = find_capacitance(context, call, "report_capacitance", &nets, &found);
    if (code == TCL_OK) {
        nets.farad = found.farad;
        nets.cells = found.cells;
        nets.unconnected_f = found.left.farad;
        nets.unsaid_layers = found.unsaid_layers;
        code = ird_report_capacitance(&text, &nets, &err) == IRD_OK
                   ? ird_tcl_print(context, ird_text_get(&text))
                   : ird_tcl_fail(context, &err);
    }
    ird_text_free(&text);
    return code;
}

/* --- tables --------------------------------------------------------------------------
 */

static const ird_option clock_table[] = {
    {"-period", IRD_OPTION_NUMBER, offsetof(clock_options, period_ns), true, "NS",
     "The period in ns, or with a unit: 2ns, 500ps.", NULL},
    {"-net", IRD_OPTION_TEXT, offsetof(clock_options, net), false, "NET",
     "The net where the clock begins, one of the NETS of the DEF. It tells the gates of "
     "the clock from the logic that enables them. When not given clocks are followed "
     "back from registers through cells of one input.",
     NULL},
    {"-stage", IRD_OPTION_NUMBER, offsetof(clock_options, stage_ps), false, "PS",
     "The delay of a stage of logic in ps, for instances of which no timing is known; "
     "when "
     "not given 570 ps times the half pitch of the densest routing layer in um, and no "
     "longer than fits the deepest logic into 0.9 of the period.",
     NULL},
    {0},
};

static const ird_option timing_table[] = {
    {"-clear", IRD_OPTION_FLAG, offsetof(timing_options, clear), false, NULL,
     "Forget the timing that was read.", NULL},
    {0},
};

static const ird_option decap_table[] = {
    {"-cell", IRD_OPTION_TEXT, offsetof(decap_options, cell), false, "PATTERN",
     "Cells of this name; * stands for any text, ? for one character. When not given the "
     "table of -file says it.",
     NULL},
    {"-capacitance", IRD_OPTION_NUMBER, offsetof(decap_options, farad_ff), false, "FF",
     "What one such cell holds between its supplies, in fF. When not given the table of "
     "-file says it.",
     NULL},
    {"-resistance", IRD_OPTION_NUMBER, offsetof(decap_options, ohm), false, "OHM",
     "In series with it, in ohm; 0 when not given.", NULL},
    {"-file", IRD_OPTION_TEXT, offsetof(decap_options, file), false, "FILE",
     "A table of lines cell,capacitance_fF or cell,capacitance_fF,resistance_ohm; when "
     "not "
     "given -cell and -capacitance say it.",
     NULL},
    {0},
};

static const ird_option package_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(package_options, net), true, "NET",
     "The net whose sources it stands at.", NULL},
    {"-resistance", IRD_OPTION_NUMBER, offsetof(package_options, ohm), false, "OHM",
     "In series with each source, in ohm; 0 when not given.", NULL},
    {"-inductance", IRD_OPTION_NUMBER, offsetof(package_options, henry_ph), false, "PH",
     "In series with it, in pH; 0 when not given.", NULL},
    {"-capacitance", IRD_OPTION_NUMBER, offsetof(package_options, farad_pf), false, "PF",
     "From the die's side of each source to the ideal ground, in pF; 0 when not given.",
     NULL},
    {"-file", IRD_OPTION_TEXT, offsetof(package_options, file), false, "FILE",
     "A SPICE file with a .subckt of R, L and C: its last port is the ideal board, the "
     "others are at the die, and sources are dealt to them in their order; all of the "
     "net "
     "have one together. When not given values say what it is.",
     NULL},
    {"-subckt", IRD_OPTION_TEXT, offsetof(package_options, subckt), false, "NAME",
     "Which of the file; the only one when not given.", NULL},
    {"-total", IRD_OPTION_FLAG, offsetof(package_options, total), false, NULL,
     "The values are those of all sources together: each has its part of them.", NULL},
    {"-none", IRD_OPTION_FLAG, offsetof(package_options, none), false, NULL,
     "The net has no package any more.", NULL},
    {0},
};

static const ird_option temperature_table[] = {
    {"-celsius", IRD_OPTION_NUMBER, offsetof(temperature_options, celsius), false, "T",
     "The temperature of the metal, from -70 to 400 C; when not given it stays as it is, "
     "25 "
     "C at first.",
     NULL},
    {"-map", IRD_OPTION_TEXT, offsetof(temperature_options, map), false, "FILE",
     "Where it differs: lines x0,y0,x1,y1,celsius, boxes in um, of which the later one "
     "holds where two overlap. Nowhere when not given.",
     NULL},
    {"-layer", IRD_OPTION_TEXT, offsetof(temperature_options, layer), false, "PATTERN",
     "Layers of which the metal or the coefficient is said; when not given none are.",
     NULL},
    {"-metal", IRD_OPTION_CHOICE, offsetof(temperature_options, metal), false, "METAL",
     "copper (0.39 %/K), aluminium (0.43) or tungsten (0.45). When not given, and "
     "neither "
     "is -coefficient, wires count as copper and cuts as tungsten.",
     metals},
    {"-coefficient", IRD_OPTION_NUMBER, offsetof(temperature_options, percent), false,
     "PERCENT",
     "The change of the resistance in % per K, from -0.2 to 1; that of -metal when not "
     "given.",
     NULL},
    {"-clear", IRD_OPTION_FLAG, offsetof(temperature_options, clear), false, NULL,
     "Forget temperature, map and metals: 25 C everywhere.", NULL},
    {0},
};

static const ird_option capacitance_table[] = {
    {"-nets", IRD_OPTION_TEXT, offsetof(capacitance_options, nets), false, "NETS",
     "One net, or a power net and its ground net as in {VDD VSS}; when not given the "
     "power "
     "net that feeds most cells.",
     NULL},
    IRD_LIKE_ROW(capacitance_options, like),
    {0},
};

#define CAPACITANCE_HELP                                                                 \
    "intrinsic: inside of cells, a quarter of their input pins. load: what outputs "     \
    "drive, half of the pins of their nets and of the wire between them, by its half "   \
    "perimeter at 0.2 fF/um. Pins are those of Liberty (read_liberty); without it the "  \
    "inputs of a cell have 0.15 fF/um times its area over the half pitch of the "        \
    "densest "                                                                           \
    "routing layer. decap: cells that set_decap names. grid: the wires of the nets by "  \
    "CPERSQDIST and EDGECAPACITANCE of LEF. Cells hold theirs between the two nets, or " \
    "to the ideal ground where one is looked at alone; wires theirs to the ideal "       \
    "ground."

const ird_command ird_time_commands[] = {
    {"set_clock", run_set_clock, "", 0, 0, clock_table, sizeof(clock_options),
     "Set the period that the charge of each instance follows from: what it draws on "
     "average in one. Static drops do not depend on it.",
     ""},
    {"read_timing", run_read_timing, "?FILE?", 0, 1, timing_table, sizeof(timing_options),
     "Read when the outputs of instances switch and how fast: a CSV with the columns "
     "instance, begin_ns and end_ns, or rise_min_ns, rise_max_ns, fall_min_ns and "
     "fall_max_ns, and slews (slew_ns, rise_slew_ns, fall_slew_ns), units fs to s; or "
     "timing windows of Innovus and Voltus (.twf). flow/write_timing.tcl writes the CSV "
     "in OpenSTA and OpenROAD.",
     "A dict: format (CSV or TWF), instances, windows (instances with one), slews, "
     "first_ns and last_ns of all windows, period_ns (of the fastest clock in a .twf; 0: "
     "none), rows, constant (that never switch), inputs (passed over), unknown (not in "
     "the "
     "design), notes."},
    {"read_liberty", run_read_liberty, "FILE ?FILE ...?", 1, IRD_ANY_COUNT, NULL, 0,
     "Read Liberty files, plain or .gz: capacitance of pins, leakage, and which cells "
     "are "
     "registers. A cell that is there already keeps its first definition.",
     "A dict: files, cells, repeated, matched (cells of the LEF files that have one)."},
    {"set_decap", run_set_decap, "", 0, 0, decap_table, sizeof(decap_options),
     "Set what decoupling and filler cells hold between their supplies; of several "
     "patterns "
     "that match the last one holds.",
     ""},
    {"set_package", run_set_package, "", 0, 0, package_table, sizeof(package_options),
     "Set the package between the sources of a net and the ideal board, for drops in "
     "time; "
     "a resistance of set_sources is in series with it.",
     ""},
    {"set_temperature", run_set_temperature, "", 0, 0, temperature_table,
     sizeof(temperature_options),
     "Set the temperature of the metal: resistances are taken as those at 25 C and "
     "change "
     "by the coefficient of each layer, which report_layer_rc lists. Packages, switches "
     "and "
     "the links of pins stay as they are.",
     ""},
    {"capacitance", run_capacitance, "", 0, 0, capacitance_table,
     sizeof(capacitance_options),
     "Find the capacitance that keeps the supply in time, by kind. " CAPACITANCE_HELP,
     "A dict: nets, intrinsic_pf, load_pf, decap_pf, grid_pf, total_pf, unconnected_pf "
     "(of "
     "cells without a pin on the nets), liberty_cells and area_cells (by where their "
     "pins "
     "are from), decap_cells, decaps_without_value (decaps that set_decap does not "
     "name), "
     "layers_without_value (with metal of the nets), has_nets (the DEF has connectivity; "
     "else there are no loads)."},
    {"report_capacitance", run_report_capacitance, "", 0, 0, capacitance_table,
     sizeof(capacitance_options),
     "Print the capacitance that keeps the supply in time, by kind, in "
     "pF. " CAPACITANCE_HELP,
     ""},
    {0},
};
