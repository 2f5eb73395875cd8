/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Rules and waivers in XML.
 */
#include "fuzz_file.h"

#include "failing_alloc.h"
#include "gate/gate.h"

static void read_once(const char *path, size_t fail_at) {
    ird_rules rules = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_rules_read(&rules, path, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE((status == IRD_OK) == (rules.limits.count > 0));
    if (status == IRD_OK) {
        FUZZ_REQUIRE(ird_gate_ready(&rules, "2026-11-22", &err) == IRD_OK);
    }
    ird_rules_free(&rules);
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
