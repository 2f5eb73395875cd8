/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fast inference against the plain loops in double, on random networks of many kinds, on
 * every path that the processor has and with more threads than one.
 */
#include <stdint.h>

#include "check.h"

#include "base/alloc.h"
#include "model/infer/infer.h"
#include "model/layers/layers.h"

enum { BATCH = 5, THREADS = 3 };

/* Numbers in [-1, 1] that depend on the seed alone. */
static double random_number(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(int64_t)(*state >> 11) / 4503599627370496.0 - 1;
}

typedef struct sample_set {
    ird_plan plan;
    float *arena;
    float *inputs;  /* BATCH samples */
    double *wanted; /* BATCH maps of the plain loops */
} sample_set;

static void free_set(sample_set *set) {
    ird_free(set->arena);
    ird_free(set->inputs);
    ird_free(set->wanted);
}

/* Uniform weights with the variance that keeps activations at their size (He). */
static void fill_arena(sample_set *set, uint64_t *state) {
    for (size_t i = 0; i < set->plan.parameter_count; i++) {
        const ird_parameter *p = &set->plan.parameters[i];
        size_t depth = p->rank == 4 ? p->shape[1] * p->shape[2] * p->shape[3] : 36;
        double bound = sqrt(6.0 / (double)depth);
        for (size_t k = 0; k < p->count; k++) {
            set->arena[p->offset + k] = (float)(bound * random_number(state));
        }
    }
}

static void run_plain(sample_set *set, double *arena, double *workspace, size_t sample) {
    const ird_plan *plan = &set->plan;
    size_t pixels = plan->rows * plan->columns;
    size_t count = plan->spec.channels * pixels;
    for (size_t i = 0; i < count; i++) {
        workspace[i] = (double)set->inputs[sample * count + i];
    }
    ird_net_forward_f64(plan, arena, workspace, NULL);
    memcpy(set->wanted + sample * pixels, workspace + ird_plan_output(plan)->offset,
           pixels * sizeof(double));
}

/* A random network of the paper's kind with what json changes, samples, and what the
 * plain loops make of them. */
static bool make_set(sample_set *set, const char *json, size_t rows, size_t columns) {
    ird_error err = {0};
    ird_net_spec spec = ird_net_spec_paper();
    memset(set, 0, sizeof *set);
    if (!CHECK(ird_net_spec_parse(&spec, json, strlen(json), false, &err) == IRD_OK) ||
        !CHECK(ird_plan_make(&set->plan, &spec, rows, columns, &err) == IRD_OK)) {
        fprintf(stderr, "    %s: %s\n", json, err.text);
        return false;
    }
    const ird_plan *plan = &set->plan;
    size_t input = spec.channels * rows * columns;
    set->arena = ird_alloc(plan->arena_size, sizeof(float));
    set->inputs = ird_alloc(BATCH * input, sizeof(float));
    set->wanted = ird_alloc(BATCH * rows * columns, sizeof(double));
    double *arena = ird_alloc(plan->arena_size, sizeof(double));
    double *workspace = ird_alloc(plan->workspace_size, sizeof(double));
    uint64_t state = 3;
    fill_arena(set, &state);
    for (size_t i = 0; i < plan->arena_size; i++) {
        arena[i] = (double)set->arena[i];
    }
    for (size_t i = 0; i < BATCH * input; i++) {
        set->inputs[i] = (float)(0.5 + 0.5 * random_number(&state));
    }
    for (size_t sample = 0; sample < BATCH; sample++) {
        run_plain(set, arena, workspace, sample);
    }
    ird_free(arena);
    ird_free(workspace);
    return true;
}

/* Largest difference over the largest value. */
static double relative_error(const float *got, const double *wanted, size_t count) {
    double worst = 0, scale = 0;
    for (size_t i = 0; i < count; i++) {
        double error = fabs((double)got[i] - wanted[i]);
        worst = error <= worst ? worst : error; /* a NaN stays */
        scale = fmax(scale, fabs(wanted[i]));
    }
    return worst / scale;
}

/* 1e-5: some hundred roundings of 6e-8, and the min-max layer that divides by a range
 * smaller than the values. */
static void check_path(const sample_set *set, ird_path path, size_t threads,
                       const char *json) {
    ird_error err = {0};
    ird_packed *packed = NULL;
    ird_infer *infer = NULL;
    size_t pixels = set->plan.rows * set->plan.columns;
    float *outputs = ird_alloc_zero(BATCH * pixels, sizeof(float));
    CHECK(ird_packed_create(&packed, &set->plan, set->arena, path, &err) == IRD_OK);
    CHECK(ird_infer_create(&infer, packed, &set->plan, threads, &err) == IRD_OK);
    for (int round = 0; round < 2; round++) {
        ird_infer_run(infer, outputs, set->inputs, BATCH);
        double error = relative_error(outputs, set->wanted, BATCH * pixels);
        if (!CHECK(error < 1e-5)) {
            fprintf(stderr, "    %s, %zu x %zu, path %s, %zu threads, round %d: %g\n",
                    json, set->plan.rows, set->plan.columns, ird_path_name(path), threads,
                    round, error);
        }
        memset(outputs, 0, BATCH * pixels * sizeof(float));
    }
    ird_infer_free(infer);
    ird_packed_free(packed);
    ird_free(outputs);
}

static void check_net(const char *json, size_t rows, size_t columns) {
    sample_set set;
    if (make_set(&set, json, rows, columns)) {
        for (int path = 0; path < IRD_PATH_COUNT; path++) {
            if (ird_path_supported((ird_path)path)) {
                check_path(&set, (ird_path)path, 1, json);
                check_path(&set, (ird_path)path, THREADS, json);
            }
        }
    }
    free_set(&set);
}

static const char *const networks[] = {
    "{}",
    "{\"gate\": true, \"derived\": \"none\"}",
    "{\"derived\": \"ratio_scaled\", \"pool\": \"average\", \"output\": \"sigmoid\"}",
    "{\"skip\": false, \"output\": \"none\"}",
    "{\"skip\": false, \"gate\": true, \"slope\": 0.1}",
    "{\"stem\": 1, \"border\": 0, \"widths\": [5, 7, 9], \"derived\": \"none\"}",
    "{\"stem\": 1, \"border\": 2, \"widths\": [3], \"convs\": 1}",
    "{\"stem\": 1, \"border\": 3, \"widths\": [6], \"convs\": 4, \"gate\": true}",
    "{\"stem\": 2, \"border\": 4, \"widths\": [16, 24, 40], \"slope\": 0.2}",
    "{\"stem\": 2, \"border\": 0, \"widths\": [33, 17], \"convs\": 3, \"slope\": 1}",
    "{\"stem\": 8, \"border\": 8, \"widths\": [20, 36], \"gate\": true}",
    "{\"stem\": 4, \"border\": 0, \"widths\": [8, 10, 12, 14], \"convs\": 1}",
    "{\"channels\": [\"a\"], \"derived\": \"none\", \"widths\": [12, 20]}",
    "{\"channels\": [\"a\", \"b\", \"c\", \"d\", \"e\"], \"widths\": [12, 20]}",
};

static void test_networks(void) {
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        check_net(networks[i], 32, 32);
        check_net(networks[i], 32, 64);
    }
}

static void test_paths_are_named(void) {
    for (int path = 0; path < IRD_PATH_COUNT; path++) {
        printf("%s: %s\n", ird_path_name((ird_path)path),
               ird_path_supported((ird_path)path) ? "tested"
                                                  : "SKIPPED, not on this processor");
    }
}

int main(void) {
    RUN(test_paths_are_named);
    RUN(test_networks);
    return check_summary("infer");
}
