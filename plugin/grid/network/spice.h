/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power grids as SPICE netlists, plain or .gz: resistors, current and voltage sources,
 * and what they have in time: capacitors, inductors, PULSE, PWL and .tran.
 *
 * Read are the dialects of PDNSim (Node_metal1_20330_22400, `R=1.0`, `* Sink for u1/VDD`
 * before a current source), of the ICCAD 2023 contest (n1_m1_4000_0) and of the IBM
 * power-grid benchmarks (n1_4000_0, shorts as V or L of zero, C left out). A node whose
 * name ends in _X_Y gets coordinates, any other keeps its name alone. Legal SPICE is
 * understood: engineering suffixes with unit letters behind them, + continuation lines,
 * comments by *, $ and ;, names, element letters and cards without regard to case.
 *
 * Loads have the DC values of current sources, which is what a static solution takes; the
 * transient has their course. An inductor is a resistor of 0 ohm there. Where no
 * transient is wanted, capacitors are passed over, and a course in time is told. Besides
 * passed over: cards that say nothing of the network (counted; unknown ones are told),
 * courses of voltage sources and others than PULSE and PWL (told: their DC value is
 * taken), parameters such as tc= and ac. .include, .subckt and others that bring in text
 * are refused.
 */
#ifndef IRD_NETWORK_SPICE_H
#define IRD_NETWORK_SPICE_H

#include "base/monitor.h"
#include "network/transient.h"

typedef struct ird_spice_info {
    size_t shorts;       /* zero-volt sources and inductors, read as resistors of 0 ohm */
    size_t capacitors;   /* open for a static solution */
    size_t cards;        /* .op, .option, ...: passed over */
    bool units_assumed;  /* the file says nothing: IRD_SPICE_UNITS */
    bool loads_reversed; /* ground net whose currents were written as for a power net */
} ird_spice_info;

enum { IRD_SPICE_UNITS = 2000 };

/* Read path into an empty network and, unless that is NULL, an empty transient of it.
 * units are the database units per um of the coordinates; 0 takes IRD_SPICE_UNITS. A net
 * with all sources at 0 V is a ground net. info may be NULL. Raises SPICE_SYNTAX,
 * SPICE_NUMBER, SPICE_ELEMENT, SPICE_EMPTY with file and line, and the errors of
 * ird_input_open. */
ird_status ird_spice_read(ird_network *network, ird_transient *transient,
                          ird_spice_info *info, const char *path, int64_t units,
                          const ird_monitor *monitor, ird_error *err);

/* The same for text in memory, which need not end by NUL; path is for messages. */
ird_status ird_spice_parse(ird_network *network, ird_transient *transient,
                           ird_spice_info *info, const char *text, size_t size,
                           const char *path, int64_t units, const ird_monitor *monitor,
                           ird_error *err);

/* A value as SPICE writes it: a number, a suffix (t g meg k m u n p f mil, any case) and
 * letters of a unit behind it. False where it is none, or not finite. */
bool ird_spice_number(const char *text, size_t size, double *value);

/* How instances are named in `* Sink for` comments of a network that has no names of its
 * own (one extracted from a design), and other comments; NULL members leave them out. */
typedef struct ird_spice_naming {
    const char *(*instance)(const void *context, int32_t instance);
    const char *(*terminal)(const void *context, int32_t terminal);
    const void *context;
    const char *made_of; /* of what the network is, for a comment; NULL: none */
} ird_spice_naming;

/* Write the network in PDNSim's dialect with 17 significant digits, so that reading it
 * again gives the same network. naming may be NULL. */
ird_status ird_spice_write(const ird_network *network, const ird_spice_naming *naming,
                           const char *path, ird_error *err);

/* Networks with their drains in the place of their loads, capacitors and inductors.
 * Shorts are sources of 0 V, for simulators take a resistor of 0 ohm for another one; a
 * coil with a resistance and a capacitor with one have a node inside. */
typedef struct ird_spice_circuit {
    const ird_network *const *networks;
    size_t network_count;
    const ird_transient *transient; /* checked against them (ird_transient_check) */
    double step_s, stop_s;          /* of .tran */
} ird_spice_circuit;

ird_status ird_spice_write_circuit(const ird_spice_circuit *circuit, const char *path,
                                   ird_error *err);

#endif
