/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/net_statics.h"

#include "session/net_solution.h"

ird_status ird_net_statics_find(ird_net_statics *found, ird_session *session,
                                const ird_net_transient *net,
                                const ird_solve_options *options, ird_error *err) {
    bool are_there = true;
    for (size_t i = 0; i < net->net_count && are_there; i++) {
        are_there = !net->has_package[i] &&
                    ird_session_has_factor(session, net->grids[i], options);
    }
    found->are_there = are_there;
    for (size_t i = 0; i < net->net_count && are_there; i++) {
        ird_cell *cell = NULL;
        IRD_TRY(ird_session_need_factor(session, net->grids[i], options, NULL, &cell,
                                        NULL, err));
        found->factors[i] = ((const ird_net_factor *)cell->value)->factor;
    }
    pthread_mutex_init(&found->lock, NULL);
    found->statics = (ird_dynamic_statics){found->factors, &found->lock};
    return IRD_OK;
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
