/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a factor is made of. Internal to solve/; others use solve.h.
 */
#ifndef IRD_SOLVE_FACTOR_H
#define IRD_SOLVE_FACTOR_H

#include "solve/method.h"
#include "solve/reduce.h"
#include "solve/solve.h"
#include "solve/topology.h"

/* A resistor at a source: to an unknown (>= 0), or to another group, -2 - group. */
typedef struct ird_feed {
    int32_t group, other;
    double siemens;
} ird_feed;

struct ird_factor {
    const ird_network *network;
    ird_solve_options options;
    ird_topology topology;
    ird_reduction reduction;
    ird_method method;
    IRD_VEC(ird_feed) feeds;
    double supply_v;
    double *group_drop_v; /* per group of sources */
    double norm;          /* largest absolute row sum of G */
    /* Scratch of a solve, kept because touching fresh memory takes longer than using it;
     * rhs and x belong to ird_factor_apply's callers, the others to ird_solve. */
    double *rhs, *x, *core_x, *load_a, *drop_v;
    ird_factor_info info;
};

/* Add to the right-hand side what sources that are below the supply bring. */
void ird_factor_add_sources(const ird_factor *factor, double *rhs);

/* Solve G x = rhs for the unknowns; rhs is used up. *iterations grows by those made;
 * is_rough as for ird_method_solve. */
ird_status ird_factor_apply(ird_factor *factor, double *rhs, double *x, bool is_rough,
                            size_t *iterations, ird_error *err);

#endif
