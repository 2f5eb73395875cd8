/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/live_design.h"

#include <string.h>

#include "session/activity_setting.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "session/spice.h"
#include "session/supply.h"

static const char power_name[] = "report_power -instances"; /* of the host, in reports */

static ird_status set_voltages(ird_session *fresh, const ird_live_files *files,
                               ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t i = 0; status == IRD_OK && i < files->voltage_count; i++) {
        const ird_live_voltage *voltage = &files->voltages[i];
        size_t size = strlen(voltage->net);
        if (voltage->is_required ||
            ird_names_find(&fresh->design.special_net_names, voltage->net, size) >= 0) {
            status = ird_session_set_supply(fresh, voltage->net, size, voltage->voltage_v,
                                            err);
        }
    }
    return status;
}

static ird_status set_live(ird_session *fresh, const ird_live_files *files,
                           ird_error *err) {
    fresh->live.supply_v = files->supply_v;
    if (files->corner != NULL) {
        fresh->live.corner = ird_copy_string(files->corner, strlen(files->corner));
        if (fresh->live.corner == NULL) {
            return ird_fail_memory(err, "reading the live design");
        }
    }
    return IRD_OK;
}

/* Power of the files, or of the session's own report for the new instances. */
static ird_status read_power(ird_session *fresh, const ird_session *session,
                             const ird_live_files *files, const ird_monitor *monitor,
                             ird_error *err) {
    const ird_power_setting *setting = &session->power_setting;
    if (files->power != NULL) {
        return ird_session_read_power(fresh, files->power, power_name, monitor, err);
    }
    if (setting->path != NULL) {
        return ird_session_read_power(fresh, setting->path, NULL, monitor, err);
    }
    return setting->origin == IRD_POWER_TOTAL
               ? ird_session_set_power(fresh, setting->total_w, err)
               : IRD_OK;
}

/* Exchange what the live design determines; cannot fail. */
static void exchange(ird_session *session, ird_session *fresh) {
    ird_session_forget_activity(session);
    ird_session_forget_spice(session);
    const ird_session old = *session;
    session->tech = fresh->tech;
    session->design = fresh->design;
    session->layout = fresh->layout;
    session->has_design = true;
    ird_free(session->def_path);
    session->def_path = NULL; /* that file is about to go */
    session->live = fresh->live;
    session->supplies = fresh->supplies;
    session->power_setting = fresh->power_setting;
    session->report = fresh->report;
    session->rc_settings = fresh->rc_settings;
    ird_session_forget_choices(session);
    fresh->tech = old.tech;
    fresh->design = old.design;
    fresh->layout = old.layout;
    fresh->live = old.live;
    fresh->supplies = old.supplies;
    fresh->power_setting = old.power_setting;
    fresh->report = old.report;
    fresh->rc_settings = old.rc_settings;
    for (int i = 0; i < IRD_STAMP_COUNT; i++) {
        if (i != IRD_STAMP_MODEL) {
            ird_session_touch(session, (ird_stamp)i);
        }
    }
}

ird_status ird_session_read_live(ird_session *session, const ird_live_files *files,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_session fresh = {0};
    ird_status status =
        ird_session_read_lef(&fresh, files->lefs, files->lef_count, monitor, err);
    if (status == IRD_OK) {
        status = ird_session_read_def(&fresh, files->def, monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_session_lay_plan(session, &fresh.tech, &fresh.design, &fresh.layout,
                                      monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_supply_settings_copy(&fresh.supplies, &session->supplies, err);
    }
    if (status == IRD_OK) {
        status = ird_rc_settings_copy(&fresh.rc_settings, &fresh.tech,
                                      &session->rc_settings, &session->tech, err);
    }
    if (status == IRD_OK) {
        status = set_live(&fresh, files, err);
    }
    if (status == IRD_OK) {
        status = set_voltages(&fresh, files, err);
    }
    if (status == IRD_OK) {
        status = read_power(&fresh, session, files, monitor, err);
    }
    if (status == IRD_OK) {
        exchange(session, &fresh);
    }
    ird_session_free(&fresh);
    return status;
}
