/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What capacitance at other places would take off a drop at one time: its derivative by
 * each, by the adjoint of the circuit in time. With u as in dynamic.h, a capacitance c
 * added between a and b draws c d(u_a - u_b)/dt, which is as if that had been drawn
 * there. The circuit is symmetric, so what a charge drawn at a does to node k a time s
 * later is what the same charge at k does to a (reciprocity): h(s) between a and b after
 * a unit charge at k. So the drop of k at time t falls by c * integral of h(t - s) d(u_a
 * - u_b)(s)    over s up to t, for small c. All places of one spot cost one short run
 * more, the spots together one run up to the last of their times. A series resistance is
 * not looked at: it is small beside a step over c.
 */
#ifndef IRD_DYNAMIC_INFLUENCE_H
#define IRD_DYNAMIC_INFLUENCE_H

#include "dynamic/dynamic.h"

/* A drop: of a node, counted through the nets, at a time. */
typedef struct ird_influence_spot {
    int32_t node;
    double at_s;
} ird_influence_spot;

/* Where a capacitor may be: two nodes, or one and IRD_REFERENCE. */
typedef struct ird_influence_place {
    int32_t a, b;
} ird_influence_place;

typedef struct ird_influence_wish {
    double step_s, reach_s; /* what was longer ago than reach_s is left out; both > 0 */
    ird_solve_options solve;
    const ird_influence_spot *spots;
    size_t spot_count;
    const ird_influence_place *places;
    size_t place_count;
} ird_influence_wish;

/* Into gain_v_per_f, the places of the first spot, then those of the next: by how many V
 * a farad between them takes off the drop, for little of it; 0 on islands. Raises what
 * ird_dynamic_solve raises, and TRANSIENT_NODE where there is no such node. */
ird_status ird_dynamic_influence(const ird_dynamic_input *input,
                                 const ird_influence_wish *wish,
                                 const ird_monitor *monitor, double *gain_v_per_f,
                                 ird_error *err);

#endif
