/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Rails, stripes and rings of a net as pieces of metal. The stripes of a layer stand on a
 * lattice over the core; a zone takes every stride-th of the lowest ones.
 */
#include <stdlib.h>

#include "world/floorplan.h"

static const char DOING[] = "drawing a grid";

/* Vias between the rails and the lowest stripes, and between two layers of stripes. */
static const double RAIL_VIAS_MAX = 5000, STRIPE_VIAS_MAX = 1500;

static double extent_across(const ird_floorplan *plan, bool is_vertical) {
    ird_rect core = plan->world->design.core;
    return (double)(is_vertical ? core.x1_dbu - core.x0_dbu : core.y1_dbu - core.y0_dbu);
}

/* Distance of the stripes of a net on layer g: a number of them over the core, as many
 * as the limits on vias allow. */
static double draw_pitch(ird_floorplan *plan, size_t g, double before) {
    ird_random *random = &plan->random;
    double extent = extent_across(plan, plan->world->facts.layers[g].is_vertical);
    bool is_lowest = (int32_t)g == plan->first_stripe;
    double most = is_lowest ? 48 : 30, least = 2.2;
    double limit = (is_lowest ? RAIL_VIAS_MAX : STRIPE_VIAS_MAX) / before;
    if (is_lowest && plan->zone_count > 1) {
        least = 8;
        limit *= 2;
    }
    most = fmax(least + 0.1, fmin(most, limit));
    return extent / ird_draw_log(random, least, most);
}

void ird_floorplan_pitches(ird_floorplan *plan) {
    ird_random *random = &plan->random;
    ird_world_facts *facts = &plan->world->facts;
    double before = (double)plan->rows / 2;
    for (size_t g = (size_t)plan->first_stripe; g < facts->layer_count; g++) {
        ird_world_layer *on = &facts->layers[g];
        double least =
            plan->world->tech.layers.items[on->layer].width_um * IRD_FLOORPLAN_UNITS;
        double extent = extent_across(plan, on->is_vertical);
        double pitch = fmin(fmax(draw_pitch(plan, g, before), 3 * least), extent / 2.2);
        double width = fmax(pitch * ird_draw_log(random, 0.015, 0.3), least);
        double step = (double)(on->is_vertical ? plan->site_dbu : plan->row_dbu);
        bool snaps = pitch > 4 * step && ird_draw_chance(random, 0.7);
        on->pitch_dbu =
            snaps ? (int64_t)floor(pitch / step) * (int64_t)step : ird_even(pitch);
        on->width_dbu = 2 * ird_even(fmin(width, 0.4 * pitch) / 2);
        on->width_dbu = on->width_dbu < 4 ? 4 : on->width_dbu;
        double shift = ird_draw_chance(random, 0.6)
                           ? (double)on->pitch_dbu / 2
                           : (double)on->width_dbu * ird_random_uniform(random, 1.2, 2);
        double room = fmin((double)on->pitch_dbu, extent / 2);
        on->offset_dbu[0] =
            ird_even(ird_random_uniform(random, 0, room)) + on->width_dbu / 2;
        on->offset_dbu[1] =
            (on->offset_dbu[0] + ird_even(shift)) % on->pitch_dbu + on->width_dbu / 2;
        before = fmax(1, extent / (double)on->pitch_dbu);
    }
}

void ird_spans_cut(ird_span *spans, size_t *count, int64_t low_dbu, int64_t high_dbu) {
    size_t before = *count;
    for (size_t i = 0; i < before; i++) {
        ird_span span = spans[i];
        if (span.low_dbu >= high_dbu || span.high_dbu <= low_dbu) {
            continue;
        }
        ird_span left = {span.low_dbu, low_dbu}, right = {high_dbu, span.high_dbu};
        bool has_left = left.low_dbu < left.high_dbu;
        bool has_right = right.low_dbu < right.high_dbu;
        spans[i] = has_left ? left : has_right ? right : (ird_span){0, 0};
        if (has_left && has_right) {
            spans[(*count)++] = right;
        }
    }
}

static ird_status add_piece(ird_floorplan *plan, const ird_grid_piece *piece,
                            ird_error *err) {
    if (piece->box.x0_dbu >= piece->box.x1_dbu ||
        piece->box.y0_dbu >= piece->box.y1_dbu) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&plan->pieces, 1, DOING, err));
    plan->pieces.items[plan->pieces.count++] = *piece;
    return IRD_OK;
}

static ird_rect box_along(bool is_vertical, ird_span along, int64_t middle,
                          int64_t width) {
    int64_t low = middle - width / 2, high = middle + width / 2;
    return is_vertical ? (ird_rect){low, along.low_dbu, high, along.high_dbu}
                       : (ird_rect){along.low_dbu, low, along.high_dbu, high};
}

/* Rail number r of the rows' edges, on every rail layer. */
static ird_status add_rail(ird_floorplan *plan, int net, int64_t r, ird_error *err) {
    const ird_world_layer *layers = plan->world->facts.layers;
    ird_rect core = plan->world->design.core;
    int64_t y = core.y0_dbu + r * plan->row_dbu, half = layers[0].width_dbu / 2;
    ird_span spans[IRD_FLOORPLAN_SPANS] = {{core.x0_dbu, core.x1_dbu}};
    size_t count = 1;
    for (size_t i = 0; i < plan->block_count; i++) {
        ird_rect clear = plan->blocks[i].clear[net];
        if (y + half > clear.y0_dbu && y - half < clear.y1_dbu) {
            ird_spans_cut(spans, &count, clear.x0_dbu, clear.x1_dbu);
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (int32_t g = 0; g < plan->first_stripe; g++) {
            ird_grid_piece piece = {box_along(false, spans[i], y, layers[g].width_dbu), g,
                                    -1, IRD_SHAPE_FOLLOWPIN, false};
            IRD_TRY(add_piece(plan, &piece, err));
        }
    }
    return IRD_OK;
}

static int compare_spans(const void *a, const void *b) {
    const ird_span *x = a, *y = b;
    return (x->low_dbu > y->low_dbu) - (x->low_dbu < y->low_dbu);
}

/* Where the k-th lowest stripe, at x, is drawn: in the zones that take it. */
static size_t zone_spans(const ird_floorplan *plan, int64_t x, int64_t k,
                         ird_span *spans) {
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < plan->zone_count; i++) {
        const ird_zone *zone = &plan->zones[i];
        if (zone->box.x0_dbu <= x && x < zone->box.x1_dbu && k % zone->stride == 0) {
            spans[count++] = (ird_span){zone->box.y0_dbu, zone->box.y1_dbu};
        }
    }
    qsort(spans, count, sizeof *spans, compare_spans);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && spans[kept - 1].high_dbu == spans[i].low_dbu) {
            spans[kept - 1].high_dbu = spans[i].high_dbu;
        } else {
            spans[kept++] = spans[i];
        }
    }
    return kept;
}

/* A stripe that ends at the core crosses the outermost rails, or goes on to the edge. */
static ird_span reach_out(const ird_floorplan *plan, bool is_vertical, ird_span span) {
    ird_rect core = plan->world->design.core, die = plan->world->design.die;
    int64_t half = plan->world->facts.layers[0].width_dbu / 2;
    int64_t low = is_vertical ? core.y0_dbu : core.x0_dbu;
    int64_t high = is_vertical ? core.y1_dbu : core.x1_dbu;
    int64_t end = is_vertical ? die.y1_dbu : die.x1_dbu;
    if (span.low_dbu == low) {
        span.low_dbu = plan->reaches_edge ? 0 : low - half;
    }
    if (span.high_dbu == high) {
        span.high_dbu = plan->reaches_edge ? end : high + half;
    }
    return span;
}

static ird_status add_stripe(ird_floorplan *plan, int32_t g, ird_span span, int64_t at,
                             ird_error *err) {
    const ird_world_layer *on = &plan->world->facts.layers[g];
    ird_random *random = &plan->random;
    ird_grid_piece piece = {.g = g, .block = -1, .shape = IRD_SHAPE_STRIPE};
    span = reach_out(plan, on->is_vertical, span);
    double length = (double)(span.high_dbu - span.low_dbu);
    if (plan->cut_stripes > 0 && ird_draw_chance(random, plan->cut_stripes)) {
        double gap = length * ird_draw_log(random, 0.02, 0.2);
        int64_t from = span.low_dbu +
                       ird_even(ird_random_uniform(random, 0.1, 0.9) * (length - gap));
        piece.box =
            box_along(on->is_vertical, (ird_span){span.low_dbu, from}, at, on->width_dbu);
        IRD_TRY(add_piece(plan, &piece, err));
        span.low_dbu = from + ird_even(gap);
    }
    piece.box = box_along(on->is_vertical, span, at, on->width_dbu);
    return add_piece(plan, &piece, err);
}

static ird_status add_stripes(ird_floorplan *plan, int net, int32_t g, ird_error *err) {
    const ird_world_layer *on = &plan->world->facts.layers[g];
    ird_rect core = plan->world->design.core;
    bool is_lowest = g == plan->first_stripe;
    int64_t low = on->is_vertical ? core.x0_dbu : core.y0_dbu;
    int64_t high = (on->is_vertical ? core.x1_dbu : core.y1_dbu) - on->width_dbu / 2;
    ird_span whole = on->is_vertical ? (ird_span){core.y0_dbu, core.y1_dbu}
                                     : (ird_span){core.x0_dbu, core.x1_dbu};
    bool is_plenty = (high - low) / on->pitch_dbu >= 4;
    for (int64_t k = 0, at = low + on->offset_dbu[net]; at <= high;
         k++, at += on->pitch_dbu) {
        ird_span spans[IRD_FLOORPLAN_SPANS] = {whole};
        size_t count = is_lowest ? zone_spans(plan, at, k, spans) : 1;
        if (is_plenty && ird_draw_chance(&plan->random, plan->missing_stripes)) {
            continue;
        }
        for (size_t i = 0; i < plan->block_count && is_lowest; i++) {
            const ird_block *block = &plan->blocks[i];
            ird_rect clear = block->clear[net];
            if (!block->passes && at + on->width_dbu / 2 > clear.x0_dbu &&
                at - on->width_dbu / 2 < clear.x1_dbu) {
                ird_spans_cut(spans, &count, clear.y0_dbu, clear.y1_dbu);
            }
        }
        for (size_t i = 0; i < count; i++) {
            IRD_TRY(add_stripe(plan, g, spans[i], at, err));
        }
    }
    return IRD_OK;
}

/* Vertical legs on the lowest stripe layer, horizontal ones on the next; the pins of the
 * block reach the ring by wires of their width. */
static ird_status add_ring(ird_floorplan *plan, int net, const ird_block *block,
                           ird_error *err) {
    ird_rect in = block->clear[net];
    int64_t w = block->ring_dbu;
    ird_rect out = {in.x0_dbu - w, in.y0_dbu - w, in.x1_dbu + w, in.y1_dbu + w};
    int32_t g = plan->first_stripe;
    ird_grid_piece legs[] = {
        {{out.x0_dbu, out.y0_dbu, in.x0_dbu, out.y1_dbu}, g, -1, IRD_SHAPE_BLOCKRING, 0},
        {{in.x1_dbu, out.y0_dbu, out.x1_dbu, out.y1_dbu}, g, -1, IRD_SHAPE_BLOCKRING, 0},
        {{out.x0_dbu, out.y0_dbu, out.x1_dbu, in.y0_dbu},
         g + 1,
         -1,
         IRD_SHAPE_BLOCKRING,
         0},
        {{out.x0_dbu, in.y1_dbu, out.x1_dbu, out.y1_dbu},
         g + 1,
         -1,
         IRD_SHAPE_BLOCKRING,
         0}};
    for (size_t i = 0; i < 4; i++) {
        IRD_TRY(add_piece(plan, &legs[i], err));
    }
    ird_span x;
    int64_t into = plan->row_dbu;
    for (size_t i = 0; ird_block_pin(plan, block, net, i, &x); i++) {
        ird_grid_piece low = {
            {x.low_dbu, out.y0_dbu, x.high_dbu, block->box.y0_dbu + into},
            g,
            -1,
            IRD_SHAPE_BLOCKWIRE,
            0};
        ird_grid_piece high = {
            {x.low_dbu, block->box.y1_dbu - into, x.high_dbu, out.y1_dbu},
            g,
            -1,
            IRD_SHAPE_BLOCKWIRE,
            0};
        IRD_TRY(add_piece(plan, &low, err));
        IRD_TRY(add_piece(plan, &high, err));
    }
    return IRD_OK;
}

static ird_status add_block(ird_floorplan *plan, int net, int32_t index, ird_error *err) {
    const ird_block *block = &plan->blocks[index];
    ird_span x;
    for (size_t i = 0; ird_block_pin(plan, block, net, i, &x); i++) {
        ird_grid_piece pin = {
            {x.low_dbu, block->box.y0_dbu, x.high_dbu, block->box.y1_dbu},
            plan->first_stripe,
            index,
            IRD_SHAPE_NONE,
            false};
        IRD_TRY(add_piece(plan, &pin, err));
    }
    return block->has_ring ? add_ring(plan, net, block, err) : IRD_OK;
}

ird_status ird_floorplan_stripes(ird_floorplan *plan, int net, ird_error *err) {
    plan->pieces.count = 0;
    for (int64_t r = net == 0 ? 1 : 0; r <= plan->rows; r += 2) {
        IRD_TRY(add_rail(plan, net, r, err));
    }
    for (size_t g = (size_t)plan->first_stripe; g < plan->world->facts.layer_count; g++) {
        IRD_TRY(add_stripes(plan, net, (int32_t)g, err));
    }
    for (size_t i = 0; i < plan->block_count; i++) {
        IRD_TRY(add_block(plan, net, (int32_t)i, err));
    }
    return IRD_OK;
}
