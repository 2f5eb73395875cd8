/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/session.h"

#include <string.h>

#include "readers/readers.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "session/spice.h"

void ird_session_touch(ird_session *session, ird_stamp which) {
    session->stamps[which] = ++session->stamp;
    ird_store_forget(&session->store, IRD_SESSION_PASSING);
}

void ird_session_key_input(const ird_session *session, ird_key *key, ird_stamp which) {
    ird_key_number(key, session->stamps[which]);
}

uint64_t ird_session_generation(const ird_session *session) {
    uint64_t last = 0;
    for (int i = 0; i < IRD_STAMP_MODEL; i++) {
        last = session->stamps[i] > last ? session->stamps[i] : last;
    }
    return last;
}

void ird_session_forget_choices(ird_session *session) {
    session->chosen.has_last = false;
    session->chosen.solved.count = 0;
    session->chosen.window.is_given = false;
}

static void free_settings(ird_session *session) {
    for (size_t i = 0; i < session->calibrations.count; i++) {
        ird_free(session->calibrations.items[i].net);
        ird_cell_drop(session->calibrations.items[i].solution);
    }
    ird_source_settings_free(&session->source_settings);
    ird_macro_switches_free(&session->switch_settings);
    ird_supply_settings_free(&session->supplies);
    ird_free(session->calibrations.items);
    ird_free(session->power_regions.items.items);
    ird_free(session->power_setting.path);
    ird_rc_settings_free(&session->rc_settings);
    ird_temperature_free(&session->temperature);
    ird_clock_free(&session->clock);
    ird_free(session->timing_path);
    ird_liberty_free(&session->liberty);
    ird_decaps_free(&session->decaps);
    ird_packages_free(&session->packages);
    ird_activity_setting_free(&session->activity_setting);
}

void ird_session_free(ird_session *session) {
    ird_map_table_free(&session->maps);
    ird_session_forget_spice(session);
    ird_free(session->spice.items);
    ird_free(session->chosen.solved.items);
    ird_free(session->before.solved.items);
    free_settings(session);
    ird_store_free(&session->store);
    ird_cell_drop(session->report);
    ird_free(session->def_path);
    ird_free(session->live.corner);
    ird_free(session->corner);
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
    ird_session_touch(session, IRD_STAMP_TECHNOLOGY);
    return IRD_OK;
}

/* What read_def has read. */
typedef struct read_design {
    ird_design design;
    ird_plan_layout layout;
    ird_cell *report; /* where one was read and is to be read again */
    char *path;
} read_design;

static void free_read(read_design *read) {
    ird_free(read->path);
    ird_cell_drop(read->report);
    ird_plan_layout_free(&read->layout);
    ird_design_free(&read->design);
}

/* A report that came from a file is read again for the instances of another design. */
static bool has_report_file(const ird_session *session) {
    return session->power_setting.origin == IRD_POWER_REPORT &&
           session->power_setting.path != NULL;
}

static ird_status read_report_again(ird_session *session, read_design *read,
                                    const ird_monitor *monitor, ird_error *err) {
    ird_power power = {0};
    const char *path = session->power_setting.path;
    ird_status status = ird_power_read(&power, &read->design, path, monitor, err);
    if (status == IRD_POWER_NO_MATCH) {
        return ird_fail_at(err, IRD_POWER_NO_MATCH, path, 0,
                           "this power report, read before, is of another design: none "
                           "of its instances is in %.200s, which is not at fault but was "
                           "not taken; run clear_power, which forgets the report, or "
                           "reset, and read the DEF again",
                           read->path);
    }
    IRD_TRY(status);
    return ird_session_keep_report(session, &power, &read->report, err);
}

/* Exchange; what was there is in read afterwards. */
static void take_design(ird_session *session, read_design *read) {
    read_design old = {session->design, session->layout, session->report,
                       session->def_path};
    ird_power_setting *setting = &session->power_setting;
    ird_session_forget_spice(session);
    session->design = read->design;
    session->layout = read->layout;
    session->report = read->report;
    session->def_path = read->path;
    session->has_design = true;
    ird_session_forget_choices(session);
    ird_free(session->live.corner);
    session->live = (ird_live_setting){0};
    if (setting->origin == IRD_POWER_REPORT && !has_report_file(session)) {
        *setting = (ird_power_setting){0}; /* it was that of the live design */
    }
    *read = old;
    ird_session_touch(session, IRD_STAMP_DESIGN);
}

ird_status ird_session_read_def(ird_session *session, const char *path,
                                const ird_monitor *monitor, ird_error *err) {
    read_design read = {.path = ird_copy_string(path, strlen(path))};
    if (read.path == NULL) {
        return ird_fail_memory(err, "reading DEF");
    }
    ird_status status = IRD_OK;
    if (session->tech.files == 0) {
        status = ird_fail(err, IRD_SESSION_NO_LEF,
                          "no LEF has been read, so that the cells of a DEF have no "
                          "size; run read_lef first");
    }
    if (status == IRD_OK) {
        status = ird_def_read(&read.design, &session->tech, path, monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_session_lay_plan(session, &session->tech, &read.design, &read.layout,
                                      monitor, err);
    }
    if (status == IRD_OK && has_report_file(session)) {
        status = read_report_again(session, &read, monitor, err);
    }
    if (status == IRD_OK) {
        take_design(session, &read);
    }
    free_read(&read);
    return status;
}

void ird_session_set_network(ird_session *session, ird_network_kind kind) {
    session->network_kind = kind;
    ird_session_touch(session, IRD_STAMP_NETWORK);
}

void ird_session_set_command_network(ird_session *session, const ird_network_kind *kind) {
    session->command_kind = kind;
}

static void take_model(ird_session *session, ird_surrogate *model) {
    ird_surrogate_free(session->model);
    session->model = model;
    session->is_model_default = false;
    ird_session_touch(session, IRD_STAMP_MODEL);
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
    if (session->model == NULL) {
        IRD_TRY(ird_session_use_model(session, "pdn", err));
        session->is_model_default = true;
    }
    return IRD_OK;
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

ird_status ird_session_need_layout(const ird_session *session, const char *doing,
                                   ird_error *err) {
    if (!session->is_spice) {
        return IRD_OK;
    }
    return ird_fail(
        err, IRD_SESSION_SPICE,
        "%s needs a design from LEF and DEF, and the present one is the SPICE "
        "network \"%.200s\"; run read_def first",
        doing, session->design.name);
}
