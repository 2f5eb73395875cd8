/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/polygon.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A side that is not horizontal, from its lower to its upper end. */
typedef struct side {
    ird_point_um low, high;
} side;

/* What a cut needs; all arrays have one place for each corner. */
typedef struct cutter {
    side *sides; /* by the height of the lower end */
    size_t side_count;
    double *heights; /* of the corners, ascending, each once */
    size_t height_count;
    side *active; /* those that reach into the current band */
    size_t active_count;
    double *crossings;
    const char *doing;
} cutter;

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static int compare_sides(const void *a, const void *b) {
    return compare_doubles(&((const side *)a)->low.y_um, &((const side *)b)->low.y_um);
}

static void collect(cutter *c, const ird_polygon *polygon) {
    for (size_t i = 0; i < polygon->count; i++) {
        ird_point_um a = polygon->items[i];
        ird_point_um b = polygon->items[i + 1 < polygon->count ? i + 1 : 0];
        c->heights[i] = a.y_um;
        if (a.y_um != b.y_um) {
            c->sides[c->side_count++] = a.y_um < b.y_um ? (side){.low = a, .high = b}
                                                        : (side){.low = b, .high = a};
        }
    }
    qsort(c->sides, c->side_count, sizeof *c->sides, compare_sides);
    qsort(c->heights, polygon->count, sizeof *c->heights, compare_doubles);
    for (size_t i = 0; i < polygon->count; i++) {
        if (c->height_count == 0 || c->heights[i] != c->heights[c->height_count - 1]) {
            c->heights[c->height_count++] = c->heights[i];
        }
    }
}

/* Let the sides that end at or below y go, take those that begin there; true when one of
 * the active sides is slanted. */
static bool advance(cutter *c, size_t *next_side, double y) {
    size_t kept = 0;
    for (size_t i = 0; i < c->active_count; i++) {
        if (c->active[i].high.y_um > y) {
            c->active[kept++] = c->active[i];
        }
    }
    while (*next_side < c->side_count && c->sides[*next_side].low.y_um <= y) {
        c->active[kept++] = c->sides[(*next_side)++];
    }
    c->active_count = kept;
    for (size_t i = 0; i < kept; i++) {
        if (c->active[i].low.x_um != c->active[i].high.x_um) {
            return true;
        }
    }
    return false;
}

static double x_at(const side *s, double y) {
    if (s->low.x_um == s->high.x_um) {
        return s->low.x_um;
    }
    double part = (y - s->low.y_um) / (s->high.y_um - s->low.y_um);
    return s->low.x_um + part * (s->high.x_um - s->low.x_um);
}

/* So many strips that the sides move by less than IRD_POLYGON_STRIPS-th of the narrowest
 * metal of the band from one to the next. */
static int strips_of(cutter *c, double y0, double y1) {
    double narrowest = (double)INFINITY, shift = 0;
    for (size_t i = 0; i < c->active_count; i++) {
        c->crossings[i] = x_at(&c->active[i], (y0 + y1) / 2);
        shift = fmax(shift, fabs(x_at(&c->active[i], y1) - x_at(&c->active[i], y0)));
    }
    qsort(c->crossings, c->active_count, sizeof *c->crossings, compare_doubles);
    for (size_t i = 0; i + 1 < c->active_count; i += 2) {
        narrowest = fmin(narrowest, c->crossings[i + 1] - c->crossings[i]);
    }
    double strips = ceil(IRD_POLYGON_STRIPS * shift / narrowest);
    return strips > IRD_POLYGON_STRIPS_MAX
               ? IRD_POLYGON_STRIPS_MAX
               : (strips > IRD_POLYGON_STRIPS ? (int)strips : IRD_POLYGON_STRIPS);
}

/* Add a box, or grow the one of the band below that it continues: `below` is where the
 * boxes of that band begin. */
static ird_status add_box(ird_boxes *boxes, size_t below, size_t band, ird_box box,
                          const char *doing, ird_error *err) {
    for (size_t i = below; i < band; i++) {
        ird_box *b = &boxes->items[i];
        if (b->x0 == box.x0 && b->x1 == box.x1 && b->y1 == box.y0) {
            b->y1 = box.y1;
            return IRD_OK;
        }
    }
    ird_status status = ird_vec_reserve(boxes, 1, doing, err);
    if (status == IRD_OK) {
        boxes->items[boxes->count++] = box;
    }
    return status;
}

static ird_status cut_strip(cutter *c, ird_boxes *boxes, size_t below, double y0,
                            double y1, ird_error *err) {
    size_t band = boxes->count;
    for (size_t i = 0; i < c->active_count; i++) {
        c->crossings[i] = x_at(&c->active[i], (y0 + y1) / 2);
    }
    qsort(c->crossings, c->active_count, sizeof *c->crossings, compare_doubles);
    for (size_t i = 0; i + 1 < c->active_count; i += 2) {
        ird_box box = {c->crossings[i], y0, c->crossings[i + 1], y1};
        if (box.x0 < box.x1) {
            ird_status status = add_box(boxes, below, band, box, c->doing, err);
            if (status != IRD_OK) {
                return status;
            }
        }
    }
    return IRD_OK;
}

static ird_status cut_bands(cutter *c, ird_boxes *boxes, ird_error *err) {
    size_t next_side = 0;
    size_t below = boxes->count;
    for (size_t i = 0; i + 1 < c->height_count; i++) {
        double y0 = c->heights[i];
        double y1 = c->heights[i + 1];
        int strips = advance(c, &next_side, y0) ? strips_of(c, y0, y1) : 1;
        for (int k = 0; k < strips; k++) {
            size_t begin = boxes->count;
            double low = y0 + (y1 - y0) * k / strips;
            double high = k + 1 < strips ? y0 + (y1 - y0) * (k + 1) / strips : y1;
            ird_status status = cut_strip(c, boxes, below, low, high, err);
            if (status != IRD_OK) {
                return status;
            }
            below = boxes->count > begin ? begin : below;
        }
    }
    return IRD_OK;
}

ird_status ird_polygon_cut(const ird_polygon *polygon, ird_boxes *boxes,
                           const char *doing, ird_error *err) {
    size_t n = polygon->count;
    cutter c = {.doing = doing};
    c.sides = ird_alloc(n, sizeof *c.sides);
    c.active = ird_alloc(n, sizeof *c.active);
    c.heights = ird_alloc(n, sizeof *c.heights);
    c.crossings = ird_alloc(n, sizeof *c.crossings);
    ird_status status;
    if (c.sides == NULL || c.active == NULL || c.heights == NULL || c.crossings == NULL) {
        status = ird_fail_memory(err, doing);
        goto done;
    }
    collect(&c, polygon);
    status = cut_bands(&c, boxes, err);
done:
    ird_free(c.sides);
    ird_free(c.active);
    ird_free(c.heights);
    ird_free(c.crossings);
    return status;
}
