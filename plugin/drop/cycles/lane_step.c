/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A step of several cycles side by side. u becomes the right-hand side, what is left of
 * it by the elimination, and the solution, in place.
 */
#include <math.h>
#include <string.h>

#include "base/many_targets.h"
#include "cycles/lane_circuit.h"

typedef int32_t lane_mask __attribute__((vector_size(IRD_LANES * sizeof(int32_t))));

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The larger of each lane, and where it was. */
ALWAYS_INLINE void keep_larger(ird_lanes *most, lane_mask *where, const ird_lanes *value,
                               int32_t at) {
    lane_mask is_more = *value > *most;
    *most = (ird_lanes)(((lane_mask)*value & is_more) | ((lane_mask)*most & ~is_more));
    *where = (at & is_more) | (*where & ~is_more);
}

/* A current from a to b, before u is multiplied by what is held. */
ALWAYS_INLINE void put_between(const ird_lane_circuit *c, ird_lanes *u,
                               const ird_lane_memory *k, const ird_lanes *ampere) {
    if ((size_t)k->a < c->unknowns) {
        u[k->a] += *ampere * c->per_held[k->a];
    }
    if ((size_t)k->b < c->unknowns) {
        u[k->b] -= *ampere * c->per_held[k->b];
    }
}

IRD_MANY_TARGETS
static void put_memories(const ird_lane_circuit *c, ird_lane_state *s) {
    for (size_t i = 0; i < c->decaps.count; i++) {
        const ird_lane_memory *k = &c->decaps.items[i];
        ird_lanes ampere = k->siemens * s->decap_v[i];
        put_between(c, s->u_v, k, &ampere);
    }
    for (size_t i = 0; i < c->coils.count; i++) {
        const ird_lane_memory *k = &c->coils.items[i];
        ird_lanes ampere = -k->siemens * k->keeps * s->coil_a[i];
        put_between(c, s->u_v, k, &ampere);
    }
}

IRD_MANY_TARGETS
static void remember(const ird_lane_circuit *c, ird_lane_state *s) {
    const ird_lanes *u = s->u_v;
    for (size_t i = 0; i < c->decaps.count; i++) {
        const ird_lane_memory *k = &c->decaps.items[i];
        ird_lanes over = u[k->a] - u[k->b];
        s->decap_v[i] += k->keeps * k->siemens * (over - s->decap_v[i]);
    }
    for (size_t i = 0; i < c->coils.count; i++) {
        const ird_lane_memory *k = &c->coils.items[i];
        ird_lanes over = u[k->a] - u[k->b];
        s->coil_a[i] = k->siemens * (over + k->keeps * s->coil_a[i]);
    }
}

/* The right-hand side, and the elimination of each piece into the core. */
IRD_MANY_TARGETS
static void forward(const ird_lane_circuit *c, ird_lanes *u) {
    const ird_lane_node *nodes = c->nodes;
    const int32_t *pieces = c->pieces.items;
    for (size_t i = c->eliminated; i < c->unknowns; i++) {
        u[i] *= nodes[i].held;
    }
    for (size_t k = 0; k + 1 < c->pieces.count; k++) {
        size_t first = (size_t)pieces[k], end = (size_t)pieces[k + 1];
        for (size_t i = first; i < end; i++) {
            u[i] *= nodes[i].held;
        }
        for (size_t i = first; i < end; i++) {
            u[nodes[i].a] += nodes[i].share_a * u[i];
            u[nodes[i].b] += nodes[i].share_b * u[i];
        }
    }
    u[c->unknowns] = (ird_lanes){0};
}

IRD_MANY_TARGETS
static void backward(const ird_lane_circuit *c, ird_lanes *u, ird_lane_worst *worst) {
    const ird_lane_node *nodes = c->nodes;
    ird_lanes most = {0};
    lane_mask where = {0};
    most -= INFINITY;
    for (size_t i = c->unknowns; i-- > 0;) {
        const ird_lane_node *node = &nodes[i];
        ird_lanes value = u[i];
        if (i < c->eliminated) {
            value = value * node->ohm + node->share_a * u[node->a] +
                    node->share_b * u[node->b];
            u[i] = value;
        }
        ird_lanes drop = node->sign * (value + node->idle_v);
        keep_larger(&most, &where, &drop, (int32_t)i);
    }
    memcpy(worst->volt, &most, sizeof most);
    memcpy(worst->at, &where, sizeof where);
}

void ird_lane_step(const ird_lane_circuit *circuit, ird_lane_state *state,
                   const ird_lane_draw *draws, size_t count, ird_lane_worst *worst) {
    float *values = (float *)state->u_v;
    for (size_t i = 0; i < count; i++) {
        values[draws[i].at] += draws[i].volt;
    }
    put_memories(circuit, state);
    forward(circuit, state->u_v);
    ird_engine_solve_lanes(&circuit->factor->engine, state->u_v + circuit->eliminated,
                           state->room);
    backward(circuit, state->u_v, worst);
    remember(circuit, state);
}

IRD_MANY_TARGETS
void ird_lane_state_empty(ird_lane_state *state, const ird_lane_circuit *circuit,
                          unsigned lanes) {
    lane_mask keeps;
    for (int i = 0; i < IRD_LANES; i++) {
        keeps[i] = (lanes >> i & 1U) != 0 ? 0 : -1;
    }
    for (size_t i = 0; i < circuit->unknowns; i++) {
        state->u_v[i] = (ird_lanes)((lane_mask)state->u_v[i] & keeps);
    }
    for (size_t i = 0; i < circuit->decaps.count; i++) {
        state->decap_v[i] = (ird_lanes)((lane_mask)state->decap_v[i] & keeps);
    }
    for (size_t i = 0; i < circuit->coils.count; i++) {
        state->coil_a[i] = (ird_lanes)((lane_mask)state->coil_a[i] & keeps);
    }
}
