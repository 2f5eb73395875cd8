/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Capacitance of cells by Liberty, by area, and as the user gives it, worked out by hand.
 */
#include "check.h"
#include "fixture.h"

#include "capacitance/capacitance.h"

static const double FEMTO = 1e-15;

typedef struct bench {
    fixture f;
    ird_netlist netlist;
    ird_liberty liberty;
    ird_cell_capacitance cells;
} bench;

static int32_t add_pin(bench *b, int32_t macro, const char *name,
                       ird_pin_direction direction) {
    ird_technology *tech = &b->f.tech;
    ird_macro_pin pin = {.direction = direction};
    CHECK(ird_names_add(&tech->pin_names, name, strlen(name), &pin.name, NULL, NULL) ==
          IRD_OK);
    ird_macro *on = &tech->macros.items[macro];
    on->first_pin = on->pin_count == 0 ? tech->macro_pins.count : on->first_pin;
    CHECK(ird_vec_reserve(&tech->macro_pins, 1, "testing", NULL) == IRD_OK);
    tech->macro_pins.items[tech->macro_pins.count++] = pin;
    on->pin_count++;
    return pin.name;
}

static void add_net(bench *b, const char *name, int32_t driver, const int32_t *sinks,
                    int32_t pin, size_t count) {
    CHECK(ird_netlist_add(&b->netlist, name, strlen(name), driver, NULL) == IRD_OK);
    for (size_t i = 0; i < count; i++) {
        ird_netlist_sink sink = {(int32_t)b->netlist.drivers.count - 1, sinks[i], pin};
        CHECK(ird_netlist_add_sink(&b->netlist, sink, NULL) == IRD_OK);
    }
}

/* A layer of pitch 0.2 um; two-input gates of 2 um2, u0 at (0, 0) drives u1 at (30, 0)
 * and u2 at (10, 20) by their pins A; a decap of 8 um2. */
static void create(bench *b) {
    *b = (bench){0};
    fixture_create(&b->f, 1000, 100, 100);
    int32_t m1 = fixture_metal(&b->f, "m1", 0.1);
    b->f.tech.layers.items[m1].pitch_x_um = b->f.tech.layers.items[m1].pitch_y_um = 0.2;
    int32_t gate = fixture_macro(&b->f, "GATE", 2, 1, IRD_MACRO_CORE, true);
    int32_t decap = fixture_macro(&b->f, "DECAP4", 4, 2, IRD_MACRO_CORE, false);
    b->f.tech.macros.items[gate].pin_count = 0;
    int32_t a = add_pin(b, gate, "A", IRD_PIN_INPUT);
    add_pin(b, gate, "B", IRD_PIN_INPUT);
    add_pin(b, gate, "Z", IRD_PIN_OUTPUT);
    fixture_cell(&b->f, "u0", gate, IRD_ORIENT_N, 0, 0);
    fixture_cell(&b->f, "u1", gate, IRD_ORIENT_N, 30, 0);
    fixture_cell(&b->f, "u2", gate, IRD_ORIENT_N, 10, 20);
    fixture_cell(&b->f, "d0", decap, IRD_ORIENT_N, 50, 50);
    static const int32_t sinks[] = {1, 2};
    add_net(b, "n0", 0, sinks, a, 2);
    add_net(b, "in", IRD_NO_DRIVER, sinks, a, 1);
}

static void find(bench *b, const ird_liberty *liberty, const ird_decap *decaps) {
    ird_error err = {0};
    CHECK(ird_cell_capacitance_find(&b->cells, &b->f.design, &b->f.tech, liberty,
                                    &b->netlist, decaps, &err) == IRD_OK);
}

static void drop(bench *b) {
    ird_cell_capacitance_free(&b->cells);
    ird_liberty_free(&b->liberty);
    ird_netlist_free(&b->netlist);
    fixture_free(&b->f);
}

/* Inputs of 0.15 fF/um x 2 um2 / 0.1 um = 3 fF together, 1.5 each; a wire of 30 + 20 um
 * has 10 fF. */
static void test_by_area(void) {
    bench b;
    create(&b);
    find(&b, NULL, NULL);
    CHECK_NEAR((double)b.cells.items[0].load_f, (2 * 1.5 + 10) * FEMTO / 2, 1e-21);
    CHECK_NEAR((double)b.cells.items[0].intrinsic_f, 0.75 * FEMTO, 1e-21);
    CHECK(b.cells.items[1].load_f == 0 && b.cells.items[3].intrinsic_f == 0);
    CHECK_NEAR(b.cells.load_f, 6.5 * FEMTO, 1e-21);
    CHECK_NEAR(b.cells.wire_f, 5 * FEMTO, 1e-21);
    CHECK_NEAR(b.cells.intrinsic_f, 2.25 * FEMTO, 1e-21);
    CHECK(b.cells.by_area == 3 && b.cells.by_liberty == 0 && b.cells.has_nets);
    CHECK(b.cells.decap_f == 0 && b.cells.unsaid == 1 && b.cells.decaps == 0);
    drop(&b);
}

static void test_by_liberty(void) {
    bench b;
    create(&b);
    static const double farad[] = {2e-15, 4e-15};
    static const char *const names[] = {"A", "B"};
    CHECK(ird_names_add(&b.liberty.cell_names, "GATE", 4, &(int32_t){0}, NULL, NULL) ==
          IRD_OK);
    CHECK(ird_vec_reserve(&b.liberty.cells, 1, "testing", NULL) == IRD_OK);
    b.liberty.cells.items[b.liberty.cells.count++] = (ird_liberty_cell){.pin_count = 2};
    for (size_t i = 0; i < 2; i++) {
        ird_liberty_pin pin = {.farad = farad[i]};
        CHECK(ird_names_add(&b.liberty.pin_names, names[i], 1, &pin.name, NULL, NULL) ==
              IRD_OK);
        CHECK(ird_vec_reserve(&b.liberty.pins, 1, "testing", NULL) == IRD_OK);
        b.liberty.pins.items[b.liberty.pins.count++] = pin;
    }
    find(&b, &b.liberty, NULL);
    CHECK_NEAR((double)b.cells.items[0].load_f, (2 * 2 + 10) * FEMTO / 2, 1e-21);
    CHECK_NEAR((double)b.cells.items[2].intrinsic_f, 1.5 * FEMTO, 1e-21);
    CHECK(b.cells.by_liberty == 3 && b.cells.by_area == 0);
    drop(&b);
}

/* Without nets there are no loads; what the user gives holds for every cell of a name. */
static void test_decaps(void) {
    bench b;
    create(&b);
    ird_decap decaps[] = {{NULL, (double)NAN, 0}, {NULL, 20e-15, 50}};
    ird_netlist_free(&b.netlist);
    find(&b, NULL, decaps);
    CHECK_NEAR(b.cells.items[3].decap_f, 20 * FEMTO, 1e-27);
    CHECK(b.cells.items[3].decap_ohm == 50 && b.cells.items[0].decap_f == 0);
    CHECK(b.cells.decaps == 1 && b.cells.unsaid == 0 && !b.cells.has_nets);
    CHECK_NEAR(b.cells.decap_f, 20 * FEMTO, 1e-27);
    CHECK(b.cells.load_f == 0);
    drop(&b);
}

/* An unplaced cell adds no wire. */
static void test_unplaced(void) {
    bench b;
    create(&b);
    b.f.design.components.items[1].placement = IRD_UNPLACED;
    find(&b, NULL, NULL);
    CHECK_NEAR(b.cells.wire_f, 0.5 * 0.2 * 30 * FEMTO, 1e-21);
    drop(&b);
}

static const char *file_of(const char *text) {
    static char path[] = "decaps_XXXXXX";
    static bool is_made;
    int file = is_made ? -1 : mkstemp(path);
    is_made = true;
    if (file >= 0) {
        close(file);
    }
    FILE *out = fopen(path, "w");
    CHECK(out != NULL && fputs(text, out) >= 0 && fclose(out) == 0);
    return path;
}

static void test_table(void) {
    ird_decaps decaps = {0};
    ird_error err = {0};
    CHECK(ird_decaps_add(&decaps, "FILL*", 1e-15, 0, &err) == IRD_OK);
    CHECK(ird_decaps_read(&decaps,
                          file_of("cell,capacitance_fF,resistance_ohm\n# a\n"
                                  "DECAP4, 12.5\n\nDECAP8,25,100\r\n"),
                          &err) == IRD_OK);
    CHECK(decaps.items.count == 3);
    CHECK_TEXT(decaps.items.items[1].pattern, "DECAP4");
    CHECK_NEAR(decaps.items.items[1].farad, 12.5e-15, 1e-27);
    CHECK(decaps.items.items[1].ohm == 0 && decaps.items.items[2].ohm == 100);
    static const struct {
        const char *text;
        ird_status status;
        long line;
    } bad[] = {{"", IRD_CAPACITANCE_TABLE, 0},
               {"a,b\n", IRD_CAPACITANCE_TABLE, 0},
               {"a,1\nb\n", IRD_CAPACITANCE_TABLE, 2},
               {",1\n", IRD_CAPACITANCE_TABLE, 1},
               {"a,1,2,3\n", IRD_CAPACITANCE_TABLE, 1},
               {"a,1,x\n", IRD_CAPACITANCE_TABLE, 1},
               {"a,1\nb,-1\n", IRD_CAPACITANCE_VALUE, 2},
               {"a,1,-1\n", IRD_CAPACITANCE_VALUE, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err = (ird_error){0};
        CHECK(ird_decaps_read(&decaps, file_of(bad[i].text), &err) == bad[i].status);
        CHECK(err.line == bad[i].line && decaps.items.count == 3);
    }
    CHECK(ird_decaps_add(&decaps, "A", -1, 0, &err) == IRD_CAPACITANCE_VALUE);
    CHECK(ird_decaps_add(&decaps, "A", (double)NAN, 0, &err) == IRD_CAPACITANCE_VALUE);
    CHECK(ird_decaps_add(&decaps, "A", 1, (double)INFINITY, &err) ==
          IRD_CAPACITANCE_VALUE);
    ird_decaps_free(&decaps);
    unlink(file_of(""));
}

int main(void) {
    RUN(test_by_area);
    RUN(test_by_liberty);
    RUN(test_decaps);
    RUN(test_unplaced);
    RUN(test_table);
    return check_summary("capacitance");
}
