/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/pace.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"

/* What is timed: passes of multiplying and adding over more than the inner caches hold,
 * and what each took on the reference. */
enum { VALUES = 1 << 18, PASSES = 8 };
static const double REFERENCE_PASS_S = 0.13e-3;

/* How far off seconds may be: before and after such work was done. */
static const double GUESSED = 2.2, LEARNED = 1.5;

/* Shorter work says little of longer one. */
static const double LEAST_S = 0.02;

static double timed_pass(double *values, double factor) {
    double begin_s = ird_clock_s();
    for (size_t i = 0; i < VALUES; i++) {
        values[i] = values[i] * factor + 1e-3;
    }
    return ird_clock_s() - begin_s;
}

/* Processes that want to run, over processors. */
static double load_now(void) {
    double load = 0;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return getloadavg(&load, 1) == 1 && processors > 0 ? load / (double)processors : 0;
}

void ird_pace_time(ird_pace *pace) {
    pace->load = load_now();
    if (pace->machine > 0) {
        return;
    }
    double *values = ird_alloc_zero(VALUES, sizeof *values);
    double best_s = (double)INFINITY;
    for (int i = 0; i < PASSES && values != NULL; i++) {
        double pass_s = timed_pass(values, 0.5 + 0.01 * i);
        best_s = i > 0 ? fmin(best_s, pass_s) : best_s; /* the first warms up */
    }
    bool is_timed = values != NULL && values[VALUES / 2] > 0 && best_s > 0;
    pace->machine = is_timed && isfinite(best_s) ? best_s / REFERENCE_PASS_S : 1;
    ird_free(values);
}

ird_span ird_pace_span(const ird_pace *pace, ird_cost_kind kind, double reference_s) {
    bool is_learned = pace->count[kind] > 0;
    double ratio = is_learned ? pace->ratio[kind] : pace->machine > 0 ? pace->machine : 1;
    double off = is_learned ? LEARNED : GUESSED;
    double busy = is_learned ? 1 : fmax(1, pace->load);
    return (ird_span){reference_s * ratio / off, reference_s * ratio * off * busy,
                      is_learned};
}

void ird_pace_learn(ird_pace *pace, ird_cost_kind kind, double reference_s,
                    double seconds) {
    if (!(reference_s >= LEAST_S) || !(seconds > 0)) {
        return;
    }
    double ratio = seconds / reference_s;
    pace->ratio[kind] = pace->count[kind] > 0 ? sqrt(pace->ratio[kind] * ratio) : ratio;
    pace->count[kind]++;
}
