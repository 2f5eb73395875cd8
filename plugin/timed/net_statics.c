/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/net_statics.h"

#include "session/net_solution.h"

static bool has_packages(const ird_net_transient *net) {
    bool has_any = false;
    for (size_t i = 0; i < net->net_count; i++) {
        has_any = has_any || net->has_package[i];
    }
    return has_any;
}

static ird_status take(ird_net_statics *found, ird_session *session,
                       const ird_net_transient *net, const ird_solve_options *options,
                       const ird_monitor *monitor, ird_error *err) {
    for (size_t i = 0; i < net->net_count && found->are_there; i++) {
        ird_cell *cell = NULL;
        IRD_TRY(ird_session_need_factor(session, net->grids[i], options, monitor, &cell,
                                        NULL, err));
        found->factors[i] = ((const ird_net_factor *)cell->value)->factor;
    }
    pthread_mutex_init(&found->lock, NULL);
    found->statics = (ird_dynamic_statics){found->factors, &found->lock};
    return IRD_OK;
}

ird_status ird_net_statics_find(ird_net_statics *found, ird_session *session,
                                const ird_net_transient *net,
                                const ird_solve_options *options, ird_error *err) {
    found->are_there = !has_packages(net);
    for (size_t i = 0; i < net->net_count && found->are_there; i++) {
        found->are_there = ird_session_has_factor(session, net->grids[i], options);
    }
    return take(found, session, net, options, NULL, err);
}

ird_status ird_net_statics_need(ird_net_statics *found, ird_session *session,
                                const ird_net_transient *net,
                                const ird_solve_options *options,
                                const ird_monitor *monitor, ird_error *err) {
    found->are_there = !has_packages(net);
    return take(found, session, net, options, monitor, err);
}

void ird_net_statics_end(ird_net_statics *found) {
    if (found->statics.lock != NULL) {
        pthread_mutex_destroy(&found->lock);
        found->statics.lock = NULL;
    }
}

const ird_dynamic_statics *ird_net_statics_get(const ird_net_statics *found) {
    return found->are_there ? &found->statics : NULL;
}
