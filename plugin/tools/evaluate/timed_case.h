/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A net in time with many cycles and the exact worst drop of each, to measure on what
 * ranks cycles.
 */
#ifndef IRD_EVALUATE_TIMED_CASE_H
#define IRD_EVALUATE_TIMED_CASE_H

#include "dynamic/dynamic.h"
#include "evaluate/cases.h"

/* Cycles 1 to `cycles` of a run of one more, which begins with cycle 0. */
typedef struct ird_timed_case {
    const ird_network *grid, *network; /* without its package, and as it is solved */
    const ird_transient *transient;
    double period_s, step_s;
    double pulse_s; /* pulses of a tenth of all peak current are narrower */
    size_t cycles;
    ird_pulse *pulses; /* those of the transient by their start; owned */
    size_t *first;     /* pulses of cycle i begin here: cycles + 2 values; owned */
    double *exact_v;   /* one a cycle; owned */
    double exact_s;    /* processor time of all */
    void *inner;       /* what it is made of; owned */
    void (*free_inner)(void *inner);
} ird_timed_case; /* all zero is an empty one */

/* A random floorplan in time (world/time_world.h): with grid NULL where it is too large
 * (world/cycle_samples.h) or nothing that draws is fed. */
ird_status ird_timed_case_of_world(ird_timed_case *timed, uint64_t seed, uint64_t index,
                                   size_t cycles, ird_error *err);

typedef struct ird_timed_design {
    const ird_case *files;
    const char *const *liberties;
    size_t liberty_count;
    double period_s;
    uint64_t seed; /* of what switches */
} ird_timed_design;

/* The power net of a design alone, with cycles that are drawn at random, as solve
 * -dynamic draws them. */
ird_status ird_timed_case_of_design(ird_timed_case *timed, const ird_timed_design *design,
                                    size_t cycles, ird_error *err);

void ird_timed_case_free(ird_timed_case *timed); /* leaves an empty one */

#endif
