/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/planned_files.h"

#include <string.h>
#include <unistd.h>

#include "plan/layout.h"
#include "readers/readers.h"

void ird_planned_nets_free(ird_planned_nets *nets) {
    ird_free(nets->wanted);
    *nets = (ird_planned_nets){0};
}

static ird_status need_plan(const ird_session *session, ird_error *err) {
    IRD_TRY(ird_session_need_design(session, "writing planned shapes", err));
    IRD_TRY(ird_session_need_layout(session, "writing planned shapes", err));
    return session->plan.lines.count > 0
               ? IRD_OK
               : ird_fail(err, IRD_PLAN_NOTHING,
                          "nothing is planned that could be written; run suggest -keep, "
                          "add_stripes or read_plan first");
}

ird_status ird_planned_nets_make(ird_planned_nets *nets, const ird_session *session,
                                 bool all, ird_error *err) {
    IRD_TRY(need_plan(session, err));
    size_t count = session->design.special_nets.count;
    nets->wanted = ird_alloc_zero(count, sizeof *nets->wanted);
    if (nets->wanted == NULL) {
        return ird_fail_memory(err, "writing planned shapes");
    }
    for (size_t i = 0; i < count && all; i++) {
        const ird_special_net *net = &session->design.special_nets.items[i];
        nets->wanted[i] = net->planned_wires + net->planned_vias > 0;
    }
    for (size_t i = 0; i < session->plan.lines.count; i++) {
        ird_plan_kind kind = session->plan.lines.items[i].kind;
        nets->sources += kind == IRD_PLAN_SOURCE || kind == IRD_PLAN_BUMPS;
    }
    return IRD_OK;
}

/* Files of changes say what is added alone. */
static ird_status check_removed(const ird_session *session, const ird_planned_nets *nets,
                                ird_error *err) {
    const ird_design *design = &session->design;
    for (size_t i = 0; i < session->plan.lines.count; i++) {
        const ird_plan_line *line = &session->plan.lines.items[i];
        int32_t net =
            ird_names_find(&design->special_net_names, line->net, strlen(line->net));
        if (line->kind != IRD_PLAN_REMOVED || net < 0 || !nets->wanted[net]) {
            continue;
        }
        ird_fail(err, IRD_WRITE_REMOVED,
                 "line %zu of the plan takes stripes of net %.100s away, and what is "
                 "written can only add some; run clear_plan -line %zu, or leave the net "
                 "out of -nets",
                 i + 1, line->net, i + 1);
        ird_error_detail(err, line->net, strlen(line->net));
        return IRD_WRITE_REMOVED;
    }
    return IRD_OK;
}

static ird_design base_of(const ird_session *session) {
    ird_design base = session->design;
    ird_plan_layout layout = session->layout;
    if (layout.is_on) {
        ird_plan_layout_toggle(&layout, &base);
    }
    return base;
}

/* The file of the design must say what it said when it was read. */
static bool is_same(const ird_design *now, const ird_design *read) {
    bool same = now->components.count == read->components.count &&
                now->special_nets.count == read->special_nets.count &&
                now->wires.count == read->wires.count &&
                now->via_places.count == read->via_places.count &&
                now->units == read->units &&
                memcmp(&now->die, &read->die, sizeof now->die) == 0;
    for (size_t i = 0; same && i < now->wires.count; i++) {
        same = now->wires.items[i].layer == read->wires.items[i].layer &&
               memcmp(&now->wires.items[i].box, &read->wires.items[i].box,
                      sizeof read->wires.items[i].box) == 0;
    }
    return same;
}

static ird_status check_source(const ird_session *session, const ird_monitor *monitor,
                               ird_error *err) {
    ird_design now = {0};
    ird_design read = base_of(session);
    if (session->def_path == NULL || access(session->def_path, R_OK) != 0) {
        return ird_fail(err, IRD_WRITE_SOURCE,
                        "the design has no DEF file that could be copied; write_eco lays "
                        "the plan in the live session");
    }
    IRD_TRY(ird_def_read(&now, &session->tech, session->def_path, monitor, err));
    bool same = is_same(&now, &read);
    ird_design_free(&now);
    return same ? IRD_OK
                : ird_fail(err, IRD_WRITE_SOURCE,
                           "%.300s has changed since it was read; read it again",
                           session->def_path);
}

ird_status ird_session_write_def(const ird_session *session, const char *path,
                                 const ird_planned_nets *nets, const ird_monitor *monitor,
                                 ird_def_written *written, ird_error *err) {
    IRD_TRY(check_removed(session, nets, err));
    IRD_TRY(check_source(session, monitor, err));
    return ird_def_write(session->def_path, path, &session->design, &session->tech,
                         nets->wanted, written, err);
}

ird_status ird_session_write_eco(const ird_session *session, const char *path,
                                 const ird_planned_nets *nets, bool is_lyrdb,
                                 const char *version, ird_eco_written *written,
                                 ird_error *err) {
    IRD_TRY(check_removed(session, nets, err));
    return is_lyrdb ? ird_eco_write_lyrdb(path, &session->design, &session->tech,
                                          nets->wanted, version, written, err)
                    : ird_eco_write(path, &session->design, &session->tech, nets->wanted,
                                    written, err);
}

ird_status ird_session_write_pdn(const ird_session *session, const char *path,
                                 const char *grid, ird_pdn_written *written,
                                 ird_error *err) {
    IRD_TRY(need_plan(session, err));
    return ird_pdn_write(path, &session->plan, grid, &session->design, &session->tech,
                         written, err);
}
