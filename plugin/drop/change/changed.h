/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a changed network is prepared to. Internal to change/.
 *
 * A slot is what a node stands for in the changed equations: an unknown of the old factor
 * (0 <= slot < n), a new unknown (n + number), a held voltage (-2 - number), or nothing
 * (IRD_FLOATING).
 */
#ifndef IRD_CHANGE_CHANGED_H
#define IRD_CHANGE_CHANGED_H

#include "change/change.h"
#include "engine/engine.h"
#include "graph/reduce.h"
#include "static/factor.h"

/* A conductance between two slots that the old matrix has not; negative where it goes.
 * a is old where one end is, else new where one end is. own: what of it the diagonal of
 * the old end gets; less than siemens where the old matrix has the rest. */
typedef struct ird_change_link {
    int32_t a, b;
    double siemens, own;
} ird_change_link;

/* x[a] - x[b] = 0, or x[a] = what is held, b < 0; a and b are old unknowns. */
typedef struct ird_constraint {
    int32_t a, b;
} ird_constraint;

/* The new unknowns: L s = rhs with L their Laplacian and their ties as leaks. */
typedef struct ird_beside {
    size_t m;
    ird_reduction reduction;
    ird_engine engine;
    int32_t *at;       /* of each new unknown: its place in the vectors to solve */
    double *rhs, *sum; /* scratch, m each */
} ird_beside;

struct ird_changed {
    ird_factor *factor;
    const ird_change *change;
    ird_changed_info info;
    size_t n; /* old unknowns */

    /* What nodes stand for. */
    size_t new_count;        /* new nodes and groups of sources that are gone */
    int32_t *slot_of_new;    /* of a new node; then of a group that is gone */
    int32_t *new_of_group;   /* per old group: its number among those, -1: it stays */
    IRD_VEC(double) held_v;  /* drops of groups, old ones first, from the old supply */
    int32_t *held_of_source; /* per source that is left, in order: its group */
    size_t source_count;
    size_t *held_sources; /* how many sources each group has */
    bool is_uniform;      /* all that is held is at 0 */
    double supply_v;      /* of the changed network ... */
    double shift_v; /* ... and what drops from it have more than those from the old */

    /* Equations. */
    IRD_VEC(ird_change_link) links;
    IRD_VEC(ird_constraint) constraints;
    ird_beside beside;
    double *columns; /* of the constraints: G^-1 c, n each */
    double *small;   /* C' G^-1 C, factored, lower part by columns */
    double *part;    /* scratch, one a constraint */
    uint8_t *is_cut; /* per old unknown: no source reaches it; NULL: all are reached */
    double norm;
    double *z, *p, *q; /* scratch, n each */

    /* FRESH: the changed network and its factor. */
    ird_network *network;
    ird_factor *fresh;
};

/* The slot of a node of the changed network. */
int32_t ird_changed_slot(const ird_changed *changed, int32_t node);

/* Find slots, held voltages and constraints (slots.c); *why is set where that is no small
 * change. */
ird_status ird_changed_find_slots(ird_changed *changed, const char **why, ird_error *err);

/* Links, what is cut off, and the new unknowns (links.c). */
ird_status ird_changed_find_links(ird_changed *changed, const char **why, ird_error *err);

/* s = L^-1 rhs of the new unknowns; both are changed->beside.rhs (links.c). */
ird_status ird_beside_make(ird_changed *changed, ird_error *err);
ird_status ird_beside_solve(ird_beside *beside, ird_error *err);
void ird_beside_free(ird_beside *beside);

/* The dense part (changed.c): x -> x - G^-1 C (C' G^-1 C)^-1 (C'x - h), with h of the
 * held voltages where takes_held is set, else 0. */
void ird_changed_constrain(ird_changed *changed, double *x, bool takes_held);

/* Let go of all that was prepared and factor the changed network (changed.c). */
ird_status ird_changed_factor_anew(ird_changed *changed, const char *why, ird_error *err);

/* A right-hand side under way (changed_solve.c). */
typedef struct ird_changed_rhs {
    double *j;        /* of the old unknowns: the factor's load_a */
    double *beside;   /* of the new ones */
    double *direct_a; /* right at what is held */
    bool takes_held;  /* what is held counts; else it is 0 */
} ird_changed_rhs;

#endif
