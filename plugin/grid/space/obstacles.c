/* SPDX-License-Identifier: BSD-3-Clause */
#include "space/obstacles.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const char DOING[] = "looking for room for metal";

enum { MAX_BINS_ALONG = 512, PER_BIN = 8 };

void ird_obstacles_free(ird_obstacles *obstacles) {
    ird_free(obstacles->items.items);
    ird_free(obstacles->first);
    ird_free(obstacles->of);
    *obstacles = (ird_obstacles){0};
}

ird_status ird_obstacles_add(ird_obstacles *obstacles, ird_obstacle obstacle,
                             ird_error *err) {
    IRD_TRY(ird_vec_reserve(&obstacles->items, 1, DOING, err));
    obstacles->items.items[obstacles->items.count++] = obstacle;
    return IRD_OK;
}

/* Bins that a box reaches into: [x0, x1] by [y0, y1]. */
typedef struct bins {
    int64_t x0, y0, x1, y1;
} bins;

static int64_t clamped(int64_t value, int64_t count) {
    value = value < 0 ? 0 : value;
    return value < count ? value : count - 1;
}

static bins bins_of(const ird_obstacles *o, const ird_rect *box) {
    return (bins){clamped((box->x0_dbu - o->area.x0_dbu) / o->bin_dbu, o->columns),
                  clamped((box->y0_dbu - o->area.y0_dbu) / o->bin_dbu, o->rows),
                  clamped((box->x1_dbu - o->area.x0_dbu) / o->bin_dbu, o->columns),
                  clamped((box->y1_dbu - o->area.y0_dbu) / o->bin_dbu, o->rows)};
}

static void choose_bins(ird_obstacles *o, ird_rect area) {
    int64_t width = area.x1_dbu - area.x0_dbu, height = area.y1_dbu - area.y0_dbu;
    int64_t side = width > height ? width : height;
    double along = sqrt((double)o->items.count / PER_BIN) + 1;
    int64_t count = along < MAX_BINS_ALONG ? (int64_t)along : MAX_BINS_ALONG;
    o->area = area;
    o->bin_dbu = side / count + 1;
    o->columns = (width > 0 ? width : 0) / o->bin_dbu + 1;
    o->rows = (height > 0 ? height : 0) / o->bin_dbu + 1;
}

ird_status ird_obstacles_index(ird_obstacles *o, ird_rect area, ird_error *err) {
    choose_bins(o, area);
    size_t count = (size_t)(o->columns * o->rows);
    o->first = ird_alloc_zero(count + 2, sizeof *o->first);
    if (o->first == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < o->items.count; i++) {
            bins b = bins_of(o, &o->items.items[i].box);
            for (int64_t y = b.y0; y <= b.y1; y++) {
                for (int64_t x = b.x0; x <= b.x1; x++) {
                    size_t *at = &o->first[y * o->columns + x + 1 + (pass == 0)];
                    if (pass == 1) {
                        o->of[*at] = (uint32_t)i;
                    }
                    (*at)++;
                }
            }
        }
        if (pass == 0) {
            for (size_t i = 2; i < count + 2; i++) {
                o->first[i] += o->first[i - 1];
            }
            o->of = ird_alloc(o->first[count + 1], sizeof *o->of);
            if (o->of == NULL) {
                return ird_fail_memory(err, DOING);
            }
        }
    }
    o->indexed = o->items.count;
    return IRD_OK;
}

static bool meets(const ird_rect *a, const ird_rect *b) {
    return a->x0_dbu <= b->x1_dbu && a->x1_dbu >= b->x0_dbu && a->y0_dbu <= b->y1_dbu &&
           a->y1_dbu >= b->y0_dbu;
}

/* Of the bins that box and obstacle have in common, this one is the first: so that each
 * is visited once. */
static bool is_first(const bins *box, const bins *own, int64_t x, int64_t y) {
    return x == (box->x0 > own->x0 ? box->x0 : own->x0) &&
           y == (box->y0 > own->y0 ? box->y0 : own->y0);
}

ird_status ird_obstacles_visit(const ird_obstacles *o, ird_rect box,
                               ird_status (*visit)(void *context,
                                                   const ird_obstacle *obstacle),
                               void *context) {
    for (size_t i = o->indexed; i < o->items.count; i++) {
        if (meets(&o->items.items[i].box, &box)) {
            IRD_TRY(visit(context, &o->items.items[i]));
        }
    }
    if (o->indexed == 0) {
        return IRD_OK;
    }
    bins asked = bins_of(o, &box);
    for (int64_t y = asked.y0; y <= asked.y1; y++) {
        for (int64_t x = asked.x0; x <= asked.x1; x++) {
            size_t bin = (size_t)(y * o->columns + x);
            for (size_t k = o->first[bin]; k < o->first[bin + 1]; k++) {
                const ird_obstacle *obstacle = &o->items.items[o->of[k]];
                const ird_rect *b = &obstacle->box;
                bins own = bins_of(o, b);
                if (meets(b, &box) && is_first(&asked, &own, x, y)) {
                    IRD_TRY(visit(context, obstacle));
                }
            }
        }
    }
    return IRD_OK;
}
