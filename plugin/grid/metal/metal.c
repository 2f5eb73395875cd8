/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/metal.h"

#include <stdlib.h>

#include "base/radix.h"

static const char DOING[] = "merging the metal of a layer";

/* Consecutive levels [low, high) of the sweep: the segments low .. high - 1. */
typedef struct span {
    uint32_t low, high;
} span;

/* A segment is the gap between two neighbouring levels. Level indices are used instead of
 * coordinates, so that two spans touch exactly when their indices are equal. */
typedef struct sweep {
    const ird_uv_box *shapes;
    int64_t *keys;   /* what is sorted at the time: levels, then events */
    uint32_t *order; /* of keys; 2 i for the low side of shape i, 2 i + 1 for the high */
    int64_t *levels; /* every v0 and v1 once, ascending */
    size_t level_count;
    span *shape_spans;
    uint32_t *cover; /* per segment: how many shapes lie there now */
    uint32_t *open;  /* per segment: 1 + slab that is open there, or 0 */
    IRD_VEC(span) slab_spans;
    IRD_VEC(span) dirty;     /* segments whose cover began or ended at this u */
    IRD_VEC(uint32_t) ended; /* slabs that the present range ends */
    IRD_VEC(uint32_t) begun; /* slabs that the present range begins */
    ird_metal *metal;
} sweep;

void ird_metal_free(ird_metal *metal) {
    if (metal == NULL) {
        return;
    }
    ird_free(metal->slabs.items);
    ird_free(metal->joints.items);
    *metal = (ird_metal){0};
}

static void sweep_free(sweep *s) {
    ird_free(s->keys);
    ird_free(s->order);
    ird_free(s->levels);
    ird_free(s->shape_spans);
    ird_free(s->cover);
    ird_free(s->open);
    ird_free(s->slab_spans.items);
    ird_free(s->dirty.items);
    ird_free(s->ended.items);
    ird_free(s->begun.items);
}

/* Levels, and the span of each shape, from one sort of all v. */
static ird_status find_levels(sweep *s, size_t count, ird_error *err) {
    int64_t *keys = s->keys;
    for (size_t i = 0; i < count; i++) {
        keys[2 * i] = s->shapes[i].v0_dbu;
        keys[2 * i + 1] = s->shapes[i].v1_dbu;
    }
    ird_status status = ird_radix_order(keys, 2 * count, s->order, DOING, err);
    if (status != IRD_OK) {
        return status;
    }
    for (size_t k = 0; k < 2 * count; k++) {
        uint32_t slot = s->order[k];
        if (s->level_count == 0 || s->levels[s->level_count - 1] != keys[slot]) {
            s->levels[s->level_count++] = keys[slot];
        }
        uint32_t level = (uint32_t)(s->level_count - 1);
        span *of = &s->shape_spans[slot / 2];
        *(slot % 2 == 0 ? &of->low : &of->high) = level;
    }
    return IRD_OK;
}

/* The slab open at v, or -1. On a level both neighbours count. */
static int32_t slab_at(const sweep *s, int64_t v) {
    if (s->level_count == 0 || v < s->levels[0] || v > s->levels[s->level_count - 1]) {
        return -1;
    }
    size_t low = 0, high = s->level_count; /* levels[low] <= v < levels[high] */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        *(s->levels[middle] <= v ? &low : &high) = middle;
    }
    if (low + 1 < s->level_count && s->open[low] != 0) {
        return (int32_t)s->open[low] - 1;
    }
    if (low > 0 && s->levels[low] == v && s->open[low - 1] != 0) {
        return (int32_t)s->open[low - 1] - 1;
    }
    return -1;
}

static ird_status mark_dirty(sweep *s, uint32_t segment, ird_error *err) {
    if (s->dirty.count > 0 && s->dirty.items[s->dirty.count - 1].high == segment) {
        s->dirty.items[s->dirty.count - 1].high++;
        return IRD_OK;
    }
    ird_status status = ird_vec_reserve(&s->dirty, 1, DOING, err);
    if (status == IRD_OK) {
        s->dirty.items[s->dirty.count++] = (span){segment, segment + 1};
    }
    return status;
}

static ird_status begin_shape(sweep *s, span at, ird_error *err) {
    ird_status status = IRD_OK;
    for (uint32_t e = at.low; e < at.high && status == IRD_OK; e++) {
        if (s->cover[e]++ == 0) {
            status = mark_dirty(s, e, err);
        }
    }
    return status;
}

static ird_status end_shape(sweep *s, span at, ird_error *err) {
    ird_status status = IRD_OK;
    for (uint32_t e = at.low; e < at.high && status == IRD_OK; e++) {
        if (--s->cover[e] == 0) {
            status = mark_dirty(s, e, err);
        }
    }
    return status;
}

/* Take in the open slabs that a dirty range cuts or now touches. */
static span widened(const sweep *s, span range) {
    uint32_t low = range.low, high = range.high;
    if (low > 0 && s->open[low - 1] != 0 &&
        (s->open[low - 1] == s->open[low] || s->cover[low] > 0)) {
        range.low = s->slab_spans.items[s->open[low - 1] - 1].low;
    }
    if (high + 1 < s->level_count && s->open[high] != 0 &&
        (s->open[high] == s->open[high - 1] || s->cover[high - 1] > 0)) {
        range.high = s->slab_spans.items[s->open[high] - 1].high;
    }
    return range;
}

static int compare_spans(const void *a, const void *b) {
    const span *x = a, *y = b;
    return (x->low > y->low) - (x->low < y->low);
}

/* The dirty ranges widened, in order, and overlapping or touching ones made one. */
static void settle_dirty(sweep *s) {
    for (size_t i = 0; i < s->dirty.count; i++) {
        s->dirty.items[i] = widened(s, s->dirty.items[i]);
    }
    if (s->dirty.count > 1) {
        qsort(s->dirty.items, s->dirty.count, sizeof(span), compare_spans);
    }
    size_t kept = 0;
    for (size_t i = 1; i < s->dirty.count; i++) {
        span *last = &s->dirty.items[kept], next = s->dirty.items[i];
        if (next.low <= last->high) {
            last->high = next.high > last->high ? next.high : last->high;
        } else {
            s->dirty.items[++kept] = next;
        }
    }
    s->dirty.count = s->dirty.count > 0 ? kept + 1 : 0;
}

static ird_status begin_slab(sweep *s, span run, int64_t u, ird_error *err) {
    ird_status status = ird_vec_reserve(&s->metal->slabs, 1, DOING, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&s->slab_spans, 1, DOING, err);
    }
    if (status == IRD_OK) {
        status = ird_vec_reserve(&s->begun, 1, DOING, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    uint32_t slab = (uint32_t)s->metal->slabs.count;
    s->metal->slabs.items[s->metal->slabs.count++] =
        (ird_uv_box){u, u, s->levels[run.low], s->levels[run.high]};
    s->slab_spans.items[s->slab_spans.count++] = run;
    s->begun.items[s->begun.count++] = slab;
    return IRD_OK;
}

/* Ended: the slabs open in the range that do not go on. Begun: the new ones. */
static ird_status compare_range(sweep *s, span range, int64_t u, ird_error *err) {
    s->ended.count = 0;
    s->begun.count = 0;
    for (uint32_t e = range.low; e < range.high;) {
        if (s->open[e] == 0) {
            e++;
            continue;
        }
        ird_status status = ird_vec_reserve(&s->ended, 1, DOING, err);
        if (status != IRD_OK) {
            return status;
        }
        s->ended.items[s->ended.count++] = s->open[e] - 1;
        e = s->slab_spans.items[s->open[e] - 1].high;
    }
    size_t next = 0, kept = 0; /* next of ended to compare with, kept of them end */
    for (uint32_t e = range.low; e < range.high;) {
        if (s->cover[e] == 0) {
            e++;
            continue;
        }
        span run = {e, e};
        while (run.high < range.high && s->cover[run.high] > 0) {
            run.high++;
        }
        e = run.high;
        while (next < s->ended.count &&
               s->slab_spans.items[s->ended.items[next]].low < run.low) {
            s->ended.items[kept++] = s->ended.items[next++];
        }
        if (next < s->ended.count) {
            span old = s->slab_spans.items[s->ended.items[next]];
            if (old.low == run.low && old.high == run.high) {
                next++;
                continue;
            }
        }
        ird_status status = begin_slab(s, run, u, err);
        if (status != IRD_OK) {
            return status;
        }
    }
    while (next < s->ended.count) {
        s->ended.items[kept++] = s->ended.items[next++];
    }
    s->ended.count = kept;
    return IRD_OK;
}

/* Both lists ascend and are disjoint in themselves, so that they merge in one pass. */
static ird_status join_range(sweep *s, int64_t u, ird_error *err) {
    for (size_t a = 0, b = 0; a < s->ended.count && b < s->begun.count;) {
        span before = s->slab_spans.items[s->ended.items[a]];
        span after = s->slab_spans.items[s->begun.items[b]];
        uint32_t low = before.low > after.low ? before.low : after.low;
        uint32_t high = before.high < after.high ? before.high : after.high;
        if (low < high) {
            ird_status status = ird_vec_reserve(&s->metal->joints, 1, DOING, err);
            if (status != IRD_OK) {
                return status;
            }
            s->metal->joints.items[s->metal->joints.count++] = (ird_joint){
                s->ended.items[a], s->begun.items[b], u, s->levels[low], s->levels[high]};
        }
        *(before.high <= after.high ? &a : &b) += 1;
    }
    return IRD_OK;
}

static ird_status settle_range(sweep *s, span range, int64_t u, ird_error *err) {
    ird_status status = compare_range(s, range, u, err);
    if (status == IRD_OK) {
        status = join_range(s, u, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    for (size_t i = 0; i < s->ended.count; i++) {
        s->metal->slabs.items[s->ended.items[i]].u1_dbu = u;
        span at = s->slab_spans.items[s->ended.items[i]];
        for (uint32_t e = at.low; e < at.high; e++) {
            s->open[e] = 0;
        }
    }
    for (size_t i = 0; i < s->begun.count; i++) {
        span at = s->slab_spans.items[s->begun.items[i]];
        for (uint32_t e = at.low; e < at.high; e++) {
            s->open[e] = s->begun.items[i] + 1;
        }
    }
    return IRD_OK;
}

/* All shapes that begin or end at u: events [first, last) of order. Beginnings go first,
 * so that a shape taking over from another one changes nothing. */
static ird_status step(sweep *s, size_t first, size_t last, int64_t u, ird_error *err) {
    const uint32_t *order = s->order;
    ird_status status = IRD_OK;
    s->dirty.count = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = first; k < last && status == IRD_OK; k++) {
            if ((int)(order[k] % 2) == pass) {
                span at = s->shape_spans[order[k] / 2];
                status = pass == 0 ? begin_shape(s, at, err) : end_shape(s, at, err);
            }
        }
    }
    settle_dirty(s);
    for (size_t i = 0; i < s->dirty.count && status == IRD_OK; i++) {
        status = settle_range(s, s->dirty.items[i], u, err);
    }
    return status;
}

/* The probes in the order of u, answered as the sweep comes by. */
typedef struct asking {
    ird_probe *probes;
    uint32_t *order;
    size_t count, next;
} asking;

/* Answer the probes left of u, and those on it that lie in a slab which is open now.
 * Where those on u stay open, the sweep asks again after u. */
static void ask_before(const sweep *s, asking *ask, int64_t u) {
    for (; ask->next < ask->count; ask->next++) {
        ird_probe *probe = &ask->probes[ask->order[ask->next]];
        if (probe->u_dbu >= u) {
            break;
        }
        probe->slab = slab_at(s, probe->v_dbu);
    }
    for (size_t i = ask->next; i < ask->count; i++) {
        ird_probe *probe = &ask->probes[ask->order[i]];
        if (probe->u_dbu != u) {
            break;
        }
        probe->slab = slab_at(s, probe->v_dbu);
    }
}

static void ask_after(const sweep *s, asking *ask, int64_t u) {
    for (; ask->next < ask->count; ask->next++) {
        ird_probe *probe = &ask->probes[ask->order[ask->next]];
        if (probe->u_dbu > u) {
            break;
        }
        if (probe->slab < 0) {
            probe->slab = slab_at(s, probe->v_dbu);
        }
    }
}

static ird_status run(sweep *s, size_t events, asking *ask, const ird_monitor *monitor,
                      ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t k = 0, steps = 0; k < events && status == IRD_OK; steps++) {
        int64_t u = s->keys[s->order[k]];
        size_t last = k + 1;
        while (last < events && s->keys[s->order[last]] == u) {
            last++;
        }
        ask_before(s, ask, u);
        status = step(s, k, last, u, err);
        ask_after(s, ask, u);
        k = last;
        if (status == IRD_OK && steps % 4096 == 0) {
            status = ird_monitor_tick(monitor, DOING, (double)k / (double)events, err);
        }
    }
    for (; ask->next < ask->count; ask->next++) {
        ask->probes[ask->order[ask->next]].slab = -1;
    }
    return status;
}

static ird_status sort_probes(asking *ask, ird_error *err) {
    int64_t *keys = ird_alloc(ask->count, sizeof *keys);
    ask->order = ird_alloc(ask->count, sizeof *ask->order);
    ird_status status = IRD_OK;
    if (keys == NULL || ask->order == NULL) {
        status = ird_fail_memory(err, DOING);
        goto done;
    }
    for (size_t i = 0; i < ask->count; i++) {
        keys[i] = ask->probes[i].u_dbu;
        ask->probes[i].slab = -1;
    }
    status = ird_radix_order(keys, ask->count, ask->order, DOING, err);
done:
    ird_free(keys);
    return status;
}

/* Room for count shapes; levels, keys and order hold two entries a shape. */
static ird_status sweep_create(sweep *s, const ird_uv_box *shapes, size_t count,
                               ird_error *err) {
    s->shapes = shapes;
    s->keys = ird_alloc(count, 2 * sizeof *s->keys);
    s->order = ird_alloc(count, 2 * sizeof *s->order);
    s->levels = ird_alloc(count, 2 * sizeof *s->levels);
    s->shape_spans = ird_alloc(count, sizeof *s->shape_spans);
    s->cover = ird_alloc_zero(count, 2 * sizeof *s->cover);
    s->open = ird_alloc_zero(count, 2 * sizeof *s->open);
    bool has_room = s->keys != NULL && s->order != NULL && s->levels != NULL &&
                    s->shape_spans != NULL && s->cover != NULL && s->open != NULL;
    return has_room ? IRD_OK : ird_fail_memory(err, DOING);
}

/* The sweep over count shapes that all have an area. */
static ird_status merge_solid(sweep *s, const ird_uv_box *shapes, size_t count,
                              asking *ask, const ird_monitor *monitor, ird_error *err) {
    ird_status status = sweep_create(s, shapes, count, err);
    if (status == IRD_OK) {
        status = find_levels(s, count, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        s->keys[2 * i] = shapes[i].u0_dbu;
        s->keys[2 * i + 1] = shapes[i].u1_dbu;
    }
    status = ird_radix_order(s->keys, 2 * count, s->order, DOING, err);
    return status == IRD_OK ? run(s, 2 * count, ask, monitor, err) : status;
}

ird_status ird_metal_merge(ird_metal *metal, const ird_uv_box *shapes, size_t shape_count,
                           ird_probe *probes, size_t probe_count,
                           const ird_monitor *monitor, ird_error *err) {
    ird_metal result = {0};
    sweep s = {.metal = &result};
    asking ask = {.probes = probes, .count = probe_count};
    size_t count = 0;
    ird_uv_box *solid = ird_alloc(shape_count, sizeof *solid);
    ird_status status = solid == NULL ? ird_fail_memory(err, DOING) : IRD_OK;
    for (size_t i = 0; i < shape_count && status == IRD_OK; i++) {
        if (ird_uv_has_area(&shapes[i])) {
            solid[count++] = shapes[i];
        }
    }
    if (status == IRD_OK) {
        status = sort_probes(&ask, err);
    }
    if (status == IRD_OK) {
        status = merge_solid(&s, solid, count, &ask, monitor, err);
    }
    sweep_free(&s);
    ird_free(ask.order);
    ird_free(solid);
    if (status != IRD_OK) {
        ird_metal_free(&result);
        return status;
    }
    ird_metal_free(metal);
    *metal = result;
    return IRD_OK;
}
