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

/* The shapes of one pin, as metal and as ties. */
static ird_status add_terminal(ird_work *work, ird_grid *grid, const ird_shape *shapes,
                               const bool *is_tied, const ird_macro_pin *pin,
                               int32_t component, ird_error *err) {
    const ird_component *placed = &work->design->components.items[component];
    const ird_macro *macro = &work->tech->macros.items[placed->macro];
    ird_point size = ird_macro_size(macro, work->design->units);
    ird_pin_spot spot = ird_pin_spot_of(shapes, pin, size, placed->orient);
    uint32_t index = (uint32_t)grid->terminals.count;
    bool is_pad =
        work->is_drawn && ird_source_is_pad(work->design, work->tech, component);
    ird_status status = ird_vec_reserve(&grid->terminals, 1, DOING, err);
    for (size_t i = 0; i < pin->shape_count && status == IRD_OK; i++) {
        const ird_shape *shape = &shapes[pin->first_shape + i];
        ird_rect box = ird_rect_placed(shape->box, size, placed->orient, placed->at);
        if (shape->layer < 0 || !has_area(box)) {
            continue;
        }
        ird_shape metal = {shape->layer, box};
        if ((status = ird_work_add_shape(work, grid, &metal, err)) != IRD_OK ||
            (status = ird_vec_reserve(&work->ties, 1, DOING, err)) != IRD_OK) {
            break;
        }
        if (is_pad && (status = add_pad(work, index, &metal, err)) != IRD_OK) {
            break;
        }
        if (!is_tied[pin->first_shape + i]) {
            continue;
        }
        work->ties.items[work->ties.count++] =
            (ird_work_tie){index, shape->layer, box, 0};
    }
    if (status == IRD_OK) {
        grid->shapeless_terminals += spot.layer < 0;
        grid->terminals.items[grid->terminals.count++] =
            ird_pin_terminal(component, pin, &spot, macro, placed->at);
    }
    return status;
}

static ird_status collect_component(ird_work *work, ird_grid *grid,
                                    const ird_net_pins *pins, const ird_shape *shapes,
                                    const bool *is_tied, int32_t component,
                                    ird_error *err) {
    const ird_component *placed = &work->design->components.items[component];
    const ird_macro *macro = &work->tech->macros.items[placed->macro];
    for (size_t k = 0; k < macro->pin_count; k++) {
        const ird_macro_pin *pin = &work->tech->macro_pins.items[macro->first_pin + k];
        if (!ird_net_pins_has(pins, component, pin)) {
            grid->well_pins += ird_net_pins_has_well(pins, component, pin);
            continue;
        }
        if (placed->placement == IRD_UNPLACED) {
            grid->unplaced_instances++;
            break;
        }
        ird_status status =
            add_terminal(work, grid, shapes, is_tied, pin, component, err);
        if (status != IRD_OK) {
            return status;
        }
    }
    return IRD_OK;
}

static bool meet(const ird_shape *a, const ird_shape *b) {
    return a->layer == b->layer && a->box.x0_dbu <= b->box.x1_dbu &&
           a->box.x1_dbu >= b->box.x0_dbu && a->box.y0_dbu <= b->box.y1_dbu &&
           a->box.y1_dbu >= b->box.y0_dbu;
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

/* Pins of more shapes than this are those of macros, a grid of their own: all are tied.
 */
enum { TIED_SHAPES_MAX = 1000 };

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

ird_status ird_work_collect_pins(ird_work *work, ird_grid *grid, ird_error *err) {
    ird_net_pins pins = {0};
    ird_shape *shapes = NULL;
    bool *is_tied = NULL;
    ird_status status =
        ird_net_pins_make(&pins, work->design, work->tech, grid->options.net, err);
    if (status == IRD_OK) {
        status = ird_pin_shapes_make(work->tech, work->design->units, &shapes, err);
    }
    if (status == IRD_OK) {
        status = choose_ties(work, shapes, &is_tied, err);
    }
    grid->connections_assumed = pins.is_by_use;
    size_t count = work->design->components.count;
    if (status == IRD_OK) { /* most have one; what is not used is never touched */
        status = ird_vec_reserve(&grid->terminals, count, DOING, err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        status = collect_component(work, grid, &pins, shapes, is_tied, (int32_t)i, err);
    }
    ird_net_pins_free(&pins);
    ird_free(shapes);
    ird_free(is_tied);
    return status;
}
