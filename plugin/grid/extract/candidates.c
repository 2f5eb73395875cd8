/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/candidates.h"

#include <math.h>
#include <stdlib.h>

#include "base/radix.h"
#include "metal/lump.h"

static const char DOING[] = "listing the points for sources";

void ird_candidates_free(ird_candidates *candidates) {
    if (candidates != NULL) {
        ird_free(candidates->items.items);
        ird_free(candidates->slabs_by_v);
        *candidates = (ird_candidates){0};
    }
}

ird_status ird_candidates_sort_slabs(ird_candidates *candidates, const ird_work *work,
                                     int32_t layer, ird_error *err) {
    const ird_metal *metal = &work->layers[layer].metal;
    size_t count = metal->slabs.count;
    int64_t *keys = ird_alloc(count, sizeof *keys);
    uint32_t *order = ird_alloc(count, sizeof *order);
    ird_status status = IRD_OK;
    if (keys == NULL || order == NULL) {
        status = ird_fail_memory(err, DOING);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        const ird_uv_box *slab = &metal->slabs.items[i];
        int64_t height = slab->v1_dbu - slab->v0_dbu;
        keys[i] = slab->v0_dbu;
        candidates->tallest_dbu =
            height > candidates->tallest_dbu ? height : candidates->tallest_dbu;
    }
    status = ird_radix_order(keys, count, order, DOING, err);
    if (status == IRD_OK) {
        candidates->layer = layer;
        candidates->slabs = metal->slabs.items;
        candidates->slab_count = count;
        candidates->slabs_by_v = order;
        order = NULL;
    }
done:
    ird_free(keys);
    ird_free(order);
    return status;
}

/* A via, instance pin or joint of a slab. */
typedef struct fixed_point {
    uint32_t slab;
    int64_t u_dbu, v_dbu;
    bool is_joint;
} fixed_point;

typedef struct fixed_points {
    IRD_VEC(fixed_point) items;
} fixed_points;

static int compare_fixed(const void *a, const void *b) {
    const fixed_point *x = a, *y = b;
    return (x->slab > y->slab) - (x->slab < y->slab);
}

static ird_status list_fixed(fixed_points *points, const ird_work_layer *layer,
                             ird_error *err) {
    size_t count = layer->node_probes + 2 * layer->metal.joints.count;
    ird_status status = ird_vec_reserve(&points->items, count, DOING, err);
    if (status != IRD_OK) {
        return status;
    }
    fixed_point *out = points->items.items;
    size_t n = 0;
    for (size_t i = 0; i < layer->node_probes; i++) {
        const ird_probe *probe = &layer->probes.items[i];
        if (probe->slab >= 0) {
            out[n++] =
                (fixed_point){(uint32_t)probe->slab, probe->u_dbu, probe->v_dbu, false};
        }
    }
    for (size_t i = 0; i < layer->metal.joints.count; i++) {
        const ird_joint *joint = &layer->metal.joints.items[i];
        int64_t v = joint->v0_dbu + (joint->v1_dbu - joint->v0_dbu) / 2;
        out[n++] = (fixed_point){joint->before, joint->u_dbu, v, true};
        out[n++] = (fixed_point){joint->after, joint->u_dbu, v, true};
    }
    points->items.count = n;
    if (n > 1) {
        qsort(out, n, sizeof *out, compare_fixed);
    }
    return IRD_OK;
}

/* Candidates of one slab: its points that are kept. points [0, count) are those of its
 * vias, instance pins and joints. */
static ird_status add_slab(ird_candidates *candidates, ird_lump_list *list,
                           const ird_work_layer *layer, uint32_t slab,
                           const fixed_point *points, size_t count, ird_error *err) {
    const ird_uv_box *box = &layer->metal.slabs.items[slab];
    list->items.count = 0;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        status = ird_lump_add(list, box, points[i].u_dbu, points[i].v_dbu,
                              points[i].is_joint, 0, err);
    }
    if (status == IRD_OK) {
        status = ird_lump_add_phantoms(list, box, true, layer->point_pitch_dbu, err);
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&candidates->items, list->items.count, DOING, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    ird_lump_points(list->items.items, list->items.count, layer->point_pitch_dbu / 2);
    for (size_t i = 0; i < list->items.count; i++) {
        const ird_lump_point *point = &list->items.items[i];
        if (point->kept == i) {
            candidates->items.items[candidates->items.count++] = (ird_candidate){
                point->u_dbu, point->v_dbu, slab, point->rank == IRD_LUMP_JOINT};
        }
    }
    return IRD_OK;
}

static int compare_candidates(const void *a, const void *b) {
    const ird_candidate *x = a, *y = b;
    if (x->u_dbu != y->u_dbu) {
        return x->u_dbu < y->u_dbu ? -1 : 1;
    }
    if (x->v_dbu != y->v_dbu) {
        return x->v_dbu < y->v_dbu ? -1 : 1;
    }
    return (x->slab > y->slab) - (x->slab < y->slab);
}

ird_status ird_candidates_make(ird_candidates *candidates, const ird_work *work,
                               int32_t layer, ird_error *err) {
    const ird_work_layer *on = &work->layers[layer];
    fixed_points points = {0};
    ird_lump_list list = {0};
    ird_status status = ird_candidates_sort_slabs(candidates, work, layer, err);
    if (status == IRD_OK) {
        status = list_fixed(&points, on, err);
    }
    size_t next = 0;
    for (size_t slab = 0; slab < on->metal.slabs.count && status == IRD_OK; slab++) {
        size_t first = next;
        while (next < points.items.count && points.items.items[next].slab == slab) {
            next++;
        }
        status =
            add_slab(candidates, &list, on, (uint32_t)slab,
                     next > first ? &points.items.items[first] : NULL, next - first, err);
    }
    if (status == IRD_OK && candidates->items.count > 1) {
        qsort(candidates->items.items, candidates->items.count, sizeof(ird_candidate),
              compare_candidates);
    }
    ird_free(points.items.items);
    ird_free(list.items.items);
    return status;
}

size_t ird_candidates_from(const ird_candidates *candidates, int64_t u_dbu) {
    size_t low = 0, high = candidates->items.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (candidates->items.items[middle].u_dbu < u_dbu) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t ird_candidates_first_slab(const ird_candidates *candidates, int64_t v_dbu) {
    int64_t from = v_dbu - candidates->tallest_dbu;
    size_t low = 0, high = candidates->slab_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (candidates->slabs[candidates->slabs_by_v[middle]].v0_dbu < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const ird_candidate *ird_candidates_nearest(const ird_candidates *candidates,
                                            int64_t u_dbu, int64_t v_dbu) {
    const ird_candidate *items = candidates->items.items, *best = NULL;
    double best_distance = (double)INFINITY;
    size_t start = ird_candidates_from(candidates, u_dbu);
    for (size_t side = 0; side < 2; side++) {
        /* Up from start, then down; a side ends where u alone is too far. */
        for (size_t step = 0;; step++) {
            size_t i = side == 0 ? start + step : start - 1 - step;
            if (side == 0 ? i >= candidates->items.count : step >= start) {
                break;
            }
            double du = (double)(items[i].u_dbu - u_dbu);
            double dv = (double)(items[i].v_dbu - v_dbu);
            if (fabs(du) > best_distance) {
                break;
            }
            double distance = hypot(du, dv);
            bool is_better = distance < best_distance ||
                             (distance == best_distance && &items[i] < best);
            if (is_better) {
                best_distance = distance;
                best = &items[i];
            }
        }
    }
    return best;
}
