/* SPDX-License-Identifier: BSD-3-Clause
 *
 * irdrop-synth: writes training samples, of the paper's task as .npy files or of random
 * floorplans as safetensors files. */
#include <cblas.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "model/data/set.h"
#include "base/workers.h"
#include "model/programs/options.h"
#include "model/synth/paper.h"
#include "world/cycle_samples.h"
#include "world/samples.h"

typedef struct request {
    const char *kind, *output;
    ird_samples_kind samples;
    size_t count, first, seed, side, threads, cycles;
} request;

static ird_status write_paper(const request *r, ird_error *err) {
    static const char *const names[] = {"power_grid", "cell_density", "switching"};
    ird_paper_scratch scratch = {0};
    size_t pixels = r->side * r->side;
    double *channels = ird_alloc(pixels, IRD_PAPER_CHANNELS * sizeof(double));
    double *label = ird_alloc(pixels, sizeof(double));
    ird_status status = channels != NULL && label != NULL
                            ? ird_paper_scratch_create(&scratch, r->side, err)
                            : ird_fail_memory(err, "making samples");
    for (size_t i = 0; status == IRD_OK && i < r->count; i++) {
        ird_paper_sample(&scratch, r->seed, r->first + i, channels, label);
        status = ird_data_set_write(r->output, names, IRD_PAPER_CHANNELS, r->first + i,
                                    r->side, r->side, channels, label, err);
    }
    ird_paper_scratch_free(&scratch);
    ird_free(channels);
    ird_free(label);
    return status;
}

/* ---- random floorplans ---- */

typedef struct crew {
    const request *request;
    atomic_size_t next, done; /* floorplans */
    atomic_bool failed;
    ird_status *status; /* one a worker */
    ird_error *errors;
    struct timespec begun;
} crew;

static double elapsed_s(const crew *c) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - c->begun.tv_sec) +
           1e-9 * (double)(now.tv_nsec - c->begun.tv_nsec);
}

static void show_progress(crew *c) {
    size_t done = atomic_load(&c->done), count = c->request->count;
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%zu of %zu floorplans, %.0f s left   ", done, count,
                elapsed_s(c) / (double)done * (double)(count - done));
    }
}

/* Floorplans are taken one by one: their sizes differ. */
static void write_floorplans(void *context, size_t worker) {
    crew *c = context;
    const request *r = c->request;
    while (c->status[worker] == IRD_OK && !atomic_load(&c->failed)) {
        size_t i = atomic_fetch_add(&c->next, 1);
        if (i >= r->count) {
            return;
        }
        ird_error *err = &c->errors[worker];
        c->status[worker] =
            strcmp(r->kind, "cycle") == 0
                ? ird_cycle_samples_write(r->output, r->seed, r->first + i, r->cycles,
                                          err)
                : ird_samples_write(r->output, r->samples, r->seed, r->first + i, err);
        atomic_fetch_add(&c->done, 1);
        if (worker == 0) {
            show_progress(c);
        }
    }
    if (c->status[worker] != IRD_OK) {
        atomic_store(&c->failed, true);
    }
}

static ird_status write_pdn(const request *r, ird_error *err) {
    crew c = {.request = r};
    ird_workers *workers = NULL;
    clock_gettime(CLOCK_MONOTONIC, &c.begun);
    /* The threads are ours; how many OpenBLAS takes moves the last digits. */
    openblas_set_num_threads(1);
    c.status = ird_alloc_zero(r->threads, sizeof *c.status);
    c.errors = ird_alloc_zero(r->threads, sizeof *c.errors);
    ird_status status = c.status != NULL && c.errors != NULL
                            ? ird_workers_create(&workers, r->threads, err)
                            : ird_fail_memory(err, "making samples");
    if (status == IRD_OK) {
        mkdir(r->output, 0777); /* where it cannot be, writing tells why */
        ird_workers_run(workers, write_floorplans, &c);
    }
    for (size_t i = 0; status == IRD_OK && i < r->threads; i++) {
        status = c.status[i];
        *err = c.errors[i];
    }
    if (isatty(STDERR_FILENO)) {
        fputc('\n', stderr);
    }
    ird_workers_free(workers);
    ird_free(c.status);
    ird_free(c.errors);
    return status;
}

int main(int argc, char **argv) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    request r = {.kind = "paper",
                 .count = 100,
                 .seed = 1,
                 .side = 64,
                 .cycles = 6,
                 .threads = cores > 1 ? (size_t)cores : 1};
    const ird_option options[] = {
        {"-kind", IRD_OPTION_TEXT, &r.kind,
         "paper: the paper's task, as .npy; pdn: random floorplans, as safetensors, 9 "
         "samples each; pdn3: the same for the maps alone, 12 samples each; cycle: small "
         "ones in time. Floorplans that are there already are not made again"},
        {"-output", IRD_OPTION_TEXT, &r.output, "folder to write to"},
        {"-count", IRD_OPTION_COUNT, &r.count, "samples, or floorplans"},
        {"-first", IRD_OPTION_COUNT, &r.first, "number of the first one"},
        {"-seed", IRD_OPTION_COUNT, &r.seed, "a sample depends on it and on its number"},
        {"-side", IRD_OPTION_COUNT, &r.side, "paper: pixels along each side, 8 to 1024"},
        {"-threads", IRD_OPTION_COUNT, &r.threads,
         "pdn and cycle: the same samples for any number"},
        {"-cycles", IRD_OPTION_COUNT, &r.cycles, "cycle: of each floorplan"},
    };
    ird_options_result read = ird_options_read(
        "writes training samples", options, sizeof options / sizeof *options, argc, argv);
    if (read != IRD_OPTIONS_GO) {
        return read == IRD_OPTIONS_HELP ? 0 : 2;
    }
    bool is_paper = strcmp(r.kind, "paper") == 0;
    r.samples = strcmp(r.kind, "pdn3") == 0 ? IRD_SAMPLES_PDN3 : IRD_SAMPLES_PDN;
    if (!is_paper && r.samples == IRD_SAMPLES_PDN && strcmp(r.kind, "pdn") != 0 &&
        strcmp(r.kind, "cycle") != 0) {
        fprintf(stderr, "irdrop-synth: -kind is paper, pdn, pdn3 or cycle, not %s\n",
                r.kind);
        return 2;
    }
    if (r.output == NULL || r.side < 8 || r.side > 1024 || r.threads < 1 ||
        r.cycles < 1) {
        fprintf(stderr, "irdrop-synth: name a folder with -output DIR; -side is 8 to "
                        "1024, -threads and -cycles above 0\n");
        return 2;
    }
    ird_error err = {0};
    ird_status status = is_paper ? write_paper(&r, &err) : write_pdn(&r, &err);
    if (status != IRD_OK) {
        fprintf(stderr, "irdrop-synth: %s%s%s (IRD-%04d)\n", err.file,
                err.file[0] != '\0' ? ": " : "", err.text, (int)status);
        return 1;
    }
    return 0;
}
