/* SPDX-License-Identifier: BSD-3-Clause
 *
 * bench-inference: irdrop's side of benchmarks/inference. Writes the network and the
 * samples for the other engines into -folder, says what the network is, then obeys lines
 * on standard input, as the other engines do:
 *
 *     run HOW THREADS BATCH COUNT   times of COUNT calls, in seconds, on one line
 *     gemm THREADS COUNT            the same of a product of 1024 x 1024 matrices
 *
 * HOW is a path of the kernels, or "blas": im2col and OpenBLAS, one sample, one thread.
 */
#include <cblas.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "benchmarks/clock.h"
#include "model/export/onnx.h"
#include "model/export/onnx_graph.h"
#include "model/infer/infer.h"
#include "model/layers/layers.h"
#include "model/programs/options.h"
#include "model/weights/embedded.h"

enum { MOST_BATCH = 16, GEMM_SIDE = 1024 };

typedef struct request {
    const char *model, *weights, *folder;
    size_t size;
} request;

typedef struct bench {
    ird_weights weights;
    ird_plan plan;
    float *inputs, *outputs;    /* MOST_BATCH samples */
    float *workspace, *scratch; /* of the way through OpenBLAS */
} bench;

static void free_bench(bench *b) {
    ird_weights_free(&b->weights);
    ird_free(b->inputs);
    ird_free(b->outputs);
    ird_free_aligned(b->workspace);
    ird_free_aligned(b->scratch);
}

static ird_status make_bench(bench *b, const request *r, ird_error *err) {
    ird_status status = r->weights != NULL
                            ? ird_weights_load(&b->weights, r->weights, err)
                            : ird_weights_embedded(&b->weights, r->model, err);
    if (status == IRD_OK) {
        status = ird_plan_make(&b->plan, &b->weights.spec, r->size, r->size, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    size_t pixels = r->size * r->size,
           count = MOST_BATCH * b->plan.spec.channels * pixels;
    b->inputs = ird_alloc(count, sizeof *b->inputs);
    b->outputs = ird_alloc(MOST_BATCH * pixels, sizeof *b->outputs);
    b->workspace = ird_alloc_aligned(b->plan.workspace_size, sizeof *b->workspace);
    b->scratch = ird_alloc_aligned(b->plan.columns_size, sizeof *b->scratch);
    if (b->inputs == NULL || b->outputs == NULL || b->workspace == NULL ||
        b->scratch == NULL) {
        return ird_fail_memory(err, "preparing the benchmark");
    }
    uint32_t state = 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525U + 1013904223U;
        b->inputs[i] = (float)(state >> 8) / (float)(1 << 24);
    }
    return IRD_OK;
}

/* ---- what the other engines get ---- */

static bool write_floats(const request *r, const char *name, const float *values,
                         size_t count) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", r->folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    bool written = fwrite(values, sizeof *values, count, file) == count;
    return fclose(file) == 0 && written;
}

/* One Relu of the input: what a call of an engine costs before it does anything. */
static ird_status write_idle(const char *path, const ird_plan *plan, ird_error *err) {
    ird_onnx_graph graph = {0};
    ird_onnx_node node = ird_onnx_open("Relu", (ird_onnx_name){"drop"}, 1, "channels");
    ird_onnx_close(&graph, &node);
    ird_onnx_value in = {"channels", plan->spec.channels, plan->rows, plan->columns};
    ird_onnx_value out = in;
    out.name = "drop";
    return ird_onnx_save(path, &graph, in, out, err);
}

/* Calls before the first that counts: new threads find their cores in some of them. */
enum { WARM_UP = 5 };

static ird_status run_ours(bench *b, ird_path path, size_t threads, size_t batch,
                           double *times, size_t count, ird_error *err) {
    ird_packed *packed = NULL;
    ird_infer *infer = NULL;
    ird_status status = ird_packed_create(&packed, &b->plan, b->weights.arena, path, err);
    if (status == IRD_OK) {
        status = ird_infer_create(&infer, packed, &b->plan, threads, err);
    }
    for (size_t i = 0; status == IRD_OK && i < count; i++) {
        for (size_t warm = 0; i == 0 && warm < WARM_UP; warm++) {
            ird_infer_run(infer, b->outputs, b->inputs, batch);
        }
        double begun = clock_seconds();
        ird_infer_run(infer, b->outputs, b->inputs, batch);
        times[i] = clock_seconds() - begun;
    }
    ird_infer_free(infer);
    ird_packed_free(packed);
    return status;
}

static ird_status write_files(bench *b, const request *r, ird_error *err) {
    char path[4096];
    double seconds;
    size_t pixels = r->size * r->size;
    snprintf(path, sizeof path, "%s/network.onnx", r->folder);
    ird_status status = ird_onnx_write(path, &b->plan, b->weights.arena, err);
    snprintf(path, sizeof path, "%s/idle.onnx", r->folder);
    if (status == IRD_OK) {
        status = write_idle(path, &b->plan, err);
    }
    snprintf(path, sizeof path, "%s/network.safetensors", r->folder);
    if (status == IRD_OK) {
        status = ird_weights_write(path, &b->plan, b->weights.arena, NULL, 0, err);
    }
    if (status == IRD_OK) {
        status = run_ours(b, ird_path_best(), 1, MOST_BATCH, &seconds, 1, err);
    }
    if (status == IRD_OK &&
        (!write_floats(r, "inputs", b->inputs,
                       MOST_BATCH * b->plan.spec.channels * pixels) ||
         !write_floats(r, "outputs", b->outputs, MOST_BATCH * pixels))) {
        status = ird_fail(err, IRD_FILE_WRITE, "cannot write samples into %s", r->folder);
    }
    return status;
}

/* ---- orders ---- */

static void run_blas(bench *b, double *times, size_t count) {
    size_t pixels = b->plan.rows * b->plan.columns;
    openblas_set_num_threads(1);
    for (size_t i = 0; i < count; i++) {
        double begun = clock_seconds();
        memcpy(b->workspace, b->inputs, b->plan.spec.channels * pixels * sizeof(float));
        ird_net_forward_f32(&b->plan, b->weights.arena, b->workspace, b->scratch);
        times[i] = clock_seconds() - begun;
    }
}

static bool run_gemm(int threads, double *times, size_t count) {
    size_t size = (size_t)GEMM_SIDE * GEMM_SIDE;
    float *a = ird_alloc_aligned(3 * size, sizeof *a);
    if (a == NULL) {
        return false;
    }
    for (size_t i = 0; i < 3 * size; i++) {
        a[i] = (float)(i % 7) / 7;
    }
    openblas_set_num_threads(threads);
    for (size_t i = 0; i < count; i++) {
        double begun = clock_seconds();
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, GEMM_SIDE, GEMM_SIDE,
                    GEMM_SIDE, 1, a, GEMM_SIDE, a + size, GEMM_SIDE, 0, a + 2 * size,
                    GEMM_SIDE);
        times[i] = clock_seconds() - begun;
    }
    ird_free_aligned(a);
    return true;
}

static bool find_path(const char *name, ird_path *path) {
    for (int i = 0; i < IRD_PATH_COUNT; i++) {
        if (strcmp(name, ird_path_name((ird_path)i)) == 0) {
            *path = (ird_path)i;
            return ird_path_supported(*path);
        }
    }
    return false;
}

static bool obey(bench *b, const char *line, ird_error *err) {
    enum { MOST_COUNT = 100000 };
    char how[16];
    size_t threads, batch, count;
    ird_path path;
    bool gemm = sscanf(line, "gemm %zu %zu", &threads, &count) == 2;
    if (!gemm &&
        sscanf(line, "run %15s %zu %zu %zu", how, &threads, &batch, &count) != 4) {
        return false;
    }
    if (count == 0 || count > MOST_COUNT || (!gemm && batch > MOST_BATCH)) {
        return false;
    }
    double *times = ird_alloc(count, sizeof *times);
    bool done = times != NULL;
    if (done && gemm) {
        done = run_gemm((int)threads, times, count);
    } else if (done && strcmp(how, "blas") == 0) {
        run_blas(b, times, count);
    } else if (done) {
        done = find_path(how, &path) &&
               run_ours(b, path, threads, batch, times, count, err) == IRD_OK;
    }
    for (size_t i = 0; done && i < count; i++) {
        printf("%.9f%c", times[i], i + 1 < count ? ' ' : '\n');
    }
    fflush(stdout);
    ird_free(times);
    return done;
}

static void introduce(const bench *b) {
    printf("multiply_adds %" PRIu64 " path %s parameters %zu\n", b->plan.multiply_adds,
           ird_path_name(ird_path_best()), b->plan.arena_size);
    fflush(stdout);
}

int main(int argc, char **argv) {
    request r = {.model = "paper", .size = 64};
    const ird_option options[] = {
        {"-model", IRD_OPTION_TEXT, &r.model, "name of an embedded model"},
        {"-weights", IRD_OPTION_TEXT, &r.weights, "weight file in place of -model"},
        {"-size", IRD_OPTION_COUNT, &r.size, "rows and columns"},
        {"-folder", IRD_OPTION_TEXT, &r.folder, "for what the other engines need"},
    };
    ird_options_result read =
        ird_options_read("irdrop's side of benchmarks/inference", options,
                         sizeof options / sizeof *options, argc, argv);
    if (read != IRD_OPTIONS_GO || r.folder == NULL) {
        return read == IRD_OPTIONS_HELP ? 0 : 2;
    }
    char line[256];
    ird_error err = {0};
    bench b = {0};
    ird_status status = make_bench(&b, &r, &err);
    if (status == IRD_OK) {
        status = write_files(&b, &r, &err);
    }
    if (status == IRD_OK) {
        introduce(&b);
        while (fgets(line, sizeof line, stdin) != NULL && obey(&b, line, &err)) {
        }
    }
    if (err.status != IRD_OK) {
        fprintf(stderr, "bench-inference: %s\n", err.text);
    }
    free_bench(&b);
    return err.status == IRD_OK ? 0 : 1;
}
