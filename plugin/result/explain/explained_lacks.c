/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is missing near a place: candidates from the checked grid and from the lines of
 * stripes, and how much less it would drop with each, by the adjoint.
 */
#include <math.h>
#include <stdlib.h>

#include "base/quantity.h"
#include "explain/line_nodes.h"
#include "explain/stripe_lines.h"

/* So many are looked at, nearest to the path first, and so many solved for exactly. */
enum { LOOKED_AT = 512, SOLVED = 24, SOLVED_LARGE = 6, NARROWS = 16 };
/* From so many nodes on a solve takes long. */
enum { LARGE = 1000000 };
/* Of the drop: a lack that makes less of it is none. */
#define WORTH 1e-4
/* How far the nodes of a wire may lie from a point on it. */
#define REACH_UM 60.0
/* Part of the place's current that makes a source its only one. */
#define NEARLY_ALL 0.9

/* Two points that metal could join. */
typedef struct candidate {
    ird_lack lack;
    ird_wire_point a, b;
    double siemens;
    double bound_v; /* the gain without what the change itself takes off */
} candidate;

typedef struct candidates {
    IRD_VEC(candidate) items;
} candidates;

/* ---- where ------------------------------------------------------------------------- */

static double segment_distance_um(ird_point_um at, ird_point_um a, ird_point_um b) {
    double x = b.x_um - a.x_um, y = b.y_um - a.y_um, square = x * x + y * y;
    double t =
        square > 0 ? ((at.x_um - a.x_um) * x + (at.y_um - a.y_um) * y) / square : 0;
    t = fmin(fmax(t, 0), 1);
    return hypot(at.x_um - a.x_um - t * x, at.y_um - a.y_um - t * y);
}

static double path_distance_um(const ird_explanation *out, ird_point_um at) {
    double least_um = ird_explain_distance_um(out->at, at);
    for (size_t i = 0; i < out->path.count; i++) {
        const ird_piece *piece = &out->path.items[i];
        least_um = fmin(least_um, segment_distance_um(at, piece->from, piece->to));
    }
    return least_um;
}

static ird_rect_um box_um(const ird_explain_view *view, ird_rect box) {
    double units = (double)view->network->units;
    return (ird_rect_um){(double)box.x0_dbu / units, (double)box.y0_dbu / units,
                         (double)box.x1_dbu / units, (double)box.y1_dbu / units};
}

/* The point of the box that is nearest to the place. */
static ird_point_um nearest_in(const ird_rect_um *box, ird_point_um at) {
    return (ird_point_um){fmin(fmax(at.x_um, box->x0_um), box->x1_um),
                          fmin(fmax(at.y_um, box->y0_um), box->y1_um)};
}

static ird_status add(candidates *list, const ird_explanation *out, ird_lack lack,
                      ird_error *err) {
    lack.at = nearest_in(&lack.box, out->at);
    if (lack.crossings <= 1) {
        lack.at = (ird_point_um){(lack.box.x0_um + lack.box.x1_um) / 2,
                                 (lack.box.y0_um + lack.box.y1_um) / 2};
    }
    lack.distance_um = ird_explain_distance_um(out->at, lack.at);
    lack.gain_v = (double)NAN;
    IRD_TRY(ird_vec_reserve(&list->items, 1, ird_explain_doing, err));
    list->items.items[list->items.count++] =
        (candidate){.lack = lack, .a = {.node = -1}, .b = {.node = -1}};
    return IRD_OK;
}

static ird_status add_vias(candidates *list, const ird_explanation *out,
                           const ird_explain_view *view, const ird_findings *findings,
                           ird_error *err) {
    for (size_t i = 0; findings != NULL && i < findings->items.count; i++) {
        const ird_finding *finding = &findings->items.items[i];
        if (finding->kind == IRD_FINDING_VIA) {
            IRD_TRY(add(list, out,
                        (ird_lack){.kind = IRD_LACK_VIA,
                                   .layer = finding->layer,
                                   .layer_b = finding->layer_b,
                                   .box = box_um(view, finding->box),
                                   .crossings = finding->shapes},
                        err));
        }
    }
    return IRD_OK;
}

static ird_status add_lines(candidates *list, const ird_explanation *out,
                            const ird_explain_view *view, const ird_line_lacks *lines,
                            ird_error *err) {
    for (size_t i = 0; i < lines->items.count; i++) {
        const ird_line_lack *line = &lines->items.items[i];
        ird_rect box =
            line->is_upright
                ? (ird_rect){line->low_dbu, line->from_dbu, line->high_dbu, line->to_dbu}
                : (ird_rect){line->from_dbu, line->low_dbu, line->to_dbu, line->high_dbu};
        IRD_TRY(add(list, out,
                    (ird_lack){.kind = line->kind,
                               .layer = line->layer,
                               .layer_b = -1,
                               .box = box_um(view, box),
                               .crossings = 1},
                    err));
    }
    return IRD_OK;
}

/* ---- how much ---------------------------------------------------------------------- */

static int compare_numbers(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double take_median(double *values, size_t count) {
    if (count == 0) {
        return (double)NAN;
    }
    qsort(values, count, sizeof *values, compare_numbers);
    return values[count / 2];
}

/* Usual resistances of the network: of the vias between two layers, or of a square of
 * metal. scratch: one a resistor. */
static double usual_via_ohm(const ird_explain_view *view, int32_t low, int32_t high,
                            double *scratch) {
    const ird_network *network = view->network;
    size_t count = 0;
    for (size_t i = 0; i < network->resistors.count; i++) {
        ird_conductor conductor = ird_network_conductor(network, i);
        if (conductor.kind == IRD_CONDUCTOR_VIA && conductor.layer_a == low &&
            conductor.layer_b == high) {
            scratch[count++] = network->resistors.items[i].ohm;
        }
    }
    return take_median(scratch, count);
}

/* The same of a stack that has vias between its layers. */
static double usual_stack_ohm(const ird_explain_view *view, int32_t low, int32_t high,
                              double *scratch) {
    double sum_ohm = 0;
    while (low < high) {
        int32_t next = low + 1;
        double ohm = usual_via_ohm(view, low, next, scratch);
        while (isnan(ohm) && next < high) {
            ohm = usual_via_ohm(view, low, ++next, scratch);
        }
        if (isnan(ohm)) {
            return ohm;
        }
        sum_ohm += ohm;
        low = next;
    }
    return sum_ohm;
}

static double usual_square_ohm(const ird_explain_view *view, int32_t layer,
                               double *scratch) {
    const ird_network *network = view->network;
    size_t count = 0;
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        ird_conductor conductor = ird_network_conductor(network, i);
        if (conductor.kind != IRD_CONDUCTOR_WIRE || conductor.layer_a != layer) {
            continue;
        }
        const ird_node *a = &network->nodes.items[r->a], *b = &network->nodes.items[r->b];
        double length =
            fabs((double)(a->x_dbu - b->x_dbu)) + fabs((double)(a->y_dbu - b->y_dbu));
        if (length > 0) {
            scratch[count++] = r->ohm * (double)conductor.width_dbu / length;
        }
    }
    return take_median(scratch, count);
}

static int64_t dbu(const ird_explain_view *view, double um) {
    return llround(um * (double)view->network->units);
}

/* At the place of the lack, on a wire of the layer as it runs by LEF. */
static ird_wire_point point_on(const ird_line_nodes *nodes, const ird_lack *lack,
                               int32_t layer, bool is_upright) {
    const ird_explain_view *view = nodes->view;
    const ird_rect_um *box = &lack->box;
    double at_um = is_upright ? lack->at.y_um : lack->at.x_um;
    return ird_line_nodes_at(nodes, layer, is_upright,
                             dbu(view, is_upright ? box->x0_um : box->y0_um),
                             dbu(view, is_upright ? box->x1_um : box->y1_um),
                             dbu(view, at_um), dbu(view, REACH_UM), IRD_LINE_BOTH);
}

static bool runs_upright(const ird_explain_view *view, int32_t layer) {
    return view->solved->tech->layers.items[layer].direction == IRD_DIRECTION_VERTICAL;
}

/* Whichever way the two wires cross, against the preferred directions, too. */
static void place_via(candidate *c, const ird_line_nodes *nodes) {
    bool is_upright = runs_upright(nodes->view, c->lack.layer);
    c->a = point_on(nodes, &c->lack, c->lack.layer, is_upright);
    c->b = point_on(nodes, &c->lack, c->lack.layer_b, !is_upright);
    if (c->a.node < 0 || c->b.node < 0) {
        c->a = point_on(nodes, &c->lack, c->lack.layer, !is_upright);
        c->b = point_on(nodes, &c->lack, c->lack.layer_b, is_upright);
    }
}

/* The next nodes on both sides of a gap; what joins them is as long as they are apart. */
static void place_gap(candidate *c, const ird_line_nodes *nodes, double square_ohm) {
    const ird_rect_um *box = &c->lack.box;
    const ird_explain_view *view = nodes->view;
    int64_t reach = dbu(view, REACH_UM);
    for (int upright = 0; upright < 2; upright++) {
        int64_t low = dbu(view, upright ? box->x0_um : box->y0_um);
        int64_t high = dbu(view, upright ? box->x1_um : box->y1_um);
        int64_t from = dbu(view, upright ? box->y0_um : box->x0_um);
        int64_t to = dbu(view, upright ? box->y1_um : box->x1_um);
        ird_wire_point a = ird_line_nodes_at(nodes, c->lack.layer, upright, low, high,
                                             from, reach, IRD_LINE_BEFORE);
        ird_wire_point b = ird_line_nodes_at(nodes, c->lack.layer, upright, low, high, to,
                                             reach, IRD_LINE_BEHIND);
        if (a.node >= 0 && b.node >= 0 && a.node != b.node) {
            const ird_node *ends[2] = {&view->network->nodes.items[a.node],
                                       &view->network->nodes.items[b.node]};
            int64_t apart = upright ? ends[1]->y_dbu - ends[0]->y_dbu
                                    : ends[1]->x_dbu - ends[0]->x_dbu;
            c->a = a;
            c->b = b;
            c->siemens = (double)(high - low) / (square_ohm * (double)apart);
        }
    }
}

/* By how much the metal of a narrow stripe would add less at the usual width. */
static double narrow_gain_v(const candidate *c, const ird_explain_view *view,
                            int64_t usual_dbu) {
    const ird_network *network = view->network;
    const ird_rect_um *box = &c->lack.box;
    double sum_v = 0;
    double width_dbu =
        fmin(box->x1_um - box->x0_um, box->y1_um - box->y0_um) * (double)network->units;
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        const ird_node *a = &network->nodes.items[r->a], *b = &network->nodes.items[r->b];
        ird_point_um at = ird_explain_place(network, r->a);
        ird_point_um to = ird_explain_place(network, r->b);
        if (a->layer == c->lack.layer && b->layer == a->layer && at.x_um >= box->x0_um &&
            at.x_um <= box->x1_um && at.y_um >= box->y0_um && at.y_um <= box->y1_um &&
            to.x_um >= box->x0_um && to.x_um <= box->x1_um && to.y_um >= box->y0_um &&
            to.y_um <= box->y1_um) {
            sum_v += ird_adjoint_share_v(view->adjoint, view->solution, i);
        }
    }
    return sum_v * (1 - width_dbu / (double)usual_dbu);
}

/* ---- choosing ---------------------------------------------------------------------- */

static int compare_distance(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    return (a->bound_v > b->bound_v) - (a->bound_v < b->bound_v);
}

static int compare_bounds(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    return (a->bound_v < b->bound_v) - (a->bound_v > b->bound_v);
}

/* By gain; those of unknown gain behind, by distance. */
static int compare_lacks(const void *left, const void *right) {
    const ird_lack *a = left, *b = right;
    if (isnan(a->gain_v) != isnan(b->gain_v)) {
        return isnan(a->gain_v) ? 1 : -1;
    }
    if (!isnan(a->gain_v) && a->gain_v != b->gain_v) {
        return a->gain_v < b->gain_v ? 1 : -1;
    }
    return (a->distance_um > b->distance_um) - (a->distance_um < b->distance_um);
}

/* The nearest to the path; the others are left out. */
static void keep_near(candidates *list, ird_explanation *out) {
    for (size_t i = 0; i < list->items.count; i++) {
        list->items.items[i].bound_v =
            path_distance_um(out, list->items.items[i].lack.at);
    }
    if (list->items.count > 0) {
        qsort(list->items.items, list->items.count, sizeof *list->items.items,
              compare_distance);
    }
    if (list->items.count > LOOKED_AT) {
        out->lacks_left_out += list->items.count - LOOKED_AT;
        list->items.count = LOOKED_AT;
    }
}

static ird_rect reach_of(const candidates *list, const ird_explain_view *view) {
    ird_rect box = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};
    int64_t reach = dbu(view, REACH_UM);
    for (size_t i = 0; i < list->items.count; i++) {
        ird_point_um at = list->items.items[i].lack.at;
        const ird_rect_um *gap = &list->items.items[i].lack.box;
        bool is_gap = list->items.items[i].lack.kind == IRD_LACK_GAP;
        int64_t x0 = dbu(view, is_gap ? gap->x0_um : at.x_um) - reach;
        int64_t y0 = dbu(view, is_gap ? gap->y0_um : at.y_um) - reach;
        int64_t x1 = dbu(view, is_gap ? gap->x1_um : at.x_um) + reach;
        int64_t y1 = dbu(view, is_gap ? gap->y1_um : at.y_um) + reach;
        box.x0_dbu = x0 < box.x0_dbu ? x0 : box.x0_dbu;
        box.y0_dbu = y0 < box.y0_dbu ? y0 : box.y0_dbu;
        box.x1_dbu = x1 > box.x1_dbu ? x1 : box.x1_dbu;
        box.y1_dbu = y1 > box.y1_dbu ? y1 : box.y1_dbu;
    }
    return box;
}

static double usual_of(const candidate *c, const ird_line_lacks *lines,
                       const ird_explain_view *view) {
    for (size_t i = 0; i < lines->items.count; i++) {
        const ird_line_lack *line = &lines->items.items[i];
        if (line->kind == IRD_LACK_NARROW && line->layer == c->lack.layer &&
            dbu(view, line->is_upright ? c->lack.box.x0_um : c->lack.box.y0_um) ==
                line->low_dbu) {
            return (double)line->usual_dbu;
        }
    }
    return 0;
}

/* Where each could join what, and a bound of its gain. Vias of layers that were asked for
 * before are remembered. */
static void measure(candidates *list, const ird_line_nodes *nodes,
                    const ird_line_lacks *lines, double *scratch) {
    const ird_explain_view *view = nodes->view;
    int32_t low = -1, high = -1, layer = -1;
    double stack_ohm = 0, square_ohm = 0;
    size_t narrows = 0;
    for (size_t i = 0; i < list->items.count; i++) {
        candidate *c = &list->items.items[i];
        if (c->lack.kind == IRD_LACK_VIA) {
            if (c->lack.layer != low || c->lack.layer_b != high) {
                low = c->lack.layer;
                high = c->lack.layer_b;
                stack_ohm = usual_stack_ohm(view, low, high, scratch);
            }
            place_via(c, nodes);
            c->siemens = 1 / stack_ohm;
        } else if (c->lack.kind == IRD_LACK_GAP) {
            if (c->lack.layer != layer) {
                layer = c->lack.layer;
                square_ohm = usual_square_ohm(view, layer, scratch);
            }
            place_gap(c, nodes, square_ohm);
        } else if (c->lack.kind == IRD_LACK_NARROW && narrows++ < NARROWS) {
            c->lack.gain_v = narrow_gain_v(c, view, (int64_t)usual_of(c, lines, view));
        }
        double gain = (c->a.drop_v - c->b.drop_v) *
                      (c->a.response_ohm - c->b.response_ohm) * c->siemens;
        c->bound_v = c->a.node >= 0 && c->b.node >= 0 && isfinite(gain) ? gain : 0;
    }
}

/* Exact gains of those with the largest bounds, of few in a large network. */
static ird_status solve_best(candidates *list, const ird_explain_view *view,
                             ird_error *err) {
    size_t solved = 0;
    size_t most = view->network->nodes.count < LARGE ? SOLVED : SOLVED_LARGE;
    if (list->items.count > 0) {
        qsort(list->items.items, list->items.count, sizeof *list->items.items,
              compare_bounds);
    }
    for (size_t i = 0; i < list->items.count; i++) {
        candidate *c = &list->items.items[i];
        double ohm = 0;
        if (c->a.node < 0 || c->b.node < 0 || !(c->bound_v != 0) || solved == most) {
            continue;
        }
        solved++;
        IRD_TRY(ird_monitor_tick(view->monitor, ird_explain_doing,
                                 0.7 + 0.3 * (double)solved / (double)(most + 1), err));
        IRD_TRY(ird_factor_resistance_between(view->solved->factor, c->a.node, c->b.node,
                                              &ohm, err));
        double gain =
            (c->a.drop_v - c->b.drop_v) * (c->a.response_ohm - c->b.response_ohm);
        c->lack.gain_v = -ird_adjoint_change_v(gain, c->siemens, ohm);
    }
    return IRD_OK;
}

/* ---- saying it --------------------------------------------------------------------- */

static const char *layer_name(const ird_explain_view *view, int32_t layer) {
    const char *name = ird_solved_layer_name(view->solved, layer);
    return name != NULL ? name : "a layer";
}

static ird_status say_where(ird_lack *lack, const ird_explain_view *view,
                            ird_error *err) {
    const char *low = layer_name(view, lack->layer), *high = NULL;
    ird_text *text = &lack->text;
    switch (lack->kind) {
    case IRD_LACK_VIA:
        high = layer_name(view, lack->layer_b);
        return lack->crossings > 1
                   ? ird_text_printf(text, err,
                                     "a wire of %s crosses %zu of %s without any via, "
                                     "next at (%.6g, %.6g) um",
                                     high, lack->crossings, low, lack->at.x_um,
                                     lack->at.y_um)
                   : ird_text_printf(text, err,
                                     "%s and %s cross without a via at (%.6g, %.6g) um",
                                     low, high, lack->at.x_um, lack->at.y_um);
    case IRD_LACK_GAP:
        return ird_text_printf(text, err,
                               "a line of %s is cut between (%.6g, %.6g) and (%.6g, "
                               "%.6g) um",
                               low, lack->box.x0_um, lack->box.y0_um, lack->box.x1_um,
                               lack->box.y1_um);
    case IRD_LACK_END:
        return ird_text_printf(text, err,
                               "a stripe of %s lacks the piece (%.6g, %.6g) - (%.6g, "
                               "%.6g) um, where its neighbours go on",
                               low, lack->box.x0_um, lack->box.y0_um, lack->box.x1_um,
                               lack->box.y1_um);
    default:
        return ird_text_printf(text, err,
                               "a stripe of %s is narrower than is usual there, (%.6g, "
                               "%.6g) - (%.6g, %.6g) um",
                               low, lack->box.x0_um, lack->box.y0_um, lack->box.x1_um,
                               lack->box.y1_um);
    }
}

static ird_status say(ird_lack *lack, const ird_explanation *out,
                      const ird_explain_view *view, ird_error *err) {
    char number[IRD_QUANTITY_SIZE];
    static const char *const would[] = {"a via there", "metal there", "",
                                        "the usual width"};
    IRD_TRY(say_where(lack, view, err));
    if (lack->gain_v <= 0) {
        return ird_text_printf(&lack->text, err, ": nothing to gain here");
    }
    if (!isnan(lack->gain_v)) {
        IRD_TRY(ird_text_printf(&lack->text, err, ": %s would take %s (%.3g %%)",
                                would[lack->kind],
                                ird_quantity_write(number, lack->gain_v, "V"),
                                100 * lack->gain_v / out->drop_v));
    }
    return IRD_OK;
}

/* ---- sources ----------------------------------------------------------------------- */

static ird_status put(ird_explanation *out, ird_lack lack, ird_error *err) {
    ird_status status = ird_vec_reserve(&out->lacks, 1, ird_explain_doing, err);
    if (status == IRD_OK) {
        out->lacks.items[out->lacks.count++] = lack;
    } else {
        ird_text_free(&lack.text);
    }
    return status;
}

static const ird_explained_source *nearest_source(const ird_explanation *out) {
    const ird_explained_source *nearest = NULL;
    for (size_t i = 0; i < out->sources.count; i++) {
        const ird_explained_source *source = &out->sources.items[i];
        if (nearest == NULL || source->distance_um < nearest->distance_um) {
            nearest = source;
        }
    }
    return nearest;
}

/* Median distance of places all over the net from their nearest source. */
static double usual_distance_um(const ird_explanation *out,
                                const ird_explain_view *view) {
    enum { SIDE = 16 };
    double units = (double)view->network->units, least_um[SIDE * SIDE];
    ird_extent box;
    if (!ird_network_extent(view->network, &box)) {
        return (double)NAN;
    }
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        double x = ((double)(i % SIDE) + 0.5) / SIDE,
               y = ((double)(i / SIDE) + 0.5) / SIDE;
        ird_point_um at = {
            ((1 - x) * (double)box.x0_dbu + x * (double)box.x1_dbu) / units,
            ((1 - y) * (double)box.y0_dbu + y * (double)box.y1_dbu) / units};
        least_um[i] = INFINITY;
        for (size_t k = 0; k < view->network->sources.count; k++) {
            ird_point_um source =
                ird_explain_place(view->network, view->network->sources.items[k].node);
            least_um[i] = fmin(least_um[i], ird_explain_distance_um(at, source));
        }
    }
    (void)out;
    return take_median(least_um, SIDE * SIDE);
}

static ird_status add_sources(ird_explanation *out, const ird_explain_view *view,
                              ird_error *err) {
    const ird_explained_source *nearest = nearest_source(out);
    double usual_um = usual_distance_um(out, view);
    if (nearest == NULL || !(out->ohm > 0)) {
        return IRD_OK;
    }
    ird_lack lack = {.layer = -1, .layer_b = -1, .gain_v = (double)NAN};
    if (nearest->distance_um > 1.5 * usual_um) {
        lack.kind = IRD_LACK_SOURCE_FAR;
        lack.at = nearest->at;
        lack.distance_um = nearest->distance_um;
        IRD_TRY(
            ird_text_printf(&lack.text, err,
                            "the nearest source, at (%.6g, %.6g) um, is %.4g um away; "
                            "half of the net has one within %.4g um",
                            lack.at.x_um, lack.at.y_um, lack.distance_um, usual_um));
        IRD_TRY(put(out, lack, err));
        lack.text = (ird_text){0};
    }
    if (out->sources.items[0].part > NEARLY_ALL) {
        lack.kind = IRD_LACK_SOURCE_ONE;
        lack.at = out->sources.items[0].at;
        lack.distance_um = out->sources.items[0].distance_um;
        IRD_TRY(ird_text_printf(&lack.text, err,
                                "%.3g %% of its current comes from the one source at "
                                "(%.6g, %.6g) um",
                                100 * out->sources.items[0].part, lack.at.x_um,
                                lack.at.y_um));
        IRD_TRY(put(out, lack, err));
    }
    return IRD_OK;
}

/* ---- all of it --------------------------------------------------------------------- */

/* What is worth to be told, in order. Ends have no gain, and a missing via may be a
 * mistake whatever it does here: those near the path are told. */
static ird_status choose(ird_explanation *out, const ird_explain_view *view,
                         const candidates *list, ird_error *err) {
    for (size_t i = 0; i < list->items.count; i++) {
        ird_lack lack = list->items.items[i].lack;
        bool is_near = path_distance_um(out, lack.at) <= REACH_UM;
        bool can_be_near = lack.kind == IRD_LACK_END || lack.kind == IRD_LACK_VIA;
        if (!(lack.gain_v > WORTH * fabs(out->drop_v)) && !(can_be_near && is_near)) {
            out->lacks_left_out++;
            continue;
        }
        ird_status status = say(&lack, out, view, err);
        if (status != IRD_OK) {
            ird_text_free(&lack.text);
            return status;
        }
        IRD_TRY(put(out, lack, err));
    }
    if (out->lacks.count > 0) {
        qsort(out->lacks.items, out->lacks.count, sizeof *out->lacks.items,
              compare_lacks);
    }
    while (out->lacks.count > view->options->lacks) {
        ird_text_free(&out->lacks.items[--out->lacks.count].text);
        out->lacks_left_out++;
    }
    return IRD_OK;
}

static ird_status find(ird_explanation *out, const ird_explain_view *view,
                       const ird_findings *findings, candidates *list,
                       ird_line_lacks *lines, ird_error *err) {
    ird_line_nodes nodes = {0};
    IRD_TRY(add_vias(list, out, view, findings, err));
    IRD_TRY(ird_line_lacks_find(lines, view->solved, err));
    IRD_TRY(add_lines(list, out, view, lines, err));
    keep_near(list, out);
    double *scratch = ird_alloc(view->network->resistors.count, sizeof *scratch);
    ird_status status = scratch != NULL
                            ? ird_line_nodes_make(&nodes, view, reach_of(list, view), err)
                            : ird_fail_memory(err, ird_explain_doing);
    if (status == IRD_OK) {
        measure(list, &nodes, lines, scratch);
        status = solve_best(list, view, err);
    }
    ird_line_nodes_free(&nodes);
    ird_free(scratch);
    return status;
}

ird_status ird_explain_lacks(ird_explanation *out, const ird_explain_view *view,
                             const ird_findings *findings, ird_error *err) {
    candidates list = {0};
    ird_line_lacks lines = {0};
    ird_status status = IRD_OK;
    if (view->solved->network_file == NULL && !isnan(out->at.x_um)) {
        status = find(out, view, findings, &list, &lines, err);
        out->lacks_known = true;
    }
    if (status == IRD_OK) {
        status = choose(out, view, &list, err);
    }
    ird_free(list.items.items);
    ird_free(lines.items.items);
    return status == IRD_OK && !isnan(out->at.x_um) ? add_sources(out, view, err)
                                                    : status;
}
