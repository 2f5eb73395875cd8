/* SPDX-License-Identifier: BSD-3-Clause */
#include "activity/active.h"

#include <string.h>

#include "readers/readers.h"

static ird_status copy_text(const char *text, char **copy, ird_error *err) {
    if (text == NULL) {
        return IRD_OK;
    }
    *copy = ird_copy_string(text, strlen(text));
    return *copy != NULL ? IRD_OK : ird_fail_memory(err, "reading switching activity");
}

void ird_activity_setting_free(ird_activity_setting *setting) {
    ird_free(setting->path);
    ird_free(setting->scope);
    ird_free(setting->def_path);
    ird_notes_free(&setting->notes);
    memset(setting, 0, sizeof *setting);
}

ird_status ird_activity_setting_copy(ird_activity_setting *copy,
                                     const ird_activity_setting *setting,
                                     ird_error *err) {
    ird_activity_setting made = {.format = setting->format,
                                 .window_s = setting->window_s};
    ird_status status;
    if ((status = copy_text(setting->path, &made.path, err)) != IRD_OK ||
        (status = copy_text(setting->scope, &made.scope, err)) != IRD_OK ||
        (status = copy_text(setting->def_path, &made.def_path, err)) != IRD_OK) {
        ird_activity_setting_free(&made);
        return status;
    }
    *copy = made;
    return IRD_OK;
}

void ird_active_free(ird_active *active) {
    ird_netlist_free(&active->netlist);
    ird_activity_free(&active->activity);
    *active = (ird_active){0};
}

static ird_status read_netlist(ird_netlist *netlist, const ird_activity_setting *setting,
                               const ird_design *design, const ird_technology *tech,
                               const char *design_path, const ird_monitor *monitor,
                               ird_error *err) {
    const char *named = setting->def_path;
    const char *def_path = named != NULL ? named : design_path;
    if (def_path == NULL) {
        return ird_fail(err, IRD_ACTIVITY_NETS,
                        "the design came from a live session, without its nets; give a "
                        "DEF that has them with -def, or let the host read the activity");
    }
    ird_status status = ird_def_read_nets(netlist, design, tech, def_path, monitor, err);
    if (status == IRD_FILE_OPEN && named == NULL && err != NULL) {
        return ird_fail_system(err, IRD_FILE_OPEN, def_path, err->system_error,
                               "the DEF of the design, whose nets are needed, cannot be "
                               "opened any more; write it again and name it by -def");
    }
    return status;
}

ird_status ird_active_read(ird_active *active, const ird_activity_setting *setting,
                           const ird_design *design, const ird_technology *tech,
                           const char *def_path, const ird_power *base,
                           const ird_monitor *monitor, ird_error *err) {
    const ird_activity_options options = {.format = setting->format,
                                          .scope = setting->scope,
                                          .window_s = setting->window_s};
    IRD_TRY(
        read_netlist(&active->netlist, setting, design, tech, def_path, monitor, err));
    return ird_activity_read(&active->activity, &active->netlist, base->instance_w,
                             base->count, setting->path, &options, monitor, err);
}
