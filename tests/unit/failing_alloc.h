/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Takes the place of plugin/base/alloc_raw.c in a test program that links
 * failing_alloc.c, so that the N-th allocation fails and leaks are counted.
 */
#ifndef IRD_TESTS_FAILING_ALLOC_H
#define IRD_TESTS_FAILING_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* From now on the call number n (from 1) of ird_raw_realloc fails, once; 0: none. */
void failing_alloc_arm(size_t n);

/* The same, and all that come after it, until armed anew. */
void failing_alloc_arm_all(size_t n);

/* True when the armed failure has happened. */
bool failing_alloc_fired(void);

/* Blocks that were allocated and not freed. */
long failing_alloc_live(void);

/* No single block may be larger; 0: no limit. For fuzzing. */
void failing_alloc_limit(size_t size);

#endif
