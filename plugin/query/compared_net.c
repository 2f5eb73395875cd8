/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/compared_net.h"

#include "base/input.h"
#include "base/lines.h"
#include "design/net_pins.h"
#include "query/requests.h"

/* A pin of an instance; macro_pin is NULL where the design does not have it. */
typedef struct found_pin {
    int32_t component;
    const ird_macro_pin *macro_pin;
} found_pin;

/* The pin of a line Instance,Terminal,... */
static found_pin find_pin(const ird_design *design, const ird_technology *tech,
                          ird_slice line) {
    ird_slice instance = ird_slice_trimmed(ird_slice_cut(&line, ','));
    ird_slice terminal = ird_slice_trimmed(ird_slice_cut(&line, ','));
    found_pin found = {.component = ird_names_find(&design->component_names,
                                                   instance.data, instance.size)};
    int32_t name = ird_names_find(&tech->pin_names, terminal.data, terminal.size);
    if (found.component < 0 || name < 0) {
        return found;
    }
    int32_t macro = design->components.items[found.component].macro;
    if (macro < 0) {
        return found;
    }
    const ird_macro *m = &tech->macros.items[macro];
    for (size_t i = 0; i < m->pin_count && found.macro_pin == NULL; i++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[m->first_pin + i];
        found.macro_pin = pin->name == name ? pin : NULL;
    }
    return found;
}

/* The special net that the pin is on; -1 for none. */
static ird_status net_of_pin(const ird_session *session, const found_pin *pin,
                             int32_t *net, ird_error *err) {
    const ird_design *design = &session->design;
    *net = -1;
    for (size_t i = 0; i < design->special_nets.count && *net < 0; i++) {
        ird_net_pins pins = {0};
        ird_status status =
            ird_net_pins_make(&pins, design, &session->tech, (int32_t)i, err);
        if (status == IRD_OK && ird_net_pins_has(&pins, pin->component, pin->macro_pin)) {
            *net = (int32_t)i;
        }
        ird_net_pins_free(&pins);
        IRD_TRY(status);
    }
    return IRD_OK;
}

ird_status ird_session_net_of_file(const ird_session *session, const char *path,
                                   int32_t *net, ird_error *err) {
    ird_input input = {0};
    ird_slice line;
    found_pin pin = {0};
    *net = -1;
    if (session->is_spice) {
        return IRD_OK;
    }
    IRD_TRY(ird_input_open(&input, path, err));
    ird_lines lines = {.rest = {input.data, input.size}};
    while (pin.macro_pin == NULL && ird_lines_next(&lines, &line)) {
        pin = find_pin(&session->design, &session->tech, line);
    }
    ird_status status =
        pin.macro_pin != NULL ? net_of_pin(session, &pin, net, err) : IRD_OK;
    ird_input_close(&input);
    return status;
}

int32_t ird_session_net_of_map(const ird_session *session, const ird_map_entry *entry) {
    const ird_result *result = entry->result;
    const ird_result *under = result->base != NULL ? result->base : result;
    if (!ird_session_is_current(session, under)) {
        return -1;
    }
    if (ird_map_kind_is_solved(entry->kind)) {
        return result->net;
    }
    return under->raster.power_grid.values != NULL ? under->raster.options.net : -1;
}
