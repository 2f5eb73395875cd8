/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Alone in this file, so that a test program can put its own in their place.
 */
#include "base/alloc.h"

#include <stdlib.h>

void *ird_raw_realloc(void *block, size_t size) {
    return realloc(block, size);
}

void ird_raw_free(void *block) {
    free(block);
}
