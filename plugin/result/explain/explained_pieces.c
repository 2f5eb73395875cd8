/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The path of the current, and the metal that adds most to the drop, in pieces as people
 * see them.
 */
#include <math.h>
#include <stdlib.h>

#include "adjoint/current_path.h"
#include "explain/parts.h"

/* Vias of one place: those of a stack lie over each other, if not to the last unit. */
#define STACK_UM 2.0
/* Of the drop: what adds less is left out of the ends of a piece, and what adds less than
 * TINY out of all pieces. */
#define VISIBLE 1e-3
#define TINY 1e-8

static ird_piece_kind kind_of(const ird_network *network, int32_t a, int32_t b) {
    const ird_node *x = &network->nodes.items[a], *y = &network->nodes.items[b];
    if (x->layer < 0 || y->layer < 0) {
        return IRD_PIECE_LINK;
    }
    if (x->layer != y->layer) {
        return IRD_PIECE_VIA;
    }
    bool is_pin = x->kind != IRD_NODE_GRID || y->kind != IRD_NODE_GRID;
    return is_pin || x->kind == IRD_NODE_NAMED || y->kind == IRD_NODE_NAMED
               ? IRD_PIECE_LINK
               : IRD_PIECE_WIRE;
}

/* ---- the path ---------------------------------------------------------------------- */

/* 0: along x, 1: along y, 2: neither. */
static int axis_of(const ird_network *network, int32_t a, int32_t b) {
    const ird_node *x = &network->nodes.items[a], *y = &network->nodes.items[b];
    if (x->y_dbu == y->y_dbu) {
        return 0;
    }
    return x->x_dbu == y->x_dbu ? 1 : 2;
}

static ird_piece piece_of(const ird_explain_view *view, const ird_path_step *step) {
    const ird_network *network = view->network;
    const double *d = view->solution->drop_v;
    const ird_resistor *r = &network->resistors.items[step->resistor];
    return (ird_piece){
        .kind = kind_of(network, step->from, step->to),
        .layer_a = network->nodes.items[step->from].layer,
        .layer_b = network->nodes.items[step->to].layer,
        .from = ird_explain_place(network, step->from),
        .to = ird_explain_place(network, step->to),
        .resistors = 1,
        .ohm = r->ohm,
        .drop_v = d[step->to] - d[step->from],
        .share_v = ird_adjoint_share_v(view->adjoint, view->solution, step->resistor),
        .passes = step->passes,
    };
}

/* Whether a step goes on with what the piece before it is. */
static bool goes_on(const ird_explain_view *view, const ird_piece *piece, int axis,
                    const ird_piece *next, int next_axis) {
    (void)view;
    if (piece->kind != next->kind) {
        return false;
    }
    if (piece->kind == IRD_PIECE_WIRE) {
        return piece->layer_b == next->layer_a && axis == next_axis && axis != 2;
    }
    return true;
}

static void join(ird_piece *piece, const ird_piece *next) {
    piece->layer_b = next->layer_b;
    piece->to = next->to;
    piece->resistors += next->resistors;
    piece->ohm += next->ohm;
    piece->drop_v += next->drop_v;
    piece->share_v += next->share_v;
    piece->passes = fmin(piece->passes, next->passes);
}

static ird_status make_pieces(ird_explanation *out, const ird_explain_view *view,
                              const ird_path *path, ird_error *err) {
    int axis = 2;
    for (size_t i = 0; i < path->steps.count; i++) {
        const ird_path_step *step = &path->steps.items[i];
        ird_piece next = piece_of(view, step);
        int next_axis = axis_of(view->network, step->from, step->to);
        size_t count = out->path.count;
        if (count > 0 &&
            goes_on(view, &out->path.items[count - 1], axis, &next, next_axis)) {
            join(&out->path.items[count - 1], &next);
        } else {
            IRD_TRY(ird_vec_reserve(&out->path, 1, ird_explain_doing, err));
            out->path.items[out->path.count++] = next;
        }
        axis = next_axis;
        out->path_ohm += next.ohm;
    }
    for (size_t i = 0; i < out->path.count; i++) {
        ird_piece *piece = &out->path.items[i];
        piece->current_a = piece->ohm > 0 ? piece->drop_v / piece->ohm : 0;
    }
    return IRD_OK;
}

ird_status ird_explain_path(ird_explanation *out, const ird_explain_view *view,
                            ird_error *err) {
    ird_path path = {0};
    ird_status status =
        ird_path_find(&path, view->adjoint, view->solution, view->node, err);
    if (status == IRD_OK) {
        out->path_source = path.source;
        out->path_start_v =
            path.source >= 0
                ? view->solution->drop_v[view->network->sources.items[path.source].node]
                : 0;
        status = make_pieces(out, view, &path, err);
    }
    ird_path_free(&path);
    return status;
}

/* ---- what adds most ---------------------------------------------------------------- */

/* A resistor by what it is a part of: the line of a wire, the place of a via. */
typedef struct member {
    ird_piece_kind kind;
    int32_t layer; /* of a wire or link */
    int axis;
    int64_t key[2];
    uint32_t resistor;
    double share_v;
} member;

static int64_t coarse(int64_t dbu, double step_dbu) {
    return (int64_t)floor((double)dbu / step_dbu);
}

static member member_of(const ird_network *network, uint32_t resistor, double share_v) {
    const ird_resistor *r = &network->resistors.items[resistor];
    const ird_node *a = &network->nodes.items[r->a];
    double units = network->units > 0 ? (double)network->units : 1;
    member made = {.kind = kind_of(network, r->a, r->b),
                   .layer = -1,
                   .resistor = resistor,
                   .share_v = share_v};
    if (made.kind == IRD_PIECE_VIA) {
        made.key[0] = coarse(a->x_dbu, STACK_UM * units);
        made.key[1] = coarse(a->y_dbu, STACK_UM * units);
        return made;
    }
    made.layer = a->layer;
    made.axis = axis_of(network, r->a, r->b);
    made.key[0] = made.axis == 0 ? a->y_dbu : a->x_dbu;
    if (made.kind == IRD_PIECE_LINK || made.axis == 2) {
        made.key[0] = resistor;
    }
    return made;
}

static int compare_members(const void *left, const void *right) {
    const member *a = left, *b = right;
    const int64_t x[] = {a->kind, a->layer, a->axis, a->key[0], a->key[1], a->resistor};
    const int64_t y[] = {b->kind, b->layer, b->axis, b->key[0], b->key[1], b->resistor};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool same_piece(const member *a, const member *b) {
    return a->kind == b->kind && a->layer == b->layer && a->axis == b->axis &&
           a->key[0] == b->key[0] && a->key[1] == b->key[1];
}

static void widen(ird_piece *piece, ird_point_um at) {
    piece->from.x_um =
        fmin(piece->from.x_um, at.x_um); /* the other one where one is NAN */
    piece->from.y_um = fmin(piece->from.y_um, at.y_um);
    piece->to.x_um = fmax(piece->to.x_um, at.x_um);
    piece->to.y_um = fmax(piece->to.y_um, at.y_um);
}

/* All members of one piece. Its ends are those of what can be seen in the drop, or of its
 * largest part where nothing can. */
static ird_piece sum_up(const ird_explain_view *view, const member *members, size_t count,
                        double visible_v) {
    const ird_network *network = view->network;
    const double none = (double)NAN;
    ird_piece piece = {.kind = members->kind,
                       .layer_a = INT32_MAX,
                       .layer_b = -1,
                       .from = {none, none},
                       .to = {none, none},
                       .ohm = none,
                       .drop_v = none,
                       .passes = none};
    double most_v = 0;
    for (size_t i = 0; i < count; i++) {
        most_v = fmax(most_v, fabs(members[i].share_v));
    }
    for (size_t i = 0; i < count; i++) {
        const ird_resistor *r = &network->resistors.items[members[i].resistor];
        double volt = view->solution->drop_v[r->a] - view->solution->drop_v[r->b];
        const ird_node *ends[2] = {&network->nodes.items[r->a],
                                   &network->nodes.items[r->b]};
        piece.resistors++;
        piece.share_v += members[i].share_v;
        piece.current_a = fmax(piece.current_a, fabs(volt) / r->ohm);
        for (size_t k = 0; k < 2; k++) {
            piece.layer_a =
                ends[k]->layer < piece.layer_a ? ends[k]->layer : piece.layer_a;
            piece.layer_b =
                ends[k]->layer > piece.layer_b ? ends[k]->layer : piece.layer_b;
        }
        if (fabs(members[i].share_v) >= fmin(visible_v, most_v)) {
            widen(&piece, ird_explain_place(network, r->a));
            widen(&piece, ird_explain_place(network, r->b));
        }
    }
    return piece;
}

static int compare_pieces(const void *left, const void *right) {
    const ird_piece *a = left, *b = right;
    return (a->share_v < b->share_v) - (a->share_v > b->share_v);
}

/* The resistors that add anything. */
static ird_status gather(const ird_explain_view *view, double tiny_v, member **members,
                         size_t *count, ird_error *err) {
    const ird_network *network = view->network;
    size_t found = 0;
    for (int pass = 0; pass < 2; pass++) {
        *count = 0;
        for (size_t i = 0; i < network->resistors.count; i++) {
            double share_v = ird_adjoint_share_v(view->adjoint, view->solution, i);
            if (!(fabs(share_v) > tiny_v)) {
                continue;
            }
            if (pass == 1) {
                (*members)[*count] = member_of(network, (uint32_t)i, share_v);
            }
            ++*count;
        }
        if (pass == 0) {
            found = *count;
            *members = ird_alloc(found, sizeof **members);
            if (*members == NULL) {
                return ird_fail_memory(err, ird_explain_doing);
            }
        }
    }
    if (found > 0) {
        qsort(*members, found, sizeof **members, compare_members);
    }
    return IRD_OK;
}

ird_status ird_explain_most(ird_explanation *out, const ird_explain_view *view,
                            ird_error *err) {
    member *members = NULL;
    size_t count = 0;
    ird_status status = gather(view, TINY * fabs(out->drop_v), &members, &count, err);
    for (size_t i = 0, end; i < count && status == IRD_OK; i = end) {
        for (end = i + 1; end < count && same_piece(&members[i], &members[end]); end++) {
        }
        status = ird_vec_reserve(&out->most, 1, ird_explain_doing, err);
        if (status == IRD_OK) {
            out->most.items[out->most.count++] =
                sum_up(view, members + i, end - i, VISIBLE * fabs(out->drop_v));
        }
    }
    ird_free(members);
    if (status == IRD_OK && out->most.count > 0) {
        qsort(out->most.items, out->most.count, sizeof *out->most.items, compare_pieces);
        out->most.count =
            out->most.count < view->options->most ? out->most.count : view->options->most;
    }
    return status;
}
