/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The adjoint of a static solution: what every resistor and every load adds to a drop,
 * and how the drop changes when one of them does, for the price of one more solve.
 *
 * The objective is a sum of weight x drop over some nodes: the worst node alone, or the
 * nodes of a hotspot. With G d = j for the drops d, u solves G u = weights, with u = 0 at
 * the sources. Then for the resistor R between a and b
 *     share        (d_a - d_b)(u_a - u_b) / R             (Tellegen's theorem)
 *     derivative   share / R                              V per ohm of R
 *     gain         (d_a - d_b)(u_a - u_b)                 V less per siemens added, also
 *                                                         where no resistor is yet
 * and a load of j at node n adds j u_n. The objective is exactly the sum of the shares of
 * all resistors, or of all loads, and of a rest that no current makes: the drops of
 * sources that lie below the supply, each as far as it feeds these nodes
 * (weight_of_source). With sources of one voltage the rest is 0.
 *
 *     ird_adjoint adjoint = {0};
 *     ird_adjoint_at(&adjoint, factor, solution.worst_node, err);
 *     gain = ird_adjoint_gain_v_per_s(&adjoint, &solution, a, b);
 *     ird_adjoint_free(&adjoint);
 */
#ifndef IRD_ADJOINT_ADJOINT_H
#define IRD_ADJOINT_ADJOINT_H

#include "static/solve.h"

typedef struct ird_weight {
    int32_t node;
    double weight;
} ird_weight;

typedef struct ird_adjoint {
    const ird_factor *factor; /* must outlive it */
    size_t node_count, source_count, weight_count;
    ird_weight *weights;      /* as they were given */
    double *response_ohm;     /* one a node: what the objective gains for 1 A more drawn
                                 there; 0 at sources, NAN on islands */
    double *weight_of_source; /* one a source: what of its drop is in the objective */
    double residual;          /* as of ird_solution */
} ird_adjoint;                /* all zero is an empty one */

void ird_adjoint_free(ird_adjoint *adjoint); /* leaves an empty one */

/* One solve by the factor, refined as ird_solve does; nodes may come more than once.
 * Replaces what the adjoint held. NETWORK_NODE for a node that is not there or that no
 * source reaches, NETWORK_VALUE for a weight that is not finite, SOLVE_INACCURATE. */
ird_status ird_adjoint_solve(ird_adjoint *adjoint, ird_factor *factor,
                             const ird_weight *weights, size_t count, ird_error *err);

/* The objective is the drop of one node. */
ird_status ird_adjoint_at(ird_adjoint *adjoint, ird_factor *factor, int32_t node,
                          ird_error *err);

/* Sum of weight x drop, and the part of it that sources below the supply make. */
double ird_adjoint_objective_v(const ird_adjoint *adjoint, const ird_solution *solution);
double ird_adjoint_rest_v(const ird_adjoint *adjoint, const ird_solution *solution);

/* NAN where a node is on an island. */
double ird_adjoint_gain_v_per_s(const ird_adjoint *adjoint, const ird_solution *solution,
                                int32_t a, int32_t b);

/* Share of a resistor, 0 where it was merged or is on an island; and the derivative of
 * the objective with respect to its resistance, NAN there. */
double ird_adjoint_share_v(const ird_adjoint *adjoint, const ird_solution *solution,
                           size_t resistor);
double ird_adjoint_derivative_v_per_ohm(const ird_adjoint *adjoint,
                                        const ird_solution *solution, size_t resistor);

/* What a load adds, 0 on an island. */
double ird_adjoint_load_share_v(const ird_adjoint *adjoint, const ird_load *load);

/* Change of the objective when siemens (< 0: taken away) come between two nodes whose
 * effective resistance against one another was ohm (ird_factor_resistance_between): exact
 * for one change (Sherman and Morrison), however large. */
double ird_adjoint_change_v(double gain_v_per_s, double siemens, double ohm);

/* ---- probes of a factor: responses to a single current ------------------------------
 */

/* Effective resistance between each of the nodes and all sources together, into ohm: the
 * drop at the node for 1 A drawn there. One solve each; NAN on islands. NETWORK_NODE. */
ird_status ird_factor_resistance(ird_factor *factor, const int32_t *nodes, size_t count,
                                 double *ohm, ird_error *err);

/* The same between two nodes, sources being one. NAN where either is on an island. */
ird_status ird_factor_resistance_between(ird_factor *factor, int32_t a, int32_t b,
                                         double *ohm, ird_error *err);

/* What the resistors of a layer, or of the vias between two, add to the objective. A part
 * can be negative. */
typedef struct ird_layer_share {
    int32_t layer_a, layer_b; /* layer_a <= layer_b; equal for a wire; -1: not known */
    size_t resistors;
    double drop_v;
} ird_layer_share;

/* shares (free with ird_free) by drop, largest first; they and ird_adjoint_rest_v add up
 * to the objective. */
ird_status ird_adjoint_layer_shares(const ird_adjoint *adjoint, ird_factor *factor,
                                    const ird_solution *solution,
                                    ird_layer_share **shares, size_t *count,
                                    ird_error *err);

/* Those of the drop of one node; the response is kept for the next time. */
ird_status ird_factor_layer_shares(ird_factor *factor, const ird_solution *solution,
                                   int32_t node, ird_layer_share **shares, size_t *count,
                                   ird_error *err);

#endif
