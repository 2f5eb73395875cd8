/* SPDX-License-Identifier: BSD-3-Clause */
#include "counting_alloc.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"

static atomic_size_t now, most;
static size_t before;

size_t counting_alloc_now(void) {
    return atomic_load(&now);
}

void counting_alloc_begin(void) {
    before = atomic_load(&now);
    atomic_store(&most, before);
}

size_t counting_alloc_peak(void) {
    return atomic_load(&most) - before;
}

void *ird_raw_realloc(void *block, size_t size) {
    size_t old = block != NULL ? malloc_usable_size(block) : 0;
    void *grown = realloc(block, size);
    if (grown != NULL) {
        atomic_fetch_sub(&now, old);
        size_t held =
            atomic_fetch_add(&now, malloc_usable_size(grown)) + malloc_usable_size(grown);
        size_t seen = atomic_load(&most);
        while (held > seen && !atomic_compare_exchange_weak(&most, &seen, held)) {
        }
    }
    return grown;
}

void ird_raw_free(void *block) {
    atomic_fetch_sub(&now, block != NULL ? malloc_usable_size(block) : 0);
    free(block);
}
