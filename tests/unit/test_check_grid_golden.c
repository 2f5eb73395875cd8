/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Findings on published grids, whose names say what is right and wrong with them.
 */
#include "grid_text.h"

static void check(grid_text *g, ird_findings *findings) {
    ird_error err = {0};
    grid_text_extract(g);
    grid_text_stop(ird_check_grid(findings, &g->grid, &g->design, &g->tech, &g->rc, &err),
                   &err);
}

static void read_shared(grid_text *g, const char *def) {
    static const char *const lefs[] = {"nangate45/Nangate45.lef",
                                       "nangate45/fakeram45_64x32.lef",
                                       "pdn_defs/dummy_pads.lef"};
    char path[1024];
    ird_error err = {0};
    for (size_t i = 0; i < 3; i++) {
        shared_path(path, sizeof path, lefs[i]);
        grid_text_stop(ird_lef_read(&g->tech, path, NULL, &err), &err);
    }
    shared_path(path, sizeof path, def);
    grid_text_stop(ird_def_read(&g->design, &g->tech, path, NULL, &err), &err);
    grid_text_stop(ird_layer_rc_build(&g->rc, &g->tech, NULL, &err), &err);
    g->options = (ird_extract_options){.swing_v = 1.1,
                                       .source_v = 1.1,
                                       .sources = ird_source_defaults,
                                       .kind = IRD_NETWORK_LIKE_PDNSIM};
}

/* The grids of the two macros stand alone in both nets: their names and boxes by grep of
 * the DEF. */
static void test_disconnected(void) {
    grid_text g = {0};
    ird_findings findings = {0};
    read_shared(&g, "nangate45/check_power_grid_disconnected.def");
    for (int net = 0; net < 2; net++) {
        g.options.net = net;
        check(&g, &findings);
        CHECK(g.grid.islands.count == 3);
        CHECK(ird_findings_count(&findings, IRD_FINDING_ISLAND) == 2);
        CHECK(ird_findings_count(&findings, IRD_FINDING_INSTANCE) == 2);
        CHECK(findings.items.items[0].instances == 1);
        const ird_finding *last = &findings.items.items[findings.items.count - 1];
        const char *name = ird_names_get(&g.design.component_names, last->component);
        CHECK(strncmp(name, "frontend.icache.data_arrays_0", 29) == 0 ||
              strncmp(name, "dcache.data.data_arrays_0", 25) == 0);
    }
    ird_findings_free(&findings);
    grid_text_free(&g);
}

static void test_macros_are_connected(void) {
    grid_text g = {0};
    ird_findings findings = {0};
    read_shared(&g, "nangate45/check_power_grid_macros.def");
    for (int net = 0; net < 2; net++) {
        g.options.net = net;
        check(&g, &findings);
        CHECK(g.grid.islands.count == 1);
        CHECK(ird_findings_count(&findings, IRD_FINDING_INSTANCE) == 0);
    }
    ird_findings_free(&findings);
    grid_text_free(&g);
}

/* Every net with metal extracts; how many islands each has is what its name says: rails
 * alone (51 and 48 pins of 56 rails lie beyond the one default bump), else one. */
static void test_published_grids(void) {
    static const char *const names[] = {"core_grid",
                                        "core_grid_with_M7_pins",
                                        "core_grid_with_dual_rings",
                                        "core_grid_with_rings",
                                        "macros",
                                        "macros_cells",
                                        "macros_narrow_channel_jog",
                                        "pads_black_parrot_flipchip"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        grid_text g = {0};
        ird_findings findings = {0};
        char path[256];
        snprintf(path, sizeof path, "pdn_defs/%s.def", names[i]);
        read_shared(&g, path);
        static const char *const nets[] = {"VDD", "VSS"};
        for (int net = 0; net < 2; net++) {
            g.options.net = ird_grid_find_net(&g.design, nets[net]);
            check(&g, &findings);
            size_t rails = ird_findings_count(&findings, IRD_FINDING_RAIL);
            CHECK(rails == (i > 0 ? 0u : net == 0 ? 29u : 28u));
            CHECK(ird_findings_count(&findings, IRD_FINDING_ISLAND) == 0);
            CHECK(i == 0 || i == 7 || g.grid.islands.count == 1);
            CHECK(findings.crossings == findings.crossings_with_via);
        }
        ird_findings_free(&findings);
        grid_text_free(&g);
    }
}

int main(void) {
    RUN(test_disconnected);
    RUN(test_macros_are_connected);
    RUN(test_published_grids);
    return check_summary("check_grid_golden");
}
