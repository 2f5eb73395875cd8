/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The clock as the user gives it.
 */
#ifndef IRD_SWITCHING_CLOCK_H
#define IRD_SWITCHING_CLOCK_H

#include "base/error.h"

typedef struct ird_clock {
    double period_s; /* 0: none was given */
    char *net;       /* where it begins; NULL: not said. Owned */
    double stage_s;  /* delay of a stage of logic; 0: by the technology */
} ird_clock;         /* all zero is none */

void ird_clock_free(ird_clock *clock); /* leaves none */

/* Raises CLOCK_PERIOD where the period is not above 0; the clock is as it was then. */
ird_status ird_clock_set(ird_clock *clock, double period_s, const char *net,
                         double stage_s, ird_error *err);

#endif
