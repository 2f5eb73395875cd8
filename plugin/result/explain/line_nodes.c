/* SPDX-License-Identifier: BSD-3-Clause */
#include "explain/line_nodes.h"

#include <math.h>
#include <stdlib.h>

void ird_line_nodes_free(ird_line_nodes *nodes) {
    ird_free(nodes->by_y);
    ird_free(nodes->by_x);
    *nodes = (ird_line_nodes){0};
}

/* A node with what it is sorted by. */
typedef struct place {
    int64_t key[3];
    int32_t node;
} place;

static int compare(const void *left, const void *right) {
    const place *a = left, *b = right;
    for (size_t i = 0; i < 3; i++) {
        if (a->key[i] != b->key[i]) {
            return a->key[i] < b->key[i] ? -1 : 1;
        }
    }
    return (a->node > b->node) - (a->node < b->node);
}

static bool is_inside(const ird_explain_view *view, int32_t node, ird_rect box) {
    const ird_node *at = &view->network->nodes.items[node];
    return at->kind != IRD_NODE_NAMED && !isnan(view->solution->drop_v[node]) &&
           at->x_dbu >= box.x0_dbu && at->x_dbu <= box.x1_dbu &&
           at->y_dbu >= box.y0_dbu && at->y_dbu <= box.y1_dbu;
}

static ird_status sort(const ird_explain_view *view, ird_rect box, bool by_x,
                       int32_t **sorted, size_t *count, ird_error *err) {
    size_t total = view->network->nodes.count, found = 0;
    for (size_t i = 0; i < total; i++) {
        found += is_inside(view, (int32_t)i, box);
    }
    place *places = ird_alloc(found, sizeof *places);
    *sorted = ird_alloc(found, sizeof **sorted);
    *count = 0;
    if (places == NULL || *sorted == NULL) {
        ird_free(places);
        return ird_fail_memory(err, ird_explain_doing);
    }
    for (size_t i = 0; i < total; i++) {
        const ird_node *at = &view->network->nodes.items[i];
        if (is_inside(view, (int32_t)i, box)) {
            places[(*count)++] = (place){
                {at->layer, by_x ? at->x_dbu : at->y_dbu, by_x ? at->y_dbu : at->x_dbu},
                (int32_t)i};
        }
    }
    if (found > 0) {
        qsort(places, found, sizeof *places, compare);
    }
    for (size_t i = 0; i < found; i++) {
        (*sorted)[i] = places[i].node;
    }
    ird_free(places);
    return IRD_OK;
}

ird_status ird_line_nodes_make(ird_line_nodes *nodes, const ird_explain_view *view,
                               ird_rect box, ird_error *err) {
    *nodes = (ird_line_nodes){.view = view};
    ird_status status = sort(view, box, false, &nodes->by_y, &nodes->count, err);
    if (status == IRD_OK) {
        status = sort(view, box, true, &nodes->by_x, &nodes->count, err);
    }
    if (status != IRD_OK) {
        ird_line_nodes_free(nodes);
    }
    return status;
}

static int64_t across(const ird_node *node, bool is_upright) {
    return is_upright ? node->x_dbu : node->y_dbu;
}

/* The first in the order of the layer with that coordinate or more. */
static size_t first_at(const ird_line_nodes *nodes, const int32_t *order, int32_t layer,
                       bool is_upright, int64_t low_dbu) {
    const ird_node *all = nodes->view->network->nodes.items;
    size_t low = 0, high = nodes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const ird_node *node = &all[order[middle]];
        bool is_before = node->layer != layer ? node->layer < layer
                                              : across(node, is_upright) < low_dbu;
        if (is_before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

ird_wire_point ird_line_nodes_at(const ird_line_nodes *nodes, int32_t layer,
                                 bool is_upright, int64_t low_dbu, int64_t high_dbu,
                                 int64_t at_dbu, int64_t reach_dbu, ird_line_side which) {
    const ird_node *all = nodes->view->network->nodes.items;
    const int32_t *order = is_upright ? nodes->by_x : nodes->by_y;
    int64_t nearest[2] = {reach_dbu, reach_dbu};
    int32_t side[2] = {-1, -1}; /* before and behind */
    for (size_t i = first_at(nodes, order, layer, is_upright, low_dbu); i < nodes->count;
         i++) {
        const ird_node *node = &all[order[i]];
        if (node->layer != layer || across(node, is_upright) > high_dbu) {
            break;
        }
        int64_t off_dbu = across(node, !is_upright) - at_dbu;
        int k = off_dbu > 0;
        int64_t far_dbu = off_dbu > 0 ? off_dbu : -off_dbu;
        bool counts =
            which == IRD_LINE_BOTH || off_dbu == 0 || k == (which == IRD_LINE_BEHIND);
        if (counts && far_dbu <= nearest[k]) {
            nearest[k] = far_dbu;
            side[k] = order[i];
        }
    }
    const double *d = nodes->view->solution->drop_v;
    const double *u = nodes->view->adjoint->response_ohm;
    if (side[0] < 0 || side[1] < 0) {
        int32_t node = side[0] >= 0 ? side[0] : side[1];
        return node >= 0 ? (ird_wire_point){node, d[node], u[node]}
                         : (ird_wire_point){-1, (double)NAN, (double)NAN};
    }
    double length = (double)(nearest[0] + nearest[1]);
    double part = length > 0 ? (double)nearest[0] / length : 0;
    return (ird_wire_point){side[part > 0.5], (1 - part) * d[side[0]] + part * d[side[1]],
                            (1 - part) * u[side[0]] + part * u[side[1]]};
}
