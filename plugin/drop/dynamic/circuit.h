/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The networks as one, in u = supply - v, and its static solution at time 0.
 * Internal to dynamic/ and cycles/.
 */
#ifndef IRD_DYNAMIC_CIRCUIT_H
#define IRD_DYNAMIC_CIRCUIT_H

#include "dynamic/dynamic.h"

/* A factor of a circuit that is not in use: for steps of so many seconds, 0 for none. */
typedef struct ird_spare_factor {
    double step_s;
    ird_factor *factor;
} ird_spare_factor;

struct ird_stepper; /* dynamic/stepper.h */

typedef struct ird_circuit {
    ird_network whole; /* the volt of its sources is -u; it has no loads */
    const ird_transient *transient;
    size_t net_count;
    size_t *first_node, *first_source; /* of each net, and one more */
    bool *is_ground;                   /* of each net */
    double *coil_ohm;                  /* of each inductor's resistor */
    /* What the circuit was joined from, and factors for the next solution of it. */
    const ird_network *const *networks;
    ird_solve_options options;
    bool keeps;
    IRD_VEC(ird_spare_factor) spare;
    IRD_VEC(struct ird_stepper *)
    steppers;                /* not in use, likewise, each with its factor */
    ird_factor **own_static; /* of each network by itself, where that was made here */
    const ird_dynamic_statics *statics;
} ird_circuit; /* all zero is an empty one */

void ird_circuit_free(ird_circuit *circuit);

ird_status ird_circuit_join(ird_circuit *circuit, const ird_dynamic_input *input,
                            ird_error *err);

/* The same, or only another transient where all else is as it was before: networks,
 * capacitors, inductors and options; then its factors are good still. What it was joined
 * from must be there yet. */
ird_status ird_circuit_renew(ird_circuit *circuit, const ird_dynamic_input *input,
                             const ird_solve_options *options, ird_error *err);

/* A factor from the spare ones, or NULL; and back there, where they are kept, or freed.
 */
ird_factor *ird_circuit_take(ird_circuit *circuit, double step_s);
void ird_circuit_give(ird_circuit *circuit, double step_s, ird_factor *factor);

size_t ird_circuit_net(const ird_circuit *circuit, size_t node);

/* Whether anything has a memory. */
bool ird_circuit_is_static(const ird_circuit *circuit);

/* The state of a circuit, whatever the step. */
typedef struct ird_circuit_state {
    double at_s;
    double *u_v;     /* one a node; at islands anything */
    double *coil_a;  /* one an inductor: from end a to b of its resistor, in u / ohm */
    double *decap_v; /* one a capacitor: u over it without its ohm */
} ird_circuit_state; /* all zero is an empty one */

ird_status ird_circuit_state_make(ird_circuit_state *state, const ird_circuit *circuit,
                                  ird_error *err);
void ird_circuit_state_copy(ird_circuit_state *to, const ird_circuit_state *from,
                            const ird_circuit *circuit);
void ird_circuit_state_free(ird_circuit_state *state);

/* The static solution for the currents of the drains at that time, ... */
ird_status ird_circuit_settle(ird_circuit *circuit, ird_circuit_state *state, double at_s,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, ird_error *err);
/* ... or for these, where they are not NULL. */
ird_status ird_circuit_settle_by(ird_circuit *circuit, ird_circuit_state *state,
                                 double at_s, const double *drain_a,
                                 const ird_solve_options *options,
                                 const ird_monitor *monitor, ird_error *err);

/* ird_dynamic_solve in a circuit that is zero, or was solved before. */
ird_status ird_dynamic_solve_in(ird_circuit *circuit, ird_dynamic *dynamic,
                                const ird_dynamic_input *input,
                                const ird_dynamic_wish *wish, const ird_monitor *monitor,
                                ird_error *err);

#endif
