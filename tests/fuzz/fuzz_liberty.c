/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Liberty: twice into one library, the second time with an allocation that fails.
 */
#include "fuzz_file.h"

#include <math.h>

#include "failing_alloc.h"
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
    FUZZ_REQUIRE(failing_alloc_live() == live);
    fuzz_file_close(&file);
    return 0;
}
