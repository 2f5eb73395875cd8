/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The toggles themselves of a part of a run: when, and of which instance.
 */
#ifndef IRD_ACTIVITY_TOGGLES_H
#define IRD_ACTIVITY_TOGGLES_H

#include "activity/activity.h"

/* A change of a net that the instance drives. */
typedef struct ird_toggle {
    double at_s; /* since the beginning of the part */
    int32_t component;
} ird_toggle;

typedef struct ird_toggles {
    IRD_VEC(ird_toggle) items; /* by time */
} ird_toggles;                 /* all zero is none */

/* The toggles of one cycle, at_s since its beginning. What takes them may take the array
 * away and leave an empty one; else it is used again. */
typedef struct ird_cycle_toggles {
    size_t cycle;
    ird_toggles *toggles;
} ird_cycle_toggles;

typedef ird_status ird_take_toggles(void *context, const ird_cycle_toggles *cycle,
                                    ird_error *err);

/* Cycle k is [from_s + k period_s, from_s + (k + 1) period_s), each end rounded to a tick
 * of the file. */
typedef struct ird_cycle_wish {
    double from_s;   /* of cycle 0, counted from the first time of the file */
    double period_s; /* > 0 */
    size_t cycles;
    const size_t *wanted; /* rising; NULL: all of them */
    size_t wanted_count;
    ird_take_toggles *take; /* of each, in their order, those without toggles too */
    void *context;
} ird_cycle_wish;

/* One pass over the VCD of an activity that was read before, which holds the toggles of
 * one cycle at a time, and reads no further than the last one wanted. Where several nets
 * of different instances are one signal, the first counts. Raises ACTIVITY_FORMAT (a SAIF
 * has no times), ACTIVITY_WINDOW (the run is shorter), what ird_activity_read does, and
 * what take returns. */
ird_status ird_activity_read_cycles(const ird_activity *activity,
                                    const ird_netlist *netlist,
                                    const ird_cycle_wish *wish, size_t block,
                                    const ird_monitor *monitor, ird_error *err);

/* How a clock of the run goes. */
typedef struct ird_clock_edges {
    double first_s;  /* when it first rises, not before from_s */
    double period_s; /* on average, over the next rises */
} ird_clock_edges;

/* Of the net of that name, from from_s on. Raises CYCLES_CLOCK where the design has no
 * such net, or the run none that rises twice, and ACTIVITY_FORMAT. */
ird_status ird_activity_read_clock(const ird_activity *activity,
                                   const ird_netlist *netlist, const char *net,
                                   double from_s, const ird_monitor *monitor,
                                   ird_clock_edges *edges, ird_error *err);

/* Those of [from_s, to_s), as one part. Raises the same. */
ird_status ird_activity_read_toggles(const ird_activity *activity,
                                     const ird_netlist *netlist, double from_s,
                                     double to_s, size_t block,
                                     const ird_monitor *monitor, ird_toggles *toggles,
                                     ird_error *err);

#endif
