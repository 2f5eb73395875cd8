/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/sources_setting.h"

#include <string.h>

#include "session/supply.h"

const ird_source_setting *ird_session_find_sources(const ird_session *session,
                                                   const char *net) {
    return ird_source_settings_find(&session->source_settings, net);
}

ird_status ird_session_set_sources(ird_session *session, const char *net,
                                   const ird_source_options *options, const char *path,
                                   ird_error *err) {
    int32_t known;
    IRD_TRY(ird_session_need_layout(session, "set_sources", err));
    if (session->has_design) {
        IRD_TRY(ird_session_find_net(session, net, strlen(net), &known, err));
    }
    IRD_TRY(ird_source_settings_set(&session->source_settings, net, options, path, err));
    ird_session_touch(session, IRD_STAMP_SOURCES);
    return IRD_OK;
}
