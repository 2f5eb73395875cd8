/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time as text: the worst of each net and when, what is left of the supply at
 * one instant, how the worst is spread over scenarios, and what all of it rests on.
 */
#ifndef IRD_REPORT_DYNAMIC_REPORT_H
#define IRD_REPORT_DYNAMIC_REPORT_H

#include "answer/pin_drops.h"
#include "base/text.h"
#include "capacitance/capacitance.h"
#include "cycles/chance.h"
#include "dynamic/dynamic.h"
#include "switching/switching.h"

/* What is left for the instance that it is least for. */
typedef struct ird_dynamic_supply {
    size_t instances; /* on both nets; 0: nothing else is set */
    const char *worst_name;
    double worst_v, at_s; /* supply less both drops at one instant */
    double mean_v;        /* over its pulses, or all of the time */
    bool has_window;      /* over its pulses */
} ird_dynamic_supply;

typedef struct ird_dynamic_report {
    const ird_solved *nets; /* drops are the worst in time, source currents their means */
    const ird_pin_summary *pins; /* one a net */
    size_t net_count;
    const double *worst_at_s, *static_v; /* one a net: when, and the worst at time 0 */
    const ird_dynamic *dynamic;
    const ird_switching *switching; /* NULL: currents are those of a netlist, and so are
                                       capacitors: cells is NULL, too */
    const ird_transient *transient;
    const char *leakage; /* "of the power report", ...; NULL: none known */
    const double *farad; /* by kind */
    const ird_cell_capacitance *cells;
    bool has_package;
    uint64_t seed;
    bool is_worst, has_toggles;
    double step_s, stop_s;
    double ring_s;  /* how long the package takes to ring once; INFINITY: never */
    double pulse_s; /* pulses of a tenth of all peak current are narrower */
    bool rings_too_fast, is_coarse; /* the step, for ring_s and for pulse_s */
    const double *scenario_v;       /* worst drop of each */
    size_t scenarios, worst_scenario;
    size_t chosen;                       /* of those, solved exactly; 0: all. Then: */
    double missed;                       /* the chance that one of the others is worse */
    const ird_score_quantile *quantiles; /* q50, q90 and q99 of several scenarios */
    const ird_dynamic_supply *supply;    /* NULL: one net alone */
} ird_dynamic_report;

/* A quantile with the range that holds it in 95 of 100 cases, by the binomial
 * distribution of ranks in its normal approximation. Sorts values. */
typedef struct ird_quantile {
    double value, low, high;
} ird_quantile;

ird_quantile ird_quantile_of(double *values, size_t count, double part);

/* What was assumed, a sentence a line, without a full stop. */
ird_status ird_dynamic_assumptions(ird_text *out, const ird_dynamic_report *report,
                                   ird_error *err);

/* NO_MEMORY leaves what was written so far. */
ird_status ird_report_dynamic(ird_text *out, const ird_dynamic_report *report,
                              ird_error *err);

#endif
