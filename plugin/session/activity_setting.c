/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/activity_setting.h"

#include "session/power_setting.h"

static const char DOING[] = "reading switching activity";

/* --- the activity of the design ------------------------------------------------------
 */

static void free_active(void *value) {
    ird_active_free(value);
    ird_free(value);
}

static size_t active_bytes(const void *value) {
    const ird_active *active = value;
    return active->activity.count * sizeof(double) + active->activity.driven_nets * 64;
}

static const ird_stage active_stage = {"activity", free_active, active_bytes};

typedef struct reading {
    const ird_session *session;
    const ird_activity_setting *setting;
    const ird_power *base;
    const ird_monitor *monitor;
} reading;

static ird_status read_active(void *context, void **value, ird_error *err) {
    const reading *r = context;
    const ird_session *session = r->session;
    ird_active *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        ird_active_read(made, r->setting, &session->design, &session->tech,
                        session->def_path, r->base, r->monitor, err);
    if (status != IRD_OK) {
        free_active(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

/* Which time window has the largest current depends on the power. */
static ird_key active_key(const ird_session *session, const ird_activity_setting *setting,
                          const ird_cell *base, uint64_t stamp) {
    ird_key key = ird_key_of(&active_stage);
    ird_session_key_input(session, &key, IRD_STAMP_TECHNOLOGY);
    ird_session_key_input(session, &key, IRD_STAMP_DESIGN);
    ird_key_number(&key, stamp);
    if (setting->window_s > 0) {
        ird_key_add(&key, &base->key);
    }
    return key;
}

ird_status ird_session_need_activity(ird_session *session, const ird_monitor *monitor,
                                     ird_cell **active, ird_error *err) {
    ird_cell *base = NULL;
    const ird_activity_setting *setting = &session->activity_setting;
    IRD_TRY(ird_session_need_base_power(session, &base, err));
    reading r = {session, setting, base->value, monitor};
    return ird_store_need(
        &session->store, &active_stage, "",
        active_key(session, setting, base, session->stamps[IRD_STAMP_ACTIVITY]),
        read_active, &r, active, err);
}

/* --- the setting ----------------------------------------------------------------------
 */

void ird_session_forget_activity(ird_session *session) {
    if (session->activity_setting.path != NULL) {
        ird_activity_setting_free(&session->activity_setting);
        session->chosen.window.is_given = false;
        ird_session_touch(session, IRD_STAMP_ACTIVITY);
    }
}

/* The power by that activity can be had. */
static ird_status try_scaling(const ird_cell *active, const ird_cell *base,
                              ird_error *err) {
    ird_power scaled = {0};
    ird_status status = ird_activity_apply(&((const ird_active *)active->value)->activity,
                                           NULL, base->value, &scaled, err);
    ird_scaled_power_free(&scaled);
    return status;
}

ird_status ird_session_read_activity(ird_session *session,
                                     const ird_activity_setting *setting,
                                     const ird_monitor *monitor, ird_error *err) {
    ird_activity_setting copy = {0};
    ird_cell *base = NULL, *active = NULL;
    reading r = {session, setting, NULL, monitor};
    IRD_TRY(ird_session_need_design(session, "read_activity", err));
    IRD_TRY(ird_session_need_layout(session, "read_activity", err));
    IRD_TRY(ird_session_need_base_power(session, &base, err));
    IRD_TRY(ird_activity_setting_copy(&copy, setting, err));
    r.base = base->value;
    /* Under the key that it has once its stamp is given, which no other reading takes,
     * though this one may fail. */
    uint64_t stamp = ++session->stamp;
    ird_status status = ird_store_need(&session->store, &active_stage, "",
                                       active_key(session, setting, base, stamp),
                                       read_active, &r, &active, err);
    if (status == IRD_OK) {
        status = try_scaling(active, base, err);
    }
    if (status == IRD_OK) {
        const ird_active *read = active->value;
        status = ird_notes_copy(&copy.notes, &read->activity.notes, err);
    }
    if (status != IRD_OK) {
        ird_activity_setting_free(&copy);
        return status;
    }
    ird_activity_setting_free(&session->activity_setting);
    session->activity_setting = copy;
    session->chosen.window.is_given = false;
    session->stamps[IRD_STAMP_ACTIVITY] = stamp;
    return IRD_OK;
}

ird_status ird_session_fail_window(const ird_activity *activity, size_t window,
                                   ird_error *err) {
    static const ird_activity none = {0};
    double *rate_hz = NULL;
    return ird_activity_read_window(activity != NULL ? activity : &none, NULL, window, 0,
                                    NULL, &rate_hz, err);
}
