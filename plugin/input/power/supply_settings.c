/* SPDX-License-Identifier: BSD-3-Clause */
#include "power/supply_settings.h"

#include <string.h>

static const char DOING[] = "setting a supply";

void ird_supply_settings_free(ird_supply_settings *settings) {
    for (size_t i = 0; i < settings->items.count; i++) {
        ird_free(settings->items.items[i].net);
    }
    ird_free(settings->items.items);
    *settings = (ird_supply_settings){0};
}

const ird_supply_setting *ird_supply_settings_find(const ird_supply_settings *settings,
                                                   const char *net, size_t size) {
    for (size_t i = 0; i < settings->items.count; i++) {
        const char *there = settings->items.items[i].net;
        if (strlen(there) == size && memcmp(there, net, size) == 0) {
            return &settings->items.items[i];
        }
    }
    return NULL;
}

ird_status ird_supply_settings_set(ird_supply_settings *settings, const char *net,
                                   size_t size, double voltage_v, ird_error *err) {
    const ird_supply_setting *there = ird_supply_settings_find(settings, net, size);
    if (there != NULL) {
        settings->items.items[there - settings->items.items].voltage_v = voltage_v;
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&settings->items, 1, DOING, err));
    char *copy = ird_copy_string(net, size);
    if (copy == NULL) {
        return ird_fail_memory(err, DOING);
    }
    settings->items.items[settings->items.count++] =
        (ird_supply_setting){.net = copy, .voltage_v = voltage_v};
    return IRD_OK;
}

ird_status ird_supply_settings_copy(ird_supply_settings *to,
                                    const ird_supply_settings *from, ird_error *err) {
    for (size_t i = 0; i < from->items.count; i++) {
        const ird_supply_setting *s = &from->items.items[i];
        IRD_TRY(ird_supply_settings_set(to, s->net, strlen(s->net), s->voltage_v, err));
    }
    return IRD_OK;
}
