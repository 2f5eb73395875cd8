/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How much memory there is, read from files written here, and the pace of work.
 */
#include "base/memory.h"

#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/pace.h"
#include "check.h"

static char root[] = "./test-memory-XXXXXX";

/* With all folders above it. */
static void write_file(const char *path, const char *text) {
    char whole[512];
    snprintf(whole, sizeof whole, "%s%s", root, path);
    for (char *at = whole + strlen(root) + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            mkdir(whole, 0700);
            *at = '/';
        }
    }
    FILE *file = fopen(whole, "w");
    if (CHECK(file != NULL)) {
        fputs(text, file);
        fclose(file);
    }
}

static void test_machine(void) {
    write_file("/proc/meminfo", "MemTotal:       16000 kB\nMemFree:         100 kB\n"
                                "MemAvailable:   5000 kB\nBuffers:           7 kB\n");
    ird_memory m = ird_memory_read(root, 0);
    CHECK(m.there_bytes == 5000u * 1024);
    CHECK(m.bound == IRD_MEMORY_MACHINE);
    CHECK_TEXT(ird_memory_bound_phrase(m.bound), "of the machine's memory");
}

/* Of 3,000,000 bytes 1,000,000 are in use, of which 200,000 are files that can go:
 * 2,200,000 are left. The group above has less. */
static void test_group(void) {
    write_file("/proc/self/cgroup", "0::/job/step\n");
    write_file("/sys/fs/cgroup/job/step/memory.max", "3000000\n");
    write_file("/sys/fs/cgroup/job/step/memory.current", "1000000\n");
    write_file("/sys/fs/cgroup/job/step/memory.stat",
               "anon 700000\nfile 300000\ninactive_file 200000\n");
    ird_memory m = ird_memory_read(root, 0);
    CHECK(m.there_bytes == 2200000);
    CHECK(m.bound == IRD_MEMORY_GROUP);
    write_file("/sys/fs/cgroup/job/memory.max", "2500000\n");
    write_file("/sys/fs/cgroup/job/memory.current", "2400000\n");
    m = ird_memory_read(root, 0);
    CHECK(m.there_bytes == 100000);
    write_file("/sys/fs/cgroup/job/memory.max", "2000000\n"); /* less than in use */
    CHECK(ird_memory_read(root, 0).there_bytes == 0);
    write_file("/sys/fs/cgroup/job/memory.max", "max\n");
    write_file("/sys/fs/cgroup/job/step/memory.max", "max\n");
    CHECK(ird_memory_read(root, 0).bound == IRD_MEMORY_MACHINE);
}

static void test_first_version(void) {
    write_file("/proc/self/cgroup", "9:cpu:/elsewhere\n7:memory:/old\n");
    write_file("/sys/fs/cgroup/memory/old/memory.limit_in_bytes", "4000000\n");
    write_file("/sys/fs/cgroup/memory/old/memory.usage_in_bytes", "1500000\n");
    write_file("/sys/fs/cgroup/memory/old/memory.stat", "total_inactive_file 500000\n");
    ird_memory m = ird_memory_read(root, 0);
    CHECK(m.there_bytes == 3000000);
    CHECK(m.bound == IRD_MEMORY_GROUP);
    write_file("/proc/self/cgroup", "");
}

/* Held pages count against the user's limit and against that of addresses. */
static void test_held(void) {
    size_t page = (size_t)sysconf(_SC_PAGE_SIZE);
    char text[64];
    write_file("/proc/meminfo", "MemAvailable:   99999999 kB\n");
    write_file("/proc/self/statm", "1000 300 100 1 0 200 0\n");
    ird_memory m = ird_memory_read(root, 301 * page);
    CHECK(m.held_bytes == 300 * page);
    CHECK(m.there_bytes == page);
    CHECK(m.bound == IRD_MEMORY_SET);
    CHECK(ird_memory_read(root, 10).there_bytes == 0);
    struct rlimit before, limit;
    CHECK(getrlimit(RLIMIT_AS, &before) == 0);
    limit = before;
    limit.rlim_cur = (rlim_t)4 << 30;
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
    m = ird_memory_read(root, 0);
    CHECK(m.there_bytes == ((size_t)4 << 30) - 1000 * page);
    CHECK(m.bound == IRD_MEMORY_ADDRESSES);
    CHECK(setrlimit(RLIMIT_AS, &before) == 0);
    snprintf(text, sizeof text, "rm -r %s", root);
    CHECK(system(text) == 0);
    m = ird_memory_read(root, 0); /* nothing is known */
    CHECK(m.there_bytes == SIZE_MAX && m.held_bytes == 0);
}

/* The true files are there and plausible. */
static void test_here(void) {
    ird_memory m = ird_memory_read("", 0);
    CHECK(m.held_bytes > 100000 && m.held_bytes < (size_t)4 << 30);
    CHECK(m.there_bytes > 1000000 && m.there_bytes < (size_t)1 << 50);
}

static void test_pace(void) {
    ird_pace pace = {.machine = 2};
    ird_span span = ird_pace_span(&pace, IRD_COST_FACTOR, 10);
    CHECK(!span.is_learned);
    CHECK_NEAR(sqrt(span.low_s * span.high_s), 20, 1e-9); /* twice as slow */
    double width = span.high_s / span.low_s;
    pace.load = 3; /* three want each processor */
    CHECK_NEAR(ird_pace_span(&pace, IRD_COST_FACTOR, 10).high_s, 3 * span.high_s, 1e-9);
    CHECK_NEAR(ird_pace_span(&pace, IRD_COST_FACTOR, 10).low_s, span.low_s, 1e-9);
    ird_pace_learn(&pace, IRD_COST_FACTOR, 1, 3);
    span = ird_pace_span(&pace, IRD_COST_FACTOR, 10);
    CHECK(span.is_learned);
    CHECK_NEAR(sqrt(span.low_s * span.high_s), 30, 1e-9);
    CHECK(span.high_s / span.low_s < width);
    ird_pace_learn(&pace, IRD_COST_FACTOR, 2, 24); /* sqrt(3 x 12) = 6 */
    span = ird_pace_span(&pace, IRD_COST_FACTOR, 10);
    CHECK_NEAR(sqrt(span.low_s * span.high_s), 60, 1e-9);
    CHECK(!ird_pace_span(&pace, IRD_COST_TIME, 10).is_learned);
    ird_pace_learn(&pace, IRD_COST_TIME, 0.001, 5); /* too short to say anything */
    CHECK(!ird_pace_span(&pace, IRD_COST_TIME, 10).is_learned);
    ird_pace timed = {0};
    ird_pace_time(&timed);
    CHECK(timed.machine > 0.01 && timed.machine < 100);
}

int main(void) {
    CHECK(mkdtemp(root) != NULL);
    RUN(test_machine);
    RUN(test_group);
    RUN(test_first_version);
    RUN(test_held);
    RUN(test_here);
    RUN(test_pace);
    return check_summary("memory");
}
