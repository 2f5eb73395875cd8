/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Boxes on a layer, found by place: a lattice of square bins, each with the boxes that
 * reach into it. Internal to space/.
 */
#ifndef IRD_SPACE_OBSTACLES_H
#define IRD_SPACE_OBSTACLES_H

#include "base/alloc.h"
#include "base/geometry.h"
#include "space/space.h"

typedef struct ird_obstacle {
    ird_rect box;
    ird_in_the_way kind;
} ird_obstacle;

typedef struct ird_obstacles {
    IRD_VEC(ird_obstacle) items;
    ird_rect area;   /* that the bins cover; what lies outside is in those at the edge */
    int64_t bin_dbu; /* side of a bin */
    int64_t columns, rows;
    size_t *first;  /* of each bin in `of`, and the end */
    uint32_t *of;   /* items by bin */
    size_t indexed; /* items that the bins know */
} ird_obstacles;    /* all zero is an empty one */

void ird_obstacles_free(ird_obstacles *obstacles); /* leaves an empty one */

ird_status ird_obstacles_add(ird_obstacles *obstacles, ird_obstacle obstacle,
                             ird_error *err);

/* To be called between adding and asking; what is added later is looked through one by
 * one. */
ird_status ird_obstacles_index(ird_obstacles *obstacles, ird_rect area, ird_error *err);

/* Call visit for each that meets the box, edges included, once each; what visit returns
 * other than IRD_OK ends it. */
ird_status ird_obstacles_visit(const ird_obstacles *obstacles, ird_rect box,
                               ird_status (*visit)(void *context,
                                                   const ird_obstacle *obstacle),
                               void *context);

#endif
