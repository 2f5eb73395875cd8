/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The exact solution, place by place: instance_voltages, segment_currents.
 */
#include <math.h>

#include "answer/pin_drops.h"
#include "command/like.h"
#include "binding/nouns.h"
#include "query/answers.h"
#include "query/drop_map.h"

typedef struct values_options {
    Tcl_Obj *net;
    ird_count_option like;
    ird_count_option of;
} values_options;

enum { OF_SOLVE, OF_DYNAMIC };
static const char *const of_words[] = {
    [OF_SOLVE] = "solve", [OF_DYNAMIC] = "dynamic", NULL};

/* Solve one net for its values, or take the solution that is there. */
static int need_values(ird_context *context, const values_options *options,
                       ird_solved *solved) {
    Tcl_Obj *name = options->net;
    const ird_net_grid *grid = NULL;
    int32_t net;
    ird_error err;
    if (options->of.value == OF_DYNAMIC) {
        const char *word = name != NULL ? Tcl_GetString(name) : NULL;
        if (ird_session_dynamic_net(&context->session, word, &context->progress.monitor,
                                    &grid, &err) != IRD_OK) {
            return ird_tcl_fail(context, &err);
        }
        *solved = ird_session_solved(&context->session, grid, NULL);
        return TCL_OK;
    }
    if (ird_tcl_choose_net(context, name, "solve", &net) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_session_solve_as_before(&context->session, net, &context->progress.monitor,
                                    &grid, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    *solved = ird_session_solved(&context->session, grid, NULL);
    return TCL_OK;
}

/* The voltage of each instance that the pattern matches, at its worst pin. */
static Tcl_Obj *voltages_dict(const ird_pin_drops *pins, bool is_ground,
                              const char *pattern) {
    double sign = is_ground ? 1 : -1;
    Tcl_Obj *dict = Tcl_NewDictObj();
    for (size_t i = 0; i < pins->items.count; i++) {
        double volt = pins->items.items[i].voltage_v;
        double there_v = 0;
        Tcl_Obj *there = NULL;
        Tcl_Obj *name = ird_tcl_text(ird_pin_drop_name(pins, i));
        Tcl_IncrRefCount(name);
        if (!isnan(volt) &&
            (pattern == NULL || Tcl_StringMatch(Tcl_GetString(name), pattern) != 0)) {
            Tcl_DictObjGet(NULL, dict, name, &there);
            if (there != NULL) {
                Tcl_GetDoubleFromObj(NULL, there, &there_v);
            }
            if (there == NULL || sign * (volt - there_v) > 0) {
                Tcl_DictObjPut(NULL, dict, name, Tcl_NewDoubleObj(volt));
            }
        }
        Tcl_DecrRefCount(name);
    }
    return dict;
}

static int run_instance_voltages(ird_context *context, const ird_call *call) {
    const values_options *options = call->options;
    const char *pattern =
        call->argument_count > 0 ? Tcl_GetString(call->arguments[0]) : NULL;
    ird_solved solved;
    ird_pin_drops pins = {0};
    ird_error err;
    if (need_values(context, options, &solved) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_pin_drops_make(&pins, &solved, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    Tcl_SetObjResult(context->interp,
                     voltages_dict(&pins, solved.grid->network.is_ground, pattern));
    ird_pin_drops_free(&pins);
    return TCL_OK;
}

static void append_node(Tcl_Obj *row, const ird_network *network, int32_t index) {
    const ird_node *node = &network->nodes.items[index];
    double units = (double)network->units;
    const char *layer =
        node->layer >= 0 ? ird_names_get(&network->layer_names, node->layer) : "";
    Tcl_ListObjAppendElement(NULL, row, ird_tcl_text(layer));
    Tcl_ListObjAppendElement(NULL, row, Tcl_NewDoubleObj((double)node->x_dbu / units));
    Tcl_ListObjAppendElement(NULL, row, Tcl_NewDoubleObj((double)node->y_dbu / units));
}

static int run_segment_currents(ird_context *context, const ird_call *call) {
    const values_options *options = call->options;
    ird_solved solved;
    if (need_values(context, options, &solved) != TCL_OK) {
        return TCL_ERROR;
    }
    const ird_network *network = &solved.grid->network;
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        double ampere = ird_solution_current_a(solved.solution, solved.factor, i);
        if (isnan(ampere)) {
            continue;
        }
        Tcl_Obj *row = Tcl_NewListObj(0, NULL);
        append_node(row, network, r->a);
        append_node(row, network, r->b);
        Tcl_ListObjAppendElement(NULL, row, Tcl_NewDoubleObj(ampere));
        Tcl_ListObjAppendElement(NULL, list, row);
    }
    Tcl_SetObjResult(context->interp, list);
    return TCL_OK;
}

static const ird_option values_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(values_options, net), false, "NET",
     "The net; the power net that feeds most cells when not given.", NULL},
    IRD_LIKE_ROW(values_options, like),
    {0},
};

static const ird_option voltages_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(values_options, net), false, "NET",
     "The net; when not given the power net that feeds most cells, of dynamic the first "
     "one that was solved.",
     NULL},
    {"-of", IRD_OPTION_CHOICE, offsetof(values_options, of), false, "WHAT",
     "solve (when not given), or dynamic: the worst in time that solve -dynamic found "
     "last.",
     of_words},
    IRD_LIKE_ROW(values_options, like),
    {0},
};

const ird_command ird_values_commands[] = {
    {"instance_voltages", run_instance_voltages, "?PATTERN?", 0, 1, voltages_table,
     sizeof(values_options),
     "Voltages at the instances of a net, each at its worst pin; those that no source "
     "reaches are left out.",
     "A dict from instance (of a SPICE file without names: node) to V."},
    {"segment_currents", run_segment_currents, "", 0, 0, values_table,
     sizeof(values_options),
     "Currents in all resistors of a net, but for those that were merged.",
     "A list of lists: layer x y of the one end, layer x y of the other (um), current in "
     "A from the one to the other."},
    {0},
};
