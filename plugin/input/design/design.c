/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/design.h"

#include <string.h>

#include "design/net_pins.h"

void ird_design_free(ird_design *design) {
    if (design == NULL) {
        return;
    }
    ird_free(design->name);
    ird_names_free(&design->row_names);
    ird_names_free(&design->component_names);
    ird_names_free(&design->pin_names);
    ird_names_free(&design->net_names);
    ird_names_free(&design->special_net_names);
    ird_names_free(&design->design_via_names);
    ird_names_free(&design->keyword_names);
    ird_free(design->die_points.items);
    ird_free(design->rows.items);
    ird_free(design->components.items);
    ird_free(design->pins.items);
    ird_free(design->pin_shapes.items);
    ird_free(design->design_vias.items);
    ird_free(design->via_shapes.items);
    ird_free(design->special_nets.items);
    ird_free(design->wires.items);
    ird_free(design->via_places.items);
    ird_free(design->connections.items);
    ird_free(design->blockages.items);
    ird_notes_free(&design->notes);
    memset(design, 0, sizeof *design);
}

ird_status ird_design_set_die(ird_design *design, ird_rect die, const char *doing,
                              ird_error *err) {
    enum { CORNERS = 4 };
    design->die_points.count = 0;
    ird_status status = ird_vec_reserve(&design->die_points, CORNERS, doing, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_point *corners = design->die_points.items;
    corners[0] = (ird_point){die.x0_dbu, die.y0_dbu};
    corners[1] = (ird_point){die.x0_dbu, die.y1_dbu};
    corners[2] = (ird_point){die.x1_dbu, die.y1_dbu};
    corners[3] = (ird_point){die.x1_dbu, die.y0_dbu};
    design->die_points.count = CORNERS;
    design->die = die;
    return IRD_OK;
}

ird_rect ird_component_box(const ird_design *design, const ird_technology *tech,
                           size_t component) {
    const ird_component *c = &design->components.items[component];
    const ird_macro *macro = &tech->macros.items[c->macro];
    ird_rect box = {0, 0, ird_dbu_of_um(macro->width_um, design->units),
                    ird_dbu_of_um(macro->height_um, design->units)};
    return ird_rect_placed(box, (ird_point){box.x1_dbu, box.y1_dbu}, c->orient, c->at);
}

double ird_component_area_um2(const ird_design *design, const ird_technology *tech,
                              size_t component) {
    const ird_macro *macro =
        &tech->macros.items[design->components.items[component].macro];
    return macro->width_um * macro->height_um;
}

bool ird_wire_is_grid(const ird_wire *wire) {
    return !wire->is_diagonal &&
           (wire->shape == IRD_SHAPE_RING || wire->shape == IRD_SHAPE_STRIPE ||
            wire->shape == IRD_SHAPE_FOLLOWPIN || wire->shape == IRD_SHAPE_COREWIRE);
}

void ird_via_visit(const ird_design *design, const ird_technology *tech,
                   const ird_via_at *place,
                   void (*visit)(void *context, const ird_shape *shape), void *context) {
    if (place->via < 0) {
        const ird_design_via *via = &design->design_vias.items[-1 - place->via];
        for (size_t i = 0; i < via->shape_count; i++) {
            ird_shape shape = design->via_shapes.items[via->first_shape + i];
            shape.box = ird_rect_about(shape.box, place->orient, place->at);
            visit(context, &shape);
        }
        return;
    }
    const ird_via *via = &tech->vias.items[place->via];
    for (size_t i = 0; i < via->shape_count; i++) {
        const ird_shape_um *um = &tech->via_shapes.items[via->first_shape + i];
        ird_rect box = {ird_dbu_of_um(um->box.x0_um, design->units),
                        ird_dbu_of_um(um->box.y0_um, design->units),
                        ird_dbu_of_um(um->box.x1_um, design->units),
                        ird_dbu_of_um(um->box.y1_um, design->units)};
        ird_shape shape = {um->layer, ird_rect_about(box, place->orient, place->at)};
        visit(context, &shape);
    }
}

ird_status ird_special_net_components(const ird_design *design,
                                      const ird_technology *tech, int32_t net,
                                      int32_t *counts, bool *assumed, ird_error *err) {
    ird_net_pins pins = {0};
    ird_status status = ird_net_pins_make(&pins, design, tech, net, err);
    if (status != IRD_OK) {
        return status;
    }
    status = ird_net_pins_count(&pins, design, counts, err);
    *assumed = pins.is_by_use;
    ird_net_pins_free(&pins);
    return status;
}
