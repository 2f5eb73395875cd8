/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What would mend the drops of a net: suggest.
 */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "command/like.h"
#include "command/mends.h"
#include "binding/nouns.h"
#include "query/estimate.h"
#include "query/solved_nets.h"
#include "suggest/suggestion.h"
#include "suggest/suggestion_text.h"
#include "session/plan_setting.h"
#include "session/supply.h"

/* Drops above this part of the supply are hot where nobody says otherwise, and without a
 * target a net below that is to fall by this part. */
static const double HOT_PART = 0.05;
static const double LESS_PART = 0.3;

typedef struct suggest_options {
    Tcl_Obj *net;
    ird_level_option target;
    ird_count_option hotspots;
    ird_number_option budget;
    Tcl_Obj *allow;
    Tcl_Obj *layers;
    ird_count_option steps;
    ird_count_option like;
    bool whole;
    bool keep;
    bool report;
    bool decaps;
    bool spread;
} suggest_options;

static int fail_option(ird_context *context, ird_status status, const char *option,
                       const char *value, const char *wanted) {
    ird_error err;
    ird_fail(&err, status, "option %s cannot be \"%.100s\"; give %s", option, value,
             wanted);
    ird_error_detail(&err, option, strlen(option));
    return ird_tcl_fail(context, &err);
}

/* -allow {stripes vias widen sources}; without it all that changes no package. */
static int parse_allow(ird_context *context, Tcl_Obj *allow, ird_suggest_wish *wish) {
    static const char *const words[] = {"vias", "stripes", "widen", "sources", NULL};
    static const ird_mend_kind kinds[] = {IRD_MEND_VIAS, IRD_MEND_STRIPE, IRD_MEND_WIDEN,
                                          IRD_MEND_SOURCE};
    Tcl_Size count = 0;
    Tcl_Obj **list = NULL;
    if (allow == NULL) {
        wish->allow[IRD_MEND_VIAS] = wish->allow[IRD_MEND_STRIPE] =
            wish->allow[IRD_MEND_WIDEN] = true;
        return TCL_OK;
    }
    if (Tcl_ListObjGetElements(NULL, allow, &count, &list) != TCL_OK || count == 0) {
        return fail_option(context, IRD_OPTION_VALUE, "-allow", Tcl_GetString(allow),
                           "a list of stripes, vias, widen and sources");
    }
    for (Tcl_Size i = 0; i < count; i++) {
        int index;
        if (Tcl_GetIndexFromObj(NULL, list[i], words, "word", TCL_EXACT, &index) !=
            TCL_OK) {
            return fail_option(context, IRD_OPTION_VALUE, "-allow",
                               Tcl_GetString(list[i]),
                               "a list of stripes, vias, widen and sources; decaps are "
                               "found by suggest_decaps");
        }
        wish->allow[kinds[index]] = true;
    }
    return TCL_OK;
}

/* The layers of -layers, to be freed with ird_free. */
static int parse_layers(ird_context *context, Tcl_Obj *layers, ird_suggest_wish *wish,
                        int32_t **made) {
    const ird_technology *tech = &context->session.tech;
    Tcl_Size count = 0;
    Tcl_Obj **list = NULL;
    if (layers == NULL) {
        return TCL_OK;
    }
    if (Tcl_ListObjGetElements(NULL, layers, &count, &list) != TCL_OK || count == 0) {
        return fail_option(context, IRD_OPTION_VALUE, "-layers", Tcl_GetString(layers),
                           "a list of routing layers");
    }
    *made = ird_alloc((size_t)count, sizeof **made);
    if (*made == NULL) {
        ird_error err;
        ird_fail_memory(&err, "suggest");
        return ird_tcl_fail(context, &err);
    }
    for (Tcl_Size i = 0; i < count; i++) {
        Tcl_DString native;
        ird_tcl_native(list[i], &native);
        (*made)[i] = ird_names_find(&tech->layer_names, Tcl_DStringValue(&native),
                                    (size_t)Tcl_DStringLength(&native));
        Tcl_DStringFree(&native);
        if ((*made)[i] < 0) {
            return fail_option(context, IRD_SUGGEST_LAYER, "-layers",
                               Tcl_GetString(list[i]), "layers that the LEF files have");
        }
    }
    wish->layers = *made;
    wish->layer_count = (size_t)count;
    return TCL_OK;
}

/* The drop to be reached: -target, or what is no hotspot; without either the limit, and
 * of a net that keeps it, less than it has. */
static ird_status choose_target(ird_context *context, const suggest_options *options,
                                ird_suggest_wish *wish, ird_error *err) {
    ird_session *session = &context->session;
    ird_cell *solution = NULL;
    IRD_TRY(ird_session_need_solution(session, wish->net, &wish->solve,
                                      &context->progress.monitor, &solution, err));
    const ird_net_grid *solved = solution->value;
    double hot_v = HOT_PART * solved->supply_v;
    double worst_v = solved->solution.worst_drop_v;
    if (options->target.given) {
        wish->target_v = options->target.is_percent
                             ? options->target.value / 100 * solved->supply_v
                             : options->target.value;
    } else if (options->hotspots.given || worst_v > hot_v || !(worst_v > 0)) {
        wish->target_v = hot_v;
    } else if (!options->budget.given) {
        wish->target_v = (1 - LESS_PART) * worst_v;
    }
    return IRD_OK;
}

static int check_options(ird_context *context, const suggest_options *options) {
    if (options->target.given && options->hotspots.given) {
        return ird_tcl_fail_clash(context,
                                  "-target and -hotspots exclude each other; both say "
                                  "which drop is to be reached");
    }
    if (options->target.given && !options->target.is_percent &&
        !options->target.is_volt) {
        ird_error err;
        ird_fail(&err, IRD_OPTION_VALUE,
                 "option -target needs a unit: give a drop as 20mV or 3%%");
        ird_error_detail(&err, "-target", 7);
        return ird_tcl_fail(context, &err);
    }
    if (options->hotspots.given && options->hotspots.value > 0) {
        return fail_option(context, IRD_OPTION_VALUE, "-hotspots", "more than 0",
                           "0, or the largest drop that you would bear as -target");
    }
    if (options->budget.given && !(options->budget.value > 0)) {
        return fail_option(context, IRD_OPTION_VALUE, "-budget_um2", "0 or less",
                           "an area of metal in um^2");
    }
    return TCL_OK;
}

/* --- the result ----------------------------------------------------------------------
 */

static void put_known(Tcl_Obj *dict, const char *key, double value) {
    ird_tcl_put(dict, key,
                isnan(value) ? Tcl_NewStringObj("", -1) : Tcl_NewDoubleObj(value));
}

static const char *layer_name(const ird_session *session, int32_t layer) {
    return layer >= 0 ? ird_names_get(&session->tech.layer_names, layer) : "";
}

/* The commands that plan some lines. */
static ird_status put_commands(Tcl_Obj *dict, const ird_suggestion *suggestion,
                               size_t first, size_t count, ird_error *err) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    ird_tcl_put(dict, "commands", list);
    for (size_t i = first; i < first + count; i++) {
        ird_text text = {0};
        ird_status status =
            ird_report_plan_command(&text, &suggestion->plan.lines.items[i], err);
        if (status == IRD_OK) {
            Tcl_ListObjAppendElement(NULL, list, ird_tcl_text(ird_text_get(&text)));
        }
        ird_text_free(&text);
        IRD_TRY(status);
    }
    return IRD_OK;
}

/* The middles of vias; a source's place; none of stripes. */
static Tcl_Obj *places_of(const ird_suggestion *suggestion, const ird_mend_step *step) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < step->line_count; i++) {
        const ird_plan_line *line = &suggestion->plan.lines.items[step->first_line + i];
        ird_point_um at = {(line->box.x0_um + line->box.x1_um) / 2,
                           (line->box.y0_um + line->box.y1_um) / 2};
        if (step->kind == IRD_MEND_SOURCE) {
            at = line->at;
        }
        if (step->kind == IRD_MEND_SOURCE || step->kind == IRD_MEND_VIAS) {
            Tcl_ListObjAppendElement(NULL, list, ird_tcl_point_um(&at));
        }
    }
    return list;
}

static ird_status describe_step(const ird_session *session,
                                const ird_suggestion *suggestion, size_t number,
                                Tcl_Obj *dict, ird_error *err) {
    const ird_mend_step *step = &suggestion->steps.items[number];
    ird_text text = {0};
    ird_status status = ird_report_mend(&text, suggestion, number, &session->tech, err);
    ird_tcl_put_text(dict, "text", ird_text_get(&text));
    ird_text_free(&text);
    ird_tcl_put_text(dict, "kind", ird_mend_kind_name(step->kind));
    ird_tcl_put_text(dict, "layer", layer_name(session, step->layer));
    ird_tcl_put_text(dict, "layer_b", layer_name(session, step->layer_b));
    ird_tcl_put_text(dict, "direction", step->runs_x ? "horizontal" : "vertical");
    ird_tcl_put_number(dict, "width_um", step->width_um);
    ird_tcl_put_number(dict, "at_um", step->at_um);
    ird_tcl_put_number(dict, "from_um", step->from_um);
    ird_tcl_put_number(dict, "to_um", step->to_um);
    ird_tcl_put(dict, "places_um", places_of(suggestion, step));
    ird_tcl_put_size(dict, "lines", step->line_count);
    ird_tcl_put_size(dict, "vias", step->vias);
    ird_tcl_put_size(dict, "cuts", step->cuts);
    ird_tcl_put_number(dict, "metal_um2", step->metal_um2);
    ird_tcl_put_number(dict, "promised_v", step->promised_v);
    ird_tcl_put_number(dict, "gained_v", step->gained_v);
    ird_tcl_put_number(dict, "promised_soft_v", step->promised_soft_v);
    ird_tcl_put_number(dict, "gained_soft_v", step->objective_v);
    ird_tcl_put_number(dict, "worst_drop_v", step->worst_v);
    return status == IRD_OK
               ? put_commands(dict, suggestion, step->first_line, step->line_count, err)
               : status;
}

static ird_status put_steps(Tcl_Obj *dict, const ird_session *session,
                            const ird_suggestion *suggestion, ird_error *err) {
    Tcl_Obj *steps = Tcl_NewListObj(0, NULL);
    Tcl_Obj *layers = Tcl_NewListObj(0, NULL);
    ird_tcl_put(dict, "steps", steps);
    ird_tcl_put(dict, "metal", layers);
    for (size_t i = 0; i < suggestion->steps.count; i++) {
        Tcl_Obj *step = Tcl_NewDictObj();
        Tcl_ListObjAppendElement(NULL, steps, step);
        IRD_TRY(describe_step(session, suggestion, i, step, err));
    }
    for (size_t i = 0; i < suggestion->metal.count; i++) {
        const ird_mend_metal *metal = &suggestion->metal.items[i];
        Tcl_Obj *layer = Tcl_NewDictObj();
        ird_tcl_put_text(layer, "layer", layer_name(session, metal->layer));
        ird_tcl_put_number(layer, "added_um2", metal->added_um2);
        ird_tcl_put_number(layer, "had_um2", metal->had_um2);
        ird_tcl_put_number(layer, "percent_of_area",
                           100 * metal->added_um2 / metal->area_um2);
        Tcl_ListObjAppendElement(NULL, layers, layer);
    }
    return IRD_OK;
}

static ird_status describe(const ird_session *session, const ird_suggestion *suggestion,
                           Tcl_Obj *dict, ird_error *err) {
    double supply_v = suggestion->supply_v;
    ird_tcl_put_text(dict, "net", suggestion->net);
    ird_tcl_put(dict, "met", Tcl_NewBooleanObj(suggestion->end == IRD_SUGGEST_MET));
    ird_tcl_put_text(dict, "ended", ird_suggest_end_name(suggestion->end));
    put_known(dict, "target_v", suggestion->target_v);
    ird_tcl_put_number(dict, "before_v", suggestion->before_v);
    ird_tcl_put_number(dict, "after_v", suggestion->after_v);
    ird_tcl_put_number(dict, "before_percent", 100 * suggestion->before_v / supply_v);
    ird_tcl_put_number(dict, "after_percent", 100 * suggestion->after_v / supply_v);
    ird_tcl_put_number(dict, "metal_um2", suggestion->metal_um2);
    IRD_TRY(put_steps(dict, session, suggestion, err));
    IRD_TRY(put_commands(dict, suggestion, 0, suggestion->plan.lines.count, err));
    ird_tcl_put_size(dict, "candidates", suggestion->candidates);
    ird_tcl_put_size(dict, "tried", suggestion->tried);
    ird_tcl_put_size(dict, "illegal", suggestion->illegal);
    ird_tcl_put(dict, "signal_wires_known", Tcl_NewBooleanObj(suggestion->knows_routing));
    ird_tcl_put_size(dict, "routed_nets", suggestion->routed_nets);
    ird_tcl_put_number(dict, "seconds", suggestion->seconds);
    return IRD_OK;
}

/* Dict and report are made before anything is kept or printed. */
static int finish(ird_context *context, const suggest_options *options,
                  const ird_suggestion *suggestion) {
    ird_session *session = &context->session;
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_text text = {0};
    ird_error err;
    int code = TCL_OK;
    Tcl_IncrRefCount(dict);
    ird_status status = describe(session, suggestion, dict, &err);
    if (status == IRD_OK && options->report) {
        status = ird_report_suggestion(&text, suggestion, &session->tech, &err);
    }
    if (status == IRD_OK && options->keep && suggestion->plan.lines.count > 0) {
        status = ird_session_add_plan(session, &suggestion->plan,
                                      &context->progress.monitor, &err);
    }
    if (status != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    } else if (options->report) {
        code = ird_tcl_print(context, ird_text_get(&text));
    }
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, dict);
    }
    ird_text_free(&text);
    Tcl_DecrRefCount(dict);
    return code;
}

/* Something else than metal, by the commands of that: the options of metal do not go with
 * it. */
static int suggest_other(ird_context *context, const suggest_options *options) {
    if (options->decaps == options->spread || options->hotspots.given ||
        options->budget.given || options->allow != NULL || options->layers != NULL ||
        options->whole || options->keep ||
        (options->decaps && (options->net != NULL || options->steps.given))) {
        return ird_tcl_fail_clash(context,
                                  "-decaps and -spread go with -target and -report, "
                                  "-spread with -net and -steps, too; suggest_decaps and "
                                  "suggest_spread know more options");
    }
    if (!options->target.given) {
        return ird_tcl_fail_clash(context, "-decaps and -spread need -target, as 60mV");
    }
    if (options->decaps) {
        const ird_decap_call decaps = {.target = options->target,
                                       .report = options->report};
        return ird_tcl_suggest_decaps(context, &decaps);
    }
    const ird_spread_call spread = {.net = options->net,
                                    .target = options->target,
                                    .steps = options->steps,
                                    .report = options->report};
    return ird_tcl_suggest_spread(context, &spread);
}

/* The net to mend, and how it is solved. */
static int choose_net(ird_context *context, const suggest_options *options,
                      ird_suggest_wish *wish) {
    wish->net = options->net == NULL ? ird_session_last_solved(&context->session) : -1;
    if (wish->net < 0 &&
        ird_tcl_choose_net(context, options->net, "suggest", &wish->net) != TCL_OK) {
        return TCL_ERROR;
    }
    wish->solve = ird_session_wish_of(&context->session, wish->net);
    wish->solve.grid.takes_moved = false;
    return TCL_OK;
}

int ird_tcl_estimate_suggest(ird_context *context, const void *data,
                             ird_estimate *estimate) {
    const suggest_options *options = data;
    ird_suggest_wish wish = {0};
    ird_error err;
    if (options->decaps || options->spread) {
        return ird_tcl_fail_clash(context, "what -decaps and -spread take is not "
                                           "estimated; leave them out");
    }
    if (choose_net(context, options, &wish) != TCL_OK) {
        return TCL_ERROR;
    }
    return ird_session_estimate_trial(estimate, &context->session, wish.net, &wish.solve,
                                      &context->progress.monitor, &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

static int run_suggest(ird_context *context, const ird_call *call) {
    const suggest_options *options = call->options;
    if (options->decaps || options->spread) {
        return suggest_other(context, options);
    }
    ird_session *session = &context->session;
    ird_suggestion suggestion = {0};
    ird_suggest_wish wish = {.target_v = (double)NAN, .budget_um2 = (double)NAN};
    int32_t *layers = NULL;
    ird_error err;
    wish.whole = options->whole;
    wish.most_steps =
        options->steps.given ? options->steps.value : IRD_SUGGEST_STEPS_USUAL;
    wish.budget_um2 = options->budget.given ? options->budget.value : (double)NAN;
    int code = check_options(context, options);
    if (code == TCL_OK) {
        code = parse_allow(context, options->allow, &wish);
    }
    if (code == TCL_OK && ird_session_need_design(session, "suggest", &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK && ird_session_need_layout(session, "suggest", &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        code = parse_layers(context, options->layers, &wish, &layers);
    }
    if (code == TCL_OK) {
        code = choose_net(context, options, &wish);
    }
    if (code == TCL_OK) {
        if (choose_target(context, options, &wish, &err) != IRD_OK ||
            ird_session_suggest(&suggestion, session, &wish, &context->progress.monitor,
                                &err) != IRD_OK) {
            code = ird_tcl_fail(context, &err);
        } else {
            code = finish(context, options, &suggestion);
        }
    }
    ird_suggestion_free(&suggestion);
    ird_free(layers);
    return code;
}

static const ird_option suggest_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(suggest_options, net), false, "NET",
     "The net; when not given the one solved last, or the power net that feeds most "
     "cells.",
     NULL},
    {"-target", IRD_OPTION_LEVEL, offsetof(suggest_options, target), false, "DROP",
     "The worst drop to be reached, as 20mV or 3%. When not given, nor -budget_um2: 5 % "
     "of "
     "the supply, or of a net below that 30 % less than it drops.",
     NULL},
    {"-hotspots", IRD_OPTION_COUNT, offsetof(suggest_options, hotspots), false, "N",
     "0: go on until no drop is above 5 % of the supply. When not given -target says it.",
     NULL},
    {"-budget_um2", IRD_OPTION_NUMBER, offsetof(suggest_options, budget), false, "UM2",
     "Area in um^2 of the metal that may be added: wires, and metals inside stacks of "
     "vias. Any when not given. Without a target the drop is brought as low as it goes "
     "for that.",
     NULL},
    {"-allow", IRD_OPTION_TEXT, offsetof(suggest_options, allow), false, "LIST",
     "Of stripes, vias (where two wires cross without), widen (stripes to twice their "
     "width) and sources (beside planned ones or those of a file). When not given: "
     "stripes, vias and widen.",
     NULL},
    {"-layers", IRD_OPTION_TEXT, offsetof(suggest_options, layers), false, "LIST",
     "Layers of stripes; when not given those that have stripes of the net.", NULL},
    {"-whole", IRD_OPTION_FLAG, offsetof(suggest_options, whole), false, NULL,
     "Stripes from the first to the last wire that they cross alone. When not given also "
     "pieces from one crossing stripe to another, which need less metal.",
     NULL},
    {"-steps", IRD_OPTION_COUNT, offsetof(suggest_options, steps), false, "N",
     "End after so many steps; 100 when not given.", NULL},
    {"-keep", IRD_OPTION_FLAG, offsetof(suggest_options, keep), false, NULL,
     "Add what is suggested to the plan, as add_stripes does.", NULL},
    {"-report", IRD_OPTION_FLAG, offsetof(suggest_options, report), false, NULL,
     "Print it as a table.", NULL},
    {"-decaps", IRD_OPTION_FLAG, offsetof(suggest_options, decaps), false, NULL,
     "Not metal but fillers that become decaps, until the worst drop in time is below "
     "-target: what suggest_decaps finds.",
     NULL},
    {"-spread", IRD_OPTION_FLAG, offsetof(suggest_options, spread), false, NULL,
     "Not metal but hot cells that move apart, until the worst drop is below -target: "
     "what "
     "suggest_spread finds.",
     NULL},
    IRD_LIKE_ROW(suggest_options, like),
    {0},
};

const ird_command ird_suggest_commands[] = {
    {"suggest", run_suggest, "", 0, 0, suggest_table, sizeof(suggest_options),
     "Look for the metal that brings the worst drop of a net down: missing vias first, "
     "then stripes, whole or in pieces, and wider ones, each where it gains most for its "
     "area by the adjoint of the present solution, and each solved anew before it is "
     "taken. What is suggested is legal: it keeps LEF's spacings and widths to metal of "
     "other nets, obstructions, blockages, pins and routed wires, and the numbers of "
     "cuts. Nothing changes without -keep.",
     "A dict: net, met (whether the target is reached), ended (met, budget, no_gain, "
     "no_room or steps), target_v, before_v and after_v (worst drops, the latter of a "
     "fresh extraction), before_percent, after_percent, metal_um2, steps (a list of "
     "dicts: text, kind vias, stripe, widen or source, layer, layer_b, direction, "
     "width_um, at_um, from_um, to_um, places_um (of vias and sources), lines, vias, "
     "cuts, metal_um2, promised_v (by how much the worst drop would fall, estimated) "
     "beside gained_v (by how much it did), promised_soft_v and gained_soft_v (the same "
     "of a soft maximum over all cells, by which steps are chosen), worst_drop_v, "
     "commands), metal (by layer: "
     "added_um2, had_um2, percent_of_area), commands (that plan all of it), candidates, "
     "tried, illegal, signal_wires_known, routed_nets, seconds. With -decaps or -spread "
     "that of suggest_decaps or suggest_spread."},
    {0},
};
