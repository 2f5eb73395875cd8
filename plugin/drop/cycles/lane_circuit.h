/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The circuit of dynamic/circuit.h in steps of one size, for several cycles side by side
 * (graph/lanes.h): crude in time and exact in space. Everything counts from the static
 * solution of the idle currents, so that what is drawn is pulses alone and sources are 0.
 * A step of backward Euler is one solve,
 *     (C/h + G) u1 = j + C/h u0
 * with inductors and capacitors behind a resistance as conductances, too: 1 / (R + h/C)
 * and 1 / (R + L/h).
 *
 * Nets are taken apart: where a power and a ground net drop alike, a capacitor C between
 * them is 2C from each to where nothing moves. (Together nearly each node of their rails
 * has three neighbours, and a step takes ten times as long.) A net behind inductors
 * beside one without has C alone: that one hardly moves.
 *
 * A step passes twice over the unknowns, forwards and backwards. Those that are
 * eliminated before the core are in the order of the pieces that they fall into without
 * the core, rails between two straps, each of which stays in the nearest cache. Internal
 * to cycles/.
 */
#ifndef IRD_CYCLES_LANE_CIRCUIT_H
#define IRD_CYCLES_LANE_CIRCUIT_H

#include "cycles/score.h"
#include "dynamic/circuit.h"
#include "static/factor.h"

/* An unknown. Of the core share and ohm are 0. */
typedef struct ird_lane_node {
    int32_t a, b; /* its neighbours when it is eliminated; where there is none the slot
                     behind all unknowns, which is 0 */
    float share_a, share_b, ohm; /* as of reduce.h */
    float held;                  /* C/h */
    float sign, idle_v;          /* drop = sign (u + idle_v) */
} ird_lane_node;

/* An inductor, or a capacitor behind a resistance; its ends as above. */
typedef struct ird_lane_memory {
    int32_t a, b;
    float siemens;
    float keeps; /* ohm: L/h, h/C */
} ird_lane_memory;

typedef struct ird_lane_circuit {
    ird_circuit circuit;
    ird_factor *factor;
    double step_s;
    size_t unknowns, eliminated, room; /* lanes of room that a solve of the core takes */
    ird_lane_node *nodes;              /* one an unknown, those of the core last */
    IRD_VEC(int32_t) pieces;           /* where each begins, and the end of the last */
    int32_t *at;                       /* of each unknown of the factor: where it is */
    int32_t *from, *to;                /* of each drain: unknowns, -1: none */
    float *per_held;                   /* one an unknown: 1 / held */
    int32_t *node_of;                  /* of each unknown: its first node */
    IRD_VEC(ird_lane_memory) coils, decaps;
} ird_lane_circuit; /* all zero is an empty one */

void ird_lane_circuit_free(ird_lane_circuit *circuit);

/* Raises what ird_dynamic_solve raises, and CYCLE_SCORER where the engine that is wished
 * for knows no several right-hand sides. */
ird_status ird_lane_circuit_make(ird_lane_circuit *circuit,
                                 const ird_dynamic_input *input, double step_s,
                                 const ird_dynamic_statics *statics,
                                 const ird_solve_options *options,
                                 const ird_monitor *monitor, ird_error *err);

/* The worst drop of the idle currents alone; 0 without unknowns. */
double ird_lane_circuit_idle_v(const ird_lane_circuit *circuit);

/* The state of so many cycles. */
typedef struct ird_lane_state {
    ird_lanes *u_v; /* one an unknown, and the slot behind */
    ird_lanes *coil_a, *decap_v;
    ird_lanes *room;
} ird_lane_state; /* all zero is an empty one */

ird_status ird_lane_state_make(ird_lane_state *state, const ird_lane_circuit *circuit,
                               ird_error *err);
void ird_lane_state_free(ird_lane_state *state);
void ird_lane_state_clear(ird_lane_state *state, const ird_lane_circuit *circuit);

/* Some of the lanes, a bit each, begin anew. */
void ird_lane_state_empty(ird_lane_state *state, const ird_lane_circuit *circuit,
                          unsigned lanes);

/* What is drawn at an unknown in one step by the cycle of one lane: of ampere / held. */
typedef struct ird_lane_draw {
    int32_t at; /* unknown x IRD_LANES + lane */
    float volt;
} ird_lane_draw;

/* The worst drop of each lane, and the unknown that has it. */
typedef struct ird_lane_worst {
    float volt[IRD_LANES];
    int32_t at[IRD_LANES];
} ird_lane_worst;

/* One step, and the worst drops at its end. */
void ird_lane_step(const ird_lane_circuit *circuit, ird_lane_state *state,
                   const ird_lane_draw *draws, size_t count, ird_lane_worst *worst);

#endif
