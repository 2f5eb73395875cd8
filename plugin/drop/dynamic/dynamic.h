/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The exact drops of networks in time.
 *
 * With u = supply - v at each node (of a ground net -v), C the capacitance, G the
 * conductance and j the currents drawn, C du/dt + G u = j. A step of h by the trapezoidal
 * rule is one solve for the middle m of the step,
 *     (2C/h + G) m = (j0 + j1)/2 + (2C/h) u0,    u1 = 2m - u0,
 * whose matrix is that of a power grid with more conductances: symmetric positive
 * definite, and factored once a step size by the engines of the static solution.
 * Inductors and capacitors behind a resistance join it as conductances, too; several nets
 * are one system, joined by the capacitors between them.
 *
 * j1 is the current at the end of the step, and half of what the two steps beside it have
 * drawn more than the straight line says: no charge is lost, however short a pulse is.
 * (To take each step's mean current for (j0 + j1)/2 says the same of charge, but rings:
 * at a node without capacitance u1 = 2 mean - u0.) Where there is neither capacitance nor
 * inductance u1 is the static solution of the currents at that time.
 *
 * The first step, and each in which a current jumps, is two of backward Euler with half
 * the step, which have the same matrix and do not ring.
 *
 *     ird_dynamic result = {0};
 *     ird_dynamic_wish wish = {.step_s = 5e-12, .stop_s = 4e-9};
 *     ird_dynamic_input input = {networks, 2, &transient};
 *     ird_dynamic_solve(&result, &input, &wish, NULL, err);
 *
 * The worst of a node is the top of the parabola through three steps where it lies
 * between them: pulses of a few steps have their peaks there. A step of a tenth of a
 * pulse misses up to 9 % without it.
 *
 * Where the currents of many cells bend at once, the rule misses up to a seventh of what
 * a drop bends by, at places whose time constant is near half a step, and what evens out
 * a step is drawn up to half a step too early. A step in which a drop bends by much of
 * the worst is therefore undone and made as four (walk.c), and what was drawn too early
 * before it is taken back by one more solve.
 *
 * Only the worst of each node is kept, and what the wish asks for. All figures have the
 * same bits whatever the number of threads.
 */
#ifndef IRD_DYNAMIC_DYNAMIC_H
#define IRD_DYNAMIC_DYNAMIC_H

#include <pthread.h>

#include "network/transient.h"
#include "static/solve.h"

/* All of it is borrowed. Nodes, resistors and sources count through the networks. */
typedef struct ird_dynamic_input {
    const ird_network *const *networks;
    size_t network_count;
    const ird_transient *transient; /* currents are its drains; loads are not read */
} ird_dynamic_input;

typedef struct ird_time_span {
    double from_s, to_s;
} ird_time_span;

/* Two pins of an instance: what is left of its supply. */
typedef struct ird_dynamic_pair {
    int32_t power, ground; /* nodes, or -1 */
    /* The times that the mean is taken over, one behind the other; none: all of it. */
    const ird_time_span *spans;
    size_t span_count;
} ird_dynamic_pair;

/* A stretch of time before 0 in steps of its own, up to where the next one begins. */
typedef struct ird_warm_up {
    double from_s, step_s; /* < 0, > 0 */
} ird_warm_up;

/* All drops at a time, one a node, NAN at islands. */
typedef ird_status ird_dynamic_frame(void *context, size_t index, double at_s,
                                     const double *drop_v, ird_error *err);

/* Factors that are there of the networks, one each, by the options of the wish, for the
 * static solution; it has the same bits without them. One thread at a time uses them. */
typedef struct ird_dynamic_statics {
    ird_factor *const *factors;
    pthread_mutex_t *lock;
} ird_dynamic_statics;

typedef struct ird_moments ird_moments;

typedef struct ird_dynamic_wish {
    double step_s; /* > 0 */
    double stop_s; /* > step_s; time begins at 0 with the static solution, ... */
    /* ... or with the first of these, rising, of which nothing is kept but where they
     * end: a part of a longer run, which begins at 0, and whose drops at 0 are the end of
     * what was before and not looked at. */
    const ird_warm_up *warm_ups;
    size_t warm_count;
    const double *settled_a; /* one a drain: of the static solution before the first of
                                them; NULL: the currents at that time */
    double until_s;          /* drops behind it are not looked at; 0: all are */
    double known_v;          /* a drop that the longer run is known to have: what bends by
                                little beside it takes no steps of its own, as there */
    double floor_v;          /* > 0: nodes that drop by no more are not told apart, and
                                are said to drop by that, at 0 */
    double cycle_s;          /* what is done again by -refine; 0: 64 steps */
    size_t refined;          /* so many of the worst cycles again, ... */
    size_t finer;            /* ... with a step that much smaller; 0: 8 */
    bool keeps_step;         /* no larger steps where nothing changes */
    bool splits;             /* a step in which a drop bends much is made as four */
    const int32_t *probes;   /* nodes whose course is wanted */
    size_t probe_count;
    bool wants_sources; /* the course of each source's current */
    /* Times at which courses have a value, too, though no step ends there. */
    const double *instants_s;
    size_t instant_count;
    /* Times, rising, at which all drops are handed to a function, by the parabola through
     * three steps; again by finer steps where there are. */
    const double *frames_s;
    size_t frame_count;
    ird_dynamic_frame *frame;
    void *frame_context;
    ird_moments *moments; /* that all steps are kept in (moments.h); NULL: they are not */
    const ird_dynamic_pair *pairs;
    size_t pair_count;
    const ird_dynamic_statics *statics; /* NULL: they are made */
    ird_solve_options solve;
} ird_dynamic_wish; /* solve by ird_solve_defaults, else all zero but for the first two */

/* Values at times; those of one probe or source stand together. */
typedef struct ird_dynamic_course {
    size_t count;
    double *at_s;     /* count of them, rising */
    double *drop_v;   /* of probe i from i * count on: as drops are counted */
    double *source_a; /* of source i likewise; NULL where they are not wanted */
} ird_dynamic_course;

typedef struct ird_dynamic_left {
    double worst_v, at_s; /* sum of both drops at one instant, the largest */
    double mean_v;        /* over the spans */
} ird_dynamic_left;

typedef struct ird_dynamic {
    size_t node_count, source_count;
    double *drop_v, *at_s; /* one a node: its worst, and when; NAN at islands. Between
                              two steps it may be (above) */
    double *static_v;      /* drop at time 0, or where the first warm-up begins */
    int32_t worst_node;    /* -1: there are none */
    double worst_drop_v, worst_at_s, worst_static_v;
    double *cycle_v; /* the worst drop in each cycle_s, from behind its beginning to its
                        end, which may lie in a step; none where that is 0 */
    size_t cycle_count;
    ird_dynamic_left *left; /* one a pair */
    ird_dynamic_course course;
    double *fed_c;        /* one a source: the charge that it gave (power) or took */
    double drawn_c;       /* by the drains that a source reaches, at power nets */
    double unconnected_a; /* mean current of the others */
    size_t unconnected_count;
    /* Steps of the size that was asked for, of the larger one, and of the refinement;
     * those of the first that were made as two of backward Euler. */
    size_t steps, quiet_steps, fine_steps, damped_steps;
    size_t split_steps;   /* of the first, made as four */
    size_t short_pulses;  /* pulses, and waves from rise to fall, within two steps */
    double unrefined_v;   /* the worst before refinement */
    double fine_step_s;   /* 0: none was refined */
    double kirchhoff;     /* the most that what sources and capacitors give misses what is
                             drawn in a step, over the most that moves in one */
    double residual;      /* scaled as in ird_solution, the largest looked at */
    ird_factor_info info; /* of the factor; islands is NULL */
    double factor_s, seconds;
} ird_dynamic; /* all zero is an empty one */

void ird_dynamic_course_free(ird_dynamic_course *course); /* both leave an empty one */
void ird_dynamic_free(ird_dynamic *dynamic);

/* Raises TRANSIENT_STEP (a step or an end that cannot be), TRANSIENT_NODE,
 * TRANSIENT_LOOP (inductors without resistance in a loop, which may lead through
 * sources), and what ird_factor_create and ird_solve raise. dynamic is as it was when
 * that fails. */
ird_status ird_dynamic_solve(ird_dynamic *dynamic, const ird_dynamic_input *input,
                             const ird_dynamic_wish *wish, const ird_monitor *monitor,
                             ird_error *err);

/* The worst drop before any pulse, and by no more than what always flows; of the wish its
 * options and statics alone. Raises what ird_dynamic_solve raises. */
ird_status ird_dynamic_rest(double *worst_v, const ird_dynamic_input *input,
                            const ird_dynamic_wish *wish, const ird_monitor *monitor,
                            ird_error *err);

/* Each of so many, side by side, which must not share a transient that changes: results
 * have the same bits as one after the other. As many at a time as the first wish's
 * options say, and each by that part of the threads. A thread that solves several makes
 * the factors of circuits that differ in their currents alone once. The monitor is told
 * of those that the calling thread solves. On failure results are as they were, and err
 * is of the first that failed, by their order. */
ird_status ird_dynamic_solve_all(ird_dynamic *results, const ird_dynamic_input *inputs,
                                 const ird_dynamic_wish *wishes, size_t count,
                                 const ird_monitor *monitor, ird_error *err);

/* How many those are. */
size_t ird_dynamic_at_once(const ird_solve_options *options);

#endif
