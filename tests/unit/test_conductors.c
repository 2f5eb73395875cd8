/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the resistors of a network are made of: as told, and of a grid drawn by hand.
 */
#include "check.h"

#include "grid_text.h"
#include "mesh.h"

static bool is_conductor(const ird_network *n, size_t resistor, ird_conductor_kind kind,
                         int32_t layer_a, int32_t layer_b, int32_t size) {
    ird_conductor c = ird_network_conductor(n, resistor);
    return CHECK(c.kind == kind && c.layer_a == layer_a && c.layer_b == layer_b &&
                 c.width_dbu == (kind == IRD_CONDUCTOR_WIRE ? size : 0) &&
                 c.cuts == (kind == IRD_CONDUCTOR_VIA ? size : 0));
}

/* Some are told and some are not, in any order. */
static void test_as_told(void) {
    ird_network n = {.units = 1000};
    int32_t m1 = mesh_layer(&n, "m1"), m2 = mesh_layer(&n, "m2");
    int32_t a = mesh_node(&n, m1, 0, 0), b = mesh_node(&n, m1, 1, 0);
    int32_t c = mesh_node(&n, m2, 1, 0), d;
    CHECK(ird_network_add_named_node(&n, "d", 1, &d, NULL) == IRD_OK);
    mesh_wire(&n, a, b, 1);
    CHECK(n.sections.count == 0);
    CHECK(ird_network_add_wire(&n, a, b, 2, 140, NULL) == IRD_OK);
    mesh_wire(&n, b, c, 3);
    mesh_wire(&n, b, d, 3);
    CHECK(ird_network_add_via(&n, c, b, 4, 6, NULL) == IRD_OK);
    mesh_wire(&n, b, c, 5);
    is_conductor(&n, 0, IRD_CONDUCTOR_UNKNOWN, m1, m1, 0);
    is_conductor(&n, 1, IRD_CONDUCTOR_WIRE, m1, m1, 140);
    is_conductor(&n, 2, IRD_CONDUCTOR_UNKNOWN, m1, m2, 0);
    is_conductor(&n, 3, IRD_CONDUCTOR_UNKNOWN, -1, m1, 0);
    is_conductor(&n, 4, IRD_CONDUCTOR_VIA, m1, m2, 6);
    is_conductor(&n, 5, IRD_CONDUCTOR_UNKNOWN, m1, m2, 0);
    CHECK_NEAR(n.resistors.items[4].ohm, 4, 0);
    ird_network_free(&n);
}

static void test_what_cannot_be(void) {
    ird_network n = {.units = 1000};
    ird_error err = {0};
    int32_t m1 = mesh_layer(&n, "m1"), m2 = mesh_layer(&n, "m2"), named;
    int32_t a = mesh_node(&n, m1, 0, 0), b = mesh_node(&n, m1, 1, 0);
    int32_t c = mesh_node(&n, m2, 1, 0);
    CHECK(ird_network_add_named_node(&n, "d", 1, &named, NULL) == IRD_OK);
    CHECK(ird_network_add_wire(&n, a, b, 1, 0, &err) == IRD_NETWORK_VALUE);
    CHECK_TEXT(err.text, "a wire is 1 to 2147483647 database units wide, not 0");
    CHECK(ird_network_add_wire(&n, a, b, 1, INT64_C(1) << 31, &err) == IRD_NETWORK_VALUE);
    CHECK(ird_network_add_wire(&n, a, b, -1, 100, &err) == IRD_NETWORK_VALUE);
    CHECK(ird_network_add_wire(&n, a, c, 1, 100, &err) == IRD_NETWORK_NODE);
    CHECK_TEXT(err.text, "a wire has two nodes of one layer, not 0 and 2");
    CHECK(ird_network_add_wire(&n, named, named, 1, 100, &err) == IRD_NETWORK_NODE);
    CHECK(ird_network_add_via(&n, a, c, 1, 0, &err) == IRD_NETWORK_VALUE);
    CHECK_TEXT(err.text, "a via has 1 cut or more, not 0");
    CHECK(ird_network_add_via(&n, a, b, 1, 2, &err) == IRD_NETWORK_NODE);
    CHECK_TEXT(err.text, "a via has nodes of two layers, not 0 and 1");
    CHECK(ird_network_add_via(&n, a, 9, 1, 2, &err) == IRD_NETWORK_NODE);
    CHECK(n.resistors.count == 0 && n.sections.count == 0);
    ird_network_free(&n);
}

/* A rail of 0.2 um and a strap of 1 um, joined by a via of two cuts, which is one
 * resistor here. The rail from the via to the pin of the cell, and the strap from there
 * to the DEF pin, are wires; what lies behind them carries nothing and is none. */
static void test_drawn(void) {
    grid_text g = {0};
    grid_text_read(&g, "- u1 CELL + PLACED ( 19000 6000 ) N ;\n",
                   "- VDD + NET VDD + SPECIAL + DIRECTION INOUT + USE POWER\n"
                   "+ PORT + LAYER m2 ( -500 -500 ) ( 500 500 ) + FIXED ( 50000 99500 ) "
                   "N ;\n",
                   "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"
                   "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"
                   "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV\n");
    grid_text_extract(&g);
    const ird_network *n = &g.grid.network;
    size_t wires = 0, cuts = 0, unknown = 0;
    for (size_t i = 0; i < n->resistors.count; i++) {
        ird_conductor c = ird_network_conductor(n, i);
        const char *layer = ird_names_get(&n->layer_names, c.layer_a);
        wires += c.kind == IRD_CONDUCTOR_WIRE;
        unknown += c.kind == IRD_CONDUCTOR_UNKNOWN;
        cuts += (size_t)c.cuts;
        if (c.kind == IRD_CONDUCTOR_WIRE) {
            CHECK(c.width_dbu == (strcmp(layer, "m1") == 0 ? 200 : 1000));
        }
    }
    CHECK(wires == 2 && cuts == 2 && unknown == 0);
    grid_text_free(&g);
}

int main(void) {
    RUN(test_as_told);
    RUN(test_what_cannot_be);
    RUN(test_drawn);
    return check_summary("conductors");
}
