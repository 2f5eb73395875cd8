/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Sorting of large arrays of integers in linear time.
 */
#ifndef IRD_BASE_RADIX_H
#define IRD_BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The stable ascending order of keys: order[0] is the index of the smallest. Radix sort
 * over the digits that the range of the keys needs. count is at most UINT32_MAX. */
ird_status ird_radix_order(const int64_t *keys, size_t count, uint32_t *order,
                           const char *doing, ird_error *err);

#endif
