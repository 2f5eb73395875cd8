/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/radix.h"

#include <string.h>

#include "base/alloc.h"

/* Few keys are inserted one by one. Of more, a digit has about as many values as there
 * are keys, so that counting its values never takes longer than moving the keys. */
enum { FEW_KEYS = 24, MIN_DIGIT_BITS = 5, MAX_DIGIT_BITS = 11 };

typedef struct item {
    uint64_t key;
    uint32_t index;
} item;

static void sort_few(item *items, size_t count) {
    for (size_t i = 1; i < count; i++) {
        item moved = items[i];
        size_t to = i;
        for (; to > 0 && items[to - 1].key > moved.key; to--) {
            items[to] = items[to - 1];
        }
        items[to] = moved;
    }
}

static unsigned digit_bits(size_t count) {
    unsigned bits = MIN_DIGIT_BITS;
    while (bits < MAX_DIGIT_BITS && (size_t)1 << bits < count) {
        bits++;
    }
    return bits;
}

static void sort_by_digit(const item *from, item *to, size_t count, unsigned shift,
                          unsigned bits) {
    size_t starts[1 << MAX_DIGIT_BITS];
    size_t digits = (size_t)1 << bits;
    memset(starts, 0, digits * sizeof *starts);
    for (size_t i = 0; i < count; i++) {
        starts[(from[i].key >> shift) & (digits - 1)]++;
    }
    size_t sum = 0;
    for (size_t d = 0; d < digits; d++) {
        size_t here = starts[d];
        starts[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) {
        to[starts[(from[i].key >> shift) & (digits - 1)]++] = from[i];
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
    if (count <= FEW_KEYS) {
        sort_few(items, count);
    }
    uint64_t range = count <= FEW_KEYS ? 0 : (uint64_t)high - (uint64_t)low;
    unsigned bits = digit_bits(count);
    for (unsigned shift = 0; shift < 64 && range >> shift != 0; shift += bits) {
        sort_by_digit(from, to, count, shift, bits);
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
