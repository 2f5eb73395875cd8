/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "coarse/coarse.h"
#include "raster/node_map.h"

static const char *const doing = "drawing a uniform current";

/* Length of wire on the layer around each node, half of each resistor's; pins of
 * instances, which come and go with the placement, have none. */
static double add_lengths(const ird_network *network, int32_t layer, double *length) {
    double sum = 0;
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        const ird_node *a = &network->nodes.items[r->a];
        const ird_node *b = &network->nodes.items[r->b];
        if (a->layer == layer && b->layer == layer && a->kind == IRD_NODE_GRID &&
            b->kind == IRD_NODE_GRID) {
            double half = 0.5 * (fabs((double)(a->x_dbu - b->x_dbu)) +
                                 fabs((double)(a->y_dbu - b->y_dbu)));
            length[r->a] += half;
            length[r->b] += half;
            sum += 2 * half;
        }
    }
    return sum;
}

/* Where the layer has no wires with places: all of its nodes alike. */
static double count_alike(const ird_network *network, int32_t layer, double *length) {
    double sum = 0;
    for (size_t i = 0; i < network->nodes.count; i++) {
        length[i] = layer < 0 || network->nodes.items[i].layer == layer ? 1 : 0;
        sum += length[i];
    }
    return sum;
}

/* What the nodes of other layers draw, as length of wire: that of the mean node. */
static ird_status add_others(const ird_network *network, double *length, double *sum,
                             ird_error *err) {
    ird_load_list others = {0};
    size_t count = 0;
    IRD_TRY(ird_node_map_others(&others, network, err));
    for (size_t i = 0; i < network->nodes.count; i++) {
        count += length[i] > 0 ? 1 : 0;
    }
    double mean = *sum / (double)count;
    for (size_t i = 0; i < others.count && count > 0; i++) {
        length[others.items[i].node] += mean;
        *sum += mean;
    }
    ird_free(others.items);
    return IRD_OK;
}

ird_status ird_uniform_loads_make(ird_uniform_loads *uniform, const ird_network *network,
                                  ird_error *err) {
    size_t nodes = network->nodes.count;
    ird_uniform_loads made = {0};
    double *length = ird_alloc_zero(nodes, sizeof *length);
    if (length == NULL) {
        return ird_fail_memory(err, doing);
    }
    int32_t layer = ird_node_map_layer(network);
    double sum = add_lengths(network, layer, length);
    sum = sum > 0 ? sum : count_alike(network, layer, length);
    ird_status status = add_others(network, length, &sum, err);
    double share_a = (network->is_ground ? -1 : 1) / sum;
    if (status == IRD_OK) {
        status = ird_vec_reserve(&made.loads, nodes, doing, err);
    }
    for (size_t i = 0; i < nodes && status == IRD_OK; i++) {
        if (length[i] > 0) {
            made.loads.items[made.loads.count++] =
                (ird_load){(int32_t)i, -1, -1, share_a * length[i]};
        }
    }
    ird_free(length);
    if (status == IRD_OK) {
        *uniform = made;
    }
    return status;
}

void ird_uniform_loads_free(ird_uniform_loads *uniform) {
    if (uniform != NULL) {
        ird_free(uniform->loads.items);
        memset(uniform, 0, sizeof *uniform);
    }
}
