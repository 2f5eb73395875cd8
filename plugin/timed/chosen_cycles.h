/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Exact drops of single cycles of a long run, as the run itself would have them.
 *
 * What is drawn before a cycle is felt in it as long as the nets remember: a cycle is
 * warmed up (dynamic/dynamic.h) for that long, through the pulses of the cycles before
 * it, from the static solution of the average current. How long that is shows where that
 * current stops: until the worst drop is within IRD_WARM_PART of where it goes.
 */
#ifndef IRD_TIMED_CHOSEN_CYCLES_H
#define IRD_TIMED_CHOSEN_CYCLES_H

#include "cycles/score.h"
#include "timed/cycle_source.h"
#include "timed/net_dynamic.h"

#define IRD_WARM_PART 2e-3
#define IRD_WARM_CYCLES_MOST 32 /* no longer, however a package rings */

/* How cycles are warmed up. */
typedef struct ird_warmth {
    double memory_s;
    ird_warm_up stretches[2];
    size_t count;
    size_t back;   /* whole cycles that it reaches over */
    bool is_short; /* IRD_WARM_CYCLES_MOST were not enough */
} ird_warmth;

/* Of the nets of a source, for steps of so many seconds, and solutions by these options.
 */
ird_status ird_warmth_find(ird_warmth *warmth, const ird_cycle_source *source,
                           double step_s, const ird_solve_options *options,
                           const ird_monitor *monitor, ird_error *err);

typedef struct ird_chosen_cycle {
    size_t cycle;
    /* What of it is solved, rising, by its own time, each warmed up; none: all of it. */
    ird_time_span spans[IRD_SCORE_SPANS];
    size_t span_count;
    double floor_v; /* what it drops by at least, as far as is known; 0: nothing is. It is
                       solved in less time for that, and again where it was wrong */
    double worst_v, at_s; /* by the time of the cycle */
    int32_t node;         /* counted through the nets; -1: there is none */
} ird_chosen_cycle;

typedef struct ird_chosen_wish {
    ird_time_steps steps; /* stop_s is not read */
    ird_solve_options solve;
    const ird_warmth *warmth;
    double known_v; /* the worst drop of the run, as far as it is known; 0: it is not */
} ird_chosen_wish;

/* Solve those of rising cycles, side by side on the threads; their cycle and spans are
 * filled in. *cycle_s (may be NULL): seconds that one takes of a thread, without its
 * warm-up, as the mean of those that are solved all along; NAN: there are none. */
ird_status ird_chosen_cycles_solve(ird_cycle_source *source, const ird_chosen_wish *wish,
                                   ird_chosen_cycle *chosen, size_t count,
                                   double *cycle_s, const ird_monitor *monitor,
                                   ird_error *err);

#endif
