/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The worst cycles of a long run: rank_cycles, report_cycles.
 */
#include <math.h>
#include <string.h>

#include "base/output.h"
#include "command/like.h"
#include "binding/nouns.h"
#include "binding/quantile_values.h"
#include "query/estimate.h"
#include "query/ranked_cycles.h"

static const double NANO = 1e-9, PICO = 1e-12;

typedef struct rank_options {
    Tcl_Obj *activity;
    Tcl_Obj *scope;
    Tcl_Obj *clock;
    Tcl_Obj *net;
    Tcl_Obj *nets;
    ird_count_option top, samples, cycles, seed;
    ird_number_option from_ns, step_ps;
    bool vectorless, fast;
    ird_count_option like;
} rank_options;

/* --- asking --------------------------------------------------------------------------
 */

static ird_status check_options(const rank_options *o, ird_error *err) {
    if (o->activity != NULL && o->vectorless) {
        return ird_fail(err, IRD_OPTIONS_CLASH,
                        "-vectorless leaves a VCD aside that was read before; give it or "
                        "-activity");
    }
    if (o->clock != NULL && o->vectorless) {
        return ird_fail(
            err, IRD_OPTIONS_CLASH,
            "-clock is a net of the VCD, which -vectorless leaves aside; give "
            "one of them");
    }
    if (o->scope != NULL && o->activity == NULL) {
        return ird_fail(err, IRD_OPTIONS_CLASH, "-scope is of the file of -activity");
    }
    if (o->vectorless && o->from_ns.given) {
        return ird_fail(
            err, IRD_OPTIONS_CLASH,
            "-from is a time of the VCD, which -vectorless leaves aside; give "
            "one of them");
    }
    if (o->fast && o->step_ps.given) {
        return ird_fail(err, IRD_OPTIONS_CLASH,
                        "-step and -fast exclude each other; give one of them");
    }
    if ((o->top.given && o->top.value == 0) ||
        (o->cycles.given && o->cycles.value == 0) ||
        (o->step_ps.given && !(o->step_ps.value > 0))) {
        return ird_fail(err, IRD_OPTION_VALUE, "-top, -cycles and -step must be above 0");
    }
    if (o->cycles.given && o->cycles.value > IRD_CYCLES_MOST) {
        return ird_fail(err, IRD_OPTION_VALUE, "-cycles must be at most %zu",
                        IRD_CYCLES_MOST);
    }
    if (o->from_ns.given && !(o->from_ns.value >= 0)) {
        return ird_fail(err, IRD_OPTION_VALUE,
                        "-from is a time of the VCD in ns, 0 or more");
    }
    return IRD_OK;
}

static void take_options(const rank_options *o, ird_ranking_wish *wish) {
    ird_switching_wish *switching = &wish->in_time.switching;
    switching->is_vectorless = o->vectorless;
    switching->from_s = o->from_ns.given ? o->from_ns.value * NANO : (double)NAN;
    switching->seed = o->seed.value;
    wish->in_time.step_s = o->step_ps.value * PICO;
    wish->in_time.is_fast = o->fast;
    wish->cycles = o->cycles.value;
    wish->top = o->top.given ? o->top.value : IRD_RANKING_TOP;
    wish->samples = o->samples.given ? o->samples.value : IRD_RANKING_SAMPLES;
    wish->sample_seed = o->seed.value;
}

/* --- dicts ---------------------------------------------------------------------------
 */

static double in_ns(double seconds) {
    return seconds / NANO;
}

static Tcl_Obj *describe_row(const ird_ranking_row *row) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_size(dict, "cycle", row->cycle);
    ird_tcl_put_number(dict, "begin_ns", in_ns(row->begin_s));
    ird_tcl_put_number(dict, "drop_v", row->drop_v);
    ird_tcl_put_number(dict, "predicted_v", row->predicted_v);
    ird_tcl_put_number(dict, "at_ns", in_ns(row->at_s));
    ird_tcl_put_text(dict, "net", row->net);
    ird_tcl_put_text(dict, "node", row->node);
    ird_tcl_put_text(dict, "instance", row->instance);
    ird_tcl_put(dict, "sample", Tcl_NewBooleanObj(row->is_sample));
    return dict;
}

static void put_worst(Tcl_Obj *dict, const ird_ranking_report *r) {
    const ird_ranking_row *worst = &r->rows[0];
    ird_tcl_put_number(dict, "supply_v", r->supply_v);
    ird_tcl_put_number(dict, "worst_drop_v", worst->drop_v);
    ird_tcl_put_number(dict, "worst_drop_percent",
                       r->supply_v > 0 ? 100 * worst->drop_v / r->supply_v : (double)NAN);
    ird_tcl_put_size(dict, "worst_cycle", worst->cycle);
    ird_tcl_put_number(dict, "worst_begin_ns", in_ns(worst->begin_s));
    ird_tcl_put_number(dict, "worst_at_ns", in_ns(worst->at_s));
    ird_tcl_put_text(dict, "worst_net", worst->net);
    ird_tcl_put_text(dict, "worst_node", worst->node);
    ird_tcl_put_text(dict, "worst_instance", worst->instance);
}

static Tcl_Obj *describe(const ird_ranking_report *r) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    Tcl_Obj *rows = Tcl_NewListObj(0, NULL), *nets = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < r->net_count; i++) {
        Tcl_ListObjAppendElement(NULL, nets, ird_tcl_text(r->nets[i]));
    }
    ird_tcl_put(dict, "nets", nets);
    ird_tcl_put_size(dict, "cycles", r->cycles);
    ird_tcl_put_number(dict, "period_ns", in_ns(r->period_s));
    ird_tcl_put_text(dict, "run", r->run != NULL ? r->run : "");
    ird_tcl_put_number(dict, "rest_ns", in_ns(r->rest_s));
    ird_tcl_put(dict, "delays", Tcl_NewBooleanObj(r->has_delays));
    put_worst(dict, r);
    ird_tcl_put_number(dict, "missed_chance", r->missed);
    ird_tcl_put_number(dict, "bound_v", r->bound_v);
    ird_tcl_put(dict, "quantiles", ird_tcl_quantiles(r->quantiles));
    ird_tcl_put_size(dict, "top", r->top);
    ird_tcl_put_size(dict, "samples", r->samples);
    for (size_t i = 0; i < r->count; i++) {
        Tcl_ListObjAppendElement(NULL, rows, describe_row(&r->rows[i]));
    }
    ird_tcl_put(dict, "rows", rows);
    ird_tcl_put_text(dict, "scored_by", r->scored_by);
    ird_tcl_put_size(dict, "scored_walked", r->scored_walked);
    ird_tcl_put_text(dict, "again_by", r->scored_again > 0 ? r->again_by : "");
    ird_tcl_put_size(dict, "scored_again", r->scored_again);
    ird_tcl_put_size(dict, "scored_finely", r->scored_finely);
    ird_tcl_put_number(dict, "solved_near", r->solved_near);
    ird_tcl_put_number(dict, "step_s", r->step_s);
    ird_tcl_put_number(dict, "warm_s", r->warm_s);
    ird_tcl_put(dict, "warm_is_short", Tcl_NewBooleanObj(r->warm_is_short));
    ird_tcl_put_size(dict, "passes", r->passes);
    ird_tcl_put_number(dict, "read_seconds", r->read_s);
    ird_tcl_put_number(dict, "score_seconds", r->score_s);
    ird_tcl_put_number(dict, "exact_seconds", r->exact_s);
    ird_tcl_put_number(dict, "all_seconds", r->all_s);
    return dict;
}

/* --- rank_cycles ---------------------------------------------------------------------
 */

/* The file of -activity, which must be a VCD. */
typedef struct given_run {
    Tcl_DString path, scope, clock;
    ird_activity_setting setting;
    const char *net; /* of -clock; NULL: none */
} given_run;

static int take_run(ird_context *context, const rank_options *o, given_run *run) {
    Tcl_DStringInit(&run->path);
    Tcl_DStringInit(&run->scope);
    Tcl_DStringInit(&run->clock);
    run->net = NULL;
    if (o->clock != NULL) {
        ird_tcl_native(o->clock, &run->clock);
        run->net = Tcl_DStringValue(&run->clock);
    }
    run->setting = (ird_activity_setting){.format = IRD_ACTIVITY_BY_CONTENT};
    if (o->activity == NULL) {
        return TCL_OK;
    }
    if (ird_tcl_path(context, o->activity, &run->path) != TCL_OK) {
        return TCL_ERROR;
    }
    run->setting.path = Tcl_DStringValue(&run->path);
    if (o->scope != NULL) {
        ird_tcl_native(o->scope, &run->scope);
        run->setting.scope = Tcl_DStringValue(&run->scope);
    }
    return TCL_OK;
}

static int rank(ird_context *context, const rank_options *o, const given_run *run,
                const int32_t *nets, size_t count) {
    ird_session *session = &context->session;
    const ird_ranking *ranking = NULL;
    ird_ranking_view view = {0};
    ird_error err;
    ird_ranking_wish wish = ird_session_ranking_wish(session);
    if (count > IRD_TRANSIENT_PAIR) {
        return ird_tcl_fail_clash(context,
                                  "rank_cycles takes one net, or a power net and "
                                  "its ground net as in {VDD VSS}");
    }
    take_options(o, &wish);
    wish.in_time.net_count = count;
    memcpy(wish.in_time.nets, nets, count * sizeof *nets);
    ird_status status =
        ird_session_rank(session, &wish, o->activity != NULL ? &run->setting : NULL,
                         run->net, &context->progress.monitor, &ranking, &err);
    if (status == IRD_OK) {
        status = ird_ranking_view_make(&view, session, ranking, &err);
    }
    if (status == IRD_OK) {
        Tcl_SetObjResult(context->interp, describe(&view.report));
    }
    ird_ranking_view_free(&view);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static int run_rank_cycles(ird_context *context, const ird_call *call) {
    const rank_options *o = call->options;
    int32_t *nets = NULL;
    size_t count = 0;
    given_run run;
    ird_error err;
    if (check_options(o, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    int code = take_run(context, o, &run);
    if (code == TCL_OK) {
        code = ird_tcl_choose_nets(context, o->net, o->nets, &nets, &count);
    }
    if (code == TCL_OK) {
        code = rank(context, o, &run, nets, count);
    }
    Tcl_DStringFree(&run.path);
    Tcl_DStringFree(&run.scope);
    Tcl_DStringFree(&run.clock);
    ird_free(nets);
    return code;
}

/* The exact solutions are those of the best and of samples, a few cycles each, and the
 * walk before them. */
int ird_tcl_estimate_rank(ird_context *context, const void *data,
                          ird_estimate *estimate) {
    enum { WARM_CYCLES = 3, UNASKED = 1000 };
    const rank_options *o = data;
    ird_session *session = &context->session;
    int32_t *nets = NULL;
    size_t count = 0;
    ird_error err;
    int code = ird_tcl_choose_nets(context, o->net, o->nets, &nets, &count);
    if (code == TCL_OK && count <= IRD_TRANSIENT_PAIR) {
        ird_ranking_wish wish = ird_session_ranking_wish(session);
        take_options(o, &wish);
        const ird_solve_wish solve = ird_session_solve_wish(session);
        const ird_time_estimate in_time = {
            .step_s = o->step_ps.given ? o->step_ps.value * PICO : 0,
            .stop_s = (1 + WARM_CYCLES) * session->clock.period_s,
            .solutions = wish.top + wish.samples,
            .scored_cycles = wish.cycles > 0 ? wish.cycles : UNASKED};
        code = ird_session_estimate_time(estimate, session, nets, count, &solve, &in_time,
                                         &context->progress.monitor, &err) == IRD_OK
                   ? TCL_OK
                   : ird_tcl_fail(context, &err);
    }
    ird_free(nets);
    return code;
}

/* --- report_cycles -------------------------------------------------------------------
 */

typedef struct report_options {
    Tcl_Obj *csv;
    ird_count_option top;
    ird_count_option like;
} report_options;

static int write_csv(ird_context *context, Tcl_Obj *file, const ird_ranking_report *r) {
    Tcl_DString native;
    ird_text text = {0};
    ird_error err;
    if (ird_tcl_path(context, file, &native) != TCL_OK) {
        Tcl_DStringFree(&native);
        return TCL_ERROR;
    }
    ird_status status = ird_ranking_csv(&text, r, &err);
    if (status == IRD_OK) {
        status = ird_output_write(Tcl_DStringValue(&native), ird_text_get(&text),
                                  text.bytes.count, &err);
    }
    ird_text_free(&text);
    Tcl_DStringFree(&native);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static int print_report(ird_context *context, const ird_ranking_report *r, size_t most) {
    ird_text text = {0};
    ird_error err;
    int code = ird_report_ranking(&text, r, most, &err) == IRD_OK
                   ? ird_tcl_print(context, ird_text_get(&text))
                   : ird_tcl_fail(context, &err);
    ird_text_free(&text);
    return code;
}

static int run_report_cycles(ird_context *context, const ird_call *call) {
    const report_options *o = call->options;
    ird_session *session = &context->session;
    const ird_ranking_wish wish = ird_session_last_ranking_wish(session);
    const ird_ranking *ranking = NULL;
    ird_ranking_view view = {0};
    ird_error err;
    ird_status status = ird_session_rank(session, &wish, NULL, NULL,
                                         &context->progress.monitor, &ranking, &err);
    if (status == IRD_OK) {
        status = ird_ranking_view_make(&view, session, ranking, &err);
    }
    int code = status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
    if (code == TCL_OK && o->csv != NULL) {
        code = write_csv(context, o->csv, &view.report);
    } else if (code == TCL_OK) {
        code =
            print_report(context, &view.report, o->top.given ? o->top.value : SIZE_MAX);
    }
    ird_ranking_view_free(&view);
    return code;
}

/* --- tables --------------------------------------------------------------------------
 */

#define ROW(name, kind, member, value, help)                                             \
    { name, kind, offsetof(rank_options, member), false, value, help, NULL }

static const ird_option rank_table[] = {
    ROW("-activity", IRD_OPTION_TEXT, activity, "FILE",
        "A VCD, read first as by read_activity; when not given that which was read "
        "before, "
        "or without any, random cycles."),
    ROW("-scope", IRD_OPTION_TEXT, scope, "SCOPE",
        "The scope of that file that is the design; when not given the one that has most "
        "of "
        "its nets."),
    ROW("-clock", IRD_OPTION_TEXT, clock, "NET",
        "A net of the VCD at whose rising edges cycles begin; set_clock must have its "
        "period. When not given they begin with the run, or at -from."),
    ROW("-top", IRD_OPTION_COUNT, top, "N",
        "So many of the best are solved exactly; 20 when not given."),
    ROW("-samples", IRD_OPTION_COUNT, samples, "N",
        "So many of the others, drawn at random, are solved exactly, too, which tells "
        "how "
        "far the scores can be trusted; 12 when not given."),
    ROW("-net", IRD_OPTION_TEXT, net, "NAME", "The net; when not given the default one."),
    ROW("-nets", IRD_OPTION_TEXT, nets, "LIST",
        "A power net and its ground net, solved together; when not given one net alone."),
    ROW("-from", IRD_OPTION_NUMBER, from_ns, "NS",
        "Where in the VCD cycle 0 begins, in ns from its first time; when not given "
        "there."),
    ROW("-cycles", IRD_OPTION_COUNT, cycles, "N",
        "How many; when not given all whole ones of the VCD, or 1000 random ones."),
    ROW("-seed", IRD_OPTION_COUNT, seed, "N",
        "Of all that is drawn at random; the same seed gives the same answer. 0 when not "
        "given."),
    ROW("-vectorless", IRD_OPTION_FLAG, vectorless, NULL,
        "Random cycles though there is a VCD or SAIF; its rates are kept."),
    ROW("-step", IRD_OPTION_NUMBER, step_ps, "PS",
        "The time step of the exact ones in ps; when not given as of solve -dynamic."),
    ROW("-fast", IRD_OPTION_FLAG, fast, NULL, "Steps of 20 ps."),
    IRD_LIKE_ROW(rank_options, like),
    {0},
};

static const ird_option report_table[] = {
    {"-top", IRD_OPTION_COUNT, offsetof(report_options, top), false, "N",
     "Rows at most; all when not given.", NULL},
    {"-csv", IRD_OPTION_TEXT, offsetof(report_options, csv), false, "FILE",
     "All rows into this file as CSV, and nothing is printed; when not given the report "
     "is.",
     NULL},
    IRD_LIKE_ROW(report_options, like),
    {0},
};

const ird_command ird_cycle_commands[] = {
    {"rank_cycles", run_rank_cycles, "", 0, 0, rank_table, sizeof(rank_options),
     "Find the cycles of a long run with the worst drop in time: each cycle of a VCD, or "
     "each of many random ones, is scored by a walk in large steps, the best of them "
     "twice "
     "in smaller ones, and the best of those are solved exactly, each from so long "
     "before "
     "it on as the nets remember, at those times when a walk through all of it drops by "
     "nearly as much as at its worst. Others are solved, and scored again, that are "
     "drawn "
     "at random: from what they miss of their scores follows the chance that a worse "
     "cycle "
     "was missed. A VCD "
     "is "
     "read as a stream, once where its toggles have room, else again for each look. Its "
     "rates over the whole run give the charge of a toggle, the same in each cycle.",
     "A dict: nets, cycles, period_ns, run (the VCD; empty: random cycles), rest_ns (of "
     "it, behind the last whole cycle), delays (0: all toggles are at the edges of the "
     "clock; currents are then placed by timing or stages), supply_v, worst_drop_v, "
     "worst_drop_percent, worst_cycle (counted from 0), worst_begin_ns (of the cycle, in "
     "the time of the VCD; NaN: there is none), worst_at_ns (of the drop, from there), "
     "worst_net, worst_node, worst_instance (one with a pin there; may be empty), "
     "missed_chance (at most, that a cycle not solved is worse; 1: not bounded by so "
     "few), bound_v (with 95 % no cycle is above that drop; Inf: not "
     "bounded), "
     "quantiles (a dict q50, q90, q99 of dicts drop_v, spread_v: of the worst drops of "
     "all "
     "cycles, and their standard error), top, samples, rows (a dict for each cycle that "
     "was solved, the worst first: cycle, begin_ns, drop_v, predicted_v (by its score "
     "alone), at_ns, net, node, instance, sample (1: drawn at random)), scored_by, "
     "scored_walked (cycles, the others by heat alone), again_by, scored_again (cycles), "
     "scored_finely (of these, in steps of a half), "
     "solved_near (cycles are solved where a walk through all of them drops by more than "
     "this part of its worst; 0: all along), step_s, warm_s (before a cycle), "
     "warm_is_short "
     "(1: "
     "a package rings longer), passes (over the VCD), read_seconds, score_seconds, "
     "exact_seconds, all_seconds (about what all cycles would have taken exactly)."},
    {"report_cycles", run_report_cycles, "", 0, 0, report_table, sizeof(report_options),
     "Print the last ranking of cycles; one by default where there is none.", ""},
    {0},
};
