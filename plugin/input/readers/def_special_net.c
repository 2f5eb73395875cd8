/* SPDX-License-Identifier: BSD-3-Clause
 *
 * SPECIALNETS: the nets and their connections.
 */
#include <math.h>

#include "readers/def_reader.h"

static ird_status add_connection(ird_def_reader *r, int32_t component, int32_t pin) {
    ird_design *design = r->design;
    IRD_TRY(ird_vec_reserve(&design->connections, 1, r->p.format->doing, r->p.err));
    design->connections.items[design->connections.count++] =
        (ird_connection){component, pin};
    return IRD_OK;
}

static ird_status connect_design_pin(ird_def_reader *r, const ird_token *pin) {
    int32_t id = ird_names_find(&r->design->pin_names, pin->text, pin->size);
    if (id < 0) {
        return ird_parse_fail(&r->p, IRD_DEF_UNKNOWN_PIN,
                              "pin \"%s\" is not in PINS of this file",
                              ird_parse_quoted(pin).text);
    }
    return add_connection(r, IRD_DESIGN_PIN, id);
}

static bool macro_has_pin(const ird_technology *tech, int32_t macro, int32_t pin) {
    const ird_macro *m = &tech->macros.items[macro];
    for (size_t i = 0; pin >= 0 && i < m->pin_count; i++) {
        if (tech->macro_pins.items[m->first_pin + i].name == pin) {
            return true;
        }
    }
    return false;
}

static ird_status connect_component(ird_def_reader *r, const ird_token *name,
                                    const ird_token *pin) {
    int32_t id = ird_names_find(&r->design->component_names, name->text, name->size);
    if (id < 0) {
        return ird_parse_fail_token(&r->p, IRD_DEF_UNKNOWN_COMPONENT, name,
                                    "component \"%s\" is not in COMPONENTS of this file",
                                    ird_parse_quoted(name).text);
    }
    int32_t macro = r->design->components.items[id].macro;
    int32_t pin_id = ird_names_find(&r->tech->pin_names, pin->text, pin->size);
    if (!macro_has_pin(r->tech, macro, pin_id)) {
        return ird_parse_fail(&r->p, IRD_DEF_UNKNOWN_PIN,
                              "macro %s of component \"%s\" has no pin \"%s\"",
                              ird_names_get(&r->tech->macro_names, macro),
                              ird_parse_quoted(name).text, ird_parse_quoted(pin).text);
    }
    return add_connection(r, id, pin_id);
}

/* ( * pin ), ( PIN pin ) or ( component pin ), with + SYNTHESIZED inside or behind;
 * p.token is the `(`. A * pin that no macro has connects nothing. */
static ird_status read_connection(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_token name;
    ird_token pin;
    IRD_TRY(ird_parse_name(p, "the name of a component", &name));
    IRD_TRY(ird_parse_name(p, "the name of a pin", &pin));
    if (ird_token_is_char(&name, '*')) {
        int32_t id = ird_names_find(&r->tech->pin_names, pin.text, pin.size);
        IRD_TRY(id >= 0 ? add_connection(r, IRD_EVERY_COMPONENT, id) : IRD_OK);
    } else if (ird_token_is(&name, "PIN")) {
        IRD_TRY(connect_design_pin(r, &pin));
    } else {
        IRD_TRY(connect_component(r, &name, &pin));
    }
    IRD_TRY(ird_parse_next(p));
    if (ird_token_is_char(&p->token, '+')) {
        IRD_TRY(ird_parse_expect(p, "SYNTHESIZED"));
        IRD_TRY(ird_parse_next(p));
    }
    if (!ird_token_is_char(&p->token, ')')) {
        return ird_parse_fail(p, IRD_DEF_SYNTAX, "expected \")\", found \"%s\"",
                              ird_parse_quoted(&p->token).text);
    }
    return IRD_OK;
}

/* The word behind a +, in p.token. What is not needed is passed over. */
static ird_status read_attribute(ird_def_reader *r, ird_special_net *net,
                                 ird_def_wiring *pending) {
    static const double voltage_limit_mv = 1e9;
    ird_parser *p = &r->p;
    bool is_wiring;
    IRD_TRY(ird_def_read_wiring(r, pending, &is_wiring));
    if (is_wiring) {
        return IRD_OK;
    }
    if (ird_token_is(&p->token, "USE")) {
        return ird_def_read_use(r, &net->use);
    }
    if (ird_token_is(&p->token, "VOLTAGE")) {
        double millivolts;
        IRD_TRY(ird_parse_number(p, "a voltage in mV", voltage_limit_mv, &millivolts));
        net->voltage_v = millivolts / 1000;
    }
    return IRD_OK;
}

/* Everything behind the name up to the `;`. */
static ird_status read_body(ird_def_reader *r, ird_special_net *net) {
    ird_parser *p = &r->p;
    ird_def_wiring pending = {.shape = IRD_SHAPE_NONE};
    bool in_connections = true;
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, ';')) {
            return IRD_OK;
        }
        if (ird_token_is_char(&p->token, '+')) {
            IRD_TRY(ird_parse_next(p));
            in_connections &= ird_token_is(&p->token, "SYNTHESIZED");
            IRD_TRY(read_attribute(r, net, &pending));
        } else if (in_connections && ird_token_is_char(&p->token, '(')) {
            IRD_TRY(read_connection(r));
        }
    }
}

static ird_status read_special_net(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_design *design = r->design;
    ird_special_net net = {.use = IRD_USE_OTHER,
                           .voltage_v = NAN,
                           .first_wire = design->wires.count,
                           .first_via = design->via_places.count,
                           .first_connection = design->connections.count};
    ird_token name;
    int32_t id;
    bool added;
    IRD_TRY(ird_parse_name(p, "the name of a net", &name));
    IRD_TRY(ird_vec_reserve(&design->special_nets, 1, p->format->doing, p->err));
    IRD_TRY(ird_names_add(&design->special_net_names, name.text, name.size, &id, &added,
                          p->err));
    if (!added) {
        return ird_parse_fail(p, IRD_DEF_DUPLICATE, "special net \"%s\" is defined twice",
                              ird_parse_quoted(&name).text);
    }
    IRD_TRY(read_body(r, &net));
    net.wire_count = design->wires.count - net.first_wire;
    net.via_count = design->via_places.count - net.first_via;
    net.connection_count = design->connections.count - net.first_connection;
    design->special_nets.items[design->special_nets.count++] = net;
    return IRD_OK;
}

ird_status ird_def_read_special_nets(ird_def_reader *r) {
    for (;;) {
        bool more;
        IRD_TRY(ird_def_next_entry(r, "SPECIALNETS", &more));
        if (!more) {
            return IRD_OK;
        }
        IRD_TRY(read_special_net(r));
    }
}
