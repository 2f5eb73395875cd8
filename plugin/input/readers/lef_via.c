/* SPDX-License-Identifier: BSD-3-Clause
 *
 * VIA, VIARULE and NONDEFAULTRULE.
 */
#include <math.h>

#include "readers/lef_reader.h"

static ird_status fail_unknown_layer(ird_lef_reader *r) {
    ird_token name = r->unknown_layer;
    return ird_parse_fail_token(&r->p, IRD_LEF_UNKNOWN_LAYER, &name,
                                "layer \"%s\" is unknown; read the technology LEF that "
                                "defines it first",
                                ird_parse_quoted(&name).text);
}

/* The `;` that ends a statement. It may be missing in the VIARULE form of a VIA: OpenROAD
 * writes that as DEF does, with a `+` before each statement and no `;`. */
static ird_status read_semicolon_if_any(ird_parser *p) {
    IRD_TRY(ird_parse_next(p));
    if (!ird_token_is_char(&p->token, ';')) {
        ird_parse_back(p);
    }
    return IRD_OK;
}

/* One statement of a VIA; the words behind its name are statements without `;`. */
static ird_status read_via_statement(ird_lef_reader *r, ird_via *via) {
    enum { DEFAULT, IGNORED, RESISTANCE, VIARULE };
    static const ird_word words[] = {
        {"DEFAULT", DEFAULT},
        {"TOPOFSTACKONLY", IGNORED},
        {"GENERATED", IGNORED},
        {"GENERATE", IGNORED},
        {"RESISTANCE", RESISTANCE},
        {"VIARULE", VIARULE},
        {"+", IGNORED},
        {NULL, 0},
    };
    ird_parser *p = &r->p;
    ird_token name;
    bool is_known;
    IRD_TRY(ird_via_builder_read_array(&r->builder, p, &r->source, &is_known));
    if (is_known) {
        return read_semicolon_if_any(p);
    }
    IRD_TRY(ird_lef_read_shape(r, &is_known));
    if (is_known) {
        return r->unknown_layer.size > 0 ? fail_unknown_layer(r) : IRD_OK;
    }
    switch (ird_parse_lookup(&p->token, words, -1)) {
    case DEFAULT:
        via->is_default = true;
        return IRD_OK;
    case IGNORED:
        return IRD_OK;
    case RESISTANCE:
        IRD_TRY(ird_parse_number(p, "a resistance in ohm", IRD_UM_LIMIT,
                                 &via->resistance_ohm));
        return ird_parse_expect_char(p, ';');
    case VIARULE:
        IRD_TRY(ird_parse_name(p, "the name of a via rule", &name));
        return read_semicolon_if_any(p);
    default:
        return ird_parse_skip_statement(p);
    }
}

ird_status ird_lef_read_via(ird_lef_reader *r) {
    ird_technology *tech = r->tech;
    ird_parser *p = &r->p;
    ird_technology_mark mark = ird_technology_get_mark(tech);
    ird_via via = {.first_shape = tech->via_shapes.count, .resistance_ohm = NAN};
    ird_token name;
    IRD_TRY(ird_lef_begin(r, "VIA", &name));
    ird_lef_begin_shapes(r);
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            break;
        }
        IRD_TRY(read_via_statement(r, &via));
    }
    IRD_TRY(ird_lef_end(r, &name));
    IRD_TRY(ird_via_builder_expand(&r->builder, p, &r->source));
    IRD_TRY(ird_lef_keep_shapes(r, false));
    ird_via_stack stack = ird_via_builder_stack(&r->builder, tech);
    via.shape_count = r->builder.boxes.count;
    via.bottom = stack.bottom;
    via.cut = stack.cut;
    via.top = stack.top;
    via.cut_count = stack.cut_count;
    int32_t id;
    bool added;
    IRD_TRY(ird_vec_reserve(&tech->vias, 1, p->format->doing, p->err));
    IRD_TRY(ird_names_add(&tech->via_names, name.text, name.size, &id, &added, p->err));
    if (added) {
        tech->vias.items[tech->vias.count++] = via;
    } else {
        ird_technology_rewind(tech, &mark);
        tech->repeated++;
    }
    return IRD_OK;
}

/* The layer that the next statements of a VIARULE speak of: a metal slot, or the cut. */
static ird_status read_rule_layer(ird_lef_reader *r, ird_via_rule *rule, int *slot) {
    ird_token name;
    int32_t layer;
    IRD_TRY(ird_parse_name(&r->p, "the name of a layer", &name));
    IRD_TRY(ird_parse_layer(&r->p, r->tech, IRD_LEF_UNKNOWN_LAYER, &layer));
    if (r->tech->layers.items[layer].kind == IRD_LAYER_CUT) {
        rule->cut = layer;
        *slot = -1;
    } else {
        *slot = rule->metal[0] < 0 ? 0 : 1;
        rule->metal[*slot] = layer;
    }
    return ird_parse_skip_statement(&r->p);
}

static ird_status read_rule_rect(ird_lef_reader *r, ird_via_rule *rule) {
    ird_point_um a;
    ird_point_um b;
    IRD_TRY(ird_lef_read_point(r, &a));
    IRD_TRY(ird_lef_read_point(r, &b));
    rule->cut_box = (ird_rect_um){fmin(a.x_um, b.x_um), fmin(a.y_um, b.y_um),
                                  fmax(a.x_um, b.x_um), fmax(a.y_um, b.y_um)};
    return ird_parse_skip_statement(&r->p);
}

static ird_status read_rule_spacing(ird_lef_reader *r, ird_via_rule *rule) {
    IRD_TRY(ird_lef_read_um(r, &rule->cut_spacing_um[0]));
    IRD_TRY(ird_parse_expect(&r->p, "BY"));
    IRD_TRY(ird_lef_read_um(r, &rule->cut_spacing_um[1]));
    return ird_parse_skip_statement(&r->p);
}

/* Overhangs of the metal in slot: ENCLOSURE a b, or OVERHANG a and METALOVERHANG b of
 * versions before 5.6. */
static ird_status read_rule_enclosure(ird_lef_reader *r, ird_via_rule *rule, int slot,
                                      size_t first, size_t count) {
    for (size_t i = first; i < first + count; i++) {
        double value;
        IRD_TRY(ird_lef_read_um(r, &value));
        if (slot >= 0) {
            rule->enclosure_um[slot][i] = value;
        }
    }
    return ird_parse_skip_statement(&r->p);
}

static ird_status read_rule_statement(ird_lef_reader *r, ird_via_rule *rule, int *slot) {
    enum {
        GENERATE,
        DEFAULT,
        LAYER,
        ENCLOSURE,
        OVERHANG,
        METALOVERHANG,
        RECT,
        SPACING,
        RESISTANCE
    };
    static const ird_word words[] = {
        {"GENERATE", GENERATE},
        {"DEFAULT", DEFAULT},
        {"LAYER", LAYER},
        {"ENCLOSURE", ENCLOSURE},
        {"OVERHANG", OVERHANG},
        {"METALOVERHANG", METALOVERHANG},
        {"RECT", RECT},
        {"SPACING", SPACING},
        {"RESISTANCE", RESISTANCE},
        {NULL, 0},
    };
    switch (ird_parse_lookup(&r->p.token, words, -1)) {
    case GENERATE:
        rule->is_generate = true;
        return IRD_OK;
    case DEFAULT:
        return IRD_OK;
    case LAYER:
        return read_rule_layer(r, rule, slot);
    case ENCLOSURE:
        return read_rule_enclosure(r, rule, *slot, 0, 2);
    case OVERHANG:
        return read_rule_enclosure(r, rule, *slot, 0, 1);
    case METALOVERHANG:
        return read_rule_enclosure(r, rule, *slot, 1, 1);
    case RECT:
        return read_rule_rect(r, rule);
    case SPACING:
        return read_rule_spacing(r, rule);
    case RESISTANCE:
        IRD_TRY(
            ird_parse_number(&r->p, "a resistance in ohm", IRD_UM_LIMIT, &rule->cut_ohm));
        return ird_parse_expect_char(&r->p, ';');
    default:
        return ird_parse_skip_statement(&r->p);
    }
}

ird_status ird_lef_read_via_rule(ird_lef_reader *r) {
    ird_technology *tech = r->tech;
    ird_parser *p = &r->p;
    ird_token name;
    IRD_TRY(ird_lef_begin(r, "VIARULE", &name));
    ird_via_rule rule = {.metal = {-1, -1}, .cut = -1, .cut_ohm = NAN};
    int slot = -1;
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            break;
        }
        IRD_TRY(read_rule_statement(r, &rule, &slot));
    }
    IRD_TRY(ird_lef_end(r, &name));
    int32_t id;
    bool added;
    IRD_TRY(ird_vec_reserve(&tech->via_rules, 1, p->format->doing, p->err));
    IRD_TRY(
        ird_names_add(&tech->via_rule_names, name.text, name.size, &id, &added, p->err));
    if (added) {
        tech->via_rules.items[tech->via_rules.count++] = rule;
    } else {
        tech->repeated++;
    }
    return IRD_OK;
}

/* LAYER or SPACING inside a NONDEFAULTRULE: LAYER name ... END name, SPACING ... END
 * SPACING. */
static ird_status skip_rule_block(ird_lef_reader *r) {
    ird_token name = r->p.token;
    if (ird_token_is(&name, "LAYER")) {
        IRD_TRY(ird_parse_name(&r->p, "the name of a layer", &name));
    }
    for (;;) {
        IRD_TRY(ird_parse_next(&r->p));
        if (ird_token_is(&r->p.token, "END")) {
            return ird_lef_end(r, &name);
        }
        IRD_TRY(ird_parse_skip_statement(&r->p));
    }
}

/* Only the vias that it defines matter. */
ird_status ird_lef_read_nondefault_rule(ird_lef_reader *r) {
    ird_parser *p = &r->p;
    ird_token name;
    IRD_TRY(ird_lef_begin(r, "NONDEFAULTRULE", &name));
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            return ird_lef_end(r, &name);
        }
        if (ird_token_is(&p->token, "VIA")) {
            IRD_TRY(ird_lef_read_via(r));
        } else if (ird_token_is(&p->token, "LAYER") ||
                   ird_token_is(&p->token, "SPACING")) {
            IRD_TRY(skip_rule_block(r));
        } else {
            IRD_TRY(ird_parse_skip_statement(p));
        }
    }
}
