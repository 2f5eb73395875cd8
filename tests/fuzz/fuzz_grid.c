/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The power grid of whatever design the DEF reader accepts: extracted, checked,
 * described.
 */
#include "fuzz_reader.h"

#include "check/check_grid.h"
#include "failing_alloc.h"
#include "readers/readers.h"

static void describe(const ird_grid *grid, const ird_design *design,
                     const ird_technology *tech, const ird_layer_rc *rc) {
    ird_error err = {0};
    ird_findings findings = {0};
    if (ird_check_grid(&findings, grid, design, tech, rc, &err) == IRD_OK) {
        for (size_t i = 0; i < findings.items.count && i < 20; i++) {
            ird_text text = {0};
            ird_finding_text(&text, &findings.items.items[i], grid, design, tech, rc,
                             &err);
            ird_text_free(&text);
        }
    }
    ird_findings_free(&findings);
}

static void extract(const ird_design *design, const ird_technology *tech,
                    const ird_layer_rc *rc, int32_t net, ird_source_type type,
                    size_t fail_at) {
    ird_grid grid = {0};
    ird_error err = {0};
    ird_extract_options options = {.net = net,
                                   .swing_v = 1,
                                   .source_v = 1,
                                   .sources = ird_source_defaults,
                                   .kind = net % 2 == 1 ? IRD_NETWORK_DRAWN
                                                        : IRD_NETWORK_LIKE_PDNSIM};
    options.sources.type = type;
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status = ird_extract(&grid, design, tech, rc, NULL, &options, NULL, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    FUZZ_REQUIRE(status != IRD_OK || grid.network.sources.count > 0);
    for (size_t i = 0; i < grid.network.resistors.count; i++) {
        FUZZ_REQUIRE(grid.network.resistors.items[i].ohm > 0);
    }
    if (status == IRD_OK) {
        describe(&grid, design, tech, rc);
    }
    ird_grid_free(&grid);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

typedef struct small {
    ird_technology tech;
    ird_layer_rc rc;
} small;

/* The small technology, read once: it would take most of the time. */
static const small *small_technology(void) {
    static small s;
    ird_error err = {0};
    if (s.tech.files == 0) {
        failing_alloc_arm(0);
        FUZZ_REQUIRE(ird_lef_read(&s.tech, IRD_TESTS_DIR "/data/small.lef", NULL, &err) ==
                     IRD_OK);
        FUZZ_REQUIRE(ird_layer_rc_build(&s.rc, &s.tech, NULL, &err) == IRD_OK);
    }
    return &s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const small *s = small_technology();
    ird_input input = {.data = (const char *)data, .size = size, .path = "fuzz"};
    ird_design design = {0};
    ird_error err = {0};
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    if (ird_def_read_input(&design, &s->tech, &input, NULL, &err) == IRD_OK) {
        static const ird_source_type types[] = {IRD_SOURCE_AUTO, IRD_SOURCE_STRAPS,
                                                IRD_SOURCE_FULL};
        for (size_t net = 0; net < design.special_nets.count && net < 4; net++) {
            for (size_t i = 0; i < 3; i++) {
                extract(&design, &s->tech, &s->rc, (int32_t)net, types[i], 0);
            }
            extract(&design, &s->tech, &s->rc, (int32_t)net, IRD_SOURCE_AUTO,
                    failing_call(data, size));
        }
    }
    ird_design_free(&design);
    return 0;
}
