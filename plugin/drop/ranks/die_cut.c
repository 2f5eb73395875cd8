/* SPDX-License-Identifier: BSD-3-Clause */
#include "ranks/die_cut.h"

#include "base/alloc.h"

/* The nodes of the piece in hand, to be told apart by one of their coordinates; by their
 * number where that is the same. */
typedef struct piece {
    int32_t *nodes;
    const float *key;
} piece;

static bool stands_before(const piece *p, int32_t a, int32_t b) {
    float x = p->key[a], y = p->key[b];
    return x < y || (!(y < x) && a < b);
}

static void swap(int32_t *a, int32_t *b) {
    int32_t kept = *a;
    *a = *b;
    *b = kept;
}

/* The middle one of the first, the middle and the last of [low, high] to high. */
static void choose_pivot(const piece *p, size_t low, size_t high) {
    int32_t *nodes = p->nodes;
    size_t middle = low + (high - low) / 2;
    if (stands_before(p, nodes[middle], nodes[low])) {
        swap(&nodes[middle], &nodes[low]);
    }
    if (stands_before(p, nodes[high], nodes[low])) {
        swap(&nodes[high], &nodes[low]);
    }
    if (stands_before(p, nodes[middle], nodes[high])) {
        swap(&nodes[middle], &nodes[high]);
    }
}

/* Order nodes so far that the first `count` of [0, size) stand before the rest. */
static void select_first(const piece *p, size_t size, size_t count) {
    size_t low = 0, high = size - 1;
    while (low < high) {
        choose_pivot(p, low, high);
        int32_t pivot = p->nodes[high];
        size_t out = low;
        for (size_t i = low; i < high; i++) {
            if (stands_before(p, p->nodes[i], pivot)) {
                swap(&p->nodes[i], &p->nodes[out++]);
            }
        }
        swap(&p->nodes[out], &p->nodes[high]);
        if (out == count) {
            return;
        }
        low = out < count ? out + 1 : low;
        high = out < count ? high : out - 1;
    }
}

static bool is_wider(const ird_places *places, const int32_t *nodes, size_t size) {
    float low_x = places->x[nodes[0]], high_x = low_x;
    float low_y = places->y[nodes[0]], high_y = low_y;
    for (size_t i = 1; i < size; i++) {
        float x = places->x[nodes[i]], y = places->y[nodes[i]];
        low_x = x < low_x ? x : low_x;
        high_x = x > high_x ? x : high_x;
        low_y = y < low_y ? y : low_y;
        high_y = y > high_y ? y : high_y;
    }
    return high_x - low_x >= high_y - low_y;
}

/* Parts [part, part + parts) of the nodes [0, size). part_of has a value a node. */
static void bisect(const ird_places *places, int32_t *nodes, size_t size, size_t part,
                   size_t parts, int32_t *part_of) {
    while (parts > 1) {
        size_t left = parts / 2, count = size * left / parts;
        piece p = {nodes, is_wider(places, nodes, size) ? places->x : places->y};
        select_first(&p, size, count);
        bisect(places, nodes, count, part, left, part_of);
        nodes += count;
        size -= count;
        part += left;
        parts -= left;
    }
    for (size_t i = 0; i < size; i++) {
        part_of[nodes[i]] = (int32_t)part;
    }
}

ird_status ird_die_cut(const ird_places *places, size_t parts, int32_t *order,
                       size_t *first, ird_error *err) {
    size_t n = places->n;
    int32_t *part_of = ird_alloc(n, sizeof *part_of);
    if (part_of == NULL) {
        return ird_fail_memory(err, "cutting a power grid into parts");
    }
    for (size_t i = 0; i < n; i++) {
        order[i] = (int32_t)i;
    }
    bisect(places, order, n, 0, parts, part_of);
    for (size_t p = 0; p <= parts; p++) {
        first[p] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        first[part_of[i] + 1]++;
    }
    for (size_t p = 0; p < parts; p++) {
        first[p + 1] += first[p];
    }
    for (size_t i = 0; i < n; i++) {
        order[first[part_of[i]]++] = (int32_t)i;
    }
    for (size_t p = parts; p > 0; p--) {
        first[p] = first[p - 1];
    }
    first[0] = 0;
    ird_free(part_of);
    return IRD_OK;
}
