/* SPDX-License-Identifier: BSD-3-Clause */
#include "network/transient.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const doing = "building currents in time";

void ird_transient_free(ird_transient *transient) {
    if (transient == NULL) {
        return;
    }
    ird_free(transient->capacitors.items);
    ird_free(transient->inductors.items);
    ird_free(transient->drains.items);
    ird_free(transient->pulses.items);
    ird_free(transient->waves.items);
    ird_free(transient->points.items);
    ird_free(transient->courses.items);
    memset(transient, 0, sizeof *transient);
}

const char *ird_capacitance_name(ird_capacitance_kind kind) {
    static const char *const names[] = {"unknown", "intrinsic", "load",
                                        "decap",   "grid",      "package"};
    _Static_assert(sizeof names / sizeof *names == IRD_CAPACITANCE_KINDS, "a name each");
    return names[kind];
}

static ird_status fail_value(ird_error *err, const char *what, double value,
                             const char *wanted) {
    return ird_fail(err, IRD_TRANSIENT_VALUE, "%s of %g cannot be; give %s", what, value,
                    wanted);
}

/* NULL where it can be, else what is wanted instead. */
static const char *not_amount(double value) {
    return isfinite(value) && value >= 0 ? NULL : "a finite value, 0 or more";
}

/* The first of the values that is no amount. */
static ird_status need_amounts(const char *const *names, const double *values,
                               size_t count, ird_error *err) {
    for (size_t i = 0; i < count; i++) {
        const char *wanted = not_amount(values[i]);
        if (wanted != NULL) {
            return fail_value(err, names[i], values[i], wanted);
        }
    }
    return IRD_OK;
}

static ird_status need_finite(const char *name, double value, ird_error *err) {
    return isfinite(value) ? IRD_OK : fail_value(err, name, value, "a finite value");
}

ird_status ird_transient_add_capacitor(ird_transient *transient,
                                       const ird_capacitor *capacitor, ird_error *err) {
    static const char *const names[] = {"a capacitance",
                                        "a resistance behind a capacitor"};
    const double values[] = {capacitor->farad, capacitor->ohm};
    IRD_TRY(need_amounts(names, values, 2, err));
    IRD_TRY(ird_vec_reserve(&transient->capacitors, 1, doing, err));
    transient->capacitors.items[transient->capacitors.count++] = *capacitor;
    return IRD_OK;
}

ird_status ird_transient_add_inductor(ird_transient *transient,
                                      const ird_inductor *inductor, ird_error *err) {
    static const char *const names[] = {"an inductance"};
    IRD_TRY(need_amounts(names, &inductor->henry, 1, err));
    IRD_TRY(ird_vec_reserve(&transient->inductors, 1, doing, err));
    transient->inductors.items[transient->inductors.count++] = *inductor;
    return IRD_OK;
}

ird_status ird_transient_add_drain(ird_transient *transient, int32_t from, int32_t to,
                                   double idle_a, int32_t *drain, ird_error *err) {
    IRD_TRY(need_finite("a current", idle_a, err));
    if (transient->drains.count >= INT32_MAX) {
        return ird_fail(err, IRD_NETWORK_TOO_LARGE,
                        "there are more than %d currents; split the power grid by net",
                        INT32_MAX);
    }
    IRD_TRY(ird_vec_reserve(&transient->drains, 1, doing, err));
    if (drain != NULL) {
        *drain = (int32_t)transient->drains.count;
    }
    transient->drains.items[transient->drains.count++] = (ird_drain){from, to, idle_a};
    return IRD_OK;
}

ird_status ird_pulses_add(ird_pulses *pulses, const ird_pulse *pulse, ird_error *err) {
    IRD_TRY(need_finite("the charge of a pulse", pulse->charge_c, err));
    IRD_TRY(need_finite("the start of a pulse", pulse->start_s, err));
    if (!(pulse->width_s > 0) || !isfinite(pulse->width_s)) {
        return fail_value(err, "the width of a pulse", (double)pulse->width_s,
                          "a finite value greater than 0");
    }
    IRD_TRY(ird_vec_reserve(pulses, 1, doing, err));
    pulses->items[pulses->count++] = *pulse;
    return IRD_OK;
}

ird_status ird_transient_add_pulse(ird_transient *transient, const ird_pulse *pulse,
                                   ird_error *err) {
    return ird_pulses_add(&transient->pulses, pulse, err);
}

ird_status ird_transient_add_wave(ird_transient *transient, const ird_wave *wave,
                                  ird_error *err) {
    static const char *const names[] = {"the delay of a wave", "the rise of a wave",
                                        "the width of a wave", "the fall of a wave",
                                        "the period of a wave"};
    const double values[] = {wave->delay_s, wave->rise_s, wave->width_s, wave->fall_s,
                             wave->period_s};
    IRD_TRY(need_finite("the current of a wave", wave->low_a, err));
    IRD_TRY(need_finite("the current of a wave", wave->high_a, err));
    IRD_TRY(need_amounts(names, values, 5, err));
    double busy_s = wave->rise_s + wave->width_s + wave->fall_s;
    if (wave->period_s > 0 && busy_s > wave->period_s * (1 + 1e-9)) {
        return ird_fail(err, IRD_TRANSIENT_VALUE,
                        "a wave that rises, stays and falls within %g s does not fit "
                        "into its period of %g s",
                        busy_s, wave->period_s);
    }
    IRD_TRY(ird_vec_reserve(&transient->waves, 1, doing, err));
    transient->waves.items[transient->waves.count++] = *wave;
    return IRD_OK;
}

ird_status ird_transient_add_course(ird_transient *transient, int32_t drain,
                                    ird_error *err) {
    IRD_TRY(ird_vec_reserve(&transient->courses, 1, doing, err));
    transient->courses.items[transient->courses.count++] =
        (ird_course){transient->points.count, 0, drain};
    return IRD_OK;
}

ird_status ird_transient_add_point(ird_transient *transient, double at_s, double ampere,
                                   ird_error *err) {
    ird_course *course = &transient->courses.items[transient->courses.count - 1];
    IRD_TRY(need_finite("a time", at_s, err));
    IRD_TRY(need_finite("a current", ampere, err));
    ird_course_point made = {at_s, ampere, 0};
    if (course->count > 0) {
        const ird_course_point *last =
            &transient->points.items[transient->points.count - 1];
        if (at_s < last->at_s) {
            return ird_fail(err, IRD_TRANSIENT_BACKWARDS,
                            "a piecewise linear current goes back from %g s to %g s; "
                            "give its points in the order of time",
                            last->at_s, at_s);
        }
        made.charge_c =
            last->charge_c + 0.5 * (ampere + last->ampere) * (at_s - last->at_s);
    }
    IRD_TRY(ird_vec_reserve(&transient->points, 1, doing, err));
    transient->points.items[transient->points.count++] = made;
    course->count++;
    return IRD_OK;
}

ird_status ird_transient_add_loads(ird_transient *transient, const ird_network *network,
                                   int32_t first_node, ird_error *err) {
    for (size_t i = 0; i < network->loads.count; i++) {
        const ird_load *load = &network->loads.items[i];
        IRD_TRY(ird_transient_add_drain(transient, first_node + load->node, IRD_REFERENCE,
                                        load->ampere, NULL, err));
    }
    return IRD_OK;
}

void ird_transient_reverse(ird_transient *transient, size_t first_node, size_t count) {
    for (size_t i = 0; i < transient->drains.count; i++) {
        ird_drain *d = &transient->drains.items[i];
        int64_t end = d->from >= 0 ? d->from : d->to;
        if (end >= (int64_t)first_node && end < (int64_t)(first_node + count)) {
            *d = (ird_drain){d->to, d->from, d->idle_a};
        }
    }
}

/* ---- whether all is there ---------------------------------------------------------- */

typedef struct limits {
    size_t nodes, resistors, drains;
} limits;

static ird_status fail_place(ird_error *err, const char *what, int64_t number,
                             const char *of, size_t count) {
    return ird_fail(err, IRD_TRANSIENT_NODE,
                    "a %s names %s %" PRId64 "; there are %zu of them", what, of, number,
                    count);
}

static ird_status need(const char *what, const char *of, int64_t number, int64_t lowest,
                       size_t count, ird_error *err) {
    return number >= lowest && number < (int64_t)count
               ? IRD_OK
               : fail_place(err, what, number, of, count);
}

static ird_status check_elements(const ird_transient *t, const limits *most,
                                 ird_error *err) {
    for (size_t i = 0; i < t->capacitors.count; i++) {
        const ird_capacitor *c = &t->capacitors.items[i];
        IRD_TRY(need("capacitor", "node", c->a, IRD_REFERENCE, most->nodes, err));
        IRD_TRY(need("capacitor", "node", c->b, IRD_REFERENCE, most->nodes, err));
    }
    for (size_t i = 0; i < t->inductors.count; i++) {
        IRD_TRY(need("inductor", "resistor", t->inductors.items[i].resistor, 0,
                     most->resistors, err));
    }
    for (size_t i = 0; i < t->drains.count; i++) {
        const ird_drain *d = &t->drains.items[i];
        IRD_TRY(need("current", "node", d->from, IRD_REFERENCE, most->nodes, err));
        IRD_TRY(need("current", "node", d->to, IRD_REFERENCE, most->nodes, err));
    }
    return IRD_OK;
}

ird_status ird_transient_check(const ird_transient *transient, size_t nodes,
                               size_t resistors, ird_error *err) {
    const limits most = {nodes, resistors, transient->drains.count};
    IRD_TRY(check_elements(transient, &most, err));
    for (size_t i = 0; i < transient->pulses.count; i++) {
        IRD_TRY(need("pulse", "drain", transient->pulses.items[i].drain, 0, most.drains,
                     err));
    }
    for (size_t i = 0; i < transient->waves.count; i++) {
        IRD_TRY(
            need("wave", "drain", transient->waves.items[i].drain, 0, most.drains, err));
    }
    for (size_t i = 0; i < transient->courses.count; i++) {
        IRD_TRY(need("course", "drain", transient->courses.items[i].drain, 0, most.drains,
                     err));
    }
    return IRD_OK;
}

void ird_transient_capacitance(const ird_transient *transient,
                               double farad[IRD_CAPACITANCE_KINDS]) {
    memset(farad, 0, IRD_CAPACITANCE_KINDS * sizeof *farad);
    for (size_t i = 0; i < transient->capacitors.count; i++) {
        const ird_capacitor *c = &transient->capacitors.items[i];
        farad[c->kind] += c->farad;
    }
}

/* ---- the package of a source ------------------------------------------------------- */

ird_status ird_network_add_package(ird_network *network, size_t source, double ohm,
                                   int32_t *resistor, int32_t *die_node, ird_error *err) {
    if (source >= network->sources.count) {
        return ird_fail(err, IRD_NETWORK_NODE,
                        "a package is for source %zu, which is not there", source);
    }
    size_t nodes = network->nodes.count;
    int32_t old = network->sources.items[source].node, made;
    char name[40];
    int length = snprintf(name, sizeof name, "package_%zu", source);
    IRD_TRY(ird_network_add_named_node(network, name, (size_t)length, &made, err));
    ird_status status = ird_network_add_resistor(network, made, old, ohm, err);
    if (status != IRD_OK) {
        ird_names_truncate(&network->node_names, (size_t)network->nodes.items[made].name);
        network->nodes.count = nodes;
        return status;
    }
    network->sources.items[source].node = made;
    *resistor = (int32_t)network->resistors.count - 1;
    *die_node = old;
    return IRD_OK;
}
