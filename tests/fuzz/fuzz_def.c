/* SPDX-License-Identifier: BSD-3-Clause
 *
 * DEF on the small technology, and what a user of the design does with it.
 */
#include "fuzz_reader.h"

#include "failing_alloc.h"
#include "readers/readers.h"

static void count_shape(void *context, const ird_shape *shape) {
    *(int64_t *)context += shape->box.x1_dbu >= shape->box.x0_dbu ? 1 : 0;
}

static void use_design(const ird_design *design, const ird_technology *tech) {
    ird_error err = {0};
    int64_t shapes = 0;
    for (size_t i = 0; i < design->components.count; i++) {
        ird_rect box = ird_component_box(design, tech, i);
        FUZZ_REQUIRE(box.x0_dbu <= box.x1_dbu && box.y0_dbu <= box.y1_dbu);
    }
    for (size_t i = 0; i < design->via_places.count; i++) {
        ird_via_visit(design, tech, &design->via_places.items[i], count_shape, &shapes);
    }
    int32_t *counts = ird_alloc(design->components.count, sizeof *counts);
    for (size_t net = 0; counts != NULL && net < design->special_nets.count; net++) {
        bool assumed;
        ird_special_net_components(design, tech, (int32_t)net, counts, &assumed, &err);
    }
    ird_free(counts);
}

static void read_once(const ird_technology *tech, const ird_input *input,
                      size_t fail_at) {
    ird_design design = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_def_read_input(&design, tech, input, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE(status == IRD_OK || (design.name == NULL && design.units == 0));
    FUZZ_REQUIRE(status != IRD_OK || (design.name != NULL && design.units > 0));
    use_design(&design, tech);
    ird_design_free(&design);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

/* The small technology, read once: it would take most of the time. */
static const ird_technology *small_technology(void) {
    static ird_technology tech;
    ird_error err = {0};
    if (tech.files == 0) {
        failing_alloc_arm(0);
        FUZZ_REQUIRE(ird_lef_read(&tech, IRD_TESTS_DIR "/data/small.lef", NULL, &err) ==
                     IRD_OK);
    }
    return &tech;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const ird_technology *tech = small_technology();
    ird_input input = {.data = (const char *)data, .size = size, .path = "fuzz"};
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    read_once(tech, &input, 0);
    read_once(tech, &input, failing_call(data, size));
    return 0;
}
