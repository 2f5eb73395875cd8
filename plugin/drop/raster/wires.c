/* SPDX-License-Identifier: BSD-3-Clause */
#include "raster/wires.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/radix.h"

static const char *const doing = "interpolating drops";

void ird_wires_free(ird_wires *wires) {
    if (wires != NULL) {
        ird_free(wires->points.items);
        ird_free(wires->first.items);
        ird_free(wires->more.items);
        ird_free(wires->nodes);
        ird_free(wires->drops_v);
        memset(wires, 0, sizeof *wires);
    }
}

static bool are_same_place(const ird_wire_point *a, const ird_wire_point *b) {
    return a->across_um == b->across_um && a->along_um == b->along_um;
}

static int compare_numbers(const void *left, const void *right) {
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

static bool is_wanted(const ird_node *node, double drop_v, int32_t layer,
                      bool grid_only) {
    return node->layer == layer && node->kind != IRD_NODE_NAMED && !isnan(drop_v) &&
           (!grid_only || node->kind == IRD_NODE_GRID);
}

static ird_status take_points(ird_wires *wires, const ird_network *network,
                              const double *drop_v, int32_t layer, bool grid_only,
                              ird_error *err) {
    for (size_t i = 0; i < network->nodes.count; i++) {
        const ird_node *node = &network->nodes.items[i];
        if (!is_wanted(node, drop_v[i], layer, grid_only)) {
            continue;
        }
        ird_status status = ird_vec_reserve(&wires->points, 1, doing, err);
        if (status != IRD_OK) {
            return status;
        }
        wires->points.items[wires->points.count++] = (ird_wire_point){.node = (int32_t)i};
    }
    return IRD_OK;
}

/* The order of points by x and by y, with what sorting them takes. */
typedef struct point_orders {
    int64_t *x_dbu, *y_dbu, *keys;
    uint32_t *by_x, *by_y, *then;
} point_orders;

static void free_orders(point_orders *orders) {
    ird_free(orders->x_dbu);
    ird_free(orders->y_dbu);
    ird_free(orders->keys);
    ird_free(orders->by_x);
    ird_free(orders->by_y);
    ird_free(orders->then);
}

static ird_status make_orders(point_orders *orders, const ird_wires *wires,
                              const ird_network *network, ird_error *err) {
    size_t count = wires->points.count;
    *orders = (point_orders){
        .x_dbu = ird_alloc(count, sizeof *orders->x_dbu),
        .y_dbu = ird_alloc(count, sizeof *orders->y_dbu),
        .keys = ird_alloc(count, sizeof *orders->keys),
        .by_x = ird_alloc(count, sizeof *orders->by_x),
        .by_y = ird_alloc(count, sizeof *orders->by_y),
        .then = ird_alloc(count, sizeof *orders->then),
    };
    if (orders->x_dbu == NULL || orders->y_dbu == NULL || orders->keys == NULL ||
        orders->by_x == NULL || orders->by_y == NULL || orders->then == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        const ird_node *node = &network->nodes.items[wires->points.items[i].node];
        orders->x_dbu[i] = node->x_dbu;
        orders->y_dbu[i] = node->y_dbu;
    }
    IRD_TRY(ird_radix_order(orders->x_dbu, count, orders->by_x, doing, err));
    return ird_radix_order(orders->y_dbu, count, orders->by_y, doing, err);
}

static size_t count_different(const int64_t *keys, const uint32_t *order, size_t count) {
    size_t different = 1;
    for (size_t i = 1; i < count; i++) {
        different += keys[order[i]] != keys[order[i - 1]];
    }
    return different;
}

/* Points by wire, then along it, those on one another in the order of nodes. */
static ird_status arrange(ird_wires *wires, point_orders *orders, double um,
                          ird_error *err) {
    size_t count = wires->points.count;
    const int64_t *across = wires->is_vertical ? orders->x_dbu : orders->y_dbu;
    const int64_t *along = wires->is_vertical ? orders->y_dbu : orders->x_dbu;
    const uint32_t *first = wires->is_vertical ? orders->by_y : orders->by_x;
    uint32_t *sorted = wires->is_vertical ? orders->by_x : orders->by_y;
    for (size_t i = 0; i < count; i++) {
        orders->keys[i] = across[first[i]];
    }
    IRD_TRY(ird_radix_order(orders->keys, count, orders->then, doing, err));
    for (size_t i = 0; i < count; i++) {
        sorted[i] = first[orders->then[i]];
    }
    ird_wire_point *points = ird_alloc(count, sizeof *points);
    if (points == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t from = sorted[i];
        points[i] = (ird_wire_point){(double)across[from] * um, (double)along[from] * um,
                                     wires->points.items[from].node};
    }
    ird_free(wires->points.items);
    wires->points.items = points;
    wires->points.capacity = count;
    return IRD_OK;
}

/* Choose how wires run, and sort their points; *count is how many wires there are. */
static ird_status sort_points(ird_wires *wires, const ird_network *network, size_t *count,
                              ird_error *err) {
    point_orders orders = {0};
    ird_status status = make_orders(&orders, wires, network, err);
    if (status == IRD_OK) {
        size_t points = wires->points.count;
        size_t horizontal = count_different(orders.y_dbu, orders.by_y, points);
        size_t vertical = count_different(orders.x_dbu, orders.by_x, points);
        wires->is_vertical = vertical < horizontal;
        *count = wires->is_vertical ? vertical : horizontal;
        status = arrange(wires, &orders, 1 / (double)network->units, err);
    }
    free_orders(&orders);
    return status;
}

/* Fill in first, and keep one point where several lie on one another. */
static ird_status split(ird_wires *wires, size_t count, ird_error *err) {
    ird_status status = ird_vec_reserve(&wires->first, count + 1, doing, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_wire_point *points = wires->points.items;
    size_t out = 0;
    for (size_t i = 0; i < wires->points.count;) {
        if (out == 0 || points[i].across_um != points[out - 1].across_um) {
            wires->first.items[wires->first.count++] = out;
        }
        ird_wire_point point = points[i];
        size_t same = 1;
        while (i + same < wires->points.count &&
               are_same_place(&points[i], &points[i + same])) {
            status = ird_vec_reserve(&wires->more, 1, doing, err);
            if (status != IRD_OK) {
                return status;
            }
            wires->more.items[wires->more.count++] =
                (ird_wire_node){out, points[i + same++].node};
        }
        i += same;
        points[out++] = point;
    }
    wires->points.count = out;
    wires->first.items[wires->first.count] = out;
    wires->nodes = ird_alloc(out, sizeof *wires->nodes);
    wires->drops_v = ird_alloc(out, sizeof *wires->drops_v);
    if (wires->nodes == NULL || wires->drops_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < out; i++) {
        wires->nodes[i] = points[i].node;
    }
    return IRD_OK;
}

/* The gap that half of the way across lies in or below. Pins that are lumped beside their
 * rail make many wires of a few nodes, close to it, so that most gaps may be small ones.
 */
static double usual(double *gap_um, size_t count) {
    double sum = 0, below = 0;
    for (size_t i = 0; i < count; i++) {
        sum += gap_um[i];
    }
    qsort(gap_um, count, sizeof *gap_um, compare_numbers);
    size_t at = 0;
    for (; at + 1 < count && below + gap_um[at] < sum / 2; at++) {
        below += gap_um[at];
    }
    return gap_um[at];
}

static ird_status measure(ird_wires *wires, ird_error *err) {
    const ird_wire_point *points = wires->points.items;
    wires->low_um = points[0].along_um;
    wires->high_um = points[0].along_um;
    for (size_t i = 1; i < wires->points.count; i++) {
        wires->low_um = fmin(wires->low_um, points[i].along_um);
        wires->high_um = fmax(wires->high_um, points[i].along_um);
    }
    size_t gaps = wires->first.count - 1;
    double *gap_um = ird_alloc(gaps, sizeof *gap_um);
    if (gap_um == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < gaps; i++) {
        gap_um[i] = points[wires->first.items[i + 1]].across_um -
                    points[wires->first.items[i]].across_um;
    }
    if (gaps > 0) {
        wires->spacing_um = usual(gap_um, gaps);
    }
    ird_free(gap_um);
    return IRD_OK;
}

ird_status ird_wires_collect(ird_wires *wires, const ird_network *network,
                             const double *drop_v, int32_t layer, ird_error *err) {
    memset(wires, 0, sizeof *wires);
    ird_status status = take_points(wires, network, drop_v, layer, true, err);
    if (status == IRD_OK && wires->points.count == 0) {
        status = take_points(wires, network, drop_v, layer, false, err);
    }
    if (status == IRD_OK && wires->points.count == 0) {
        size_t layers = ird_names_count(&network->layer_names);
        bool is_known = layer >= 0 && (size_t)layer < layers;
        status = ird_fail(err, IRD_NETWORK_LAYER,
                          "layer %s has no node that a source reaches; choose another, "
                          "or see by report_check_grid what is cut off",
                          is_known ? ird_names_get(&network->layer_names, layer) : "?");
    }
    if (status == IRD_OK) {
        size_t count;
        status = sort_points(wires, network, &count, err);
        if (status == IRD_OK) {
            status = split(wires, count, err);
        }
    }
    if (status == IRD_OK) {
        status = measure(wires, err);
    }
    if (status != IRD_OK) {
        ird_wires_free(wires);
    } else {
        ird_wires_set(wires, drop_v);
    }
    return status;
}

void ird_wires_set(ird_wires *wires, const double *drop_v) {
    double *drops_v = wires->drops_v;
    for (size_t i = 0; i < wires->points.count; i++) {
        drops_v[i] = drop_v[wires->nodes[i]];
    }
    for (size_t i = 0, same; i < wires->more.count; i += same) {
        size_t at = wires->more.items[i].point;
        for (same = 0;
             i + same < wires->more.count && wires->more.items[i + same].point == at;
             same++) {
            drops_v[at] += drop_v[wires->more.items[i + same].node];
        }
        drops_v[at] /= (double)(same + 1);
    }
}

ird_wire_place ird_wires_find(const ird_wires *wires, size_t wire, double along_um,
                              bool *is_covered) {
    const ird_wire_point *points = wires->points.items;
    size_t low = wires->first.items[wire];
    size_t high = wires->first.items[wire + 1] - 1;
    *is_covered = points[low].along_um <= along_um && along_um <= points[high].along_um;
    if (!*is_covered || low == high) {
        return (ird_wire_place){along_um <= points[low].along_um ? low : high, 0};
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (points[middle].along_um <= along_um) {
            low = middle;
        } else {
            high = middle;
        }
    }
    double part = (along_um - points[low].along_um) /
                  (points[high].along_um - points[low].along_um);
    return (ird_wire_place){low, part};
}
