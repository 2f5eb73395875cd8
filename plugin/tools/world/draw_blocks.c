/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Hard blocks: where they stand, their supply pins on the lowest stripe layer, and what
 * the grid leaves free around them. Where a layer above crosses the pins, or a ring does,
 * the lowest stripes end at the block; else they run across it over the pins.
 */
#include "world/floorplan.h"

static ird_rect grown(ird_rect box, int64_t by) {
    return (ird_rect){box.x0_dbu - by, box.y0_dbu - by, box.x1_dbu + by, box.y1_dbu + by};
}

/* True when a stripe of each net on layer g lies wholly inside [low, high]. */
static bool has_stripes(const ird_floorplan *plan, int32_t g, int64_t from, int64_t low,
                        int64_t high) {
    const ird_world_layer *on = &plan->world->facts.layers[g];
    for (int net = 0; net < 2; net++) {
        int64_t first = from + on->offset_dbu[net], half = on->width_dbu / 2;
        int64_t k = low + half > first
                        ? (low + half - first + on->pitch_dbu - 1) / on->pitch_dbu
                        : 0;
        if (first + k * on->pitch_dbu + half > high) {
            return false;
        }
    }
    return true;
}

bool ird_block_pin(const ird_floorplan *plan, const ird_block *block, int net, size_t i,
                   ird_span *span) {
    const ird_world_layer *on = &plan->world->facts.layers[plan->first_stripe];
    int64_t half, at;
    if (block->passes) {
        half = on->width_dbu / 2;
        int64_t first = plan->world->design.core.x0_dbu + on->offset_dbu[net];
        int64_t low = block->box.x0_dbu + half;
        int64_t k = low > first ? (low - first + on->pitch_dbu - 1) / on->pitch_dbu : 0;
        at = first + (k + (int64_t)i) * on->pitch_dbu;
    } else {
        half = block->pin_width_dbu / 2;
        at = block->box.x0_dbu + block->pin_pitch_dbu / 4 +
             ((int64_t)i * 2 + net) * block->pin_pitch_dbu / 2;
    }
    *span = (ird_span){at - half, at + half};
    return span->high_dbu <= block->box.x1_dbu;
}

/* Box of a block on sites and rows, at random or in a corner of the core. */
static ird_rect draw_box(ird_floorplan *plan) {
    ird_random *random = &plan->random;
    ird_rect core = plan->world->design.core;
    double part =
        plan->block_area / (double)plan->block_goal * ird_draw_lognormal(random, 0.3);
    double aspect = ird_draw_log(random, 0.5, 2);
    int64_t sites = (int64_t)(sqrt(part * aspect) * (double)plan->columns);
    int64_t rows = (int64_t)(sqrt(part / aspect) * (double)plan->rows);
    int64_t free_x = plan->columns - sites, free_y = plan->rows - rows;
    if (sites < 10 || rows < 4 || free_x < 8 || free_y < 4) {
        return (ird_rect){0, 0, 0, 0};
    }
    bool is_cornered = ird_draw_chance(random, 0.4);
    int64_t x = ird_draw_whole(random, 0, free_x), y = ird_draw_whole(random, 0, free_y);
    if (is_cornered) {
        x = x < free_x / 2 ? 0 : free_x;
        y = y < free_y / 2 ? 0 : free_y;
    }
    int64_t x0 = core.x0_dbu + x * plan->site_dbu, y0 = core.y0_dbu + y * plan->row_dbu;
    return (ird_rect){x0, y0, x0 + sites * plan->site_dbu, y0 + rows * plan->row_dbu};
}

static bool is_free(const ird_floorplan *plan, const ird_block *block) {
    ird_rect die = plan->world->design.die, out = block->keepout;
    if (block->has_ring && (out.x0_dbu < die.x0_dbu || out.y0_dbu < die.y0_dbu ||
                            out.x1_dbu > die.x1_dbu || out.y1_dbu > die.y1_dbu)) {
        return false;
    }
    for (size_t i = 0; i < plan->block_count; i++) {
        if (ird_boxes_overlap(out, plan->blocks[i].keepout)) {
            return false;
        }
    }
    return true;
}

/* Pins, ring and clearances for the box; false where the block could not be fed. */
static bool dress(ird_floorplan *plan, ird_block *block) {
    ird_random *random = &plan->random;
    const ird_world_facts *facts = &plan->world->facts;
    ird_rect core = plan->world->design.core, box = block->box;
    int32_t g = plan->first_stripe;
    const ird_world_layer *on = &facts->layers[g];
    bool has_above = (size_t)g + 1 < facts->layer_count;
    double width = (double)(box.x1_dbu - box.x0_dbu);
    block->has_pins_apart = ird_draw_chance(random, 0.5);
    block->passes = !has_above;
    block->has_ring =
        has_above && (ird_draw_chance(random, 0.5) ||
                      !has_stripes(plan, g + 1, core.y0_dbu, box.y0_dbu, box.y1_dbu));
    block->pin_pitch_dbu =
        4 * ird_even(width / (double)ird_draw_whole(random, 2, 12) / 4);
    block->pin_width_dbu = 2 * ird_even((double)block->pin_pitch_dbu *
                                        ird_random_uniform(random, 0.05, 0.3) / 2);
    block->pin_width_dbu = block->pin_width_dbu < 4 ? 4 : block->pin_width_dbu;
    int64_t halo = plan->site_dbu * ird_draw_whole(random, 1, 8);
    int64_t wide = on->width_dbu > facts->layers[0].width_dbu
                       ? on->width_dbu
                       : facts->layers[0].width_dbu;
    block->ring_dbu = 2 * ird_even((double)wide * ird_random_uniform(random, 0.8, 2) / 2);
    int64_t step = block->has_ring ? 2 * block->ring_dbu : 0;
    block->clear[0] = grown(box, halo);
    block->clear[1] = grown(box, halo + step);
    block->keepout = grown(box, halo + step + step / 2);
    return !block->passes || has_stripes(plan, g, core.x0_dbu, box.x0_dbu, box.x1_dbu);
}

ird_status ird_floorplan_blocks(ird_floorplan *plan, ird_error *err) {
    enum { TRIES = 12 };
    ird_world_facts *facts = &plan->world->facts;
    for (size_t i = 0; i < TRIES * plan->block_goal; i++) {
        ird_block block = {.box = draw_box(plan)};
        if (plan->block_count >= plan->block_goal || block.box.x1_dbu == 0 ||
            !dress(plan, &block) || !is_free(plan, &block)) {
            continue;
        }
        IRD_TRY(ird_floorplan_block_macro(plan, &block, err));
        facts->features |= block.has_ring ? IRD_WORLD_RINGS : 0;
        plan->blocks[plan->block_count++] = block;
    }
    facts->blocks = plan->block_count;
    if ((size_t)plan->first_stripe + 1 == facts->layer_count && facts->blocks > 0) {
        plan->zone_count = facts->zones = 1; /* stripes must meet the pins under them */
        plan->zones[0] = (ird_zone){plan->world->design.core, 1};
        facts->features &= ~(unsigned)IRD_WORLD_ZONES;
    }
    return IRD_OK;
}
