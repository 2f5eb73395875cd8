/* SPDX-License-Identifier: BSD-3-Clause */
#include "power/idle.h"

#include <string.h>
#include <strings.h>

bool ird_macro_pin_has_metal(const ird_technology *tech, const ird_macro_pin *pin) {
    for (size_t i = 0; i < pin->shape_count; i++) {
        int32_t layer = tech->pin_shapes.items[pin->first_shape + i].layer;
        if (layer >= 0 && tech->layers.items[layer].kind == IRD_LAYER_ROUTING) {
            return true;
        }
    }
    return false;
}

static bool contains(const char *name, const char *part) {
    size_t size = strlen(part);
    for (; *name != '\0'; name++) {
        if (strncasecmp(name, part, size) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether an output of that name hands the enable of a switch on to the next one. */
static bool is_enable(const char *name) {
    static const char *const parts[] = {"SLEEP", "ACK", "SWITCH"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (contains(name, parts[i])) {
            return true;
        }
    }
    return false;
}

/* Pins of the use that have metal. */
static size_t count_supplies(const ird_technology *tech, const ird_macro *macro,
                             ird_pin_use use) {
    size_t count = 0;
    for (size_t i = 0; i < macro->pin_count; i++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + i];
        count += pin->use == use && ird_macro_pin_has_metal(tech, pin);
    }
    return count;
}

bool ird_macro_is_switch(const ird_technology *tech, const ird_macro *macro) {
    size_t inputs = 0;
    if (ird_macro_is_fixed(macro) || (count_supplies(tech, macro, IRD_USE_POWER) < 2 &&
                                      count_supplies(tech, macro, IRD_USE_GROUND) < 2)) {
        return false; /* nearly all, before any name is looked at */
    }
    for (size_t i = 0; i < macro->pin_count; i++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + i];
        if (pin->use == IRD_USE_POWER || pin->use == IRD_USE_GROUND) {
            continue;
        }
        if (pin->use == IRD_USE_CLOCK ||
            (pin->direction != IRD_PIN_INPUT &&
             !is_enable(ird_names_get(&tech->pin_names, pin->name)))) {
            return false;
        } else {
            inputs += pin->direction == IRD_PIN_INPUT;
        }
    }
    return inputs > 0;
}

/* By the second word of CLASS CORE. */
static ird_idle core_idle(const char *detail) {
    static const struct {
        const char *word;
        ird_idle why;
    } words[] = {
        {"SPACER", IRD_IDLE_SPACER},       {"WELLTAP", IRD_IDLE_TAP},
        {"ANTENNACELL", IRD_IDLE_ANTENNA}, {"TIEHIGH", IRD_IDLE_TIE},
        {"TIELOW", IRD_IDLE_TIE},          {"FEEDTHRU", IRD_IDLE_FEEDTHROUGH},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(detail, words[i].word) == 0) {
            return words[i].why;
        }
    }
    return IRD_IDLE_NOT;
}

static ird_idle class_idle(const ird_macro *macro, const char *detail) {
    switch (macro->class_) {
    case IRD_MACRO_PAD:
        return IRD_IDLE_PAD;
    case IRD_MACRO_COVER:
        return strcasecmp(detail, "BUMP") == 0 ? IRD_IDLE_BUMP : IRD_IDLE_COVER;
    case IRD_MACRO_ENDCAP:
        return IRD_IDLE_ENDCAP;
    case IRD_MACRO_CORE:
        return core_idle(detail);
    default:
        return IRD_IDLE_NOT;
    }
}

ird_idle ird_macro_idle(const ird_technology *tech, const ird_macro *macro) {
    const char *detail = macro->class_detail >= 0
                             ? ird_names_get(&tech->keyword_names, macro->class_detail)
                             : "";
    ird_idle why = class_idle(macro, detail);
    if (why != IRD_IDLE_NOT) {
        return why;
    }
    if (ird_macro_is_physical_only(macro)) {
        return IRD_IDLE_NO_SIGNAL;
    }
    return ird_macro_is_switch(tech, macro) ? IRD_IDLE_SWITCH : IRD_IDLE_NOT;
}
