/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Pieces of a figure. Internal to picture/.
 */
#ifndef IRD_PICTURE_DRAWING_H
#define IRD_PICTURE_DRAWING_H

#include <cairo.h>

#include "picture/picture.h"

/* Sizes in points, which are pixels of a PNG. */
enum {
    FONT_SIZE = 13,
    TITLE_SIZE = 17,
    LINE_HEIGHT = 18,
    TITLE_HEIGHT = 26,
    LONG_SIDE = 720, /* of the map */
    BORDER = 16,
    LEFT = 66, /* room for the numbers of an axis and its name */
    BOTTOM = 48,
    TICK = 5,
    BAR_GAP = 24,
    BAR_WIDTH = 18,
    BAR_ROOM = 96 /* the numbers beside it and their name */
};

/* Where things are; y counts downwards, as Cairo has it. */
typedef struct ird_layout {
    double width, height;            /* of all of it */
    double x, y, map_wide, map_high; /* of the map */
    ird_rect_um window;              /* that it covers */
    bool has_um;                     /* else it counts pixels */
} ird_layout;

ird_layout ird_layout_of(const ird_picture *picture);

/* A surface of the format that writes behind out; NULL when memory runs out. */
typedef struct ird_sink {
    ird_text *out;
    ird_status status;
    ird_error *err;
} ird_sink;

cairo_status_t ird_sink_write(void *sink, const unsigned char *bytes, unsigned size);

/* The map, one pixel of the surface a pixel of it, nothing there grey. */
cairo_surface_t *ird_map_surface(const ird_picture *picture);

void ird_draw_axes(cairo_t *c, const ird_layout *l);
void ird_draw_bar(cairo_t *c, const ird_layout *l, const ird_picture *picture);
void ird_draw_ruler(cairo_t *c, const ird_layout *l);
void ird_draw_mark(cairo_t *c, const ird_layout *l, const ird_picture *picture);

/* Text that begins, is centred or ends at x (align 0, 0.5, 1) with its base line at y. */
void ird_draw_text(cairo_t *c, double x, double y, double align, const char *text);

#endif
