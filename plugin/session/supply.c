/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/supply.h"

#include <math.h>
#include <string.h>

#include "design/supply_nets.h"
#include "session/sources_setting.h"
#include "session/spice.h"
#include "session/switch_setting.h"

ird_status ird_session_find_net(const ird_session *session, const char *name, size_t size,
                                int32_t *net, ird_error *err) {
    return ird_design_find_supply(&session->design, name, size, net, err);
}

ird_status ird_session_default_net(const ird_session *session, int32_t *net,
                                   ird_error *err) {
    return ird_design_default_supply(&session->design, &session->tech, net, err);
}

const char *ird_session_net_name(const ird_session *session, int32_t net) {
    return ird_names_get(&session->design.special_net_names, net);
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

/* What is given for the net itself, or assumed. */
static double own_voltage_v(const ird_session *session, int32_t net,
                            ird_supply_origin *origin) {
    const ird_special_net *special = &session->design.special_nets.items[net];
    const char *name = ird_names_get(&session->design.special_net_names, net);
    const ird_supply_setting *setting =
        ird_supply_settings_find(&session->supplies, name, strlen(name));
    if (setting != NULL && !session->is_spice) {
        *origin = IRD_SUPPLY_SET;
        return setting->voltage_v;
    }
    const ird_source_setting *sources = ird_session_find_sources(session, name);
    if (sources != NULL && sources->path != NULL && !isnan(sources->places.volt) &&
        !session->is_spice) {
        *origin = IRD_SUPPLY_SOURCES;
        return sources->places.volt;
    }
    if (!isnan(special->voltage_v)) {
        *origin = session->is_spice ? IRD_SUPPLY_NETLIST : IRD_SUPPLY_DEF;
        return special->voltage_v;
    }
    if (!session->is_spice && special->use == IRD_USE_POWER &&
        session->live.supply_v > 0.0) {
        *origin = IRD_SUPPLY_LIBERTY;
        return session->live.supply_v;
    }
    *origin = IRD_SUPPLY_ASSUMED;
    return special->use == IRD_USE_GROUND ? 0.0 : IRD_SUPPLY_ASSUMED_V;
}

/* The net that feeds this one through switches, of several the first; -1 for none. */
static int32_t feeding_net(const ird_switches *switches, int32_t net) {
    for (size_t i = 0; i < switches->items.count; i++) {
        if (switches->items.items[i].net == net) {
            return switches->items.items[i].feed_net;
        }
    }
    return -1;
}

ird_status ird_session_voltage_v(ird_session *session, int32_t net, double *volt,
                                 ird_supply_origin *origin, ird_error *err) {
    ird_cell *switches = NULL;
    *volt = own_voltage_v(session, net, origin);
    if (session->is_spice || *origin > IRD_SUPPLY_LIBERTY) {
        return IRD_OK;
    }
    IRD_TRY(ird_session_need_switches(session, &switches, err));
    /* Each is nearer to sources than the one before. */
    for (int32_t at = feeding_net(switches->value, net); at >= 0;
         at = feeding_net(switches->value, at)) {
        ird_supply_origin given;
        double feed_v = own_voltage_v(session, at, &given);
        if (given > IRD_SUPPLY_LIBERTY) {
            *volt = feed_v;
            *origin = IRD_SUPPLY_FEED;
            break;
        }
    }
    return IRD_OK;
}

ird_status ird_session_feed_v(ird_session *session, int32_t net, double *feed_v,
                              ird_error *err) {
    ird_cell *switches = NULL;
    ird_supply_origin origin;
    *feed_v = NAN;
    if (session->is_spice) {
        return IRD_OK;
    }
    IRD_TRY(ird_session_need_switches(session, &switches, err));
    int32_t from = feeding_net(switches->value, net);
    return from < 0 ? IRD_OK : ird_session_voltage_v(session, from, feed_v, &origin, err);
}

const char *ird_session_corner(const ird_session *session) {
    const char *live = session->is_spice ? NULL : session->live.corner;
    const char *name = session->corner != NULL ? session->corner : live;
    return name != NULL ? name : "default";
}

ird_status ird_session_set_corner(ird_session *session, const char *name,
                                  ird_error *err) {
    char *copy = ird_copy_string(name, strlen(name));
    if (copy == NULL) {
        return ird_fail_memory(err, "naming a corner");
    }
    ird_free(session->corner);
    session->corner = copy;
    return IRD_OK;
}

ird_status ird_session_supply_v(ird_session *session, int32_t net, double *supply_v,
                                ird_supply_origin *origin, ird_error *err) {
    const char *name = ird_names_get(&session->design.special_net_names, net);
    double swing_v, ground_v;
    IRD_TRY(ird_session_voltage_v(session, net, &swing_v, origin, err));
    if (session->is_spice && ird_session_spice_grid(session, 0)->grid.network.is_ground) {
        *origin = IRD_SUPPLY_ASSUMED; /* the file does not say what it is the return of */
        *supply_v = IRD_SUPPLY_ASSUMED_V;
        return IRD_OK;
    }
    if (session->design.special_nets.items[net].use == IRD_USE_GROUND) {
        int32_t power;
        ird_status status = ird_session_default_net(session, &power, err);
        if (status != IRD_OK) {
            return status;
        }
        ground_v = swing_v;
        IRD_TRY(ird_session_voltage_v(session, power, &swing_v, origin, err));
        swing_v -= ground_v;
    }
    if (!(swing_v > 0.0)) {
        ird_fail(err, IRD_SESSION_SUPPLY,
                 "cells on net %.100s have no supply: their power net is not above their "
                 "ground net; set both voltages with set_supply",
                 name);
        ird_error_detail(err, name, strlen(name));
        return IRD_SESSION_SUPPLY;
    }
    *supply_v = swing_v;
    return IRD_OK;
}

ird_status ird_session_set_supply(ird_session *session, const char *name, size_t size,
                                  double voltage_v, ird_error *err) {
    int32_t net;
    ird_status status = ird_session_need_design(session, "set_supply", err);
    if (status != IRD_OK ||
        (status = ird_session_need_layout(session, "set_supply", err)) != IRD_OK ||
        (status = ird_session_find_net(session, name, size, &net, err)) != IRD_OK) {
        return status;
    }
    bool is_ground = session->design.special_nets.items[net].use == IRD_USE_GROUND;
    if (!is_ground && !(voltage_v > 0.0)) {
        ird_fail(err, IRD_SESSION_SUPPLY,
                 "the voltage of net %.*s must be above 0; only ground nets lie at 0",
                 size < 100 ? (int)size : 100, name);
        ird_error_detail(err, name, size);
        return IRD_SESSION_SUPPLY;
    }
    IRD_TRY(ird_supply_settings_set(&session->supplies, name, size, voltage_v, err));
    ird_session_touch(session, IRD_STAMP_SUPPLY);
    return IRD_OK;
}
