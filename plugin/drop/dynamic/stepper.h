/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Steps of one size: their factor, and what capacitors and inductors remember between
 * them. For a step of h, with m its middle, a capacitor C behind R is the conductance
 * g = 1 / (R + h/2C) with a source behind it,
 *     i = g (v_m - w0),    w1 = w0 + h/C i        (w the voltage over C alone),
 * and an inductor L in series with R is g = 1 / (R + 2L/h),
 *     i_m = g (v_m + 2L/h i0),    i1 = 2 i_m - i0.
 *
 * A factor in single precision, half of the memory to pass through, solves for the change
 * of the middle alone, by that of the right-hand side: its seven digits are of what
 * changes in a step. That adds up; so every few steps the residual is looked at,
 * corrected until it is nothing, and what that changes is what the steps since have
 * missed. Where it is more than a millionth of the worst they are fewer from then on.
 *
 * Vectors have a value a slot: the unknowns of the factor, the groups of sources, and
 * one for the reference. Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_STEPPER_H
#define IRD_DYNAMIC_STEPPER_H

#include "base/workers.h"
#include "dynamic/circuit.h"
#include "dynamic/currents.h"
#include "static/factor.h"

/* A capacitor without a resistance; several between the same two are one. b is a slot
 * that is no unknown, or a < b. */
typedef struct ird_coupling {
    int32_t a, b;
    double siemens; /* 2C/h */
    double ampere;  /* that it added at a to the last right-hand side */
} ird_coupling;

typedef struct ird_memory {
    int32_t a, b;  /* slots */
    int32_t index; /* of its inductor or capacitor */
    double siemens;
    double keeps;  /* 2L/h of an inductor, h/2C of a capacitor, in ohm */
    double ampere; /* as of a coupling */
} ird_memory;

typedef struct ird_stepper {
    double step_s;
    ird_circuit *circuit; /* which gives the factor, and gets it back */
    ird_factor *factor;
    bool is_whole; /* nothing of it is missing */
    size_t unknowns, slots;
    int32_t *slot_of; /* one a node; -1 at an island */
    double *held;     /* one an unknown: capacitance to the reference, 2C/h */
    IRD_VEC(ird_coupling) couplings;
    size_t held_couplings; /* of them, those whose end b is no unknown */
    IRD_VEC(ird_memory) coils, decaps;
    double *middle_v;   /* one a slot; the right-hand side until it is solved */
    double *rhs_a;      /* one a slot: of middle_v, where it is kept */
    double *residual_a; /* one a slot: scratch; see follows */
    /* Of a rough factor: u_v is where the last step ended, and residual_a has what
     * capacitors to the reference change the right-hand side by from there. Passes over
     * all unknowns take as long as half of a solve: the change is set up while they move,
     * and the right-hand side itself, rhs_a, only where somebody looks at it. */
    bool follows;
    bool is_pending;      /* the change of the middle is in residual_a still */
    ird_draws drawn;      /* in the last right-hand side */
    const double *idle_a; /* likewise */
    double last_part;     /* 2 where the last step went from u to 2m - u, else 1 */
    size_t look_every;    /* steps between two looks at the residual */
    size_t until_look;
    /* The state. */
    double *u_v; /* one a slot */
    double *coil_a, *decap_v;
    /* Of the last step: mean current into each group of sources and the reference, how
     * far all of them miss what is drawn, and the most that one of them is. */
    double *into_a; /* slots - unknowns, and room for as many */
    double moved_a;
    double missed_a, residual; /* of the last step at which they were looked at */
    double change_v;           /* the most that an unknown changed by */
    double bend_v; /* the most that one changed more or less than in the step before */
    double last_scale; /* last_v times that is the change of a whole step of this size */
    /* An unknown that goes up and down by more than ring_v, step by step, rings. */
    double ring_v;
    float *last_v, *turns; /* its last change, and how often it has turned */
    bool rings;
    size_t count;         /* of solves */
    ird_workers *workers; /* for passes over all unknowns where those are many; or NULL */
} ird_stepper;            /* all zero is an empty one */

/* Whether a slot is an unknown. */
static inline bool ird_stepper_has(const ird_stepper *stepper, int32_t slot) {
    return (size_t)slot < stepper->unknowns;
}

/* The conductance of a capacitor in a step; 0 where it is none. */
double ird_stepper_siemens(const ird_capacitor *cap, double step_s);

/* The right-hand side of a step from the present state, which is noted as the last one;
 * or what it is more than the last one, which it follows, where residual_a has its part
 * of that already. parts: of what is drawn in two lists. moved_a becomes the sum of them.
 */
ird_status ird_stepper_set_rhs(ird_stepper *stepper, const double *idle_a,
                               const ird_draws draws[2], const double parts[2],
                               double *rhs, ird_error *err);
ird_status ird_stepper_change_rhs(ird_stepper *stepper, const ird_draws draws[2],
                                  const double parts[2], ird_error *err);

/* The last right-hand side in rhs_a: before the state moves on, ... */
void ird_stepper_sum_rhs(ird_stepper *stepper);
/* ... and afterwards, for the state becomes another one; nothing where it is there. */
void ird_stepper_leave(ird_stepper *stepper);

/* Its factor, of a stepper that knows its step alone; and what that takes. */
ird_status ird_stepper_make_factor(ird_stepper *stepper, ird_circuit *circuit,
                                   const ird_solve_options *options,
                                   const ird_monitor *monitor, ird_error *err);

ird_status ird_stepper_expect(ird_factor_cost *cost, ird_circuit *circuit, double step_s,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, ird_error *err);

/* Leaves an empty one. The circuit keeps the stepper for the next one of that step, where
 * it keeps factors. */
void ird_stepper_free(ird_stepper *stepper);

ird_status ird_stepper_make(ird_stepper *stepper, ird_circuit *circuit, double step_s,
                            const ird_solve_options *options, const ird_monitor *monitor,
                            ird_error *err);

void ird_stepper_set(ird_stepper *stepper, const ird_circuit_state *state,
                     const ird_circuit *circuit);
void ird_stepper_get(const ird_stepper *stepper, ird_circuit_state *state,
                     const ird_circuit *circuit);

/* DAMPED is two of backward Euler; STATIC looks at neither what was nor what is drawn at
 * its beginning. */
typedef enum ird_step_kind {
    IRD_STEP_TRAPEZOID,
    IRD_STEP_DAMPED,
    IRD_STEP_STATIC
} ird_step_kind;

/* As it was made: all is nothing but what sources hold. */
void ird_stepper_clear(ird_stepper *stepper);

/* The state before the last step, which was a trapezoid, as the state of another stepper
 * with the same numbers. coil_a and decap_v are of then. */
void ird_stepper_undo(const ird_stepper *stepper, const double *coil_a,
                      const double *decap_v, ird_stepper *other);

/* The state of another stepper with the same numbers as if what evens out the next step
 * had not been drawn at the end of the last one, which was made by stepper: its draws. */
ird_status ird_stepper_amend(ird_stepper *stepper, const ird_draws *draws,
                             ird_stepper *other, ird_error *err);

/* The state of one stepper becomes that of another one with the same numbers. */
void ird_stepper_hand_over(const ird_stepper *from, ird_stepper *to);

/* One step, with the idle currents of all slots and what is drawn besides at its
 * beginning and at its end. */
ird_status ird_stepper_step(ird_stepper *stepper, ird_step_kind kind,
                            const double *idle_a, const ird_draws *begin,
                            const ird_draws *end, ird_error *err);

/* Call task for shares of the unknowns [from, end), side by side where they are many: the
 * largest of what it returns, which is the same for any shares. */
typedef double ird_share_task(void *context, size_t from, size_t end);
double ird_stepper_share(const ird_stepper *stepper, ird_share_task *task, void *context);

/* What each group of sources feeds at the end of the last step, in u: one a group. */
void ird_stepper_fed(const ird_stepper *stepper, const double *idle_a,
                     const ird_draws *end, double *fed_a);

#endif
