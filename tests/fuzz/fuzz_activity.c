/* SPDX-License-Identifier: BSD-3-Clause
 *
 * SAIF and VCD, told apart by content, as one run and in time windows; in blocks so small
 * that words lie across them.
 */
#include "fuzz_file.h"

#include <math.h>
#include <string.h>

#include "activity/activity.h"
#include "failing_alloc.h"

enum { COMPONENTS = 4 };

/* Nets of each kind of name; made once. */
static const ird_netlist *small_netlist(void) {
    static const char *const names[] = {"clk", "bus[1]", "bus[0]", "u1/n1"};
    static ird_netlist netlist;
    for (int32_t i = 0; netlist.drivers.count < COMPONENTS; i++) {
        ird_error err = {0};
        failing_alloc_arm(0);
        FUZZ_REQUIRE(ird_netlist_add(&netlist, names[i], strlen(names[i]), i, &err) ==
                     IRD_OK);
    }
    return &netlist;
}

static void read_once(const char *path, double window_s, size_t fail_at) {
    static const double power_w[COMPONENTS] = {1e-3, 2e-3, 3e-3, 4e-3};
    const ird_netlist *netlist = small_netlist();
    const ird_activity_options options = {.window_s = window_s, .block = 64};
    ird_activity activity = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_activity_read(&activity, netlist, power_w, COMPONENTS, path,
                                          &options, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE((status == IRD_OK) == (activity.rate_hz != NULL));
    for (size_t i = 0; status == IRD_OK && i < COMPONENTS; i++) {
        FUZZ_REQUIRE(isnan(activity.rate_hz[i]) || activity.rate_hz[i] >= 0);
    }
    FUZZ_REQUIRE(status != IRD_OK || activity.duration_s > 0);
    FUZZ_REQUIRE(activity.matched_nets <= activity.driven_nets);
    FUZZ_REQUIRE(activity.window_count == 0 || activity.window < activity.window_count);
    ird_activity_free(&activity);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_file file = fuzz_file_make(data, size);
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    read_once(file.path, 0, 0);
    read_once(file.path, 20e-9, 0);
    read_once(file.path, 20e-9, failing_call(data, size));
    fuzz_file_close(&file);
    return 0;
}
