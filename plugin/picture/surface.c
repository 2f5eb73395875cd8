/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The pixels of the map, and where the bytes of a file go.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/map/colours.h"
#include "picture/drawing.h"

cairo_status_t ird_sink_write(void *sink, const unsigned char *bytes, unsigned size) {
    ird_sink *s = sink;
    if (s->status == IRD_OK) {
        s->status = ird_text_add(s->out, (const char *)bytes, size, s->err);
    }
    return s->status == IRD_OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static uint32_t colour_of(const ird_picture *picture, size_t at) {
    const ird_map *map = picture->map;
    double share = ird_map_is_empty(map, at)
                       ? (double)NAN
                       : ird_scale_share(&picture->scale, map->values[at]);
    ird_colour colour = ird_colour_of(share);
    return (uint32_t)colour.red << 16 | (uint32_t)colour.green << 8 | colour.blue;
}

cairo_surface_t *ird_map_surface(const ird_picture *picture) {
    const ird_map *map = picture->map;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)map->columns, (int)map->rows);
    unsigned char *bytes = cairo_image_surface_get_data(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    for (size_t row = 0; bytes != NULL && row < map->rows; row++) {
        unsigned char *line = bytes + (map->rows - 1 - row) * stride;
        for (size_t column = 0; column < map->columns; column++) {
            uint32_t pixel = colour_of(picture, row * map->columns + column);
            memcpy(line + 4 * column, &pixel, sizeof pixel);
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}
