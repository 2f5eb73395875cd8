/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Several right-hand sides at once, in single precision: a value of each, side by side,
 * for every unknown. A factor is passed over once for all of them, and each of its
 * entries multiplies a whole vector: a solve of one lane takes about a fifth of what it
 * takes alone. The sums of a lane are in the same order whatever the other lanes hold.
 * Internal to graph/, engine/, static/ and cycles/.
 */
#ifndef IRD_GRAPH_LANES_H
#define IRD_GRAPH_LANES_H

enum { IRD_LANES = 8 };

typedef float ird_lanes
    __attribute__((vector_size(IRD_LANES * sizeof(float)), may_alias));

#endif
