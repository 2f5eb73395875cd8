/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Derates of instances by their supply, for timing analysis.
 */
#ifndef IRD_REPORT_DERATE_REPORT_H
#define IRD_REPORT_DERATE_REPORT_H

#include "base/text.h"
#include "design/design.h"
#include "timing/delay_law.h"

/* Beyond it a cell hardly works: what the law says is cut there. */
#define IRD_DERATE_MOST 10.0

typedef struct ird_derate {
    int32_t component;
    double volt;   /* what is left of its supply */
    double factor; /* of its delays; > 0, at most IRD_DERATE_MOST */
} ird_derate;

typedef struct ird_derates {
    IRD_VEC(ird_derate) items; /* of all cells with signal pins that are on the nets */
    const char *nets[2];
    size_t net_count;
    double nominal_v;           /* which a factor of 1 is at */
    bool is_assumed;            /* nobody has said it */
    bool is_dynamic, has_means; /* in time: the mean while it switches, else the worst */
    ird_delay_law law;
    const char *libraries[2]; /* of the higher and of the lower voltage; NULL: none */
    double library_v[2];
    size_t by_library, by_law;
    size_t beyond; /* by library, below its lower voltage or above its higher one */
    size_t cut;    /* at IRD_DERATE_MOST */
    size_t unconnected;
    size_t worst; /* in items; 0 where there are none */
    double mean;
    size_t written; /* with a factor that is not 1 in four digits behind the point */
    const ird_design *design; /* borrowed */
} ird_derates;                /* all zero is an empty one */

void ird_derates_free(ird_derates *derates); /* leaves an empty one */

/* What a file says of one: with four digits behind the point, up for late. */
double ird_derate_rounded(double factor, bool is_early);

/* Tcl for OpenSTA: set_timing_derate -cell_delay for each, -late, -early or both. */
ird_status ird_write_derates(ird_text *out, const ird_derates *derates, bool late,
                             bool early, ird_error *err);

/* For people. */
ird_status ird_report_derates(ird_text *out, const ird_derates *derates, ird_error *err);

#endif
