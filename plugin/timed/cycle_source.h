/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The pulses of any cycles of a run, of a VCD or of as many random cycles: for those who
 * look at thousands of them a few at a time.
 *
 * The toggles of a VCD are kept (activity/toggle_store.h). Where there is no room for
 * them in memory nor on disk the file is read again each time that somebody looks, as far
 * as they look. Nothing else grows with the number of cycles but what one of them takes
 * here.
 */
#ifndef IRD_TIMED_CYCLE_SOURCE_H
#define IRD_TIMED_CYCLE_SOURCE_H

#include "activity/active.h"
#include "activity/toggle_store.h"
#include "session/time_wish.h"
#include "timed/net_statics.h"
#include "timed/net_transient.h"

#define IRD_TOGGLE_WORDS_KEPT ((size_t)64 << 20) /* in memory, of 4 bytes each */
#define IRD_CYCLES_MOST ((size_t)1 << 24)

typedef struct ird_cycle_source {
    ird_cell *transient; /* of an ird_net_transient without pulses; in use */
    ird_cell *active;    /* of an ird_active; in use; NULL: cycles are drawn */
    const ird_net_transient *net;
    ird_net_statics statics; /* of its nets, once they are needed */
    const ird_switching_plan *plan;
    double period_s;
    double from_s; /* of a VCD: where cycle 0 begins, counted from its first time */
    double rest_s; /* of a VCD: what is behind the last whole cycle */
    size_t cycles;
    size_t per_scenario; /* > 0: so many of them in a row are a run of its own, which
                            begins at rest, each with the next seed; drawn ones alone */
    ird_delays delays;
    bool is_kept;
    ird_toggle_store kept;
    double read_s;  /* that reading took so far */
    size_t passes;  /* over the file */
} ird_cycle_source; /* all zero is an empty one */

void ird_cycle_source_free(ird_cycle_source *source); /* leaves an empty one */

/* Of so many cycles (0: all of a VCD, IRD_CYCLES_DRAWN drawn ones) from wish's from_s on.
 * The nets of the wish are settled. Raises CYCLES_NONE where the run is shorter than a
 * cycle, ACTIVITY_FORMAT for a SAIF that is not left aside (is_vectorless), CLOCK_NONE
 * and what ird_session_need_transient and ird_activity_read_cycles raise. */
#define IRD_CYCLES_DRAWN 1000
ird_status ird_cycle_source_open(ird_cycle_source *source, ird_session *session,
                                 const ird_time_wish *wish, size_t cycles,
                                 size_t words_kept, const ird_monitor *monitor,
                                 ird_error *err);

/* For who solves some of the cycles: the factors that static drops have, made where there
 * are none yet. Until ird_session_end_command. */
ird_status ird_cycle_source_need_statics(ird_cycle_source *source, ird_session *session,
                                         const ird_solve_options *options,
                                         const ird_monitor *monitor, ird_error *err);

/* Of a VCD: when a cycle begins, in the time of the file. */
double ird_cycle_source_file_s(const ird_cycle_source *source, size_t cycle);

/* The pulses that begin with a cycle, by its own time. */
typedef struct ird_cycle_part {
    size_t cycle;
    ird_pulses pulses;
} ird_cycle_part;

/* A cycle that is wanted with those around it, count of them in a row: from `back` before
 * it (fewer at the beginning of the run) to one behind it (none behind the last), for
 * pulses there may begin before their cycle does. */
typedef struct ird_cycle_view {
    size_t cycle;
    const ird_cycle_part *const *parts; /* the last but one, or the last, is the cycle */
    size_t count;
} ird_cycle_view;

typedef ird_status ird_see_cycle(void *context, const ird_cycle_view *view,
                                 ird_error *err);

/* Show those wanted, which rise (NULL: all), one after the other. */
ird_status ird_cycle_source_look(ird_cycle_source *source, const size_t *wanted,
                                 size_t count, size_t back, ird_see_cycle *see,
                                 void *context, const ird_monitor *monitor,
                                 ird_error *err);

/* Add the pulses of a view that are not over before from_s and begin before to_s, both by
 * the time of its cycle. */
ird_status ird_cycle_view_pulses(const ird_cycle_view *view, double period_s,
                                 double from_s, double to_s, ird_pulses *pulses,
                                 ird_error *err);

#endif
