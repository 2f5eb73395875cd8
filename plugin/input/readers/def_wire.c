/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The wiring of a special net: paths, RECT, POLYGON and VIA.
 *
 * A special wire ends at its end point: there is no extension unless the point gives one
 * (it is half the width for the regular wires of NETS, which are not read).
 */
#include <math.h>
#include <string.h>

#include "readers/def_reader.h"

enum { MAX_VIAS = 1000000 }; /* of one DO ... BY ... STEP */

static const ird_word shapes[] = {
    {"STRIPE", IRD_SHAPE_STRIPE},
    {"FOLLOWPIN", IRD_SHAPE_FOLLOWPIN},
    {"RING", IRD_SHAPE_RING},
    {"PADRING", IRD_SHAPE_PADRING},
    {"BLOCKRING", IRD_SHAPE_BLOCKRING},
    {"IOWIRE", IRD_SHAPE_IOWIRE},
    {"COREWIRE", IRD_SHAPE_COREWIRE},
    {"BLOCKWIRE", IRD_SHAPE_BLOCKWIRE},
    {"BLOCKAGEWIRE", IRD_SHAPE_BLOCKAGEWIRE},
    {"FILLWIRE", IRD_SHAPE_FILLWIRE},
    {"FILLWIREOPC", IRD_SHAPE_FILLWIRE},
    {"DRCFILL", IRD_SHAPE_DRCFILL},
    {NULL, 0},
};

static ird_status read_shape(ird_def_reader *r, ird_wire_shape *shape) {
    int value;
    IRD_TRY(ird_parse_choice(&r->p, "SHAPE of a special wire", shapes, &value));
    *shape = (ird_wire_shape)value;
    return IRD_OK;
}

static ird_status add_wire(ird_def_reader *r, const ird_wire *wire) {
    ird_design *design = r->design;
    IRD_TRY(ird_vec_reserve(&design->wires, 1, r->p.format->doing, r->p.err));
    design->wires.items[design->wires.count++] = *wire;
    return IRD_OK;
}

/* A box as a wire along its longer side. */
static ird_status add_box(ird_def_reader *r, int32_t layer, ird_wire_shape shape,
                          ird_rect box) {
    int64_t width = box.x1_dbu - box.x0_dbu;
    int64_t height = box.y1_dbu - box.y0_dbu;
    int64_t x = box.x0_dbu + width / 2;
    int64_t y = box.y0_dbu + height / 2;
    ird_wire wire = {.layer = layer, .shape = shape, .box = box};
    if (width >= height) {
        wire.width_dbu = height;
        wire.a = (ird_point){box.x0_dbu, y};
        wire.b = (ird_point){box.x1_dbu, y};
    } else {
        wire.width_dbu = width;
        wire.a = (ird_point){x, box.y0_dbu};
        wire.b = (ird_point){x, box.y1_dbu};
    }
    return width > 0 && height > 0 ? add_wire(r, &wire) : IRD_OK;
}

/* RECT layer pt pt */
static ird_status read_rect(ird_def_reader *r, ird_wire_shape shape) {
    int32_t layer;
    ird_rect box;
    IRD_TRY(ird_def_read_layer(r, &layer));
    IRD_TRY(ird_def_read_rect(r, &box));
    return add_box(r, layer, shape, box);
}

/* POLYGON layer pt pt pt ... */
static ird_status read_polygon(ird_def_reader *r, ird_wire_shape shape) {
    int32_t layer;
    IRD_TRY(ird_def_read_layer(r, &layer));
    IRD_TRY(ird_def_read_polygon(r));
    ird_via_builder_reset(&r->builder);
    IRD_TRY(ird_via_builder_add_polygon(&r->builder, &r->p, layer));
    for (size_t i = 0; i < r->builder.boxes.count; i++) {
        ird_rect box = ird_def_rect_of_box(r->builder.boxes.items[i].box);
        IRD_TRY(add_box(r, layer, shape, box));
    }
    return IRD_OK;
}

static ird_status add_via(ird_def_reader *r, const ird_via_at *place) {
    ird_design *design = r->design;
    IRD_TRY(ird_vec_reserve(&design->via_places, 1, r->p.format->doing, r->p.err));
    design->via_places.items[design->via_places.count++] = *place;
    return IRD_OK;
}

/* VIA name [orient] pt ... */
static ird_status read_vias(ird_def_reader *r, ird_wire_shape shape) {
    ird_parser *p = &r->p;
    ird_token name;
    ird_via_at place = {.shape = shape, .orient = IRD_ORIENT_N};
    IRD_TRY(ird_parse_name(p, "the name of a via", &name));
    IRD_TRY(ird_def_find_via(r, &name, &place.via));
    IRD_TRY(ird_parse_next(p));
    if (ird_def_is_orient(&p->token, &place.orient)) {
        IRD_TRY(ird_parse_next(p));
    }
    r->has_star = false;
    while (ird_token_is_char(&p->token, '(')) {
        IRD_TRY(ird_def_finish_point(r, &place.at, NULL));
        IRD_TRY(add_via(r, &place));
        IRD_TRY(ird_parse_next(p));
    }
    ird_parse_back(p);
    return IRD_OK;
}

/* One path: what holds from its layer to the next NEW. */
typedef struct path {
    int32_t layer;
    int64_t width;
    ird_wire_shape shape;
    ird_point last;
    int64_t last_extension; /* -1: none given */
    bool has_last;
    bool is_virtual; /* the next point is joined without metal */
} path;

/* Extent of a wire beyond its centre line, per axis: half the width across its direction.
 * An odd width has its larger half above. */
static ird_rect wire_box(ird_point a, ird_point b, int64_t width) {
    ird_rect box = ird_rect_normalised(a.x_dbu, a.y_dbu, b.x_dbu, b.y_dbu);
    double dx = (double)(b.x_dbu - a.x_dbu);
    double dy = (double)(b.y_dbu - a.y_dbu);
    if (dx != 0 && dy != 0) {
        double length = hypot(dx, dy);
        int64_t x = llround((double)width / 2 * fabs(dy) / length);
        int64_t y = llround((double)width / 2 * fabs(dx) / length);
        return (ird_rect){box.x0_dbu - x, box.y0_dbu - y, box.x1_dbu + x, box.y1_dbu + y};
    }
    int64_t low = width / 2;
    int64_t high = width - low;
    if (dy != 0) {
        box.x0_dbu -= low;
        box.x1_dbu += high;
    } else {
        box.y0_dbu -= low;
        box.y1_dbu += high;
    }
    return box;
}

/* The end point moved outward by its extension, away from the other end. */
static ird_point extended(ird_point end, ird_point other, int64_t extension) {
    double dx = (double)(end.x_dbu - other.x_dbu);
    double dy = (double)(end.y_dbu - other.y_dbu);
    double length = hypot(dx, dy);
    if (extension <= 0 || length == 0) {
        return end;
    }
    end.x_dbu += llround(dx / length * (double)extension);
    end.y_dbu += llround(dy / length * (double)extension);
    return end;
}

/* From the last point of the path to this one. The wire's ends stay where the path has
 * them; only its box is extended. */
static ird_status add_segment(ird_def_reader *r, const path *w, ird_point to,
                              int64_t extension) {
    ird_wire wire = {.layer = w->layer,
                     .shape = w->shape,
                     .width_dbu = w->width,
                     .a = w->last,
                     .b = to};
    ird_point a = extended(w->last, to, w->last_extension);
    ird_point b = extended(to, w->last, extension);
    bool is_point = w->last.x_dbu == to.x_dbu && w->last.y_dbu == to.y_dbu;
    if (is_point) { /* its extensions go along the layer's direction */
        bool is_vertical =
            r->tech->layers.items[w->layer].direction == IRD_DIRECTION_VERTICAL;
        int64_t below = w->last_extension > 0 ? w->last_extension : 0;
        int64_t above = extension > 0 ? extension : 0;
        if (below + above == 0) {
            return IRD_OK;
        }
        *(is_vertical ? &a.y_dbu : &a.x_dbu) -= below;
        *(is_vertical ? &b.y_dbu : &b.x_dbu) += above;
    }
    wire.is_diagonal = a.x_dbu != b.x_dbu && a.y_dbu != b.y_dbu;
    wire.box = wire_box(a, b, w->width);
    return w->width > 0
               ? add_wire(r, &wire)
               : ird_parse_note(&r->p, IRD_DEF_NO_WIDTH, &r->p.token,
                                "a special wire from ( %lld %lld ) to ( %lld %lld ) has "
                                "the width 0, hence no metal",
                                (long long)w->last.x_dbu, (long long)w->last.y_dbu,
                                (long long)to.x_dbu, (long long)to.y_dbu);
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

/* A via takes the path to the other metal that it joins. */
static int32_t other_metal(const ird_def_reader *r, int32_t via, int32_t layer) {
    int32_t bottom;
    int32_t top;
    if (via < 0) {
        bottom = r->design->design_vias.items[-1 - via].bottom;
        top = r->design->design_vias.items[-1 - via].top;
    } else {
        bottom = r->tech->vias.items[via].bottom;
        top = r->tech->vias.items[via].top;
    }
    if (layer == bottom && top >= 0) {
        return top;
    }
    return layer == top && bottom >= 0 ? bottom : layer;
}

/* DO n BY m STEP dx dy behind a via. */
static ird_status add_via_array(ird_def_reader *r, ird_via_at place) {
    ird_parser *p = &r->p;
    int64_t nx;
    int64_t ny;
    int64_t dx;
    int64_t dy;
    IRD_TRY(ird_parse_integer(p, "a number of vias", 1, MAX_VIAS, &nx));
    IRD_TRY(ird_parse_expect(p, "BY"));
    IRD_TRY(ird_parse_integer(p, "a number of vias", 1, MAX_VIAS, &ny));
    IRD_TRY(ird_parse_expect(p, "STEP"));
    IRD_TRY(ird_parse_dbu(p, &dx));
    IRD_TRY(ird_parse_dbu(p, &dy));
    if (nx * ny > MAX_VIAS || (double)nx * fabs((double)dx) > (double)IRD_DBU_LIMIT ||
        (double)ny * fabs((double)dy) > (double)IRD_DBU_LIMIT) {
        return ird_parse_fail(p, IRD_DEF_RANGE, "an array of vias that is too large");
    }
    ird_point first = place.at;
    for (int64_t i = 0; i < nx * ny; i++) {
        place.at.x_dbu = first.x_dbu + i % nx * dx;
        place.at.y_dbu = first.y_dbu + i / nx * dy;
        IRD_TRY(add_via(r, &place));
    }
    return IRD_OK;
}

/* name [orient] [DO n BY m STEP dx dy], with the name in p.token. */
static ird_status take_via(ird_def_reader *r, path *w) {
    ird_parser *p = &r->p;
    ird_token name = p->token;
    ird_via_at place = {.shape = w->shape, .orient = IRD_ORIENT_N, .at = w->last};
    IRD_TRY(ird_def_find_via(r, &name, &place.via));
    if (!w->has_last) {
        return ird_parse_fail(p, IRD_DEF_SYNTAX, "via \"%s\" stands before any point",
                              ird_parse_quoted(&name).text);
    }
    w->layer = other_metal(r, place.via, w->layer);
    IRD_TRY(ird_parse_next(p));
    if (ird_def_is_orient(&p->token, &place.orient)) {
        IRD_TRY(ird_parse_next(p));
    }
    if (ird_token_is(&p->token, "DO")) {
        return add_via_array(r, place);
    }
    ird_parse_back(p);
    return add_via(r, &place);
}

/* RECT ( dx1 dy1 dx2 dy2 ) at the last point. */
static ird_status take_rect(ird_def_reader *r, const path *w) {
    int64_t d[4];
    IRD_TRY(ird_parse_expect_char(&r->p, '('));
    for (size_t i = 0; i < 4; i++) {
        IRD_TRY(ird_parse_dbu(&r->p, &d[i]));
    }
    IRD_TRY(ird_parse_expect_char(&r->p, ')'));
    return add_box(r, w->layer, w->shape,
                   ird_rect_normalised(w->last.x_dbu + d[0], w->last.y_dbu + d[1],
                                       w->last.x_dbu + d[2], w->last.y_dbu + d[3]));
}

/* layer width at the start of a path and behind NEW. */
static ird_status begin_path(ird_def_reader *r, path *w) {
    IRD_TRY(ird_def_read_layer(r, &w->layer));
    IRD_TRY(ird_parse_integer(&r->p, "the width of a special wire", 0, IRD_DBU_LIMIT,
                              &w->width));
    w->has_last = false;
    w->is_virtual = false;
    r->has_star = false;
    return IRD_OK;
}

/* The `+` of "+ MASK n + ( x y )", which OpenROAD wrote until 2026. */
static ird_status skip_plus_before_point(ird_def_reader *r) {
    ird_parser *p = &r->p;
    IRD_TRY(ird_parse_next(p));
    if (!ird_token_is_char(&p->token, '+')) {
        ird_parse_back(p);
        return IRD_OK;
    }
    ird_token plus = p->token;
    IRD_TRY(ird_parse_next(p));
    ird_parse_back(p);
    if (!ird_token_is_char(&p->token, '(')) {
        p->token = plus;
        ird_parse_back(p);
    }
    return IRD_OK;
}

/* The word behind a + inside a path: SHAPE, STYLE and MASK belong to it; anything else
 * begins the next statement of the net. */
static ird_status take_path_attribute(ird_def_reader *r, path *w, bool *is_mine) {
    ird_parser *p = &r->p;
    ird_token plus = p->token;
    IRD_TRY(ird_parse_next(p));
    *is_mine = !w->has_last;
    if (*is_mine && ird_token_is(&p->token, "SHAPE")) {
        return read_shape(r, &w->shape);
    }
    if (*is_mine && ird_token_is(&p->token, "STYLE")) {
        return ird_parse_next(p);
    }
    if (*is_mine && ird_token_is(&p->token, "MASK")) {
        IRD_TRY(ird_parse_next(p));
        return skip_plus_before_point(r);
    }
    *is_mine = false;
    p->token = plus;
    ird_parse_back(p);
    return IRD_OK;
}

static ird_status take_word(ird_def_reader *r, path *w) {
    ird_parser *p = &r->p;
    if (ird_token_is(&p->token, "NEW")) {
        w->shape = IRD_SHAPE_NONE;
        return begin_path(r, w);
    }
    if (ird_token_is(&p->token, "MASK") || ird_token_is(&p->token, "TAPERRULE") ||
        ird_token_is(&p->token, "STYLE")) {
        return ird_parse_next(p);
    }
    if (ird_token_is(&p->token, "TAPER")) {
        return IRD_OK;
    }
    if (ird_token_is(&p->token, "VIRTUAL")) {
        w->is_virtual = true;
        return IRD_OK;
    }
    if (ird_token_is(&p->token, "RECT")) {
        return take_rect(r, w);
    }
    return take_via(r, w);
}

/* layer width [+ SHAPE s] [+ STYLE n] points and vias, and again after each NEW. */
static ird_status read_path(ird_def_reader *r, ird_wire_shape shape) {
    ird_parser *p = &r->p;
    path w = {.shape = shape};
    IRD_TRY(begin_path(r, &w));
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, ';')) {
            ird_parse_back(p);
            return IRD_OK;
        }
        if (ird_token_is_char(&p->token, '+')) {
            bool is_mine;
            IRD_TRY(take_path_attribute(r, &w, &is_mine));
            if (!is_mine) {
                return IRD_OK;
            }
        } else if (ird_token_is_char(&p->token, '(')) {
            IRD_TRY(take_point(r, &w));
        } else {
            IRD_TRY(take_word(r, &w));
        }
        IRD_TRY(ird_parse_tick(p));
    }
}

/* ROUTED, FIXED, COVER or SHIELD net: a path follows, or a + and what it is for. */
static ird_status read_routed(ird_def_reader *r, ird_def_wiring *pending) {
    ird_parser *p = &r->p;
    if (ird_token_is(&p->token, "SHIELD")) {
        ird_token net;
        IRD_TRY(ird_parse_name(p, "the name of a net", &net));
    }
    IRD_TRY(ird_parse_next(p));
    bool has_path =
        !ird_token_is_char(&p->token, '+') && !ird_token_is_char(&p->token, ';');
    ird_parse_back(p);
    ird_wire_shape shape = pending->shape;
    pending->shape = IRD_SHAPE_NONE;
    return has_path ? read_path(r, shape) : IRD_OK;
}

ird_status ird_def_read_wiring(ird_def_reader *r, ird_def_wiring *pending,
                               bool *is_known) {
    enum { ROUTED, SHAPE, RECT, POLYGON, VIA };
    static const ird_word words[] = {
        {"ROUTED", ROUTED},   {"FIXED", ROUTED}, {"COVER", ROUTED},
        {"SHIELD", ROUTED},   {"SHAPE", SHAPE},  {"RECT", RECT},
        {"POLYGON", POLYGON}, {"VIA", VIA},      {NULL, 0},
    };
    int keyword = ird_parse_lookup(&r->p.token, words, -1);
    *is_known = keyword >= 0;
    ird_wire_shape shape = pending->shape;
    if (keyword >= RECT) {
        pending->shape = IRD_SHAPE_NONE;
    }
    switch (keyword) {
    case ROUTED:
        return read_routed(r, pending);
    case SHAPE:
        return read_shape(r, &pending->shape);
    case RECT:
        return read_rect(r, shape);
    case POLYGON:
        return read_polygon(r, shape);
    case VIA:
        return read_vias(r, shape);
    default:
        return IRD_OK;
    }
}
