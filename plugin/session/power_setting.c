/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/power_setting.h"

#include <string.h>

#include "session/activity_setting.h"
#include "session/grid.h"

/* Put a setting, and the power that follows from it if it is known already (else all
 * zero), in the place of the present ones. */
static void take_power(ird_session *session, ird_power_setting setting, ird_power power) {
    ird_free(session->power_setting.path);
    session->power_setting = setting;
    if (session->is_spice) {
        ird_power_free(&power); /* the network's own currents stay */
        return;
    }
    ird_power_free(&session->power);
    session->power = power;
    session->has_power = setting.origin == IRD_POWER_REPORT;
    if (session->activity.window_count > 0) { /* the worst one may be another now */
        ird_session_drop_activity(session);
    }
    ird_session_outdate(session);
}

ird_status ird_session_set_power(ird_session *session, double total_w, ird_error *err) {
    if (!(total_w >= 0.0)) {
        return ird_fail(err, IRD_POWER_AMOUNT,
                        "the total power is negative; give what the design draws, for "
                        "example -total 25mW");
    }
    ird_power_setting setting = {.origin = IRD_POWER_TOTAL, .total_w = total_w};
    take_power(session, setting, (ird_power){0});
    return IRD_OK;
}

ird_status ird_session_read_power(ird_session *session, const char *path,
                                  const ird_monitor *monitor, ird_error *err) {
    ird_power power = {0};
    ird_status status = ird_session_need_design(session, "read_power", err);
    if (status == IRD_OK) {
        status = ird_session_need_layout(session, "read_power", err);
    }
    if (status != IRD_OK) {
        return status;
    }
    char *copy = ird_copy_string(path, strlen(path));
    if (copy == NULL) {
        return ird_fail_memory(err, "reading a power report");
    }
    status = ird_power_read(&power, &session->design, path, monitor, err);
    if (status != IRD_OK) {
        ird_free(copy);
        return status;
    }
    take_power(session, (ird_power_setting){.origin = IRD_POWER_REPORT, .path = copy},
               power);
    return IRD_OK;
}

ird_status ird_session_need_base_power(ird_session *session, ird_error *err) {
    const ird_power_setting *setting = &session->power_setting;
    if (session->has_power) {
        return IRD_OK;
    }
    ird_power power = {0};
    double total_w =
        setting->origin == IRD_POWER_TOTAL ? setting->total_w : IRD_POWER_ASSUMED_W;
    ird_status status = ird_power_spread(&power, &session->design, &session->tech,
                                         total_w, setting->origin, err);
    if (status == IRD_OK) {
        ird_power_free(&session->power);
        session->power = power;
        session->has_power = true;
    }
    return status;
}

ird_status ird_session_need_power(ird_session *session, const ird_monitor *monitor,
                                  ird_error *err) {
    if (session->is_spice) {
        return IRD_OK; /* the file says it */
    }
    IRD_TRY(ird_session_need_base_power(session, err));
    return ird_session_need_activity(session, monitor, err);
}
