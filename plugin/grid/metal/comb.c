/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/comb.h"

#include "base/radix.h"

static const char DOING[] = "merging the metal of a layer";

/* More shapes than this above each other are no tabs. */
enum { MOST_OPEN = 32 };

typedef struct sweep {
    const ird_uv_box *shapes;
    const uint32_t *order; /* of shapes, by their low u */
    size_t count, next;
    const ird_uv_box *open[MOST_OPEN]; /* that the line crosses */
    size_t open_count;
    ird_metal *metal;
} sweep;

/* Shapes that end at u go, those that begin there come; false where they are too many. */
static bool move_to(sweep *s, int64_t u) {
    size_t kept = 0;
    for (size_t i = 0; i < s->open_count; i++) {
        if (s->open[i]->u1_dbu > u) {
            s->open[kept++] = s->open[i];
        }
    }
    s->open_count = kept;
    while (s->next < s->count && s->shapes[s->order[s->next]].u0_dbu == u) {
        if (s->open_count == MOST_OPEN) {
            return false;
        }
        s->open[s->open_count++] = &s->shapes[s->order[s->next++]];
    }
    return true;
}

/* Where the next shape begins or ends. */
static int64_t next_u(const sweep *s) {
    int64_t u = s->next < s->count ? s->shapes[s->order[s->next]].u0_dbu : INT64_MAX;
    for (size_t i = 0; i < s->open_count; i++) {
        u = s->open[i]->u1_dbu < u ? s->open[i]->u1_dbu : u;
    }
    return u;
}

/* From side to side of what is open; false where that has gaps. */
static bool is_one(const sweep *s, int64_t *v0, int64_t *v1) {
    int64_t low = s->open[0]->v0_dbu, high = s->open[0]->v1_dbu;
    bool has_grown = true, is_all = false;
    while (has_grown && !is_all) {
        has_grown = false;
        is_all = true;
        for (size_t i = 0; i < s->open_count; i++) {
            const ird_uv_box *box = s->open[i];
            if (box->v0_dbu > high || box->v1_dbu < low) {
                is_all = false;
                continue;
            }
            has_grown = has_grown || box->v0_dbu < low || box->v1_dbu > high;
            low = box->v0_dbu < low ? box->v0_dbu : low;
            high = box->v1_dbu > high ? box->v1_dbu : high;
        }
    }
    *v0 = low;
    *v1 = high;
    return is_all;
}

/* The slab from u on, and its joint with one that ends there. */
static ird_status begin_slab(sweep *s, int64_t u, int64_t v0, int64_t v1,
                             ird_error *err) {
    ird_metal *metal = s->metal;
    uint32_t slab = (uint32_t)metal->slabs.count;
    IRD_TRY(ird_vec_reserve(&metal->slabs, 1, DOING, err));
    IRD_TRY(ird_vec_reserve(&metal->joints, 1, DOING, err));
    const ird_uv_box *last = slab > 0 ? &metal->slabs.items[slab - 1] : NULL;
    if (last != NULL && last->u1_dbu == u) {
        int64_t low = last->v0_dbu > v0 ? last->v0_dbu : v0;
        int64_t high = last->v1_dbu < v1 ? last->v1_dbu : v1;
        if (low < high) {
            metal->joints.items[metal->joints.count++] =
                (ird_joint){slab - 1, slab, u, low, high};
        }
    }
    metal->slabs.items[metal->slabs.count++] = (ird_uv_box){u, u, v0, v1};
    return IRD_OK;
}

static ird_status run(sweep *s, bool *is_comb, ird_error *err) {
    ird_metal *metal = s->metal;
    *is_comb = true;
    while (s->next < s->count || s->open_count > 0) {
        int64_t u = next_u(s), v0, v1;
        *is_comb = move_to(s, u);
        if (*is_comb && s->open_count > 0) {
            *is_comb = is_one(s, &v0, &v1);
        }
        if (!*is_comb) {
            return IRD_OK;
        }
        if (s->open_count == 0) {
            continue;
        }
        ird_uv_box *last =
            metal->slabs.count > 0 ? &metal->slabs.items[metal->slabs.count - 1] : NULL;
        if (last == NULL || last->u1_dbu != u || last->v0_dbu != v0 ||
            last->v1_dbu != v1) {
            IRD_TRY(begin_slab(s, u, v0, v1, err));
        }
        metal->slabs.items[metal->slabs.count - 1].u1_dbu = next_u(s);
    }
    return IRD_OK;
}

/* The last slab that begins left of the point, or the one that begins on it. */
static int32_t slab_at(const ird_metal *metal, int64_t u, int64_t v) {
    const ird_uv_box *slabs = metal->slabs.items;
    size_t low = 0, high = metal->slabs.count; /* those below low begin left of it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slabs[middle].u0_dbu < u) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const ird_uv_box *at = low > 0 ? &slabs[low - 1] : NULL;
    if (at != NULL && u <= at->u1_dbu && v >= at->v0_dbu && v <= at->v1_dbu) {
        return (int32_t)(low - 1);
    }
    at = low < metal->slabs.count ? &slabs[low] : NULL;
    return at != NULL && u == at->u0_dbu && v >= at->v0_dbu && v <= at->v1_dbu
               ? (int32_t)low
               : -1;
}

ird_status ird_comb_merge(ird_metal *metal, const ird_uv_box *shapes, size_t shape_count,
                          ird_probe *probes, size_t probe_count, bool *is_comb,
                          ird_error *err) {
    int64_t *keys = ird_alloc(shape_count, sizeof *keys);
    uint32_t *order = ird_alloc(shape_count, sizeof *order);
    sweep s = {.shapes = shapes, .order = order, .count = shape_count, .metal = metal};
    ird_status status =
        keys != NULL && order != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    metal->slabs.count = metal->joints.count = 0;
    for (size_t i = 0; i < shape_count && status == IRD_OK; i++) {
        keys[i] = shapes[i].u0_dbu;
    }
    if (status == IRD_OK) {
        status = ird_radix_order(keys, shape_count, order, DOING, err);
    }
    if (status == IRD_OK) {
        status = run(&s, is_comb, err);
    }
    for (size_t i = 0; i < probe_count && status == IRD_OK && *is_comb; i++) {
        probes[i].slab = slab_at(metal, probes[i].u_dbu, probes[i].v_dbu);
    }
    ird_free(keys);
    ird_free(order);
    return status;
}
