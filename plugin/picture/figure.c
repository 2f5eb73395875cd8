/* SPDX-License-Identifier: BSD-3-Clause */
#include "picture/picture.h"

#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "picture/drawing.h"

enum { PIXELS_MOST = 32767 }; /* along a side, of Cairo */

static size_t count_lines(const char *lines) {
    size_t count = *lines != '\0';
    for (; *lines != '\0'; lines++) {
        count += lines[0] == '\n' && lines[1] != '\0';
    }
    return count;
}

ird_layout ird_layout_of(const ird_picture *picture) {
    const ird_map *map = picture->map;
    const ird_rect_um *w = &map->window;
    bool has_um = w->x0_um < w->x1_um && w->y0_um < w->y1_um;
    ird_layout l = {
        .has_um = has_um,
        .window =
            has_um ? *w : (ird_rect_um){0, 0, (double)map->columns, (double)map->rows},
        .x = BORDER + LEFT,
        .y =
            BORDER + TITLE_HEIGHT + LINE_HEIGHT * (double)count_lines(picture->lines) + 6,
    };
    double wide = l.window.x1_um - l.window.x0_um, high = l.window.y1_um - l.window.y0_um;
    double longest = fmax(wide, high);
    l.map_wide = fmax(LONG_SIDE * wide / longest, LONG_SIDE / 8.0);
    l.map_high = fmax(LONG_SIDE * high / longest, LONG_SIDE / 8.0);
    l.width = ceil(l.x + l.map_wide + BAR_GAP + BAR_WIDTH + BAR_ROOM + BORDER);
    l.height = ceil(l.y + l.map_high + BOTTOM + BORDER);
    return l;
}

/* Words that do not fit are drawn narrower. */
static void draw_line(cairo_t *c, const ird_layout *l, double y, const char *text) {
    cairo_text_extents_t e;
    double room = l->width - 2 * BORDER;
    cairo_save(c);
    cairo_text_extents(c, text, &e);
    cairo_translate(c, BORDER, y);
    if (e.x_advance > room) {
        cairo_scale(c, room / e.x_advance, 1);
    }
    cairo_move_to(c, 0, 0);
    cairo_show_text(c, text);
    cairo_restore(c);
}

static void draw_words(cairo_t *c, const ird_layout *l, const ird_picture *picture) {
    const char *line = picture->lines;
    double y = BORDER + TITLE_SIZE;
    cairo_set_source_rgb(c, 0.08, 0.08, 0.1);
    cairo_select_font_face(c, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_BOLD);
    cairo_set_font_size(c, TITLE_SIZE);
    draw_line(c, l, y, picture->title);
    cairo_select_font_face(c, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(c, FONT_SIZE);
    y += TITLE_HEIGHT - TITLE_SIZE + FONT_SIZE;
    while (*line != '\0') {
        char text[256];
        size_t size = strcspn(line, "\n");
        size_t kept = size < sizeof text ? size : sizeof text - 1;
        memcpy(text, line, kept);
        text[kept] = '\0';
        draw_line(c, l, y, text);
        y += LINE_HEIGHT;
        line += size + (line[size] == '\n');
    }
}

static void draw_map(cairo_t *c, const ird_layout *l, const ird_picture *picture) {
    cairo_surface_t *pixels = ird_map_surface(picture);
    cairo_save(c);
    cairo_translate(c, l->x, l->y);
    cairo_scale(c, l->map_wide / (double)picture->map->columns,
                l->map_high / (double)picture->map->rows);
    cairo_set_source_surface(c, pixels, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(c), CAIRO_FILTER_NEAREST);
    cairo_paint(c);
    cairo_restore(c);
    cairo_surface_destroy(pixels);
}

static void draw_all(cairo_t *c, const ird_layout *l, const ird_picture *picture) {
    cairo_set_source_rgb(c, 1, 1, 1);
    cairo_paint(c);
    draw_words(c, l, picture);
    draw_map(c, l, picture);
    ird_draw_axes(c, l);
    ird_draw_bar(c, l, picture);
    ird_draw_ruler(c, l);
    ird_draw_mark(c, l, picture);
}

static ird_status fail_draw(ird_error *err, const char *why) {
    return ird_fail(err, IRD_PICTURE_DRAW, "the picture cannot be drawn: %s", why);
}

ird_status irdrop_picture_draw(ird_text *out, const ird_picture *picture,
                               ird_picture_format format, ird_error *err) {
    const ird_map *map = picture->map;
    size_t before = out->bytes.count;
    ird_sink sink = {out, IRD_OK, err};
    if (map->rows == 0 || map->columns == 0 || map->rows > PIXELS_MOST ||
        map->columns > PIXELS_MOST) {
        return fail_draw(err, "each side of a map may have 1 to 32767 pixels");
    }
    const ird_layout l = ird_layout_of(picture);
    cairo_surface_t *surface =
        format == IRD_PICTURE_SVG
            ? cairo_svg_surface_create_for_stream(ird_sink_write, &sink, l.width,
                                                  l.height)
            : cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)l.width, (int)l.height);
    cairo_t *c = cairo_create(surface);
    draw_all(c, &l, picture);
    cairo_status_t drawn = cairo_status(c);
    cairo_destroy(c);
    if (drawn == CAIRO_STATUS_SUCCESS && format == IRD_PICTURE_PNG) {
        drawn = cairo_surface_write_to_png_stream(surface, ird_sink_write, &sink);
    }
    cairo_surface_finish(surface);
    if (drawn == CAIRO_STATUS_SUCCESS) {
        drawn = cairo_surface_status(surface);
    }
    cairo_surface_destroy(surface);
    if (sink.status == IRD_OK && drawn != CAIRO_STATUS_SUCCESS) {
        sink.status = fail_draw(err, cairo_status_to_string(drawn));
    }
    if (sink.status != IRD_OK && out->bytes.items != NULL) {
        ird_text_truncate(out, before);
    }
    return sink.status;
}
