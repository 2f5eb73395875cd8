/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/switch_settings.h"

#include <math.h>
#include <string.h>

#include "base/pattern.h"

static const char DOING[] = "following power switches";

void ird_macro_switches_free(ird_macro_switches *macros) {
    for (size_t i = 0; i < macros->items.count; i++) {
        ird_free(macros->items.items[i].pattern);
    }
    ird_free(macros->items.items);
    *macros = (ird_macro_switches){0};
}

ird_status ird_macro_switches_add(ird_macro_switches *macros, const char *pattern,
                                  double ohm, ird_error *err) {
    if (!(ohm >= 0)) {
        return ird_fail(err, IRD_SOURCE_OPTION,
                        "the resistance of a switch is in ohm and not negative");
    }
    IRD_TRY(ird_vec_reserve(&macros->items, 1, DOING, err));
    char *copy = ird_copy_string(pattern, strlen(pattern));
    if (copy == NULL) {
        return ird_fail_memory(err, DOING);
    }
    macros->items.items[macros->items.count++] = (ird_macro_switch){copy, ohm};
    return IRD_OK;
}

static double ohm_of(const ird_macro_switches *macros, const char *name) {
    for (size_t i = macros->items.count; i-- > 0;) {
        if (ird_pattern_matches(macros->items.items[i].pattern, name)) {
            return macros->items.items[i].ohm;
        }
    }
    return (double)NAN;
}

/* Whether the user has placed sources of the net. */
static bool is_placed(const ird_source_settings *sources, const char *net) {
    const ird_source_setting *setting = ird_source_settings_find(sources, net);
    return setting != NULL && setting->options.type != IRD_SOURCE_AUTO &&
           setting->options.type != IRD_SOURCE_SWITCHES;
}

static void take_resistances(ird_switches *switches, const ird_design *design,
                             const ird_source_settings *sources) {
    for (size_t i = 0; i < switches->items.count; i++) {
        ird_switch *s = &switches->items.items[i];
        const char *net = ird_names_get(&design->special_net_names, s->net);
        const ird_source_setting *setting = ird_source_settings_find(sources, net);
        if (s->is_assumed && setting != NULL && setting->options.package_ohm > 0) {
            s->ohm = fmax(setting->options.package_ohm, IRD_SWITCH_LEAST_OHM);
            s->is_assumed = false;
        }
    }
}

ird_status ird_switches_find_set(ird_switches *switches, const ird_design *design,
                                 const ird_technology *tech,
                                 const ird_macro_switches *macros,
                                 const ird_source_settings *sources,
                                 const bool *is_planned, ird_error *err) {
    size_t macro_count = tech->macros.count, nets = design->special_nets.count;
    double *ohm = ird_alloc(macro_count, sizeof *ohm);
    bool *has_source = ird_alloc(nets, sizeof *has_source);
    ird_status status = IRD_OK;
    if (ohm == NULL || has_source == NULL) {
        status = ird_fail_memory(err, DOING);
        goto done;
    }
    for (size_t i = 0; i < macro_count; i++) {
        ohm[i] = ohm_of(macros, ird_names_get(&tech->macro_names, (int32_t)i));
    }
    for (size_t i = 0; i < nets; i++) {
        const char *name = ird_names_get(&design->special_net_names, (int32_t)i);
        has_source[i] = is_planned[i] || is_placed(sources, name);
    }
    const ird_switch_settings settings = {ohm, has_source};
    status = ird_switches_find(switches, design, tech, &settings, err);
    if (status == IRD_OK) {
        take_resistances(switches, design, sources);
    }
done:
    ird_free(ohm);
    ird_free(has_source);
    return status;
}
