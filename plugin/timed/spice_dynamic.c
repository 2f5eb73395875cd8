/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/spice_dynamic.h"

#include <string.h>

#include "session/net_grid.h"
#include "session/spice.h"

static const double usual_step_s = 5e-12, usual_stop_s = 1e-9;

ird_status ird_session_timed_networks(const ird_session *session, const char *doing,
                                      const ird_network ***networks, size_t *count,
                                      ird_error *err) {
    if (!session->is_spice) {
        return ird_fail(err, IRD_SESSION_TIMELESS,
                        "%s needs a SPICE network with currents in time; read one with "
                        "read_spice",
                        doing);
    }
    const ird_network **made = ird_alloc(session->spice.count, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, "solving in time");
    }
    for (size_t i = 0; i < session->spice.count; i++) {
        made[i] = &ird_session_spice_grid(session, (int32_t)i)->grid.network;
    }
    *networks = made;
    *count = session->spice.count;
    return IRD_OK;
}

ird_status ird_session_find_node(const ird_session *session, const char *name,
                                 int32_t *node, ird_error *err) {
    size_t first = 0;
    for (size_t i = 0; i < session->spice.count; i++) {
        const ird_network *n = &ird_session_spice_grid(session, (int32_t)i)->grid.network;
        IRD_TRY(ird_network_find_node(n, name, node, err));
        if (*node >= 0) {
            *node += (int32_t)first;
            return IRD_OK;
        }
        first += n->nodes.count;
    }
    ird_fail(err, IRD_SESSION_NODE,
             "no node of the network is named \"%.200s\"; give one as the file writes it",
             name);
    ird_error_detail(err, name, strlen(name));
    return IRD_SESSION_NODE;
}

ird_status ird_session_solve_spice_dynamic(ird_session *session, ird_dynamic_wish *wish,
                                           const ird_monitor *monitor,
                                           ird_dynamic *result, ird_error *err) {
    const ird_transient *t = &session->transient;
    const ird_network **networks = NULL;
    size_t count = 0;
    IRD_TRY(
        ird_session_timed_networks(session, "solve -dynamic", &networks, &count, err));
    double step_s = t->step_s > 0 ? t->step_s : usual_step_s;
    wish->step_s = wish->step_s > 0 ? wish->step_s : step_s;
    wish->stop_s = wish->stop_s > 0 ? wish->stop_s : t->stop_s;
    ird_status status = IRD_OK;
    if (!(wish->stop_s > 0)) {
        status = ird_fail(err, IRD_SESSION_TIMELESS,
                          "solve -dynamic does not know how long; give -stop, for the "
                          "file has no .tran");
    }
    const ird_dynamic_input input = {networks, count, t};
    if (status == IRD_OK) {
        status = ird_dynamic_solve(result, &input, wish, monitor, err);
    }
    ird_free(networks);
    return status;
}

ird_status ird_session_write_circuit(const ird_session *session, const char *path,
                                     ird_error *err) {
    const ird_transient *t = &session->transient;
    const ird_network **networks = NULL;
    size_t count = 0;
    IRD_TRY(ird_session_timed_networks(session, "write_spice -dynamic", &networks, &count,
                                       err));
    const ird_spice_circuit circuit = {networks, count, t,
                                       t->step_s > 0 ? t->step_s : usual_step_s,
                                       t->stop_s > 0 ? t->stop_s : usual_stop_s};
    ird_status status = ird_spice_write_circuit(&circuit, path, err);
    ird_free(networks);
    return status;
}
