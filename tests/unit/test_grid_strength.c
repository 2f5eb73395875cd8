/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The power_grid channel on grids small enough to work out on paper, and what it must do
 * on larger ones.
 */
#include "check.h"
#include "fixture.h"

#include "channels/grid_strength.h"

/* One rail of four pixels, each 2 um long: width 0.2 um at 0.1 ohm a square is 1 ohm from
 * one pixel to the next. */
typedef struct rail {
    fixture f;
    int32_t m1, via, m2;
    ird_map map;
    ird_grid_strength_info info;
} rail;

static void create_rail(rail *r, double sheet_ohm) {
    memset(r, 0, sizeof *r);
    fixture_create(&r->f, 1000, 8, 2);
    r->m1 = fixture_metal(&r->f, "m1", sheet_ohm);
    r->via = fixture_cut(&r->f, "v1", 2);
    r->m2 = fixture_metal(&r->f, "m2", sheet_ohm);
    fixture_net(&r->f, "VDD", IRD_USE_POWER);
    fixture_wire(&r->f, r->m1, 0.2, 0, 1, 8, 1);
    CHECK(ird_map_create(&r->map, 1, 4, (ird_rect_um){0, 0, 8, 2}, IRD_UNIT_NORMALISED,
                         NULL) == IRD_OK);
}

static void rate_rail(rail *r) {
    CHECK(ird_grid_strength(&r->map, &r->info, &r->f.design, &r->f.tech, 0, NULL) ==
          IRD_OK);
}

static void free_rail(rail *r) {
    ird_map_free(&r->map);
    fixture_free(&r->f);
}

/* Of four drops the median is the mean of the two in the middle. */
static void check_drops(const rail *r, double a, double b, double c, double d) {
    const double drops[] = {a, b, c, d};
    double least = fmin(fmin(a, b), fmin(c, d));
    double most = fmax(fmax(a, b), fmax(c, d));
    double median = (a + b + c + d - least - most) / 2;
    for (size_t i = 0; i < 4; i++) {
        CHECK_NEAR(r->map.values[i], (least + median) / (drops[i] + median), 1e-12);
    }
}

/* The edges carry 3, 2 and 1; each pixel adds a quarter of an ohm of its own. */
static void test_chain(void) {
    rail r;
    create_rail(&r, 0.1);
    fixture_pin(&r.f, "VDD", r.m1, 0, 0.9, 1, 1.1);
    rate_rail(&r);
    check_drops(&r, 0.25, 3.25, 5.25, 6.25);
    CHECK(r.info.source_origin == IRD_SOURCES_PINS && r.info.source_count == 1);
    CHECK(!r.info.resistance_assumed && r.info.layers_assumed == 0);
    free_rail(&r);
}

/* Two cuts of 2 ohm carry all four pixels down from a stripe with the pin. */
static void test_via(void) {
    rail r;
    create_rail(&r, 0.1);
    fixture_wire(&r.f, r.m2, 0.2, 1, 0, 1, 2);
    fixture_via(&r.f, r.m1, r.via, r.m2, 2, 1, 1);
    fixture_pin(&r.f, "VDD", r.m2, 0.9, 0, 1.1, 2);
    rate_rail(&r);
    check_drops(&r, 4.25, 7.25, 9.25, 10.25);
    CHECK(r.info.vias_assumed == 0 && r.info.pixels_floating == 0);
    free_rail(&r);
}

/* Without the via nothing feeds the rail: its pixels are all alike, and counted. */
static void test_missing_via(void) {
    rail r;
    create_rail(&r, 0.1);
    fixture_wire(&r.f, r.m2, 0.2, 1, 0, 1, 2);
    fixture_pin(&r.f, "VDD", r.m2, 0.9, 0, 1.1, 2);
    rate_rail(&r);
    CHECK(r.info.source_origin ==
          IRD_SOURCES_TOP_LAYER); /* the pin's metal has no link */
    CHECK(r.info.pixels_floating == 4);
    check_drops(&r, 1, 1, 1, 1);
    free_rail(&r);
}

/* Both ends of the rail feed it: 1.25 in the middle. */
static void test_wire_ends(void) {
    rail r;
    create_rail(&r, 0.1);
    rate_rail(&r);
    check_drops(&r, 0.25, 1.25, 1.25, 0.25);
    CHECK(r.info.source_origin == IRD_SOURCES_TOP_LAYER && r.info.source_count == 2);
    free_rail(&r);
}

/* No resistance anywhere: the same picture, for one sheet resistance scales it all. */
static void test_assumed(void) {
    static const double sheets[] = {(double)NAN, 0, -1};
    for (size_t i = 0; i < 3; i++) {
        rail r;
        create_rail(&r, sheets[i]);
        fixture_pin(&r.f, "VDD", r.m1, 0, 0.9, 1, 1.1);
        rate_rail(&r);
        check_drops(&r, 0.25, 3.25, 5.25, 6.25);
        CHECK(r.info.resistance_assumed && r.info.layers_assumed == 1);
        free_rail(&r);
    }
}

/* Ten squares of metal a cut: 0.1 ohm a square gives 1 ohm, over two cuts 0.5. */
static void test_assumed_via(void) {
    rail r;
    create_rail(&r, 0.1);
    r.f.tech.layers.items[r.via].cut_ohm = 0;
    fixture_wire(&r.f, r.m2, 0.2, 1, 0, 1, 2);
    fixture_via(&r.f, r.m1, r.via, r.m2, 2, 1, 1);
    fixture_pin(&r.f, "VDD", r.m2, 0.9, 0, 1.1, 2);
    rate_rail(&r);
    check_drops(&r, 2.25, 5.25, 7.25, 8.25);
    CHECK(r.info.vias_assumed == 1 && !r.info.resistance_assumed);
    free_rail(&r);
}

/* The rail ends after two pixels: the others are a hop further each. */
static void test_gap(void) {
    rail r;
    create_rail(&r, 0.1);
    r.f.design.wires.items[0].box.x1_dbu = 3500;
    r.f.design.wires.items[0].b.x_dbu = 3500;
    fixture_pin(&r.f, "VDD", r.m1, 0, 0.9, 1, 1.1);
    rate_rail(&r);
    check_drops(&r, 0.25, 1.25, 2.25, 3.25);
    free_rail(&r);
}

/* The rail runs along the lowest of three rows. The rows above it have the drop of the
 * pixel below them and a hop (1 ohm) each, not that of the strong pixel some hops aside:
 * 0.25 1.25 2.25 3.25 4.25 5.25 5.25 6.25 6.25 7.25 7.25 8.25 in order, median 5.25. */
static void test_between_rails(void) {
    static const double fed[] = {0.25, 3.25, 5.25, 6.25};
    rail r = {0};
    fixture_create(&r.f, 1000, 8, 6);
    r.m1 = fixture_metal(&r.f, "m1", 0.1);
    fixture_net(&r.f, "VDD", IRD_USE_POWER);
    fixture_wire(&r.f, r.m1, 0.2, 0, 1, 8, 1);
    fixture_pin(&r.f, "VDD", r.m1, 0, 0.9, 1, 1.1);
    CHECK(ird_map_create(&r.map, 3, 4, (ird_rect_um){0, 0, 8, 6}, IRD_UNIT_NORMALISED,
                         NULL) == IRD_OK);
    rate_rail(&r);
    for (size_t i = 0; i < 12; i++) {
        double drop = fed[i % 4] + (double)(i / 4);
        CHECK_NEAR(r.map.values[i], (0.25 + 5.25) / (drop + 5.25), 1e-12);
    }
    free_rail(&r);
}

static void test_no_metal(void) {
    rail r;
    create_rail(&r, 0.1);
    r.f.design.special_nets.items[0].wire_count = 0;
    rate_rail(&r);
    check_drops(&r, 1, 1, 1, 1);
    CHECK(r.info.source_origin == IRD_SOURCES_NONE && r.info.source_count == 0);
    free_rail(&r);
}

/* --- larger grids --------------------------------------------------------------------
 */

enum { SIDE = 32 }; /* pixels and um */

/* Rails along every row, stripes along the given columns, vias at every crossing, pins at
 * the top of each stripe. */
typedef struct mesh {
    fixture f;
    ird_map map;
    ird_grid_strength_info info;
} mesh;

static void create_mesh(mesh *m, const int *columns, const double *widths_um,
                        size_t count) {
    memset(m, 0, sizeof *m);
    fixture_create(&m->f, 2000, SIDE, SIDE);
    int32_t m1 = fixture_metal(&m->f, "m1", 0.4);
    int32_t via = fixture_cut(&m->f, "v1", 4);
    int32_t m2 = fixture_metal(&m->f, "m2", 0.01);
    fixture_net(&m->f, "VDD", IRD_USE_POWER);
    for (int row = 0; row < SIDE; row++) {
        fixture_wire(&m->f, m1, 0.2, 0, row + 0.5, SIDE, row + 0.5);
    }
    for (size_t i = 0; i < count; i++) {
        double x_um = columns[i] + 0.5;
        fixture_wire(&m->f, m2, widths_um[i], x_um, 0, x_um, SIDE);
        fixture_pin(&m->f, "VDD", m2, x_um - 0.1, SIDE - 0.5, x_um + 0.1, SIDE);
        for (int row = 0; row < SIDE; row++) {
            fixture_via(&m->f, m1, via, m2, 4, x_um, row + 0.5);
        }
    }
    CHECK(ird_map_create(&m->map, SIDE, SIDE, (ird_rect_um){0, 0, SIDE, SIDE},
                         IRD_UNIT_NORMALISED, NULL) == IRD_OK);
}

static void rate_mesh(mesh *m) {
    CHECK(ird_grid_strength(&m->map, &m->info, &m->f.design, &m->f.tech, 0, NULL) ==
          IRD_OK);
    CHECK(ird_map_max(&m->map, NULL) == 1 && ird_map_min(&m->map, NULL) > 0);
    CHECK(m->info.source_origin == IRD_SOURCES_PINS);
}

static void free_mesh(mesh *m) {
    ird_map_free(&m->map);
    fixture_free(&m->f);
}

static double mean_of(const ird_map *map, size_t row0, size_t row1, size_t column0,
                      size_t column1) {
    double sum = 0;
    for (size_t row = row0; row < row1; row++) {
        for (size_t column = column0; column < column1; column++) {
            sum += map->values[row * map->columns + column];
        }
    }
    return sum / (double)((row1 - row0) * (column1 - column0));
}

static const int columns[] = {4, 12, 20, 28};

static void test_sparse(void) {
    static const int uneven[] = {1, 5, 9, 13, 17, 30};
    static const double widths[] = {1, 1, 1, 1, 1, 1};
    mesh m;
    create_mesh(&m, uneven, widths, 6);
    rate_mesh(&m);
    CHECK(mean_of(&m.map, 0, SIDE, 18, 29) < 0.7 * mean_of(&m.map, 0, SIDE, 1, 17));
    free_mesh(&m);
}

static void test_narrow(void) {
    static const double widths[] = {1, 1, 0.25, 0.25};
    mesh m;
    create_mesh(&m, columns, widths, 4);
    rate_mesh(&m);
    CHECK(mean_of(&m.map, 0, SIDE, 17, 32) < 0.7 * mean_of(&m.map, 0, SIDE, 0, 15));
    free_mesh(&m);
}

static void test_far(void) {
    static const double widths[] = {1, 1, 1, 1};
    mesh m;
    create_mesh(&m, columns, widths, 4);
    rate_mesh(&m);
    double before = 2;
    for (size_t row = SIDE; row >= 8; row -= 8) {
        double mean = mean_of(&m.map, row - 8, row, 0, SIDE);
        CHECK(mean < before);
        before = mean;
    }
    free_mesh(&m);
}

/* Far from the stripe of the next test. The median that strengths are counted from moves
 * when a part of the window gets weaker, but 1 / strength stays linear in the drop, so
 * this ratio of differences is one of drops alone. It moves by a few hundredths, for the
 * stripe between the two sheds pixels to this one. */
static double drops_beside(const ird_map *map) {
    const double *top = map->values + 31 * SIDE;
    const double *middle = map->values + 16 * SIDE;
    double whole = 1 / map->values[28] - 1 / top[28];
    return (1 / middle[30] - 1 / top[28]) / whole;
}

/* The vias of one stripe taken away along ten rows: only there the grid gets weaker. */
static void test_vias(void) {
    static const double widths[] = {1, 1, 1, 1};
    mesh whole;
    mesh holed;
    create_mesh(&whole, columns, widths, 4);
    create_mesh(&holed, columns, widths, 4);
    rate_mesh(&whole);
    ird_design *d = &holed.f.design;
    size_t kept = 0;
    for (size_t i = 0; i < d->via_places.count; i++) {
        ird_via_at at = d->via_places.items[i];
        if (at.at.x_dbu != 25000 || at.at.y_dbu < 10 * 2000 || at.at.y_dbu > 20 * 2000) {
            d->via_places.items[kept++] = at;
        }
    }
    CHECK(d->via_places.count - kept == 10);
    d->special_nets.items[0].via_count = kept;
    rate_mesh(&holed);
    CHECK(mean_of(&holed.map, 10, 20, 11, 14) <
          0.7 * mean_of(&whole.map, 10, 20, 11, 14));
    CHECK_NEAR(drops_beside(&holed.map), drops_beside(&whole.map), 0.1);
    free_mesh(&whole);
    free_mesh(&holed);
}

/* More pixels than the lattice has, and a window inside it: a pixel of the fine map is
 * that of the coarse one which holds it. */
static void test_windows(void) {
    static const double widths[] = {1, 1, 1, 1};
    mesh m;
    create_mesh(&m, columns, widths, 4);
    rate_mesh(&m);
    ird_map fine = {0};
    ird_rect_um window = {8, 8, 24, 24};
    CHECK(ird_map_create(&fine, 512, 512, window, IRD_UNIT_NORMALISED, NULL) == IRD_OK);
    CHECK(ird_grid_strength(&fine, &m.info, &m.f.design, &m.f.tech, 0, NULL) == IRD_OK);
    CHECK(ird_map_max(&fine, NULL) == 1 && ird_map_min(&fine, NULL) > 0);
    bool same = true;
    for (size_t i = 0; i < 512; i += 4) { /* 1024 a side over 256 */
        for (size_t k = 1; k < 4; k++) {
            same = same && fine.values[i] == fine.values[i + k] &&
                   fine.values[i] == fine.values[i + k * 512];
        }
    }
    CHECK(same && fine.values[511] != fine.values[0]);
    ird_map_free(&fine);
    free_mesh(&m);
}

int main(void) {
    RUN(test_chain);
    RUN(test_via);
    RUN(test_missing_via);
    RUN(test_wire_ends);
    RUN(test_assumed);
    RUN(test_assumed_via);
    RUN(test_gap);
    RUN(test_between_rails);
    RUN(test_no_metal);
    RUN(test_sparse);
    RUN(test_narrow);
    RUN(test_far);
    RUN(test_vias);
    RUN(test_windows);
    return check_summary("grid strength");
}
