/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/time_setting.h"

#include <math.h>
#include <string.h>

#include "base/pattern.h"
#include "readers/readers.h"
#include "session/supply.h"

static const char DOING[] = "setting up drops in time";

/* --- settings ------------------------------------------------------------------------
 */

ird_status ird_session_set_clock(ird_session *session, double period_s, const char *net,
                                 double stage_s, ird_error *err) {
    IRD_TRY(ird_clock_set(&session->clock, period_s, net, stage_s, err));
    ird_session_touch(session, IRD_STAMP_CLOCK);
    return IRD_OK;
}

ird_status ird_session_read_liberty(ird_session *session, const char *const *paths,
                                    size_t count, const ird_monitor *monitor,
                                    ird_error *err) {
    ird_liberty_mark mark = ird_liberty_get_mark(&session->liberty);
    for (size_t i = 0; i < count; i++) {
        ird_status status = ird_liberty_read(&session->liberty, paths[i], monitor, err);
        if (status != IRD_OK) {
            ird_liberty_rewind(&session->liberty, &mark);
            return status;
        }
    }
    ird_session_touch(session, IRD_STAMP_LIBERTY);
    return IRD_OK;
}

size_t ird_session_liberty_matches(const ird_session *session) {
    size_t found = 0;
    for (size_t i = 0; i < session->tech.macros.count; i++) {
        const char *name = ird_names_get(&session->tech.macro_names, (int32_t)i);
        found += ird_liberty_find(&session->liberty, name) != NULL;
    }
    return found;
}

/* Whether a cell of LEF has such a name; without any LEF it may come yet. */
static ird_status check_cell(const ird_session *session, const char *pattern,
                             ird_error *err) {
    const ird_technology *tech = &session->tech;
    bool is_there = tech->macros.count == 0;
    for (size_t i = 0; i < tech->macros.count && !is_there; i++) {
        is_there =
            ird_pattern_matches(pattern, ird_names_get(&tech->macro_names, (int32_t)i));
    }
    if (!is_there) {
        ird_fail(err, IRD_CAPACITANCE_CELL,
                 "no cell of the LEF files read so far is called %.200s", pattern);
        ird_error_detail(err, pattern, strlen(pattern));
        return IRD_CAPACITANCE_CELL;
    }
    return IRD_OK;
}

ird_status ird_session_set_decap(ird_session *session, const char *pattern, double farad,
                                 double ohm, ird_error *err) {
    IRD_TRY(check_cell(session, pattern, err));
    IRD_TRY(ird_decaps_add(&session->decaps, pattern, farad, ohm, err));
    ird_session_touch(session, IRD_STAMP_CAPACITANCE);
    return IRD_OK;
}

ird_status ird_session_read_decaps(ird_session *session, const char *path,
                                   ird_error *err) {
    IRD_TRY(ird_decaps_read(&session->decaps, path, err));
    ird_session_touch(session, IRD_STAMP_CAPACITANCE);
    return IRD_OK;
}

ird_status ird_session_set_package(ird_session *session, const char *net,
                                   const ird_package *package, ird_error *err) {
    int32_t known;
    if (session->has_design) {
        IRD_TRY(ird_session_find_net(session, net, strlen(net), &known, err));
    }
    if (package != NULL) {
        IRD_TRY(ird_packages_set(&session->packages, net, package, err));
    } else {
        ird_packages_forget(&session->packages, net);
    }
    ird_session_touch(session, IRD_STAMP_PACKAGE);
    return IRD_OK;
}

/* --- nets ----------------------------------------------------------------------------
 */

static void free_netlist(void *value) {
    ird_netlist_free(value);
    ird_free(value);
}

static size_t netlist_bytes(const void *value) {
    const ird_netlist *netlist = value;
    return netlist->sinks.count * sizeof *netlist->sinks.items +
           netlist->drivers.count * 64;
}

static const ird_stage netlist_stage = {"connections", free_netlist, netlist_bytes};

/* What a maker of this file reads. */
typedef struct reading {
    ird_session *session;
    const char *path; /* of timing */
    const ird_netlist *netlist;
    const ird_monitor *monitor;
} reading;

static ird_status read_connections(void *context, void **value, ird_error *err) {
    const reading *r = context;
    const ird_session *session = r->session;
    ird_netlist *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_def_read_connections(made, &session->design, &session->tech,
                                                 session->def_path, r->monitor, err);
    if (status == IRD_FILE_OPEN && err != NULL) {
        ird_fail_system(err, IRD_FILE_OPEN, session->def_path, err->system_error,
                        "the DEF of the design, whose nets are needed, cannot be opened "
                        "any more; write it again and run read_def");
    }
    if (status != IRD_OK) {
        free_netlist(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

static ird_key design_key(const ird_session *session, const ird_stage *stage) {
    ird_key key = ird_key_of(stage);
    ird_session_key_input(session, &key, IRD_STAMP_TECHNOLOGY);
    ird_session_key_input(session, &key, IRD_STAMP_DESIGN);
    return key;
}

ird_status ird_session_need_connections(ird_session *session, const ird_monitor *monitor,
                                        ird_cell **nets, ird_error *err) {
    reading r = {.session = session, .monitor = monitor};
    *nets = NULL;
    IRD_TRY(ird_session_need_design(session, "the connectivity of the design", err));
    IRD_TRY(ird_session_need_layout(session, "the connectivity of the design", err));
    return session->def_path == NULL ? IRD_OK
                                     : ird_store_need(&session->store, &netlist_stage, "",
                                                      design_key(session, &netlist_stage),
                                                      read_connections, &r, nets, err);
}

/* --- timing --------------------------------------------------------------------------
 */

static void free_timing(void *value) {
    ird_timing_free(value);
    ird_free(value);
}

static size_t timing_bytes(const void *value) {
    const ird_timing *timing = value;
    return timing->count * sizeof *timing->arrivals;
}

static const ird_stage timing_stage = {"timing", free_timing, timing_bytes};

static ird_status read_timing(void *context, void **value, ird_error *err) {
    const reading *r = context;
    ird_timing *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_timing_read(made, &r->session->design, &r->session->tech,
                                        r->netlist, r->path, r->monitor, err);
    if (status != IRD_OK) {
        free_timing(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

/* Read the file under the key that the stamp has once it is set. */
static ird_status need_timing(ird_session *session, const char *path, uint64_t stamp,
                              const ird_monitor *monitor, ird_cell **timing,
                              ird_error *err) {
    ird_cell *nets = NULL;
    reading r = {.session = session, .path = path, .monitor = monitor};
    IRD_TRY(ird_session_need_connections(session, monitor, &nets, err));
    r.netlist = nets != NULL ? nets->value : NULL;
    ird_key key = design_key(session, &timing_stage);
    ird_key_number(&key, stamp);
    return ird_store_need(&session->store, &timing_stage, "", key, read_timing, &r,
                          timing, err);
}

ird_status ird_session_read_timing(ird_session *session, const char *path,
                                   const ird_monitor *monitor, ird_error *err) {
    ird_cell *timing;
    char *copy = ird_copy_string(path, strlen(path));
    if (copy == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        need_timing(session, path, session->stamp + 1, monitor, &timing, err);
    if (status != IRD_OK) {
        ird_free(copy);
        return status;
    }
    ird_free(session->timing_path);
    session->timing_path = copy;
    ird_session_touch(session, IRD_STAMP_TIMING); /* the stamp of above */
    return IRD_OK;
}

void ird_session_forget_timing(ird_session *session) {
    ird_free(session->timing_path);
    session->timing_path = NULL;
    ird_session_touch(session, IRD_STAMP_TIMING);
}

ird_status ird_session_need_timing(ird_session *session, const ird_monitor *monitor,
                                   ird_cell **timing, ird_error *err) {
    *timing = NULL;
    return session->timing_path == NULL
               ? IRD_OK
               : need_timing(session, session->timing_path,
                             session->stamps[IRD_STAMP_TIMING], monitor, timing, err);
}

/* --- capacitance ---------------------------------------------------------------------
 */

static void free_capacitance(void *value) {
    ird_cell_capacitance_free(value);
    ird_free(value);
}

static size_t capacitance_bytes(const void *value) {
    const ird_cell_capacitance *cells = value;
    return cells->count * sizeof *cells->items;
}

static const ird_stage capacitance_stage = {"capacitance", free_capacitance,
                                            capacitance_bytes};

ird_decap *ird_session_list_decaps(const ird_session *session) {
    size_t count = session->tech.macros.count;
    ird_decap *made = ird_alloc(count, sizeof *made);
    for (size_t i = 0; i < count && made != NULL; i++) {
        const char *name = ird_names_get(&session->tech.macro_names, (int32_t)i);
        made[i] = (ird_decap){.farad = (double)NAN};
        for (size_t k = 0; k < session->decaps.items.count; k++) {
            const ird_decap *decap = &session->decaps.items.items[k];
            if (ird_pattern_matches(decap->pattern, name)) {
                made[i] = *decap;
            }
        }
    }
    return made;
}

static ird_status find_capacitance(void *context, void **value, ird_error *err) {
    const reading *r = context;
    const ird_session *session = r->session;
    const ird_liberty *liberty = session->liberty.files > 0 ? &session->liberty : NULL;
    ird_cell_capacitance *made = ird_alloc_zero(1, sizeof *made);
    ird_decap *decaps = ird_session_list_decaps(session);
    ird_status status =
        made != NULL && decaps != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        status = ird_cell_capacitance_find(made, &session->design, &session->tech,
                                           liberty, r->netlist, decaps, err);
    }
    ird_free(decaps);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

ird_status ird_session_need_capacitance(ird_session *session, const ird_monitor *monitor,
                                        ird_cell **cells, ird_error *err) {
    ird_cell *nets = NULL;
    reading r = {.session = session, .monitor = monitor};
    IRD_TRY(ird_session_need_connections(session, monitor, &nets, err));
    r.netlist = nets != NULL ? nets->value : NULL;
    ird_key key = design_key(session, &capacitance_stage);
    ird_session_key_input(session, &key, IRD_STAMP_LIBERTY);
    ird_session_key_input(session, &key, IRD_STAMP_CAPACITANCE);
    return ird_store_need(&session->store, &capacitance_stage, "", key, find_capacitance,
                          &r, cells, err);
}
