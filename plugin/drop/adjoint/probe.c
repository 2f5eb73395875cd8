/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Probes of a factor: effective resistances, and the part of each layer in a drop.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adjoint/adjoint.h"
#include "adjoint/check_node.h"
#include "static/factor.h"

static const char *const doing = "probing a power grid";

/* Drops over the unknowns for 1 A drawn at node and given back at another (-1: at the
 * sources), all sources at the same voltage. */
static ird_status unit_response(ird_factor *factor, int32_t node, int32_t back, double *x,
                                ird_error *err) {
    memset(x, 0, factor->topology.unknowns * sizeof *x);
    int32_t unknown = factor->topology.unknown_of[node];
    if (unknown >= 0) {
        x[unknown] = 1;
    }
    int32_t other = back >= 0 ? factor->topology.unknown_of[back] : IRD_FLOATING;
    if (other >= 0) {
        x[other] -= 1;
    }
    size_t iterations = 0;
    return ird_factor_apply(factor, x, x, false, &iterations, err);
}

ird_status ird_adjoint_check_node(const ird_factor *factor, int32_t node,
                                  ird_error *err) {
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
        ird_status status = ird_adjoint_check_node(factor, nodes[i], err);
        if (status != IRD_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < count; i++) {
        int32_t unknown = factor->topology.unknown_of[nodes[i]];
        ohm[i] = unknown == IRD_FLOATING ? (double)NAN : 0;
        if (unknown >= 0) {
            ird_status status = unit_response(factor, nodes[i], -1, x, err);
            if (status != IRD_OK) {
                return status;
            }
            ohm[i] = x[unknown];
        }
    }
    return IRD_OK;
}

ird_status ird_factor_resistance_between(ird_factor *factor, int32_t a, int32_t b,
                                         double *ohm, ird_error *err) {
    const int32_t *unknown_of = factor->topology.unknown_of;
    double *x = factor->drop_v;
    IRD_TRY(ird_adjoint_check_node(factor, a, err));
    IRD_TRY(ird_adjoint_check_node(factor, b, err));
    if (unknown_of[a] == IRD_FLOATING || unknown_of[b] == IRD_FLOATING) {
        *ohm = (double)NAN;
        return IRD_OK;
    }
    IRD_TRY(unit_response(factor, a, b, x, err));
    *ohm = (unknown_of[a] >= 0 ? x[unknown_of[a]] : 0) -
           (unknown_of[b] >= 0 ? x[unknown_of[b]] : 0);
    return IRD_OK;
}

/* ---- parts of the layers ----------------------------------------------------------- */

/* The number of the pair of layers; the list is a few entries long. */
static ird_status find_pair(ird_factor *factor, int32_t a, int32_t b, int32_t *pair,
                            ird_error *err) {
    int32_t low = a < b ? a : b;
    int32_t high = a < b ? b : a;
    ird_layer_share *pairs = factor->pairs.items;
    for (size_t i = 0; i < factor->pairs.count; i++) {
        if (pairs[i].layer_a == low && pairs[i].layer_b == high) {
            *pair = (int32_t)i;
            return IRD_OK;
        }
    }
    ird_status status = ird_vec_reserve(&factor->pairs, 1, doing, err);
    if (status == IRD_OK) {
        *pair = (int32_t)factor->pairs.count;
        factor->pairs.items[factor->pairs.count++] =
            (ird_layer_share){.layer_a = low, .layer_b = high};
    }
    return status;
}

/* The pair of layers of a resistor, -1 where it is merged or on an island. */
static ird_status pair_of(ird_factor *factor, const ird_resistor *r, int32_t *pair,
                          ird_error *err) {
    const ird_network *network = factor->network;
    *pair = -1;
    if (!ird_factor_reaches(factor, r->a) ||
        ird_topology_merges(network, r, &factor->options.merging)) {
        return IRD_OK;
    }
    return find_pair(factor, network->nodes.items[r->a].layer,
                     network->nodes.items[r->b].layer, pair, err);
}

/* Count the resistors of each pair, with each one's pair into pairs. */
static ird_status count_pairs(ird_factor *factor, int32_t *pairs, ird_error *err) {
    const ird_network *network = factor->network;
    factor->pairs.count = 0;
    for (size_t i = 0; i < network->resistors.count; i++) {
        ird_status status = pair_of(factor, &network->resistors.items[i], &pairs[i], err);
        if (status != IRD_OK) {
            return status;
        }
        if (pairs[i] >= 0) {
            factor->pairs.items[pairs[i]].resistors++;
        }
    }
    return IRD_OK;
}

static ird_status need_pairs(ird_factor *factor, ird_error *err) {
    size_t count = factor->network->resistors.count;
    if (factor->by_pair != NULL) {
        return IRD_OK;
    }
    int32_t *pairs = ird_alloc(count, sizeof *pairs);
    uint32_t *by_pair = ird_alloc(count, sizeof *by_pair);
    ird_status status = pairs != NULL && by_pair != NULL ? count_pairs(factor, pairs, err)
                                                         : ird_fail_memory(err, doing);
    size_t *next = status == IRD_OK ? ird_alloc(factor->pairs.count, sizeof *next) : NULL;
    if (status == IRD_OK && next == NULL) {
        status = ird_fail_memory(err, doing);
    }
    if (status == IRD_OK) {
        size_t start = 0;
        for (size_t i = 0; i < factor->pairs.count; i++) {
            next[i] = start;
            start += factor->pairs.items[i].resistors;
        }
        for (size_t i = 0; i < count; i++) {
            if (pairs[i] >= 0) {
                by_pair[next[pairs[i]]++] = (uint32_t)i;
            }
        }
        factor->by_pair = by_pair;
        by_pair = NULL;
    }
    ird_free(pairs);
    ird_free(by_pair);
    ird_free(next);
    return status;
}

/* The adjoint of the drop at the node, by the response that the factor keeps where it is
 * of that node. */
static ird_status need_adjoint(ird_adjoint *adjoint, ird_factor *factor, int32_t node,
                               ird_error *err) {
    size_t size = factor->topology.node_count * sizeof *factor->response_ohm;
    if (factor->response_ohm != NULL && factor->response_node == node) {
        *adjoint = (ird_adjoint){.factor = factor, .response_ohm = factor->response_ohm};
        return IRD_OK;
    }
    if (factor->response_ohm == NULL) {
        factor->response_ohm =
            ird_alloc(factor->topology.node_count, sizeof *factor->response_ohm);
    }
    factor->response_node = -1;
    if (factor->response_ohm == NULL) {
        return ird_fail_memory(err, doing);
    }
    ird_adjoint made = {0};
    IRD_TRY(ird_adjoint_at(&made, factor, node, err));
    memcpy(factor->response_ohm, made.response_ohm, size);
    factor->response_node = node;
    ird_adjoint_free(&made);
    *adjoint = (ird_adjoint){.factor = factor, .response_ohm = factor->response_ohm};
    return IRD_OK;
}

/* shares: one a pair, their drops not known yet. */
static void sum_shares(const ird_adjoint *adjoint, const double *drop_v,
                       ird_layer_share *shares) {
    const ird_factor *factor = adjoint->factor;
    const ird_resistor *resistors = factor->network->resistors.items;
    const double *response_ohm = adjoint->response_ohm;
    const uint32_t *at = factor->by_pair;
    for (size_t i = 0; i < factor->pairs.count; i++) {
        double sum = 0;
        for (const uint32_t *end = at + shares[i].resistors; at < end; at++) {
            const ird_resistor *r = &resistors[*at];
            sum += (drop_v[r->a] - drop_v[r->b]) *
                   (response_ohm[r->a] - response_ohm[r->b]) / r->ohm;
        }
        shares[i].drop_v = sum;
    }
}

static int compare_shares(const void *left, const void *right) {
    const ird_layer_share *a = left;
    const ird_layer_share *b = right;
    return (a->drop_v < b->drop_v) - (a->drop_v > b->drop_v);
}

ird_status ird_adjoint_layer_shares(const ird_adjoint *adjoint, ird_factor *factor,
                                    const ird_solution *solution,
                                    ird_layer_share **shares, size_t *count,
                                    ird_error *err) {
    IRD_TRY(need_pairs(factor, err));
    ird_layer_share *made = ird_alloc(factor->pairs.count, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    *count = factor->pairs.count;
    for (size_t i = 0; i < *count; i++) {
        made[i] = factor->pairs.items[i];
    }
    sum_shares(adjoint, solution->drop_v, made);
    if (*count > 0) {
        qsort(made, *count, sizeof *made, compare_shares);
    }
    *shares = made;
    return IRD_OK;
}

ird_status ird_factor_layer_shares(ird_factor *factor, const ird_solution *solution,
                                   int32_t node, ird_layer_share **shares, size_t *count,
                                   ird_error *err) {
    ird_adjoint adjoint = {0}; /* owns nothing */
    IRD_TRY(ird_adjoint_check_node(factor, node, err));
    IRD_TRY(need_adjoint(&adjoint, factor, node, err));
    return ird_adjoint_layer_shares(&adjoint, factor, solution, shares, count, err);
}
