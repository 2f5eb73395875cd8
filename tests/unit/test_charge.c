/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What cells hold and draw on the nodes of two small nets, by hand.
 */
#include "check.h"
#include "fixture.h"

#include "charge/charge.h"

/* Cell 0 has two pins on VDD and one on VSS, cell 1 one and one, cell 2 on VDD alone,
 * cell 3 on neither. */
enum { CELLS = 4 };

typedef struct bench {
    ird_grid vdd, vss;
    ird_held held[CELLS];
    ird_cell_capacitance cells;
    double instance_w[CELLS], idle_a[CELLS];
    ird_power power;
    ird_switching switching;
    ird_transient transient;
    ird_charge_left left;
} bench;

static int32_t add_node(ird_grid *grid, int32_t layer, int64_t x_dbu) {
    int32_t node;
    CHECK(ird_network_add_node(&grid->network, IRD_NODE_GRID, layer, x_dbu, 0, &node,
                               NULL) == IRD_OK);
    return node;
}

static void add_pin(ird_grid *grid, int32_t component, int32_t node, double ampere) {
    double sign = grid->options.is_ground ? -1 : 1;
    CHECK(ird_vec_reserve(&grid->terminals, 1, "testing", NULL) == IRD_OK);
    grid->terminals.items[grid->terminals.count++] =
        (ird_grid_terminal){.component = component, .node = node};
    CHECK(ird_network_add_load(&grid->network, node, sign * ampere, component, 0, NULL) ==
          IRD_OK);
}

static void create_net(ird_grid *grid, bool is_ground) {
    int32_t layer;
    grid->options.is_ground = is_ground;
    grid->options.swing_v = 2;
    grid->network.units = 1000;
    CHECK(ird_network_add_layer(&grid->network, "m1", 2, &layer, NULL) == IRD_OK);
    for (int64_t i = 0; i < 4; i++) {
        add_node(grid, layer, i * 10000);
    }
}

static void create(bench *b) {
    *b = (bench){0};
    create_net(&b->vdd, false);
    create_net(&b->vss, true);
    b->vdd.network.is_ground = false;
    add_pin(&b->vdd, 0, 0, 1e-6);
    add_pin(&b->vdd, 0, 1, 1e-6);
    add_pin(&b->vdd, 1, 2, 4e-6);
    add_pin(&b->vdd, 2, 3, 3e-6);
    add_pin(&b->vss, 0, 0, 2e-6);
    add_pin(&b->vss, 1, 1, 4e-6);
    b->held[0] = (ird_held){1e-15f, 2e-15f, 0, 0};
    b->held[1] = (ird_held){0, 0, 8e-15, 100};
    b->held[2] = (ird_held){0, 3e-15f, 0, 0};
    b->held[3] = (ird_held){0, 5e-15f, 0, 0};
    b->cells = (ird_cell_capacitance){.items = b->held, .count = CELLS};
    b->instance_w[0] = 4e-6;
    b->instance_w[1] = 8e-6;
    b->instance_w[2] = 6e-6;
    b->instance_w[3] = 2e-6;
    b->idle_a[0] = 0.5e-6;
    b->idle_a[1] = 4e-6; /* all of it */
    b->power = (ird_power){.instance_w = b->instance_w, .count = CELLS};
    b->switching = (ird_switching){.idle_a = b->idle_a, .count = CELLS};
}

static void drop(bench *b) {
    ird_grid_free(&b->vdd);
    ird_grid_free(&b->vss);
    ird_free(b->switching.events.items);
    ird_transient_free(&b->transient);
}

static void check_capacitor(const bench *b, size_t at, int32_t from, int32_t to,
                            double farad, double ohm, ird_capacitance_kind kind) {
    const ird_capacitor *c = &b->transient.capacitors.items[at];
    CHECK(c->a == from && c->b == to && c->kind == kind);
    CHECK_NEAR(c->farad, farad, 1e-6 * farad); /* floats */
    CHECK_NEAR(c->ohm, ohm, 1e-9);
}

static void test_cells_between(void) {
    bench b;
    create(&b);
    const ird_charge_grids grids = {&b.vdd, &b.vss};
    CHECK(ird_charge_add_cells(&b.transient, &grids, 4, &b.cells, &b.left, NULL) ==
          IRD_OK);
    CHECK(b.transient.capacitors.count == 6);
    check_capacitor(&b, 0, 0, 4, 0.5e-15, 0, IRD_CAPACITANCE_INTRINSIC);
    check_capacitor(&b, 1, 1, 4, 0.5e-15, 0, IRD_CAPACITANCE_INTRINSIC);
    check_capacitor(&b, 2, 0, 4, 1e-15, 0, IRD_CAPACITANCE_LOAD);
    check_capacitor(&b, 3, 1, 4, 1e-15, 0, IRD_CAPACITANCE_LOAD);
    check_capacitor(&b, 4, 2, 5, 8e-15, 100, IRD_CAPACITANCE_DECAP);
    check_capacitor(&b, 5, 3, IRD_REFERENCE, 3e-15, 0, IRD_CAPACITANCE_LOAD);
    CHECK_NEAR(b.left.farad, 5e-15, 1e-20);
    drop(&b);
}

/* One net alone: to ground, and out of it where the net is one. A resistance in series
 * with a capacitor that is split has twice the value in each half. */
static void test_cells_alone(void) {
    bench b;
    create(&b);
    b.held[0] = (ird_held){0, 0, 2e-15, 10};
    const ird_charge_grids first = {&b.vdd, NULL}, ground = {&b.vss, NULL};
    CHECK(ird_charge_add_cells(&b.transient, &first, 4, &b.cells, &b.left, NULL) ==
          IRD_OK);
    check_capacitor(&b, 0, 0, IRD_REFERENCE, 1e-15, 20, IRD_CAPACITANCE_DECAP);
    check_capacitor(&b, 1, 1, IRD_REFERENCE, 1e-15, 20, IRD_CAPACITANCE_DECAP);
    ird_transient_free(&b.transient);
    CHECK(ird_charge_add_cells(&b.transient, &ground, 4, &b.cells, &b.left, NULL) ==
          IRD_OK);
    check_capacitor(&b, 0, IRD_REFERENCE, 0, 2e-15, 10, IRD_CAPACITANCE_DECAP);
    drop(&b);
}

static void add_event(bench *b, int32_t component, double charge_c) {
    CHECK(ird_vec_reserve(&b->switching.events, 1, "testing", NULL) == IRD_OK);
    b->switching.events.items[b->switching.events.count++] =
        (ird_event){1e-10, charge_c, 5e-11f, component};
}

static void check_drain(const bench *b, size_t at, int32_t from, int32_t to,
                        double idle_a) {
    const ird_drain *d = &b->transient.drains.items[at];
    CHECK(d->from == from && d->to == to);
    CHECK_NEAR(d->idle_a, idle_a, 1e-18);
}

static void test_currents(void) {
    bench b;
    create(&b);
    add_event(&b, 0, 6e-15);
    add_event(&b, 2, 1e-15);
    add_event(&b, 3, 7e-15);
    const ird_charge_grids grids = {&b.vdd, &b.vss};
    CHECK(ird_charge_add_currents(&b.transient, &grids, 4, &b.switching, &b.power,
                                  &b.left, NULL) == IRD_OK);
    CHECK(b.transient.drains.count == 4 && b.transient.pulses.count == 3);
    check_drain(&b, 0, 0, 4, 0.25e-6); /* half of 0.5 of its 2 uA */
    check_drain(&b, 1, 1, 4, 0.25e-6);
    check_drain(&b, 2, 2, 5, 4e-6);
    check_drain(&b, 3, 3, IRD_REFERENCE, 0);
    const ird_pulse *p = b.transient.pulses.items;
    CHECK(p[0].drain == 0 && p[1].drain == 1 && p[2].drain == 3);
    CHECK_NEAR(p[0].charge_c, 3e-15, 1e-27);
    CHECK_NEAR(p[2].charge_c, 1e-15, 1e-27);
    CHECK(p[0].start_s == 1e-10 && p[0].width_s == 5e-11f);
    CHECK(b.left.pulses == 1);
    CHECK_NEAR(b.left.charge_c, 7e-15, 1e-27);
    drop(&b);
}

/* Loads of no instance (what a switch hands on) are drawn always; an instance that draws
 * other currents from the two nets keeps both. */
static void test_odd_currents(void) {
    bench b;
    create(&b);
    b.vss.network.loads.items[1].ampere = -5e-6; /* of cell 1 */
    CHECK(ird_network_add_load(&b.vdd.network, 1, 9e-6, -1, 0, NULL) == IRD_OK);
    const ird_charge_grids grids = {&b.vdd, &b.vss};
    CHECK(ird_charge_add_currents(&b.transient, &grids, 4, &b.switching, &b.power,
                                  &b.left, NULL) == IRD_OK);
    CHECK(b.transient.drains.count == 6);
    check_drain(&b, 2, 2, IRD_REFERENCE, 4e-6);
    check_drain(&b, 3, IRD_REFERENCE, 5, 5e-6);
    check_drain(&b, 5, 1, IRD_REFERENCE, 9e-6);
    drop(&b);
}

/* Shares of 2 and 3 pins laid beside each other: 1/3, 1/6, 1/6, 1/3. */
static void test_uneven_pins(void) {
    bench b;
    create(&b);
    add_pin(&b.vss, 0, 2, 0);
    add_pin(&b.vss, 0, 3, 0);
    b.held[0] = (ird_held){0, 6e-15f, 0, 0};
    const ird_charge_grids grids = {&b.vdd, &b.vss};
    CHECK(ird_charge_add_cells(&b.transient, &grids, 4, &b.cells, &b.left, NULL) ==
          IRD_OK);
    check_capacitor(&b, 0, 0, 4, 2e-15, 0, IRD_CAPACITANCE_LOAD);
    check_capacitor(&b, 1, 0, 6, 1e-15, 0, IRD_CAPACITANCE_LOAD);
    check_capacitor(&b, 2, 1, 6, 1e-15, 0, IRD_CAPACITANCE_LOAD);
    check_capacitor(&b, 3, 1, 7, 2e-15, 0, IRD_CAPACITANCE_LOAD);
    drop(&b);
}

/* A wire of 30 x 0.5 um in three pieces: 1e-4 pF/um2 and two edges of 3e-5 pF/um. */
static void test_wires(void) {
    bench b;
    fixture f;
    size_t unsaid = 0;
    create(&b);
    fixture_create(&f, 1000, 50, 50);
    int32_t m1 = fixture_metal(&f, "m1", 0.1);
    f.tech.layers.items[m1].area_pf_um2 = 1e-4;
    f.tech.layers.items[m1].edge_pf_um = 3e-5;
    for (int32_t i = 0; i < 3; i++) {
        CHECK(ird_network_add_wire(&b.vdd.network, i, i + 1, 1, 500, NULL) == IRD_OK);
    }
    CHECK(ird_vec_reserve(&b.vdd.metals, f.tech.layers.count, "testing", NULL) == IRD_OK);
    for (size_t i = 0; i < f.tech.layers.count; i++) { /* 30 x 0.5 um of m1 */
        b.vdd.metals.items[b.vdd.metals.count++] =
            (int32_t)i == m1 ? (ird_grid_metal){1, 30000.0 * 500, 30000}
                             : (ird_grid_metal){0};
    }
    CHECK(ird_charge_add_wires(&b.transient, &b.vdd, 10, &f.tech, &unsaid, NULL) ==
          IRD_OK);
    double whole_f = (15 * 1e-4 + 60 * 3e-5) * 1e-12;
    CHECK(b.transient.capacitors.count == 4 && unsaid == 0);
    check_capacitor(&b, 0, 10, IRD_REFERENCE, whole_f / 6, 0, IRD_CAPACITANCE_GRID);
    check_capacitor(&b, 1, 11, IRD_REFERENCE, whole_f / 3, 0, IRD_CAPACITANCE_GRID);
    check_capacitor(&b, 3, 13, IRD_REFERENCE, whole_f / 6, 0, IRD_CAPACITANCE_GRID);
    f.tech.layers.items[m1].area_pf_um2 = (double)NAN;
    f.tech.layers.items[m1].edge_pf_um = 0;
    CHECK(ird_charge_add_wires(&b.transient, &b.vdd, 0, &f.tech, &unsaid, NULL) ==
          IRD_OK);
    CHECK(b.transient.capacitors.count == 4 && unsaid == 1);
    fixture_free(&f);
    drop(&b);
}

int main(void) {
    RUN(test_cells_between);
    RUN(test_cells_alone);
    RUN(test_currents);
    RUN(test_odd_currents);
    RUN(test_uneven_pins);
    RUN(test_wires);
    return check_summary("charge");
}
