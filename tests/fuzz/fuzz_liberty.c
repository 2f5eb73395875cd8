/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Liberty: twice into one library, the second time with an allocation that fails.
 */
#include "fuzz_file.h"

#include <math.h>

#include "failing_alloc.h"
#include "liberty/delays.h"
#include "liberty/liberty.h"

static void check(const ird_liberty *liberty) {
    FUZZ_REQUIRE(ird_names_count(&liberty->cell_names) == liberty->cells.count);
    for (size_t i = 0; i < liberty->cells.count; i++) {
        const ird_liberty_cell *cell = &liberty->cells.items[i];
        FUZZ_REQUIRE(cell->first_pin + cell->pin_count <= liberty->pins.count);
    }
    for (size_t i = 0; i < liberty->pins.count; i++) {
        FUZZ_REQUIRE(isfinite(liberty->pins.items[i].farad));
    }
}

/* The same file for its delays, the second time with an allocation that fails. */
static void read_delays(const char *path, size_t call) {
    ird_liberty_delays delays = {0}, again = {0};
    ird_error err = {0};
    ird_status status = ird_liberty_read_delays(&delays, path, NULL, &err);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE(status != IRD_OK || delays.nominal_v > 0);
    FUZZ_REQUIRE(ird_names_count(&delays.cell_names) == delays.cells.count);
    for (size_t i = 0; i < delays.cells.count; i++) {
        const char *name = ird_names_get(&delays.cell_names, (int32_t)i);
        double ratio = ird_liberty_delay_ratio(&delays, &delays, name);
        FUZZ_REQUIRE(isnan(ratio) || ratio == 1);
    }
    err = (ird_error){0};
    failing_alloc_arm(call);
    status = ird_liberty_read_delays(&again, path, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE(status == IRD_OK || again.cells.count == 0);
    ird_liberty_delays_free(&delays);
    ird_liberty_delays_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_file file = fuzz_file_make(data, size);
    ird_liberty liberty = {0};
    ird_error err = {0};
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    failing_alloc_arm(0);
    long live = failing_alloc_live();
    ird_status status = ird_liberty_read(&liberty, file.path, NULL, &err);
    size_t cells = liberty.cells.count;
    FUZZ_REQUIRE(status == err.status && (status == IRD_OK) == (liberty.files == 1));
    check(&liberty);
    err = (ird_error){0};
    failing_alloc_arm(failing_call(data, size));
    status = ird_liberty_read(&liberty, file.path, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status && liberty.cells.count == cells);
    check(&liberty);
    ird_liberty_free(&liberty);
    read_delays(file.path, failing_call(data, size));
    FUZZ_REQUIRE(failing_alloc_live() == live);
    fuzz_file_close(&file);
    return 0;
}
