/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/grid.h"

#include <string.h>

#include "session/clock.h"
#include "session/power.h"
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
}

void ird_session_drop_solutions(ird_session *session) {
    for (size_t i = 0; i < session->grids.count && !session->is_spice; i++) {
        ird_net_grid_unsolve(session->grids.items[i]);
        session->grids.items[i]->has_loads = false;
    }
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
    ird_layer_rc rc = {0};
    double begin_s = ird_session_clock_s();
    ird_status status = plan(session, made, &options, err);
    if (status == IRD_OK) {
        status = ird_layer_rc_build(&rc, &session->tech, &session->rc_settings, err);
    }
    if (status == IRD_OK) {
        status = ird_extract(&made->grid, &session->design, &session->tech, &rc,
                             &session->power, &options, monitor, err);
    }
    ird_layer_rc_free(&rc);
    made->has_loads = true;
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

ird_status ird_session_need_grid(ird_session *session, int32_t net,
                                 const ird_monitor *monitor, ird_net_grid **grid,
                                 ird_error *err) {
    ird_net_grid *there = find_grid(session, net);
    if (there != NULL && (session->is_spice || there->has_loads)) {
        *grid = there;
        return IRD_OK;
    }
    ird_status status = ird_session_need_power(session, monitor, err);
    if (status != IRD_OK) {
        return status;
    }
    if (there == NULL) {
        return add_grid(session, net, monitor, grid, err);
    }
    status = ird_grid_set_power(&there->grid, &session->design, &session->tech,
                                &session->power, err);
    if (status == IRD_OK) {
        there->has_loads = true;
        *grid = there;
    }
    return status;
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
