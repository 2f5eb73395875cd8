/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What if: steps on top of the session (whatif add_stripes, widen_stripes, add_vias,
 * remove_stripes, add_sources, scale_power, move, set_decap; on a SPICE network
 * add_resistor, cut, draw, feed), and what becomes of them (undo, reset, keep, list,
 * show, report, maps).
 */
#include <math.h>
#include <string.h>

#include "answer/before_after.h"
#include "base/text.h"
#include "command/like.h"
#include "binding/nouns.h"
#include "binding/plan_lines.h"
#include "query/drop_map.h"
#include "trial/trial.h"
#include "report/whatif_report.h"
#include "session/supply.h"

/* ---- the trial ----------------------------------------------------------------------
 */

static int need_trial(ird_context *context) {
    ird_error err;
    if (context->trial != NULL ||
        ird_trial_open(&context->trial, &context->session, &err) == IRD_OK) {
        return TCL_OK;
    }
    return ird_tcl_fail(context, &err);
}

/* What is looked at: a net, and above what instances are counted. */
typedef struct look {
    int32_t net;
    ird_level_option limit;
} look;

/* The limit in V; NAN: that of before_after.h. */
static int limit_v(ird_context *context, const ird_level_option *limit,
                   const ird_solved *after, double *volt) {
    *volt = (double)NAN;
    if (!limit->given) {
        return TCL_OK;
    }
    if (limit->is_percent && after->supply_v > 0) {
        *volt = limit->value / 100 * after->supply_v;
    } else if (limit->is_volt) {
        *volt = limit->value;
    } else {
        ird_error err;
        ird_fail(&err, IRD_OPTION_VALUE,
                 limit->is_percent
                     ? "option -limit is a part of the supply, which is not "
                       "known for this net: give volts, as in 8mV"
                     : "option -limit needs a unit: write 8mV or 5%%");
        ird_error_detail(&err, "-limit", strlen("-limit"));
        return ird_tcl_fail(context, &err);
    }
    return TCL_OK;
}

/* ---- answers as dicts ---------------------------------------------------------------
 */

static void put_place(Tcl_Obj *dict, const char *key, const ird_point_um *at) {
    Tcl_Obj *place[] = {Tcl_NewDoubleObj(at->x_um), Tcl_NewDoubleObj(at->y_um)};
    ird_tcl_put(dict, key, Tcl_NewListObj(2, place));
}

static Tcl_Obj *describe_side(const ird_before_side *side) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_number(dict, "worst_drop_v", side->figures.worst_drop_v);
    ird_tcl_put_number(dict, "worst_drop_percent", side->figures.percent);
    ird_tcl_put_number(dict, "average_drop_v", side->figures.average_drop_v);
    ird_tcl_put_number(dict, "instance_worst_drop_v", side->pins.worst_v);
    ird_tcl_put_number(dict, "instance_average_drop_v", side->pins.average_v);
    ird_tcl_put_text(dict, "worst_instance", ird_text_get(&side->pins.worst_name));
    if (side->pins.has_worst) {
        put_place(dict, "worst_at", &side->pins.worst_at);
    } else {
        ird_tcl_put(dict, "worst_at", Tcl_NewListObj(0, NULL));
    }
    ird_tcl_put_size(dict, "over_limit", side->over);
    ird_tcl_put_size(dict, "unconnected_instances", side->pins.unconnected);
    ird_tcl_put_number(dict, "total_current_a", side->current_a);
    ird_tcl_put_size(dict, "sources", side->sources);
    return dict;
}

static Tcl_Obj *describe_pin(const ird_changed_pin *pin) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    if (pin->is_any) {
        ird_tcl_put_text(dict, "instance", ird_text_get(&pin->name));
        put_place(dict, "at", &pin->at);
        ird_tcl_put_number(dict, "before_v", pin->before_v);
        ird_tcl_put_number(dict, "after_v", pin->after_v);
    }
    return dict;
}

static void put_view(Tcl_Obj *dict, const ird_trial_view *view,
                     const ird_before_after *both) {
    ird_tcl_put_text(dict, "net", view->after.net);
    ird_tcl_put_text(dict, "network", view->after.network_kind);
    ird_tcl_put_number(dict, "limit_v", both->limit_v);
    ird_tcl_put(dict, "before",
                both->has_before ? describe_side(&both->before) : Tcl_NewDictObj());
    ird_tcl_put(dict, "after", describe_side(&both->after));
    ird_tcl_put_number(dict, "gain_v",
                       both->has_before ? both->before.figures.worst_drop_v -
                                              both->after.figures.worst_drop_v
                                        : (double)NAN);
    ird_tcl_put_size(dict, "better", both->better);
    ird_tcl_put_size(dict, "worse", both->worse);
    ird_tcl_put(dict, "most_better", describe_pin(&both->most_better));
    ird_tcl_put(dict, "most_worse", describe_pin(&both->most_worse));
    ird_tcl_put_text(dict, "method", ird_trial_method_name(view->method));
    ird_tcl_put_text(dict, "why", view->why);
    ird_tcl_put_size(dict, "iterations", view->steps_made);
    ird_tcl_put_size(dict, "new_nodes", view->new_nodes);
    ird_tcl_put_size(dict, "new_resistors", view->new_resistors);
    ird_tcl_put_size(dict, "gone_resistors", view->gone_resistors);
    ird_tcl_put_number(dict, "residual", view->after.solution->residual);
    ird_tcl_put_number(dict, "before_seconds", view->before_s);
    ird_tcl_put_number(dict, "seconds", view->after_s);
}

/* The net before and after; free both with ird_before_after_free whatever the result. */
static int look_at(ird_context *context, const look *l, ird_trial_view *view,
                   ird_before_after *both) {
    ird_session *session = &context->session;
    const ird_solve_wish wish = ird_session_wish_of(session, l->net);
    double volt;
    ird_error err;
    if (ird_trial_look(context->trial, l->net, &wish, &context->progress.monitor, view,
                       &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    if (limit_v(context, &l->limit, &view->after, &volt) != TCL_OK) {
        return TCL_ERROR;
    }
    return ird_before_after_make(both, view->before_grid != NULL ? &view->before : NULL,
                                 &view->after, volt, &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

static Tcl_Obj *describe_step(const ird_trial *trial, size_t i) {
    const ird_trial_step *step = ird_trial_get_step(trial, i);
    ird_text words = {0};
    ird_error err;
    Tcl_Obj *dict = Tcl_NewDictObj();
    bool is_said = ird_trial_describe(&words, step, &err) == IRD_OK;
    ird_tcl_put_size(dict, "step", ird_trial_entry_of(trial, i) + 1);
    ird_tcl_put_text(dict, "kind", ird_trial_kind_name(step->kind));
    ird_tcl_put_text(dict, "text", is_said ? ird_text_get(&words) : "");
    if (step->kind == IRD_TRIAL_PLAN) {
        ird_tcl_put(dict, "line", ird_tcl_plan_line(&step->line));
    }
    ird_text_free(&words);
    return dict;
}

static Tcl_Obj *list_steps(const ird_trial *trial) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; trial != NULL && i < ird_trial_step_count(trial); i++) {
        Tcl_ListObjAppendElement(NULL, list, describe_step(trial, i));
    }
    return list;
}

/* The result: how many steps there are, and the net before and after. */
static int answer(ird_context *context, const look *l) {
    ird_trial_view view;
    ird_before_after both = {0};
    int code = look_at(context, l, &view, &both);
    if (code == TCL_OK) {
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_size(dict, "steps", ird_trial_entry_count(context->trial));
        put_view(dict, &view, &both);
        Tcl_SetObjResult(context->interp, dict);
    }
    ird_before_after_free(&both);
    return code;
}

/* ---- steps --------------------------------------------------------------------------
 */

/* The net to look at after a step: that of its name, else the default one. A net that a
 * step has made is found in the session of the trial. */
static int net_of(ird_context *context, Tcl_Obj *name, const char *native, int32_t *net) {
    ird_session *session = NULL;
    ird_error err;
    if (name == NULL && native == NULL) {
        *net = ird_session_last_solved(&context->session);
        return *net >= 0 ? TCL_OK : ird_tcl_choose_net(context, NULL, "whatif", net);
    }
    if (ird_trial_session(context->trial, &context->progress.monitor, &session, &err) !=
        IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    Tcl_DString text;
    Tcl_DStringInit(&text);
    if (native == NULL) {
        ird_tcl_native(name, &text);
        native = Tcl_DStringValue(&text);
    }
    ird_status status = ird_session_find_net(session, native, strlen(native), net, &err);
    Tcl_DStringFree(&text);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

/* Apply the step and look; without an answer the step is taken back. */
static int try_step(ird_context *context, const ird_trial_step *step, Tcl_Obj *net_name,
                    const char *native) {
    ird_error err;
    look l = {0};
    int code = need_trial(context);
    if (code == TCL_OK && ird_trial_apply(context->trial, step, 1,
                                          &context->progress.monitor, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    } else if (code == TCL_OK) {
        code = net_of(context, net_name, native, &l.net);
        code = code == TCL_OK ? answer(context, &l) : code;
        if (code != TCL_OK) {
            ird_error other;
            ird_trial_undo(context->trial, 1, NULL, &other);
        }
    }
    return code;
}

static int try_line(ird_context *context, const ird_plan_line *line, const char *key) {
    ird_session *session = NULL;
    ird_error err;
    const ird_trial_step step = {.kind = IRD_TRIAL_PLAN, .line = *line};
    int code = try_step(context, &step, NULL, line->net);
    if (code == TCL_OK &&
        ird_trial_session(context->trial, NULL, &session, &err) == IRD_OK) {
        const ird_plan_layout *layout = &session->layout;
        Tcl_Obj *dict = Tcl_DuplicateObj(Tcl_GetObjResult(context->interp));
        ird_tcl_put_size(dict, key, layout->laid.items[layout->laid.count - 1]);
        Tcl_SetObjResult(context->interp, dict);
    }
    return code;
}

static int run_stripes(ird_context *context, const ird_call *call) {
    return ird_tcl_stripes(context, call, try_line);
}

static int run_widen(ird_context *context, const ird_call *call) {
    return ird_tcl_widen(context, call, try_line);
}

static int run_vias(ird_context *context, const ird_call *call) {
    return ird_tcl_vias(context, call, try_line);
}

static int run_remove(ird_context *context, const ird_call *call) {
    return ird_tcl_remove(context, call, try_line);
}

static int run_sources(ird_context *context, const ird_call *call) {
    return ird_tcl_sources(context, call, try_line);
}

typedef struct scale_options {
    Tcl_Obj *net;
    Tcl_Obj *region;
    ird_number_option factor;
} scale_options;

static int run_scale(ird_context *context, const ird_call *call) {
    const scale_options *options = call->options;
    ird_trial_step step = {.kind = IRD_TRIAL_SCALE, .factor = options->factor.value};
    ird_plan_region region;
    if (!ird_plan_region_parse(Tcl_GetString(options->region), &region, &step.box) ||
        region != IRD_PLAN_REGION_BOX) {
        ird_error err;
        ird_fail(
            &err, IRD_OPTION_REGION,
            "option -region cannot be \"%.100s\"; give a list x0 y0 x1 y1 in um with "
            "x0 < x1 and y0 < y1",
            Tcl_GetString(options->region));
        ird_error_detail(&err, "-region", strlen("-region"));
        return ird_tcl_fail(context, &err);
    }
    return try_step(context, &step, options->net, NULL);
}

typedef struct move_options {
    Tcl_Obj *net;
    Tcl_Obj *instance;
    Tcl_Obj *to;
} move_options;

static int run_move(ird_context *context, const ird_call *call) {
    const move_options *options = call->options;
    double to[2];
    Tcl_Size count;
    Tcl_Obj **words;
    Tcl_DString name;
    if (Tcl_ListObjGetElements(NULL, options->to, &count, &words) != TCL_OK ||
        count != 2 || Tcl_GetDoubleFromObj(NULL, words[0], &to[0]) != TCL_OK ||
        Tcl_GetDoubleFromObj(NULL, words[1], &to[1]) != TCL_OK || !isfinite(to[0]) ||
        !isfinite(to[1])) {
        ird_error err;
        ird_fail(&err, IRD_OPTION_VALUE,
                 "option -to cannot be \"%.100s\"; give a list x y in um",
                 Tcl_GetString(options->to));
        ird_error_detail(&err, "-to", strlen("-to"));
        return ird_tcl_fail(context, &err);
    }
    ird_tcl_native(options->instance, &name);
    const ird_trial_step step = {
        .kind = IRD_TRIAL_MOVE, .name = Tcl_DStringValue(&name), .at = {to[0], to[1]}};
    int code = try_step(context, &step, options->net, NULL);
    Tcl_DStringFree(&name);
    return code;
}

typedef struct decap_options {
    Tcl_Obj *net;
    Tcl_Obj *cell;
    ird_number_option farad_ff;
    ird_number_option ohm;
} decap_options;

static int run_decap(ird_context *context, const ird_call *call) {
    const decap_options *options = call->options;
    Tcl_DString name;
    ird_tcl_native(options->cell, &name);
    const ird_trial_step step = {.kind = IRD_TRIAL_DECAP,
                                 .name = Tcl_DStringValue(&name),
                                 .value = options->farad_ff.value * 1e-15,
                                 .ohm = options->ohm.value};
    int code = try_step(context, &step, options->net, NULL);
    Tcl_DStringFree(&name);
    return code;
}

/* ---- steps on a SPICE network -------------------------------------------------------
 */

typedef struct node_options {
    Tcl_Obj *from;
    Tcl_Obj *to;
    ird_number_option value;
} node_options;

/* Look at the net of the node. */
static int try_node(ird_context *context, const ird_call *call, ird_trial_kind kind) {
    const node_options *options = call->options;
    Tcl_DString name, other;
    ird_tcl_native(options->from, &name);
    Tcl_DStringInit(&other);
    ird_trial_step step = {
        .kind = kind, .name = Tcl_DStringValue(&name), .value = options->value.value};
    if (options->to != NULL) {
        ird_tcl_native(options->to, &other);
        step.other = Tcl_DStringValue(&other);
    }
    const char *net = NULL;
    ird_error err;
    int code = need_trial(context);
    if (code == TCL_OK &&
        ird_trial_net_of_node(context->trial, step.name, &net, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    code = code == TCL_OK ? try_step(context, &step, NULL, net) : code;
    Tcl_DStringFree(&name);
    Tcl_DStringFree(&other);
    return code;
}

static int run_resistor(ird_context *context, const ird_call *call) {
    return try_node(context, call, IRD_TRIAL_RESISTOR);
}

static int run_cut(ird_context *context, const ird_call *call) {
    return try_node(context, call, IRD_TRIAL_CUT);
}

static int run_draw(ird_context *context, const ird_call *call) {
    return try_node(context, call, IRD_TRIAL_DRAW);
}

static int run_feed(ird_context *context, const ird_call *call) {
    return try_node(context, call, IRD_TRIAL_FEED);
}

/* ---- what becomes of them -----------------------------------------------------------
 */

typedef struct undo_options {
    ird_count_option steps;
} undo_options;

static int run_undo(ird_context *context, const ird_call *call) {
    const undo_options *options = call->options;
    ird_error err;
    if (context->trial == NULL || ird_trial_entry_count(context->trial) == 0) {
        ird_fail(&err, IRD_TRIAL_STEP, "there is no step of a trial to undo");
        return ird_tcl_fail(context, &err);
    }
    size_t steps = options->steps.given ? options->steps.value : 1;
    if (ird_trial_undo(context->trial, steps, &context->progress.monitor, &err) !=
        IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    Tcl_SetObjResult(context->interp, list_steps(context->trial));
    return TCL_OK;
}

static int run_whatif_reset(ird_context *context, const ird_call *call) {
    (void)call;
    ird_trial_free(context->trial);
    context->trial = NULL;
    return TCL_OK;
}

static int run_keep(ird_context *context, const ird_call *call) {
    (void)call;
    ird_error err;
    if (context->trial == NULL || ird_trial_entry_count(context->trial) == 0) {
        ird_fail(&err, IRD_TRIAL_STEP, "there is no step of a trial to keep");
        return ird_tcl_fail(context, &err);
    }
    Tcl_Obj *steps = list_steps(context->trial);
    Tcl_IncrRefCount(steps);
    int code = TCL_OK;
    if (ird_trial_keep(context->trial, &context->progress.monitor, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    } else {
        Tcl_SetObjResult(context->interp, steps);
    }
    Tcl_DecrRefCount(steps);
    return code;
}

static int run_list(ird_context *context, const ird_call *call) {
    (void)call;
    Tcl_SetObjResult(context->interp, list_steps(context->trial));
    return TCL_OK;
}

typedef struct show_options {
    Tcl_Obj *net;
    ird_level_option limit;
    ird_count_option like;
} show_options;

static int choose(ird_context *context, const show_options *options, look *l) {
    l->limit = options->limit;
    return need_trial(context) == TCL_OK ? net_of(context, options->net, NULL, &l->net)
                                         : TCL_ERROR;
}

static int run_show(ird_context *context, const ird_call *call) {
    look l;
    if (choose(context, call->options, &l) != TCL_OK) {
        return TCL_ERROR;
    }
    return answer(context, &l);
}

static bool has_decaps(const ird_trial *trial) {
    for (size_t i = 0; i < ird_trial_step_count(trial); i++) {
        if (ird_trial_get_step(trial, i)->kind == IRD_TRIAL_DECAP) {
            return true;
        }
    }
    return false;
}

static ird_status write_text(const ird_trial *trial, const ird_trial_view *view,
                             const ird_before_after *both, ird_text *out,
                             ird_error *err) {
    size_t count = ird_trial_step_count(trial);
    ird_text found_by = {0};
    ird_text *words = ird_alloc_zero(count, sizeof *words);
    const char **steps = ird_alloc(count, sizeof *steps);
    ird_status status = words != NULL && steps != NULL
                            ? ird_trial_describe_view(&found_by, view, err)
                            : ird_fail_memory(err, "reporting a trial");
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        status = ird_trial_describe(&words[i], ird_trial_get_step(trial, i), err);
        steps[i] = ird_text_get(&words[i]);
    }
    if (status == IRD_OK) {
        const ird_whatif_report report = {
            .net = view->after.net,
            .network = view->after.network_phrase,
            .steps = steps,
            .step_count = count,
            .both = both,
            .found_by = ird_text_get(&found_by),
            .seconds = view->after_s,
            .has_decaps = has_decaps(trial),
        };
        status = ird_report_whatif(out, &report, err);
    }
    for (size_t i = 0; words != NULL && i < count; i++) {
        ird_text_free(&words[i]);
    }
    ird_free(words);
    ird_free(steps);
    ird_text_free(&found_by);
    return status;
}

static int run_report(ird_context *context, const ird_call *call) {
    look l;
    ird_trial_view view;
    ird_before_after both = {0};
    ird_text text = {0};
    ird_error err;
    if (choose(context, call->options, &l) != TCL_OK) {
        return TCL_ERROR;
    }
    int code = look_at(context, &l, &view, &both);
    if (code == TCL_OK &&
        write_text(context->trial, &view, &both, &text, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    code = code == TCL_OK ? ird_tcl_print(context, ird_text_get(&text)) : code;
    ird_text_free(&text);
    ird_before_after_free(&both);
    return code;
}

/* ---- maps ---------------------------------------------------------------------------
 */

typedef struct maps_options {
    Tcl_Obj *net;
    ird_count_option size;
    ird_count_option like;
} maps_options;

static int run_maps(ird_context *context, const ird_call *call) {
    static const char *const keys[] = {"before", "after", "difference"};
    const maps_options *options = call->options;
    ird_session *session = &context->session;
    ird_result *maps[3] = {NULL, NULL, NULL};
    int32_t net;
    ird_error err;
    if (need_trial(context) != TCL_OK ||
        net_of(context, options->net, NULL, &net) != TCL_OK) {
        return TCL_ERROR;
    }
    const ird_solve_wish wish = ird_session_wish_of(session, net);
    ird_status status = ird_map_table_reserve(&session->maps, 3, &err);
    if (status == IRD_OK) {
        status = ird_trial_maps(context->trial, net, &wish,
                                options->size.given ? options->size.value : 0,
                                &context->progress.monitor, maps, &err);
    }
    if (status != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    Tcl_Obj *dict = Tcl_NewDictObj();
    for (int i = 0; i < 3; i++) {
        ird_map_kind kind = i == 2 ? IRD_MAP_FILE : IRD_MAP_SOLVE;
        ird_tcl_put_text(dict, keys[i],
                         ird_map_table_name(&session->maps, maps[i], kind));
        ird_result_drop(maps[i]);
    }
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

/* ---- tables -------------------------------------------------------------------------
 */

#define NET_ROW(type)                                                                    \
    {                                                                                    \
        "-net", IRD_OPTION_TEXT, offsetof(type, net), false, "NET",                      \
            "The net to look at; when not given the one solved last, else the power "    \
            "net "                                                                       \
            "that feeds most cells.",                                                    \
            NULL                                                                         \
    }

static const ird_option scale_table[] = {
    NET_ROW(scale_options),
    {"-region", IRD_OPTION_TEXT, offsetof(scale_options, region), true, "REGION",
     "Instances whose middle lies in the box x0 y0 x1 y1, in um.", NULL},
    {"-factor", IRD_OPTION_NUMBER, offsetof(scale_options, factor), true, "FACTOR",
     "They draw so many times as much.", NULL},
    {0},
};

static const ird_option move_table[] = {
    NET_ROW(move_options),
    {"-instance", IRD_OPTION_TEXT, offsetof(move_options, instance), true, "NAME",
     "The instance, by its name in the DEF.", NULL},
    {"-to", IRD_OPTION_TEXT, offsetof(move_options, to), true, "PLACE",
     "Where its lower left corner comes to: a list x y in um.", NULL},
    {0},
};

static const ird_option decap_table[] = {
    NET_ROW(decap_options),
    {"-cell", IRD_OPTION_TEXT, offsetof(decap_options, cell), true, "PATTERN",
     "Cells of that name, * and ? standing for any letters and any one.", NULL},
    {"-capacitance", IRD_OPTION_NUMBER, offsetof(decap_options, farad_ff), true, "FF",
     "What each holds.", NULL},
    {"-resistance", IRD_OPTION_NUMBER, offsetof(decap_options, ohm), false, "OHM",
     "In series with it; 0 when not given.", NULL},
    {0},
};

#define FROM_ROW                                                                         \
    {                                                                                    \
        "-from", IRD_OPTION_TEXT, offsetof(node_options, from), true, "NODE",            \
            "A node, by its name in the SPICE file.", NULL                               \
    }
#define AT_ROW                                                                           \
    {                                                                                    \
        "-at", IRD_OPTION_TEXT, offsetof(node_options, from), true, "NODE",              \
            "The node, by its name in the SPICE file.", NULL                             \
    }
#define TO_ROW                                                                           \
    {                                                                                    \
        "-to", IRD_OPTION_TEXT, offsetof(node_options, to), true, "NODE",                \
            "The other node, of the same net.", NULL                                     \
    }

static const ird_option resistor_table[] = {
    FROM_ROW,
    TO_ROW,
    {"-resistance", IRD_OPTION_NUMBER, offsetof(node_options, value), true, "OHM",
     "Of the resistor that comes between them, beside those that are there.", NULL},
    {0},
};

static const ird_option cut_table[] = {FROM_ROW, TO_ROW, {0}};

static const ird_option draw_table[] = {
    AT_ROW,
    {"-current", IRD_OPTION_NUMBER, offsetof(node_options, value), true, "A",
     "What cells draw there, on top of what they do; less where it is negative.", NULL},
    {0},
};

static const ird_option feed_table[] = {
    AT_ROW,
    {"-voltage", IRD_OPTION_VOLTAGE, offsetof(node_options, value), true, "V",
     "What an ideal source holds the node at.", NULL},
    {0},
};

static const ird_option undo_table[] = {
    {"-steps", IRD_OPTION_COUNT, offsetof(undo_options, steps), false, "N",
     "How many; 1 when not given, all of them where there are fewer.", NULL},
    {0},
};

static const ird_option show_table[] = {
    NET_ROW(show_options),
    {"-limit", IRD_OPTION_LEVEL, offsetof(show_options, limit), false, "VALUE",
     "Count instances that drop by more, as 8mV or 5%; 5% when not given.", NULL},
    IRD_LIKE_ROW(show_options, like),
    {0},
};

static const ird_option maps_table[] = {
    NET_ROW(maps_options),
    {"-size", IRD_OPTION_COUNT, offsetof(maps_options, size), false, "N",
     "Pixels along each side; 64 when not given.", NULL},
    IRD_LIKE_ROW(maps_options, like),
    {0},
};

#define ANSWER                                                                           \
    "A dict: steps (how many there are now), net, network, limit_v, before and after "   \
    "(dicts "                                                                            \
    "worst_drop_v, worst_drop_percent, average_drop_v, instance_worst_drop_v, "          \
    "instance_average_drop_v, worst_instance, worst_at, over_limit (instances), "        \
    "unconnected_instances, total_current_a, sources), gain_v (of the worst drop), "     \
    "better and worse (pins), most_better and most_worse (dicts instance at before_v "   \
    "after_v), method (same: nothing of the net differs; currents and updated: by the "  \
    "factor of before; fresh: by one of its own), why, iterations, new_nodes, "          \
    "new_resistors, gone_resistors, residual, before_seconds, seconds"

#define ON_TOP                                                                           \
    " The step comes on top of those before; the session stays as it is until whatif "   \
    "keep."

const ird_command ird_whatif_commands[] = {
    {"whatif add_stripes", run_stripes, "", 0, 0, ird_stripe_table,
     sizeof(ird_stripe_options),
     "Try stripes of a net, or rails, as add_stripes would plan them." ON_TOP,
     ANSWER "; stripes (pieces of metal laid)."},
    {"whatif widen_stripes", run_widen, "", 0, 0, ird_widen_table,
     sizeof(ird_widen_options),
     "Try wider stripes, as widen_stripes would plan them." ON_TOP,
     ANSWER "; stripes (pieces of metal laid)."},
    {"whatif add_vias", run_vias, "", 0, 0, ird_via_table, sizeof(ird_via_options),
     "Try vias where metal of two layers crosses without any, as add_vias would plan "
     "them." ON_TOP,
     ANSWER "; placed (vias)."},
    {"whatif remove_stripes", run_remove, "", 0, 0, ird_remove_table,
     sizeof(ird_remove_options),
     "Try without stripes, as remove_stripes would plan it." ON_TOP,
     ANSWER "; stripes (pieces of metal that go)."},
    {"whatif add_sources", run_sources, "", 0, 0, ird_source_table,
     sizeof(ird_add_source_options),
     "Try sources, as add_sources would plan them." ON_TOP, ANSWER "; sources (added)."},
    {"whatif scale_power", run_scale, "", 0, 0, scale_table, sizeof(scale_options),
     "Try more or less power in a region, as scale_power would set it." ON_TOP,
     ANSWER "."},
    {"whatif move", run_move, "", 0, 0, move_table, sizeof(move_options),
     "Try an instance at another place. Whether it is free there is not looked at. Kept, "
     "it stands there until a DEF is read." ON_TOP,
     ANSWER "."},
    {"whatif set_decap", run_decap, "", 0, 0, decap_table, sizeof(decap_options),
     "Try cells that hold more, as set_decap would set it. It counts for drops in time "
     "alone, and so once it is kept." ON_TOP,
     ANSWER "."},
    {"whatif add_resistor", run_resistor, "", 0, 0, resistor_table, sizeof(node_options),
     "Try one more resistor between two nodes of a SPICE network." ON_TOP, ANSWER "."},
    {"whatif cut", run_cut, "", 0, 0, cut_table, sizeof(node_options),
     "Try a SPICE network without the resistors between two nodes." ON_TOP, ANSWER "."},
    {"whatif draw", run_draw, "", 0, 0, draw_table, sizeof(node_options),
     "Try more current drawn at a node of a SPICE network." ON_TOP, ANSWER "."},
    {"whatif feed", run_feed, "", 0, 0, feed_table, sizeof(node_options),
     "Try a source at a node of a SPICE network." ON_TOP, ANSWER "."},
    {"whatif undo", run_undo, "", 0, 0, undo_table, sizeof(undo_options),
     "Take back the last step of a trial.", "The steps that are left, as whatif list."},
    {"whatif reset", run_whatif_reset, "", 0, 0, NULL, 0,
     "Forget the trial with all its steps.", ""},
    {"whatif keep", run_keep, "", 0, 0, NULL, 0,
     "Put the steps of the trial into the session: stripes, vias and sources become "
     "lines "
     "of the plan (plan_info, write_plan), scales and decaps settings, resistors, "
     "currents and sources of a SPICE network part of it. The trial is then empty.",
     "The steps that were kept, as whatif list."},
    {"whatif list", run_list, "", 0, 0, NULL, 0, "The steps of the trial.",
     "A list of dicts: step (its number), kind, text, and of what becomes a line of the "
     "plan line (as plan_info)."},
    {"whatif show", run_show, "", 0, 0, show_table, sizeof(show_options),
     "A net before and after the steps of the trial. What is before is always what the "
     "session has now.",
     ANSWER "."},
    {"whatif report", run_report, "", 0, 0, show_table, sizeof(show_options),
     "Print a net before and after the steps of the trial as a table.", ""},
    {"whatif maps", run_maps, "", 0, 0, maps_table, sizeof(maps_options),
     "Maps of the drops before and after the steps of the trial, and of their "
     "difference, "
     "after less before: negative where it is better. write_map writes them.",
     "A dict: before, after, difference (handles)."},
    {0},
};
