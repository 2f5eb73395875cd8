/* SPDX-License-Identifier: BSD-3-Clause */
#include "activity/activity.h"

#include <math.h>
#include <string.h>

#include "activity/pass.h"
#include "activity/toggles.h"

static const char *const doing = "reading switching activity";

void ird_activity_free(ird_activity *activity) {
    if (activity != NULL) {
        ird_free(activity->file);
        ird_free(activity->scope);
        ird_free(activity->rate_hz);
        ird_free(activity->window_share);
        ird_notes_free(&activity->notes);
        memset(activity, 0, sizeof *activity);
    }
}

double ird_activity_matched_share(const ird_activity *activity) {
    return activity->driven_nets > 0
               ? (double)activity->matched_nets / (double)activity->driven_nets
               : 0;
}

/* --- one pass ------------------------------------------------------------------------
 */

/* SAIF begins with a list or a comment before it, VCD with a keyword. */
static ird_status tell_format(ird_stream *stream, ird_activity_format *format,
                              ird_error *err) {
    ird_slice word;
    IRD_TRY(ird_stream_word(stream, &word, err));
    stream->at = word.data;
    char first = word.size > 0 ? *word.data : '\0';
    if (first != '$' && first != '(' && first != '/') {
        return ird_fail_at(err, IRD_ACTIVITY_FORMAT, stream->path, 0,
                           "this is neither SAIF nor VCD: it begins with \"%.*s\"",
                           ird_slice_quoted(word), word.data);
    }
    *format = first == '$' ? IRD_ACTIVITY_VCD : IRD_ACTIVITY_SAIF;
    return IRD_OK;
}

static ird_status run_pass(ird_activity_pass *pass, const char *path, size_t block,
                           ird_activity_format *format, ird_error *err) {
    IRD_TRY(ird_stream_open(&pass->stream, path, block, err));
    if (*format == IRD_ACTIVITY_BY_CONTENT) {
        IRD_TRY(tell_format(&pass->stream, format, err));
    }
    return *format == IRD_ACTIVITY_VCD ? ird_vcd_read(pass, err)
                                       : ird_saif_read(pass, err);
}

/* Toggles a second of each component: the mean over the nets that it drives. */
static ird_status make_rates(const ird_activity_pass *pass, double seconds,
                             size_t components, double **rate_hz, ird_error *err) {
    uint32_t *counts = ird_alloc(components, sizeof *counts);
    double *rates = ird_alloc_zero(components, sizeof *rates);
    if (counts == NULL || rates == NULL) {
        ird_free(counts);
        ird_free(rates);
        return ird_fail_memory(err, doing);
    }
    ird_activity_pass_count(pass, counts, components);
    for (size_t net = 0; net < pass->netlist->drivers.count; net++) {
        int32_t driver = pass->netlist->drivers.items[net];
        if (driver != IRD_NO_DRIVER && pass->sources[net].code != IRD_NO_CODE) {
            rates[driver] += (double)pass->toggles[net];
        }
    }
    for (size_t i = 0; i < components; i++) {
        rates[i] = counts[i] > 0 ? rates[i] / (double)counts[i] / seconds : (double)NAN;
    }
    ird_free(counts);
    *rate_hz = rates;
    return IRD_OK;
}

/* sum(w a) / sum(w) over the components with activity; 0 where none of them weighs. */
static double weighted_mean(const double *rate_hz, const double *weights, size_t count) {
    long double sum = 0;
    long double weight = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(rate_hz[i])) {
            sum += (long double)weights[i] * (long double)rate_hz[i];
            weight += (long double)weights[i];
        }
    }
    return weight > 0 ? (double)(sum / weight) : 0;
}

static ird_status describe(ird_activity *made, const ird_activity_pass *pass,
                           ird_error *err) {
    const char *scope =
        pass->top >= 0 ? ird_names_get(&pass->signals.scopes, pass->top) : "";
    made->file = ird_copy_string(pass->stream.path, strlen(pass->stream.path));
    made->scope = ird_copy_string(scope, strlen(scope));
    if (made->file == NULL || made->scope == NULL) {
        return ird_fail_memory(err, doing);
    }
    IRD_TRY(ird_notes_copy(&made->notes, &pass->notes, err));
    made->duration_s = pass->duration_s;
    made->first_s = pass->first_s;
    made->driven_nets = pass->netlist->driven;
    for (size_t net = 0; net < pass->netlist->drivers.count; net++) {
        made->matched_nets += pass->netlist->drivers.items[net] != IRD_NO_DRIVER &&
                              pass->sources[net].code != IRD_NO_CODE;
    }
    return make_rates(pass, made->duration_s, made->count, &made->rate_hz, err);
}

/* --- windows -------------------------------------------------------------------------
 */

/* The current of each window over that of the run: toggles of the window a second over
 * those of the run, each weighed by its driver. */
static ird_status share_windows(ird_activity *made, ird_activity_pass *pass,
                                ird_error *err) {
    long double total = 0;
    for (size_t i = 0; i < pass->window_sums.count; i++) {
        total += (long double)pass->window_sums.items[i];
    }
    if (!(total > 0)) {
        return ird_fail_at(err, IRD_ACTIVITY_SILENT, pass->stream.path, 0,
                           "no net toggles that an instance which draws power drives; is "
                           "it the run of this design, and of more than its reset?");
    }
    made->window_s = pass->window_rounded_s;
    double scale = made->duration_s / made->window_s / (double)total;
    for (size_t i = 0; i < pass->window_sums.count; i++) {
        pass->window_sums.items[i] *= scale;
        if (pass->window_sums.items[i] > pass->window_sums.items[made->window]) {
            made->window = i;
        }
    }
    made->peak_window = made->window;
    made->window_count = pass->window_sums.count;
    made->window_share = pass->window_sums.items;
    pass->window_sums.items = NULL;
    return IRD_OK;
}

ird_status ird_activity_read_window(const ird_activity *activity,
                                    const ird_netlist *netlist, size_t window,
                                    size_t block, const ird_monitor *monitor,
                                    double **rate_hz, ird_error *err) {
    if (window >= activity->window_count) {
        return ird_fail(err, IRD_ACTIVITY_WINDOW,
                        "there is no time window %zu; the activity has %zu, counted from "
                        "0%s",
                        window, activity->window_count,
                        activity->window_count == 0 ? "; read a VCD with -window" : "");
    }
    ird_activity_format format = activity->format;
    ird_activity_pass pass = {.netlist = netlist,
                              .scope = activity->scope,
                              .monitor = monitor,
                              .window_s = activity->window_s,
                              .window = (int64_t)window};
    ird_status status = run_pass(&pass, activity->file, block, &format, err);
    if (status == IRD_OK) {
        status = make_rates(&pass, activity->window_s, activity->count, rate_hz, err);
    }
    ird_activity_pass_free(&pass);
    return status;
}

static ird_status check_toggles(const ird_activity *activity, double to_s,
                                ird_error *err) {
    if (activity->format != IRD_ACTIVITY_VCD) {
        return ird_fail_at(err, IRD_ACTIVITY_FORMAT, activity->file, 0,
                           "a SAIF says how often nets toggle and not when; read a VCD");
    }
    static const double SLACK = 1e-9; /* of rounding to ticks */
    if (to_s > activity->duration_s * (1 + SLACK)) {
        return ird_fail_at(err, IRD_ACTIVITY_WINDOW, activity->file, 0,
                           "the run of %g ns ends before the %g ns that are asked for; "
                           "take fewer cycles or an earlier window",
                           activity->duration_s * 1e9, to_s * 1e9);
    }
    return IRD_OK;
}

static ird_status read_cycles(const ird_activity *activity, const ird_netlist *netlist,
                              const ird_cycle_wish *wish, const int32_t *edges_of,
                              size_t block, const ird_monitor *monitor, ird_error *err) {
    ird_activity_format format = activity->format;
    double to_s = wish->from_s + (double)wish->cycles * wish->period_s;
    ird_activity_pass pass = {.netlist = netlist,
                              .scope = activity->scope,
                              .monitor = monitor,
                              .window = -1,
                              .cycles = wish,
                              .edges_of = edges_of};
    IRD_TRY(check_toggles(activity, to_s, err));
    ird_status status = run_pass(&pass, activity->file, block, &format, err);
    ird_activity_pass_free(&pass);
    return status;
}

ird_status ird_activity_read_cycles(const ird_activity *activity,
                                    const ird_netlist *netlist,
                                    const ird_cycle_wish *wish, size_t block,
                                    const ird_monitor *monitor, ird_error *err) {
    return read_cycles(activity, netlist, wish, NULL, block, monitor, err);
}

/* --- the clock -----------------------------------------------------------------------
 */

enum { RISES = 65, PIECES = 1024 /* of the run: no more of it is read than is needed */ };

typedef struct clock_seen {
    double piece_s, first_s, last_s;
    size_t rises;
} clock_seen;

/* Fails once enough was seen. */
static ird_status see_clock(void *context, const ird_cycle_toggles *cycle,
                            ird_error *err) {
    clock_seen *seen = context;
    for (size_t i = 0; i < cycle->toggles->items.count; i++) {
        const ird_toggle *edge = &cycle->toggles->items.items[i];
        double at_s = (double)cycle->cycle * seen->piece_s + edge->at_s;
        if (edge->component == 1 && seen->rises < RISES) {
            seen->first_s = seen->rises == 0 ? at_s : seen->first_s;
            seen->last_s = at_s;
            seen->rises++;
        }
    }
    return seen->rises < RISES ? IRD_OK : ird_fail(err, IRD_INTERRUPTED, "enough");
}

ird_status ird_activity_read_clock(const ird_activity *activity,
                                   const ird_netlist *netlist, const char *net,
                                   double from_s, const ird_monitor *monitor,
                                   ird_clock_edges *edges, ird_error *err) {
    int32_t id = ird_names_find(&netlist->names, net, strlen(net));
    if (id < 0) {
        return ird_fail(err, IRD_CYCLES_CLOCK,
                        "the design has no net \"%.200s\" that could be the clock", net);
    }
    clock_seen seen = {.piece_s = fmax(activity->duration_s - from_s, 0) / PIECES};
    const ird_cycle_wish wish = {.from_s = from_s,
                                 .period_s = seen.piece_s,
                                 .cycles = PIECES,
                                 .take = see_clock,
                                 .context = &seen};
    ird_status status = seen.piece_s > 0
                            ? read_cycles(activity, netlist, &wish, &id, 0, monitor, err)
                            : IRD_OK;
    if (status != IRD_OK && seen.rises < RISES) {
        return status;
    }
    if (seen.rises < 2) {
        return ird_fail_at(err, IRD_CYCLES_CLOCK, activity->file, 0,
                           "the net \"%.200s\" does not rise twice from %g ns on; is it "
                           "the clock, and in the scope of the design?",
                           net, from_s * 1e9);
    }
    *edges = (ird_clock_edges){from_s + seen.first_s,
                               (seen.last_s - seen.first_s) / (double)(seen.rises - 1)};
    return IRD_OK;
}

/* --- toggles of a part ---------------------------------------------------------------
 */

static ird_status take_part(void *context, const ird_cycle_toggles *cycle,
                            ird_error *err) {
    ird_toggles *made = context;
    (void)err;
    *made = *cycle->toggles;
    *cycle->toggles = (ird_toggles){0};
    return IRD_OK;
}

ird_status ird_activity_read_toggles(const ird_activity *activity,
                                     const ird_netlist *netlist, double from_s,
                                     double to_s, size_t block,
                                     const ird_monitor *monitor, ird_toggles *toggles,
                                     ird_error *err) {
    ird_toggles made = {0};
    const ird_cycle_wish wish = {.from_s = from_s,
                                 .period_s = to_s - from_s,
                                 .cycles = 1,
                                 .take = take_part,
                                 .context = &made};
    ird_status status =
        ird_activity_read_cycles(activity, netlist, &wish, block, monitor, err);
    if (status != IRD_OK) {
        ird_free(made.items.items);
        return status;
    }
    ird_free(toggles->items.items);
    *toggles = made;
    return IRD_OK;
}

/* The whole run is known: describe its windows and take the rates of the worst. */
static ird_status choose_window(ird_activity *made, ird_activity_pass *pass, size_t block,
                                ird_error *err) {
    double *rate_hz;
    made->mean_hz = weighted_mean(made->rate_hz, pass->power_w, made->count);
    IRD_TRY(share_windows(made, pass, err));
    IRD_TRY(ird_activity_read_window(made, pass->netlist, made->window, block,
                                     pass->monitor, &rate_hz, err));
    ird_free(made->rate_hz);
    made->rate_hz = rate_hz;
    return IRD_OK;
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status check_nets(const ird_netlist *netlist, const char *path,
                             ird_error *err) {
    if (netlist->driven > 0) {
        return IRD_OK;
    }
    return ird_fail_at(err, IRD_ACTIVITY_NETS, path, 0,
                       "cannot be used: in the NETS of the DEF no instance drives a net; "
                       "write the DEF with its nets");
}

ird_status ird_activity_read(ird_activity *activity, const ird_netlist *netlist,
                             const double *power_w, size_t components, const char *path,
                             const ird_activity_options *options,
                             const ird_monitor *monitor, ird_error *err) {
    bool has_windows = options->window_s > 0;
    ird_activity made = {.count = components, .format = options->format};
    ird_activity_pass pass = {.netlist = netlist,
                              .scope = options->scope,
                              .monitor = monitor,
                              .window_s = options->window_s,
                              .power_w = has_windows ? power_w : NULL,
                              .component_count = components,
                              .window = -1};
    ird_status status = check_nets(netlist, path, err);
    if (status != IRD_OK ||
        (status = run_pass(&pass, path, options->block, &made.format, err)) != IRD_OK ||
        (status = describe(&made, &pass, err)) != IRD_OK) {
        goto done;
    }
    if (has_windows &&
        (status = choose_window(&made, &pass, options->block, err)) != IRD_OK) {
        goto done;
    }
    ird_activity_free(activity);
    *activity = made;
    made = (ird_activity){0};
done:
    ird_activity_pass_free(&pass);
    ird_activity_free(&made);
    return status;
}

/* --- power ---------------------------------------------------------------------------
 */

static ird_status fail_silent(const ird_activity *activity, ird_error *err) {
    return ird_fail_at(
        err, IRD_ACTIVITY_SILENT, activity->file, 0,
        "no instance that draws power drives a net that toggles, so that "
        "power cannot be spread by activity; is it the run of this design, "
        "and of more than its reset?");
}

/* *scaled_w holds the power of each instance that draws base_w without the activity. */
static ird_status scale(const ird_activity *activity, const double *rate_hz,
                        const double *base_w, double **scaled_w, double *total_w,
                        ird_error *err) {
    double mean_hz = weighted_mean(rate_hz, base_w, activity->count);
    double run_hz = activity->window_count > 0 ? activity->mean_hz : mean_hz;
    if (!(run_hz > 0)) {
        return fail_silent(activity, err);
    }
    double *made_w = ird_alloc(activity->count, sizeof *made_w);
    if (made_w == NULL) {
        return ird_fail_memory(err, "scaling the power by activity");
    }
    long double sum_w = 0;
    for (size_t i = 0; i < activity->count; i++) {
        double hz = isnan(rate_hz[i]) ? mean_hz : rate_hz[i];
        made_w[i] = base_w[i] * (hz / run_hz);
        sum_w += (long double)made_w[i];
    }
    *scaled_w = made_w;
    *total_w = (double)sum_w;
    return IRD_OK;
}

ird_status ird_activity_apply(const ird_activity *activity, const double *rate_hz,
                              const ird_power *base, ird_power *scaled, ird_error *err) {
    ird_power made = *base;
    made.origin = IRD_POWER_ACTIVITY;
    made.base_origin = base->origin;
    made.activity_matched = ird_activity_matched_share(activity);
    made.activity_low = made.activity_matched < IRD_ACTIVITY_LOW;
    made.activity_file = ird_copy_string(activity->file, strlen(activity->file));
    if (made.activity_file == NULL) {
        return ird_fail_memory(err, "scaling the power by activity");
    }
    ird_status status = scale(activity, rate_hz != NULL ? rate_hz : activity->rate_hz,
                              base->instance_w, &made.instance_w, &made.total_w, err);
    if (status != IRD_OK) {
        ird_free(made.activity_file);
        return status;
    }
    *scaled = made;
    return IRD_OK;
}

void ird_scaled_power_free(ird_power *scaled) {
    ird_free(scaled->instance_w);
    ird_free(scaled->regions > 0 ? scaled->leakage_w : NULL);
    ird_free(scaled->activity_file);
    *scaled = (ird_power){0};
}
