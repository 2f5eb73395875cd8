/* SPDX-License-Identifier: BSD-3-Clause
 *
 * write_cases FOLDER: random networks as ONNX files, each with samples and what the plain
 * loops make of them, for tests/export/compare.js. N.onnx, N.in and N.out (little-endian
 * floats), and a line "N batch channels rows columns" in cases.txt.
 */
#include "random_net.h"

#include "model/export/onnx.h"

static bool write_floats(const char *folder, size_t number, const char *suffix,
                         const float *values, size_t count) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%zu.%s", folder, number, suffix);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    bool written = fwrite(values, sizeof *values, count, file) == count;
    return fclose(file) == 0 && written;
}

static void write_case(const char *folder, size_t number, FILE *list) {
    char path[4096];
    sample_set set;
    ird_error err = {0};
    size_t rows = 32, columns = 64;
    if (make_set(&set, random_networks[number], rows, columns)) {
        size_t channels = set.plan.spec.channels, count = BATCH * rows * columns;
        float *wanted = ird_alloc(count, sizeof(float));
        for (size_t i = 0; i < count; i++) {
            wanted[i] = (float)set.wanted[i];
        }
        snprintf(path, sizeof path, "%s/%zu.onnx", folder, number);
        CHECK(ird_onnx_write(path, &set.plan, set.arena, &err) == IRD_OK);
        CHECK(write_floats(folder, number, "in", set.inputs, count * channels));
        CHECK(write_floats(folder, number, "out", wanted, count));
        fprintf(list, "%zu %d %zu %zu %zu\n", number, BATCH, channels, rows, columns);
        ird_free(wanted);
    }
    free_set(&set);
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
        write_case(argv[1], i, list);
    }
    CHECK(fclose(list) == 0);
    return check_summary("write_cases");
}
