/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"
#include "python.h"

#include "base/alloc.h"
#include "base/input.h"
#include "base/npy.h"

/* A .npy file in memory: the magic, the version, the padded dict, the body. */
static size_t make_file(char *buffer, int version, const char *dict, const void *body,
                        size_t body_size) {
    size_t length = strlen(dict) + 1;
    size_t at = 0;
    memcpy(buffer, "\x93NUMPY", 6);
    buffer[6] = (char)version;
    buffer[7] = 0;
    buffer[8] = (char)length;
    buffer[9] = 0;
    at = 10;
    if (version > 1) {
        buffer[10] = buffer[11] = 0;
        at = 12;
    }
    at += (size_t)sprintf(buffer + at, "%s\n", dict);
    memcpy(buffer + at, body, body_size);
    return at + body_size;
}

static ird_status parse(const char *data, size_t size, double *first6, ird_error *err) {
    size_t rows = 0, columns = 0;
    double *values = NULL;
    ird_status status = ird_npy_parse("x.npy", data, size, &rows, &columns, &values, err);
    if (status == IRD_OK) {
        CHECK(rows == 2 && columns == 3);
        memcpy(first6, values, 6 * sizeof *first6);
        ird_free(values);
    }
    return status;
}

static const double six[6] = {1, 2, 3, 4, 5, 6.5};

static void test_versions_types_and_orders(void) {
    char file[512];
    double got[6];
    ird_error err = {0};
    for (int version = 1; version <= 3; version++) {
        size_t size = make_file(
            file, version, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
            six, sizeof six);
        CHECK(parse(file, size, got, &err) == IRD_OK);
        CHECK(memcmp(got, six, sizeof six) == 0);
    }
    size_t size =
        make_file(file, 1, "{'fortran_order': True, 'shape': (2,3), 'descr': '<f8'}", six,
                  sizeof six);
    CHECK(parse(file, size, got, &err) == IRD_OK);
    CHECK(got[0] == 1 && got[1] == 3 && got[2] == 5 && got[3] == 2 && got[5] == 6.5);
    const float narrow[6] = {1, 2, 3, 4, 5, 6.5F};
    size = make_file(file, 1,
                     "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 3)}",
                     narrow, sizeof narrow);
    CHECK(parse(file, size, got, &err) == IRD_OK);
    CHECK(memcmp(got, six, sizeof six) == 0);
}

static ird_status status_of(const char *dict, size_t body_size) {
    char file[512];
    double got[6];
    ird_error err = {0};
    size_t size = make_file(file, 1, dict, six, body_size);
    return parse(file, size, got, &err);
}

static void test_refused(void) {
#define ORDER "'fortran_order': False, "
    CHECK(status_of("{'descr': '>f8', " ORDER "'shape': (2, 3)}", 48) ==
          IRD_MAP_NPY_TYPE);
    CHECK(status_of("{'descr': '<i8', " ORDER "'shape': (2, 3)}", 48) ==
          IRD_MAP_NPY_TYPE);
    CHECK(status_of("{'descr': [('a', '<f8')], " ORDER "'shape': (2, 3)}", 48) ==
          IRD_MAP_NPY_TYPE);
    CHECK(status_of("{'descr': '<f8', " ORDER "'shape': (6,)}", 48) == IRD_MAP_NPY_SHAPE);
    CHECK(status_of("{'descr': '<f8', " ORDER "'shape': ()}", 48) == IRD_MAP_NPY_SHAPE);
    CHECK(status_of("{'descr': '<f8', " ORDER "'shape': (1, 2, 3)}", 48) ==
          IRD_MAP_NPY_SHAPE);
    CHECK(status_of("{'descr': '<f8', " ORDER "'shape': (0, 3)}", 0) ==
          IRD_MAP_NPY_SHAPE);
    CHECK(status_of("{'descr': '<f8', " ORDER "'shape': (2, 3)}", 40) ==
          IRD_MAP_NPY_TRUNCATED);
    CHECK(status_of("{'descr': '<f8', " ORDER "'shape': (1, 3)}", 48) ==
          IRD_MAP_NPY_TRUNCATED);
    CHECK(status_of("{'descr': '<f8', " ORDER "'shape': (4294967296, 4294967296)}", 48) ==
          IRD_MAP_NPY_TRUNCATED);
    CHECK(status_of("{'descr': '<f8', " ORDER "'shape': (99999999999999999999999, 1)}",
                    48) == IRD_MAP_NPY_FORMAT);
    CHECK(status_of("{'descr': '<f8', 'shape': (2, 3)}", 48) == IRD_MAP_NPY_FORMAT);
    CHECK(status_of("{'descr': '<f8', " ORDER "'x': 1}", 48) == IRD_MAP_NPY_FORMAT);
    CHECK(status_of("", 48) == IRD_MAP_NPY_FORMAT);
}

/* Cut at every byte: one error each time, and no read behind the end (the sanitizers
 * watch a block of exactly that size). */
static void test_truncated_anywhere(void) {
    char file[512];
    size_t size =
        make_file(file, 2, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
                  six, sizeof six);
    for (size_t cut = 0; cut < size; cut++) {
        char *copy = ird_alloc(cut, 1);
        double got[6];
        ird_error err = {0};
        memcpy(copy, file, cut);
        CHECK(parse(copy, cut, got, &err) != IRD_OK);
        CHECK(err.text[0] != '\0');
        ird_free(copy);
    }
}

static void test_written_file_is_read_back(void) {
    ird_error err = {0};
    CHECK(ird_npy_write("npy_out.npy", 3, 2, six, "a comment", &err) == IRD_OK);
    size_t rows = 0, columns = 0;
    double *values = NULL;
    CHECK(ird_npy_read("npy_out.npy", &rows, &columns, &values, &err) == IRD_OK);
    CHECK(rows == 3 && columns == 2);
    CHECK(values != NULL && memcmp(values, six, sizeof six) == 0);
    ird_free(values);
    ird_input input = {0};
    CHECK(ird_input_open(&input, "npy_out.npy", &err) == IRD_OK);
    CHECK((input.size - sizeof six) % 64 == 0);
    ird_input_close(&input);
    CHECK(ird_npy_read(".", &rows, &columns, &values, &err) == IRD_FILE_NOT_REGULAR);
    CHECK(ird_npy_write("no/such/x.npy", 3, 2, six, NULL, &err) == IRD_FILE_WRITE);
}

/* NumPy itself writes and reads, where it is installed. */
static void test_against_numpy(void) {
    const char *python = python_with("numpy", "its reading of our files is not tested");
    if (python == NULL) {
        return;
    }
    CHECK(python_runs(python,
                      "import numpy as n\n"
                      "a = n.load('npy_out.npy')\n"
                      "assert a.shape == (3, 2) and a.dtype == n.float64\n"
                      "assert (a == [[1, 2], [3, 4], [5, 6.5]]).all()\n"
                      "n.save('npy_np.npy', n.asfortranarray(a.T.astype('<f4')))\n"));
    size_t rows = 0, columns = 0;
    double *values = NULL;
    ird_error err = {0};
    CHECK(ird_npy_read("npy_np.npy", &rows, &columns, &values, &err) == IRD_OK);
    CHECK(rows == 2 && columns == 3 && values != NULL && values[1] == 3 &&
          values[3] == 2);
    ird_free(values);
}

int main(void) {
    RUN(test_versions_types_and_orders);
    RUN(test_refused);
    RUN(test_truncated_anywhere);
    RUN(test_written_file_is_read_back);
    RUN(test_against_numpy);
    return check_summary("npy");
}
