/* SPDX-License-Identifier: BSD-3-Clause */
#include "adjoint/adjoint.h"

#include <math.h>
#include <string.h>

#include "adjoint/check_node.h"
#include "static/factor.h"

static const char *const doing = "solving the adjoint of a power grid";

/* Rounding leaves 1e-16; refinement goes on until this or until it no longer helps. */
#define GOOD_RESIDUAL 1e-15
#define RESIDUAL_LIMIT 1e-10
#define GAIN 0.5
enum { REFINEMENTS = 3 };

void ird_adjoint_free(ird_adjoint *adjoint) {
    if (adjoint != NULL) {
        ird_free(adjoint->weights);
        ird_free(adjoint->response_ohm);
        ird_free(adjoint->weight_of_source);
        memset(adjoint, 0, sizeof *adjoint);
    }
}

static ird_status allocate(ird_adjoint *adjoint, const ird_factor *factor,
                           const ird_weight *weights, size_t count, ird_error *err) {
    *adjoint = (ird_adjoint){.factor = factor,
                             .node_count = factor->topology.node_count,
                             .source_count = factor->network->sources.count,
                             .weight_count = count};
    adjoint->weights = ird_alloc(count, sizeof *adjoint->weights);
    adjoint->response_ohm = ird_alloc(adjoint->node_count, sizeof *adjoint->response_ohm);
    adjoint->weight_of_source =
        ird_alloc(adjoint->source_count, sizeof *adjoint->weight_of_source);
    if (adjoint->weights == NULL || adjoint->response_ohm == NULL ||
        adjoint->weight_of_source == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        adjoint->weights[i] = weights[i];
    }
    return IRD_OK;
}

static ird_status check_weights(const ird_factor *factor, const ird_weight *weights,
                                size_t count, ird_error *err) {
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(ird_adjoint_check_node(factor, weights[i].node, err));
        if (!ird_factor_reaches(factor, weights[i].node)) {
            char name[128];
            ird_network_node_name(factor->network, weights[i].node, name, sizeof name);
            return ird_fail(err, IRD_NETWORK_NODE,
                            "no source reaches node %s, so that nothing is known of its "
                            "drop",
                            name);
        }
        if (!isfinite(weights[i].weight)) {
            return ird_fail(err, IRD_NETWORK_VALUE, "the weight of node %d is %g",
                            weights[i].node, weights[i].weight);
        }
    }
    return IRD_OK;
}

/* Weights at unknowns are the right-hand side, those right at sources are theirs. */
static void set_rhs(const ird_factor *factor, const ird_weight *weights, size_t count,
                    double *rhs, double *of_group) {
    memset(rhs, 0, factor->topology.unknowns * sizeof *rhs);
    for (size_t i = 0; i < count; i++) {
        int32_t unknown = factor->topology.unknown_of[weights[i].node];
        if (unknown >= 0) {
            rhs[unknown] += weights[i].weight;
        } else {
            of_group[-2 - unknown] += weights[i].weight;
        }
    }
}

/* Solves G u = rhs in the scratch of the factor and refines: u in drop_v. left is
 * scratch, one an unknown: there are no more of these than nodes. */
static ird_status solve_refined(ird_factor *factor, double *left, double *residual,
                                ird_error *err) {
    const double *rhs = factor->load_a;
    double *u = factor->drop_v;
    size_t n = factor->topology.unknowns, iterations = 0;
    *residual = INFINITY;
    IRD_TRY(ird_factor_apply(factor, rhs, u, false, &iterations, err));
    for (int round = 0;; round++) {
        ird_imbalance most = ird_balance_residual(&factor->balance, rhs, u, left);
        double scale = factor->norm * most.most_v + most.load_a;
        double before = *residual;
        *residual = scale > 0 ? most.most_a / scale : 0;
        if (*residual <= GOOD_RESIDUAL || round == REFINEMENTS ||
            *residual > GAIN * before) {
            break;
        }
        IRD_TRY(ird_factor_apply(factor, left, left, false, &iterations, err));
        for (size_t i = 0; i < n; i++) {
            u[i] += left[i];
        }
    }
    return *residual <= RESIDUAL_LIMIT
               ? IRD_OK
               : ird_fail(
                     err, IRD_SOLVE_INACCURATE,
                     "the adjoint of the power grid misses its accuracy: residual "
                     "%.2g; look for resistances that are far too small or too large",
                     *residual);
}

/* What each group of sources gives when the weights are currents. */
static void add_feeds(const ird_factor *factor, double *of_group) {
    for (size_t i = 0; i < factor->balance.feeds.count; i++) {
        const ird_feed *feed = &factor->balance.feeds.items[i];
        if (feed->other >= 0) {
            of_group[feed->group] += feed->siemens * factor->drop_v[feed->other];
        }
    }
}

static void spread(ird_adjoint *adjoint, const ird_factor *factor,
                   const double *of_group) {
    const ird_topology *topology = &factor->topology;
    for (size_t i = 0; i < adjoint->node_count; i++) {
        int32_t unknown = topology->unknown_of[i];
        double ohm = unknown >= 0 ? factor->drop_v[unknown] : 0;
        adjoint->response_ohm[i] = unknown == IRD_FLOATING ? (double)NAN : ohm;
    }
    for (size_t i = 0; i < adjoint->source_count; i++) {
        int32_t group = topology->group_of[i];
        adjoint->weight_of_source[i] =
            of_group[group] / (double)topology->group_sources[group];
    }
}

ird_status ird_adjoint_solve(ird_adjoint *adjoint, ird_factor *factor,
                             const ird_weight *weights, size_t count, ird_error *err) {
    ird_adjoint made = {0};
    double *of_group = ird_alloc_zero(factor->topology.group_count, sizeof *of_group);
    ird_status status = of_group != NULL ? check_weights(factor, weights, count, err)
                                         : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        status = allocate(&made, factor, weights, count, err);
    }
    if (status == IRD_OK) {
        set_rhs(factor, weights, count, factor->load_a, of_group);
        status = solve_refined(factor, made.response_ohm, &made.residual, err);
    }
    if (status == IRD_OK) {
        add_feeds(factor, of_group);
        spread(&made, factor, of_group);
        ird_adjoint_free(adjoint);
        *adjoint = made;
    } else {
        ird_adjoint_free(&made);
    }
    ird_free(of_group);
    return status;
}

ird_status ird_adjoint_at(ird_adjoint *adjoint, ird_factor *factor, int32_t node,
                          ird_error *err) {
    const ird_weight one = {node, 1};
    return ird_adjoint_solve(adjoint, factor, &one, 1, err);
}

double ird_adjoint_objective_v(const ird_adjoint *adjoint, const ird_solution *solution) {
    double sum_v = 0;
    for (size_t i = 0; i < adjoint->weight_count; i++) {
        const ird_weight *weight = &adjoint->weights[i];
        sum_v += weight->weight * solution->drop_v[weight->node];
    }
    return sum_v;
}

double ird_adjoint_rest_v(const ird_adjoint *adjoint, const ird_solution *solution) {
    const ird_network *network = adjoint->factor->network;
    double sum_v = 0;
    for (size_t i = 0; i < adjoint->source_count; i++) {
        sum_v += adjoint->weight_of_source[i] *
                 solution->drop_v[network->sources.items[i].node];
    }
    return sum_v;
}

double ird_adjoint_gain_v_per_s(const ird_adjoint *adjoint, const ird_solution *solution,
                                int32_t a, int32_t b) {
    return (solution->drop_v[a] - solution->drop_v[b]) *
           (adjoint->response_ohm[a] - adjoint->response_ohm[b]);
}

/* The resistor where it carries current by its own, else NULL. */
static const ird_resistor *alive(const ird_adjoint *adjoint, size_t resistor) {
    const ird_factor *factor = adjoint->factor;
    const ird_resistor *r = &factor->network->resistors.items[resistor];
    return ird_factor_reaches(factor, r->a) &&
                   !ird_topology_merges(factor->network, r, &factor->options.merging)
               ? r
               : NULL;
}

double ird_adjoint_share_v(const ird_adjoint *adjoint, const ird_solution *solution,
                           size_t resistor) {
    const ird_resistor *r = alive(adjoint, resistor);
    return r != NULL ? ird_adjoint_gain_v_per_s(adjoint, solution, r->a, r->b) / r->ohm
                     : 0;
}

double ird_adjoint_derivative_v_per_ohm(const ird_adjoint *adjoint,
                                        const ird_solution *solution, size_t resistor) {
    const ird_resistor *r = alive(adjoint, resistor);
    return r != NULL ? ird_adjoint_gain_v_per_s(adjoint, solution, r->a, r->b) /
                           (r->ohm * r->ohm)
                     : (double)NAN;
}

double ird_adjoint_load_share_v(const ird_adjoint *adjoint, const ird_load *load) {
    double ohm = adjoint->response_ohm[load->node];
    double ampere = adjoint->factor->network->is_ground ? -load->ampere : load->ampere;
    return isnan(ohm) ? 0 : ampere * ohm;
}

double ird_adjoint_change_v(double gain_v_per_s, double siemens, double ohm) {
    return -gain_v_per_s * siemens / (1 + siemens * ohm);
}
