/* SPDX-License-Identifier: BSD-3-Clause */
#include "suggest/tried_plan.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "session/supply.h"

void ird_tried_plan_free(ird_tried_plan *tried) {
    if (tried->is_made) {
        ird_store_end_scope(&tried->session.store);
        ird_store_free(&tried->session.store);
    }
    if (tried->layout.is_on) { /* its parts are those of the session then */
        ird_plan_layout_toggle(&tried->layout, &tried->session.design);
    }
    ird_plan_layout_free(&tried->layout);
    ird_plan_free(&tried->plan);
    *tried = (ird_tried_plan){0};
}

/* The design as it was read; shares all memory. */
static ird_design base_of(const ird_session *session) {
    ird_design base = session->design;
    ird_plan_layout layout = session->layout;
    if (layout.is_on) {
        ird_plan_layout_toggle(&layout, &base);
    }
    return base;
}

static ird_status lay(ird_tried_plan *tried, const ird_session *session,
                      const ird_plan *more, const ird_monitor *monitor, ird_error *err) {
    IRD_TRY(ird_plan_copy(&tried->plan, &session->plan, NULL, err));
    IRD_TRY(ird_plan_copy(&tried->plan, more, NULL, err));
    tried->session.design = base_of(session);
    if (tried->plan.lines.count > 0) {
        ird_design base = tried->session.design;
        IRD_TRY(ird_plan_lay(&tried->layout, &tried->plan, &base, &session->tech, monitor,
                             err));
        ird_plan_layout_toggle(&tried->layout, &tried->session.design);
    }
    tried->session.plan = tried->plan;
    tried->session.layout = tried->layout;
    if (tried->plan.lines.count > 0 || session->layout.is_on) {
        ird_session_touch(&tried->session, IRD_STAMP_PLAN);
    }
    return IRD_OK;
}

/* What was there already took its time once. */
static double seconds_of(const ird_net_grid *solved) {
    const ird_factor_info info = ird_factor_get_info(solved->factor);
    return solved->extract_s + info.build_s + info.order_s + info.factor_s +
           solved->solution.seconds;
}

static ird_status solve(ird_tried_plan *tried, const char *net,
                        const ird_solve_wish *wish, const ird_monitor *monitor,
                        ird_error *err) {
    int32_t id;
    ird_cell *solution = NULL;
    IRD_TRY(ird_session_find_net(&tried->session, net, strlen(net), &id, err));
    IRD_TRY(
        ird_session_need_solution(&tried->session, id, wish, monitor, &solution, err));
    tried->solved = solution->value;
    return IRD_OK;
}

ird_status ird_tried_plan_make(ird_tried_plan *tried, const ird_session *session,
                               const char *net, const ird_plan *more,
                               const ird_solve_wish *wish, const ird_monitor *monitor,
                               ird_error *err) {
    ird_tried_plan made = {.session = *session};
    double begin_s = ird_clock_s();
    made.session.store = (ird_store){0};
    IRD_TRY(ird_store_share(&made.session.store, &session->store, err));
    made.is_made = true;
    ird_status status = lay(&made, session, more, monitor, err);
    if (status == IRD_OK) {
        status = solve(&made, net, wish, monitor, err);
    }
    if (status != IRD_OK) {
        ird_tried_plan_free(&made);
        return status;
    }
    made.seconds = fmax(ird_clock_s() - begin_s, seconds_of(made.solved));
    ird_tried_plan_free(tried);
    *tried = made;
    return IRD_OK;
}
