/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network that is changed a little, solved by the factor of the one before.
 *
 *     ird_change change = {.network = &network};
 *     ird_change_add_node(&change, &node, &s, err);         a new node between a and b,
 *     ird_change_remove_resistor(&change, at, err);         whose resistor goes
 *     ird_change_add_resistor(&change, a, s, ohm, err);
 *     ird_change_add_resistor(&change, s, b, other, err);
 *     ird_changed *changed = NULL;
 *     ird_changed_create(&changed, factor, &change, NULL, err);
 *     ird_changed_solve(&after, changed, NULL, 0, &before, err);
 *
 * How: new nodes are eliminated exactly, as a small system of their own, so that what is
 * left is the old matrix and a term of low rank, G' = G + D. G' x = j' goes by conjugate
 * gradients with the old factor as preconditioner from the old solution on: they end in
 * as many steps as D has ranks, one for a via, and in far fewer for a stripe. Ties of no
 * resistance and new sources are constraints C'x = h: dense columns G^-1 C and a small
 * dense system (Woodbury) put them into the preconditioner. Other currents alone are one
 * solve for their difference. What is cut off from all sources is found and left out
 * first, as a factor of the changed network leaves it out.
 *
 * Where that is no small change of the old equations (a merged resistor goes, an island
 * is tied to the grid, too many ties of no resistance) the changed network is factored
 * anew; ird_changed_info says so.
 */
#ifndef IRD_CHANGE_CHANGE_H
#define IRD_CHANGE_CHANGE_H

#include "base/monitor.h"
#include "network/network.h"
#include "static/solve.h"

typedef struct ird_change_resistor {
    ird_resistor resistor;
    int32_t section; /* as in ird_network */
} ird_change_resistor;

/* What becomes of a network. Nodes are those of the network, then the new ones;
 * resistors and sources are numbered likewise. Each list grows at its end alone, so that
 * a change is undone as far as a mark. */
typedef struct ird_change {
    const ird_network *network; /* borrowed */
    IRD_VEC(ird_node) nodes;
    IRD_VEC(ird_change_resistor) resistors;
    IRD_VEC(size_t) removed; /* resistors, new ones among them */
    IRD_VEC(ird_source) sources;
    IRD_VEC(size_t) removed_sources;
} ird_change; /* all zero but for network is none */

void ird_change_free(ird_change *change); /* leaves one of no network */

/* Each checks what it is given, NETWORK_NODE and NETWORK_VALUE, and leaves the change as
 * it was when it fails. */
ird_status ird_change_add_node(ird_change *change, const ird_node *node, int32_t *number,
                               ird_error *err);
ird_status ird_change_add_resistor(ird_change *change, int32_t a, int32_t b, double ohm,
                                   int32_t section, ird_error *err);
ird_status ird_change_remove_resistor(ird_change *change, size_t resistor,
                                      ird_error *err);
ird_status ird_change_add_source(ird_change *change, int32_t node, double volt,
                                 ird_error *err);
ird_status ird_change_remove_source(ird_change *change, size_t source, ird_error *err);

typedef struct ird_change_mark {
    size_t nodes, resistors, removed, sources, removed_sources;
} ird_change_mark;

ird_change_mark ird_change_get_mark(const ird_change *change);
void ird_change_undo(ird_change *change, ird_change_mark mark);

/* The node or resistor of that number. */
const ird_node *ird_change_node(const ird_change *change, int32_t node);
const ird_resistor *ird_change_get_resistor(const ird_change *change, size_t resistor);

/* The changed network, into an empty one: nodes as they are numbered above, resistors and
 * sources without those that are removed. With loads[0, count), or those of the network
 * where loads is NULL. */
ird_status ird_change_apply(const ird_change *change, const ird_load *loads, size_t count,
                            ird_network *changed, ird_error *err);

typedef enum ird_change_method {
    IRD_CHANGE_LOADS,   /* nothing but currents: one solve of the difference */
    IRD_CHANGE_UPDATED, /* the old factor and steps of conjugate gradients */
    IRD_CHANGE_FRESH    /* a factor of the changed network */
} ird_change_method;

const char *ird_change_method_name(ird_change_method method); /* "loads", ... */

typedef struct ird_changed_info {
    ird_change_method method;
    const char *why;    /* FRESH: the reason, as "a merged resistor goes"; else "" */
    size_t new_nodes;   /* eliminated beside the old ones */
    size_t constraints; /* dense columns */
    size_t cut_off;     /* nodes that a source reached before and none does now */
    size_t solves;      /* by the old factor, since it was made */
    double prepare_s;   /* to make it */
    double solve_s;     /* of the last solve */
} ird_changed_info;

typedef struct ird_changed ird_changed;

/* Prepare. change and factor, which is one of change->network, must outlive it and stay
 * as they are; two on one factor are not used at the same time. Raises SOLVE_NO_SOURCE
 * where none is left, SOLVE_SOURCES, and what factoring raises. */
ird_status ird_changed_create(ird_changed **changed, ird_factor *factor,
                              const ird_change *change, const ird_monitor *monitor,
                              ird_error *err);

void ird_changed_free(ird_changed *changed); /* NULL is fine */

ird_changed_info ird_changed_get_info(const ird_changed *changed);

/* Solve for loads[0, count), or for the network's own where loads is NULL. before is
 * where to start from: a solution of the network, or of this change as far as an earlier
 * mark; NULL: from nothing. after is one of the changed network: a drop for each of its
 * nodes, a current for each of its sources. Residual (of the changed matrix) and balance
 * are those of ird_solve, with the same limits. */
ird_status ird_changed_solve(ird_solution *after, ird_changed *changed,
                             const ird_load *loads, size_t count,
                             const ird_solution *before, ird_error *err);

/* What the sum of weight[i] x drop of node[i] gains for 1 A more drawn at each node of
 * the changed network: the adjoint. NAN where no source reaches, 0 at sources. */
ird_status ird_changed_response(double *response_ohm, ird_changed *changed,
                                const int32_t *node, const double *weight, size_t count,
                                ird_error *err);

/* All in one: prepare, solve, tell (info may be NULL), free. */
ird_status ird_change_solve(ird_solution *after, ird_factor *factor,
                            const ird_change *change, const ird_load *loads, size_t count,
                            const ird_solution *before, ird_changed_info *info,
                            ird_error *err);

#endif
