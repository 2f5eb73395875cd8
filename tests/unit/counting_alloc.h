/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Takes the place of plugin/base/alloc_raw.c in a test program that links
 * counting_alloc.c, so that bytes that are allocated can be told.
 */
#ifndef IRD_TESTS_COUNTING_ALLOC_H
#define IRD_TESTS_COUNTING_ALLOC_H

#include <stddef.h>

size_t counting_alloc_now(void); /* bytes that are allocated */

/* The most since counting_alloc_begin, on top of what there was then. */
void counting_alloc_begin(void);
size_t counting_alloc_peak(void);

#endif
