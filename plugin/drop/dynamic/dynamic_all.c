/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Several solutions in time side by side, a thread each.
 */
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/workers.h"
#include "dynamic/circuit.h"
#include "dynamic/stepper.h"
#include "engine/dense.h"
#include "engine/engine.h"

static const char *const doing = "solving power grids in time";

typedef struct job {
    ird_status status;
    ird_error err;
} job;

typedef struct pool {
    ird_dynamic *results;
    const ird_dynamic_input *inputs;
    const ird_dynamic_wish *wishes;
    size_t count, engine_threads;
    const ird_monitor *monitor;
    size_t room_bytes; /* of each thread, looked up once: all choose alike */
    job *jobs;
    ird_circuit *circuits; /* one a thread, with the factors for its next one */
    atomic_size_t next;
    atomic_bool stops;
} pool;

/* The user is asked by the thread that called; the others learn of it. */
static bool tick_caller(void *context, const char *stage, double fraction) {
    pool *p = context;
    const ird_monitor *m = p->monitor;
    if (m != NULL && m->tick != NULL && !m->tick(m->context, stage, fraction)) {
        atomic_store(&p->stops, true);
    }
    return !atomic_load(&p->stops);
}

static bool tick_other(void *context, const char *stage, double fraction) {
    pool *p = context;
    (void)stage;
    (void)fraction;
    return !atomic_load(&p->stops);
}

static size_t share_of_room(void *context) {
    return ((const pool *)context)->room_bytes;
}

static void solve_some(void *context, size_t worker) {
    pool *p = context;
    const ird_monitor monitor = {.tick = worker == 0 ? tick_caller : tick_other,
                                 .context = p,
                                 .room = share_of_room};
    for (;;) {
        size_t i = atomic_fetch_add(&p->next, 1);
        if (i >= p->count || atomic_load(&p->stops)) {
            return;
        }
        ird_dynamic_wish wish = p->wishes[i];
        wish.solve.engine.threads = p->engine_threads;
        job *j = &p->jobs[i];
        j->status = ird_dynamic_solve_in(&p->circuits[worker], &p->results[i],
                                         &p->inputs[i], &wish, &monitor, &j->err);
        if (j->status != IRD_OK) {
            atomic_store(&p->stops, true);
            return;
        }
    }
}

/* ---- what it takes -------------------------------------------------------------------
 */

/* Fewer nodes take little, and looking costs part of a solution. */
enum { EXPECTED_FROM = 100000 };
/* Vectors of a node on the way, and values of it in a result; steps that are made again;
 * a node in a step beside the solution, in seconds of the reference. */
enum { VECTORS = 24, VALUES = 3 };
static const double AGAIN = 1.3, STEP_NODE_S = 60e-9;

/* Every thread takes as much as the first, and steps as many. */
static ird_status expect(pool *p, size_t threads, ird_cost *cost, ird_error *err) {
    ird_dynamic_wish wish = p->wishes[0];
    ird_factor_cost f;
    wish.solve.engine.threads = p->engine_threads;
    ird_circuit *circuit = &p->circuits[0];
    IRD_TRY(ird_circuit_renew(circuit, &p->inputs[0], &wish.solve, err));
    double nodes = (double)circuit->whole.nodes.count, count = (double)p->count;
    if (nodes < EXPECTED_FROM || !(wish.step_s > 0)) {
        return IRD_OK;
    }
    IRD_TRY(ird_stepper_expect(&f, circuit, wish.step_s, &wish.solve, p->monitor, err));
    double steps = wish.stop_s / wish.step_s * (wish.splits ? AGAIN : 1);
    double one_s = 2 * f.factor_s + steps * (f.solve_s + STEP_NODE_S * nodes);
    double rounds = ceil(count / (double)threads);
    *cost = (ird_cost){
        .kind = IRD_COST_TIME,
        .doing = doing,
        .instead = threads > 1 ? "fewer -scenarios, or fewer processors, take less"
                               : "-method multigrid takes less",
        .nodes = nodes,
        .peak_bytes =
            (double)threads * ((double)f.peak_bytes + nodes * VECTORS * sizeof(double)) +
            count * nodes * VALUES * sizeof(double),
        .kept_bytes = count * nodes * VALUES * sizeof(double),
        .reference_s = one_s * rounds};
    return ird_monitor_expect(p->monitor, cost, err);
}

/* Without more threads the caller does it all. The library of dense matrices counts its
 * threads for the whole process: one, until all are done. */
static void run(pool *p, size_t threads) {
    ird_workers *workers = NULL;
    ird_error none;
    int threads_before = ird_dense_threads();
    ird_dense_set_threads(1);
    if (threads > 1 && ird_workers_create(&workers, threads, &none) == IRD_OK) {
        ird_workers_run(workers, solve_some, p);
    } else {
        solve_some(p, 0);
    }
    ird_workers_free(workers);
    ird_dense_set_threads(threads_before);
}

/* What went wrong first, by the order of the inputs; that others were stopped for it, or
 * had not begun, says nothing. */
static ird_status outcome(const pool *p, ird_error *err) {
    const job *found = NULL;
    for (size_t i = 0; i < p->count; i++) {
        const job *j = &p->jobs[i];
        bool is_worse = found == NULL || found->status == IRD_INTERRUPTED;
        if (j->status != IRD_OK && is_worse &&
            (found == NULL || j->status != IRD_INTERRUPTED)) {
            found = j;
        }
    }
    if (found == NULL) {
        return IRD_OK;
    }
    if (err != NULL) {
        *err = found->err;
    }
    return found->status;
}

size_t ird_dynamic_at_once(const ird_solve_options *options) {
    return ird_engine_threads(&options->engine);
}

ird_status ird_dynamic_solve_all(ird_dynamic *results, const ird_dynamic_input *inputs,
                                 const ird_dynamic_wish *wishes, size_t count,
                                 const ird_monitor *monitor, ird_error *err) {
    if (count == 0) {
        return IRD_OK;
    }
    size_t all = ird_dynamic_at_once(&wishes[0].solve);
    size_t threads = all < count ? all : count;
    size_t room_bytes = ird_monitor_room(monitor);
    ird_cost cost = {0};
    pool p = {.inputs = inputs,
              .wishes = wishes,
              .count = count,
              .engine_threads = all / threads,
              .monitor = monitor,
              .room_bytes = room_bytes < SIZE_MAX ? room_bytes / threads : SIZE_MAX};
    p.results = ird_alloc_zero(count, sizeof *p.results);
    p.jobs = ird_alloc_zero(count, sizeof *p.jobs);
    p.circuits = ird_alloc_zero(threads, sizeof *p.circuits);
    ird_status status = p.results != NULL && p.jobs != NULL && p.circuits != NULL
                            ? IRD_OK
                            : ird_fail_memory(err, doing);
    for (size_t i = 0; i < threads && status == IRD_OK; i++) {
        p.circuits[i].keeps = threads < count;
    }
    if (status == IRD_OK) {
        status = expect(&p, threads, &cost, err);
    }
    if (status == IRD_OK) {
        double begin_s = ird_clock_s();
        run(&p, threads);
        status = outcome(&p, err);
        if (status == IRD_OK && cost.reference_s > 0) {
            ird_monitor_took(monitor, &cost, ird_clock_s() - begin_s);
        }
    }
    for (size_t i = 0; i < count && p.results != NULL; i++) {
        if (status == IRD_OK) {
            ird_dynamic_free(&results[i]);
            results[i] = p.results[i];
        } else {
            ird_dynamic_free(&p.results[i]);
        }
    }
    for (size_t i = 0; i < threads && p.circuits != NULL; i++) {
        ird_circuit_free(&p.circuits[i]);
    }
    ird_free(p.results);
    ird_free(p.jobs);
    ird_free(p.circuits);
    return status;
}
