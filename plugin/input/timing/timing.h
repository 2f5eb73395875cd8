/* SPDX-License-Identifier: BSD-3-Clause
 *
 * When the outputs of instances switch within a cycle, and how fast: windows of arrival
 * and slews, as timing analysis gives them.
 */
#ifndef IRD_TIMING_TIMING_H
#define IRD_TIMING_TIMING_H

#include "base/monitor.h"
#include "base/notes.h"
#include "design/design.h"
#include "design/netlist.h"

/* When edges of one direction arrive at the outputs of an instance, of all of them
 * together, and the longest slew. */
typedef struct ird_edge {
    double begin_s, end_s; /* NAN: there are none, or nothing is said */
    double slew_s;         /* NAN: not said */
} ird_edge;

typedef struct ird_arrival {
    ird_edge rise, fall;
    bool is_clock;    /* it drives a clock net, by the file */
    bool is_constant; /* none of its outputs ever switches, by the file */
} ird_arrival;

extern const ird_arrival ird_arrival_none; /* of which nothing is said */

bool ird_arrival_switches(const ird_arrival *arrival); /* it has a window */

typedef enum ird_timing_format { IRD_TIMING_CSV, IRD_TIMING_TWF } ird_timing_format;

const char *ird_timing_format_name(ird_timing_format format); /* "CSV", "TWF" */

typedef struct ird_timing {
    char *file; /* owned */
    ird_timing_format format;
    ird_arrival *arrivals; /* one for each component of the design; owned */
    size_t count;
    size_t rows;            /* records of the file that are about an output */
    size_t inputs;          /* records about inputs of instances or pins of the design */
    size_t constant;        /* records of outputs that never switch */
    size_t windows;         /* instances with a window */
    size_t slews;           /* instances with a slew */
    size_t unknown;         /* records of what the design has not; left out */
    double first_s, last_s; /* of all windows */
    double period_s;        /* of the fastest clock that the file has; 0: none */
    ird_notes notes;
} ird_timing; /* all zero is an empty one */

void ird_timing_free(ird_timing *timing); /* leaves an empty one */

/* Read a file of either format, told apart by content.
 *
 *   CSV  a heading with the column instance and the ends of a window, begin_UNIT and
 *        end_UNIT or rise_min_UNIT, rise_max_UNIT, fall_min_UNIT and fall_max_UNIT, and
 *        perhaps slew_UNIT or rise_slew_UNIT and fall_slew_UNIT and pin, in any order,
 *        UNIT being fs, ps, ns, us or s; then a line a pin. One window is that of both
 * edges. Fields may be in double quotes. Empty ends: it never switches. Lines that begin
 * with #, other columns and rows about inputs are passed over. TWF  timing windows as
 * Innovus and Voltus write them: (TIMING_WINDOWS (HEADER ...) (WAVEFORM "clk" period ...)
 * (CAUSED_BY "clk" (NET "n" RTW RT RDR RSLK FTW FT FDR FSLK) (PIN "u/Z" ...) (NET
 * CONSTANT "n") ...)), windows and slews min:max, * where there is none, in units of
 * TIME_SCALE (1e-9 s where the header has none). A NET is that of the instance that
 * drives it by netlist.
 *
 * Names match as those of power reports do. Raises TIMING_FORMAT (neither),
 * TIMING_SYNTAX, TIMING_VALUE (no number, a window that ends before it begins, a negative
 * slew), TIMING_NO_MATCH (nothing of the file is in the design), INTERRUPTED and those of
 * ird_input_open. */
ird_status ird_timing_read(ird_timing *timing, const ird_design *design,
                           const ird_technology *tech, const ird_netlist *netlist,
                           const char *path, const ird_monitor *monitor, ird_error *err);

#endif
