/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of making a world, of drawing its currents and of making it in time
 * fails in turn: one error, nothing left behind.
 */
#include "check.h"
#include "failing_alloc.h"

#include "world/time_world.h"
#include "world/world.h"

enum { MAX_CALLS = 10000, SEED = 7, WORLDS = 6 };

static ird_status make(uint64_t index, ird_error *err) {
    ird_world world = {0};
    ird_status status = ird_world_make(&world, SEED, index, err);
    CHECK(status == IRD_OK || world.design.components.items == NULL);
    ird_world_free(&world);
    return status;
}

static void sweep_make(uint64_t index) {
    size_t n = 0;
    ird_status status = IRD_NO_MEMORY;
    while (status != IRD_OK && n < MAX_CALLS) {
        long live = failing_alloc_live();
        ird_error err = {0};
        failing_alloc_arm(++n);
        status = make(index, &err);
        bool has_fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(has_fired == (status != IRD_OK));
        CHECK(status == err.status && (status == IRD_OK || status == IRD_NO_MEMORY));
        CHECK(failing_alloc_live() == live);
    }
    printf("world %d: %zu allocations\n", (int)index, n - 1);
    CHECK(status == IRD_OK && n > 50);
}

static void test_make(void) {
    for (uint64_t index = 0; index < WORLDS; index++) {
        sweep_make(index);
    }
}

static void test_power(void) {
    ird_world world = {0};
    ird_power power = {0};
    ird_error err = {0};
    CHECK(ird_world_make(&world, SEED, 0, &err) == IRD_OK);
    CHECK(ird_world_power(&power, &world, 0, &err) == IRD_OK);
    const double *before = power.instance_w;
    failing_alloc_arm(1);
    CHECK(ird_world_power(&power, &world, 1, &err) == IRD_NO_MEMORY);
    failing_alloc_arm(0);
    CHECK(power.instance_w == before);
    ird_power_free(&power);
    ird_world_free(&world);
    CHECK(failing_alloc_live() == 0);
}

/* One with a package. */
static void test_time(void) {
    enum { WITH_PACKAGE = 5, TIME_SEED = 1, CYCLES = 1 };
    ird_world world = {0};
    ird_power power = {0};
    ird_grid grid = {0};
    ird_error err = {0};
    CHECK(ird_world_make(&world, TIME_SEED, WITH_PACKAGE, &err) == IRD_OK);
    CHECK(ird_world_power(&power, &world, 0, &err) == IRD_OK);
    const ird_extract_options options = ird_world_options(&world);
    CHECK(ird_extract(&grid, &world.design, &world.tech, &world.rc, &power, &options,
                      NULL, &err) == IRD_OK);
    size_t n = 0;
    ird_status status = IRD_NO_MEMORY;
    while (status != IRD_OK && n < MAX_CALLS) {
        long live = failing_alloc_live();
        ird_world_time time = {0};
        failing_alloc_arm(++n);
        status = ird_world_time_make(&time, &world, &grid, &power, 0, CYCLES, &err);
        bool has_fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(has_fired == (status != IRD_OK));
        CHECK(status == IRD_OK || status == IRD_NO_MEMORY);
        CHECK(status != IRD_OK || time.transient.inductors.count > 0);
        ird_world_time_free(&time);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(status == IRD_OK && n > 10);
    ird_grid_free(&grid);
    ird_power_free(&power);
    ird_world_free(&world);
    CHECK(failing_alloc_live() == 0);
}

int main(void) {
    RUN(test_make);
    RUN(test_power);
    RUN(test_time);
    return check_summary("world_failures");
}
