/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The shape of a rail with stubs, as far as its resistance from end to end depends on it:
 * cells repeat, turned over and with stubs of any length, and so do few shapes. Internal
 * to extract/.
 */
#ifndef IRD_METAL_RAIL_SHAPE_H
#define IRD_METAL_RAIL_SHAPE_H

#include "metal/pieces.h"

/* Into shape, whose room is kept: boxes from (0, 0) on and an edge at each end, without
 * contacts. way is the metal of the rail from end to end, along u; boxes are slabs from
 * side to side of it, in any order, which do not overlap. What lies on one another when
 * turned over has one shape. Stubs are cut where no current of the rail comes, and long
 * ends without one, in which it runs straight, by *straight_dbu in all; what that changes
 * is below a hundred thousandth of the resistance. *is_possible is false where a box is
 * not on the way all along. */
ird_status ird_rail_shape(ird_region *shape, const ird_region *region,
                          const ird_uv_box *way, int64_t *straight_dbu, bool *is_possible,
                          ird_error *err);

/* Resistances of rails with few stubs by how they lie, turned over or not: most that come
 * by have been met a moment ago. */
typedef struct ird_rail_memo {
    struct ird_rail_memo_entry *entries; /* NULL: none yet */
    struct ird_rail_memo_entry *asked;   /* last; NULL: for one that has no place */
    int32_t words[24];                   /* what was asked for */
    size_t count;
} ird_rail_memo; /* all zero is an empty one */

void ird_rail_memo_free(ird_rail_memo *memo);

/* The resistance of that rail, if it is there. */
ird_status ird_rail_memo_find(ird_rail_memo *memo, const ird_region *region,
                              const ird_uv_box *way, double *ohm, bool *is_there,
                              ird_error *err);

/* Keep that of the one that was asked for last. */
void ird_rail_memo_keep(ird_rail_memo *memo, double ohm);

#endif
