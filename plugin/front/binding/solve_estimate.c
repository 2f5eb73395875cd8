/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What solve would take: estimate solve.
 */
#include "binding/nouns.h"
#include "binding/solve_options.h"
#include "query/estimate.h"

/* A step that is not given is left to the estimate; the time of a SPICE network is that
 * of its file, or some. */
static ird_time_estimate time_of(const ird_session *session, const ird_time_options *o) {
    static const double PICO = 1e-12, USUAL_STOP_S = 1e-9;
    double cycles = (double)ird_tcl_time_cycles(o);
    double stop_s = cycles * session->clock.period_s;
    if (session->is_spice) {
        const ird_transient *t = &session->transient;
        stop_s = o->stop_ps.given ? o->stop_ps.value * PICO
                 : t->stop_s > 0  ? t->stop_s
                                  : USUAL_STOP_S;
    }
    size_t scenarios = o->scenarios.value > 0 ? o->scenarios.value : 1;
    return (ird_time_estimate){.step_s = o->fast            ? 20 * PICO
                                         : o->step_ps.given ? o->step_ps.value * PICO
                                                            : 0,
                               .stop_s = stop_s,
                               .solutions = o->chosen.given ? o->chosen.value : scenarios,
                               .scored_cycles =
                                   o->chosen.given ? scenarios * (size_t)cycles : 0};
}

/* All nets of a SPICE network are solved together in time. */
static int choose_estimated(ird_context *context, const ird_tcl_solve_options *options,
                            int32_t **nets, size_t *count) {
    size_t all = context->session.spice.count;
    if (!context->session.is_spice || !options->in_time.dynamic) {
        return ird_tcl_choose_nets(context, options->net, options->nets, nets, count);
    }
    *count = all < IRD_TRANSIENT_MOST ? all : IRD_TRANSIENT_MOST;
    *nets = ird_alloc(*count, sizeof **nets);
    if (*nets == NULL) {
        ird_error err;
        ird_fail_memory(&err, "solving");
        return ird_tcl_fail(context, &err);
    }
    for (size_t i = 0; i < *count; i++) {
        (*nets)[i] = (int32_t)i;
    }
    return TCL_OK;
}

int ird_tcl_estimate_solve(ird_context *context, const void *data,
                           ird_estimate *estimate) {
    const ird_tcl_solve_options *options = data;
    ird_session *session = &context->session;
    ird_solve_wish wish;
    const ird_monitor *monitor = &context->progress.monitor;
    int32_t *nets = NULL;
    size_t count = 0;
    ird_error err;
    if (ird_tcl_solve_wish(context, options, &wish) != TCL_OK) {
        return TCL_ERROR;
    }
    int code = choose_estimated(context, options, &nets, &count);
    if (code == TCL_OK) {
        const ird_time_estimate in_time = time_of(session, &options->in_time);
        bool is_timed = options->in_time.dynamic && count <= IRD_TRANSIENT_MOST;
        ird_status status =
            is_timed ? ird_session_estimate_time(estimate, session, nets, count, &wish,
                                                 &in_time, monitor, &err)
                     : ird_session_estimate_static(estimate, session, nets, count, &wish,
                                                   monitor, &err);
        code = status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
    }
    ird_free(nets);
    return code;
}
