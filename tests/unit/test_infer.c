/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fast inference against the plain loops in double, on random networks of many kinds, on
 * every path that the processor has and with more threads than one.
 */
#include "random_net.h"

#include "model/infer/infer.h"

enum { THREADS = 3 };

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

static void test_networks(void) {
    for (size_t i = 0; i < RANDOM_NETWORKS; i++) {
        check_net(random_networks[i], 32, 64);
    }
    check_net(random_networks[0], 64, 32);
    check_net(random_networks[RANDOM_NETWORKS - 1], 64, 32);
}

static void test_paths_are_named(void) {
    for (int path = 0; path < IRD_PATH_COUNT; path++) {
        printf("%s: %s\n", ird_path_name((ird_path)path),
               ird_path_supported((ird_path)path) ? "tested"
                                                  : "SKIPPED, not on this processor");
    }
}

/* Whether the network keeps what it makes of a grid: what was made serves other currents
 * on it, and none on another: four samples one after another as each alone. */
static bool check_same_grid(const char *json) {
    sample_set set;
    bool keeps = false;
    ird_error err = {0};
    ird_packed *packed = NULL;
    ird_infer *infer = NULL;
    if (make_set(&set, json, 32, 64) && set.plan.grid_steps > 0) {
        keeps = true;
        size_t plane = 32 * 64, sample = set.plan.spec.channels * plane;
        float *out = ird_alloc(BATCH * plane, sizeof *out);
        float *alone = ird_alloc(plane, sizeof *alone);
        for (size_t k = 1; k < 3; k++) { /* samples 0 to 2 have one grid, 3 another */
            memcpy(set.inputs + k * sample, set.inputs, plane * sizeof *out);
            memcpy(set.inputs + k * sample + 3 * plane, set.inputs + 3 * plane,
                   (set.plan.spec.channels - 3) * plane * sizeof *out);
        }
        CHECK(ird_packed_create(&packed, &set.plan, set.arena, ird_path_best(), &err) ==
              IRD_OK);
        CHECK(ird_infer_create(&infer, packed, &set.plan, 1, &err) == IRD_OK);
        ird_infer_run(infer, out, set.inputs, BATCH);
        ird_infer_free(infer);
        size_t unequal = 0;
        for (size_t k = 0; k < BATCH; k++) {
            CHECK(ird_infer_create(&infer, packed, &set.plan, 1, &err) == IRD_OK);
            ird_infer_run(infer, alone, set.inputs + k * sample, 1);
            ird_infer_free(infer);
            unequal += memcmp(alone, out + k * plane, plane * sizeof *out) != 0;
        }
        CHECK(unequal == 0);
        CHECK(memcmp(out, out + plane, plane * sizeof *out) != 0);
        ird_packed_free(packed);
        ird_free(out);
        ird_free(alone);
    }
    free_set(&set);
    return keeps;
}

static void test_same_grid_again(void) {
    size_t keeping = 0;
    for (size_t i = 0; i < RANDOM_NETWORKS; i++) {
        keeping += check_same_grid(random_networks[i]);
    }
    CHECK(keeping == 2); /* the sheets */
}

int main(void) {
    RUN(test_paths_are_named);
    RUN(test_networks);
    RUN(test_same_grid_again);
    return check_summary("infer");
}
