/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/dynamic_nets.h"

#include <math.h>

#include "session/net_solution.h"
#include "session/supply.h"

ird_time_wish ird_session_time_wish(const ird_session *session) {
    const ird_solve_wish wish = ird_session_solve_wish(session);
    return (ird_time_wish){
        .switching = {.cycles = IRD_CYCLES_DEFAULT, .from_s = (double)NAN},
        .solve = wish.options,
    };
}

static bool is_ground(const ird_session *session, int32_t net) {
    return session->design.special_nets.items[net].use == IRD_USE_GROUND;
}

static ird_status take_all(const ird_session *session, ird_time_wish *wish,
                           ird_error *err) {
    size_t count = session->spice.count;
    if (count > IRD_TRANSIENT_MOST) {
        return ird_fail(err, IRD_TRANSIENT_NETS,
                        "the file has %zu nets, of which at most %d are solved together "
                        "in time; give a file with less",
                        count, IRD_TRANSIENT_MOST);
    }
    for (size_t i = 0; i < count; i++) {
        wish->nets[i] = (int32_t)i;
    }
    wish->net_count = count;
    return IRD_OK;
}

/* A power net before its ground net; all of a SPICE network. */
ird_status ird_session_settle_time(ird_session *session, ird_time_wish *wish,
                                   ird_error *err) {
    if (session->is_spice) {
        return take_all(session, wish, err);
    }
    if (wish->net_count == 0) {
        wish->net_count = 1;
        return ird_session_choose_net(session, NULL, "drops in time", &wish->nets[0],
                                      err);
    }
    if (wish->net_count == 1) {
        return IRD_OK;
    }
    if (is_ground(session, wish->nets[0])) {
        int32_t ground = wish->nets[0];
        wish->nets[0] = wish->nets[1];
        wish->nets[1] = ground;
    }
    return IRD_OK;
}

ird_status ird_session_solve_dynamic(ird_session *session, const ird_time_wish *wish,
                                     const ird_monitor *monitor,
                                     const ird_net_dynamic **dynamic, ird_error *err) {
    ird_time_wish settled = *wish;
    ird_cell *cell = NULL;
    IRD_TRY(ird_session_need_design(session, "drops in time", err));
    IRD_TRY(ird_session_settle_time(session, &settled, err));
    IRD_TRY(ird_session_need_dynamic(session, &settled, monitor, &cell, err));
    session->chosen.in_time = settled;
    session->chosen.in_time_generation = ird_session_generation(session);
    *dynamic = cell->value;
    return IRD_OK;
}

bool ird_session_has_dynamic(const ird_session *session) {
    const ird_choices *chosen = &session->chosen;
    return chosen->in_time.net_count > 0 &&
           chosen->in_time_generation == ird_session_generation(session);
}

ird_time_wish ird_session_last_time_wish(const ird_session *session) {
    return ird_session_has_dynamic(session) ? session->chosen.in_time
                                            : ird_session_time_wish(session);
}

ird_status ird_session_last_dynamic(ird_session *session, const ird_monitor *monitor,
                                    const ird_net_dynamic **dynamic, ird_error *err) {
    const ird_time_wish wish = ird_session_last_time_wish(session);
    return ird_session_solve_dynamic(session, &wish, monitor, dynamic, err);
}

ird_status ird_session_dynamic_left(const ird_session *session, const ird_net_grid *net,
                                    double **left_v, double *worst_at_s, ird_error *err) {
    size_t at = 0;
    const ird_net_dynamic *dynamic =
        ird_session_dynamic_of(session, net->net, &net->answer, &at);
    size_t count = session->design.components.count;
    *left_v = NULL;
    *worst_at_s = dynamic != NULL ? ird_net_dynamic_worst_at_s(dynamic, at) : (double)NAN;
    if (dynamic == NULL || dynamic->pairs.count == 0) {
        return IRD_OK;
    }
    double *left = ird_alloc(count, sizeof *left);
    if (left == NULL) {
        return ird_fail_memory(err, "looking at drops in time");
    }
    for (size_t i = 0; i < count; i++) {
        left[i] = (double)NAN;
    }
    for (size_t i = 0; i < dynamic->pairs.count; i++) {
        left[dynamic->pairs.items[i].component] =
            dynamic->nets[0].supply_v - dynamic->result.left[i].worst_v;
    }
    *left_v = left;
    return IRD_OK;
}

ird_status ird_session_write_moments(ird_session *session, const char *path,
                                     const ird_monitor *monitor, ird_error *err) {
    ird_time_wish wish = ird_session_last_time_wish(session);
    IRD_TRY(ird_session_need_design(session, "write_spice -dynamic", err));
    IRD_TRY(ird_session_settle_time(session, &wish, err));
    return ird_session_write_time(session, &wish, path, monitor, err);
}
