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

/* Read those of [from_s, to_s), counted from the first time of the file, of the activity
 * of a VCD that was read before; no more of the file is read than that. Where several
 * nets of different instances are one signal, the first counts. Raises ACTIVITY_FORMAT (a
 * SAIF has no times), ACTIVITY_WINDOW (the run is shorter) and what ird_activity_read
 * does. */
ird_status ird_activity_read_toggles(const ird_activity *activity,
                                     const ird_netlist *netlist, double from_s,
                                     double to_s, size_t block,
                                     const ird_monitor *monitor, ird_toggles *toggles,
                                     ird_error *err);

#endif
