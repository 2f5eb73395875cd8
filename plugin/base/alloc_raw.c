/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Alone in this file, so that a test program can put its own in their place.
 */
#include "base/alloc.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

/* Tools that watch each block see those of malloc alone. */
#if defined __SANITIZE_ADDRESS__
static const bool has_pages = false;
#else
static const bool has_pages = true;
#endif

/* A block from one of the two becomes one of the other. */
static void *move(void *block, size_t size, size_t kept) {
    void *moved = size >= IRD_PAGES_LEAST ? ird_pages_alloc(size) : malloc(size);
    if (moved != NULL) {
        memcpy(moved, block, kept);
        ird_raw_free(block);
    }
    return moved;
}

void *ird_raw_realloc(void *block, size_t size) {
    bool is_large = has_pages && size >= IRD_PAGES_LEAST;
    if (block == NULL) {
        return is_large ? ird_pages_alloc(size) : malloc(size);
    }
    bool is_own = has_pages && ird_pages_own(block);
    if (is_own && is_large) {
        return ird_pages_realloc(block, size);
    }
    if (!is_own && !is_large) {
        return realloc(block, size);
    }
    size_t held = is_own ? ird_pages_size(block) : malloc_usable_size(block);
    return move(block, size, held < size ? held : size);
}

void ird_raw_free(void *block) {
    if (has_pages && block != NULL && ird_pages_own(block)) {
        ird_pages_free(block);
    } else {
        free(block);
    }
}
