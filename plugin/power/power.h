/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Supplies and the power of each instance, hence its current: I = P / V.
 */
#ifndef IRD_POWER_POWER_H
#define IRD_POWER_POWER_H

#include "base/monitor.h"
#include "design/design.h"

typedef enum ird_power_origin {
    IRD_POWER_ASSUMED, /* nothing was given: IRD_POWER_ASSUMED_W in all, by cell area */
    IRD_POWER_TOTAL,   /* a total for the design, spread by cell area */
    IRD_POWER_REPORT   /* per instance, from a file */
} ird_power_origin;

#define IRD_POWER_ASSUMED_W 1.0

typedef struct ird_power {
    double *instance_w; /* one for each component of the design, in W */
    size_t count;
    double total_w; /* their sum */
    ird_power_origin origin;
    char *file;               /* the report, for REPORT; owned */
    size_t unknown_instances; /* in the report but not in the design */
    char *unknown_example;    /* the first of them; owned, may be NULL */
    size_t missing_instances; /* in the design but not in the report; taken as 0 W */
    size_t not_a_number;      /* NaN in the report; taken as 0 W */
} ird_power;                  /* all zero is an empty one */

void ird_power_free(ird_power *power);

/* total_w spread over the placed and unplaced components by cell area, physical-only
 * cells left out (all cells where there are no others). */
ird_status ird_power_spread(ird_power *power, const ird_design *design,
                            const ird_technology *tech, double total_w,
                            ird_power_origin origin, ird_error *err);

/* Read OpenSTA's `report_power -instances` as text or JSON, or CSV `instance,power_w`;
 * told apart by content. See formats.md of the project for the grammar. */
ird_status ird_power_read(ird_power *power, const ird_design *design, const char *path,
                          const ird_monitor *monitor, ird_error *err);

#endif
