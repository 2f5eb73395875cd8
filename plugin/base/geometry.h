/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Points, rectangles and orientations. Two coordinate systems: database units (int64,
 * DEF's UNITS per um) for a design, um (double) for LEF, which knows no units of its own
 * that hold for the DEF read later.
 */
#ifndef IRD_BASE_GEOMETRY_H
#define IRD_BASE_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ird_point {
    int64_t x_dbu, y_dbu;
} ird_point;

/* x0 <= x1, y0 <= y1 once normalised. */
typedef struct ird_rect {
    int64_t x0_dbu, y0_dbu, x1_dbu, y1_dbu;
} ird_rect;

typedef struct ird_point_um {
    double x_um, y_um;
} ird_point_um;

typedef struct ird_rect_um {
    double x0_um, y0_um, x1_um, y1_um;
} ird_rect_um;

/* DEF orientations: rotation by 0, 90, 180, 270 degrees counter-clockwise (N, W, S, E),
 * and the same mirrored at the y axis afterwards (FN, FW, FS, FE), which other formats
 * call MY, MX90, MX and MY90. */
typedef enum ird_orient {
    IRD_ORIENT_N,
    IRD_ORIENT_W,
    IRD_ORIENT_S,
    IRD_ORIENT_E,
    IRD_ORIENT_FN,
    IRD_ORIENT_FW,
    IRD_ORIENT_FS,
    IRD_ORIENT_FE
} ird_orient;

enum { IRD_ORIENTS = IRD_ORIENT_FE + 1 };

/* True for W, E, FW, FE, which swap width and height. */
bool ird_orient_swaps(ird_orient orient);

/* The name that DEF uses ("FS"). */
const char *ird_orient_name(ird_orient orient);

/* From um to database units, rounded to the nearest. The caller has made sure that it
 * fits into 62 bits (ird_um_fits). */
int64_t ird_dbu_of_um(double um, int64_t units);
bool ird_um_fits(double um, int64_t units);

/* The readers refuse coordinates beyond these, so that sums of a few never overflow and
 * a double holds each exactly: 2^52 database units, 10^9 um at 10^6 units per um. */
#define IRD_DBU_LIMIT (INT64_C(1) << 52)
#define IRD_UM_LIMIT 1e9
#define IRD_UNITS_LIMIT 1000000

/* Rectangle with its corners in order. */
ird_rect ird_rect_normalised(int64_t xa_dbu, int64_t ya_dbu, int64_t xb_dbu,
                             int64_t yb_dbu);

/* Cut the box with another one; false where no area is left. */
bool ird_rect_cut(ird_rect *box, const ird_rect *by);

/* A point or rectangle of a cell of the given size, whose lower left corner is (0, 0),
 * in the design: turned by orient so that the box of the turned cell has its lower left
 * corner at `at`. */
ird_point ird_point_placed(ird_point point, ird_point size, ird_orient orient,
                           ird_point at);
ird_rect ird_rect_placed(ird_rect rect, ird_point size, ird_orient orient, ird_point at);

/* A rectangle given about an origin (a via, a DEF pin): turned about (0, 0), then moved.
 */
ird_rect ird_rect_about(ird_rect rect, ird_orient orient, ird_point at);

#endif
