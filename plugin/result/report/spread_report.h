/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Hot cells to move apart, as it is told and as placement takes it.
 */
#ifndef IRD_REPORT_SPREAD_REPORT_H
#define IRD_REPORT_SPREAD_REPORT_H

#include "base/text.h"
#include "design/design.h"

/* A region whose hot cells are spread over a larger one, each with room beside it. */
typedef struct ird_spread_step {
    ird_rect_um from, to; /* where they stand, and will */
    double factor;        /* area of the one over that of the other */
    size_t cells;
    double padding_um2;
    double used_before, used_after; /* part of `to` under cells; after with the padding */
    double before_v, predicted_v;   /* worst drop */
} ird_spread_step;

typedef struct ird_spread_cell {
    int32_t component;
    size_t left, right; /* sites of padding */
} ird_spread_cell;

typedef struct ird_spread_plan {
    const char *net;
    double supply_v, target_v;
    double before_v, after_v; /* worst drop; after is a prediction */
    bool is_met;
    bool lacks_room; /* a region was passed over because cells fill what is around it */
    IRD_VEC(ird_spread_step) steps;
    IRD_VEC(ird_spread_cell) cells;
    double padding_um2, rows_um2; /* of all; of the rows */
    const ird_design *design;     /* borrowed */
} ird_spread_plan;                /* all zero is an empty one */

void ird_spread_plan_free(ird_spread_plan *plan); /* leaves an empty one */

ird_status ird_report_spread(ird_text *out, const ird_spread_plan *plan, ird_error *err);

/* Tcl for OpenROAD: set_placement_padding for the cells, a partial placement blockage for
 * each region, or both. */
ird_status ird_write_spread_tcl(ird_text *out, const ird_spread_plan *plan, bool padding,
                                bool density, ird_error *err);

#endif
