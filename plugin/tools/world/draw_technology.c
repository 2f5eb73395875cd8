/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Technologies from 130 nm to 7 nm. The scaling laws go through published figures: the
 * pitch of metal 1 is 0.4 um at 130 nm and 0.04 um at 7 nm, its sheet resistance some
 * 0.1 ohm and 5 ohm; every value is then drawn around them.
 */
#include <stdio.h>
#include <string.h>

#include "world/floorplan.h"

static const char DOING[] = "making a technology";

enum { METALS_MAX = 12, NAME_SIZE = 24 };

static ird_status add_layer(ird_technology *tech, const char *name,
                            const ird_layer *layer, ird_error *err) {
    int32_t id;
    IRD_TRY(ird_vec_reserve(&tech->layers, 1, DOING, err));
    IRD_TRY(ird_names_add(&tech->layer_names, name, strlen(name), &id, NULL, err));
    tech->layers.items[tech->layers.count++] = *layer;
    return IRD_OK;
}

/* Metals that carry the grid: rails on the lowest, then stripes, each across the one
 * below. Between two there may be metals that only stacked vias pass. */
static int32_t choose_metals(ird_floorplan *plan) {
    ird_random *random = &plan->random;
    ird_world_facts *facts = &plan->world->facts;
    int32_t rails = ird_draw_chance(random, 0.15) ? 2 : 1;
    static const double part[] = {0.12, 0.40, 0.65, 0.87, 1};
    double u = ird_random_uniform(random, 0, 1);
    int32_t stripes = 1;
    while (u > part[stripes - 1]) {
        stripes++;
    }
    stripes = rails + stripes > IRD_WORLD_LAYERS ? IRD_WORLD_LAYERS - rails : stripes;
    int32_t metal = 0;
    for (int32_t g = 0; g < rails + stripes; g++) {
        int32_t left = rails + stripes - g - 1;
        double skips = g < rails ? 0 : g == rails ? 0.6 : 0.35;
        metal++;
        if (ird_draw_chance(random, skips) && metal + 2 + left <= METALS_MAX) {
            metal += 2;
            facts->features |= IRD_WORLD_SKIPS_LAYERS;
        }
        facts->layers[g] =
            (ird_world_layer){.metal = metal,
                              .layer = 2 * (metal - 1),
                              .is_vertical = g >= rails && (metal - rails) % 2 == 1,
                              .is_rail = g < rails};
    }
    facts->features |= rails == 2 ? IRD_WORLD_DUAL_RAILS : 0;
    facts->layer_count = (size_t)(rails + stripes);
    plan->first_stripe = rails;
    return metal;
}

/* Metals and the cuts between them; the layer of metal k is 2 (k - 1). */
static ird_status add_metals(ird_floorplan *plan, int32_t metals, double pitch_um,
                             ird_error *err) {
    ird_random *random = &plan->random;
    ird_world_facts *facts = &plan->world->facts;
    double growth = ird_random_uniform(random, 1.1, 1.35);
    double sheet = ird_draw_clamped(0.38 * pow(45 / facts->feature_nm, 1.3) *
                                        ird_draw_lognormal(random, 0.4),
                                    0.03, 10);
    double sheet_decay = ird_random_uniform(random, 0.6, 0.95);
    double cut = ird_draw_log(random, 1, 50);
    double cut_decay = ird_random_uniform(random, 0.6, 1);
    for (int32_t k = 0; k < metals; k++) {
        char name[NAME_SIZE];
        double pitch = pitch_um * pow(growth, k);
        bool is_vertical = k + 1 > plan->first_stripe && (k + 1 - plan->first_stripe) % 2;
        ird_layer metal = {
            .kind = IRD_LAYER_ROUTING,
            .direction = is_vertical ? IRD_DIRECTION_VERTICAL : IRD_DIRECTION_HORIZONTAL,
            .width_um = pitch / 2,
            .pitch_x_um = pitch,
            .pitch_y_um = pitch,
            .spacing_um = pitch / 2,
            .thickness_um = (double)NAN,
            .height_um = (double)NAN,
            .cut_ohm = (double)NAN,
            .sheet_ohm = ird_draw_clamped(sheet * pow(sheet_decay, k) *
                                              ird_draw_lognormal(random, 0.15),
                                          0.008, 10)};
        snprintf(name, sizeof name, "metal%d", (int)k + 1);
        IRD_TRY(add_layer(&plan->world->tech, name, &metal, err));
        ird_layer via = metal;
        via.kind = IRD_LAYER_CUT;
        via.direction = IRD_DIRECTION_NONE;
        via.sheet_ohm = (double)NAN;
        via.cut_ohm = ird_draw_clamped(
            cut * pow(cut_decay, k) * ird_draw_lognormal(random, 0.15), 0.4, 50);
        snprintf(name, sizeof name, "via%d", (int)k + 1);
        if (k + 1 < metals) {
            IRD_TRY(add_layer(&plan->world->tech, name, &via, err));
        }
    }
    return IRD_OK;
}

static void note_resistances(ird_floorplan *plan) {
    const ird_layer *layers = plan->world->tech.layers.items;
    ird_world_facts *facts = &plan->world->facts;
    for (size_t g = 0; g < facts->layer_count; g++) {
        ird_world_layer *on = &facts->layers[g];
        on->sheet_ohm = layers[on->layer].sheet_ohm;
        on->cut_ohm = g + 1 < facts->layer_count ? layers[on->layer + 1].cut_ohm : 0;
    }
}

static ird_status add_shape(ird_technology *tech, int32_t layer, ird_rect box,
                            ird_error *err) {
    IRD_TRY(ird_vec_reserve(&tech->pin_shapes, 1, DOING, err));
    tech->pin_shapes.items[tech->pin_shapes.count++] = (ird_shape_um){
        layer,
        {ird_um(box.x0_dbu), ird_um(box.y0_dbu), ird_um(box.x1_dbu), ird_um(box.y1_dbu)}};
    return IRD_OK;
}

/* Supply pin number i of the macro added last; its shapes follow. Net 0: VDD. */
static ird_status add_pin(ird_technology *tech, int net, size_t i, ird_error *err) {
    char text[NAME_SIZE];
    int32_t name;
    const char *stem = net == 0 ? "VDD" : "VSS";
    int size = i == 0 ? snprintf(text, sizeof text, "%s", stem)
                      : snprintf(text, sizeof text, "%s%zu", stem, i);
    IRD_TRY(ird_names_add(&tech->pin_names, text, (size_t)size, &name, NULL, err));
    IRD_TRY(ird_vec_reserve(&tech->macro_pins, 1, DOING, err));
    tech->macro_pins.items[tech->macro_pins.count++] =
        (ird_macro_pin){.name = name,
                        .use = net == 0 ? IRD_USE_POWER : IRD_USE_GROUND,
                        .direction = IRD_PIN_INOUT,
                        .first_shape = tech->pin_shapes.count};
    tech->macros.items[tech->macros.count - 1].pin_count++;
    return IRD_OK;
}

static ird_status add_macro(ird_floorplan *plan, ird_world_cell_kind kind,
                            int64_t width_dbu, int64_t height_dbu, ird_error *err) {
    int32_t id;
    ird_technology *tech = &plan->world->tech;
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%s_%zu", kind == IRD_WORLD_BLOCK ? "BLOCK" : "CELL",
             tech->macros.count);
    IRD_TRY(ird_vec_reserve(&tech->macros, 1, DOING, err));
    IRD_TRY(ird_names_add(&tech->macro_names, name, strlen(name), &id, NULL, err));
    plan->world->kinds[tech->macros.count] = (uint8_t)kind;
    tech->macros.items[tech->macros.count++] =
        (ird_macro){.class_ = kind == IRD_WORLD_BLOCK ? IRD_MACRO_BLOCK : IRD_MACRO_CORE,
                    .class_detail = -1,
                    .site = -1,
                    .width_um = ird_um(width_dbu),
                    .height_um = ird_um(height_dbu),
                    .first_pin = tech->macro_pins.count,
                    .has_signal_pin = kind != IRD_WORLD_TAP};
    return IRD_OK;
}

/* Its pins are the rails over its whole width: ground below, power above. */
static ird_status add_cell(ird_floorplan *plan, ird_world_cell_kind kind, int64_t sites,
                           ird_error *err) {
    ird_technology *tech = &plan->world->tech;
    int64_t width = sites * plan->site_dbu, height = plan->row_dbu;
    int64_t half = plan->world->facts.layers[0].width_dbu / 2;
    IRD_TRY(add_macro(plan, kind, width, height, err));
    for (int net = 0; net < 2; net++) {
        int64_t y = net == 0 ? height : 0;
        IRD_TRY(add_pin(tech, net, 0, err));
        IRD_TRY(add_shape(tech, 0, (ird_rect){0, y - half, width, y + half}, err));
        tech->macro_pins.items[tech->macro_pins.count - 1].shape_count = 1;
    }
    return IRD_OK;
}

static ird_status add_cells(ird_floorplan *plan, ird_error *err) {
    ird_random *random = &plan->random;
    int64_t logic = ird_draw_whole(random, 6, 12);
    int64_t narrow = ird_draw_whole(random, 2, 4);
    for (int64_t i = 0; i < logic; i++) {
        int64_t sites = narrow + (int64_t)floor(ird_draw_log(random, 1, 10)) - 1;
        IRD_TRY(add_cell(plan, IRD_WORLD_LOGIC, sites, err));
    }
    int64_t flops = ird_draw_whole(random, 1, 2), clocks = ird_draw_whole(random, 1, 2);
    for (int64_t i = 0; i < flops; i++) {
        IRD_TRY(add_cell(plan, IRD_WORLD_FLOP, ird_draw_whole(random, 12, 26), err));
    }
    for (int64_t i = 0; i < clocks; i++) {
        IRD_TRY(add_cell(plan, IRD_WORLD_CLOCK, ird_draw_whole(random, 4, 30), err));
    }
    return add_cell(plan, IRD_WORLD_TAP, ird_draw_whole(random, 1, 4), err);
}

ird_status ird_floorplan_technology(ird_floorplan *plan, ird_error *err) {
    int32_t id;
    ird_random *random = &plan->random;
    ird_world *world = plan->world;
    ird_world_facts *facts = &world->facts;
    facts->feature_nm = ird_draw_log(random, 7, 130);
    double pitch_um =
        0.04 * pow(facts->feature_nm / 7, 0.8) * ird_draw_log(random, 0.85, 1.2);
    plan->row_dbu =
        ird_even(pitch_um * (double)ird_draw_whole(random, 6, 11) * IRD_FLOORPLAN_UNITS);
    plan->site_dbu =
        ird_even(pitch_um * ird_random_uniform(random, 0.8, 1.5) * IRD_FLOORPLAN_UNITS);
    facts->row_um = ird_um(plan->row_dbu);
    facts->site_um = ird_um(plan->site_dbu);
    plan->cuts_max = ird_draw_whole(random, 1, 6);
    IRD_TRY(add_metals(plan, choose_metals(plan), pitch_um, err));
    note_resistances(plan);
    double rail_um =
        ird_draw_clamped(facts->row_um * ird_draw_log(random, 0.05, 0.22), 0.02, 0.8);
    for (int32_t g = 0; g < plan->first_stripe; g++) {
        facts->layers[g].width_dbu = 2 * ird_even(rail_um / 2 * IRD_FLOORPLAN_UNITS);
        facts->layers[g].pitch_dbu = 2 * plan->row_dbu;
    }
    ird_site site = {facts->site_um, facts->row_um};
    IRD_TRY(ird_names_add(&world->tech.site_names, "core", 4, &id, NULL, err));
    IRD_TRY(ird_vec_reserve(&world->tech.sites, 1, DOING, err));
    world->tech.sites.items[world->tech.sites.count++] = site;
    world->tech.lef_units = IRD_FLOORPLAN_UNITS;
    world->tech.files = 1;
    return add_cells(plan, err);
}

/* The pins are those pieces of the floorplan that stand on it, both nets'. */
ird_status ird_floorplan_block_macro(ird_floorplan *plan, ird_block *block,
                                     ird_error *err) {
    ird_technology *tech = &plan->world->tech;
    int64_t width = block->box.x1_dbu - block->box.x0_dbu;
    int64_t height = block->box.y1_dbu - block->box.y0_dbu;
    const ird_world_layer *on = &plan->world->facts.layers[plan->first_stripe];
    block->macro = (int32_t)tech->macros.count;
    IRD_TRY(add_macro(plan, IRD_WORLD_BLOCK, width, height, err));
    for (int net = 0; net < 2; net++) {
        ird_span span;
        for (size_t i = 0; ird_block_pin(plan, block, net, i, &span); i++) {
            ird_rect box = {span.low_dbu - block->box.x0_dbu, 0,
                            span.high_dbu - block->box.x0_dbu, height};
            if (i == 0 || block->has_pins_apart) {
                IRD_TRY(add_pin(tech, net, i, err));
            }
            IRD_TRY(add_shape(tech, on->layer, box, err));
            tech->macro_pins.items[tech->macro_pins.count - 1].shape_count++;
        }
    }
    return IRD_OK;
}
