/* SPDX-License-Identifier: BSD-3-Clause
 *
 * NETS, for those who ask who drives each net, and what it drives.
 */
#include "readers/def_reader.h"

/* The only pin of a net that matters: an output, else a pin that is input and output. */
typedef struct driver {
    int32_t component;
    bool is_output;
} driver;

static const ird_macro_pin *find_pin(const ird_def_reader *r, int32_t component,
                                     const ird_token *name) {
    int32_t id = ird_names_find(&r->tech->pin_names, name->text, name->size);
    int32_t index = r->placed->components.items[component].macro;
    const ird_macro *macro = &r->tech->macros.items[index];
    for (size_t i = 0; i < macro->pin_count && id >= 0; i++) {
        const ird_macro_pin *pin = &r->tech->macro_pins.items[macro->first_pin + i];
        if (pin->name == id) {
            return pin;
        }
    }
    return NULL;
}

/* A pin that LEF does not have drives nothing; the net may still have its driver. */
static ird_status take_connection(ird_def_reader *r, const ird_token *instance,
                                  const ird_token *pin_name, driver *found) {
    if (ird_token_is(instance, "PIN") || ird_token_is_char(instance, '*')) {
        return IRD_OK;
    }
    int32_t component =
        ird_names_find(&r->placed->component_names, instance->text, instance->size);
    if (component < 0) {
        return ird_parse_fail_token(&r->p, IRD_ACTIVITY_NETS, instance,
                                    "a net connects \"%s\", which the design that was "
                                    "read has not; read this DEF "
                                    "by read_def first",
                                    ird_parse_quoted(instance).text);
    }
    if (found->is_output && !r->takes_sinks) {
        return IRD_OK;
    }
    const ird_macro_pin *pin = find_pin(r, component, pin_name);
    if (pin == NULL || pin->use == IRD_USE_POWER || pin->use == IRD_USE_GROUND) {
        return IRD_OK;
    }
    if (r->takes_sinks && pin->direction != IRD_PIN_OUTPUT) {
        /* The net has its number once it is added. */
        const ird_netlist_sink sink = {-1, component, pin->name};
        IRD_TRY(ird_netlist_add_sink(r->netlist, sink, r->p.err));
    }
    if (found->is_output) {
        return IRD_OK;
    }
    if (pin->direction == IRD_PIN_OUTPUT ||
        (pin->direction == IRD_PIN_INOUT && found->component == IRD_NO_DRIVER)) {
        *found = (driver){component, pin->direction == IRD_PIN_OUTPUT};
    }
    return IRD_OK;
}

/* ( instance pin [+ SYNTHESIZED] ) with p.token at the `(`. */
static ird_status read_connection(ird_def_reader *r, driver *found) {
    ird_token instance;
    ird_token pin;
    IRD_TRY(ird_parse_name(&r->p, "an instance", &instance));
    IRD_TRY(ird_parse_name(&r->p, "a pin", &pin));
    IRD_TRY(take_connection(r, &instance, &pin, found));
    do {
        IRD_TRY(ird_parse_next(&r->p));
    } while (!ird_token_is_char(&r->p.token, ')') &&
             !ird_token_is_char(&r->p.token, ';'));
    return IRD_OK;
}

/* The sinks of the net that was added last. */
static void give_net(ird_netlist *netlist, size_t first, int32_t net) {
    for (size_t i = first; i < netlist->sinks.count; i++) {
        netlist->sinks.items[i].net = net;
    }
}

static ird_status read_net(ird_def_reader *r) {
    ird_parser *p = &r->p;
    driver found = {IRD_NO_DRIVER, false};
    size_t first_sink = r->netlist->sinks.count;
    ird_token name;
    IRD_TRY(ird_parse_name(p, "the name of a net", &name));
    if (ird_token_is(&name, "MUSTJOIN")) { /* pins without a net of a name */
        return ird_parse_skip_statement(p);
    }
    IRD_TRY(ird_vec_reserve(&r->scratch, name.size, p->format->doing, p->err));
    size_t size = ird_netlist_canonical(r->scratch.items, name.text, name.size,
                                        r->divider, r->bus_open, r->bus_close);
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (!ird_token_is_char(&p->token, '(')) {
            break;
        }
        IRD_TRY(read_connection(r, &found));
    }
    IRD_TRY(ird_netlist_add(r->netlist, r->scratch.items, size, found.component, p->err));
    give_net(r->netlist, first_sink,
             ird_names_find(&r->netlist->names, r->scratch.items, size));
    return ird_parse_skip_statement(p);
}

ird_status ird_def_read_nets_section(ird_def_reader *r) {
    for (;;) {
        bool more;
        IRD_TRY(ird_def_next_entry(r, "NETS", &more));
        if (!more) {
            return IRD_OK;
        }
        IRD_TRY(read_net(r));
    }
}

ird_status ird_def_read_divider(ird_def_reader *r) {
    IRD_TRY(ird_parse_next(&r->p));
    if (r->p.token.size == 1) {
        r->divider = *r->p.token.text;
    }
    return ird_parse_skip_statement(&r->p);
}

ird_status ird_def_read_bus_bits(ird_def_reader *r) {
    IRD_TRY(ird_parse_next(&r->p));
    if (r->p.token.size == 2) {
        r->bus_open = r->p.token.text[0];
        r->bus_close = r->p.token.text[1];
    }
    return ird_parse_skip_statement(&r->p);
}
