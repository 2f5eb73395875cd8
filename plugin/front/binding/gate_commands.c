/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The gate: check, report_check.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "binding/gate_request.h"
#include "binding/nouns.h"
#include "query/estimate.h"
#include "suggest/suggestion_text.h"
#include "report/gate_report.h"
#include "report/metrics.h"

typedef struct check_options {
    ird_gate_options gate;
    ird_request_options raster;
    bool suggest;
} check_options;

int ird_tcl_estimate_check(ird_context *context, const void *data,
                           ird_estimate *estimate) {
    const check_options *options = data;
    return ird_tcl_gate_estimate(context, &options->gate, &options->raster, estimate);
}

static void put_id(Tcl_Obj *dict, ird_status id) {
    char text[16];
    snprintf(text, sizeof text, "IRD-%04d", (int)id);
    ird_tcl_put_text(dict, "id", id != IRD_OK ? text : "");
}

/* A number, or an empty text where there is none. */
static void put_known(Tcl_Obj *dict, const char *key, double value) {
    ird_tcl_put(dict, key,
                isnan(value) ? Tcl_NewStringObj("", -1) : Tcl_NewDoubleObj(value));
}

static Tcl_Obj *describe_check(const ird_gate_check *check) {
    const ird_limit *limit = check->limit;
    Tcl_Obj *dict = Tcl_NewDictObj();
    put_id(dict, check->id);
    ird_tcl_put_text(dict, "limit", ird_limit_kind_name(limit->kind));
    ird_tcl_put_text(dict, "allowed", limit->text);
    ird_tcl_put_text(dict, "net", check->net != NULL ? check->net->net : limit->net);
    ird_tcl_put_text(dict, "corner",
                     check->net != NULL ? check->net->corner : limit->corner);
    ird_tcl_put(dict, "region",
                limit->has_region ? ird_tcl_rect_um(&limit->region) : Tcl_NewObj());
    ird_tcl_put_text(dict, "judged",
                     check->net != NULL ? ird_way_name(check->net->way) : "");
    ird_tcl_put_text(dict, "verdict", ird_verdict_name(check->verdict));
    put_known(dict, "value", check->value);
    put_known(dict, "bound", check->bound);
    put_known(dict, "may_be_off", fabs(check->margin));
    ird_tcl_put_text(dict, "unit", check->unit);
    ird_tcl_put_size(dict, "line", (size_t)limit->line);
    ird_tcl_put_text(dict, "message", check->message);
    return dict;
}

static Tcl_Obj *describe_place(const ird_gate_place *place, const ird_gate_check *check) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    Tcl_Obj *instances = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < place->instance_count; i++) {
        Tcl_ListObjAppendElement(NULL, instances, ird_tcl_text(place->instances[i]));
    }
    put_id(dict, place->id);
    ird_tcl_put_text(dict, "limit", ird_limit_kind_name(check->limit->kind));
    ird_tcl_put_text(dict, "net", check->net->net);
    ird_tcl_put(dict, "box",
                place->has_box ? ird_tcl_rect_um(&place->box) : Tcl_NewObj());
    ird_tcl_put_number(dict, "value", place->value);
    ird_tcl_put(dict, "instances", instances);
    if (place->waiver != NULL) {
        ird_tcl_put_text(dict, "reason", place->waiver->reason);
        ird_tcl_put_text(dict, "owner", place->waiver->owner);
        ird_tcl_put_text(dict, "expires", place->waiver->expires);
    }
    ird_tcl_put_text(dict, "message", place->message);
    return dict;
}

static void put_places(Tcl_Obj *dict, const char *key, const ird_gate_result *result,
                       bool waived) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < result->places.count; i++) {
        const ird_gate_place *place = &result->places.items[i];
        if ((place->waiver != NULL) == waived) {
            Tcl_ListObjAppendElement(
                NULL, list, describe_place(place, &result->checks.items[place->check]));
        }
    }
    ird_tcl_put(dict, key, list);
}

static void put_checks(Tcl_Obj *dict, const ird_gate_result *result) {
    Tcl_Obj *checks = Tcl_NewListObj(0, NULL);
    Tcl_Obj *unjudged = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < result->checks.count; i++) {
        const ird_gate_check *check = &result->checks.items[i];
        Tcl_ListObjAppendElement(NULL, checks, describe_check(check));
        if (check->verdict == IRD_VERDICT_UNJUDGED) {
            Tcl_ListObjAppendElement(NULL, unjudged, describe_check(check));
        }
    }
    ird_tcl_put(dict, "unjudged", unjudged);
    ird_tcl_put(dict, "checks", checks);
}

static ird_status put_waivers(Tcl_Obj *dict, const ird_gate_result *result,
                              ird_error *err) {
    Tcl_Obj *expired = Tcl_NewListObj(0, NULL);
    Tcl_Obj *unmatched = Tcl_NewListObj(0, NULL);
    ird_tcl_put(dict, "expired", expired);
    ird_tcl_put(dict, "unmatched", unmatched);
    for (size_t i = 0; i < result->rules->waivers.count; i++) {
        const ird_waiver *waiver = &result->rules->waivers.items[i];
        ird_text sentence = {0};
        ird_status id;
        ird_status status = ird_report_waiver(&sentence, result, i, &id, err);
        if (status == IRD_OK && id != IRD_OK) {
            Tcl_Obj *one = Tcl_NewDictObj();
            put_id(one, id);
            ird_tcl_put_size(one, "line", (size_t)waiver->line);
            ird_tcl_put_text(one, "reason", waiver->reason);
            ird_tcl_put_text(one, "owner", waiver->owner);
            ird_tcl_put_text(one, "expires", waiver->expires);
            ird_tcl_put_size(one, "would_waive", result->waivers[i].expired_matches);
            ird_tcl_put_text(one, "message", ird_text_get(&sentence));
            Tcl_ListObjAppendElement(NULL, id == IRD_GATE_EXPIRED ? expired : unmatched,
                                     one);
        }
        ird_text_free(&sentence);
        if (status != IRD_OK) {
            return status;
        }
    }
    return IRD_OK;
}

static ird_status put_metrics(Tcl_Obj *dict, const ird_report_input *input,
                              ird_error *err) {
    ird_metric_list list = {0};
    ird_status status = ird_metric_list_build(&list, input, err);
    Tcl_Obj *metrics = Tcl_NewDictObj();
    ird_tcl_put(dict, "metrics", metrics);
    for (size_t i = 0; i < list.items.count; i++) {
        const ird_metric *metric = &list.items.items[i];
        Tcl_DictObjPut(NULL, metrics, ird_tcl_text(metric->name),
                       metric->is_count ? Tcl_NewWideIntObj((Tcl_WideInt)metric->value)
                                        : Tcl_NewDoubleObj(metric->value));
    }
    ird_metric_list_free(&list);
    return status;
}

/* For each net that drops more than it may, what would pass, a line each. */
static ird_status add_mends(ird_context *context, const ird_gate_result *result,
                            ird_text *text, ird_error *err) {
    ird_session *session = &context->session;
    for (size_t i = 0; i < result->checks.count && !session->is_spice; i++) {
        const ird_gate_check *check = &result->checks.items[i];
        if (check->verdict == IRD_VERDICT_VIOLATED && check->net != NULL &&
            check->limit->kind == IRD_LIMIT_DROP && strcmp(check->unit, "V") == 0) {
            IRD_TRY(ird_session_mend_sentence(session, check->net->net, check->bound,
                                              &context->progress.monitor, text, err));
        }
    }
    return IRD_OK;
}

static int run_check(ird_context *context, const ird_call *call) {
    const check_options *options = call->options;
    ird_tcl_gate made = {0};
    ird_error err;
    int code = ird_tcl_gate_make(context, &options->gate, &options->raster, true, &made);
    if (code == TCL_OK) {
        const ird_gate_result *result = &made.result;
        const ird_report_input input = {
            .version = IRD_VERSION, .answers = &made.answers.answers, .gate = result};
        Tcl_Obj *dict = Tcl_NewDictObj();
        Tcl_IncrRefCount(dict);
        ird_tcl_put(dict, "pass", Tcl_NewBooleanObj(result->verdict == IRD_VERDICT_PASS));
        ird_tcl_put_text(dict, "verdict", ird_verdict_name(result->verdict));
        put_places(dict, "violations", result, false);
        put_places(dict, "waived", result, true);
        put_checks(dict, result);
        ird_text mends = {0};
        if (put_waivers(dict, result, &err) != IRD_OK ||
            put_metrics(dict, &input, &err) != IRD_OK ||
            (options->suggest && add_mends(context, result, &mends, &err) != IRD_OK)) {
            code = ird_tcl_fail(context, &err);
        } else {
            if (options->suggest) {
                ird_tcl_put(dict, "mends", ird_tcl_lines(ird_text_get(&mends)));
            }
            Tcl_SetObjResult(context->interp, dict);
        }
        ird_text_free(&mends);
        Tcl_DecrRefCount(dict);
    }
    ird_tcl_gate_free(&made);
    return code;
}

static int run_report_check(ird_context *context, const ird_call *call) {
    const check_options *options = call->options;
    ird_tcl_gate made = {0};
    ird_text text = {0};
    ird_error err;
    int code = ird_tcl_gate_make(context, &options->gate, &options->raster, true, &made);
    if (code == TCL_OK &&
        (ird_report_gate(&text, &made.result, &err) != IRD_OK ||
         (options->suggest && add_mends(context, &made.result, &text, &err) != IRD_OK))) {
        code = ird_tcl_fail(context, &err);
    }
    ird_tcl_gate_free(&made);
    if (code == TCL_OK) {
        code = ird_tcl_print(context, ird_text_get(&text));
    }
    ird_text_free(&text);
    return code;
}

static const ird_option check_table[] = {
    IRD_GATE_ROWS(check_options),
    IRD_REQUEST_ROWS(check_options),
    {"-suggest", IRD_OPTION_FLAG, offsetof(check_options, suggest), false, NULL,
     "Of a net that drops more than it may say what metal would bring it to its limit, "
     "as "
     "suggest does, which takes some seconds.",
     NULL},
    {0},
};

const ird_command ird_gate_commands[] = {
    {"check", run_check, "", 0, 0, check_table, sizeof(check_options),
     "Hold the drop against limits, from a rules file, from options, or both: that of "
     "the "
     "exact solution as far as the grid can be solved, or of -of predict the prediction "
     "with how far it may be off added. "
     "Without -net every net that was solved or that the rules name is looked at. A "
     "limit "
     "in volts needs a "
     "result in volts (all but a prediction of the paper model) and a "
     "supply that was given; where what a limit needs is not known it counts as not "
     "judged, never as passed. A limit that is not given is not looked at; what else is "
     "not given is as for hotspots.",
     "A dict: pass (1 when every limit was judged and holds), verdict (pass, violated or "
     "unjudged), violations and waived (lists of dicts: id, limit, net, box, value, "
     "instances, message), unjudged and checks (one for each limit and net: judged, "
     "which "
     "is solve, predict or read, verdict, value, bound, may_be_off, unit, message), "
     "expired and unmatched (waivers), metrics; with -suggest mends, a sentence for each "
     "net that drops too much."},
    {"report_check", run_report_check, "", 0, 0, check_table, sizeof(check_options),
     "Print what check finds: the verdict, each limit, what is waived, and waivers that "
     "have expired or match nothing. What is not given is as for check.",
     ""},
    {0},
};
