/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Channels of a network without cells, by hand.
 */
#include "check.h"
#include "mesh.h"

#include "channels/network_loads.h"

/* Loads of 1, 2 and 5 mA: the first two in one pixel of 2 x 2 um, the third two to the
 * right; one of 3 mA beside the window, and one of 4 mA at a node without a place. */
static ird_network make_network(bool is_ground) {
    ird_network n = {.units = 1000, .is_ground = is_ground};
    ird_error err = {0};
    static const double x_um[] = {0.5, 1.5, 4.5, 11}, y_um[] = {0.5, 1, 3, 3};
    static const double ma[] = {1, 2, 5, 3};
    int32_t layer = mesh_layer(&n, "m1"), named;
    double sign = is_ground ? -1e-3 : 1e-3;
    for (int i = 0; i < 4; i++) {
        mesh_load(&n, mesh_node(&n, layer, x_um[i], y_um[i]), sign * ma[i]);
    }
    mesh_need(ird_network_add_named_node(&n, "x", 1, &named, &err), &err);
    mesh_load(&n, named, sign * 4);
    return n;
}

static void check_maps(bool is_ground) {
    ird_network n = make_network(is_ground);
    ird_raster raster = {0};
    ird_error err = {0};
    const ird_raster_options options = {
        .size = 2, .columns = 3, .window = {0, 0, 6, 4}, .supply_v = 1.1};
    mesh_need(
        ird_rasterize_loads(&raster, &n, n.loads.items, n.loads.count, &options, &err),
        &err);
    const double want_a[] = {3e-3, 0, 0, 0, 0, 5e-3};
    CHECK(raster.current_a.rows == 2 && raster.current_a.columns == 3);
    for (size_t i = 0; i < 6; i++) {
        CHECK_NEAR(raster.current_a.values[i], want_a[i], 1e-18);
        CHECK_NEAR(raster.cell_density.values[i], want_a[i] > 0 ? 1 : 0, 0);
        CHECK_NEAR(raster.switching.values[i], want_a[i] / 5e-3, 1e-15);
        CHECK_NEAR(raster.area_um2.values[i], want_a[i] > 0 ? 4 : 0, 1e-15);
        CHECK_NEAR(raster.power_grid.values[i], 0, 0);
    }
    CHECK(raster.cells_counted == 3 && raster.cells_outside == 2);
    CHECK_NEAR(raster.current_total_a, 8e-3, 1e-17);
    CHECK_NEAR(raster.current_outside_a, 7e-3, 1e-17);
    CHECK_NEAR(raster.area_total_um2, 8, 1e-15);
    CHECK(raster.current_a.unit == IRD_UNIT_AMPERE);
    ird_raster_free(&raster);
    ird_network_free(&n);
}

static void test_power_and_ground(void) {
    check_maps(false);
    check_maps(true);
}

/* A pixel that current flows back into counts as empty; no load, no current. */
static void test_odd_loads(void) {
    ird_network n = make_network(false);
    ird_raster raster = {0};
    ird_error err = {0};
    const ird_raster_options options = {.size = 2, .window = {0, 0, 6, 4}};
    const ird_load loads[] = {{0, -1, -1, 1e-3}, {1, -1, -1, -4e-3}, {2, -1, -1, 2e-3}};
    mesh_need(ird_rasterize_loads(&raster, &n, loads, 3, &options, &err), &err);
    CHECK(raster.current_a.columns == 2);
    CHECK_NEAR(raster.current_a.values[0], -3e-3, 1e-18);
    CHECK_NEAR(raster.switching.values[0], 0, 0);
    CHECK_NEAR(raster.cell_density.values[0], 0, 0);
    CHECK_NEAR(raster.switching.values[3], 1, 0);
    ird_raster_free(&raster);
    mesh_need(ird_rasterize_loads(&raster, &n, loads, 0, &options, &err), &err);
    CHECK_NEAR(ird_map_max(&raster.switching, NULL), 0, 0);
    CHECK_NEAR(raster.current_total_a, 0, 0);
    ird_raster_free(&raster);
    ird_network_free(&n);
}

static void test_errors(void) {
    ird_network n = make_network(false);
    ird_raster raster = {0};
    ird_error err = {0};
    ird_raster_options options = {.size = 0, .window = {0, 0, 6, 4}};
    CHECK(ird_rasterize_loads(&raster, &n, NULL, 0, &options, &err) == IRD_RASTER_SIZE);
    options.size = IRD_RASTER_SIZE_LIMIT + 1;
    CHECK(ird_rasterize_loads(&raster, &n, NULL, 0, &options, &err) == IRD_RASTER_SIZE);
    CHECK(raster.current_a.values == NULL);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_power_and_ground);
    RUN(test_odd_loads);
    RUN(test_errors);
    return check_summary("network_loads");
}
