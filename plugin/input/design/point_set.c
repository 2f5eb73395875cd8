/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/point_set.h"

#include <stdlib.h>

void ird_point_set_free(ird_point_set *set) {
    ird_free(set->points.items);
    *set = (ird_point_set){0};
}

ird_status ird_point_set_add(ird_point_set *set, ird_point point, const char *doing,
                             ird_error *err) {
    ird_status status = ird_vec_reserve(&set->points, 1, doing, err);
    if (status == IRD_OK) {
        set->points.items[set->points.count++] = point;
    }
    return status;
}

static int compare_points(const void *a, const void *b) {
    const ird_point *p = a, *q = b;
    if (p->x_dbu != q->x_dbu) {
        return p->x_dbu < q->x_dbu ? -1 : 1;
    }
    return (p->y_dbu > q->y_dbu) - (p->y_dbu < q->y_dbu);
}

void ird_point_set_sort(ird_point_set *set) {
    if (set->points.count > 1) {
        qsort(set->points.items, set->points.count, sizeof(ird_point), compare_points);
    }
}

/* Index of the first point not below (x, y) in the order of the set. */
static size_t lower_bound(const ird_point_set *set, int64_t x, int64_t y) {
    size_t low = 0, high = set->points.count;
    ird_point at = {x, y};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_points(&set->points.items[middle], &at) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Steps from column to column of points. */
bool ird_point_set_meets(const ird_point_set *set, ird_rect box) {
    size_t i = lower_bound(set, box.x0_dbu, box.y0_dbu);
    while (i < set->points.count && set->points.items[i].x_dbu <= box.x1_dbu) {
        ird_point at = set->points.items[i];
        if (at.y_dbu >= box.y0_dbu && at.y_dbu <= box.y1_dbu) {
            return true;
        }
        i = at.y_dbu < box.y0_dbu ? lower_bound(set, at.x_dbu, box.y0_dbu)
                                  : lower_bound(set, at.x_dbu + 1, box.y0_dbu);
    }
    return false;
}
