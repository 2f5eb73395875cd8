/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Timing windows as CSV and TWF, told apart by content, for a few instances and nets.
 */
#include "fuzz_file.h"

#include <math.h>
#include <string.h>

#include "failing_alloc.h"
#include "timing/timing.h"

typedef struct bench {
    ird_technology tech;
    ird_design design;
    ird_netlist netlist;
} bench;

/* Instances of each kind of name, each with a net; made once. */
static const bench *small_bench(void) {
    static const char *const names[] = {"u1", "core/u2", "u3/state\\[0\\]"};
    static const char *const nets[] = {"n1", "core/n2", "state[0]"};
    static bench b;
    for (int32_t i = (int32_t)b.design.components.count; i < 3; i++) {
        int32_t id;
        ird_error err = {0};
        failing_alloc_arm(0);
        if (i == 0) {
            FUZZ_REQUIRE(ird_vec_reserve(&b.tech.macros, 1, "fuzzing", &err) == IRD_OK);
            b.tech.macros.items[b.tech.macros.count++] = (ird_macro){0};
        }
        FUZZ_REQUIRE(ird_names_add(&b.design.component_names, names[i], strlen(names[i]),
                                   &id, NULL, &err) == IRD_OK);
        FUZZ_REQUIRE(ird_vec_reserve(&b.design.components, 1, "fuzzing", &err) == IRD_OK);
        b.design.components.items[b.design.components.count++] = (ird_component){0};
        FUZZ_REQUIRE(ird_netlist_add(&b.netlist, nets[i], strlen(nets[i]), i, &err) ==
                     IRD_OK);
    }
    return &b;
}

static void check_edge(const ird_edge *edge) {
    FUZZ_REQUIRE(isnan(edge->begin_s) == isnan(edge->end_s));
    FUZZ_REQUIRE(!(edge->end_s < edge->begin_s) && !(edge->slew_s < 0));
}

static void read_once(const char *path, size_t fail_at) {
    const bench *b = small_bench();
    ird_timing timing = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status =
        ird_timing_read(&timing, &b->design, &b->tech, &b->netlist, path, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE((status == IRD_OK) == (timing.arrivals != NULL));
    for (size_t i = 0; i < timing.count; i++) {
        check_edge(&timing.arrivals[i].rise);
        check_edge(&timing.arrivals[i].fall);
    }
    ird_timing_free(&timing);
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
