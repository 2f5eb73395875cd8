/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The rasterizer on designs built by hand: expected areas and currents are worked out
 * on paper, sums are compared to 1e-9.
 */
#include "check.h"
#include "fixture.h"

#include "channels/rasterize.h"

static const ird_raster_options usual = {
    .size = 4, .window = {0, 0, 8, 8}, .net = 0, .supply_v = 0.5};

/* Die of 8 x 8 um, 1000 database units a um, so that a 4 x 4 map has pixels of 4 um2. */
static int32_t create_design(fixture *f) {
    fixture_create(f, 1000, 8, 8);
    int32_t metal = fixture_metal(f, "m1", 0.1);
    fixture_net(f, "VDD", IRD_USE_POWER);
    for (int y = 0; y <= 8; y++) {
        fixture_wire(f, metal, 0.2, 0, y, 8, y);
    }
    return fixture_macro(f, "CELL", 3, 1, IRD_MACRO_CORE, true);
}

/* Power of i + 1 W for instance i. */
static ird_power counting_power(const fixture *f) {
    ird_power power = {0};
    size_t count = f->design.components.count;
    power.instance_w = ird_alloc(count, sizeof *power.instance_w);
    power.count = count;
    for (size_t i = 0; i < count; i++) {
        power.instance_w[i] = (double)(i + 1);
        power.total_w += power.instance_w[i];
    }
    return power;
}

static ird_raster rasterized(const fixture *f, const ird_power *power,
                             const ird_raster_options *options) {
    ird_raster raster = {0};
    ird_error err = {0};
    if (!CHECK(ird_rasterize(&raster, &f->design, &f->tech, power, options, NULL, &err) ==
               IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
        exit(1);
    }
    return raster;
}

static double at(const ird_map *map, size_t row, size_t column) {
    return map->values[row * map->columns + column];
}

/* What must hold for any result: the channels stay in range, their product is the
 * current up to one factor, and the sums are those of the instances. */
static void check_invariants(const ird_raster *raster) {
    double pixel_um2 =
        ird_map_pitch_x_um(&raster->area_um2) * ird_map_pitch_y_um(&raster->area_um2);
    double factor = 0;
    for (size_t i = 0; i < ird_map_count(&raster->area_um2); i++) {
        double density = raster->cell_density.values[i];
        double switching = raster->switching.values[i];
        double current_a = raster->current_a.values[i];
        double strength = raster->power_grid.values[i];
        CHECK(density >= 0 && density <= 1 && switching >= 0 && switching <= 1);
        CHECK(strength > 0 && strength <= 1);
        CHECK_NEAR(density, fmin(1, raster->area_um2.values[i] / pixel_um2), 1e-12);
        if (density * switching > 0) {
            double this_factor = current_a / (density * switching);
            factor = factor > 0 ? factor : this_factor;
            CHECK_NEAR(this_factor / factor, 1, 1e-12);
        } else {
            CHECK(current_a == 0);
        }
    }
    double area_um2 = raster->area_total_um2;
    double current_a = raster->current_total_a;
    CHECK_NEAR(ird_map_sum(&raster->area_um2), area_um2, 1e-9 * area_um2);
    CHECK_NEAR(ird_map_sum(&raster->current_a), current_a, 1e-9 * current_a);
    CHECK(current_a == 0 || ird_map_max(&raster->switching, NULL) == 1);
    CHECK_NEAR(ird_map_max(&raster->power_grid, NULL), 1, 1e-12);
}

/* A cell of 3 x 1 um at (1, 1.5): half of its height in either row of pixels. */
static void test_one_cell(void) {
    fixture f;
    int32_t cell = create_design(&f);
    fixture_cell(&f, "a", cell, IRD_ORIENT_N, 1, 1.5);
    ird_power power = counting_power(&f); /* 1 W at 0.5 V: 2 A over 3 um2 */
    ird_raster raster = rasterized(&f, &power, &usual);
    check_invariants(&raster);
    CHECK_NEAR(at(&raster.area_um2, 0, 0), 0.5, 1e-12);
    CHECK_NEAR(at(&raster.area_um2, 0, 1), 1.0, 1e-12);
    CHECK_NEAR(at(&raster.area_um2, 1, 0), 0.5, 1e-12);
    CHECK_NEAR(at(&raster.area_um2, 1, 1), 1.0, 1e-12);
    CHECK_NEAR(at(&raster.current_a, 0, 1), 2.0 / 3, 1e-12);
    CHECK_NEAR(at(&raster.cell_density, 0, 1), 0.25, 1e-12);
    CHECK_NEAR(at(&raster.switching, 0, 0), 1, 1e-12);
    CHECK_NEAR(raster.area_total_um2, 3, 1e-12);
    CHECK_NEAR(raster.current_total_a, 2, 1e-12);
    CHECK(raster.cells_counted == 1 && raster.current_outside_a == 0);
    ird_raster_free(&raster);
    ird_power_free(&power);
    fixture_free(&f);
}

/* All eight orientations over pixel edges: the turned ones stand 1 um wide, 3 um high. */
static void test_orientations(void) {
    static const bool turned[] = {false, true, false, true, false, true, false, true};
    for (int orient = IRD_ORIENT_N; orient <= IRD_ORIENT_FE; orient++) {
        fixture f;
        int32_t cell = create_design(&f);
        fixture_cell(&f, "a", cell, (ird_orient)orient, 1.25, 1.25);
        ird_power power = counting_power(&f);
        ird_raster raster = rasterized(&f, &power, &usual);
        double wide = turned[orient] ? 1 : 3;
        double high = turned[orient] ? 3 : 1;
        check_invariants(&raster);
        CHECK_NEAR(at(&raster.area_um2, 0, 0), 0.75 * 0.75, 1e-12);
        CHECK_NEAR(at(&raster.area_um2, 0, 1), fmin(2, wide - 0.75) * 0.75, 1e-12);
        CHECK_NEAR(at(&raster.area_um2, 1, 0), fmin(2, high - 0.75) * 0.75, 1e-12);
        CHECK_NEAR(at(&raster.area_um2, 0, 2), fmax(0, wide - 2.75) * 0.75, 1e-12);
        CHECK_NEAR(at(&raster.area_um2, 2, 0), fmax(0, high - 2.75) * 0.75, 1e-12);
        CHECK_NEAR(raster.area_total_um2, 3, 1e-12);
        ird_raster_free(&raster);
        ird_power_free(&power);
        fixture_free(&f);
    }
}

/* A third of `partly` inside; `beside` touches the window with its edge alone. */
static void test_window(void) {
    fixture f;
    int32_t cell = create_design(&f);
    fixture_cell(&f, "inside", cell, IRD_ORIENT_N, 4, 3);
    fixture_cell(&f, "partly", cell, IRD_ORIENT_S, 1, 4);
    fixture_cell(&f, "beside", cell, IRD_ORIENT_N, 0, 5);
    fixture_cell(&f, "far", cell, IRD_ORIENT_N, 0, 0);
    fixture_cell(&f, "nowhere", cell, IRD_ORIENT_N, 4, 4);
    f.design.components.items[4].placement = IRD_UNPLACED;
    ird_power power = counting_power(&f);
    ird_raster_options options = usual;
    options.window = (ird_rect_um){3, 2, 8, 7};
    options.size = 3; /* pixels of 5/3 um, no whole database units */
    ird_raster raster = rasterized(&f, &power, &options);
    check_invariants(&raster);
    CHECK(raster.cells_counted == 2 && raster.cells_outside == 2 &&
          raster.cells_unplaced == 1);
    CHECK_NEAR(raster.area_total_um2, 3 + 1, 1e-12);
    CHECK_NEAR(raster.current_total_a, (1 + 2.0 / 3) / 0.5, 1e-12);
    CHECK_NEAR(raster.current_outside_a, (4.0 / 3 + 3 + 4 + 5) / 0.5, 1e-12);
    CHECK_NEAR(raster.current_total_a + raster.current_outside_a, power.total_w / 0.5,
               1e-12);
    ird_raster_free(&raster);
    ird_power_free(&power);
    fixture_free(&f);
}

/* A window between two database units cuts a cell there, not at the nearest unit. */
static void test_fraction(void) {
    fixture f;
    int32_t cell = create_design(&f);
    fixture_cell(&f, "a", cell, IRD_ORIENT_N, 0, 0);
    ird_power power = counting_power(&f);
    ird_raster_options options = usual;
    options.window = (ird_rect_um){1.00025, 0, 7.00075, 8};
    ird_raster raster = rasterized(&f, &power, &options);
    check_invariants(&raster);
    CHECK_NEAR(raster.area_total_um2, 3 - 1.00025, 1e-12);
    ird_raster_free(&raster);
    ird_power_free(&power);
    fixture_free(&f);
}

/* Three cells on one spot: area beyond the pixel's counts, density is cut, and the
 * product still gives the current. */
static void test_overlap(void) {
    fixture f;
    create_design(&f);
    int32_t block = fixture_macro(&f, "RAM", 2, 2, IRD_MACRO_BLOCK, true);
    fixture_cell(&f, "a", block, IRD_ORIENT_N, 2, 2);
    fixture_cell(&f, "b", block, IRD_ORIENT_N, 2, 2);
    fixture_cell(&f, "c", block, IRD_ORIENT_N, 3, 2);
    fixture_cell(&f, "d", block, IRD_ORIENT_N, 0, 0); /* exactly full is no overlap */
    ird_power power = counting_power(&f);
    ird_raster raster = rasterized(&f, &power, &usual);
    check_invariants(&raster);
    CHECK_NEAR(at(&raster.area_um2, 1, 1), 4 + 4 + 2, 1e-12);
    CHECK_NEAR(at(&raster.cell_density, 1, 1), 1, 0);
    CHECK_NEAR(at(&raster.cell_density, 1, 2), 0.5, 1e-12);
    CHECK_NEAR(at(&raster.current_a, 1, 1), (1 + 2 + 1.5) / 0.5, 1e-12);
    CHECK(raster.pixels_overfull == 1);
    ird_raster_free(&raster);
    ird_power_free(&power);
    fixture_free(&f);
}

/* Fillers count with power only, cells that the net does not feed give area alone, and a
 * macro without area is left out. */
static void test_kinds(void) {
    fixture f;
    int32_t cell = create_design(&f);
    int32_t fill = fixture_macro(&f, "FILL", 1, 1, IRD_MACRO_CORE, false);
    int32_t none = fixture_macro(&f, "NONE", 0, 0, IRD_MACRO_CORE, true);
    int32_t alone = fixture_macro(&f, "ALONE", 1, 1, IRD_MACRO_CORE, true);
    f.tech.macro_pins.items[f.tech.macros.items[alone].first_pin].use = IRD_USE_SIGNAL;
    fixture_cell(&f, "cell", cell, IRD_ORIENT_N, 0, 0);
    fixture_cell(&f, "fill", fill, IRD_ORIENT_N, 4, 4);
    fixture_cell(&f, "decap", fill, IRD_ORIENT_N, 6, 4);
    fixture_cell(&f, "none", none, IRD_ORIENT_N, 5, 5);
    fixture_cell(&f, "alone", alone, IRD_ORIENT_N, 6, 6);
    ird_power power = counting_power(&f);
    power.instance_w[1] = 0;
    ird_raster raster = rasterized(&f, &power, &usual);
    check_invariants(&raster);
    CHECK(raster.cells_counted == 3 && raster.cells_physical == 1 &&
          raster.cells_sizeless == 1 && raster.cells_unconnected == 1);
    CHECK_NEAR(raster.area_total_um2, 3 + 1 + 1, 1e-12);
    CHECK_NEAR(raster.current_total_a, (1 + 3) / 0.5, 1e-12);
    CHECK_NEAR(raster.current_outside_a, 4 / 0.5, 1e-12);
    CHECK_NEAR(raster.current_unconnected_a, 5 / 0.5, 1e-12);
    CHECK(at(&raster.switching, 3, 3) == 0 && at(&raster.cell_density, 3, 3) > 0);
    ird_raster_free(&raster);
    ird_power_free(&power);
    fixture_free(&f);
}

/* Twenty thousand cells at odd places, every orientation, many over the edge. */
static void test_conservation(void) {
    fixture f;
    fixture_create(&f, 2000, 600.07, 600.07);
    int32_t metal = fixture_metal(&f, "m1", 0.1);
    fixture_net(&f, "VDD", IRD_USE_POWER);
    fixture_wire(&f, metal, 0.2, 0, 300, 600, 300);
    int32_t macros[] = {fixture_macro(&f, "A", 0.38, 1.4, IRD_MACRO_CORE, true),
                        fixture_macro(&f, "B", 4.94, 1.4, IRD_MACRO_CORE, true),
                        fixture_macro(&f, "C", 77.335, 45.5, IRD_MACRO_BLOCK, true)};
    unsigned state = 12345;
    for (size_t i = 0; i < 20000; i++) {
        char name[32];
        double place[2];
        for (size_t k = 0; k < 2; k++) {
            state = state * 1664525u + 1013904223u;
            place[k] = (double)(state >> 8) / (1 << 24) * 640 - 20;
        }
        snprintf(name, sizeof name, "i%zu", i);
        fixture_cell(&f, name, macros[i % 1000 == 0 ? 2 : i % 2], (ird_orient)(i % 8),
                     place[0], place[1]);
    }
    ird_power power = counting_power(&f);
    ird_raster_options options = {
        .size = 61, .window = {10.07, 11.2, 590.123, 571.9}, .net = 0, .supply_v = 1.1};
    ird_raster raster = rasterized(&f, &power, &options);
    check_invariants(&raster);
    double all_a = raster.current_total_a + raster.current_outside_a;
    CHECK_NEAR(all_a, power.total_w / 1.1, 1e-9 * all_a);
    CHECK(raster.cells_counted + raster.cells_outside == 20000);
    CHECK(raster.cells_outside > 1000 && raster.cells_counted > 1000);
    ird_raster_free(&raster);
    ird_power_free(&power);
    fixture_free(&f);
}

static void test_refused(void) {
    const double inf = (double)INFINITY;
    const struct {
        ird_raster_options options;
        ird_status status;
    } cases[] = {
        {{0, {0, 0, 8, 8}, 0, 1, 0}, IRD_RASTER_SIZE},
        {{4097, {0, 0, 8, 8}, 0, 1, 0}, IRD_RASTER_SIZE},
        {{4, {0, 0, 0, 8}, 0, 1, 0}, IRD_RASTER_WINDOW},
        {{4, {0, 5, 8, 5}, 0, 1, 0}, IRD_RASTER_WINDOW},
        {{4, {8, 0, 0, 8}, 0, 1, 0}, IRD_RASTER_WINDOW},
        {{4, {0, 0, 1e-5, 8}, 0, 1, 0}, IRD_RASTER_WINDOW},
        {{4, {0, 0, inf, 8}, 0, 1, 0}, IRD_RASTER_WINDOW},
        {{4, {(double)NAN, 0, 8, 8}, 0, 1, 0}, IRD_RASTER_WINDOW},
        {{4, {8, 0, 16, 8}, 0, 1, 0}, IRD_RASTER_WINDOW},
        {{4, {0, -9, 8, -1}, 0, 1, 0}, IRD_RASTER_WINDOW},
        {{4, {0, 0, 8, 8}, -1, 1, 0}, IRD_RASTER_NET},
        {{4, {0, 0, 8, 8}, 1, 1, 0}, IRD_RASTER_NET},
        {{4, {0, 0, 8, 8}, 0, 0, 0}, IRD_RASTER_SUPPLY},
        {{4, {0, 0, 8, 8}, 0, -1, 0}, IRD_RASTER_SUPPLY},
        {{4, {0, 0, 8, 8}, 0, (double)NAN, 0}, IRD_RASTER_SUPPLY},
        {{4, {0, 0, 8, 8}, 0, inf, 0}, IRD_RASTER_SUPPLY},
    };
    fixture f;
    int32_t cell = create_design(&f);
    fixture_cell(&f, "a", cell, IRD_ORIENT_N, 0, 0);
    ird_power power = counting_power(&f);
    ird_raster raster = {.cells_counted = 99};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ird_error err = {0};
        CHECK(ird_rasterize(&raster, &f.design, &f.tech, &power, &cases[i].options, NULL,
                            &err) == cases[i].status);
        CHECK(err.status == cases[i].status && raster.cells_counted == 99);
    }
    power.count = 2;
    CHECK(ird_rasterize(&raster, &f.design, &f.tech, &power, &usual, NULL, NULL) ==
          IRD_RASTER_POWER);
    ird_power_free(&power);
    fixture_free(&f);
}

static bool refuse(void *context, const char *stage, double fraction) {
    (void)context;
    CHECK_TEXT(stage, "rasterizing");
    CHECK(fraction >= 0 && fraction <= 1);
    return false;
}

static void test_interrupt(void) {
    fixture f;
    int32_t cell = create_design(&f);
    fixture_cell(&f, "a", cell, IRD_ORIENT_N, 0, 0);
    ird_power power = counting_power(&f);
    ird_raster raster = {.cells_counted = 99};
    ird_monitor monitor = {.tick = refuse, .context = NULL};
    CHECK(ird_rasterize(&raster, &f.design, &f.tech, &power, &usual, &monitor, NULL) ==
          IRD_INTERRUPTED);
    CHECK(raster.cells_counted == 99);
    ird_power_free(&power);
    fixture_free(&f);
}

int main(void) {
    RUN(test_one_cell);
    RUN(test_orientations);
    RUN(test_window);
    RUN(test_fraction);
    RUN(test_overlap);
    RUN(test_kinds);
    RUN(test_conservation);
    RUN(test_refused);
    RUN(test_interrupt);
    return check_summary("rasterize");
}
