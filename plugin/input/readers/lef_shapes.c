/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The shapes of vias and ports.
 */
#include <math.h>

#include "readers/lef_reader.h"

enum { MAX_STEPS = 1000000 };

/* DO n BY m STEP x y of an ITERATE; 1 by 1 without. */
typedef struct steps {
    int64_t nx, ny;
    ird_point_um step;
} steps;

void ird_lef_begin_shapes(ird_lef_reader *r) {
    ird_via_builder_reset(&r->builder);
    r->layer = -1;
    r->path_width_um = NAN;
    r->unknown_via.size = 0;
}

ird_status ird_lef_tell_lost(ird_lef_reader *r, const char *what) {
    ird_parser *p = &r->p;
    const ird_token *lost = &r->builder.lost_layer;
    if (r->unknown_via.size > 0) {
        return ird_parse_fail_token(p, IRD_LEF_UNKNOWN_VIA, &r->unknown_via,
                                    "via \"%s\" is unknown; read the LEF that defines it "
                                    "first",
                                    ird_parse_quoted(&r->unknown_via).text);
    }
    if (lost->size > 0 && r->tech->layers.count == 0) {
        return ird_parse_fail_token(p, IRD_LEF_UNKNOWN_LAYER, lost,
                                    "layer \"%s\" of a %s is unknown, as all layers are; "
                                    "read the technology LEF that defines them first",
                                    ird_parse_quoted(lost).text, what);
    }
    return ird_via_builder_note_lost(&r->builder, p, IRD_LEF_UNKNOWN_LAYER, what);
}

ird_status ird_lef_read_um(ird_lef_reader *r, double *value_um) {
    return ird_parse_number(&r->p, "a length in um", IRD_UM_LIMIT, value_um);
}

static ird_status skip_parenthesis(ird_lef_reader *r, char c) {
    IRD_TRY(ird_parse_next(&r->p));
    if (!ird_token_is_char(&r->p.token, c)) {
        ird_parse_back(&r->p);
    }
    return IRD_OK;
}

ird_status ird_lef_read_point(ird_lef_reader *r, ird_point_um *point) {
    IRD_TRY(skip_parenthesis(r, '('));
    IRD_TRY(ird_lef_read_um(r, &point->x_um));
    IRD_TRY(ird_lef_read_um(r, &point->y_um));
    return skip_parenthesis(r, ')');
}

static ird_status read_steps(ird_lef_reader *r, steps *s) {
    ird_parser *p = &r->p;
    IRD_TRY(ird_parse_integer(p, "a number of steps", 1, MAX_STEPS, &s->nx));
    IRD_TRY(ird_parse_expect(p, "BY"));
    IRD_TRY(ird_parse_integer(p, "a number of steps", 1, MAX_STEPS, &s->ny));
    if (s->nx * s->ny > MAX_STEPS) {
        return ird_parse_fail(p, IRD_LEF_RANGE, "more than %d steps", MAX_STEPS);
    }
    IRD_TRY(ird_parse_expect(p, "STEP"));
    IRD_TRY(ird_lef_read_um(r, &s->step.x_um));
    return ird_lef_read_um(r, &s->step.y_um);
}

/* Points up to the end of the statement into the builder's polygon. For VIA the name
 * stands behind the first point. */
static ird_status read_points(ird_lef_reader *r, steps *s, ird_token *via_name) {
    ird_parser *p = &r->p;
    *s = (steps){.nx = 1, .ny = 1};
    r->builder.polygon.count = 0;
    for (;;) {
        IRD_TRY(ird_parse_next(p));
        if (ird_token_is_char(&p->token, ';')) {
            return IRD_OK;
        }
        if (ird_token_is(&p->token, "ITERATE")) {
            continue;
        }
        if (ird_token_is(&p->token, "MASK")) {
            IRD_TRY(ird_parse_next(p));
            continue;
        }
        if (ird_token_is(&p->token, "DO")) {
            IRD_TRY(read_steps(r, s));
            continue;
        }
        ird_parse_back(p);
        if (via_name != NULL && r->builder.polygon.count == 1) {
            IRD_TRY(ird_parse_name(p, "the name of a via", via_name));
            continue;
        }
        ird_point_um point;
        IRD_TRY(ird_lef_read_point(r, &point));
        IRD_TRY(ird_vec_reserve(&r->builder.polygon, 1, p->format->doing, p->err));
        r->builder.polygon.items[r->builder.polygon.count++] = point;
    }
}

static ird_box normalised(ird_point_um a, ird_point_um b) {
    return (ird_box){fmin(a.x_um, b.x_um), fmin(a.y_um, b.y_um), fmax(a.x_um, b.x_um),
                     fmax(a.y_um, b.y_um)};
}

/* PATH: each piece is as long as its points and half the width at both ends. */
static ird_status add_path(ird_lef_reader *r) {
    double width = r->path_width_um;
    if (isnan(width)) {
        width = r->tech->layers.items[r->layer].width_um;
    }
    double half = isnan(width) ? 0 : width / 2;
    const ird_polygon *points = &r->builder.polygon;
    size_t pieces = points->count > 1 ? points->count - 1 : 1;
    for (size_t i = 0; i < pieces; i++) {
        ird_box box =
            normalised(points->items[i], points->items[points->count > 1 ? i + 1 : i]);
        box = (ird_box){box.x0 - half, box.y0 - half, box.x1 + half, box.y1 + half};
        IRD_TRY(ird_via_builder_add_box(&r->builder, &r->p, r->layer, box));
    }
    return IRD_OK;
}

static ird_status add_via(ird_lef_reader *r, const ird_token *name) {
    ird_parser *p = &r->p;
    int32_t id = ird_names_find(&r->tech->via_names, name->text, name->size);
    if (id < 0) { /* it matters when the pin is a power pin, which may be said later */
        r->unknown_via = r->unknown_via.size == 0 ? *name : r->unknown_via;
        return IRD_OK;
    }
    ird_point_um at = r->builder.polygon.items[0];
    const ird_via *via = &r->tech->vias.items[id];
    for (size_t i = 0; i < via->shape_count; i++) {
        ird_shape_um s = r->tech->via_shapes.items[via->first_shape + i];
        ird_box box = {s.box.x0_um + at.x_um, s.box.y0_um + at.y_um,
                       s.box.x1_um + at.x_um, s.box.y1_um + at.y_um};
        IRD_TRY(ird_via_builder_add_box(&r->builder, p, s.layer, box));
    }
    return IRD_OK;
}

/* The boxes from `first` on again at each step but the first. */
static ird_status repeat(ird_lef_reader *r, size_t first, const steps *s) {
    size_t end = r->builder.boxes.count;
    for (int64_t k = 1; k < s->nx * s->ny; k++) {
        double dx = (double)(k % s->nx) * s->step.x_um;
        double dy = (double)(k / s->nx) * s->step.y_um;
        if (fabs(dx) > IRD_UM_LIMIT || fabs(dy) > IRD_UM_LIMIT) {
            return ird_parse_fail(&r->p, IRD_LEF_RANGE, "the steps go too far");
        }
        for (size_t i = first; i < end; i++) {
            ird_via_box b = r->builder.boxes.items[i];
            ird_box box = {b.box.x0 + dx, b.box.y0 + dy, b.box.x1 + dx, b.box.y1 + dy};
            IRD_TRY(ird_via_builder_add_box(&r->builder, &r->p, b.layer, box));
            r->builder.boxes.items[r->builder.boxes.count - 1].begins_shape =
                b.begins_shape;
        }
    }
    return IRD_OK;
}

static ird_status fail_points(ird_lef_reader *r, const char *what) {
    return ird_parse_fail(&r->p, IRD_LEF_SYNTAX, "%s with too few or too many points",
                          what);
}

static ird_status read_rect(ird_lef_reader *r, steps *s) {
    IRD_TRY(read_points(r, s, NULL));
    const ird_polygon *points = &r->builder.polygon;
    if (points->count != 2) {
        return fail_points(r, "RECT");
    }
    return ird_via_builder_add_box(&r->builder, &r->p, r->layer,
                                   normalised(points->items[0], points->items[1]));
}

static ird_status read_polygon(ird_lef_reader *r, steps *s) {
    IRD_TRY(read_points(r, s, NULL));
    if (r->builder.polygon.count < 3) {
        return fail_points(r, "POLYGON");
    }
    return ird_via_builder_add_polygon(&r->builder, &r->p, r->layer);
}

static ird_status read_path(ird_lef_reader *r, steps *s) {
    IRD_TRY(read_points(r, s, NULL));
    return r->builder.polygon.count < 1 ? fail_points(r, "PATH") : add_path(r);
}

static ird_status read_via_shape(ird_lef_reader *r, steps *s) {
    ird_token name = {.size = 0};
    IRD_TRY(read_points(r, s, &name));
    if (r->builder.polygon.count != 1 || name.size == 0) {
        return fail_points(r, "VIA");
    }
    return add_via(r, &name);
}

/* Shapes on an unknown layer are dropped. In a port that is worth telling only when the
 * pin is a power pin, which may be said later. */
static ird_status read_shape_layer(ird_lef_reader *r) {
    ird_token name;
    IRD_TRY(ird_parse_name(&r->p, "the name of a layer", &name));
    r->layer = ird_via_builder_find_layer(&r->builder, r->tech, &name);
    return ird_parse_skip_statement(&r->p);
}

ird_status ird_lef_read_shape(ird_lef_reader *r, bool *is_known) {
    enum { LAYER, WIDTH, RECT, POLYGON, PATH, VIA };
    static const ird_word words[] = {
        {"LAYER", LAYER}, {"WIDTH", WIDTH}, {"RECT", RECT}, {"POLYGON", POLYGON},
        {"PATH", PATH},   {"VIA", VIA},     {NULL, 0},
    };
    int keyword = ird_parse_lookup(&r->p.token, words, -1);
    size_t first = r->builder.boxes.count;
    steps s = {.nx = 1, .ny = 1};
    *is_known = keyword >= 0;
    if (keyword >= RECT && keyword <= PATH && r->layer < 0 &&
        r->builder.lost_layer.size == 0) {
        return ird_parse_fail(&r->p, IRD_LEF_SYNTAX, "%s without a LAYER before it",
                              ird_parse_quoted(&r->p.token).text);
    }
    if (keyword >= RECT && keyword <= PATH && r->layer < 0) {
        r->builder.lost_shapes++;
        return ird_parse_skip_statement(&r->p);
    }
    switch (keyword) {
    case LAYER:
        return read_shape_layer(r);
    case WIDTH:
        IRD_TRY(ird_lef_read_um(r, &r->path_width_um));
        return ird_parse_expect_char(&r->p, ';');
    case RECT:
        IRD_TRY(read_rect(r, &s));
        break;
    case POLYGON:
        IRD_TRY(read_polygon(r, &s));
        break;
    case PATH:
        IRD_TRY(read_path(r, &s));
        break;
    case VIA:
        IRD_TRY(read_via_shape(r, &s));
        break;
    default:
        return IRD_OK;
    }
    return repeat(r, first, &s);
}

/* The three have types of their own, with equal members. */
#define KEEP(to, r)                                                                      \
    do {                                                                                 \
        IRD_TRY(ird_vec_reserve((to), (r)->builder.boxes.count, (r)->p.format->doing,    \
                                (r)->p.err));                                            \
        for (size_t i = 0; i < (r)->builder.boxes.count; i++) {                          \
            (to)->items[(to)->count++] = shape_of(&(r)->builder.boxes.items[i]);         \
        }                                                                                \
    } while (0)

static ird_shape_um shape_of(const ird_via_box *b) {
    return (ird_shape_um){.layer = b->layer,
                          .box = {fmin(b->box.x0, b->box.x1), fmin(b->box.y0, b->box.y1),
                                  fmax(b->box.x0, b->box.x1),
                                  fmax(b->box.y0, b->box.y1)}};
}

ird_status ird_lef_keep_shapes(ird_lef_reader *r, ird_lef_shapes which) {
    switch (which) {
    case IRD_LEF_VIA:
        KEEP(&r->tech->via_shapes, r);
        break;
    case IRD_LEF_PIN:
        KEEP(&r->tech->pin_shapes, r);
        break;
    case IRD_LEF_OBS:
        KEEP(&r->tech->obs_shapes, r);
        break;
    }
    return IRD_OK;
}
