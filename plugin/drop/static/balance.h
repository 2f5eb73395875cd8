/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Kirchhoff's current law at the unknowns, taken from the resistors of the network and
 * from nothing that was merged, summed or eliminated since, so that a residual proves all
 * of that. Internal to static/.
 */
#ifndef IRD_STATIC_BALANCE_H
#define IRD_STATIC_BALANCE_H

#include "base/alloc.h"
#include "graph/topology.h"

/* A resistor between two unknowns. */
typedef struct ird_branch {
    int32_t a, b;
    double siemens;
} ird_branch;

/* A resistor at a source: to an unknown (>= 0), or to another group, -2 - group. */
typedef struct ird_feed {
    int32_t group, other;
    double siemens;
} ird_feed;

typedef struct ird_balance {
    size_t n; /* unknowns */
    IRD_VEC(ird_branch) branches;
    IRD_VEC(ird_feed) feeds;
    double *held; /* one an unknown: conductance to what is held; NULL: none */
} ird_balance;    /* all zero is an empty one */

void ird_balance_free(ird_balance *balance);

ird_status ird_balance_build(ird_balance *balance, const ird_topology *topology,
                             const ird_network *network, ird_error *err);

/* And what a step in time adds. */
ird_status ird_balance_add(ird_balance *balance, const ird_topology *topology,
                           const ird_companion *companions, size_t count, ird_error *err);

typedef struct ird_imbalance {
    double most_a; /* largest |r|, NAN where there is one */
    double most_v; /* largest |d| */
    double load_a; /* largest |j| */
} ird_imbalance;

/* r = j - G d, and the largest of each. */
ird_imbalance ird_balance_residual(const ird_balance *balance, const double *j,
                                   const double *d, double *r);

/* out = G x */
void ird_balance_multiply(const ird_balance *balance, const double *x, double *out);

#endif
