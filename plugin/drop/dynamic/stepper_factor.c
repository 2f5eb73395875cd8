/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The factor of a stepper: that of its networks with what capacitors and inductors
 * conduct in a step.
 */
#include <math.h>

#include "dynamic/stepper.h"

static const char *const doing = "preparing steps in time";

/* No inductor is merged, however small: the unknowns are the same for every step. */
#define LEAST_COIL 2.0 /* times the ohm up to which resistors are merged */

double ird_stepper_siemens(const ird_capacitor *cap, double step_s) {
    return cap->farad > 0 && cap->a != cap->b ? 1 / (cap->ohm + step_s / (2 * cap->farad))
                                              : 0;
}

static ird_status list_companions(const ird_circuit *circuit, double step_s,
                                  ird_companion **companions, size_t *count,
                                  ird_error *err) {
    const ird_transient *t = circuit->transient;
    ird_companion *made = ird_alloc(t->capacitors.count, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    size_t out = 0;
    for (size_t i = 0; i < t->capacitors.count; i++) {
        const ird_capacitor *cap = &t->capacitors.items[i];
        double siemens = ird_stepper_siemens(cap, step_s);
        if (siemens > 0) {
            bool is_turned = cap->a < 0;
            made[out++] = (ird_companion){is_turned ? cap->b : cap->a,
                                          is_turned ? cap->a : cap->b, siemens};
        }
    }
    *companions = made;
    *count = out;
    return IRD_OK;
}

/* Resistors with an inductance have the ohm of this step from here on: a factor reads
 * resistors when it is made, and then no more. Back again without a step. */
static void set_coils(ird_circuit *circuit, double step_s, const ird_merging *merging) {
    const ird_transient *t = circuit->transient;
    for (size_t i = 0; i < t->inductors.count; i++) {
        const ird_inductor *coil = &t->inductors.items[i];
        double ohm = circuit->coil_ohm[i];
        if (step_s > 0 && coil->henry > 0) {
            double most = fmax(merging->ohm, merging->pin_link_ohm);
            ohm = fmax(ohm + 2 * coil->henry / step_s, LEAST_COIL * most);
        }
        circuit->whole.resistors.items[coil->resistor].ohm = ohm;
    }
}

ird_status ird_stepper_make_factor(ird_stepper *s, ird_circuit *circuit,
                                   const ird_solve_options *options,
                                   const ird_monitor *monitor, ird_error *err) {
    ird_companion *companions = NULL;
    size_t count = 0;
    s->factor = ird_circuit_take(circuit, s->step_s);
    if (s->factor != NULL) {
        return IRD_OK;
    }
    IRD_TRY(list_companions(circuit, s->step_s, &companions, &count, err));
    set_coils(circuit, s->step_s, &options->merging);
    ird_solve_options wanted = *options;
    wanted.engine.prefers_single = ird_circuit_is_static(circuit) ? 0 : 1;
    ird_status status = ird_factor_create_with(&s->factor, &circuit->whole, companions,
                                               count, &wanted, monitor, err);
    set_coils(circuit, 0, &options->merging);
    ird_free(companions);
    return status;
}

ird_status ird_stepper_expect(ird_factor_cost *cost, ird_circuit *circuit, double step_s,
                              const ird_solve_options *options,
                              const ird_monitor *monitor, ird_error *err) {
    ird_companion *companions = NULL;
    size_t count = 0;
    IRD_TRY(list_companions(circuit, step_s, &companions, &count, err));
    set_coils(circuit, step_s, &options->merging);
    ird_solve_options wanted = *options;
    wanted.engine.prefers_single = ird_circuit_is_static(circuit) ? 0 : 1;
    ird_status status = ird_factor_expect_with(cost, &circuit->whole, companions, count,
                                               &wanted, monitor, err);
    set_coils(circuit, 0, &options->merging);
    ird_free(companions);
    return status;
}
