/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Where the supply comes in: DEF pins on stripes, or places on the top layer.
 */
#include "world/floorplan.h"

#include <string.h>

static const char DOING[] = "placing sources";

const char *ird_world_source_name(ird_world_source source) {
    static const char *const names[] = {"pins at ends",  "pins on stripes", "bumps",
                                        "default bumps", "all ends",        "few",
                                        "corner"};
    return (size_t)source < IRD_WORLD_SOURCE_COUNT ? names[source] : "unknown";
}

static ird_status add_place(ird_floorplan *plan, double x_dbu, double y_dbu,
                            ird_error *err) {
    ird_source_file *file = &plan->world->places;
    IRD_TRY(ird_vec_reserve(&file->places, 1, DOING, err));
    file->places.items[file->places.count] =
        (ird_source_place){.x_um = x_dbu / IRD_FLOORPLAN_UNITS,
                           .y_um = y_dbu / IRD_FLOORPLAN_UNITS,
                           .name = -1,
                           .layer = -1,
                           .line = (long)file->places.count + 1};
    file->places.count++;
    return IRD_OK;
}

static int32_t top_of(const ird_floorplan *plan) {
    return (int32_t)plan->world->facts.layer_count - 1;
}

/* Stripes of a layer of the grid, not pins and rings. */
static bool is_stripe(const ird_grid_piece *piece, int32_t g) {
    return piece->g == g && piece->block < 0 && piece->shape == IRD_SHAPE_STRIPE;
}

static ird_rect end_of(const ird_world_layer *on, ird_rect box, bool is_high) {
    int64_t width = on->width_dbu;
    if (on->is_vertical && is_high) {
        box.y0_dbu = box.y1_dbu - width;
    } else if (on->is_vertical) {
        box.y1_dbu = box.y0_dbu + width;
    } else if (is_high) {
        box.x0_dbu = box.x1_dbu - width;
    } else {
        box.x1_dbu = box.x0_dbu + width;
    }
    return box;
}

/* The pin of the net that is solved; its shapes follow. */
static ird_status add_pin(ird_floorplan *plan, ird_error *err) {
    int32_t id;
    ird_design *design = &plan->world->design;
    int32_t net = plan->world->net;
    const char *name = net == 0 ? "VDD" : "VSS";
    IRD_TRY(ird_vec_reserve(&design->pins, 1, DOING, err));
    IRD_TRY(ird_names_add(&design->pin_names, name, 3, &id, NULL, err));
    design->pins.items[design->pins.count++] =
        (ird_pin){.net = net,
                  .use = net == 0 ? IRD_USE_POWER : IRD_USE_GROUND,
                  .direction = IRD_PIN_INOUT,
                  .placement = IRD_FIXED,
                  .is_special = true,
                  .first_shape = design->pin_shapes.count};
    return IRD_OK;
}

static ird_status add_pin_shape(ird_floorplan *plan, int32_t g, ird_rect box,
                                ird_error *err) {
    ird_design *design = &plan->world->design;
    IRD_TRY(ird_vec_reserve(&design->pin_shapes, 1, DOING, err));
    design->pin_shapes.items[design->pin_shapes.count++] =
        (ird_shape){plan->world->facts.layers[g].layer, box};
    design->pins.items[design->pins.count - 1].shape_count++;
    return IRD_OK;
}

/* Ends of stripes of layer g, at the low and the high side as asked for, each with a
 * chance; whole stripes where is_whole. */
static ird_status add_pins_on(ird_floorplan *plan, int32_t g, bool low, bool high,
                              bool is_whole, double chance, ird_error *err) {
    const ird_world_layer *on = &plan->world->facts.layers[g];
    for (size_t i = 0; i < plan->pieces.count; i++) {
        const ird_grid_piece *piece = &plan->pieces.items[i];
        if (!is_stripe(piece, g) || !ird_draw_chance(&plan->random, chance)) {
            continue;
        }
        if (is_whole) {
            IRD_TRY(add_pin_shape(plan, g, piece->box, err));
        }
        if (!is_whole && low) {
            IRD_TRY(add_pin_shape(plan, g, end_of(on, piece->box, false), err));
        }
        if (!is_whole && high) {
            IRD_TRY(add_pin_shape(plan, g, end_of(on, piece->box, true), err));
        }
    }
    return IRD_OK;
}

static ird_status add_pins(ird_floorplan *plan, bool is_whole, ird_error *err) {
    ird_random *random = &plan->random;
    int32_t top = top_of(plan);
    unsigned sides = (unsigned)ird_draw_whole(random, 1, 15);
    double chance = ird_draw_chance(random, 0.5) ? 1 : ird_draw_log(random, 0.1, 1);
    bool has_below = top > plan->first_stripe;
    sides = has_below ? sides : (sides & 3) == 0 ? 1 : sides;
    IRD_TRY(add_pin(plan, err));
    if (is_whole || (sides & 3) != 0) {
        IRD_TRY(add_pins_on(plan, top, sides & 1, sides & 2, is_whole, chance, err));
    }
    if (has_below && !is_whole && (sides & 12) != 0) {
        IRD_TRY(add_pins_on(plan, top - 1, sides & 4, sides & 8, false, chance, err));
    }
    size_t count = plan->world->design.pin_shapes.count;
    return count > 0 ? IRD_OK : add_pins_on(plan, top, true, true, false, 1, err);
}

static ird_status add_bumps(ird_floorplan *plan, ird_error *err) {
    ird_random *random = &plan->random;
    ird_rect die = plan->world->design.die;
    double width = (double)die.x1_dbu, height = (double)die.y1_dbu;
    double side = fmax(width, height);
    double least = fmin(30.0 * IRD_FLOORPLAN_UNITS, side / 2);
    double pitch =
        ird_draw_log(random, fmax(least, side / 12),
                     fmax(least * 1.5, fmin(300.0 * IRD_FLOORPLAN_UNITS, side)));
    bool is_checkered = ird_draw_chance(random, 0.3);
    double x0 = ird_random_uniform(random, 0.1, 0.9) * fmin(pitch, width);
    double y0 = ird_random_uniform(random, 0.1, 0.9) * fmin(pitch, height);
    int64_t row = 0;
    for (double y = y0; y < height; y += pitch, row++) {
        int64_t column = 0;
        for (double x = x0; x < width; x += pitch, column++) {
            if (!is_checkered || (row + column) % 2 == 0) {
                IRD_TRY(add_place(plan, x, y, err));
            }
        }
    }
    return IRD_OK;
}

static ird_status add_all_ends(ird_floorplan *plan, ird_error *err) {
    const ird_world_layer *on = &plan->world->facts.layers[top_of(plan)];
    for (size_t i = 0; i < plan->pieces.count; i++) {
        const ird_grid_piece *piece = &plan->pieces.items[i];
        for (int end = 0; end < 2 && is_stripe(piece, top_of(plan)); end++) {
            ird_rect box = end_of(on, piece->box, end == 1);
            IRD_TRY(add_place(plan, (double)(box.x0_dbu + box.x1_dbu) / 2,
                              (double)(box.y0_dbu + box.y1_dbu) / 2, err));
        }
    }
    return IRD_OK;
}

/* A few places anywhere; or, for a corner, within a quarter of the sides of it. */
static ird_status add_few(ird_floorplan *plan, bool is_corner, ird_error *err) {
    ird_random *random = &plan->random;
    ird_rect die = plan->world->design.die;
    double width = (double)die.x1_dbu, height = (double)die.y1_dbu;
    int64_t count =
        is_corner ? ird_draw_whole(random, 1, 3) : ird_draw_whole(random, 1, 8);
    bool is_right = ird_draw_chance(random, 0.5), is_upper = ird_draw_chance(random, 0.5);
    double reach = is_corner ? 0.25 : 1;
    for (int64_t i = 0; i < count; i++) {
        double x = reach * ird_random_uniform(random, 0, 1);
        double y = reach * ird_random_uniform(random, 0, 1);
        x = is_corner && is_right ? 1 - x : x;
        y = is_corner && is_upper ? 1 - y : y;
        IRD_TRY(add_place(plan, x * width, y * height, err));
    }
    return IRD_OK;
}

static ird_world_source draw_kind(ird_floorplan *plan) {
    static const double part[] = {0.22, 0.36, 0.60, 0.66, 0.74, 0.92, 1};
    double u = ird_random_uniform(&plan->random, 0, 1);
    int kind = 0;
    while (u >= part[kind]) {
        kind++;
    }
    return (ird_world_source)kind;
}

static ird_status add_kind(ird_floorplan *plan, ird_world_source kind, ird_error *err) {
    ird_random *random = &plan->random;
    ird_source_options *options = &plan->world->sources;
    switch (kind) {
    case IRD_WORLD_PINS_AT_ENDS:
    case IRD_WORLD_PINS_ON_STRIPES:
        options->type = IRD_SOURCE_PINS;
        return add_pins(plan, kind == IRD_WORLD_PINS_ON_STRIPES, err);
    case IRD_WORLD_BUMPS_DEFAULT:
        options->type = IRD_SOURCE_BUMPS;
        options->bump_pitch_x_um = ird_draw_log(random, 30, 200);
        options->bump_pitch_y_um = options->bump_pitch_x_um;
        options->bump_size_um =
            options->bump_pitch_x_um * ird_random_uniform(random, 0.1, 0.5);
        options->bump_interval = (int)ird_draw_whole(random, 1, 3);
        return IRD_OK;
    case IRD_WORLD_BUMPS:
        options->type = IRD_SOURCE_FILE;
        return add_bumps(plan, err);
    case IRD_WORLD_ALL_ENDS:
        options->type = IRD_SOURCE_FILE;
        return add_all_ends(plan, err);
    default:
        options->type = IRD_SOURCE_FILE;
        return add_few(plan, kind == IRD_WORLD_CORNER, err);
    }
}

/* A rough drop for a current of 1 A/um^2: what flows over each layer to the next one
 * above falls off as r s^2 / 8 along its wires, and once more in the vias. */
static double estimate_ohm_um2(const ird_floorplan *plan, double places) {
    const ird_world_facts *facts = &plan->world->facts;
    double side = sqrt(facts->die_x_um * facts->die_y_um);
    double sum = 0;
    for (size_t g = (size_t)plan->first_stripe - 1; g < facts->layer_count; g++) {
        const ird_world_layer *on = &facts->layers[g];
        bool is_top = g + 1 == facts->layer_count;
        double pitch = ird_um(on->pitch_dbu), width = ird_um(on->width_dbu);
        double span =
            is_top ? side / sqrt(places) : ird_um(facts->layers[g + 1].pitch_dbu);
        sum += on->sheet_ohm / width * pitch * span * span / 8 +
               on->cut_ohm / (double)plan->cuts_max * pitch * span;
    }
    return sum;
}

ird_status ird_floorplan_sources(ird_floorplan *plan, ird_error *err) {
    ird_world *world = plan->world;
    ird_world_source kind = draw_kind(plan);
    world->sources = ird_source_defaults;
    world->places.volt = (double)NAN;
    IRD_TRY(add_kind(plan, kind, err));
    bool is_nowhere = world->places.places.count + world->design.pin_shapes.count == 0;
    if (is_nowhere && kind != IRD_WORLD_BUMPS_DEFAULT) { /* no stripe to stand on */
        kind = IRD_WORLD_FEW;
        IRD_TRY(add_kind(plan, kind, err));
    }
    size_t places = world->places.places.count + world->design.pin_shapes.count;
    double count = places > 0 ? (double)places : 4;
    world->facts.source = kind;
    world->facts.source_places = places;
    world->facts.ohm_um2 = estimate_ohm_um2(plan, count);
    if (ird_draw_chance(&plan->random, 0.15)) { /* a part of what the grid has itself */
        double grid_ohm =
            world->facts.ohm_um2 / (world->facts.die_x_um * world->facts.die_y_um);
        world->sources.package_ohm =
            grid_ohm * count * ird_draw_log(&plan->random, 0.01, 1);
        world->facts.features |= IRD_WORLD_PACKAGE;
    }
    return IRD_OK;
}
