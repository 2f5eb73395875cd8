/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/rc_setting.h"

#include "session/temperature_setting.h"

static ird_status need_lef(const ird_session *session, const char *doing,
                           ird_error *err) {
    return session->tech.files > 0
               ? IRD_OK
               : ird_fail(err, IRD_SESSION_NO_LEF,
                          "%s needs layers and no LEF has been read; run read_lef first",
                          doing);
}

ird_status ird_session_save_rc(const ird_session *session, ird_rc_settings *saved,
                               ird_error *err) {
    return ird_rc_settings_copy(saved, &session->tech, &session->rc_settings,
                                &session->tech, err);
}

void ird_session_restore_rc(ird_session *session, ird_rc_settings *saved) {
    ird_session_touch(session, IRD_STAMP_RC);
    ird_rc_settings_free(&session->rc_settings);
    session->rc_settings = *saved;
    *saved = (ird_rc_settings){0};
}

ird_status ird_session_set_layer_rc(ird_session *session, const char *layer, bool is_via,
                                    double resistance, double unit_ohm, ird_error *err) {
    ird_status status = need_lef(session, "set_layer_rc", err);
    if (status != IRD_OK) {
        return status;
    }
    status = is_via ? ird_rc_set_via(&session->rc_settings, &session->tech, layer,
                                     resistance, unit_ohm, err)
                    : ird_rc_set_layer(&session->rc_settings, &session->tech, layer,
                                       resistance, unit_ohm, err);
    if (status == IRD_OK) {
        ird_session_touch(session, IRD_STAMP_RC);
    }
    return status;
}

ird_status ird_session_layer_rc(const ird_session *session, ird_layer_rc *rc,
                                ird_error *err) {
    ird_status status = need_lef(session, "layer_rc", err);
    return status == IRD_OK ? ird_session_hot_rc(session, rc, err) : status;
}
