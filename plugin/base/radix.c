/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/radix.h"

#include "base/alloc.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

typedef struct item {
    uint64_t key;
    uint32_t index;
} item;

static void sort_by_digit(const item *from, item *to, size_t count, unsigned shift) {
    size_t starts[DIGITS] = {0};
    for (size_t i = 0; i < count; i++) {
        starts[(from[i].key >> shift) & (DIGITS - 1)]++;
    }
    size_t sum = 0;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = starts[d];
        starts[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) {
        to[starts[(from[i].key >> shift) & (DIGITS - 1)]++] = from[i];
    }
}

ird_status ird_radix_order(const int64_t *keys, size_t count, uint32_t *order,
                           const char *doing, ird_error *err) {
    if (count == 0) {
        return IRD_OK;
    }
    item *items = ird_alloc(count, 2 * sizeof *items);
    if (items == NULL) {
        return ird_fail_memory(err, doing);
    }
    int64_t low = keys[0], high = keys[0];
    for (size_t i = 1; i < count; i++) {
        low = keys[i] < low ? keys[i] : low;
        high = keys[i] > high ? keys[i] : high;
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = (item){(uint64_t)keys[i] - (uint64_t)low, (uint32_t)i};
    }
    item *from = items, *to = items + count;
    uint64_t range = (uint64_t)high - (uint64_t)low;
    for (unsigned shift = 0; shift < 64 && range >> shift != 0; shift += DIGIT_BITS) {
        sort_by_digit(from, to, count, shift);
        item *swap = from;
        from = to;
        to = swap;
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = from[i].index;
    }
    ird_free(items);
    return IRD_OK;
}
