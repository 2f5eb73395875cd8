/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How a long computation reports progress and learns that the user gave up. The core
 * never prints; who calls it passes a monitor or NULL.
 */
#ifndef IRD_BASE_MONITOR_H
#define IRD_BASE_MONITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct ird_monitor {
    /* Called now and then from the calling thread: what is being done ("reading DEF") and
     * how much of it is done, 0 to 1. False asks to stop: the callee then returns
     * INTERRUPTED with everything as it was. */
    bool (*tick)(void *context, const char *stage, double fraction);
    void *context;
} ird_monitor;

/* IRD_OK, or INTERRUPTED in err. A NULL monitor never interrupts. */
static inline ird_status ird_monitor_tick(const ird_monitor *monitor, const char *stage,
                                          double fraction, ird_error *err) {
    if (monitor == NULL || monitor->tick == NULL ||
        monitor->tick(monitor->context, stage, fraction)) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_INTERRUPTED, "interrupted while %s; nothing was changed",
                    stage);
}

#endif
