/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is left of the supply of each pair of pins, step by step. Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_PAIRS_H
#define IRD_DYNAMIC_PAIRS_H

#include "dynamic/stepper.h"

/* How the stepper came to a time. */
typedef struct ird_arrival_at {
    double at_s;
    double step_s;  /* 0: it was put there */
    bool is_smooth; /* by a trapezoid, as long as the step before it */
    /* An end of a cycle in the step, or so near before it that a top shows now that may
     * lie before that end; is_end: what is behind is not looked at. */
    bool is_cut, is_end;
    double cut_s;
} ird_arrival_at;

/* A span of a pair. */
typedef struct ird_pair_span {
    double from_s, to_s;
    uint32_t pair;
} ird_pair_span;

typedef struct ird_pairs {
    const ird_dynamic_pair *pairs;
    size_t count;
    /* One a pair. Where both drops are found, slots, and what turns u into one; 0 and 0
     * for none. */
    int32_t *slot[2];
    float *turn[2];
    double *sum_v, *rise_v; /* of both at the last step, and by how much that had risen */
    double *worst_v, *at_s; /* the largest sum so far */
    double *mean_v, *over_s; /* sum over the time of its spans so far, and that time */
    /* All spans as they begin, those of them that have, and pairs that look at all of the
     * time. */
    ird_pair_span *spans;
    size_t span_count, next_span;
    uint32_t *open;
    size_t open_count;
    uint32_t *always;
    size_t always_count;
} ird_pairs; /* all zero is an empty one */

void ird_pairs_free(ird_pairs *pairs);

/* sign: one a slot. */
ird_status ird_pairs_make(ird_pairs *pairs, const ird_dynamic_wish *wish,
                          const ird_stepper *stepper, const float *sign, ird_error *err);

void ird_pairs_step(ird_pairs *pairs, const ird_stepper *stepper,
                    const ird_arrival_at *arrival);

/* What was the worst so far was not worth it. */
void ird_pairs_forget(ird_pairs *pairs);

ird_dynamic_left ird_pairs_left(const ird_pairs *pairs, size_t index);

#endif
