/* SPDX-License-Identifier: BSD-3-Clause */
#include "fuzz_reader.h"

#include "failing_alloc.h"
#include "readers/readers.h"

static void read_once(const ird_input *input, size_t fail_at) {
    ird_technology tech = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_lef_read_input(&tech, input, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE(status == IRD_OK || (tech.layers.count == 0 && tech.macros.count == 0));
    FUZZ_REQUIRE(ird_names_count(&tech.macro_names) == tech.macros.count);
    ird_technology_free(&tech);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ird_input input = {.data = (const char *)data, .size = size, .path = "fuzz"};
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    read_once(&input, 0);
    read_once(&input, failing_call(data, size));
    return 0;
}
