/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/activity_setting.h"

#include <string.h>

#include "readers/readers.h"
#include "session/grid.h"
#include "session/power_setting.h"

static void free_setting(ird_activity_setting *setting) {
    ird_free(setting->path);
    ird_free(setting->scope);
    ird_free(setting->def_path);
    memset(setting, 0, sizeof *setting);
}

static ird_status copy_text(const char *text, char **copy, ird_error *err) {
    if (text == NULL) {
        return IRD_OK;
    }
    *copy = ird_copy_string(text, strlen(text));
    return *copy != NULL ? IRD_OK : ird_fail_memory(err, "reading switching activity");
}

static ird_status copy_setting(const ird_activity_setting *setting,
                               ird_activity_setting *copy, ird_error *err) {
    ird_activity_setting made = {.format = setting->format,
                                 .window_s = setting->window_s};
    ird_status status;
    if ((status = copy_text(setting->path, &made.path, err)) != IRD_OK ||
        (status = copy_text(setting->scope, &made.scope, err)) != IRD_OK ||
        (status = copy_text(setting->def_path, &made.def_path, err)) != IRD_OK) {
        free_setting(&made);
        return status;
    }
    *copy = made;
    return IRD_OK;
}

/* What the setting says of the design, as it is with the power that is there. */
static ird_status read_setting(const ird_session *session,
                               const ird_activity_setting *setting, ird_netlist *netlist,
                               ird_activity *activity, const ird_monitor *monitor,
                               ird_error *err) {
    const ird_power *power = &session->power;
    const double *base_w = power->base_w != NULL ? power->base_w : power->instance_w;
    ird_activity_options options = {.format = setting->format,
                                    .scope = setting->scope,
                                    .window_s = setting->window_s};
    const char *def_path =
        setting->def_path != NULL ? setting->def_path : session->def_path;
    if (def_path == NULL) {
        return ird_fail(err, IRD_ACTIVITY_NETS,
                        "the design came from a live session, without its nets; give a "
                        "DEF that has them with -def, or let the host read the activity");
    }
    ird_status status = ird_def_read_nets(netlist, &session->design, &session->tech,
                                          def_path, monitor, err);
    if (status == IRD_FILE_OPEN && setting->def_path == NULL && err != NULL) {
        return ird_fail_system(err, IRD_FILE_OPEN, def_path, err->system_error,
                               "the DEF of the design, whose nets are needed, cannot be "
                               "opened any more; write it again and name it by -def");
    }
    IRD_TRY(status);
    return ird_activity_read(activity, netlist, base_w, power->count, setting->path,
                             &options, monitor, err);
}

void ird_session_drop_activity(ird_session *session) {
    ird_netlist_free(&session->netlist);
    ird_activity_free(&session->activity);
    session->has_activity = false;
}

void ird_session_forget_activity(ird_session *session) {
    bool had_one = session->activity_setting.path != NULL;
    free_setting(&session->activity_setting);
    ird_session_drop_activity(session);
    if (had_one) {
        ird_power_unscale(&session->power);
        ird_session_outdate(session);
    }
}

ird_status ird_session_read_activity(ird_session *session,
                                     const ird_activity_setting *setting,
                                     const ird_monitor *monitor, ird_error *err) {
    ird_activity_setting copy = {0};
    ird_netlist netlist = {0};
    ird_activity activity = {0};
    ird_status status = ird_session_need_design(session, "read_activity", err);
    if (status != IRD_OK ||
        (status = ird_session_need_layout(session, "read_activity", err)) != IRD_OK ||
        (status = ird_session_need_base_power(session, err)) != IRD_OK ||
        (status = copy_setting(setting, &copy, err)) != IRD_OK ||
        (status = read_setting(session, setting, &netlist, &activity, monitor, err)) !=
            IRD_OK ||
        (status = ird_activity_apply(&activity, &session->power, err)) != IRD_OK) {
        goto done;
    }
    free_setting(&session->activity_setting);
    ird_session_drop_activity(session);
    session->activity_setting = copy;
    session->netlist = netlist;
    session->activity = activity;
    session->has_activity = true;
    ird_session_outdate(session);
    return IRD_OK;
done:
    free_setting(&copy);
    ird_netlist_free(&netlist);
    ird_activity_free(&activity);
    return status;
}

ird_status ird_session_need_activity(ird_session *session, const ird_monitor *monitor,
                                     ird_error *err) {
    if (session->activity_setting.path == NULL ||
        (session->has_activity && session->power.origin == IRD_POWER_ACTIVITY)) {
        return IRD_OK;
    }
    if (!session->has_activity) {
        ird_netlist netlist = {0};
        ird_activity activity = {0};
        ird_status status = read_setting(session, &session->activity_setting, &netlist,
                                         &activity, monitor, err);
        if (status != IRD_OK) {
            ird_netlist_free(&netlist);
            return status;
        }
        session->netlist = netlist;
        session->activity = activity;
        session->has_activity = true;
    }
    return ird_activity_apply(&session->activity, &session->power, err);
}

/* --- time windows --------------------------------------------------------------------
 */

/* Exchange what the session holds of its window with what change holds. */
static void swap_window(ird_session *session, ird_window_change *change) {
    ird_window_change held = {.is_made = true,
                              .window = session->activity.window,
                              .rate_hz = session->activity.rate_hz,
                              .instance_w = session->power.instance_w,
                              .total_w = session->power.total_w};
    session->activity.window = change->window;
    session->activity.rate_hz = change->rate_hz;
    session->power.instance_w = change->instance_w;
    session->power.total_w = change->total_w;
    *change = held;
}

ird_status ird_session_change_window(ird_session *session, size_t window, bool is_wanted,
                                     ird_window_change *change,
                                     const ird_monitor *monitor, ird_error *err) {
    const ird_activity *activity = &session->activity;
    bool is_there = activity->window_count > 0 && activity->window == window;
    if (is_there || (activity->window_count == 0 && !is_wanted)) {
        return IRD_OK;
    }
    ird_window_change next = {.window = window};
    IRD_TRY(ird_activity_read_window(activity, &session->netlist, window, 0, monitor,
                                     &next.rate_hz, err));
    ird_status status = ird_activity_scale(activity, next.rate_hz, session->power.base_w,
                                           &next.instance_w, &next.total_w, err);
    if (status != IRD_OK) {
        ird_free(next.rate_hz);
        return status;
    }
    swap_window(session, &next);
    *change = next;
    return IRD_OK;
}

void ird_session_undo_window(ird_session *session, ird_window_change *change) {
    if (change->is_made) {
        swap_window(session, change);
    }
}

void ird_window_change_free(ird_window_change *change) {
    ird_free(change->rate_hz);
    ird_free(change->instance_w);
    memset(change, 0, sizeof *change);
}
