/* SPDX-License-Identifier: BSD-3-Clause */
#include "fuzz_reader.h"

#include "failing_alloc.h"
#include "network/spice.h"
#include "network/split.h"

/* Every node goes to one of the nets, and what matters in time finds it there. */
static void split(ird_network *network, ird_transient *t, size_t fail_at) {
    ird_network_list nets = {0};
    ird_error err = {0};
    size_t want = network->nodes.count, resistors = network->resistors.count, found = 0;
    FUZZ_REQUIRE(ird_transient_check(t, want, resistors, &err) == IRD_OK);
    failing_alloc_arm(fail_at);
    ird_status status = ird_network_split(network, t, &nets, &err);
    failing_alloc_arm(0);
    for (size_t i = 0; i < nets.items.count; i++) {
        found += nets.items.items[i].nodes.count;
    }
    FUZZ_REQUIRE(found == (status == IRD_OK ? want : 0));
    FUZZ_REQUIRE(ird_transient_check(t, want, resistors, &err) == IRD_OK);
    FUZZ_REQUIRE(network->nodes.count == (status == IRD_OK ? 0 : want));
    ird_network_list_free(&nets);
}

static void read_once(const char *text, size_t size, size_t fail_at, bool is_timed) {
    ird_network network = {0};
    ird_transient t = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_spice_parse(&network, is_timed ? &t : NULL, NULL, text, size,
                                        "fuzz", 0, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE((status == IRD_OK) == (network.resistors.count > 0));
    for (size_t i = 0; i < network.nodes.count; i++) {
        char name[32];
        FUZZ_REQUIRE(ird_network_node_name(&network, (int32_t)i, name, sizeof name) > 0);
    }
    if (status == IRD_OK) {
        split(&network, &t, fail_at);
    }
    ird_transient_free(&t);
    ird_network_free(&network);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    for (int is_timed = 0; is_timed < 2; is_timed++) {
        read_once((const char *)data, size, 0, is_timed);
        read_once((const char *)data, size, failing_call(data, size), is_timed);
    }
    return 0;
}
