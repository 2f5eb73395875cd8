/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Going through time step by step. Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_WALK_H
#define IRD_DYNAMIC_WALK_H

#include "dynamic/currents.h"
#include "dynamic/record.h"

/* A stretch of time to go through again, from the state that it began with. */
typedef struct ird_window {
    ird_circuit_state state;
    double end_s, worst_v;
    double begin_v; /* the worst of its cycle before it: where that begins in a step */
} ird_window;

typedef struct ird_walk {
    const ird_dynamic_wish *wish;
    ird_circuit *circuit;
    const ird_monitor *monitor;
    double step_s;
    /* Of step_s, and of the larger and the smaller step once they are needed. */
    ird_stepper near, far, split;
    ird_currents currents;
    ird_record record;
    ird_draws now, next; /* at the time, and at the next step */
    ird_draws half;      /* of the second half of a step in which one jumps */
    double *charge_c;    /* one a group: fed so far, as u */
    double *fed_a;       /* one a group: at the last step, where all is static */
    double at_s;
    double last_s;                 /* the last step if it was a trapezoid, else 0 */
    bool is_static, is_damped;     /* the next step is */
    bool has_no_far, has_no_split; /* their unknowns have other numbers */
    bool splits;                   /* where drops bend much; set it behind begin */
    bool stays_split, is_ready; /* the next step is; its currents are those of a part */
    double *coil_a, *decap_v;   /* before a step that may be undone */
    /* The worst stretches so far, and the present one behind them. */
    ird_window *windows;
    size_t kept, most;
    double *cycle_v; /* one a cycle of the wish, the worst drop in it; NULL: no cycles */
    size_t cycle_count;
    size_t steps, quiet_steps, damped_steps, split_steps;
    double missed_a, moved_a, residual; /* the largest of all steps */
} ird_walk;                             /* all zero is an empty one */

void ird_walk_free(ird_walk *walk);

/* At the time of the state; windows are kept while going where most > 0. */
ird_status ird_walk_begin(ird_walk *walk, const ird_dynamic_wish *wish,
                          ird_circuit *circuit, double step_s, size_t most,
                          const ird_monitor *monitor, ird_error *err);

/* Stand at a state, and begin anew from there. */
ird_status ird_walk_set(ird_walk *walk, const ird_circuit_state *state, ird_error *err);

/* From a state before 0 to that at 0, through the warm-ups of the wish. */
ird_status ird_walk_warm_up(const ird_dynamic_wish *wish, ird_circuit *circuit,
                            ird_circuit_state *state, const ird_monitor *monitor,
                            ird_error *err);

/* Go on until then, or just behind. */
ird_status ird_walk_to(ird_walk *walk, double to_s, ird_error *err);

#endif
