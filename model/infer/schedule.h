/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A plan as fast inference runs it: fewer and larger steps. What comes before the first
 * convolution is one rearrangement of the input, what comes behind the last one is one
 * rearrangement of its output, and between them
 *   - a concatenation is a convolution that starts where another left off,
 *   - a nearest upsampling is folded into the convolution behind it: each of the four
 *     parities of its output sees the small image through a 2x2 kernel whose taps are
 * sums of the 3x3 kernel's, which is 4 products in place of 9,
 *   - a product with a gate is part of the gate's convolution.
 */
#ifndef IRD_INFER_SCHEDULE_H
#define IRD_INFER_SCHEDULE_H

#include "model/net/tensor_plan.h"

enum { IRD_NO_TENSOR = -1, IRD_MAX_PARTS = 2 };

/* Some of the input channels of a convolution. */
typedef struct ird_part {
    size_t tensor;
    size_t first;   /* the kernel's input channel that the tensor's channel 0 meets */
    bool upsampled; /* the convolution sees the tensor twice as large */
} ird_part;

/* A pooling of parts[0], or a convolution with what belongs to it. */
typedef struct ird_fused {
    const ird_step *step;
    size_t part_count;
    ird_part parts[IRD_MAX_PARTS];
    ptrdiff_t factor; /* tensor that the result is multiplied with, or IRD_NO_TENSOR */
    size_t output;    /* tensor */
} ird_fused;

/* Where what stands before the convolutions begins. */
typedef struct ird_stem {
    size_t tensor;         /* that a convolution reads */
    const ird_step *first; /* what derives it of the input, or NULL */
} ird_stem;

enum { IRD_STEMS = 1 };

typedef struct ird_schedule {
    size_t stem_count;
    ird_stem stems[IRD_STEMS];
    size_t head; /* tensor that the last convolution makes */
    size_t count;
    ird_fused steps[IRD_PLAN_MAX];
} ird_schedule;

/* Keeps pointers into the plan. Does not depend on the plan's rows and columns: the
 * schedule of a network is the same, number by number, for every size of input. */
void ird_schedule_make(ird_schedule *schedule, const ird_plan *plan);

#endif
