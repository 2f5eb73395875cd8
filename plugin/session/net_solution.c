/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/net_solution.h"

#include "base/clock.h"
#include "session/power_setting.h"
#include "session/supply.h"

/* --- factors --------------------------------------------------------------------------
 */

static void free_factor(void *value) {
    ird_net_factor *factor = value;
    ird_factor_free(factor->factor);
    ird_cell_drop(factor->root);
    ird_free(factor);
}

static size_t factor_bytes(const void *value) {
    return ird_factor_get_info(((const ird_net_factor *)value)->factor).memory_bytes;
}

static const ird_stage factor_stage = {"factor", free_factor, factor_bytes};

typedef struct factoring {
    ird_cell *root;
    const ird_solve_options *options;
    const ird_monitor *monitor;
} factoring;

static ird_status make_factor(void *context, void **value, ird_error *err) {
    const factoring *f = context;
    const ird_net_grid *root = f->root->value;
    ird_net_factor *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, "factoring a power grid");
    }
    ird_status status = ird_factor_create(&made->factor, &root->grid.network, f->options,
                                          f->monitor, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    made->network = root->network;
    made->root = ird_cell_use(f->root);
    *value = made;
    return IRD_OK;
}

static ird_key factor_key(const ird_cell *grid, const ird_solve_options *options) {
    ird_key key = ird_key_of(&factor_stage);
    ird_key_add(&key, &((const ird_net_grid *)grid->value)->network);
    ird_key_number(&key, ird_solve_options_key(options));
    return key;
}

bool ird_session_has_factor(const ird_session *session, ird_cell *grid,
                            const ird_solve_options *options) {
    return ird_store_find(&session->store, &factor_stage, grid->net,
                          factor_key(grid, options)) != NULL;
}

ird_status ird_session_need_factor(ird_session *session, ird_cell *grid,
                                   const ird_solve_options *options,
                                   const ird_monitor *monitor, ird_cell **factor,
                                   bool *was_there, ird_error *err) {
    factoring f = {ird_net_grid_root(grid), options, monitor};
    ird_key key = factor_key(grid, options);
    if (was_there != NULL) {
        *was_there = ird_session_has_factor(session, grid, options);
    }
    return ird_store_need(&session->store, &factor_stage, grid->net, key, make_factor, &f,
                          factor, err);
}

const ird_factor *ird_session_find_factor(const ird_session *session, const char *net,
                                          const ird_key *network) {
    uint64_t before = 0;
    const ird_cell *cell;
    while ((cell = ird_store_former(&session->store, &factor_stage, net, &before)) !=
           NULL) {
        const ird_net_factor *factor = cell->value;
        if (ird_key_equal(&factor->network, network)) {
            return factor->factor;
        }
    }
    return NULL;
}

/* --- solutions ------------------------------------------------------------------------
 */

static void free_solution(void *value) {
    ird_net_grid *solved = value;
    ird_solution_free(&solved->solution);
    ird_cell_drop(solved->parts[0]);
    ird_cell_drop(solved->parts[1]);
    ird_free(solved);
}

static size_t solution_bytes(const void *value) {
    const ird_net_grid *solved = value;
    return (solved->solution.node_count + solved->solution.source_count) * sizeof(double);
}

static const ird_stage solution_stage = {"solution", free_solution, solution_bytes};

typedef struct solving {
    ird_cell *loaded, *factor;
    const ird_solve_wish *wish;
    ird_key key;
} solving;

static ird_status make_solution(void *context, void **value, ird_error *err) {
    static const ird_load none[1];
    const solving *s = context;
    const ird_net_grid *loaded = s->loaded->value;
    const ird_net_factor *factor = s->factor->value;
    const ird_network *network = &loaded->grid.network;
    ird_net_grid *made = ird_alloc(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, "solving a power grid");
    }
    *made = *loaded;
    made->solution = (ird_solution){0};
    ird_status status = ird_solve(&made->solution, factor->factor,
                                  network->loads.count > 0 ? network->loads.items : none,
                                  network->loads.count, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    made->root = NULL;
    made->parts[0] = ird_cell_use(s->loaded);
    made->parts[1] = ird_cell_use(s->factor);
    made->answer = s->key;
    made->wish = *s->wish;
    made->factor = factor->factor;
    *value = made;
    return IRD_OK;
}

ird_solve_wish ird_session_solve_wish(const ird_session *session) {
    return (ird_solve_wish){.options = ird_solve_defaults,
                            .grid = ird_session_grid_wish(session)};
}

ird_status ird_session_need_solution_by(ird_session *session, int32_t net,
                                        const ird_solve_wish *wish,
                                        const ird_monitor *monitor, ird_cell **solution,
                                        bool *factor_was_there, ird_error *err) {
    solving s = {.wish = wish};
    IRD_TRY(ird_session_need_loaded(session, net, wish->grid, monitor, &s.loaded, err));
    IRD_TRY(ird_session_need_factor(session, s.loaded, &wish->options, monitor, &s.factor,
                                    factor_was_there, err));
    s.key = ird_key_of(&solution_stage);
    ird_key_add(&s.key, &s.loaded->key);
    ird_key_add(&s.key, &s.factor->key);
    return ird_store_need(&session->store, &solution_stage, s.loaded->net, s.key,
                          make_solution, &s, solution, err);
}

ird_status ird_session_need_solution(ird_session *session, int32_t net,
                                     const ird_solve_wish *wish,
                                     const ird_monitor *monitor, ird_cell **solution,
                                     ird_error *err) {
    return ird_session_need_solution_by(session, net, wish, monitor, solution, NULL, err);
}

const ird_net_grid *ird_session_find_solution(const ird_session *session, int32_t net,
                                              const ird_key *key) {
    const ird_cell *cell = ird_store_find(&session->store, &solution_stage,
                                          ird_session_net_name(session, net), *key);
    return cell != NULL ? cell->value : NULL;
}

void ird_session_forget_net(ird_session *session, int32_t net) {
    ird_store_forget(&session->store, ird_session_net_name(session, net));
}
