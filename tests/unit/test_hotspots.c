/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Hotspots of maps drawn by hand, their instances and causes worked out on paper.
 */
#include "check.h"
#include "fixture.h"

#include "hotspots/hotspots.h"

/* --- regions -------------------------------------------------------------------------
 */

/* A map of the given rows; the first one written is the highest, as in a picture. */
static ird_map drawn(const double *rows_from_top, size_t rows, size_t columns) {
    ird_map map = {0};
    ird_rect_um window = {10, 20, 10 + 2 * (double)columns, 20 + 5 * (double)rows};
    if (ird_map_create(&map, rows, columns, window, IRD_UNIT_NORMALISED, NULL) !=
        IRD_OK) {
        exit(1);
    }
    for (size_t row = 0; row < rows; row++) {
        memcpy(map.values + (rows - 1 - row) * columns, rows_from_top + row * columns,
               columns * sizeof *map.values);
    }
    return map;
}

static ird_hotspot_list found(const ird_map *map, double threshold, size_t max_count) {
    ird_hotspot_list list = {0};
    ird_hotspot_options options = {.threshold = threshold, .max_count = max_count};
    CHECK(ird_hotspots_find(&list, map, NULL, NULL, NULL, NULL, &options, NULL) ==
          IRD_OK);
    return list;
}

/* Corners join; a pixel at the threshold is cold; equal peaks go by size. */
static void test_regions(void) {
    static const double rows[] = {
        .9, .0, .0, .0, .0, .8, /* row 4 */
        .0, .8, .0, .7, .0, .8, /* row 3 */
        .0, .0, .0, .0, .0, .8, /* row 2 */
        .0, .9, .0, .0, .0, .0, /* row 1 */
        .0, .0, .0, .0, .0, .95 /* row 0 */
    };
    ird_map map = drawn(rows, 5, 6);
    ird_hotspot_list list = found(&map, 0.7, 0);
    CHECK(list.count == 4 && list.found == 4);
    const ird_hotspot *h = list.items;
    CHECK(h[0].rank == 1 && h[0].peak == 0.95 && h[0].pixels == 1);
    CHECK(h[1].rank == 2 && h[1].peak == 0.9 && h[1].pixels == 2);
    CHECK(h[2].rank == 3 && h[2].peak == 0.9 && h[2].pixels == 1);
    CHECK(h[3].rank == 4 && h[3].peak == 0.8 && h[3].pixels == 3);
    CHECK_NEAR(h[1].mean, 0.85, 1e-15);
    CHECK(h[1].box.x0_um == 10 && h[1].box.x1_um == 14);
    CHECK(h[1].box.y0_um == 35 && h[1].box.y1_um == 45);
    CHECK(h[1].peak_at.x_um == 11 && h[1].peak_at.y_um == 42.5);
    CHECK(h[3].box.x0_um == 20 && h[3].box.y0_um == 30);
    CHECK(h[3].peak_at.y_um == 32.5); /* the lowest of equal ones */
    CHECK(h[0].top_count == 0 && h[0].instances == 0);
    ird_hotspot_list_free(&list);
    list = found(&map, 0.7, 2);
    CHECK(list.count == 2 && list.found == 4 && list.items[1].peak == 0.9);
    ird_hotspot_list_free(&list);
    ird_map_free(&map);
}

/* A ring is one region, a full map too, and none is an empty list. */
static void test_extremes(void) {
    static const double ring[] = {1, 1, 1, 1, 0, 1, 1, 1, 1};
    ird_map map = drawn(ring, 3, 3);
    ird_hotspot_list list = found(&map, 0.5, 0);
    CHECK(list.count == 1 && list.items[0].pixels == 8);
    ird_hotspot_list_free(&list);
    list = found(&map, -1, 0);
    CHECK(list.count == 1 && list.items[0].pixels == 9);
    ird_hotspot_list_free(&list);
    list = found(&map, 1, 0);
    CHECK(list.count == 0 && list.found == 0);
    ird_hotspot_list_free(&list);
    ird_map_free(&map);
}

/* Every second pixel of every second row: as many regions as there can be. */
static void test_many(void) {
    enum { SIZE = 512 };
    ird_map map = {0};
    ird_rect_um window = {0, 0, 1, 1};
    CHECK(ird_map_create(&map, SIZE, SIZE, window, IRD_UNIT_VOLT, NULL) == IRD_OK);
    for (size_t i = 0; i < SIZE * SIZE; i++) {
        bool hot = i / SIZE % 2 == 0 && i % 2 == 0;
        map.values[i] = hot ? (double)i : 0;
    }
    map.values[0] = 0.5;
    ird_hotspot_list list = found(&map, 0.25, 0);
    CHECK(list.count == SIZE / 2 * (SIZE / 2));
    bool falling = true;
    for (size_t i = 1; i < list.count; i++) {
        falling = falling && list.items[i - 1].peak > list.items[i].peak;
    }
    CHECK(falling);
    ird_hotspot_list_free(&list);
    ird_map_free(&map);
}

static void test_refused(void) {
    static const double values[] = {0, 1};
    ird_map map = drawn(values, 1, 2);
    ird_map empty = {0};
    ird_raster raster = {0};
    ird_hotspot_list list = {.count = 99};
    ird_hotspot_options options = {.threshold = (double)NAN};
    CHECK(ird_hotspots_find(&list, &map, NULL, NULL, NULL, NULL, &options, NULL) ==
          IRD_HOTSPOT_THRESHOLD);
    options.threshold = 0.5;
    CHECK(ird_hotspots_find(&list, &empty, NULL, NULL, NULL, NULL, &options, NULL) ==
          IRD_HOTSPOT_SHAPE);
    CHECK(ird_map_create(&raster.area_um2, 1, 2, (ird_rect_um){0, 0, 1, 1}, IRD_UNIT_UM2,
                         NULL) == IRD_OK);
    CHECK(ird_hotspots_find(&list, &map, &raster, NULL, NULL, NULL, &options, NULL) ==
          IRD_HOTSPOT_SHAPE);
    ird_error err;
    map.values[1] = (double)NAN;
    CHECK(ird_hotspots_find(&list, &map, NULL, NULL, NULL, NULL, &options, &err) ==
          IRD_HOTSPOT_SHAPE);
    CHECK(strstr(err.text, "row 0, column 1 of the map is no number (NaN)") != NULL);
    options.is_part = true;
    CHECK(ird_hotspots_find(&list, &map, NULL, NULL, NULL, NULL, &options, NULL) ==
          IRD_OK);
    ird_hotspot_list_free(&list);
    list.count = 99;
    map.values[1] = -INFINITY;
    options.threshold = (double)NAN; /* as 0.7 of such a map is */
    CHECK(ird_hotspots_find(&list, &map, NULL, NULL, NULL, NULL, &options, &err) ==
          IRD_HOTSPOT_SHAPE);
    CHECK(strstr(err.text, "row 0, column 1 of the map is infinite") != NULL);
    CHECK(list.count == 99);
    ird_raster_free(&raster);
    ird_map_free(&map);
}

/* --- instances and causes ------------------------------------------------------------
 */

/* 4 x 4 pixels of 4 um2, one cell of 1 um2 in each, 1 W at 1 V. Cell i stands in row
 * i / 4 and column i % 4. */
typedef struct scene {
    fixture f;
    ird_power power;
    ird_raster raster;
    ird_map drop;
} scene;

static void create_scene(scene *s) {
    memset(s, 0, sizeof *s);
    fixture_create(&s->f, 1000, 8, 8);
    fixture_net(&s->f, "VDD", IRD_USE_POWER);
    int32_t cell = fixture_macro(&s->f, "CELL", 1, 1, IRD_MACRO_CORE, true);
    for (int i = 0; i < 16; i++) {
        char name[32];
        snprintf(name, sizeof name, "u%d", i);
        fixture_cell(&s->f, name, cell, IRD_ORIENT_N, 0.5 + i % 4 * 2, 0.5 + i / 4 * 2);
    }
}

static void set_power(scene *s) {
    size_t count = s->f.design.components.count;
    s->power.instance_w = ird_alloc(count, sizeof *s->power.instance_w);
    s->power.count = count;
    for (size_t i = 0; i < count; i++) {
        s->power.instance_w[i] = 1;
    }
}

static void rasterize_scene(scene *s) {
    ird_raster_options options = {
        .size = 4, .window = {0, 0, 8, 8}, .net = 0, .supply_v = 1};
    CHECK(ird_rasterize(&s->raster, &s->f.design, &s->f.tech, &s->power, &options, NULL,
                        NULL) == IRD_OK);
    CHECK(s->raster.source_origin == IRD_SOURCES_NONE);
    CHECK(ird_map_create(&s->drop, 4, 4, options.window, IRD_UNIT_VOLT, NULL) == IRD_OK);
}

static ird_hotspot_list find_in(const scene *s, size_t top_instances) {
    ird_hotspot_list list = {0};
    ird_hotspot_options options = {.threshold = 0.5, .top_instances = top_instances};
    CHECK(ird_hotspots_find(&list, &s->drop, &s->raster, &s->f.design, &s->f.tech,
                            &s->power, &options, NULL) == IRD_OK);
    return list;
}

static void free_scene(scene *s) {
    ird_map_free(&s->drop);
    ird_raster_free(&s->raster);
    ird_power_free(&s->power);
    fixture_free(&s->f);
}

/* The region is pixels 5 and 6. u16 lies half in it, u17 across it and another region,
 * u18 is not connected, u19 is not placed. */
static void test_instances(void) {
    scene s;
    create_scene(&s);
    int32_t wide = fixture_macro(&s.f, "WIDE", 2, 1, IRD_MACRO_CORE, true);
    int32_t high = fixture_macro(&s.f, "HIGH", 1, 5, IRD_MACRO_CORE, true);
    int32_t alone = fixture_macro(&s.f, "ALONE", 1, 1, IRD_MACRO_CORE, true);
    s.f.tech.macro_pins.items[s.f.tech.macros.items[alone].first_pin].use =
        IRD_USE_SIGNAL;
    fixture_cell(&s.f, "u16", wide, IRD_ORIENT_N, 5, 3);
    fixture_cell(&s.f, "u17", high, IRD_ORIENT_N, 2, 3);
    fixture_cell(&s.f, "u18", alone, IRD_ORIENT_N, 4, 2);
    fixture_cell(&s.f, "u19", wide, IRD_ORIENT_N, 4, 2);
    s.f.design.components.items[19].placement = IRD_UNPLACED;
    set_power(&s);
    s.power.instance_w[6] = 3;
    s.power.instance_w[16] = 4;
    s.power.instance_w[17] = 10;
    rasterize_scene(&s);
    s.drop.values[5] = 2;
    s.drop.values[6] = 1;
    s.drop.values[13] = 3;
    ird_hotspot_list list = find_in(&s, 3);
    CHECK(list.count == 2);
    const ird_hotspot *upper = &list.items[0];
    const ird_hotspot *lower = &list.items[1];
    CHECK(upper->pixels == 1 && upper->peak == 3 && lower->pixels == 2);
    CHECK(upper->instances == 2 && lower->instances == 5);
    CHECK_NEAR(upper->current_a, 1 + 10 * 2.0 / 5, 1e-12);
    CHECK_NEAR(lower->current_a, 1 + 3 + 4 * 0.5 + 10 * 1.0 / 5, 1e-12);
    CHECK(upper->top_count == 2 && lower->top_count == 3);
    CHECK(upper->top[0].component == 17 && upper->top[1].component == 13);
    CHECK(lower->top[0].component == 6 && lower->top[1].component == 16 &&
          lower->top[2].component == 17);
    CHECK_NEAR(lower->top[0].current_a, 3, 1e-12);
    CHECK_NEAR(lower->top[1].current_a, 2, 1e-12);
    ird_hotspot_list_free(&list);
    list = find_in(&s, 0);
    CHECK(list.items[0].top_count == 0 && list.items[0].instances == 2);
    ird_hotspot_list_free(&list);
    free_scene(&s);
}

/* Drops of 0.1 all around, 0.1 x drop_factor in the region. */
static ird_hotspot with_factors(double strength_of_region, double watts_of_region,
                                double drop_factor) {
    scene s;
    create_scene(&s);
    set_power(&s);
    s.power.instance_w[5] = watts_of_region;
    rasterize_scene(&s);
    s.raster.power_grid.values[5] = strength_of_region;
    for (size_t i = 0; i < 16; i++) {
        s.drop.values[i] = 0.1;
    }
    s.drop.values[5] = 0.1 * drop_factor;
    ird_hotspot_list list = find_in(&s, 1);
    CHECK(list.count == 1);
    ird_hotspot hotspot = list.items[0];
    hotspot.top = NULL;
    ird_hotspot_list_free(&list);
    free_scene(&s);
    return hotspot;
}

static void test_causes(void) {
    ird_hotspot h = with_factors(0.25, 1, 16);
    CHECK(h.cause == IRD_CAUSE_WEAK_GRID);
    CHECK_NEAR(h.grid_strength, 0.25, 1e-15);
    CHECK_NEAR(h.grid_ratio, 0.25 / (15.25 / 16), 1e-12);
    CHECK_NEAR(h.current_ratio, 1, 1e-12);
    /* 16 times the median, 4 of it by the grid: half in logarithms */
    CHECK_NEAR(h.parts.drop_factor, 16, 1e-12);
    CHECK_NEAR(h.parts.grid_factor, 4, 1e-12);
    CHECK_NEAR(h.parts.current_factor, 4, 1e-12);
    CHECK_NEAR(h.parts.grid_percent, 50, 1e-9);
    CHECK_NEAR(h.parts.current_percent, 50, 1e-9);
    h = with_factors(1, 9, 16);
    CHECK(h.cause == IRD_CAUSE_HIGH_CURRENT);
    CHECK_NEAR(h.current_ratio, 9 / (24.0 / 16), 1e-12);
    CHECK_NEAR(h.parts.grid_percent, 0, 0);
    CHECK_NEAR(h.parts.current_percent, 100, 0);
    h = with_factors(0.5, 1, 8); /* a third of 3 factors of 2 */
    CHECK(h.cause == IRD_CAUSE_HIGH_CURRENT);
    CHECK_NEAR(h.parts.grid_percent, 100.0 / 3, 1e-9);
    h = with_factors(0.0625, 1, 8); /* the grid alone would do more */
    CHECK_NEAR(h.parts.grid_percent, 100, 0);
    CHECK_NEAR(h.parts.current_factor, 0.5, 1e-12);
    h = with_factors(2, 1, 8); /* a grid that is stronger than the median */
    CHECK_NEAR(h.parts.current_percent, 100, 0);
    CHECK_TEXT(ird_cause_name(IRD_CAUSE_WEAK_GRID), "weak_grid");
    CHECK_TEXT(ird_cause_name(IRD_CAUSE_HIGH_CURRENT), "high_current");
}

/* Medians over the pixels with current; what is left of the supply counts as drop. */
static void test_medians(void) {
    scene s;
    create_scene(&s);
    set_power(&s);
    s.power.instance_w[0] = 0;
    s.power.instance_w[1] = 0;
    rasterize_scene(&s);
    for (size_t i = 0; i < 16; i++) {
        s.drop.values[i] = i < 2 ? 100 : (double)i; /* 2 to 15: 8.5 */
    }
    ird_cause_median median;
    CHECK(ird_cause_median_make(&median, &s.drop, &s.raster, false, NULL) == IRD_OK);
    CHECK_NEAR(median.drop, 8.5, 1e-12);
    CHECK_NEAR(median.strength, 1, 1e-12);
    s.raster.options.supply_v = 20;
    CHECK(ird_cause_median_make(&median, &s.drop, &s.raster, true, NULL) == IRD_OK);
    CHECK_NEAR(median.drop, 11.5, 1e-12);
    ird_cause_parts parts = ird_cause_parts_of(&median, 20 - 46, 0.5);
    CHECK_NEAR(parts.drop_factor, 4, 1e-12);
    CHECK_NEAR(parts.grid_percent, 50, 1e-9);
    char text[IRD_CAUSE_SIZE];
    CHECK_TEXT(ird_cause_write(text, &parts), "50 % grid, 50 % current");
    parts.grid_percent = 0.2;
    CHECK_TEXT(ird_cause_write(text, &parts), "1 % grid, 99 % current");
    parts.grid_percent = 99.8;
    CHECK_TEXT(ird_cause_write(text, &parts), "99 % grid, 1 % current");
    parts = ird_cause_parts_of(&median, 15, 0.5); /* 5: better than the median */
    CHECK(isnan(parts.grid_percent) && isnan(parts.current_percent));
    CHECK_TEXT(ird_cause_write(text, &parts), "");
    free_scene(&s);
}

int main(void) {
    RUN(test_regions);
    RUN(test_extremes);
    RUN(test_many);
    RUN(test_refused);
    RUN(test_instances);
    RUN(test_causes);
    RUN(test_medians);
    return check_summary("hotspots");
}
