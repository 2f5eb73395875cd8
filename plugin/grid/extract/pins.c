/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "base/disjoint.h"
#include "design/net_pins.h"
#include "extract/collect.h"

static const char DOING[] = "collecting the instance pins of a net";

ird_status ird_pin_shapes_make(const ird_technology *tech, int64_t units,
                               ird_shape **shapes, ird_error *err) {
    *shapes = ird_alloc(tech->pin_shapes.count, sizeof **shapes);
    if (*shapes == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < tech->pin_shapes.count; i++) {
        const ird_shape_um *from = &tech->pin_shapes.items[i];
        bool conducts =
            from->layer >= 0 && tech->layers.items[from->layer].kind == IRD_LAYER_ROUTING;
        (*shapes)[i] = (ird_shape){conducts ? from->layer : -1,
                                   {ird_dbu_of_um(from->box.x0_um, units),
                                    ird_dbu_of_um(from->box.y0_um, units),
                                    ird_dbu_of_um(from->box.x1_um, units),
                                    ird_dbu_of_um(from->box.y1_um, units)}};
    }
    return IRD_OK;
}

ird_point ird_macro_size(const ird_macro *macro, int64_t units) {
    return (ird_point){ird_dbu_of_um(macro->width_um, units),
                       ird_dbu_of_um(macro->height_um, units)};
}

static bool has_area(ird_rect box) {
    return box.x0_dbu < box.x1_dbu && box.y0_dbu < box.y1_dbu;
}

ird_grid_terminal ird_pin_terminal(int32_t component, const ird_macro_pin *pin,
                                   const ird_pin_spot *spot, const ird_macro *macro,
                                   ird_point corner) {
    ird_point at = {0, 0};
    if (spot->layer >= 0) {
        at = (ird_point){corner.x_dbu + spot->at.x_dbu, corner.y_dbu + spot->at.y_dbu};
    }
    return (ird_grid_terminal){.component = component,
                               .pin = pin->name,
                               .layer = (int16_t)spot->layer,
                               .at = at,
                               .node = -1,
                               .is_fixed = ird_macro_is_fixed(macro)};
}

ird_pin_spot ird_pin_spot_of(const ird_shape *shapes, const ird_macro_pin *pin,
                             ird_point size, ird_orient orient) {
    ird_pin_spot spot = {.layer = -1};
    double sum_x = 0, sum_y = 0, count = 0;
    for (size_t i = 0; i < pin->shape_count; i++) {
        const ird_shape *shape = &shapes[pin->first_shape + i];
        ird_rect box = ird_rect_placed(shape->box, size, orient, (ird_point){0, 0});
        if (shape->layer >= 0 && has_area(box)) {
            ird_point middle = ird_rect_middle(box);
            spot.layer = spot.layer < 0 ? shape->layer : spot.layer;
            sum_x += (double)middle.x_dbu;
            sum_y += (double)middle.y_dbu;
            count++;
        }
    }
    if (count > 0) {
        spot.at =
            (ird_point){(int64_t)floor(sum_x / count), (int64_t)floor(sum_y / count)};
    }
    return spot;
}

static ird_status add_pad(ird_work *work, uint32_t terminal, const ird_shape *shape,
                          ird_error *err) {
    ird_status status = ird_vec_reserve(&work->pads, 1, DOING, err);
    if (status == IRD_OK) {
        work->pads.items[work->pads.count++] = (ird_work_pad){terminal, *shape};
    }
    return status;
}

/* Pins of more shapes than this are those of macros, a grid of their own: all are tied,
 * and each shape is a part. */
enum { TIED_SHAPES_MAX = 1000 };

/* What is known of the pins of the technology while those of the net are collected. */
typedef struct collector {
    ird_work *work;
    ird_grid *grid;
    ird_net_pins pins;
    ird_shape *shapes; /* of all pins of the technology */
    bool *is_tied;     /* per shape of these */
    uint32_t *look_of; /* per pin of a macro and orientation: 1 + its look, or 0 */
    uint32_t parent[TIED_SHAPES_MAX]; /* scratch */
} collector;

static bool meet(const ird_shape *a, const ird_shape *b) {
    return a->layer == b->layer && a->box.x0_dbu <= b->box.x1_dbu &&
           a->box.x1_dbu >= b->box.x0_dbu && a->box.y0_dbu <= b->box.y1_dbu &&
           a->box.y1_dbu >= b->box.y0_dbu;
}

/* The shapes of the look that meet, by what hangs together. */
static ird_status find_parts(collector *c, ird_pin_look *look, ird_error *err) {
    ird_work *work = c->work;
    const ird_look_shape *all = work->look_shapes.items + look->first;
    bool is_many = look->count > TIED_SHAPES_MAX;
    look->first_part = (uint32_t)work->parts.count;
    ird_disjoint_reset(c->parent, is_many ? 0 : look->count);
    for (uint32_t i = 0; i < look->count && !is_many; i++) {
        for (uint32_t k = i + 1; k < look->count; k++) {
            if (meet(&all[i].shape, &all[k].shape)) {
                ird_disjoint_join(c->parent, i, k);
            }
        }
    }
    IRD_TRY(ird_vec_reserve(&work->parts, look->count, DOING, err));
    IRD_TRY(ird_vec_reserve(&work->part_shapes, look->count, DOING, err));
    for (uint32_t i = 0; i < look->count; i++) {
        if (!is_many && ird_disjoint_find(c->parent, i) != i) {
            continue;
        }
        ird_look_part part = {all[i].shape.layer, (uint32_t)work->part_shapes.count, 0};
        uint32_t end = is_many ? i + 1 : look->count;
        for (uint32_t k = i; k < end; k++) {
            if (is_many || ird_disjoint_find(c->parent, k) == i) {
                work->part_shapes.items[work->part_shapes.count++] = all[k].shape.box;
                part.count++;
            }
        }
        work->parts.items[work->parts.count++] = part;
    }
    look->parts = (uint32_t)work->parts.count - look->first_part;
    return IRD_OK;
}

static ird_status make_look(collector *c, const ird_macro *macro,
                            const ird_macro_pin *pin, ird_orient orient, uint32_t *look,
                            ird_error *err) {
    ird_work *work = c->work;
    ird_point size = ird_macro_size(macro, work->design->units), origin = {0, 0};
    ird_pin_spot spot = ird_pin_spot_of(c->shapes, pin, size, orient);
    ird_pin_look made = {
        .at = spot.at, .layer = spot.layer, .first = (uint32_t)work->look_shapes.count};
    IRD_TRY(ird_vec_reserve(&work->looks, 1, DOING, err));
    IRD_TRY(ird_vec_reserve(&work->look_shapes, pin->shape_count, DOING, err));
    for (size_t i = 0; i < pin->shape_count; i++) {
        size_t index = pin->first_shape + i;
        ird_shape shape = c->shapes[index];
        shape.box = ird_rect_placed(shape.box, size, orient, origin);
        if (shape.layer >= 0 && has_area(shape.box)) {
            work->look_shapes.items[work->look_shapes.count++] =
                (ird_look_shape){shape, c->is_tied[index]};
            work->layers[shape.layer].has_pins = true;
            made.count++;
        }
    }
    IRD_TRY(find_parts(c, &made, err));
    *look = (uint32_t)work->looks.count;
    work->looks.items[work->looks.count++] = made;
    return IRD_OK;
}

static ird_status need_look(collector *c, const ird_macro *macro,
                            const ird_macro_pin *pin, ird_orient orient, uint32_t *look,
                            ird_error *err) {
    size_t index = (size_t)(pin - c->work->tech->macro_pins.items);
    uint32_t *known = &c->look_of[index * IRD_ORIENTS + (size_t)orient];
    if (*known == 0) {
        IRD_TRY(make_look(c, macro, pin, orient, look, err));
        *known = *look + 1;
    }
    *look = *known - 1;
    return IRD_OK;
}

static ird_rect moved(ird_rect box, ird_point by) {
    return (ird_rect){box.x0_dbu + by.x_dbu, box.y0_dbu + by.y_dbu, box.x1_dbu + by.x_dbu,
                      box.y1_dbu + by.y_dbu};
}

ird_uv_box ird_work_pin_box(const ird_work *work, const ird_work_pin *pin,
                            uint32_t shape) {
    ird_point at = work->design->components.items[pin->component].at;
    return ird_work_uv(&work->layers[work->parts.items[pin->part].layer],
                       moved(work->part_shapes.items[shape], at));
}

/* Of one pin: the terminal and its ties. */
static ird_status add_terminal(collector *c, const ird_macro *macro,
                               const ird_macro_pin *pin, int32_t component,
                               ird_error *err) {
    ird_work *work = c->work;
    ird_grid *grid = c->grid;
    const ird_component *placed = &work->design->components.items[component];
    uint32_t index = (uint32_t)grid->terminals.count, number;
    bool is_pad =
        work->is_drawn && ird_source_is_pad(work->design, work->tech, component);
    IRD_TRY(need_look(c, macro, pin, placed->orient, &number, err));
    const ird_pin_look *look = &work->looks.items[number];
    IRD_TRY(ird_vec_reserve(&grid->terminals, 1, DOING, err));
    IRD_TRY(ird_vec_reserve(&work->pins, look->parts, DOING, err));
    IRD_TRY(ird_vec_reserve(&work->ties, look->count, DOING, err));
    IRD_TRY(ird_vec_reserve(&work->tie_boxes, look->count, DOING, err));
    for (uint32_t i = 0; i < look->count; i++) {
        const ird_look_shape *of = &work->look_shapes.items[look->first + i];
        ird_shape metal = {of->shape.layer, moved(of->shape.box, placed->at)};
        IRD_TRY(is_pad ? add_pad(work, index, &metal, err) : IRD_OK);
        if (of->is_tied) {
            work->ties.items[work->ties.count++] = (ird_work_tie){index, metal.layer, 0};
            work->tie_boxes.items[work->tie_boxes.count++] = metal.box;
        }
    }
    grid->shapes += look->count;
    for (uint32_t i = 0; i < look->parts; i++) {
        work->pins.items[work->pins.count++] =
            (ird_work_pin){component, look->first_part + i};
    }
    ird_pin_spot spot = {look->at, look->layer};
    grid->shapeless_terminals += spot.layer < 0;
    grid->terminals.items[grid->terminals.count++] =
        ird_pin_terminal(component, pin, &spot, macro, placed->at);
    return IRD_OK;
}

static ird_status collect_component(collector *c, int32_t component, ird_error *err) {
    const ird_technology *tech = c->work->tech;
    const ird_component *placed = &c->work->design->components.items[component];
    const ird_macro *macro = &tech->macros.items[placed->macro];
    for (size_t k = 0; k < macro->pin_count; k++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + k];
        if (!ird_net_pins_has(&c->pins, component, pin)) {
            c->grid->well_pins += ird_net_pins_has_well(&c->pins, component, pin);
            continue;
        }
        if (placed->placement == IRD_UNPLACED) {
            c->grid->unplaced_instances++;
            break;
        }
        IRD_TRY(add_terminal(c, macro, pin, component, err));
    }
    return IRD_OK;
}

static double area_of(const ird_shape *shape) {
    return (double)(shape->box.x1_dbu - shape->box.x0_dbu) *
           (double)(shape->box.y1_dbu - shape->box.y0_dbu);
}

/* A shape from side to side of the cell is a rail of it, whose neighbours go on with it.
 */
static bool ties_before(const ird_shape *a, const ird_shape *b, int64_t width_dbu) {
    bool is_rail = a->box.x0_dbu <= 0 && a->box.x1_dbu >= width_dbu;
    bool is_other_rail = b->box.x0_dbu <= 0 && b->box.x1_dbu >= width_dbu;
    if (is_rail != is_other_rail) {
        return is_rail;
    }
    double area_a = area_of(a), area_b = area_of(b);
    return area_a > area_b || (area_a == area_b && a < b);
}

/* Of shapes that meet, one is tied: the rail, not the tabs that go up from it. */
static void tie_one(const ird_shape *shapes, size_t count, int64_t width_dbu,
                    uint32_t *parent, bool *is_tied) {
    ird_disjoint_reset(parent, count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count && shapes[i].layer >= 0; k++) {
            if (meet(&shapes[i], &shapes[k])) {
                ird_disjoint_join(parent, (uint32_t)i, (uint32_t)k);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        is_tied[i] = true;
        for (size_t k = 0; k < count && is_tied[i]; k++) {
            is_tied[i] = k == i ||
                         ird_disjoint_find(parent, (uint32_t)i) !=
                             ird_disjoint_find(parent, (uint32_t)k) ||
                         ties_before(&shapes[i], &shapes[k], width_dbu);
        }
    }
}

/* Per pin shape of the technology whether it is tied to its terminal. All are in a
 * network like PDNSim's; in a drawn one the metal of a pin conducts by itself, and tying
 * more than one place of it would short the rail that it is part of. */
static ird_status choose_ties(const ird_work *work, const ird_shape *shapes,
                              bool **is_tied, ird_error *err) {
    const ird_technology *tech = work->tech;
    uint32_t *parent = ird_alloc(TIED_SHAPES_MAX, sizeof *parent);
    *is_tied = ird_alloc(tech->pin_shapes.count, sizeof **is_tied);
    if (*is_tied == NULL || parent == NULL) {
        ird_free(parent);
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < tech->pin_shapes.count; i++) {
        (*is_tied)[i] = true;
    }
    for (size_t i = 0; i < tech->macros.count && work->is_drawn; i++) {
        const ird_macro *macro = &tech->macros.items[i];
        int64_t width_dbu = ird_macro_size(macro, work->design->units).x_dbu;
        for (size_t k = 0; k < macro->pin_count; k++) {
            const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + k];
            bool is_supply = pin->use == IRD_USE_POWER || pin->use == IRD_USE_GROUND;
            if (pin->shape_count <= TIED_SHAPES_MAX && is_supply) {
                tie_one(shapes + pin->first_shape, pin->shape_count, width_dbu, parent,
                        *is_tied + pin->first_shape);
            }
        }
    }
    ird_free(parent);
    return IRD_OK;
}

static ird_status open_collector(collector *c, ird_error *err) {
    const ird_technology *tech = c->work->tech;
    IRD_TRY(
        ird_net_pins_make(&c->pins, c->work->design, tech, c->grid->options.net, err));
    IRD_TRY(ird_pin_shapes_make(tech, c->work->design->units, &c->shapes, err));
    IRD_TRY(choose_ties(c->work, c->shapes, &c->is_tied, err));
    c->look_of = ird_alloc_zero(tech->macro_pins.count * IRD_ORIENTS, sizeof *c->look_of);
    return c->look_of != NULL ? IRD_OK : ird_fail_memory(err, DOING);
}

ird_status ird_work_collect_pins(ird_work *work, ird_grid *grid, ird_error *err) {
    collector c = {.work = work, .grid = grid};
    ird_status status = open_collector(&c, err);
    grid->connections_assumed = c.pins.is_by_use;
    size_t count = work->design->components.count;
    if (status == IRD_OK) { /* most have one; what is not used is never touched */
        status = ird_vec_reserve(&grid->terminals, count, DOING, err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        status = collect_component(&c, (int32_t)i, err);
    }
    ird_net_pins_free(&c.pins);
    ird_free(c.shapes);
    ird_free(c.is_tied);
    ird_free(c.look_of);
    return status;
}

ird_status ird_work_add_pin_shapes(ird_work *work, ird_error *err) {
    bool has_any = false;
    for (size_t i = 0; i < work->layer_count; i++) {
        has_any |= work->layers[i].has_pins && !work->layers[i].is_streamed;
    }
    for (size_t i = 0; i < work->pins.count && has_any; i++) {
        const ird_work_pin *pin = &work->pins.items[i];
        const ird_look_part *part = &work->parts.items[pin->part];
        ird_work_layer *layer = &work->layers[part->layer];
        for (uint32_t k = 0; k < part->count && !layer->is_streamed; k++) {
            IRD_TRY(ird_vec_reserve(&layer->shapes, 1, DOING, err));
            layer->shapes.items[layer->shapes.count++] =
                ird_work_pin_box(work, pin, part->first + k);
        }
    }
    return IRD_OK;
}
