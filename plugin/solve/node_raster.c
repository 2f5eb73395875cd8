/* SPDX-License-Identifier: BSD-3-Clause */
#include "solve/node_raster.h"

#include <math.h>

#include "solve/across.h"

static const char *const doing = "making a map of drops";

struct ird_node_raster {
    ird_node_window window;
    size_t *first;  /* per pixel, and one more: its nodes */
    int32_t *nodes; /* by pixel */
    const ird_wires *wires;
    size_t first_wire, last_wire; /* that count in the window */
    ird_across across;
};

enum { WIRES_BEYOND = 16 };

void ird_node_raster_free(ird_node_raster *raster) {
    if (raster != NULL) {
        ird_free(raster->first);
        ird_free(raster->nodes);
        ird_across_free(&raster->across);
        ird_free(raster);
    }
}

/* A layer that no node is on. */
enum { NO_LAYER = -2 };

/* Sort the nodes of the layer by pixel, counting first. */
static ird_status sort_nodes(ird_node_raster *raster, const ird_network *network,
                             const double *drop_v, int32_t layer, ird_error *err) {
    const ird_node_window *window = &raster->window;
    size_t pixels = window->rows * window->columns;
    raster->first = ird_alloc_zero(pixels + 2, sizeof *raster->first);
    raster->nodes = ird_alloc(network->nodes.count, sizeof *raster->nodes);
    if (raster->first == NULL || raster->nodes == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < network->nodes.count; i++) {
            size_t pixel;
            if (network->nodes.items[i].layer != layer || isnan(drop_v[i]) ||
                !ird_node_map_pixel(network, i, window, &pixel)) {
                continue;
            }
            if (pass == 0) {
                raster->first[pixel + 2]++;
            } else {
                raster->nodes[raster->first[pixel + 1]++] = (int32_t)i;
            }
        }
        for (size_t i = 2; pass == 0 && i < pixels + 2; i++) {
            raster->first[i] += raster->first[i - 1];
        }
    }
    return IRD_OK;
}

/* The wires across the window and some more on both sides. */
static void choose_wires(ird_node_raster *raster) {
    const ird_wires *wires = raster->wires;
    const ird_node_window *w = &raster->window;
    double low = wires->is_vertical ? w->x0_um : w->y0_um;
    double high = wires->is_vertical ? w->x1_um : w->y1_um;
    size_t first = 0, last = wires->first.count;
    while (first < last &&
           wires->points.items[wires->first.items[first]].across_um < low) {
        first++;
    }
    while (last > first &&
           wires->points.items[wires->first.items[last - 1]].across_um > high) {
        last--;
    }
    size_t left = wires->first.count - last;
    raster->first_wire = first > WIRES_BEYOND ? first - WIRES_BEYOND : 0;
    raster->last_wire = last + (left < WIRES_BEYOND ? left : WIRES_BEYOND);
}

ird_status ird_node_raster_create(ird_node_raster **raster, const ird_network *network,
                                  const double *drop_v, int32_t layer,
                                  const ird_wires *wires, const ird_node_window *window,
                                  bool is_sampled, ird_error *err) {
    ird_node_raster *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->window = *window;
    made->wires = wires;
    choose_wires(made);
    ird_status status =
        sort_nodes(made, network, drop_v, is_sampled ? NO_LAYER : layer, err);
    if (status == IRD_OK) {
        status = ird_across_open(&made->across, made->last_wire - made->first_wire, err);
    }
    if (status != IRD_OK) {
        ird_node_raster_free(made);
        return status;
    }
    *raster = made;
    return IRD_OK;
}

static double middle(double low, double high, size_t index, size_t count) {
    return low + (high - low) * ((double)index + 0.5) / (double)count;
}

/* The pixels without nodes of one row (of one column where wires are vertical). */
static void fill_line(ird_node_raster *raster, size_t line, double worst_v,
                      double *values) {
    const ird_node_window *w = &raster->window;
    bool by_column = !raster->wires->is_vertical; /* wires along x: a line is a column */
    size_t count = by_column ? w->rows : w->columns, piece = 0;
    double along = by_column ? middle(w->x0_um, w->x1_um, line, w->columns)
                             : middle(w->y0_um, w->y1_um, line, w->rows);
    bool is_set = false;
    for (size_t i = 0; i < count; i++) {
        size_t pixel = by_column ? i * w->columns + line : line * w->columns + i;
        if (raster->first[pixel] < raster->first[pixel + 1]) {
            continue;
        }
        if (!is_set) {
            ird_across_set(&raster->across, raster->wires, raster->first_wire,
                           raster->last_wire, along);
            is_set = true;
        }
        double across = by_column ? middle(w->y0_um, w->y1_um, i, w->rows)
                                  : middle(w->x0_um, w->x1_um, i, w->columns);
        values[pixel] =
            fmin(fmax(0.0, ird_across_at(&raster->across, across, &piece)), worst_v);
    }
}

void ird_node_raster_draw(ird_node_raster *raster, const double *drop_v, double worst_v,
                          double *values) {
    const ird_node_window *w = &raster->window;
    for (size_t pixel = 0; pixel < w->rows * w->columns; pixel++) {
        size_t at = raster->first[pixel], end = raster->first[pixel + 1];
        double worst = at < end ? drop_v[raster->nodes[at]] : 0;
        for (at++; at < end; at++) {
            worst = fmax(worst, drop_v[raster->nodes[at]]);
        }
        values[pixel] = worst;
    }
    size_t lines = raster->wires->is_vertical ? w->rows : w->columns;
    for (size_t line = 0; line < lines; line++) {
        fill_line(raster, line, worst_v, values);
    }
}
