/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/sources_setting.h"

#include <string.h>

#include "session/session.h"
#include "session/supply.h"

void ird_source_setting_free(ird_source_setting *setting) {
    if (setting != NULL) {
        ird_free(setting->net);
        ird_free(setting->path);
        ird_source_file_free(&setting->places);
        *setting = (ird_source_setting){0};
    }
}

const ird_source_setting *ird_session_find_sources(const ird_session *session,
                                                   const char *net) {
    for (size_t i = 0; i < session->source_settings.count; i++) {
        if (strcmp(session->source_settings.items[i].net, net) == 0) {
            return &session->source_settings.items[i];
        }
    }
    return NULL;
}

/* A setting that owns copies of its names and the places of its file. */
static ird_status make_sources(ird_source_setting *made, const char *net,
                               const ird_source_options *options, const char *path,
                               ird_error *err) {
    made->options = *options;
    made->options.file = NULL;
    made->net = ird_copy_string(net, strlen(net));
    if (path != NULL) {
        made->path = ird_copy_string(path, strlen(path));
    }
    if (made->net == NULL || (path != NULL && made->path == NULL)) {
        return ird_fail_memory(err, "setting sources");
    }
    ird_status status =
        path != NULL ? ird_source_file_read(&made->places, path, err) : IRD_OK;
    if (status == IRD_OK) {
        made->options.file = &made->places;
        status = ird_source_options_check(&made->options, err);
        made->options.file = NULL; /* set where the options are used */
    }
    return status;
}

ird_status ird_session_set_sources(ird_session *session, const char *net,
                                   const ird_source_options *options, const char *path,
                                   ird_error *err) {
    ird_source_setting made = {0};
    int32_t known;
    ird_status status = ird_session_need_layout(session, "set_sources", err);
    if (status == IRD_OK && session->has_design) {
        status = ird_session_find_net(session, net, strlen(net), &known, err);
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&session->source_settings, 1, "setting sources", err);
    }
    if (status == IRD_OK) {
        status = make_sources(&made, net, options, path, err);
    }
    if (status != IRD_OK) {
        ird_source_setting_free(&made);
        return status;
    }
    const ird_source_setting *there = ird_session_find_sources(session, net);
    size_t at = there != NULL ? (size_t)(there - session->source_settings.items)
                              : session->source_settings.count++;
    if (there != NULL) {
        ird_source_setting_free(&session->source_settings.items[at]);
    }
    session->source_settings.items[at] = made;
    ird_session_touch(session, IRD_STAMP_SOURCES);
    return IRD_OK;
}
