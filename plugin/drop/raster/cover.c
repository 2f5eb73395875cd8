/* SPDX-License-Identifier: BSD-3-Clause */
#include "raster/cover.h"

#include <math.h>

static const char *const doing = "making a map of drops";

/* Rows of a map being looked at. */
typedef struct covering {
    const ird_cover *cover;
    ird_node_window window;
    int32_t layer;    /* that the map shows between loads */
    bool *is_kept;    /* a load, or metal of that layer */
    double *other_v;  /* worst drop of metal of other layers; NAN: none */
    double *place_v;  /* drop at the place; NAN: the place is the middle */
    ird_point_um *at; /* places of the map in these rows; NULL: it has none */
} covering;

ird_status ird_cover_open(ird_map *map, ird_error *err) {
    size_t count = ird_map_count(map);
    map->is_empty = ird_alloc_zero(count, sizeof *map->is_empty);
    if (map->is_empty == NULL) {
        return ird_fail_memory(err, doing);
    }
    if (count > IRD_COVER_PLACES) {
        return IRD_OK;
    }
    map->places = ird_alloc(count, sizeof *map->places);
    if (map->places == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        map->places[i] = (ird_point_um){(double)NAN, (double)NAN};
    }
    return IRD_OK;
}

static bool is_reached(const covering *c, int32_t node) {
    return !isnan(c->cover->drop_v[node]);
}

/* The node is what the drop of the pixel is of where it is the worst one. */
static void mark_place(covering *c, size_t pixel, int32_t node) {
    const ird_network *network = c->cover->network;
    double drop_v = c->cover->drop_v[node], um = 1 / (double)network->units;
    if (c->at != NULL && !(drop_v <= c->place_v[pixel])) {
        const ird_node *n = &network->nodes.items[node];
        c->place_v[pixel] = drop_v;
        c->at[pixel] = (ird_point_um){(double)n->x_dbu * um, (double)n->y_dbu * um};
    }
}

static void mark_loads(covering *c) {
    const ird_drawing_loads *loads = &c->cover->loads;
    for (size_t i = 0; i < loads->count; i++) {
        size_t pixel;
        int32_t node = loads->items[i].node;
        if (is_reached(c, node) &&
            ird_node_map_pixel(c->cover->network, (size_t)node, &c->window, &pixel)) {
            c->is_kept[pixel] = true;
            mark_place(c, pixel, node);
        }
    }
}

static void mark_other(covering *c, size_t pixel, double drop_v) {
    c->other_v[pixel] = fmax(c->other_v[pixel], drop_v); /* the other one where NAN */
}

/* After the loads, which come first where they are. has_load is scratch. */
static void mark_nodes(covering *c, bool *has_load) {
    const ird_network *network = c->cover->network;
    for (size_t i = 0; i < c->window.rows * c->window.columns; i++) {
        has_load[i] = c->is_kept[i];
    }
    for (size_t i = 0; i < network->nodes.count; i++) {
        size_t pixel;
        int32_t node = (int32_t)i;
        if (!is_reached(c, node) || !ird_node_map_pixel(network, i, &c->window, &pixel)) {
            continue;
        }
        if (network->nodes.items[i].layer != c->layer) {
            mark_other(c, pixel, c->cover->drop_v[i]);
            continue;
        }
        c->is_kept[pixel] = true;
        if (!has_load[pixel]) {
            mark_place(c, pixel, node);
        }
    }
}

/* Pixels [first, end) that [low, high] touches, one at least where it is not outside.
 * What is below 0 or beyond the last one needs no whole number. */
static void span_of(double low, double high, double begin, double pitch, size_t count,
                    size_t *first, size_t *end) {
    double from = (low - begin) / pitch + 1e-9, to = (high - begin) / pitch - 1e-9;
    *first = from > 0 ? (from < (double)count ? (size_t)from : count) : 0;
    *end = to > 0 ? (to < (double)count ? (size_t)to : count) : 0;
    *end += *end < count && (double)*end < to;
    *end = *end > *first + 1 ? *end : *first + 1;
    if (high < begin || *first >= count) {
        *first = *end = 0;
    }
}

/* A straight piece of wire, in um. */
typedef struct piece {
    double x0, y0, x1, y1, half; /* half of its width */
    double from_v, to_v;
    bool is_main;
} piece;

static void mark_piece(covering *c, const piece *p, double pitch_x, double pitch_y) {
    const ird_node_window *w = &c->window;
    double dx = p->x1 - p->x0, dy = p->y1 - p->y0, square = dx * dx + dy * dy;
    double wide_x = dy != 0 ? p->half : 0, wide_y = dx != 0 ? p->half : 0;
    bool is_diagonal = dx != 0 && dy != 0;
    double far = p->half + (pitch_x + pitch_y) / 2;
    size_t column0, column1, row0, row1;
    span_of(fmin(p->x0, p->x1) - wide_x, fmax(p->x0, p->x1) + wide_x, w->x0_um, pitch_x,
            w->columns, &column0, &column1);
    span_of(fmin(p->y0, p->y1) - wide_y, fmax(p->y0, p->y1) + wide_y, w->y0_um, pitch_y,
            w->rows, &row0, &row1);
    for (size_t row = row0; row < row1; row++) {
        for (size_t column = column0; column < column1; column++) {
            size_t pixel = row * w->columns + column;
            double x = w->x0_um + ((double)column + 0.5) * pitch_x - p->x0;
            double y = w->y0_um + ((double)row + 0.5) * pitch_y - p->y0;
            if (is_diagonal && fabs(x * dy - y * dx) / sqrt(square) > far) {
                continue; /* in the box of a diagonal one, but not on it */
            }
            if (p->is_main) {
                c->is_kept[pixel] = true;
            } else {
                double part = fmin(fmax((x * dx + y * dy) / square, 0), 1);
                mark_other(c, pixel, p->from_v + part * (p->to_v - p->from_v));
            }
        }
    }
}

static void mark_wires(covering *c) {
    const ird_network *network = c->cover->network;
    const ird_node_window *w = &c->window;
    double um = 1 / (double)network->units;
    double pitch_x = (w->x1_um - w->x0_um) / (double)w->columns;
    double pitch_y = (w->y1_um - w->y0_um) / (double)w->rows;
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        const ird_node *a = &network->nodes.items[r->a], *b = &network->nodes.items[r->b];
        if (a->layer != b->layer || a->kind == IRD_NODE_NAMED ||
            b->kind == IRD_NODE_NAMED || !is_reached(c, r->a) || !is_reached(c, r->b) ||
            (a->x_dbu == b->x_dbu && a->y_dbu == b->y_dbu)) {
            continue;
        }
        const piece p = {.x0 = (double)a->x_dbu * um,
                         .y0 = (double)a->y_dbu * um,
                         .x1 = (double)b->x_dbu * um,
                         .y1 = (double)b->y_dbu * um,
                         .half = 0.5 * um * ird_network_conductor(network, i).width_dbu,
                         .from_v = c->cover->drop_v[r->a],
                         .to_v = c->cover->drop_v[r->b],
                         .is_main = a->layer == c->layer};
        mark_piece(c, &p, pitch_x, pitch_y);
    }
}

ird_status ird_cover_apply(const ird_cover *cover, ird_map *map, size_t first_row,
                           size_t rows, const double *current, ird_error *err) {
    size_t count = rows * map->columns, before = first_row * map->columns;
    double pitch_um = ird_map_pitch_y_um(map);
    double low_um = map->window.y0_um + (double)first_row * pitch_um;
    covering c = {.cover = cover,
                  .layer = ird_node_map_layer(cover->network),
                  .window = {map->window.x0_um, low_um, map->window.x1_um,
                             low_um + (double)rows * pitch_um, rows, map->columns},
                  .at = map->places != NULL ? map->places + before : NULL};
    bool *flags = ird_alloc_zero(count, 2 * sizeof *flags);
    double *volts = ird_alloc(count, 2 * sizeof *volts);
    if (flags == NULL || volts == NULL) {
        ird_free(flags);
        ird_free(volts);
        return ird_fail_memory(err, doing);
    }
    c.is_kept = flags;
    c.other_v = volts;
    c.place_v = volts + count;
    for (size_t i = 0; i < 2 * count; i++) {
        volts[i] = (double)NAN;
    }
    mark_loads(&c);
    mark_nodes(&c, flags + count);
    mark_wires(&c);
    for (size_t i = 0; i < count; i++) {
        if (!c.is_kept[i] && !(current != NULL && current[i] > 0)) {
            map->is_empty[before + i] = isnan(c.other_v[i]);
            map->values[before + i] = isnan(c.other_v[i]) ? 0 : c.other_v[i];
        }
    }
    ird_free(flags);
    ird_free(volts);
    return IRD_OK;
}

static bool has_place(const ird_map *map, size_t i) {
    return !isnan(map->places[i].x_um);
}

void ird_cover_close(ird_map *map) {
    double worst_v = 0;
    size_t count = map->places != NULL ? ird_map_count(map) : 0;
    for (size_t i = 0; i < count; i++) {
        worst_v = has_place(map, i) ? fmax(worst_v, map->values[i]) : worst_v;
    }
    double below_v = nextafter(worst_v, 0);
    for (size_t i = 0; i < count && worst_v > 0; i++) {
        if (!has_place(map, i)) {
            map->values[i] = fmin(map->values[i], below_v);
        }
    }
}

void ird_cover_bound(const ird_map *map, ird_map *bound) {
    for (size_t i = 0; bound != NULL && i < ird_map_count(map); i++) {
        if (map->is_empty[i]) {
            bound->values[i] = 0;
        }
    }
}

ird_status ird_cover_whole_map(const ird_cover *cover, const double *current,
                               ird_map *map, ird_map *bound, ird_error *err) {
    IRD_TRY(ird_cover_open(map, err));
    IRD_TRY(ird_cover_apply(cover, map, 0, map->rows, current, err));
    ird_cover_close(map);
    ird_cover_bound(map, bound);
    return IRD_OK;
}
