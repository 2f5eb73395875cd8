/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/power_setting.h"

#include <string.h>

#include "session/activity_setting.h"

static const char DOING[] = "finding the power of instances";

/* --- what instances draw without activity --------------------------------------------
 */

static void free_power(void *value) {
    ird_power_free(value);
    ird_free(value);
}

static size_t power_bytes(const void *value) {
    return ((const ird_power *)value)->count * sizeof(double);
}

static const ird_stage base_stage = {"base power", free_power, power_bytes};

static ird_status keep(ird_power *power, void **value, ird_error *err) {
    ird_power *kept = ird_alloc(1, sizeof *kept);
    if (kept == NULL) {
        ird_power_free(power);
        return ird_fail_memory(err, DOING);
    }
    *kept = *power;
    *power = (ird_power){0};
    *value = kept;
    return IRD_OK;
}

ird_status ird_session_keep_report(ird_session *session, ird_power *power,
                                   ird_cell **report, ird_error *err) {
    void *value = NULL;
    ird_cell *cell;
    ird_key key = ird_key_of(&base_stage);
    ird_key_number(&key, ++session->stamp);
    IRD_TRY(keep(power, &value, err));
    IRD_TRY(ird_store_put(&session->store, &base_stage, "", key, value, &cell, err));
    *report = ird_cell_use(cell);
    return IRD_OK;
}

static ird_status spread(void *context, void **value, ird_error *err) {
    const ird_session *session = context;
    const ird_power_setting *setting = &session->power_setting;
    ird_power power = {0};
    double total_w =
        setting->origin == IRD_POWER_TOTAL ? setting->total_w : IRD_POWER_ASSUMED_W;
    IRD_TRY(ird_power_spread(&power, &session->design, &session->tech, total_w,
                             setting->origin, err));
    return keep(&power, value, err);
}

ird_status ird_session_need_base_power(ird_session *session, ird_cell **power,
                                       ird_error *err) {
    if (session->report != NULL) {
        *power = session->report;
        return IRD_OK;
    }
    ird_key key = ird_key_of(&base_stage);
    ird_session_key_input(session, &key, IRD_STAMP_TECHNOLOGY);
    ird_session_key_input(session, &key, IRD_STAMP_DESIGN);
    ird_session_key_input(session, &key, IRD_STAMP_POWER);
    return ird_store_need(&session->store, &base_stage, "", key, spread, session, power,
                          err);
}

/* --- with it --------------------------------------------------------------------------
 */

/* It shares all but what the activity says with the base. */
typedef struct scaled_power {
    ird_power power; /* first, so that the value is an ird_power */
    ird_cell *base;
} scaled_power;

static void free_scaled(void *value) {
    scaled_power *scaled = value;
    ird_scaled_power_free(&scaled->power);
    ird_cell_drop(scaled->base);
    ird_free(scaled);
}

static const ird_stage scaled_stage = {"power", free_scaled, power_bytes};

typedef struct scaling {
    ird_session *session;
    ird_cell *base;
    const ird_active *active; /* NULL: for the regions */
    size_t window;
    const ird_monitor *monitor;
} scaling;

static ird_status scale(void *context, void **value, ird_error *err) {
    const scaling *s = context;
    const ird_activity *activity = s->active != NULL ? &s->active->activity : NULL;
    double *rate_hz = NULL; /* of the activity's own window */
    ird_status status = IRD_OK;
    scaled_power *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->base = ird_cell_use(s->base);
    if (activity == NULL) {
        status = ird_power_scale_regions(&made->power, s->base->value,
                                         &s->session->power_regions, &s->session->design,
                                         &s->session->tech, err);
    } else if (s->window != activity->window) {
        status = ird_activity_read_window(activity, &s->active->netlist, s->window, 0,
                                          s->monitor, &rate_hz, err);
    }
    if (status == IRD_OK && activity != NULL) {
        status = ird_activity_apply(activity, rate_hz, s->base->value, &made->power, err);
    }
    ird_free(rate_hz);
    if (status != IRD_OK) {
        free_scaled(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

/* The power of all that is said but for regions. */
static ird_status need_scaled(ird_session *session, ird_window_choice window,
                              const ird_monitor *monitor, ird_cell **power,
                              ird_error *err) {
    scaling s = {.session = session, .monitor = monitor};
    ird_cell *active = NULL;
    IRD_TRY(ird_session_need_base_power(session, &s.base, err));
    if (session->is_spice || session->activity_setting.path == NULL) {
        *power = s.base;
        return window.is_given ? ird_session_fail_window(NULL, window.number, err)
                               : IRD_OK;
    }
    IRD_TRY(ird_session_need_activity(session, monitor, &active, err));
    s.active = active->value;
    const ird_activity *activity = &s.active->activity;
    if (window.is_given && window.number >= activity->window_count) {
        return ird_session_fail_window(activity, window.number, err);
    }
    s.window = window.is_given ? window.number : activity->window;
    ird_key key = ird_key_of(&scaled_stage);
    ird_key_add(&key, &s.base->key);
    ird_key_add(&key, &active->key);
    ird_key_number(&key, s.window);
    return ird_store_need(&session->store, &scaled_stage, "", key, scale, &s, power, err);
}

ird_status ird_session_need_power_in(ird_session *session, ird_window_choice window,
                                     const ird_monitor *monitor, ird_cell **power,
                                     ird_error *err) {
    scaling s = {.session = session};
    IRD_TRY(need_scaled(session, window, monitor, power, err));
    s.base = *power;
    ird_key key = ird_key_of(&scaled_stage);
    ird_key_add(&key, &s.base->key);
    ird_session_key_input(session, &key, IRD_STAMP_DESIGN);
    ird_power_regions_key(&session->power_regions, &key);
    return session->is_spice || session->power_regions.items.count == 0
               ? IRD_OK
               : ird_store_need(&session->store, &scaled_stage, "", key, scale, &s, power,
                                err);
}

ird_status ird_session_need_power(ird_session *session, const ird_monitor *monitor,
                                  ird_cell **power, ird_error *err) {
    return ird_session_need_power_in(session, session->chosen.window, monitor, power,
                                     err);
}

/* --- settings -------------------------------------------------------------------------
 */

/* A SPICE network's own currents stay. */
static void take_power(ird_session *session, ird_power_setting setting,
                       ird_cell *report) {
    ird_free(session->power_setting.path);
    session->power_setting = setting;
    if (session->is_spice) {
        return;
    }
    ird_cell_drop(session->report);
    session->report = report;
    session->chosen.window.is_given = false; /* the worst one may be another now */
    ird_session_touch(session, IRD_STAMP_POWER);
}

ird_status ird_session_set_power(ird_session *session, double total_w, ird_error *err) {
    if (!(total_w >= 0.0)) {
        return ird_fail(err, IRD_POWER_AMOUNT,
                        "the total power is negative; give what the design draws, for "
                        "example -total 25mW");
    }
    if (session->is_spice) {
        IRD_TRY(ird_session_need_layout(session, "set_power", err));
    }
    ird_power_setting setting = {.origin = IRD_POWER_TOTAL, .total_w = total_w};
    take_power(session, setting, NULL);
    return IRD_OK;
}

ird_status ird_session_read_power(ird_session *session, const char *path,
                                  const char *name, const ird_monitor *monitor,
                                  ird_error *err) {
    ird_power power = {0};
    ird_cell *report = NULL;
    char *copy = NULL;
    IRD_TRY(ird_session_need_design(session, "read_power", err));
    IRD_TRY(ird_session_need_layout(session, "read_power", err));
    ird_status status = ird_power_read(&power, &session->design, path, monitor, err);
    if (status == IRD_OK && name != NULL) {
        status = ird_power_rename(&power, name, err);
    } else if (status == IRD_OK) {
        copy = ird_copy_string(path, strlen(path));
        status = copy != NULL ? IRD_OK : ird_fail_memory(err, "reading a power report");
    }
    if (status == IRD_OK) {
        status = ird_session_keep_report(session, &power, &report, err);
    }
    if (status != IRD_OK) {
        ird_free(copy);
        ird_power_free(&power);
        return status;
    }
    take_power(session, (ird_power_setting){.origin = IRD_POWER_REPORT, .path = copy},
               report);
    return IRD_OK;
}

void ird_session_clear_power(ird_session *session) {
    take_power(session, (ird_power_setting){0}, NULL);
}
