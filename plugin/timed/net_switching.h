/* SPDX-License-Identifier: BSD-3-Clause
 *
 * When instances switch and what they draw then: a stage of the session's store.
 */
#ifndef IRD_TIMED_NET_SWITCHING_H
#define IRD_TIMED_NET_SWITCHING_H

#include "session/session.h"
#include "switching/switching.h"

typedef enum ird_leakage_origin {
    IRD_LEAKAGE_NONE, /* nothing says it: taken as 0 */
    IRD_LEAKAGE_REPORT,
    IRD_LEAKAGE_LIBERTY
} ird_leakage_origin;

const char *
ird_leakage_origin_name(ird_leakage_origin origin); /* "none", "report", ... */

typedef struct ird_net_switching {
    ird_switching switching;
    ird_leakage_origin leakage;
    ird_timing_format timing_format; /* where of_when has windows */
    bool has_timing, has_stages, has_toggles;
    double from_s;            /* of the toggles */
    ird_switching_plan *plan; /* where no cycles are asked for; else NULL. Owned */
} ird_net_switching;

/* The pulses of all instances at the voltage of a net: a cell of an ird_net_switching. Of
 * 0 cycles: no pulses, but the plan for those of any cycle (from_s is then of cycle 0).
 * Raises CLOCK_NONE (no clock was set), what ird_switching_make, ird_stages_find and
 * ird_activity_read_toggles raise. */
ird_status ird_session_need_switching(ird_session *session, int32_t net,
                                      const ird_switching_wish *wish,
                                      const ird_monitor *monitor, ird_cell **switching,
                                      ird_error *err);

#endif
