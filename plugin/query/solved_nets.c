/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/solved_nets.h"

#include "base/clock.h"
#include "session/supply.h"

static const ird_solved_net *find_mark(const ird_session *session, int32_t net) {
    if (session->chosen.solved_generation != ird_session_generation(session)) {
        return NULL;
    }
    for (size_t i = 0; i < session->chosen.solved.count; i++) {
        if (session->chosen.solved.items[i].net == net) {
            return &session->chosen.solved.items[i];
        }
    }
    return NULL;
}

bool ird_session_is_solved(const ird_session *session, int32_t net) {
    return find_mark(session, net) != NULL;
}

ird_solve_wish ird_session_wish_of(const ird_session *session, int32_t net) {
    const ird_solved_net *mark = find_mark(session, net);
    ird_solve_wish wish = mark != NULL ? mark->wish : ird_session_solve_wish(session);
    wish.grid.kind = ird_session_grid_wish(session).kind;
    return wish;
}

int32_t ird_session_last_solved(const ird_session *session) {
    size_t count = session->chosen.solved.count;
    return count > 0 &&
                   session->chosen.solved_generation == ird_session_generation(session)
               ? session->chosen.solved.items[count - 1].net
               : -1;
}

/* Room has been reserved. */
static void mark(ird_session *session, int32_t net, const ird_solve_wish *wish) {
    const ird_solved_net made = {net, *wish};
    size_t kept = 0;
    uint64_t generation = ird_session_generation(session);
    for (size_t i = 0; i < session->chosen.solved.count &&
                       session->chosen.solved_generation == generation;
         i++) {
        if (session->chosen.solved.items[i].net != net) {
            session->chosen.solved.items[kept++] = session->chosen.solved.items[i];
        }
    }
    session->chosen.solved.items[kept++] = made;
    session->chosen.solved.count = kept;
    session->chosen.solved_generation = generation;
}

ird_status ird_session_solve(ird_session *session, int32_t net,
                             const ird_solve_wish *wish, const ird_monitor *monitor,
                             const ird_net_grid **solved, ird_solve_run *run,
                             ird_error *err) {
    ird_cell *solution = NULL;
    ird_solve_run made = {0};
    double begin_s = ird_clock_s();
    IRD_TRY(ird_vec_reserve(&session->chosen.solved, 1, "solving a power grid", err));
    IRD_TRY(ird_session_need_solution_by(session, net, wish, monitor, &solution,
                                         &made.factor_is_reused, err));
    mark(session, net, wish);
    made.seconds = ird_clock_s() - begin_s;
    if (run != NULL) {
        *run = made;
    }
    *solved = solution->value;
    return IRD_OK;
}

ird_status ird_session_look_at_solution(ird_session *session, int32_t net,
                                        const ird_monitor *monitor,
                                        const ird_net_grid **solved, ird_error *err) {
    const ird_solve_wish wish = ird_session_wish_of(session, net);
    ird_cell *solution = NULL;
    bool is_reused = false;
    IRD_TRY(ird_session_need_solution_by(session, net, &wish, monitor, &solution,
                                         &is_reused, err));
    *solved = solution->value;
    return IRD_OK;
}

ird_status ird_session_solve_as_before(ird_session *session, int32_t net,
                                       const ird_monitor *monitor,
                                       const ird_net_grid **solved, ird_error *err) {
    const ird_solve_wish wish = ird_session_wish_of(session, net);
    return ird_session_solve(session, net, &wish, monitor, solved, NULL, err);
}

ird_status ird_session_last_solution(ird_session *session, const ird_monitor *monitor,
                                     const ird_net_grid **solved, ird_error *err) {
    int32_t net = ird_session_last_solved(session);
    if (net < 0) {
        IRD_TRY(ird_session_choose_net(session, NULL, "a map of drops", &net, err));
    }
    return ird_session_solve_as_before(session, net, monitor, solved, err);
}
