/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A trial on top of a session: what if there were more stripes, vias or sources, or other
 * currents? A trial is a list of steps; the session and its results stay as they are
 * until the steps are kept. Steps are names and um, so that a trial outlives changes of
 * the session: what is before is always what the session has now.
 *
 *     ird_trial *trial = NULL;
 *     ird_trial_open(&trial, session, err);
 *     ird_trial_apply(trial, steps, count, monitor, err);     all of them or none
 *     ird_trial_view view;
 *     ird_trial_look(trial, net, wish, monitor, &view, err);  before and after
 *     ird_trial_undo(trial, count, monitor, err);
 *     ird_trial_keep(trial, monitor, err);                    into the session
 *     ird_trial_free(trial);
 *
 * How after is found: where the steps change the network of the net in few places, by the
 * factor of the session (change/change.h); where only currents differ, by one solve; else
 * by extracting and factoring the changed design. The view says which. All are exact: a
 * fresh extraction of the kept design gives the same drops to 1e-9 V.
 */
#ifndef IRD_TRIAL_TRIAL_H
#define IRD_TRIAL_TRIAL_H

#include "change/change.h"
#include "plan/plan.h"
#include "query/answers.h"
#include "session/net_grid.h"

typedef enum ird_trial_kind {
    IRD_TRIAL_PLAN,     /* a line of a plan, of any kind */
    IRD_TRIAL_SCALE,    /* power of the instances in a box */
    IRD_TRIAL_MOVE,     /* an instance stands elsewhere */
    IRD_TRIAL_DECAP,    /* capacitance of cells: counts for drops in time alone */
    IRD_TRIAL_RESISTOR, /* of a SPICE network: one more between two nodes, ... */
    IRD_TRIAL_CUT,      /* ... those between two nodes go, ... */
    IRD_TRIAL_DRAW,     /* ... a node draws more, ... */
    IRD_TRIAL_FEED      /* ... or is a source */
} ird_trial_kind;

const char *ird_trial_kind_name(ird_trial_kind kind); /* "plan", "scale", ... */

/* What a kind does not use is zero. */
typedef struct ird_trial_step {
    ird_trial_kind kind;
    ird_plan_line line; /* PLAN */
    ird_rect_um box;    /* SCALE */
    double factor;      /* SCALE */
    char *name;         /* MOVE: instance; DECAP: pattern; a node; owned once applied */
    char *other;        /* RESISTOR, CUT: the other node; owned once applied */
    ird_point_um at;    /* MOVE: where its lower left corner comes to */
    double value;       /* ohm, A, V or F */
    double ohm;         /* DECAP: in series; 0 */
} ird_trial_step;

typedef struct ird_trial ird_trial;

/* A trial without steps. session must outlive it. Raises SESSION_NO_DESIGN. */
ird_status ird_trial_open(ird_trial **trial, ird_session *session, ird_error *err);
void ird_trial_free(ird_trial *trial); /* NULL is fine; nothing is kept */

/* Add copies of the steps, which are checked on the design: all of them or none. They are
 * one entry of undo. Raises what laying a plan raises, PLAN_NOTHING, POWER_AMOUNT,
 * SESSION_INSTANCE, NETWORK_NODE, SESSION_SPICE and TRIAL_DESIGN. */
ird_status ird_trial_apply(ird_trial *trial, const ird_trial_step *steps, size_t count,
                           const ird_monitor *monitor, ird_error *err);

/* Take back the last entries; all of them where there are fewer. */
ird_status ird_trial_undo(ird_trial *trial, size_t entries, const ird_monitor *monitor,
                          ird_error *err);

size_t ird_trial_entry_count(const ird_trial *trial);
size_t ird_trial_step_count(const ird_trial *trial);
const ird_trial_step *ird_trial_get_step(const ird_trial *trial, size_t step);
size_t ird_trial_entry_of(const ird_trial *trial, size_t step); /* from 0 on */

typedef enum ird_trial_method {
    IRD_TRIAL_SAME,     /* nothing that the net has differs */
    IRD_TRIAL_CURRENTS, /* the factor of the session, other currents */
    IRD_TRIAL_UPDATED,  /* the factor of the session and a change of its network */
    IRD_TRIAL_FRESH     /* the changed design, extracted and factored anew */
} ird_trial_method;

const char *ird_trial_method_name(ird_trial_method method);

/* A net before and after the steps; good until the next call with the trial, or
 * ird_session_end_command. */
typedef struct ird_trial_view {
    ird_solved before, after;
    const ird_net_grid *before_grid, *after_grid;
    ird_trial_method method;
    const char *why;   /* FRESH: what kept the factor from being used; else "" */
    size_t steps_made; /* of conjugate gradients */
    size_t new_nodes, new_resistors, gone_resistors; /* UPDATED */
    const ird_change *change; /* UPDATED: of the network of before, whose nodes after has
                                 first; else NULL */
    double before_s; /* what was spent on before, which is 0 where it was there */
    double after_s;  /* and on after, with laying the steps */
} ird_trial_view;

/* net: special net of the session's design; one that a step has made: by
 * ird_trial_session's numbers. */
ird_status ird_trial_look(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                          const ird_monitor *monitor, ird_trial_view *view,
                          ird_error *err);

/* The same, but after is always found in a network of its own, so that view->after_grid
 * has all that a solved net has, for maps and reports. */
ird_status ird_trial_solve(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                           const ird_monitor *monitor, ird_trial_view *view,
                           ird_error *err);

/* Maps of before, after, and after less before, each with one user: size x size pixels
 * (0: 64) over the die. Raises what ird_session_make_drop_map raises, and TRIAL_STEP for
 * a net that is new. */
ird_status ird_trial_maps(ird_trial *trial, int32_t net, const ird_solve_wish *wish,
                          size_t size, const ird_monitor *monitor, ird_result *maps[3],
                          ird_error *err);

/* The name of the net of a SPICE network that the node is of; good as long as the design.
 */
ird_status ird_trial_net_of_node(ird_trial *trial, const char *node, const char **net,
                                 ird_error *err);

/* A step as words: "stripes of VDD on metal7, 2 um wide every 40 um". */
ird_status ird_trial_describe(ird_text *out, const ird_trial_step *step, ird_error *err);

/* How after was found, likewise: "the factor of before and 3 steps from it". */
ird_status ird_trial_describe_view(ird_text *out, const ird_trial_view *view,
                                   ird_error *err);

/* What the sum of weight[i] x drop at node[i] gains for 1 A more drawn at each node after
 * the steps (adjoint): as many values as view->after.solution->node_count. view: of the
 * last ird_trial_look, at this net. */
ird_status ird_trial_response(ird_trial *trial, int32_t net, const ird_trial_view *view,
                              const int32_t *node, const double *weight, size_t count,
                              double *response_ohm, ird_error *err);

/* A session in which the steps are done, for maps, answers and drops in time of what is
 * after; it shares results with the trial's own and changes with its steps. Owned by the
 * trial. */
ird_status ird_trial_session(ird_trial *trial, const ird_monitor *monitor,
                             ird_session **session, ird_error *err);

/* Put the steps into the session: lines into its plan, factors into its power, sources,
 * places, capacitances; of a SPICE network into that. The trial is then without steps.
 * All or nothing. */
ird_status ird_trial_keep(ird_trial *trial, const ird_monitor *monitor, ird_error *err);

#endif
