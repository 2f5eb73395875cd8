/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How fast this machine is, now: from seconds of the reference (cost.h) to seconds here.
 * Until work of a kind was done, by a small piece of work that is timed; then by what
 * such work took, the last counting most.
 */
#ifndef IRD_BASE_PACE_H
#define IRD_BASE_PACE_H

#include <stddef.h>

#include "base/cost.h"

typedef struct ird_pace {
    double machine; /* seconds here over those of the reference; 0: not timed yet */
    double load;    /* of the machine's processors by others and us, at that time; 1: all
                       of them */
    double ratio[IRD_COST_KINDS]; /* the same, of work that was done */
    size_t count[IRD_COST_KINDS]; /* how often; 0: never */
} ird_pace;                       /* all zero is one that knows nothing */

/* Seconds that work may take; what it took lay within in at least four of five cases. */
typedef struct ird_span {
    double low_s, high_s;
    bool is_learned; /* by work of that kind; else by the machine's pace */
} ird_span;

/* Time a small piece of work (2 ms), where that was not done yet, and look how busy the
 * machine is: where more wants to run than can, work may take so much longer. */
void ird_pace_time(ird_pace *pace);

ird_span ird_pace_span(const ird_pace *pace, ird_cost_kind kind, double reference_s);

/* Such work took so long. What is too short to say anything is left out. */
void ird_pace_learn(ird_pace *pace, ird_cost_kind kind, double reference_s,
                    double seconds);

#endif
