/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is known of each instance before anything is drawn. Internal to switching/.
 */
#ifndef IRD_SWITCHING_PULSE_PLAN_H
#define IRD_SWITCHING_PULSE_PLAN_H

#include <math.h>

#include "switching/switching.h"

typedef struct ird_switching_cell {
    ird_edge edges[2]; /* when it may rise, and fall; begin NAN: it does not */
    double toggles;    /* a cycle */
    double charge_c;   /* of one */
    double edge_c;     /* of a register, at each edge of its clock */
    float width_s;
    uint8_t when; /* an ird_when */
    bool is_clock;
} ird_switching_cell;

struct ird_switching_plan {
    ird_switching about; /* without events and what is counted of them */
    ird_switching_cell *cells;
    /* Components with pulses in each cycle, those whose number of toggles is the same in
     * each and then, from first_random on, the others: by number each. */
    uint32_t *drawn;
    size_t drawn_count, first_random;
    double random_c; /* what the others draw in a cycle, on average */
    uint64_t seed;
    bool is_worst;
};

static inline bool ird_switching_is_drawn(const ird_switching_cell *cell) {
    return cell->when == IRD_WHEN_WINDOW || cell->when == IRD_WHEN_STAGE;
}

/* Whether the number of its toggles differs from cycle to cycle. */
static inline bool ird_switching_is_random(const ird_switching_cell *cell) {
    return ird_switching_is_drawn(cell) && cell->toggles > floor(cell->toggles);
}

#endif
