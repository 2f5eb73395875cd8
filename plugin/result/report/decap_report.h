/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Filler cells to swap for decaps, as it is told and as a flow takes it.
 */
#ifndef IRD_REPORT_DECAP_REPORT_H
#define IRD_REPORT_DECAP_REPORT_H

#include "base/text.h"
#include "design/design.h"

/* A filler that becomes a decap. */
typedef struct ird_decap_swap {
    int32_t component, from, to; /* macros */
    double farad;                /* what it holds more than before */
    double gain_v; /* promised: off the worst drop that it was taken for, alone */
    size_t batch;  /* in which it was taken, from 0 */
} ird_decap_swap;

/* Swaps that were taken together, with what was promised of them, and what solving again
 * said. */
typedef struct ird_decap_batch {
    size_t swaps, kept; /* kept: those of the last one that were needed */
    double before_v, promised_v, found_v; /* the worst drop */
} ird_decap_batch;

typedef struct ird_decap_plan {
    const char *nets[2];
    size_t net_count;
    double supply_v;
    double target_v;
    double before_v, after_v; /* the worst drop in time */
    double all_v;             /* with each candidate swapped; NAN: not looked at */
    bool is_met;
    size_t fillers, unmatched,
        unconnected; /* cells; without a decap of their size, ... */
    size_t candidates;
    double added_f;
    double leakage_w; /* that Liberty says of the decaps, less that of the fillers; NAN:
                         it does not */
    size_t solves;
    size_t scenarios; /* that are solved each time */
    double seconds;
    IRD_VEC(ird_decap_swap) swaps;
    IRD_VEC(ird_decap_batch) batches;
    const ird_design *design; /* borrowed */
    const ird_technology *tech;
} ird_decap_plan; /* all zero is an empty one */

void ird_decap_plan_free(ird_decap_plan *plan); /* leaves an empty one */

/* For people; at most `most` of the swaps. */
ird_status ird_report_decaps(ird_text *out, const ird_decap_plan *plan, size_t most,
                             ird_error *err);

/* Tcl that swaps them in OpenROAD, by its database. */
ird_status ird_write_decap_tcl(ird_text *out, const ird_decap_plan *plan, ird_error *err);

/* A report database of KLayout: a box for each, by what it becomes. */
ird_status ird_write_decap_lyrdb(const char *path, const ird_decap_plan *plan,
                                 ird_error *err);

/* A name as a word of Tcl. */
ird_status ird_write_tcl_word(ird_text *out, const char *name, ird_error *err);

#endif
