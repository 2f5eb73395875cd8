/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The drop before cells are placed: uniform_drop and its report.
 */
#include <math.h>

#include "command/like.h"
#include "binding/nouns.h"
#include "report/drop_report.h"
#include "query/answers.h"

typedef struct uniform_options {
    Tcl_Obj *net;
    ird_number_option total;
    ird_count_option like;
} uniform_options;

/* A drop, the net that it is of, and where its power is from. */
typedef struct even_net {
    ird_uniform_drop drop;
    ird_solved solved;
    ird_power_origin origin;
} even_net;

static int solve(ird_context *context, const uniform_options *options, const char *doing,
                 even_net *net) {
    double total_w = options->total.given ? options->total.value : (double)NAN;
    int32_t id;
    ird_error err;
    if (ird_tcl_choose_net(context, options->net, doing, &id) != TCL_OK) {
        return TCL_ERROR;
    }
    return ird_session_solve_uniform(&context->session, id, total_w,
                                     &context->progress.monitor, &net->drop, &net->solved,
                                     &net->origin, &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

static Tcl_Obj *describe(const even_net *net) {
    const ird_uniform_drop *drop = &net->drop;
    const ird_solved *solved = &net->solved;
    const ird_factor_info info = ird_factor_get_info(solved->factor);
    Tcl_Obj *dict = Tcl_NewDictObj();
    Tcl_Obj *at[] = {Tcl_NewDoubleObj(drop->worst_at.x_um),
                     Tcl_NewDoubleObj(drop->worst_at.y_um)};
    ird_tcl_put_text(dict, "net", solved->net);
    ird_tcl_put_text(dict, "corner", solved->corner);
    ird_tcl_put_number(dict, "supply_v", solved->supply_v);
    ird_tcl_put_text(dict, "supply_origin", solved->supply_name);
    ird_tcl_put_text(dict, "network", solved->network_kind);
    ird_tcl_put_text(dict, "power_origin", ird_power_origin_name(net->origin));
    ird_tcl_put_number(dict, "total_power_w", drop->total_a * solved->supply_v);
    ird_tcl_put_number(dict, "total_current_a", drop->total_a);
    ird_tcl_put_number(dict, "unconnected_current_a", drop->unconnected_a);
    ird_tcl_put_text(dict, "layer",
                     ird_names_get(&solved->tech->layer_names, drop->layer));
    ird_tcl_put_number(dict, "metal_um", drop->metal_um);
    ird_tcl_put_number(dict, "worst_drop_v", drop->worst_drop_v);
    ird_tcl_put_number(dict, "average_drop_v", drop->average_drop_v);
    ird_tcl_put_number(dict, "worst_drop_percent",
                       100.0 * drop->worst_drop_v / solved->supply_v);
    ird_tcl_put(dict, "worst_at", Tcl_NewListObj(2, at));
    ird_tcl_put_size(dict, "nodes", info.nodes);
    ird_tcl_put_size(dict, "sources", info.sources);
    ird_tcl_put_text(dict, "source_origin",
                     ird_source_type_name(solved->grid->sources.type));
    ird_tcl_put(dict, "source_is_default",
                Tcl_NewBooleanObj(solved->grid->sources.is_default));
    ird_tcl_put_size(dict, "islands", info.island_count);
    ird_tcl_put_size(dict, "missing_resistances", solved->grid->assumed_layers);
    return dict;
}

static int run_uniform_drop(ird_context *context, const ird_call *call) {
    even_net net = {0};
    if (solve(context, call->options, "uniform_drop", &net) != TCL_OK) {
        return TCL_ERROR;
    }
    Tcl_SetObjResult(context->interp, describe(&net));
    ird_uniform_drop_free(&net.drop);
    return TCL_OK;
}

static int run_report_uniform_drop(ird_context *context, const ird_call *call) {
    even_net net = {0};
    ird_text text = {0};
    ird_error err;
    int code = solve(context, call->options, "report_uniform_drop", &net);
    if (code == TCL_OK &&
        ird_report_uniform(&text, &net.solved, &net.drop, net.origin, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    ird_uniform_drop_free(&net.drop);
    if (code == TCL_OK) {
        code = ird_tcl_print(context, ird_text_get(&text));
    }
    ird_text_free(&text);
    return code;
}

static const ird_option uniform_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(uniform_options, net), false, "NET",
     "The net to look at; the power net that feeds most cells when not given.", NULL},
    {"-total", IRD_OPTION_POWER, offsetof(uniform_options, total), false, "POWER",
     "The power to draw, a number of W, or one with its unit, as in 25mW. When not given "
     "that of all instances on the net, placed or not, by what was set or read.",
     NULL},
    IRD_LIKE_ROW(uniform_options, like),
    {0},
};

const ird_command ird_uniform_commands[] = {
    {"uniform_drop", run_uniform_drop, "", 0, 0, uniform_table, sizeof(uniform_options),
     "Solve the power grid for a current that is drawn evenly over the core, before "
     "cells "
     "are placed: along the metal of the layer nearest to the cells. The worst place is "
     "looked for along all of that metal, between vias and out to its ends. What solve "
     "has found stays as it is.",
     "A dict: net, corner, supply_v, supply_origin, network, power_origin (assumed, "
     "total, "
     "report, "
     "activity), total_power_w, total_current_a, unconnected_current_a (drawn where no "
     "source reaches), layer and metal_um (its length in the core), worst_drop_v, "
     "average_drop_v, worst_drop_percent, worst_at (x y); nodes, sources, source_origin, "
     "source_is_default, islands, missing_resistances."},
    {"report_uniform_drop", run_report_uniform_drop, "", 0, 0, uniform_table,
     sizeof(uniform_options), "Print the same as a report.", ""},
    {0},
};
