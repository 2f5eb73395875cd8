/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Supplies, power and power switches: read_power, set_power, scale_power, set_supply,
 * set_corner, set_switch.
 */
#include <math.h>
#include <string.h>

#include "command/note_values.h"
#include "binding/nouns.h"
#include "plan/plan.h"
#include "trial/power_regions.h"
#include "session/power_setting.h"
#include "session/supply.h"
#include "session/switch_setting.h"

static Tcl_Obj *describe_power(const ird_power *power) {
    Tcl_Obj *info = Tcl_NewDictObj();
    ird_tcl_put_number(info, "total_w", power->total_w);
    ird_tcl_put_size(info, "unknown_instances", power->unknown_instances);
    ird_tcl_put_text(info, "unknown_example",
                     power->unknown_example != NULL ? power->unknown_example : "");
    ird_tcl_put_size(info, "missing_instances", power->missing_instances);
    ird_tcl_put_size(info, "not_a_number", power->not_a_number);
    ird_tcl_put_size(info, "negative", power->negative);
    ird_tcl_put_size(info, "repeated", power->repeated);
    ird_tcl_put(info, "notes", ird_tcl_note_list(&power->notes));
    return info;
}

static int run_read_power(ird_context *context, const ird_call *call) {
    Tcl_DString path;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    ird_cell *power = NULL;
    ird_error err;
    if (code == TCL_OK &&
        (ird_session_read_power(&context->session, Tcl_DStringValue(&path), NULL,
                                &context->progress.monitor, &err) != IRD_OK ||
         ird_session_need_base_power(&context->session, &power, &err) != IRD_OK)) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, describe_power(power->value));
    }
    return code;
}

typedef struct power_options {
    ird_number_option total;
} power_options;

static int run_clear_power(ird_context *context, const ird_call *call) {
    (void)call;
    ird_session_clear_power(&context->session);
    return TCL_OK;
}

static int run_set_power(ird_context *context, const ird_call *call) {
    const power_options *options = call->options;
    ird_error err;
    if (ird_session_set_power(&context->session, options->total.value, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    return TCL_OK;
}

typedef struct scale_options {
    Tcl_Obj *region;
    ird_number_option factor;
    bool clear;
} scale_options;

static int run_scale_power(ird_context *context, const ird_call *call) {
    const scale_options *options = call->options;
    ird_plan_region region;
    ird_rect_um box;
    ird_error err;
    if (options->clear == options->factor.given ||
        options->factor.given != (options->region != NULL)) {
        return ird_tcl_fail_clash(context, "scale_power needs -region and -factor, or "
                                           "-clear alone");
    }
    if (options->clear) {
        ird_session_clear_scaled_power(&context->session);
        return TCL_OK;
    }
    if (!ird_plan_region_parse(Tcl_GetString(options->region), &region, &box) ||
        region != IRD_PLAN_REGION_BOX) {
        ird_fail(
            &err, IRD_OPTION_REGION,
            "option -region cannot be \"%.100s\"; give a list x0 y0 x1 y1 in um with "
            "x0 < x1 and y0 < y1",
            Tcl_GetString(options->region));
        ird_error_detail(&err, "-region", strlen("-region"));
        return ird_tcl_fail(context, &err);
    }
    return ird_session_scale_power(&context->session, &box, options->factor.value,
                                   &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

typedef struct supply_options {
    Tcl_Obj *net;
    ird_number_option voltage;
} supply_options;

static int run_set_supply(ird_context *context, const ird_call *call) {
    const supply_options *options = call->options;
    int code = TCL_OK;
    Tcl_DString net;
    ird_tcl_native(options->net, &net);
    ird_error err;
    if (ird_session_set_supply(&context->session, Tcl_DStringValue(&net),
                               (size_t)Tcl_DStringLength(&net), options->voltage.value,
                               &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&net);
    return code;
}

typedef struct switch_options {
    Tcl_Obj *cell;
    ird_number_option resistance;
    bool none;
} switch_options;

static int run_set_switch(ird_context *context, const ird_call *call) {
    const switch_options *options = call->options;
    ird_error err;
    if (options->resistance.given == options->none) {
        return ird_tcl_fail_clash(context, "set_switch needs one of -resistance, for a "
                                           "switch, and -none, for a cell that is none");
    }
    Tcl_DString cell;
    ird_tcl_native(options->cell, &cell);
    double ohm = options->none ? (double)INFINITY : options->resistance.value;
    ird_status status =
        ird_session_set_switch(&context->session, Tcl_DStringValue(&cell), ohm, &err);
    Tcl_DStringFree(&cell);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static const ird_option switch_table[] = {
    {"-cell", IRD_OPTION_TEXT, offsetof(switch_options, cell), true, "PATTERN",
     "Macros by name; * stands for any text and ? for a character. The last pattern that "
     "matches counts.",
     NULL},
    {"-resistance", IRD_OPTION_NUMBER, offsetof(switch_options, resistance), false, "OHM",
     "Of a switch that is on. When not given -none is.", NULL},
    {"-none", IRD_OPTION_FLAG, offsetof(switch_options, none), false, NULL,
     "They hand nothing on, though their pins look so.", NULL},
    {0},
};

static int run_set_corner(ird_context *context, const ird_call *call) {
    Tcl_DString name;
    ird_error err;
    int code = TCL_OK;
    ird_tcl_native(call->arguments[0], &name);
    if (Tcl_DStringLength(&name) == 0) {
        ird_fail(&err, IRD_OPTION_VALUE,
                 "the name of a corner cannot be empty; give one such as slow");
        code = ird_tcl_fail(context, &err);
    } else if (ird_session_set_corner(&context->session, Tcl_DStringValue(&name), &err) !=
               IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&name);
    return code;
}

static const ird_option power_table[] = {
    {"-total", IRD_OPTION_POWER, offsetof(power_options, total), true, "POWER",
     "Power of the whole design: a number of W, or one with its unit, as in 25mW.", NULL},
    {0},
};

static const ird_option scale_table[] = {
    {"-region", IRD_OPTION_TEXT, offsetof(scale_options, region), false, "REGION",
     "Where: a list x0 y0 x1 y1 in um; instances whose middle lies in it. When not given "
     "-clear is.",
     NULL},
    {"-factor", IRD_OPTION_NUMBER, offsetof(scale_options, factor), false, "N",
     "How many times as much they draw, 0 or more. When not given -clear is.", NULL},
    {"-clear", IRD_OPTION_FLAG, offsetof(scale_options, clear), false, NULL,
     "Forget all that was scaled.", NULL},
    {0},
};

static const ird_option supply_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(supply_options, net), true, "NET",
     "A power or ground net of the design.", NULL},
    {"-voltage", IRD_OPTION_VOLTAGE, offsetof(supply_options, voltage), true, "VOLTAGE",
     "Its voltage at the sources: a number of V, or one with its unit, as in 850mV.",
     NULL},
    {0},
};

const ird_command ird_power_commands[] = {
    {"read_power", run_read_power, "FILE", 1, 1, NULL, 0,
     "Read the power of each instance: the text or JSON form of OpenSTA's report_power "
     "-instances, or CSV lines instance,power_w. Instances that the report does not name "
     "draw nothing.",
     "A dict: total_w, unknown_instances (in the report, not in the design), "
     "unknown_example, missing_instances (in the design, not in the report), "
     "not_a_number and negative (taken as 0), repeated (named again, with the same "
     "power), notes (what there is to tell, as in design_info)."},
    {"set_power", run_set_power, "", 0, 0, power_table, sizeof(power_options),
     "Spread a total power over the cells by their area. Without this and without "
     "read_power 1 W is assumed, and the report says so.",
     ""},
    {"scale_power", run_scale_power, "", 0, 0, scale_table, sizeof(scale_options),
     "Have the instances of a region draw more or less, on top of what says their power: "
     "what if this block were busier? Factors of regions that overlap multiply. It holds "
     "until -clear, whatever power is set or read, and reports say so.",
     ""},
    {"clear_power", run_clear_power, "", 0, 0, NULL, 0,
     "Forget the power report or the total that was set, so that 1 W is assumed again. "
     "For a report of another design, whose instances the next DEF does not have.",
     ""},
    {"set_supply", run_set_supply, "", 0, 0, supply_table, sizeof(supply_options),
     "Set the voltage of a power or ground net. Else that of its file of "
     "sources holds, else the + VOLTAGE of the DEF, else what these say of the net that "
     "feeds it through power switches; where there is none 1 V is assumed, and the "
     "report says so.",
     ""},
    {"set_switch", run_set_switch, "", 0, 0, switch_table, sizeof(switch_options),
     "Say which cells are power switches, and their resistance. The current of a net "
     "that "
     "only switches feed flows on into the net before them: both are solved together. "
     "Cells with two supply pins on different nets and no signal but an enable are taken "
     "for switches, of no resistance, which is told.",
     ""},
    {"set_corner", run_set_corner, "NAME", 1, 1, NULL, 0,
     "Say which corner the supplies, the power and the resistances are of that are set: "
     "reports and metrics carry the name, and limits of a rules file that give a corner "
     "hold for it alone. Without this it is that of the live session of read_db, or "
     "default.",
     ""},
    {0},
};
