/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Predictions: predict, prediction_info, report_prediction.
 */
#include <math.h>

#include "binding/nouns.h"
#include "command/request.h"
#include "mapped/prediction.h"
#include "report/prediction_report.h"
#include "query/drop_map.h"
#include "query/estimate.h"
#include "session/supply.h"

typedef struct predict_options {
    ird_request_options raster;
    bool update, verify, calibrate;
    ird_number_option pitch;
} predict_options;

static int check_options(ird_context *context, const predict_options *options) {
    const ird_request_options *raster = &options->raster;
    const char *text = NULL;
    if (options->update &&
        (raster->net != NULL || raster->region != NULL || raster->size.given)) {
        text =
            "-update predicts net, region and size of the last prediction again; leave "
            "-net, -region and -size out";
    } else if (options->pitch.given &&
               (raster->size.given || options->verify || options->calibrate)) {
        text = "-pitch gives a map of its own, beside -net, -region and -update only";
    } else if (options->pitch.given && !(options->pitch.value > 0)) {
        text = "a map needs a pitch above 0; give -pitch in um";
    }
    return text != NULL ? ird_tcl_fail_clash(context, text) : TCL_OK;
}

/* Report on the prediction, after it was held against the exact solution. */
static int print_report(ird_context *context, const ird_result *prediction) {
    const ird_prediction_facts facts =
        ird_session_facts_of(&context->session, prediction);
    const ird_prediction_report report = {
        .network = ird_session_network_phrase(&context->session, prediction->wish.kind),
        .net = ird_session_net_name(&context->session, prediction->net),
        .supply_v = prediction->supply_v,
        .model = prediction->model,
        .model_origin = prediction->model_origin,
        .outside = prediction->outside,
        .facts = &facts,
    };
    ird_text text = {0};
    ird_error err;
    int code = ird_report_prediction(&text, &report, &err) == IRD_OK
                   ? ird_tcl_print(context, ird_text_get(&text))
                   : ird_tcl_fail(context, &err);
    ird_text_free(&text);
    return code;
}

/* A finer map of what was predicted, with a handle. */
static ird_status make_tiled(ird_context *context, const ird_tcl_request *made,
                             double pitch_um, const char **handle, ird_error *err) {
    ird_session *session = &context->session;
    ird_drop_map_request request = {.of_prediction = true, .pitch_um = pitch_um};
    ird_result *result = NULL;
    if (made->request.region == IRD_REGION_BOX) {
        request.window = made->request.box;
    } else if (made->request.region == IRD_REGION_CORE) {
        request.window = ird_session_core_um(session);
    }
    ird_status status = ird_session_make_drop_map(
        session, NULL, &request, &context->progress.monitor, &result, err);
    if (status == IRD_OK) {
        *handle = ird_map_table_name(&session->maps, result, IRD_MAP_PREDICT);
    }
    ird_result_drop(result);
    return status;
}

static ird_status predict(ird_context *context, const predict_options *options,
                          ird_tcl_request *made, ird_result **prediction,
                          const char **handle, ird_error *err) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    ird_request whole = made->request;
    whole.region = options->pitch.given ? IRD_REGION_DIE : whole.region;
    whole.takes_moved = options->update;
    ird_status status = ird_map_table_reserve(&session->maps, 1, err);
    if (status == IRD_OK) {
        status = ird_session_predict(session, &whole, monitor, prediction, err);
    }
    if (status == IRD_OK && options->calibrate) {
        status = ird_session_calibrate_prediction(session, *prediction, monitor,
                                                  prediction, err);
    } else if (status == IRD_OK && options->verify) {
        status = ird_session_verify(session, *prediction, monitor, err);
    }
    if (status == IRD_OK && options->pitch.given) {
        return make_tiled(context, made, options->pitch.value, handle, err);
    }
    if (status == IRD_OK) {
        *handle = ird_map_table_name(&session->maps, *prediction, IRD_MAP_PREDICT);
    }
    return status;
}

static int run_predict(ird_context *context, const ird_call *call) {
    const predict_options *options = call->options;
    ird_tcl_request made;
    ird_error err;
    const char *handle = NULL;
    ird_result *prediction = NULL;
    int code = check_options(context, options);
    if (code != TCL_OK) {
        return code;
    }
    code = ird_tcl_request_make(context, &options->raster, &made);
    if (code == TCL_OK &&
        predict(context, options, &made, &prediction, &handle, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    /* What prints may be a script, which resets the session. */
    Tcl_Obj *name = code == TCL_OK ? ird_tcl_text(handle) : Tcl_NewObj();
    Tcl_IncrRefCount(name);
    if (code == TCL_OK && (options->verify || options->calibrate)) {
        code = print_report(context, prediction);
    } else if (code == TCL_OK && !options->update) {
        code = ird_tcl_tell_kept_net(context, &options->raster,
                                     prediction->base != NULL
                                         ? prediction->base->raster.options.net
                                         : prediction->net);
    }
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, name);
    }
    Tcl_DecrRefCount(name);
    ird_tcl_request_free(&made);
    return code;
}

/* It is calibrated by the exact solution. */
int ird_tcl_estimate_maps(ird_context *context, const ird_request_options *raster,
                          ird_estimate *estimate) {
    ird_session *session = &context->session;
    ird_tcl_request made;
    ird_error err;
    int32_t net = -1;
    int code = ird_tcl_request_make(context, raster, &made);
    if (code == TCL_OK) {
        const ird_solve_wish wish = ird_session_solve_wish(session);
        ird_status status =
            ird_session_choose_net(session, made.request.net_name, "predict", &net, &err);
        if (status == IRD_OK) {
            status = ird_session_estimate_maps(estimate, session, net, &wish,
                                               &context->progress.monitor, &err);
        }
        code = status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
    }
    ird_tcl_request_free(&made);
    return code;
}

int ird_tcl_estimate_predict(ird_context *context, const void *data,
                             ird_estimate *estimate) {
    const predict_options *options = data;
    return ird_tcl_estimate_maps(context, &options->raster, estimate);
}

/* The last prediction, made now where there is none, which must be in volts. */
typedef struct info_options {
    ird_count_option like;
} info_options;

static int need_prediction(ird_context *context, ird_result **prediction) {
    static const ird_request as_before = {0};
    ird_error err;
    ird_status status = ird_session_predict(&context->session, &as_before,
                                            &context->progress.monitor, prediction, &err);
    if (status == IRD_OK) {
        status = ird_prediction_need_volts(*prediction, &err);
    }
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static void put_verified(Tcl_Obj *dict, const ird_prediction_facts *f) {
    Tcl_Obj *verified = Tcl_NewDictObj();
    if (f->is_verified && !isnan(f->verified.mae)) { /* NAN: in an empty window */
        ird_tcl_put_number(verified, "worst_drop_v", f->verified_worst_v);
        ird_tcl_put_number(verified, "mae", f->verified.mae);
        ird_tcl_put_number(verified, "rmse", f->verified.rmse);
        ird_tcl_put_number(verified, "max_error", f->verified.max_error);
        ird_tcl_put(verified, "cc",
                    isnan(f->verified.cc) ? Tcl_NewObj()
                                          : Tcl_NewDoubleObj(f->verified.cc));
        ird_tcl_put_number(verified, "f1_90", f->verified.f1_90);
        ird_tcl_put_number(verified, "within_bound", f->within_bound);
    }
    ird_tcl_put(dict, "verified", verified);
}

static int run_prediction_info(ird_context *context, const ird_call *call) {
    (void)call;
    ird_result *result = NULL;
    if (need_prediction(context, &result) != TCL_OK) {
        return TCL_ERROR;
    }
    const ird_session *session = &context->session;
    const ird_prediction_facts facts = ird_session_facts_of(session, result);
    const ird_prediction_facts *f = &facts;
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "net", ird_session_net_name(session, result->net));
    ird_tcl_put_text(dict, "network",
                     ird_session_network_name(session, result->wish.kind));
    ird_tcl_put_text(dict, "model", result->model);
    ird_tcl_put_number(dict, "supply_v", result->supply_v);
    ird_tcl_put_number(dict, "worst_drop_v", f->worst_v);
    ird_tcl_put_number(dict, "worst_drop_percent", 100 * f->worst_v / result->supply_v);
    ird_tcl_put_number(dict, "worst_bound_v", f->worst_bound_v);
    ird_tcl_put(dict, "worst_at_um", ird_tcl_point_um(&f->worst_at));
    ird_tcl_put_number(dict, "average_drop_v", f->average_v);
    ird_tcl_put_number(dict, "average_bound_v", f->average_bound_v);
    ird_tcl_put_number(dict, "coarse_worst_drop_v", f->base_worst_v);
    ird_tcl_put_number(dict, "total_current_a", f->total_a);
    ird_tcl_put_number(dict, "mean_response_ohm", f->mean_ohm);
    ird_tcl_put_text(dict, "calibrated_by",
                     f->is_exactly_calibrated ? "solution"
                     : f->is_uncalibrated     ? "nothing"
                                              : "uniform_current");
    ird_tcl_put_text(dict, "sheet",
                     f->solutions > 0 ? "solutions"
                     : f->is_constant ? "constants"
                                      : "");
    ird_tcl_put(dict, "sheet_solutions", Tcl_NewWideIntObj((Tcl_WideInt)f->solutions));
    ird_tcl_put_text(dict, "outside_training",
                     result->outside != NULL ? result->outside : "");
    ird_tcl_put(dict, "grid_kept", Tcl_NewBooleanObj(f->is_grid_kept));
    ird_tcl_put_number(dict, "grid_s", f->grid_s);
    ird_tcl_put_number(dict, "coarse_s", f->coarse_s);
    ird_tcl_put_number(dict, "network_s", f->network_s);
    ird_tcl_put_number(dict, "exact_s", f->exact_s);
    put_verified(dict, f);
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

static int run_report_prediction(ird_context *context, const ird_call *call) {
    (void)call;
    ird_result *prediction = NULL;
    return need_prediction(context, &prediction) == TCL_OK
               ? print_report(context, prediction)
               : TCL_ERROR;
}

static const ird_option predict_table[] = {
    IRD_REQUEST_ROWS(predict_options),
    {"-update", IRD_OPTION_FLAG, offsetof(predict_options, update), false, NULL,
     "Predict the same again after powers or places have changed. The grid part is kept "
     "where grid, window and sources have not changed, whichever DEF it is from: cells "
     "that have moved draw at the nearest rail of that network, which comes close.",
     NULL},
    {"-verify", IRD_OPTION_FLAG, offsetof(predict_options, verify), false, NULL,
     "Solve the net exactly, too, and print the error of the prediction.", NULL},
    {"-calibrate", IRD_OPTION_FLAG, offsetof(predict_options, calibrate), false, NULL,
     "Solve the net exactly and keep what that corrects for the following predictions on "
     "the same grid; print the error that is left.",
     NULL},
    {"-pitch", IRD_OPTION_NUMBER, offsetof(predict_options, pitch), false, "UM",
     "Return a map with pixels of this size instead of 64 a side, predicted in "
     "overlapping tiles of 64 x 64; report_hotspots -of it tells how far its worst pixel "
     "may be off.",
     NULL},
    {0},
};

static const ird_option info_table[] = {
    IRD_LIKE_ROW(info_options, like),
    {0},
};

const ird_command ird_predict_commands[] = {
    {"predict", run_predict, "", 0, 0, predict_table, sizeof(predict_options),
     "Predict the drop over the window of the last rasterize, which is done now where it "
     "was not or where an option changes it; what is not given stays as it was. In "
     "volts, "
     "with the pdn and pdn3 models; the paper model's map lies in [0,1] and ranks "
     "places.",
     "The handle of the map."},
    {"prediction_info", run_prediction_info, "", 0, 0, info_table, sizeof(info_options),
     "Describe the last prediction in volts, which is made now where there is none.",
     "A dict: net, network, model, supply_v, worst_drop_v, worst_drop_percent, "
     "worst_bound_v (how "
     "far the worst pixel may be off), worst_at_um, average_drop_v, average_bound_v, "
     "coarse_worst_drop_v (of the coarse solution alone), total_current_a, "
     "mean_response_ohm, calibrated_by, sheet (what the numbers of pdn3's sheets rest "
     "on: "
     "solutions of this grid, sheet_solutions of them, or constants of others; empty for "
     "another model), outside_training (what of the inputs lies "
     "outside "
     "the training range), grid_kept, grid_s, coarse_s, network_s (seconds of each "
     "part), exact_s (what an exact solution for these currents takes on the same grid; "
     "0 "
     "where the grid is too large for one on the way), "
     "verified (a dict with the errors, after -verify or -calibrate)."},
    {"report_prediction", run_report_prediction, "", 0, 0, info_table,
     sizeof(info_options),
     "Print the last prediction in volts with its bound, what it was calibrated by, and "
     "whether its inputs lie within the training range.",
     ""},
    {0},
};
