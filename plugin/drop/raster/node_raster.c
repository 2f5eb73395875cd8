/* SPDX-License-Identifier: BSD-3-Clause */
#include "raster/node_raster.h"

#include <math.h>

#include "raster/across.h"

static const char *const doing = "making a map of drops";

/* Pixels without nodes of one line, and full ones between them: see find_runs. Pixel i of
 * the line is begin + i * step. */
typedef struct run {
    size_t begin, step, from, to; /* [from, to] */
    size_t first_knot, knot_count;
} run;

struct ird_node_raster {
    ird_node_window window;
    size_t *first;  /* per pixel, and one more: its nodes */
    int32_t *nodes; /* by pixel */
    int32_t *pixel; /* per node of the network: that it lies in, or -1; NULL: sampled */
    const ird_wires *wires;
    ird_across across;
    IRD_VEC(run) runs;
    IRD_VEC(ird_knot) knots;
    double *middles; /* across: of columns where wires are vertical, else of rows */
};

enum { WIRES_BEYOND = 16 };

void ird_node_raster_free(ird_node_raster *raster) {
    if (raster != NULL) {
        ird_free(raster->first);
        ird_free(raster->nodes);
        ird_free(raster->pixel);
        ird_across_free(&raster->across);
        ird_free(raster->runs.items);
        ird_free(raster->knots.items);
        ird_free(raster->middles);
        ird_free(raster);
    }
}

static ird_status find_pixels(ird_node_raster *raster, const ird_network *network,
                              ird_error *err) {
    raster->pixel = ird_alloc(network->nodes.count, sizeof *raster->pixel);
    if (raster->pixel == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < network->nodes.count; i++) {
        size_t pixel;
        raster->pixel[i] =
            ird_node_map_pixel(network, i, &raster->window, &pixel) ? (int32_t)pixel : -1;
    }
    return IRD_OK;
}

/* Sort the nodes of the layer by pixel, counting first; none where sampled. */
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
        for (size_t i = 0; i < network->nodes.count && raster->pixel != NULL; i++) {
            if (network->nodes.items[i].layer != layer || isnan(drop_v[i]) ||
                raster->pixel[i] < 0) {
                continue;
            }
            size_t pixel = (size_t)raster->pixel[i];
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

static double across_of(const ird_wires *wires, size_t wire) {
    return wires->points.items[wires->first.items[wire]].across_um;
}

/* The first wire at or beyond the place. */
static size_t find_wire(const ird_wires *wires, double across_um) {
    size_t low = 0, high = wires->first.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (across_of(wires, middle) < across_um) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* A line of pixels across the wires: a column where they run along x, else a row. */
typedef struct line {
    size_t count, begin, step; /* pixels: begin + i * step */
    double low_um, high_um;    /* across */
    double along_um;
} line;

static line line_of(const ird_node_raster *raster, size_t at) {
    const ird_node_window *w = &raster->window;
    return raster->wires->is_vertical
               ? (line){w->columns, at * w->columns,
                        1,          w->x0_um,
                        w->x1_um,   ird_node_map_middle(w->y0_um, w->y1_um, at, w->rows)}
               : (line){
                     w->rows,    at,
                     w->columns, w->y0_um,
                     w->y1_um,   ird_node_map_middle(w->x0_um, w->x1_um, at, w->columns)};
}

static bool is_empty(const ird_node_raster *raster, const line *l, size_t at) {
    size_t pixel = l->begin + at * l->step;
    return raster->first[pixel] == raster->first[pixel + 1];
}

static size_t reaching(const ird_wires *wires, size_t wire, double along_um) {
    const ird_wire_point *points = wires->points.items;
    return points[wires->first.items[wire]].along_um <= along_um &&
                   along_um <= points[wires->first.items[wire + 1] - 1].along_um
               ? 1
               : 0;
}

/* Wires [first, last) around the pixels [from, to] of the line, with WIRES_BEYOND on each
 * side that reach it: where rails end, few do. */
static void choose_wires(const ird_node_raster *raster, const line *l, size_t from,
                         size_t to, size_t *first, size_t *last) {
    const ird_wires *wires = raster->wires;
    double along_um = fmin(fmax(l->along_um, wires->low_um), wires->high_um);
    size_t low =
        find_wire(wires, ird_node_map_middle(l->low_um, l->high_um, from, l->count));
    size_t high =
        find_wire(wires, ird_node_map_middle(l->low_um, l->high_um, to, l->count));
    for (size_t count = 0; low > 0 && count < WIRES_BEYOND; low--) {
        count += reaching(wires, low - 1, along_um);
    }
    for (size_t count = 0; high < wires->first.count && count < WIRES_BEYOND; high++) {
        count += reaching(wires, high, along_um);
    }
    *first = low;
    *last = high;
}

static ird_status add_run(ird_node_raster *raster, const line *l, size_t from, size_t to,
                          ird_error *err) {
    size_t first, last;
    choose_wires(raster, l, from, to, &first, &last);
    ird_status status = ird_vec_reserve(&raster->runs, 1, doing, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&raster->knots, last - first, doing, err);
    }
    if (status == IRD_OK) {
        size_t at = raster->knots.count;
        size_t count = ird_across_knots(raster->wires, first, last, l->along_um,
                                        raster->knots.items + at);
        raster->knots.count += count;
        raster->runs.items[raster->runs.count++] =
            (run){l->begin, l->step, from, to, at, count};
    }
    return status;
}

/* The runs of a line: full pixels between two empty ones are passed over where they are
 * few enough to need the same wires. */
static ird_status find_runs(ird_node_raster *raster, const line *l, ird_error *err) {
    double pixel_um = (l->high_um - l->low_um) / (double)l->count;
    double reach_um = 2 * WIRES_BEYOND * raster->wires->spacing_um;
    ird_status status = IRD_OK;
    for (size_t i = 0; i < l->count && status == IRD_OK; i++) {
        if (!is_empty(raster, l, i)) {
            continue;
        }
        size_t end = i;
        for (size_t k = i + 1; k < l->count && (double)(k - end) * pixel_um <= reach_um;
             k++) {
            end = is_empty(raster, l, k) ? k : end;
        }
        status = add_run(raster, l, i, end, err);
        i = end;
    }
    return status;
}

static ird_status prepare_runs(ird_node_raster *raster, ird_error *err) {
    const ird_node_window *w = &raster->window;
    size_t lines = raster->wires->is_vertical ? w->rows : w->columns, most = 0;
    size_t count = raster->wires->is_vertical ? w->columns : w->rows;
    ird_status status = IRD_OK;
    raster->middles = ird_alloc(count, sizeof *raster->middles);
    if (raster->middles == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        raster->middles[i] = raster->wires->is_vertical
                                 ? ird_node_map_middle(w->x0_um, w->x1_um, i, count)
                                 : ird_node_map_middle(w->y0_um, w->y1_um, i, count);
    }
    for (size_t at = 0; at < lines && status == IRD_OK; at++) {
        const line l = line_of(raster, at);
        status = find_runs(raster, &l, err);
    }
    for (size_t i = 0; i < raster->runs.count; i++) {
        size_t knots = raster->runs.items[i].knot_count;
        most = knots > most ? knots : most;
    }
    return status == IRD_OK ? ird_across_open(&raster->across, most, err) : status;
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
    ird_status status = is_sampled ? IRD_OK : find_pixels(made, network, err);
    if (status == IRD_OK) {
        status = sort_nodes(made, network, drop_v, layer, err);
    }
    if (status == IRD_OK) {
        status = prepare_runs(made, err);
    }
    if (status != IRD_OK) {
        ird_node_raster_free(made);
        return status;
    }
    *raster = made;
    return IRD_OK;
}

/* The pixel of a load that counts, or -1. */
static int32_t pixel_of(const ird_node_raster *raster, const double *drop_v,
                        const ird_load *load) {
    return raster->pixel == NULL || isnan(drop_v[load->node]) ? -1
                                                              : raster->pixel[load->node];
}

void ird_node_raster_raise(const ird_node_raster *raster, const double *drop_v,
                           ird_drawing_loads loads, double *values) {
    for (size_t i = 0; i < loads.count; i++) {
        int32_t pixel = pixel_of(raster, drop_v, &loads.items[i]);
        double there_v = drop_v[loads.items[i].node];
        if (pixel >= 0 && there_v > values[pixel]) {
            values[pixel] = there_v;
        }
    }
}

/* Pixels with loads have the worst of them, whatever they had. */
static void draw_loads(const ird_node_raster *raster, const double *drop_v,
                       ird_drawing_loads loads, double *values) {
    for (size_t i = 0; i < loads.count; i++) {
        int32_t pixel = pixel_of(raster, drop_v, &loads.items[i]);
        if (pixel >= 0) {
            values[pixel] = -INFINITY;
        }
    }
    ird_node_raster_raise(raster, drop_v, loads, values);
}

void ird_node_raster_draw(ird_node_raster *raster, const double *drop_v,
                          ird_drawing_loads loads, double worst_v, double *values) {
    const ird_node_window *w = &raster->window;
    for (size_t pixel = 0; pixel < w->rows * w->columns; pixel++) {
        size_t at = raster->first[pixel], end = raster->first[pixel + 1];
        double worst = at < end ? drop_v[raster->nodes[at]] : 0;
        for (at++; at < end; at++) {
            double other = drop_v[raster->nodes[at]];
            worst = other > worst ? other : worst;
        }
        values[pixel] = worst;
    }
    for (size_t i = 0; i < raster->runs.count; i++) {
        const run *r = &raster->runs.items[i];
        size_t piece = 0;
        ird_across_set(&raster->across, raster->wires,
                       raster->knots.items + r->first_knot, r->knot_count);
        for (size_t k = r->from; k <= r->to; k++) {
            size_t pixel = r->begin + k * r->step;
            if (raster->first[pixel] == raster->first[pixel + 1]) {
                double between_v =
                    raster->pixel == NULL
                        ? ird_across_at(&raster->across, raster->middles[k], &piece)
                        : ird_across_within(&raster->across, raster->middles[k], &piece);
                values[pixel] = between_v < worst_v ? between_v : worst_v;
            }
        }
    }
    draw_loads(raster, drop_v, loads, values);
}
