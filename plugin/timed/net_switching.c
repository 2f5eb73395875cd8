/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/net_switching.h"

#include <math.h>

#include "session/activity_setting.h"
#include "session/power_setting.h"
#include "session/supply.h"
#include "timed/time_setting.h"

static const char DOING[] = "placing currents in time";

const char *ird_leakage_origin_name(ird_leakage_origin origin) {
    static const char *const names[] = {"none", "report", "liberty"};
    return names[origin];
}

/* --- stages --------------------------------------------------------------------------
 */

static void free_stages(void *value) {
    ird_stages_free(value);
    ird_free(value);
}

static size_t stages_bytes(const void *value) {
    const ird_stages *stages = value;
    return stages->count * (sizeof *stages->levels + sizeof *stages->roles);
}

static const ird_stage stages_stage = {"stages", free_stages, stages_bytes};

typedef struct staging {
    const ird_session *session;
    const ird_netlist *netlist;
} staging;

static ird_status find_stages(void *context, void **value, ird_error *err) {
    const staging *s = context;
    const ird_session *session = s->session;
    ird_stages *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        ird_stages_find(made, &session->design, &session->tech,
                        session->liberty.files > 0 ? &session->liberty : NULL, s->netlist,
                        session->clock.net, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

/* NULL into *stages where the design has no connectivity. */
static ird_status need_stages(ird_session *session, const ird_monitor *monitor,
                              ird_cell **stages, ird_error *err) {
    ird_cell *nets = NULL;
    *stages = NULL;
    IRD_TRY(ird_session_need_connections(session, monitor, &nets, err));
    const ird_netlist *netlist = nets != NULL ? nets->value : NULL;
    if (netlist == NULL || netlist->driven == 0) {
        return IRD_OK;
    }
    staging s = {session, netlist};
    ird_key key = ird_key_of(&stages_stage);
    ird_key_add(&key, &nets->key);
    ird_session_key_input(session, &key, IRD_STAMP_LIBERTY);
    ird_session_key_input(session, &key, IRD_STAMP_CLOCK);
    return ird_store_need(&session->store, &stages_stage, "", key, find_stages, &s,
                          stages, err);
}

/* --- what is read ---------------------------------------------------------------------
 */

typedef struct making {
    ird_session *session;
    const ird_switching_wish *wish;
    double volt;
    const ird_power *power;
    const ird_timing *timing;
    const ird_stages *stages;
    const ird_active *active; /* NULL: no activity was read */
    const ird_monitor *monitor;
    const ird_cell_capacitance *cells;
    double *leakage_w, *rate_hz, *swing_f; /* owned */
    ird_toggles toggles;                   /* owned */
} making;

/* Leakage by Liberty, where the report has none. */
static ird_status take_leakage(making *m, ird_net_switching *made, ird_error *err) {
    const ird_session *session = m->session;
    made->leakage = m->power->leakage_w != NULL ? IRD_LEAKAGE_REPORT : IRD_LEAKAGE_NONE;
    if (m->power->leakage_w != NULL || session->liberty.files == 0) {
        return IRD_OK;
    }
    size_t count = session->design.components.count;
    m->leakage_w = ird_alloc_zero(count, sizeof *m->leakage_w);
    if (m->leakage_w == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = ird_names_get(&session->tech.macro_names,
                                         session->design.components.items[i].macro);
        const ird_liberty_cell *cell = ird_liberty_find(&session->liberty, name);
        if (cell != NULL && !isnan(cell->leakage_w)) {
            m->leakage_w[i] = cell->leakage_w;
            made->leakage = IRD_LEAKAGE_LIBERTY;
        }
    }
    return IRD_OK;
}

/* What the outputs swing: what they drive, and half of the cell's own gates for its
 * drains. */
static ird_status find_swing(making *m, ird_error *err) {
    m->swing_f = ird_alloc(m->cells->count, sizeof *m->swing_f);
    if (m->swing_f == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < m->cells->count; i++) {
        const ird_held *held = &m->cells->items[i];
        m->swing_f[i] = (double)held->load_f / IRD_LOAD_PART +
                        0.5 * (double)held->intrinsic_f / IRD_INTRINSIC_PART;
    }
    return IRD_OK;
}

/* The rates that the power was scaled by: those of the window that is looked at. */
static ird_status take_rates(making *m, const double **rate_hz, ird_error *err) {
    const ird_activity *activity = &m->active->activity;
    const ird_window_choice *chosen = &m->session->chosen.window;
    *rate_hz = activity->rate_hz;
    if (!chosen->is_given || chosen->number == activity->window) {
        return IRD_OK;
    }
    IRD_TRY(ird_activity_read_window(activity, &m->active->netlist, chosen->number, 0,
                                     m->monitor, &m->rate_hz, err));
    *rate_hz = m->rate_hz;
    return IRD_OK;
}

static double length_of(const making *m) {
    return (double)m->wish->cycles * m->session->clock.period_s;
}

static double begin_of(const making *m) {
    const ird_activity *activity = &m->active->activity;
    const ird_window_choice *chosen = &m->session->chosen.window;
    size_t window = chosen->is_given ? chosen->number : activity->window;
    double first_s =
        isnan(m->wish->from_s) ? (double)window * activity->window_s : m->wish->from_s;
    return first_s + (double)m->wish->window * length_of(m);
}

static bool takes_toggles(const making *m) {
    return m->active != NULL && !m->wish->is_vectorless &&
           m->active->activity.format == IRD_ACTIVITY_VCD;
}

/* Without toggles no key has the time: what was made without one is not taken for it. */
static ird_status check_from(const making *m, ird_error *err) {
    return takes_toggles(m) || m->wish->is_vectorless || isnan(m->wish->from_s)
               ? IRD_OK
               : ird_fail(err, IRD_OPTIONS_CLASH,
                          "-from is a time of a VCD, and none has been read by "
                          "read_activity; leave it out");
}

static ird_status take_toggles(making *m, ird_net_switching *made, ird_error *err) {
    if (!takes_toggles(m)) {
        return IRD_OK;
    }
    made->from_s = begin_of(m);
    made->has_toggles = true;
    if (m->wish->cycles == 0) {
        return IRD_OK;
    }
    return ird_activity_read_toggles(&m->active->activity, &m->active->netlist,
                                     made->from_s, made->from_s + length_of(m), 0,
                                     m->monitor, &m->toggles, err);
}

/* --- the making -----------------------------------------------------------------------
 */

static void free_switching(void *value) {
    ird_net_switching *switching = value;
    ird_switching_free(&switching->switching);
    ird_switching_plan_free(switching->plan);
    ird_free(switching);
}

static size_t switching_bytes(const void *value) {
    const ird_net_switching *switching = value;
    return switching->switching.events.count * sizeof *switching->switching.events.items +
           switching->switching.count * sizeof *switching->switching.idle_a +
           (switching->plan != NULL ? ird_switching_plan_bytes(switching->plan) : 0);
}

static const ird_stage switching_stage = {"switching", free_switching, switching_bytes};

/* A part of a run without a toggle is one all the same. */
static const ird_toggle *toggles_or_none(const making *m) {
    static const ird_toggle none;
    return m->toggles.items.items != NULL ? m->toggles.items.items : &none;
}

static ird_status make(making *m, ird_net_switching *made, ird_error *err) {
    const ird_session *session = m->session;
    const double *rate_hz = NULL;
    IRD_TRY(take_leakage(m, made, err));
    if (m->active != NULL) {
        IRD_TRY(take_rates(m, &rate_hz, err));
    }
    IRD_TRY(take_toggles(m, made, err));
    IRD_TRY(find_swing(m, err));
    made->has_timing = m->timing != NULL;
    made->has_stages = m->stages != NULL;
    made->timing_format = m->timing != NULL ? m->timing->format : IRD_TIMING_CSV;
    const ird_switching_input input = {
        .design = &session->design,
        .tech = &session->tech,
        .power = m->power,
        .leakage_w = m->leakage_w != NULL ? m->leakage_w : m->power->leakage_w,
        .timing = m->timing,
        .stages = m->stages,
        .rate_hz = rate_hz,
        .swing_f = m->swing_f,
        .toggles = made->has_toggles ? toggles_or_none(m) : NULL,
        .toggle_count = m->toggles.items.count,
        .origin_s = made->from_s,
        .slew_part = session->liberty.slew_part,
        .volt = m->volt,
        .period_s = session->clock.period_s,
        .stage_s = session->clock.stage_s,
        .cycles = m->wish->cycles,
        .seed = m->wish->seed,
        .is_worst = m->wish->is_worst,
    };
    if (m->wish->cycles == 0) {
        IRD_TRY(ird_switching_plan_create(&made->plan, &input, err));
    }
    return ird_switching_make(&made->switching, &input, m->monitor, err);
}

static ird_status make_switching(void *context, void **value, ird_error *err) {
    making *m = context;
    ird_net_switching *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = make(m, made, err);
    ird_free(m->leakage_w);
    ird_free(m->rate_hz);
    ird_free(m->swing_f);
    ird_free(m->toggles.items.items);
    if (status != IRD_OK) {
        free_switching(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

static void add_wish(ird_key *key, const making *m) {
    const ird_switching_wish *wish = m->wish;
    ird_key_number(key, wish->cycles);
    ird_key_number(key, wish->seed);
    ird_key_number(key, wish->is_worst);
    ird_key_number(key, wish->is_vectorless);
    ird_key_real(key, takes_toggles(m) ? begin_of(m) : 0);
    ird_key_real(key, m->volt);
}

ird_status ird_session_need_switching(ird_session *session, int32_t net,
                                      const ird_switching_wish *wish,
                                      const ird_monitor *monitor, ird_cell **switching,
                                      ird_error *err) {
    ird_cell *power = NULL, *timing = NULL, *stages = NULL, *active = NULL, *cells = NULL;
    ird_supply_origin origin;
    making m = {.session = session, .wish = wish, .monitor = monitor};
    if (!(session->clock.period_s > 0)) {
        return ird_fail(err, IRD_CLOCK_NONE,
                        "currents in time need the period of the clock; give it by "
                        "set_clock -period");
    }
    IRD_TRY(ird_session_need_layout(session, "currents in time", err));
    IRD_TRY(ird_session_supply_v(session, net, &m.volt, &origin, err));
    IRD_TRY(ird_session_need_power(session, monitor, &power, err));
    IRD_TRY(ird_session_need_timing(session, monitor, &timing, err));
    IRD_TRY(ird_session_need_capacitance(session, monitor, &cells, err));
    IRD_TRY(need_stages(session, monitor, &stages, err));
    if (session->activity_setting.path != NULL) {
        IRD_TRY(ird_session_need_activity(session, monitor, &active, err));
    }
    ird_key key = ird_key_of(&switching_stage);
    ird_session_key_input(session, &key, IRD_STAMP_CLOCK);
    ird_session_key_input(session, &key, IRD_STAMP_LIBERTY);
    const ird_cell *const read[] = {power, timing, stages, active, cells};
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        ird_key_number(&key, read[i] != NULL);
        if (read[i] != NULL) {
            ird_key_add(&key, &read[i]->key);
        }
    }
    m.power = power->value;
    m.cells = cells->value;
    m.timing = timing != NULL ? timing->value : NULL;
    m.stages = stages != NULL ? stages->value : NULL;
    m.active = active != NULL ? active->value : NULL;
    IRD_TRY(check_from(&m, err));
    add_wish(&key, &m);
    return ird_store_need(&session->store, &switching_stage, "", key, make_switching, &m,
                          switching, err);
}
