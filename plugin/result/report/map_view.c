/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/map_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"
#include "base/map/colours.h"
#include "base/map/scale.h"

enum { PLACE_SIZE = 40, SCALE_BLOCKS = 20 };

#define UPPER_HALF "\xe2\x96\x80"
#define LOWER_HALF "\xe2\x96\x84"
#define NORMAL "\033[0m"

/* From the least ink to the most; what is no number stands apart. */
static const char ramp[] = " .:-=+*#%@";
enum { RAMP_STEPS = sizeof ramp - 1, NO_NUMBER = '?' };
static const double NOTHING = -INFINITY;

/* The map in blocks: columns x rows of them, two rows in a line. */
typedef struct view {
    const ird_map *map;
    bool colour;
    ird_scale range;
    size_t columns, rows, lines;
    double *line; /* blocks of the two rows of a line, the upper one first; owned */
} view;

/* --- blocks --------------------------------------------------------------------------
 */

/* Blocks for `pixels` of a side, when the longest side gets `width` of them. */
static size_t blocks_of(size_t pixels, size_t longest, size_t width) {
    if (width >= longest) {
        return pixels;
    }
    double share = (double)pixels / (double)longest;
    return (size_t)fmax(1, round(share * (double)width));
}

static ird_status view_create(view *v, const ird_map *map,
                              const ird_map_view_options *options, ird_error *err) {
    size_t longest = map->rows > map->columns ? map->rows : map->columns;
    *v = (view){
        .map = map,
        .colour = options->colour,
        .range = ird_scale_of(map),
        .columns = blocks_of(map->columns, longest, options->width),
        .rows = blocks_of(map->rows, longest, options->width),
    };
    v->lines = (v->rows + 1) / 2;
    v->line = ird_alloc(v->columns, 2 * sizeof *v->line);
    return v->line != NULL ? IRD_OK : ird_fail_memory(err, "showing a map");
}

/* The first pixel of a block; that of the block behind the last one is the end. */
static size_t first_pixel(size_t block, size_t blocks, size_t pixels) {
    return block * pixels / blocks;
}

/* Largest value of a block; NaN where there is no number, NOTHING where there is nothing
 * at all. */
static double block_value(const view *v, size_t row, size_t column) {
    const ird_map *map = v->map;
    size_t right = first_pixel(column + 1, v->columns, map->columns);
    size_t top = first_pixel(row + 1, v->rows, map->rows);
    double largest = NOTHING;
    for (size_t y = first_pixel(row, v->rows, map->rows); y < top; y++) {
        for (size_t x = first_pixel(column, v->columns, map->columns); x < right; x++) {
            size_t at = y * map->columns + x;
            if (!ird_map_is_empty(map, at)) {
                bool is_first = isinf(largest);
                largest = is_first ? map->values[at] : fmax(largest, map->values[at]);
            }
        }
    }
    return largest;
}

/* The blocks of a line, counted from the bottom; false where it has no upper row. */
static bool take_line(view *v, size_t line) {
    bool has_upper = 2 * line + 1 < v->rows;
    for (size_t x = 0; x < v->columns; x++) {
        v->line[x] = has_upper ? block_value(v, 2 * line + 1, x) : (double)NAN;
        v->line[v->columns + x] = block_value(v, 2 * line, x);
    }
    return has_upper;
}

/* --- picture -------------------------------------------------------------------------
 */

static int character_of(double share) {
    if (isnan(share)) {
        return NO_NUMBER;
    }
    double step = floor(share * RAMP_STEPS);
    return ramp[(int)fmin(fmax(step, 0), RAMP_STEPS - 1)];
}

static void put_characters(ird_writer *w, const view *v) {
    for (size_t x = 0; x < v->columns; x++) {
        double largest = fmax(v->line[x], v->line[v->columns + x]);
        ird_write(w, "%c",
                  isinf(largest) ? ' '
                                 : character_of(ird_scale_share(&v->range, largest)));
    }
}

/* Nothing has the colour of no number. */
static ird_colour colour_of(const view *v, double value) {
    return ird_colour_of(isinf(value) ? (double)NAN : ird_scale_share(&v->range, value));
}

static bool same_colour(ird_colour a, ird_colour b) {
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

/* The upper half of a character in its own colour, the lower one in the background's. A
 * colour is named only where it changes, which makes the text several times shorter. */
static void put_half_blocks(ird_writer *w, const view *v, bool has_upper) {
    ird_colour upper = {0};
    ird_colour lower = {0};
    for (size_t x = 0; x < v->columns; x++) {
        ird_colour above = colour_of(v, v->line[x]);
        ird_colour below = colour_of(v, v->line[v->columns + x]);
        if (has_upper && (x == 0 || !same_colour(above, upper))) {
            ird_write(w, "\033[38;2;%d;%d;%dm", above.red, above.green, above.blue);
        }
        if (x == 0 || !same_colour(below, lower)) {
            ird_write(w, "\033[%d;2;%d;%d;%dm", has_upper ? 48 : 38, below.red,
                      below.green, below.blue);
        }
        ird_write(w, "%s", has_upper ? UPPER_HALF : LOWER_HALF);
        upper = above;
        lower = below;
    }
    ird_write(w, NORMAL);
}

static bool has_place(const ird_map *map) {
    return map->window.x0_um < map->window.x1_um && map->window.y0_um < map->window.y1_um;
}

/* "12.30 um", or "" where the map does not know its place. */
static const char *place_text(char buffer[PLACE_SIZE], const ird_map *map, double um) {
    static const char unit[] = " um";
    size_t length = 0;
    if (has_place(map)) {
        length = ird_number_write_fixed(buffer, PLACE_SIZE - sizeof unit, 2, um);
        memcpy(buffer + length, unit, sizeof unit - 1);
        length += sizeof unit - 1;
    }
    buffer[length] = '\0';
    return buffer;
}

static void put_picture(ird_writer *w, view *v) {
    const ird_map *map = v->map;
    char low[PLACE_SIZE];
    char high[PLACE_SIZE];
    place_text(low, map, map->window.y0_um);
    place_text(high, map, map->window.y1_um);
    int margin = (int)(strlen(low) > strlen(high) ? strlen(low) : strlen(high));
    for (size_t line = v->lines; line-- > 0;) {
        bool has_upper = take_line(v, line);
        const char *label = line == 0 ? low : line + 1 == v->lines ? high : "";
        ird_write(w, "%*s |", margin, label);
        if (v->colour) {
            put_half_blocks(w, v, has_upper);
        } else {
            put_characters(w, v);
        }
        ird_write(w, "|\n");
    }
    if (has_place(map)) {
        place_text(low, map, map->window.x0_um);
        place_text(high, map, map->window.x1_um);
        int rest = (int)v->columns - (int)strlen(low);
        ird_write(w, "%*s  %s %*s\n", margin, "", low, rest > 1 ? rest - 1 : 0, high);
    }
}

/* --- text around it ------------------------------------------------------------------
 */

static const char *value_text(char buffer[IRD_QUANTITY_SIZE], const ird_map *map,
                              double value) {
    const char *unit = ird_unit_name(map->unit);
    if (*unit == '\0' || map->unit == IRD_UNIT_UM2) {
        char digits[IRD_QUANTITY_SIZE];
        snprintf(buffer, IRD_QUANTITY_SIZE, "%.30s%s%s",
                 ird_quantity_digits(digits, value), *unit != '\0' ? " " : "", unit);
        return buffer;
    }
    return ird_quantity_write(buffer, value, unit);
}

static const char *unit_note(ird_unit unit) {
    switch (unit) {
    case IRD_UNIT_NORMALISED:
        return ", relative";
    case IRD_UNIT_UNKNOWN:
        return ", unit not known";
    case IRD_UNIT_VOLT:
    case IRD_UNIT_AMPERE:
    case IRD_UNIT_UM2:
        break;
    }
    return "";
}

static void put_title(ird_writer *w, const view *v, const char *name) {
    const ird_map *map = v->map;
    size_t rows = v->colour ? v->rows : v->lines;
    ird_write(w, "%s, %zu x %zu pixels%s", name, map->columns, map->rows,
              unit_note(map->unit));
    if (v->columns < map->columns || rows < map->rows) {
        ird_write(w, "; each of %zu x %zu blocks shows the largest of its pixels",
                  v->columns, rows);
    }
    ird_write(w, "\n");
}

static void put_scale(ird_writer *w, const view *v) {
    char low[IRD_QUANTITY_SIZE];
    char high[IRD_QUANTITY_SIZE];
    ird_write(w, "scale  %s |", value_text(low, v->map, v->range.low));
    for (int i = 0; i < SCALE_BLOCKS; i++) {
        double share = ((double)i + 0.5) / SCALE_BLOCKS;
        ird_colour colour = ird_colour_of(share);
        if (v->colour) {
            ird_write(w, "\033[48;2;%d;%d;%dm ", colour.red, colour.green, colour.blue);
        } else {
            ird_write(w, "%c", character_of(share));
        }
    }
    ird_write(w, "%s| %s%s\n", v->colour ? NORMAL : "",
              value_text(high, v->map, v->range.high),
              !ird_map_has_empty(v->map) ? ""
              : v->colour                ? "; grey: nothing is there"
                                         : "; ?: nothing is there");
}

/* Index of the largest number; the count of pixels where there is no number at all. */
static size_t largest_at(const ird_map *map) {
    size_t count = ird_map_count(map);
    size_t best = count;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(map->values[i]) && !ird_map_is_empty(map, i) &&
            (best == count || map->values[i] > map->values[best])) {
            best = i;
        }
    }
    return best;
}

static void put_largest(ird_writer *w, const ird_map *map, size_t at) {
    char value[IRD_QUANTITY_SIZE];
    char x[PLACE_SIZE];
    char y[PLACE_SIZE];
    size_t row = at / map->columns;
    size_t column = at % map->columns;
    ird_point_um place = ird_map_place(map, at);
    ird_write(w, "largest  %s in column %zu, row %zu",
              value_text(value, map, map->values[at]), column, row);
    if (has_place(map)) {
        ird_write(w, ", at %s, %s", place_text(x, map, place.x_um),
                  place_text(y, map, place.y_um));
    }
    ird_write(w, "\n");
}

ird_status ird_report_map_view(ird_text *out, const ird_map *map, const char *name,
                               const ird_map_view_options *options, ird_error *err) {
    ird_writer w = {out, IRD_OK, err};
    size_t before = out->bytes.count;
    size_t largest = largest_at(map);
    view v;
    if (largest == ird_map_count(map)) {
        ird_write(&w, "%s, %zu x %zu pixels, holds no number\n", name, map->columns,
                  map->rows);
        return w.status;
    }
    w.status = view_create(&v, map, options, err);
    if (w.status != IRD_OK) {
        return w.status;
    }
    put_title(&w, &v, name);
    put_picture(&w, &v);
    put_scale(&w, &v);
    put_largest(&w, map, largest);
    ird_free(v.line);
    if (w.status != IRD_OK) {
        ird_text_truncate(out, before);
    }
    return w.status;
}
