/* SPDX-License-Identifier: BSD-3-Clause */
#include "cycles/squares.h"

#include <math.h>
#include <string.h>

static const char *const doing = "dealing drains to regions";

enum { SIDE_REGIONS = 32, MOST_REGIONS = 1 << 20 };

void ird_squares_free(ird_squares *regions) {
    ird_free(regions->of);
    ird_free(regions->node_of);
    memset(regions, 0, sizeof *regions);
}

typedef struct square_grid {
    double x0_um, y0_um, side_um;
    size_t across, up;
} square_grid;

static const ird_node *find_node(const ird_dynamic_input *input, int32_t node,
                                 double *um) {
    size_t at = (size_t)node;
    for (size_t i = 0; i < input->network_count; i++) {
        const ird_network *net = input->networks[i];
        if (at < net->nodes.count) {
            *um = net->units > 0 ? 1 / (double)net->units : 1;
            return &net->nodes.items[at];
        }
        at -= net->nodes.count;
    }
    return NULL;
}

static void find_extent(const ird_dynamic_input *input, double box_um[4]) {
    bool has_any = false;
    for (size_t i = 0; i < input->network_count; i++) {
        ird_extent e;
        const ird_network *net = input->networks[i];
        double um = net->units > 0 ? 1 / (double)net->units : 1;
        if (ird_network_extent(net, &e)) {
            double of[4] = {(double)e.x0_dbu * um, (double)e.y0_dbu * um,
                            (double)e.x1_dbu * um, (double)e.y1_dbu * um};
            for (int k = 0; k < 4; k++) {
                box_um[k] = !has_any ? of[k]
                            : k < 2  ? fmin(box_um[k], of[k])
                                     : fmax(box_um[k], of[k]);
            }
            has_any = true;
        }
    }
}

static square_grid make_squares(const ird_dynamic_input *input, double side_um) {
    double box_um[4] = {0};
    find_extent(input, box_um);
    double width_um = box_um[2] - box_um[0], height_um = box_um[3] - box_um[1];
    double longer_um = fmax(width_um, height_um);
    if (!(side_um > 0)) {
        side_um = longer_um > 0 ? longer_um / SIDE_REGIONS : 1;
    }
    side_um = fmax(side_um, sqrt(width_um * height_um / MOST_REGIONS));
    return (square_grid){box_um[0], box_um[1], side_um, (size_t)(width_um / side_um) + 1,
                         (size_t)(height_um / side_um) + 1};
}

static int32_t region_at(const square_grid *squares, const ird_node *node, double um) {
    double x = ((double)node->x_dbu * um - squares->x0_um) / squares->side_um;
    double y = ((double)node->y_dbu * um - squares->y0_um) / squares->side_um;
    return (int32_t)((size_t)y * squares->across + (size_t)x);
}

ird_status ird_squares_make(ird_squares *regions, const ird_dynamic_input *input,
                            double side_um, ird_error *err) {
    const ird_transient *t = input->transient;
    const square_grid squares = make_squares(input, side_um);
    ird_squares made = {.across = squares.across, .count = squares.across * squares.up};
    made.of = ird_alloc_zero(t->drains.count, sizeof *made.of);
    made.node_of = ird_alloc(t->drains.count, sizeof *made.node_of);
    if (made.of == NULL || made.node_of == NULL) {
        ird_squares_free(&made);
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < t->drains.count; i++) {
        const ird_drain *drain = &t->drains.items[i];
        double um = 1;
        int32_t at = drain->from >= 0 ? drain->from : drain->to;
        const ird_node *node = at >= 0 ? find_node(input, at, &um) : NULL;
        made.node_of[i] = at;
        if (node != NULL && node->kind != IRD_NODE_NAMED) {
            made.of[i] = region_at(&squares, node, um);
        }
    }
    *regions = made;
    return IRD_OK;
}

const ird_node *ird_squares_node(const ird_dynamic_input *input, int32_t node) {
    double um;
    return node >= 0 ? find_node(input, node, &um) : NULL;
}

double ird_squares_side_um(const ird_dynamic_input *input, double drains) {
    double box_um[4] = {0};
    find_extent(input, box_um);
    double area = (box_um[2] - box_um[0]) * (box_um[3] - box_um[1]);
    double count = fmax((double)input->transient->drains.count, 1);
    return sqrt(fmax(area, 0) * drains / count);
}
