/* SPDX-License-Identifier: BSD-3-Clause
 *
 * When a cycle is likely to drop most, before anything is solved for it: in each short
 * stretch of a rail the current of its pulses, each times what a current there drops:
 * half at its own place, and half where all of the stretch draws; and what all others
 * drop there, as they do on average, with what is left of that from step to step. Those
 * responses are found for all drains by few solves: drains that are far from each other
 * share one. (Squares in place of stretches missed cycles that drop most along one rail;
 * stretches alone those in which all of the net drops.) Internal to cycles/.
 */
#ifndef IRD_CYCLES_HEAT_H
#define IRD_CYCLES_HEAT_H

#include "cycles/lane_circuit.h"
#include "cycles/squares.h"

typedef struct ird_heat {
    ird_squares regions; /* by which drains are told apart */
    float *ohm;          /* one a drain: at its own place, where it draws 1 A */
    size_t places;       /* stretches, and up to a multiple of IRD_LANES; 0:
                            some ends have no coordinates, and nothing is known */
    /* Of each end of a drain, from and to: its stretch (-1: none), and what 1 A drops. */
    int32_t *stretch[2];
    float *stretch_ohm[2];
    float *even_ohm[2]; /* of each end: the average drop of its net by 1 A there */
    size_t first_to;    /* the first place of the others: a multiple of IRD_LANES */
    double fading; /* what a step leaves of a drop, where all drains drew the same and
                      then nothing */
} ird_heat;        /* all zero is an empty one */

void ird_heat_free(ird_heat *heat);

/* For walks of so many steps, which tell how many stretches there may be. */
ird_status ird_heat_make(ird_heat *heat, const ird_lane_circuit *circuit,
                         const ird_dynamic_input *input, size_t steps,
                         const ird_monitor *monitor, ird_error *err);

#endif
