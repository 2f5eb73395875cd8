/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include "raster/node_map.h"

/* Three rails at y = 0, 1, 3 um with nodes at x = 0, 2, 4, an instance pin off the rails
 * and a node of another layer above. */
static ird_network rails(void) {
    static const double y_um[] = {0, 1, 3};
    ird_network n = {.units = 1000};
    int32_t m1, m2, node;
    CHECK(ird_network_add_layer(&n, "m1", 2, &m1, NULL) == IRD_OK);
    CHECK(ird_network_add_layer(&n, "m2", 2, &m2, NULL) == IRD_OK);
    for (int i = 0; i < 9; i++) {
        CHECK(ird_network_add_node(&n, IRD_NODE_GRID, m1, 2000 * (i % 3),
                                   (int64_t)(1000 * y_um[i / 3]), &node, NULL) == IRD_OK);
        CHECK(ird_network_add_load(&n, node, 1, -1, -1, NULL) == IRD_OK);
    }
    CHECK(ird_network_add_node(&n, IRD_NODE_ITERM, m1, 1000, 500, &node, NULL) == IRD_OK);
    CHECK(ird_network_add_node(&n, IRD_NODE_GRID, m2, 4000, 3000, &node, NULL) == IRD_OK);
    return n;
}

static const double drops[] = {1, 2, 4, 3, 3, 5, 2, 6, 8, 50, 9};

static void test_pixels(void) {
    ird_network n = rails();
    ird_node_window window = {0, 0, 4, 3, 2, 2};
    double worst[4], mean[4];
    CHECK(ird_node_map_pixels(&n, drops, 0, &window, worst, mean, NULL) == IRD_OK);
    CHECK_NEAR(worst[0], 50, 0); /* x < 2, y < 1.5: 1, 3 and the pin */
    CHECK_NEAR(mean[0], 18, 1e-15);
    CHECK_NEAR(worst[1], 5, 0); /* 2, 4, 3, 5 */
    CHECK_NEAR(mean[1], 3.5, 0);
    CHECK_NEAR(worst[2], 2, 0);
    CHECK_NEAR(mean[3], 7, 0);
    CHECK(ird_node_map_pixels(&n, drops, -1, &window, worst, NULL, NULL) == IRD_OK);
    CHECK_NEAR(worst[3], 9, 0);
    ird_node_window empty = {10, 10, 11, 11, 2, 2};
    CHECK(ird_node_map_pixels(&n, drops, 0, &empty, worst, mean, NULL) == IRD_OK);
    CHECK(isnan(worst[0]) && isnan(mean[3]));
    ird_network_free(&n);
}

/* Along a rail linear; across, a natural spline through (0, a), (1, b), (3, c): the one
 * unknown second derivative is M = 6 ((c - b) / 2 - (b - a)) / (2 (1 + 2)). At x = 0 the
 * values are 1, 3, 2, so M = 6 (-0.5 - 2) / 6 = -2.5. At y = 0.5 that gives
 * 2 + (0.125 - 0.5) (-2.5) / 6 = 2.15625, at y = 2
 * 2.5 + (0.125 - 0.5) (-2.5) 4 / 6 = 3.125. */
static void test_sampling(void) {
    ird_network n = rails();
    static const double x_um[] = {-1, 0, 1, 3, 4, 9};
    static const double y_um[] = {-5, 0, 0.5, 1, 2, 3, 7};
    double v[7 * 6];
    CHECK(ird_node_map_layer(&n) == 0);
    CHECK(ird_node_map_sample(&n, drops, 0, x_um, 6, y_um, 7, v, NULL) == IRD_OK);
    CHECK_NEAR(v[1 * 6 + 1], 1, 1e-15);
    CHECK_NEAR(v[1 * 6 + 2], 1.5, 1e-15);
    CHECK_NEAR(v[1 * 6 + 3], 3, 1e-15);
    CHECK_NEAR(v[3 * 6 + 2], 3, 1e-15);
    CHECK_NEAR(v[2 * 6 + 1], 2.15625, 1e-15);
    CHECK_NEAR(v[4 * 6 + 1], 3.125, 1e-15);
    CHECK_NEAR(v[4 * 6 + 0], 3.125, 1e-15); /* beyond the ends as at the ends */
    CHECK_NEAR(v[0 * 6 + 4], 4, 1e-15);
    CHECK_NEAR(v[6 * 6 + 5], 8, 1e-15);
    ird_network_free(&n);
}

/* Four rails at 0, 1, 2, 3 um with 1, 2, 1, 1: the second derivatives M and N at the
 * inner ones satisfy 4 M + N = 6 (1 - 4 + 1) and M + 4 N = 6 (2 - 2 + 1), so M = -3.6 and
 * N = 2.4: at 1.5 um 1.5 - 0.375 (M + N) / 6 = 1.575, at 2.5 um 1 - 0.375 N / 6 = 0.85.
 */
static void test_spline_of_four(void) {
    ird_network n = {.units = 1000};
    int32_t layer, node;
    CHECK(ird_network_add_layer(&n, "m1", 2, &layer, NULL) == IRD_OK);
    double drop_v[20];
    for (int i = 0; i < 20; i++) {
        CHECK(ird_network_add_node(&n, IRD_NODE_GRID, layer, 1000 * (i % 5),
                                   1000 * (i / 5), &node, NULL) == IRD_OK);
        drop_v[i] = i / 5 == 1 ? 2 : 1;
    }
    double x_um = 2.5, y_um[] = {1.5, 2.5}, values[2];
    CHECK(ird_node_map_sample(&n, drop_v, layer, &x_um, 1, y_um, 2, values, NULL) ==
          IRD_OK);
    CHECK_NEAR(values[0], 1.575, 1e-14);
    CHECK_NEAR(values[1], 0.85, 1e-14);
    ird_network_free(&n);
}

/* The same network turned: x and y swapped must give the transposed map. */
static void test_vertical_wires(void) {
    ird_network n = rails();
    static const double at_um[] = {0, 0.5, 1, 2, 3};
    double lying[25], standing[25];
    CHECK(ird_node_map_sample(&n, drops, 0, at_um, 5, at_um, 5, lying, NULL) == IRD_OK);
    for (size_t i = 0; i < n.nodes.count; i++) {
        int64_t x_dbu = n.nodes.items[i].x_dbu;
        n.nodes.items[i].x_dbu = n.nodes.items[i].y_dbu;
        n.nodes.items[i].y_dbu = x_dbu;
    }
    /* As many columns as rails would be a draw: one more node makes the rails fewer. */
    int32_t node;
    CHECK(ird_network_add_node(&n, IRD_NODE_GRID, 0, 0, 1000, &node, NULL) == IRD_OK);
    double more[12];
    memcpy(more, drops, sizeof drops);
    more[11] = 1.5;
    CHECK(ird_node_map_sample(&n, more, 0, at_um, 5, at_um, 5, standing, NULL) == IRD_OK);
    for (size_t i = 0; i < 25; i++) {
        CHECK_NEAR(standing[i], lying[i % 5 * 5 + i / 5], 1e-15);
    }
    ird_network_free(&n);
}

/* Rows are x: 5 of them (0 to 4 um), 4 columns (0 to 3 um). */
static void test_contest_convention(void) {
    ird_network n = rails();
    double *map = NULL;
    size_t rows = 0, columns = 0;
    CHECK(ird_node_map_iccad23(&n, drops, 0, 1, &map, &rows, &columns, NULL) == IRD_OK);
    if (CHECK(rows == 5 && columns == 4)) {
        CHECK_NEAR(map[1 * 4 + 0], 1.5, 1e-15);
        CHECK_NEAR(map[0 * 4 + 2], 3.125, 1e-15);
        CHECK_NEAR(map[4 * 4 + 3], 8, 1e-15);
    }
    ird_free(map);
    ird_error err = {0};
    CHECK(ird_node_map_iccad23(&n, drops, 0, 0, &map, &rows, &columns, &err) ==
          IRD_NETWORK_LAYER);
    CHECK(ird_node_map_sample(&n, drops, 5, NULL, 0, NULL, 0, NULL, &err) ==
          IRD_NETWORK_LAYER);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_pixels);
    RUN(test_sampling);
    RUN(test_spline_of_four);
    RUN(test_vertical_wires);
    RUN(test_contest_convention);
    return check_summary("node_map");
}
