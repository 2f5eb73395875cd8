/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Questions that a factor answers with further solves: effective resistance, and the part
 * of each layer in a drop.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solve/factor.h"

static const char *const doing = "probing a power grid";

/* Drops over the unknowns for 1 A drawn at node, all sources at the same voltage. */
static ird_status unit_response(ird_factor *factor, int32_t node, double *x,
                                ird_error *err) {
    memset(x, 0, factor->topology.unknowns * sizeof *x);
    int32_t unknown = factor->topology.unknown_of[node];
    if (unknown >= 0) {
        x[unknown] = 1;
    }
    size_t iterations = 0;
    return ird_factor_apply(factor, x, false, &iterations, err);
}

static ird_status check_node(const ird_factor *factor, int32_t node, ird_error *err) {
    if (node < 0 || (size_t)node >= factor->topology.node_count) {
        return ird_fail(err, IRD_NETWORK_NODE,
                        "node %d is not in the power grid, which has %zu", node,
                        factor->topology.node_count);
    }
    return IRD_OK;
}

ird_status ird_factor_resistance(ird_factor *factor, const int32_t *nodes, size_t count,
                                 double *ohm, ird_error *err) {
    double *x = factor->drop_v;
    for (size_t i = 0; i < count; i++) {
        ird_status status = check_node(factor, nodes[i], err);
        if (status != IRD_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < count; i++) {
        int32_t unknown = factor->topology.unknown_of[nodes[i]];
        ohm[i] = unknown == IRD_FLOATING ? (double)NAN : 0;
        if (unknown >= 0) {
            ird_status status = unit_response(factor, nodes[i], x, err);
            if (status != IRD_OK) {
                return status;
            }
            ohm[i] = x[unknown];
        }
    }
    return IRD_OK;
}

/* ---- parts of the layers ----------------------------------------------------------- */

typedef struct share_list {
    IRD_VEC(ird_layer_share) shares;
} share_list;

/* The share of the pair of layers; the list is a few entries long. */
static ird_status find_share(share_list *list, int32_t a, int32_t b,
                             ird_layer_share **share, ird_error *err) {
    int32_t low = a < b ? a : b;
    int32_t high = a < b ? b : a;
    for (size_t i = 0; i < list->shares.count; i++) {
        *share = &list->shares.items[i];
        if ((*share)->layer_a == low && (*share)->layer_b == high) {
            return IRD_OK;
        }
    }
    ird_status status = ird_vec_reserve(&list->shares, 1, doing, err);
    if (status == IRD_OK) {
        ird_layer_share made = {.layer_a = low, .layer_b = high};
        *share = &list->shares.items[list->shares.count];
        list->shares.items[list->shares.count++] = made;
    }
    return status;
}

/* Response to the unit current at a node: an unknown, or a source, which does not move.
 */
static double response_at(const ird_factor *factor, const double *x, int32_t node) {
    int32_t unknown = factor->topology.unknown_of[node];
    return unknown >= 0 ? x[unknown] : 0;
}

static ird_status add_shares(share_list *list, const ird_factor *factor,
                             const ird_solution *solution, const double *x,
                             ird_error *err) {
    const ird_network *network = factor->network;
    for (size_t i = 0; i < network->resistors.count; i++) {
        const ird_resistor *r = &network->resistors.items[i];
        double drop_v = solution->drop_v[r->a] - solution->drop_v[r->b];
        if (isnan(drop_v) || ird_topology_merges(network, r, &factor->options)) {
            continue;
        }
        ird_layer_share *share;
        ird_status status = find_share(list, network->nodes.items[r->a].layer,
                                       network->nodes.items[r->b].layer, &share, err);
        if (status != IRD_OK) {
            return status;
        }
        double response = response_at(factor, x, r->a) - response_at(factor, x, r->b);
        share->resistors++;
        share->drop_v += drop_v * response / r->ohm;
    }
    return IRD_OK;
}

static int compare_shares(const void *left, const void *right) {
    const ird_layer_share *a = left;
    const ird_layer_share *b = right;
    return (a->drop_v < b->drop_v) - (a->drop_v > b->drop_v);
}

ird_status ird_factor_layer_shares(ird_factor *factor, const ird_solution *solution,
                                   int32_t node, ird_layer_share **shares, size_t *count,
                                   ird_error *err) {
    share_list list = {0};
    ird_status status = check_node(factor, node, err);
    if (status == IRD_OK) {
        status = unit_response(factor, node, factor->drop_v, err);
    }
    if (status == IRD_OK) {
        status = add_shares(&list, factor, solution, factor->drop_v, err);
    }
    if (status != IRD_OK) {
        ird_free(list.shares.items);
        return status;
    }
    if (list.shares.count > 0) {
        qsort(list.shares.items, list.shares.count, sizeof *list.shares.items,
              compare_shares);
    }
    *shares = list.shares.items;
    *count = list.shares.count;
    return IRD_OK;
}
