/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "plan/laying.h"

static const char DOING[] = "laying a planned grid";

void ird_plan_layout_free(ird_plan_layout *layout) {
    ird_design_free(&layout->parts);
    ird_free(layout->laid.items);
    ird_free(layout->remarks.items);
    *layout = (ird_plan_layout){0};
}

/* Swap the members of `parts` that a plan replaces. */
static void exchange(ird_design *parts, ird_design *design) {
    ird_design old = *design;
    design->special_net_names = parts->special_net_names;
    design->special_nets = parts->special_nets;
    design->connections = parts->connections;
    design->wires = parts->wires;
    design->via_places = parts->via_places;
    design->design_vias = parts->design_vias;
    design->via_shapes = parts->via_shapes;
    parts->special_net_names = old.special_net_names;
    parts->special_nets = old.special_nets;
    parts->connections = old.connections;
    parts->wires = old.wires;
    parts->via_places = old.via_places;
    parts->design_vias = old.design_vias;
    parts->via_shapes = old.via_shapes;
}

void ird_plan_layout_toggle(ird_plan_layout *layout, ird_design *design) {
    exchange(&layout->parts, design);
    layout->is_on = !layout->is_on;
}

/* Append the items of one vector of the design to that of the parts. */
#define COPY_ITEMS(to, from, err)                                                        \
    do {                                                                                 \
        IRD_TRY(ird_vec_reserve((to), (from)->count, DOING, (err)));                     \
        if ((from)->count > 0) {                                                         \
            memcpy((to)->items + (to)->count, (from)->items,                             \
                   (from)->count * sizeof *(to)->items);                                 \
        }                                                                                \
        (to)->count += (from)->count;                                                    \
    } while (0)

/* All but wires and vias, which are put together last. */
static ird_status copy_parts(ird_design *parts, const ird_design *design,
                             ird_error *err) {
    for (size_t i = 0; i < design->special_nets.count; i++) {
        const char *name = ird_names_get(&design->special_net_names, (int32_t)i);
        int32_t id;
        IRD_TRY(
            ird_names_add(&parts->special_net_names, name, strlen(name), &id, NULL, err));
    }
    COPY_ITEMS(&parts->special_nets, &design->special_nets, err);
    COPY_ITEMS(&parts->connections, &design->connections, err);
    COPY_ITEMS(&parts->design_vias, &design->design_vias, err);
    COPY_ITEMS(&parts->via_shapes, &design->via_shapes, err);
    return IRD_OK;
}

/* --- nets ----------------------------------------------------------------------------
 */

static bool is_supply(ird_pin_use use) {
    return use == IRD_USE_POWER || use == IRD_USE_GROUND;
}

static const char *use_name(ird_pin_use use) {
    return use == IRD_USE_GROUND ? "ground" : "power";
}

/* By pins of the name in the cells, then in PINS; OTHER where they do not say or say
 * both. */
static ird_pin_use guess_use(const ird_laying *laying, const ird_design *design,
                             const char *name) {
    const ird_technology *tech = laying->tech;
    int32_t pin = ird_names_find(&tech->pin_names, name, strlen(name));
    int32_t net = ird_names_find(&design->net_names, name, strlen(name));
    bool seen[2] = {false, false};
    for (size_t i = 0; i < tech->macro_pins.count; i++) {
        const ird_macro_pin *p = &tech->macro_pins.items[i];
        seen[0] = seen[0] || (p->name == pin && p->use == IRD_USE_POWER);
        seen[1] = seen[1] || (p->name == pin && p->use == IRD_USE_GROUND);
    }
    for (size_t i = 0; i < design->pins.count && !seen[0] && !seen[1] && net >= 0; i++) {
        const ird_pin *p = &design->pins.items[i];
        seen[0] = p->net == net && p->use == IRD_USE_POWER;
        seen[1] = p->net == net && p->use == IRD_USE_GROUND;
    }
    if (seen[0] == seen[1]) {
        return IRD_USE_OTHER;
    }
    return seen[0] ? IRD_USE_POWER : IRD_USE_GROUND;
}

static ird_status add_net(ird_laying *laying, const char *name, int32_t *net) {
    ird_design *parts = &laying->made->parts;
    IRD_TRY(ird_vec_reserve(&parts->special_nets, 1, DOING, laying->err));
    IRD_TRY(ird_names_add(&parts->special_net_names, name, strlen(name), net, NULL,
                          laying->err));
    parts->special_nets.items[parts->special_nets.count++] =
        (ird_special_net){.use = IRD_USE_OTHER, .voltage_v = (double)NAN};
    laying->made->nets++;
    return IRD_OK;
}

/* The net of a line in the parts, made where the design has none. */
static ird_status need_net(ird_laying *laying, const ird_design *design,
                           const ird_plan_line *line, int32_t *net) {
    ird_design *parts = &laying->made->parts;
    size_t size = strlen(line->net);
    *net = ird_names_find(&parts->special_net_names, line->net, size);
    if (*net < 0) {
        IRD_TRY(add_net(laying, line->net, net));
    }
    ird_special_net *special = &parts->special_nets.items[*net];
    if (!is_supply(special->use)) {
        special->use =
            is_supply(line->use) ? line->use : guess_use(laying, design, line->net);
    }
    if (is_supply(special->use) && (!is_supply(line->use) || line->use == special->use)) {
        return IRD_OK;
    }
    if (is_supply(special->use)) {
        ird_fail(laying->err, IRD_PLAN_USE,
                 "net %.100s is a %s net and the plan takes it for %s; correct one of "
                 "them",
                 line->net, use_name(special->use), use_name(line->use));
    } else {
        ird_fail(laying->err, IRD_PLAN_USE,
                 "neither SPECIALNETS nor a pin of that name says whether net %.100s is "
                 "power or ground; give its use",
                 line->net);
    }
    ird_error_detail(laying->err, line->net, size);
    return IRD_PLAN_USE;
}

static size_t count_of_use(const ird_design *parts, ird_pin_use use) {
    size_t count = 0;
    for (size_t i = 0; i < parts->special_nets.count; i++) {
        count += parts->special_nets.items[i].use == use;
    }
    return count;
}

/* Made nets among several of their use feed the pins that are called like them; one that
 * is alone feeds all of its use, for it has no connections. */
static ird_status connect_nets(ird_laying *laying, size_t first) {
    ird_design *parts = &laying->made->parts;
    for (size_t i = first; i < parts->special_nets.count; i++) {
        ird_special_net *net = &parts->special_nets.items[i];
        const char *name = ird_names_get(&parts->special_net_names, (int32_t)i);
        int32_t pin = ird_names_find(&laying->tech->pin_names, name, strlen(name));
        if (count_of_use(parts, net->use) < 2 || pin < 0) {
            continue;
        }
        IRD_TRY(ird_vec_reserve(&parts->connections, 1, DOING, laying->err));
        net->first_connection = parts->connections.count;
        net->connection_count = 1;
        parts->connections.items[parts->connections.count++] =
            (ird_connection){IRD_EVERY_COMPONENT, pin};
    }
    return IRD_OK;
}

/* --- metal ---------------------------------------------------------------------------
 */

/* Sources lay no metal, but their layer must be there. */
static ird_status lay_source(ird_laying *laying, const ird_plan_line *line,
                             size_t *laid) {
    int32_t layer;
    size_t outside;
    if (line->layer != NULL) {
        IRD_TRY(ird_laying_layer(laying, line->layer, &layer));
    }
    IRD_TRY(ird_laying_check_places(laying, line));
    return ird_plan_count_outside(line, &laying->view, &outside, laid, laying->err);
}

static ird_status lay_line(ird_laying *laying, const ird_plan_line *line, int32_t net,
                           size_t *laid) {
    size_t before = laying->made->wires;
    ird_status status =
        line->kind == IRD_PLAN_RAILS     ? ird_laying_add_rails(laying, line, net)
        : line->kind == IRD_PLAN_WIDENED ? ird_laying_widen(laying, line, net)
                                         : ird_laying_add_stripes(laying, line, net);
    *laid = laying->made->wires - before;
    return status;
}

/* Rails first, for stripes reach to their edges, then the others. */
static ird_status lay_lines(ird_laying *laying, const ird_plan *plan,
                            const int32_t *nets) {
    size_t *laid = laying->made->laid.items;
    for (size_t i = 0; i < plan->lines.count; i++) {
        laying->line = i;
        if (plan->lines.items[i].kind == IRD_PLAN_RAILS) {
            IRD_TRY(lay_line(laying, &plan->lines.items[i], nets[i], &laid[i]));
        }
    }
    ird_laying_find_reach(laying);
    for (size_t i = 0; i < plan->lines.count; i++) {
        const ird_plan_line *line = &plan->lines.items[i];
        laying->line = i;
        if (line->kind == IRD_PLAN_STRIPES || line->kind == IRD_PLAN_WIDENED) {
            IRD_TRY(lay_line(laying, line, nets[i], &laid[i]));
        } else if (line->kind == IRD_PLAN_SOURCE || line->kind == IRD_PLAN_BUMPS) {
            IRD_TRY(lay_source(laying, line, &laid[i]));
        }
    }
    return IRD_OK;
}

/* Wires and vias of each net: those of the design, then the planned ones. */
static ird_status assemble(ird_laying *laying, const ird_design *design) {
    ird_design *parts = &laying->made->parts;
    IRD_TRY(ird_vec_reserve(&parts->wires, design->wires.count + laying->made->wires,
                            DOING, laying->err));
    IRD_TRY(ird_vec_reserve(&parts->via_places,
                            design->via_places.count + laying->made->vias, DOING,
                            laying->err));
    for (size_t i = 0; i < parts->special_nets.count; i++) {
        ird_special_net *net = &parts->special_nets.items[i];
        const ird_laying_net *planned = &laying->nets.items[i];
        size_t first_wire = parts->wires.count, first_via = parts->via_places.count;
        for (size_t k = 0; k < net->wire_count; k++) {
            parts->wires.items[parts->wires.count++] =
                design->wires.items[net->first_wire + k];
        }
        for (size_t k = 0; k < net->via_count; k++) {
            parts->via_places.items[parts->via_places.count++] =
                design->via_places.items[net->first_via + k];
        }
        COPY_ITEMS(&parts->wires, &planned->wires, laying->err);
        COPY_ITEMS(&parts->via_places, &planned->vias, laying->err);
        net->first_wire = first_wire;
        net->first_via = first_via;
        net->wire_count += planned->wires.count;
        net->via_count += planned->vias.count;
        net->planned_wires = planned->wires.count;
        net->planned_vias = planned->vias.count;
        net->assumed_vias = planned->assumed_vias;
        net->shorted_wires = planned->shorted_wires;
    }
    return IRD_OK;
}

static ird_status make_nets(ird_laying *laying, const ird_plan *plan,
                            const ird_design *design, int32_t *nets) {
    ird_design *parts = &laying->made->parts;
    for (size_t i = 0; i < plan->lines.count; i++) {
        IRD_TRY(need_net(laying, design, &plan->lines.items[i], &nets[i]));
    }
    laying->line_nets = nets;
    IRD_TRY(connect_nets(laying, design->special_nets.count));
    size_t count = parts->special_nets.count;
    IRD_TRY(ird_vec_reserve(&laying->nets, count, DOING, laying->err));
    memset(laying->nets.items, 0, count * sizeof *laying->nets.items);
    laying->nets.count = count;
    laying->view = *design;
    laying->view.special_net_names = parts->special_net_names;
    laying->view.special_nets = parts->special_nets;
    laying->view.connections = parts->connections;
    return IRD_OK;
}

static ird_status lay(ird_laying *laying, const ird_plan *plan, const ird_design *design,
                      int32_t *nets) {
    ird_plan_layout *made = laying->made;
    IRD_TRY(ird_vec_reserve(&made->laid, plan->lines.count + 1, DOING, laying->err));
    memset(made->laid.items, 0, plan->lines.count * sizeof *made->laid.items);
    made->laid.count = plan->lines.count;
    if (ird_plan_removes(plan)) {
        IRD_TRY(ird_laying_remove(laying, plan, design, &laying->rest, made->laid.items));
        design = &laying->rest;
    }
    IRD_TRY(copy_parts(&made->parts, design, laying->err));
    IRD_TRY(make_nets(laying, plan, design, nets));
    IRD_TRY(ird_laying_find_blocks(laying));
    IRD_TRY(lay_lines(laying, plan, nets));
    IRD_TRY(ird_laying_count_shorts(laying));
    ird_laying_sort_remarks(laying);
    IRD_TRY(ird_laying_join(laying));
    return assemble(laying, design);
}

ird_status ird_plan_lay(ird_plan_layout *layout, const ird_plan *plan,
                        const ird_design *design, const ird_technology *tech,
                        const ird_monitor *monitor, ird_error *err) {
    ird_plan_layout made = {0};
    ird_laying laying = {
        .tech = tech, .made = &made, .plan = plan, .monitor = monitor, .err = err};
    int32_t *nets = ird_alloc(plan->lines.count, sizeof *nets);
    ird_status status =
        nets != NULL ? lay(&laying, plan, design, nets) : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < laying.nets.count; i++) {
        ird_free(laying.nets.items[i].wires.items);
        ird_free(laying.nets.items[i].line_of.items);
        ird_free(laying.nets.items[i].vias.items);
    }
    ird_free(laying.nets.items);
    ird_free(laying.blocks.items);
    ird_laying_free_rest(&laying.rest);
    ird_free(nets);
    if (status != IRD_OK) {
        ird_plan_layout_free(&made);
        return status;
    }
    ird_plan_layout_free(layout);
    *layout = made;
    return IRD_OK;
}

ird_status ird_plan_check_laid(const ird_plan_layout *layout, const ird_plan *plan,
                               size_t line, ird_error *err) {
    const ird_plan_line *l = &plan->lines.items[line];
    if (layout->laid.items[line] > 0) {
        return IRD_OK;
    }
    if (l->kind == IRD_PLAN_REMOVED) {
        ird_fail(
            err, IRD_PLAN_NOTHING,
            "net %.100s has no stripe on %.100s there that could be removed; offsets "
            "are in um from the left or lower edge of the region",
            l->net, l->layer);
        ird_error_detail(err, l->net, strlen(l->net));
        return IRD_PLAN_NOTHING;
    }
    if (l->kind == IRD_PLAN_WIDENED || l->kind == IRD_PLAN_VIAS) {
        ird_fail(
            err, IRD_PLAN_NOTHING,
            l->kind == IRD_PLAN_WIDENED
                ? "net %.100s has no stripe on %.100s there that is narrower than "
                  "that; offsets are in um from the left or lower edge of the region"
                : "no metal of net %.100s on %.100s crosses some above it there that "
                  "lacks a via; regions are in um",
            l->net, l->layer);
        ird_error_detail(err, l->net, strlen(l->net));
        return IRD_PLAN_NOTHING;
    }
    ird_fail(err, IRD_PLAN_NOTHING,
             "the %s of net %.100s%s%.100s would add nothing: their region, which is in "
             "um, has no room for one on the die, or blocks fill it",
             ird_plan_kind_name(l->kind), l->net, l->layer != NULL ? " on " : "",
             l->layer != NULL ? l->layer : "");
    ird_error_detail(err, l->net, strlen(l->net));
    return IRD_PLAN_NOTHING;
}
