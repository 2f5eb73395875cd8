/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/pin_box.h"

#include <math.h>

#include "metal/legs.h"

/* Where pins cannot be spread (sheet.h): one that draws its current evenly drops as much,
 * on the average, as one that is at one potential and smaller: of a square 0.76 of its
 * side, by the geometric mean distance of its points, 0.2235 (a + b), against the
 * capacity of a square plate, 0.59 of its side. No more than twice as long as wide, for
 * it must not short the metal that it lies on. Where it is nearly as wide as a strip that
 * it lies on it is a line across that, in its middle, as on a leg: pins stand side by
 * side along rails, from both sides of them, and all that one of them shorts is missing
 * in the drop of those behind it. */
static const double PIN_SIDE = 0.379;
static const double NEARLY_AS_WIDE = 0.75;

static double in_common(int64_t a0, int64_t a1, int64_t b0, int64_t b1) {
    return (double)((a1 < b1 ? a1 : b1) - (a0 > b0 ? a0 : b0));
}

/* How much of a strip that a pin lies on, across it, the pin takes up. */
typedef struct strip {
    double all, in_pin;
} strip;

static bool is_taken_up(const strip *s) {
    return s->all > 0 && s->in_pin >= NEARLY_AS_WIDE * s->all;
}

/* The strips that end at an edge of the region, the best of those along an axis. */
static void measure_edges(const ird_region *region, const ird_uv_box *pin, strip *along_u,
                          strip *along_v) {
    for (size_t i = 0; i < region->edges.count; i++) {
        const ird_uv_box *edge = &region->edges.items[i].box;
        strip u = {ird_uv_width(edge),
                   in_common(pin->v0_dbu, pin->v1_dbu, edge->v0_dbu, edge->v1_dbu)};
        strip v = {ird_uv_length(edge),
                   in_common(pin->u0_dbu, pin->u1_dbu, edge->u0_dbu, edge->u1_dbu)};
        *along_u = is_taken_up(&u) ? u : *along_u;
        *along_v = is_taken_up(&v) ? v : *along_v;
    }
}

/* Without an edge: all metal that is there all along the pin. */
static void measure_metal(const ird_region *region, const ird_uv_box *pin, strip *along_u,
                          strip *along_v) {
    for (size_t i = 0; i < region->boxes.count; i++) {
        const ird_uv_box *box = &region->boxes.items[i];
        double u = in_common(pin->u0_dbu, pin->u1_dbu, box->u0_dbu, box->u1_dbu);
        double v = in_common(pin->v0_dbu, pin->v1_dbu, box->v0_dbu, box->v1_dbu);
        if (u > 0 && v == ird_uv_width(pin)) {
            along_v->all += ird_uv_length(box);
            along_v->in_pin += u;
        }
        if (v > 0 && u == ird_uv_length(pin)) {
            along_u->all += ird_uv_width(box);
            along_u->in_pin += v;
        }
    }
}

ird_uv_box ird_pin_box(const ird_region *region, const ird_contact *pin) {
    ird_uv_box box = pin->box;
    double u = (double)(box.u1_dbu - box.u0_dbu), v = (double)(box.v1_dbu - box.v0_dbu);
    double side = PIN_SIDE * (u + v), least = u < v ? u : v;
    side = side < 2 * least ? side : 2 * least;
    double keep_u = fmin(side, u), keep_v = fmin(side, v);
    strip along_u = {0}, along_v = {0};
    if (region->edges.count > 0) {
        measure_edges(region, &box, &along_u, &along_v);
    } else {
        measure_metal(region, &box, &along_u, &along_v);
    }
    bool is_across_u = pin->spans_u || is_taken_up(&along_v);
    bool is_across_v = pin->spans_v || is_taken_up(&along_u);
    if (is_across_u != is_across_v) {
        keep_u = is_across_v ? 0 : u;
        keep_v = is_across_u ? 0 : v;
    }
    int64_t cut_u = (int64_t)((u - keep_u) / 2), cut_v = (int64_t)((v - keep_v) / 2);
    return (ird_uv_box){box.u0_dbu + cut_u, box.u1_dbu - cut_u, box.v0_dbu + cut_v,
                        box.v1_dbu - cut_v};
}
