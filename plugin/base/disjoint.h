/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Disjoint sets of the numbers 0 .. n - 1, by union to the smaller root with path
 * halving: the root of a set is its smallest member, whatever the order of joining.
 */
#ifndef IRD_BASE_DISJOINT_H
#define IRD_BASE_DISJOINT_H

#include <stddef.h>
#include <stdint.h>

/* Every number a set of its own. */
static inline void ird_disjoint_reset(uint32_t *parent, size_t count) {
    for (size_t i = 0; i < count; i++) {
        parent[i] = (uint32_t)i;
    }
}

static inline uint32_t ird_disjoint_find(uint32_t *parent, uint32_t i) {
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

static inline void ird_disjoint_join(uint32_t *parent, uint32_t a, uint32_t b) {
    a = ird_disjoint_find(parent, a);
    b = ird_disjoint_find(parent, b);
    parent[a > b ? a : b] = a < b ? a : b;
}

#endif
