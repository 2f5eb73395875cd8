/* SPDX-License-Identifier: BSD-3-Clause
 *
 * CHOLMOD's memory through the replaceable functions of failing_alloc.h.
 */
#ifndef IRD_TESTS_FAILING_CHOLMOD_H
#define IRD_TESTS_FAILING_CHOLMOD_H

#include <string.h>
#include <suitesparse/SuiteSparse_config.h>

#include "base/alloc.h"

static inline void *failing_cholmod_malloc(size_t size) {
    return ird_raw_realloc(NULL, size > 0 ? size : 1);
}

static inline void *failing_cholmod_calloc(size_t count, size_t size) {
    void *block = failing_cholmod_malloc(count * size);
    return block != NULL ? memset(block, 0, count * size) : NULL;
}

static inline void failing_cholmod_install(void) {
    SuiteSparse_config.malloc_func = failing_cholmod_malloc;
    SuiteSparse_config.calloc_func = failing_cholmod_calloc;
    SuiteSparse_config.realloc_func = ird_raw_realloc;
    SuiteSparse_config.free_func = ird_raw_free;
}

#endif
