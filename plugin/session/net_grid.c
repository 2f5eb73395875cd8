/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/net_grid.h"

#include <string.h>

#include "extract/expected.h"
#include "extract/shared_grid.h"
#include "base/clock.h"
#include "session/net_solution.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "session/sources_setting.h"
#include "session/spice.h"
#include "session/supply.h"
#include "session/temperature_setting.h"

static void free_grid(void *value) {
    ird_net_grid *grid = value;
    if (grid->root != NULL) {
        ird_shared_grid_free(&grid->grid);
    } else {
        ird_grid_free(&grid->grid);
    }
    ird_cell_drop(grid->root);
    ird_free(grid);
}

static size_t grid_bytes(const void *value) {
    const ird_net_grid *grid = value;
    const ird_network *network = &grid->grid.network;
    size_t a_terminal =
        (grid->grid.borrows_terminals ? 0 : sizeof *grid->grid.terminals.items) +
        (grid->grid.amperes != NULL ? sizeof *grid->grid.amperes : 0);
    size_t own = grid->grid.terminals.count * a_terminal +
                 network->loads.count * sizeof *network->loads.items;
    return grid->root != NULL
               ? own
               : own + network->nodes.count * sizeof *network->nodes.items +
                     network->resistors.count * sizeof *network->resistors.items +
                     grid->grid.vias.count * sizeof *grid->grid.vias.items;
}

static const ird_stage grid_stage = {"grid", free_grid, grid_bytes};
static const ird_stage loaded_stage = {"loaded grid", free_grid, grid_bytes};

ird_grid_wish ird_session_grid_wish(const ird_session *session) {
    return (ird_grid_wish){.kind = session->command_kind != NULL ? *session->command_kind
                                                                 : session->network_kind};
}

const char *ird_session_network_name(const ird_session *session, ird_network_kind kind) {
    return session->is_spice ? IRD_NETWORK_SPICE : ird_network_kind_name(kind);
}

const char *ird_session_network_phrase(const ird_session *session,
                                       ird_network_kind kind) {
    return session->is_spice ? IRD_NETWORK_OF_SPICE : ird_network_kind_phrase(kind);
}

bool ird_net_grid_is_moved(const ird_net_grid *grid) {
    return grid->move.moved > 0 || grid->move.vacant > 0;
}

ird_cell *ird_net_grid_root(ird_cell *grid) {
    const ird_net_grid *value = grid->value;
    return value->root != NULL ? value->root : grid;
}

/* --- extraction ----------------------------------------------------------------------
 */

/* The making of a grid. */
typedef struct making {
    ird_session *session;
    int32_t net;
    const char *name;
    ird_extract_options options;
    ird_supply_origin supply_origin;
    double feed_v;
    ird_key settings;
    ird_key self; /* of the grid as extracted */
    const ird_switches *switches;
    ird_cell *chain; /* of a net that switches feed, or NULL */
    bool is_exact;
    ird_net_grid *moved; /* a former grid with the cells of the design, or NULL */
    const ird_monitor *monitor;
} making;

static ird_status prepare(making *m, ird_grid_wish wish, ird_error *err) {
    ird_session *session = m->session;
    ird_supply_origin origin;
    const ird_source_setting *setting = ird_session_find_sources(session, m->name);
    m->options = (ird_extract_options){
        .net = m->net,
        .is_ground = session->design.special_nets.items[m->net].use == IRD_USE_GROUND,
        .sources = setting != NULL ? setting->options : ird_source_defaults,
        .kind = wish.kind,
        .counts_repeated_once = wish.kind == IRD_NETWORK_DRAWN,
    };
    m->options.sources.file = setting != NULL ? &setting->places : NULL;
    m->options.switches = m->switches;
    if (ird_switches_feed(m->switches, m->net)) {
        m->options.sources.package_ohm = 0; /* it is that of the switches */
    }
    IRD_TRY(ird_session_voltage_v(session, m->net, &m->options.source_v, &origin, err));
    IRD_TRY(ird_session_feed_v(session, m->net, &m->feed_v, err));
    return ird_session_supply_v(session, m->net, &m->options.swing_v, &m->supply_origin,
                                err);
}

/* All but the design that the grid follows from. */
static void make_keys(making *m) {
    const ird_session *session = m->session;
    ird_key key = ird_key_of(&grid_stage);
    ird_session_key_input(session, &key, IRD_STAMP_TECHNOLOGY);
    ird_session_key_input(session, &key, IRD_STAMP_PLAN);
    ird_session_key_input(session, &key, IRD_STAMP_RC);
    ird_session_key_input(session, &key, IRD_STAMP_TEMPERATURE);
    ird_session_key_input(session, &key, IRD_STAMP_SOURCES);
    ird_key_number(&key, m->options.kind);
    ird_key_real(&key, m->options.swing_v);
    ird_key_real(&key, m->options.source_v);
    if (m->chain != NULL) {
        ird_key_add(&key, &m->chain->key);
    }
    m->settings = key;
    m->self = key;
    ird_session_key_input(session, &m->self, IRD_STAMP_DESIGN);
    ird_key_number(&m->self, m->supply_origin);
    ird_key_real(&m->self, m->feed_v);
}

static ird_net_grid *begin_grid(const making *m, ird_error *err) {
    ird_net_grid *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        ird_fail_memory(err, "extracting a grid");
        return NULL;
    }
    made->net = m->net;
    made->supply_origin = m->supply_origin;
    made->supply_v = m->options.swing_v;
    made->feed_v = m->feed_v;
    made->settings = m->settings;
    return made;
}

static ird_status extract_network(const making *m, const ird_power *power, ird_grid *grid,
                                  ird_error *err) {
    const ird_session *session = m->session;
    ird_extract_options options = m->options;
    ird_source_file planned = {0};
    ird_layer_rc rc = {0};
    ird_status status =
        ird_session_plan_sources(session, m->name, &options.sources, &planned, err);
    if (status == IRD_OK) {
        status = ird_session_hot_rc(session, &rc, err);
    }
    if (status == IRD_OK) {
        status = ird_extract(grid, &session->design, &session->tech, &rc, power, &options,
                             m->monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_grid_heat(grid, &session->tech, &rc, &session->temperature.map, err);
    }
    ird_layer_rc_free(&rc);
    ird_source_file_free(&planned);
    return status;
}

/* What extraction will take, by counts. */
static ird_cost cost_of(const making *m) {
    ird_extract_cost cost;
    ird_extract_expect(&cost, &m->session->design, m->net, m->options.kind);
    return (ird_cost){.kind = IRD_COST_EXTRACTION,
                      .doing = "extracting a power grid",
                      .nodes = cost.nodes,
                      .peak_bytes = cost.peak_bytes,
                      .kept_bytes = cost.kept_bytes,
                      .reference_s = cost.reference_s};
}

static ird_status extract(const making *m, ird_net_grid *made, ird_error *err) {
    const ird_session *session = m->session;
    const ird_cost cost = cost_of(m);
    double begin_s = ird_clock_s();
    IRD_TRY(ird_monitor_expect(m->monitor, &cost, err));
    ird_status status = extract_network(m, NULL, &made->grid, err);
    if (status == IRD_OK && m->chain != NULL) {
        const ird_net_chain *chain = m->chain->value;
        status = ird_grid_feed(&made->grid, m->switches, chain->flows, err);
    }
    if (status == IRD_OK) {
        status = ird_grid_mark_loads(&made->grid, &session->design, &session->tech, err);
    }
    made->key = ird_grid_key_of(&session->design, &session->tech, m->net);
    made->network = m->self;
    made->extract_s = ird_clock_s() - begin_s;
    if (status == IRD_OK) {
        ird_monitor_took(m->monitor, &cost, made->extract_s);
    }
    return status;
}

ird_status ird_session_extract(ird_session *session, int32_t net, ird_grid_wish wish,
                               const ird_switches *switches, const ird_power *power,
                               const ird_monitor *monitor, ird_grid *grid,
                               ird_error *err) {
    making m = {.session = session,
                .net = net,
                .name = ird_session_net_name(session, net),
                .switches = switches,
                .monitor = monitor};
    IRD_TRY(prepare(&m, wish, err));
    return extract_network(&m, power, grid, err);
}

static ird_status make_grid(void *context, void **value, ird_error *err) {
    making *m = context;
    if (m->moved != NULL) {
        *value = m->moved;
        m->moved = NULL;
        return IRD_OK;
    }
    ird_store_make_room(&m->session->store, m->name);
    ird_net_grid *made = begin_grid(m, err);
    if (made == NULL) {
        return IRD_NO_MEMORY;
    }
    ird_status status = extract(m, made, err);
    if (status != IRD_OK) {
        free_grid(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

/* --- cells moved on a network that is there ------------------------------------------
 */

static void free_base(void *value) {
    ird_grid_base_free(value);
}

static size_t base_bytes(const void *value) {
    (void)value;
    return 0;
}

static const ird_stage base_stage = {"base of moves", free_base, base_bytes};

typedef struct base_making {
    const ird_net_grid *root;
    const ird_factor *factor;
    const ird_technology *tech;
} base_making;

static ird_status make_base(void *context, void **value, ird_error *err) {
    const base_making *m = context;
    size_t count = m->root->grid.network.nodes.count;
    bool *is_fed = ird_alloc(count, sizeof *is_fed);
    ird_grid_base *base = NULL;
    if (is_fed == NULL) {
        return ird_fail_memory(err, "moving cells on a grid");
    }
    for (size_t i = 0; i < count; i++) {
        is_fed[i] = ird_factor_reaches(m->factor, (int32_t)i);
    }
    ird_status status = ird_grid_base_make(&base, &m->root->grid, m->tech, is_fed, err);
    ird_free(is_fed);
    *value = base;
    return status;
}

static ird_status need_base(const making *m, const ird_net_grid *root,
                            const ird_factor *factor, ird_cell **base, ird_error *err) {
    base_making b = {root, factor, &m->session->tech};
    ird_key key = ird_key_of(&base_stage);
    ird_key_add(&key, &root->network);
    return ird_store_need(&m->session->store, &base_stage, m->name, key, make_base, &b,
                          base, err);
}

/* A network with a factor that this design has, too, but for the places of cells; *root
 * stays NULL where there is none. */
static void find_former(const making *m, ird_cell **root, const ird_factor **factor) {
    const ird_session *session = m->session;
    uint64_t before = 0;
    ird_cell *cell;
    ird_grid_key key = ird_grid_key_of(&session->design, &session->tech, m->net);
    while ((cell = ird_store_former(&session->store, &grid_stage, m->name, &before)) !=
           NULL) {
        const ird_net_grid *grid = cell->value;
        *factor = ird_session_find_factor(session, m->name, &grid->network);
        if (*factor != NULL && grid->root == NULL &&
            grid->grid.sources.type != IRD_SOURCE_SWITCHES && /* they are cells */
            ird_key_equal(&grid->settings, &m->settings) &&
            memcmp(&grid->key, &key, sizeof key) == 0) {
            *root = cell;
            return;
        }
    }
}

/* m->moved from a former network, where there is one and it fits. */
static ird_status move(making *m, bool *is_exact, ird_error *err) {
    const ird_session *session = m->session;
    ird_cell *root = NULL, *base = NULL;
    const ird_factor *factor = NULL;
    bool is_fit = false;
    double begin_s = ird_clock_s();
    find_former(m, &root, &factor);
    if (root == NULL) {
        return IRD_OK;
    }
    IRD_TRY(need_base(m, root->value, factor, &base, err));
    ird_net_grid *made = begin_grid(m, err);
    if (made == NULL) {
        return IRD_NO_MEMORY;
    }
    const ird_net_grid *from = root->value;
    ird_status status = ird_shared_grid_make(&made->grid, &from->grid, true, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    made->root = ird_cell_use(root);
    made->network = from->network;
    status = ird_grid_move(&made->grid, base->value, &session->design, &session->tech,
                           m->net, NULL, m->is_exact, &made->move, &is_fit, err);
    if (status != IRD_OK || !is_fit) {
        free_grid(made);
        return status;
    }
    made->extract_s = ird_clock_s() - begin_s;
    made->key = from->key;
    *is_exact = !ird_net_grid_is_moved(made);
    m->moved = made;
    return IRD_OK;
}

/* --- what is asked for ---------------------------------------------------------------
 */

static ird_status need_made(making *m, ird_key key, ird_cell **grid, ird_error *err) {
    return ird_store_need(&m->session->store, &grid_stage, m->name, key, make_grid, m,
                          grid, err);
}

static ird_status need_grid(ird_session *session, int32_t net, ird_grid_wish wish,
                            const ird_monitor *monitor, ird_cell **grid, ird_error *err) {
    if (session->is_spice) {
        *grid = session->spice.items[net];
        return IRD_OK;
    }
    making m = {.session = session,
                .net = net,
                .name = ird_session_net_name(session, net),
                .is_exact = !wish.takes_moved,
                .monitor = monitor};
    ird_cell *switches = NULL;
    IRD_TRY(ird_session_need_switches(session, &switches, err));
    m.switches = switches->value;
    if (ird_switches_feed(m.switches, net)) {
        IRD_TRY(ird_session_need_chain(session, net, wish, monitor, &m.chain, err));
    }
    IRD_TRY(prepare(&m, wish, err));
    make_keys(&m);
    ird_key near = m.self;
    ird_key_text(&near, "moved");
    bool is_exact = true;
    if (ird_store_find(&session->store, &grid_stage, m.name, m.self) == NULL) {
        if (wish.takes_moved &&
            ird_store_find(&session->store, &grid_stage, m.name, near) != NULL) {
            return need_made(&m, near, grid, err);
        }
        IRD_TRY(move(&m, &is_exact, err));
    }
    return need_made(&m, is_exact ? m.self : near, grid, err);
}

/* What feeds a net through switches would have to be solved to know. */
ird_status ird_session_find_grid(ird_session *session, int32_t net, ird_grid_wish wish,
                                 ird_cell **grid, ird_error *err) {
    ird_cell *switches = NULL;
    making m = {
        .session = session, .net = net, .name = ird_session_net_name(session, net)};
    *grid = session->is_spice ? session->spice.items[net] : NULL;
    if (session->is_spice) {
        return IRD_OK;
    }
    IRD_TRY(ird_session_need_switches(session, &switches, err));
    m.switches = switches->value;
    if (ird_switches_feed(m.switches, net)) {
        return IRD_OK;
    }
    IRD_TRY(prepare(&m, wish, err));
    make_keys(&m);
    *grid = ird_store_find(&session->store, &grid_stage, m.name, m.self);
    return IRD_OK;
}

ird_status ird_session_keep_grid(ird_session *session, const char *net,
                                 ird_net_grid *grid, ird_cell **cell, ird_error *err) {
    ird_cell *made = NULL;
    ird_key key = ird_key_of(&grid_stage);
    ird_key_number(&key, ++session->stamp);
    grid->network = grid->root != NULL ? grid->network : key;
    IRD_TRY(ird_store_put(&session->store, &grid_stage, net, key, grid, &made, err));
    *cell = ird_cell_use(made);
    return IRD_OK;
}

/* --- currents ------------------------------------------------------------------------
 */

typedef struct loading {
    const ird_session *session;
    ird_cell *grid;
    const ird_power *power;
    const ird_net_chain *chain; /* NULL where no switch is on the net */
} loading;

static ird_status make_loaded(void *context, void **value, ird_error *err) {
    const loading *l = context;
    const ird_net_grid *from = l->grid->value;
    ird_net_grid *made = ird_alloc(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, "drawing currents from a grid");
    }
    *made = *from;
    ird_status status =
        ird_shared_grid_make(&made->grid, &from->grid, from->root == NULL, err);
    if (status != IRD_OK) {
        ird_free(made);
        return status;
    }
    made->root = ird_cell_use(ird_net_grid_root(l->grid));
    status = ird_grid_set_power(&made->grid, &l->session->design, &l->session->tech,
                                l->power, err);
    if (status == IRD_OK && l->chain != NULL) {
        status =
            ird_grid_carry(&made->grid, l->chain->switches->value, l->chain->flows, err);
    }
    if (status != IRD_OK) {
        free_grid(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

ird_status ird_session_need_loaded(ird_session *session, int32_t net, ird_grid_wish wish,
                                   const ird_monitor *monitor, ird_cell **loaded,
                                   ird_error *err) {
    loading l = {.session = session};
    ird_cell *power = NULL, *chain = NULL;
    if (session->is_spice) {
        return need_grid(session, net, wish, monitor, loaded, err);
    }
    IRD_TRY(ird_session_need_power(session, monitor, &power, err));
    IRD_TRY(need_grid(session, net, wish, monitor, &l.grid, err));
    IRD_TRY(ird_session_need_chain(session, net, wish, monitor, &chain, err));
    l.power = power->value;
    l.chain = chain != NULL ? chain->value : NULL;
    ird_key key = ird_key_of(&loaded_stage);
    ird_key_add(&key, &l.grid->key);
    ird_key_add(&key, &power->key);
    if (chain != NULL) {
        ird_key_add(&key, &chain->key);
    }
    return ird_store_need(&session->store, &loaded_stage,
                          ird_session_net_name(session, net), key, make_loaded, &l,
                          loaded, err);
}
