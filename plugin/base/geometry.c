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
    return llround(um * (double)units);
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

/* Turned about (0, 0). Rows: R0, R90, R180, R270, then MY, MX90, MX, MY90 of DEF. */
static ird_point turned(ird_point p, ird_orient orient) {
    int64_t x = p.x_dbu;
    int64_t y = p.y_dbu;
    switch (orient) {
    case IRD_ORIENT_N:
        return (ird_point){x, y};
    case IRD_ORIENT_W:
        return (ird_point){-y, x};
    case IRD_ORIENT_S:
        return (ird_point){-x, -y};
    case IRD_ORIENT_E:
        return (ird_point){y, -x};
    case IRD_ORIENT_FN:
        return (ird_point){-x, y};
    case IRD_ORIENT_FW:
        return (ird_point){y, x};
    case IRD_ORIENT_FS:
        return (ird_point){x, -y};
    case IRD_ORIENT_FE:
        return (ird_point){-y, -x};
    }
    return p;
}

ird_rect ird_rect_about(ird_rect rect, ird_orient orient, ird_point at) {
    ird_point a = turned((ird_point){rect.x0_dbu, rect.y0_dbu}, orient);
    ird_point b = turned((ird_point){rect.x1_dbu, rect.y1_dbu}, orient);
    return ird_rect_normalised(a.x_dbu + at.x_dbu, a.y_dbu + at.y_dbu, b.x_dbu + at.x_dbu,
                               b.y_dbu + at.y_dbu);
}

/* Where the origin of a cell comes to lie when its turned box is put at `at`. */
static ird_point placed_origin(ird_point size, ird_orient orient, ird_point at) {
    ird_rect box =
        ird_rect_about((ird_rect){0, 0, size.x_dbu, size.y_dbu}, orient, (ird_point){0});
    return (ird_point){at.x_dbu - box.x0_dbu, at.y_dbu - box.y0_dbu};
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
