/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A suggestion under construction. Internal to suggest/.
 */
#ifndef IRD_SUGGEST_SUGGESTING_H
#define IRD_SUGGEST_SUGGESTING_H

#include "adjoint/adjoint.h"
#include "extract/layer_rc.h"
#include "gain/net_lines.h"
#include "gain/stripe_gain.h"
#include "suggest/suggestion.h"
#include "suggest/tried_plan.h"
#include "space/space.h"

/* Something that may be laid, with what it is expected to gain. */
typedef struct ird_mend {
    ird_mend_kind kind;
    int32_t layer, layer_b;
    bool runs_x;
    int64_t middle_dbu, width_dbu, from_dbu, to_dbu; /* of a stripe; of a source its
                                                        place: middle and from */
    ird_rect box; /* VIAS: the crossing, or crossings */
    double gain_v, um2;
    double worst_gain_v; /* of the worst drop; 0 until it is promised better */
    bool is_refused;
} ird_mend;

typedef struct ird_mends {
    IRD_VEC(ird_mend) items;
} ird_mends;

/* The present state: the solution and what follows from it. */
typedef struct ird_suggesting {
    ird_session *session;
    const ird_suggest_wish *wish;
    const ird_monitor *monitor;
    const char *net_name;
    ird_suggestion *made;
    ird_space *space;
    ird_layer_rc rc;
    ird_tried_plan present; /* with the steps taken so far */
    ird_net_lines lines;    /* wires of the net with nodes */
    ird_adjoint adjoint;
    double *via_ohm;  /* per layer: mean of the vias up to the next routing layer */
    double *grid_ohm; /* per layer: of the grid, as seen from there */
    int32_t *up;      /* per layer: the next routing layer above; -1: none */
    double soft_v;    /* width of the soft maximum */
    ird_mends mends;
    IRD_VEC(ird_mend) refused;
    IRD_VEC(ird_contact) contacts; /* of the position that is looked at ... */
    IRD_VEC(ird_net_place) places; /* ... and where they are; counted by contacts */
    IRD_VEC(double) scratch;
    ird_spans spans;
    double part; /* done, for the monitor */
    ird_error *err;
} ird_suggesting;

/* Lines, resistances and adjoint from the present solution (suggestion_state.c). */
ird_status ird_suggesting_look(ird_suggesting *s);
void ird_suggesting_free(ird_suggesting *s);

/* The soft maximum of the drops of all loads. */
double ird_suggesting_objective_v(const ird_suggesting *s, const ird_net_grid *solved);

/* The same of another solution of the present network. */
double ird_suggesting_soft_v(const ird_suggesting *s, const ird_solution *solution);

/* What a candidate will take off the objective and off the worst drop, better than its
 * gain says: a few solves by the present factor. */
typedef struct ird_promise {
    double gain_v, worst_gain_v;
} ird_promise;

ird_status ird_mend_promise(ird_suggesting *s, const ird_mend *mend, double objective_v,
                            ird_promise *promise);

/* The same of missing vias that are laid together. */
ird_status ird_mend_promise_vias(ird_suggesting *s, const ird_mend *const *mends,
                                 size_t count, double objective_v, ird_promise *promise);

/* All candidates with their gains (suggestion_mends.c). */
ird_status ird_suggesting_find(ird_suggesting *s);

/* Resistance of vias from a layer up to another one, and across the grid as seen from a
 * layer. */
double ird_suggesting_stack_ohm(const ird_suggesting *s, int32_t low, int32_t high);

/* Append the lines of a plan that lay it. */
ird_status ird_mend_add_lines(const ird_suggesting *s, const ird_mend *mend,
                              ird_plan *plan);

/* Whether there is room for it and for its vias. */
bool ird_mend_has_room(const ird_suggesting *s, const ird_mend *mend);

#endif
