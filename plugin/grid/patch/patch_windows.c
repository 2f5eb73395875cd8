/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which metal around something new is cut out.
 */
#include <stdlib.h>

#include "patch/patch_parts.h"

static const char *const doing = "looking around new metal";

/* Nodes on each side that a window holds at first, and what it reaches beyond: so many
 * times the width of the metal and a micron. */
enum { NODES_BESIDE = 3, WIDTHS_BEYOND = 3 };
/* Windows closer than this are one, for what lies between costs little. */
static const double APART_UM = 10;

static bool overlap(const ird_uv_box *a, const ird_uv_box *b) {
    return a->u0_dbu <= b->u1_dbu && a->u1_dbu >= b->u0_dbu && a->v0_dbu <= b->v1_dbu &&
           a->v1_dbu >= b->v0_dbu;
}

static void unite(ird_uv_box *to, const ird_uv_box *box) {
    to->u0_dbu = box->u0_dbu < to->u0_dbu ? box->u0_dbu : to->u0_dbu;
    to->u1_dbu = box->u1_dbu > to->u1_dbu ? box->u1_dbu : to->u1_dbu;
    to->v0_dbu = box->v0_dbu < to->v0_dbu ? box->v0_dbu : to->v0_dbu;
    to->v1_dbu = box->v1_dbu > to->v1_dbu ? box->v1_dbu : to->v1_dbu;
}

/* The first of the layer's nodes at u or beyond. */
static size_t first_at(const ird_patch_book *book, int32_t layer, int64_t u) {
    size_t low = book->layer_start[layer], high = book->layer_start[layer + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (book->by_place[middle].u_dbu < u) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* How far u goes from the box to have so many nodes within the reach across. */
static int64_t reach(const ird_patch_book *book, int32_t layer, const ird_uv_box *hull,
                     int64_t from, int step, size_t wanted) {
    size_t begin = book->layer_start[layer], end = book->layer_start[layer + 1];
    size_t at = first_at(book, layer, from), found = 0;
    int64_t last = step < 0 ? hull->u0_dbu : hull->u1_dbu;
    if (step < 0) {
        at--; /* may wrap below begin */
    }
    for (; at >= begin && at < end && found < wanted; at += (size_t)step) {
        int64_t v = book->by_place[at].v_dbu;
        if (v >= hull->v0_dbu && v <= hull->v1_dbu) {
            last = book->by_place[at].u_dbu;
            found++;
        }
    }
    if (found < wanted) {
        int64_t edge = step < 0 ? hull->u0_dbu : hull->u1_dbu;
        last = step < 0 ? (edge < last ? edge : last) : (edge > last ? edge : last);
    }
    return last;
}

/* Higher shapes are looked at one by one. */
static const double LOW_UM = 1;

typedef struct placed_shape {
    int64_t v0;
    uint32_t shape;
} placed_shape;

static int compare_shapes(const void *left, const void *right) {
    const placed_shape *a = left, *b = right;
    return (a->v0 > b->v0) - (a->v0 < b->v0);
}

static ird_status sort_shapes(ird_shape_order *order, const ird_work_layer *layer,
                              int64_t low_dbu, ird_error *err) {
    size_t count = layer->shapes.count, tall = count;
    placed_shape *sorted = ird_alloc(count, sizeof *sorted);
    order->by_v = ird_alloc(count, sizeof *order->by_v);
    order->low_dbu = low_dbu;
    if (sorted == NULL || order->by_v == NULL) {
        ird_free(sorted);
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        const ird_uv_box *box = &layer->shapes.items[i];
        bool is_low = box->v1_dbu - box->v0_dbu <= low_dbu;
        sorted[is_low ? order->low++ : --tall] = (placed_shape){box->v0_dbu, (uint32_t)i};
    }
    if (order->low > 1) {
        qsort(sorted, order->low, sizeof *sorted, compare_shapes);
    }
    for (size_t i = 0; i < count; i++) {
        order->by_v[i] = sorted[i].shape;
    }
    ird_free(sorted);
    return IRD_OK;
}

ird_status ird_patch_sort_shapes(ird_patch_book *book, ird_error *err) {
    const ird_work *work = &book->work;
    int64_t low_dbu = (int64_t)(LOW_UM * (double)work->design->units);
    book->shapes = ird_alloc_zero(work->layer_count, sizeof *book->shapes);
    if (book->shapes == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < work->layer_count; i++) {
        IRD_TRY(sort_shapes(&book->shapes[i], &work->layers[i], low_dbu, err));
    }
    return IRD_OK;
}

/* The metal that the box lies on, all of it. */
static ird_uv_box hull_of(const ird_patch_book *book, int32_t layer,
                          const ird_uv_box *box) {
    const ird_uv_box *shapes = book->work.layers[layer].shapes.items;
    const ird_shape_order *order = &book->shapes[layer];
    ird_uv_box hull = *box;
    size_t low = 0, high = order->low;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (shapes[order->by_v[middle]].v0_dbu < box->v0_dbu - order->low_dbu) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < order->low && shapes[order->by_v[low]].v0_dbu <= box->v1_dbu; low++) {
        if (overlap(&shapes[order->by_v[low]], box)) {
            unite(&hull, &shapes[order->by_v[low]]);
        }
    }
    for (size_t i = order->low; i < book->work.layers[layer].shapes.count; i++) {
        if (overlap(&shapes[order->by_v[i]], box)) {
            unite(&hull, &shapes[order->by_v[i]]);
        }
    }
    return hull;
}

static ird_status add_window(ird_patch_windows *windows, const ird_patch_book *book,
                             int32_t layer, const ird_uv_box *box, double grown,
                             ird_error *err) {
    ird_uv_box hull = hull_of(book, layer, box), made = hull;
    size_t wanted = (size_t)(NODES_BESIDE * grown);
    int64_t width = hull.v1_dbu - hull.v0_dbu, length = hull.u1_dbu - hull.u0_dbu;
    int64_t narrow = width < length ? width : length;
    int64_t beyond = (int64_t)((double)(WIDTHS_BEYOND * narrow) +
                               grown * (double)book->grid->network.units);
    made.u0_dbu = reach(book, layer, &hull, box->u0_dbu, -1, wanted) - beyond;
    made.u1_dbu = reach(book, layer, &hull, box->u1_dbu, 1, wanted) + beyond;
    IRD_TRY(ird_vec_reserve(&windows->items, 1, doing, err));
    windows->items.items[windows->items.count++] = (ird_patch_window){layer, made};
    return IRD_OK;
}

static int compare_windows(const void *left, const void *right) {
    const ird_patch_window *a = left, *b = right;
    if (a->layer != b->layer) {
        return a->layer < b->layer ? -1 : 1;
    }
    return (a->box.v0_dbu > b->box.v0_dbu) - (a->box.v0_dbu < b->box.v0_dbu);
}

/* The window before `count` that the box comes near to, of those of its layer that begin
 * no lower than by the highest of them; SIZE_MAX where there is none. */
static size_t find_near(const ird_patch_window *items, size_t count,
                        const ird_patch_window *window, int64_t apart, int64_t highest) {
    ird_uv_box near = window->box;
    near.v0_dbu -= apart;
    near.u0_dbu -= apart;
    near.u1_dbu += apart;
    for (size_t k = count; k-- > 0;) {
        if (items[k].layer != window->layer ||
            items[k].box.v0_dbu + highest < near.v0_dbu) {
            return SIZE_MAX;
        }
        if (overlap(&items[k].box, &near)) {
            return k;
        }
    }
    return SIZE_MAX;
}

/* Windows of one layer that lie near become one. */
static void join_windows(ird_patch_windows *windows, int64_t apart) {
    ird_patch_window *items = windows->items.items;
    bool is_joined = true;
    while (is_joined) {
        size_t left = 0;
        int64_t highest = 0;
        is_joined = false;
        if (windows->items.count > 1) {
            qsort(items, windows->items.count, sizeof *items, compare_windows);
        }
        for (size_t i = 0; i < windows->items.count; i++) {
            size_t k = find_near(items, left, &items[i], apart, highest);
            is_joined = is_joined || k != SIZE_MAX;
            if (k != SIZE_MAX) {
                unite(&items[k].box, &items[i].box);
            } else {
                k = left++;
                items[k] = items[i];
            }
            int64_t height = items[k].box.v1_dbu - items[k].box.v0_dbu;
            highest = height > highest ? height : highest;
        }
        windows->items.count = left;
    }
}

static bool is_inside(const ird_patch_windows *windows, size_t first, size_t count,
                      const ird_uv_box *box) {
    for (size_t i = first; i < first + count && i < windows->items.count; i++) {
        const ird_uv_box *window = &windows->items.items[i].box;
        if (box->u0_dbu >= window->u0_dbu && box->u1_dbu <= window->u1_dbu &&
            box->v0_dbu >= window->v0_dbu && box->v1_dbu <= window->v1_dbu) {
            return true;
        }
    }
    return false;
}

ird_status ird_patch_find_windows(ird_patch_windows *windows, const ird_patch_book *book,
                                  const ird_work *added, double grown, ird_error *err) {
    windows->items.count = 0;
    for (size_t on = 0; on < added->layer_count; on++) {
        const ird_work_layer *layer = &added->layers[on];
        size_t first = windows->items.count;
        size_t wires = layer->shapes.count - layer->via_probes;
        for (size_t i = 0; i < layer->shapes.count; i++) {
            const ird_uv_box *box = &layer->shapes.items[i];
            /* Metal of vias on a new wire needs no window of its own. */
            if (i < wires || !is_inside(windows, first, wires, box)) {
                IRD_TRY(add_window(windows, book, (int32_t)on, box, grown, err));
            }
        }
    }
    join_windows(windows, (int64_t)(APART_UM * (double)book->grid->network.units));
    return IRD_OK;
}
