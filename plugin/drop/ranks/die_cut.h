/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network cut along the die into parts of the same number of nodes: recursive
 * coordinate bisection (Berger and Bokhari, IEEE Trans. Computers 1987). Each piece is
 * cut across its longer side, where as many nodes lie on either side as parts will.
 */
#ifndef IRD_RANKS_DIE_CUT_H
#define IRD_RANKS_DIE_CUT_H

#include "graph/node_places.h"

/* order: the nodes part by part, those of a part in their old order; first has parts + 1
 * values: part p is order[first[p], first[p + 1]). Parts differ by less than one node a
 * cut. 1 <= parts <= places->n. The same for the same places, whatever the machine. */
ird_status ird_die_cut(const ird_places *places, size_t parts, int32_t *order,
                       size_t *first, ird_error *err);

#endif
