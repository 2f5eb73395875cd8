/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/collect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char DOING[] = "collecting the shapes of a net";

/* Longest spacing of source points, as in PDNSim. */
static const double POINT_PITCH_UM = 10.0;
static const double POINT_PITCH_TRACKS = 10.0;

/* Boxes that stand for a diagonal wire, at most: such wires are short. */
enum { DIAGONAL_STEPS = 10000, DIAGONAL_STRIPS = 32 };

void ird_work_free(ird_work *work) {
    if (work == NULL) {
        return;
    }
    for (size_t i = 0; work->layers != NULL && i < work->layer_count; i++) {
        ird_free(work->layers[i].shapes.items);
        ird_free(work->layers[i].probes.items);
        ird_free(work->layers[i].touching.items);
        ird_metal_free(&work->layers[i].metal);
        ird_free(work->layers[i].clusters.items);
        ird_free(work->layers[i].cluster_of);
        ird_free(work->layers[i].order);
    }
    ird_free(work->layers);
    ird_free(work->vias.items);
    ird_free(work->ties.items);
    ird_free(work->tie_boxes.items);
    ird_free(work->pins.items);
    ird_free(work->looks.items);
    ird_free(work->look_shapes.items);
    ird_free(work->parts.items);
    ird_free(work->part_shapes.items);
    ird_free(work->wires.items);
    ird_free(work->pads.items);
    ird_free(work->pin_boxes.items);
    *work = (ird_work){0};
}

ird_uv_box ird_work_uv(const ird_work_layer *layer, ird_rect box) {
    if (layer->is_vertical) {
        return (ird_uv_box){box.y0_dbu, box.y1_dbu, box.x0_dbu, box.x1_dbu};
    }
    return (ird_uv_box){box.x0_dbu, box.x1_dbu, box.y0_dbu, box.y1_dbu};
}

ird_rect ird_work_rect(const ird_work_layer *layer, ird_uv_box box) {
    if (layer->is_vertical) {
        return (ird_rect){box.v0_dbu, box.u0_dbu, box.v1_dbu, box.u1_dbu};
    }
    return (ird_rect){box.u0_dbu, box.v0_dbu, box.u1_dbu, box.v1_dbu};
}

ird_point ird_work_point(const ird_work_layer *layer, int64_t u_dbu, int64_t v_dbu) {
    return layer->is_vertical ? (ird_point){v_dbu, u_dbu} : (ird_point){u_dbu, v_dbu};
}

/* min(10 um, 10 pitches): pitch_y is the pitch of horizontal tracks. */
static int64_t point_pitch(const ird_layer *layer, bool is_vertical, int64_t units) {
    double pitch_um = is_vertical ? layer->pitch_x_um : layer->pitch_y_um;
    double spacing_um = POINT_PITCH_UM;
    if (pitch_um > 0 && pitch_um * POINT_PITCH_TRACKS < spacing_um) {
        spacing_um = pitch_um * POINT_PITCH_TRACKS;
    }
    int64_t dbu = ird_dbu_of_um(spacing_um, units);
    return dbu > 0 ? dbu : 1;
}

static bool is_routing(const ird_work *work, int32_t layer) {
    return layer >= 0 && (size_t)layer < work->layer_count &&
           work->tech->layers.items[layer].kind == IRD_LAYER_ROUTING;
}

ird_status ird_work_add_shape(ird_work *work, ird_grid *grid, const ird_shape *shape,
                              ird_error *err) {
    if (!is_routing(work, shape->layer)) {
        return IRD_OK;
    }
    ird_work_layer *layer = &work->layers[shape->layer];
    ird_status status = ird_vec_reserve(&layer->shapes, 1, DOING, err);
    if (status == IRD_OK) {
        layer->shapes.items[layer->shapes.count++] = ird_work_uv(layer, shape->box);
        grid->shapes++;
    }
    return status;
}

/* A diagonal wire as boxes of its width, half a width apart. Connects what the wire
 * connects; its resistance is an estimate. */
static ird_status add_diagonal(ird_work *work, ird_grid *grid, const ird_wire *wire,
                               ird_error *err) {
    int64_t dx = wire->b.x_dbu - wire->a.x_dbu, dy = wire->b.y_dbu - wire->a.y_dbu;
    int64_t reach = llabs(dx) > llabs(dy) ? llabs(dx) : llabs(dy);
    int64_t half = wire->width_dbu > 1 ? wire->width_dbu / 2 : 1;
    int64_t steps = reach / half + 1;
    steps = steps < DIAGONAL_STEPS ? steps : DIAGONAL_STEPS;
    ird_status status = IRD_OK;
    for (int64_t i = 0; i <= steps && status == IRD_OK; i++) {
        double part = (double)i / (double)steps;
        int64_t x = wire->a.x_dbu + llround(part * (double)dx);
        int64_t y = wire->a.y_dbu + llround(part * (double)dy);
        ird_shape box = {wire->layer, {x - half, y - half, x + half, y + half}};
        status = ird_work_add_shape(work, grid, &box, err);
    }
    return status;
}

static double larger(double a, double b) {
    return a > b ? a : b;
}

static double smaller(double a, double b) {
    return a < b ? a : b;
}

/* The metal of a wire at 45 degrees, as OpenROAD draws it: what an octagon as wide as the
 * wire sweeps from one end to the other. In strips along x, DIAGONAL_STRIPS to the width
 * that one has; each reaches from side to side at its half height, which keeps the area.
 * Other angles, which DEF does not have, count as 45 degrees between the same sides. */
static ird_status add_octagons(ird_work *work, ird_grid *grid, const ird_wire *wire,
                               ird_error *err) {
    ird_point low = wire->a, high = wire->b;
    if (low.y_dbu > high.y_dbu) {
        low = wire->b;
        high = wire->a;
    }
    double half = (double)wire->width_dbu / 2, along = half * sqrt(2);
    double dx = (double)(high.x_dbu - low.x_dbu), dy = (double)(high.y_dbu - low.y_dbu);
    /* All strips of one height, so that at 45 degrees all steps are alike. */
    double least = (dy + 2 * half) / DIAGONAL_STEPS;
    int64_t step = llround(ceil(larger(larger(1, 2 * along / DIAGONAL_STRIPS), least)));
    int64_t end = high.y_dbu + llround(half);
    for (int64_t y0 = low.y_dbu - llround(half); y0 < end; y0 += step) {
        int64_t y1 = y0 + step < end ? y0 + step : end;
        double y = (double)(y0 - low.y_dbu) + (double)step / 2;
        /* Of the sides, then of the ends: beside, and the line across the wire there. */
        double left = larger(dx / dy * y - along, -half + smaller(dx, 0));
        double right = smaller(dx / dy * y + along, half + larger(dx, 0));
        double first = -along - y, last = fabs(dx) + dy + along - y;
        left = larger(left, dx > 0 ? first : -last);
        right = smaller(right, dx > 0 ? last : -first);
        ird_shape box = {wire->layer,
                         {low.x_dbu + llround(left), y0, low.x_dbu + llround(right), y1}};
        if (left < right) {
            IRD_TRY(ird_work_add_shape(work, grid, &box, err));
        }
    }
    return IRD_OK;
}

static ird_status collect_wires(ird_work *work, ird_grid *grid, ird_error *err) {
    const ird_design *design = work->design;
    const ird_special_net *net = &design->special_nets.items[grid->options.net];
    ird_status status = IRD_OK;
    for (size_t i = 0; i < net->wire_count && status == IRD_OK; i++) {
        const ird_wire *wire = &design->wires.items[net->first_wire + i];
        if (wire->is_diagonal) {
            grid->diagonal_wires++;
            status = work->is_drawn ? add_octagons(work, grid, wire, err)
                                    : add_diagonal(work, grid, wire, err);
            continue;
        }
        ird_shape shape = {wire->layer, wire->box};
        status = ird_work_add_shape(work, grid, &shape, err);
        if (status == IRD_OK && is_routing(work, wire->layer)) {
            status = ird_vec_reserve(&work->wires, 1, DOING, err);
        }
        if (status == IRD_OK && is_routing(work, wire->layer)) {
            work->wires.items[work->wires.count++] =
                (ird_work_wire){(uint32_t)(net->first_wire + i), wire->layer, 0};
        }
    }
    return status;
}

static ird_status collect_pin_boxes(ird_work *work, ird_grid *grid, ird_error *err) {
    const ird_design *design = work->design;
    const char *name = ird_names_get(&design->special_net_names, grid->options.net);
    int32_t net = ird_names_find(&design->net_names, name, strlen(name));
    ird_status status = IRD_OK;
    for (size_t i = 0; i < design->pins.count && net >= 0; i++) {
        const ird_pin *pin = &design->pins.items[i];
        if (pin->net != net) {
            continue;
        }
        for (size_t k = 0; k < pin->shape_count; k++) {
            const ird_shape *shape = &design->pin_shapes.items[pin->first_shape + k];
            if (!is_routing(work, shape->layer)) {
                continue;
            }
            if ((status = ird_work_add_shape(work, grid, shape, err)) != IRD_OK ||
                (status = ird_vec_reserve(&work->pin_boxes, 1, DOING, err)) != IRD_OK) {
                return status;
            }
            work->pin_boxes.items[work->pin_boxes.count++] = *shape;
        }
    }
    return status;
}

/* The boxes of one via as ird_via_visit gives them. */
typedef struct via_boxes {
    ird_work *work;
    ird_grid *grid;
    int32_t cut;
    IRD_VEC(ird_rect) cuts;
    int64_t counted; /* the cuts, each as its class counts it */
    ird_status status;
    ird_error *err;
} via_boxes;

static int32_t cuts_of(const ird_work *work, int32_t layer, ird_rect box) {
    double units = (double)work->design->units;
    return ird_cuts_of(work->tech, layer, (double)(box.x1_dbu - box.x0_dbu) / units,
                       (double)(box.y1_dbu - box.y0_dbu) / units);
}

static void visit_via_box(void *context, const ird_shape *shape) {
    via_boxes *boxes = context;
    if (boxes->status != IRD_OK) {
        return;
    }
    if (shape->layer != boxes->cut) {
        boxes->status = ird_work_add_shape(boxes->work, boxes->grid, shape, boxes->err);
        return;
    }
    boxes->status = ird_vec_reserve(&boxes->cuts, 1, DOING, boxes->err);
    if (boxes->status == IRD_OK) {
        boxes->cuts.items[boxes->cuts.count++] = shape->box;
        boxes->counted += cuts_of(boxes->work, boxes->cut, shape->box);
    }
}

static ird_rect bound_of(const ird_rect *boxes, size_t count) {
    ird_rect bound = boxes[0];
    for (size_t i = 1; i < count; i++) {
        ird_rect b = boxes[i];
        bound.x0_dbu = b.x0_dbu < bound.x0_dbu ? b.x0_dbu : bound.x0_dbu;
        bound.y0_dbu = b.y0_dbu < bound.y0_dbu ? b.y0_dbu : bound.y0_dbu;
        bound.x1_dbu = b.x1_dbu > bound.x1_dbu ? b.x1_dbu : bound.x1_dbu;
        bound.y1_dbu = b.y1_dbu > bound.y1_dbu ? b.y1_dbu : bound.y1_dbu;
    }
    return bound;
}

/* Larger than the spacing of the points on one of its metals. */
static bool is_large(const ird_work *work, const ird_work_via *via, ird_rect bound) {
    int64_t limit = work->layers[via->metal[0]].point_pitch_dbu;
    int64_t other = work->layers[via->metal[1]].point_pitch_dbu;
    limit = other < limit ? other : limit;
    return bound.x1_dbu - bound.x0_dbu > limit || bound.y1_dbu - bound.y0_dbu > limit;
}

/* Ohm of all cuts together: what the user set for the layer; else the via's own, from its
 * RESISTANCE or that of its rule (0: it has none); else the layer's of LEF; else what is
 * assumed for it. PDNSim takes a via's own only where the layer has none. */
static double whole_ohm(const ird_work *work, const ird_grid *grid, double own_ohm,
                        int32_t cut, int64_t cuts, bool *is_assumed) {
    const ird_rc_value *value = &work->rc->values.items[cut];
    bool takes_own =
        value->origin == IRD_RC_ASSUMED ||
        (value->origin == IRD_RC_LEF && grid->options.kind != IRD_NETWORK_LIKE_PDNSIM);
    *is_assumed = false;
    if (takes_own && own_ohm > 0) {
        return own_ohm * value->factor;
    }
    *is_assumed = value->origin == IRD_RC_ASSUMED;
    return value->ohm / (double)cuts;
}

static ird_status add_via(ird_work *work, const ird_work_via *via, ird_error *err) {
    ird_status status = ird_vec_reserve(&work->vias, 1, DOING, err);
    if (status == IRD_OK) {
        work->vias.items[work->vias.count++] = *via;
    }
    return status;
}

static ird_status collect_via(via_boxes *boxes, const ird_via_at *place, ird_error *err) {
    ird_work *work = boxes->work;
    double own_ohm = 0;
    ird_work_via via = {0};
    if (place->via >= 0) {
        const ird_via *lef = &work->tech->vias.items[place->via];
        own_ohm = lef->resistance_ohm;
        via = (ird_work_via){.cut = lef->cut, .metal = {lef->bottom, lef->top}};
    } else {
        const ird_design_via *def = &work->design->design_vias.items[-1 - place->via];
        own_ohm = def->resistance_ohm;
        via = (ird_work_via){.cut = def->cut, .metal = {def->bottom, def->top}};
    }
    boxes->cut = via.cut;
    boxes->cuts.count = 0;
    boxes->counted = 0;
    ird_via_visit(work->design, work->tech, place, visit_via_box, boxes);
    if (boxes->status != IRD_OK) {
        return boxes->status;
    }
    if (via.cut < 0 || boxes->cuts.count == 0 || !is_routing(work, via.metal[0]) ||
        !is_routing(work, via.metal[1])) {
        boxes->grid->ignored_vias++;
        return IRD_OK;
    }
    const ird_rect *cuts = boxes->cuts.items;
    size_t count = boxes->cuts.count;
    double ohm =
        whole_ohm(work, boxes->grid, own_ohm, via.cut, boxes->counted, &via.is_assumed);
    ird_rect bound = bound_of(cuts, count);
    if (count == 1 || !is_large(work, &via, bound)) {
        via.at = ird_rect_middle(bound);
        via.box = bound;
        via.cuts = (int32_t)count;
        via.ohm = ohm;
        return add_via(work, &via, err);
    }
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        via.at = ird_rect_middle(cuts[i]);
        via.box = cuts[i];
        via.cuts = 1;
        via.ohm = ohm * (double)boxes->counted / cuts_of(work, via.cut, cuts[i]);
        status = add_via(work, &via, err);
    }
    return status;
}

/* By place, the one with most cuts first. */
static int compare_vias(const void *a, const void *b) {
    const ird_work_via *x = a, *y = b;
    if (x->cut != y->cut) {
        return x->cut < y->cut ? -1 : 1;
    }
    if (x->at.y_dbu != y->at.y_dbu) {
        return x->at.y_dbu < y->at.y_dbu ? -1 : 1;
    }
    if (x->at.x_dbu != y->at.x_dbu) {
        return x->at.x_dbu < y->at.x_dbu ? -1 : 1;
    }
    if (x->cuts != y->cuts) {
        return x->cuts > y->cuts ? -1 : 1;
    }
    return (x->ohm > y->ohm) - (x->ohm < y->ohm);
}

/* One via a place. What was drawn again counts in parallel, or not at all. */
static void unite_repeated_vias(ird_work *work, ird_grid *grid) {
    size_t kept = 0;
    if (work->vias.count > 1) {
        qsort(work->vias.items, work->vias.count, sizeof *work->vias.items, compare_vias);
    }
    for (size_t i = 0; i < work->vias.count; i++) {
        const ird_work_via *via = &work->vias.items[i];
        ird_work_via *last = kept > 0 ? &work->vias.items[kept - 1] : NULL;
        if (last == NULL || last->cut != via->cut || last->at.x_dbu != via->at.x_dbu ||
            last->at.y_dbu != via->at.y_dbu) {
            work->vias.items[kept++] = *via;
            continue;
        }
        grid->repeated_vias++;
        if (!grid->options.counts_repeated_once) {
            last->ohm = 1 / (1 / last->ohm + 1 / via->ohm);
        }
    }
    work->vias.count = kept;
}

static ird_status collect_vias(ird_work *work, ird_grid *grid, ird_error *err) {
    const ird_design *design = work->design;
    const ird_special_net *net = &design->special_nets.items[grid->options.net];
    via_boxes boxes = {.work = work, .grid = grid, .err = err};
    ird_status status = IRD_OK;
    for (size_t i = 0; i < net->via_count && status == IRD_OK; i++) {
        status = collect_via(&boxes, &design->via_places.items[net->first_via + i], err);
    }
    ird_free(boxes.cuts.items);
    return status;
}

static ird_status add_probe(ird_work *work, int32_t on, ird_point at, uint32_t *probe,
                            ird_error *err) {
    ird_work_layer *layer = &work->layers[on];
    ird_status status = ird_vec_reserve(&layer->probes, 1, DOING, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_uv_box uv =
        ird_work_uv(layer, (ird_rect){at.x_dbu, at.y_dbu, at.x_dbu, at.y_dbu});
    *probe = (uint32_t)layer->probes.count;
    layer->probes.items[layer->probes.count++] = (ird_probe){uv.u0_dbu, uv.v0_dbu, -1};
    return IRD_OK;
}

/* A probe of a node, and where that conducts. */
static ird_status add_node_probe(ird_work *work, int32_t on, ird_point at, ird_rect box,
                                 uint32_t *probe, ird_error *err) {
    ird_work_layer *layer = &work->layers[on];
    ird_status status = ird_vec_reserve(&layer->touching, 1, DOING, err);
    if (status == IRD_OK) {
        layer->touching.items[layer->touching.count++] = ird_work_uv(layer, box);
        status = add_probe(work, on, at, probe, err);
    }
    return status;
}

ird_status ird_work_add_probes(ird_work *work, ird_grid *grid, ird_error *err) {
    ird_status status = IRD_OK;
    unite_repeated_vias(work, grid);
    for (size_t i = 0; i < work->vias.count; i++) {
        ird_work_via *via = &work->vias.items[i];
        for (int k = 0; k < 2 && status == IRD_OK; k++) {
            status = add_node_probe(work, via->metal[k], via->at, via->box,
                                    &via->probe[k], err);
        }
    }
    for (size_t i = 0; i < work->layer_count; i++) {
        work->layers[i].via_probes = work->layers[i].probes.count;
    }
    for (size_t i = 0; i < work->ties.count && status == IRD_OK; i++) {
        ird_work_tie *tie = &work->ties.items[i];
        ird_rect box = work->tie_boxes.items[i];
        status =
            add_node_probe(work, tie->layer, ird_rect_middle(box), box, &tie->probe, err);
    }
    for (size_t i = 0; i < work->layer_count; i++) {
        work->layers[i].node_probes = work->layers[i].probes.count;
    }
    for (size_t i = 0; i < work->wires.count && status == IRD_OK; i++) {
        ird_work_wire *wire = &work->wires.items[i];
        ird_rect box = work->design->wires.items[wire->wire].box;
        status = add_probe(work, wire->layer, ird_rect_middle(box), &wire->probe, err);
    }
    return status;
}

ird_status ird_work_open(ird_work *work, ird_error *err) {
    const ird_technology *tech = work->tech;
    work->layer_count = tech->layers.count;
    work->layers = ird_alloc_zero(work->layer_count, sizeof *work->layers);
    if (work->layers == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < work->layer_count; i++) {
        const ird_layer *layer = &tech->layers.items[i];
        bool is_vertical = layer->direction == IRD_DIRECTION_VERTICAL;
        work->layers[i].is_vertical = is_vertical;
        work->layers[i].point_pitch_dbu =
            point_pitch(layer, is_vertical, work->design->units);
    }
    return IRD_OK;
}

ird_status ird_work_collect_metal(ird_work *work, ird_grid *grid, ird_error *err) {
    IRD_TRY(collect_wires(work, grid, err));
    return collect_vias(work, grid, err);
}

ird_status ird_work_collect(ird_work *work, ird_grid *grid, ird_error *err) {
    ird_status status = ird_work_open(work, err);
    if (status == IRD_OK) {
        status = ird_work_collect_metal(work, grid, err);
    }
    if (status == IRD_OK) {
        status = collect_pin_boxes(work, grid, err);
    }
    if (status == IRD_OK) {
        status = ird_work_collect_pins(work, grid, err);
    }
    if (status == IRD_OK && !work->defers_pins) {
        status = ird_work_add_pin_shapes(work, err);
    }
    return status == IRD_OK ? ird_work_add_probes(work, grid, err) : status;
}
