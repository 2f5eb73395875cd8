/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Square regions of the die, and the one that each drain draws in. Internal to cycles/.
 */
#ifndef IRD_CYCLES_SQUARES_H
#define IRD_CYCLES_SQUARES_H

#include "cycles/score.h"

typedef struct ird_squares {
    size_t across, count;
    int32_t *of;      /* one a drain */
    int32_t *node_of; /* one a drain: where it draws, or what it draws into; -1: none */
} ird_squares;        /* all zero is an empty one */

void ird_squares_free(ird_squares *regions);

/* Of that side; 0: a 32nd of the longer side of the die. Nodes without coordinates are in
 * the first. */
ird_status ird_squares_make(ird_squares *regions, const ird_dynamic_input *input,
                            double side_um, ird_error *err);

/* A node that is counted through the networks; NULL: there is none. */
const ird_node *ird_squares_node(const ird_dynamic_input *input, int32_t node);

/* The side of a square that holds so many drains where they are spread evenly; 0 where
 * nothing has coordinates. */
double ird_squares_side_um(const ird_dynamic_input *input, double drains);

#endif
