/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/supply_nets.h"

#include <stdio.h>
#include <string.h>

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

ird_status ird_design_find_supply(const ird_design *design, const char *name, size_t size,
                                  int32_t *net, ird_error *err) {
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

static size_t count_fed(const int32_t *counts, size_t components) {
    size_t fed = 0;
    for (size_t i = 0; i < components; i++) {
        fed += counts[i] > 0;
    }
    return fed;
}

ird_status ird_design_default_supply(const ird_design *design, const ird_technology *tech,
                                     int32_t *net, ird_error *err) {
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
        status =
            ird_special_net_components(design, tech, (int32_t)i, counts, &assumed, err);
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
