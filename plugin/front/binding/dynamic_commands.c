/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time: solve -dynamic, report_dynamic, waveform.
 */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "answer/pin_drops.h"
#include "command/fact_dicts.h"
#include "command/like.h"
#include "command/note_values.h"
#include "binding/nouns.h"
#include "binding/quantile_values.h"
#include "binding/time_options.h"
#include "query/dynamic_view.h"

enum { MOST_CYCLES = 10000, LEAST_CHOSEN = 8 };

static const double NANO = 1e-9, PICO = 1e-12;

bool ird_tcl_time_is_said(const ird_time_options *o) {
    return o->fast || o->worst || o->vectorless || o->step_ps.given || o->stop_ps.given ||
           o->from_ns.given || o->refined.given || o->cycles.given ||
           o->scenarios.given || o->chosen.given || o->seed.given;
}

/* --- asking --------------------------------------------------------------------------
 */

/* What belongs to the cells of a design. */
static bool says_cells(const ird_time_options *o) {
    return o->worst || o->vectorless || o->from_ns.given || o->cycles.given ||
           o->scenarios.given || o->chosen.given || o->seed.given;
}

/* -chosen is of random scenarios. */
static ird_status check_chosen(const ird_time_options *o, const ird_session *session,
                               ird_error *err) {
    if (!o->chosen.given) {
        return IRD_OK;
    }
    if (!o->scenarios.given || o->chosen.value < LEAST_CHOSEN ||
        o->chosen.value > o->scenarios.value) {
        return ird_fail(err, IRD_OPTION_VALUE,
                        "-chosen is a part of -scenarios, and at least %d of them, for "
                        "the others are judged by those",
                        LEAST_CHOSEN);
    }
    return session->activity_setting.path != NULL && !o->vectorless
               ? ird_fail(err, IRD_OPTIONS_CLASH,
                          "-chosen is of random scenarios: give -vectorless, too; the "
                          "worst cycles of a VCD are found by rank_cycles")
               : IRD_OK;
}

static ird_status check_options(const ird_time_options *o, bool is_spice,
                                ird_error *err) {
    if (is_spice && says_cells(o)) {
        return ird_fail(
            err, IRD_OPTIONS_CLASH,
            "-worst, -vectorless, -from, -cycles, -scenarios, -chosen and -seed are "
            "about the cells of a design; leave them out for a SPICE network");
    }
    if (o->step_ps.given && o->fast) {
        return ird_fail(err, IRD_OPTIONS_CLASH,
                        "-step and -fast exclude each other; give one of them");
    }
    if ((o->step_ps.given && !(o->step_ps.value > 0)) ||
        (o->cycles.given && o->cycles.value == 0) ||
        (o->scenarios.given && o->scenarios.value == 0)) {
        return ird_fail(err, IRD_OPTION_VALUE,
                        "-step, -cycles and -scenarios must be above 0");
    }
    if (o->from_ns.given && !(o->from_ns.value >= 0)) {
        return ird_fail(err, IRD_OPTION_VALUE,
                        "-from is a time of the VCD in ns, 0 or more");
    }
    if (o->cycles.given && o->cycles.value > MOST_CYCLES) {
        return ird_fail(err, IRD_OPTION_VALUE,
                        "-cycles must be at most %d, for all their pulses are held; take "
                        "another -seed or -from for more",
                        MOST_CYCLES);
    }
    if (o->stop_ps.given && !is_spice) {
        return ird_fail(err, IRD_OPTIONS_CLASH,
                        "-stop is of SPICE networks; give -cycles");
    }
    if (o->stop_ps.given && !(o->stop_ps.value > 0)) {
        return ird_fail(err, IRD_OPTION_VALUE, "-stop must be above 0");
    }
    if (o->worst && (o->seed.given || o->scenarios.given)) {
        return ird_fail(err, IRD_OPTIONS_CLASH,
                        "with -worst nothing is drawn: leave -seed and -scenarios out");
    }
    return o->vectorless && o->from_ns.given
               ? ird_fail(err, IRD_OPTIONS_CLASH,
                          "-from is a time of the VCD, which -vectorless leaves aside; "
                          "give one of them")
               : IRD_OK;
}

size_t ird_tcl_time_cycles(const ird_time_options *o) {
    return o->cycles.given          ? o->cycles.value
           : o->scenarios.value > 1 ? 1
                                    : IRD_CYCLES_DEFAULT;
}

static void take_options(const ird_time_options *o, ird_time_wish *wish) {
    ird_switching_wish *switching = &wish->switching;
    switching->seed = o->seed.value;
    switching->is_worst = o->worst;
    switching->is_vectorless = o->vectorless;
    switching->from_s = o->from_ns.given ? o->from_ns.value * NANO : (double)NAN;
    switching->cycles = ird_tcl_time_cycles(o);
    wish->step_s = o->step_ps.value * PICO;
    wish->stop_s = o->stop_ps.value * PICO;
    wish->is_fast = o->fast;
    wish->refined = o->refined.value;
    wish->has_refined = o->refined.given;
    wish->scenarios = o->scenarios.value;
    wish->chosen = o->chosen.value;
}

/* --- dicts ---------------------------------------------------------------------------
 */

static Tcl_Obj *describe_assumed(const ird_dynamic_report *report) {
    ird_text text = {0};
    ird_error err;
    Tcl_Obj *list = ird_dynamic_assumptions(&text, report, &err) == IRD_OK
                        ? ird_tcl_lines(ird_text_get(&text))
                        : Tcl_NewListObj(0, NULL);
    ird_text_free(&text);
    return list;
}

static Tcl_Obj *describe_capacitance(const double *farad) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    for (int i = 0; i < IRD_CAPACITANCE_KINDS; i++) {
        ird_tcl_put_number(dict, ird_capacitance_name((ird_capacitance_kind)i), farad[i]);
    }
    return dict;
}

enum { NAME_SIZE = 512 };

static const char *name_worst(const ird_solved *net, char name[NAME_SIZE]) {
    name[0] = '\0';
    if (net->solution->worst_node >= 0) {
        ird_network_node_name(&net->grid->network, net->solution->worst_node, name,
                              NAME_SIZE);
    }
    return name;
}

static Tcl_Obj *describe_net(const ird_dynamic_view *view, size_t i) {
    char name[NAME_SIZE];
    const ird_solved *solved = &view->nets[i];
    const ird_solution *s = solved->solution;
    const ird_pin_summary *pins = &view->pins[i];
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "net", solved->net);
    ird_tcl_put_text(dict, "corner", solved->corner);
    ird_tcl_put_number(dict, "supply_v", solved->supply_v);
    ird_tcl_put_text(dict, "network", solved->network_kind);
    ird_tcl_put_number(dict, "worst_drop_v", s->worst_drop_v);
    ird_tcl_put_number(dict, "worst_drop_percent",
                       solved->supply_v > 0 ? 100 * s->worst_drop_v / solved->supply_v
                                            : (double)NAN);
    ird_tcl_put_number(dict, "worst_at_s", view->worst_at_s[i]);
    ird_tcl_put_text(dict, "worst_node", name_worst(solved, name));
    ird_tcl_put_number(dict, "average_drop_v", s->average_drop_v);
    ird_tcl_put_number(dict, "static_drop_v", view->static_v[i]);
    ird_tcl_put_number(dict, "instance_worst_drop_v", pins->worst_v);
    ird_tcl_put_text(dict, "worst_instance",
                     pins->has_worst ? ird_text_get(&pins->worst_name) : "");
    ird_tcl_put_size(dict, "instances", pins->count);
    ird_tcl_put_size(dict, "unconnected_instances", pins->unconnected);
    ird_tcl_put_number(dict, "mean_current_a", s->total_current_a);
    ird_tcl_put_size(dict, "nodes", s->node_count);
    ird_tcl_put_size(dict, "sources", s->source_count);
    ird_tcl_put(dict, "implausible", ird_tcl_doubts_of(solved));
    return dict;
}

/* By the sources of power nets. */
static double fed_charge(const ird_dynamic_report *report) {
    double total_a = 0;
    for (size_t i = 0; i < report->net_count; i++) {
        const ird_solved *net = &report->nets[i];
        total_a += net->grid->network.is_ground ? 0 : net->solution->total_current_a;
    }
    return total_a * report->stop_s;
}

static void put_steps(Tcl_Obj *dict, const ird_dynamic_report *report) {
    const ird_dynamic *d = report->dynamic;
    const ird_switching *switching = report->switching;
    ird_tcl_put_number(dict, "step_s", report->step_s);
    ird_tcl_put_number(dict, "stop_s", report->stop_s);
    if (switching != NULL) {
        ird_tcl_put_number(dict, "period_s", switching->period_s);
        ird_tcl_put_size(dict, "cycles", switching->cycles);
    }
    ird_tcl_put_size(dict, "pulses",
                     report->transient->pulses.count + report->transient->waves.count);
    ird_tcl_put_size(dict, "steps", d->steps);
    ird_tcl_put_size(dict, "quiet_steps", d->quiet_steps);
    ird_tcl_put_size(dict, "fine_steps", d->fine_steps);
    ird_tcl_put_number(dict, "fine_step_s", d->fine_step_s);
    ird_tcl_put_size(dict, "damped_steps", d->damped_steps);
    ird_tcl_put_size(dict, "split_steps", d->split_steps);
    ird_tcl_put_number(dict, "unrefined_drop_v", d->unrefined_v);
    ird_tcl_put_number(dict, "ring_s",
                       isinf(report->ring_s) ? (double)NAN : report->ring_s);
    ird_tcl_put_size(dict, "short_pulses", d->short_pulses);
    ird_tcl_put_number(dict, "residual", d->residual);
    ird_tcl_put_number(dict, "kirchhoff", d->kirchhoff);
    ird_tcl_put_number(dict, "drawn_c", d->drawn_c);
    ird_tcl_put_number(dict, "fed_c", fed_charge(report));
    ird_tcl_put_size(dict, "unconnected_currents", d->unconnected_count);
    ird_tcl_put_number(dict, "factor_seconds", d->factor_s);
    ird_tcl_put_number(dict, "seconds", d->seconds);
}

/* How the worst drop is spread, and where only some of the scenarios were solved what
 * that leaves open. */
static void put_spread(Tcl_Obj *dict, const ird_dynamic_report *report) {
    if (report->scenarios > 1) {
        ird_tcl_put(dict, "quantiles", ird_tcl_quantiles(report->quantiles));
    }
    if (report->chosen > 0) {
        ird_tcl_put_size(dict, "chosen", report->chosen);
        ird_tcl_put_number(dict, "missed_chance", report->missed);
    }
}

static Tcl_Obj *describe(const ird_dynamic_view *view) {
    const ird_dynamic_report *report = &view->report;
    Tcl_Obj *dict = describe_net(view, 0);
    if (report->net_count > 1) {
        Tcl_Obj *nets = Tcl_NewDictObj();
        for (size_t i = 0; i < report->net_count; i++) {
            ird_tcl_put(nets, view->nets[i].net, describe_net(view, i));
        }
        ird_tcl_put(dict, "nets", nets);
        if (view->supply.instances > 0) {
            ird_tcl_put_number(dict, "effective_supply_v", view->supply.worst_v);
            ird_tcl_put_number(dict, "effective_at_s", view->supply.at_s);
            ird_tcl_put_number(dict, "effective_mean_v", view->supply.mean_v);
            ird_tcl_put_text(dict, "effective_instance", view->supply.worst_name);
        }
    }
    put_steps(dict, report);
    ird_tcl_put(dict, "cycle_drops_v",
                ird_tcl_numbers(report->dynamic->cycle_v, report->dynamic->cycle_count));
    ird_tcl_put_size(dict, "worst_scenario", report->worst_scenario);
    ird_tcl_put(dict, "scenario_drops_v",
                ird_tcl_numbers(report->scenario_v, report->scenarios));
    put_spread(dict, report);
    ird_tcl_put(dict, "capacitance_f", describe_capacitance(report->farad));
    ird_tcl_put(dict, "assumed", describe_assumed(report));
    return dict;
}

/* The drops in time of a wish, and the view of them; free the view whatever the result.
 */
static ird_status need_view(ird_context *context, const ird_time_wish *wish,
                            const ird_net_dynamic **dynamic, ird_dynamic_view *view,
                            ird_error *err) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    IRD_TRY(ird_session_solve_dynamic(session, wish, monitor, dynamic, err));
    return ird_dynamic_view_make(view, session, *dynamic, wish, monitor, err);
}

int ird_tcl_solve_dynamic(ird_context *context, const ird_time_options *options,
                          const int32_t *nets, size_t count,
                          const ird_solve_options *solve) {
    const ird_net_dynamic *dynamic = NULL;
    ird_dynamic_view view = {0};
    ird_error err;
    ird_time_wish wish = ird_session_time_wish(&context->session);
    if (count > IRD_TRANSIENT_PAIR) {
        return ird_tcl_fail_clash(context, "-dynamic takes one net, or a power net and "
                                           "its ground net as in {VDD VSS}");
    }
    take_options(options, &wish);
    wish.solve = *solve;
    wish.net_count = count;
    for (size_t i = 0; i < count; i++) {
        wish.nets[i] = nets[i];
    }
    ird_status status = check_options(options, context->session.is_spice, &err);
    if (status == IRD_OK) {
        status = check_chosen(options, &context->session, &err);
    }
    if (status == IRD_OK) {
        status = need_view(context, &wish, &dynamic, &view, &err);
    }
    if (status == IRD_OK) {
        Tcl_SetObjResult(context->interp, describe(&view));
    }
    ird_dynamic_view_free(&view);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

/* --- report --------------------------------------------------------------------------
 */

typedef struct report_options {
    ird_count_option like;
} report_options;

static int run_report_dynamic(ird_context *context, const ird_call *call) {
    (void)call;
    const ird_time_wish wish = ird_session_last_time_wish(&context->session);
    const ird_net_dynamic *dynamic = NULL;
    ird_dynamic_view view = {0};
    ird_text text = {0};
    ird_error err;
    ird_status status = need_view(context, &wish, &dynamic, &view, &err);
    if (status == IRD_OK) {
        status = ird_report_dynamic(&text, &view.report, &err);
    }
    int code = status == IRD_OK ? ird_tcl_print(context, ird_text_get(&text))
                                : ird_tcl_fail(context, &err);
    ird_text_free(&text);
    ird_dynamic_view_free(&view);
    return code;
}

/* --- waveforms -----------------------------------------------------------------------
 */

typedef struct waveform_options {
    Tcl_Obj *instance;
    Tcl_Obj *node;
    ird_count_option source;
    Tcl_Obj *net;
    Tcl_Obj *file;
    ird_count_option like;
} waveform_options;

/* Node of the worst pin of an instance; -1 where it has none. */
static ird_status find_pin(const ird_solved *solved, const char *name, int32_t *node,
                           ird_error *err) {
    ird_pin_drops pins = {0};
    IRD_TRY(ird_pin_drops_make(&pins, solved, err));
    *node = ird_pin_drops_worst_node(&pins, name);
    ird_pin_drops_free(&pins);
    return IRD_OK;
}

/* What is asked for: a node, or a source (node -1), of one of the nets. */
typedef struct wanted {
    size_t net;
    int32_t node;
    int32_t component; /* -1: it is no instance */
    size_t source;
    char name[96];
} wanted;

static int fail_place(ird_context *context, ird_status id, const char *what,
                      const char *name) {
    ird_error err;
    ird_fail(&err, id, "no %s \"%.200s\" is on the nets that were solved in time", what,
             name);
    ird_error_detail(&err, name, strlen(name));
    return ird_tcl_fail(context, &err);
}

/* The node of that name, of this net or (NULL) of the first that has it. */
static ird_status find_node(const ird_dynamic_view *view, bool is_any, const char *name,
                            wanted *w, ird_error *err) {
    size_t end = is_any ? view->report.net_count : w->net + 1;
    for (size_t i = w->net; i < end && w->node < 0; i++) {
        w->net = i;
        IRD_TRY(ird_network_find_node(&view->nets[i].grid->network, name, &w->node, err));
    }
    return IRD_OK;
}

static int find_net(ird_context *context, const ird_dynamic_view *view, const char *name,
                    size_t *net) {
    size_t count = view->report.net_count;
    for (*net = 0; *net < count && strcmp(view->nets[*net].net, name) != 0;) {
        ++*net;
    }
    return *net < count ? TCL_OK : fail_place(context, IRD_SESSION_INSTANCE, "net", name);
}

static int find_place(ird_context *context, const waveform_options *o,
                      const ird_dynamic_view *view, Tcl_Obj *name, wanted *w) {
    Tcl_DString native;
    ird_error err;
    int code = TCL_OK;
    bool is_node = o->instance == NULL;
    const ird_solved *net = &view->nets[w->net];
    ird_tcl_native(name, &native);
    const char *word = Tcl_DStringValue(&native);
    ird_status status = is_node ? find_node(view, o->net == NULL, word, w, &err)
                                : find_pin(net, word, &w->node, &err);
    snprintf(w->name, sizeof w->name, "%.90s", word);
    if (!is_node) {
        w->component =
            ird_names_find(&context->session.design.component_names, word, strlen(word));
    }
    if (status != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    } else if (w->node < 0) {
        code = fail_place(context, is_node ? IRD_SESSION_NODE : IRD_SESSION_INSTANCE,
                          is_node ? "node" : "instance", word);
    }
    Tcl_DStringFree(&native);
    return code;
}

/* name: of an instance or node; NULL for a source. */
static int find_wanted(ird_context *context, const waveform_options *o,
                       const ird_dynamic_view *view, Tcl_Obj *name, wanted *w) {
    *w = (wanted){.node = -1, .component = -1};
    if (o->net != NULL &&
        find_net(context, view, Tcl_GetString(o->net), &w->net) != TCL_OK) {
        return TCL_ERROR;
    }
    if (name != NULL) {
        return find_place(context, o, view, name, w);
    }
    const ird_solved *net = &view->nets[w->net];
    w->source = o->source.value;
    snprintf(w->name, sizeof w->name, "%.60s#%zu", net->net, w->source);
    return w->source < net->solution->source_count
               ? TCL_OK
               : fail_place(context, IRD_SESSION_INSTANCE, "source", w->name);
}

/* All that is asked for. */
typedef struct asked {
    wanted *items;
    int32_t *nodes, *components; /* of each */
    size_t count;
    bool is_list; /* of several names */
} asked;

static void free_asked(asked *a) {
    ird_free(a->items);
    ird_free(a->nodes);
    ird_free(a->components);
}

static bool is_instance(const ird_context *context, Tcl_Obj *name) {
    Tcl_DString native;
    ird_tcl_native(name, &native);
    const char *word = Tcl_DStringValue(&native);
    bool is_one =
        ird_names_find(&context->session.design.component_names, word, strlen(word)) >= 0;
    Tcl_DStringFree(&native);
    return is_one;
}

/* Names that are a list of several, unless that is the name of an instance. */
static int find_asked(ird_context *context, const waveform_options *o,
                      const ird_dynamic_view *view, asked *a) {
    Tcl_Obj *name = o->instance != NULL ? o->instance : o->node;
    Tcl_Obj **names = &name;
    Tcl_Size count = 1;
    if (name != NULL && !is_instance(context, name)) {
        Tcl_Size length = 0;
        Tcl_Obj **items = NULL;
        a->is_list =
            Tcl_ListObjGetElements(NULL, name, &length, &items) == TCL_OK && length > 1;
        names = a->is_list ? items : names;
        count = a->is_list ? length : count;
    }
    a->count = (size_t)count;
    a->items = ird_alloc_zero(a->count, sizeof *a->items);
    a->nodes = ird_alloc(a->count, sizeof *a->nodes);
    a->components = ird_alloc(a->count, sizeof *a->components);
    if (a->items == NULL || a->nodes == NULL || a->components == NULL) {
        ird_error err;
        ird_fail_memory(&err, "looking at waveforms");
        return ird_tcl_fail(context, &err);
    }
    int code = TCL_OK;
    for (size_t i = 0; i < a->count && code == TCL_OK; i++) {
        code = find_wanted(context, o, view, names[i], &a->items[i]);
    }
    return code;
}

/* Numbers of node and source through the nets. */
static void count_through(const ird_net_dynamic *dynamic, const wanted *w, int32_t *node,
                          size_t *source) {
    const ird_net_transient *transient = dynamic->transient->value;
    *node = w->node;
    *source = w->source;
    for (size_t i = 0; i < w->net; i++) {
        *node += (int32_t)transient->networks[i]->nodes.count;
        *source += transient->networks[i]->sources.count;
    }
}

/* The format of a file of waveforms by its ending. */
static int waveform_format(ird_context *context, const char *path,
                           ird_waveform_format *format) {
    static const char *const endings[] = {".csv", ".raw", ".vcd"};
    size_t size = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (size > 4 && strcasecmp(path + size - 4, endings[i]) == 0) {
            *format = (ird_waveform_format)i;
            return TCL_OK;
        }
    }
    return ird_tcl_fail_clash(context, "a file of waveforms has the ending .csv, .raw or "
                                       ".vcd; give one of them");
}

/* Voltages in place of the drops. */
static void to_voltage(double *values, size_t count, const ird_solved *net) {
    for (size_t i = 0; i < count; i++) {
        values[i] = net->grid->network.is_ground ? values[i]
                                                 : net->solution->supply_v - values[i];
    }
}

/* The path and what its ending says; free *path whatever the result. */
static int parse_file(ird_context *context, Tcl_Obj *file, Tcl_DString *path,
                      ird_waveform_format *format) {
    return ird_tcl_path(context, file, path) == TCL_OK
               ? waveform_format(context, Tcl_DStringValue(path), format)
               : TCL_ERROR;
}

static int check_file(ird_context *context, Tcl_Obj *file) {
    Tcl_DString path;
    ird_waveform_format format;
    int code = parse_file(context, file, &path, &format);
    Tcl_DStringFree(&path);
    return code;
}

/* With what they rest on. */
static int write_file(ird_context *context, Tcl_Obj *file, const ird_dynamic_view *view,
                      ird_waveform_set *set) {
    Tcl_DString path;
    ird_text basis = {0};
    ird_waveform_format format = IRD_WAVEFORM_CSV;
    ird_error err;
    int code = parse_file(context, file, &path, &format);
    if (code == TCL_OK) {
        ird_status status = ird_dynamic_assumptions(&basis, &view->report, &err);
        set->basis = ird_text_get(&basis);
        if (status == IRD_OK) {
            status = ird_waveform_write(Tcl_DStringValue(&path), format, set, &err);
        }
        code = status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
    }
    ird_text_free(&basis);
    Tcl_DStringFree(&path);
    return code;
}

/* Of one name its values, of several a list of them each. */
static Tcl_Obj *describe_waves(const ird_dynamic_view *view, const asked *a,
                               const ird_dynamic_course *course,
                               const ird_waveform *waves) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    Tcl_Obj *names = Tcl_NewListObj(0, NULL), *lists = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < a->count && a->is_list; i++) {
        Tcl_ListObjAppendElement(NULL, names, ird_tcl_text(waves[i].name));
        Tcl_ListObjAppendElement(NULL, lists,
                                 ird_tcl_numbers(waves[i].values, course->count));
    }
    ird_tcl_put(dict, "of", a->is_list ? names : ird_tcl_text(waves[0].name));
    ird_tcl_put_text(dict, "net", view->nets[a->items[0].net].net);
    ird_tcl_put(dict, "time_s", ird_tcl_numbers(course->at_s, course->count));
    ird_tcl_put(dict, waves[0].is_current ? "current_a" : "voltage_v",
                a->is_list ? lists : ird_tcl_numbers(waves[0].values, course->count));
    if (!a->is_list) {
        Tcl_DecrRefCount(names);
        Tcl_DecrRefCount(lists);
    }
    return dict;
}

static int give_waveforms(ird_context *context, const waveform_options *o,
                          const ird_dynamic_view *view, const asked *a,
                          const ird_dynamic_course *course, size_t source) {
    ird_waveform *waves = ird_alloc(a->count, sizeof *waves);
    if (waves == NULL) {
        ird_error err;
        ird_fail_memory(&err, "looking at waveforms");
        return ird_tcl_fail(context, &err);
    }
    int code = TCL_OK;
    for (size_t i = 0; i < a->count; i++) {
        const wanted *w = &a->items[i];
        bool is_current = w->node < 0;
        double *values = is_current ? course->source_a + source * course->count
                                    : course->drop_v + i * course->count;
        if (!is_current) {
            to_voltage(values, course->count, &view->nets[w->net]);
        }
        waves[i] = (ird_waveform){w->name, is_current, values};
    }
    if (o->file != NULL) {
        ird_waveform_set set = {course->at_s, course->count, waves, a->count, NULL};
        code = write_file(context, o->file, view, &set);
    } else {
        Tcl_SetObjResult(context->interp, describe_waves(view, a, course, waves));
    }
    ird_free(waves);
    return code;
}

static int probe_asked(ird_context *context, const waveform_options *o,
                       const ird_net_dynamic *dynamic, const ird_dynamic_view *view,
                       asked *a) {
    ird_session *session = &context->session;
    const ird_time_wish wish = ird_session_last_time_wish(session);
    ird_dynamic_course course = {0};
    ird_error err;
    size_t source = 0;
    for (size_t i = 0; i < a->count; i++) {
        count_through(dynamic, &a->items[i], &a->nodes[i], &source);
        a->components[i] = a->items[i].component;
    }
    const ird_time_probes probes = {
        .wish = {.probes = a->nodes,
                 .probe_count = o->source.given ? 0 : a->count,
                 .wants_sources = o->source.given},
        .components = a->components};
    int code =
        ird_session_probe_dynamic(session, &wish, &probes, &context->progress.monitor,
                                  &course, &err) == IRD_OK
            ? give_waveforms(context, o, view, a, &course, source)
            : ird_tcl_fail(context, &err);
    ird_dynamic_course_free(&course);
    return code;
}

static int run_waveform(ird_context *context, const ird_call *call) {
    const waveform_options *o = call->options;
    const ird_time_wish wish = ird_session_last_time_wish(&context->session);
    const ird_net_dynamic *dynamic = NULL;
    ird_dynamic_view view = {0};
    ird_error err;
    asked a = {0};
    if ((o->instance != NULL) + (o->node != NULL) + o->source.given != 1) {
        return ird_tcl_fail_clash(context,
                                  "waveform needs one of -instance, -node and -source");
    }
    int code = o->file != NULL ? check_file(context, o->file) : TCL_OK;
    if (code != TCL_OK) {
        return code;
    }
    if (need_view(context, &wish, &dynamic, &view, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    } else {
        code = find_asked(context, o, &view, &a);
    }
    if (code == TCL_OK) {
        code = probe_asked(context, o, dynamic, &view, &a);
    }
    free_asked(&a);
    ird_dynamic_view_free(&view);
    return code;
}

/* --- tables --------------------------------------------------------------------------
 */

static const ird_option report_table[] = {
    IRD_LIKE_ROW(report_options, like),
    {0},
};

static const ird_option waveform_table[] = {
    {"-instance", IRD_OPTION_TEXT, offsetof(waveform_options, instance), false, "NAME",
     "The voltage at this instance, at its worst pin, or at each of a list of them; when "
     "not given -node or -source says what.",
     NULL},
    {"-node", IRD_OPTION_TEXT, offsetof(waveform_options, node), false, "NAME",
     "The voltage at this node, as write_spice names it, or at each of a list of them; "
     "when not given -instance or -source says what.",
     NULL},
    {"-source", IRD_OPTION_COUNT, offsetof(waveform_options, source), false, "N",
     "The current of the source of this number, from 0; when not given -instance or "
     "-node says what.",
     NULL},
    {"-net", IRD_OPTION_TEXT, offsetof(waveform_options, net), false, "NET",
     "Which of the nets that were solved; when not given the first one, for -node the "
     "first that has it.",
     NULL},
    {"-file", IRD_OPTION_TEXT, offsetof(waveform_options, file), false, "FILE",
     "Write it there instead: .csv, .raw (ngspice) or .vcd (GTKWave), with what is "
     "assumed in comments before the header, in a raw file as titles before its own; "
     "when "
     "not given it is the result.",
     NULL},
    IRD_LIKE_ROW(waveform_options, like),
    {0},
};

const ird_command ird_dynamic_commands[] = {
    {"report_dynamic", run_report_dynamic, "", 0, 0, report_table, sizeof(report_options),
     "Print the drops in time that solve -dynamic found last: the worst of each net and "
     "when, the supply that is left, capacitance, steps, and what was assumed. Solves "
     "what is not solved.",
     ""},
    {"waveform", run_waveform, "", 0, 0, waveform_table, sizeof(waveform_options),
     "Give a voltage or current in time, of what solve -dynamic found last: at its "
     "steps, and at the worst of the place where that lies between two. It is solved "
     "once "
     "more for the first one, whose steps are kept while no input changes, in memory (at "
     "most 1 GiB, and a quarter of what set_memory leaves) and what is more in a file in "
     "TMPDIR or /tmp: further ones, and maps at a time, are answered from them.",
     "A dict: of, net, time_s (a list), voltage_v or current_a (as many; of several "
     "places "
     "a list for each); nothing with -file."},
    {0},
};
