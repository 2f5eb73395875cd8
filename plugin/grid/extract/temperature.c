/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/temperature.h"

#include <math.h>
#include <string.h>

#include "base/input.h"
#include "base/lines.h"
#include "base/number.h"

static const char DOING[] = "reading temperatures";

/* Bins of the map along each axis, in which the boxes are looked up. */
enum { BINS = 64 };

void ird_heat_map_free(ird_heat_map *map) {
    if (map != NULL) {
        ird_free(map->path);
        ird_free(map->boxes.items);
        ird_free(map->starts);
        ird_free(map->entries);
        *map = (ird_heat_map){0};
    }
}

/* --- looking up ----------------------------------------------------------------------
 */

static size_t bin_of(double at, double low, double high) {
    double part = high > low ? (at - low) / (high - low) : 0;
    double bin = floor(part * BINS);
    return bin < 0 ? 0 : bin >= BINS ? BINS - 1 : (size_t)bin;
}

typedef struct bins {
    size_t x0, y0, x1, y1;
} bins;

static bins bins_of(const ird_heat_map *map, const ird_rect_um *box) {
    const ird_rect_um *b = &map->bound;
    return (bins){
        bin_of(box->x0_um, b->x0_um, b->x1_um), bin_of(box->y0_um, b->y0_um, b->y1_um),
        bin_of(box->x1_um, b->x0_um, b->x1_um), bin_of(box->y1_um, b->y0_um, b->y1_um)};
}

static void find_bound(ird_heat_map *map) {
    ird_rect_um bound = map->boxes.items[0].box;
    for (size_t i = 1; i < map->boxes.count; i++) {
        const ird_rect_um *box = &map->boxes.items[i].box;
        bound =
            (ird_rect_um){fmin(bound.x0_um, box->x0_um), fmin(bound.y0_um, box->y0_um),
                          fmax(bound.x1_um, box->x1_um), fmax(bound.y1_um, box->y1_um)};
    }
    map->bound = bound;
}

/* Count the boxes of each bin, or with entries put them in. */
static void fill_bins(ird_heat_map *map, size_t *next) {
    for (size_t i = 0; i < map->boxes.count; i++) {
        bins of = bins_of(map, &map->boxes.items[i].box);
        for (size_t y = of.y0; y <= of.y1; y++) {
            for (size_t x = of.x0; x <= of.x1; x++) {
                size_t at = next[y * BINS + x]++;
                if (map->entries != NULL) {
                    map->entries[at] = (int32_t)i;
                }
            }
        }
    }
}

static ird_status index_boxes(ird_heat_map *map, ird_error *err) {
    size_t count = (size_t)BINS * BINS;
    find_bound(map);
    map->starts = ird_alloc_zero(count + 1, sizeof *map->starts);
    size_t *next = ird_alloc_zero(count, sizeof *next);
    if (map->starts == NULL || next == NULL) {
        ird_free(next);
        return ird_fail_memory(err, DOING);
    }
    fill_bins(map, next);
    for (size_t i = 0; i < count; i++) {
        map->starts[i + 1] = map->starts[i] + next[i];
        next[i] = map->starts[i];
    }
    map->entries = ird_alloc(map->starts[count], sizeof *map->entries);
    if (map->entries != NULL) {
        fill_bins(map, next);
    }
    ird_free(next);
    return map->entries != NULL ? IRD_OK : ird_fail_memory(err, DOING);
}

double ird_heat_map_at(const ird_heat_map *map, double x_um, double y_um,
                       double rest_celsius) {
    const ird_rect_um *b = &map->bound;
    if (map->boxes.count == 0 || x_um < b->x0_um || x_um > b->x1_um || y_um < b->y0_um ||
        y_um > b->y1_um) {
        return rest_celsius;
    }
    size_t bin =
        bin_of(y_um, b->y0_um, b->y1_um) * BINS + bin_of(x_um, b->x0_um, b->x1_um);
    for (size_t i = map->starts[bin + 1]; i-- > map->starts[bin];) {
        const ird_heat_box *on = &map->boxes.items[map->entries[i]];
        if (x_um >= on->box.x0_um && x_um <= on->box.x1_um && y_um >= on->box.y0_um &&
            y_um <= on->box.y1_um) {
            return on->celsius;
        }
    }
    return rest_celsius;
}

/* --- reading -------------------------------------------------------------------------
 */

/* A first line of words: it begins with a letter. */
static bool is_heading(ird_slice line) {
    return (*line.data >= 'a' && *line.data <= 'z') ||
           (*line.data >= 'A' && *line.data <= 'Z');
}

static ird_status read_box(ird_heat_map *map, ird_slice line, long number,
                           const char *path, ird_error *err) {
    double value[5];
    ird_slice rest = line;
    for (size_t i = 0; i < 5; i++) {
        ird_slice field = ird_slice_trimmed(ird_slice_cut(&rest, ','));
        if (!ird_number_parse(field.data, field.size, &value[i]) || !isfinite(value[i]) ||
            (i == 4 && rest.size > 0)) {
            ird_status status = ird_fail_at(
                err, IRD_TEMPERATURE_MAP, path, number,
                "\"%.*s\" is no box of a temperature map; write x0,y0,x1,y1,celsius "
                "with the corners in um",
                ird_slice_quoted(line), line.data);
            ird_error_detail(err, line.data, line.size);
            return status;
        }
    }
    if (value[4] < IRD_LEAST_CELSIUS || value[4] > IRD_MOST_CELSIUS) {
        return ird_fail_at(err, IRD_TEMPERATURE_VALUE, path, number,
                           "a temperature of %g C cannot be taken; give one from %g to "
                           "%g C",
                           value[4], IRD_LEAST_CELSIUS, IRD_MOST_CELSIUS);
    }
    IRD_TRY(ird_vec_reserve(&map->boxes, 1, DOING, err));
    map->boxes.items[map->boxes.count++] =
        (ird_heat_box){{fmin(value[0], value[2]), fmin(value[1], value[3]),
                        fmax(value[0], value[2]), fmax(value[1], value[3])},
                       value[4]};
    return IRD_OK;
}

static ird_status read_lines(ird_heat_map *map, ird_slice text, const char *path,
                             ird_error *err) {
    ird_lines lines = {.rest = text};
    ird_slice line;
    bool is_first = true;
    while (ird_lines_next(&lines, &line)) {
        line = ird_slice_trimmed(line);
        bool is_passed =
            line.size == 0 || *line.data == '#' || (is_first && is_heading(line));
        is_first &= line.size == 0 || *line.data == '#';
        if (!is_passed) {
            IRD_TRY(read_box(map, line, lines.number, path, err));
        }
    }
    return map->boxes.count > 0
               ? index_boxes(map, err)
               : ird_fail_at(err, IRD_TEMPERATURE_MAP, path, 0,
                             "the temperature map has no box; write lines "
                             "x0,y0,x1,y1,celsius");
}

ird_status ird_heat_map_read(ird_heat_map *map, const char *path, ird_error *err) {
    ird_heat_map made = {0};
    ird_input input = {0};
    IRD_TRY(ird_input_open(&input, path, err));
    made.path = ird_copy_string(path, strlen(path));
    ird_status status =
        made.path == NULL
            ? ird_fail_memory(err, DOING)
            : read_lines(&made, (ird_slice){input.data, input.size}, path, err);
    ird_input_close(&input);
    if (status != IRD_OK) {
        ird_heat_map_free(&made);
        return status;
    }
    ird_heat_map_free(map);
    *map = made;
    return IRD_OK;
}

/* --- heating -------------------------------------------------------------------------
 */

/* Lengths between places where the temperature along a wire is looked up, and the most
 * of them. */
#define STEP_UM 5.0
enum { MOST_STEPS = 16 };

typedef struct heater {
    const ird_network *network;
    const ird_technology *tech;
    const ird_layer_rc *rc;
    const ird_heat_map *map;
    const int32_t *layers; /* of the technology, for each of the network; -1: none */
} heater;

/* The layer whose metal a resistor is: that of both ends, or the first cut layer between
 * them; -1 where it is none. */
static int32_t metal_of(const heater *h, const ird_node *a, const ird_node *b) {
    if (a->kind != IRD_NODE_GRID || b->kind != IRD_NODE_GRID) {
        return -1;
    }
    int32_t low = h->layers[a->layer];
    int32_t high = h->layers[b->layer];
    if (low == high || low < 0 || high < 0) {
        return low == high ? low : -1;
    }
    int32_t from = low < high ? low : high;
    int32_t to = low < high ? high : low;
    for (int32_t i = from + 1; i < to; i++) {
        if (h->tech->layers.items[i].kind == IRD_LAYER_CUT) {
            return i;
        }
    }
    return -1;
}

static double mean_celsius(const heater *h, const ird_node *a, const ird_node *b) {
    double units = (double)h->network->units;
    double ax = (double)a->x_dbu / units, ay = (double)a->y_dbu / units;
    double dx = (double)b->x_dbu / units - ax, dy = (double)b->y_dbu / units - ay;
    double steps = fmin(fmax(ceil(hypot(dx, dy) / STEP_UM), 1), MOST_STEPS);
    double sum = 0;
    for (double i = 0; i < steps; i++) {
        double part = (i + 0.5) / steps;
        sum += ird_heat_map_at(h->map, ax + part * dx, ay + part * dy, h->rc->celsius);
    }
    return sum / steps;
}

static void heat_resistors(const heater *h, ird_network *network) {
    for (size_t i = 0; i < network->resistors.count; i++) {
        ird_resistor *r = &network->resistors.items[i];
        const ird_node *a = &network->nodes.items[r->a];
        const ird_node *b = &network->nodes.items[r->b];
        int32_t layer = metal_of(h, a, b);
        if (layer >= 0) {
            const ird_rc_value *value = &h->rc->values.items[layer];
            double above = mean_celsius(h, a, b) - IRD_REFERENCE_CELSIUS;
            r->ohm *= (1 + value->per_kelvin * above) / value->factor;
        }
    }
}

ird_status ird_grid_heat(ird_grid *grid, const ird_technology *tech,
                         const ird_layer_rc *rc, const ird_heat_map *map,
                         ird_error *err) {
    ird_network *network = &grid->network;
    size_t count = ird_names_count(&network->layer_names);
    int32_t *layers = ird_alloc(count, sizeof *layers);
    if (layers == NULL) {
        return ird_fail_memory(err, "heating a grid");
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = ird_names_get(&network->layer_names, (int32_t)i);
        layers[i] = ird_names_find(&tech->layer_names, name, strlen(name));
    }
    const heater h = {network, tech, rc, map, layers};
    if (map->boxes.count > 0) {
        heat_resistors(&h, network);
    }
    ird_free(layers);
    return IRD_OK;
}
