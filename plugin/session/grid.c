/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/grid.h"

#include <string.h>

#include "session/clock.h"
#include "session/plan_setting.h"
#include "session/power_setting.h"
#include "session/supply.h"

static ird_status need_lef(const ird_session *session, const char *doing,
                           ird_error *err) {
    return session->tech.files > 0
               ? IRD_OK
               : ird_fail(err, IRD_SESSION_NO_LEF,
                          "%s needs layers and no LEF has been read; run read_lef first",
                          doing);
}

ird_status ird_session_save_rc(const ird_session *session, ird_rc_settings *saved,
                               ird_error *err) {
    size_t count = session->rc_settings.items.count;
    ird_rc_settings copy = {0};
    ird_status status =
        ird_vec_reserve(&copy.items, count + 1, "keeping layer resistances", err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        copy.items.items[copy.items.count++] = session->rc_settings.items.items[i];
    }
    if (status == IRD_OK) {
        *saved = copy;
    }
    return status;
}

void ird_session_restore_rc(ird_session *session, ird_rc_settings *saved) {
    ird_session_outdate(session);
    ird_session_drop_grids(session);
    ird_rc_settings_free(&session->rc_settings);
    session->rc_settings = *saved;
    *saved = (ird_rc_settings){0};
}

ird_status ird_session_set_layer_rc(ird_session *session, const char *layer, bool is_via,
                                    double resistance, double unit_ohm, ird_error *err) {
    ird_status status = need_lef(session, "set_layer_rc", err);
    if (status != IRD_OK) {
        return status;
    }
    status = is_via ? ird_rc_set_via(&session->rc_settings, &session->tech, layer,
                                     resistance, unit_ohm, err)
                    : ird_rc_set_layer(&session->rc_settings, &session->tech, layer,
                                       resistance, unit_ohm, err);
    if (status == IRD_OK) {
        ird_session_outdate(session);
        ird_session_drop_grids(session);
    }
    return status;
}

ird_status ird_session_layer_rc(const ird_session *session, ird_layer_rc *rc,
                                ird_error *err) {
    ird_status status = need_lef(session, "layer_rc", err);
    return status == IRD_OK
               ? ird_layer_rc_build(rc, &session->tech, &session->rc_settings, err)
               : status;
}

const ird_source_setting *ird_session_find_sources(const ird_session *session,
                                                   const char *net) {
    for (size_t i = 0; i < session->source_settings.count; i++) {
        if (strcmp(session->source_settings.items[i].net, net) == 0) {
            return &session->source_settings.items[i];
        }
    }
    return NULL;
}

/* A setting that owns copies of its names and the places of its file. */
static ird_status make_sources(ird_source_setting *made, const char *net,
                               const ird_source_options *options, const char *path,
                               ird_error *err) {
    made->options = *options;
    made->options.file = NULL;
    made->net = ird_copy_string(net, strlen(net));
    if (path != NULL) {
        made->path = ird_copy_string(path, strlen(path));
    }
    if (made->net == NULL || (path != NULL && made->path == NULL)) {
        return ird_fail_memory(err, "setting sources");
    }
    ird_status status =
        path != NULL ? ird_source_file_read(&made->places, path, err) : IRD_OK;
    if (status == IRD_OK) {
        made->options.file = &made->places;
        status = ird_source_options_check(&made->options, err);
        made->options.file = NULL; /* set where the options are used */
    }
    return status;
}

ird_status ird_session_set_sources(ird_session *session, const char *net,
                                   const ird_source_options *options, const char *path,
                                   ird_error *err) {
    ird_source_setting made = {0};
    int32_t known;
    ird_status status = ird_session_need_layout(session, "set_sources", err);
    if (status == IRD_OK && session->has_design) {
        status = ird_session_find_net(session, net, strlen(net), &known, err);
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&session->source_settings, 1, "setting sources", err);
    }
    if (status == IRD_OK) {
        status = make_sources(&made, net, options, path, err);
    }
    if (status != IRD_OK) {
        ird_source_setting_free(&made);
        return status;
    }
    const ird_source_setting *there = ird_session_find_sources(session, net);
    size_t at = there != NULL ? (size_t)(there - session->source_settings.items)
                              : session->source_settings.count++;
    if (there != NULL) {
        ird_source_setting_free(&session->source_settings.items[at]);
    }
    session->source_settings.items[at] = made;
    ird_session_outdate(session); /* a file may give the voltage */
    ird_session_drop_grids(session);
    return IRD_OK;
}

const char *ird_session_net_name(const ird_session *session, int32_t net) {
    return ird_names_get(&session->design.special_net_names, net);
}

ird_status ird_session_need_layout(const ird_session *session, const char *doing,
                                   ird_error *err) {
    if (!session->is_spice) {
        return IRD_OK;
    }
    return ird_fail(
        err, IRD_SESSION_SPICE,
        "%s needs a design from LEF and DEF, and the present one is the SPICE "
        "network \"%.200s\"; run read_def first",
        doing, session->design.name);
}

ird_status ird_session_choose_net(const ird_session *session, const char *name,
                                  const char *doing, int32_t *net, ird_error *err) {
    ird_status status = ird_session_need_design(session, doing, err);
    if (status != IRD_OK) {
        return status;
    }
    if (session->is_spice && name == NULL) {
        *net = 0; /* a ground net, too */
        return IRD_OK;
    }
    return name != NULL ? ird_session_find_net(session, name, strlen(name), net, err)
                        : ird_session_default_net(session, net, err);
}

void ird_session_drop_grids(ird_session *session) {
    if (session->is_spice) {
        return;
    }
    for (size_t i = 0; i < session->grids.count; i++) {
        ird_net_grid_free(session->grids.items[i]);
    }
    session->grids.count = 0;
    for (size_t i = 0; i < session->former.count; i++) {
        ird_net_grid_free(session->former.items[i]);
    }
    session->former.count = 0;
}

void ird_session_retire_grids(ird_session *session) {
    size_t kept = 0;
    for (size_t i = 0; i < session->grids.count && !session->is_spice; i++) {
        ird_net_grid *grid = session->grids.items[i];
        if (ird_net_grid_any_factor(grid) != NULL) {
            session->grids.items[i] = session->grids.items[kept];
            session->grids.items[kept++] = grid;
        }
    }
    if (kept > 0) { /* else those of the design before stay, for it was not solved */
        for (size_t i = 0; i < session->former.count; i++) {
            ird_net_grid_free(session->former.items[i]);
        }
        memcpy(session->former.items, session->grids.items,
               kept * sizeof *session->former.items);
        session->former.count = kept;
    }
    for (size_t i = kept; i < session->grids.count; i++) {
        ird_net_grid_free(session->grids.items[i]);
    }
    session->grids.count = 0;
}

void ird_session_drop_solutions(ird_session *session) {
    for (size_t i = 0; i < session->grids.count && !session->is_spice; i++) {
        ird_net_grid_unsolve(session->grids.items[i]);
        session->grids.items[i]->has_loads = false;
    }
}

/* Which network grids are: the one place that says what a new session takes. */
static ird_network_kind kind_of(const ird_session *session) {
    return session->keeps_every_node ? IRD_NETWORK_DRAWN : IRD_NETWORK_LIKE_PDNSIM;
}

/* How the net is to be extracted. */
static ird_status plan(const ird_session *session, ird_net_grid *made,
                       ird_extract_options *options, ird_error *err) {
    ird_supply_origin origin;
    const ird_source_setting *setting =
        ird_session_find_sources(session, ird_session_net_name(session, made->net));
    *options = (ird_extract_options){
        .net = made->net,
        .is_ground = session->design.special_nets.items[made->net].use == IRD_USE_GROUND,
        .source_v = ird_session_voltage_v(session, made->net, &origin),
        .sources = setting != NULL ? setting->options : ird_source_defaults,
        .kind = kind_of(session),
    };
    options->sources.file = setting != NULL ? &setting->places : NULL;
    ird_status status = ird_session_supply_v(session, made->net, &options->swing_v,
                                             &made->supply_origin, err);
    made->supply_v = options->swing_v;
    return status;
}

static ird_status extract(const ird_session *session, ird_net_grid *made,
                          const ird_monitor *monitor, ird_error *err) {
    ird_extract_options options;
    ird_source_file planned = {0};
    ird_layer_rc rc = {0};
    double begin_s = ird_session_clock_s();
    ird_status status = plan(session, made, &options, err);
    if (status == IRD_OK) {
        status =
            ird_session_plan_sources(session, ird_session_net_name(session, made->net),
                                     &options.sources, &planned, err);
    }
    if (status == IRD_OK) {
        status = ird_layer_rc_build(&rc, &session->tech, &session->rc_settings, err);
    }
    if (status == IRD_OK) {
        status = ird_extract(&made->grid, &session->design, &session->tech, &rc,
                             &session->power, &options, monitor, err);
    }
    ird_layer_rc_free(&rc);
    ird_source_file_free(&planned);
    made->has_loads = true;
    made->planned_source_v = options.source_v;
    made->key = ird_grid_key_of(&session->design, &session->tech, made->net);
    made->extract_s = ird_session_clock_s() - begin_s;
    return status;
}

static ird_net_grid *find_grid(const ird_session *session, int32_t net) {
    for (size_t i = 0; i < session->grids.count; i++) {
        if (session->grids.items[i]->net == net) {
            return session->grids.items[i];
        }
    }
    return NULL;
}

/* The grid of the net, extracted and added to the session. */
static ird_status add_grid(ird_session *session, int32_t net, const ird_monitor *monitor,
                           ird_net_grid **grid, ird_error *err) {
    ird_status status = ird_vec_reserve(&session->grids, 1, "extracting a grid", err);
    if (status != IRD_OK) {
        return status;
    }
    ird_net_grid *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, "extracting a grid");
    }
    made->net = net;
    status = extract(session, made, monitor, err);
    if (status != IRD_OK) {
        ird_net_grid_free(made);
        return status;
    }
    session->grids.items[session->grids.count++] = made;
    *grid = made;
    return IRD_OK;
}

void ird_session_set_every_node(ird_session *session, int32_t net, bool keeps) {
    const ird_net_grid *there = find_grid(session, net);
    session->keeps_every_node = keeps;
    if (there != NULL && !session->is_spice &&
        there->grid.options.kind != kind_of(session)) {
        ird_session_forget_grid(session, net);
    }
}

void ird_session_forget_grid(ird_session *session, int32_t net) {
    for (size_t i = 0; i < session->grids.count; i++) {
        ird_net_grid *grid = session->grids.items[i];
        if (grid->net != net) {
            continue;
        }
        if (session->is_spice) {
            ird_net_grid_unsolve(grid);
            ird_factor_free(grid->factor);
            grid->factor = NULL;
            return;
        }
        ird_net_grid_free(grid);
        session->grids.items[i] = session->grids.items[--session->grids.count];
        return;
    }
}

/* Index of the grid of the design before that this net has, too; or the count. */
static size_t find_former(const ird_session *session, int32_t net) {
    const char *name = ird_session_net_name(session, net);
    size_t i = 0;
    while (i < session->former.count &&
           strcmp(session->former.items[i]->grid.network.net, name) != 0) {
        i++;
    }
    return i;
}

static void forget_former(ird_session *session, int32_t net) {
    size_t i = find_former(session, net);
    if (i < session->former.count) {
        ird_net_grid_free(session->former.items[i]);
        session->former.items[i] = session->former.items[--session->former.count];
    }
}

static ird_status need_base(ird_net_grid *grid, const ird_technology *tech,
                            ird_error *err) {
    size_t count = grid->grid.network.nodes.count;
    if (grid->base != NULL) {
        return IRD_OK;
    }
    bool *is_fed = ird_alloc(count, sizeof *is_fed);
    if (is_fed == NULL) {
        return ird_fail_memory(err, "moving cells on a grid");
    }
    for (size_t i = 0; i < count; i++) {
        is_fed[i] = ird_factor_reaches(ird_net_grid_any_factor(grid), (int32_t)i);
    }
    ird_status status = ird_grid_base_make(&grid->base, &grid->grid, tech, is_fed, err);
    ird_free(is_fed);
    return status;
}

/* The grid of the design before with the cells of this one, into grids; *grid stays NULL
 * where it is another grid or a cell does not stand on it, or not where one stood before
 * though is_exact asks for that. */
static ird_status revive(ird_session *session, int32_t net, bool is_exact,
                         ird_net_grid **grid, ird_error *err) {
    ird_move move;
    size_t at = find_former(session, net);
    bool is_fit = false;
    if (at == session->former.count) {
        return IRD_OK;
    }
    ird_net_grid *there = session->former.items[at];
    ird_net_grid now = {.net = net};
    ird_extract_options options;
    IRD_TRY(plan(session, &now, &options, err));
    if (there->grid.sources.type == IRD_SOURCE_SWITCHES || /* they are cells themselves */
        options.kind != there->grid.options.kind ||
        options.swing_v != there->grid.options.swing_v ||
        options.source_v != there->planned_source_v) {
        return IRD_OK;
    }
    ird_grid_key key = ird_grid_key_of(&session->design, &session->tech, net);
    if (memcmp(&key, &there->key, sizeof key) != 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&session->grids, 1, "moving cells on a grid", err));
    IRD_TRY(need_base(there, &session->tech, err));
    IRD_TRY(ird_grid_move(&there->grid, there->base, &session->design, &session->tech,
                          net, &session->power, is_exact, &move, &is_fit, err));
    if (is_fit) {
        session->former.items[at] = session->former.items[--session->former.count];
        session->grids.items[session->grids.count++] = there;
        there->net = net;
        there->move = move;
        there->has_loads = true;
        *grid = there;
    }
    return IRD_OK;
}

/* The grid of the net in grids, if it will do. */
static ird_net_grid *usable_grid(ird_session *session, int32_t net, bool takes_moved) {
    ird_net_grid *there = find_grid(session, net);
    if (there != NULL && ird_net_grid_is_moved(there) && !takes_moved) {
        ird_session_forget_grid(session, net);
        return NULL;
    }
    return there;
}

static ird_status need_grid(ird_session *session, int32_t net, bool takes_moved,
                            bool may_move, const ird_monitor *monitor,
                            ird_net_grid **grid, ird_error *err) {
    ird_net_grid *there = usable_grid(session, net, takes_moved);
    if (there != NULL && (session->is_spice || there->has_loads)) {
        *grid = there;
        return IRD_OK;
    }
    ird_status status = ird_session_need_power(session, monitor, err);
    if (status == IRD_OK && there == NULL && session->former.count > 0) {
        double begin_s = ird_session_clock_s();
        status = revive(session, net, !may_move, &there, err);
        if (status == IRD_OK && there != NULL) {
            there->extract_s = ird_session_clock_s() - begin_s;
            *grid = there;
            return IRD_OK;
        }
    }
    if (status == IRD_OK && there == NULL) {
        status = add_grid(session, net, monitor, grid, err);
        if (status == IRD_OK) {
            forget_former(session, net);
        }
        return status;
    }
    if (status == IRD_OK) {
        status = ird_grid_set_power(&there->grid, &session->design, &session->tech,
                                    &session->power, err);
    }
    if (status == IRD_OK) {
        there->has_loads = true;
        *grid = there;
    }
    return status;
}

ird_status ird_session_need_grid(ird_session *session, int32_t net,
                                 const ird_monitor *monitor, ird_net_grid **grid,
                                 ird_error *err) {
    return need_grid(session, net, false, false, monitor, grid, err);
}

ird_status ird_session_need_moved(ird_session *session, int32_t net, bool may_move,
                                  const ird_monitor *monitor, ird_net_grid **grid,
                                  ird_error *err) {
    return need_grid(session, net, true, may_move, monitor, grid, err);
}

static const char *instance_name(const void *context, int32_t instance) {
    return ird_names_get(&((const ird_session *)context)->design.component_names,
                         instance);
}

static const char *terminal_name(const void *context, int32_t terminal) {
    return ird_names_get(&((const ird_session *)context)->tech.pin_names, terminal);
}

ird_status ird_session_write_spice(ird_session *session, int32_t net, const char *path,
                                   const ird_monitor *monitor, ird_error *err) {
    const ird_spice_naming naming = {instance_name, terminal_name, session};
    ird_net_grid *grid = NULL;
    ird_status status = ird_session_need_grid(session, net, monitor, &grid, err);
    if (status != IRD_OK) {
        return status;
    }
    return ird_spice_write(&grid->grid.network, session->is_spice ? NULL : &naming, path,
                           err);
}
