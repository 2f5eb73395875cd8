/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Hot cells to move apart: suggest_spread.
 */
#include <math.h>

#include "base/output.h"
#include "command/like.h"
#include "command/mends.h"
#include "binding/nouns.h"
#include "suggest/spread_suggestion.h"

enum { STEPS = 6 };
#define MOST_USED_PERCENT 95.0

typedef struct spread_options {
    ird_spread_call of;
    ird_count_option like;
} spread_options;

enum { PADDING, DENSITY, BOTH };
const char *const ird_spread_forms[] = {
    [PADDING] = "padding", [DENSITY] = "density", [BOTH] = "both", NULL};

static int check_options(ird_context *context, const ird_spread_call *o) {
    ird_error err;
    if (!o->target.is_volt && !o->target.is_percent) {
        ird_fail(&err, IRD_OPTION_VALUE,
                 "the target %g has no unit; write 20mV, or 3%% of the supply",
                 o->target.value);
        return ird_tcl_fail(context, &err);
    }
    if (o->used.given && !(o->used.value > 0 && o->used.value <= 100)) {
        ird_fail(&err, IRD_OPTION_VALUE,
                 "-used of %g %% cannot be; give above 0 and at most 100", o->used.value);
        return ird_tcl_fail(context, &err);
    }
    return TCL_OK;
}

static ird_status write_tcl(const char *path, const ird_spread_plan *plan, size_t form,
                            ird_error *err) {
    ird_text text = {0};
    ird_status status =
        ird_write_spread_tcl(&text, plan, form != DENSITY, form != PADDING, err);
    if (status == IRD_OK) {
        status = ird_output_write(path, ird_text_get(&text), text.bytes.count, err);
    }
    ird_text_free(&text);
    return status;
}

static int write_file(ird_context *context, const ird_spread_call *o,
                      const ird_spread_plan *plan) {
    Tcl_DString path;
    ird_error err;
    if (o->tcl == NULL) {
        return TCL_OK;
    }
    int code = ird_tcl_path(context, o->tcl, &path);
    if (code == TCL_OK &&
        write_tcl(Tcl_DStringValue(&path), plan, o->form.value, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    return code;
}

static Tcl_Obj *describe_step(const ird_spread_step *step) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put(dict, "from_um", ird_tcl_rect_um(&step->from));
    ird_tcl_put(dict, "to_um", ird_tcl_rect_um(&step->to));
    ird_tcl_put_number(dict, "factor", step->factor);
    ird_tcl_put_size(dict, "cells", step->cells);
    ird_tcl_put_number(dict, "padding_um2", step->padding_um2);
    ird_tcl_put_number(dict, "used_before", step->used_before);
    ird_tcl_put_number(dict, "used_after", step->used_after);
    ird_tcl_put_number(dict, "before_v", step->before_v);
    ird_tcl_put_number(dict, "predicted_v", step->predicted_v);
    return dict;
}

static Tcl_Obj *describe(const ird_spread_plan *plan) {
    Tcl_Obj *dict = Tcl_NewDictObj(), *steps = Tcl_NewListObj(0, NULL);
    Tcl_Obj *cells = Tcl_NewDictObj();
    for (size_t i = 0; i < plan->steps.count; i++) {
        Tcl_ListObjAppendElement(NULL, steps, describe_step(&plan->steps.items[i]));
    }
    for (size_t i = 0; i < plan->cells.count; i++) {
        const ird_spread_cell *cell = &plan->cells.items[i];
        Tcl_Obj *sites[] = {Tcl_NewWideIntObj((Tcl_WideInt)cell->left),
                            Tcl_NewWideIntObj((Tcl_WideInt)cell->right)};
        Tcl_DictObjPut(
            NULL, cells,
            ird_tcl_text(ird_names_get(&plan->design->component_names, cell->component)),
            Tcl_NewListObj(2, sites));
    }
    ird_tcl_put_text(dict, "net", plan->net);
    ird_tcl_put_number(dict, "supply_v", plan->supply_v);
    ird_tcl_put_number(dict, "target_v", plan->target_v);
    ird_tcl_put(dict, "met", Tcl_NewBooleanObj(plan->is_met));
    ird_tcl_put_number(dict, "before_v", plan->before_v);
    ird_tcl_put_number(dict, "predicted_v", plan->after_v);
    ird_tcl_put_number(dict, "padding_um2", plan->padding_um2);
    ird_tcl_put_number(dict, "rows_um2", plan->rows_um2);
    ird_tcl_put(dict, "lacks_room", Tcl_NewBooleanObj(plan->lacks_room));
    ird_tcl_put(dict, "steps", steps);
    ird_tcl_put(dict, "cells", cells);
    return dict;
}

static int print_plan(ird_context *context, const ird_spread_plan *plan) {
    ird_text text = {0};
    ird_error err;
    int code = ird_report_spread(&text, plan, &err) == IRD_OK
                   ? ird_tcl_print(context, ird_text_get(&text))
                   : ird_tcl_fail(context, &err);
    ird_text_free(&text);
    return code;
}

static int finish(ird_context *context, const ird_spread_call *o,
                  const ird_spread_plan *plan) {
    int code = write_file(context, o, plan);
    Tcl_Obj *result = describe(plan);
    Tcl_IncrRefCount(result);
    if (code == TCL_OK && o->report) {
        code = print_plan(context, plan);
    }
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, result);
    }
    Tcl_DecrRefCount(result);
    return code;
}

int ird_tcl_suggest_spread(ird_context *context, const ird_spread_call *call) {
    const ird_spread_call *o = call;
    double used = o->used.given ? o->used.value : MOST_USED_PERCENT;
    ird_spread_wish wish = {.target = (o->target.is_percent ? 0.01 : 1) * o->target.value,
                            .is_part = o->target.is_percent,
                            .most_used = 0.01 * used,
                            .steps = o->steps.given ? o->steps.value : STEPS};
    ird_spread_plan plan = {0};
    ird_error err;
    if (check_options(context, o) != TCL_OK ||
        ird_tcl_choose_net(context, o->net, "suggest_spread", &wish.net) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_session_suggest_spread(&context->session, &wish, &context->progress.monitor,
                                   &plan, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    int code = finish(context, o, &plan);
    ird_spread_plan_free(&plan);
    return code;
}

static int run_suggest_spread(ird_context *context, const ird_call *call) {
    const spread_options *options = call->options;
    return ird_tcl_suggest_spread(context, &options->of);
}

static const ird_option spread_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(spread_options, of.net), false, "NET",
     "The net; the power net that feeds most cells when not given.", NULL},
    {"-target", IRD_OPTION_LEVEL, offsetof(spread_options, of.target), true, "LEVEL",
     "What the worst static drop should stay below: 20mV, or 3% of the supply.", NULL},
    {"-used", IRD_OPTION_NUMBER, offsetof(spread_options, of.used), false, "PERCENT",
     "How full of cells and padding the region may be that hot ones are spread over, in "
     "%; 95 when not given.",
     NULL},
    {"-steps", IRD_OPTION_COUNT, offsetof(spread_options, of.steps), false, "N",
     "Regions at most; 6 when not given.", NULL},
    {"-tcl", IRD_OPTION_TEXT, offsetof(spread_options, of.tcl), false, "FILE",
     "Write it as Tcl for OpenROAD, for before placement; no file when not given.", NULL},
    {"-form", IRD_OPTION_CHOICE, offsetof(spread_options, of.form), false, "FORM",
     "What the Tcl sets: padding (when not given), set_placement_padding for each cell; "
     "density, a partial placement blockage for each region; or both.",
     ird_spread_forms},
    {"-report", IRD_OPTION_FLAG, offsetof(spread_options, of.report), false, NULL,
     "Print it, too.", NULL},
    IRD_LIKE_ROW(spread_options, like),
    {0},
};

const ird_command ird_spread_commands[] = {
    {"suggest_spread", run_suggest_spread, "", 0, 0, spread_table, sizeof(spread_options),
     "Suggest hot cells to move apart until the worst static drop of a net would stay "
     "below a target. A region around the worst place is stretched: its cells that draw "
     "more for their area than the mean of the design take 1.5, 2 or 3 times the area. "
     "What that gains is a prediction: the grid is solved exactly with their currents at "
     "the pins that are nearest then, but where cells come to stand is up to placement. "
     "The session stays as it is.",
     "A dict: net, supply_v, target_v, met, before_v, predicted_v, padding_um2, rows_um2 "
     "(area of all rows), lacks_room (a region was passed over because cells fill what "
     "is "
     "around it), steps (dicts: from_um and to_um (boxes), factor, cells, padding_um2, "
     "used_before and used_after (part of to_um under cells, after with padding), "
     "before_v, predicted_v), cells (a dict of instances: sites of padding left and "
     "right "
     "of each)."},
    {0},
};
