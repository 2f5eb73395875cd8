/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Large blocks whose pages are used again: what they hold, who owns them, what is kept.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/pages.h"
#include "base/workers.h"
#include "check.h"

static void fill(unsigned char *block, size_t size, unsigned seed) {
    for (size_t i = 0; i < size; i += 509) {
        block[i] = (unsigned char)(seed + i / 509 * 7);
    }
}

static bool holds(const unsigned char *block, size_t size, unsigned seed) {
    for (size_t i = 0; i < size; i += 509) {
        if (block[i] != (unsigned char)(seed + i / 509 * 7)) {
            return false;
        }
    }
    return true;
}

/* Below the limit malloc's, from it on ours, there and back again. */
#if !defined __SANITIZE_ADDRESS__
static void test_sizes(void) {
    unsigned char *block = ird_alloc(1000, 1);
    fill(block, 1000, 1);
    CHECK(!ird_pages_own(block));
    block = ird_realloc(block, IRD_PAGES_LEAST - 1, 1);
    CHECK(!ird_pages_own(block) && holds(block, 1000, 1));
    static const size_t sizes[] = {IRD_PAGES_LEAST, 5000000, 5000001, 40000000,
                                   300000,          1000000, 200000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        block = ird_realloc(block, sizes[i], 1);
        CHECK(ird_pages_own(block) && ird_pages_size(block) >= sizes[i]);
        CHECK((uintptr_t)block % 64 == 0 && holds(block, i == 0 ? 1000 : 131072, 1));
        fill(block, sizes[i], 1);
    }
    block = ird_realloc(block, 2000, 1);
    CHECK(!ird_pages_own(block) && holds(block, 2000, 1));
    ird_free(block);
    CHECK(ird_alloc(SIZE_MAX - 100, 1) == NULL);
}
#endif

/* What is freed serves the next, whole or in parts, side by side as one; all of a part of
 * it goes back. */
static void test_kept(void) {
    ird_pages_trim();
    char *a = ird_pages_alloc(10000000);
    ird_pages_free(a);
    char *b = ird_pages_alloc(4000000), *c = ird_pages_alloc(4000000);
    CHECK(b == a && c > b && c < a + 10000000);
    ird_pages_free(b);
    ird_pages_free(c);
    char *d = ird_pages_alloc(10000000);
    CHECK(d == a);
    char *e = ird_pages_realloc(d, 2000000), *f = ird_pages_alloc(7000000);
    CHECK(e == d && f > e && f < a + 10000000);
    memset(f, 1, 7000000);
    ird_pages_free(e);
    ird_pages_free(f);
    ird_pages_trim();
}

/* Pages of the process that are there, by the system. */
static size_t resident_bytes(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%*s %ld", &pages) == 1);
    fclose(file);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* What does not serve for a larger block does not stay beside it. */
static void test_peak(void) {
    const size_t small = 20000000, large = 50000000, slack = 4000000;
    ird_pages_trim();
    size_t before = resident_bytes();
    char *parts[2] = {ird_pages_alloc(small), ird_pages_alloc(small)};
    memset(parts[0], 1, small);
    memset(parts[1], 1, small);
    ird_pages_free(parts[0]);
    CHECK(resident_bytes() > before + 2 * small - slack); /* kept */
    char *whole = ird_pages_alloc(large);
    memset(whole, 1, large);
    CHECK(resident_bytes() < before + small + large + slack);
    ird_pages_free(parts[1]);
    CHECK(resident_bytes() > before + small + large - slack);
    ird_pages_free(whole);
    ird_pages_trim();
    CHECK(resident_bytes() < before + slack);
}

typedef struct shared {
    bool is_bad[4];
} shared;

static void churn(void *context, size_t worker) {
    shared *s = context;
    unsigned char *blocks[8] = {NULL};
    size_t sizes[8] = {0};
    unsigned state = (unsigned)worker + 1;
    for (unsigned i = 0; i < 400; i++) {
        state = state * 1664525U + 1013904223U;
        size_t k = state >> 29, size = IRD_PAGES_LEAST / 2 + (state >> 8) % 3000000;
        s->is_bad[worker] |=
            blocks[k] != NULL && !holds(blocks[k], sizes[k], (unsigned)(worker * 8 + k));
        if (i % 3 == 0) {
            ird_free(blocks[k]);
            blocks[k] = NULL;
        }
        blocks[k] = ird_realloc(blocks[k], size, 1);
        fill(blocks[k], size, (unsigned)(worker * 8 + k));
        sizes[k] = size;
    }
    for (size_t k = 0; k < 8; k++) {
        ird_free(blocks[k]);
    }
}

static void test_threads(void) {
    shared s = {{false}};
    ird_workers *workers = NULL;
    CHECK(ird_workers_create(&workers, 4, NULL) == IRD_OK);
    ird_workers_run(workers, churn, &s);
    ird_workers_free(workers);
    CHECK(!s.is_bad[0] && !s.is_bad[1] && !s.is_bad[2] && !s.is_bad[3]);
    ird_pages_trim();
}

static void test_fork(void) {
    unsigned char *block = ird_alloc(1000000, 1);
    fill(block, 1000000, 3);
    pid_t child = fork();
    if (child == 0) {
        bool is_good = holds(block, 1000000, 3);
        ird_free(block);
        block = ird_alloc(900000, 1);
        fill(block, 900000, 4);
        _exit(is_good && holds(block, 900000, 4) ? 0 : 1);
    }
    int how = 1;
    CHECK(child > 0 && waitpid(child, &how, 0) == child && how == 0);
    CHECK(holds(block, 1000000, 3));
    ird_free(block);
}

int main(void) {
#if !defined __SANITIZE_ADDRESS__ /* which sees to blocks of malloc alone */
    RUN(test_sizes);
#endif
    RUN(test_kept);
    RUN(test_peak);
    RUN(test_threads);
    RUN(test_fork);
    return check_summary("pages");
}
