/* SPDX-License-Identifier: BSD-3-Clause
 *
 * For tests of the readers: reading from a string or from tests/data, and comparing
 * rectangles. IRD_TESTS_DIR is the path of tests/, set by CMake.
 */
#ifndef IRD_TESTS_READ_TEXT_H
#define IRD_TESTS_READ_TEXT_H

#include "check.h"

#include "readers/readers.h"

static inline ird_input text_input(const char *text, size_t size) {
    return (ird_input){.data = text, .size = size, .path = "text"};
}

static inline ird_status read_lef_text(ird_technology *tech, const char *text,
                                       ird_error *err) {
    ird_input input = text_input(text, strlen(text));
    return ird_lef_read_input(tech, &input, NULL, err);
}

static inline ird_status read_def_text(ird_design *design, const ird_technology *tech,
                                       const char *text, ird_error *err) {
    ird_input input = text_input(text, strlen(text));
    return ird_def_read_input(design, tech, &input, NULL, err);
}

static inline int check_ok(ird_status status, const ird_error *err, const char *file,
                           int line) {
    int ok = check_that(status == IRD_OK, "reading succeeds", file, line);
    if (!ok) {
        fprintf(stderr, "    %s:%ld: %s\n", err->file, err->line, err->text);
    }
    return ok;
}
#define CHECK_OK(call, err) check_ok((call), (err), __FILE__, __LINE__)

static inline int check_rect(ird_rect got, int64_t x0, int64_t y0, int64_t x1, int64_t y1,
                             const char *file, int line) {
    int ok = got.x0_dbu == x0 && got.y0_dbu == y0 && got.x1_dbu == x1 && got.y1_dbu == y1;
    if (!check_that(ok, "the rectangle is the expected one", file, line)) {
        fprintf(stderr, "    got %ld %ld %ld %ld, want %ld %ld %ld %ld\n",
                (long)got.x0_dbu, (long)got.y0_dbu, (long)got.x1_dbu, (long)got.y1_dbu,
                (long)x0, (long)y0, (long)x1, (long)y1);
    }
    return ok;
}
#define CHECK_RECT(got, x0, y0, x1, y1)                                                  \
    check_rect((got), (x0), (y0), (x1), (y1), __FILE__, __LINE__)

static inline int32_t find_name(const ird_names *names, const char *name) {
    return ird_names_find(names, name, strlen(name));
}

#endif
