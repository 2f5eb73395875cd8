/* SPDX-License-Identifier: BSD-3-Clause */
#include "plan/drawn_lines.h"

#include <stdlib.h>

static const char DOING[] = "looking at the grid of a net";

void ird_drawn_lines_free(ird_drawn_lines *lines) {
    ird_free(lines->lines.items);
    ird_free(lines->vias.items);
    *lines = (ird_drawn_lines){0};
}

static int compare_lines(const void *a, const void *b) {
    const ird_drawn_line *x = a, *y = b;
    if (x->layer != y->layer) {
        return x->layer < y->layer ? -1 : 1;
    }
    if (x->runs_x != y->runs_x) {
        return x->runs_x ? -1 : 1;
    }
    return x->middle_dbu < y->middle_dbu ? -1 : x->middle_dbu > y->middle_dbu;
}

static int compare_vias(const void *a, const void *b) {
    const ird_drawn_vias *x = a, *y = b;
    return x->cut < y->cut ? -1 : x->cut > y->cut;
}

static ird_drawn_line line_of(const ird_wire *wire, bool is_planned) {
    ird_rect box = wire->box;
    int64_t width = box.x1_dbu - box.x0_dbu, height = box.y1_dbu - box.y0_dbu;
    bool runs_x = width >= height;
    return (ird_drawn_line){
        .layer = wire->layer,
        .runs_x = runs_x,
        .is_rail = wire->shape == IRD_SHAPE_FOLLOWPIN,
        .is_planned = is_planned,
        .middle_dbu = runs_x ? box.y0_dbu + height / 2 : box.x0_dbu + width / 2,
        .width_dbu = runs_x ? height : width,
        .from_dbu = runs_x ? box.x0_dbu : box.y0_dbu,
        .to_dbu = runs_x ? box.x1_dbu : box.y1_dbu,
    };
}

/* Pieces of one middle, which are neighbours now, become one. */
static void merge_lines(ird_drawn_lines *lines) {
    size_t kept = 0;
    for (size_t i = 0; i < lines->lines.count; i++) {
        const ird_drawn_line *line = &lines->lines.items[i];
        ird_drawn_line *last = kept > 0 ? &lines->lines.items[kept - 1] : NULL;
        if (last == NULL || compare_lines(last, line) != 0) {
            lines->lines.items[kept++] = *line;
            continue;
        }
        last->is_rail = last->is_rail || line->is_rail;
        last->is_planned = last->is_planned || line->is_planned;
        last->from_dbu =
            line->from_dbu < last->from_dbu ? line->from_dbu : last->from_dbu;
        last->to_dbu = line->to_dbu > last->to_dbu ? line->to_dbu : last->to_dbu;
        last->width_dbu =
            line->width_dbu > last->width_dbu ? line->width_dbu : last->width_dbu;
    }
    lines->lines.count = kept;
}

static ird_status add_lines(ird_drawn_lines *lines, const ird_design *design,
                            const ird_special_net *net, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&lines->lines, net->wire_count, DOING, err));
    for (size_t k = 0; k < net->wire_count; k++) {
        const ird_wire *wire = &design->wires.items[net->first_wire + k];
        if (ird_wire_is_grid(wire)) {
            lines->lines.items[lines->lines.count++] =
                line_of(wire, k >= net->wire_count - net->planned_wires);
        }
    }
    if (lines->lines.count > 0) {
        qsort(lines->lines.items, lines->lines.count, sizeof *lines->lines.items,
              compare_lines);
    }
    merge_lines(lines);
    return IRD_OK;
}

static ird_status count_via(ird_drawn_lines *lines, ird_drawn_vias via, ird_error *err) {
    size_t i = 0;
    while (i < lines->vias.count && lines->vias.items[i].cut != via.cut) {
        i++;
    }
    if (i == lines->vias.count) {
        IRD_TRY(ird_vec_reserve(&lines->vias, 1, DOING, err));
        lines->vias.items[lines->vias.count++] = via;
        lines->vias.items[i].count = lines->vias.items[i].all_cuts = 0;
    }
    lines->vias.items[i].count++;
    lines->vias.items[i].cuts = via.cuts;
    lines->vias.items[i].all_cuts += via.cuts > 0 ? (size_t)via.cuts : 0;
    return IRD_OK;
}

static ird_status add_vias(ird_drawn_lines *lines, const ird_design *design,
                           const ird_technology *tech, const ird_special_net *net,
                           ird_error *err) {
    for (size_t k = 0; k < net->via_count; k++) {
        const ird_via_at *place = &design->via_places.items[net->first_via + k];
        ird_drawn_vias via;
        if (place->via >= 0) {
            const ird_via *v = &tech->vias.items[place->via];
            via = (ird_drawn_vias){v->bottom, v->cut, v->top, 0, v->cut_count, 0};
        } else {
            const ird_design_via *v = &design->design_vias.items[-1 - place->via];
            via = (ird_drawn_vias){v->bottom, v->cut, v->top, 0, v->cut_count, 0};
        }
        if (via.cut >= 0) {
            IRD_TRY(count_via(lines, via, err));
        }
    }
    if (lines->vias.count > 0) {
        qsort(lines->vias.items, lines->vias.count, sizeof *lines->vias.items,
              compare_vias);
    }
    return IRD_OK;
}

ird_status ird_drawn_lines_find(ird_drawn_lines *lines, const ird_design *design,
                                const ird_technology *tech, int32_t net, ird_error *err) {
    const ird_special_net *special = &design->special_nets.items[net];
    ird_status status = add_lines(lines, design, special, err);
    if (status == IRD_OK) {
        status = add_vias(lines, design, tech, special, err);
    }
    if (status != IRD_OK) {
        ird_drawn_lines_free(lines);
    }
    return status;
}
