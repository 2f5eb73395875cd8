/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/rail_shape.h"

#include <string.h>

static const char DOING[] = "building the network of a net";

/* In widths of a stub: what of it is kept. In a strip that is w wide the potential levels
 * as exp(-pi x / w), so that what is cut off would hold 2e-3 of the field at its foot,
 * and 4e-6 of what the stub does. */
enum { STUB_KEPT = 2 };

/* In widths of the rail: how much of a bare end is kept, at most. What its end does is
 * 8e-5 of what the nearest stub does, there and back again. */
static const double END_KEPT = 1.5;

static void sort_along(ird_uv_box *boxes, size_t count) {
    for (size_t i = 1; i < count; i++) {
        ird_uv_box box = boxes[i];
        size_t to = i;
        for (; to > 0 && boxes[to - 1].u0_dbu > box.u0_dbu; to--) {
            boxes[to] = boxes[to - 1];
        }
        boxes[to] = box;
    }
}

/* The boxes upside down. */
static void flip_v(ird_uv_box *boxes, size_t count, int64_t width) {
    for (size_t i = 0; i < count; i++) {
        ird_uv_box box = boxes[i];
        boxes[i].v0_dbu = width - box.v1_dbu;
        boxes[i].v1_dbu = width - box.v0_dbu;
    }
}

/* The boxes end for end, in order again. */
static void flip_u(ird_uv_box *boxes, size_t count, int64_t length) {
    for (size_t i = 0; i < count; i++) {
        int64_t u0 = boxes[i].u0_dbu;
        boxes[i].u0_dbu = length - boxes[i].u1_dbu;
        boxes[i].u1_dbu = length - u0;
    }
    sort_along(boxes, count);
}

/* Stubs above the rail. What stands side by side is one, as wide as all of it. */
static void cut_stubs(ird_uv_box *boxes, size_t count, int64_t width) {
    for (size_t i = 0, end; i < count; i = end) {
        end = i + 1;
        if (boxes[i].v1_dbu <= width) {
            continue;
        }
        while (end < count && boxes[end].v1_dbu > width) {
            end++;
        }
        int64_t most = width + STUB_KEPT * (boxes[end - 1].u1_dbu - boxes[i].u0_dbu);
        for (size_t k = i; k < end; k++) {
            boxes[k].v1_dbu = boxes[k].v1_dbu < most ? boxes[k].v1_dbu : most;
        }
    }
}

static size_t unite_equal(ird_uv_box *boxes, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        ird_uv_box *last = kept > 0 ? &boxes[kept - 1] : NULL;
        if (last != NULL && last->v0_dbu == boxes[i].v0_dbu &&
            last->v1_dbu == boxes[i].v1_dbu) {
            last->u1_dbu = boxes[i].u1_dbu;
        } else {
            boxes[kept++] = boxes[i];
        }
    }
    return kept;
}

/* A bare box at one end of the rail, shortened; by how much. */
static int64_t cut_end(ird_uv_box *end, int64_t width) {
    int64_t kept = (int64_t)(END_KEPT * (double)width);
    bool is_bare = end->v0_dbu == 0 && end->v1_dbu == width;
    int64_t cut = is_bare ? end->u1_dbu - end->u0_dbu - kept : 0;
    cut = cut > 0 ? cut : 0;
    end->u1_dbu -= cut;
    return cut;
}

/* Both ends; in all. A rail that is one bare box stays. */
static int64_t cut_ends(ird_uv_box *boxes, size_t count, int64_t width) {
    if (count < 2) {
        return 0;
    }
    int64_t low = cut_end(&boxes[0], width);
    for (size_t i = 1; i < count; i++) {
        boxes[i].u0_dbu -= low;
        boxes[i].u1_dbu -= low;
    }
    return low + cut_end(&boxes[count - 1], width);
}

/* Of the four ways to lay the boxes, whose copies there is room for behind them, the one
 * that stands first in some order. */
static void choose_side(ird_uv_box *boxes, size_t count, int64_t length, int64_t width) {
    size_t bytes = count * sizeof *boxes;
    ird_uv_box *other = boxes + count;
    memcpy(other, boxes, bytes);
    for (int turn = 1; turn < 4; turn++) {
        flip_v(other, count, width);
        if (turn == 2) {
            flip_u(other, count, length);
        }
        if (memcmp(other, boxes, bytes) < 0) {
            memcpy(boxes, other, bytes);
        }
    }
}

ird_status ird_rail_shape(ird_region *shape, const ird_region *region,
                          const ird_uv_box *way, int64_t *straight_dbu, bool *is_possible,
                          ird_error *err) {
    size_t count = region->boxes.count;
    int64_t length = way->u1_dbu - way->u0_dbu, width = way->v1_dbu - way->v0_dbu;
    shape->boxes.count = shape->edges.count = shape->contacts.count = 0;
    IRD_TRY(ird_vec_reserve(&shape->boxes, 2 * count, DOING, err));
    IRD_TRY(ird_vec_reserve(&shape->edges, 2, DOING, err));
    ird_uv_box *boxes = shape->boxes.items;
    *is_possible = true;
    for (size_t i = 0; i < count; i++) {
        ird_uv_box box = region->boxes.items[i];
        boxes[i] = (ird_uv_box){box.u0_dbu - way->u0_dbu, box.u1_dbu - way->u0_dbu,
                                box.v0_dbu - way->v0_dbu, box.v1_dbu - way->v0_dbu};
        *is_possible = *is_possible && boxes[i].v0_dbu <= 0 && boxes[i].v1_dbu >= width;
    }
    if (!*is_possible) {
        return IRD_OK;
    }
    sort_along(boxes, count);
    cut_stubs(boxes, count, width);
    flip_v(boxes, count, width);
    cut_stubs(boxes, count, width);
    shape->boxes.count = unite_equal(boxes, count);
    *straight_dbu = cut_ends(boxes, shape->boxes.count, width);
    length -= *straight_dbu;
    choose_side(boxes, shape->boxes.count, length, width);
    shape->edges.items[0] = (ird_region_port){{0, 0, 0, width}, 0};
    shape->edges.items[1] = (ird_region_port){{length, length, 0, width}, 0};
    shape->edges.count = 2;
    return IRD_OK;
}

/* ---- those met a moment ago -------------------------------------------------------- */

enum { MEMO_BITS = 10, MEMO_WORDS = sizeof(((ird_rail_memo *)0)->words) / 4 };

typedef struct ird_rail_memo_entry {
    int32_t words[MEMO_WORDS];
    size_t count; /* of words; 0: empty */
    double ohm;
} ird_rail_memo_entry;

void ird_rail_memo_free(ird_rail_memo *memo) {
    ird_free(memo->entries);
    *memo = (ird_rail_memo){0};
}

/* The boxes as they lie on the way, which meet end to end: length, and both sides. False
 * where they are too many, or too large. */
static bool describe(ird_rail_memo *memo, const ird_region *region,
                     const ird_uv_box *way) {
    int64_t next = way->u0_dbu;
    memo->count = 1 + 3 * region->boxes.count;
    if (memo->count > MEMO_WORDS) {
        return false;
    }
    int64_t width = way->v1_dbu - way->v0_dbu, spread = width;
    memo->words[0] = (int32_t)width;
    for (size_t i = 0; i < region->boxes.count; i++) {
        const ird_uv_box *box = &region->boxes.items[i];
        int64_t low = way->v0_dbu - box->v0_dbu, high = box->v1_dbu - way->v0_dbu;
        int64_t length = box->u1_dbu - box->u0_dbu;
        if (box->u0_dbu != next) {
            return false;
        }
        next = box->u1_dbu;
        spread |= low | high | length; /* below 0 where any is */
        memo->words[3 * i + 1] = (int32_t)length;
        memo->words[3 * i + 2] = (int32_t)low;
        memo->words[3 * i + 3] = (int32_t)high;
    }
    return spread >= 0 && spread <= INT32_MAX;
}

static size_t place_of(const ird_rail_memo *memo) {
    uint64_t hash = memo->count;
    for (size_t i = 0; i < memo->count; i++) {
        hash = (hash ^ (uint32_t)memo->words[i]) * UINT64_C(0x9e3779b97f4a7c15);
    }
    return (size_t)(hash >> (64 - MEMO_BITS));
}

ird_status ird_rail_memo_find(ird_rail_memo *memo, const ird_region *region,
                              const ird_uv_box *way, double *ohm, bool *is_there,
                              ird_error *err) {
    memo->asked = NULL;
    *is_there = false;
    if (memo->entries == NULL) {
        memo->entries = ird_alloc_zero((size_t)1 << MEMO_BITS, sizeof *memo->entries);
    }
    if (memo->entries == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (describe(memo, region, way)) {
        const ird_rail_memo_entry *at = memo->asked = &memo->entries[place_of(memo)];
        *is_there = at->count == memo->count &&
                    memcmp(at->words, memo->words, at->count * sizeof(int32_t)) == 0;
        *ohm = at->ohm;
    }
    return IRD_OK;
}

void ird_rail_memo_keep(ird_rail_memo *memo, double ohm) {
    if (memo->asked != NULL) {
        memcpy(memo->asked->words, memo->words, memo->count * sizeof(int32_t));
        memo->asked->count = memo->count;
        memo->asked->ohm = ohm;
    }
}
