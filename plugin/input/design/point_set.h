/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Points in order, to ask whether one of them lies in a box: where vias stand already.
 */
#ifndef IRD_DESIGN_POINT_SET_H
#define IRD_DESIGN_POINT_SET_H

#include "base/alloc.h"
#include "base/geometry.h"

typedef struct ird_point_set {
    IRD_VEC(ird_point) points; /* by x, then by y once sorted */
} ird_point_set;               /* all zero is an empty one */

void ird_point_set_free(ird_point_set *set); /* leaves an empty one */

ird_status ird_point_set_add(ird_point_set *set, ird_point point, const char *doing,
                             ird_error *err);

/* To be called between adding and asking. */
void ird_point_set_sort(ird_point_set *set);

/* True when a point lies in the box or on its edge. */
bool ird_point_set_meets(const ird_point_set *set, ird_rect box);

#endif
