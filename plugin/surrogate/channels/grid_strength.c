/* SPDX-License-Identifier: BSD-3-Clause */
#include "channels/grid_strength.h"

#include <math.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "channels/grid_lattice.h"
#include "channels/path_tree.h"

static const char *const doing = "rating the power grid";

/* What is being worked out. pixel_v is the drop at each pixel of the lattice when each of
 * them draws 1 A; filled_v and hops, of that size, are for what fills gaps. */
typedef struct rating {
    ird_lattice lattice;
    ird_path_tree tree;
    double *pixel_v, *filled_v, *hops;
} rating;

/* --- sources -------------------------------------------------------------------------
 */

static bool has_link(const ird_lattice *lattice, size_t node) {
    ird_lattice_links links = ird_lattice_links_of(lattice, node);
    double sum = 0;
    for (size_t i = 0; i < 6; i++) {
        sum += links.siemens[i];
    }
    return sum > 0;
}

/* Nodes under a shape become sources; false where none of them has metal of the net. */
static bool add_shape(rating *r, const ird_shape *shape) {
    const ird_lattice *lattice = &r->lattice;
    int32_t plane = lattice->plane_of_layer[shape->layer];
    bool touches = false;
    if (plane < 0) {
        return false;
    }
    size_t row1 = ird_lattice_row(lattice, shape->box.y1_dbu);
    size_t column1 = ird_lattice_column(lattice, shape->box.x1_dbu);
    for (size_t row = ird_lattice_row(lattice, shape->box.y0_dbu); row <= row1; row++) {
        for (size_t column = ird_lattice_column(lattice, shape->box.x0_dbu);
             column <= column1; column++) {
            size_t node = ird_lattice_node(lattice, (size_t)plane, row, column);
            if (has_link(lattice, node)) {
                ird_path_tree_add_source(&r->tree, node);
                touches = true;
            }
        }
    }
    return touches;
}

static size_t add_pins(rating *r, const ird_design *design, int32_t net) {
    const char *name = ird_names_get(&design->special_net_names, net);
    int32_t id = ird_names_find(&design->net_names, name, strlen(name));
    size_t found = 0;
    for (size_t i = 0; i < design->pins.count && id >= 0; i++) {
        const ird_pin *pin = &design->pins.items[i];
        for (size_t k = 0; k < pin->shape_count && pin->net == id; k++) {
            found += add_shape(r, &design->pin_shapes.items[pin->first_shape + k]);
        }
    }
    return found;
}

static size_t add_wire_ends(rating *r, const ird_design *design,
                            const ird_special_net *net) {
    const ird_lattice *lattice = &r->lattice;
    size_t found = 0;
    for (size_t i = 0; i < net->wire_count; i++) {
        const ird_wire *wire = &design->wires.items[net->first_wire + i];
        if (lattice->plane_of_layer[wire->layer] != (int32_t)lattice->top_plane) {
            continue;
        }
        const ird_point ends[] = {wire->a, wire->b};
        for (size_t k = 0; k < 2; k++) {
            size_t row = ird_lattice_row(lattice, ends[k].y_dbu);
            size_t column = ird_lattice_column(lattice, ends[k].x_dbu);
            ird_path_tree_add_source(
                &r->tree, ird_lattice_node(lattice, lattice->top_plane, row, column));
            found++;
        }
    }
    return found;
}

static void find_sources(rating *r, ird_grid_strength_info *info,
                         const ird_design *design, int32_t net) {
    info->source_origin = IRD_SOURCES_PINS;
    info->source_count = add_pins(r, design, net);
    if (info->source_count == 0) {
        info->source_origin = IRD_SOURCES_TOP_LAYER;
        info->source_count = add_wire_ends(r, design, &design->special_nets.items[net]);
    }
}

/* --- resistance of each pixel --------------------------------------------------------
 */

/* Conductance between neighbours on the rail plane at a node, averaged over those that
 * there are; 0 without any. */
static double rail_siemens(const ird_lattice *lattice, size_t node) {
    ird_lattice_links links = ird_lattice_links_of(lattice, node);
    double sum = 0;
    int count = 0;
    for (size_t i = 0; i < 4; i++) {
        sum += links.siemens[i];
        count += links.siemens[i] > 0;
    }
    return count > 0 ? sum / count : 0;
}

/* Resistance from one pixel to the next along the rails, as a mean over the lattice. */
static double usual_hop_ohm(const ird_lattice *lattice) {
    double sum = 0;
    size_t count = 0;
    for (size_t row = 0; row < lattice->rows; row++) {
        for (size_t column = 0; column < lattice->columns; column++) {
            double siemens = rail_siemens(
                lattice, ird_lattice_node(lattice, lattice->rail_plane, row, column));
            sum += siemens;
            count += siemens > 0;
        }
    }
    return count > 0 ? (double)count / sum : lattice->rail_sheet_ohm;
}

/* What stands for a node where a pixel has none. */
static const size_t floating_rails = SIZE_MAX - 1;
static const size_t no_metal = SIZE_MAX;

/* The node that feeds the cells of a pixel: on the rails; over a gap in the rails (a
 * macro) the lowest metal that a source reaches. */
static size_t feeding_node(const rating *r, size_t row, size_t column) {
    const ird_lattice *lattice = &r->lattice;
    size_t node = ird_lattice_node(lattice, lattice->rail_plane, row, column);
    if (isfinite(r->tree.ohm[node])) {
        return node;
    }
    if (rail_siemens(lattice, node) > 0) {
        return floating_rails;
    }
    for (size_t plane = lattice->rail_plane + 1; plane < lattice->planes; plane++) {
        node = ird_lattice_node(lattice, plane, row, column);
        if (isfinite(r->tree.ohm[node])) {
            return node;
        }
    }
    return no_metal;
}

/* A pixel takes over its neighbour's way to a fed pixel where that is shorter than its
 * own, or as short and better fed. */
static void take_nearer(double *hops, double *values, size_t to, size_t from,
                        double hop_ohm) {
    double hop = hops[from] + 1;
    double value = values[from] + hop_ohm;
    if (hop < hops[to] || (hop == hops[to] && value < values[to])) {
        hops[to] = hop;
        values[to] = value;
    }
}

/* The distance transform in the city-block metric, exact after a sweep each way along
 * both axes: values become those of the nearest fed pixel and hop_ohm for each hop. */
static void sweep(double *hops, double *values, size_t count, size_t stride,
                  double hop_ohm) {
    for (size_t i = 1; i < count; i++) {
        take_nearer(hops, values, i * stride, (i - 1) * stride, hop_ohm);
    }
    for (size_t i = count - 1; i > 0; i--) {
        take_nearer(hops, values, (i - 1) * stride, i * stride, hop_ohm);
    }
}

/* Pixels without metal (infinite) are fed from the nearest that has some, over rails as
 * elsewhere; floating rails (NAN) get what the worst fed pixel has and a hop. */
static void fill_gaps(rating *r, double hop_ohm, size_t *floating) {
    size_t rows = r->lattice.rows;
    size_t columns = r->lattice.columns;
    double worst = 0;
    for (size_t i = 0; i < rows * columns; i++) {
        bool fed = isfinite(r->pixel_v[i]);
        r->filled_v[i] = fed ? r->pixel_v[i] : (double)INFINITY;
        r->hops[i] = fed ? 0 : (double)INFINITY;
        worst = fed ? fmax(worst, r->pixel_v[i]) : worst;
    }
    for (size_t row = 0; row < rows; row++) {
        sweep(r->hops + row * columns, r->filled_v + row * columns, columns, 1, hop_ohm);
    }
    for (size_t column = 0; column < columns; column++) {
        sweep(r->hops + column, r->filled_v + column, rows, columns, hop_ohm);
    }
    for (size_t i = 0; i < rows * columns; i++) {
        if (isnan(r->pixel_v[i])) {
            r->pixel_v[i] = worst + hop_ohm;
            ++*floating;
        } else if (isinf(r->pixel_v[i])) {
            r->pixel_v[i] = r->filled_v[i];
        }
    }
}

static void load_pixels(rating *r) {
    for (size_t row = 0; row < r->lattice.rows; row++) {
        for (size_t column = 0; column < r->lattice.columns; column++) {
            size_t node = feeding_node(r, row, column);
            if (node < floating_rails) {
                r->tree.load_a[node] += 1;
            }
        }
    }
}

/* To the drop of its node a pixel adds that of a quarter of its own rail: the mean way to
 * the middle. */
static double pixel_drop_v(const rating *r, size_t row, size_t column, double hop_ohm) {
    size_t node = feeding_node(r, row, column);
    if (node >= floating_rails) {
        return node == floating_rails ? (double)NAN : (double)INFINITY;
    }
    double siemens = rail_siemens(
        &r->lattice, ird_lattice_node(&r->lattice, r->lattice.rail_plane, row, column));
    return r->tree.drop_v[node] + (siemens > 0 ? 1 / siemens : hop_ohm) / 4;
}

static void rate_pixels(rating *r, size_t *floating) {
    const ird_lattice *lattice = &r->lattice;
    double hop_ohm = usual_hop_ohm(lattice);
    load_pixels(r);
    ird_path_tree_drop(&r->tree);
    for (size_t row = 0; row < lattice->rows; row++) {
        for (size_t column = 0; column < lattice->columns; column++) {
            r->pixel_v[row * lattice->columns + column] =
                pixel_drop_v(r, row, column, hop_ohm);
        }
    }
    fill_gaps(r, hop_ohm, floating);
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median of the map, one value for each pixel of the lattice that it shows. */
static ird_status find_median(const ird_map *map, size_t step, double *median,
                              ird_error *err) {
    size_t count = ((map->rows + step - 1) / step) * ((map->columns + step - 1) / step);
    double *values = ird_alloc(count, sizeof *values);
    if (values == NULL) {
        return ird_fail_memory(err, doing);
    }
    size_t used = 0;
    for (size_t row = 0; row < map->rows; row += step) {
        for (size_t column = 0; column < map->columns; column += step) {
            values[used++] = map->values[row * map->columns + column];
        }
    }
    qsort(values, count, sizeof *values, compare_doubles);
    *median = (values[(count - 1) / 2] + values[count / 2]) / 2;
    ird_free(values);
    return IRD_OK;
}

/* Strength out of the drops; see the header for the formula. */
static ird_status write_map(const rating *r, ird_map *map, ird_error *err) {
    const ird_lattice *lattice = &r->lattice;
    for (size_t row = 0; row < map->rows; row++) {
        size_t from_row = lattice->map_row + (size_t)((double)row / lattice->map_step);
        for (size_t column = 0; column < map->columns; column++) {
            size_t from =
                lattice->map_column + (size_t)((double)column / lattice->map_step);
            map->values[row * map->columns + column] =
                r->pixel_v[from_row * lattice->columns + from];
        }
    }
    double median_v = 0;
    size_t step = lattice->map_step > 1 ? (size_t)lattice->map_step : 1;
    ird_status status = find_median(map, step, &median_v, err);
    double least_v = ird_map_min(map, NULL);
    for (size_t i = 0; i < ird_map_count(map) && status == IRD_OK; i++) {
        map->values[i] = (least_v + median_v) / (map->values[i] + median_v);
    }
    return status;
}

static ird_status rate(rating *r, ird_grid_strength_info *found, const ird_design *design,
                       int32_t net, ird_error *err) {
    size_t pixels = r->lattice.rows * r->lattice.columns;
    ird_status status = ird_path_tree_create(&r->tree, &r->lattice, err);
    if (status != IRD_OK) {
        return status;
    }
    r->pixel_v = ird_alloc(3 * pixels, sizeof *r->pixel_v);
    if (r->pixel_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    r->filled_v = r->pixel_v + pixels;
    r->hops = r->filled_v + pixels;
    find_sources(r, found, design, net);
    if ((status = ird_path_tree_grow(&r->tree, &r->lattice, err)) == IRD_OK) {
        rate_pixels(r, &found->pixels_floating);
    }
    return status;
}

ird_status ird_grid_strength(ird_map *map, ird_grid_strength_info *info,
                             const ird_design *design, const ird_technology *tech,
                             int32_t net, ird_error *err) {
    rating r = {0};
    ird_grid_strength_info found = {.source_origin = IRD_SOURCES_NONE};
    ird_status status = ird_lattice_create(&r.lattice, map, design, tech, net, err);
    if (status != IRD_OK) {
        return status;
    }
    found.layers_assumed = r.lattice.layers_assumed;
    found.vias_assumed = r.lattice.vias_assumed;
    found.resistance_assumed = r.lattice.resistance_assumed;
    if (!r.lattice.has_wires) {
        for (size_t i = 0; i < ird_map_count(map); i++) {
            map->values[i] = 1;
        }
    } else if ((status = rate(&r, &found, design, net, err)) == IRD_OK) {
        status = write_map(&r, map, err);
    }
    if (status == IRD_OK) {
        *info = found;
    }
    ird_free(r.pixel_v);
    ird_path_tree_free(&r.tree);
    ird_lattice_free(&r.lattice);
    return status;
}
