/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Random networks of many kinds, samples, and what the plain loops in double make of
 * them: what fast inference and exported networks are compared with.
 */
#ifndef IRD_TESTS_RANDOM_NET_H
#define IRD_TESTS_RANDOM_NET_H

#include <stdint.h>

#include "check.h"

#include "base/alloc.h"
#include "model/layers/layers.h"

enum { BATCH = 4 };

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

static inline void free_set(sample_set *set) {
    ird_free(set->arena);
    ird_free(set->inputs);
    ird_free(set->wanted);
}

/* Uniform weights with the variance that keeps activations at their size (He). */
static void fill_arena(sample_set *set, uint64_t *state) {
    for (size_t i = 0; i < set->plan.parameter_count; i++) {
        const ird_parameter *p = &set->plan.parameters[i];
        size_t depth = p->rank == 4 ? p->shape[1] * p->shape[2] * p->shape[3] : 36;
        bool fields =
            set->plan.spec.form == IRD_FORM_SHEET &&
            strcmp(p->name, "head.weight") == 0; /* far apart, as trained ones */
        double bound = sqrt(6.0 / (double)depth) * (fields ? 5 : 1);
        for (size_t k = 0; k < p->count; k++) {
            set->arena[p->offset + k] = (float)(bound * random_number(state));
        }
    }
}

/* Of noise alone a sheet is soft: sample 1 is a grid of few drops, sample 2 has still
 * fewer, so that its sheet is as stiff as they get, and of sample 3 the current is
 * uniform.
 */
static void smooth_grids(sample_set *set) {
    const ird_plan *plan = &set->plan;
    size_t plane = plan->rows * plan->columns, sample = plan->spec.channels * plane;
    for (size_t i = 0; i < plane; i++) {
        double x = (double)(i % plan->columns) / (double)plan->columns;
        double y = (double)(i / plan->columns) / (double)plan->rows;
        double wave = sin(7 * x) * cos(5 * y);
        set->inputs[sample + i] = (float)(0.5 + 0.2 * wave);
        set->inputs[2 * sample + i] = (float)(0.5 + 0.01 * wave);
        set->inputs[3 * sample + plane + i] = 0.5F;
        set->inputs[3 * sample + 2 * plane + i] = 0.25F;
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

/* Samples, and what the plain loops make of them with the parameters at arena, or with
 * random ones where that is NULL. */
static inline bool make_set_of(sample_set *set, const ird_net_spec *spec,
                               const float *arena, size_t rows, size_t columns) {
    ird_error err = {0};
    memset(set, 0, sizeof *set);
    if (!CHECK(ird_plan_make(&set->plan, spec, rows, columns, &err) == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
        return false;
    }
    const ird_plan *plan = &set->plan;
    size_t input = spec->channels * rows * columns;
    set->arena = ird_alloc(plan->arena_size, sizeof(float));
    set->inputs = ird_alloc(BATCH * input, sizeof(float));
    set->wanted = ird_alloc(BATCH * rows * columns, sizeof(double));
    double *precise = ird_alloc(plan->arena_size, sizeof(double));
    double *workspace = ird_alloc(plan->workspace_size, sizeof(double));
    uint64_t state = 3;
    fill_arena(set, &state);
    for (size_t i = 0; i < plan->arena_size; i++) {
        set->arena[i] = arena != NULL ? arena[i] : set->arena[i];
        precise[i] = (double)set->arena[i];
    }
    for (size_t i = 0; i < BATCH * input; i++) {
        set->inputs[i] = (float)(0.5 + 0.5 * random_number(&state));
    }
    if (spec->form == IRD_FORM_SHEET) {
        smooth_grids(set);
    }
    for (size_t sample = 0; sample < BATCH; sample++) {
        run_plain(set, precise, workspace, sample);
    }
    ird_free(precise);
    ird_free(workspace);
    return true;
}

/* The same for a random network: the paper's with what json changes. */
static inline bool make_set(sample_set *set, const char *json, size_t rows,
                            size_t columns) {
    ird_error err = {0};
    ird_net_spec spec = ird_net_spec_paper();
    if (!CHECK(ird_net_spec_parse(&spec, json, strlen(json), false, &err) == IRD_OK)) {
        fprintf(stderr, "    %s: %s\n", json, err.text);
        memset(set, 0, sizeof *set);
        return false;
    }
    return make_set_of(set, &spec, NULL, rows, columns);
}

/* What is changed of the paper's network: every choice, and widths that fill no block of
 * channels, or several. */
static const char *const random_networks[] = {
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
    "{\"derived\": \"sheet\", \"output\": \"response\", \"widths\": [12, 20]}",
    "{\"derived\": \"sheet\", \"form\": \"sheet\", \"output\": \"response\", "
    "\"channels\": [\"a\", \"b\", \"c\", \"d\"], \"gate\": true, \"skip\": false, "
    "\"stem\": 2, \"border\": 2, \"widths\": [9, 17]}",
    "{\"derived\": \"sheet\", \"form\": \"sheet\", \"pool\": \"average\", "
    "\"output\": \"response\", \"border\": 0, \"widths\": [8, 12, 20]}",
};

enum { RANDOM_NETWORKS = sizeof random_networks / sizeof *random_networks };

#endif
