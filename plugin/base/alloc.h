/* SPDX-License-Identifier: BSD-3-Clause
 *
 * All memory of the core comes from here, so that a test can make the N-th call fail:
 * alloc_raw.c holds the two functions underneath alone, and a program that defines them
 * itself (tests/unit/failing_alloc.c) replaces them at link time.
 */
#ifndef IRD_BASE_ALLOC_H
#define IRD_BASE_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The two replaceable ones: realloc and free of the C library. */
void *ird_raw_realloc(void *block, size_t size);
void ird_raw_free(void *block);

/* count * size into *product; false where it overflows size_t. */
bool ird_size_product(size_t count, size_t size, size_t *product);

/* Room for count elements of size bytes, zeroed or not. NULL when memory runs out or
 * the product overflows; never NULL for an empty one. Free with ird_free. */
void *ird_alloc(size_t count, size_t size);
void *ird_alloc_zero(size_t count, size_t size);
void *ird_realloc(void *block, size_t count, size_t size);
void ird_free(void *block); /* NULL is fine */

/* Aligned to 64 bytes, for kernels. Free with ird_free_aligned. */
void *ird_alloc_aligned(size_t count, size_t size);
void ird_free_aligned(void *block);

/* A copy of size bytes with a NUL behind; NULL when memory runs out. */
char *ird_copy_string(const char *text, size_t size);

/* A growing array, for example IRD_VEC(int64_t) xs = {0}; ... ird_free(xs.items). */
#define IRD_VEC(type)                                                                    \
    struct {                                                                             \
        type *items;                                                                     \
        size_t count;                                                                    \
        size_t capacity;                                                                 \
    }

/* Make room for `extra` more elements; the array is as it was when that fails.
 *     if (ird_vec_reserve(&xs, 1, "reading DEF", err) != IRD_OK) { goto done; }
 *     xs.items[xs.count++] = x;
 */
#define ird_vec_reserve(vec, extra, doing, err)                                          \
    ((vec)->capacity - (vec)->count >= (size_t)(extra)                                   \
         ? IRD_OK                                                                        \
         : ird_vec_grow(&(vec)->items, &(vec)->capacity, (vec)->count, (extra),          \
                        sizeof *(vec)->items, (doing), (err)))

/* What ird_vec_reserve calls: items_pointer is the address of the items member. */
ird_status ird_vec_grow(void *items_pointer, size_t *capacity, size_t count, size_t extra,
                        size_t size, const char *doing, ird_error *err);

/* Give back the room beyond what a large array has, when no more will come. */
#define ird_vec_fit(vec)                                                                 \
    ird_vec_shrink(&(vec)->items, &(vec)->capacity, (vec)->count, sizeof *(vec)->items)

/* What ird_vec_fit calls. */
void ird_vec_shrink(void *items_pointer, size_t *capacity, size_t count, size_t size);

#endif
