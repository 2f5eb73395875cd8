/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What networks have besides resistors that matters in time: capacitors, inductance of
 * the package, and currents that change. Kept beside the networks, whose static solution
 * needs none of it.
 *
 * Nodes and resistors are those of one network, or of several that are solved together
 * (the power and the ground net of a design) and count through: with networks A and B
 * node i of B is A.nodes.count + i, resistor i of B is A.resistors.count + i. -1 is the
 * ideal ground, IRD_REFERENCE.
 *
 *     ird_transient t = {0};
 *     ird_transient_add_capacitor(&t, &(ird_capacitor){vdd_node, vss_node, 2e-15, 0,
 *                                 IRD_CAPACITANCE_LOAD}, err);
 *     ird_transient_add_drain(&t, vdd_node, vss_node, leakage_a, &drain, err);
 *     ird_transient_add_pulse(&t, &(ird_pulse){start_s, charge_c, width_s, drain}, err);
 *
 *     ird_network_add_package(&network, source, 0.01, &resistor, err);
 *     ird_transient_add_inductor(&t, &(ird_inductor){resistor, 50e-12}, err);
 *
 * What a drain draws at a time is its idle current and the sum of its pulses, waves and
 * courses then. Adding checks the values alone, TRANSIENT_VALUE; that nodes and resistors
 * are there is checked against the networks by ird_transient_check.
 */
#ifndef IRD_NETWORK_TRANSIENT_H
#define IRD_NETWORK_TRANSIENT_H

#include "network/network.h"

enum { IRD_REFERENCE = -1 };

typedef enum ird_capacitance_kind {
    IRD_CAPACITANCE_UNKNOWN,   /* of a netlist */
    IRD_CAPACITANCE_INTRINSIC, /* inside of cells */
    IRD_CAPACITANCE_LOAD,      /* what quiet cells hold at their supply */
    IRD_CAPACITANCE_DECAP,     /* cells that are there for it */
    IRD_CAPACITANCE_GRID,      /* wires of the supply itself */
    IRD_CAPACITANCE_PACKAGE
} ird_capacitance_kind;

enum { IRD_CAPACITANCE_KINDS = IRD_CAPACITANCE_PACKAGE + 1 };

const char *ird_capacitance_name(ird_capacitance_kind kind); /* "intrinsic", ... */

/* Between two nodes, or a node and IRD_REFERENCE. */
typedef struct ird_capacitor {
    int32_t a, b;
    double farad; /* >= 0 */
    double ohm;   /* in series, >= 0 */
    ird_capacitance_kind kind;
} ird_capacitor;

/* A resistor that has an inductance in series; its ohm may be 0. */
typedef struct ird_inductor {
    int32_t resistor;
    double henry; /* >= 0; 0 is as if it were not there */
} ird_inductor;

/* Draws current out of one node and returns it into another; one of them may be
 * IRD_REFERENCE. */
typedef struct ird_drain {
    int32_t from, to;
    double idle_a; /* always, such as leakage */
} ird_drain;

/* A triangle from start to start + width, its peak in the middle: 2 charge / width. */
typedef struct ird_pulse {
    double start_s;
    double charge_c; /* may be negative */
    float width_s;   /* > 0 */
    int32_t drain;
} ird_pulse;

/* SPICE's PULSE: low until delay, up to high within rise, there for width, down within
 * fall; the same again each period, or never where period is 0. */
typedef struct ird_wave {
    double low_a, high_a;
    double delay_s, rise_s, width_s, fall_s, period_s; /* >= 0 */
    int32_t drain;
} ird_wave;

/* A point of a piecewise linear current. */
typedef struct ird_course_point {
    double at_s, ampere;
    double charge_c; /* since the first point; ird_transient_add_point reckons it */
} ird_course_point;

/* SPICE's PWL: points[first, first + count), straight between them, constant before and
 * after. */
typedef struct ird_course {
    size_t first, count;
    int32_t drain;
} ird_course;

typedef IRD_VEC(ird_pulse) ird_pulses;

typedef struct ird_transient {
    IRD_VEC(ird_capacitor) capacitors;
    IRD_VEC(ird_inductor) inductors;
    IRD_VEC(ird_drain) drains;
    ird_pulses pulses; /* in any order */
    IRD_VEC(ird_wave) waves;
    IRD_VEC(ird_course_point) points;
    IRD_VEC(ird_course) courses;
    double step_s, stop_s; /* that a netlist asks for; 0: it does not say */
} ird_transient;           /* all zero is an empty one */

void ird_transient_free(ird_transient *transient); /* leaves an empty one */

/* Each raises TRANSIENT_VALUE where a value cannot be: not finite, a negative
 * capacitance, inductance, resistance or time, a pulse without width, a wave longer than
 * its period. */
ird_status ird_transient_add_capacitor(ird_transient *transient,
                                       const ird_capacitor *capacitor, ird_error *err);
ird_status ird_transient_add_inductor(ird_transient *transient,
                                      const ird_inductor *inductor, ird_error *err);
ird_status ird_transient_add_drain(ird_transient *transient, int32_t from, int32_t to,
                                   double idle_a, int32_t *drain, ird_error *err);
ird_status ird_transient_add_pulse(ird_transient *transient, const ird_pulse *pulse,
                                   ird_error *err);
ird_status ird_pulses_add(ird_pulses *pulses, const ird_pulse *pulse, ird_error *err);
ird_status ird_transient_add_wave(ird_transient *transient, const ird_wave *wave,
                                  ird_error *err);

/* Begin a course, then give its points; their times must not go back
 * (TRANSIENT_BACKWARDS), and two at the same time are a jump. */
ird_status ird_transient_add_course(ird_transient *transient, int32_t drain,
                                    ird_error *err);
ird_status ird_transient_add_point(ird_transient *transient, double at_s, double ampere,
                                   ird_error *err);

/* A drain for each load of a network, in their order, which draws what the load says;
 * first_node is the number of the network's first node. */
ird_status ird_transient_add_loads(ird_transient *transient, const ird_network *network,
                                   int32_t first_node, ird_error *err);

/* Turn the ends of all drains at those nodes round: currents that were given as bare
 * amounts (ird_network_settle_ground). */
void ird_transient_reverse(ird_transient *transient, size_t first_node, size_t count);

/* Whether all nodes and resistors are there in networks of so many, and drains:
 * TRANSIENT_NODE. */
ird_status ird_transient_check(const ird_transient *transient, size_t nodes,
                               size_t resistors, ird_error *err);

/* Sum of the capacitances of each kind. */
void ird_transient_capacitance(const ird_transient *transient,
                               double farad[IRD_CAPACITANCE_KINDS]);

/* Put an ideal source behind a package: it moves to a new node, joined to the old one by
 * *resistor of so many ohm, to which an inductor may be given; a capacitor of the package
 * goes to *die_node, the old one. NETWORK_NODE where there is no such source,
 * NETWORK_VALUE. */
ird_status ird_network_add_package(ird_network *network, size_t source, double ohm,
                                   int32_t *resistor, int32_t *die_node, ird_error *err);

/* ---- currents of a drain ------------------------------------------------------------
 */

/* Current at a time, at a jump that behind it; and its integral, exact, from a time that
 * is the same for every call, so that the mean over a step is a difference of two. */
double ird_pulse_ampere(const ird_pulse *pulse, double at_s);
double ird_pulse_charge(const ird_pulse *pulse, double at_s);
double ird_wave_ampere(const ird_wave *wave, double at_s);
double ird_wave_charge(const ird_wave *wave, double at_s);
/* The first of its points behind a time; count where there is none. */
size_t ird_course_point_behind(const ird_course_point *points, size_t count, double at_s);
double ird_course_ampere(const ird_transient *transient, const ird_course *course,
                         double at_s);
double ird_course_charge(const ird_transient *transient, const ird_course *course,
                         double at_s);

#endif
