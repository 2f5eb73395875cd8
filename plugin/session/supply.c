/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/supply.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "session/spice.h"

/* " VDD VDDIO" into buffer, as many names as fit. */
static void list_nets(const ird_design *design, ird_pin_use use, char *buffer,
                      size_t size) {
    size_t used = 0;
    size_t left_out = 0;
    buffer[0] = '\0';
    for (size_t i = 0; i < design->special_nets.count; i++) {
        const char *name = ird_names_get(&design->special_net_names, (int32_t)i);
        size_t length = strlen(name);
        if (design->special_nets.items[i].use != use) {
            continue;
        }
        if (length + 16 > size - used) {
            left_out++;
            continue;
        }
        used += (size_t)snprintf(buffer + used, size - used, " %s", name);
    }
    if (left_out > 0) {
        snprintf(buffer + used, size - used, " ...");
    }
}

static ird_status fail_without_nets(ird_error *err) {
    return ird_fail(err, IRD_SESSION_NO_SPECIALNETS,
                    "the DEF has no SPECIALNETS, hence no power grid; write it after the "
                    "power grid was made, or plan one with add_stripes");
}

ird_status ird_session_find_net(const ird_session *session, const char *name, size_t size,
                                int32_t *net, ird_error *err) {
    const ird_design *design = &session->design;
    if (design->special_nets.count == 0) {
        return fail_without_nets(err);
    }
    int32_t found = ird_names_find(&design->special_net_names, name, size);
    if (found < 0) {
        char power[400], ground[200];
        list_nets(design, IRD_USE_POWER, power, sizeof power);
        list_nets(design, IRD_USE_GROUND, ground, sizeof ground);
        int shown = size < 100 ? (int)size : 100;
        ird_fail(err, IRD_SESSION_NET_UNKNOWN,
                 "no special net is called \"%.*s\"; power nets:%s; ground nets:%s",
                 shown, name, power[0] != '\0' ? power : " none",
                 ground[0] != '\0' ? ground : " none");
        ird_error_detail(err, name, size);
        return IRD_SESSION_NET_UNKNOWN;
    }
    *net = found;
    return IRD_OK;
}

const char *ird_session_net_name(const ird_session *session, int32_t net) {
    return ird_names_get(&session->design.special_net_names, net);
}

static size_t count_fed(const int32_t *counts, size_t components) {
    size_t fed = 0;
    for (size_t i = 0; i < components; i++) {
        fed += counts[i] > 0;
    }
    return fed;
}

ird_status ird_session_default_net(const ird_session *session, int32_t *net,
                                   ird_error *err) {
    const ird_design *design = &session->design;
    ird_status status = IRD_OK;
    size_t components = design->components.count;
    int32_t best = -1;
    size_t best_fed = 0;
    if (design->special_nets.count == 0) {
        return fail_without_nets(err);
    }
    int32_t *counts = ird_alloc(components, sizeof *counts);
    if (counts == NULL) {
        return ird_fail_memory(err, "choosing a power net");
    }
    for (size_t i = 0; i < design->special_nets.count; i++) {
        bool assumed;
        if (design->special_nets.items[i].use != IRD_USE_POWER) {
            continue;
        }
        status = ird_special_net_components(design, &session->tech, (int32_t)i, counts,
                                            &assumed, err);
        if (status != IRD_OK) {
            goto done;
        }
        size_t fed = count_fed(counts, components);
        if (best < 0 || fed > best_fed) {
            best = (int32_t)i;
            best_fed = fed;
        }
    }
    if (best < 0) {
        status = ird_fail(err, IRD_SESSION_NO_POWER_NET,
                          "no special net of the DEF has + USE POWER; name the net to "
                          "look at with -net");
        goto done;
    }
    *net = best;
done:
    ird_free(counts);
    return status;
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

static const ird_supply_setting *find_setting(const ird_session *session,
                                              const char *name) {
    for (size_t i = 0; i < session->supplies.count; i++) {
        if (strcmp(session->supplies.items[i].net, name) == 0) {
            return &session->supplies.items[i];
        }
    }
    return NULL;
}

double ird_session_voltage_v(const ird_session *session, int32_t net,
                             ird_supply_origin *origin) {
    const ird_special_net *special = &session->design.special_nets.items[net];
    const char *name = ird_names_get(&session->design.special_net_names, net);
    const ird_supply_setting *setting = find_setting(session, name);
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
        *origin = IRD_SUPPLY_DEF;
        return special->voltage_v;
    }
    *origin = IRD_SUPPLY_ASSUMED;
    return special->use == IRD_USE_GROUND ? 0.0 : IRD_SUPPLY_ASSUMED_V;
}

ird_status ird_session_supply_v(const ird_session *session, int32_t net, double *supply_v,
                                ird_supply_origin *origin, ird_error *err) {
    const char *name = ird_names_get(&session->design.special_net_names, net);
    double swing_v = ird_session_voltage_v(session, net, origin);
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
        swing_v = ird_session_voltage_v(session, power, origin) - swing_v;
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
    static const char *const doing = "setting a supply";
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
    const ird_supply_setting *setting =
        find_setting(session, ird_names_get(&session->design.special_net_names, net));
    if (setting != NULL) {
        session->supplies.items[setting - session->supplies.items].voltage_v = voltage_v;
        ird_session_touch(session, IRD_STAMP_SUPPLY);
        return IRD_OK;
    }
    if ((status = ird_vec_reserve(&session->supplies, 1, doing, err)) != IRD_OK) {
        return status;
    }
    char *copy = ird_copy_string(name, size);
    if (copy == NULL) {
        return ird_fail_memory(err, doing);
    }
    session->supplies.items[session->supplies.count++] =
        (ird_supply_setting){.net = copy, .voltage_v = voltage_v};
    ird_session_touch(session, IRD_STAMP_SUPPLY);
    return IRD_OK;
}
