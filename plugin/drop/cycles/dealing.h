/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is drawn in each step of a walk through several cycles side by side, and which
 * steps of a cycle are walked at all: all of them, or those in which it may drop most.
 * Internal to cycles/.
 */
#ifndef IRD_CYCLES_DEALING_H
#define IRD_CYCLES_DEALING_H

#include "cycles/heat.h"
#include "cycles/kind.h"

/* How cycles are walked; the same for all threads. */
typedef struct ird_deal_plan {
    const ird_lane_circuit *circuit;
    const ird_heat *heat; /* NULL: all steps */
    double period_s, per_step;
    size_t steps, warm; /* of the cycle, and of the one before it */
    size_t lead, trail; /* steps before and behind those that are looked at */
    float ends;         /* part of what flows at the end of a step, beside its mean */
    double keeps;       /* steps of so much of the cycle's most heat are looked at */
} ird_deal_plan;

/* Cycles of a batch: several behind each other in each lane, for some are walked for
 * longer than others. */
enum { IRD_DEAL_CYCLES = 4 * IRD_LANES };

/* The walk of a batch: length positions. Each lane is at a step of one of its cycles at
 * each, and may jump from one to another. */
typedef struct ird_dealt {
    size_t length;
    size_t *first;     /* one a position, and more: its draws */
    uint8_t *busy;     /* one a position: the lanes that draw, a bit each */
    uint8_t *begins;   /* one a position: the lanes that jump there */
    int32_t *step_of;  /* positions x lanes; -1: that lane is at its end */
    uint8_t *cycle_of; /* likewise: of the batch */
    IRD_VEC(ird_lane_draw) draws;
    /* Scratch: of each cycle by step what is drawn how often, and its position (-1: it is
     * not walked), and its lane, with the positions that those have; of one cycle the
     * heat of each place: of IRD_LANES of them, a block, by step. It is nothing but while
     * it is summed. */
    uint32_t *counts;
    int32_t *position;
    size_t lane_of[IRD_DEAL_CYCLES], lengths[IRD_LANES];
    ird_lanes *heat;
    uint8_t *is_warm; /* one a block: it has heat */
    ird_lanes *tops;  /* one a step */
    float *top;
    float *even[2]; /* what all of a net drops, step by step */
} ird_dealt;        /* all zero is an empty one */

/* Positions of a walk, at most. */
size_t ird_deal_positions(const ird_deal_plan *plan);

void ird_dealt_free(ird_dealt *dealt);
ird_status ird_dealt_make(ird_dealt *dealt, const ird_deal_plan *plan, ird_error *err);

/* The most heat of a cycle of the batch, with a plan that has heat. */
float ird_deal_heat(ird_dealt *dealt, const ird_deal_plan *plan,
                    const ird_scorer_batch *batch, size_t cycle);

ird_status ird_deal(ird_dealt *dealt, const ird_deal_plan *plan,
                    const ird_scorer_batch *batch, ird_error *err);

#endif
