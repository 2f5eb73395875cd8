/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a C test program needs: checks that count and print failures and go on, and an
 * exit status that CTest reads (0 passed, 1 failed, 77 skipped).
 *
 *     static void test_rows(void) { CHECK(rows == 3); }
 *     int main(void) { RUN(test_rows); return check_summary("design"); }
 */
#ifndef IRD_TESTS_CHECK_H
#define IRD_TESTS_CHECK_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int check_count, check_failures;

static inline int check_that(int ok, const char *what, const char *file, int line) {
    check_count++;
    if (!ok) {
        check_failures++;
        fprintf(stderr, "%s:%d: FAILED: %s\n", file, line, what);
    }
    return ok;
}

static inline int check_near(double got, double want, double tolerance, const char *what,
                             const char *file, int line) {
    int ok = fabs(got - want) <= tolerance; /* a NaN fails */
    if (!check_that(ok, what, file, line)) {
        fprintf(stderr, "    got %.17g, want %.17g within %g\n", got, want, tolerance);
    }
    return ok;
}

static inline int check_text(const char *got, const char *want, const char *what,
                             const char *file, int line) {
    int ok = got != NULL && want != NULL && strcmp(got, want) == 0;
    if (!check_that(ok, what, file, line)) {
        fprintf(stderr, "    got \"%s\", want \"%s\"\n", got ? got : "(null)",
                want ? want : "(null)");
    }
    return ok;
}

#define CHECK(condition) check_that(!!(condition), #condition, __FILE__, __LINE__)
#define CHECK_NEAR(got, want, tolerance)                                                 \
    check_near((got), (want), (tolerance), #got " is near " #want, __FILE__, __LINE__)
#define CHECK_TEXT(got, want)                                                            \
    check_text((got), (want), #got " is " #want, __FILE__, __LINE__)
#define RUN(test) ((test)())

/* Prints the count; what main returns. */
static inline int check_summary(const char *name) {
    printf("%s: %d checks, %d failed\n", name, check_count, check_failures);
    return check_failures == 0 && check_count > 0 ? 0 : 1;
}

/* Path of a file of the shared data (environment IRDROP_SHARED, set by CTest). Where it
 * is absent the program says so and ends with CTest's status for a skipped test. */
static inline const char *shared_path(char *buffer, size_t size, const char *name) {
    const char *root = getenv("IRDROP_SHARED");
    snprintf(buffer, size, "%s/%s", root != NULL ? root : "../shared/data", name);
    if (access(buffer, R_OK) != 0) {
        printf("SKIPPED: %s is not there\n", buffer);
        exit(check_failures > 0 ? 1 : 77);
    }
    return buffer;
}

#endif
