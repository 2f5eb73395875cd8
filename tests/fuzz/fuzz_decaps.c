/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Tables of decoupling cells, and packages as subcircuits: each input is read as both.
 */
#include "fuzz_file.h"

#include <math.h>

#include "capacitance/capacitance.h"
#include "charge/subcircuit.h"
#include "failing_alloc.h"

static void read_table(const char *path, size_t fail_at) {
    ird_decaps decaps = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_decaps_read(&decaps, path, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE((status == IRD_OK) == (decaps.items.count > 0));
    for (size_t i = 0; i < decaps.items.count; i++) {
        const ird_decap *decap = &decaps.items.items[i];
        FUZZ_REQUIRE(decap->farad >= 0 && isfinite(decap->farad) && decap->ohm >= 0);
    }
    ird_decaps_free(&decaps);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

static void read_subcircuit(const char *path, size_t fail_at) {
    ird_subcircuit circuit = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_subcircuit_read(&circuit, path, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE((status == IRD_OK) == (circuit.die_ports > 0));
    FUZZ_REQUIRE(status != IRD_OK || circuit.nodes > circuit.die_ports);
    for (size_t i = 0; i < circuit.parts.count; i++) {
        const ird_subcircuit_part *part = &circuit.parts.items[i];
        int32_t least = part->kind == IRD_SUBCIRCUIT_FARAD ? -1 : 0;
        FUZZ_REQUIRE(part->a >= least && part->a < circuit.nodes);
        FUZZ_REQUIRE(part->b >= least && part->b < circuit.nodes);
        FUZZ_REQUIRE(part->value >= 0 && isfinite(part->value));
    }
    ird_subcircuit_free(&circuit);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_file file = fuzz_file_make(data, size);
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    read_table(file.path, 0);
    read_table(file.path, failing_call(data, size));
    read_subcircuit(file.path, 0);
    read_subcircuit(file.path, failing_call(data, size));
    fuzz_file_close(&file);
    return 0;
}
