/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/switch_setting.h"

#include "session/net_grid.h"
#include "session/power_setting.h"
#include "session/supply.h"

static const char DOING[] = "following power switches";

ird_status ird_session_set_switch(ird_session *session, const char *pattern, double ohm,
                                  ird_error *err) {
    IRD_TRY(ird_macro_switches_add(&session->switch_settings, pattern, ohm, err));
    ird_session_touch(session, IRD_STAMP_SOURCES);
    return IRD_OK;
}

/* --- switches ------------------------------------------------------------------------
 */

static void free_switches(void *value) {
    ird_switches_free(value);
    ird_free(value);
}

static size_t switches_bytes(const void *value) {
    return ((const ird_switches *)value)->items.count * sizeof(ird_switch);
}

static const ird_stage switches_stage = {"switches", free_switches, switches_bytes};

static ird_status find(ird_switches *switches, const ird_session *session,
                       ird_error *err) {
    size_t nets = session->design.special_nets.count;
    bool *is_planned = ird_alloc(nets, sizeof *is_planned);
    if (is_planned == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < nets; i++) {
        is_planned[i] = ird_plan_has_sources(&session->plan,
                                             ird_session_net_name(session, (int32_t)i));
    }
    ird_status status = ird_switches_find_set(switches, &session->design, &session->tech,
                                              &session->switch_settings,
                                              &session->source_settings, is_planned, err);
    ird_free(is_planned);
    return status;
}

static ird_status make_switches(void *context, void **value, ird_error *err) {
    ird_switches *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = find(made, context, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

static void key_inputs(const ird_session *session, ird_key *key) {
    ird_session_key_input(session, key, IRD_STAMP_TECHNOLOGY);
    ird_session_key_input(session, key, IRD_STAMP_DESIGN);
    ird_session_key_input(session, key, IRD_STAMP_PLAN);
    ird_session_key_input(session, key, IRD_STAMP_SOURCES);
}

ird_status ird_session_need_switches(ird_session *session, ird_cell **switches,
                                     ird_error *err) {
    ird_key key = ird_key_of(&switches_stage);
    key_inputs(session, &key);
    return ird_store_need(&session->store, &switches_stage, "", key, make_switches,
                          session, switches, err);
}

/* --- nets that they join -------------------------------------------------------------
 */

static void free_chain(void *value) {
    ird_net_chain *chain = value;
    ird_cell_drop(chain->switches);
    ird_free(chain->flows);
    ird_free(chain);
}

static size_t chain_bytes(const void *value) {
    const ird_net_chain *chain = value;
    const ird_switches *switches = chain->switches->value;
    return switches->items.count * sizeof *chain->flows;
}

static const ird_stage chain_stage = {"chain", free_chain, chain_bytes};

typedef struct chaining {
    ird_session *session;
    ird_cell *switches;
    const ird_power *power;
    const bool *is_joined; /* one a special net */
    ird_grid_wish wish;
    const ird_monitor *monitor;
} chaining;

/* The grids of all joined nets, with their currents. */
static ird_status extract_all(const chaining *c, ird_grid **grids, ird_error *err) {
    for (size_t i = 0; i < c->session->design.special_nets.count; i++) {
        if (!c->is_joined[i]) {
            continue;
        }
        grids[i] = ird_alloc_zero(1, sizeof *grids[i]);
        if (grids[i] == NULL) {
            return ird_fail_memory(err, DOING);
        }
        IRD_TRY(ird_session_extract(c->session, (int32_t)i, c->wish, c->switches->value,
                                    c->power, c->monitor, grids[i], err));
    }
    return IRD_OK;
}

static ird_status solve_chain(const chaining *c, ird_net_chain *chain, ird_error *err) {
    size_t nets = c->session->design.special_nets.count;
    const ird_switches *switches = c->switches->value;
    ird_grid **grids = ird_alloc_zero(nets, sizeof(ird_grid *));
    chain->flows = ird_alloc_zero(switches->items.count, sizeof *chain->flows);
    ird_status status = IRD_OK;
    if (grids == NULL || chain->flows == NULL) {
        status = ird_fail_memory(err, DOING);
    }
    if (status == IRD_OK) {
        status = extract_all(c, grids, err);
    }
    if (status == IRD_OK) {
        status = ird_chain_solve(chain->flows, &chain->info, grids, nets, switches,
                                 &ird_solve_defaults, c->monitor, err);
    }
    for (size_t i = 0; grids != NULL && i < nets; i++) {
        ird_grid_free(grids[i]);
        ird_free(grids[i]);
    }
    ird_free(grids);
    return status;
}

static ird_status make_chain(void *context, void **value, ird_error *err) {
    const chaining *c = context;
    ird_net_chain *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->switches = ird_cell_use(c->switches);
    ird_status status = solve_chain(c, made, err);
    if (status != IRD_OK) {
        free_chain(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

/* The chain of the nets that are joined with this one, is_joined. */
static ird_status need_joined(chaining *c, ird_cell **chain, ird_error *err) {
    ird_session *session = c->session;
    ird_cell *power = NULL;
    size_t first = 0;
    while (!c->is_joined[first]) {
        first++;
    }
    IRD_TRY(ird_session_need_power(session, c->monitor, &power, err));
    c->power = power->value;
    ird_key key = ird_key_of(&chain_stage);
    key_inputs(session, &key);
    ird_session_key_input(session, &key, IRD_STAMP_RC);
    ird_session_key_input(session, &key, IRD_STAMP_TEMPERATURE);
    ird_session_key_input(session, &key, IRD_STAMP_SUPPLY);
    ird_key_add(&key, &power->key);
    ird_key_number(&key, (uint64_t)c->wish.kind);
    ird_key_number(&key, first);
    return ird_store_need(&session->store, &chain_stage,
                          ird_session_net_name(session, (int32_t)first), key, make_chain,
                          c, chain, err);
}

ird_status ird_session_need_chain(ird_session *session, int32_t net, ird_grid_wish wish,
                                  const ird_monitor *monitor, ird_cell **chain,
                                  ird_error *err) {
    chaining c = {.session = session, .wish = wish, .monitor = monitor};
    *chain = NULL;
    if (session->is_spice) {
        return IRD_OK;
    }
    IRD_TRY(ird_session_need_switches(session, &c.switches, err));
    const ird_switches *switches = c.switches->value;
    if (switches->items.count == 0) {
        return IRD_OK;
    }
    bool *is_joined = ird_alloc(switches->net_count, sizeof *is_joined);
    if (is_joined == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = IRD_OK;
    if (ird_switches_joined(switches, net, is_joined) > 1) {
        c.is_joined = is_joined;
        status = need_joined(&c, chain, err);
    }
    ird_free(is_joined);
    return status;
}
