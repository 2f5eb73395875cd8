/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A netlist solved by ranks: the first one reads, cuts and asks as a session does, but
 * that those who solve are its own process and its fellows.
 */
#include <stdio.h>
#include <string.h>

#include <mpi.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/output.h"
#include "network/spice.h"
#include "serve.h"
#include "static/solve.h"

typedef struct fellows {
    ird_psolve_order order; /* with the folder */
    ird_preconditioner preconditioner;
    ird_shared *shared;
    ird_guard *guard;
} fellows;

static ird_status start(void **state, const ird_ranks *ranks, size_t parts,
                        const char *folder, ird_error *err) {
    fellows *f = ird_alloc_zero(1, sizeof *f);
    (void)parts;
    if (f == NULL) {
        return ird_fail_memory(err, "solving a netlist");
    }
    f->preconditioner = ranks->preconditioner;
    f->guard = ranks->context;
    snprintf(f->order.folder, sizeof f->order.folder, "%s", folder);
    atomic_store(&f->guard->folder, f->order.folder);
    *state = f;
    return IRD_OK;
}

static void take(ird_ranks_answer *out, const ird_shared_answer *answer) {
    *out = (ird_ranks_answer){answer->iterations, answer->rank_bytes, answer->all_bytes,
                              answer->rank_cpu_s};
}

static ird_status load(void *state, ird_ranks_answer *out, ird_error *err) {
    const ird_shared_told silent = {0};
    fellows *f = state;
    ird_shared_answer answer = {0};
    f->order.what = 'l';
    ird_psolve_send(&f->order);
    IRD_TRY(
        ird_shared_load(&f->shared, f->order.folder, f->preconditioner, &silent, err));
    ird_shared_measure(&answer);
    take(out, &answer);
    return IRD_OK;
}

static ird_status solve(void *state, ird_ranks_answer *out, ird_error *err) {
    fellows *f = state;
    ird_shared_answer answer;
    f->order.what = 's';
    ird_psolve_send(&f->order);
    IRD_TRY(ird_shared_solve(f->shared, &answer, err));
    take(out, &answer);
    return IRD_OK;
}

static void stop(void *state) {
    fellows *f = state;
    f->order.what = 'f';
    ird_psolve_send(&f->order);
    ird_shared_free(f->shared);
    atomic_store(&f->guard->folder, NULL);
    ird_free(f);
}

static const ird_ranks_solver together = {start, load, solve, stop};

static ird_status write_voltages(const ird_network *network, const ird_solution *solution,
                                 const char *path, ird_error *err) {
    ird_output output = {0};
    char name[512];
    IRD_TRY(ird_output_open(&output, path, err));
    for (size_t i = 0; i < solution->node_count; i++) {
        ird_network_node_name(network, (int32_t)i, name, sizeof name);
        fprintf(output.stream, "%s %.12g\n", name,
                ird_solution_voltage_v(solution, network, (int32_t)i));
    }
    return ird_output_commit(&output, err);
}

static void print_answer(const ird_factor *factor, const ird_solution *solution,
                         double seconds) {
    const ird_factor_info info = ird_factor_get_info(factor);
    fprintf(
        stdout,
        "%zu nodes, %zu left after chains, %zu processes, %s: %zu steps, residual %.2g, "
        "worst drop %.6g V, %.2f s, %.3f GB the largest process\n",
        info.nodes, info.core, info.ranks,
        info.preconditioner != NULL ? info.preconditioner : "none", solution->iterations,
        solution->residual, solution->worst_drop_v, seconds, 1e-9 * info.rank_bytes);
}

static ird_status solve_network(const ird_psolve_request *request, ird_network *network,
                                ird_error *err) {
    double begin_s = ird_clock_s();
    int size;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    const ird_ranks ranks = {.count = (size_t)size,
                             .preconditioner = request->preconditioner,
                             .solver = &together,
                             .context = request->guard};
    ird_solve_options options = ird_solve_defaults;
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    options.engine.method = IRD_SOLVE_RANKS;
    options.engine.ranks = &ranks;
    ird_status status = ird_factor_create(&factor, network, &options, NULL, err);
    if (status == IRD_OK) {
        status = ird_solve(&solution, factor, NULL, 0, err);
    }
    if (status == IRD_OK && request->out != NULL) {
        status = write_voltages(network, &solution, request->out, err);
    }
    if (status == IRD_OK) {
        print_answer(factor, &solution, ird_clock_s() - begin_s);
    }
    ird_solution_free(&solution);
    ird_factor_free(factor);
    return status;
}

ird_status ird_psolve_netlist(const ird_psolve_request *request, ird_error *err) {
    const ird_psolve_order quit = {.what = 'q'};
    ird_network network = {0};
    ird_status status =
        ird_spice_read(&network, NULL, NULL, request->input, 0, NULL, err);
    if (status == IRD_OK) {
        status = solve_network(request, &network, err);
    }
    ird_network_free(&network);
    ird_psolve_send(&quit);
    return status;
}
