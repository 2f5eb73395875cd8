/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/gate_request.h"

#include <string.h>
#include <time.h>

#include "binding/nouns.h"
#include "query/estimate.h"
#include "query/solved_nets.h"

void ird_tcl_gate_free(ird_tcl_gate *made) {
    ird_gate_result_free(&made->result);
    ird_session_answers_free(&made->answers);
    ird_tcl_corners_free(&made->corners);
    ird_rules_free(&made->rules);
}

/* The limit that an option gives, if it was given. */
static int add_limit(ird_context *context, ird_rules *rules, ird_limit_kind kind,
                     Tcl_Obj *text) {
    ird_error err;
    return text == NULL || ird_rules_add(rules, kind, Tcl_GetString(text), &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

static int read_rules(ird_context *context, const ird_gate_options *options,
                      ird_rules *rules) {
    const struct {
        ird_limit_kind kind;
        Tcl_Obj *text;
    } limits[] = {
        {IRD_LIMIT_DROP, options->max_drop},
        {IRD_LIMIT_RELATIVE_DROP, options->max_relative_drop},
        {IRD_LIMIT_HOTSPOTS, options->max_hotspots},
        {IRD_LIMIT_HOT_AREA, options->max_hot_area},
        {IRD_LIMIT_EFFECTIVE_SUPPLY, options->min_effective_supply},
        {IRD_LIMIT_UNCONNECTED, options->max_unconnected},
    };
    ird_error err;
    int code = TCL_OK;
    if (options->rules != NULL) {
        Tcl_DString path;
        code = ird_tcl_path(context, options->rules, &path);
        if (code == TCL_OK &&
            ird_rules_read(rules, Tcl_DStringValue(&path), &err) != IRD_OK) {
            code = ird_tcl_fail(context, &err);
        }
        Tcl_DStringFree(&path);
    }
    for (size_t i = 0; i < sizeof limits / sizeof *limits && code == TCL_OK; i++) {
        code = add_limit(context, rules, limits[i].kind, limits[i].text);
    }
    if (code == TCL_OK && options->no_default_sources &&
        ird_rules_add(rules, IRD_LIMIT_DEFAULT_SOURCES, "false", &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    return code;
}

/* What the options allow, to all limits. */
static int add_allowances(ird_context *context, const ird_gate_options *options,
                          ird_rules *rules) {
    ird_error err;
    for (size_t i = 0; i < IRD_ALLOWANCES; i++) {
        Tcl_Obj *text = options->allow[i];
        if (text != NULL && ird_rules_allow(rules, (ird_allowance)i, Tcl_GetString(text),
                                            &err) != IRD_OK) {
            return ird_tcl_fail(context, &err);
        }
    }
    return TCL_OK;
}

/* Answer of the map that -of names by its handle or kind. */
static int answers_of_map(ird_context *context, const ird_gate_options *options,
                          const ird_request_options *raster, ird_tcl_gate *made) {
    ird_map_entry entry;
    ird_error err;
    if (raster->net != NULL || raster->region != NULL || raster->size.given) {
        ird_fail(&err, IRD_OPTIONS_CLASH,
                 "-of names a map that is there already; leave out -net, -region and "
                 "-size");
        return ird_tcl_fail(context, &err);
    }
    if (ird_tcl_get_map(context, options->of, &entry) != TCL_OK) {
        return TCL_ERROR;
    }
    return ird_session_answers_map(&made->answers, &context->session, &entry, "map", NULL,
                                   &context->progress.monitor, &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

/* Answers of the last drops in time, of all of their nets or that of -net. */
static int answers_in_time(ird_context *context, const ird_request_options *raster,
                           ird_tcl_gate *made) {
    Tcl_DString net;
    ird_error err;
    if (raster->region != NULL || raster->size.given) {
        return ird_tcl_fail_clash(context, "maps of drops in time are of the die; leave "
                                           "-region and -size out");
    }
    Tcl_DStringInit(&net);
    if (raster->net != NULL) {
        ird_tcl_native(raster->net, &net);
    }
    ird_status status =
        ird_session_answers_dynamic(&made->answers, &context->session,
                                    raster->net != NULL ? Tcl_DStringValue(&net) : NULL,
                                    &context->progress.monitor, &err);
    Tcl_DStringFree(&net);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

/* Answers by a way, of the nets and maps that the other options ask for. */
static int answers_by(ird_context *context, ird_way way, bool is_only,
                      const ird_request_options *raster, ird_tcl_gate *made) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    ird_tcl_request request;
    ird_error err;
    int code = ird_tcl_request_make(context, raster, &request);
    if (code == TCL_OK) {
        ird_status status =
            way == IRD_WAY_SOLVED
                ? ird_session_answers_solve(&made->answers, session,
                                            is_only ? IRD_WAY_SOLVED : IRD_WAY_PREDICTED,
                                            &request.request, &made->rules,
                                            &made->corners.corners, monitor, &err)
                : ird_session_answers_predict(&made->answers, session, &request.request,
                                              &made->rules, monitor, &err);
        code = status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
    }
    ird_tcl_request_free(&request);
    return code;
}

/* What is judged is the exact solution; hotspots alone are looked for where those of
 * hotspots are, in the prediction. */
static int make_answers(ird_context *context, const ird_gate_options *options,
                        const ird_request_options *raster, ird_tcl_gate *made) {
    const char *word = options->of != NULL ? ird_tcl_map_word(options->of) : "";
    if (options->corners != NULL) {
        bool is_solved =
            options->of == NULL || strcmp(word, ird_way_name(IRD_WAY_SOLVED)) == 0;
        return is_solved
                   ? answers_by(context, IRD_WAY_SOLVED, true, raster, made)
                   : ird_tcl_fail_clash(context,
                                        "-corners are of exact solutions; leave -of "
                                        "out or write -of solve");
    }
    if (options->of == NULL) {
        bool is_solved = made->judged || options->prefers_solution;
        return answers_by(context, is_solved ? IRD_WAY_SOLVED : IRD_WAY_PREDICTED, false,
                          raster, made);
    }
    for (int way = 0; way < (int)IRD_WAY_READ; way++) {
        if (strcmp(word, ird_way_name((ird_way)way)) == 0) {
            return answers_by(context, (ird_way)way, true, raster, made);
        }
    }
    return strcmp(word, ird_map_kind_name(IRD_MAP_DYNAMIC)) == 0
               ? answers_in_time(context, raster, made)
               : answers_of_map(context, options, raster, made);
}

int ird_tcl_gate_estimate(ird_context *context, const ird_gate_options *options,
                          const ird_request_options *raster, ird_estimate *estimate) {
    ird_session *session = &context->session;
    const char *word = options->of != NULL ? ird_tcl_map_word(options->of) : "";
    bool is_way = options->of == NULL ||
                  strcmp(word, ird_way_name(IRD_WAY_SOLVED)) == 0 ||
                  strcmp(word, ird_way_name(IRD_WAY_PREDICTED)) == 0;
    ird_rules rules = {0};
    ird_tcl_request made;
    int32_t *nets = NULL;
    size_t count = 0;
    ird_error err;
    ird_status status = IRD_OK;
    if (!is_way) {
        return TCL_OK;
    }
    int code = ird_tcl_request_make(context, raster, &made);
    code = code == TCL_OK ? read_rules(context, options, &rules) : code;
    if (code == TCL_OK) {
        status =
            ird_session_answers_nets(session, &made.request, &rules, &nets, &count, &err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        const ird_solve_wish wish = ird_session_wish_of(session, nets[i]);
        status = ird_session_estimate_static(estimate, session, &nets[i], 1, &wish,
                                             &context->progress.monitor, &err);
    }
    ird_free(nets);
    ird_rules_free(&rules);
    ird_tcl_request_free(&made);
    return status == IRD_OK ? code : ird_tcl_fail(context, &err);
}

/* The core knows no clock. */
static void write_today(char *buffer, size_t size) {
    time_t now = time(NULL);
    struct tm day;
    gmtime_r(&now, &day);
    strftime(buffer, size, "%Y-%m-%d", &day);
}

int ird_tcl_gate_make(ird_context *context, const ird_gate_options *options,
                      const ird_request_options *raster, bool needed,
                      ird_tcl_gate *made) {
    char clock_day[32];
    const char *today = clock_day;
    ird_error err;
    write_today(clock_day, sizeof clock_day);
    if (options->today != NULL) {
        today = Tcl_GetString(options->today);
    }
    if (read_rules(context, options, &made->rules) != TCL_OK ||
        add_allowances(context, options, &made->rules) != TCL_OK ||
        ird_tcl_corners_parse(context, options->corners, &made->corners) != TCL_OK) {
        return TCL_ERROR;
    }
    made->judged = needed || made->rules.limits.count > 0;
    if (made->judged && ird_gate_ready(&made->rules, today, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    if (make_answers(context, options, raster, made) != TCL_OK) {
        return TCL_ERROR;
    }
    if (made->judged && ird_gate_judge(&made->result, &made->rules,
                                       &made->answers.answers, today, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    return TCL_OK;
}
