/* SPDX-License-Identifier: BSD-3-Clause */
#include "failing_alloc.h"

#include <stdlib.h>

#include "base/alloc.h"

static size_t calls_left;
static bool fired, goes_on;
static long live;
static size_t largest;

void failing_alloc_arm(size_t n) {
    calls_left = n;
    fired = false;
    goes_on = false;
}

void failing_alloc_arm_all(size_t n) {
    failing_alloc_arm(n);
    goes_on = true;
}

bool failing_alloc_fired(void) {
    return fired;
}

long failing_alloc_live(void) {
    return live;
}

void failing_alloc_limit(size_t size) {
    largest = size;
}

void *ird_raw_realloc(void *block, size_t size) {
    if (calls_left > 0 && --calls_left == 0) {
        fired = true;
        return NULL;
    }
    if ((goes_on && fired) || (largest > 0 && size > largest)) {
        return NULL;
    }
    void *grown = realloc(block, size);
    live += grown != NULL && block == NULL ? 1 : 0;
    return grown;
}

void ird_raw_free(void *block) {
    live -= block != NULL ? 1 : 0;
    free(block);
}
