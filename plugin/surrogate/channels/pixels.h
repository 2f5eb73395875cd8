/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The edges of a map's pixels in database units, and which part of a rectangle lies in
 * which pixel. Edges need not fall on database units.
 */
#ifndef IRD_CHANNELS_PIXELS_H
#define IRD_CHANNELS_PIXELS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/geometry.h"

typedef struct ird_pixels {
    size_t rows, columns;
    double *x_dbu;    /* columns + 1 edges, rising; owned */
    double *y_dbu;    /* rows + 1 edges, rising; inside the same block as x_dbu */
    double area_dbu2; /* of one pixel */
} ird_pixels;         /* all zero is an empty one */

/* Edges of rows x columns pixels over window. A window corner within a millionth of a
 * database unit is meant to lie on it: a die box that went through um comes back exact.
 */
ird_status ird_pixels_create(ird_pixels *pixels, size_t rows, size_t columns,
                             ird_rect_um window, int64_t units, ird_error *err);
void ird_pixels_free(ird_pixels *pixels);

/* What of a rectangle lies in the window: pixels [row0, row1) x [column0, column1). */
typedef struct ird_pixel_span {
    size_t row0, row1, column0, column1;
    double x0_dbu, y0_dbu, x1_dbu, y1_dbu;
} ird_pixel_span;

/* False where box and window share no area. */
bool ird_pixels_clip(const ird_pixels *pixels, ird_rect box, ird_pixel_span *span);

/* Length of a span inside a column or row. Over all of them it adds up to the length of
 * the span, for neighbours share their edge. */
double ird_pixels_width_dbu(const ird_pixels *pixels, const ird_pixel_span *span,
                            size_t column);
double ird_pixels_height_dbu(const ird_pixels *pixels, const ird_pixel_span *span,
                             size_t row);

#endif
