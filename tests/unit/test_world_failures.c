/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of making a world and of drawing its currents fails in turn: one
 * error, nothing left behind.
 */
#include "check.h"
#include "failing_alloc.h"

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

int main(void) {
    RUN(test_make);
    RUN(test_power);
    return check_summary("world_failures");
}
