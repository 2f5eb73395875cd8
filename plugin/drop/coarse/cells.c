/* SPDX-License-Identifier: BSD-3-Clause */
#include "coarse/cells.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

static const char *const doing = "making the coarse network";

void ird_cells_free(ird_cells *cells) {
    if (cells != NULL) {
        ird_free(cells->corners);
        memset(cells, 0, sizeof *cells);
    }
}

/* ---- where the core is ---- */

/* One network node for each node of the core: of those that fell together the first that
 * has coordinates. node has `core` values, -1 where there is none. */
static ird_status find_nodes(const ird_factor *factor, const int32_t *unknown,
                             size_t core, int32_t *node, ird_error *err) {
    size_t unknowns = factor->topology.unknowns;
    int32_t *core_of = ird_alloc(unknowns, sizeof *core_of);
    if (core_of == NULL) {
        return ird_fail_memory(err, doing);
    }
    memset(core_of, 0xff, unknowns * sizeof *core_of);
    for (size_t i = 0; i < core; i++) {
        core_of[unknown[i]] = (int32_t)i;
        node[i] = -1;
    }
    for (size_t i = factor->network->nodes.count; i-- > 0;) {
        int32_t at = factor->topology.unknown_of[i];
        if (at >= 0 && core_of[at] >= 0 &&
            factor->network->nodes.items[i].kind != IRD_NODE_NAMED) {
            node[core_of[at]] = (int32_t)i;
        }
    }
    ird_free(core_of);
    return IRD_OK;
}

/* A place in units of cells from the middle of the first cell. */
typedef struct frame {
    size_t size;
    double x0, y0, x_scale, y_scale;
} frame;

static double scale_of(int64_t low, int64_t high, size_t size) {
    return high > low ? (double)size / (double)(high - low) : 0;
}

static size_t own_cell(double at, size_t size) {
    return (size_t)fmin(fmax(0, floor(at + 0.5)), (double)size - 1);
}

/* ---- interpolation ---- */

/* The cells of the layer around the place that have a node, by their bilinear weights. */
static ird_corners corners_at(const int32_t *plane, const frame *f, double x, double y) {
    ird_corners made = {{-1, -1, -1, -1}, {0, 0, 0, 0}};
    double left = floor(x), low = floor(y), sum = 0;
    size_t count = 0;
    for (int i = 0; i < IRD_CORNERS; i++) {
        double cx = left + (i & 1), cy = low + (i >> 1);
        double weight = (1 - fabs(x - cx)) * (1 - fabs(y - cy));
        bool is_inside =
            cx >= 0 && cy >= 0 && cx < (double)f->size && cy < (double)f->size;
        int32_t cell = is_inside ? plane[(size_t)cy * f->size + (size_t)cx] : -1;
        if (cell >= 0 && weight > 0) {
            made.cell[count] = cell;
            made.weight[count++] = weight;
            sum += weight;
        }
    }
    for (size_t i = 0; i < count; i++) {
        made.weight[i] /= sum;
    }
    return made;
}

/* number[layer][row][column]: the cells that hold a node, numbered; -1 for the others. */
static size_t number_cells(const ird_network *network, const int32_t *node, size_t core,
                           const frame *f, int32_t *number) {
    size_t count = 0;
    for (size_t i = 0; i < core; i++) {
        const ird_node *n = &network->nodes.items[node[i]];
        size_t column = own_cell(((double)n->x_dbu - f->x0) * f->x_scale - 0.5, f->size);
        size_t row = own_cell(((double)n->y_dbu - f->y0) * f->y_scale - 0.5, f->size);
        size_t at = ((size_t)n->layer * f->size + row) * f->size + column;
        if (number[at] < 0) {
            number[at] = (int32_t)count++;
        }
    }
    return count;
}

static ird_status check_places(const int32_t *node, size_t core, ird_error *err) {
    for (size_t i = 0; i < core; i++) {
        if (node[i] < 0) {
            return ird_fail(err, IRD_COARSE_PLACE,
                            "nodes of the power grid have no coordinates, so that no map "
                            "can be predicted; use irdrop::solve");
        }
    }
    return IRD_OK;
}

static void set_corners(ird_cells *cells, const ird_network *network, const int32_t *node,
                        const frame *f, const int32_t *number) {
    for (size_t i = 0; i < cells->core; i++) {
        const ird_node *n = &network->nodes.items[node[i]];
        const int32_t *plane = number + (size_t)n->layer * f->size * f->size;
        cells->corners[i] =
            corners_at(plane, f, ((double)n->x_dbu - f->x0) * f->x_scale - 0.5,
                       ((double)n->y_dbu - f->y0) * f->y_scale - 0.5);
    }
}

ird_status ird_cells_make(ird_cells *cells, const ird_factor *factor,
                          const int32_t *unknown, size_t core, size_t size,
                          ird_error *err) {
    const ird_network *network = factor->network;
    size_t layers = ird_names_count(&network->layer_names);
    ird_cells made = {.core = core};
    int32_t *node = ird_alloc(made.core, sizeof *node);
    int32_t *number = ird_alloc(layers * size * size, sizeof *number);
    made.corners = ird_alloc(made.core, sizeof *made.corners);
    ird_status status = IRD_OK;
    ird_extent extent = {0};
    if (node == NULL || number == NULL || made.corners == NULL) {
        status = ird_fail_memory(err, doing);
    }
    if (status == IRD_OK) {
        status = find_nodes(factor, unknown, core, node, err);
    }
    if (status == IRD_OK) {
        status = check_places(node, made.core, err);
    }
    if (status == IRD_OK) {
        ird_network_extent(network, &extent);
        const frame f = {size, (double)extent.x0_dbu, (double)extent.y0_dbu,
                         scale_of(extent.x0_dbu, extent.x1_dbu, size),
                         scale_of(extent.y0_dbu, extent.y1_dbu, size)};
        memset(number, 0xff, layers * size * size * sizeof *number);
        made.count = number_cells(network, node, made.core, &f, number);
        set_corners(&made, network, node, &f, number);
        *cells = made;
        made.corners = NULL;
    }
    ird_free(made.corners);
    ird_free(number);
    ird_free(node);
    return status;
}

void ird_cells_gather(const ird_cells *cells, const double *y, double *x) {
    memset(x, 0, cells->count * sizeof *x);
    for (size_t i = 0; i < cells->core; i++) {
        const ird_corners *c = &cells->corners[i];
        for (int k = 0; k < IRD_CORNERS && c->cell[k] >= 0; k++) {
            x[c->cell[k]] += c->weight[k] * y[i];
        }
    }
}

void ird_cells_spread(const ird_cells *cells, const double *x, double *z) {
    for (size_t i = 0; i < cells->core; i++) {
        const ird_corners *c = &cells->corners[i];
        double sum = 0;
        for (int k = 0; k < IRD_CORNERS && c->cell[k] >= 0; k++) {
            sum += c->weight[k] * x[c->cell[k]];
        }
        z[i] = sum;
    }
}
