/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Toggles come back from memory and from the file as they were put in, whatever their
 * times and however many a cycle has, and a file that cannot grow is an error.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "activity/toggle_store.h"
#include "check.h"

static ird_error err;

enum { CYCLES = 400 };

/* Cycle k has 0 to 2,000 toggles; some share their time, the first lie before 0. */
static size_t count_of(size_t cycle) {
    return cycle % 7 == 3 ? 0 : (cycle * 613) % 2001;
}

static ird_toggle toggle_of(size_t cycle, size_t i) {
    double at_s = ((double)(i / (1 + cycle % 3)) - 2) * 0x1p-40;
    return (ird_toggle){at_s, (int32_t)((cycle * 7919 + i * 104729) & INT32_MAX)};
}

static ird_status add_all(ird_toggle_store *store) {
    ird_toggle toggles[2001];
    for (size_t cycle = 0; cycle < CYCLES; cycle++) {
        size_t count = count_of(cycle);
        for (size_t i = 0; i < count; i++) {
            toggles[i] = toggle_of(cycle, i);
        }
        IRD_TRY(ird_toggle_store_add(store, toggles, count, &err));
    }
    return IRD_OK;
}

static void check_cycle(const ird_toggle_store *store, size_t cycle,
                        ird_toggles *toggles) {
    size_t same = 0, count = count_of(cycle);
    CHECK(ird_toggle_store_take(store, cycle, toggles, &err) == IRD_OK);
    CHECK(toggles->items.count == count);
    for (size_t i = 0; i < count; i++) {
        ird_toggle want = toggle_of(cycle, i);
        same += toggles->items.items[i].at_s == want.at_s &&
                toggles->items.items[i].component == want.component;
    }
    CHECK(same == count);
}

static void check_store(size_t most_words, bool has_file) {
    ird_toggle_store store = {.most_words = most_words};
    ird_toggles toggles = {0};
    CHECK(add_all(&store) == IRD_OK);
    CHECK(store.has_file == has_file);
    CHECK(!has_file || store.in_file > 0);
    for (size_t cycle = 0; cycle < CYCLES; cycle++) {
        check_cycle(&store, cycle, &toggles);
    }
    for (size_t cycle = CYCLES; cycle-- > 0;) {
        check_cycle(&store, cycle, &toggles);
    }
    ird_free(toggles.items.items);
    ird_toggle_store_free(&store);
}

static void test_memory_and_file(void) {
    check_store(SIZE_MAX, false);
    check_store(0, true);
    check_store(100000, true);
}

static void test_no_room(void) {
    ird_toggle_store store = {0};
    struct rlimit before, small;
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    small = before;
    small.rlim_cur = 300000; /* of about 2 MB */
    signal(SIGXFSZ, SIG_IGN);
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK(add_all(&store) == IRD_FILE_WRITE);
    CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
    ird_toggle_store_free(&store);
    setenv("TMPDIR", "/nowhere/at/all", 1);
    CHECK(add_all(&store) == IRD_FILE_WRITE);
    CHECK_TEXT(err.file, "/nowhere/at/all");
    unsetenv("TMPDIR");
    ird_toggle_store_free(&store);
}

int main(void) {
    RUN(test_memory_and_file);
    RUN(test_no_room);
    return check_summary("toggle_store");
}
