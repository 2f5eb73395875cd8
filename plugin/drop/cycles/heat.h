/* SPDX-License-Identifier: BSD-3-Clause
 *
 * When a cycle is likely to drop most, before anything is solved for it: in each small
 * region the current of its pulses, each times what a current there drops at its own
 * place. Those own responses are found for all drains by few solves: drains that are far
 * from each other share one. Internal to cycles/.
 */
#ifndef IRD_CYCLES_HEAT_H
#define IRD_CYCLES_HEAT_H

#include "cycles/lane_circuit.h"
#include "cycles/squares.h"

typedef struct ird_heat {
    ird_squares regions;
    float *ohm;    /* one a drain */
    double fading; /* what a step leaves of a drop, where all drains drew the same and
                      then nothing */
} ird_heat;        /* all zero is an empty one */

void ird_heat_free(ird_heat *heat);

ird_status ird_heat_make(ird_heat *heat, const ird_lane_circuit *circuit,
                         const ird_dynamic_input *input, const ird_monitor *monitor,
                         ird_error *err);

#endif
