/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/alloc.h"

#include <stdint.h>
#include <string.h>

bool ird_size_product(size_t count, size_t size, size_t *product) {
    return !__builtin_mul_overflow(count, size, product);
}

void *ird_realloc(void *block, size_t count, size_t size) {
    size_t bytes;
    if (!ird_size_product(count, size, &bytes)) {
        return NULL;
    }
    return ird_raw_realloc(block, bytes > 0 ? bytes : 1);
}

void *ird_alloc(size_t count, size_t size) {
    return ird_realloc(NULL, count, size);
}

void *ird_alloc_zero(size_t count, size_t size) {
    void *block = ird_alloc(count, size);
    if (block != NULL) {
        memset(block, 0, count * size);
    }
    return block;
}

void ird_free(void *block) {
    ird_raw_free(block);
}

enum { ALIGNMENT = 64 };

/* The pointer that realloc gave stands just below the aligned block. */
void *ird_alloc_aligned(size_t count, size_t size) {
    size_t bytes;
    if (!ird_size_product(count, size, &bytes) ||
        bytes > SIZE_MAX - ALIGNMENT - sizeof(void *)) {
        return NULL;
    }
    char *raw = ird_raw_realloc(NULL, bytes + ALIGNMENT + sizeof(void *));
    if (raw == NULL) {
        return NULL;
    }
    uintptr_t start = (uintptr_t)raw + sizeof(void *);
    char *block = raw + sizeof(void *) + (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT;
    memcpy(block - sizeof(void *), &raw, sizeof raw);
    return block;
}

void ird_free_aligned(void *block) {
    if (block != NULL) {
        void *raw;
        memcpy(&raw, (char *)block - sizeof raw, sizeof raw);
        ird_raw_free(raw);
    }
}

char *ird_copy_string(const char *text, size_t size) {
    if (size == SIZE_MAX) {
        return NULL;
    }
    char *copy = ird_alloc(size + 1, 1);
    if (copy != NULL) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

ird_status ird_vec_grow(void *items_pointer, size_t *capacity, size_t count, size_t extra,
                        size_t size, const char *doing, ird_error *err) {
    if (extra > SIZE_MAX - count) {
        return ird_fail_memory(err, doing);
    }
    size_t wanted = count + extra;
    size_t doubled = *capacity <= SIZE_MAX / 2 ? *capacity * 2 : SIZE_MAX;
    size_t room = wanted > doubled ? wanted : doubled;
    room = room < 8 ? 8 : room;
    void *items;
    memcpy(&items, items_pointer, sizeof items);
    void *grown = ird_realloc(items, room, size);
    if (grown == NULL) {
        return ird_fail_memory(err, doing);
    }
    memcpy(items_pointer, &grown, sizeof grown);
    *capacity = room;
    return IRD_OK;
}

void ird_vec_shrink(void *items_pointer, size_t *capacity, size_t count, size_t size) {
    enum { LEAST = 1 << 20 };
    void *items;
    memcpy(&items, items_pointer, sizeof items);
    if (count == 0 || *capacity * size < LEAST) {
        return;
    }
    void *moved = ird_raw_realloc(items, count * size);
    if (moved != NULL) { /* else it stays as large as it is */
        memcpy(items_pointer, &moved, sizeof moved);
        *capacity = count;
    }
}
