/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network in time: a row of the table of benchmarks/dynamic.
 *
 *     bench-dynamic FILE.sp | -mesh SIDE ?-coupled? ?-ground FILE.sp? ?-steps N?
 *                   ?-method NAME? ?-threads N? ?-refine N? ?-even?
 *
 * Every load has 2 fF, to ground or, -coupled, to the same node of a second net of the
 * same form, or, -ground, to the load of the same number in another file; a third of them
 * switch in a cycle of 1 ns, at times from a seed, the rest of their current is idle.
 * Steps of 5 ps; -even never takes larger ones. static_s is a static solve for other
 * loads, step_s one step, both in CPU seconds of one thread. least_s is the least that 16
 * steps in a row took each, and static_least_s the least of the static solves: what they
 * take while nobody else is at work.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "benchmarks/clock.h"
#include "benchmarks/mesh.h"
#include "dynamic/dynamic.h"
#include "network/spice.h"

enum { REPEATS = 9, STEPS = 1000 };
static const double step_s = 5e-12, cycle_s = 1e-9;

static clockid_t clock_used = CLOCK_PROCESS_CPUTIME_ID;

static double seconds(void) {
    struct timespec now;
    clock_gettime(clock_used, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct request {
    const char *file, *ground;
    int32_t side;
    bool is_coupled, is_even;
    size_t steps, threads, refined;
    ird_solve_method method;
} request;

static int parse(request *wanted, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        bool has_value = i + 1 < argc;
        if (strcmp(argv[i], "-coupled") == 0) {
            wanted->is_coupled = true;
        } else if (strcmp(argv[i], "-even") == 0) {
            wanted->is_even = true;
        } else if (strcmp(argv[i], "-mesh") == 0 && has_value) {
            wanted->side = (int32_t)strtol(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "-steps") == 0 && has_value) {
            wanted->steps = strtoul(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "-ground") == 0 && has_value) {
            wanted->ground = argv[++i];
            wanted->is_coupled = true;
        } else if (strcmp(argv[i], "-refine") == 0 && has_value) {
            wanted->refined = strtoul(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "-threads") == 0 && has_value) {
            wanted->threads = strtoul(argv[++i], NULL, 10);
            clock_used = CLOCK_MONOTONIC;
        } else if (strcmp(argv[i], "-method") == 0 && has_value) {
            i++;
            int k = IRD_SOLVE_MULTIGRID;
            while (k > 0 && strcmp(argv[i], ird_solve_method_name((ird_solve_method)k))) {
                k--;
            }
            wanted->method = (ird_solve_method)k;
        } else {
            wanted->file = argv[i];
        }
    }
    return (wanted->file != NULL) != (wanted->side > 0);
}

/* Capacitors, and currents with the mean of the loads. */
static ird_status add_currents(ird_transient *t, const ird_network *n,
                               const ird_network *ground, const request *r,
                               ird_error *err) {
    uint64_t state = 7;
    int32_t second = (int32_t)n->nodes.count;
    double stop_s = step_s * (double)r->steps;
    ird_status status = IRD_OK;
    size_t count =
        n->loads.count < ground->loads.count ? n->loads.count : ground->loads.count;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        const ird_load *load = &n->loads.items[i];
        int32_t other = second + ground->loads.items[i].node;
        int32_t to = r->is_coupled ? other : IRD_REFERENCE, drain;
        const ird_capacitor c = {load->node, to, 2e-15, 0, IRD_CAPACITANCE_LOAD};
        bool switches = bench_uniform(&state) < 1.0 / 3;
        double idle_a = load->ampere * (switches ? 0.05 : 1);
        status = ird_transient_add_capacitor(t, &c, err);
        if (status == IRD_OK) {
            status = ird_transient_add_drain(t, load->node, to, idle_a, &drain, err);
        }
        for (double at_s = 0; switches && at_s < stop_s && status == IRD_OK;
             at_s += cycle_s) {
            const ird_pulse p = {at_s + 0.6 * cycle_s * bench_uniform(&state),
                                 0.95 * load->ampere * cycle_s,
                                 40e-12F + 60e-12F * (float)bench_uniform(&state), drain};
            status = ird_transient_add_pulse(t, &p, err);
        }
    }
    return status;
}

/* What the solver told it is doing, and when. */
typedef struct watch {
    double last_s, least_s;
    bool is_stepping;
} watch;

enum { TICK_STEPS = 16 }; /* between two ticks, of dynamic/walk.c */

static bool tick(void *context, const char *stage, double fraction) {
    watch *w = context;
    double now_s = seconds();
    bool is_stepping = strstr(stage, "in time") != NULL && fraction > 0;
    if (is_stepping && w->is_stepping) {
        w->least_s = fmin(w->least_s, (now_s - w->last_s) / TICK_STEPS);
    }
    w->is_stepping = is_stepping;
    w->last_s = now_s;
    return true;
}

/* Median and least seconds of a static solve. */
static ird_status measure_static(const ird_network *n, const ird_solve_options *options,
                                 double *again_s, double *least_s, ird_error *err) {
    double times[REPEATS];
    ird_factor *factor = NULL;
    ird_status status = ird_factor_create(&factor, n, options, NULL, err);
    for (size_t k = 0; k < REPEATS && status == IRD_OK; k++) {
        ird_solution solution = {0};
        double begin_s = seconds();
        status = ird_solve(&solution, factor, NULL, 0, err);
        times[k] = seconds() - begin_s;
        *least_s = fmin(*least_s, times[k]);
        ird_solution_free(&solution);
    }
    ird_factor_free(factor);
    *again_s = status == IRD_OK ? clock_median(times, REPEATS) : 0;
    return status;
}

static void print_row(const request *r, const ird_dynamic *d, double static_s,
                      double static_least_s, double least_s, double total_s) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double each_s = (total_s - d->factor_s) / (double)r->steps;
    printf("%9zu %9zu %-9s %6zu %6zu %6zu %8.3f %8.3f %9.5f %9.5f %6.2f %7.3f %8.1e "
           "%8.1e %9.5g %9.5g %9.5f %9.5f\n",
           d->node_count, d->info.core, d->info.engine, d->steps, d->quiet_steps,
           d->damped_steps, total_s, d->factor_s, static_s, each_s, each_s / static_s,
           (double)usage.ru_maxrss * 1024e-9, d->residual, d->kirchhoff,
           1e3 * d->worst_static_v, 1e3 * d->worst_drop_v, static_least_s, least_s);
}

static ird_status run(const request *r, ird_network *n, ird_network *ground,
                      ird_transient *t, ird_dynamic *d, ird_error *err) {
    ird_dynamic_wish wish = {.step_s = step_s,
                             .stop_s = step_s * (double)r->steps,
                             .cycle_s = cycle_s,
                             .refined = r->refined,
                             .keeps_step = r->is_even,
                             .solve = ird_solve_defaults};
    wish.solve.engine.method = r->method;
    wish.solve.engine.threads = r->threads;
    ird_status status = r->file != NULL
                            ? ird_spice_read(n, NULL, NULL, r->file, 0, NULL, err)
                            : bench_mesh(n, r->side, err);
    if (status == IRD_OK && r->ground != NULL) {
        status = ird_spice_read(ground, NULL, NULL, r->ground, 0, NULL, err);
    }
    const ird_network *second = r->ground != NULL ? ground : n;
    if (status == IRD_OK) {
        status = add_currents(t, n, second, r, err);
    }
    double static_s = 0, static_least_s = INFINITY;
    if (status == IRD_OK) {
        status = measure_static(n, &wish.solve, &static_s, &static_least_s, err);
    }
    watch watched = {.least_s = INFINITY};
    const ird_monitor monitor = {.tick = tick, .context = &watched};
    const ird_network *networks[] = {n, second};
    const ird_dynamic_input input = {networks, r->is_coupled ? 2 : 1, t};
    double begin_s = seconds();
    if (status == IRD_OK) {
        status = ird_dynamic_solve(d, &input, &wish, &monitor, err);
    }
    if (status == IRD_OK) {
        print_row(r, d, static_s, static_least_s, watched.least_s, seconds() - begin_s);
    }
    return status;
}

int main(int argc, char **argv) {
    request wanted = {.threads = 1, .steps = STEPS};
    if (argc == 2 && strcmp(argv[1], "-header") == 0) {
        printf("    nodes      core engine     steps  quiet damped  total_s factor_s  "
               "static_s    step_s  ratio peak_GB residual kirchhoff static_mV  worst_mV "
               "static_least_s least_s\n");
        return 0;
    }
    if (!parse(&wanted, argc, argv)) {
        fputs("usage: bench-dynamic FILE.sp | -mesh SIDE ?-coupled? ?-ground FILE.sp? "
              "?-steps N? ?-method NAME? ?-threads N? ?-refine N? ?-even?\n",
              stderr);
        return 2;
    }
    ird_network network = {0}, ground = {0};
    ird_transient transient = {0};
    ird_dynamic dynamic = {0};
    ird_error err = {0};
    ird_status status = run(&wanted, &network, &ground, &transient, &dynamic, &err);
    if (status != IRD_OK) {
        fprintf(stderr, "%s:%ld: %s\n", err.file, err.line, err.text);
    }
    ird_dynamic_free(&dynamic);
    ird_transient_free(&transient);
    ird_network_free(&network);
    ird_network_free(&ground);
    return status == IRD_OK ? 0 : 1;
}
