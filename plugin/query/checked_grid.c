/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/checked_grid.h"

#include "session/rc_setting.h"

void ird_checked_grid_free(ird_checked_grid *checked) {
    ird_findings_free(&checked->findings);
    ird_layer_rc_free(&checked->rc);
    *checked = (ird_checked_grid){0};
}

ird_status ird_checked_grid_make(ird_checked_grid *checked, ird_session *session,
                                 int32_t net, const ird_monitor *monitor,
                                 ird_error *err) {
    ird_cell *loaded = NULL;
    IRD_TRY(ird_session_need_layout(session, "check_grid", err));
    IRD_TRY(ird_session_layer_rc(session, &checked->rc, err));
    IRD_TRY(ird_session_need_loaded(session, net, ird_session_grid_wish(session), monitor,
                                    &loaded, err));
    checked->grid = loaded->value;
    return ird_check_grid(&checked->findings, &checked->grid->grid, &session->design,
                          &session->tech, &checked->rc, err);
}

ird_status ird_checked_grid_text(const ird_checked_grid *checked,
                                 const ird_session *session, size_t finding,
                                 ird_text *text, ird_error *err) {
    return ird_finding_text(text, &checked->findings.items.items[finding],
                            &checked->grid->grid, &session->design, &session->tech,
                            &checked->rc, err);
}
