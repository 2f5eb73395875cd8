/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Derates of delays for timing analysis: write_derates.
 */
#include <math.h>

#include "base/output.h"
#include "command/like.h"
#include "binding/nouns.h"
#include "query/derates.h"

typedef struct derate_options {
    Tcl_Obj *nets, *libraries;
    ird_count_option of, paths;
    ird_number_option alpha;
    ird_number_option vth;
    bool report;
    ird_count_option like;
} derate_options;

enum { OF_SOLVE, OF_DYNAMIC };
static const char *const of_words[] = {
    [OF_SOLVE] = "solve", [OF_DYNAMIC] = "dynamic", NULL};

enum { LATE, EARLY, BOTH };
static const char *const path_words[] = {
    [LATE] = "late", [EARLY] = "early", [BOTH] = "both", NULL};

static int take_nets(ird_context *context, Tcl_Obj *list, ird_derate_wish *wish) {
    Tcl_Size words = 0;
    Tcl_Obj **items = NULL;
    if (list == NULL) {
        return TCL_OK;
    }
    if (wish->of_dynamic) {
        return ird_tcl_fail_clash(
            context,
            "-of dynamic is of the nets that solve -dynamic was asked for; leave "
            "-nets out");
    }
    if (Tcl_ListObjGetElements(NULL, list, &words, &items) != TCL_OK || words < 1 ||
        words > IRD_TRANSIENT_PAIR) {
        return ird_tcl_fail_clash(context, "-nets takes one net, or a power net and its "
                                           "ground net as in {VDD VSS}");
    }
    wish->net_count = (size_t)words;
    for (size_t i = 0; i < wish->net_count; i++) {
        if (ird_tcl_choose_net(context, items[i], "write_derates", &wish->nets[i]) !=
            TCL_OK) {
            return TCL_ERROR;
        }
    }
    return TCL_OK;
}

static int take_libraries(ird_context *context, Tcl_Obj *list, Tcl_DString paths[2],
                          ird_derate_wish *wish) {
    Tcl_Size words = 0;
    Tcl_Obj **items = NULL;
    if (list == NULL) {
        return TCL_OK;
    }
    if (Tcl_ListObjGetElements(NULL, list, &words, &items) != TCL_OK || words != 2) {
        return ird_tcl_fail_clash(context,
                                  "-liberty takes two files, of the same cells at "
                                  "two voltages");
    }
    for (int i = 0; i < 2; i++) {
        if (ird_tcl_path(context, items[i], &paths[i]) != TCL_OK) {
            return TCL_ERROR;
        }
        wish->libraries[i] = Tcl_DStringValue(&paths[i]);
    }
    return TCL_OK;
}

static ird_status write_file(const char *path, const ird_derates *derates, size_t paths,
                             ird_error *err) {
    ird_text text = {0};
    ird_status status =
        ird_write_derates(&text, derates, paths != EARLY, paths != LATE, err);
    if (status == IRD_OK) {
        status = ird_output_write(path, ird_text_get(&text), text.bytes.count, err);
    }
    ird_text_free(&text);
    return status;
}

static Tcl_Obj *describe(const ird_derates *d) {
    Tcl_Obj *dict = Tcl_NewDictObj(), *nets = Tcl_NewListObj(0, NULL);
    const ird_derate *worst = d->items.count > 0 ? &d->items.items[d->worst] : NULL;
    for (size_t i = 0; i < d->net_count; i++) {
        Tcl_ListObjAppendElement(NULL, nets, ird_tcl_text(d->nets[i]));
    }
    ird_tcl_put(dict, "nets", nets);
    ird_tcl_put_number(dict, "nominal_v", d->nominal_v);
    ird_tcl_put_size(dict, "instances", d->items.count);
    ird_tcl_put_size(dict, "written", d->written);
    ird_tcl_put_number(dict, "worst_derate", worst != NULL ? worst->factor : (double)NAN);
    ird_tcl_put_text(dict, "worst_instance",
                     worst != NULL
                         ? ird_names_get(&d->design->component_names, worst->component)
                         : "");
    ird_tcl_put_number(dict, "worst_instance_v",
                       worst != NULL ? worst->volt : (double)NAN);
    ird_tcl_put_number(dict, "mean_derate", d->mean);
    ird_tcl_put_size(dict, "by_library", d->by_library);
    ird_tcl_put_size(dict, "beyond", d->beyond);
    ird_tcl_put_size(dict, "by_law", d->by_law);
    ird_tcl_put_number(dict, "alpha", d->law.alpha);
    ird_tcl_put_number(dict, "vth_v", d->law.vth_v);
    ird_tcl_put_size(dict, "cut", d->cut);
    ird_tcl_put_size(dict, "unconnected", d->unconnected);
    ird_tcl_put(dict, "means", Tcl_NewBooleanObj(d->has_means));
    return dict;
}

static int print_derates(ird_context *context, const ird_derates *derates) {
    ird_text text = {0};
    ird_error err;
    int code = ird_report_derates(&text, derates, &err) == IRD_OK
                   ? ird_tcl_print(context, ird_text_get(&text))
                   : ird_tcl_fail(context, &err);
    ird_text_free(&text);
    return code;
}

static int write_all(ird_context *context, const derate_options *o, Tcl_Obj *file,
                     const ird_derate_wish *wish) {
    ird_derates derates = {0};
    Tcl_DString path;
    ird_error err;
    if (ird_session_make_derates(&context->session, wish, &context->progress.monitor,
                                 &derates, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    int code = ird_tcl_path(context, file, &path);
    if (code == TCL_OK &&
        write_file(Tcl_DStringValue(&path), &derates, o->paths.value, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    Tcl_Obj *result = describe(&derates);
    Tcl_IncrRefCount(result);
    if (code == TCL_OK && o->report) {
        code = print_derates(context, &derates);
    }
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, result);
    }
    Tcl_DecrRefCount(result);
    ird_derates_free(&derates);
    return code;
}

static int run_write_derates(ird_context *context, const ird_call *call) {
    const derate_options *o = call->options;
    Tcl_DString paths[2];
    ird_derate_wish wish = {.of_dynamic = o->of.value == OF_DYNAMIC,
                            .alpha = o->alpha.given ? o->alpha.value : (double)NAN,
                            .vth_v = o->vth.given ? o->vth.value : (double)NAN};
    Tcl_DStringInit(&paths[0]);
    Tcl_DStringInit(&paths[1]);
    int code = take_nets(context, o->nets, &wish);
    if (code == TCL_OK) {
        code = take_libraries(context, o->libraries, paths, &wish);
    }
    if (code == TCL_OK) {
        code = write_all(context, o, call->arguments[0], &wish);
    }
    Tcl_DStringFree(&paths[0]);
    Tcl_DStringFree(&paths[1]);
    return code;
}

static const ird_option derate_table[] = {
    {"-nets", IRD_OPTION_TEXT, offsetof(derate_options, nets), false, "NETS",
     "A power net and its ground net as in {VDD VSS}, or one of them; when not given the "
     "power net that feeds most cells, with the ground net where there is only one.",
     NULL},
    {"-of", IRD_OPTION_CHOICE, offsetof(derate_options, of), false, "WHAT",
     "solve (when not given): static drops. dynamic: what is left on average while the "
     "instance switches, by the last solve -dynamic; where that was of one net alone the "
     "worst drop of the instance.",
     of_words},
    {"-paths", IRD_OPTION_CHOICE, offsetof(derate_options, paths), false, "WHICH",
     "late (when not given): for setup, rounded up. early: for hold, rounded down. both. "
     "Without early ones the early delays stay those of the full supply.",
     path_words},
    {"-liberty", IRD_OPTION_TEXT, offsetof(derate_options, libraries), false, "FILES",
     "Two Liberty files of the same cells at two voltages, plain or .gz: the delays of "
     "each "
     "cell lie between theirs, straight in logarithms. When not given, and for cells "
     "whose "
     "tables cannot be compared, the alpha-power law.",
     NULL},
    {"-alpha", IRD_OPTION_NUMBER, offsetof(derate_options, alpha), false, "ALPHA",
     "Of the law, delay as V / (V - vth)^alpha: from 0.5 to 3. When not given by the "
     "half "
     "pitch of the densest routing layer: 1.5 from 0.12 um on, 1.3 from 0.05 um on, 1.2 "
     "below.",
     NULL},
    {"-vth", IRD_OPTION_VOLTAGE, offsetof(derate_options, vth), false, "VOLT",
     "Of the law, in V or with a unit; when not given 0.45, 0.40 and 0.30 V likewise.",
     NULL},
    {"-report", IRD_OPTION_FLAG, offsetof(derate_options, report), false, NULL,
     "Print what they come to, too.", NULL},
    IRD_LIKE_ROW(derate_options, like),
    {0},
};

const ird_command ird_derate_commands[] = {
    {"write_derates", run_write_derates, "FILE", 1, 1, derate_table,
     sizeof(derate_options),
     "Write a Tcl file for OpenSTA and OpenROAD that sets a timing derate for the delays "
     "of "
     "each instance (set_timing_derate -cell_delay) by what is left of its supply, so "
     "that "
     "timing sees the drop. A derate of 1 is at the supply of the net: that of the "
     "library "
     "which timing is done with. It says at its top what it rests on.",
     "A dict: nets, nominal_v, instances (cells with signal pins on the nets), written "
     "(with a derate that is not 1 in four digits), worst_derate, worst_instance, "
     "worst_instance_v (what is left there), mean_derate, by_library and by_law (how "
     "many "
     "each), beyond (outside of the voltages of the libraries), alpha, vth_v, cut (at "
     "10), "
     "unconnected, means (whether it is the mean while they switch)."},
    {0},
};
