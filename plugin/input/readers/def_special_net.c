/* SPDX-License-Identifier: BSD-3-Clause
 *
 * SPECIALNETS: the nets and their connections. Nothing is passed over here but the
 * attributes in a table below: a word that is lost may be the metal of a net.
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
        return ird_parse_note(&r->p, IRD_DEF_PIN_MISSING, pin,
                              "pin \"%s\" of a special net is not in PINS of this file, "
                              "so that it feeds nothing",
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
        return ird_parse_note(&r->p, IRD_DEF_UNKNOWN_PIN, pin,
                              "macro %.100s of component \"%s\" has no pin \"%s\", which "
                              "connects nothing",
                              ird_names_get(&r->tech->macro_names, macro),
                              ird_parse_quoted(name).text, ird_parse_quoted(pin).text);
    }
    return add_connection(r, id, pin_id);
}

/* ( * pin ), ( PIN pin ) or ( component pin ), with + SYNTHESIZED inside or behind;
 * p.token is the `(`. A * pin that no macro has, a pin of the design that PINS has
 * not and one of a component that its macro has not connect nothing, which is told. */
static ird_status read_connection(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_token name;
    ird_token pin;
    IRD_TRY(ird_parse_name(p, "the name of a component", &name));
    IRD_TRY(ird_parse_name(p, "the name of a pin", &pin));
    if (ird_token_is_char(&name, '*')) {
        int32_t id = ird_names_find(&r->tech->pin_names, pin.text, pin.size);
        IRD_TRY(id >= 0 ? add_connection(r, IRD_EVERY_COMPONENT, id)
                        : ird_parse_note(p, IRD_DEF_PIN_OF_NONE, &pin,
                                         "no macro has a pin \"%s\", so that ( * %s ) "
                                         "connects nothing",
                                         ird_parse_quoted(&pin).text,
                                         ird_parse_quoted(&pin).text));
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

/* Words up to the next `+` or `;`, which is left to be read: name and value pairs of
 * PROPERTY. */
static ird_status skip_values(ird_def_reader *r) {
    ird_parser *p = &r->p;
    do {
        IRD_TRY(ird_parse_next(p));
    } while (!ird_token_is_char(&p->token, '+') && !ird_token_is_char(&p->token, ';'));
    ird_parse_back(p);
    return IRD_OK;
}

/* Attributes that are not needed, by the number of their values. */
static ird_status skip_attribute(ird_def_reader *r) {
    enum { MANY = -1, UNKNOWN = -2 };
    static const ird_word words[] = {
        {"SYNTHESIZED", 0}, {"FIXEDBUMP", 0}, {"SOURCE", 1},    {"ORIGINAL", 1},
        {"PATTERN", 1},     {"ESTCAP", 1},    {"WEIGHT", 1},    {"STYLE", 1},
        {"MASK", 1},        {"XTALK", 1},     {"FREQUENCY", 1}, {"SHIELDNET", 1},
        {"PROPERTY", MANY}, {NULL, 0},
    };
    ird_parser *p = &r->p;
    int values = ird_parse_lookup(&p->token, words, UNKNOWN);
    if (values == UNKNOWN) {
        return ird_parse_fail(
            p, IRD_DEF_SYNTAX,
            "\"%s\" is no attribute of a special net, so that the wires "
            "behind it would be lost",
            ird_parse_quoted(&p->token).text);
    }
    if (values == MANY) {
        return skip_values(r);
    }
    ird_token value;
    return values == 1 ? ird_parse_name(p, "the value of an attribute", &value) : IRD_OK;
}

/* The word behind a +, in p.token. */
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
        return IRD_OK;
    }
    return skip_attribute(r);
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
        } else {
            return ird_parse_fail(p, IRD_DEF_SYNTAX,
                                  "\"%s\" is not expected here in a special net, so that "
                                  "the wires behind it would be lost",
                                  ird_parse_quoted(&p->token).text);
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
