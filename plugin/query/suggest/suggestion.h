/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What would mend the drops of a net: stripes (whole ones, or pieces from one crossing
 * stripe to another), vias that are missing, wider stripes, sources; as lines of a plan.
 *
 * Candidates come from the room that the layers have (space/space.h) and are ranked by
 * what the adjoint of the present solution says that they gain for their metal
 * (gain/stripe_gain.h). The objective is a soft maximum of the drops of all cells, so
 * that the next worst place counts before the worst one is mended. The best few are laid,
 * checked for legal shapes and solved anew; the best of these is taken, and all begins
 * again from its solution: gains interact. So every figure that is not promised is that
 * of a fresh extraction.
 */
#ifndef IRD_SUGGEST_SUGGESTION_H
#define IRD_SUGGEST_SUGGESTION_H

#include "base/text.h"
#include "plan/plan.h"
#include "session/net_solution.h"

typedef enum ird_mend_kind {
    IRD_MEND_VIAS,
    IRD_MEND_STRIPE,
    IRD_MEND_WIDEN,
    IRD_MEND_SOURCE
} ird_mend_kind;

enum { IRD_MEND_KINDS = IRD_MEND_SOURCE + 1 };

const char *ird_mend_kind_name(ird_mend_kind kind); /* "vias", "stripe", ... */

enum { IRD_SUGGEST_STEPS_USUAL = 100 };

typedef struct ird_suggest_wish {
    int32_t net;
    bool allow[IRD_MEND_KINDS];
    double target_v;       /* worst drop to be reached; NAN: none */
    double budget_um2;     /* of metal; NAN: any */
    bool whole;            /* stripes from end to end of their layer alone */
    const int32_t *layers; /* of stripes; layer_count 0: those that have stripes */
    size_t layer_count;
    size_t most_steps;
    ird_solve_wish solve;
} ird_suggest_wish;

/* One step: lines [first_line, +line_count) of the plan. */
typedef struct ird_mend_step {
    ird_mend_kind kind;
    int32_t layer, layer_b; /* layer_b: VIAS, above; else -1 */
    bool runs_x;
    double width_um;       /* STRIPE, WIDEN: of the whole stripe */
    double at_um;          /* middle, across */
    double from_um, to_um; /* along */
    ird_point_um place;    /* SOURCE; the first of VIAS */
    size_t first_line, line_count;
    size_t vias, cuts;                   /* that it lays */
    double metal_um2;                    /* new metal: wires, and inside stacks */
    double promised_v, gained_v;         /* fall of the worst drop, estimated and true */
    double promised_soft_v, objective_v; /* the same of a soft maximum over all loads, by
                                            which steps are chosen */
    double worst_v;                      /* worst drop afterwards */
} ird_mend_step;

typedef enum ird_suggest_end {
    IRD_SUGGEST_MET,     /* the target is reached */
    IRD_SUGGEST_BUDGET,  /* the next step would exceed the budget */
    IRD_SUGGEST_NO_GAIN, /* nothing that is legal helps any more */
    IRD_SUGGEST_NO_ROOM, /* there was no candidate at all */
    IRD_SUGGEST_STEPS    /* most_steps */
} ird_suggest_end;

const char *ird_suggest_end_name(ird_suggest_end end);

/* Metal added on a layer. */
typedef struct ird_mend_metal {
    int32_t layer;
    double added_um2, had_um2, area_um2; /* wires; those of the net before; the core */
} ird_mend_metal;

typedef struct ird_suggestion {
    const char *net; /* of the session's names */
    ird_plan plan;   /* the lines alone */
    IRD_VEC(ird_mend_step) steps;
    IRD_VEC(ird_mend_metal) metal;
    double before_v, after_v; /* worst drop */
    double supply_v, target_v;
    double metal_um2;
    ird_suggest_end end;
    size_t candidates, tried, illegal; /* looked at; solved; refused for their shapes */
    bool knows_routing;                /* routed signal wires, if any, were looked at */
    size_t routed_nets;
    double seconds;
} ird_suggestion; /* all zero is an empty one */

void ird_suggestion_free(ird_suggestion *suggestion); /* leaves an empty one */

/* Raises SESSION_SPICE, SUGGEST_TARGET (below what the sources alone drop),
 * SUGGEST_LAYER, and what solving raises. A target that is not met is no error. */
ird_status ird_session_suggest(ird_suggestion *suggestion, ird_session *session,
                               const ird_suggest_wish *wish, const ird_monitor *monitor,
                               ird_error *err);

#endif
