/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drops in time of the session's nets: the worst of each node, and when.
 */
#ifndef IRD_TIMED_NET_DYNAMIC_H
#define IRD_TIMED_NET_DYNAMIC_H

#include "cycles/chance.h"
#include "dynamic/dynamic.h"
#include "session/net_grid.h"
#include "timed/net_transient.h"
#include "session/time_wish.h"

/* The step where nobody gives one: a tenth of a narrow pulse, within these; and -fast. It
 * is shorter where a package rings faster than in IRD_STEPS_A_RING of them, but no
 * shorter than IRD_STEP_RING_S. In fewer than IRD_STEPS_TOO_FEW a ring is wrong by more
 * than 3 % of its height: the trapezoidal rule slows an angle of w h by (w h)^2 / 12. */
#define IRD_STEP_LEAST_S 2.5e-12
#define IRD_STEP_MOST_S 10e-12
#define IRD_STEP_FAST_S 20e-12
#define IRD_STEP_USUAL_S 5e-12 /* without any pulses */
#define IRD_STEP_RING_S 0.5e-12
#define IRD_STEPS_A_RING 20
#define IRD_STEPS_TOO_FEW 10
/* Where a narrow pulse has fewer steps the worst cycle is refined unasked, but for -fast.
 * (With so many the worst drop is within 1.5 % of ngspice's, with half as many 4 %.) */
#define IRD_STEPS_A_PULSE 8

/* Of the worst drops of cycles and scenarios. */
enum { IRD_QUANTILES = 3 };
#define IRD_QUANTILE_PARTS                                                               \
    { 0.5, 0.9, 0.99 }

/* The steps that a wish comes to: as it says, else what a netlist says (.tran), else by
 * the pulses. */
typedef struct ird_time_steps {
    double step_s, stop_s; /* stop_s 0: nothing says it */
    size_t refined;        /* cycles */
    bool splits;           /* steps in which a drop bends much are made as several */
    double
        pulse_s; /* pulses of a tenth of all peak current are narrower; INFINITY: none */
    double ring_s; /* ird_net_transient_ring_s */
} ird_time_steps;

/* An instance on both nets: left of the result has one for each. */
typedef struct ird_net_pair {
    int32_t component;
    bool has_pulses; /* its mean is over all of them, else over all of the time */
} ird_net_pair;

typedef struct ird_net_dynamic {
    ird_cell *transient; /* of an ird_net_transient; of the first scenario */
    ird_dynamic result; /* nodes count through the nets; of several scenarios the worst of
                           each node, all else of the one with the worst drop */
    /* Each net as if it had been solved: drops are the worst in time, currents of sources
     * their means. */
    ird_net_grid nets[IRD_TRANSIENT_MOST];
    size_t net_count;
    ird_time_steps steps;
    IRD_VEC(ird_net_pair) pairs;
    size_t scenarios, worst_scenario;
    double *scenario_v; /* worst drop of each; of those not solved by its score */
    bool *is_solved;    /* of each */
    size_t chosen;      /* 0: all are solved */
    double missed;      /* the chance that one of the others is worse */
    ird_score_quantile quantiles[IRD_QUANTILES]; /* of several scenarios, of all */
} ird_net_dynamic;

ird_status ird_time_wish_steps(const ird_time_wish *wish, const ird_net_transient *net,
                               ird_time_steps *steps, ird_error *err);

/* A cell of an ird_net_dynamic. */
ird_status ird_session_need_dynamic(ird_session *session, const ird_time_wish *wish,
                                    const ird_monitor *monitor, ird_cell **dynamic,
                                    ird_error *err);

/* What is looked at more closely: probes, sources, frames of a wish; its solution is not
 * looked at. components: the instance of each probe, -1: none; NULL: of none. */
typedef struct ird_time_probes {
    ird_dynamic_wish wish;
    const int32_t *components;
} ird_time_probes;

/* All steps are kept at the first question: up to so much, and a quarter of what may be
 * taken, in memory, and what is more in a file (dynamic/moments.h) of at most so much.
 * Then further ones, whatever they ask, are answered from them with the same bits, until
 * an input changes or other drops in time are asked. Where that is not enough each is
 * solved anew. */
#define IRD_MOMENTS_MEMORY_BYTES (UINT64_C(1) << 30)
#define IRD_MOMENTS_FILE_BYTES (UINT64_C(3) << 30)

/* The courses of probes have a value at the worst times of their nodes, too; of instances
 * on two nets at those of both, and of what is left between them. Free *course with
 * ird_dynamic_course_free. */
ird_status ird_session_probe_dynamic(ird_session *session, const ird_time_wish *wish,
                                     const ird_time_probes *probes,
                                     const ird_monitor *monitor,
                                     ird_dynamic_course *course, ird_error *err);

/* The circuit of one of its scenarios, good until ird_session_end_command, and the wish
 * that it is solved by, without pairs. What is asked of both is what
 * ird_session_need_dynamic finds. */
ird_status ird_session_time_circuit(ird_session *session, const ird_time_wish *wish,
                                    size_t number, const ird_monitor *monitor,
                                    const ird_net_transient **net,
                                    ird_dynamic_wish *solved_by, ird_error *err);

/* Write the circuit that is solved, as SPICE. */
ird_status ird_session_write_time(ird_session *session, const ird_time_wish *wish,
                                  const char *path, const ird_monitor *monitor,
                                  ird_error *err);

/* The result that holds a net under the key of its cell, and which of its nets it is;
 * NULL where there is none. */
const ird_net_dynamic *ird_session_dynamic_of(const ird_session *session, int32_t net,
                                              const ird_key *key, size_t *at);

/* The number of its first node among those of the result. */
size_t ird_net_dynamic_first_node(const ird_net_dynamic *dynamic, size_t net);

/* When the worst drop of a net is; NAN without any. */
double ird_net_dynamic_worst_at_s(const ird_net_dynamic *dynamic, size_t net);

#endif
