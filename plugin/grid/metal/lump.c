/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/lump.h"

#include "base/short_sort.h"

static const char DOING[] = "joining neighbouring nodes";

ird_status ird_lump_add(ird_lump_list *list, const ird_uv_box *slab, int64_t u_dbu,
                        int64_t v_dbu, bool is_joint, uint32_t id, ird_error *err) {
    int64_t centre = slab->v0_dbu + (slab->v1_dbu - slab->v0_dbu) / 2;
    ird_lump_rank rank = is_joint          ? IRD_LUMP_JOINT
                         : v_dbu == centre ? IRD_LUMP_CENTRE
                                           : IRD_LUMP_REST;
    ird_status status = ird_vec_reserve(&list->items, 1, DOING, err);
    if (status == IRD_OK) {
        list->items.items[list->items.count++] =
            (ird_lump_point){u_dbu, v_dbu, id, (uint8_t)rank, 0};
    }
    return status;
}

ird_status ird_lump_add_phantoms(ird_lump_list *list, const ird_uv_box *slab,
                                 bool with_fillers, int64_t pitch_dbu, ird_error *err) {
    int64_t middle_u = slab->u0_dbu + (slab->u1_dbu - slab->u0_dbu) / 2;
    int64_t middle_v = slab->v0_dbu + (slab->v1_dbu - slab->v0_dbu) / 2;
    ird_status status =
        ird_lump_add(list, slab, middle_u, middle_v, false, IRD_LUMP_PHANTOM, err);
    for (int64_t u = slab->u0_dbu + pitch_dbu / 2;
         with_fillers && u < slab->u1_dbu && status == IRD_OK; u += pitch_dbu) {
        status = ird_lump_add(list, slab, u, middle_v, false, IRD_LUMP_PHANTOM, err);
    }
    return status;
}

static int compare_points(const void *a, const void *b) {
    const ird_lump_point *x = a, *y = b;
    if (x->rank != y->rank) {
        return x->rank < y->rank ? -1 : 1;
    }
    if (x->u_dbu != y->u_dbu) {
        return x->u_dbu < y->u_dbu ? -1 : 1;
    }
    if (x->v_dbu != y->v_dbu) {
        return x->v_dbu < y->v_dbu ? -1 : 1;
    }
    return (x->id > y->id) - (x->id < y->id);
}

static void sort_points(ird_lump_point *points, size_t count) {
    IRD_SHORT_SORT(ird_lump_point, points, count, compare_points);
}

/* The first kept point of [first, last), all of one rank, within reach; or count. */
static size_t first_within(const ird_lump_point *points, size_t first, size_t last,
                           const ird_lump_point *of, int64_t reach_dbu, size_t none) {
    size_t low = first, high = last;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (points[middle].u_dbu < of->u_dbu - reach_dbu) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; i < last && points[i].u_dbu <= of->u_dbu + reach_dbu; i++) {
        if (points[i].kept == i && llabs(points[i].v_dbu - of->v_dbu) <= reach_dbu) {
            return i;
        }
    }
    return none;
}

void ird_lump_points(ird_lump_point *points, size_t count, int64_t reach_dbu) {
    sort_points(points, count);
    size_t begin[3] = {0, 0, 0}; /* of each rank so far; all are behind one another */
    for (size_t i = 0; i < count; i++) {
        ird_lump_point *point = &points[i];
        if (i > 0 && point->rank != points[i - 1].rank) {
            for (unsigned r = points[i - 1].rank + 1U; r <= point->rank; r++) {
                begin[r] = i;
            }
        }
        point->kept = (uint32_t)i;
        size_t found = count;
        for (unsigned r = 0; r <= point->rank && found == count; r++) {
            size_t last = r < point->rank ? begin[r + 1] : i;
            /* Joints at one place are one; else they stay. */
            int64_t reach = point->rank == IRD_LUMP_JOINT ? 0 : reach_dbu;
            found = first_within(points, begin[r], last, point, reach, count);
        }
        if (found != count) {
            point->kept = (uint32_t)found;
        }
    }
}
