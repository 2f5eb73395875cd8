/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The resistors of metal of which each slab joins at most the one before and the one
 * behind it (comb.h): legs and regions take turns along it, so that from one contact to
 * the next resistances add up, and only regions that are no rails need nodes of their
 * own. What it makes is what ird_field_wire makes once that is simplified (wiring.h).
 * Internal to metal/.
 */
#ifndef IRD_METAL_RAIL_WALK_H
#define IRD_METAL_RAIL_WALK_H

#include "metal/pieces.h"

/* Whether the region is a rail on which its contacts sit by their place; then way is its
 * metal from end to end, and *ohm its resistance. */
typedef ird_status ird_find_rail(void *context, const ird_region *region, ird_uv_box *way,
                                 double *ohm, bool *is_rail, ird_error *err);

/* A field that is not turned, without edges and contacts that are areas. Its visit is
 * called for regions that are no rails alone. */
ird_status ird_rail_walk_wire(const ird_field *field, ird_find_rail *find_rail,
                              ird_error *err);

#endif
