/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the user says for drops in time: clock, timing, libraries, decoupling, packages.
 */
#ifndef IRD_TIMED_TIME_SETTING_H
#define IRD_TIMED_TIME_SETTING_H

#include "session/session.h"
#include "timing/timing.h"

/* From now on the clock has this period; net (NULL: not said) is where it begins,
 * stage_s (0: by the technology) the delay of a stage of logic. Raises CLOCK_PERIOD and
 * CLOCK_STAGE. */
ird_status ird_session_set_clock(ird_session *session, double period_s, const char *net,
                                 double stage_s, ird_error *err);

/* Arrival windows from a file, read now. Raises what ird_timing_read raises. */
ird_status ird_session_read_timing(ird_session *session, const char *path,
                                   const ird_monitor *monitor, ird_error *err);
void ird_session_forget_timing(ird_session *session);

/* Add the cells of the files to the library; all of them or none. */
ird_status ird_session_read_liberty(ird_session *session, const char *const *paths,
                                    size_t count, const ird_monitor *monitor,
                                    ird_error *err);

/* How many cells of LEF it has. */
size_t ird_session_liberty_matches(const ird_session *session);

/* From now on cells of such names hold so much, or what a table says. Raises what
 * ird_decaps_add and ird_decaps_read raise; CAPACITANCE_CELL where LEF has been read and
 * no cell has such a name. */
ird_status ird_session_set_decap(ird_session *session, const char *pattern, double farad,
                                 double ohm, ird_error *err);
ird_status ird_session_read_decaps(ird_session *session, const char *path,
                                   ird_error *err);

/* What the user says of each macro of LEF, its farad NAN where nothing; the last pattern
 * that matches holds. Free with ird_free (patterns are borrowed); NULL without memory. */
ird_decap *ird_session_list_decaps(const ird_session *session);

/* From now on the net has this package; NULL: none any more. Raises PACKAGE_VALUE, and
 * SESSION_NET_UNKNOWN where a design has been read that has no such net. */
ird_status ird_session_set_package(ird_session *session, const char *net,
                                   const ird_package *package, ird_error *err);

/* The nets of the design with what they drive: a cell of an ird_netlist. NULL into *nets
 * where the design has no file. */
ird_status ird_session_need_connections(ird_session *session, const ird_monitor *monitor,
                                        ird_cell **nets, ird_error *err);

/* A cell of an ird_timing; NULL into *timing where none was read. */
ird_status ird_session_need_timing(ird_session *session, const ird_monitor *monitor,
                                   ird_cell **timing, ird_error *err);

/* A cell of an ird_cell_capacitance. */
ird_status ird_session_need_capacitance(ird_session *session, const ird_monitor *monitor,
                                        ird_cell **cells, ird_error *err);

#endif
