/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a cell of a world does in time, the same in all cycles. Internal to world/.
 */
#ifndef IRD_WORLD_TIME_TRAITS_H
#define IRD_WORLD_TIME_TRAITS_H

#include "switching/switching.h"
#include "world/floorplan.h"
#include "world/time_world.h"

typedef struct ird_time_trait {
    double arrival_s; /* middle of its pulse behind the edge of the clock */
    double charge_c;  /* of a toggle */
    float width_s;
    float chance; /* of a toggle in a cycle of mean activity; clocks and registers: 1
                   */
    float again;  /* of a second one, of logic */
    uint8_t kind, module;
} ird_time_trait;

/* What is drawn once for a world and a vector. */
typedef struct ird_time_traits {
    ird_time_trait *items; /* one a component; owned */
    double *idle_a;        /* one a component, as ird_switching has it; owned */
    size_t count;
    double period_s, stage_s, pulse_s;
    double cycle_sigma, module_sigma; /* of the logarithms of activities */
    double idle_chance, burst_chance; /* of a module */
    size_t idle_cycles;               /* that it is so at a time */
    uint64_t key;
} ird_time_traits;

void ird_time_traits_free(ird_time_traits *traits);
ird_status ird_time_traits_draw(ird_time_traits *traits, const ird_world *world,
                                const ird_power *power, uint64_t vector, ird_error *err);

/* time_events.c: the events of the first so many cycles, into switching. */
ird_status ird_time_events(ird_switching *switching, const ird_time_traits *traits,
                           size_t cycles, ird_error *err);

#endif
