/* SPDX-License-Identifier: BSD-3-Clause
 *
 * VIAS, and BLOCKAGES, which are made of the same shapes.
 */
#include "readers/def_reader.h"

static ird_status skip_mask(ird_def_reader *r) {
    ird_parser *p = &r->p;
    IRD_TRY(ird_parse_next(p));
    if (!ird_token_is_char(&p->token, '+')) {
        ird_parse_back(p);
        return IRD_OK;
    }
    IRD_TRY(ird_parse_expect(p, "MASK"));
    return ird_parse_next(p);
}

/* RECT or POLYGON layer [+ MASK n] points */
static ird_status read_via_shape(ird_def_reader *r, bool is_polygon) {
    ird_token name;
    IRD_TRY(ird_parse_name(&r->p, "the name of a layer", &name));
    int32_t layer = ird_via_builder_find_layer(&r->builder, r->tech, &name);
    r->builder.lost_shapes += layer < 0;
    IRD_TRY(skip_mask(r));
    if (is_polygon) {
        IRD_TRY(ird_def_read_polygon(r));
        return layer < 0 ? IRD_OK
                         : ird_via_builder_add_polygon(&r->builder, &r->p, layer);
    }
    ird_rect rect;
    IRD_TRY(ird_def_read_rect(r, &rect));
    if (layer < 0) {
        return IRD_OK;
    }
    return ird_via_builder_add_box(&r->builder, &r->p, layer,
                                   (ird_box){(double)rect.x0_dbu, (double)rect.y0_dbu,
                                             (double)rect.x1_dbu, (double)rect.y1_dbu});
}

static ird_status read_via_attribute(ird_def_reader *r) {
    static const char *const skipped[] = {"PROPERTY", "MASK", NULL};
    ird_parser *p = &r->p;
    bool is_array;
    IRD_TRY(ird_via_builder_read_array(&r->builder, p, &r->source, &is_array));
    if (is_array) {
        return IRD_OK;
    }
    if (ird_token_is(&p->token, "RECT") || ird_token_is(&p->token, "POLYGON")) {
        return read_via_shape(r, ird_token_is(&p->token, "POLYGON"));
    }
    if (ird_token_is(&p->token, "VIARULE")) {
        return ird_via_builder_read_rule(&r->builder, p, r->tech);
    }
    return ird_def_pass_attribute(r, skipped, "via");
}

static ird_status read_via_attributes(ird_def_reader *r) {
    ird_parser *p = &r->p;
    bool more;
    IRD_TRY(ird_def_next_attribute(r, &more));
    while (more) {
        IRD_TRY(read_via_attribute(r));
        IRD_TRY(ird_parse_next(p));
        IRD_TRY(ird_def_next_attribute(r, &more));
    }
    return IRD_OK;
}

static ird_status keep_via(ird_def_reader *r) {
    ird_design *design = r->design;
    const char *doing = r->p.format->doing;
    size_t count = r->builder.boxes.count;
    double units = design->units > 0 ? (double)design->units : IRD_DEF_UNITS_ASSUMED;
    ird_via_stack stack = ird_via_builder_stack(&r->builder, r->tech, units);
    const ird_token *lost = &r->builder.lost_layer;
    int32_t lost_layer = -1;
    if (lost->size > 0) {
        IRD_TRY(ird_via_builder_note_lost(&r->builder, &r->p, IRD_DEF_LOST_SHAPE, "via"));
        IRD_TRY(ird_names_add(&design->keyword_names, lost->text, lost->size, &lost_layer,
                              NULL, r->p.err));
    }
    IRD_TRY(ird_vec_reserve(&design->design_vias, 1, doing, r->p.err));
    IRD_TRY(ird_vec_reserve(&design->via_shapes, count, doing, r->p.err));
    design->design_vias.items[design->design_vias.count++] = (ird_design_via){
        .first_shape = design->via_shapes.count,
        .shape_count = count,
        .bottom = stack.bottom,
        .cut = stack.cut,
        .top = stack.top,
        .cut_count = stack.cut_count,
        .resistance_ohm = ird_via_rule_ohm(r->tech, r->builder.rule, stack),
        .lost_layer = lost_layer};
    for (size_t i = 0; i < count; i++) {
        const ird_via_box *b = &r->builder.boxes.items[i];
        design->via_shapes.items[design->via_shapes.count++] =
            (ird_shape){b->layer, ird_def_rect_of_box(b->box)};
    }
    return IRD_OK;
}

ird_status ird_def_read_vias(ird_def_reader *r) {
    ird_parser *p = &r->p;
    for (;;) {
        bool more;
        IRD_TRY(ird_def_next_entry(r, "VIAS", &more));
        if (!more) {
            return IRD_OK;
        }
        ird_token name;
        int32_t id;
        bool added;
        IRD_TRY(ird_parse_name(p, "the name of a via", &name));
        IRD_TRY(ird_names_add(&r->design->design_via_names, name.text, name.size, &id,
                              &added, p->err));
        if (!added) {
            return ird_parse_fail(p, IRD_DEF_DUPLICATE, "via \"%s\" is defined twice",
                                  ird_parse_quoted(&name).text);
        }
        ird_via_builder_reset(&r->builder);
        IRD_TRY(read_via_attributes(r));
        IRD_TRY(ird_via_builder_expand(&r->builder, p, &r->source));
        IRD_TRY(keep_via(r));
    }
}

static ird_status add_blockage(ird_def_reader *r, int32_t layer, ird_rect box) {
    ird_design *design = r->design;
    IRD_TRY(ird_vec_reserve(&design->blockages, 1, r->p.format->doing, r->p.err));
    design->blockages.items[design->blockages.count++] = (ird_blockage){layer, box};
    return IRD_OK;
}

static ird_status read_blockage_polygon(ird_def_reader *r, int32_t layer) {
    IRD_TRY(ird_def_read_polygon(r));
    ird_via_builder_reset(&r->builder);
    IRD_TRY(ird_via_builder_add_polygon(&r->builder, &r->p, layer));
    for (size_t i = 0; i < r->builder.boxes.count; i++) {
        IRD_TRY(
            add_blockage(r, layer, ird_def_rect_of_box(r->builder.boxes.items[i].box)));
    }
    return IRD_OK;
}

static bool is_number(const ird_token *token) {
    double value;
    return ird_parse_token_number(token, &value);
}

/* - LAYER name [+ ...] {RECT pt pt | POLYGON pt pt pt ...} ... ; or - PLACEMENT ... ; on
 * an unknown layer it blocks nothing. */
static ird_status read_blockage(ird_def_reader *r) {
    static const char *const skipped[] = {
        "+",           "PLACEMENT", "SLOTS", "FILLS",           "PUSHDOWN",
        "EXCEPTPGNET", "SPACING",   "SOFT",  "DESIGNRULEWIDTH", "PARTIAL",
        "MASK",        "PROPERTY",  NULL};
    ird_parser *p = &r->p;
    int32_t layer = -1;
    bool is_lost = false;
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, ';')) {
            return IRD_OK;
        }
        if (ird_token_is(&p->token, "LAYER")) {
            IRD_TRY(ird_def_read_shape_layer(r, "blockage", &layer));
            is_lost = layer < 0;
        } else if (is_lost) {
            continue;
        } else if (ird_token_is(&p->token, "COMPONENT") ||
                   ird_token_is(&p->token, "PROPERTY")) {
            IRD_TRY(ird_parse_next(p)); /* a name, which may be any word */
        } else if (ird_token_is(&p->token, "RECT")) {
            ird_rect box;
            IRD_TRY(ird_def_read_rect(r, &box));
            IRD_TRY(add_blockage(r, layer, box));
        } else if (ird_token_is(&p->token, "POLYGON")) {
            IRD_TRY(read_blockage_polygon(r, layer));
        } else if (p->token.kind == IRD_TOKEN_WORD && !is_number(&p->token)) {
            IRD_TRY(ird_def_pass_attribute(r, skipped, "blockage"));
        }
    }
}

ird_status ird_def_read_blockages(ird_def_reader *r) {
    for (;;) {
        bool more;
        IRD_TRY(ird_def_next_entry(r, "BLOCKAGES", &more));
        if (!more) {
            return IRD_OK;
        }
        IRD_TRY(read_blockage(r));
    }
}
