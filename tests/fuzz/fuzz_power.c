/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power reports as text, JSON and CSV, told apart by content, for a few instances.
 */
#include "fuzz_file.h"

#include <math.h>
#include <string.h>

#include "failing_alloc.h"
#include "power/power.h"

/* Instances of each kind of name; made once. The reader looks at names alone. */
static const ird_design *small_design(void) {
    static const char *const names[] = {"u1", "core/u2", "u3/state\\[0\\]"};
    static ird_design design;
    for (size_t i = design.components.count; i < 3; i++) {
        int32_t id;
        ird_error err = {0};
        failing_alloc_arm(0);
        FUZZ_REQUIRE(ird_names_add(&design.component_names, names[i], strlen(names[i]),
                                   &id, NULL, &err) == IRD_OK);
        FUZZ_REQUIRE(ird_vec_reserve(&design.components, 1, "fuzzing", &err) == IRD_OK);
        design.components.items[design.components.count++] = (ird_component){0};
    }
    return &design;
}

static void read_once(const char *path, size_t fail_at) {
    const ird_design *design = small_design();
    ird_power power = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_power_read(&power, design, path, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE((status == IRD_OK) == (power.instance_w != NULL));
    for (size_t i = 0; i < power.count; i++) {
        FUZZ_REQUIRE(power.instance_w[i] >= 0 && isfinite(power.instance_w[i]));
    }
    ird_power_free(&power);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_file file = fuzz_file_make(data, size);
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    read_once(file.path, 0);
    read_once(file.path, failing_call(data, size));
    fuzz_file_close(&file);
    return 0;
}
