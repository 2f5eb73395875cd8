/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What of a map of drops stands for something, by hand: a rail, a stripe across it on
 * another layer, and nothing elsewhere.
 */
#include "check.h"
#include "mesh.h"

#include "raster/cover.h"

enum { SIDE = 4 }; /* pixels of 10 um */

/* m1: a rail at y = 5 from x = 5 to 35, with a load at its end and one at
 * x = 33; m2: a stripe at x = 25
 * from y = 5 to 38, which no load hangs on. */
static ird_network make_cross(double drop_v[5]) {
    ird_network n = {.units = 1000};
    ird_error err = {0};
    int32_t m1 = mesh_layer(&n, "m1"), m2 = mesh_layer(&n, "m2");
    int32_t rail[2] = {mesh_node(&n, m1, 5, 5), mesh_node(&n, m1, 35, 5)};
    int32_t stripe[2] = {mesh_node(&n, m2, 25, 5), mesh_node(&n, m2, 25, 38)};
    mesh_need(ird_network_add_wire(&n, rail[0], rail[1], 1, 1000, &err), &err);
    mesh_need(ird_network_add_wire(&n, stripe[0], stripe[1], 1, 1000, &err), &err);
    int32_t beside = mesh_node(&n, m1, 33, 5);
    mesh_load(&n, rail[1], 1e-3);
    mesh_load(&n, beside, 1e-3);
    drop_v[rail[0]] = 1;
    drop_v[rail[1]] = 3;
    drop_v[stripe[0]] = 2;
    drop_v[stripe[1]] = 5;
    drop_v[beside] = 4;
    return n;
}

/* A map of 9 V everywhere. */
static ird_map make_map(void) {
    ird_map map = {0};
    ird_error err = {0};
    ird_rect_um window = {0, 0, 40, 40};
    mesh_need(ird_map_create(&map, SIDE, SIDE, window, IRD_UNIT_VOLT, &err), &err);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        map.values[i] = 9;
    }
    return map;
}

static size_t at(size_t row, size_t column) {
    return row * SIDE + column;
}

/* The rail keeps what the map had; the stripe's pixels have the worst of the stripe in
 * them (2 V + 3 V x share of its length at the pixel's middle, or its node); a pixel with
 * cells keeps what it had; all else is empty, and its bound is 0. */
static void test_kept_other_and_empty(void) {
    double drop_v[5], current[SIDE * SIDE] = {[2 * SIDE + 0] = 1e-3};
    ird_network n = make_cross(drop_v);
    ird_map map = make_map(), bound = make_map();
    ird_error err = {0};
    const ird_cover cover = {&n, drop_v, ird_loads_of(&n)};
    mesh_need(ird_cover_open(&map, &err), &err);
    mesh_need(ird_cover_apply(&cover, &map, 0, SIDE, current, &err), &err);
    size_t empty = 0;
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        empty += map.is_empty[i];
        CHECK(!map.is_empty[i] || map.values[i] == 0);
    }
    CHECK(empty == 8);
    for (size_t column = 0; column < SIDE; column++) {
        CHECK(map.values[at(0, column)] == 9);
    }
    CHECK_NEAR(map.values[at(1, 2)], 2 + 3 * 10.0 / 33, 1e-12);
    CHECK_NEAR(map.values[at(2, 2)], 2 + 3 * 20.0 / 33, 1e-12);
    CHECK_NEAR(map.values[at(3, 2)], 5, 1e-12);
    CHECK(map.values[at(2, 0)] == 9 && !map.is_empty[at(2, 0)]);
    CHECK(map.is_empty[at(1, 0)] && map.is_empty[at(3, 3)]);
    ird_cover_bound(&map, &bound);
    CHECK(bound.values[at(1, 0)] == 0 && bound.values[at(0, 0)] == 9);
    ird_map_free(&map);
    ird_map_free(&bound);
    ird_network_free(&n);
}

/* The place of a pixel is its worst load, else its worst node; one that has neither is
 * never the worst of the map. */
static void test_places(void) {
    double drop_v[5];
    ird_network n = make_cross(drop_v);
    ird_map map = make_map();
    ird_error err = {0};
    const ird_cover cover = {&n, drop_v, ird_loads_of(&n)};
    mesh_need(ird_cover_whole_map(&cover, NULL, &map, NULL, &err), &err);
    CHECK_NEAR(ird_map_place(&map, at(0, 3)).x_um, 33, 1e-12);
    CHECK_NEAR(ird_map_place(&map, at(0, 0)).x_um, 5, 1e-12);
    CHECK_NEAR(ird_map_place(&map, at(0, 1)).x_um, 15, 1e-12); /* the middle */
    CHECK(map.values[at(0, 3)] == 9 && map.values[at(0, 0)] == 9);
    CHECK(map.values[at(0, 1)] < 9 && map.values[at(0, 1)] > 8.999);
    ird_map_free(&map);
    ird_network_free(&n);
}

/* Metal that no source reaches is not there. */
static void test_island(void) {
    double drop_v[5];
    ird_network n = make_cross(drop_v);
    ird_map map = make_map();
    ird_error err = {0};
    drop_v[2] = drop_v[3] = (double)NAN;
    const ird_cover cover = {&n, drop_v, ird_loads_of(&n)};
    mesh_need(ird_cover_whole_map(&cover, NULL, &map, NULL, &err), &err);
    for (size_t row = 1; row < SIDE; row++) {
        CHECK(map.is_empty[at(row, 2)] && map.values[at(row, 2)] == 0);
    }
    ird_map_free(&map);
    ird_network_free(&n);
}

/* Rows in two parts are what they are at once. */
static void test_rows_in_parts(void) {
    double drop_v[5];
    ird_network n = make_cross(drop_v);
    ird_map whole = make_map(), parts = make_map();
    ird_error err = {0};
    const ird_cover cover = {&n, drop_v, ird_loads_of(&n)};
    mesh_need(ird_cover_whole_map(&cover, NULL, &whole, NULL, &err), &err);
    mesh_need(ird_cover_open(&parts, &err), &err);
    mesh_need(ird_cover_apply(&cover, &parts, 0, 1, NULL, &err), &err);
    mesh_need(ird_cover_apply(&cover, &parts, 1, SIDE - 1, NULL, &err), &err);
    ird_cover_close(&parts);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        CHECK(whole.is_empty[i] == parts.is_empty[i]);
        CHECK_NEAR(whole.values[i], parts.values[i], 1e-12);
    }
    ird_map_free(&whole);
    ird_map_free(&parts);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_kept_other_and_empty);
    RUN(test_places);
    RUN(test_island);
    RUN(test_rows_in_parts);
    return check_summary("cover");
}
