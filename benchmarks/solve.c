/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One network, read or generated, and solved: a row of the table of benchmarks/solve.
 *
 *     bench-solve FILE.sp             a netlist
 *     bench-solve -mesh SIDE          SIDE x SIDE nodes, random conductances in
 *                                     [0.1, 1.1) S, random loads, a source every 100
 * nodes along both axes
 *     bench-solve -grid RAILS         RAILS rails, a fifth as many straps (mesh.h)
 *     ... ?-method auto|direct|single|multigrid? ?-plain? ?-nowhere? ?-spice OUT.sp?
 *         ?-threads N? ?-ranks N? ?-preconditioner P? ?-psolve PROGRAM?
 *
 * -plain has CHOLMOD order by minimum degree and factor: the peer. -nowhere takes the
 * coordinates of the nodes away.
 *
 * Each network has a process of its own, so that the peak memory is its own. CPU seconds
 * of one thread, which a busy machine disturbs less than the clock on the wall; with
 * -threads, or -ranks, which has irdrop-psolve beside this program solve by so many
 * processes, seconds of that clock.
 */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "benchmarks/clock.h"
#include "benchmarks/mesh.h"
#include "network/spice.h"
#include "ranks/ranks.h"
#include "raster/node_map.h"
#include "static/solve.h"

enum { REPEATS = 5 };

static clockid_t clock_used = CLOCK_PROCESS_CPUTIME_ID;

static double seconds(void) {
    struct timespec now;
    clock_gettime(clock_used, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double peak_gb(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024e-9;
}

typedef struct request {
    const char *file, *spice;
    int32_t side;
    ird_solve_method method;
    bool is_plain, is_nowhere;
    size_t threads;
    bool is_grid;
    ird_ranks ranks;
} request;

/* Options of -ranks; whether it was one. */
static bool parse_ranks(request *wanted, const char *name, const char *value) {
    if (strcmp(name, "-ranks") == 0) {
        wanted->ranks.count = (size_t)strtoul(value, NULL, 10);
        wanted->method = IRD_SOLVE_RANKS;
        clock_used = CLOCK_MONOTONIC;
    } else if (strcmp(name, "-psolve") == 0) {
        wanted->ranks.program = value;
    } else if (strcmp(name, "-preconditioner") == 0) {
        int k = IRD_PRECONDITIONERS - 1;
        while (k > 0 && strcmp(value, ird_preconditioner_name((ird_preconditioner)k))) {
            k--;
        }
        wanted->ranks.preconditioner = (ird_preconditioner)k;
    } else {
        return false;
    }
    return true;
}

static int parse(request *wanted, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        bool has_value = i + 1 < argc;
        if (strcmp(argv[i], "-mesh") == 0 && has_value) {
            wanted->side = (int32_t)strtol(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "-grid") == 0 && has_value) {
            wanted->side = (int32_t)strtol(argv[++i], NULL, 10);
            wanted->is_grid = true;
        } else if (has_value && parse_ranks(wanted, argv[i], argv[i + 1])) {
            i++;
        } else if (strcmp(argv[i], "-spice") == 0 && has_value) {
            wanted->spice = argv[++i];
        } else if (strcmp(argv[i], "-method") == 0 && has_value) {
            i++;
            int k = IRD_SOLVE_MULTIGRID;
            while (k > 0 && strcmp(argv[i], ird_solve_method_name((ird_solve_method)k))) {
                k--;
            }
            wanted->method = (ird_solve_method)k;
        } else if (strcmp(argv[i], "-threads") == 0 && has_value) {
            wanted->threads = (size_t)strtoul(argv[++i], NULL, 10);
            clock_used = CLOCK_MONOTONIC;
        } else if (strcmp(argv[i], "-plain") == 0) {
            wanted->is_plain = true;
        } else if (strcmp(argv[i], "-nowhere") == 0) {
            wanted->is_nowhere = true;
        } else {
            wanted->file = argv[i];
        }
    }
    return (wanted->file != NULL) != (wanted->side > 0);
}

/* Median seconds of solving again for other loads. */
static ird_status solve_again(ird_factor *factor, ird_network *network, double *again_s,
                              ird_error *err) {
    double times[REPEATS];
    for (size_t k = 0; k < REPEATS; k++) {
        for (size_t i = 0; i < network->loads.count; i++) {
            network->loads.items[i].ampere *= 1.0 + 0.01 * (double)((i + k) % 7);
        }
        ird_solution solution = {0};
        double begin_s = seconds();
        ird_status status = ird_solve(&solution, factor, NULL, 0, err);
        times[k] = seconds() - begin_s;
        ird_solution_free(&solution);
        if (status != IRD_OK) {
            return status;
        }
    }
    *again_s = clock_median(times, REPEATS);
    return IRD_OK;
}

static void print_shared(const ird_factor *factor, const ird_solution *solution,
                         double factor_s, double solve_s) {
    const ird_factor_info info = ird_factor_get_info(factor);
    printf("%9zu %9zu %5zu %-9s %9.2f %8.2f %6.2f %5zu %7.3f %7.3f %7.3f %8.1e %10.6g\n",
           info.nodes, info.core, info.ranks, info.preconditioner, factor_s, solve_s,
           info.rank_cpu_s, solution->iterations, 1e-9 * info.rank_bytes,
           1e-9 * (double)info.memory_bytes, peak_gb(), solution->residual,
           1e3 * solution->worst_drop_v);
}

static ird_status run(const request *wanted, ird_network *network, ird_factor **factor,
                      ird_solution *solution, ird_error *err) {
    double begin_s = seconds();
    ird_status status = wanted->file != NULL ? ird_spice_read(network, NULL, NULL,
                                                              wanted->file, 0, NULL, err)
                        : wanted->is_grid    ? bench_grid(network, wanted->side, err)
                                             : bench_mesh(network, wanted->side, err);
    double read_s = seconds() - begin_s;
    if (status == IRD_OK && wanted->spice != NULL) {
        return ird_spice_write(network, NULL, wanted->spice, err);
    }
    for (size_t i = 0; i < network->nodes.count && wanted->is_nowhere; i++) {
        network->nodes.items[i].kind = IRD_NODE_NAMED;
    }
    ird_solve_options options = ird_solve_defaults;
    options.engine.method = wanted->method;
    options.engine.threads = wanted->threads;
    options.engine.ranks = &wanted->ranks;
    options.engine.ordering = wanted->is_plain ? IRD_ORDER_BY_DEGREE : IRD_ORDER_AUTO;
    begin_s = seconds();
    if (status == IRD_OK) {
        status = ird_factor_create(factor, network, &options, NULL, err);
    }
    double factor_s = seconds() - begin_s;
    begin_s = seconds();
    if (status == IRD_OK) {
        status = ird_solve(solution, *factor, NULL, 0, err);
    }
    double solve_s = seconds() - begin_s;
    double again_s = 0;
    if (status == IRD_OK && wanted->method == IRD_SOLVE_RANKS) {
        print_shared(*factor, solution, factor_s, solve_s);
        return IRD_OK;
    }
    if (status == IRD_OK) {
        status = solve_again(*factor, network, &again_s, err);
    }
    if (status == IRD_OK) {
        ird_factor_info info = ird_factor_get_info(*factor);
        double nodes = (double)info.nodes;
        double first_s = factor_s + solve_s;
        printf("%9zu %9zu %9zu %-9s %8.4f %8.4f %8.4f %8.4f %6.1f %7.3f %7.2f %6.0f "
               "%8.1e %8.1e %10.6g %5zu\n",
               info.nodes, info.resistors, info.core, ird_solve_method_name(info.method),
               read_s, factor_s, solve_s, again_s, first_s / again_s, peak_gb(),
               1e6 * first_s / nodes, 1e9 * peak_gb() / nodes, solution->residual,
               solution->kirchhoff, 1e3 * solution->worst_drop_v, solution->iterations);
    }
    return status;
}

int main(int argc, char **argv) {
    request wanted = {.threads = 1, .ranks = {.solver = &ird_ranks_children}};
    if (argc == 2 && strcmp(argv[1], "-header") == 0) {
        printf(
            "    nodes resistors      core method      read_s factor_s  solve_s  "
            "again_s  ratio peak_GB us/node B/node residual kirchhoff  worst_mV steps\n");
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "-shared-header") == 0) {
        printf("    nodes      core ranks by        prepare_s  solve_s  cpu_s steps "
               "rank_GB  "
               "all_GB "
               " own_GB residual   worst_mV\n");
        return 0;
    }
    if (!parse(&wanted, argc, argv)) {
        fputs("usage: bench-solve FILE.sp | -mesh SIDE | -grid RAILS ?-method NAME? "
              "?-plain? "
              "?-nowhere? ?-spice OUT.sp? ?-threads N? ?-ranks N -psolve PROGRAM? "
              "?-preconditioner P?\n",
              stderr);
        return 2;
    }
    ird_network network = {0};
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_error err = {0};
    ird_status status = run(&wanted, &network, &factor, &solution, &err);
    if (status != IRD_OK) {
        fprintf(stderr, "%s:%ld: %s\n", err.file, err.line, err.text);
    }
    ird_solution_free(&solution);
    ird_factor_free(factor);
    ird_network_free(&network);
    return status == IRD_OK ? 0 : 1;
}
