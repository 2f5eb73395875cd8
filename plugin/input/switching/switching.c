/* SPDX-License-Identifier: BSD-3-Clause */
#include "switching/switching.h"

#include <math.h>

#include "switching/pulse_plan.h"

static const char DOING[] = "placing currents in time";

const char *ird_when_name(ird_when when) {
    static const char *const names[] = {"even", "toggles", "windows", "stages"};
    return names[when];
}

void ird_switching_free(ird_switching *switching) {
    if (switching != NULL) {
        ird_free(switching->events.items);
        ird_free(switching->idle_a);
        *switching = (ird_switching){0};
    }
}

static double cycle_of(const ird_switching_input *in, double at_s) {
    static const double SLACK = 1e-6; /* a time at its beginning is in it */
    return fmin(floor(at_s / in->period_s + SLACK), (double)in->cycles - 1);
}

/* Cycle by cycle: those at rest say nothing. */
static bool have_delays(const ird_switching_input *in) {
    ird_delays delays = {0};
    for (size_t from = 0, end = 0; from < in->toggle_count; from = end) {
        double cycle = cycle_of(in, in->toggles[from].at_s);
        while (end < in->toggle_count && cycle_of(in, in->toggles[end].at_s) == cycle) {
            end++;
        }
        ird_delays_add(&delays, in->toggles + from, end - from);
    }
    return ird_delays_are_there(&delays);
}

/* All pulses of all cycles: what is drawn, then the toggles. */
static ird_status add_all(ird_switching *made, const ird_switching_plan *plan,
                          const ird_switching_input *in, const ird_monitor *monitor,
                          ird_error *err) {
    for (size_t cycle = 0; cycle < in->cycles; cycle++) {
        const ird_cycle_time time = {.cycle = cycle,
                                     .begin_s = (double)cycle * in->period_s};
        double done = (double)cycle / (double)in->cycles;
        IRD_TRY(ird_monitor_tick(monitor, DOING, done, err));
        IRD_TRY(ird_switching_draw(plan, &time, &made->events, err));
    }
    made->has_delays = have_delays(in);
    const ird_cycle_time whole = {0};
    const ird_run_part part = {in->toggles, in->toggle_count, in->origin_s,
                               made->has_delays};
    IRD_TRY(ird_switching_take(plan, &whole, &part, &made->events, err));
    for (size_t i = 0; i < made->events.count; i++) {
        made->drawn_c += made->events.items[i].charge_c;
    }
    return IRD_OK;
}

ird_status ird_switching_make(ird_switching *switching, const ird_switching_input *input,
                              const ird_monitor *monitor, ird_error *err) {
    ird_switching_plan *plan = NULL;
    IRD_TRY(ird_switching_plan_create(&plan, input, err));
    ird_switching made = plan->about; /* and what it owns */
    plan->about.idle_a = NULL;
    ird_status status = add_all(&made, plan, input, monitor, err);
    ird_switching_plan_free(plan);
    if (status != IRD_OK) {
        ird_switching_free(&made);
        return status;
    }
    ird_switching_free(switching);
    *switching = made;
    return IRD_OK;
}
