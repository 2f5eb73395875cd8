/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/net_pins.h"

#include <stdlib.h>

static const char DOING[] = "connecting cells to a net";

void ird_net_pins_free(ird_net_pins *pins) {
    if (pins != NULL) {
        ird_free(pins->every);
        ird_free(pins->single);
        *pins = (ird_net_pins){0};
    }
}

static bool is_supply(ird_pin_use use) {
    return use == IRD_USE_POWER || use == IRD_USE_GROUND;
}

static int compare_connections(const void *a, const void *b) {
    const ird_connection *x = a;
    const ird_connection *y = b;
    if (x->component != y->component) {
        return x->component < y->component ? -1 : 1;
    }
    return (x->pin > y->pin) - (x->pin < y->pin);
}

static bool is_only_one_of_its_use(const ird_design *design, int32_t net) {
    ird_pin_use use = design->special_nets.items[net].use;
    for (size_t i = 0; i < design->special_nets.count; i++) {
        if ((int32_t)i != net && design->special_nets.items[i].use == use) {
            return false;
        }
    }
    return is_supply(use);
}

static void sort_single(ird_net_pins *pins) {
    size_t kept = 0;
    if (pins->single_count > 1) {
        qsort(pins->single, pins->single_count, sizeof *pins->single,
              compare_connections);
    }
    for (size_t i = 0; i < pins->single_count; i++) {
        if (kept == 0 ||
            compare_connections(&pins->single[kept - 1], &pins->single[i]) != 0) {
            pins->single[kept++] = pins->single[i];
        }
    }
    pins->single_count = kept;
}

ird_status ird_net_pins_make(ird_net_pins *pins, const ird_design *design,
                             const ird_technology *tech, int32_t net, ird_error *err) {
    const ird_special_net *special = &design->special_nets.items[net];
    ird_net_pins made = {.use = special->use, .tech = tech};
    made.is_by_use =
        special->connection_count == 0 && is_only_one_of_its_use(design, net);
    made.every = ird_alloc_zero(ird_names_count(&tech->pin_names), sizeof *made.every);
    made.single = ird_alloc(special->connection_count, sizeof *made.single);
    if (made.every == NULL || made.single == NULL) {
        ird_net_pins_free(&made);
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < special->connection_count; i++) {
        ird_connection at = design->connections.items[special->first_connection + i];
        if (at.component == IRD_EVERY_COMPONENT) {
            made.every[at.pin] = true;
        } else if (at.component >= 0) {
            made.single[made.single_count++] = at;
        }
    }
    sort_single(&made);
    *pins = made;
    return IRD_OK;
}

/* Whether such a pin is on the net whatever its component. */
static bool is_always_on_net(const ird_net_pins *pins, const ird_macro_pin *pin) {
    return pins->is_by_use ? pin->use == pins->use
                           : is_supply(pin->use) && pins->every[pin->name];
}

static bool is_on_net(const ird_net_pins *pins, int32_t component,
                      const ird_macro_pin *pin) {
    if (is_always_on_net(pins, pin)) {
        return true;
    }
    ird_connection key = {component, pin->name};
    return pins->single_count > 0 && bsearch(&key, pins->single, pins->single_count,
                                             sizeof key, compare_connections) != NULL;
}

bool ird_net_pins_has(const ird_net_pins *pins, int32_t component,
                      const ird_macro_pin *pin) {
    return is_on_net(pins, component, pin) && !ird_macro_pin_is_well(pins->tech, pin);
}

bool ird_net_pins_has_well(const ird_net_pins *pins, int32_t component,
                           const ird_macro_pin *pin) {
    return is_on_net(pins, component, pin) && ird_macro_pin_is_well(pins->tech, pin);
}

/* Pins of a macro on the net, of those by that name alone (name >= 0) which are there by
 * their component, or of those which are there whatever the component. */
static int32_t count_in_macro(const ird_net_pins *pins, const ird_macro *macro,
                              int32_t name) {
    int32_t count = 0;
    for (size_t k = 0; k < macro->pin_count; k++) {
        const ird_macro_pin *pin = &pins->tech->macro_pins.items[macro->first_pin + k];
        bool is_always = is_always_on_net(pins, pin);
        count += (name < 0 ? is_always : pin->name == name && !is_always) &&
                 !ird_macro_pin_is_well(pins->tech, pin);
    }
    return count;
}

ird_status ird_net_pins_count(const ird_net_pins *pins, const ird_design *design,
                              int32_t *counts, ird_error *err) {
    const ird_macro *macros = pins->tech->macros.items;
    int32_t *of_macro = ird_alloc(pins->tech->macros.count, sizeof *of_macro);
    if (of_macro == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < pins->tech->macros.count; i++) {
        of_macro[i] = count_in_macro(pins, &macros[i], -1);
    }
    for (size_t i = 0; i < design->components.count; i++) {
        counts[i] = of_macro[design->components.items[i].macro];
    }
    for (size_t i = 0; i < pins->single_count && !pins->is_by_use; i++) {
        const ird_connection *at = &pins->single[i];
        const ird_macro *macro = &macros[design->components.items[at->component].macro];
        counts[at->component] += count_in_macro(pins, macro, at->pin);
    }
    ird_free(of_macro);
    return IRD_OK;
}
