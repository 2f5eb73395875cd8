/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/geometry.h"

#include <math.h>

bool ird_orient_swaps(ird_orient orient) {
    return orient == IRD_ORIENT_W || orient == IRD_ORIENT_E || orient == IRD_ORIENT_FW ||
           orient == IRD_ORIENT_FE;
}

const char *ird_orient_name(ird_orient orient) {
    static const char *const names[] = {"N", "W", "S", "E", "FN", "FW", "FS", "FE"};
    return names[orient];
}

int64_t ird_dbu_of_um(double um, int64_t units) {
    double dbu = um * (double)units, rest;
    int64_t whole;
    if (!(fabs(dbu) < 4503599627370496.0)) { /* 2^52: whole already, or none */
        return llround(dbu);
    }
    whole = (int64_t)dbu;
    rest = dbu - (double)whole; /* exact; halves go away from zero */
    return whole + (rest >= 0.5) - (rest <= -0.5);
}

bool ird_um_fits(double um, int64_t units) {
    static const double limit = 4611686018427387904.0; /* 2^62 */
    return fabs(um * (double)units) < limit;           /* a NaN does not */
}

ird_rect ird_rect_normalised(int64_t xa_dbu, int64_t ya_dbu, int64_t xb_dbu,
                             int64_t yb_dbu) {
    return (ird_rect){
        .x0_dbu = xa_dbu < xb_dbu ? xa_dbu : xb_dbu,
        .y0_dbu = ya_dbu < yb_dbu ? ya_dbu : yb_dbu,
        .x1_dbu = xa_dbu < xb_dbu ? xb_dbu : xa_dbu,
        .y1_dbu = ya_dbu < yb_dbu ? yb_dbu : ya_dbu,
    };
}

/* x and y of what is turned about (0, 0), by x and y before: R0, R90, R180, R270, then
 * MY, MX90, MX, MY90 of DEF. */
static const struct {
    int8_t x_by_x, x_by_y, y_by_x, y_by_y;
} turns[] = {
    [IRD_ORIENT_N] = {1, 0, 0, 1},   [IRD_ORIENT_W] = {0, -1, 1, 0},
    [IRD_ORIENT_S] = {-1, 0, 0, -1}, [IRD_ORIENT_E] = {0, 1, -1, 0},
    [IRD_ORIENT_FN] = {-1, 0, 0, 1}, [IRD_ORIENT_FW] = {0, 1, 1, 0},
    [IRD_ORIENT_FS] = {1, 0, 0, -1}, [IRD_ORIENT_FE] = {0, -1, -1, 0},
};

static inline ird_point turned(ird_point p, ird_orient orient) {
    return (ird_point){
        turns[orient].x_by_x * p.x_dbu + turns[orient].x_by_y * p.y_dbu,
        turns[orient].y_by_x * p.x_dbu + turns[orient].y_by_y * p.y_dbu,
    };
}

ird_rect ird_rect_about(ird_rect rect, ird_orient orient, ird_point at) {
    ird_point a = turned((ird_point){rect.x0_dbu, rect.y0_dbu}, orient);
    ird_point b = turned((ird_point){rect.x1_dbu, rect.y1_dbu}, orient);
    return ird_rect_normalised(a.x_dbu + at.x_dbu, a.y_dbu + at.y_dbu, b.x_dbu + at.x_dbu,
                               b.y_dbu + at.y_dbu);
}

/* Where the origin of a cell comes to lie when its turned box is put at `at`. */
static ird_point placed_origin(ird_point size, ird_orient orient, ird_point at) {
    ird_point far = turned(size, orient);
    return (ird_point){at.x_dbu - (far.x_dbu < 0 ? far.x_dbu : 0),
                       at.y_dbu - (far.y_dbu < 0 ? far.y_dbu : 0)};
}

bool ird_rect_cut(ird_rect *box, const ird_rect *by) {
    box->x0_dbu = by->x0_dbu > box->x0_dbu ? by->x0_dbu : box->x0_dbu;
    box->y0_dbu = by->y0_dbu > box->y0_dbu ? by->y0_dbu : box->y0_dbu;
    box->x1_dbu = by->x1_dbu < box->x1_dbu ? by->x1_dbu : box->x1_dbu;
    box->y1_dbu = by->y1_dbu < box->y1_dbu ? by->y1_dbu : box->y1_dbu;
    return box->x0_dbu < box->x1_dbu && box->y0_dbu < box->y1_dbu;
}

ird_point ird_point_placed(ird_point point, ird_point size, ird_orient orient,
                           ird_point at) {
    ird_point origin = placed_origin(size, orient, at);
    ird_point p = turned(point, orient);
    return (ird_point){p.x_dbu + origin.x_dbu, p.y_dbu + origin.y_dbu};
}

ird_rect ird_rect_placed(ird_rect rect, ird_point size, ird_orient orient, ird_point at) {
    return ird_rect_about(rect, orient, placed_origin(size, orient, at));
}
