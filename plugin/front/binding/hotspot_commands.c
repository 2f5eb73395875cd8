/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Hotspots: hotspots, report_hotspots.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "binding/nouns.h"
#include "command/request.h"
#include "report/report.h"
#include "query/answers.h"
#include "query/drop_map.h"
#include "query/estimate.h"
#include "query/solved_nets.h"
#include "session/power_setting.h"

typedef struct hotspot_options {
    ird_level_option threshold;
    ird_count_option max;
    ird_count_option top;
    Tcl_Obj *of;
    ird_request_options raster;
} hotspot_options;

enum { TOP_DEFAULT = 5 };

/* Hotspots and what they were looked for in. */
typedef struct finding {
    ird_map_entry entry;
    const ird_result *base;
    const ird_power *power; /* NULL for a map from a file */
    double threshold;
    ird_hotspot_list list;
} finding;

/* The map to look at: -of, or the prediction for the other options. */
static int choose_map(ird_context *context, const hotspot_options *options,
                      ird_map_entry *entry) {
    const ird_request_options *raster = &options->raster;
    ird_error err;
    bool is_dynamic =
        options->of != NULL &&
        strcmp(ird_tcl_map_word(options->of), ird_map_kind_name(IRD_MAP_DYNAMIC)) == 0;
    if (is_dynamic && raster->net != NULL && raster->region == NULL &&
        !raster->size.given) {
        *entry = (ird_map_entry){.kind = IRD_MAP_DYNAMIC};
        return ird_session_dynamic_map(&context->session, Tcl_GetString(raster->net),
                                       &context->progress.monitor, &entry->result,
                                       &err) == IRD_OK
                   ? TCL_OK
                   : ird_tcl_fail(context, &err);
    }
    if (options->of != NULL) {
        if (raster->net != NULL || raster->region != NULL || raster->size.given) {
            ird_fail(
                &err, IRD_OPTIONS_CLASH,
                "-of names a map that is there already; leave out -region, -size and, "
                "but for dynamic, -net");
            return ird_tcl_fail(context, &err);
        }
        return ird_tcl_get_map(context, options->of, entry);
    }
    ird_result *prediction = NULL;
    ird_tcl_request made;
    int code = ird_tcl_request_make(context, raster, &made);
    if (code == TCL_OK &&
        ird_session_predict(&context->session, &made.request, &context->progress.monitor,
                            &prediction, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    ird_tcl_request_free(&made);
    *entry = (ird_map_entry){.kind = IRD_MAP_PREDICT, .result = prediction};
    return code;
}

int ird_tcl_estimate_hotspots(ird_context *context, const void *data,
                              ird_estimate *estimate) {
    const hotspot_options *options = data;
    ird_session *session = &context->session;
    ird_error err;
    const char *word = options->of != NULL ? ird_tcl_map_word(options->of) : "";
    if (options->of == NULL || strcmp(word, ird_way_name(IRD_WAY_PREDICTED)) == 0) {
        return ird_tcl_estimate_maps(context, &options->raster, estimate);
    }
    if (strcmp(word, ird_way_name(IRD_WAY_SOLVED)) != 0) {
        return TCL_OK; /* a map that is there */
    }
    int32_t net = ird_session_last_solved(session);
    if (net < 0 && ird_tcl_choose_net(context, NULL, "solve", &net) != TCL_OK) {
        return TCL_ERROR;
    }
    const ird_solve_wish wish = ird_session_wish_of(session, net);
    return ird_session_estimate_static(estimate, session, &net, 1, &wish,
                                       &context->progress.monitor, &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

static int fail_threshold(ird_context *context, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int fail_threshold(ird_context *context, const char *format, ...) {
    char why[300];
    va_list arguments;
    ird_error err;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    ird_fail(&err, IRD_OPTION_VALUE, "option -threshold %s", why);
    ird_error_detail(&err, "-threshold", strlen("-threshold"));
    return ird_tcl_fail(context, &err);
}

/* The supply that drops of the map are part of; 0 where it is not known. */
static double supply_of(const finding *found) {
    double supply_v = found->base != NULL ? found->base->raster.options.supply_v
                                          : found->entry.result->supply_v;
    return supply_v > 0 ? supply_v : 0;
}

/* A bare number on a map of volts is V, as long as a drop may be that large. */
static int take_bare(ird_context *context, double value, finding *found) {
    static const double most = 0.2; /* of the supply */
    double supply_v = supply_of(found);
    found->threshold = value;
    if (!(supply_v > 0) || value <= most * supply_v) {
        return TCL_OK;
    }
    char number[2][32];
    ird_number_write(number[0], sizeof number[0], 6, value);
    ird_number_write(number[1], sizeof number[1], 6, 100 * value);
    return value > 1
               ? fail_threshold(context,
                                "%s could be %s mV or %s %% of the supply; write "
                                "%smV or %s%%",
                                number[0], number[0], number[0], number[0], number[0])
               : fail_threshold(context,
                                "%s could be %s V or %s %% of the supply; write "
                                "%sV or %s%%",
                                number[0], number[0], number[1], number[0], number[1]);
}

/* What is hot, in the unit of the map. */
static int choose_threshold(ird_context *context, const ird_level_option *level,
                            finding *found) {
    const ird_map *map = ird_result_map(found->entry.result, found->entry.kind);
    if (!level->given) {
        found->threshold = ird_session_threshold(&found->entry, found->base);
        return TCL_OK;
    }
    if (map->unit != IRD_UNIT_VOLT) {
        found->threshold = level->value;
        return level->is_volt || level->is_percent
                   ? fail_threshold(context,
                                    "is a voltage, and the map carries none: give a "
                                    "number of its unit (%s)",
                                    ird_unit_name(map->unit))
                   : TCL_OK;
    }
    if (level->is_percent) {
        found->threshold = level->value / 100 * supply_of(found);
        return supply_of(found) > 0
                   ? TCL_OK
                   : fail_threshold(context,
                                    "is a part of the supply, which is not known "
                                    "for this map: give volts, as in 8mV");
    }
    found->threshold = level->value;
    return level->is_volt ? TCL_OK : take_bare(context, level->value, found);
}

static int find(ird_context *context, const hotspot_options *options, finding *found) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    ird_cell *power = NULL;
    ird_error err;
    if (choose_map(context, options, &found->entry) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_session_need_base(session, &found->entry, monitor, &found->base, &err) !=
            IRD_OK ||
        (found->base != NULL &&
         ird_session_need_power(session, monitor, &power, &err) != IRD_OK)) {
        return ird_tcl_fail(context, &err);
    }
    found->power = power != NULL ? power->value : NULL;
    if (choose_threshold(context, &options->threshold, found) != TCL_OK) {
        return TCL_ERROR;
    }
    const ird_hotspot_options wanted = {
        .threshold = found->threshold,
        .max_count = options->max.value,
        .top_instances = options->top.given ? options->top.value : TOP_DEFAULT,
    };
    if (ird_hotspots_find(
            &found->list, ird_result_map(found->entry.result, found->entry.kind),
            found->base != NULL ? &found->base->raster : NULL, &session->design,
            &session->tech, found->power, &wanted, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    return TCL_OK;
}

static Tcl_Obj *describe_top(const ird_hotspot *hotspot, const ird_design *design) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < hotspot->top_count; i++) {
        const ird_hotspot_instance *instance = &hotspot->top[i];
        const char *name = ird_names_get(&design->component_names, instance->component);
        Tcl_Obj *pair[] = {ird_tcl_text(name), Tcl_NewDoubleObj(instance->current_a)};
        Tcl_ListObjAppendElement(NULL, list, Tcl_NewListObj(2, pair));
    }
    return list;
}

/* Both are empty where they are not known. */
static void put_parts(Tcl_Obj *dict, const ird_hotspot *hotspot, bool has_base) {
    if (has_base && !isnan(hotspot->parts.grid_percent)) {
        ird_tcl_put_number(dict, "cause_grid_percent", hotspot->parts.grid_percent);
        ird_tcl_put_number(dict, "cause_current_percent", hotspot->parts.current_percent);
    } else {
        ird_tcl_put_text(dict, "cause_grid_percent", "");
        ird_tcl_put_text(dict, "cause_current_percent", "");
    }
}

static Tcl_Obj *describe_hotspot(const ird_hotspot *hotspot, const finding *found,
                                 const ird_design *design) {
    const ird_map *map = ird_result_map(found->entry.result, found->entry.kind);
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_size(dict, "rank", hotspot->rank);
    ird_tcl_put_number(dict, "x0", hotspot->box.x0_um);
    ird_tcl_put_number(dict, "y0", hotspot->box.y0_um);
    ird_tcl_put_number(dict, "x1", hotspot->box.x1_um);
    ird_tcl_put_number(dict, "y1", hotspot->box.y1_um);
    ird_tcl_put_number(dict, "peak_x", hotspot->peak_at.x_um);
    ird_tcl_put_number(dict, "peak_y", hotspot->peak_at.y_um);
    ird_tcl_put_number(dict, "peak", hotspot->peak);
    ird_tcl_put_number(dict, "mean", hotspot->mean);
    ird_tcl_put_text(dict, "unit", ird_unit_name(map->unit));
    ird_tcl_put_size(dict, "pixels", hotspot->pixels);
    ird_tcl_put_size(dict, "instances", hotspot->instances);
    ird_tcl_put_number(dict, "current_a", hotspot->current_a);
    ird_tcl_put_text(dict, "net",
                     found->base != NULL ? ird_names_get(&design->special_net_names,
                                                         found->base->raster.options.net)
                                         : "");
    ird_tcl_put_text(dict, "cause",
                     found->base != NULL ? ird_cause_name(hotspot->cause) : "unknown");
    put_parts(dict, hotspot, found->base != NULL);
    ird_tcl_put_number(dict, "grid_strength", hotspot->grid_strength);
    ird_tcl_put_number(dict, "grid_ratio", hotspot->grid_ratio);
    ird_tcl_put_number(dict, "current_ratio", hotspot->current_ratio);
    ird_tcl_put(dict, "top", describe_top(hotspot, design));
    return dict;
}

static int run_hotspots(ird_context *context, const ird_call *call) {
    const hotspot_options *options = call->options;
    finding found = {0};
    int code = find(context, options, &found);
    if (code == TCL_OK) {
        Tcl_Obj *list = Tcl_NewListObj(0, NULL);
        for (size_t i = 0; i < found.list.count; i++) {
            Tcl_ListObjAppendElement(
                NULL, list,
                describe_hotspot(&found.list.items[i], &found, &context->session.design));
        }
        Tcl_IncrRefCount(list);
        if (options->of == NULL && found.base != NULL) {
            code = ird_tcl_tell_kept_net(context, &options->raster,
                                         found.base->raster.options.net);
        }
        if (code == TCL_OK) {
            Tcl_SetObjResult(context->interp, list);
        }
        Tcl_DecrRefCount(list);
    }
    ird_hotspot_list_free(&found.list);
    return code;
}

static int run_report_hotspots(ird_context *context, const ird_call *call) {
    finding found = {0};
    ird_session_answers made = {0};
    ird_text text = {0};
    ird_error err;
    int code = find(context, call->options, &found);
    if (code != TCL_OK) {
        goto done;
    }
    if (ird_session_answers_map(&made, &context->session, &found.entry, "map",
                                &found.list, &context->progress.monitor,
                                &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
        goto done;
    }
    ird_answer answer = made.answers.items[0];
    answer.threshold = found.threshold;
    if (ird_report_hotspots(&text, &answer, &found.list, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
        goto done;
    }
    code = ird_tcl_print(context, ird_text_get(&text));
done:
    ird_session_answers_free(&made);
    ird_text_free(&text);
    ird_hotspot_list_free(&found.list);
    return code;
}

static const ird_option hotspot_table[] = {
    {"-threshold", IRD_OPTION_LEVEL, offsetof(hotspot_options, threshold), false, "VALUE",
     "Pixels above this value of the map are hot: a voltage (8mV), a part of the supply "
     "(5%), or a number in the unit of the map; a number that could be mV, V or % is "
     "refused. Not given: 0.7 for a relative map, 5 % of the supply for a map in V, 0.7 "
     "of the maximum for a map from a file.",
     NULL},
    {"-max", IRD_OPTION_COUNT, offsetof(hotspot_options, max), false, "N",
     "At most this many, worst first; 0, as when not given, for all of them.", NULL},
    {"-top", IRD_OPTION_COUNT, offsetof(hotspot_options, top), false, "N",
     "How many instances to name in each; 5 when not given.", NULL},
    {"-of", IRD_OPTION_TEXT, offsetof(hotspot_options, of), false, "MAP",
     "Look at this map (a handle, or current, power_grid, dynamic, ...) instead of the "
     "prediction, which it is when not given; of dynamic the first net that was solved, "
     "or "
     "that of -net.",
     NULL},
    IRD_REQUEST_ROWS(hotspot_options),
    {0},
};

const ird_command ird_hotspot_commands[] = {
    {"hotspots", run_hotspots, "", 0, 0, hotspot_table, sizeof(hotspot_options),
     "Find the regions of the predicted map above a threshold, worst first. Prediction "
     "and maps are made now where they were not or where an option changes them; what is "
     "not given stays as it was.",
     "A list of dicts: rank, net, x0 y0 x1 y1 (box in um), peak_x peak_y, peak, mean, "
     "unit, "
     "pixels, instances, current_a, cause (weak_grid or high_current, the larger), "
     "cause_grid_percent and cause_current_percent (together 100: the parts of grid and "
     "current, as factors, in what the peak is above the median of the pixels that draw "
     "current; empty where not known), grid_strength, grid_ratio, current_ratio, top "
     "(instance and current_a pairs)."},
    {"report_hotspots", run_report_hotspots, "", 0, 0, hotspot_table,
     sizeof(hotspot_options),
     "Print the hotspots as a table, with a header that names "
     "design, net, supply, sources, power and model. What is not given is as for "
     "hotspots.",
     ""},
    {0},
};
