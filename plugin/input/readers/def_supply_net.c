/* SPDX-License-Identifier: BSD-3-Clause
 *
 * NETS of which SPECIALNETS has wires: OpenROAD writes pins there that no pattern of the
 * special net connected, power switches above all. Only their supply pins are read; what
 * else NETS says of such a net is passed over.
 */
#include <string.h>

#include "readers/def_ahead.h"

/* The connections of a special net are one run: begin it anew at the end. */
static ird_status move_to_end(ird_def_reader *r, ird_special_net *net) {
    ird_design *design = r->design;
    size_t end = design->connections.count, count = net->connection_count;
    IRD_TRY(
        ird_vec_reserve(&design->connections, count + 1, r->p.format->doing, r->p.err));
    if (count > 0) {
        memcpy(design->connections.items + end,
               design->connections.items + net->first_connection,
               count * sizeof *design->connections.items);
    }
    net->first_connection = end;
    design->connections.count = end + count;
    return IRD_OK;
}

/* The pin of that name of the component, if it is a supply pin; else -1. */
static int32_t supply_pin(const ird_def_reader *r, int32_t component,
                          const ird_token *name) {
    int32_t id = ird_names_find(&r->tech->pin_names, name->text, name->size);
    int32_t index = r->design->components.items[component].macro;
    const ird_macro *macro = &r->tech->macros.items[index];
    for (size_t i = 0; i < macro->pin_count && id >= 0; i++) {
        const ird_macro_pin *pin = &r->tech->macro_pins.items[macro->first_pin + i];
        if (pin->name == id &&
            (pin->use == IRD_USE_POWER || pin->use == IRD_USE_GROUND)) {
            return id;
        }
    }
    return -1;
}

static ird_status add(ird_def_reader *r, ird_special_net *net, const ird_token *instance,
                      const ird_token *pin_name) {
    ird_design *design = r->design;
    int32_t component =
        ird_names_find(&design->component_names, instance->text, instance->size);
    int32_t pin = component >= 0 ? supply_pin(r, component, pin_name) : -1;
    if (pin < 0) {
        return IRD_OK;
    }
    if (net->first_connection + net->connection_count != design->connections.count) {
        IRD_TRY(move_to_end(r, net));
    }
    IRD_TRY(ird_vec_reserve(&design->connections, 1, r->p.format->doing, r->p.err));
    design->connections.items[design->connections.count++] =
        (ird_connection){component, pin};
    net->connection_count++;
    return IRD_OK;
}

static ird_status read_supply_net(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_token name, instance, pin;
    IRD_TRY(ird_parse_name(p, "the name of a net", &name));
    int32_t id = ird_names_find(&r->design->special_net_names, name.text, name.size);
    for (;;) {
        if (id < 0) {
            return ird_parse_skip_statement(p);
        }
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, ';')) {
            return IRD_OK;
        }
        if (!ird_token_is_char(&p->token, '(')) {
            return ird_parse_skip_statement(p);
        }
        IRD_TRY(ird_parse_name(p, "an instance", &instance));
        IRD_TRY(ird_parse_name(p, "a pin", &pin));
        IRD_TRY(add(r, &r->design->special_nets.items[id], &instance, &pin));
        do {
            IRD_TRY(ird_parse_next(p));
            if (ird_token_is_char(&p->token, ';')) {
                return IRD_OK;
            }
        } while (!ird_token_is_char(&p->token, ')'));
    }
}

static ird_status read_net(ird_def_reader *r) {
    r->design->net_count++;
    return read_supply_net(r);
}

/* Most are no special nets, and passed over. */
static ird_status look_at_net(ird_def_reader *r, ird_ahead_piece *piece, bool *is_taken) {
    ird_token name;
    (void)piece;
    IRD_TRY(ird_parse_name(&r->p, "the name of a net", &name));
    *is_taken = ird_names_find(&r->design->special_net_names, name.text, name.size) < 0;
    return *is_taken ? ird_parse_skip_statement(&r->p) : IRD_OK;
}

static ird_status take_nets(ird_def_reader *r, const ird_ahead_piece *piece) {
    r->design->net_count += piece->count;
    return IRD_OK;
}

ird_status ird_def_count_nets(ird_def_reader *r) {
    static const ird_ahead ahead = {
        .section = "NETS", .look = look_at_net, .take = take_nets, .read = read_net};
    return ird_def_read_entries(r, &ahead);
}
