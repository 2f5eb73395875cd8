/* SPDX-License-Identifier: BSD-3-Clause */
#include "serve.h"

#include <errno.h>
#include <mpi.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

enum { WAIT_MS = 2 };

/* ---- what the first rank has the others do ------------------------------------------
 */

void ird_psolve_send(const ird_psolve_order *order) {
    ird_psolve_order copy = *order;
    MPI_Request request;
    MPI_Ibcast(&copy, (int)sizeof copy, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    MPI_Wait(&request, MPI_STATUS_IGNORE);
}

static ird_psolve_order receive(void) {
    ird_psolve_order order;
    MPI_Request request;
    int came = 0;
    MPI_Ibcast(&order, (int)sizeof order, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    MPI_Test(&request, &came, MPI_STATUS_IGNORE);
    while (!came) { /* MPI_Wait would use a core up */
        (void)poll(NULL, 0, WAIT_MS);
        MPI_Test(&request, &came, MPI_STATUS_IGNORE);
    }
    return order;
}

/* One order; its failure is that of all, and the first rank's to tell. */
static void follow(const ird_psolve_request *request, const ird_psolve_order *order,
                   ird_shared **shared) {
    const ird_shared_told silent = {0};
    ird_shared_answer answer;
    ird_error err;
    if (order->what == 's') {
        (void)ird_shared_solve(*shared, &answer, &err);
        return;
    }
    ird_shared_free(*shared);
    *shared = NULL;
    if (order->what == 'l' &&
        ird_shared_load(shared, order->folder, request->preconditioner, &silent, &err) ==
            IRD_OK) {
        ird_shared_measure(&answer);
    }
}

void ird_psolve_follow(const ird_psolve_request *request) {
    ird_shared *shared = NULL;
    ird_psolve_order order;
    do {
        order = receive();
        follow(request, &order, &shared);
    } while (order.what != 'q');
}

/* ---- a folder, once ------------------------------------------------------------------
 */

static ird_status solve_folder(const ird_psolve_request *request, ird_error *err) {
    const ird_shared_told silent = {0};
    ird_shared *shared = NULL;
    ird_shared_answer answer;
    int rank, size;
    double begin_s = ird_clock_s(), loaded_s = begin_s;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    ird_status status =
        ird_shared_load(&shared, request->input, request->preconditioner, &silent, err);
    if (status == IRD_OK) {
        loaded_s = ird_clock_s();
        status = ird_shared_solve(shared, &answer, err);
    }
    if (status == IRD_OK && rank == 0) {
        fprintf(
            stdout,
            "%zu nodes, %d processes, %s: %zu steps, residual %.2g, %.2f s to prepare, "
            "%.2f s to solve, %.3f GB the largest process, %.3f GB all\n",
            answer.nodes, size, ird_preconditioner_name(request->preconditioner),
            answer.iterations, answer.residual, loaded_s - begin_s,
            ird_clock_s() - loaded_s, 1e-9 * answer.rank_bytes, 1e-9 * answer.all_bytes);
    }
    ird_shared_free(shared);
    return status;
}

/* ---- a session, again and again ------------------------------------------------------
 */

/* Set while the ranks work; then the end of standard input ends them at once. */
typedef struct watcher {
    const char *folder;
    atomic_bool works;
} watcher;

/* Standard input ends with the session. Ranks at work would learn of it much later. */
static void *watch(void *context) {
    watcher *w = context;
    struct pollfd input = {.fd = STDIN_FILENO};
    while (poll(&input, 1, -1) < 0 && errno == EINTR) {
    }
    if (atomic_load(&w->works)) {
        ird_scratch_remove(w->folder);
        _exit(1); /* mpirun ends the others */
    }
    return NULL;
}

/* A line without its end; false at the end of the input. */
static bool read_line(char *line, size_t size) {
    size_t length = 0;
    char byte;
    ssize_t got = 0;
    while (length + 1 < size && (got = read(STDIN_FILENO, &byte, 1)) != 0) {
        if (got < 0 && errno != EINTR) {
            return false;
        }
        if (got > 0 && byte == '\n') {
            break;
        }
        line[length] = byte;
        length += got > 0 ? 1 : 0;
    }
    line[length] = '\0';
    return got > 0;
}

static void tell_progress(void *context, const char *stage, double fraction) {
    double *told_s = context;
    double now_s = ird_clock_s();
    if (now_s - *told_s > 0.1) {
        *told_s = now_s;
        fprintf(stdout, "at %.3f %s\n", fraction < 0 ? 0 : fraction, stage);
        fflush(stdout);
    }
}

static void tell_answer(const ird_shared_answer *answer) {
    fprintf(stdout, "done %zu %.0f %.0f %.3f\n", answer->iterations, answer->rank_bytes,
            answer->all_bytes, answer->rank_cpu_s);
    fflush(stdout);
}

static ird_status obey(const ird_psolve_request *request, const char *line,
                       ird_shared **shared, double *told_s, ird_error *err) {
    ird_psolve_order order = {.what = line[0]};
    const ird_shared_told told = {tell_progress, told_s};
    ird_shared_answer answer = {0};
    snprintf(order.folder, sizeof order.folder, "%s", request->input);
    ird_psolve_send(&order);
    if (line[0] == 'l') {
        ird_shared_free(*shared);
        *shared = NULL;
        IRD_TRY(
            ird_shared_load(shared, request->input, request->preconditioner, &told, err));
        ird_shared_measure(&answer);
    } else {
        IRD_TRY(ird_shared_solve(*shared, &answer, err));
    }
    tell_answer(&answer);
    return IRD_OK;
}

static ird_status serve(const ird_psolve_request *request, ird_error *err) {
    watcher w = {.folder = request->input};
    const ird_psolve_order quit = {.what = 'q'};
    char line[64];
    double told_s = 0;
    pthread_t thread;
    ird_shared *shared = NULL;
    ird_status status = IRD_OK;
    atomic_store(&request->guard->folder, request->input);
    if (pthread_create(&thread, NULL, watch, &w) != 0) {
        return ird_fail_memory(err, "starting a thread");
    }
    (void)pthread_detach(thread);
    while (status == IRD_OK && read_line(line, sizeof line)) {
        bool is_known =
            strcmp(line, "load") == 0 || (strcmp(line, "solve") == 0 && shared != NULL);
        atomic_store(&w.works, true);
        if (is_known) {
            status = obey(request, line, &shared, &told_s, err);
        }
        atomic_store(&w.works, false);
    }
    ird_psolve_send(&quit);
    ird_shared_free(shared);
    ird_scratch_remove(request->input);
    return status;
}

ird_status ird_psolve(const ird_psolve_request *request, ird_error *err) {
    struct stat input;
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    int is_folder = !request->is_served && stat(request->input, &input) == 0 &&
                    S_ISDIR(input.st_mode);
    MPI_Bcast(&is_folder, 1, MPI_INT, 0, MPI_COMM_WORLD);
    if (request->is_served && MPI_Barrier(MPI_COMM_WORLD) == MPI_SUCCESS && rank == 0) {
        double told_s = 0; /* all have met, which whoever waits for the first line asks */
        tell_progress(&told_s, "waiting for the processes that solve", 0);
    }
    if (is_folder) {
        return solve_folder(request, err);
    }
    if (rank > 0) {
        ird_psolve_follow(request);
        return IRD_OK;
    }
    return request->is_served ? serve(request, err) : ird_psolve_netlist(request, err);
}
