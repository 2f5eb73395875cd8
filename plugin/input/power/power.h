/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Supplies and the power of each instance, hence its current: I = P / V.
 */
#ifndef IRD_POWER_POWER_H
#define IRD_POWER_POWER_H

#include "base/monitor.h"
#include "base/notes.h"
#include "design/design.h"
#include "power/idle.h"

typedef enum ird_power_origin {
    IRD_POWER_ASSUMED, /* nothing was given: IRD_POWER_ASSUMED_W in all, by cell area */
    IRD_POWER_TOTAL,   /* a total for the design, spread by cell area */
    IRD_POWER_REPORT,  /* per instance, from a file */
    IRD_POWER_ACTIVITY /* one of those, scaled by switching activity */
} ird_power_origin;

const char *ird_power_origin_name(ird_power_origin origin); /* "assumed", "total", ... */

#define IRD_POWER_ASSUMED_W 1.0

typedef struct ird_power {
    double *instance_w; /* one for each component of the design, in W */
    double *leakage_w;  /* part of it that does not switch, where a report has it; else
                           NULL. That of an ACTIVITY is that of its base */
    size_t count;
    double total_w; /* their sum: what is drawn */
    double set_w;   /* of a total: what was to be spread; without any cell that draws,
                       total_w is 0 and this is not. 0 for a report */
    size_t idle[IRD_IDLE_COUNT]; /* of a total: components, by why they draw nothing of
                                    it; [IRD_IDLE_NOT]: those that draw */
    ird_power_origin origin;
    ird_power_origin base_origin; /* for ACTIVITY: that of the power without it */
    char *activity_file;          /* for ACTIVITY; owned */
    double activity_matched;      /* part of the driven nets that it has */
    bool activity_low;            /* too small a part to be trusted */
    char *file;                   /* the report, for REPORT or ACTIVITY on one; owned */
    size_t unknown_instances;     /* in the report but not in the design */
    char *unknown_example;        /* the first of them; owned, may be NULL */
    size_t missing_instances;     /* in the design but not in the report; taken as 0 W */
    size_t not_a_number;          /* NaN in the report; taken as 0 W */
    size_t negative;              /* negative totals in the report; taken as 0 W */
    size_t repeated; /* instances that the report names again, with the same power */
    size_t regions;  /* of the design that draw more or less than that says */
    ird_notes notes; /* what the reader has to tell of the report */
} ird_power;         /* all zero is an empty one */

void ird_power_free(ird_power *power);

/* The name of the report in the place of its path. NO_MEMORY. */
ird_status ird_power_rename(ird_power *power, const char *name, ird_error *err);

/* total_w spread over the placed and unplaced components by cell area, those that draw
 * nothing (idle.h) left out. Where there are no others the cells without signal pins take
 * it, for some LEF files describe no signal pins at all; never what CLASS says draws
 * nothing. Where no cell is left nothing is drawn: total_w is then 0. Raises POWER_AMOUNT
 * for a total that is negative or no number. */
ird_status ird_power_spread(ird_power *power, const ird_design *design,
                            const ird_technology *tech, double total_w,
                            ird_power_origin origin, ird_error *err);

/* Read OpenSTA's `report_power -instances` as text or JSON, or CSV `instance,power_w`;
 * told apart by content.
 *
 *   text  the header, whose last line is Power Power Power Power, with or without its
 *         unit, as in (Watts), behind it; a rule of dashes; then a line an instance:
 *         internal switching leakage total name. Header and rule may come again, for
 *         instances may have a table each. Other lines before the header, and the table
 *         of groups that a plain report_power prints, are skipped; that table alone is
 *         POWER_FORMAT.
 *   JSON  an array of objects with name and total. Bare nan and backslashes that escape
 *         nothing are tolerated, for the tool writes both.
 *   CSV   the line instance,power_w, then name,watts. Names may stand in double quotes.
 *
 * Names match with and without the backslashes of escaped names. An instance that comes
 * twice with different powers is an error (two reports in one file?), twice with the same
 * is counted. Liberty tables can give negative energies: such totals count as 0 W. What
 * is counted is told in the notes of power, too.
 *
 * Raises POWER_FORMAT (none of the three), POWER_VALUE (no number, or infinite),
 * POWER_SYNTAX (a line or object that is not as above), POWER_REPEATED, POWER_NO_MATCH
 * (no instance of the file is in the design), INTERRUPTED and those of ird_input_open. */
ird_status ird_power_read(ird_power *power, const ird_design *design, const char *path,
                          const ird_monitor *monitor, ird_error *err);

#endif
