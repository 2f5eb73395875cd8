/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Vias wherever pieces of two neighbouring layers of the grid cross, stacked through the
 * metals between, and the net with its wires and vias in the design.
 */
#include <stdio.h>
#include <string.h>

#include "world/floorplan.h"

static const char DOING[] = "drawing vias";

/* Two pieces that cross. */
typedef struct crossing {
    ird_rect box;
    uint32_t below, above;
} crossing;

typedef struct crossings {
    IRD_VEC(crossing) items;
} crossings;

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static ird_rect overlap_of(ird_rect a, ird_rect b) {
    return (ird_rect){a.x0_dbu > b.x0_dbu ? a.x0_dbu : b.x0_dbu,
                      a.y0_dbu > b.y0_dbu ? a.y0_dbu : b.y0_dbu,
                      least(a.x1_dbu, b.x1_dbu), least(a.y1_dbu, b.y1_dbu)};
}

static bool is_missing(ird_floorplan *plan, const crossing *at) {
    bool is_bare =
        plan->pieces.items[at->below].g < plan->first_stripe &&
        plan->pieces.items[at->above].g >= plan->first_stripe &&
        at->box.x0_dbu >= plan->bare.x0_dbu && at->box.x1_dbu <= plan->bare.x1_dbu &&
        at->box.y0_dbu >= plan->bare.y0_dbu && at->box.y1_dbu <= plan->bare.y1_dbu;
    bool is_lost =
        plan->missing_vias > 0 && ird_draw_chance(&plan->random, plan->missing_vias);
    return is_bare || is_lost;
}

static ird_status add_crossing(ird_floorplan *plan, crossings *found, const crossing *at,
                               ird_error *err) {
    if (is_missing(plan, at)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&found->items, 1, DOING, err));
    found->items.items[found->items.count++] = *at;
    plan->pieces.items[at->below].is_fed = true;
    return IRD_OK;
}

/* Rails of two metals over each other: a via every so far. */
static ird_status add_along(ird_floorplan *plan, crossings *found, crossing at,
                            int64_t step_dbu, ird_error *err) {
    ird_rect whole = at.box;
    int64_t half = ird_even((double)(whole.y1_dbu - whole.y0_dbu) / 2);
    for (int64_t x = whole.x0_dbu + step_dbu / 2; x + half <= whole.x1_dbu;
         x += step_dbu) {
        at.box.x0_dbu = x - half;
        at.box.x1_dbu = x + half;
        IRD_TRY(add_crossing(plan, found, &at, err));
    }
    return IRD_OK;
}

/* Where b, above a, crosses it: by most of both widths. */
static ird_status cross(ird_floorplan *plan, crossings *found, uint32_t a, uint32_t b,
                        int64_t step_dbu, ird_error *err) {
    const ird_grid_piece *below = &plan->pieces.items[a], *above = &plan->pieces.items[b];
    const ird_world_layer *layers = plan->world->facts.layers;
    if (!ird_boxes_overlap(below->box, above->box)) {
        return IRD_OK;
    }
    crossing at = {overlap_of(below->box, above->box), a, b};
    if (layers[below->g].is_vertical == layers[above->g].is_vertical) {
        return add_along(plan, found, at, step_dbu, err);
    }
    ird_rect tall = layers[below->g].is_vertical ? below->box : above->box;
    ird_rect wide = layers[below->g].is_vertical ? above->box : below->box;
    bool is_most =
        5 * (at.box.x1_dbu - at.box.x0_dbu) > 3 * (tall.x1_dbu - tall.x0_dbu) &&
        5 * (at.box.y1_dbu - at.box.y0_dbu) > 3 * (wide.y1_dbu - wide.y0_dbu);
    return is_most ? add_crossing(plan, found, &at, err) : IRD_OK;
}

static ird_status find_crossings(ird_floorplan *plan, crossings *found, ird_error *err) {
    ird_rect core = plan->world->design.core;
    double width = (double)(core.x1_dbu - core.x0_dbu);
    int64_t step = ird_even(width / ird_draw_log(&plan->random, 5, 40) / 2) * 2;
    for (uint32_t a = 0; a < plan->pieces.count; a++) {
        for (uint32_t b = 0; b < plan->pieces.count; b++) {
            if (plan->pieces.items[b].g == plan->pieces.items[a].g + 1) {
                IRD_TRY(cross(plan, found, a, b, step, err));
            }
        }
    }
    return IRD_OK;
}

/* A rail that nothing feeds is not drawn (its cells would float), but in few worlds. Of
 * rails on two metals the lower one follows the upper one, which stands next to it. */
static void settle_rails(ird_floorplan *plan) {
    bool keeps = (plan->world->facts.features & IRD_WORLD_LOOSE_RAILS) != 0;
    for (size_t i = 0; i < plan->pieces.count; i++) {
        ird_grid_piece *piece = &plan->pieces.items[i];
        if (piece->g + 1 < plan->first_stripe) {
            piece->is_fed = piece->is_fed && piece[1].is_fed;
            piece[1].is_fed = piece->is_fed;
        }
    }
    for (size_t i = 0; i < plan->pieces.count; i++) {
        plan->pieces.items[i].is_fed = plan->pieces.items[i].is_fed || keeps ||
                                       plan->pieces.items[i].g >= plan->first_stripe;
    }
}

/* The shapes of a via from metal k to the next: both metals of the size of the crossing,
 * and as many cuts as it has room for. */
static ird_status add_shapes(ird_floorplan *plan, int32_t metal, int64_t width,
                             int64_t height, ird_design_via *via, ird_error *err) {
    ird_design *design = &plan->world->design;
    const ird_layer *layer = &plan->world->tech.layers.items[2 * (metal - 1)];
    int64_t cut = ird_even(layer->width_um * 0.8 * IRD_FLOORPLAN_UNITS);
    cut = cut < 2 ? 2 : least(cut, least(width, height));
    int64_t pitch = 2 * cut;
    int64_t columns = least((width - cut) / pitch + 1, plan->cuts_max);
    int64_t rows = least((height - cut) / pitch + 1, plan->cuts_max);
    via->first_shape = design->via_shapes.count;
    via->shape_count = 2 + (size_t)(rows * columns);
    via->cut_count = (int32_t)(rows * columns);
    IRD_TRY(ird_vec_reserve(&design->via_shapes, via->shape_count, DOING, err));
    ird_shape *shapes = design->via_shapes.items + via->first_shape;
    ird_rect metal_box = {-width / 2, -height / 2, width / 2, height / 2};
    *shapes++ = (ird_shape){via->bottom, metal_box};
    *shapes++ = (ird_shape){via->top, metal_box};
    for (int64_t i = 0; i < rows * columns; i++) {
        int64_t x = (2 * (i % columns) - columns + 1) * pitch / 2 - cut / 2;
        int64_t y = (2 * (i / columns) - rows + 1) * pitch / 2 - cut / 2;
        *shapes++ = (ird_shape){via->cut, {x, y, x + cut, y + cut}};
    }
    design->via_shapes.count += via->shape_count;
    return IRD_OK;
}

static ird_status find_via(ird_floorplan *plan, int32_t metal, int64_t width,
                           int64_t height, int32_t *index, ird_error *err) {
    ird_design *design = &plan->world->design;
    char name[64];
    int size = snprintf(name, sizeof name, "via%d_%lldx%lld", (int)metal,
                        (long long)width, (long long)height);
    int32_t known = ird_names_find(&design->design_via_names, name, (size_t)size);
    if (known >= 0) {
        *index = -1 - known;
        return IRD_OK;
    }
    int32_t bottom = 2 * (metal - 1);
    ird_design_via via = {.bottom = bottom, .cut = bottom + 1, .top = bottom + 2};
    IRD_TRY(ird_vec_reserve(&design->design_vias, 1, DOING, err));
    IRD_TRY(add_shapes(plan, metal, width, height, &via, err));
    IRD_TRY(
        ird_names_add(&design->design_via_names, name, (size_t)size, &known, NULL, err));
    design->design_vias.items[design->design_vias.count++] = via;
    *index = -1 - known;
    return IRD_OK;
}

static ird_status write_stack(ird_floorplan *plan, const crossing *at, ird_error *err) {
    ird_design *design = &plan->world->design;
    const ird_world_layer *layers = plan->world->facts.layers;
    const ird_grid_piece *below = &plan->pieces.items[at->below];
    const ird_grid_piece *above = &plan->pieces.items[at->above];
    int64_t width = at->box.x1_dbu - at->box.x0_dbu;
    int64_t height = at->box.y1_dbu - at->box.y0_dbu;
    ird_point middle = {at->box.x0_dbu + width / 2, at->box.y0_dbu + height / 2};
    for (int32_t m = layers[below->g].metal; m < layers[above->g].metal; m++) {
        int32_t via;
        IRD_TRY(find_via(plan, m, width, height, &via, err));
        IRD_TRY(ird_vec_reserve(&design->via_places, 1, DOING, err));
        design->via_places.items[design->via_places.count++] = (ird_via_at){
            via, above->shape == IRD_SHAPE_NONE ? below->shape : above->shape,
            IRD_ORIENT_N, middle};
    }
    return IRD_OK;
}

static ird_status write_wire(ird_floorplan *plan, const ird_grid_piece *piece,
                             ird_error *err) {
    ird_design *design = &plan->world->design;
    ird_rect box = piece->box;
    int64_t dx = box.x1_dbu - box.x0_dbu, dy = box.y1_dbu - box.y0_dbu;
    ird_wire wire = {.layer = plan->world->facts.layers[piece->g].layer,
                     .shape = piece->shape,
                     .width_dbu = least(dx, dy),
                     .box = box};
    if (dx >= dy) {
        wire.a = (ird_point){box.x0_dbu, box.y0_dbu + dy / 2};
        wire.b = (ird_point){box.x1_dbu, box.y0_dbu + dy / 2};
    } else {
        wire.a = (ird_point){box.x0_dbu + dx / 2, box.y0_dbu};
        wire.b = (ird_point){box.x0_dbu + dx / 2, box.y1_dbu};
    }
    IRD_TRY(ird_vec_reserve(&design->wires, 1, DOING, err));
    design->wires.items[design->wires.count++] = wire;
    return IRD_OK;
}

static ird_status write_net(ird_floorplan *plan, int net, const crossings *found,
                            ird_error *err) {
    ird_design *design = &plan->world->design;
    ird_special_net *special = &design->special_nets.items[net];
    special->first_wire = design->wires.count;
    for (size_t i = 0; i < plan->pieces.count; i++) {
        const ird_grid_piece *piece = &plan->pieces.items[i];
        if (piece->block < 0 && piece->is_fed) {
            IRD_TRY(write_wire(plan, piece, err));
        }
    }
    special->wire_count = design->wires.count - special->first_wire;
    special->first_via = design->via_places.count;
    for (size_t i = 0; i < found->items.count; i++) {
        const crossing *at = &found->items.items[i];
        if (plan->pieces.items[at->below].is_fed &&
            plan->pieces.items[at->above].is_fed) {
            IRD_TRY(write_stack(plan, at, err));
        }
    }
    special->via_count = design->via_places.count - special->first_via;
    return IRD_OK;
}

ird_status ird_floorplan_net(ird_floorplan *plan, int net, ird_error *err) {
    crossings found = {0};
    ird_status status = ird_floorplan_stripes(plan, net, err);
    if (status == IRD_OK) {
        status = find_crossings(plan, &found, err);
    }
    if (status == IRD_OK) {
        settle_rails(plan);
        status = write_net(plan, net, &found, err);
    }
    ird_free(found.items.items);
    return status;
}
