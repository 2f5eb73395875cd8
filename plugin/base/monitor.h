/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How a long computation reports progress and learns that the user gave up. The core
 * never prints; who calls it passes a monitor or NULL.
 */
#ifndef IRD_BASE_MONITOR_H
#define IRD_BASE_MONITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cost.h"
#include "base/error.h"

/* Members that are NULL, and a NULL monitor, do nothing and refuse nothing. */
typedef struct ird_monitor {
    /* Called now and then from the calling thread: what is being done ("reading DEF") and
     * how much of it is done, 0 to 1. False asks to stop: the callee then returns
     * INTERRUPTED with everything as it was. */
    bool (*tick)(void *context, const char *stage, double fraction);
    void *context;
    /* Told from the calling thread what work will take before it takes it. An error
     * refuses it: the callee returns that with everything as it was. */
    ird_status (*expect)(void *context, const ird_cost *cost, ird_error *err);
    /* And what it took, when it is done. */
    void (*took)(void *context, const ird_cost *cost, double seconds);
    /* Bytes that may be taken, for who can choose; SIZE_MAX: any number. */
    size_t (*room)(void *context);
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

static inline ird_status ird_monitor_expect(const ird_monitor *monitor,
                                            const ird_cost *cost, ird_error *err) {
    return monitor != NULL && monitor->expect != NULL
               ? monitor->expect(monitor->context, cost, err)
               : IRD_OK;
}

static inline void ird_monitor_took(const ird_monitor *monitor, const ird_cost *cost,
                                    double seconds) {
    if (monitor != NULL && monitor->took != NULL) {
        monitor->took(monitor->context, cost, seconds);
    }
}

static inline size_t ird_monitor_room(const ird_monitor *monitor) {
    return monitor != NULL && monitor->room != NULL ? monitor->room(monitor->context)
                                                    : SIZE_MAX;
}

#endif
