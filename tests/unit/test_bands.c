/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Layers that are merged and wired band by band: bands by hand, the network against that
 * of the same layers as a whole, and the same bits for any number of threads.
 */
#include "grid_text.h"

#include "extract/assemble.h"
#include "extract/bands.h"

enum { ROWS = 60, COLUMNS = 120, PITCH = 3000 };

static const char TABS_LEF[] =
    "VERSION 5.8 ;\nUNITS\n DATABASE MICRONS 1000 ;\nEND UNITS\n"
    "LAYER m1\n TYPE ROUTING ;\n DIRECTION HORIZONTAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " RESISTANCE RPERSQ 0.1 ;\nEND m1\n"
    "LAYER v1\n TYPE CUT ;\n RESISTANCE 2 ;\nEND v1\n"
    "LAYER m2\n TYPE ROUTING ;\n DIRECTION VERTICAL ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " RESISTANCE RPERSQ 0.05 ;\nEND m2\n"
    "VIA V1\n LAYER m1 ;\n RECT -0.1 -0.1 0.1 0.1 ;\n LAYER v1 ;\n"
    " RECT -0.05 -0.05 0.05 0.05 ;\n LAYER m2 ;\n RECT -0.1 -0.1 0.1 0.1 ;\nEND V1\n"
    "MACRO A\n CLASS CORE ;\n SIZE 2 BY 2 ;\n PIN VDD\n  USE POWER ;\n  PORT\n"
    "   LAYER m1 ;\n   RECT 0 0.9 2 1.1 ;\n   RECT 0.3 1.1 0.37 1.5 ;\n"
    "   RECT 1.2 1.1 1.27 1.6 ;\n  END\n END VDD\nEND A\n"
    "MACRO B\n CLASS CORE ;\n SIZE 2 BY 2 ;\n PIN VDD\n  USE POWER ;\n  PORT\n"
    "   LAYER m1 ;\n   RECT 0 0.9 2 1.1 ;\n   RECT 0.8 0.5 0.9 0.9 ;\n"
    "   RECT 1.5 1.1 1.57 1.7 ;\n  END\n END VDD\nEND B\nEND LIBRARY\n";

/* Rows of cells with tabs on rails, two stripes, plates and meshes of metal; rows
 * 20 to 22 hang together. */
static void read_rows(grid_text *g) {
    static char def[1 << 20];
    size_t at = 0;
#define PUT(...) at += (size_t)snprintf(def + at, sizeof def - at, __VA_ARGS__)
    int width = COLUMNS * 2000 + 1000, height = ROWS * PITCH;
    PUT("VERSION 5.8 ;\nDESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\n"
        "DIEAREA ( 0 0 ) ( %d %d ) ;\nCOMPONENTS %d ;\n",
        width, height, ROWS * COLUMNS);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
        int k = (int)((unsigned)i * 7919U % (ROWS * COLUMNS)); /* in no order */
        PUT("- u%d %s + PLACED ( %d %d ) %s ;\n", k, k % 3 == 0 ? "A" : "B",
            k % COLUMNS * 2000 + k % 2 * 100, k / COLUMNS * PITCH,
            k % 5 < 3 ? "N" : "FS");
    }
    PUT("END COMPONENTS\nPINS 1 ;\n- VDD + NET VDD + USE POWER + LAYER m2 ( -500 0 ) "
        "( 500 1000 ) + PLACED ( 20000 0 ) N ;\nEND PINS\n"
        "SPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER\n+ ROUTED m2 1000 + SHAPE STRIPE "
        "( 20000 0 ) ( * %d )\nNEW m2 1000 + SHAPE STRIPE ( 200000 0 ) ( * %d )\n"
        "NEW m1 300 + SHAPE STRIPE ( 100000 60000 ) ( * 68000 )\n"
        "NEW m2 1000 + SHAPE STRIPE ( 20000 1000 ) ( 200000 * )\n",
        height, height);
    for (int row = 0; row < ROWS; row++) {
        int y = row * PITCH + 1000;
        PUT("NEW m1 200 + SHAPE FOLLOWPIN ( 0 %d ) ( %d * )\n"
            "NEW m1 0 + SHAPE STRIPE ( 20000 %d ) V1\n"
            "NEW m1 0 + SHAPE STRIPE ( 200000 %d ) V1\n",
            y, width, y, y);
        if (row % 30 == 10) { /* crossed slanted wires, a mesh too large to be shared */
            PUT("NEW m1 400 + SHAPE STRIPE ( 120000 %d ) ( 121800 %d )\n"
                "NEW m1 400 + SHAPE STRIPE ( 121800 %d ) ( 120000 %d )\n",
                y + 100, y + 1900, y + 100, y + 1900);
        }
        if (row % 25 == 0) { /* a plate with vias in it */
            PUT("NEW m1 1800 + SHAPE STRIPE ( 150000 %d ) ( 190000 * )\n", y + 500);
            PUT("NEW m2 1000 + SHAPE STRIPE ( 160000 0 ) ( * %d )\n", height);
            PUT("NEW m1 0 + SHAPE STRIPE ( 160000 %d ) V1\n", y + 900);
            PUT("NEW m1 0 + SHAPE STRIPE ( 185000 %d ) V1\n", y + 300);
        }
    }
    PUT(";\nEND SPECIALNETS\nEND DESIGN\n");
#undef PUT
    CHECK(at < sizeof def - 1);
    grid_text_load(g, TABS_LEF, def, at);
    g->options = (ird_extract_options){
        .net = 0, .swing_v = 1, .source_v = 1, .sources = ird_source_defaults};
}

/* What ird_extract does, with layers streamed or whole. */
static void extract(grid_text *g, bool is_streamed, size_t threads) {
    ird_error err = {0};
    ird_source_plan plan = {0};
    ird_work work = {.design = &g->design,
                     .tech = &g->tech,
                     .rc = &g->rc,
                     .is_drawn = true,
                     .threads = threads,
                     .defers_pins = is_streamed};
    ird_grid_free(&g->grid);
    g->grid.options = g->options;
    grid_text_stop(ird_work_collect(&work, &g->grid, &err), &err);
    ird_work_find_metal(&work);
    if (is_streamed) {
        ird_source_stream_layers(&work, &g->options.sources);
        CHECK(work.layers[0].is_streamed && !work.layers[2].is_streamed);
        CHECK(threads < 2 || g->grid.shapes > 20000);
        grid_text_stop(ird_work_add_pin_shapes(&work, &err), &err);
    }
    grid_text_stop(ird_work_merge(&work, NULL, &err), &err);
    grid_text_stop(
        ird_source_plan_make(&plan, &work, &g->grid, &g->options.sources, &err), &err);
    grid_text_stop(ird_assemble(&g->grid, &work, &plan, NULL, &err), &err);
    grid_text_stop(ird_grid_set_power(&g->grid, &g->design, &g->tech, &g->power, &err),
                   &err);
    ird_work_free(&work);
    ird_source_plan_free(&plan);
}

static void check_same(const ird_grid *a, const ird_grid *b) {
    const ird_network *x = &a->network, *y = &b->network;
    CHECK(x->nodes.count == y->nodes.count && x->resistors.count == y->resistors.count);
    for (size_t i = 0; i < x->nodes.count; i++) {
        const ird_node *m = &x->nodes.items[i], *n = &y->nodes.items[i];
        CHECK(m->x_dbu == n->x_dbu && m->y_dbu == n->y_dbu && m->layer == n->layer);
    }
    for (size_t i = 0; i < x->resistors.count; i++) {
        const ird_resistor *r = &x->resistors.items[i], *s = &y->resistors.items[i];
        CHECK(r->a == s->a && r->b == s->b && r->ohm == s->ohm);
    }
    CHECK(memcmp(x->sections.items, y->sections.items,
                 x->sections.count * sizeof *x->sections.items) == 0);
}

static void check_islands(const ird_grid *a, const ird_grid *b) {
    CHECK(a->islands.count == b->islands.count && a->vias.count == b->vias.count);
    for (size_t i = 0; i < a->islands.count && i < b->islands.count; i++) {
        const ird_grid_island *x = &a->islands.items[i], *y = &b->islands.items[i];
        CHECK(x->slabs == y->slabs && x->layer == y->layer && x->vias == y->vias);
        CHECK(x->terminals == y->terminals && x->sources == y->sources);
        CHECK(memcmp(&x->box, &y->box, sizeof x->box) == 0);
    }
    for (size_t i = 0; i < a->metals.count; i++) {
        const ird_grid_metal *x = &a->metals.items[i], *y = &b->metals.items[i];
        CHECK(x->slabs == y->slabs);
        CHECK_NEAR(x->area_dbu2, y->area_dbu2, 1e-12 * y->area_dbu2);
        CHECK_NEAR(x->longer_dbu, y->longer_dbu, 1e-12 * y->longer_dbu);
    }
}

/* Drops at all terminals, which stand in the order of the design. */
static void check_drops(const grid_text *a, const grid_text *b) {
    double worst = b->solution.worst_drop_v;
    CHECK(a->grid.terminals.count == ROWS * COLUMNS && worst > 0);
    for (size_t i = 0; i < a->grid.terminals.count; i++) {
        const ird_grid_terminal *x = &a->grid.terminals.items[i];
        const ird_grid_terminal *y = &b->grid.terminals.items[i];
        CHECK(x->component == y->component && x->island == y->island);
        CHECK_NEAR(a->solution.drop_v[x->node], b->solution.drop_v[y->node],
                   1e-12 * worst);
    }
}

static void test_against_whole(void) {
    grid_text whole = {0}, streamed = {0};
    read_rows(&whole);
    read_rows(&streamed);
    extract(&whole, false, 1);
    extract(&streamed, true, 1);
    CHECK(whole.grid.network.nodes.count == streamed.grid.network.nodes.count);
    CHECK(whole.grid.network.resistors.count == streamed.grid.network.resistors.count);
    check_islands(&streamed.grid, &whole.grid);
    grid_text_drop(&whole, "u1");
    grid_text_drop(&streamed, "u1");
    check_drops(&streamed, &whole);
    grid_text_free(&whole);
    grid_text_free(&streamed);
}

static void test_threads(void) {
    grid_text one = {0}, many = {0};
    read_rows(&one);
    read_rows(&many);
    extract(&one, true, 1);
    for (size_t threads = 2; threads <= 5; threads++) {
        extract(&many, true, threads);
        check_same(&one.grid, &many.grid);
        check_islands(&one.grid, &many.grid);
    }
    grid_text_free(&one);
    grid_text_free(&many);
}

/* 600 shapes at v 0 to 10, 600 at 20 to 30, one from 30 to 40 that touches those, one
 * without area between, 600 from 41 on: three bands. */
static void test_bands(void) {
    ird_work_layer layer = {0};
    ird_bands bands = {0};
    CHECK(ird_vec_reserve(&layer.shapes, 2000, "testing", NULL) == IRD_OK);
    CHECK(ird_vec_reserve(&layer.probes, 3, "testing", NULL) == IRD_OK);
    for (int64_t i = 0; i < 600; i++) {
        layer.shapes.items[layer.shapes.count++] = (ird_uv_box){i, i + 1, 0, 10};
        layer.shapes.items[layer.shapes.count++] = (ird_uv_box){i, i + 1, 41, 50};
        layer.shapes.items[layer.shapes.count++] = (ird_uv_box){i, i + 1, 20, 30};
    }
    layer.shapes.items[layer.shapes.count++] = (ird_uv_box){0, 1, 30, 40};
    layer.shapes.items[layer.shapes.count++] = (ird_uv_box){0, 1, 10, 10};
    layer.probes.items[layer.probes.count++] = (ird_probe){0, 45, -1};
    layer.probes.items[layer.probes.count++] = (ird_probe){0, 10, -1};
    layer.probes.items[layer.probes.count++] = (ird_probe){0, 30, -1};
    CHECK(ird_bands_make(&bands, &layer, NULL, NULL) == IRD_OK);
    CHECK(bands.count >= 3 && bands.shape_starts[1] == 600);
    CHECK(bands.shape_starts[2] == 1201 && bands.shape_starts[3] == 1801);
    CHECK(bands.shapes[0] == 0 && bands.shapes[1] == 3 && bands.shapes[1200] == 1800);
    CHECK(bands.probe_starts[1] == 1 && bands.probe_starts[2] == 2);
    CHECK(bands.probes[0] == 1 && bands.probes[1] == 2 && bands.probes[2] == 0);
    ird_bands_free(&bands);
    ird_free(layer.shapes.items);
    ird_free(layer.probes.items);
}

int main(void) {
    RUN(test_bands);
    RUN(test_against_whole);
    RUN(test_threads);
    return check_summary("bands");
}
