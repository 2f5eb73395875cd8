/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of extraction, of the grid check and of their inputs fails in turn:
 * one error, outputs as they were, no leak.
 */
#include "failing_alloc.h"
#include "grid_text.h"

enum { MAX_CALLS = 10000 };

static const char SOURCE_FILE[] = "50,90,4,1\n50,20,4,1\n";

/* One of each: rail, strap, diagonal, via drawn twice, instances, pin, rail apart. */
static void read_grid(grid_text *g) {
    grid_text_read(
        g,
        "- u1 CELL + PLACED ( 19000 6000 ) N ;\n"
        "- u2 TWIN + PLACED ( 29000 6000 ) N ;\n"
        "- bump PAD + FIXED ( 49000 97000 ) N ;\n",
        "- VDD + NET VDD + SPECIAL + USE POWER\n"
        "+ PORT + LAYER m2 ( -500 -500 ) ( 500 500 ) + FIXED ( 50000 99500 ) N "
        ";\n",
        "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
        "NEW m1 200 + SHAPE FOLLOWPIN ( 0 20000 ) ( 100000 * )\n"
        "NEW m1 200 + SHAPE FOLLOWPIN ( 0 80000 ) ( 10000 * )\n"
        "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
        "NEW m2 400 ( 50000 20000 ) ( 52000 22000 )\n"
        "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n"
        "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n");
}

/* Sweep: fail call n of step() for n = 1, 2, ... until it succeeds. */
static void sweep(const char *name, size_t at_least,
                  ird_status (*step)(grid_text *g, ird_error *err)) {
    grid_text g = {0};
    failing_alloc_arm(0);
    read_grid(&g);
    grid_text_extract(&g);
    size_t n = 0;
    ird_status status = IRD_NO_MEMORY;
    while (status != IRD_OK && n < MAX_CALLS) {
        long live = failing_alloc_live();
        ird_error err = {0};
        failing_alloc_arm(++n);
        status = step(&g, &err);
        bool has_fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(has_fired == (status != IRD_OK));
        CHECK(status == err.status && (status == IRD_OK || status == IRD_NO_MEMORY));
        CHECK(failing_alloc_live() == live);
    }
    printf("%s: %zu allocations\n", name, n - 1);
    CHECK(status == IRD_OK && n > at_least);
    grid_text_free(&g);
}

static ird_status step_extract(grid_text *g, ird_error *err) {
    ird_grid grid = {0};
    ird_status status = ird_extract(&grid, &g->design, &g->tech, &g->rc, &g->power,
                                    &g->options, NULL, err);
    CHECK(status == IRD_OK || grid.network.nodes.items == NULL);
    ird_grid_free(&grid);
    return status;
}

static ird_status step_extract_lumped(grid_text *g, ird_error *err) {
    g->options.kind = IRD_NETWORK_LIKE_PDNSIM;
    return step_extract(g, err);
}

static ird_status step_package(grid_text *g, ird_error *err) {
    g->options.sources.package_ohm = 1;
    return step_extract(g, err);
}

static ird_status step_bumps(grid_text *g, ird_error *err) {
    g->options.sources.type = IRD_SOURCE_BUMPS;
    return step_extract(g, err);
}

static ird_status step_straps(grid_text *g, ird_error *err) {
    g->options.sources.type = IRD_SOURCE_STRAPS;
    return step_extract(g, err);
}

static ird_status step_pads(grid_text *g, ird_error *err) {
    g->options.sources.type = IRD_SOURCE_PADS;
    return step_extract(g, err);
}

static ird_status step_places(grid_text *g, ird_error *err) {
    ird_source_file file = {0};
    ird_status status = ird_source_file_parse(&file, SOURCE_FILE, strlen(SOURCE_FILE),
                                              "sources.loc", err);
    if (status == IRD_OK) {
        g->options.sources.type = IRD_SOURCE_FILE;
        g->options.sources.file = &file;
        status = step_extract(g, err);
    }
    ird_source_file_free(&file);
    return status;
}

static ird_status step_check(grid_text *g, ird_error *err) {
    ird_findings findings = {0};
    ird_status status =
        ird_check_grid(&findings, &g->grid, &g->design, &g->tech, &g->rc, err);
    CHECK(status != IRD_OK || findings.items.count > 0);
    CHECK(status == IRD_OK || findings.items.items == NULL);
    ird_findings_free(&findings);
    return status;
}

static ird_status step_layer_rc(grid_text *g, ird_error *err) {
    ird_rc_settings settings = {0};
    ird_layer_rc rc = {0};
    ird_status status = ird_rc_set_layer(&settings, &g->tech, "m1", 1, 1, err);
    if (status == IRD_OK) {
        status = ird_layer_rc_build(&rc, &g->tech, &settings, err);
    }
    ird_rc_settings_free(&settings);
    ird_layer_rc_free(&rc);
    return status;
}

int main(void) {
    sweep("extract", 50, step_extract);
    sweep("extract, lumped", 50, step_extract_lumped);
    sweep("package", 50, step_package);
    sweep("bumps", 50, step_bumps);
    sweep("straps", 50, step_straps);
    sweep("pads", 50, step_pads);
    sweep("places", 50, step_places);
    sweep("check", 5, step_check);
    sweep("layer resistances", 1, step_layer_rc);
    return check_summary("extract_failures");
}
