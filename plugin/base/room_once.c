/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/room_once.h"

static bool tick(void *context, const char *stage, double fraction) {
    const ird_monitor *of = ((const ird_room_once *)context)->of;
    return of == NULL || of->tick == NULL || of->tick(of->context, stage, fraction);
}

static ird_status expect(void *context, const ird_cost *cost, ird_error *err) {
    return ird_monitor_expect(((const ird_room_once *)context)->of, cost, err);
}

static void took(void *context, const ird_cost *cost, double seconds) {
    ird_monitor_took(((const ird_room_once *)context)->of, cost, seconds);
}

static size_t room(void *context) {
    return ((const ird_room_once *)context)->room_bytes;
}

void ird_room_once_begin(ird_room_once *once, const ird_monitor *of) {
    *once = (ird_room_once){.monitor = {.tick = tick,
                                        .context = once,
                                        .expect = expect,
                                        .took = took,
                                        .room = room},
                            .of = of,
                            .room_bytes = ird_monitor_room(of)};
}
