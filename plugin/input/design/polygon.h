/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cutting a polygon into boxes. Coordinates are doubles: um for LEF, whole database units
 * (exact up to 2^53) for DEF.
 */
#ifndef IRD_DESIGN_POLYGON_H
#define IRD_DESIGN_POLYGON_H

#include "base/alloc.h"
#include "base/geometry.h"

typedef struct ird_box {
    double x0, y0, x1, y1;
} ird_box;

typedef IRD_VEC(ird_point_um) ird_polygon; /* corners in order, not repeated at the end */
typedef IRD_VEC(ird_box) ird_boxes;

/* Append the boxes that cover the polygon (even-odd rule) to boxes. Exact where all sides
 * are parallel to the axes. Elsewhere each band between two corner heights is cut into
 * strips whose boxes reach from side to side at half height, which keeps the area:
 * IRD_POLYGON_STRIPS, or so many, up to the limit, that the sides move by no more than
 * that part of the narrowest metal of the band from one to the next. On failure boxes may
 * hold some of them. */
enum { IRD_POLYGON_STRIPS = 32, IRD_POLYGON_STRIPS_MAX = 1024 };
ird_status ird_polygon_cut(const ird_polygon *polygon, ird_boxes *boxes,
                           const char *doing, ird_error *err);

#endif
