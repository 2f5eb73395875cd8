/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The merged metal of a net, piece by piece. A grid does not keep it, for a row of cells
 * has many pieces and few want them.
 */
#ifndef IRD_EXTRACT_SLABS_H
#define IRD_EXTRACT_SLABS_H

#include "extract/extract.h"

/* A piece of merged metal (metal.h). */
typedef struct ird_grid_slab {
    ird_rect box;
    int32_t layer;
    uint32_t island; /* among those of the grid */
} ird_grid_slab;

typedef struct ird_grid_slabs {
    IRD_VEC(ird_grid_slab) items; /* by layer, then in the order of their low ends */
} ird_grid_slabs;                 /* all zero is an empty one */

void ird_grid_slabs_free(ird_grid_slabs *slabs);

/* Of a grid that was extracted from the design. */
ird_status ird_grid_slabs_find(ird_grid_slabs *slabs, const ird_grid *grid,
                               const ird_design *design, const ird_technology *tech,
                               const ird_layer_rc *rc, ird_error *err);

#endif
