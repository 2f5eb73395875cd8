/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Metal of the DEF that a plan takes away: stripes of a net on a layer, with the vias
 * that stood on them alone.
 */
#include <string.h>

#include "plan/laying.h"

static const char DOING[] = "taking stripes out of a grid";

/* What is taken from one net, for it is looked through once a net. */
typedef struct removal {
    const ird_design *design;
    const ird_technology *tech;
    const ird_plan *plan;
    const char *net;
    IRD_VEC(ird_wire) gone;
} removal;

static bool runs_x(const ird_wire *wire) {
    return wire->box.x1_dbu - wire->box.x0_dbu >= wire->box.y1_dbu - wire->box.y0_dbu;
}

static bool is_inside(ird_rect box, int64_t x_dbu, int64_t y_dbu) {
    return x_dbu >= box.x0_dbu && x_dbu <= box.x1_dbu && y_dbu >= box.y0_dbu &&
           y_dbu <= box.y1_dbu;
}

bool ird_plan_line_meets(const ird_plan_line *line, const ird_design *design,
                         const ird_wire *wire) {
    ird_rect box = wire->box;
    ird_rect region = ird_plan_region_of(line, design);
    int64_t x = box.x0_dbu + (box.x1_dbu - box.x0_dbu) / 2;
    int64_t y = box.y0_dbu + (box.y1_dbu - box.y0_dbu) / 2;
    if (line->region != IRD_PLAN_REGION_DEFAULT && !is_inside(region, x, y)) {
        return false;
    }
    int64_t offset = ird_dbu_of_um(line->offset_um[0], design->units);
    return !line->has_offset || (runs_x(wire) ? region.y0_dbu + offset >= box.y0_dbu &&
                                                    region.y0_dbu + offset <= box.y1_dbu
                                              : region.x0_dbu + offset >= box.x0_dbu &&
                                                    region.x0_dbu + offset <= box.x1_dbu);
}

/* Whether a line takes the wire. */
static bool takes(const removal *r, const ird_plan_line *line, const ird_wire *wire) {
    return line->kind == IRD_PLAN_REMOVED && strcmp(line->net, r->net) == 0 &&
           ird_names_find(&r->tech->layer_names, line->layer, strlen(line->layer)) ==
               wire->layer &&
           ird_plan_line_meets(line, r->design, wire);
}

/* The wires of a net that no line takes; laid counts those that each does. */
static ird_status keep_wires(removal *r, const ird_special_net *net, ird_design *rest,
                             size_t *laid, ird_error *err) {
    for (size_t k = 0; k < net->wire_count; k++) {
        const ird_wire *wire = &r->design->wires.items[net->first_wire + k];
        size_t taker = 0;
        while (taker < r->plan->lines.count &&
               !takes(r, &r->plan->lines.items[taker], wire)) {
            taker++;
        }
        if (taker == r->plan->lines.count) {
            rest->wires.items[rest->wires.count++] = *wire;
            continue;
        }
        laid[taker]++;
        IRD_TRY(ird_vec_reserve(&r->gone, 1, DOING, err));
        r->gone.items[r->gone.count++] = *wire;
    }
    return IRD_OK;
}

static bool covers(const ird_wire *wires, size_t count, int32_t layer, ird_point at) {
    for (size_t i = 0; i < count; i++) {
        if (wires[i].layer == layer && is_inside(wires[i].box, at.x_dbu, at.y_dbu)) {
            return true;
        }
    }
    return false;
}

/* Whether one of the metals of a via was a wire that is gone, and no other is there. */
static bool stands_free(const removal *r, const ird_design *rest, size_t first_wire,
                        const ird_via_at *place) {
    int32_t metals[2];
    if (place->via >= 0) {
        const ird_via *via = &r->tech->vias.items[place->via];
        metals[0] = via->bottom;
        metals[1] = via->top;
    } else {
        const ird_design_via *via = &r->design->design_vias.items[-1 - place->via];
        metals[0] = via->bottom;
        metals[1] = via->top;
    }
    for (int m = 0; m < 2; m++) {
        if (covers(r->gone.items, r->gone.count, metals[m], place->at) &&
            !covers(rest->wires.items + first_wire, rest->wires.count - first_wire,
                    metals[m], place->at)) {
            return true;
        }
    }
    return false;
}

static ird_status remove_from_net(removal *r, size_t n, ird_design *rest, size_t *laid,
                                  ird_error *err) {
    const ird_special_net *net = &r->design->special_nets.items[n];
    ird_special_net *kept = &rest->special_nets.items[n];
    size_t first_wire = rest->wires.count, first_via = rest->via_places.count;
    r->net = ird_names_get(&r->design->special_net_names, (int32_t)n);
    r->gone.count = 0;
    IRD_TRY(keep_wires(r, net, rest, laid, err));
    for (size_t k = 0; k < net->via_count; k++) {
        const ird_via_at *place = &r->design->via_places.items[net->first_via + k];
        if (r->gone.count == 0 || !stands_free(r, rest, first_wire, place)) {
            rest->via_places.items[rest->via_places.count++] = *place;
        }
    }
    kept->first_wire = first_wire;
    kept->wire_count = rest->wires.count - first_wire;
    kept->first_via = first_via;
    kept->via_count = rest->via_places.count - first_via;
    return IRD_OK;
}

bool ird_plan_removes(const ird_plan *plan) {
    for (size_t i = 0; i < plan->lines.count; i++) {
        if (plan->lines.items[i].kind == IRD_PLAN_REMOVED) {
            return true;
        }
    }
    return false;
}

static ird_status check_layers(const ird_laying *laying, const ird_plan *plan) {
    for (size_t i = 0; i < plan->lines.count; i++) {
        int32_t layer;
        if (plan->lines.items[i].kind == IRD_PLAN_REMOVED) {
            IRD_TRY(ird_laying_layer(laying, plan->lines.items[i].layer, &layer));
        }
    }
    return IRD_OK;
}

ird_status ird_laying_remove(const ird_laying *laying, const ird_plan *plan,
                             const ird_design *design, ird_design *rest, size_t *laid) {
    removal r = {.design = design, .tech = laying->tech, .plan = plan};
    size_t nets = design->special_nets.count;
    IRD_TRY(check_layers(laying, plan));
    *rest = *design;
    memset(&rest->special_nets, 0, sizeof rest->special_nets);
    memset(&rest->wires, 0, sizeof rest->wires);
    memset(&rest->via_places, 0, sizeof rest->via_places);
    IRD_TRY(ird_vec_reserve(&rest->special_nets, nets, DOING, laying->err));
    IRD_TRY(ird_vec_reserve(&rest->wires, design->wires.count, DOING, laying->err));
    IRD_TRY(
        ird_vec_reserve(&rest->via_places, design->via_places.count, DOING, laying->err));
    if (nets > 0) {
        memcpy(rest->special_nets.items, design->special_nets.items,
               nets * sizeof *rest->special_nets.items);
    }
    rest->special_nets.count = nets;
    ird_status status = IRD_OK;
    for (size_t n = 0; n < nets && status == IRD_OK; n++) {
        status = remove_from_net(&r, n, rest, laid, laying->err);
    }
    ird_free(r.gone.items);
    return status;
}

void ird_laying_free_rest(ird_design *rest) {
    ird_free(rest->special_nets.items);
    ird_free(rest->wires.items);
    ird_free(rest->via_places.items);
}
