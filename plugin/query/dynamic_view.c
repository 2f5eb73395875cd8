/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/dynamic_view.h"

#include <math.h>

#include "query/answers.h"
#include "session/power_setting.h"

void ird_dynamic_view_free(ird_dynamic_view *view) {
    for (size_t i = 0; i < IRD_TRANSIENT_MOST; i++) {
        ird_pin_summary_free(&view->pins[i]);
    }
    *view = (ird_dynamic_view){0};
}

/* When the worst of a net is, and the worst of the static drops that time begins with. */
static void find_times(ird_dynamic_view *view, const ird_net_dynamic *dynamic) {
    const ird_net_transient *transient = dynamic->transient->value;
    size_t first = 0;
    for (size_t i = 0; i < dynamic->net_count; i++) {
        const ird_solution *s = &dynamic->nets[i].solution;
        const double *static_v = dynamic->result.static_v + first;
        view->worst_at_s[i] = ird_net_dynamic_worst_at_s(dynamic, i);
        view->static_v[i] = 0;
        for (size_t k = 0; k < s->node_count; k++) {
            view->static_v[i] = fmax(view->static_v[i], static_v[k]);
        }
        first += transient->networks[i]->nodes.count;
    }
}

static void find_supply(ird_dynamic_view *view, const ird_session *session,
                        const ird_net_dynamic *dynamic) {
    double swing_v = dynamic->nets[0].supply_v;
    size_t worst = SIZE_MAX;
    for (size_t i = 0; i < dynamic->pairs.count; i++) {
        if (worst == SIZE_MAX ||
            dynamic->result.left[i].worst_v > dynamic->result.left[worst].worst_v) {
            worst = i;
        }
    }
    view->supply = (ird_dynamic_supply){.instances = dynamic->pairs.count};
    if (worst == SIZE_MAX) {
        return;
    }
    const ird_net_pair *pair = &dynamic->pairs.items[worst];
    const ird_dynamic_left *left = &dynamic->result.left[worst];
    view->supply.worst_name =
        ird_names_get(&session->design.component_names, pair->component);
    view->supply.worst_v = swing_v - left->worst_v;
    view->supply.at_s = left->at_s;
    view->supply.mean_v = swing_v - left->mean_v;
    view->supply.has_window = pair->has_pulses;
}

static const char *leakage_phrase(ird_leakage_origin origin) {
    static const char *const phrases[] = {NULL, "of the power report", "of Liberty"};
    return phrases[origin];
}

ird_status ird_dynamic_view_make(ird_dynamic_view *view, ird_session *session,
                                 const ird_net_dynamic *dynamic,
                                 const ird_time_wish *wish, const ird_monitor *monitor,
                                 ird_error *err) {
    const ird_net_transient *transient = dynamic->transient->value;
    const ird_net_switching *switching =
        transient->switching != NULL ? transient->switching->value : NULL;
    ird_cell *power = NULL;
    IRD_TRY(ird_session_need_power(session, monitor, &power, err));
    for (size_t i = 0; i < dynamic->net_count; i++) {
        view->nets[i] = ird_session_solved(session, &dynamic->nets[i], power->value);
        IRD_TRY(ird_pin_summary_make(&view->pins[i], &view->nets[i], err));
    }
    find_times(view, dynamic);
    find_supply(view, session, dynamic);
    view->report = (ird_dynamic_report){
        .nets = view->nets,
        .pins = view->pins,
        .net_count = dynamic->net_count,
        .worst_at_s = view->worst_at_s,
        .static_v = view->static_v,
        .dynamic = &dynamic->result,
        .switching = switching != NULL ? &switching->switching : NULL,
        .leakage = switching != NULL ? leakage_phrase(switching->leakage) : NULL,
        .transient = transient->timed,
        .farad = transient->farad,
        .cells = transient->cells != NULL ? transient->cells->value : NULL,
        .has_package = transient->has_package[0] || transient->has_package[1],
        .seed = wish->switching.seed,
        .is_worst = wish->switching.is_worst,
        .has_toggles = switching != NULL && switching->has_toggles,
        .step_s = dynamic->steps.step_s,
        .stop_s = dynamic->steps.stop_s,
        .ring_s = dynamic->steps.ring_s,
        .pulse_s = dynamic->steps.pulse_s,
        .rings_too_fast =
            dynamic->steps.step_s * IRD_STEPS_TOO_FEW > dynamic->steps.ring_s,
        .is_coarse = dynamic->steps.step_s * IRD_STEPS_A_PULSE > dynamic->steps.pulse_s,
        .scenario_v = dynamic->scenario_v,
        .scenarios = dynamic->scenarios,
        .worst_scenario = dynamic->worst_scenario,
        .chosen = dynamic->chosen,
        .missed = dynamic->missed,
        .quantiles = dynamic->quantiles,
        .supply = view->supply.instances > 0 ? &view->supply : NULL,
    };
    return IRD_OK;
}

ird_status ird_session_time_basis(ird_text *lines, ird_session *session,
                                  const ird_monitor *monitor, ird_error *err) {
    const ird_net_dynamic *dynamic = NULL;
    ird_dynamic_view view = {0};
    const ird_time_wish wish = ird_session_last_time_wish(session);
    ird_status status = ird_session_last_dynamic(session, monitor, &dynamic, err);
    if (status == IRD_OK) {
        status = ird_dynamic_view_make(&view, session, dynamic, &wish, monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_dynamic_assumptions(lines, &view.report, err);
    }
    ird_dynamic_view_free(&view);
    return status;
}
