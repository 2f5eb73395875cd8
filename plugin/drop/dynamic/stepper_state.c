/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The state of a stepper: set, got, undone, handed to one of another step size.
 */
#include <math.h>
#include <string.h>

#include "dynamic/stepper.h"

/* Steps between two looks at the residual, at most. */
enum { LOOK_EVERY = 32 };

void ird_stepper_clear(ird_stepper *stepper) {
    ird_stepper *s = stepper;
    const ird_topology *topology = &s->factor->topology;
    const ird_transient *t = s->circuit->transient;
    memset(s->rhs_a, 0, s->slots * sizeof *s->rhs_a);
    memset(s->middle_v, 0, s->slots * sizeof *s->middle_v);
    memset(s->residual_a, 0, s->slots * sizeof *s->residual_a);
    memset(s->u_v, 0, s->slots * sizeof *s->u_v);
    memset(s->into_a, 0, 2 * (s->slots - s->unknowns) * sizeof *s->into_a);
    memset(s->last_v, 0, s->unknowns * sizeof *s->last_v);
    memset(s->turns, 0, s->unknowns * sizeof *s->turns);
    memset(s->coil_a, 0, t->inductors.count * sizeof *s->coil_a);
    memset(s->decap_v, 0, t->capacitors.count * sizeof *s->decap_v);
    for (size_t g = 0; g < topology->group_count; g++) {
        s->u_v[s->unknowns + g] = -topology->group_v[g];
        s->middle_v[s->unknowns + g] = -topology->group_v[g];
    }
    s->look_every = LOOK_EVERY;
    s->until_look = s->count = 0;
    s->moved_a = s->missed_a = s->residual = 0;
    s->change_v = s->bend_v = s->last_scale = s->ring_v = 0;
    s->rings = false;
    s->follows = s->is_pending = false;
    s->drawn.count = 0;
    s->idle_a = NULL;
    s->last_part = 0;
    for (size_t i = 0; i < s->couplings.count; i++) {
        s->couplings.items[i].ampere = 0;
    }
    for (size_t i = 0; i < s->coils.count; i++) {
        s->coils.items[i].ampere = 0;
    }
    for (size_t i = 0; i < s->decaps.count; i++) {
        s->decaps.items[i].ampere = 0;
    }
}

void ird_stepper_set(ird_stepper *stepper, const ird_circuit_state *state,
                     const ird_circuit *circuit) {
    ird_stepper *s = stepper;
    ird_stepper_leave(s);
    for (size_t i = 0; i < circuit->whole.nodes.count; i++) {
        if (s->slot_of[i] >= 0 && (size_t)s->slot_of[i] < s->unknowns) {
            s->u_v[s->slot_of[i]] = state->u_v[i];
        }
    }
    const ird_transient *t = circuit->transient;
    memcpy(s->coil_a, state->coil_a, t->inductors.count * sizeof *s->coil_a);
    memcpy(s->decap_v, state->decap_v, t->capacitors.count * sizeof *s->decap_v);
}

void ird_stepper_get(const ird_stepper *stepper, ird_circuit_state *state,
                     const ird_circuit *circuit) {
    const ird_stepper *s = stepper;
    for (size_t i = 0; i < circuit->whole.nodes.count; i++) {
        state->u_v[i] = s->slot_of[i] >= 0 ? s->u_v[s->slot_of[i]] : (double)NAN;
    }
    const ird_transient *t = circuit->transient;
    memcpy(state->coil_a, s->coil_a, t->inductors.count * sizeof *s->coil_a);
    memcpy(state->decap_v, s->decap_v, t->capacitors.count * sizeof *s->decap_v);
}

static void copy_memories(const ird_stepper *from, const double *coil_a,
                          const double *decap_v, ird_stepper *to) {
    const ird_transient *t = from->circuit->transient;
    memcpy(to->coil_a, coil_a, t->inductors.count * sizeof *to->coil_a);
    if (to->decaps.count > 0) {
        memcpy(to->decap_v, decap_v, t->capacitors.count * sizeof *to->decap_v);
    }
    memset(to->turns, 0, to->unknowns * sizeof *to->turns);
    to->rings = false;
    to->ring_v = fmax(to->ring_v, from->ring_v);
}

void ird_stepper_undo(const ird_stepper *stepper, const double *coil_a,
                      const double *decap_v, ird_stepper *other) {
    const ird_stepper *s = stepper;
    ird_stepper_leave(other);
    memcpy(other->u_v, s->u_v, s->slots * sizeof *s->u_v);
    for (size_t i = 0; i < s->unknowns; i++) {
        other->u_v[i] = 2 * s->middle_v[i] - s->u_v[i];
    }
    memset(other->last_v, 0, s->unknowns * sizeof *s->last_v);
    other->last_scale = 0;
    copy_memories(s, coil_a, decap_v, other);
}

/* The end of a trapezoid answers a current at its end like the matrix alone. */
ird_status ird_stepper_amend(ird_stepper *stepper, const ird_draws *draws,
                             ird_stepper *other, ird_error *err) {
    ird_stepper *s = stepper;
    size_t none = 0;
    ird_stepper_leave(other);
    double *v = other->residual_a; /* the constant ends do not change */
    memset(v, 0, s->slots * sizeof *v);
    for (size_t i = 0; i < draws->count; i++) {
        v[draws->items[i].place] -= draws->items[i].ahead_a;
    }
    IRD_TRY(ird_factor_apply(s->factor, v, v, true, &none, err));
    memset(v + s->unknowns, 0, (s->slots - s->unknowns) * sizeof *v);
    for (size_t i = 0; i < s->coils.count; i++) {
        const ird_memory *c = &s->coils.items[i];
        other->coil_a[c->index] += c->siemens * (v[c->a] - v[c->b]);
    }
    for (size_t i = 0; i < s->decaps.count; i++) {
        const ird_memory *c = &s->decaps.items[i];
        other->decap_v[c->index] += c->keeps * c->siemens * (v[c->a] - v[c->b]);
    }
    for (size_t i = 0; i < s->unknowns; i++) {
        other->u_v[i] += v[i];
    }
    return IRD_OK;
}

void ird_stepper_hand_over(const ird_stepper *from, ird_stepper *to) {
    float scale = (float)(to->step_s / from->step_s * from->last_scale);
    ird_stepper_leave(to);
    memcpy(to->u_v, from->u_v, from->slots * sizeof *to->u_v);
    for (size_t i = 0; i < from->unknowns; i++) {
        to->last_v[i] = scale * from->last_v[i];
    }
    to->last_scale = 1;
    to->change_v = fabs((double)scale) * from->change_v;
    copy_memories(from, from->coil_a, from->decap_v, to);
}
