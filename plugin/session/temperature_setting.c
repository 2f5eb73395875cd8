/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/temperature_setting.h"

#include <math.h>

ird_status ird_session_set_temperature(ird_session *session, double celsius,
                                       const char *map_path, ird_error *err) {
    IRD_TRY(ird_temperature_set(&session->temperature, celsius, map_path, err));
    ird_session_touch(session, IRD_STAMP_TEMPERATURE);
    return IRD_OK;
}

ird_status ird_session_set_metal(ird_session *session, const char *pattern,
                                 double per_kelvin, ird_error *err) {
    if (session->tech.files == 0) {
        return ird_fail(err, IRD_SESSION_NO_LEF,
                        "set_temperature -layer needs layers and no LEF has been read; "
                        "run read_lef first");
    }
    IRD_TRY(ird_temperature_set_metal(&session->temperature, &session->tech, pattern,
                                      per_kelvin, err));
    ird_session_touch(session, IRD_STAMP_TEMPERATURE);
    return IRD_OK;
}

void ird_session_clear_temperature(ird_session *session) {
    ird_temperature_free(&session->temperature);
    ird_session_touch(session, IRD_STAMP_TEMPERATURE);
}

ird_status ird_session_hot_rc(const ird_session *session, ird_layer_rc *rc,
                              ird_error *err) {
    ird_layer_rc made = {0};
    IRD_TRY(ird_layer_rc_build(&made, &session->tech, &session->rc_settings, err));
    ird_status status =
        ird_temperature_apply(&session->temperature, &session->tech, &made, err);
    if (status != IRD_OK) {
        ird_layer_rc_free(&made);
        return status;
    }
    ird_layer_rc_free(rc);
    *rc = made;
    return IRD_OK;
}
