/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The wiring of NETS: paths of one width, which reach half of it beyond their ends where
 * a point gives no extension, and the vias in them.
 */
#include <math.h>
#include <string.h>

#include "readers/def_reader.h"

/* One path, from its layer to the next NEW. */
typedef struct path {
    int32_t layer; /* -1: nobody defines it */
    int64_t width;
    ird_point last;
    int64_t last_extension; /* -1: none given */
    bool has_last, is_virtual, is_wide;
} path;

static ird_status add_shape(ird_def_reader *r, int32_t layer, ird_rect box) {
    ird_routing *to = r->routing;
    if (layer < 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&to->shapes, 1, r->p.format->doing, r->p.err));
    to->shapes.items[to->shapes.count++] = (ird_shape){layer, box};
    return IRD_OK;
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Metal between two points: half the width around, and beyond an end what it says. A
 * diagonal one counts as its bounding box. */
static ird_status add_segment(ird_def_reader *r, const path *w, ird_point to,
                              int64_t extension) {
    int64_t half = w->width / 2 + w->width % 2;
    int64_t reach = larger(w->last_extension, extension);
    bool is_given = w->last_extension >= 0 && extension >= 0;
    reach = is_given ? larger(reach, 0) : larger(reach, half);
    ird_rect box = ird_rect_normalised(w->last.x_dbu, w->last.y_dbu, to.x_dbu, to.y_dbu);
    int64_t x = w->last.y_dbu == to.y_dbu ? reach : half;
    int64_t y = w->last.x_dbu == to.x_dbu ? reach : half;
    box = (ird_rect){box.x0_dbu - x, box.y0_dbu - y, box.x1_dbu + x, box.y1_dbu + y};
    return add_shape(r, w->layer, box);
}

static ird_status take_point(ird_def_reader *r, path *w) {
    ird_point point;
    int64_t extension;
    IRD_TRY(ird_def_finish_point(r, &point, &extension));
    if (w->has_last && !w->is_virtual) {
        IRD_TRY(add_segment(r, w, point, extension));
    }
    w->last = point;
    w->last_extension = extension;
    w->has_last = true;
    w->is_virtual = false;
    return IRD_OK;
}

/* RECT ( dx1 dy1 dx2 dy2 ) at the last point. */
static ird_status take_rect(ird_def_reader *r, const path *w) {
    int64_t d[4];
    IRD_TRY(ird_parse_expect_char(&r->p, '('));
    for (size_t i = 0; i < 4; i++) {
        IRD_TRY(ird_parse_dbu(&r->p, &d[i]));
    }
    IRD_TRY(ird_parse_expect_char(&r->p, ')'));
    return add_shape(r, w->layer,
                     ird_rect_normalised(w->last.x_dbu + d[0], w->last.y_dbu + d[1],
                                         w->last.x_dbu + d[2], w->last.y_dbu + d[3]));
}

typedef struct visit {
    ird_def_reader *r;
    ird_status status;
} visit;

static void add_metal(void *context, const ird_shape *shape) {
    visit *v = context;
    const ird_layer *layer = &v->r->tech->layers.items[shape->layer];
    if (v->status == IRD_OK && layer->kind == IRD_LAYER_ROUTING) {
        v->status = add_shape(v->r, shape->layer, shape->box);
    }
}

/* Index of the via as in ird_via_at into *via; false where nobody defines it. */
static bool find_via(const ird_def_reader *r, const ird_token *name, int32_t *via) {
    int32_t id = ird_names_find(&r->design->design_via_names, name->text, name->size);
    if (id >= 0) {
        *via = -1 - id;
        return true;
    }
    *via = ird_names_find(&r->tech->via_names, name->text, name->size);
    return *via >= 0;
}

/* name [orient]: the path goes on on the other metal of the via. */
static ird_status take_via(ird_def_reader *r, path *w) {
    ird_via_at place = {.orient = IRD_ORIENT_N, .at = w->last};
    ird_token name = r->p.token;
    bool is_known = find_via(r, &name, &place.via);
    IRD_TRY(ird_parse_next(&r->p));
    if (!ird_def_is_orient(&r->p.token, &place.orient)) {
        ird_parse_back(&r->p);
    }
    if (!is_known || !w->has_last) {
        return IRD_OK;
    }
    visit v = {r, IRD_OK};
    ird_via_visit(r->design, r->tech, &place, add_metal, &v);
    return v.status;
}

static ird_status begin_path(ird_def_reader *r, path *w) {
    ird_token name;
    IRD_TRY(ird_parse_name(&r->p, "the name of a layer", &name));
    w->layer = ird_names_find(&r->tech->layer_names, name.text, name.size);
    double width_um = w->layer >= 0 ? r->tech->layers.items[w->layer].width_um : 0;
    w->width = width_um > 0 ? ird_dbu_of_um(width_um, r->design->units) : 0;
    w->width *= w->is_wide ? 2 : 1;
    w->has_last = false;
    w->is_virtual = false;
    r->has_star = false;
    return IRD_OK;
}

static ird_status take_word(ird_def_reader *r, path *w) {
    ird_parser *p = &r->p;
    if (ird_token_is(&p->token, "NEW")) {
        return begin_path(r, w);
    }
    if (ird_token_is(&p->token, "TAPER")) {
        return IRD_OK;
    }
    if (ird_token_is(&p->token, "TAPERRULE") || ird_token_is(&p->token, "STYLE") ||
        ird_token_is(&p->token, "MASK")) {
        return ird_parse_next(p);
    }
    if (ird_token_is(&p->token, "VIRTUAL")) {
        w->is_virtual = true;
        return IRD_OK;
    }
    return ird_token_is(&p->token, "RECT") ? take_rect(r, w) : take_via(r, w);
}

/* Up to the next + or the ;, which is left to be read. */
static ird_status read_path(ird_def_reader *r, bool is_wide) {
    ird_parser *p = &r->p;
    path w = {.layer = -1, .is_wide = is_wide};
    IRD_TRY(begin_path(r, &w));
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, '+') || ird_token_is_char(&p->token, ';')) {
            ird_parse_back(p);
            return IRD_OK;
        }
        IRD_TRY(ird_token_is_char(&p->token, '(') ? take_point(r, &w) : take_word(r, &w));
    }
}

static ird_status read_net(ird_def_reader *r) {
    static const ird_word words[] = {
        {"ROUTED", 1},   {"FIXED", 1},          {"COVER", 1}, {"SHIELD", 2},
        {"NOSHIELD", 1}, {"NONDEFAULTRULE", 3}, {NULL, 0}};
    ird_parser *p = &r->p;
    ird_token name;
    bool is_wide = false;
    size_t before = r->routing->shapes.count;
    IRD_TRY(ird_parse_name(p, "the name of a net", &name));
    if (ird_names_find(&r->design->special_net_names, name.text, name.size) >= 0) {
        return ird_parse_skip_statement(p);
    }
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, ';')) {
            r->routing->nets += r->routing->shapes.count > before;
            return IRD_OK;
        }
        if (!ird_token_is_char(&p->token, '+')) {
            continue;
        }
        IRD_TRY(ird_parse_next(p));
        int word = ird_parse_lookup(&p->token, words, 0);
        if (word == 2) {
            IRD_TRY(ird_parse_next(p)); /* the net that is shielded */
        }
        is_wide |= word == 3;
        if (word == 1 || word == 2) {
            IRD_TRY(read_path(r, is_wide));
        }
    }
}

ird_status ird_def_read_routing_section(ird_def_reader *r) {
    for (;;) {
        bool more;
        IRD_TRY(ird_def_next_entry(r, "NETS", &more));
        if (!more) {
            return IRD_OK;
        }
        IRD_TRY(read_net(r));
        IRD_TRY(ird_parse_tick(&r->p));
    }
}
