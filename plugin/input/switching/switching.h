/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The current of each instance in time: what it draws always, and a pulse each time that
 * it switches.
 *
 *   charge  P_i = leakage + what switching takes, S_i. With n_i toggles a cycle of length
 *           T the pulse of one toggle has the charge S_i T / (V n_i), so that the mean
 *           over many cycles is P_i / V. A register draws at both edges of its clock, in
 *           each cycle and whether its output toggles or not: its toggles have half of C
 * V of what the output swings, each edge half of the rest. (By Liberty the clock pin of a
 * DFF_X1 of Nangate45 takes 2.4 to 4 fJ rising and 4.2 to 7.6 falling; in a report of gcd
 * in sky130 87 % of the power of registers is inside of them.) shape   a triangle as wide
 * as the output takes for its whole swing: its slew over IRD_SLEW_PART, for slews are
 * measured from 20 to 80 % unless Liberty says otherwise; without a slew IRD_WIDTH_STAGES
 * delays of a stage of the technology. Its middle is when the output arrives. when    in
 * this order: the toggles of a simulation; a window of timing; the stage of the instance
 * (stages.h): logic anywhere from IRD_EARLY_STAGE delays of a stage for each of the
 * shortest way to it to IRD_LATE_STAGE for each of the longest, clock cells and registers
 * within their stage. An instance of which nothing is known, or that never switches by
 * its timing, draws S_i evenly. how without a simulation each instance switches in a
 * cycle with the probability often n_i, or n_i times where it is above 1, one toggle
 * behind the other: by its activity; 2 for clock cells (rising, then half a period later
 * falling); else by what a toggle takes, half of C V^2 of what the output swings, n_i =
 * S_i T / (C V^2 / 2), from IRD_TOGGLES_LEAST to as many stages as its window has, or 2
 * (glitches: what switches later than its inputs may toggle more than once); else
 * IRD_TOGGLES_ASSUMED. The draws are hashes of seed, cycle and instance: the same seed
 * gives the same pulses, whatever else is asked. The random pulses of a cycle are then
 * scaled together, by at most IRD_SCALE_MOST, so that each cycle keeps its mean power.
 * worst   every instance switches in every cycle, and those whose windows hold the
 * instant at which most charge can be drawn do so then, the others as near to it as their
 * windows allow; further toggles one width behind the other: an upper bound, not a
 * prediction.
 *
 * A delay of a stage that nobody gives is IRD_STAGE_S_PER_UM times the half pitch of the
 * densest routing layer, and no longer than fits the deepest logic into IRD_CYCLE_PART of
 * the period. This and the three factors are measured, by static timing (NLDM tables,
 * half perimeter wires) of two placed designs with open libraries:
 *
 *     aes, Nangate45, half pitch 70 nm    a stage 40 ps, registers 90 to 101 ps;
 * behind 5.2 at least and 7 at most 239 and 386 ps, behind 5.1 and 16 211 and 920; full
 * swing 41 ps (median) gcd, sky130, 170 nm                 a stage 220 ps, registers 376
 * to 515 ps; 3.0 and 8: 752 and 2714 ps, 2.0 and 14: 630 and 4809 (of OpenSTA); full
 * swing 245 ps
 *
 * Taken is the shorter stage, 0.57 ps per nm (the other has 1.3): what switches closer
 * together drops more.
 */
#ifndef IRD_SWITCHING_SWITCHING_H
#define IRD_SWITCHING_SWITCHING_H

#include "activity/toggles.h"
#include "base/monitor.h"
#include "power/power.h"
#include "switching/stages.h"
#include "timing/timing.h"

#define IRD_SLEW_PART 0.6
#define IRD_TOGGLES_LEAST 0.01
#define IRD_TOGGLES_ASSUMED 0.1 /* a cycle; what OpenSTA takes for inputs */
#define IRD_SCALE_MOST 1.25
#define IRD_STAGE_S_PER_UM 5.7e-10
#define IRD_STAGE_ASSUMED_S 30e-12 /* without any pitch */
#define IRD_CYCLE_PART 0.9
#define IRD_EARLY_STAGE 0.8
#define IRD_LATE_STAGE 1.25
#define IRD_WIDTH_STAGES 1.1
#define IRD_WIDTH_LEAST_S 1e-12

typedef struct ird_switching_input {
    const ird_design *design;
    const ird_technology *tech;
    const ird_power *power;
    const double *leakage_w;   /* a component; NULL: not known, taken as 0 */
    const ird_timing *timing;  /* NULL: none */
    const ird_stages *stages;  /* NULL: none */
    const double *rate_hz;     /* toggles a second, NAN where not known; NULL: none */
    const double *swing_f;     /* what the output of each swings, 0 where not known; NULL:
                                  nothing is known */
    const ird_toggle *toggles; /* of a simulation; NULL: draw */
    size_t toggle_count;
    double origin_s;  /* the time in the run that they are counted from */
    double slew_part; /* of a full swing that slews are over; 0: IRD_SLEW_PART */
    double volt;      /* > 0: current is power over it */
    double period_s;  /* > 0 */
    double stage_s;   /* 0: by the technology */
    size_t cycles;    /* with toggles they end with these cycles */
    uint64_t seed;
    bool is_worst;
} ird_switching_input;

/* Where the time of a pulse is from. */
typedef enum ird_when {
    IRD_WHEN_EVEN, /* no pulse: it is drawn evenly */
    IRD_WHEN_TOGGLE,
    IRD_WHEN_WINDOW,
    IRD_WHEN_STAGE
} ird_when;

enum { IRD_WHENS = IRD_WHEN_STAGE + 1 };

const char *ird_when_name(ird_when when); /* "even", "toggles", "windows", "stages" */

typedef struct ird_event {
    double start_s;
    double charge_c;
    float width_s;
    int32_t component;
} ird_event;

typedef IRD_VEC(ird_event) ird_events;

typedef struct ird_switching {
    ird_events events; /* by cycle */
    double *idle_a;    /* of each component; owned */
    size_t count;      /* of components */
    double period_s, stage_s;
    size_t cycles;
    size_t of_when[IRD_WHENS]; /* instances that draw anything */
    double when_a[IRD_WHENS];  /* what they draw on average, without leakage */
    double leakage_a;          /* on average, of all */
    double average_a;          /* of all: the power over the voltage */
    double drawn_c;            /* of all pulses */
    /* Of the instances whose outputs swing a known capacitance: what they draw in a cycle
     * besides leakage, and half of C V of it, which is the least that a toggle of each
     * takes. The first is above the second where power and period do not fit. */
    double switched_c, swung_c;
    size_t charged_toggles; /* instances whose toggles a cycle are by power and
                               capacitance, ... */
    size_t assumed_toggles; /* ... and assumed */
    size_t clocked;         /* registers that draw at the edges of their clock */
    double slew_part;       /* that slews of timing were taken over; 0: there are none */
    bool assumes_slew_part;
    size_t late;       /* windows that end after the period */
    bool has_delays;   /* of toggles: their times within a cycle were taken */
    double together_s; /* worst: the instant */
} ird_switching;       /* all zero is an empty one */

void ird_switching_free(ird_switching *switching); /* leaves an empty one */

/* Raises CLOCK_PERIOD, TIMING_OUTSIDE (a window begins after the period or ends before
 * its cycle), SWITCHING_TIMES (nothing says when anything switches), INTERRUPTED. */
ird_status ird_switching_make(ird_switching *switching, const ird_switching_input *input,
                              const ird_monitor *monitor, ird_error *err);

/* ---- cycle by cycle -----------------------------------------------------------------
 */

/* What is known of all instances, once, for the pulses of any of many cycles: those that
 * ird_switching_make finds. */
typedef struct ird_switching_plan ird_switching_plan;

/* The toggles of the input are not read, but where they are not NULL the plan is that of
 * a simulation; nor are its cycles. Nothing of the input is needed behind that. Raises
 * what ird_switching_make raises. */
ird_status ird_switching_plan_create(ird_switching_plan **plan,
                                     const ird_switching_input *input, ird_error *err);
void ird_switching_plan_free(ird_switching_plan *plan); /* NULL is passed over */
size_t ird_switching_plan_bytes(const ird_switching_plan *plan);

/* All that is no event. */
const ird_switching *ird_switching_plan_about(const ird_switching_plan *plan);

/* Which cycle, where it begins, and before when no pulse begins: 0 in a run that begins
 * there. */
typedef struct ird_cycle_time {
    size_t cycle;
    double begin_s, least_s;
    uint64_t more; /* to the seed of the plan */
} ird_cycle_time;

/* Add the pulses of a cycle that are drawn: all, or beside those of a simulation. */
ird_status ird_switching_draw(const ird_switching_plan *plan, const ird_cycle_time *time,
                              ird_events *events, ird_error *err);

/* Toggles by time, counted from origin_s of the run: what is drawn for one hangs on its
 * time in the run, so that the same toggle is taken alike wherever a part begins. */
typedef struct ird_run_part {
    const ird_toggle *toggles;
    size_t count;
    double origin_s;
    bool has_delays;
} ird_run_part;

/* Add the pulses of toggles of a simulation. Of time only least_s is read. */
ird_status ird_switching_take(const ird_switching_plan *plan, const ird_cycle_time *time,
                              const ird_run_part *part, ird_events *events,
                              ird_error *err);

/* Whether toggles have delays: at how many instants those of a cycle are, on average over
 * the toggles, so that cycles at rest say nothing. */
typedef struct ird_delays {
    double toggles, instants; /* the second weighed by the first */
} ird_delays;                 /* all zero: none was seen */

void ird_delays_add(ird_delays *delays, const ird_toggle *toggles, size_t count);
bool ird_delays_are_there(const ird_delays *delays);

#endif
