/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What stands around and upon a map: axes, the colour bar, the scale bar, the worst
 * place.
 */
#include <math.h>
#include <stdio.h>

#include "base/map/colours.h"
#include "base/number.h"
#include "picture/drawing.h"

static const double PI = 3.14159265358979323846;

static void set_ink(cairo_t *c) {
    cairo_set_source_rgb(c, 0.13, 0.13, 0.15);
    cairo_set_line_width(c, 1);
}

void ird_draw_text(cairo_t *c, double x, double y, double align, const char *text) {
    cairo_text_extents_t e;
    cairo_text_extents(c, text, &e);
    cairo_move_to(c, x - align * e.x_advance, y);
    cairo_show_text(c, text);
}

/* --- ticks ---------------------------------------------------------------------------
 */

/* 1, 2 or 5 times a power of ten, so that about so many steps make the range. */
static double nice_step(double range, double wanted) {
    double step = pow(10, floor(log10(range / wanted)));
    while (range / step > wanted) {
        double lead = step / pow(10, floor(log10(step * 1.0001)));
        step *= lead > 1.5 && lead < 3 ? 2.5 : 2;
    }
    return step;
}

/* The decimals that a step needs, and a value with so many. */
static int decimals_of(double step) {
    int decimals = 0;
    while (decimals < 9 && fabs(step - round(step)) > 1e-6 * step) {
        step *= 10;
        decimals++;
    }
    return decimals;
}

static const char *tick_text(char buffer[32], double value, double step) {
    ird_number_write_fixed(buffer, 32, decimals_of(step),
                           fabs(value) < 1e-9 * step ? 0 : value);
    return buffer;
}

static double first_tick(double low, double step) {
    return ceil(low / step - 1e-9) * step;
}

/* --- axes ----------------------------------------------------------------------------
 */

static void draw_x(cairo_t *c, const ird_layout *l) {
    double range = l->window.x1_um - l->window.x0_um;
    double step = nice_step(range, fmax(l->map_wide / 90, 1));
    double y = l->y + l->map_high;
    char text[32];
    for (double t = first_tick(l->window.x0_um, step);
         t <= l->window.x1_um + 1e-9 * range; t += step) {
        double x = l->x + (t - l->window.x0_um) / range * l->map_wide;
        cairo_move_to(c, x, y);
        cairo_line_to(c, x, y + TICK);
        cairo_stroke(c);
        ird_draw_text(c, x, y + TICK + FONT_SIZE, 0.5, tick_text(text, t, step));
    }
    ird_draw_text(c, l->x + l->map_wide / 2, y + TICK + FONT_SIZE + LINE_HEIGHT, 0.5,
                  l->has_um ? "x, um" : "x, pixels");
}

static void draw_y(cairo_t *c, const ird_layout *l) {
    double range = l->window.y1_um - l->window.y0_um;
    double step = nice_step(range, fmax(l->map_high / 70, 1));
    char text[32];
    for (double t = first_tick(l->window.y0_um, step);
         t <= l->window.y1_um + 1e-9 * range; t += step) {
        double y = l->y + l->map_high - (t - l->window.y0_um) / range * l->map_high;
        cairo_move_to(c, l->x - TICK, y);
        cairo_line_to(c, l->x, y);
        cairo_stroke(c);
        ird_draw_text(c, l->x - TICK - 3, y + FONT_SIZE * 0.35, 1,
                      tick_text(text, t, step));
    }
    cairo_save(c);
    cairo_translate(c, l->x - LEFT + FONT_SIZE, l->y + l->map_high / 2);
    cairo_rotate(c, -PI / 2);
    ird_draw_text(c, 0, 0, 0.5, l->has_um ? "y, um" : "y, pixels");
    cairo_restore(c);
}

void ird_draw_axes(cairo_t *c, const ird_layout *l) {
    set_ink(c);
    cairo_rectangle(c, l->x, l->y, l->map_wide, l->map_high);
    cairo_stroke(c);
    draw_x(c, l);
    draw_y(c, l);
}

/* --- colour bar ----------------------------------------------------------------------
 */

void ird_draw_bar(cairo_t *c, const ird_layout *l, const ird_picture *picture) {
    enum { STOPS = 17 };
    double x = l->x + l->map_wide + BAR_GAP;
    double low = picture->scale.low * picture->per_unit;
    double range = (picture->scale.high - picture->scale.low) * picture->per_unit;
    cairo_pattern_t *ramp = cairo_pattern_create_linear(0, l->y + l->map_high, 0, l->y);
    char text[32];
    for (int i = 0; i < STOPS; i++) {
        double share = (double)i / (STOPS - 1);
        ird_colour colour = ird_colour_of(share);
        cairo_pattern_add_color_stop_rgb(ramp, share, colour.red / 255.0,
                                         colour.green / 255.0, colour.blue / 255.0);
    }
    cairo_rectangle(c, x, l->y, BAR_WIDTH, l->map_high);
    cairo_set_source(c, ramp);
    cairo_fill(c);
    cairo_pattern_destroy(ramp);
    set_ink(c);
    cairo_rectangle(c, x, l->y, BAR_WIDTH, l->map_high);
    cairo_stroke(c);
    double step = range > 0 ? nice_step(range, fmax(l->map_high / 60, 1)) : 1;
    for (double t = first_tick(low, step); t <= low + range * (1 + 1e-9); t += step) {
        double y =
            l->y + l->map_high - (range > 0 ? (t - low) / range : 0.5) * l->map_high;
        cairo_move_to(c, x + BAR_WIDTH, y);
        cairo_line_to(c, x + BAR_WIDTH + TICK, y);
        cairo_stroke(c);
        ird_draw_text(c, x + BAR_WIDTH + TICK + 3, y + FONT_SIZE * 0.35, 0,
                      tick_text(text, t, step));
    }
    cairo_save(c);
    cairo_translate(c, x + BAR_WIDTH + BAR_ROOM - FONT_SIZE / 2.0,
                    l->y + l->map_high / 2);
    cairo_rotate(c, -PI / 2);
    ird_draw_text(c, 0, 0, 0.5, picture->label);
    cairo_restore(c);
}

/* --- upon the map --------------------------------------------------------------------
 */

/* Dark on light or light on dark: both, one around the other. */
static void stroke_twice(cairo_t *c) {
    cairo_set_source_rgba(c, 0, 0, 0, 0.75);
    cairo_set_line_width(c, 4);
    cairo_stroke_preserve(c);
    cairo_set_source_rgb(c, 1, 1, 1);
    cairo_set_line_width(c, 1.6);
    cairo_stroke(c);
}

static void outlined_text(cairo_t *c, double x, double y, double align,
                          const char *text) {
    cairo_text_extents_t e;
    cairo_text_extents(c, text, &e);
    cairo_move_to(c, x - align * e.x_advance, y);
    cairo_text_path(c, text);
    cairo_set_source_rgba(c, 0, 0, 0, 0.75);
    cairo_set_line_width(c, 3);
    cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke_preserve(c);
    cairo_set_source_rgb(c, 1, 1, 1);
    cairo_fill(c);
}

/* A sixth of the width or more. */
void ird_draw_ruler(cairo_t *c, const ird_layout *l) {
    double range = l->window.x1_um - l->window.x0_um;
    double length = nice_step(range, 6);
    double wide = length / range * l->map_wide;
    double x = l->x + 14, y = l->y + l->map_high - 14;
    char number[32], text[40];
    if (!l->has_um || wide > 0.6 * l->map_wide) {
        return;
    }
    snprintf(text, sizeof text, "%s um", tick_text(number, length, length));
    cairo_move_to(c, x, y - TICK);
    cairo_line_to(c, x, y);
    cairo_line_to(c, x + wide, y);
    cairo_line_to(c, x + wide, y - TICK);
    stroke_twice(c);
    outlined_text(c, x + wide / 2, y - TICK - 3, 0.5, text);
}

void ird_draw_mark(cairo_t *c, const ird_layout *l, const ird_picture *picture) {
    const ird_map *map = picture->map;
    enum { RADIUS = 8 };
    size_t at = 0;
    if (picture->mark == NULL) {
        return;
    }
    ird_map_max(map, &at);
    ird_point_um place = ird_map_place(map, at);
    if (!l->has_um || isnan(place.x_um)) {
        place = (ird_point_um){(double)(at % map->columns) + 0.5,
                               (double)(at / map->columns) + 0.5};
    }
    double across = (place.x_um - l->window.x0_um) / (l->window.x1_um - l->window.x0_um);
    double x = l->x + across * l->map_wide;
    double y = l->y + l->map_high -
               (place.y_um - l->window.y0_um) / (l->window.y1_um - l->window.y0_um) *
                   l->map_high;
    cairo_arc(c, x, y, RADIUS, 0, 2 * PI);
    stroke_twice(c);
    double below =
        y - RADIUS - 6 < l->y + FONT_SIZE ? y + RADIUS + FONT_SIZE : y - RADIUS - 6;
    outlined_text(c, x, below, across < 0.2 ? 0 : across > 0.8 ? 1 : 0.5, picture->mark);
}
