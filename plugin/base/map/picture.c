/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/picture.h"

#include <math.h>
#include <png.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#include "base/alloc.h"
#include "base/output.h"
#include "base/map/colours.h"
#include "base/map/scale.h"

enum {
    LONG_SIDE = 512,      /* of a map, at least */
    BAR = 12,             /* width of the colour bar */
    GAP = 12,             /* around maps and bars */
    SIDE_LIMIT = 1000000, /* libpng's own limit */
    CHANNELS = 3,
    HEADER_END = 33 /* of the signature and the chunk IHDR */
};

typedef struct canvas {
    size_t width, height;
    uint8_t *rgb; /* owned */
} canvas;

/* Where a map goes on the canvas and which values its colours stand for. */
typedef struct frame {
    const ird_map *map;
    size_t scale; /* picture pixels along a side of a map's pixel */
    size_t x;     /* left edge; every frame stands GAP above the lower edge */
    ird_scale range;
} frame;

static ird_status set_frame(frame *f, const ird_map *map, size_t x, ird_error *err) {
    size_t longest = map->rows > map->columns ? map->rows : map->columns;
    if (map->rows == 0 || map->columns == 0 || longest > SIDE_LIMIT - 4 * GAP) {
        return ird_fail(
            err, IRD_MAP_PICTURE,
            "no picture can be made of a map of %zu x %zu; each side may have 1 "
            "to %d pixels",
            map->rows, map->columns, SIDE_LIMIT - 4 * GAP);
    }
    *f = (frame){.map = map,
                 .scale = (LONG_SIDE + longest - 1) / longest,
                 .x = x,
                 .range = ird_scale_of(map)};
    return IRD_OK;
}

static size_t width_of(const frame *f) {
    return f->map->columns * f->scale;
}

static size_t height_of(const frame *f) {
    return f->map->rows * f->scale;
}

/* y counts upwards from the lower edge. */
static void set_pixel(const canvas *c, size_t x, size_t y, ird_colour colour) {
    uint8_t *at = c->rgb + ((c->height - 1 - y) * c->width + x) * CHANNELS;
    at[0] = colour.red;
    at[1] = colour.green;
    at[2] = colour.blue;
}

/* Grey where a pixel is empty. */
static ird_colour colour_of(const frame *f, size_t at) {
    double share = ird_scale_share(&f->range, f->map->values[at]);
    return ird_colour_of(ird_map_is_empty(f->map, at) ? (double)NAN : share);
}

static void draw_map(const canvas *c, const frame *f) {
    for (size_t y = 0; y < height_of(f); y++) {
        size_t row = y / f->scale * f->map->columns;
        for (size_t x = 0; x < width_of(f); x++) {
            set_pixel(c, f->x + x, GAP + y, colour_of(f, row + x / f->scale));
        }
    }
}

static void draw_bar(const canvas *c, const frame *f) {
    size_t height = height_of(f);
    size_t left = f->x + width_of(f) + GAP / 2;
    for (size_t y = 0; y < height; y++) {
        ird_colour colour = ird_colour_of(((double)y + 0.5) / (double)height);
        for (size_t x = 0; x < BAR; x++) {
            set_pixel(c, left + x, GAP + y, colour);
        }
    }
}

static ird_status create_canvas(canvas *c, const frame *frames, size_t count,
                                ird_error *err) {
    size_t pixels = 0;
    size_t height = 0;
    for (size_t i = 0; i < count; i++) {
        height = height_of(&frames[i]) > height ? height_of(&frames[i]) : height;
    }
    const frame *last = &frames[count - 1];
    c->width = last->x + width_of(last) + GAP / 2 + BAR + GAP;
    c->height = height + 2 * GAP;
    if (c->width > SIDE_LIMIT || c->height > SIDE_LIMIT) {
        return ird_fail(
            err, IRD_MAP_PICTURE,
            "a picture of %zu x %zu pixels is too large; draw fewer or smaller "
            "maps",
            c->width, c->height);
    }
    c->rgb = ird_size_product(c->width, c->height, &pixels) ? ird_alloc(pixels, CHANNELS)
                                                            : NULL;
    if (c->rgb == NULL) {
        return ird_fail_memory(err, "drawing a picture");
    }
    memset(c->rgb, 255, pixels * CHANNELS);
    return IRD_OK;
}

/* The canvas as a PNG file behind png. libpng says how long it will be. */
static ird_status encode_canvas(const canvas *c, ird_text *png, ird_error *err) {
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)c->width,
                       .height = (png_uint_32)c->height,
                       .format = PNG_FORMAT_RGB};
    png_int_32 stride = (png_int_32)(c->width * CHANNELS);
    png_alloc_size_t size = 0;
    if (png_image_write_to_memory(&image, NULL, &size, 0, c->rgb, stride, NULL) != 0) {
        IRD_TRY(ird_vec_reserve(&png->bytes, size + 1, "drawing a picture", err));
        if (png_image_write_to_memory(&image, png->bytes.items + png->bytes.count, &size,
                                      0, c->rgb, stride, NULL) != 0) {
            png->bytes.count += size;
            png->bytes.items[png->bytes.count] = '\0';
            return IRD_OK;
        }
    }
    return ird_fail(err, IRD_MAP_PICTURE, "the PNG library cannot write the picture: %s",
                    image.message);
}

static void put_number(uint8_t *at, size_t value) {
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(value >> (24 - 8 * i) & 255);
    }
}

/* A chunk tEXt of the keyword Comment (PNG specification, 11.3.4.3): its length, its
 * type, its bytes, and the checksum of these two. */
static size_t make_comment(uint8_t *chunk, const char *said) {
    char *data = (char *)chunk + 8;
    size_t size = sizeof "Comment"; /* with the NUL that ends the keyword */
    memcpy(chunk + 4, "tEXt", 4);
    memcpy(data, "Comment", size);
    memcpy(data + size, said, strlen(said));
    size += strlen(said);
    put_number(chunk, size);
    put_number(chunk + 8 + size, crc32(0, chunk + 4, (unsigned)size + 4));
    return size + 12;
}

ird_status ird_map_comment_png(ird_text *png, const ird_map *map, ird_error *err) {
    uint8_t chunk[IRD_MAP_SAID_SIZE + 32];
    char said[IRD_MAP_SAID_SIZE];
    if (*ird_map_said(map, said) == '\0' || png->bytes.count < HEADER_END) {
        return IRD_OK;
    }
    size_t size = make_comment(chunk, said);
    IRD_TRY(ird_vec_reserve(&png->bytes, size + 1, "drawing a picture", err));
    char *at = png->bytes.items + HEADER_END;
    memmove(at + size, at, png->bytes.count - HEADER_END + 1); /* with the NUL */
    memcpy(at, chunk, size);
    png->bytes.count += size;
    return IRD_OK;
}

static ird_status write_canvas(const canvas *c, const ird_map *map, const char *path,
                               ird_error *err) {
    ird_output output = {0};
    ird_text png = {0};
    ird_status status = encode_canvas(c, &png, err);
    if (status == IRD_OK) {
        status = ird_map_comment_png(&png, map, err);
    }
    if (status == IRD_OK) {
        status = ird_output_open(&output, path, err);
    }
    if (status == IRD_OK) {
        fwrite(png.bytes.items, 1, png.bytes.count, output.stream);
        status = ird_output_commit(&output, err);
    }
    ird_text_free(&png);
    return status;
}

ird_status ird_map_write_panel(const ird_map *const *maps, size_t count, const char *path,
                               ird_error *err) {
    if (count == 0) {
        return ird_fail(err, IRD_MAP_PICTURE,
                        "no picture can be made of no map; give one");
    }
    canvas c = {0};
    size_t x = GAP;
    ird_status status = IRD_OK;
    frame *frames = ird_alloc(count, sizeof *frames);
    if (frames == NULL) {
        return ird_fail_memory(err, "drawing a picture");
    }
    for (size_t i = 0; i < count; i++) {
        if ((status = set_frame(&frames[i], maps[i], x, err)) != IRD_OK) {
            goto done;
        }
        x += width_of(&frames[i]) + GAP / 2 + BAR + GAP;
    }
    if ((status = create_canvas(&c, frames, count, err)) != IRD_OK) {
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        draw_map(&c, &frames[i]);
        draw_bar(&c, &frames[i]);
    }
    status = write_canvas(&c, maps[0], path, err);
done:
    ird_free(c.rgb);
    ird_free(frames);
    return status;
}

ird_status ird_map_write_png(const ird_map *map, const char *path, ird_error *err) {
    return ird_map_write_panel(&map, 1, path, err);
}
