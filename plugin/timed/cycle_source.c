/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/cycle_source.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "session/activity_setting.h"
#include "session/power_setting.h"

static const char DOING[] = "reading cycles";

void ird_cycle_source_free(ird_cycle_source *source) {
    ird_net_statics_end(&source->statics);
    ird_cell_drop(source->transient);
    ird_cell_drop(source->active);
    ird_toggle_store_free(&source->kept);
    *source = (ird_cycle_source){0};
}

ird_status ird_cycle_source_need_statics(ird_cycle_source *source, ird_session *session,
                                         const ird_solve_options *options,
                                         const ird_monitor *monitor, ird_error *err) {
    return ird_net_statics_need(&source->statics, session, source->net, options, monitor,
                                err);
}

/* Where a cycle begins in the run, from its first time on. */
static double origin_of(const ird_cycle_source *source, size_t cycle) {
    return source->from_s + (double)cycle * source->period_s;
}

double ird_cycle_source_file_s(const ird_cycle_source *source, size_t cycle) {
    double first_s = source->active != NULL
                         ? ((const ird_active *)source->active->value)->activity.first_s
                         : 0;
    return first_s + origin_of(source, cycle);
}

/* --- looking at cycles ---------------------------------------------------------------
 */

/* Who looks, and the cycles around the present one, the last one at the end. */
typedef struct looking {
    ird_cycle_source *source;
    const size_t *wanted;
    size_t count, back, next; /* of wanted: not shown yet */
    ird_see_cycle *see;
    void *context;
    const ird_monitor *monitor;
    ird_cycle_part *parts;  /* back + 2 of them */
    ird_cycle_part **order; /* those, by cycle; present of them hold one */
    const ird_cycle_part **shown;
    size_t present;
    ird_events events;
    ird_charge_left left;
} looking;

static size_t wanted_at(const looking *l, size_t at) {
    return l->wanted != NULL ? l->wanted[at] : at;
}

/* The number of a cycle in its run, and whether that is one run with the next cycle. */
static size_t number_of(const ird_cycle_source *source, size_t cycle) {
    return source->per_scenario > 0 ? cycle % source->per_scenario : cycle;
}

static bool goes_on(const ird_cycle_source *source, size_t cycle) {
    return cycle + 1 < source->cycles && number_of(source, cycle + 1) > 0;
}

static bool is_next(const looking *l, size_t at) {
    size_t cycle = l->order[at - 1]->cycle;
    return cycle + 1 == l->order[at]->cycle && goes_on(l->source, cycle);
}

/* Show the next wanted one, which is that at `at` of those present. */
static ird_status show(looking *l, size_t at, ird_error *err) {
    size_t cycle = l->order[at]->cycle, first = at, end = at + 1;
    while (first > 0 && at - first < l->back && is_next(l, first)) {
        first--;
    }
    end += end < l->present && is_next(l, end);
    for (size_t i = first; i < end; i++) {
        l->shown[i - first] = l->order[i];
    }
    const ird_cycle_view view = {cycle, l->shown, end - first};
    l->next++;
    return l->see(l->context, &view, err);
}

/* A cycle is known: that before it can be shown, and the last one of the run itself. */
static ird_status show_known(looking *l, ird_error *err) {
    for (size_t at = l->present > 1 ? l->present - 2 : 0; at < l->present; at++) {
        bool is_whole = !goes_on(l->source, l->order[at]->cycle) ||
                        (at + 1 < l->present && is_next(l, at + 1));
        if (l->next < l->count && is_whole &&
            wanted_at(l, l->next) == l->order[at]->cycle) {
            IRD_TRY(show(l, at, err));
        }
    }
    return IRD_OK;
}

/* A place for the next cycle, behind the others. */
static ird_cycle_part *next_part(looking *l, size_t cycle) {
    if (l->present == l->back + 2) {
        ird_cycle_part *first = l->order[0];
        memmove(l->order, l->order + 1, (l->present - 1) * sizeof *l->order);
        l->order[--l->present] = first;
    }
    ird_cycle_part *part = l->order[l->present++];
    part->cycle = cycle;
    part->pulses.count = 0;
    return part;
}

/* toggles: of a VCD; NULL: it is drawn. */
static ird_status take_cycle(looking *l, size_t cycle, const ird_run_part *toggles,
                             ird_error *err) {
    const ird_cycle_source *source = l->source;
    size_t number = number_of(source, cycle);
    const ird_cycle_time time = {
        .cycle = number,
        .least_s = number > 0 ? -(double)INFINITY : 0,
        .more = source->per_scenario > 0 ? cycle / source->per_scenario : 0};
    ird_cycle_part *part = next_part(l, cycle);
    l->events.count = 0;
    IRD_TRY(ird_switching_draw(source->plan, &time, &l->events, err));
    if (toggles != NULL) {
        IRD_TRY(ird_switching_take(source->plan, &time, toggles, &l->events, err));
    }
    IRD_TRY(ird_charge_add_pulses(&source->net->drains, l->events.items, l->events.count,
                                  &part->pulses, &l->left, err));
    return show_known(l, err);
}

/* --- from where ----------------------------------------------------------------------
 */

static ird_status take_read(void *context, const ird_cycle_toggles *cycle,
                            ird_error *err) {
    looking *l = context;
    const ird_run_part part = {cycle->toggles->items.items, cycle->toggles->items.count,
                               origin_of(l->source, cycle->cycle),
                               ird_delays_are_there(&l->source->delays)};
    return take_cycle(l, cycle->cycle, &part, err);
}

static ird_status take_kept(looking *l, size_t cycle, ird_toggles *scratch,
                            ird_error *err) {
    const ird_cycle_source *s = l->source;
    IRD_TRY(ird_toggle_store_take(&s->kept, cycle, scratch, err));
    const ird_run_part part = {scratch->items.items, scratch->items.count,
                               origin_of(s, cycle), ird_delays_are_there(&s->delays)};
    return take_cycle(l, cycle, &part, err);
}

static ird_status look_here(looking *l, const size_t *needed, size_t count,
                            ird_error *err) {
    enum { TICK_CYCLES = 64 };
    ird_toggles scratch = {0};
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        size_t cycle = needed != NULL ? needed[i] : i;
        status = l->source->active != NULL ? take_kept(l, cycle, &scratch, err)
                                           : take_cycle(l, cycle, NULL, err);
        if (status == IRD_OK && i % TICK_CYCLES == 0) {
            status = ird_monitor_tick(l->monitor, DOING, (double)i / (double)count, err);
        }
    }
    ird_free(scratch.items.items);
    return status;
}

static ird_status read_again(looking *l, const size_t *needed, size_t count,
                             ird_error *err) {
    ird_cycle_source *s = l->source;
    const ird_active *active = s->active->value;
    const ird_cycle_wish wish = {.from_s = s->from_s,
                                 .period_s = s->period_s,
                                 .cycles = s->cycles,
                                 .wanted = needed,
                                 .wanted_count = needed != NULL ? count : 0,
                                 .take = take_read,
                                 .context = l};
    s->passes++;
    return ird_activity_read_cycles(&active->activity, &active->netlist, &wish, 0,
                                    l->monitor, err);
}

/* The wanted cycles and those around them, rising; NULL where it is all of them. */
static ird_status list_needed(const looking *l, size_t **needed, size_t *count,
                              ird_error *err) {
    *needed = NULL;
    *count = l->source->cycles;
    if (l->wanted == NULL) {
        return IRD_OK;
    }
    size_t *made = ird_alloc(l->count * (l->back + 2), sizeof *made), out = 0;
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < l->count; i++) {
        size_t first = l->wanted[i] > l->back ? l->wanted[i] - l->back : 0;
        first = out > 0 && first <= made[out - 1] ? made[out - 1] + 1 : first;
        for (size_t c = first; c <= l->wanted[i] + 1 && c < l->source->cycles; c++) {
            made[out++] = c;
        }
    }
    *needed = made;
    *count = out;
    return IRD_OK;
}

static ird_status make_window(looking *l, ird_error *err) {
    size_t places = l->back + 2;
    l->parts = ird_alloc_zero(places, sizeof *l->parts);
    l->order = ird_alloc(places, sizeof(void *));
    l->shown = ird_alloc(places, sizeof(void *));
    if (l->parts == NULL || l->order == NULL || l->shown == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < places; i++) {
        l->order[i] = &l->parts[i];
    }
    return IRD_OK;
}

static void free_looking(looking *l) {
    for (size_t i = 0; l->parts != NULL && i < l->back + 2; i++) {
        ird_free(l->parts[i].pulses.items);
    }
    ird_free(l->parts);
    ird_free(l->order);
    ird_free(l->shown);
    ird_free(l->events.items);
}

ird_status ird_cycle_source_look(ird_cycle_source *source, const size_t *wanted,
                                 size_t count, size_t back, ird_see_cycle *see,
                                 void *context, const ird_monitor *monitor,
                                 ird_error *err) {
    looking l = {.source = source,
                 .wanted = wanted,
                 .count = wanted != NULL ? count : source->cycles,
                 .back = back,
                 .see = see,
                 .context = context,
                 .monitor = monitor};
    size_t *needed = NULL, needed_count = 0;
    ird_status status = make_window(&l, err);
    if (status == IRD_OK) {
        status = list_needed(&l, &needed, &needed_count, err);
    }
    if (status == IRD_OK) {
        bool reads = source->active != NULL && !source->is_kept;
        status = reads ? read_again(&l, needed, needed_count, err)
                       : look_here(&l, needed, needed_count, err);
    }
    ird_free(needed);
    free_looking(&l);
    return status;
}

ird_status ird_cycle_view_pulses(const ird_cycle_view *view, double period_s,
                                 double from_s, double to_s, ird_pulses *pulses,
                                 ird_error *err) {
    for (size_t i = 0; i < view->count; i++) {
        const ird_cycle_part *part = view->parts[i];
        double shift_s = ((double)part->cycle - (double)view->cycle) * period_s;
        IRD_TRY(ird_vec_reserve(pulses, part->pulses.count, DOING, err));
        for (size_t k = 0; k < part->pulses.count; k++) {
            ird_pulse pulse = part->pulses.items[k];
            pulse.start_s += shift_s;
            if (pulse.start_s + (double)pulse.width_s > from_s && pulse.start_s < to_s) {
                pulses->items[pulses->count++] = pulse;
            }
        }
    }
    return IRD_OK;
}

/* --- opening -------------------------------------------------------------------------
 */

/* Keep the toggles of a cycle, as long as there is room. */
static ird_status keep_cycle(void *context, const ird_cycle_toggles *cycle,
                             ird_error *err) {
    ird_cycle_source *s = context;
    const ird_toggle *toggles = cycle->toggles->items.items;
    size_t count = cycle->toggles->items.count;
    ird_delays_add(&s->delays, toggles, count);
    if (!s->is_kept) {
        return IRD_OK;
    }
    ird_error full = {0};
    ird_status status = ird_toggle_store_add(&s->kept, toggles, count, &full);
    if (status == IRD_FILE_WRITE) {
        ird_toggle_store_free(&s->kept);
        s->is_kept = false;
        return IRD_OK;
    }
    return status == IRD_OK ? IRD_OK : ird_fail_memory(err, DOING);
}

/* The first pass: whether there are delays, and all toggles if there is room. */
static ird_status read_all(ird_cycle_source *s, const ird_monitor *monitor,
                           ird_error *err) {
    const ird_active *active = s->active->value;
    const ird_cycle_wish wish = {.from_s = s->from_s,
                                 .period_s = s->period_s,
                                 .cycles = s->cycles,
                                 .take = keep_cycle,
                                 .context = s};
    s->is_kept = true;
    s->passes++;
    return ird_activity_read_cycles(&active->activity, &active->netlist, &wish, 0,
                                    monitor, err);
}

/* How many whole cycles a VCD has from there on. */
static ird_status count_cycles(ird_cycle_source *s, const ird_activity *activity,
                               size_t wanted, ird_error *err) {
    static const double SLACK = 1e-6; /* of a cycle: times are rounded to ticks */
    double length_s = activity->duration_s - s->from_s;
    double whole = floor(length_s / s->period_s + SLACK);
    if (!(whole >= 1)) {
        return ird_fail_at(err, IRD_CYCLES_NONE, activity->file, 0,
                           "from %g ns on the run has %g ns, less than one cycle of %g "
                           "ns; give the period of this run by set_clock, or an earlier "
                           "-from",
                           s->from_s * 1e9, fmax(length_s, 0) * 1e9, s->period_s * 1e9);
    }
    if ((double)wanted > whole || whole > (double)IRD_CYCLES_MOST) {
        return ird_fail_at(err, IRD_CYCLES_NONE, activity->file, 0,
                           "from %g ns on the run has %.0f whole cycles of %g ns; take "
                           "no more of them, and no more than %zu at a time",
                           s->from_s * 1e9, whole, s->period_s * 1e9, IRD_CYCLES_MOST);
    }
    s->cycles = wanted > 0 ? wanted : (size_t)whole;
    s->rest_s = fmax(length_s - whole * s->period_s, 0);
    return IRD_OK;
}

static ird_status open_run(ird_cycle_source *s, ird_session *session, size_t cycles,
                           const ird_monitor *monitor, ird_error *err) {
    ird_cell *active = NULL;
    IRD_TRY(ird_session_need_activity(session, monitor, &active, err));
    const ird_activity *activity = &((const ird_active *)active->value)->activity;
    if (activity->window_count > 0) {
        return ird_fail_at(err, IRD_CYCLES_WINDOWS, activity->file, 0,
                           "cycles of the whole run are compared, and currents are those "
                           "of one time window of it; read it without -window");
    }
    s->active = ird_cell_use(active);
    IRD_TRY(count_cycles(s, activity, cycles, err));
    return read_all(s, monitor, err);
}

static ird_status check_format(ird_session *session, const ird_time_wish *wish,
                               const ird_monitor *monitor, ird_error *err) {
    ird_cell *active = NULL;
    if (session->activity_setting.path == NULL || wish->switching.is_vectorless) {
        return IRD_OK;
    }
    IRD_TRY(ird_session_need_activity(session, monitor, &active, err));
    const ird_activity *activity = &((const ird_active *)active->value)->activity;
    return activity->format == IRD_ACTIVITY_VCD
               ? IRD_OK
               : ird_fail_at(err, IRD_ACTIVITY_FORMAT, activity->file, 0,
                             "a SAIF says how often nets toggle and not in which cycle; "
                             "read a VCD, or give -vectorless for random cycles at its "
                             "rates");
}

static ird_status open_source(ird_cycle_source *s, ird_session *session,
                              const ird_time_wish *wish, size_t cycles,
                              const ird_monitor *monitor, ird_error *err) {
    ird_switching_wish plan = wish->switching;
    ird_cell *cell = NULL;
    plan.cycles = 0;
    plan.window = 0;
    IRD_TRY(check_format(session, wish, monitor, err));
    IRD_TRY(ird_session_need_transient(session, wish->nets, wish->net_count, &plan,
                                       monitor, &cell, err));
    s->transient = ird_cell_use(cell);
    s->net = cell->value;
    if (s->net->switching == NULL) {
        return ird_fail(err, IRD_CYCLES_NONE,
                        "a SPICE network has no cycles of a clock; read LEF and DEF");
    }
    const ird_net_switching *switching = s->net->switching->value;
    s->plan = switching->plan;
    s->period_s = switching->switching.period_s;
    s->from_s = switching->from_s;
    if (switching->has_toggles) {
        return open_run(s, session, cycles, monitor, err);
    }
    s->cycles = cycles > 0 ? cycles : IRD_CYCLES_DRAWN;
    return IRD_OK;
}

ird_status ird_cycle_source_open(ird_cycle_source *source, ird_session *session,
                                 const ird_time_wish *wish, size_t cycles,
                                 size_t words_kept, const ird_monitor *monitor,
                                 ird_error *err) {
    double begin_s = ird_clock_s();
    ird_cycle_source made = {.kept.most_words = words_kept};
    ird_status status = open_source(&made, session, wish, cycles, monitor, err);
    if (status != IRD_OK) {
        ird_cycle_source_free(&made);
        return status;
    }
    made.read_s = ird_clock_s() - begin_s;
    *source = made;
    return IRD_OK;
}
