/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How bad cycles of a clock are, one against another, for far less than their exact
 * solution takes: which of thousands are worth it. A score is what the worst drop of a
 * cycle would be, or a figure that grows with it; the exact one is `cycle_v` of a long
 * run (dynamic/dynamic.h).
 *
 *     ird_scorer *scorer = NULL;
 *     ird_scorer_wish wish = {.kind = IRD_SCORER_REGIONS, .period_s = 1e-9,
 *                             .solve = ird_solve_defaults};
 *     ird_scorer_create(&scorer, &input, &wish, NULL, err);
 *     for each few cycles:  ird_scorer_run(scorer, before, cycles, count, scores, err);
 *     ird_scorer_free(scorer);
 *
 * Cycles are best handed over ird_scorer_at_once() of them or a multiple, for that many
 * are solved side by side and threads take one such batch each. A score depends on its
 * own cycle (and the one before) alone and has the same bits whatever is handed over with
 * it and whatever the number of threads.
 */
#ifndef IRD_CYCLES_SCORE_H
#define IRD_CYCLES_SCORE_H

#include "dynamic/dynamic.h"

typedef enum ird_scorer_kind {
    IRD_SCORER_CHARGE,  /* all charge of the cycle, in C */
    IRD_SCORER_REGIONS, /* the most charge that one region draws, in C: in the whole
                           cycle, or within slice_s of it */
    IRD_SCORER_MEAN,    /* the drop of the mean current of the cycle, in V */
    /* A walk through the cycle, exact in space, in V, where the charge of stretches of
     * rails, each pulse times its response, is near the most in the cycle. SLICES, for
     * all cycles: within a tenth of it, in four steps a pulse; behind a package in larger
     * steps all along. STEPS, for the best of those: within three tenths, in eight steps
     * a pulse; all along behind a package, where drops fade slowly, or by wish. Both take
     * nets apart (lane_circuit.h): a power and a ground net that drop alike. */
    IRD_SCORER_SLICES,
    IRD_SCORER_STEPS,
    IRD_SCORER_KINDS
} ird_scorer_kind;

/* "charge", "regions", ... */
const char *ird_scorer_name(ird_scorer_kind kind);
/* Whether its scores are drops in V; else they only rank. */
bool ird_scorer_is_volt(ird_scorer_kind kind);

/* The pulses of a cycle; start_s counts from the beginning of their own cycle and may be
 * below 0, and a pulse may go on behind the end. Borrowed. */
typedef struct ird_cycle_pulses {
    const ird_pulse *pulses;
    size_t count;
} ird_cycle_pulses;

#define IRD_SCORE_SPANS 4

typedef struct ird_cycle_score {
    double worst_v; /* or C, see the kinds */
    double at_s;    /* from the beginning of the cycle; NAN: the kind does not say */
    int32_t node;   /* counted through the networks; -1: the kind does not say */
    /* Of SLICES and STEPS, by wish: the times, rising, within the cycle, in which the
     * drop is near the worst. None where nothing was walked. */
    ird_time_span spans[IRD_SCORE_SPANS];
    size_t span_count;
} ird_cycle_score;

typedef struct ird_scorer_wish {
    ird_scorer_kind kind;
    double period_s;  /* > 0: a cycle is [0, period_s) */
    double slice_s;   /* of REGIONS: 0 is the whole cycle; of SLICES and STEPS the step: 0
                         is a part of pulse_s */
    double pulse_s;   /* how long a narrow pulse is; 0: not known */
    double finer;     /* > 0: the steps of SLICES and STEPS are that much smaller */
    bool is_whole;    /* SLICES and STEPS leave out no time of the cycle */
    double memory_s;  /* how long the nets remember what was drawn; 0: not known, and a
                         package is taken to ring all along */
    double region_um; /* side of a square region; 0: a 32nd of the longer side */
    const ird_dynamic_statics *statics; /* as of ird_dynamic_wish */
    ird_solve_options solve;            /* its threads count for all kinds */
} ird_scorer_wish; /* solve by ird_solve_defaults, else all zero but period_s */

typedef struct ird_scorer ird_scorer;

/* Prepare for cycles of that circuit; the pulses of its transient are not looked at. The
 * input, and the monitor, must outlive the scorer. Raises what ird_dynamic_solve raises
 * for the circuit, CYCLE_SCORER where the wish cannot be, INTERRUPTED. */
ird_status ird_scorer_create(ird_scorer **scorer, const ird_dynamic_input *input,
                             const ird_scorer_wish *wish, const ird_monitor *monitor,
                             ird_error *err);
void ird_scorer_free(ird_scorer *scorer); /* NULL is fine */

size_t ird_scorer_at_once(const ird_scorer *scorer);

/* From here on spans of more than that part (> 0) of the worst are told, and those nearer
 * to each other than apart_s are one; of kinds that know any. */
ird_status ird_scorer_want_spans(ird_scorer *scorer, double near, double apart_s,
                                 ird_error *err);

/* How much of the time before a cycle is looked at, at most: pulses that are over by then
 * may be left out. INFINITY: all of the cycle before it. */
double ird_scorer_before_s(const ird_scorer *scorer);

/* The most heat of each of count cycles, as ird_scorer_run tells when to walk by it: the
 * charge of stretches of rails, each pulse times its response, in V; 0 where the scorer
 * knows none. It costs a part of a score. Else as ird_scorer_run. */
ird_status ird_scorer_heat(ird_scorer *scorer, const ird_cycle_pulses *before,
                           const ird_cycle_pulses *cycles, size_t count,
                           ird_cycle_score *scores, ird_error *err);

/* The score of each of count cycles. before has the cycle before each one, whose end may
 * still be felt, its times from its own beginning: of cycles in a row that is cycles - 1.
 * NULL, or a count of 0: not known, nothing is drawn then. Drains of pulses are those of
 * the transient (TRANSIENT_NODE). Not safe for concurrent calls on one scorer. */
ird_status ird_scorer_run(ird_scorer *scorer, const ird_cycle_pulses *before,
                          const ird_cycle_pulses *cycles, size_t count,
                          ird_cycle_score *scores, ird_error *err);

/* ---- for who makes the pulses of cycles on the way ----------------------------------
 *
 * The threads of a scorer are those of its caller, too: each makes the pulses of some
 * cycles and scores them.
 */

/* count things from first on, by one of the threads. */
typedef ird_status ird_scorer_task(void *context, size_t worker, size_t first,
                                   size_t count, ird_error *err);

/* Call the task for count things in pieces of so many, several at the same time: as many
 * as ird_scorer_workers tells, each with another number of a worker. What fails first is
 * told, and stops all. The monitor is asked between pieces. */
ird_status ird_scorer_share(ird_scorer *scorer, size_t count, size_t piece,
                            ird_scorer_task *task, void *context, ird_error *err);
size_t ird_scorer_workers(const ird_scorer *scorer);

/* A good piece of so many cycles: at most ird_scorer_at_once(), but some for each thread.
 */
size_t ird_scorer_piece(const ird_scorer *scorer, size_t count);

/* By one of them: the scores, or heats, of at most ird_scorer_at_once() cycles. Else as
 * ird_scorer_run and ird_scorer_heat. */
ird_status ird_scorer_run_one(ird_scorer *scorer, size_t worker, bool is_heat,
                              const ird_cycle_pulses *before,
                              const ird_cycle_pulses *cycles, size_t count,
                              ird_cycle_score *scores, ird_error *err);

#endif
