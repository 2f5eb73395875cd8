/* SPDX-License-Identifier: BSD-3-Clause */
#include "channels/grid_lattice.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

enum { LATTICE_LIMIT = 256 };

/* Where no via has a resistance, a cut is taken for this many squares of metal: 13 to 36
 * in the 45 nm and 130 nm libraries that give both. */
#define SQUARES_PER_CUT 10.0

static const char *const doing = "collapsing the power grid";

void ird_lattice_free(ird_lattice *lattice) {
    if (lattice != NULL) {
        ird_free(lattice->plane_of_layer);
        ird_free(lattice->right_s);
        memset(lattice, 0, sizeof *lattice);
    }
}

/* --- which layers, and where ---------------------------------------------------------
 */

/* Bottom, cut and top layer and number of cuts of a via of either kind. */
typedef struct via_facts {
    int32_t bottom, cut, top;
    int32_t cut_count;
    double whole_ohm; /* NAN or 0 where it has none of its own */
} via_facts;

static via_facts facts_of(const ird_design *design, const ird_technology *tech,
                          int32_t via) {
    if (via >= 0) {
        const ird_via *v = &tech->vias.items[via];
        return (via_facts){v->bottom, v->cut, v->top, v->cut_count, v->resistance_ohm};
    }
    const ird_design_via *v = &design->design_vias.items[-1 - via];
    return (via_facts){v->bottom, v->cut, v->top, v->cut_count, v->resistance_ohm};
}

/* Mark with 1 the layers that have metal of the net, then number them. */
static void number_planes(ird_lattice *lattice, const ird_design *design,
                          const ird_technology *tech, const ird_special_net *net) {
    int32_t *planes = lattice->plane_of_layer;
    int32_t lowest = INT32_MAX;
    int32_t highest = -1;
    memset(planes, 0, tech->layers.count * sizeof *planes);
    for (size_t i = 0; i < net->wire_count; i++) {
        int32_t layer = design->wires.items[net->first_wire + i].layer;
        planes[layer] = 1;
        lowest = layer < lowest ? layer : lowest;
        highest = layer > highest ? layer : highest;
    }
    for (size_t i = 0; i < net->via_count; i++) {
        via_facts via =
            facts_of(design, tech, design->via_places.items[net->first_via + i].via);
        if (via.bottom >= 0 && via.top >= 0) {
            planes[via.bottom] = 1;
            planes[via.top] = 1;
        }
    }
    for (size_t i = 0; i < tech->layers.count; i++) {
        planes[i] = planes[i] != 0 ? (int32_t)lattice->planes++ : -1;
    }
    lattice->has_wires = highest >= 0;
    if (lattice->has_wires) {
        lattice->rail_plane = (size_t)planes[lowest];
        lattice->top_plane = (size_t)planes[highest];
    }
}

static void grow(ird_rect *all, ird_rect box) {
    all->x0_dbu = box.x0_dbu < all->x0_dbu ? box.x0_dbu : all->x0_dbu;
    all->y0_dbu = box.y0_dbu < all->y0_dbu ? box.y0_dbu : all->y0_dbu;
    all->x1_dbu = box.x1_dbu > all->x1_dbu ? box.x1_dbu : all->x1_dbu;
    all->y1_dbu = box.y1_dbu > all->y1_dbu ? box.y1_dbu : all->y1_dbu;
}

/* Bounding box of the net's metal that touches the die: what lies elsewhere by a slip in
 * the file must not coarsen the lattice. */
static ird_rect metal_box(const ird_design *design, const ird_special_net *net) {
    const ird_rect *die = &design->die;
    ird_rect all = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN};
    for (size_t i = 0; i < net->wire_count; i++) {
        ird_rect box = design->wires.items[net->first_wire + i].box;
        if (box.x0_dbu <= die->x1_dbu && box.x1_dbu >= die->x0_dbu &&
            box.y0_dbu <= die->y1_dbu && box.y1_dbu >= die->y0_dbu) {
            grow(&all, box);
        }
    }
    return all.x0_dbu <= all.x1_dbu ? all : *die;
}

/* Pixels of the lattice along one axis: `before` the map, `along` and `after` it. */
typedef struct axis {
    double before, along, after;
} axis;

static axis axis_of(double low, double high, double map_low, double map_high,
                    double pitch, double map_count, double step) {
    return (axis){fmax(0, ceil((map_low - low) / (pitch * step))), ceil(map_count / step),
                  fmax(0, ceil((high - map_high) / (pitch * step)))};
}

static void place(ird_lattice *lattice, const ird_map *map, int64_t units,
                  const ird_rect *metal) {
    double scale = (double)units;
    double x0 = map->window.x0_um * scale;
    double y0 = map->window.y0_um * scale;
    double x1 = map->window.x1_um * scale;
    double y1 = map->window.y1_um * scale;
    double pitch_x = (x1 - x0) / (double)map->columns;
    double pitch_y = (y1 - y0) / (double)map->rows;
    double step = 1;
    axis x;
    axis y;
    for (;;) {
        x = axis_of((double)metal->x0_dbu, (double)metal->x1_dbu, x0, x1, pitch_x,
                    (double)map->columns, step);
        y = axis_of((double)metal->y0_dbu, (double)metal->y1_dbu, y0, y1, pitch_y,
                    (double)map->rows, step);
        double most = fmax(x.before + x.along + x.after, y.before + y.along + y.after);
        if (most <= LATTICE_LIMIT) {
            break;
        }
        step = fmax(step + 1, floor(step * (most / (LATTICE_LIMIT + 3))));
    }
    lattice->map_step = step;
    lattice->map_column = (size_t)x.before;
    lattice->map_row = (size_t)y.before;
    lattice->columns = (size_t)(x.before + x.along + x.after);
    lattice->rows = (size_t)(y.before + y.along + y.after);
    lattice->pitch_x_dbu = pitch_x * step;
    lattice->pitch_y_dbu = pitch_y * step;
    lattice->x0_dbu = x0 - x.before * lattice->pitch_x_dbu;
    lattice->y0_dbu = y0 - y.before * lattice->pitch_y_dbu;
}

static size_t index_of(double at, double low, double pitch, size_t count) {
    double i = floor((at - low) / pitch);
    return i <= 0 ? 0 : i >= (double)(count - 1) ? count - 1 : (size_t)i;
}

size_t ird_lattice_column(const ird_lattice *lattice, int64_t x_dbu) {
    return index_of((double)x_dbu, lattice->x0_dbu, lattice->pitch_x_dbu,
                    lattice->columns);
}

size_t ird_lattice_row(const ird_lattice *lattice, int64_t y_dbu) {
    return index_of((double)y_dbu, lattice->y0_dbu, lattice->pitch_y_dbu, lattice->rows);
}

/* --- resistances ---------------------------------------------------------------------
 */

static bool is_known(double ohm) {
    return ohm > 0 && isfinite(ohm);
}

/* Mean sheet resistance of the net's layers that have one, for those that have none; 1
 * where none has, so that width alone counts. */
static double usual_sheet_ohm(ird_lattice *lattice, const ird_technology *tech) {
    double sum = 0;
    size_t known = 0;
    for (size_t i = 0; i < tech->layers.count; i++) {
        if (lattice->plane_of_layer[i] < 0) {
            continue;
        }
        if (is_known(tech->layers.items[i].sheet_ohm)) {
            sum += tech->layers.items[i].sheet_ohm;
            known++;
        } else {
            lattice->layers_assumed++;
        }
    }
    lattice->resistance_assumed = known == 0;
    return known > 0 ? sum / (double)known : 1;
}

static double sheet_ohm_of(const ird_technology *tech, int32_t layer, double usual_ohm) {
    double ohm = tech->layers.items[layer].sheet_ohm;
    return is_known(ohm) ? ohm : usual_ohm;
}

/* Resistance of one via; *assumed where nothing says. */
static double via_ohm(const ird_technology *tech, const via_facts *via, double usual_ohm,
                      bool *assumed) {
    double cuts = via->cut_count > 0 ? via->cut_count : 1;
    double cut_ohm = via->cut >= 0 ? tech->layers.items[via->cut].cut_ohm : (double)NAN;
    *assumed = false;
    if (is_known(via->whole_ohm)) {
        return via->whole_ohm;
    }
    if (is_known(cut_ohm)) {
        return cut_ohm / cuts;
    }
    *assumed = true;
    return SQUARES_PER_CUT * usual_ohm / cuts;
}

/* --- filling -------------------------------------------------------------------------
 */

/* Length of [low, high) inside pixel i of an axis; the outermost pixels reach on. */
static double part(double low, double high, double start, double pitch, size_t i,
                   size_t first, size_t last) {
    double from = i == first ? low : start + (double)i * pitch;
    double to = i == last ? high : start + (double)(i + 1) * pitch;
    return fmax(0, to - from);
}

/* A box of metal ties neighbours along x by its height in their row and along y by its
 * width in their column: conductance = width / (sheet resistance x pitch). */
static void add_metal(ird_lattice *lattice, size_t plane, const ird_wire *wire,
                      double sheet_ohm) {
    const ird_rect *box = &wire->box;
    size_t column0 = ird_lattice_column(lattice, box->x0_dbu);
    size_t column1 = ird_lattice_column(lattice, box->x1_dbu);
    size_t row0 = ird_lattice_row(lattice, box->y0_dbu);
    size_t row1 = ird_lattice_row(lattice, box->y1_dbu);
    double x0 = (double)box->x0_dbu;
    double x1 = (double)box->x1_dbu;
    double y0 = (double)box->y0_dbu;
    double y1 = (double)box->y1_dbu;
    double thin = fmin(x1 - x0, y1 - y0);
    double share = 1 / sheet_ohm; /* a diagonal wire fills only part of its box */
    if (wire->is_diagonal && thin > 0) {
        share *= fmin(1, (double)wire->width_dbu / thin);
    }
    for (size_t row = row0; row <= row1; row++) {
        double height =
            part(y0, y1, lattice->y0_dbu, lattice->pitch_y_dbu, row, row0, row1);
        for (size_t column = column0; column < column1; column++) {
            lattice->right_s[ird_lattice_node(lattice, plane, row, column)] +=
                share * height / lattice->pitch_x_dbu;
        }
    }
    for (size_t column = column0; column <= column1; column++) {
        double width =
            part(x0, x1, lattice->x0_dbu, lattice->pitch_x_dbu, column, column0, column1);
        for (size_t row = row0; row < row1; row++) {
            lattice->up_s[ird_lattice_node(lattice, plane, row, column)] +=
                share * width / lattice->pitch_y_dbu;
        }
    }
}

/* A via ties the planes from its bottom to its top. */
static void add_via(ird_lattice *lattice, const ird_via_at *at, const via_facts *via,
                    double ohm) {
    size_t row = ird_lattice_row(lattice, at->at.y_dbu);
    size_t column = ird_lattice_column(lattice, at->at.x_dbu);
    int32_t low = lattice->plane_of_layer[via->bottom];
    int32_t high = lattice->plane_of_layer[via->top];
    for (int32_t plane = low < high ? low : high; plane < (low < high ? high : low);
         plane++) {
        lattice->above_s[ird_lattice_node(lattice, (size_t)plane, row, column)] +=
            1 / ohm;
    }
}

static void fill(ird_lattice *lattice, const ird_design *design,
                 const ird_technology *tech, const ird_special_net *net) {
    double usual_ohm = usual_sheet_ohm(lattice, tech);
    for (size_t i = 0; i < net->wire_count; i++) {
        const ird_wire *wire = &design->wires.items[net->first_wire + i];
        size_t plane = (size_t)lattice->plane_of_layer[wire->layer];
        double ohm = sheet_ohm_of(tech, wire->layer, usual_ohm);
        lattice->rail_sheet_ohm =
            plane == lattice->rail_plane ? ohm : lattice->rail_sheet_ohm;
        add_metal(lattice, plane, wire, ohm);
    }
    for (size_t i = 0; i < net->via_count; i++) {
        const ird_via_at *at = &design->via_places.items[net->first_via + i];
        via_facts via = facts_of(design, tech, at->via);
        if (via.bottom >= 0 && via.top >= 0) {
            bool assumed;
            double ohm = via_ohm(tech, &via, usual_ohm, &assumed);
            lattice->vias_assumed += assumed;
            add_via(lattice, at, &via, ohm);
        }
    }
}

ird_status ird_lattice_create(ird_lattice *lattice, const ird_map *map,
                              const ird_design *design, const ird_technology *tech,
                              int32_t net_index, ird_error *err) {
    const ird_special_net *net = &design->special_nets.items[net_index];
    ird_lattice made = {0};
    made.plane_of_layer = ird_alloc(tech->layers.count, sizeof *made.plane_of_layer);
    if (made.plane_of_layer == NULL) {
        return ird_fail_memory(err, doing);
    }
    number_planes(&made, design, tech, net);
    ird_rect metal = metal_box(design, net);
    place(&made, map, design->units, &metal);
    size_t nodes = made.planes * made.rows * made.columns;
    made.right_s = ird_alloc_zero(3 * nodes, sizeof *made.right_s);
    if (made.right_s == NULL) {
        ird_lattice_free(&made);
        return ird_fail_memory(err, doing);
    }
    made.up_s = made.right_s + nodes;
    made.above_s = made.up_s + nodes;
    fill(&made, design, tech, net);
    *lattice = made;
    return IRD_OK;
}

ird_lattice_links ird_lattice_links_of(const ird_lattice *lattice, size_t node) {
    size_t columns = lattice->columns;
    size_t plane_size = lattice->rows * columns;
    size_t column = node % columns;
    size_t row = node / columns % lattice->rows;
    size_t plane = node / plane_size;
    const ird_lattice_links none = {{node, node, node, node, node, node}, {0}};
    ird_lattice_links links = none;
    if (column + 1 < columns) {
        links.node[0] = node + 1;
        links.siemens[0] = lattice->right_s[node];
    }
    if (column > 0) {
        links.node[1] = node - 1;
        links.siemens[1] = lattice->right_s[node - 1];
    }
    if (row + 1 < lattice->rows) {
        links.node[2] = node + columns;
        links.siemens[2] = lattice->up_s[node];
    }
    if (row > 0) {
        links.node[3] = node - columns;
        links.siemens[3] = lattice->up_s[node - columns];
    }
    if (plane + 1 < lattice->planes) {
        links.node[4] = node + plane_size;
        links.siemens[4] = lattice->above_s[node];
    }
    if (plane > 0) {
        links.node[5] = node - plane_size;
        links.siemens[5] = lattice->above_s[node - plane_size];
    }
    return links;
}
