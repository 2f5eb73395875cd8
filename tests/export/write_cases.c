/* SPDX-License-Identifier: BSD-3-Clause
 *
 * write_cases FOLDER: random networks as ONNX files, each with samples, what the plain
 * loops in double make of them, and what our own inference does, for
 * tests/export/compare.js. NAME.onnx, NAME.in, NAME.out and NAME.own (little-endian
 * floats), and a line "NAME batch channels rows columns" in cases.txt. Of the embedded
 * models the ONNX files are left to irdrop-export.
 */
#include "random_net.h"

#include "model/export/onnx.h"
#include "model/infer/infer.h"
#include "model/weights/embedded.h"

enum { ROWS = 32, COLUMNS = 64 };

static bool write_floats(const char *folder, const char *name, const char *suffix,
                         const float *values, size_t count) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, suffix);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    bool written = fwrite(values, sizeof *values, count, file) == count;
    return fclose(file) == 0 && written;
}

static bool write_own(const char *folder, const char *name, const sample_set *set) {
    ird_packed *packed = NULL;
    ird_infer *infer = NULL;
    ird_error err = {0};
    float *own = ird_alloc((size_t)BATCH * ROWS * COLUMNS, sizeof(float));
    bool is_written = false;
    if (ird_packed_create(&packed, &set->plan, set->arena, ird_path_best(), &err) ==
            IRD_OK &&
        ird_infer_create(&infer, packed, &set->plan, 1, &err) == IRD_OK) {
        ird_infer_run(infer, own, set->inputs, BATCH);
        is_written =
            write_floats(folder, name, "own", own, (size_t)BATCH * ROWS * COLUMNS);
    }
    ird_infer_free(infer);
    ird_packed_free(packed);
    ird_free(own);
    return is_written;
}

/* Samples and results of a set, and its line in the list. */
static void write_samples(const char *folder, const char *name, const sample_set *set,
                          FILE *list) {
    size_t channels = set->plan.spec.channels, count = (size_t)BATCH * ROWS * COLUMNS;
    float *wanted = ird_alloc(count, sizeof(float));
    for (size_t i = 0; i < count; i++) {
        wanted[i] = (float)set->wanted[i];
    }
    CHECK(write_floats(folder, name, "in", set->inputs, count * channels));
    CHECK(write_floats(folder, name, "out", wanted, count));
    CHECK(write_own(folder, name, set));
    fprintf(list, "%s %d %zu %d %d\n", name, BATCH, channels, ROWS, COLUMNS);
    ird_free(wanted);
}

static void write_random(const char *folder, size_t number, FILE *list) {
    char path[4096], name[32];
    sample_set set;
    ird_error err = {0};
    snprintf(name, sizeof name, "random-%zu", number);
    snprintf(path, sizeof path, "%s/%s.onnx", folder, name);
    if (make_set(&set, random_networks[number], ROWS, COLUMNS)) {
        CHECK(ird_onnx_write(path, &set.plan, set.arena, &err) == IRD_OK);
        write_samples(folder, name, &set, list);
    }
    free_set(&set);
}

static void write_embedded(const char *folder, const char *name, FILE *list) {
    ird_error err = {0};
    ird_weights weights = {0};
    sample_set set;
    if (CHECK(ird_weights_embedded(&weights, name, &err) == IRD_OK)) {
        if (make_set_of(&set, &weights.spec, weights.arena, ROWS, COLUMNS)) {
            write_samples(folder, name, &set, list);
        }
        free_set(&set);
    }
    ird_weights_free(&weights);
}

int main(int argc, char **argv) {
    char path[4096];
    if (argc != 2) {
        fprintf(stderr, "usage: write_cases FOLDER\n");
        return 2;
    }
    snprintf(path, sizeof path, "%s/cases.txt", argv[1]);
    FILE *list = fopen(path, "w");
    if (list == NULL) {
        perror(path);
        return 1;
    }
    for (size_t i = 0; i < RANDOM_NETWORKS; i++) {
        write_random(argv[1], i, list);
    }
    write_embedded(argv[1], "pdn", list);
    write_embedded(argv[1], "pdn3", list);
    write_embedded(argv[1], "paper", list);
    CHECK(fclose(list) == 0);
    return check_summary("write_cases");
}
