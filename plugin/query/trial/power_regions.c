/* SPDX-License-Identifier: BSD-3-Clause */
#include "trial/power_regions.h"

static void touch(ird_session *session) {
    session->chosen.window.is_given = false; /* the worst one may be another now */
    ird_session_touch(session, IRD_STAMP_POWER);
}

ird_status ird_session_scale_power(ird_session *session, const ird_rect_um *box,
                                   double factor, ird_error *err) {
    IRD_TRY(ird_session_need_design(session, "scale_power", err));
    IRD_TRY(ird_session_need_layout(session, "scale_power", err));
    IRD_TRY(ird_power_regions_add(&session->power_regions, box, factor, err));
    touch(session);
    return IRD_OK;
}

void ird_session_clear_scaled_power(ird_session *session) {
    if (session->power_regions.items.count > 0) {
        session->power_regions.items.count = 0;
        touch(session);
    }
}
