/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/ranked_cycles.h"

#include <math.h>
#include <string.h>

#include "session/activity_setting.h"
#include "session/supply.h"

static const char DOING[] = "ranking cycles";

ird_ranking_wish ird_session_ranking_wish(const ird_session *session) {
    return (ird_ranking_wish){.in_time = ird_session_time_wish(session),
                              .top = IRD_RANKING_TOP,
                              .samples = IRD_RANKING_SAMPLES};
}

/* Cycle 0 begins where the clock rises. */
static ird_status settle_clock(ird_session *session, const char *clock,
                               ird_switching_wish *wish, const ird_monitor *monitor,
                               ird_error *err) {
    static const double SLACK = 1e-3; /* of a period: times are rounded to ticks */
    ird_cell *cell = NULL;
    ird_clock_edges edges;
    if (session->activity_setting.path == NULL) {
        return ird_fail(
            err, IRD_OPTIONS_CLASH,
            "-clock is a net of a VCD, and none has been read; give -activity");
    }
    IRD_TRY(ird_session_need_activity(session, monitor, &cell, err));
    const ird_active *active = cell->value;
    IRD_TRY(ird_activity_read_clock(&active->activity, &active->netlist, clock,
                                    isnan(wish->from_s) ? 0 : wish->from_s, monitor,
                                    &edges, err));
    double period_s = session->clock.period_s;
    if (!(period_s > 0) || fabs(edges.period_s - period_s) > SLACK * period_s) {
        return ird_fail_at(err, IRD_CYCLES_CLOCK, active->activity.file, 0,
                           "the clock \"%.200s\" has a period of %g ns in this run, and "
                           "set_clock says %g ns; give it that one",
                           clock, edges.period_s * 1e9, period_s * 1e9);
    }
    wish->from_s = edges.first_s;
    return IRD_OK;
}

static ird_status rank(ird_session *session, const ird_ranking_wish *wish,
                       const char *clock, const ird_monitor *monitor,
                       const ird_ranking **ranking, ird_error *err) {
    ird_ranking_wish settled = *wish;
    ird_cell *cell = NULL;
    IRD_TRY(ird_session_need_design(session, DOING, err));
    IRD_TRY(ird_session_need_layout(session, DOING, err));
    IRD_TRY(ird_session_settle_time(session, &settled.in_time, err));
    if (clock != NULL) {
        IRD_TRY(settle_clock(session, clock, &settled.in_time.switching, monitor, err));
    }
    IRD_TRY(ird_session_need_ranking(session, &settled, monitor, &cell, err));
    session->chosen.ranked = settled;
    session->chosen.ranked_generation = ird_session_generation(session);
    *ranking = cell->value;
    return IRD_OK;
}

/* The activity as it was before: that reading went well once. */
static void put_back(ird_session *session, const ird_activity_setting *before,
                     const ird_window_choice *window) {
    ird_error none;
    if (before->path == NULL ||
        ird_session_read_activity(session, before, NULL, &none) != IRD_OK) {
        ird_session_forget_activity(session);
    } else {
        session->chosen.window = *window;
    }
}

ird_status ird_session_rank(ird_session *session, const ird_ranking_wish *wish,
                            const ird_activity_setting *activity, const char *clock,
                            const ird_monitor *monitor, const ird_ranking **ranking,
                            ird_error *err) {
    ird_activity_setting before = {0};
    const ird_window_choice window = session->chosen.window;
    if (activity == NULL) {
        return rank(session, wish, clock, monitor, ranking, err);
    }
    IRD_TRY(ird_activity_setting_copy(&before, &session->activity_setting, err));
    ird_status status = ird_session_read_activity(session, activity, monitor, err);
    if (status == IRD_OK) {
        status = rank(session, wish, clock, monitor, ranking, err);
        if (status != IRD_OK) {
            put_back(session, &before, &window);
        }
    }
    ird_activity_setting_free(&before);
    return status;
}

ird_ranking_wish ird_session_last_ranking_wish(const ird_session *session) {
    const ird_choices *chosen = &session->chosen;
    bool is_there = chosen->ranked.in_time.net_count > 0 &&
                    chosen->ranked_generation == ird_session_generation(session);
    return is_there ? chosen->ranked : ird_session_ranking_wish(session);
}

/* --- what is shown of it -------------------------------------------------------------
 */

void ird_ranking_view_free(ird_ranking_view *view) {
    for (size_t i = 0; view->names != NULL && i < view->report.count; i++) {
        ird_text_free(&view->names[i]);
    }
    ird_free(view->names);
    ird_free(view->rows);
    *view = (ird_ranking_view){0};
}

/* An instance with a pin at a node; "" where there is none. */
static const char *instance_at(const ird_session *session, const ird_grid *grid,
                               int32_t node) {
    for (size_t i = 0; i < grid->terminals.count; i++) {
        const ird_grid_terminal *terminal = &grid->terminals.items[i];
        if (terminal->node == node && terminal->component >= 0) {
            return ird_names_get(&session->design.component_names, terminal->component);
        }
    }
    return "";
}

static ird_status name_row(const ird_session *session, const ird_net_transient *net,
                           int32_t node, ird_ranking_row *row, ird_text *text,
                           ird_error *err) {
    enum { SIZE = 512 };
    char name[SIZE];
    row->net = row->node = row->instance = "";
    for (size_t i = 0; i < net->net_count && node >= 0; i++) {
        int32_t count = (int32_t)net->networks[i]->nodes.count;
        if (node < count) {
            const ird_net_grid *grid = net->grids[i]->value;
            ird_network_node_name(net->networks[i], node, name, SIZE);
            IRD_TRY(ird_text_add(text, name, strlen(name), err));
            row->net = ird_session_net_name(session, net->nets[i]);
            row->node = ird_text_get(text);
            row->instance = instance_at(session, &grid->grid, node);
            return IRD_OK;
        }
        node -= count;
    }
    return IRD_OK;
}

static ird_status make_rows(ird_ranking_view *view, const ird_session *session,
                            const ird_ranking *ranking, ird_error *err) {
    const ird_net_transient *net = ranking->transient->value;
    for (size_t i = 0; i < ranking->count; i++) {
        const ird_ranked_cycle *from = &ranking->rows[i];
        view->rows[i] = (ird_ranking_row){
            .cycle = from->exact.cycle,
            .begin_s = ranking->is_drawn ? (double)NAN : from->file_s,
            .drop_v = from->exact.worst_v,
            .predicted_v = from->predicted_v,
            .at_s = from->exact.at_s,
            .is_sample = from->is_sample,
        };
        IRD_TRY(name_row(session, net, from->exact.node, &view->rows[i], &view->names[i],
                         err));
    }
    return IRD_OK;
}

static void take_figures(ird_ranking_report *r, const ird_session *session,
                         const ird_ranking *ranking) {
    r->run = ranking->is_drawn ? NULL : session->activity_setting.path;
    r->has_delays = ranking->has_delays;
    r->cycles = ranking->cycles;
    r->period_s = ranking->period_s;
    r->rest_s = ranking->rest_s;
    r->top = ranking->top;
    r->samples = ranking->samples;
    r->missed = ranking->missed;
    r->bound_v = ranking->bound_v;
    r->bound_chance = 1 - IRD_RANKING_DOUBT;
    r->quantiles = ranking->quantiles;
    r->scored_by = ird_scorer_name(ranking->scored_by);
    r->again_by = ird_scorer_name(ranking->again_by);
    r->scored_walked = ranking->scored_walked;
    r->scored_again = ranking->scored_again;
    r->scored_finely = ranking->scored_finely;
    r->solved_near = ranking->solved_near;
    r->step_s = ranking->steps.step_s;
    r->warm_s = ranking->warmth.count > 0 ? -ranking->warmth.stretches[0].from_s : 0;
    r->warm_is_short = ranking->warmth.is_short;
    r->read_s = ranking->read_s;
    r->score_s = ranking->score_s;
    r->exact_s = ranking->exact_s;
    r->all_s = ranking->all_s;
    r->passes = ranking->passes;
}

ird_status ird_ranking_view_make(ird_ranking_view *view, ird_session *session,
                                 const ird_ranking *ranking, ird_error *err) {
    const ird_net_transient *net = ranking->transient->value;
    ird_ranking_report *r = &view->report;
    view->rows = ird_alloc(ranking->count, sizeof *view->rows);
    view->names = ird_alloc_zero(ranking->count, sizeof *view->names);
    if (view->rows == NULL || view->names == NULL) {
        return ird_fail_memory(err, DOING);
    }
    r->count = ranking->count;
    IRD_TRY(make_rows(view, session, ranking, err));
    for (size_t i = 0; i < net->net_count && i < IRD_TRANSIENT_PAIR; i++) {
        view->nets[i] = ird_session_net_name(session, net->nets[i]);
    }
    r->nets = view->nets;
    r->net_count = net->net_count;
    r->supply_v = ((const ird_net_grid *)net->grids[0]->value)->supply_v;
    r->rows = view->rows;
    take_figures(r, session, ranking);
    return IRD_OK;
}
