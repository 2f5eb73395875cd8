/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The drop of a net when its current is drawn evenly over the core: what can be said of a
 * power grid before cells are placed.
 *
 * Cells draw from rails, so that the current is spread evenly along the metal of the
 * layer nearest to the cells that has wires in the core. Between two nodes at a and b of
 * the network, L apart, with i the current per length and r the resistance per length,
 * the drop at x is
 *
 *     d(x) = d_a + (d_b - d_a) x / L + r i x (L - x) / 2,
 *
 * whose current into the two ends is half of i L each and that of the slope: loads of i L
 * / 2 at the nodes give the exact d_a and d_b. From the last node to the end of a rail, e
 * away, it rises by r i e^2 / 2. The worst place is looked for along all of the metal.
 */
#ifndef IRD_EVEN_EVEN_DROP_H
#define IRD_EVEN_EVEN_DROP_H

#include "extract/extract.h"
#include "static/solve.h"

/* All of it is borrowed. The factor is that of the network of grid. */
typedef struct ird_even_input {
    const ird_grid *grid; /* extracted from design */
    ird_factor *factor;
    const ird_layer_rc *rc;
    const ird_design *design;
    const ird_technology *tech;
} ird_even_input;

typedef struct ird_uniform_drop {
    ird_solution solution;               /* of the nodes */
    int32_t layer;                       /* whose metal the current is drawn from */
    double metal_um;                     /* its length in the core */
    double total_a;                      /* drawn in all: by unconnected metal, too */
    double unconnected_a;                /* of it, where no source reaches */
    double worst_drop_v, average_drop_v; /* along the metal that a source reaches */
    ird_point_um worst_at;
} ird_uniform_drop; /* all zero is an empty one */

void ird_uniform_drop_free(ird_uniform_drop *drop); /* leaves an empty one */

/* Raises GRID_NO_METAL where the net has no wire in the core, and what ird_solve raises.
 */
ird_status ird_uniform_drop_solve(ird_uniform_drop *drop, const ird_even_input *input,
                                  double total_a, ird_error *err);

#endif
