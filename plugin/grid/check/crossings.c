/* SPDX-License-Identifier: BSD-3-Clause */
#include "check/crossings.h"

#include <stdlib.h>

#include "design/point_set.h"
#include "check/via_fit.h"

static const char DOING[] = "looking for missing vias";

typedef struct rects {
    IRD_VEC(ird_rect) items;
    int64_t widest_dbu; /* in x */
} rects;

/* What a layer has: its wires by direction, and the vias down from it and up from it. */
typedef struct wired_layer {
    rects across, upright;
    ird_point_set down, up;
} wired_layer;

static int compare_rects(const void *a, const void *b) {
    const ird_rect *x = a, *y = b;
    if (x->x0_dbu != y->x0_dbu) {
        return x->x0_dbu < y->x0_dbu ? -1 : 1;
    }
    if (x->y0_dbu != y->y0_dbu) {
        return x->y0_dbu < y->y0_dbu ? -1 : 1;
    }
    if (x->x1_dbu != y->x1_dbu) {
        return x->x1_dbu < y->x1_dbu ? -1 : 1;
    }
    return (x->y1_dbu > y->y1_dbu) - (x->y1_dbu < y->y1_dbu);
}

static ird_status add_rect(rects *to, ird_rect rect, ird_error *err) {
    ird_status status = ird_vec_reserve(&to->items, 1, DOING, err);
    if (status == IRD_OK) {
        to->items.items[to->items.count++] = rect;
    }
    return status;
}

/* In order, each once: designs list the same wire several times. */
static void sort_rects(rects *list) {
    ird_rect *items = list->items.items;
    size_t kept = 0;
    if (list->items.count > 1) {
        qsort(items, list->items.count, sizeof *items, compare_rects);
    }
    for (size_t i = 0; i < list->items.count; i++) {
        int64_t width = items[i].x1_dbu - items[i].x0_dbu;
        list->widest_dbu = width > list->widest_dbu ? width : list->widest_dbu;
        if (kept == 0 || compare_rects(&items[kept - 1], &items[i]) != 0) {
            items[kept++] = items[i];
        }
    }
    list->items.count = kept;
}

static ird_status gather(wired_layer *layers, size_t count, const ird_grid *grid,
                         const ird_design *design, ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t i = 0; i < grid->wires.count && status == IRD_OK; i++) {
        const ird_wire *wire = &design->wires.items[grid->wires.items[i].wire];
        bool is_across =
            wire->box.x1_dbu - wire->box.x0_dbu > wire->box.y1_dbu - wire->box.y0_dbu;
        wired_layer *layer = &layers[wire->layer];
        if (ird_wire_is_grid(wire)) {
            status =
                add_rect(is_across ? &layer->across : &layer->upright, wire->box, err);
        }
    }
    for (size_t i = 0; i < grid->vias.count && status == IRD_OK; i++) {
        const ird_grid_via *via = &grid->vias.items[i];
        status = ird_point_set_add(&layers[via->bottom].up, via->at, DOING, err);
        if (status == IRD_OK) {
            status = ird_point_set_add(&layers[via->top].down, via->at, DOING, err);
        }
    }
    for (size_t i = 0; i < count; i++) {
        sort_rects(&layers[i].across);
        sort_rects(&layers[i].upright);
        ird_point_set_sort(&layers[i].down);
        ird_point_set_sort(&layers[i].up);
    }
    return status;
}

/* A crossing without a via. */
typedef struct gap {
    ird_rect box;
    size_t wire; /* of the higher layer, in its across or upright */
} gap;

/* What the wires of the higher layer cross of the lower, one direction of them. */
typedef struct crossed {
    const rects *wires;
    size_t *crossings, *connected; /* per wire */
    IRD_VEC(gap) gaps;
} crossed;

typedef struct pair {
    int32_t low, high;       /* layers */
    const ird_point_set *up; /* vias up from low */
    const ird_point_set *down;
    crossed across, upright;
    ird_via_fit fit[2]; /* by whether the lower wire runs upright, across */
} pair;

static ird_status crossed_open(crossed *of, const rects *wires, ird_error *err) {
    of->wires = wires;
    of->crossings = ird_alloc_zero(wires->items.count, sizeof *of->crossings);
    of->connected = ird_alloc_zero(wires->items.count, sizeof *of->connected);
    return of->crossings != NULL && of->connected != NULL ? IRD_OK
                                                          : ird_fail_memory(err, DOING);
}

static void crossed_close(crossed *of) {
    ird_free(of->crossings);
    ird_free(of->connected);
    ird_free(of->gaps.items);
}

/* A sliver in which no via fits is none. */
static ird_status look_at(const pair *of, crossed *high, size_t wire, bool is_low_across,
                          ird_rect box, ird_error *err) {
    bool has_via = ird_point_set_meets(of->up, box) && ird_point_set_meets(of->down, box);
    if (!has_via && !ird_via_fits(&of->fit[is_low_across], box)) {
        return IRD_OK;
    }
    high->crossings[wire]++;
    if (has_via) {
        high->connected[wire]++;
        return IRD_OK;
    }
    ird_status status = ird_vec_reserve(&high->gaps, 1, DOING, err);
    if (status == IRD_OK) {
        high->gaps.items[high->gaps.count++] = (gap){box, wire};
    }
    return status;
}

/* Every wire across with every one upright that it crosses; one list is that of high. */
static ird_status cross(const pair *of, crossed *high, const rects *across,
                        const rects *upright, ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t i = 0; i < across->items.count && status == IRD_OK; i++) {
        ird_rect wire = across->items.items[i];
        size_t low = 0, end = upright->items.count;
        while (low < end) {
            size_t middle = low + (end - low) / 2;
            if (upright->items.items[middle].x0_dbu < wire.x0_dbu - upright->widest_dbu) {
                low = middle + 1;
            } else {
                end = middle;
            }
        }
        for (size_t k = low; k < upright->items.count && status == IRD_OK &&
                             upright->items.items[k].x0_dbu < wire.x1_dbu;
             k++) {
            ird_rect box = wire;
            if (ird_rect_cut(&box, &upright->items.items[k])) {
                bool is_high_across = high->wires == across;
                status =
                    look_at(of, high, is_high_across ? i : k, !is_high_across, box, err);
            }
        }
    }
    return status;
}

static void grow(ird_rect *box, ird_rect by) {
    box->x0_dbu = by.x0_dbu < box->x0_dbu ? by.x0_dbu : box->x0_dbu;
    box->y0_dbu = by.y0_dbu < box->y0_dbu ? by.y0_dbu : box->y0_dbu;
    box->x1_dbu = by.x1_dbu > box->x1_dbu ? by.x1_dbu : box->x1_dbu;
    box->y1_dbu = by.y1_dbu > box->y1_dbu ? by.y1_dbu : box->y1_dbu;
}

/* A finding for each gap; one for all of a wire that has no via at any crossing. */
static ird_status report(ird_findings *findings, const pair *of, const crossed *high,
                         ird_error *err) {
    size_t *finding_of = ird_alloc_zero(high->wires->items.count, sizeof *finding_of);
    ird_status status = finding_of != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    for (size_t i = 0; i < high->gaps.count && status == IRD_OK; i++) {
        const gap *at = &high->gaps.items[i];
        bool is_bare = high->connected[at->wire] == 0;
        if (is_bare && finding_of[at->wire] > 0) {
            grow(&findings->items.items[finding_of[at->wire] - 1].box, at->box);
            continue;
        }
        status = ird_vec_reserve(&findings->items, 1, DOING, err);
        if (status == IRD_OK) {
            findings->items.items[findings->items.count++] =
                (ird_finding){.kind = IRD_FINDING_VIA,
                              .layer = of->low,
                              .layer_b = of->high,
                              .box = at->box,
                              .component = -1,
                              .pin = -1,
                              .shapes = is_bare ? high->crossings[at->wire] : 1};
            finding_of[at->wire] = findings->items.count;
        }
    }
    ird_free(finding_of);
    return status;
}

static void count(const crossed *high, size_t *crossings, size_t *connected) {
    for (size_t i = 0; i < high->wires->items.count; i++) {
        *crossings += high->crossings[i];
        *connected += high->connected[i];
    }
}

/* Gaps of a pair of layers without a single via are no findings: such layers are meant to
 * pass each other. */
static ird_status judge_pair(ird_findings *findings, const pair *of, ird_error *err) {
    size_t crossings = 0, connected = 0;
    count(&of->upright, &crossings, &connected);
    count(&of->across, &crossings, &connected);
    if (connected == 0) {
        return IRD_OK;
    }
    findings->crossings += crossings;
    findings->crossings_with_via += connected;
    ird_status status = report(findings, of, &of->upright, err);
    return status == IRD_OK ? report(findings, of, &of->across, err) : status;
}

static ird_status check_pair(ird_findings *findings, const wired_layer *layers, pair *of,
                             const ird_design *design, const ird_technology *tech,
                             ird_error *err) {
    const wired_layer *low = &layers[of->low], *high = &layers[of->high];
    ird_status status = crossed_open(&of->upright, &high->upright, err);
    for (int i = 0; i < 2 && status == IRD_OK; i++) {
        status =
            ird_via_fit_make(&of->fit[i], design, tech, of->low, of->high, i == 1, err);
    }
    if (status == IRD_OK) {
        status = crossed_open(&of->across, &high->across, err);
    }
    if (status == IRD_OK) {
        status = cross(of, &of->upright, &low->across, &high->upright, err);
    }
    if (status == IRD_OK) {
        status = cross(of, &of->across, &high->across, &low->upright, err);
    }
    if (status == IRD_OK) {
        status = judge_pair(findings, of, err);
    }
    crossed_close(&of->upright);
    crossed_close(&of->across);
    ird_via_fit_free(&of->fit[0]);
    ird_via_fit_free(&of->fit[1]);
    return status;
}

ird_status ird_check_crossings(ird_findings *findings, const ird_grid *grid,
                               const ird_design *design, const ird_technology *tech,
                               ird_error *err) {
    size_t count = ird_names_count(&grid->network.layer_names);
    wired_layer *layers = ird_alloc_zero(count, sizeof *layers);
    if (layers == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = gather(layers, count, grid, design, err);
    int32_t last = -1; /* the wired layer below */
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        if (layers[i].across.items.count + layers[i].upright.items.count == 0) {
            continue;
        }
        if (last >= 0) {
            pair of = {.low = last,
                       .high = (int32_t)i,
                       .up = &layers[last].up,
                       .down = &layers[i].down};
            status = check_pair(findings, layers, &of, design, tech, err);
        }
        last = (int32_t)i;
    }
    for (size_t i = 0; i < count; i++) {
        ird_free(layers[i].across.items.items);
        ird_free(layers[i].upright.items.items);
        ird_point_set_free(&layers[i].up);
        ird_point_set_free(&layers[i].down);
    }
    ird_free(layers);
    return status;
}
