/* SPDX-License-Identifier: BSD-3-Clause
 *
 * PINS.
 */
#include <string.h>

#include "readers/def_reader.h"

/* A pin while it is read. Its shapes from port_begin on belong to the current port and
 * are still about the origin of the port. */
typedef struct pin_state {
    ird_pin pin;
    size_t port_begin;
    ird_placement port_placement;
    ird_orient orient;
    ird_point at;
    ird_token lost; /* a layer that is unknown; size 0: none */
} pin_state;

/* The port is complete: put its shapes where it is placed; without a place it has none.
 */
static void end_port(ird_def_reader *r, pin_state *s) {
    ird_design *design = r->design;
    if (s->port_placement == IRD_UNPLACED) {
        design->pin_shapes.count = s->port_begin;
    }
    for (size_t i = s->port_begin; i < design->pin_shapes.count; i++) {
        ird_shape *shape = &design->pin_shapes.items[i];
        shape->box = ird_rect_about(shape->box, s->orient, s->at);
    }
    s->port_begin = design->pin_shapes.count;
    s->port_placement = IRD_UNPLACED;
}

static ird_status add_shape(ird_def_reader *r, int32_t layer, ird_rect box) {
    ird_design *design = r->design;
    IRD_TRY(ird_vec_reserve(&design->pin_shapes, 1, r->p.format->doing, r->p.err));
    design->pin_shapes.items[design->pin_shapes.count++] = (ird_shape){layer, box};
    return IRD_OK;
}

/* MASK n, SPACING n, DESIGNRULEWIDTH n between a layer and its points. */
static ird_status skip_to_points(ird_def_reader *r) {
    ird_parser *p = &r->p;
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, '(')) {
            ird_parse_back(p);
            return IRD_OK;
        }
        if (ird_token_is_char(&p->token, ';')) {
            return ird_parse_fail(p, IRD_DEF_SYNTAX, "expected \"(\", found \";\"");
        }
    }
}

static ird_status read_polygon(ird_def_reader *r, int32_t layer) {
    IRD_TRY(ird_def_read_polygon(r));
    ird_via_builder_reset(&r->builder);
    IRD_TRY(ird_via_builder_add_polygon(&r->builder, &r->p, layer));
    for (size_t i = 0; i < r->builder.boxes.count; i++) {
        IRD_TRY(add_shape(r, layer, ird_def_rect_of_box(r->builder.boxes.items[i].box)));
    }
    return IRD_OK;
}

static ird_status read_layer_shape(ird_def_reader *r, pin_state *s, bool is_polygon) {
    int32_t layer;
    IRD_TRY(ird_def_read_shape_layer(r, "pin", &layer));
    if (layer < 0) {
        s->lost = r->p.token;
    }
    IRD_TRY(skip_to_points(r));
    if (is_polygon) {
        return layer < 0 ? ird_def_read_polygon(r) : read_polygon(r, layer);
    }
    ird_rect box;
    IRD_TRY(ird_def_read_rect(r, &box));
    return layer < 0 ? IRD_OK : add_shape(r, layer, box);
}

typedef struct shape_sink {
    ird_def_reader *r;
    ird_status status;
} shape_sink;

static void take_shape(void *context, const ird_shape *shape) {
    shape_sink *sink = context;
    if (sink->status == IRD_OK) {
        sink->status = add_shape(sink->r, shape->layer, shape->box);
    }
}

/* VIA name [MASK n] pt */
static ird_status read_via(ird_def_reader *r) {
    ird_token name;
    ird_via_at place = {.orient = IRD_ORIENT_N};
    IRD_TRY(ird_parse_name(&r->p, "the name of a via", &name));
    IRD_TRY(ird_def_find_via(r, &name, &place.via));
    IRD_TRY(skip_to_points(r));
    r->has_star = false;
    IRD_TRY(ird_def_read_point(r, &place.at));
    shape_sink sink = {r, IRD_OK};
    ird_via_visit(r->design, r->tech, &place, take_shape, &sink);
    return sink.status;
}

static ird_status read_net(ird_def_reader *r, ird_pin *pin) {
    ird_token name;
    IRD_TRY(ird_parse_name(&r->p, "the name of a net", &name));
    return ird_names_add(&r->design->net_names, name.text, name.size, &pin->net, NULL,
                         r->p.err);
}

static ird_status read_placement(ird_def_reader *r, pin_state *s) {
    s->port_placement =
        (ird_placement)ird_parse_lookup(&r->p.token, ird_def_placements, IRD_UNPLACED);
    if (s->port_placement == IRD_UNPLACED) {
        return IRD_OK;
    }
    if (s->pin.placement == IRD_UNPLACED) {
        s->pin.placement = s->port_placement;
    }
    return ird_def_read_place(r, &s->at, &s->orient);
}

static ird_status read_attribute(ird_def_reader *r, pin_state *s) {
    enum { NET, SPECIAL, DIRECTION, USE, PORT, LAYER, POLYGON, VIA, PLACE };
    static const ird_word words[] = {
        {"NET", NET},     {"SPECIAL", SPECIAL}, {"DIRECTION", DIRECTION},
        {"USE", USE},     {"PORT", PORT},       {"LAYER", LAYER},
        {"VIA", VIA},     {"POLYGON", POLYGON}, {"PLACED", PLACE},
        {"FIXED", PLACE}, {"COVER", PLACE},     {"UNPLACED", PLACE},
        {NULL, 0},
    };
    static const char *const skipped[] = {"GROUNDSENSITIVITY", "NETEXPR",     "PROPERTY",
                                          "SUPPLYSENSITIVITY", "SYNTHESIZED", NULL};
    switch (ird_parse_lookup(&r->p.token, words, -1)) {
    case NET:
        return read_net(r, &s->pin);
    case SPECIAL:
        s->pin.is_special = true;
        return IRD_OK;
    case DIRECTION:
        return ird_parse_pin_direction(&r->p, &s->pin.direction);
    case USE:
        return ird_def_read_use(r, &s->pin.use);
    case PORT:
        end_port(r, s);
        return IRD_OK;
    case LAYER:
        return read_layer_shape(r, s, false);
    case POLYGON:
        return read_layer_shape(r, s, true);
    case VIA:
        return read_via(r);
    case PLACE:
        return read_placement(r, s);
    default:
        return ird_def_pass_attribute(r, skipped, "pin");
    }
}

/* A pin that comes again, as some tools write one for each port: begin with the shapes
 * that it has, behind those of the pins since. */
static ird_status continue_pin(ird_def_reader *r, const ird_token *name, int32_t id,
                               pin_state *s) {
    ird_design *design = r->design;
    ird_pin before = design->pins.items[id];
    size_t end = design->pin_shapes.count;
    IRD_TRY(ird_parse_note(&r->p, IRD_DEF_PIN_AGAIN, name,
                           "pin \"%s\" is given again; its ports are added up",
                           ird_parse_quoted(name).text));
    s->pin = before;
    if (before.first_shape + before.shape_count != end) {
        IRD_TRY(ird_vec_reserve(&design->pin_shapes, before.shape_count,
                                r->p.format->doing, r->p.err));
        memcpy(design->pin_shapes.items + end,
               design->pin_shapes.items + before.first_shape,
               before.shape_count * sizeof *design->pin_shapes.items);
        design->pin_shapes.count += before.shape_count;
        s->pin.first_shape = end;
    }
    s->port_begin = design->pin_shapes.count;
    s->pin.net = -1;
    return IRD_OK;
}

/* All of the pin is read: check what came of it. */
static ird_status finish_pin(ird_def_reader *r, const ird_token *name, int32_t net_before,
                             pin_state *s) {
    ird_parser *p = &r->p;
    bool is_supply = s->pin.use == IRD_USE_POWER || s->pin.use == IRD_USE_GROUND;
    end_port(r, s);
    s->pin.shape_count = r->design->pin_shapes.count - s->pin.first_shape;
    if (s->pin.net < 0) {
        IRD_TRY(ird_names_add(&r->design->net_names, name->text, name->size, &s->pin.net,
                              NULL, p->err));
    }
    if (net_before >= 0 && net_before != s->pin.net) {
        return ird_parse_fail_token(p, IRD_DEF_DUPLICATE, name,
                                    "pin \"%s\" is defined twice, on two nets",
                                    ird_parse_quoted(name).text);
    }
    if (is_supply && s->pin.shape_count == 0 && s->lost.size > 0) {
        return ird_parse_note(
            p, IRD_DEF_PIN_BARE, &s->lost,
            "pin \"%s\" has no shape left without those on layer \"%s\", "
            "so that it feeds nothing; read the technology LEF that "
            "defines it first",
            ird_parse_quoted(name).text, ird_parse_quoted(&s->lost).text);
    }
    return IRD_OK;
}

static ird_status read_pin(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_design *design = r->design;
    pin_state s = {.pin = {.net = -1,
                           .use = IRD_USE_SIGNAL,
                           .direction = IRD_PIN_INOUT,
                           .first_shape = design->pin_shapes.count},
                   .port_begin = design->pin_shapes.count};
    ird_token name;
    int32_t id;
    bool added;
    IRD_TRY(ird_parse_name(p, "the name of a pin", &name));
    IRD_TRY(ird_vec_reserve(&design->pins, 1, p->format->doing, p->err));
    IRD_TRY(ird_names_add(&design->pin_names, name.text, name.size, &id, &added, p->err));
    int32_t net_before = added ? -1 : design->pins.items[id].net;
    if (!added) {
        IRD_TRY(continue_pin(r, &name, id, &s));
    }
    for (bool more = true; more;) {
        IRD_TRY(ird_def_next_attribute(r, &more));
        if (more) {
            IRD_TRY(read_attribute(r, &s));
            IRD_TRY(ird_parse_next(p));
        }
    }
    IRD_TRY(finish_pin(r, &name, net_before, &s));
    design->pins.items[id] = s.pin;
    design->pins.count += added;
    return IRD_OK;
}

ird_status ird_def_read_pins(ird_def_reader *r) {
    for (;;) {
        bool more;
        IRD_TRY(ird_def_next_entry(r, "PINS", &more));
        if (!more) {
            return IRD_OK;
        }
        IRD_TRY(read_pin(r));
    }
}
