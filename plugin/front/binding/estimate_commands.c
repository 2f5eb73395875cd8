/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What work would take, and what it may take: estimate, report_estimate, set_memory.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/quantity.h"
#include "base/writer.h"
#include "command/like.h"
#include "binding/nouns.h"
#include "query/estimate.h"
#include "session/supply.h"

/* The commands that are estimated. */
static const struct {
    const char *name;
    ird_estimator *estimate;
} estimators[] = {
    {"solve", ird_tcl_estimate_solve},
    {"report_irdrop", ird_tcl_estimate_solve},
    {"predict", ird_tcl_estimate_predict},
    {"rank_cycles", ird_tcl_estimate_rank},
    {"hotspots", ird_tcl_estimate_hotspots},
    {"report_hotspots", ird_tcl_estimate_hotspots},
    {"check", ird_tcl_estimate_check},
    {"report_check", ird_tcl_estimate_check},
    {"write_report", ird_tcl_estimate_report},
    {"suggest", ird_tcl_estimate_suggest},
};

enum { ESTIMATORS = sizeof estimators / sizeof *estimators };

static const ird_command *find_command(const char *name) {
    for (size_t t = 0; ird_command_tables[t] != NULL; t++) {
        for (const ird_command *c = ird_command_tables[t]; c->name != NULL; c++) {
            if (strcmp(c->name, name) == 0) {
                return c;
            }
        }
    }
    return NULL;
}

/* irdrop::solve is solve. */
static const char *strip(const char *name) {
    name += strncmp(name, "::", 2) == 0 ? 2 : 0;
    return name + (strncmp(name, "irdrop::", 8) == 0 ? 8 : 0);
}

static int fail_command(ird_context *context, const char *name) {
    ird_error err;
    ird_fail(&err, IRD_COST_COMMAND,
             "what \"%.60s\" takes is not estimated: give solve, report_irdrop, predict, "
             "rank_cycles, hotspots, report_hotspots, check, report_check, write_report "
             "or suggest with its options",
             name);
    ird_error_detail(&err, name, strlen(name));
    return ird_tcl_fail(context, &err);
}

/* Of the command whose words these are; free *estimate whatever the result. */
static int estimate_words(ird_context *context, Tcl_Obj *const *words, size_t count,
                          ird_estimate *estimate) {
    const char *name = strip(Tcl_GetString(words[0]));
    size_t i = 0, arguments = 0;
    ird_error err;
    while (i < ESTIMATORS && strcmp(estimators[i].name, name) != 0) {
        i++;
    }
    const ird_command *command = i < ESTIMATORS ? find_command(name) : NULL;
    if (command == NULL) {
        return fail_command(context, name);
    }
    void *options = ird_alloc_zero(command->options_size, 1);
    Tcl_Obj **rest = ird_alloc(count, sizeof *rest);
    int code = TCL_ERROR;
    if (options == NULL || rest == NULL) {
        ird_fail_memory(&err, "estimating what work takes");
        ird_tcl_fail(context, &err);
    } else if (ird_session_need_design(&context->session, "estimate", &err) != IRD_OK) {
        ird_tcl_fail(context, &err);
    } else {
        code = ird_command_parse(context, command, (int)count, words, options, rest,
                                 &arguments);
    }
    if (code == TCL_OK) {
        ird_session_set_command_network(&context->session,
                                        ird_tcl_like(command, options));
        code = estimators[i].estimate(context, options, estimate);
        ird_session_set_command_network(&context->session, NULL);
    }
    ird_free(options);
    ird_free(rest);
    return code;
}

/* ---- as a dict -----------------------------------------------------------------------
 */

static const char *const bounds[] = {"machine", "group", "addresses", "set"};

static void put_span(Tcl_Obj *dict, const ird_span *span) {
    ird_tcl_put_number(dict, "seconds_low", span->low_s);
    ird_tcl_put_number(dict, "seconds_high", span->high_s);
}

static Tcl_Obj *describe_phase(ird_context *context, const ird_estimated_phase *phase) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    const ird_cost *cost = &phase->cost;
    ird_span span = ird_pace_span(&context->guard.pace, cost->kind, cost->reference_s);
    double there = phase->is_there ? 0 : 1;
    span.low_s *= there;
    span.high_s *= there;
    ird_tcl_put_text(dict, "phase", phase->name);
    ird_tcl_put_text(dict, "net",
                     phase->net >= 0 ? ird_session_net_name(&context->session, phase->net)
                                     : "");
    ird_tcl_put(dict, "is_there", Tcl_NewBooleanObj(phase->is_there));
    ird_tcl_put(dict, "is_counted", Tcl_NewBooleanObj(cost->is_counted));
    ird_tcl_put_number(dict, "nodes", round(cost->nodes));
    ird_tcl_put_number(dict, "peak_bytes", round(there * cost->peak_bytes));
    ird_tcl_put_number(dict, "kept_bytes", round(there * cost->kept_bytes));
    put_span(dict, &span);
    return dict;
}

static Tcl_Obj *describe(ird_context *context, const ird_estimate *e) {
    const ird_memory memory = ird_guard_memory(&context->guard);
    const ird_span span = ird_estimate_span(e, &context->guard.pace);
    bool fits = ird_guard_fits(&context->guard, e->peak_bytes, &e->ranks);
    Tcl_Obj *dict = Tcl_NewDictObj(), *phases = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < e->phases.count; i++) {
        Tcl_ListObjAppendElement(NULL, phases,
                                 describe_phase(context, &e->phases.items[i]));
    }
    ird_tcl_put_number(dict, "nodes", round(e->nodes));
    ird_tcl_put_number(dict, "peak_bytes", round(e->peak_bytes));
    ird_tcl_put_number(dict, "kept_bytes", round(e->kept_bytes));
    put_span(dict, &span);
    ird_tcl_put_text(dict, "pace", span.is_learned ? "session" : "machine");
    ird_tcl_put(dict, "fits", Tcl_NewBooleanObj(fits));
    ird_tcl_put_number(dict, "there_bytes", (double)memory.there_bytes);
    ird_tcl_put_text(dict, "there_bound", bounds[memory.bound]);
    ird_tcl_put_number(dict, "held_bytes", (double)memory.held_bytes);
    ird_tcl_put_text(dict, "method", ird_solve_method_name(e->method));
    ird_tcl_put_number(dict, "declined_bytes", e->declined_bytes);
    ird_tcl_put_size(dict, "ranks", e->ranks.count);
    ird_tcl_put_number(dict, "rank_bytes", round(e->ranks.rank_bytes));
    ird_tcl_put_number(dict, "ranks_bytes", round(e->ranks.all_bytes));
    ird_tcl_put(dict, "phases", phases);
    return dict;
}

static int run_estimate(ird_context *context, const ird_call *call) {
    ird_estimate estimate = {0};
    int code = estimate_words(context, call->arguments, call->argument_count, &estimate);
    if (code == TCL_OK) {
        ird_pace_time(&context->guard.pace);
        Tcl_SetObjResult(context->interp, describe(context, &estimate));
    }
    ird_estimate_free(&estimate);
    return code;
}

/* ---- as a report ---------------------------------------------------------------------
 */

static void write_phase(ird_writer *s, ird_context *context,
                        const ird_estimated_phase *phase) {
    char nodes[IRD_GUARD_WORD], peak[IRD_GUARD_WORD], kept[IRD_GUARD_WORD],
        time[IRD_GUARD_WORD];
    const ird_cost *cost = &phase->cost;
    const ird_span span =
        ird_pace_span(&context->guard.pace, cost->kind, cost->reference_s);
    ird_write(s, "  %-8s %-10.60s %12s nodes  ", phase->name,
              phase->net >= 0 ? ird_session_net_name(&context->session, phase->net)
                              : "all nets",
              ird_guard_count(nodes, cost->nodes));
    if (phase->is_there) {
        ird_write(s, "is there already\n");
        return;
    }
    ird_write(s, "%8s, keeps %8s, %s, %s\n", ird_guard_bytes(peak, cost->peak_bytes),
              ird_guard_bytes(kept, cost->kept_bytes), ird_guard_span(time, &span),
              cost->is_counted ? "bytes counted" : "bytes by the design's counts");
}

static void write_whole(ird_writer *s, ird_context *context, const ird_estimate *e) {
    char word[IRD_GUARD_WORD];
    const ird_memory memory = ird_guard_memory(&context->guard);
    const ird_span span = ird_estimate_span(e, &context->guard.pace);
    bool fits = ird_guard_fits(&context->guard, e->peak_bytes, &e->ranks);
    ird_write(s, "Memory: %s at the most", ird_guard_bytes(word, e->peak_bytes));
    ird_write(s, ", %s kept\n", ird_guard_bytes(word, e->kept_bytes));
    if (e->ranks.count > 0) {
        ird_write(s, "Ranks:  %zu, about %s the largest", e->ranks.count,
                  ird_guard_bytes(word, e->ranks.rank_bytes));
        ird_write(s, ", %s all together%s\n", ird_guard_bytes(word, e->ranks.all_bytes),
                  e->ranks.are_here ? "" : ", on the machines of -hosts");
    }
    if (memory.there_bytes < SIZE_MAX) {
        ird_write(
            s, "Left:   %s %s: %s\n", ird_guard_bytes(word, (double)memory.there_bytes),
            ird_memory_bound_phrase(memory.bound), fits ? "it fits" : "it does not fit");
    }
    ird_write(s, "Time:   %s, by %s\n", ird_guard_span(word, &span),
              span.is_learned
                  ? "what such work took in this session"
                  : "the pace of this machine; less sure before such work was "
                    "done once");
    ird_write(s, "Method: %s", ird_solve_method_name(e->method));
    if (e->declined_bytes > 0) {
        ird_write(s, ", for a factor in double precision would take %s",
                  ird_guard_bytes(word, e->declined_bytes));
    }
    ird_write(s, "\n");
}

static int run_report_estimate(ird_context *context, const ird_call *call) {
    ird_estimate estimate = {0};
    ird_text text = {0};
    ird_error err;
    int code = estimate_words(context, call->arguments, call->argument_count, &estimate);
    if (code == TCL_OK) {
        ird_writer s = {&text, IRD_OK, &err};
        ird_pace_time(&context->guard.pace);
        ird_write(&s, "Estimate of %s: %zu phase%s\n",
                  strip(Tcl_GetString(call->arguments[0])), estimate.phases.count,
                  ird_plural(estimate.phases.count));
        for (size_t i = 0; i < estimate.phases.count; i++) {
            write_phase(&s, context, &estimate.phases.items[i]);
        }
        write_whole(&s, context, &estimate);
        code = s.status == IRD_OK ? ird_tcl_print(context, ird_text_get(&text))
                                  : ird_tcl_fail(context, &err);
    }
    ird_text_free(&text);
    ird_estimate_free(&estimate);
    return code;
}

/* ---- what it may take ----------------------------------------------------------------
 */

static int fail_size(ird_context *context, const char *word) {
    ird_error err;
    ird_fail(&err, IRD_OPTION_VALUE,
             "\"%.60s\" is no amount of memory; give a number with its unit, as in 8GB "
             "or 500MB, auto for what there is, or none for no limit",
             word);
    ird_error_detail(&err, word, strlen(word));
    return ird_tcl_fail(context, &err);
}

/* 8GB, 500 MB, 1.5e9. */
static bool parse_size(const char *word, size_t *bytes) {
    static const struct {
        const char *name;
        double bytes;
    } units[] = {{"", 1},       {"B", 1},         {"kB", 1e3},
                 {"MB", 1e6},   {"GB", 1e9},      {"TB", 1e12},
                 {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}};
    char *end;
    double value = strtod(word, &end);
    while (*end == ' ') {
        end++;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double whole = value * units[i].bytes;
        if (end != word && strcmp(end, units[i].name) == 0 && whole >= 1 &&
            whole < 1e18) {
            *bytes = (size_t)whole;
            return true;
        }
    }
    return false;
}

static int run_set_memory(ird_context *context, const ird_call *call) {
    const char *word =
        call->argument_count > 0 ? Tcl_GetString(call->arguments[0]) : NULL;
    size_t bytes = 0;
    if (word != NULL && strcmp(word, "auto") != 0 && strcmp(word, "none") != 0 &&
        !parse_size(word, &bytes)) {
        return fail_size(context, word);
    }
    if (word != NULL) {
        context->guard.limit_bytes = bytes;
        context->guard.is_off = strcmp(word, "none") == 0;
    }
    const ird_memory memory = ird_memory_read("", context->guard.limit_bytes);
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "limit",
                     context->guard.is_off             ? "none"
                     : context->guard.limit_bytes == 0 ? "auto"
                                                       : "set");
    ird_tcl_put_number(dict, "limit_bytes", (double)context->guard.limit_bytes);
    ird_tcl_put_number(dict, "there_bytes", (double)memory.there_bytes);
    ird_tcl_put_text(dict, "there_bound", bounds[memory.bound]);
    ird_tcl_put_number(dict, "held_bytes", (double)memory.held_bytes);
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

const ird_command ird_estimate_commands[] = {
    {"estimate", run_estimate, "COMMAND ?OPTION ...?", 1, IRD_ANY_COUNT,
     ird_options_of_another, 0,
     "Say what a command with these options would take, without doing it: "
     "irdrop::estimate "
     "solve -net VDD. COMMAND is solve (also with -dynamic), report_irdrop, predict, "
     "rank_cycles, hotspots, report_hotspots, check, report_check, write_report or "
     "suggest, of which it is one trial; each step makes one or a few. Where the network "
     "of a net is there its factor is analysed, and bytes "
     "are those that it takes; else they follow from the pins, wires and vias that the "
     "design has. Seconds are a range: by the pace of this machine, or, once such work "
     "was "
     "done in this session, by what that took. What is there already costs nothing.",
     "A dict: nodes (of all networks), peak_bytes (on top of what is held), kept_bytes, "
     "seconds_low, seconds_high, pace (machine or session: what seconds go by), fits, "
     "there_bytes (that may still be taken), there_bound (what bounds them: machine, "
     "group of a container or job, addresses of ulimit -v, or set by set_memory), "
     "held_bytes (by the process), method, declined_bytes (of the factor in double "
     "precision, where that method takes its place; else 0), ranks, rank_bytes and "
     "ranks_bytes (with -engine petsc: processes, what the largest of them takes, and "
     "all "
     "together; else 0), and phases, a list of dicts "
     "in their order: phase (extract, factor, solve, predict, try, time or score), net, "
     "is_there, "
     "is_counted (its bytes are counted), nodes, peak_bytes, kept_bytes, seconds_low, "
     "seconds_high."},
    {"report_estimate", run_report_estimate, "COMMAND ?OPTION ...?", 1, IRD_ANY_COUNT,
     ird_options_of_another, 0, "Print the same as a report.", ""},
    {"set_memory", run_set_memory, "?SIZE?", 0, 1, NULL, 0,
     "Set how much memory the process may hold in all: work that would take more is "
     "refused "
     "before it begins, and the methods that choose take what fits. SIZE is a number "
     "with "
     "its unit, as in 8GB or 500MB; auto, as when it was never called, is what the "
     "machine, "
     "a control group or ulimit -v leaves; none tries whatever comes. Without SIZE "
     "nothing "
     "changes.",
     "A dict: limit (set, auto or none), limit_bytes (0: none was set), there_bytes "
     "(that "
     "may still be taken), there_bound and held_bytes as of estimate."},
    {0},
};
