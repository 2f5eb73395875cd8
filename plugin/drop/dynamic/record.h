/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is kept of the steps: the worst of each node, and what was asked for.
 * Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_RECORD_H
#define IRD_DYNAMIC_RECORD_H

#include "dynamic/currents.h"
#include "dynamic/frames.h"
#include "dynamic/pairs.h"
#include "dynamic/stepper.h"

/* Rows of values at times; a row has those of all probes, then of all sources. */
typedef struct ird_samples {
    size_t width;
    IRD_VEC(double) at_s, rows;
} ird_samples;

typedef struct ird_record {
    const ird_dynamic_wish *wish;
    const ird_circuit *circuit;
    const ird_stepper *stepper; /* whose numbers are used */
    float *sign;                /* one a slot: drop = sign u */
    double *worst_v, *at_s;     /* one an unknown */
    float *rise_v;       /* one an unknown: by how much its drop rose in the last step */
    double *fed_a;       /* one a group: scratch */
    double step_worst_v; /* of the last step */
    /* What is known of the cycle before a step, INFINITY where nobody asks; and the worst
     * in the step, where that is more: tops of nodes count that have been worse before.
     */
    double cycle_v, step_top_v;
    double cut_top_v; /* of a step that is cut: the worst up to there, step_top_v being
                         that behind it */
    bool was_smooth;  /* the last step */
    ird_pairs pairs;
    ird_samples samples;
    ird_frames frames;
    ird_moments *moments; /* to keep all of it in; NULL: nobody will ask */
    int moment_part;
} ird_record; /* all zero is an empty one */

void ird_record_free(ird_record *record);

ird_status ird_record_make(ird_record *record, const ird_dynamic_wish *wish,
                           const ird_circuit *circuit, const ird_stepper *stepper,
                           ird_error *err);

/* What was seen so far was not worth it. */
void ird_record_forget(ird_record *record);

/* What was recorded last was not right yet; this is. Worsts stay as they are. */
ird_status ird_record_amend(ird_record *record, const ird_stepper *stepper, double at_s,
                            const ird_currents *currents, const ird_draws *draws,
                            ird_error *err);

/* The stepper has come to a time, with those currents. It may be another one with the
 * same numbers. After two smooth steps the worst is that of the parabola through the
 * three values, for a peak lies between two steps; and where a cycle ends within a step
 * it has dropped by what that parabola says, or the straight line. */
ird_status ird_record_step(ird_record *record, const ird_stepper *stepper,
                           const ird_arrival_at *arrival, const ird_currents *currents,
                           const ird_draws *draws, ird_error *err);

#endif
