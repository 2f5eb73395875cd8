/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/plan_setting.h"

#include <stdio.h>
#include <string.h>

#include "session/sources_setting.h"
#include "session/supply.h"

static const char DOING[] = "planning a grid";

/* The present design as it was read. It shares all memory with the session. */
static ird_design base_of(const ird_session *session) {
    ird_design base = session->design;
    ird_plan_layout layout = session->layout;
    if (layout.is_on) {
        ird_plan_layout_toggle(&layout, &base);
    }
    return base;
}

static bool has_layout_design(const ird_session *session) {
    return session->has_design && !session->is_spice;
}

/* The number that the net of the last raster has among other names; false where it has
 * none there. */
static bool find_last(const ird_session *session, const ird_names *names, int32_t *net) {
    const char *name = ird_session_net_name(session, session->chosen.last.net);
    *net = ird_names_find(names, name, strlen(name));
    return *net >= 0;
}

/* Put plan and layout in the place of the session's; takes both. */
static void take(ird_session *session, ird_plan *plan, ird_plan_layout *layout) {
    if (has_layout_design(session)) {
        ird_design base = base_of(session);
        const ird_names *names = plan->lines.count > 0 ? &layout->parts.special_net_names
                                                       : &base.special_net_names;
        int32_t last = 0;
        session->chosen.has_last =
            session->chosen.has_last && find_last(session, names, &last);
        session->chosen.last.net = last;
        session->chosen.solved.count = 0;
    }
    if (session->layout.is_on) {
        ird_plan_layout_toggle(&session->layout, &session->design);
    }
    ird_plan_layout_free(&session->layout);
    ird_plan_free(&session->plan);
    session->plan = *plan;
    session->layout = *layout;
    *plan = (ird_plan){0};
    *layout = (ird_plan_layout){0};
    if (has_layout_design(session) && session->plan.lines.count > 0) {
        ird_plan_layout_toggle(&session->layout, &session->design);
    }
    if (has_layout_design(session)) {
        ird_session_touch(session, IRD_STAMP_DESIGN);
    }
    ird_session_touch(session, IRD_STAMP_PLAN);
}

static ird_status check_sources(const ird_session *session, const ird_plan_line *line,
                                ird_error *err) {
    const ird_source_setting *setting = ird_session_find_sources(session, line->net);
    if ((line->kind != IRD_PLAN_SOURCE && line->kind != IRD_PLAN_BUMPS) ||
        setting == NULL || setting->options.type == IRD_SOURCE_AUTO ||
        setting->options.type == IRD_SOURCE_FILE) {
        return IRD_OK;
    }
    ird_fail(err, IRD_PLAN_SOURCES_SET,
             "set_sources has placed the sources of net %.100s as %s; give set_sources "
             "-net %.100s -type auto before planning some",
             line->net, ird_source_type_name(setting->options.type), line->net);
    ird_error_detail(err, line->net, strlen(line->net));
    return IRD_PLAN_SOURCES_SET;
}

/* The lines from `first` on must add something to the present design. */
static ird_status check_new(const ird_session *session, const ird_plan *plan,
                            const ird_plan_layout *layout, size_t first, ird_error *err) {
    for (size_t i = first; i < plan->lines.count; i++) {
        const ird_plan_line *line = &plan->lines.items[i];
        IRD_TRY(check_sources(session, line, err));
        IRD_TRY(ird_plan_check_laid(layout, plan, i, err));
    }
    return IRD_OK;
}

static ird_status need_layout_design(const ird_session *session, const char *doing,
                                     ird_error *err) {
    ird_status status = ird_session_need_design(session, doing, err);
    return status == IRD_OK ? ird_session_need_layout(session, doing, err) : status;
}

/* Lay the plan, whose lines from `first` on are new, and take it. */
static ird_status lay_and_take(ird_session *session, ird_plan *plan, size_t first,
                               const ird_monitor *monitor, ird_error *err) {
    ird_plan_layout layout = {0};
    ird_design base = base_of(session);
    ird_status status = ird_plan_lay(&layout, plan, &base, &session->tech, monitor, err);
    if (status == IRD_OK) {
        status = check_new(session, plan, &layout, first, err);
    }
    if (status == IRD_OK) {
        take(session, plan, &layout);
    }
    ird_plan_layout_free(&layout);
    return status;
}

ird_status ird_session_add_plan(ird_session *session, const ird_plan *more,
                                const ird_monitor *monitor, ird_error *err) {
    ird_plan plan = {0};
    ird_status status = need_layout_design(session, DOING, err);
    if (status == IRD_OK) {
        status = ird_plan_copy(&plan, &session->plan, NULL, err);
    }
    size_t first = plan.lines.count;
    if (status == IRD_OK) {
        status = ird_plan_copy(&plan, more, NULL, err);
    }
    if (status == IRD_OK) {
        status = lay_and_take(session, &plan, first, monitor, err);
    }
    ird_plan_free(&plan);
    return status;
}

ird_status ird_session_read_plan(ird_session *session, const char *path, bool replaces,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_plan plan = {0};
    ird_status status = need_layout_design(session, "read_plan", err);
    if (status == IRD_OK && !replaces) {
        status = ird_plan_copy(&plan, &session->plan, NULL, err);
    }
    size_t first = plan.lines.count;
    if (status == IRD_OK) {
        status = ird_plan_read(&plan, path, err);
    }
    if (status == IRD_OK) {
        status = lay_and_take(session, &plan, first, monitor, err);
    }
    ird_plan_free(&plan);
    return status;
}

/* Put what is left of the plan in its place; takes it. */
static ird_status keep_rest(ird_session *session, ird_plan *rest,
                            const ird_monitor *monitor, ird_error *err) {
    ird_plan_layout layout = {0};
    ird_status status = IRD_OK;
    if (rest->lines.count > 0 && has_layout_design(session)) {
        ird_design base = base_of(session);
        status = ird_plan_lay(&layout, rest, &base, &session->tech, monitor, err);
    }
    if (status == IRD_OK && session->plan.lines.count > 0) {
        take(session, rest, &layout);
    }
    ird_plan_layout_free(&layout);
    ird_plan_free(rest);
    return status;
}

ird_status ird_session_clear_plan(ird_session *session, const char *net,
                                  const ird_monitor *monitor, ird_error *err) {
    ird_plan rest = {0};
    if (net != NULL) {
        IRD_TRY(ird_plan_without_net(&rest, &session->plan, net, err));
    }
    return keep_rest(session, &rest, monitor, err);
}

ird_status ird_session_clear_plan_line(ird_session *session, size_t line,
                                       const ird_monitor *monitor, ird_error *err) {
    ird_plan rest = {0};
    IRD_TRY(ird_plan_without_line(&rest, &session->plan, line, err));
    return keep_rest(session, &rest, monitor, err);
}

ird_status ird_session_lay_plan(const ird_session *session, const ird_technology *tech,
                                ird_design *design, ird_plan_layout *layout,
                                const ird_monitor *monitor, ird_error *err) {
    if (session->plan.lines.count == 0) {
        return IRD_OK;
    }
    ird_status status = ird_plan_lay(layout, &session->plan, design, tech, monitor, err);
    if (status == IRD_OK) {
        ird_plan_layout_toggle(layout, design);
    } else if (err != NULL && status != IRD_NO_MEMORY && status != IRD_INTERRUPTED) {
        size_t used = strlen(err->text);
        snprintf(err->text + used, sizeof err->text - used,
                 " (clear_plan forgets the plan)");
    }
    return status;
}

ird_status ird_session_lay_again(ird_session *session, const ird_monitor *monitor,
                                 ird_error *err) {
    if (!session->layout.is_on) {
        return IRD_OK;
    }
    ird_plan plan = {0};
    ird_status status = ird_plan_copy(&plan, &session->plan, NULL, err);
    if (status == IRD_OK) {
        status = lay_and_take(session, &plan, plan.lines.count, monitor, err);
    }
    ird_plan_free(&plan);
    return status;
}

/* --- sources -------------------------------------------------------------------------
 */

ird_status ird_session_plan_sources(const ird_session *session, const char *net,
                                    ird_source_options *options, ird_source_file *planned,
                                    ird_error *err) {
    bool is_free = options->type == IRD_SOURCE_AUTO || options->type == IRD_SOURCE_FILE;
    if (!is_free || !ird_plan_has_sources(&session->plan, net)) {
        return IRD_OK;
    }
    IRD_TRY(ird_plan_add_sources(planned, &session->plan, net,
                                 options->type == IRD_SOURCE_FILE ? options->file : NULL,
                                 &session->design, err));
    if (planned->places.count > 0) {
        options->type = IRD_SOURCE_FILE;
        options->file = planned;
    }
    return IRD_OK;
}

bool ird_session_sources_planned(const ird_session *session, const ird_net_grid *grid) {
    return !session->is_spice && grid->grid.sources.type == IRD_SOURCE_FILE &&
           ird_plan_has_sources(&session->plan, ird_session_net_name(session, grid->net));
}

const char *ird_session_source_origin(const ird_session *session,
                                      const ird_net_grid *grid) {
    return ird_session_sources_planned(session, grid)
               ? "planned"
               : ird_source_type_name(grid->grid.sources.type);
}
