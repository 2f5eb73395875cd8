/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps of nodes that are prepared once, against the two functions that make one at a
 * time: the worst node where a pixel has one (ird_node_map_pixels), else the spline at
 * its middle (ird_node_map_sample), which test_node_map.c checks by hand, within the
 * drops of the wires on either side. And loads, by hand.
 */
#include "between.h"
#include "check.h"
#include "mesh.h"

#include "raster/node_raster.h"

enum { RAILS = 60 };

/* Rails 1.4 um apart from y = 0 on, a node every 1 to 3 um; each third rail ends early
 * where they are ragged. Turned: the same standing. */
static ird_network make_rails(bool is_turned, bool is_ragged, uint64_t seed) {
    ird_network n = {.units = 1000};
    int32_t layer = mesh_layer(&n, "m1");
    for (int i = 0; i < RAILS; i++) {
        double end_um = is_ragged && i % 3 == 1 ? 40 : 100;
        double y_um = 1.4 * i;
        for (double x_um = 0; x_um <= end_um; x_um += 1 + 2 * mesh_random(&seed)) {
            mesh_node(&n, layer, is_turned ? y_um : x_um, is_turned ? x_um : y_um);
        }
    }
    /* Pins beside their rail count for pixels, not for wires. */
    ird_error err = {0};
    int32_t node;
    for (int64_t i = 0; i < 40; i++) {
        int64_t x = 2000 * i, y = 1400 * i + 300;
        mesh_need(ird_network_add_node(&n, IRD_NODE_ITERM, layer, is_turned ? y : x,
                                       is_turned ? x : y, &node, &err),
                  &err);
    }
    int32_t other = mesh_layer(&n, "m2");
    mesh_node(&n, other, 50, 50);
    return n;
}

/* Rough drops; some nodes have none. */
static double *make_drops(const ird_network *n, uint64_t seed) {
    double *drop_v = ird_alloc(n->nodes.count, sizeof *drop_v);
    for (size_t i = 0; i < n->nodes.count; i++) {
        const ird_node *node = &n->nodes.items[i];
        double wave = sin(2e-5 * (double)node->x_dbu) + cos(3e-5 * (double)node->y_dbu);
        drop_v[i] = 3 + wave + mesh_random(&seed);
        if (i % 41 == 7) {
            drop_v[i] = (double)NAN;
        }
    }
    return drop_v;
}

static double middle(double low, double high, size_t index, size_t count) {
    return low + (high - low) * ((double)index + 0.5) / (double)count;
}

/* What the map must be. */
static double *expect(const ird_network *n, const double *drop_v,
                      const ird_node_window *w, bool is_sampled, double most_v,
                      size_t *full) {
    size_t pixels = w->rows * w->columns;
    ird_error err = {0};
    ird_wires wires = {0};
    double *worst = ird_alloc(pixels, 2 * sizeof *worst), *between = worst + pixels;
    double *x_um = ird_alloc(w->columns, sizeof *x_um);
    double *y_um = ird_alloc(w->rows, sizeof *y_um);
    for (size_t i = 0; i < w->columns; i++) {
        x_um[i] = middle(w->x0_um, w->x1_um, i, w->columns);
    }
    for (size_t i = 0; i < w->rows; i++) {
        y_um[i] = middle(w->y0_um, w->y1_um, i, w->rows);
    }
    mesh_need(ird_node_map_pixels(n, drop_v, 0, w, worst, NULL, &err), &err);
    mesh_need(
        ird_node_map_sample(n, drop_v, 0, x_um, w->columns, y_um, w->rows, between, &err),
        &err);
    mesh_need(ird_wires_collect(&wires, n, drop_v, 0, &err), &err);
    *full = 0;
    for (size_t i = 0; i < pixels; i++) {
        *full += isnan(worst[i]) ? 0 : 1;
        if (is_sampled || isnan(worst[i])) {
            double within = between_wires(&wires, x_um[i % w->columns],
                                          y_um[i / w->columns], between[i]);
            worst[i] = fmin(is_sampled ? between[i] : within, most_v);
        }
    }
    ird_wires_free(&wires);
    ird_free(x_um);
    ird_free(y_um);
    return worst;
}

static double *draw(const ird_network *n, const double *drop_v, const ird_node_window *w,
                    bool is_sampled, double most_v) {
    ird_wires wires = {0};
    ird_node_raster *raster = NULL;
    ird_error err = {0};
    double *values = ird_alloc(w->rows * w->columns, sizeof *values);
    mesh_need(ird_wires_collect(&wires, n, drop_v, 0, &err), &err);
    mesh_need(ird_node_raster_create(&raster, n, drop_v, 0, &wires, w, is_sampled, &err),
              &err);
    ird_node_raster_draw(raster, drop_v, ird_loads_of(n), most_v, values);
    ird_node_raster_free(raster);
    ird_wires_free(&wires);
    return values;
}

/* Windows with few and with many pixels a rail, one of a few rails in the middle, one
 * that lies mostly beside the grid, and one wholly beside it. */
static const ird_node_window windows[] = {
    {0, 0, 100, 84, 64, 64},     {0, 0, 100, 84, 20, 20},    {10, 30, 30, 44, 40, 50},
    {-50, -30, 40, 50, 64, 32},  {60, 50, 190, 200, 31, 64}, {33, 17, 34, 18, 5, 7},
    {300, 300, 400, 400, 6, 10}, {0, 20, 100, 70, 90, 200},
};

static void compare(bool is_turned, bool is_ragged, bool is_sampled) {
    ird_network n = make_rails(is_turned, is_ragged, 5);
    double *drop_v = make_drops(&n, 9);
    size_t full = 0, empty = 0;
    for (size_t k = 0; k < sizeof windows / sizeof *windows; k++) {
        ird_node_window w = windows[k];
        if (is_turned) {
            w = (ird_node_window){w.y0_um, w.x0_um, w.y1_um, w.x1_um, w.columns, w.rows};
        }
        size_t count = w.rows * w.columns, filled, wrong = 0;
        double *want = expect(&n, drop_v, &w, is_sampled, INFINITY, &filled);
        double *got = draw(&n, drop_v, &w, is_sampled, INFINITY);
        for (size_t i = 0; i < count; i++) {
            /* Values are 1 to 6: what 16 wires leave out is below 1e-8 of them. */
            wrong += !(fabs(got[i] - want[i]) <= 1e-7);
        }
        if (!CHECK(wrong == 0)) {
            fprintf(stderr, "    turned %d ragged %d sampled %d window %zu: %zu of %zu\n",
                    is_turned, is_ragged, is_sampled, k, wrong, count);
        }
        full += filled;
        empty += count - filled;
        ird_free(got);
        ird_free(want);
    }
    CHECK(full > 3000 && empty > 10000);
    ird_free(drop_v);
    ird_network_free(&n);
}

static void test_as_the_others(void) {
    for (int kind = 0; kind < 8; kind++) {
        compare((kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0);
    }
}

/* Worst nodes to the bit. */
static void test_worst_nodes(void) {
    ird_network n = make_rails(false, false, 6);
    double *drop_v = make_drops(&n, 2), *worst = ird_alloc(64 * 64, sizeof *worst);
    ird_error err = {0};
    double *got = draw(&n, drop_v, &windows[1], false, 0);
    mesh_need(ird_node_map_pixels(&n, drop_v, 0, &windows[1], worst, NULL, &err), &err);
    size_t unequal = 0, filled = 0;
    for (size_t i = 0; i < 400; i++) {
        filled += isnan(worst[i]) ? 0 : 1;
        /* At most 0 for interpolated ones: they say so. */
        unequal += got[i] != (isnan(worst[i]) ? 0 : worst[i]);
    }
    CHECK(unequal == 0);
    CHECK(filled > 390);
    ird_free(got);
    ird_free(worst);
    ird_free(drop_v);
    ird_network_free(&n);
}

/* Other drops through the same raster. */
static void test_redrawn(void) {
    ird_network n = make_rails(true, true, 7);
    double *first = make_drops(&n, 3), *second = make_drops(&n, 4);
    for (size_t k = 0; k < 3; k++) {
        const ird_node_window *w = &windows[k];
        size_t count = w->rows * w->columns;
        ird_wires wires = {0};
        ird_node_raster *raster = NULL;
        ird_error err = {0};
        double *values = ird_alloc(count, sizeof *values);
        double *fresh = draw(&n, second, w, false, 9);
        mesh_need(ird_wires_collect(&wires, &n, first, 0, &err), &err);
        mesh_need(ird_node_raster_create(&raster, &n, first, 0, &wires, w, false, &err),
                  &err);
        ird_node_raster_draw(raster, first, ird_loads_of(&n), 9, values);
        CHECK(memcmp(values, fresh, count * sizeof *values) != 0);
        ird_wires_set(&wires, second);
        ird_node_raster_draw(raster, second, ird_loads_of(&n), 9, values);
        CHECK(memcmp(values, fresh, count * sizeof *values) == 0);
        ird_node_raster_free(raster);
        ird_wires_free(&wires);
        ird_free(values);
        ird_free(fresh);
    }
    ird_free(first);
    ird_free(second);
    ird_network_free(&n);
}

/* Rails at 0, 1, 2, 3 um with 0, 6, 6, 0: second derivatives M = N at the inner ones with
 * 4 M + M = 6 (0 - 12 + 6), so that at 1.5 um there are 6 + 0.75 x 7.2 / 6 = 6.9, where
 * no node has more than 6. Only sampling says so, and not above the worst. */
static void test_kept_within_the_rails(void) {
    ird_network n = {.units = 1000};
    int32_t layer = mesh_layer(&n, "m1");
    double drop_v[20];
    for (int i = 0; i < 20; i++) {
        mesh_node(&n, layer, i % 5, (double)(i / 5));
        drop_v[i] = i / 5 == 1 || i / 5 == 2 ? 6 : 0;
    }
    const ird_node_window w = {2.2, 1.2, 2.8, 1.8, 1, 1};
    double *free_v = draw(&n, drop_v, &w, true, INFINITY);
    double *bound_v = draw(&n, drop_v, &w, true, 6.5);
    double *within_v = draw(&n, drop_v, &w, false, INFINITY);
    CHECK_NEAR(free_v[0], 6.9, 1e-14);
    CHECK_NEAR(bound_v[0], 6.5, 0);
    CHECK_NEAR(within_v[0], 6, 0);
    ird_free(free_v);
    ird_free(bound_v);
    ird_free(within_v);
    ird_network_free(&n);
}

/* Two rails on m1, a macro's node on m3, pixels of 2 um. Where there are loads the worst
 * of them counts, on whatever layer and below the worst node; one that no source reaches
 * is none. */
static void test_loads_of_all_layers(void) {
    ird_network n = {.units = 1000};
    ird_error err = {0};
    int32_t m1 = mesh_layer(&n, "m1"), m3 = mesh_layer(&n, "m3");
    static const double x_um[] = {1, 3, 5, 7},
                        drop_v[] = {1, 2, 3, 4, 1, 2, 3, 4, 9, NAN};
    for (int i = 0; i < 8; i++) {
        mesh_node(&n, m1, x_um[i % 4], i < 4 ? 1 : 3);
    }
    mesh_node(&n, m3, 5.5, 3.5);
    mesh_node(&n, m3, 7.5, 3.5);
    static const int at[] = {0, 1, 6, 8, 9};
    for (int i = 0; i < 5; i++) {
        mesh_need(ird_network_add_load(&n, at[i], 1e-3, -1, -1, &err), &err);
    }
    mesh_need(ird_network_add_load(&n, 0, 1e-3, -1, -1, &err), &err);
    CHECK(ird_node_map_layer(&n) == m1);
    const ird_node_window w = {0, 0, 8, 4, 1, 2}, fine = {0, 0, 8, 4, 2, 4};
    double *coarse_v = draw(&n, drop_v, &w, false, INFINITY);
    CHECK_NEAR(coarse_v[0], 2, 0);
    CHECK_NEAR(coarse_v[1], 9, 0); /* and not m1's 4 */
    double *fine_v = draw(&n, drop_v, &fine, false, INFINITY);
    static const double want[] = {1, 2, 3, 4, 1, 2, 9, 4};
    for (int i = 0; i < 8; i++) {
        CHECK_NEAR(fine_v[i], want[i], 0);
    }
    const ird_node_window one = {4, 0, 8, 2, 1, 1};
    n.loads.items[2].node = 2; /* at 3 beside the node of 4 */
    double *one_v = draw(&n, drop_v, &one, false, INFINITY);
    CHECK_NEAR(one_v[0], 3, 0);
    ird_free(coarse_v);
    ird_free(fine_v);
    ird_free(one_v);
    ird_network_free(&n);
}

/* One factor serves two networks where their loads beside the main layer are the same. */
static void test_alike(void) {
    ird_network a = {.units = 1000}, b = {.units = 1000};
    ird_error err = {0};
    ird_network *both[] = {&a, &b};
    for (int k = 0; k < 2; k++) {
        int32_t m1 = mesh_layer(both[k], "m1"), m3 = mesh_layer(both[k], "m3");
        for (int i = 0; i < 5; i++) {
            mesh_node(both[k], i < 3 ? m1 : m3, i, 0);
        }
        static const int at[] = {0, 3, 1, 2};
        for (int i = 0; i < 4 - k; i++) {
            mesh_need(ird_network_add_load(both[k], at[i], 1, -1, -1, &err), &err);
        }
    }
    CHECK(ird_node_map_alike(&a, &b) && ird_node_map_alike(&b, &a));
    mesh_need(ird_network_add_load(&b, 4, 1, -1, -1, &err), &err);
    CHECK(!ird_node_map_alike(&a, &b) && !ird_node_map_alike(&b, &a));
    a.loads.items[1].node = 4;
    b.loads.count--;
    CHECK(!ird_node_map_alike(&a, &b));
    ird_network_free(&a);
    ird_network_free(&b);
}

/* Two nodes in one place count by their mean, and the drops that are set later, too. */
static void test_wires(void) {
    ird_network n = {.units = 1000};
    ird_wires wires = {0};
    ird_error err = {0};
    int32_t layer = mesh_layer(&n, "m1");
    static const double x_um[] = {0, 4, 4, 10, 0, 10}, y_um[] = {1, 1, 1, 1, 3, 3};
    for (int i = 0; i < 6; i++) {
        mesh_node(&n, layer, x_um[i], y_um[i]);
    }
    const double drop_v[] = {1, 2, 4, 9, 5, 5}, other_v[] = {0, 10, 20, 0, 0, 0};
    mesh_need(ird_wires_collect(&wires, &n, drop_v, layer, &err), &err);
    CHECK(!wires.is_vertical && wires.first.count == 2 && wires.points.count == 5);
    CHECK_NEAR(wires.spacing_um, 2, 1e-15);
    CHECK_NEAR(wires.low_um, 0, 0);
    CHECK_NEAR(wires.high_um, 10, 0);
    bool is_covered = false;
    ird_wire_place place = ird_wires_find(&wires, 0, 6, &is_covered);
    CHECK(is_covered);
    CHECK_NEAR(ird_wires_drop_v(&wires, place), 5, 1e-15); /* a third from 3 to 9 */
    ird_wires_set(&wires, other_v);
    CHECK_NEAR(ird_wires_drop_v(&wires, place), 10, 1e-15); /* from 15 to 0 */
    place = ird_wires_find(&wires, 0, 12, &is_covered);
    CHECK(!is_covered);
    CHECK_NEAR(ird_wires_drop_v(&wires, place), 0, 0);
    ird_wires_free(&wires);
    const double none[] = {NAN, NAN, NAN, NAN, NAN, NAN};
    CHECK(ird_wires_collect(&wires, &n, none, layer, &err) == IRD_NETWORK_LAYER);
    CHECK(ird_wires_collect(&wires, &n, drop_v, 7, &err) == IRD_NETWORK_LAYER);
    CHECK(wires.points.items == NULL);
    ird_network_free(&n);
}

/* Rails 2 um apart at 1 V, each with two pieces of two nodes 10 and 20 nm beside it,
 * where pins are lumped, at 1.2 and 0.7 V: most of the gaps between wires are 10 nm. A
 * spline through all would go to hundreds of volts; the longer ones count alone. */
static void test_pins_lumped_beside_rails(void) {
    ird_network n = {.units = 1000};
    int32_t layer = mesh_layer(&n, "m1");
    double drop_v[11 * 20], least = 1e9, most = 0;
    size_t count = 0;
    for (int rail = 0; rail < 11; rail++) {
        for (int i = 0; i < 14; i++) {
            mesh_node(&n, layer, 4.0 * i + 0.1 * rail, 2.0 * rail);
            drop_v[count++] = 1;
        }
        for (int i = 0; i < 6; i++) {
            double x_um = 20 + i % 3, below = rail % 2 == 0 ? 0.01 : -0.01;
            mesh_node(&n, layer, x_um, 2.0 * rail + (i < 3 ? below : 2 * below));
            drop_v[count++] = i < 3 ? 1.2 : 0.7;
        }
    }
    const ird_node_window w = {20.2, 0, 21.8, 20, 200, 4};
    double *map = draw(&n, drop_v, &w, true, INFINITY);
    for (size_t i = 0; i < 800; i++) {
        least = fmin(least, map[i]);
        most = fmax(most, map[i]);
    }
    CHECK_NEAR(least, 1, 1e-12);
    CHECK_NEAR(most, 1, 1e-12);
    ird_free(map);
    ird_network_free(&n);
}

/* Nodes on the borders of pixels of 0.7 um: in a window that begins at any of them they
 * fall into the same pixel as in the whole. */
static void test_windows_agree_on_borders(void) {
    ird_network n = {.units = 2000};
    int32_t layer = mesh_layer(&n, "m1");
    size_t wrong = 0;
    for (int i = 0; i <= 143; i++) {
        mesh_node(&n, layer, 0.7 * i, 0.7 * i);
    }
    for (size_t i = 0; i < 144; i++) {
        n.nodes.items[i].x_dbu = n.nodes.items[i].y_dbu = (int64_t)(1400 * i);
    }
    for (size_t first = 0; first < 143; first++) {
        size_t rows = 143 - first < 64 ? 143 - first : 64;
        double low = 0.7 * (double)first;
        const ird_node_window w = {0,    low, 0.7 * 143, low + 0.7 * (double)rows,
                                   rows, 143};
        for (size_t i = 0; i < 144; i++) {
            size_t at = 9999;
            bool is_inside = ird_node_map_pixel(&n, i, &w, &at);
            size_t column = i < 143 ? i : 142;
            size_t row = i < first + rows ? i - first : rows - 1; /* on the far edge */
            wrong += is_inside != (i >= first && i <= first + rows);
            wrong += is_inside && at != row * 143 + column;
        }
    }
    CHECK(wrong == 0);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_as_the_others);
    RUN(test_worst_nodes);
    RUN(test_redrawn);
    RUN(test_kept_within_the_rails);
    RUN(test_loads_of_all_layers);
    RUN(test_alike);
    RUN(test_pins_lumped_beside_rails);
    RUN(test_windows_agree_on_borders);
    RUN(test_wires);
    return check_summary("node_raster");
}
