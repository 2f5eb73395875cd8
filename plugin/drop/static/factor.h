/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a factor is made of. Unknowns are numbered first by the order in which chains are
 * eliminated (reduce.h), then come those of the core in the order of engine.h, so that
 * solving reads its vectors from one end to the other.
 * Internal to static/, adjoint/, change/, coarse/, cycles/ and dynamic/; others use
 * solve.h.
 */
#ifndef IRD_STATIC_FACTOR_H
#define IRD_STATIC_FACTOR_H

#include "engine/engine.h"
#include "graph/reduce.h"
#include "static/balance.h"
#include "static/solve.h"

struct ird_factor {
    const ird_network *network;
    ird_solve_options options;
    ird_topology topology;
    ird_reduction reduction;
    ird_engine engine;
    ird_balance balance;
    double supply_v;
    double *group_drop_v; /* per group of sources */
    double norm;          /* largest absolute row sum of G */
    /* Scratch of a solve, one a unknown, kept because touching fresh memory takes longer
     * than using it. */
    double *load_a, *drop_v;
    double *residual_a; /* by ird_factor_residual */
    /* What adjoint/ sums up by layer, found when it is first asked for; and the response
     * to a current at the node that it was last asked for, which depends on no load. */
    IRD_VEC(struct ird_layer_share) pairs; /* of layers, without drops */
    uint32_t *by_pair; /* resistors in the order of their pairs, merged ones left out */
    double *response_ohm; /* one a node of the network */
    int32_t response_node;
    ird_factor_info info;
};

/* Scratch like load_a and drop_v, made when it is first asked for: a solution has room of
 * its own for that. */
ird_status ird_factor_residual(ird_factor *factor, double **residual_a, ird_error *err);

/* Of the resistors of network and of companions, which are not needed afterwards, as of
 * ird_factor_create. */
ird_status ird_factor_create_with(ird_factor **factor, const ird_network *network,
                                  const ird_companion *companions, size_t count,
                                  const ird_solve_options *options,
                                  const ird_monitor *monitor, ird_error *err);

/* And what that takes, as of ird_factor_expect. */
ird_status ird_factor_expect_with(ird_factor_cost *cost, const ird_network *network,
                                  const ird_companion *companions, size_t count,
                                  const ird_solve_options *options,
                                  const ird_monitor *monitor, ird_error *err);

/* Add to the right-hand side what sources that are below the supply bring. */
void ird_factor_add_sources(const ird_factor *factor, double *rhs);

/* Solve G x = rhs for the unknowns; rhs and x may be the same. *iterations grows by those
 * made. is_rough takes a factor in single precision as it is, for seven digits in one go;
 * the others are as exact either way. */
ird_status ird_factor_apply(ird_factor *factor, const double *rhs, double *x,
                            bool is_rough, size_t *iterations, ird_error *err);

/* The graph of the core again. Its nodes are in the order of the network's, whatever the
 * order of elimination: unknown (as many as the core has nodes; free with ird_free) are
 * their numbers. */
ird_status ird_factor_make_core(const ird_factor *factor, ird_graph *graph,
                                int32_t **unknown, ird_error *err);

#endif
