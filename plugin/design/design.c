/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/design.h"

#include <stdlib.h>
#include <string.h>

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
    memset(design, 0, sizeof *design);
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

static bool is_supply(ird_pin_use use) {
    return use == IRD_USE_POWER || use == IRD_USE_GROUND;
}

/* Which pin names of the technology a net takes by *. */
static void mark_wildcards(const ird_design *design, const ird_special_net *net,
                           bool *wildcard) {
    for (size_t i = 0; i < net->connection_count; i++) {
        const ird_connection *c = &design->connections.items[net->first_connection + i];
        if (c->component == IRD_EVERY_COMPONENT) {
            wildcard[c->pin] = true;
        }
    }
}

/* Pins that every component of a macro has on the net: of the use, or by their name. */
static int32_t macro_count(const ird_technology *tech, const ird_macro *macro,
                           const bool *wildcard, ird_pin_use use, bool by_use) {
    int32_t count = 0;
    for (size_t i = 0; i < macro->pin_count; i++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + i];
        bool is_on_net =
            by_use ? pin->use == use : is_supply(pin->use) && wildcard[pin->name];
        count += is_on_net ? 1 : 0;
    }
    return count;
}

static int compare_connections(const void *a, const void *b) {
    const ird_connection *x = a;
    const ird_connection *y = b;
    if (x->component != y->component) {
        return x->component < y->component ? -1 : 1;
    }
    return (x->pin > y->pin) - (x->pin < y->pin);
}

/* True when the wildcards already count this pin. */
static bool is_counted(const ird_design *design, const ird_technology *tech,
                       const ird_connection *c, const bool *wildcard) {
    const ird_macro *macro =
        &tech->macros.items[design->components.items[c->component].macro];
    for (size_t i = 0; i < macro->pin_count; i++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + i];
        if (pin->name == c->pin && wildcard[c->pin] && is_supply(pin->use)) {
            return true;
        }
    }
    return false;
}

/* ( instance pin ), each counted once however often it is written. */
static void count_explicit(const ird_design *design, const ird_technology *tech,
                           ird_connection *sorted, size_t count, const bool *wildcard,
                           int32_t *counts) {
    qsort(sorted, count, sizeof *sorted, compare_connections);
    for (size_t i = 0; i < count; i++) {
        bool is_again = i > 0 && compare_connections(&sorted[i - 1], &sorted[i]) == 0;
        if (sorted[i].component >= 0 && !is_again &&
            !is_counted(design, tech, &sorted[i], wildcard)) {
            counts[sorted[i].component]++;
        }
    }
}

static bool is_only_one_of_its_use(const ird_design *design, int32_t net) {
    ird_pin_use use = design->special_nets.items[net].use;
    for (size_t i = 0; i < design->special_nets.count; i++) {
        if ((int32_t)i != net && design->special_nets.items[i].use == use) {
            return false;
        }
    }
    return is_supply(use);
}

ird_status ird_special_net_components(const ird_design *design,
                                      const ird_technology *tech, int32_t net,
                                      int32_t *counts, bool *assumed, ird_error *err) {
    static const char *const doing = "connecting cells to a net";
    const ird_special_net *n = &design->special_nets.items[net];
    size_t pin_names = ird_names_count(&tech->pin_names);
    bool by_use = n->connection_count == 0 && is_only_one_of_its_use(design, net);
    bool *wildcard = ird_alloc_zero(pin_names, sizeof *wildcard);
    int32_t *of_macro = ird_alloc(tech->macros.count, sizeof *of_macro);
    ird_connection *sorted = ird_alloc(n->connection_count, sizeof *sorted);
    ird_status status = IRD_OK;
    if (wildcard == NULL || of_macro == NULL || sorted == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    mark_wildcards(design, n, wildcard);
    for (size_t m = 0; m < tech->macros.count; m++) {
        of_macro[m] = macro_count(tech, &tech->macros.items[m], wildcard, n->use, by_use);
    }
    for (size_t i = 0; i < design->components.count; i++) {
        counts[i] = of_macro[design->components.items[i].macro];
    }
    if (n->connection_count > 0) {
        memcpy(sorted, &design->connections.items[n->first_connection],
               n->connection_count * sizeof *sorted);
        count_explicit(design, tech, sorted, n->connection_count, wildcard, counts);
    }
    *assumed = by_use;
done:
    ird_free(wildcard);
    ird_free(of_macro);
    ird_free(sorted);
    return status;
}
