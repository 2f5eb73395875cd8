/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Nets that close a loop, all of them in one corner: a power net and the ground nets that
 * its instances draw against, or the other way round.
 */
#ifndef IRD_QUERY_CORNER_LOOP_H
#define IRD_QUERY_CORNER_LOOP_H

#include "answer/corner.h"

/* A solved net, and what its sources make without loads (ird_corner_sources), the same in
 * all corners. Both are borrowed. */
typedef struct ird_cornered {
    const ird_solved *solved;
    const ird_solution *sources;
} ird_cornered;

typedef struct ird_corner_loop {
    ird_corner_net *nets; /* in the order in which they were given */
    ird_solved *solved;   /* of each of them */
    size_t count;
} ird_corner_loop; /* all zero is an empty one */

void ird_corner_loop_free(ird_corner_loop *loop); /* leaves an empty one */

/* The nets, one at least, in the corner, whose name is borrowed. Raises what
 * ird_corner_net_make raises. */
ird_status ird_corner_loop_make(ird_corner_loop *loop, const ird_cornered *nets,
                                size_t count, const ird_corner *corner, ird_error *err);

#endif
