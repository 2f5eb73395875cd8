/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the sections of DEF have in common: entries, points, names.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "readers/def_reader.h"

const ird_word ird_def_placements[] = {
    {"PLACED", IRD_PLACED},
    {"FIXED", IRD_FIXED},
    {"COVER", IRD_COVER},
    {"UNPLACED", IRD_UNPLACED},
    {NULL, 0},
};

ird_status ird_def_next_entry(ird_def_reader *r, const char *section, bool *more) {
    ird_parser *p = &r->p;
    IRD_TRY(ird_parse_tick(p));
    IRD_TRY(ird_parse_next(p));
    *more = ird_token_is_char(&p->token, '-');
    if (*more) {
        r->entries++;
        return IRD_OK;
    }
    if (!ird_token_is(&p->token, "END")) {
        return ird_parse_fail(p, IRD_DEF_SYNTAX, "expected \"-\" or END %s, found \"%s\"",
                              section, ird_parse_quoted(&p->token).text);
    }
    IRD_TRY(ird_parse_expect(p, section));
    return ird_def_check_count(r, section);
}

ird_status ird_def_check_count(ird_def_reader *r, const char *section) {
    ird_parser *p = &r->p;
    if (r->entries == r->declared) {
        return IRD_OK;
    }
    return ird_parse_note(p, IRD_DEF_COUNT, &p->token,
                          "%s holds %" PRId64 " entries, its header says %" PRId64
                          "; is the file complete?",
                          section, r->entries, r->declared);
}

ird_status ird_def_next_attribute(ird_def_reader *r, bool *more) {
    ird_parser *p = &r->p;
    while (!ird_token_is_char(&p->token, '+') && !ird_token_is_char(&p->token, ';')) {
        IRD_TRY(ird_parse_next(p));
    }
    *more = ird_token_is_char(&p->token, '+');
    return *more ? ird_parse_next(p) : IRD_OK;
}

ird_status ird_def_pass_attribute(ird_def_reader *r, const char *const *skipped,
                                  const char *what) {
    static const char antenna[] = "ANTENNA";
    ird_token word = r->p.token;
    for (; *skipped != NULL; skipped++) {
        if (ird_token_is(&word, *skipped)) {
            return IRD_OK;
        }
    }
    if (word.size >= sizeof antenna - 1) {
        word.size = sizeof antenna - 1;
        if (ird_token_is(&word, antenna)) {
            return IRD_OK;
        }
    }
    return ird_parse_note(&r->p, IRD_DEF_UNKNOWN_WORD, &r->p.token,
                          "\"%s\" is no attribute of a %s that is known; it is passed "
                          "over",
                          ird_parse_quoted(&r->p.token).text, what);
}

static ird_status read_coordinate(ird_def_reader *r, int64_t last, int64_t *value) {
    ird_parser *p = &r->p;
    IRD_TRY(ird_parse_next(p));
    if (ird_token_is_char(&p->token, '*')) {
        if (!r->has_star) {
            return ird_parse_fail(p, IRD_DEF_SYNTAX,
                                  "\"*\" repeats a coordinate, but no point stands "
                                  "before it");
        }
        *value = last;
        return IRD_OK;
    }
    return ird_parse_dbu_here(p, value);
}

ird_status ird_def_finish_point(ird_def_reader *r, ird_point *point, int64_t *extension) {
    ird_parser *p = &r->p;
    ird_point read;
    IRD_TRY(read_coordinate(r, r->star.x_dbu, &read.x_dbu));
    IRD_TRY(read_coordinate(r, r->star.y_dbu, &read.y_dbu));
    if (extension != NULL) {
        *extension = -1;
        IRD_TRY(ird_parse_next(p));
        ird_parse_back(p);
        if (!ird_token_is_char(&p->token, ')')) {
            IRD_TRY(ird_parse_integer(p, "the extension of a wire", 0, IRD_DBU_LIMIT,
                                      extension));
        }
    }
    *point = read;
    r->star = read;
    r->has_star = true;
    return ird_parse_expect_char(p, ')');
}

ird_status ird_def_read_point(ird_def_reader *r, ird_point *point) {
    IRD_TRY(ird_parse_expect_char(&r->p, '('));
    return ird_def_finish_point(r, point, NULL);
}

ird_status ird_def_read_rect(ird_def_reader *r, ird_rect *rect) {
    ird_point a;
    ird_point b;
    r->has_star = false;
    IRD_TRY(ird_def_read_point(r, &a));
    IRD_TRY(ird_def_read_point(r, &b));
    *rect = ird_rect_normalised(a.x_dbu, a.y_dbu, b.x_dbu, b.y_dbu);
    return IRD_OK;
}

ird_status ird_def_read_polygon(ird_def_reader *r) {
    ird_parser *p = &r->p;
    ird_polygon *polygon = &r->builder.polygon;
    polygon->count = 0;
    r->has_star = false;
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (!ird_token_is_char(&p->token, '(')) {
            break;
        }
        ird_point point;
        IRD_TRY(ird_def_finish_point(r, &point, NULL));
        IRD_TRY(ird_vec_reserve(polygon, 1, p->format->doing, p->err));
        polygon->items[polygon->count++] =
            (ird_point_um){(double)point.x_dbu, (double)point.y_dbu};
    }
    if (polygon->count < 3) {
        return ird_parse_fail(p, IRD_DEF_SYNTAX, "a polygon needs at least three points");
    }
    ird_parse_back(p);
    return IRD_OK;
}

bool ird_def_is_orient(const ird_token *token, ird_orient *orient) {
    if (token->kind != IRD_TOKEN_WORD || token->size > 2) {
        return false;
    }
    for (int o = IRD_ORIENT_N; o <= IRD_ORIENT_FE; o++) {
        if (ird_token_is(token, ird_orient_name((ird_orient)o))) {
            *orient = (ird_orient)o;
            return true;
        }
    }
    return false;
}

ird_status ird_def_read_orient(ird_def_reader *r, ird_orient *orient) {
    IRD_TRY(ird_parse_next(&r->p));
    if (!ird_def_is_orient(&r->p.token, orient)) {
        return ird_parse_fail(&r->p, IRD_DEF_SYNTAX,
                              "\"%s\" is no orientation; expected N, W, S, E, FN, FW, FS "
                              "or FE",
                              ird_parse_quoted(&r->p.token).text);
    }
    return IRD_OK;
}

ird_status ird_def_read_place(ird_def_reader *r, ird_point *at, ird_orient *orient) {
    r->has_star = false;
    IRD_TRY(ird_def_read_point(r, at));
    return ird_def_read_orient(r, orient);
}

/* Next token as a layer, or -1 where LEF has none of the name. */
static ird_status read_layer(ird_def_reader *r, int32_t *layer) {
    ird_token name;
    IRD_TRY(ird_parse_name(&r->p, "the name of a layer", &name));
    if (r->layer_name.size != name.size ||
        memcmp(r->layer_name.text, name.text, name.size) != 0) {
        r->layer = ird_names_find(&r->tech->layer_names, name.text, name.size);
        r->layer_name = name;
    }
    *layer = r->layer;
    return IRD_OK;
}

ird_status ird_def_read_layer(ird_def_reader *r, int32_t *layer) {
    IRD_TRY(read_layer(r, layer));
    if (*layer < 0) {
        return ird_parse_fail(&r->p, IRD_DEF_UNKNOWN_LAYER,
                              "layer \"%s\" is unknown; read the technology LEF that "
                              "defines it first",
                              ird_parse_quoted(&r->p.token).text);
    }
    return IRD_OK;
}

ird_status ird_def_read_shape_layer(ird_def_reader *r, const char *what, int32_t *layer) {
    IRD_TRY(read_layer(r, layer));
    if (*layer >= 0) {
        return IRD_OK;
    }
    return ird_parse_note(
        &r->p, IRD_DEF_LOST_SHAPE, &r->p.token,
        "a shape of a %s on layer \"%s\" is dropped, for no LEF read so "
        "far defines that layer",
        what, ird_parse_quoted(&r->p.token).text);
}

/* What is drawn must be able to join two layers. */
static ird_status check_via(ird_def_reader *r, const ird_token *name, bool is_whole,
                            const char *lost_layer) {
    if (is_whole || lost_layer == NULL) {
        return IRD_OK;
    }
    return ird_parse_fail_token(
        &r->p, IRD_DEF_UNKNOWN_LAYER, name,
        "via \"%s\" has shapes on layer \"%.80s\", which no LEF read "
        "so far defines, and joins nothing without them; read the "
        "technology LEF that defines it first",
        ird_parse_quoted(name).text, lost_layer);
}

ird_status ird_def_find_via(ird_def_reader *r, const ird_token *name, int32_t *via) {
    int32_t id = ird_names_find(&r->design->design_via_names, name->text, name->size);
    if (id >= 0) {
        const ird_design_via *v = &r->design->design_vias.items[id];
        *via = -1 - id;
        return check_via(r, name, v->bottom >= 0 && v->cut >= 0 && v->top >= 0,
                         v->lost_layer >= 0
                             ? ird_names_get(&r->design->keyword_names, v->lost_layer)
                             : NULL);
    }
    id = ird_names_find(&r->tech->via_names, name->text, name->size);
    if (id >= 0) {
        const ird_via *v = &r->tech->vias.items[id];
        *via = id;
        return check_via(r, name, v->bottom >= 0 && v->cut >= 0 && v->top >= 0,
                         v->lost_layer >= 0
                             ? ird_names_get(&r->tech->keyword_names, v->lost_layer)
                             : NULL);
    }
    return ird_parse_fail_token(&r->p, IRD_DEF_UNKNOWN_VIA, name,
                                "via \"%s\" is neither in VIAS of this file nor in a LEF "
                                "that was read",
                                ird_parse_quoted(name).text);
}

ird_status ird_def_read_use(ird_def_reader *r, ird_pin_use *use) {
    static const ird_word uses[] = {
        {"POWER", IRD_USE_POWER}, {"GROUND", IRD_USE_GROUND}, {"SIGNAL", IRD_USE_SIGNAL},
        {"CLOCK", IRD_USE_CLOCK}, {"ANALOG", IRD_USE_OTHER},  {"RESET", IRD_USE_OTHER},
        {"SCAN", IRD_USE_OTHER},  {"TIEOFF", IRD_USE_OTHER},  {NULL, 0},
    };
    int value;
    IRD_TRY(ird_parse_choice(&r->p, "USE of a pin or net", uses, &value));
    *use = (ird_pin_use)value;
    return IRD_OK;
}

ird_rect ird_def_rect_of_box(ird_box box) {
    return ird_rect_normalised(llround(box.x0), llround(box.y0), llround(box.x1),
                               llround(box.y1));
}
