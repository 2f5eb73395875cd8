/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/routing.h"

void ird_routing_free(ird_routing *routing) {
    ird_free(routing->shapes.items);
    *routing = (ird_routing){0};
}
