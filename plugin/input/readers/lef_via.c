/* SPDX-License-Identifier: BSD-3-Clause
 *
 * VIA, VIARULE and NONDEFAULTRULE.
 */
#include <math.h>
#include <string.h>

#include "readers/lef_reader.h"

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
    static const char *const skipped[] = {"FOREIGN", "PROPERTY", NULL};
    ird_parser *p = &r->p;
    bool is_known;
    IRD_TRY(ird_via_builder_read_array(&r->builder, p, &r->source, &is_known));
    if (is_known) {
        return read_semicolon_if_any(p);
    }
    IRD_TRY(ird_lef_read_shape(r, &is_known));
    if (is_known) {
        return IRD_OK;
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
        IRD_TRY(ird_via_builder_read_rule(&r->builder, p, r->tech));
        return read_semicolon_if_any(p);
    default:
        return ird_lef_skip_statement(r, skipped, "VIA");
    }
}

/* Tell of shapes that were dropped, and whether the via can still join anything. */
static ird_status note_lost_layer(ird_lef_reader *r, const ird_token *name,
                                  ird_via_stack stack, int32_t *lost_layer) {
    ird_parser *p = &r->p;
    const ird_token *lost = &r->builder.lost_layer;
    *lost_layer = -1;
    IRD_TRY(ird_lef_tell_lost(r, "via"));
    if (lost->size == 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_names_add(&r->tech->keyword_names, lost->text, lost->size, lost_layer,
                          NULL, p->err));
    if (stack.bottom >= 0 && stack.cut >= 0 && stack.top >= 0) {
        return IRD_OK;
    }
    return ird_parse_note(
        p, IRD_LEF_VIA_BARE, lost,
        "via \"%s\" joins nothing without its shapes on layer \"%s\"; a "
        "DEF that draws it will be refused",
        ird_parse_quoted(name).text, ird_parse_quoted(lost).text);
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
    IRD_TRY(ird_lef_keep_shapes(r, IRD_LEF_VIA));
    ird_via_stack stack = ird_via_builder_stack(&r->builder, tech, 1);
    double rule_ohm = ird_via_rule_ohm(tech, r->builder.rule, stack);
    IRD_TRY(note_lost_layer(r, &name, stack, &via.lost_layer));
    if (isnan(via.resistance_ohm) && rule_ohm > 0) {
        via.resistance_ohm = rule_ohm;
    }
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
    layer = ird_via_builder_find_layer(&r->builder, r->tech, &name);
    if (layer < 0) {
        r->builder.lost_shapes++;
        *slot = -1;
        return ird_parse_skip_statement(&r->p);
    }
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
    static const char *const skipped[] = {"DIRECTION", "PROPERTY", "VIA", "WIDTH", NULL};
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
        return ird_lef_skip_statement(r, skipped, "VIARULE");
    }
}

/* One on an unknown layer generates nothing: it is left out. */
ird_status ird_lef_read_via_rule(ird_lef_reader *r) {
    ird_technology *tech = r->tech;
    ird_parser *p = &r->p;
    ird_token name;
    IRD_TRY(ird_lef_begin(r, "VIARULE", &name));
    ird_via_rule rule = {.metal = {-1, -1}, .cut = -1, .cut_ohm = NAN};
    int slot = -1;
    ird_lef_begin_shapes(r);
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            break;
        }
        IRD_TRY(read_rule_statement(r, &rule, &slot));
    }
    IRD_TRY(ird_lef_end(r, &name));
    if (r->builder.lost_layer.size > 0) {
        return ird_lef_tell_lost(r, "via rule");
    }
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

/* END [name], with END in p.token: LEF 5.6 and later may leave the name out. */
static ird_status end_rule(ird_lef_reader *r, const ird_token *name) {
    ird_parser *p = &r->p;
    ird_parse_next_or_end(p);
    bool is_name = p->token.size == name->size && p->token.kind == IRD_TOKEN_WORD &&
                   memcmp(p->token.text, name->text, name->size) == 0;
    if (!is_name && p->token.kind != IRD_TOKEN_END) {
        ird_parse_back(p);
    }
    return IRD_OK;
}

/* Only the vias that it defines matter. What else it says is of signal wires. */
ird_status ird_lef_read_nondefault_rule(ird_lef_reader *r) {
    ird_parser *p = &r->p;
    ird_token name;
    IRD_TRY(ird_lef_begin(r, "NONDEFAULTRULE", &name));
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is(&p->token, "END")) {
            return end_rule(r, &name);
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
