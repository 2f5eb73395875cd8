/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fillers to swap for decaps: suggest_decaps.
 */
#include <math.h>

#include "base/output.h"
#include "command/like.h"
#include "command/mends.h"
#include "binding/nouns.h"
#include "suggest/decap_suggestion.h"

enum { PRINTED = 20 };

typedef struct decap_options {
    ird_decap_call of;
    ird_count_option like;
} decap_options;

/* --- what is asked for ---------------------------------------------------------------
 */

/* Patterns of a list, as files hold names. */
typedef struct patterns {
    Tcl_DString *texts;
    const char **items;
    Tcl_Size count;
} patterns;

static void free_patterns(patterns *p) {
    for (Tcl_Size i = 0; i < p->count; i++) {
        Tcl_DStringFree(&p->texts[i]);
    }
    ckfree((char *)p->texts);
    ckfree((char *)p->items);
}

static int take_patterns(ird_context *context, Tcl_Obj *list, patterns *p) {
    Tcl_Obj **words = NULL;
    Tcl_Size count = 0;
    if (list != NULL &&
        Tcl_ListObjGetElements(context->interp, list, &count, &words) != TCL_OK) {
        return TCL_ERROR;
    }
    p->texts = (Tcl_DString *)ckalloc(((size_t)count + 1) * sizeof *p->texts);
    p->items = (const char **)ckalloc(((size_t)count + 1) * sizeof *p->items);
    p->count = count;
    for (Tcl_Size i = 0; i < count; i++) {
        ird_tcl_native(words[i], &p->texts[i]);
        p->items[i] = Tcl_DStringValue(&p->texts[i]);
    }
    return TCL_OK;
}

static int check_target(ird_context *context, const ird_level_option *target) {
    ird_error err;
    if (target->is_volt || target->is_percent) {
        return TCL_OK;
    }
    ird_fail(&err, IRD_OPTION_VALUE,
             "the target %g has no unit; write 60mV, or 5%% of the supply",
             target->value);
    return ird_tcl_fail(context, &err);
}

static int suggest(ird_context *context, const ird_decap_call *o, ird_decap_plan *plan) {
    patterns fillers = {0}, cells = {0};
    ird_error err;
    int code = take_patterns(context, o->fillers, &fillers);
    if (code == TCL_OK) {
        code = take_patterns(context, o->cells, &cells);
    }
    if (code == TCL_OK) {
        const ird_decap_cells which = {fillers.items, (size_t)fillers.count, cells.items,
                                       (size_t)cells.count};
        double part = o->target.is_percent ? 0.01 : 1;
        code = ird_session_suggest_decaps(
                   &context->session, part * o->target.value, o->target.is_percent,
                   &which, &context->progress.monitor, plan, &err) == IRD_OK
                   ? TCL_OK
                   : ird_tcl_fail(context, &err);
    }
    if (fillers.items != NULL) {
        free_patterns(&fillers);
    }
    if (cells.items != NULL) {
        free_patterns(&cells);
    }
    return code;
}

/* --- files ---------------------------------------------------------------------------
 */

static ird_status write_tcl(const char *path, const ird_decap_plan *plan,
                            ird_error *err) {
    ird_text text = {0};
    ird_status status = ird_write_decap_tcl(&text, plan, err);
    if (status == IRD_OK) {
        status = ird_output_write(path, ird_text_get(&text), text.bytes.count, err);
    }
    ird_text_free(&text);
    return status;
}

static int write_files(ird_context *context, const ird_decap_call *o,
                       const ird_decap_plan *plan) {
    Tcl_Obj *const files[] = {o->tcl, o->def, o->lyrdb};
    for (int i = 0; i < 3; i++) {
        Tcl_DString native;
        ird_error err;
        if (files[i] == NULL) {
            continue;
        }
        if (ird_tcl_path(context, files[i], &native) != TCL_OK) {
            Tcl_DStringFree(&native);
            return TCL_ERROR;
        }
        const char *path = Tcl_DStringValue(&native);
        ird_status status =
            i == 0   ? write_tcl(path, plan, &err)
            : i == 1 ? ird_session_write_decap_def(&context->session, plan, path,
                                                   &context->progress.monitor, &err)
                     : ird_write_decap_lyrdb(path, plan, &err);
        Tcl_DStringFree(&native);
        if (status != IRD_OK) {
            return ird_tcl_fail(context, &err);
        }
    }
    return TCL_OK;
}

/* --- results -------------------------------------------------------------------------
 */

static Tcl_Obj *describe_swap(const ird_decap_plan *plan, const ird_decap_swap *swap) {
    const ird_point *at = &plan->design->components.items[swap->component].at;
    double units = (double)plan->design->units;
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "instance",
                     ird_names_get(&plan->design->component_names, swap->component));
    ird_tcl_put_text(dict, "from", ird_names_get(&plan->tech->macro_names, swap->from));
    ird_tcl_put_text(dict, "to", ird_names_get(&plan->tech->macro_names, swap->to));
    ird_tcl_put_number(dict, "x_um", (double)at->x_dbu / units);
    ird_tcl_put_number(dict, "y_um", (double)at->y_dbu / units);
    ird_tcl_put_number(dict, "capacitance_f", swap->farad);
    ird_tcl_put_number(dict, "promised_v", swap->gain_v);
    ird_tcl_put_size(dict, "batch", swap->batch + 1);
    return dict;
}

static Tcl_Obj *describe_batch(const ird_decap_batch *batch) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_size(dict, "swaps", batch->swaps);
    ird_tcl_put_size(dict, "kept", batch->kept);
    ird_tcl_put_number(dict, "before_v", batch->before_v);
    ird_tcl_put_number(dict, "promised_v", batch->promised_v);
    ird_tcl_put_number(dict, "found_v", batch->found_v);
    return dict;
}

static Tcl_Obj *describe(const ird_decap_plan *plan) {
    Tcl_Obj *dict = Tcl_NewDictObj(), *nets = Tcl_NewListObj(0, NULL);
    Tcl_Obj *swaps = Tcl_NewListObj(0, NULL), *batches = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < plan->net_count; i++) {
        Tcl_ListObjAppendElement(NULL, nets, ird_tcl_text(plan->nets[i]));
    }
    for (size_t i = 0; i < plan->swaps.count; i++) {
        Tcl_ListObjAppendElement(NULL, swaps, describe_swap(plan, &plan->swaps.items[i]));
    }
    for (size_t i = 0; i < plan->batches.count; i++) {
        Tcl_ListObjAppendElement(NULL, batches, describe_batch(&plan->batches.items[i]));
    }
    ird_tcl_put(dict, "nets", nets);
    ird_tcl_put_number(dict, "supply_v", plan->supply_v);
    ird_tcl_put_number(dict, "target_v", plan->target_v);
    ird_tcl_put(dict, "met", Tcl_NewBooleanObj(plan->is_met));
    ird_tcl_put_number(dict, "before_v", plan->before_v);
    ird_tcl_put_number(dict, "after_v", plan->after_v);
    ird_tcl_put_number(dict, "all_v", plan->all_v);
    ird_tcl_put_size(dict, "fillers", plan->fillers);
    ird_tcl_put_size(dict, "unmatched", plan->unmatched);
    ird_tcl_put_size(dict, "unconnected", plan->unconnected);
    ird_tcl_put_size(dict, "candidates", plan->candidates);
    ird_tcl_put_number(dict, "added_f", plan->added_f);
    ird_tcl_put_number(dict, "leakage_w", plan->leakage_w);
    ird_tcl_put(dict, "swaps", swaps);
    ird_tcl_put(dict, "batches", batches);
    ird_tcl_put_size(dict, "solves", plan->solves);
    ird_tcl_put_size(dict, "scenarios", plan->scenarios);
    ird_tcl_put_number(dict, "seconds", plan->seconds);
    return dict;
}

static int print_plan(ird_context *context, const ird_decap_plan *plan) {
    ird_text text = {0};
    ird_error err;
    int code = ird_report_decaps(&text, plan, PRINTED, &err) == IRD_OK
                   ? ird_tcl_print(context, ird_text_get(&text))
                   : ird_tcl_fail(context, &err);
    ird_text_free(&text);
    return code;
}

int ird_tcl_suggest_decaps(ird_context *context, const ird_decap_call *call) {
    const ird_decap_call *o = call;
    ird_decap_plan plan = {0};
    if (check_target(context, &o->target) != TCL_OK ||
        suggest(context, o, &plan) != TCL_OK) {
        return TCL_ERROR;
    }
    int code = write_files(context, o, &plan);
    Tcl_Obj *result = describe(&plan);
    Tcl_IncrRefCount(result);
    if (code == TCL_OK && o->report) {
        code = print_plan(context, &plan);
    }
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, result);
    }
    Tcl_DecrRefCount(result);
    ird_decap_plan_free(&plan);
    return code;
}

static int run_suggest_decaps(ird_context *context, const ird_call *call) {
    const decap_options *options = call->options;
    return ird_tcl_suggest_decaps(context, &options->of);
}

static const ird_option decap_table[] = {
    {"-target", IRD_OPTION_LEVEL, offsetof(decap_options, of.target), true, "LEVEL",
     "What the worst drop in time of the nets must stay below: 60mV, or 5% of the "
     "supply.",
     NULL},
    {"-fillers", IRD_OPTION_TEXT, offsetof(decap_options, of.fillers), false, "PATTERNS",
     "Cells that may be swapped, a list in which * stands for any text; they must have "
     "no "
     "signal pin. When not given cells of CLASS CORE SPACER, fillers by Liberty, and "
     "those "
     "with fill in their name, but no taps and decaps.",
     NULL},
    {"-cells", IRD_OPTION_TEXT, offsetof(decap_options, of.cells), false, "PATTERNS",
     "Decaps that may take their place; when not given all that set_decap says a "
     "capacitance of.",
     NULL},
    {"-tcl", IRD_OPTION_TEXT, offsetof(decap_options, of.tcl), false, "FILE",
     "Write the swaps as Tcl for OpenROAD (odb swapMaster); no file when not given.",
     NULL},
    {"-def", IRD_OPTION_TEXT, offsetof(decap_options, of.def), false, "FILE",
     "Write the DEF of the design with the swaps: the names of cells change, every other "
     "byte is as it was; no file when not given.",
     NULL},
    {"-lyrdb", IRD_OPTION_TEXT, offsetof(decap_options, of.lyrdb), false, "FILE",
     "Write the swaps for KLayout; no file when not given.", NULL},
    {"-report", IRD_OPTION_FLAG, offsetof(decap_options, of.report), false, NULL,
     "Print it, too.", NULL},
    IRD_LIKE_ROW(decap_options, like),
    {0},
};

const ird_command ird_decap_commands[] = {
    {"suggest_decaps", run_suggest_decaps, "", 0, 0, decap_table, sizeof(decap_options),
     "Suggest fillers to swap for decaps of the same size until the worst drop in time "
     "stays below a target, with few swaps: the drops are those of the last solve "
     "-dynamic, or by default. What each would gain is known by the adjoint in time; the "
     "best are taken in batches, each of which is solved again, and of the last one no "
     "more are kept than are needed. The session stays as it is.",
     "A dict: nets, supply_v, target_v, met, before_v and after_v (the worst drop in "
     "time), all_v (with all candidates swapped; NaN where it was not asked), fillers, "
     "unmatched (fillers without a decap of their size), unconnected (without a pin on "
     "the nets), candidates, added_f, leakage_w (by Liberty; NaN without), swaps (dicts: "
     "instance, from, to, x_um, y_um, capacitance_f, promised_v (of the worst drop it "
     "was taken for), batch), batches (dicts: swaps, kept, before_v, promised_v, "
     "found_v: "
     "the worst drop before, as promised, and solved again), solves, scenarios (in each "
     "of these: of many those that -chosen solves), seconds. Where the "
     "target cannot be met, met is 0 and the swaps come 95 % as far as all candidates."},
    {0},
};
