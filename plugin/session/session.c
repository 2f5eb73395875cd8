/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/session.h"

#include <string.h>

#include "readers/readers.h"
#include "session/activity_setting.h"
#include "session/grid.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"

void ird_session_outdate(ird_session *session) {
    ird_result_drop(session->raster);
    ird_result_drop(session->prediction);
    session->raster = NULL;
    session->prediction = NULL;
    ird_session_drop_solutions(session);
    session->generation++;
}

void ird_session_free(ird_session *session) {
    ird_session_outdate(session);
    session->is_spice = false;
    ird_session_drop_grids(session);
    ird_free(session->grids.items);
    ird_free(session->former.items);
    ird_rc_settings_free(&session->rc_settings);
    for (size_t i = 0; i < session->source_settings.count; i++) {
        ird_source_setting_free(&session->source_settings.items[i]);
    }
    ird_free(session->source_settings.items);
    ird_map_table_free(&session->maps);
    for (size_t i = 0; i < session->supplies.count; i++) {
        ird_free(session->supplies.items[i].net);
    }
    ird_free(session->supplies.items);
    ird_free(session->power_setting.path);
    ird_power_free(&session->power);
    ird_session_forget_activity(session);
    ird_free(session->def_path);
    ird_surrogate_free(session->model);
    ird_design_free(&session->design);
    ird_plan_layout_free(&session->layout);
    ird_plan_free(&session->plan);
    ird_technology_free(&session->tech);
    memset(session, 0, sizeof *session);
}

ird_status ird_session_read_lef(ird_session *session, const char *const *paths,
                                size_t count, const ird_monitor *monitor,
                                ird_error *err) {
    ird_technology_mark mark = ird_technology_get_mark(&session->tech);
    for (size_t i = 0; i < count; i++) {
        ird_status status = ird_lef_read(&session->tech, paths[i], monitor, err);
        if (status == IRD_OK && i + 1 == count) {
            status = ird_session_lay_again(session, monitor, err);
        }
        if (status != IRD_OK) {
            ird_technology_rewind(&session->tech, &mark);
            return status;
        }
    }
    ird_session_outdate(session);
    ird_session_drop_grids(session);
    return IRD_OK;
}

ird_status ird_session_read_def(ird_session *session, const char *path,
                                const ird_monitor *monitor, ird_error *err) {
    ird_design design = {0};
    ird_plan_layout layout = {0};
    ird_power power = {0};
    ird_status status = IRD_OK;
    ird_power_setting *setting = &session->power_setting;
    bool is_read_again = setting->origin == IRD_POWER_REPORT && setting->path != NULL;
    char *def_path = ird_copy_string(path, strlen(path));
    if (def_path == NULL) {
        return ird_fail_memory(err, "reading DEF");
    }
    if (session->tech.files == 0) {
        status = ird_fail(err, IRD_SESSION_NO_LEF,
                          "no LEF has been read, so that the cells of a DEF have no "
                          "size; run read_lef first");
        goto done;
    }
    status = ird_def_read(&design, &session->tech, path, monitor, err);
    if (status == IRD_OK) {
        status =
            ird_session_lay_plan(session, &session->tech, &design, &layout, monitor, err);
    }
    if (status == IRD_OK) {
        status =
            ird_vec_reserve(&session->former, session->grids.count, "reading DEF", err);
    }
    if (status == IRD_OK && is_read_again) {
        status = ird_power_read(&power, &design, setting->path, monitor, err);
    }
    if (status != IRD_OK) {
        goto done;
    }
    ird_session_outdate(session);
    ird_session_retire_grids(session);
    session->is_spice = false;
    ird_design_free(&session->design);
    ird_plan_layout_free(&session->layout);
    session->design = design;
    session->layout = layout;
    session->has_design = true;
    design = (ird_design){0};
    layout = (ird_plan_layout){0};
    ird_free(session->def_path);
    session->def_path = def_path;
    def_path = NULL;
    ird_session_drop_activity(session);
    ird_power_free(&session->power);
    session->power = power;
    session->has_power = is_read_again;
    if (setting->origin == IRD_POWER_REPORT && !is_read_again) {
        *setting = (ird_power_setting){0}; /* it was that of the live design */
    }
    power = (ird_power){0};
    session->has_last = false;
done:
    ird_free(def_path);
    ird_power_free(&power);
    ird_design_free(&design);
    ird_plan_layout_free(&layout);
    return status;
}

static void take_model(ird_session *session, ird_surrogate *model) {
    ird_surrogate_free(session->model);
    session->model = model;
    ird_result_drop(session->prediction);
    session->prediction = NULL;
}

ird_status ird_session_load_model(ird_session *session, const char *path,
                                  ird_error *err) {
    ird_surrogate *model = NULL;
    ird_status status = ird_surrogate_load(&model, path, err);
    if (status == IRD_OK) {
        take_model(session, model);
    }
    return status;
}

ird_status ird_session_use_model(ird_session *session, const char *name, ird_error *err) {
    ird_surrogate *model = NULL;
    ird_status status = ird_surrogate_embedded(&model, name, err);
    if (status == IRD_OK) {
        take_model(session, model);
    }
    return status;
}

ird_status ird_session_need_model(ird_session *session, ird_error *err) {
    return session->model != NULL ? IRD_OK : ird_session_use_model(session, "pdn", err);
}

ird_status ird_session_need_design(const ird_session *session, const char *doing,
                                   ird_error *err) {
    if (session->has_design) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_SESSION_NO_DESIGN,
                    "%s needs a design and none has been read; run read_lef and read_def "
                    "first",
                    doing);
}
